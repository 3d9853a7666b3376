"""Grade a folder of submissions: one process each, several at once, and nothing lost when it is interrupted."""

import contextlib
import gc
import hashlib
import importlib
import json
import os
import selectors
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from classroom.assignment import refuse_to_overwrite
from classroom.confinement import Limits, kernel_confines, library, readable
from classroom.judge import calm, judge
from classroom.lessons import ROOT, ClassroomError, languages, lesson, numbers, version
from classroom.messages import text
from classroom.submissions import collect, fingerprint
from helpers import language

JOURNAL = "grades.jsonl"
#: What the lessons' set-up cells import: loaded once, before the first submission.
WARM = ["activations", "data", "explorers", "layers", "networks", "plots"]


@dataclass(frozen=True)
class Settings:
    """How to grade.

    Attributes
    ----------
    lang : str
        The language of the table.
    jobs : int
        Submissions at once.
    timeout : float
        Seconds that a submission may take.
    limits : classroom.confinement.Limits
        What each confined process may take.
    readable : list of str
        The folders it may read.
    """

    lang: str = "en"
    jobs: int = 1
    timeout: float = 60.0
    limits: Limits = field(default_factory=Limits)
    readable: list = field(default_factory=readable)


def grade(folder, out, settings, number=None, *, force=False, weak=False, bar=False):
    """Grade a folder of submissions and write ``grades.csv`` and ``grades.html``.

    Grades of files that have not changed since an earlier run into `out` are taken over.

    Parameters
    ----------
    folder, out : path-like
    settings : Settings
    number : str, optional
        The lesson; by default each submission tells.
    force : bool
        Overwrite tables that are not as this program left them, and grade everything again.
    weak : bool
        Go on where the kernel cannot confine the submitted code.
    bar : bool
        Show the progress on standard error.

    Returns
    -------
    results : list of dict
        By name of the file: ``student``, ``file``, ``lesson``, ``exercises`` (name to state and note), ``problem``,
        ``seconds``.
    complete : bool
        False if Ctrl-C ended it; the tables then hold what was done.

    Raises
    ------
    ClassroomError
        If something in the teacher's hands is wrong; nothing was graded then.
    """
    tags = [one.tag for one in languages()]
    if settings.lang not in tags:
        raise ClassroomError(f"There is no language {settings.lang!r}; the languages are {', '.join(tags)}.")
    if number is not None:
        number = lesson(number).number
    if not hasattr(os, "fork"):
        raise ClassroomError("Grading needs Linux or macOS; on Windows use WSL.")
    if not kernel_confines(library()) and not weak:
        raise ClassroomError(
            "This system cannot keep submitted code from your files (that takes Linux 5.13 with Landlock, x86-64 or "
            "ARM64); --weak grades with limits and Python's own audit hook only."
        )
    out = Path(out)
    submissions = collect(folder, out)
    with language_of(settings.lang), interrupts() as interrupted:
        book = Journal(out, settings, number, force)
        known = {s.name: book.find(s) for s in submissions}
        todo = [s for s in submissions if known[s.name] is None]
        warm()
        with tqdm(total=len(submissions), initial=len(submissions) - len(todo), disable=not bar) as progress:
            for result in _graded(todo, number, settings, interrupted):
                known[result["file"]] = result
                book.add(result)
                progress.update()
        gc.unfreeze()
        results = [result for result in known.values() if result is not None]
        book.write_tables(results)
    return results, len(results) == len(submissions)


@contextlib.contextmanager
def interrupts():
    """Collect Ctrl-C in the list this gives, for a while: raised anywhere, it could cut a record in two or get lost."""
    seen = []
    before = signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def language_of(code):
    """Fix the language of the tutor and the table for a while."""
    before = {key: os.environ[key] for key in ("COURSE_LANG",) if key in os.environ}
    os.environ["COURSE_LANG"] = code
    try:
        yield
    finally:
        del os.environ["COURSE_LANG"]
        os.environ.update(before)


def warm():
    """Load what submissions import, once for all."""
    tqdm.monitor_interval = 0  # no second thread: this process forks
    for name in WARM:
        importlib.import_module(f"helpers.{name}")
    for number in numbers():
        importlib.import_module(f"helpers.exercises.lesson{number}")
        lesson(number)
    gc.collect()
    gc.freeze()  # the children share these pages instead of copying them


