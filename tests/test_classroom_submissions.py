"""What a folder of submissions holds: notebooks of the course, and files that are none."""

import json
import os
from pathlib import Path

import pytest

from classroom import submissions
from classroom.submissions import Unreadable, plan
from tests.submissions import CONFINED, DOUBLE, graded, handed_in

pytestmark = CONFINED


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
