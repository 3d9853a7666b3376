"""The grades of a folder: the tables, going on after an interruption, and what the command says."""

import csv
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from classroom import grading
from classroom.__main__ import main
from classroom.grading import Settings, grade
from tests.submissions import CASES, CONFINED, DOUBLE, graded, handed_in

pytestmark = CONFINED


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
