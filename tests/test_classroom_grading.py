"""Grading a folder: what each kind of submission gets, and that none costs another."""

import csv
import json
import os
import signal
import socket
import sys
import time
import warnings

import psutil
import pytest

from classroom import grading, judge, submissions
from classroom.assignment import make
from classroom.confinement import Limits
from classroom.grading import Settings
from classroom.submissions import plan
from helpers.exercises import tutor
from tests.submissions import CASES, CONFINED, DOUBLE, KEY04, TRIED, graded, handed_in

pytestmark = CONFINED


def one(tmp_path, *sources, **options):
    """Grade one submission to exercise 00-a and return its state and note."""
    handed_in(tmp_path / "s.ipynb", *sources)
    return tuple(graded(tmp_path, **options)["s"]["exercises"]["00-a"])


SECRET = "a secret of the teacher"


def test_each_kind_of_submission_gets_its_own_verdict_and_harms_nothing(tmp_path):
    others = set(psutil.Process().children())
    outside = tmp_path / "teacher"
    outside.mkdir()
    (outside / "key.ipynb").write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.0)
        port = server.getsockname()[1]
        for name, (source, _, _) in CASES.items():
            filled = source.replace("{dir}", str(outside)).replace("{port}", str(port))
            handed_in(tmp_path / "in" / f"{name}.ipynb", filled)
        results = graded(tmp_path / "in", settings={"limits": Limits(10, 256 << 20)})
        with pytest.raises(BlockingIOError):
            server.accept()
    for name, (_, state, said) in CASES.items():
        came, note = results[name]["exercises"]["00-a"]
        assert came in ((state,) if isinstance(state, str) else state), (name, came, note)
        assert said in note, (name, note)
        assert not note or came != "passed", name
        assert [path.name for path in outside.iterdir()] == ["key.ipynb"]
    assert (outside / "key.ipynb").read_text() == SECRET
    assert SECRET not in (tmp_path / "in" / "grades" / "grades.csv").read_text("utf-8-sig")
    assert set(psutil.Process().children()) <= others  # none of ours is left


def test_a_crash_costs_its_own_exercise_only(tmp_path):
    handed_in(tmp_path / "s.ipynb", "import os\ndef my_relu(x):\n    os._exit(1)", nb=KEY04, cell="key-04-a")
    result = graded(tmp_path)["s"]
    states = [state for state, _ in result["exercises"].values()]
    assert states == ["error", "passed", "passed", "passed", "passed"]
    handed_in(tmp_path / "s.ipynb", "import os\nos._exit(1)\nabsolute = 1", nb=KEY04, cell="key-04-c")
    states = [state for state, _ in graded(tmp_path)["s"]["exercises"].values()]
    assert states == ["passed", "passed", "open", "passed", "passed"] or states[2] == "error"


def test_a_submission_that_takes_too_long_in_all_is_reported_with_what_was_done(tmp_path, monkeypatch):
    monkeypatch.setattr(tutor, "LIMIT", 5.0)
    handed_in(tmp_path / "s.ipynb", "def absolute(x):\n    while True:\n        pass", nb=KEY04, cell="key-04-c")
    result = graded(tmp_path, settings={"timeout": 1.0})["s"]
    assert [state for state, _ in result["exercises"].values()] == ["passed", "passed", "error", "error", "error"]
    assert "was given 1 s in all" in result["exercises"]["04-d"][1]


def test_a_hundred_submissions_of_which_ten_are_broken_are_all_reported(tmp_path):
    broken = [name for name in CASES if name in ("syntax error", "missing", "crash in the cell", "forks", "kills")]
    broken += ["reads a file", "threads", "writes into the pipe", "loop in the function"]
    for i in range(90):
        handed_in(tmp_path / f"学生{i:02}.ipynb", DOUBLE.format("2 * x" if i % 3 else "..."))
    for name in broken:
        handed_in(tmp_path / f"broken {name}.ipynb", CASES[name][0])
    (tmp_path / "broken file.ipynb").write_bytes(b"\xff\x00 no notebook")
    start = time.monotonic()
    results = graded(tmp_path)
    rows = list(csv.DictReader((tmp_path / "grades" / "grades.csv").read_text("utf-8-sig").splitlines()))
    assert len(results) == len(rows) == 100
    assert sum(row["score"] == "1" for row in rows) == 60
    assert sum(row["00-a"] == "not answered" for row in rows) == 30
    assert sum(row["student"].startswith("broken") and row["score"] == "0" for row in rows) == 10
    start = time.monotonic()
    assert graded(tmp_path) == {**results}
    assert time.monotonic() - start < 5  # the second time nothing is graded again


def test_lines_suspects_and_layers_are_told_as_in_the_notebook(tmp_path):
    source = (
        "class Base:\n    def forward(self, x):\n        self.mask = x <= 0\n"
        "        return np.where(self.mask, 0.0, x)\n"
        "class BuggyReLU(Base):\n    def backward(self, dout):\n        return np.where(self.mask, dout, 0.0)"
    )
    handed_in(tmp_path / "s.ipynb", source, nb=KEY04, cell="key-04-e")
    state, note = graded(tmp_path)["s"]["exercises"]["04-e"]
    assert state == "wrong"
    assert note.startswith("the mask marks the open switches")
    assert "dout = [[10, 20], [30, 40]]" in note
    assert "exercises.hint" not in note
    stub = next(c["source"] for c in make("04", "en")[0]["cells"] if c["id"] == "exercise-04-e")
    handed_in(tmp_path / "s.ipynb", stub, nb=KEY04, cell="key-04-e")
    assert graded(tmp_path)["s"]["exercises"]["04-e"] == ["open", ""]
    aliased = (
        source.replace("dout, 0.0)", "0.0, dout)")
        .replace(
            "return np.where(self.mask, 0.0, x)", ("self.out = np.where(self.mask, 0.0, x)\n        return self.out")
        )
        .replace("def backward(self, dout):\n", "def backward(self, dout):\n        self.out *= 0\n")
    )
    handed_in(tmp_path / "s.ipynb", aliased, nb=KEY04, cell="key-04-e")
    assert graded(tmp_path)["s"]["exercises"]["04-e"][1].startswith("backward changed the array that forward")


