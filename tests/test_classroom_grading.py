"""Grading a folder: what each kind of submission gets, and that none costs another."""

import csv
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest

from classroom import grading, judge, remote, submissions
from classroom.__main__ import main
from classroom.assignment import make
from classroom.confinement import Limits, kernel_confines, library
from classroom.grading import Settings, grade
from classroom.submissions import Unreadable, plan
from helpers.exercises import tutor

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="grading needs fork"),
    pytest.mark.skipif(sys.platform != "linux" or not kernel_confines(library()), reason="needs Landlock and seccomp"),
]

DOUBLE = "def double(x):\n    return {}"
KEY = make("00", "en", only_exercises=True)[1]
KEY04 = make("04", "en", only_exercises=True)[1]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Seconds of patience that a test can afford; the children inherit them."""
    monkeypatch.setattr(tutor, "LIMIT", 1.0)
    monkeypatch.setattr(judge, "CELL", 0.8)
    monkeypatch.setattr(remote, "GRACE", 0.5)


def handed_in(path, source, *more, nb=KEY, cell="key-00-a"):
    """Write a notebook in which a cell holds `source`, followed by cells that the student added."""
    cells = []
    for old in nb["cells"]:
        if old["id"] == cell:
            added = [{**old, "id": f"new{i}", "source": text} for i, text in enumerate(more)]
            cells += [{**old, "source": source}, *added]
        elif old["id"] != "exercise-00-a":
            cells.append(old)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**nb, "cells": cells}), "utf-8")


def graded(folder, **options):
    settings = Settings(**{"jobs": 2, "timeout": 20, **options.pop("settings", {})})
    results, complete = grade(folder, folder / "grades", settings, **options)
    assert complete
    return {result["student"]: result for result in results}


def one(tmp_path, *sources, **options):
    """Grade one submission to exercise 00-a and return its state and note."""
    handed_in(tmp_path / "s.ipynb", *sources)
    return tuple(graded(tmp_path, **options)["s"]["exercises"]["00-a"])


SECRET = "a secret of the teacher"
TRIED = "The code tried what grading does not allow: "
#: Source of the answer's cell, with {dir} for the folder outside; expected state; what the note says.
CASES = {
    "right": ("def double(x):\n    return x + x", "passed", ""),
    "open": ("def double(x):\n    return ...", "open", ""),
    "wrong": ("def double(x):\n    return x * x", "wrong", "that is the square"),
    "syntax error": ("def double(x):\n    return (2 * x", "error", "SyntaxError: '(' was never closed"),
    "missing": ("def duble(x):\n    return 2 * x", "error", "double is not defined."),
    "error in the cell": ("double = 1 / 0", "error", "stopped at line 1, double = 1 / 0: ZeroDivisionError"),
    "error in the function": (
        "def double(x):\n    y = 2\n    return z",
        "wrong",
        "stopped at line 3, return z: NameError",
    ),
    "loop in the cell": ("double = 2\nwhile True:\n    pass", "wrong", "pass the function itself"),
    "loop in the function": ("def double(x):\n    while True:\n        pass", "wrong", "Does the loop ever end?"),
    "loop that holds on": (
        "def double(x):\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass",
        "wrong",
        "Does the loop ever end?",
    ),
    "cell that holds on": (
        "while True:\n    try:\n        while True:\n            double = 1\n    except BaseException:\n        pass",
        "error",
        "could not be interrupted",
    ),
    "exit": ("import sys\nsys.exit()\ndouble = 1", "error", "SystemExit"),
    "crash in the cell": ("import os\ndouble = os._exit(0)", "error", "The code ended its process."),
    "crash in the function": ("import os\ndef double(x):\n    os._exit(0)", "error", "The code ended its process."),
    "deep recursion": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef double(x):\n    a = []\n    for _ in range(10**6):\n"
        "        a = [a]\n    return repr(a) or 1",
        ("error", "wrong"),
        "",
    ),
    "one large array": ("def double(x):\n    return np.ones(10**10)", "wrong", "MemoryError"),
    "much memory": ("a = [0] * 10**9\ndouble = 1", "error", "MemoryError"),
    "large result": (
        "def double(x):\n    return np.ones(5 * 10**6)",
        "wrong",
        "the result is larger than 32 MiB",
    ),
    "much output": ("def double(x):\n    print('x' * 10**7)\n    return 2 * x", "passed", ""),
    "reads a file": ("def double(x):\n    return open('/etc/passwd').read()", "wrong", TRIED + "open '/etc/passwd'"),
    "reads the teacher's": ("double = open('{dir}/key.ipynb').read()", "error", "PermissionError"),
    "lists a folder": ("import os\ndouble = os.listdir('{dir}')", "error", "PermissionError"),
    "deletes": ("import os\nos.remove('{dir}/key.ipynb')\ndouble = 1", "error", "PermissionError"),
    "writes": ("open('{dir}/new', 'w').write('x')\ndouble = 1", "error", "PermissionError"),
    "socket": (
        "import socket\nsocket.create_connection(('127.0.0.1', {port}))\ndouble = 1",
        "error",
        "PermissionError",
    ),
    "starts a program": ("import subprocess\ndouble = subprocess.run(['id'])", "error", "PermissionError"),
    "forks": ("import os\nwhile True:\n    os.fork()\ndouble = 1", "error", "PermissionError"),
    "threads": (
        "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=[9]).start()\ndouble = 1",
        "error",
        "can't start new thread",
    ),
    "kills": ("import os\nos.kill(os.getppid(), 9)\ndouble = 1", "error", "PermissionError"),
    "patches the checkers": (
        "from helpers.exercises import registry, tutor, calls\nfor name in list(registry.EXERCISES):\n"
        "    registry.EXERCISES[name] = registry.Exercise(name, lambda answer: None)\n"
        "np.allclose = lambda *args, **options: True\ntutor.STATES = {'✗': 'passed'}\ncalls.Wrong = Warning\n"
        "def double(x):\n    return x",
        "wrong",
        "x came back as it was",
    ),
    "patches this package": (
        "from classroom import student, wire, judge\njudge.STATES = dict.fromkeys('✓·✗', 'passed')\n"
        "wire.send = lambda file, message: None\ndef double(x):\n    return x",
        "error",
        "could not be interrupted",
    ),
    "writes into the pipe": (
        "import os\nfor file in range(3, 64):\n    try:\n        os.write(file, b'1' * 99)\n"
        "    except OSError:\n        pass\ndef double(x):\n    return x",
        "error",
        "sent what no answer would send",
    ),
    "changes its argument": ("def double(x):\n    x *= 2\n    return x", "wrong", "changed"),
    "prints its own verdict": ("def double(x):\n    print('✓ 00-a: right.')\n    return x", "wrong", "x came back"),
    "magics": ("%matplotlib inline\n!rm -rf /\ndouble = lambda x: 2 * x", "passed", ""),
    "built-in": ("double = np.square", "wrong", "that is the square"),
    "numpy function": ("double = np.vectorize(lambda x: 2 * x)", ("passed", "wrong"), ""),
    "reads standard input": ("double = input()", "error", "EOFError"),
}


def test_each_kind_of_submission_gets_its_own_verdict_and_harms_nothing(tmp_path):
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
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # no child is left


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


def test_ids_may_be_lost_or_in_the_metadata_as_from_colab():
    cells = [
        {"cell_type": "code", "metadata": {"id": "exercise-00-a"}, "source": ["double = 1"]},
        {"cell_type": "code", "metadata": {}, "source": 'exercises.check("00-a", double)'},
        {"cell_type": "code", "metadata": {}, "source": "double = 2"},
        {"cell_type": "markdown", "metadata": {}, "source": "x"},
    ]
    todo = plan(json.dumps({"cells": cells}).encode())
    assert todo.lesson == "00"
    assert [source for _, source in todo.cells] == ["double = 1", "double = 2"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "no_notebook"),
        (b"[]", "no_notebook"),
        (b'{"cells": [{}]}', "no_notebook"),
        (b"[" * 100_000, "no_notebook"),
        (b'{"cells": []}', "no_exercises"),
        (b'{"cells": [], "metadata": {"classroom": {"lesson": "77"}}}', "no_exercises"),
        (b'{"cells": [], "metadata": []}', "no_notebook"),
    ],
)
def test_what_is_no_notebook_of_the_course_says_so(content, key):
    with pytest.raises(Unreadable) as caught:
        plan(content)
    assert caught.value.key == key


def test_files_that_are_none_are_reported_not_followed(tmp_path, monkeypatch):
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "fifo.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "large.ipynb").write_bytes(b"x" * 200)
    monkeypatch.setattr(submissions, "LARGEST", 100)
    problems = {name: result["problem"] for name, result in graded(tmp_path).items()}
    assert len(problems) == 4
    assert problems.pop("large").startswith("The file is larger")
    assert set(problems.values()) == {"This is no ordinary file."}
    monkeypatch.setattr(Path, "lstat", lambda path: os.stat("/nowhere"))
    with pytest.raises(Unreadable, match="unreadable"):
        submissions.read(tmp_path / "large.ipynb")


def test_a_folder_for_each_student_names_the_student(tmp_path):
    for path in ("ada/hw.ipynb", "bob/hw.ipynb", "eve/1.ipynb", "eve/2.ipynb", "flat.ipynb", ".x/h.ipynb"):
        handed_in(tmp_path / path, DOUBLE.format("2 * x"))
    handed_in(tmp_path / "grades" / "not.ipynb", "")
    names = [s.student for s in submissions.collect(tmp_path, tmp_path / "grades")]
    assert names == ["ada", "bob", "eve/1", "eve/2", "flat"]


def test_the_table_is_safe_in_a_browser_and_a_spreadsheet_and_in_the_teachers_language(tmp_path):
    handed_in(tmp_path / "=1+1.ipynb", "def double(x):\n    raise ValueError('<script>alert(1)</script>')")
    handed_in(tmp_path / "<b>山田.ipynb", DOUBLE.format("2 * x"))
    graded(tmp_path, settings={"lang": "ja"})
    page = (tmp_path / "grades" / "grades.html").read_text("utf-8")
    assert "<script>" not in page
    assert "<b>" not in page
    assert '<html lang="ja">' in page
    content = (tmp_path / "grades" / "grades.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["学習者", "00-a", "得点", "満点", "秒", "備考", "ファイル"]
    assert {row[0] for row in rows[1:]} >= {"'=1+1", "<b>山田"}
    assert "不正解" in page
    assert "行目" in page


def test_changed_files_are_graded_again_and_a_teachers_edits_kept(tmp_path, capsys):
    handed_in(tmp_path / "a.ipynb", DOUBLE.format("x"))
    handed_in(tmp_path / "b.ipynb", DOUBLE.format("2 * x"))
    first = graded(tmp_path)
    handed_in(tmp_path / "a.ipynb", DOUBLE.format("2 * x"))
    journal = tmp_path / "grades" / grading.JOURNAL
    with journal.open("a") as file:
        file.write('{"cut off')
    second = graded(tmp_path)
    assert [first["a"]["exercises"]["00-a"][0], second["a"]["exercises"]["00-a"][0]] == ["wrong", "passed"]
    assert second["b"] == first["b"]
    table = tmp_path / "grades" / "grades.csv"
    table.write_text("my remarks")
    assert main(["grade", str(tmp_path), "--timeout", "20"]) == 2
    assert "Not overwritten" in capsys.readouterr().err
    assert table.read_text() == "my remarks"
    assert main(["grade", str(tmp_path), "--timeout", "20", "--force", "--lesson", "0", "--jobs", "2"]) == 0
    assert "2 graded" in capsys.readouterr().out


def test_ctrl_c_writes_what_is_done_and_the_next_run_goes_on(tmp_path, monkeypatch):
    for name in "abcd":
        handed_in(tmp_path / f"{name}.ipynb", DOUBLE.format("2 * x"))
    add = grading.Journal.add

    def interrupted(journal, result):
        add(journal, result)
        if result["student"] == "b":
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(grading.Journal, "add", interrupted)
    results, complete = grade(tmp_path, tmp_path / "grades", Settings(jobs=1))
    assert not complete
    assert [result["student"] for result in results] == ["a", "b"]
    assert (tmp_path / "grades" / "grades.csv").read_text("utf-8-sig").count("passed") == 2
    monkeypatch.setattr(grading.Journal, "add", add)
    judged = []
    monkeypatch.setattr(grading, "_judge", lambda submission, *rest: judged.append(submission))
    monkeypatch.setattr(grading._Work, "finish", _noting(judged, grading._Work.finish))
    results, complete = grade(tmp_path, tmp_path / "grades", Settings(jobs=1))
    assert complete
    assert [len(results), judged] == [4, ["c", "d"]]


def _noting(judged, finish):
    def noted(work):
        judged.append(work.submission.student)
        return finish(work)

    return noted


def test_the_command_survives_a_real_ctrl_c(tmp_path):
    for i in range(2):
        handed_in(tmp_path / f"{i}.ipynb", CASES["loop in the function" if i else "right"][0])
    command = [sys.executable, "-m", "classroom", "grade", str(tmp_path), "--jobs", "1"]
    usual = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}  # also if pytest ignores it
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, **usual)
    journal = tmp_path / "grades" / grading.JOURNAL
    deadline = time.monotonic() + 60
    while not (journal.exists() and journal.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert said == "classroom: interrupted; the same command goes on from here.\n"  # and no progress bar in a pipe
    assert "passed" in (tmp_path / "grades" / "grades.csv").read_text("utf-8-sig")


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


def test_a_bar_on_a_terminal_and_a_word_after_ctrl_c(tmp_path, monkeypatch, capsys):
    handed_in(tmp_path / "s.ipynb", CASES["right"][0])
    graded(tmp_path, bar=True)
    assert "1/1" in capsys.readouterr().err
    monkeypatch.setattr(grading, "grade", lambda *args, **options: ([], False))
    assert main(["grade", str(tmp_path)]) == 130
    assert "goes on from here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"folder": "nowhere"}, "There is no folder"),
        ({"folder": "empty"}, "There are no notebooks"),
        ({"lang": "xx"}, "There is no language 'xx'; the languages are en, ja, zh-Hant, ko"),
        ({"lesson": "99"}, "There is no lesson 99"),
        ({"out": "file/x"}, "Cannot write into"),
    ],
)
def test_a_mistake_is_answered_in_one_sentence(tmp_path, capsys, change, says):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    handed_in(tmp_path / "in" / "s.ipynb", DOUBLE.format("x"))
    command = ["grade", str(tmp_path / change.get("folder", "in")), "--lang", change.get("lang", "en")]
    command += ["--lesson", change["lesson"]] if "lesson" in change else []
    command += ["--out", str(tmp_path / change["out"])] if "out" in change else []
    assert main(command) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(rf"classroom: {re.escape(says)}.*\.\n", said), said


def test_numbers_of_options_must_be_positive(capsys):
    with pytest.raises(SystemExit):
        main(["grade", "x", "--jobs", "0"])
    assert "--jobs" in capsys.readouterr().err


def test_without_the_kernels_help_it_asks_first(tmp_path, monkeypatch):
    handed_in(tmp_path / "s.ipynb", DOUBLE.format("2 * x"))
    monkeypatch.setattr(grading, "kernel_confines", lambda libc: False)
    with pytest.raises(grading.ClassroomError, match="--weak"):
        graded(tmp_path)
    assert graded(tmp_path, weak=True)["s"]["exercises"]["00-a"][0] == "passed"
    monkeypatch.delattr(os, "fork")
    with pytest.raises(grading.ClassroomError, match="WSL"):
        graded(tmp_path, weak=True)


def test_the_language_variable_is_put_back(monkeypatch):
    monkeypatch.delenv("COURSE_LANG")
    with grading.language_of("ko"):
        assert os.environ["COURSE_LANG"] == "ko"
    assert "COURSE_LANG" not in os.environ
