"""The session that a confined process holds, here without confinement: what it answers, and what it does first."""

import os
import sys

import numpy as np
import pytest

from classroom import student, wire
from classroom.confinement import Limits, readable
from helpers import exercises

pytest.importorskip("resource")  # not on Windows, where nothing is graded


def session(*sources):
    made = student.Session([(f"<cell{i}>", source) for i, source in enumerate(sources)], [])
    return made, [made.run(i, 0.3) for i in range(len(sources))]


def test_cells_report_what_stopped_them():
    errors = session("x = 1", "y = (", "\nz = x / 0", "while True:\n    pass", "display(1)\nraise SystemExit('bye')")[1]
    assert errors[0] == {}
    assert errors[1]["error"].startswith("SyntaxError: ")
    assert (errors[2]["error"], errors[2]["line"]) == ("ZeroDivisionError: division by zero", 2)
    assert errors[3]["late"]
    assert errors[4]["error"] == "SystemExit: bye"
    assert student.told(ValueError()) == "ValueError"


def test_requests_are_answered_whatever_they_meet():
    made = session(
        "import numpy as np\nprint('x')\ndef f(x, a=2, *, k=1):\n    x += a\n    return x", "c = np.abs\nv = (1, ...)"
    )[0]
    assert made.answer({"do": "get", "variable": "nothing"}) == {"kind": "missing", "refused": []}
    assert made.get("v") == {"kind": "value", "value": {"tuple": [1, {"open": 0}]}}
    assert made.get("c")["kind"] == "callable"
    told = made.get("f")
    assert (told["kind"], told["file"], told["line"]) == ("function", "<cell0>", 3)
    assert told["parameters"] == [["x", 1, None], ["a", 1, "2"], ["k", 3, "1"]]
    reply = made.call(told["handle"], "", wire.encode([np.zeros(2)], lambda value: None), 1.0)
    assert reply["args"] is not None
    assert reply["changed"] == []
    assert made.answer({"do": "no such"})["failed"].startswith("AttributeError")
    assert student.signature(3) == {"parameters": None}
    made.noted.append("open 'x'")
    assert made.answer({"do": "run", "number": 0, "seconds": 1})["refused"] == ["open 'x'"]


def test_calls_report_errors_warnings_and_results_that_change_later():
    source = (
        "import numpy as np\nkept = np.zeros(2)\ndef give():\n    return kept\ndef change():\n    kept[0] += 1\n"
        "def late():\n    while True:\n        pass\ndef warn():\n    return np.log(np.zeros(1))\n"
        "def fail():\n    raise KeyError('k')"
    )
    made = session(source)[0]
    handle = made.hold(made.module.give)
    assert made.call(handle, "", [], 1.0)["changed"] == []
    changed = made.call(made.hold(made.module.change), "", [], 1.0)["changed"]
    assert changed[0][0] == 0
    late = made.call(made.hold(made.module.late), "", [], 0.1)
    assert late["late"]
    assert late["line"] in (8, 9)
    warned = made.call(made.hold(made.module.warn), "", [], 1.0)
    assert warned["warnings"] == [["RuntimeWarning", "divide by zero encountered in log"]]
    failed = made.call(made.hold(made.module.fail), "", [], 1.0)
    assert (failed["raised"], failed["line"], failed["code"]) == ("KeyError", 13, "raise KeyError('k')")


def test_the_loop_serves_until_the_other_side_ends(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    (requests, ask), (told, replies) = os.pipe(), os.pipe()
    made = session("x = 'x' * 50")[0]
    for request in ({"do": "get", "variable": "x"}, {"do": "get", "variable": "y"}):
        wire.send(ask, request)
    os.close(ask)
    monkeypatch.setattr(wire, "send", _small(wire.send))
    student.serve(requests, replies, made)
    assert wire.receive(told) == {"failed": "ValueError: too much"}
    assert wire.receive(told) == {"kind": "missing", "refused": []}


def _small(send):
    def limited(file, message):
        if "x" * 50 in str(message):
            raise ValueError("too much")
        send(file, message)

    return limited


def test_the_child_closes_what_it_inherited_before_it_serves(monkeypatch, tmp_path):
    order, environment = [], {"SECRET": "x"}
    for name in ("dup2", "closerange", "chdir"):
        monkeypatch.setattr(os, name, lambda *args, name=name: order.append((name, *args)) or args[1 % len(args)])
    monkeypatch.setattr(os, "environ", environment)
    monkeypatch.setattr(student.signal, "signal", lambda number, action: order.append(("signal", number)))
    monkeypatch.setattr(student.gc, "freeze", lambda: None)
    for name in ("silence", "confine", "serve"):
        monkeypatch.setattr(student, name, lambda *args, name=name: order.append((name, *args)))
    for name in ("stdin", "path", "dont_write_bytecode"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    student.begin(20, 30, [], Limits(), readable(), tmp_path)
    steps = [step[0] for step in order]
    assert order[:2] == [("dup2", 20, 100), ("dup2", 30, 101)]
    assert {step[2] for step in order if step[0] == "dup2"} == {100, 101, 0, 1, 2, 3, 4}
    assert ("closerange", 5, os.sysconf("SC_OPEN_MAX")) in order
    assert steps[-2:] == ["confine", "serve"]
    assert environment == student.ENVIRONMENT
    assert sys.stdin.read() == ""
    assert os.path.dirname(os.path.dirname(student.__file__)) not in sys.path


def test_what_only_talks_to_readers_is_silent(monkeypatch, capsys):
    for module, names in student.SILENT.items():
        for name in names:
            monkeypatch.setattr(f"{module}.{name}", lambda: None)
    student.silence()
    assert exercises.check("no such exercise", 1) is None
    assert capsys.readouterr().out == ""


def test_classes_are_described_by_their_own_and_inherited_methods():
    made = session("class A:\n    def f(self): pass\nclass B(A):\n    def g(self, x): pass\n    n = 3")[0]
    told = made.get("B")
    assert [one["name"] for one in told["own"]] == ["g"]
    assert told["other"] == ["f"]
    assert made.get("A")["parameters"] == []
