"""Questions that a reader answers before an experiment.

In a notebook a light widget takes the guess and ``reveal`` compares it with what came. In the book
(``COURSE_EXPLORERS=static``) there is no widget: a ``<details>`` element hides the answer.
"""

import html
import os
import unicodedata
from fractions import Fraction

from helpers import language
from helpers.exercises.registry import PREDICTIONS, find, text

_guesses: dict[str, str | float] = {}
_questions: dict[str, "_Question"] = {}


def predict(name):
    """Show the field for a guess: buttons or a number.

    Parameters
    ----------
    name : str
        The prediction, for example ``"04-half"``. Its question and options stand in the lesson.

    Raises
    ------
    ValueError
        If there is no such prediction.
    """
    from IPython.display import HTML, display

    prediction = find(PREDICTIONS, name)
    if _in_book():
        summary, answer = html.escape(text("book_summary")), html.escape(_answer(prediction))
        display(HTML(f'<details class="prediction"><summary>{summary}</summary><p>{answer}</p></details>'))
        return
    _guesses.pop(name, None)
    question = _questions[name] = _Question(prediction)
    view = {"model_id": question.box.model_id, "version_major": 2, "version_minor": 0}
    display({"application/vnd.jupyter.widget-view+json": view}, raw=True)


def reveal(name):
    """Print the answer with its reason, beside the guess if there is one.

    Parameters
    ----------
    name : str

    Raises
    ------
    ValueError
        If there is no such prediction.

    Examples
    --------
    >>> reveal("04-relu-max")
    Answer: B. np.max treats its second argument, the 0, as an axis and returns the largest entry.
    """
    prediction = find(PREDICTIONS, name)
    if _in_book():
        return
    if name in _guesses:
        guess = _guesses[name]
        print(text("guess_met" if _met(prediction, guess) else "guess_missed", guess=_said(guess)), end=" ")
    print(_answer(prediction))


def _in_book():
    return os.environ.get("COURSE_EXPLORERS") == "static"


def _met(prediction, guess):
    if prediction.options:
        return guess == prediction.answer
    return abs(guess - prediction.answer) <= prediction.tolerance


def _said(value):
    return value if isinstance(value, str) else f"{value:g}"


def _answer(prediction):
    why = text("why", prediction.name)
    return text("answer", answer=_said(prediction.answer), why=why)


class _Question:
    """The widget of one prediction. It follows the language and keeps the guess."""

    def __init__(self, prediction):
        import ipywidgets as widgets

        self.name = prediction.name
        if prediction.options:
            self.field = widgets.ToggleButtons(
                options=prediction.options, value=None, style={"button_width": "4em"}, layout={"width": "auto"}
            )
        else:
            self.field = widgets.Text(continuous_update=False, layout={"width": "8em"})
        self.label, self.note = widgets.Label(), widgets.Label()
        self.field.observe(self._take, "value")
        self.box = widgets.HBox([self.label, self.field, self.note])
        self.language_changed()
        language.follow(self)

    def language_changed(self):
        self.label.value = self.field.tooltip = text("your_guess")
        if self.note.value:
            self._take({"new": self.field.value})

    def _take(self, change):
        try:
            _guesses[self.name] = _read(change["new"]) if hasattr(self.field, "placeholder") else change["new"]
        except ValueError:
            _guesses.pop(self.name, None)
            self.note.value = text("no_number")
        else:
            self.note.value = text("noted", guess=_said(_guesses[self.name]))


def _read(said):
    """Return the number in a text: ``0.5``, ``1/2``, ``50%`` or ``１／２``.

    >>> _read("1/2"), _read(" 50％"), _read("1e3")
    (0.5, 0.5, 1000.0)
    """
    said = unicodedata.normalize("NFKC", said).strip()
    try:
        return float(Fraction(said[:-1].strip()) / 100 if said.endswith("%") else Fraction(said))
    except ZeroDivisionError:
        raise ValueError("said: expected a number, got a division by zero") from None