def test_an_answer_may_use_what_the_lesson_and_the_student_define(tmp_path):
    own = "factor = 2\nhelp_me = lambda x: factor * x"
    assert one(tmp_path, "def double(x):\n    return help_me(x)", own) == ("passed", "")
    lesson_cell = 'h = 1e-6\nprint(f"{((3 + h) ** 2 - (3 - h) ** 2) / (2 * h) = :.3f}")'
    cells = [
        {"cell_type": "code", "id": i, "metadata": {}, "source": s}
        for i, s in (
            ("derivative-run", lesson_cell),
            ("predict-chain", 'exercises.predict("00-chain")'),
            ("exercise-00-a", "y = h"),
            ("solution-00-a", "double = 1"),
            ("empty", " "),
            ("magic", "%%bash\nls"),
        )
    ]
    todo = plan(json.dumps({"cells": cells, "metadata": {}}).encode())
    assert [name for name, _ in todo.cells] == ["<derivative-run>", "<exercise-00-a>"]


def test_the_graders_own_failure_is_reported_too(tmp_path, monkeypatch):
    handed_in(tmp_path / "s.ipynb", DOUBLE.format("2 * x"))

    def broken(*args):
        raise RuntimeError("no")

    monkeypatch.setattr(grading, "judge", broken)
    assert graded(tmp_path)["s"]["problem"] == "The grader itself failed: RuntimeError: no."
    monkeypatch.setattr(grading, "judge", lambda *args: os._exit(1))
    assert graded(tmp_path, force=True)["s"]["problem"] == "The grader itself failed: no result."
    monkeypatch.setattr(grading, "judge", lambda *args: time.sleep(60))
    monkeypatch.setattr(grading._Work, "overdue", lambda work: True)
    assert graded(tmp_path, force=True)["s"]["problem"] == "The grader itself failed: no result."


@pytest.mark.parametrize(
    ("case", "state", "says"),
    [
        ("right", "passed", ""),
        ("open", "open", ""),
        ("missing", "error", "not defined"),
        ("syntax error", "error", "SyntaxError"),
        ("crash in the cell", "error", "ended its process"),
        ("crash in the function", "error", "ended its process"),
        ("loop that holds on", "wrong", "ever end"),
        ("reads a file", "wrong", TRIED),
        ("late cell", "error", "was stopped at line 2, while True:."),
        ("late stub", "error", "was stopped"),
        ("signal", "error", "ended with signal 11"),
    ],
)
def test_the_judge_gives_state_and_reason(tmp_path, case, state, says):
    sources = {
        "late cell": "double = None\nwhile True:\n    pass",
        "late stub": "double = ...\nwhile True:\n    pass",
        "signal": "import types\nc = (lambda: 0).__code__\n"
        "double = types.FunctionType(c.replace(co_code=bytes([100, 99]) * 9, co_consts=()), {})\ndouble()",
    }
    told = []
    handed_in(tmp_path / "s.ipynb", sources.get(case) or CASES[case][0])
    if case == "late cell":
        handed_in(tmp_path / "s.ipynb", sources[case].replace("= None", ": int"))
    submission = submissions.Submission("s", tmp_path / "s.ipynb", "s.ipynb")
    judge.judge(submission, None, Settings(timeout=20), tmp_path, told.append)
    assert told[0] == {"lesson": "00"}
    assert told[1]["state"] == state, told
    assert says in told[1]["note"]


def test_the_judge_reports_files_it_cannot_use_and_time_used_up(tmp_path):
    told = []
    (tmp_path / "s.ipynb").write_text("{}")
    submission = submissions.Submission("s", tmp_path / "s.ipynb", "s.ipynb")
    judge.judge(submission, None, Settings(), tmp_path, told.append)
    assert told == [{"problem": "The file is no notebook."}]
    for source in (CASES["right"][0], CASES["cell that holds on"][0]):
        handed_in(tmp_path / "s.ipynb", source)
        told.clear()
        timeout = 0.5 if "while" in source else -1
        judge.judge(submission, "00", Settings(timeout=timeout), tmp_path, told.append)
        assert "in all; they were used up" in told[1]["note"]


def test_the_judges_child_tells_one_line_each_and_fails_in_words(tmp_path, monkeypatch):
    read, write = os.pipe()
    monkeypatch.setattr(os, "setpgid", lambda *args: None)
    monkeypatch.setattr(signal, "signal", lambda *args: None)
    monkeypatch.setattr(grading, "calm", lambda: None)
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(grading, "judge", lambda submission, number, settings, folder, tell: tell({"a": 1}) or {}["b"])
    grading._judge(None, None, None, None, write)
    sys.stdout.close()
    assert os.read(read, 999).splitlines() == [
        b'{"a": 1}',
        b'{"problem": "The grader itself failed: KeyError: \'b\'."}',
    ]
    os.close(read)
    os.close(write)


def test_calm_forgets_the_callers_filters():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        judge.calm()
        warnings.warn("quiet", stacklevel=1)
