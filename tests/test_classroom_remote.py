"""What may cross the wire to and from a confined process, and the stand-ins for the answers that it holds."""

import inspect
import json
import os
import signal
import sys
import time
import types

import numpy as np
import pytest

from classroom import grading, remote, wire
from classroom.confinement import Limits, readable
from classroom.remote import Gone, Process
from helpers import exercises
from helpers.exercises import tutor
from helpers.exercises.calls import TimeLimit
from tests.exercise_answers import lesson04, lesson08, lesson09

pytest.importorskip("resource")  # not on Windows, where nothing is graded


# ---- the wire
VALUES = [
    None, True, 3, 2.5, float("inf"), "text", ..., (1, [2, (3,)]), {"a": (1,), 2: [None]}, range(1, 9, 2),
    np.arange(6.0).reshape(2, 3), np.zeros((0, 3)), np.array(2, np.int8), np.float32(1.5), np.array(["a", "bc"]),
    np.array([1j]),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_come_back_as_they_were(value):
    sent = json.loads(json.dumps(wire.encode(value, lambda held: 7)))
    back = wire.decode(sent, lambda met, number: met)
    assert type(back) is type(value)
    assert repr(back) == repr(value)


def test_a_generator_goes_on_where_it_was_and_other_things_are_held():
    rng = np.random.default_rng(3)
    rng.normal(size=5)
    back = wire.decode(wire.encode(rng, None), None)
    assert back.normal() == rng.normal()
    held = []
    sent = wire.encode(object(), lambda one: held.append(one) or 4)
    met = wire.decode(sent, lambda one, number: (one, number))
    assert met[1] == 4
    assert type(met[0]).__name__ == "object"
    assert repr(met[0]).startswith("<object object")

    class Rude:
        def __repr__(self):
            raise RuntimeError

    assert wire.shown(Rude()) == "RuntimeError"
    with pytest.raises(ValueError, match="larger"):
        wire.encode(np.zeros(wire.LARGEST // 8), None)


@pytest.mark.parametrize(
    "data",
    [
        {"a": 1, "b": 2},
        {"exec": "1"},
        {"tuple": 3},
        {"array": ["O", [1], "AAAA", 0]},
        {"array": ["<f8", [2], "AAAA", 0]},
        {"array": ["<f8", [-1], "", 0]},
        {"array": ["<f8", [1], "!", 0]},
        {"array": ["<f8,<f8", [1], "", 0]},
        {"scalar": []},
        {"dict": [[[], 1]]},
        {"generator": {"state": 1}},
        {"object": ["a\0", "", 1]},
        {"range": [1, 2, 0]},
    ],
)
def test_what_does_not_follow_the_format_is_garbled(data):
    with pytest.raises(wire.Garbled):
        wire.decode(data, lambda value, number: value)


def test_messages_have_a_length_an_end_and_a_deadline(monkeypatch):
    read, write = os.pipe()
    wire.send(write, [1, "ü"])
    assert wire.receive(read) == [1, "ü"]
    with pytest.raises(TimeoutError):
        wire.receive(read, time.monotonic())
    for wrong in (b"\xff" * 8, (3).to_bytes(8, "big") + b"{[}", (60_000).to_bytes(8, "big") + b"[" * 60_000):
        os.write(write, wrong)
        with pytest.raises(wire.Garbled):
            wire.receive(read)
    os.close(write)
    with pytest.raises(EOFError):
        wire.receive(read)
    os.close(read)
    monkeypatch.setattr(wire, "LARGEST", 3)
    with pytest.raises(ValueError, match="larger"):
        wire.send(-1, "12345")


# ---- stand-ins


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    """A confined process that holds the answers of the tests."""
    lines = ["import numpy as np", "from tests.exercise_answers import lesson04, lesson08, lesson09"]
    if sys.platform != "linux":
        pytest.skip("needs Linux")
    grading.warm()
    lines += [f"{name} = {source}" for name, (_, _, source) in ANSWERS.items()]
    lines += [
        "def endless(x):\n    while True:\n        pass",
        "def own(x):\n    raise type('Own', (Exception,), {})('mine')",
    ]
    lines += ["def numpys(x):\n    raise np.linalg.LinAlgError('singular')", "class Bare: pass"]
    lines += [
        "def key(x):\n    raise KeyError('a')",
        "def shape(x):\n    x.resize((2, 3), refcheck=False)\n    return x",
    ]
    lines += [
        "def any_count(*args, **more):\n    return args",
        "def warns(x):\n    import warnings\n    warnings.warn('old')",
    ]
    lines += ["class Odd(UserWarning): pass", "def odd(x):\n    import warnings\n    warnings.warn('odd', Odd)"]
    lines += [
        "def lists(x):\n    x.append(1)\n    return x",
        "def nested(x):\n    x[0][0] = 9\n    return 1",
        "value = 5",
    ]
    tests = os.path.dirname(__file__)
    made = Process(
        [("<answers>", "\n".join(lines))],
        Limits(60),
        [*readable(), tests],
        tmp_path_factory.mktemp("in"),
        time.monotonic() + 100,
    )
    assert made.ask(20, {"do": "run", "number": 0, "seconds": 20}) == {"refused": []}
    yield made
    made.close()


def _answers():
    for module, names in ((lesson04, None), (lesson08, ["08-d", "08-e"]), (lesson09, ["09-c", "09-d"])):
        for name in names or module.RIGHT:
            short = module.__name__.rpartition(".")[2]
            for i, answer in enumerate(module.RIGHT[name]):
                yield name, answer, f"{short}.RIGHT[{name!r}][{i}]"
            for i, (_, answer) in enumerate(module.WRONG[name]):
                yield name, answer, f"{short}.WRONG[{name!r}][{i}][1]"


ANSWERS = {f"answer{i}": case for i, case in enumerate(_answers())}


def test_the_tutor_says_the_same_to_a_stand_in_as_to_the_answer_itself(process, monkeypatch, capsys):
    """Lines, suspects, warnings, changed arguments, generators, layers, old state, texts."""
    monkeypatch.setattr(tutor, "_work", {})
    assert len(ANSWERS) > 80
    for variable, (name, answer, source) in ANSWERS.items():
        exercises.check(name, answer)
        here = capsys.readouterr().out
        process.budget = time.monotonic() + 3
        exercises.check(name, process.answer(variable))
        there = capsys.readouterr().out
        hide = lambda said: said.partition(" at 0x")[0]  # noqa: E731
        assert hide(there) == hide(here), source


def stand_in(process, name, seconds=2.0):
    process.budget = time.monotonic() + seconds
    return process.answer(name)


def test_errors_keep_type_and_words(process):
    for name, kind, said in (
        ("own", "Own", "mine"),
        ("numpys", "LinAlgError", "singular"),
        ("key", "KeyError", "'a'"),
    ):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the type is what is tested
            stand_in(process, name)(np.zeros(2))
        assert (type(caught.value).__name__, str(caught.value)) == (kind, said)
    with pytest.raises(TimeLimit):
        stand_in(process, "endless", 0.1)(1)
    with pytest.raises(KeyError):
        process.answer("nowhere")


def test_changes_to_arguments_come_across(process):
    x = np.arange(6.0)
    stand_in(process, "shape")(x)
    assert x.shape == (2, 3)
    one, two = [], [np.zeros(2)]
    stand_in(process, "lists")(one)
    stand_in(process, "nested")(two)
    assert one == [1]
    assert two[0][0] == 9


def test_other_answers_have_stand_ins_too(process):
    assert process.answer("value") == 5
    assert stand_in(process, "any_count")(1, (2,)) == (1, (2,))
    assert str(inspect.signature(process.answer("any_count"))) == "(*args, **more)"
    assert isinstance(stand_in(process, "Bare"), type)
    assert type(stand_in(process, "Bare")()).__name__ == "Bare"
    with pytest.warns(UserWarning, match="old"):
        stand_in(process, "warns")(1)
    with pytest.warns(UserWarning, match="odd"):
        stand_in(process, "odd")(1)


class Fake(Process):
    """A process whose replies are made up."""

    def __init__(self, *replies):
        self.replies, self.refused, self.arrays, self.budget, self.until = list(replies), [], {}, 0.0, 0.0

    def ask(self, seconds, request):
        return self.replies.pop(0)


FUNCTION = {"kind": "function", "handle": 0, "file": "<a>", "line": 1, "name": "f", "parameters": [["x", 1, None]]}
CLASS = {"kind": "class", "handle": 0, "own": [], "other": [], "parameters": []}
REPLY = {"result": 1, "args": None, "changed": [], "warnings": []}


@pytest.mark.parametrize(
    "replies",
    [
        [{}],
        [{"kind": "function"}],
        [{**FUNCTION, "parameters": [["not a name", 1, None]]}],
        [{"kind": "value", "value": {"exec": 1}}],
        [FUNCTION, {}],
        [FUNCTION, {**REPLY, "args": [1, 2]}],
        [FUNCTION, {**REPLY, "changed": [[5, 1]]}],
        [FUNCTION, {**REPLY, "result": {"array": ["O", [1], "AAAA", 0]}}],
        [CLASS, REPLY],
    ],
)
def test_replies_that_make_no_sense_end_the_process(replies):
    with pytest.raises(Gone):
        Fake(*replies).answer("f")(*([] if replies[0] is CLASS else [1]))


def test_a_process_that_ends_or_lies_is_gone(tmp_path):
    if sys.platform != "linux":
        pytest.skip("needs Linux")
    for source, key in (
        ("import os\nos._exit(3)", "ended"),
        ("while True:\n  try:\n    while True:\n      x = 1\n  except: pass", "late"),
    ):
        made = Process([("<c>", source)], Limits(), readable(), tmp_path, time.monotonic() + 1.0)
        with pytest.raises(Gone) as caught:
            made.ask(0.1, {"do": "run", "number": 0, "seconds": 0.1})
        assert caught.value.key == key
        assert made.busy
        assert made.close() == 0
    made = Process([], Limits(), readable(), tmp_path, time.monotonic() + 5)
    with pytest.raises(Gone):
        made.ask(1, {"do": "nonsense"})
    os.kill(made.pid, signal.SIGTERM)
    time.sleep(0.2)
    with pytest.raises(Gone):
        made.ask(1, {"do": "get", "variable": "x"})
    assert made.close() == signal.SIGTERM


def test_an_error_of_a_kind_that_cannot_be_made_gets_one_of_its_name():
    assert type(remote._error("UnicodeDecodeError", "x")).__name__ == "UnicodeDecodeError"
    assert isinstance(remote._error("print", "x"), Exception)
    assert isinstance(remote._error("AxisError", "x"), np.exceptions.AxisError)
    assert isinstance(types.FunctionType, type)