class Journal:
    """The grades on disk: one line of JSON each, written as soon as it is known.

    Parameters
    ----------
    folder : pathlib.Path
    settings : Settings
    number : str or None
    force : bool

    Raises
    ------
    ClassroomError
        If the folder cannot be written, or holds tables that this program did not write or somebody changed since.
    """

    def __init__(self, folder, settings, number, force):
        self.folder, self.path = folder, folder / JOURNAL
        self.key = _digest(repr((settings.lang, settings.timeout, settings.limits, number, _checkers())).encode())
        self.graded, written = {}, {}
        for record in _records(self.path):
            if "written" in record:
                written = record["written"]
            elif record.get("key") == self.key and not force:
                self.graded[record["result"]["file"], record["fingerprint"]] = record["result"]
        tables = [folder / name for name in ("grades.csv", "grades.html")]
        refuse_to_overwrite([t for t in tables if t.exists() and written.get(t.name) != _digest(t.read_bytes())], force)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if force:
                self.path.unlink(missing_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                if not self.path.read_bytes().endswith((b"\n", b"")[self.path.stat().st_size == 0]):
                    file.write("\n")  # ends a line cut off by a crash
        except OSError as error:
            raise ClassroomError(f"Cannot write into {folder}: {error.strerror}.") from error

    def find(self, submission):
        """Return the result of a submission that was graded before and has not changed, or None."""
        return self.graded.get((submission.name, fingerprint(submission.path)))

    def add(self, result):
        """Keep a result."""
        fingerprint = result.pop("fingerprint")
        self._append({"key": self.key, "fingerprint": fingerprint, "result": result})

    def write_tables(self, results):
        """Write both tables and remember them."""
        from classroom.table import as_csv, as_html, frame  # pandas is not needed before

        table, written = frame(results), {}
        for name, content in (("grades.csv", as_csv(table)), ("grades.html", as_html(table, language.current()))):
            (self.folder / name).write_bytes(content)
            written[name] = _digest(content)
        self._append({"written": written})

    def _append(self, record):
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


def _records(path):
    """Yield the records of a journal; a line that was cut off is left out."""
    if not path.is_file():
        return
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            yield record


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def _checkers():
    """Return what grades depend on: the version of the course and its checkers."""
    files = sorted((ROOT / "helpers" / "exercises").glob("*.*"))
    return version(), _digest(b"".join(path.read_bytes() for path in files))


def _graded(todo, number, settings, interrupted):
    """Grade submissions, several at once; yield each result when it is there; end when `interrupted` is not empty."""
    waiting, running = list(reversed(todo)), selectors.DefaultSelector()
    folder = tempfile.mkdtemp(prefix="grading-")
    os.chmod(folder, 0o555)
    try:
        while (waiting or running.get_map()) and not interrupted:
            while waiting and len(running.get_map()) < settings.jobs:
                work = _Work(waiting.pop(), number, settings, folder)
                running.register(work.output, selectors.EVENT_READ, work)
            for key, _ in running.select(0.1):
                key.data.read()
            for work in [key.data for key in running.get_map().values()]:
                if work.ended or work.overdue():
                    running.unregister(work.output)
                    yield work.finish()
    finally:
        for work in [key.data for key in running.get_map().values()]:
            work.finish()
        running.close()
        shutil.rmtree(folder, ignore_errors=True)


class _Work:
    """A submission being judged in a process group of its own."""

    def __init__(self, submission, number, settings, folder):
        self.submission, self.settings = submission, settings
        self.data, self.ended, self.started = bytearray(), False, time.monotonic()
        self.fingerprint = fingerprint(submission.path)
        self.output, child = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            try:
                _judge(submission, number, settings, folder, child)
            finally:
                os._exit(0)
        os.close(child)

    def read(self):
        """Take what the judge has told."""
        data = os.read(self.output, 1 << 16)
        self.data += data
        self.ended = not data

    def overdue(self):
        """Tell whether the judge itself, which keeps the time, has not ended in time."""
        return time.monotonic() > self.started + self.settings.timeout + 10

    def finish(self):
        """End the process group and return the result."""
        for end in (os.killpg, os.kill):  # the group may not be there yet
            try:
                end(self.pid, signal.SIGKILL)
            except OSError:
                continue
        os.waitpid(self.pid, 0)
        os.close(self.output)
        return self.result([json.loads(line) for line in self.data.splitlines(keepends=True) if line.endswith(b"\n")])

    def result(self, told):
        """Put together what the judge has told; what it has not is an error."""
        facts = {key: value for part in told if "exercise" not in part for key, value in part.items()}
        states = {part["exercise"]: [part["state"], part["note"]] for part in told if "exercise" in part}
        for name in lesson(facts["lesson"]).answers if "lesson" in facts else ():
            states.setdefault(name, ["error", text("out_of_time", seconds=f"{self.settings.timeout:g}")])
        if not facts:
            facts["problem"] = text("grader", error="no result")
        return {
            "student": self.submission.student,
            "file": self.submission.name,
            "fingerprint": self.fingerprint,
            "lesson": facts.get("lesson", ""),
            "exercises": states,
            "problem": facts.get("problem", ""),
            "seconds": round(time.monotonic() - self.started, 2),
        }


def _judge(submission, number, settings, folder, output):
    """Judge a submission in this fresh child and write what is told, a line each."""

    def tell(part):
        os.write(output, json.dumps(part).encode("ascii") + b"\n")

    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - until the process ends
    calm()
    try:
        judge(submission, number, settings, folder, tell)
    except Exception as error:
        tell({"problem": text("grader", error=f"{type(error).__name__}: {error}")})
