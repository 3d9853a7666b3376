"""The exercises and predictions by name, and their texts.

A lesson's module declares them, its TOML file holds the texts::

    @exercise("04-a")
    def forward(answer):
        properties.agree(answer, np.tanh, (np.zeros(3),))

    choice("04-half", "A")

    ["04-a"]
    right = {en = "...", ja = "...", zh-Hant = "...", ko = "..."}
    hint1 = {en = "...", ...}

    ["04-half"]
    why = {en = "...", ...}
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from helpers import language

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Exercise:
    """An exercise: its name, the function that checks an answer, and the buggy code the reader starts from, if any."""

    name: str
    checker: Callable[[object], None]
    bug: object = None


@dataclass(frozen=True)
class Prediction:
    """A question asked before an experiment: a choice if `options` is set, else a number met within `tolerance`."""

    name: str
    answer: str | float
    options: tuple[str, ...] = ()
    tolerance: float = 0.0


EXERCISES: dict[str, Exercise] = {}
PREDICTIONS: dict[str, Prediction] = {}


def exercise(name, bug=None):
    """Register the decorated function, which gets the answer and raises `Wrong`, as the checker of exercise `name`.

    Parameters
    ----------
    name : str
        Lesson and letter: ``"04-a"``.
    bug : function or class, optional
        For "find the bug": the code in the reader's cell at the start.
    """

    def register(checker):
        EXERCISES[name] = Exercise(name, checker, bug)
        return checker

    return register


def choice(name, answer, options="ABC"):
    """Register a prediction with options; its explanation is the text ``why``.

    Parameters
    ----------
    name : str
        Lesson and a word: ``"04-half"``.
    answer : str
        The right option.
    options : sequence of str
    """
    if answer not in options:
        raise ValueError(f"answer: expected one of {list(options)}, got {answer!r}")
    PREDICTIONS[name] = Prediction(name, answer, tuple(options))


def number(name, answer, tolerance):
    """Register a prediction of a number; its explanation is the text ``why``.

    Parameters
    ----------
    name : str
    answer : float
    tolerance : float
        How far a guess may be from `answer` and still count as met.
    """
    PREDICTIONS[name] = Prediction(name, float(answer), tolerance=tolerance)


def find(table, name):
    """Return the entry `name` of `EXERCISES` or `PREDICTIONS`, after importing its lesson.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> find(EXERCISES, "04-a").name
    '04-a'
    """
    lesson = str(name).partition("-")[0]
    if f"{lesson}-" not in "".join(table) and (HERE / f"lesson{lesson}.py").is_file():
        importlib.import_module(f"helpers.exercises.lesson{lesson}")
    if name not in table:
        known = ", ".join(repr(key) for key in table if key.startswith(lesson)) or "a name such as '04-a'"
        raise ValueError(f"name: expected {known}, got {name!r}")
    return table[name]


def text(key, owner=None, /, **values):
    """Return a text in the current language: the exercise's own if it has one of that key, else the common one.

    Parameters
    ----------
    key : str
        For example ``"hint1"`` or ``"mutated"``.
    owner : str, optional
        Exercise or prediction.
    **values
        Replace ``{name}`` in the text.

    Raises
    ------
    KeyError
        If neither file has the key.

    Examples
    --------
    >>> text("input")
    'for'
    """
    found = texts(owner).get(f"{owner}.{key}") if owner else None
    return language.choose(found or language.catalogue(HERE / "messages.toml")[key], **values)


def texts(name):
    """Return the texts of the lesson that the exercise or prediction `name` belongs to."""
    return language.catalogue(HERE / f"lesson{name.partition('-')[0]}.toml")
