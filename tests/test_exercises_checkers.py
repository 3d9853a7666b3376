"""Every checker accepts differently written right answers and names the mistake in wrong ones."""

import copy
import timeit
from importlib import import_module
from itertools import cycle
from time import process_time

import numpy as np
import pytest

from helpers import exercises, language
from helpers.exercises import tutor
from helpers.exercises.registry import EXERCISES, find, text, texts

LESSONS = [import_module(f"tests.exercise_answers.lesson0{n}") for n in range(10)]
RIGHT = {name: answers for lesson in LESSONS for name, answers in lesson.RIGHT.items()}
WRONG = {name: answers for lesson in LESSONS for name, answers in lesson.WRONG.items()}
NAMES = sorted(RIGHT)
NONSENSE = [
    None,
    7,
    "text",
    [1, [2, 3]],
    {"a": 1},
    object(),
    float("nan"),
    1j,
    np.array(["a"]),
    np.array([None, 1]),
    np.zeros((0, 3)),
    (),
    (1, 2, 3, 4),
    ("a", "b"),
    (None, None),
    lambda: 1,
    range(3),
    np.zeros(2, dtype="datetime64[s]"),
]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(tutor, "_work", {})


def said(capsys, name, answer):
    exercises.check(name, answer)
    return capsys.readouterr().out


def opening(key, name):
    """Return what an English message says up to its first blank to fill."""
    return text(key, name).partition("{")[0]


def test_every_exercise_has_answers_to_try_it_on():
    for lesson in range(10):
        find(EXERCISES, f"0{lesson}-a")
    assert {name for name in EXERCISES if not (RIGHT.get(name) and WRONG.get(name))} == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_and_two_other_right_answers_are_accepted(capsys, monkeypatch, name):
    monkeypatch.setattr(tutor, "LIMIT", 60)  # a machine that measures coverage may be slow
    assert len(RIGHT[name]) >= 3
    for answer in RIGHT[name]:
        assert said(capsys, name, answer).startswith(f"✓ {name}: right. ")


@pytest.mark.parametrize(
    ("name", "key", "answer"),
    [(name, key, answer) for name in NAMES for key, answer in WRONG[name]],
    ids=[f"{name}-{key}" for name in NAMES for key, _ in WRONG[name]],
)
def test_a_wrong_answer_gets_the_message_that_names_its_mistake(capsys, monkeypatch, name, key, answer):
    monkeypatch.setattr(tutor, "LIMIT", 0.3 if key == "too_long" else 60)
    assert said(capsys, name, answer).startswith(f"✗ {name}: {opening(key, name)}")


@pytest.mark.parametrize("name", NAMES)
def test_at_least_five_mistakes_of_an_exercise_have_a_message(name):
    assert len({key for key, _ in WRONG[name]}) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_every_message_of_an_exercise_is_reached_by_a_wrong_answer(name):
    own = {key.partition(".")[2] for key in texts(name) if key.startswith(f"{name}.")}
    said_anyway = {"right", *tutor.hints(name)}
    reached = {key for key, _ in WRONG[name]} | said_anyway
    explained = {"raised_truth"}  # follows "raised"
    assert own - reached - explained == set()


@pytest.mark.parametrize(("name", "code"), list(zip(NAMES, cycle(language.LANGUAGES), strict=False)))
def test_nonsense_is_explained_and_never_a_traceback(capsys, monkeypatch, name, code):
    monkeypatch.setenv("COURSE_LANG", code)
    for value in NONSENSE:
        for answer in (value, lambda *_, value=value: value, _layer_returning(value)):
            assert said(capsys, name, answer).startswith(f"✗ {name}: ")


@pytest.mark.parametrize("name", NAMES)
def test_an_unattempted_exercise_gets_one_quiet_line(capsys, name):
    bug = find(EXERCISES, name).bug
    for answer in [bug] if bug else [..., lambda *_: ..., lambda *_: (..., ...)]:
        out = said(capsys, name, answer)
        assert out.startswith(f"· {name}: ")
        assert out.count("\n") == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_check_takes_at_most_a_fifth_of_a_second(name):
    for answer in (RIGHT[name][0], WRONG[name][0][1]):
        timer = timeit.Timer(lambda answer=answer: exercises.check(name, answer), timer=process_time)
        assert min(timer.repeat(3, number=1)) <= 0.2


@pytest.mark.parametrize("name", NAMES)
def test_hints_come_one_by_one_and_end_with_the_way_to_the_solution(capsys, name):
    for _ in range(len(tutor.hints(name)) + 2):
        exercises.hint(name)
    lines = capsys.readouterr().out.splitlines()
    assert len(tutor.hints(name)) >= 2
    assert lines[0].startswith(f"{name}, hint 1 of {len(tutor.hints(name))}: ")
    assert len(set(lines)) == len(tutor.hints(name)) + 1
    assert lines[-1] == lines[-2] == text("no_more_hints", name, name=name)


def test_every_lesson_has_three_exercises_a_harder_one_and_a_bug_to_find():
    for lesson in range(1, 10):
        names = [name for name in NAMES if name.startswith(f"0{lesson}-")]
        assert [name[-1] for name in names] == list("abcdefgh"[: max(len(names), 5)])
        assert [name[-1] for name in names if find(EXERCISES, name).bug is not None] == ["e"]


def test_a_check_leaves_numpy_random_state_alone(capsys):
    before = copy.deepcopy(np.random.get_state())  # noqa: NPY002
    for name in NAMES:
        exercises.check(name, RIGHT[name][0])
    after = np.random.get_state()  # noqa: NPY002
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def _layer_returning(value):
    class Layer:
        def __init__(self, *args):
            pass

        def forward(self, x):
            return value

        def backward(self, dout):
            return value

    return Layer
