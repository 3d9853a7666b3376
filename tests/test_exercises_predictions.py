"""Predictions: the guess is recorded, compared after the experiment, and nothing but the widget is stored."""

import html

import IPython.display
import pytest

from helpers import exercises, language
from helpers.exercises import predictions
from helpers.exercises.registry import PREDICTIONS, Prediction, choice, find, number


@pytest.fixture
def shown(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.delenv("COURSE_EXPLORERS", raising=False)
    monkeypatch.setattr(predictions, "_guesses", {})
    monkeypatch.setattr(predictions, "_questions", {})
    find(PREDICTIONS, "04-half")
    monkeypatch.setitem(PREDICTIONS, "04-number", Prediction("04-number", 0.5, tolerance=0.05))
    monkeypatch.setattr(predictions, "_answer", lambda p, real=predictions._answer: _answer(p, real))
    displayed = []
    monkeypatch.setattr(IPython.display, "display", lambda *args, **kwargs: displayed.append((args, kwargs)))
    return displayed


def _answer(prediction, real):
    return "Answer: 0.5." if prediction.name == "04-number" else real(prediction)


def test_only_the_widget_is_displayed_so_that_nothing_is_stored(shown):
    exercises.predict("04-half")
    ((bundle,), options) = shown[0]
    assert list(bundle) == ["application/vnd.jupyter.widget-view+json"]
    assert options == {"raw": True}


def test_a_guess_is_compared_after_the_run(shown, capsys):
    for guess, said in (("A", "You predicted A, and so it is. Answer: A. "), ("C", "You predicted C; it came out")):
        exercises.predict("04-half")
        predictions._questions["04-half"].field.value = guess
        assert predictions._questions["04-half"].note.value == f"noted: {guess}"
        exercises.reveal("04-half")
        assert capsys.readouterr().out.startswith(said)


def test_without_a_guess_only_the_answer_is_printed(shown, capsys):
    exercises.reveal("04-half")
    exercises.predict("04-half")
    exercises.reveal("04-half")
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert first.startswith("Answer: A. With symmetric weights")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0.5", "You predicted 0.5, and"),
        ("1/2", "You predicted 0.5, and"),
        (" ５４％ ", "You predicted 0.54, and"),
        ("0.56", "You predicted 0.56; it"),
        ("-1e2", "You predicted -100; it"),
        ("about half", "Answer"),
        ("1/0", "Answer"),
        ("", "Answer"),
    ],
)
def test_a_number_is_read_in_the_forms_people_type(shown, capsys, typed, said):
    exercises.predict("04-number")
    predictions._questions["04-number"].field.value = "7"
    predictions._questions["04-number"].field.value = typed
    exercises.reveal("04-number")
    assert capsys.readouterr().out.startswith(said)


def test_what_is_no_number_is_said_beside_the_field(shown):
    exercises.predict("04-number")
    predictions._questions["04-number"].field.value = "much"
    assert predictions._questions["04-number"].note.value == "a number, please, such as 0.5 or 1/2"


def test_asking_again_forgets_the_first_guess(shown, capsys):
    exercises.predict("04-half")
    predictions._questions["04-half"].field.value = "B"
    exercises.predict("04-half")
    exercises.reveal("04-half")
    assert capsys.readouterr().out.startswith("Answer")


def test_the_widget_follows_the_language(shown, monkeypatch):
    exercises.predict("04-half")
    question = predictions._questions["04-half"]
    question.field.value = "B"
    monkeypatch.setenv("COURSE_LANG", "ja")
    language._tell_followers()
    assert question.label.value == "あなたの予想"
    assert question.note.value == "記録しました：B"


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_in_the_book_a_details_element_hides_the_answer(shown, capsys, monkeypatch, code):
    monkeypatch.setenv("COURSE_EXPLORERS", "static")
    monkeypatch.setenv("COURSE_LANG", code)
    exercises.predict("04-kink")
    exercises.reveal("04-kink")
    markup = shown[0][0][0].data
    assert markup.startswith('<details class="prediction"><summary>')
    assert html.escape(predictions._answer(find(PREDICTIONS, "04-kink"))) in markup
    assert capsys.readouterr().out == ""
    assert predictions._questions == {}


def test_declaring_a_prediction_checks_its_answer(monkeypatch):
    monkeypatch.setattr("helpers.exercises.registry.PREDICTIONS", {})
    with pytest.raises(ValueError, match=r"answer: expected one of .*'A', 'B'.*got 'C'"):
        choice("04-new", "C", "AB")
    number("04-share", 1 / 3, 0.01)
    with pytest.raises(ValueError, match=r"name: expected .*got '04-nothing'"):
        exercises.reveal("04-nothing")
