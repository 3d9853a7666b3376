"""The notebooks handed in, and which of their cells grading runs."""

import ast
import hashlib
import json
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from classroom.assignment import is_solution
from classroom.lessons import ClassroomError, defined, lesson, needed, numbers

#: Bytes a submission may have.
LARGEST = 50 << 20
_MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)
_LESSON = re.compile(r'exercises\.check\(\s*["\'](\d\d)-')


class Unreadable(Exception):
    """A submission that cannot be graded at all; `key` is the message that says why."""

    def __init__(self, key, **values):
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Submission:
    """A file handed in.

    Attributes
    ----------
    student : str
        The file's stem; the path of its folder if each student has one.
    path : pathlib.Path
    name : str
        The path below the folder that is graded, with forward slashes.
    """

    student: str
    path: Path
    name: str


@dataclass(frozen=True)
class Plan:
    """What to run of a submission: its lesson, and its cells as names and sources, in order."""

    lesson: str
    cells: list


def collect(folder, leave_out):
    """Return the submissions in a folder and the folders in it, sorted by name.

    Parameters
    ----------
    folder : path-like
    leave_out : path-like
        A folder not to look into.

    Returns
    -------
    list of Submission

    Raises
    ------
    ClassroomError
        If the folder is not there or holds no notebooks.
    """
    folder, leave_out = Path(folder), Path(leave_out).resolve()
    if not folder.is_dir():
        raise ClassroomError(f"There is no folder {folder}.")
    found = []
    for path in sorted(folder.rglob("*.ipynb")):
        parts = path.relative_to(folder).parts
        if not any(part.startswith(".") for part in parts) and leave_out not in path.resolve().parents:
            found.append(path)
    if not found:
        raise ClassroomError(f"There are no notebooks (.ipynb) in {folder}.")
    parents = [path.parent for path in found]
    submissions = []
    for path in found:
        inner = path.relative_to(folder)
        alone = path.parent != folder and parents.count(path.parent) == 1
        student = inner.parent if alone else inner.with_suffix("")
        submissions.append(Submission(student.as_posix(), path, inner.as_posix()))
    return submissions


def read(path):
    """Return a submission's bytes.

    Raises
    ------
    Unreadable
        If it is no ordinary file, too large or cannot be read.
    """
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("no_file")
        if status.st_size > LARGEST:
            raise Unreadable("too_large", size=f"{LARGEST >> 20}")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("unreadable", error=error.strerror) from error


def fingerprint(path):
    """Return a hash of a submission's bytes, or of what keeps it from being read."""
    try:
        return hashlib.sha256(read(path)).hexdigest()
    except Unreadable as error:
        return error.key


def plan(data, number=None):
    """Decide what to run of a submission.

    Its set-up, the cells of the exercises, what the student added, and of the lesson's other cells those that define
    something these use.

    Parameters
    ----------
    data : bytes
        An ``.ipynb`` file.
    number : str, optional
        The lesson; by default the submission tells.

    Returns
    -------
    Plan

    Raises
    ------
    Unreadable
        If it is no notebook, or of no lesson.
    """
    metadata, cells = _code_cells(data)
    source = lesson(number or _number(metadata, cells))
    wanted, offered, running = [], [], {}
    for at, cell in enumerate(cells):
        text, name = _python(cell["source"]), str(cell.get("id", at))
        if is_solution(cell) or not text.strip():
            continue
        running[at] = f"<{name}>", text
        unchanged = cell["source"].strip() in source.sources
        asked = name.removeprefix("exercise-") in source.answers or name in ("parameters", "setup")
        added = name not in source.identifiers and not unchanged
        answers = not unchanged and not defined(text).isdisjoint(source.answers.values())
        (wanted if asked or added or answers else offered).append(at)
    texts = [[running[at][1] for at in group] for group in (wanted, offered)]
    kept = {*wanted, *(offered[i] for i in needed(*texts))}
    return Plan(source.number, [running[at] for at in sorted(kept)])


def _code_cells(data):
    """Return a notebook's metadata and code cells; ids of Google Colab stand in their metadata."""
    try:
        nb = json.loads(data.decode("utf-8-sig"))
        metadata, cells = nb.get("metadata", {}), []
        for cell in nb["cells"]:
            if cell["cell_type"] == "code":
                own = cell.get("metadata", {})
                text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
                named = cell.get("id") or own.get("id")
                cells.append({"source": text, "metadata": {"tags": list(own.get("tags", ()))}})
                if named:
                    cells[-1]["id"] = str(named)[:64]
        metadata.get("classroom")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("no_notebook") from error
    return metadata, cells


def _number(metadata, cells):
    label = metadata.get("classroom")
    known = numbers()
    told = [label.get("lesson")] if isinstance(label, dict) else []
    told += [found for cell in cells for found in _LESSON.findall(cell["source"])]
    told += [str(cell.get("id", ""))[9:11] for cell in cells if re.match(r"exercise-\d\d-", str(cell.get("id", "")))]
    number = next((number for number in told if number in known), None)
    if number is None:
        raise Unreadable("no_exercises")
    return number


def _python(source):
    """Return a cell without IPython's own lines, which grading leaves out.

    Examples
    --------
    >>> _python("%matplotlib inline\\nx = 1")
    'pass\\nx = 1'
    """
    if source.lstrip().startswith("%%"):
        return ""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _MAGIC.sub(r"\1pass", source)
    return source
