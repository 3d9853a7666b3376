"""One submission: its cells run in a confined process, and the course's own checkers call the answers there.

The judge runs in a process of its own, too, but reads only the submission and runs none of it.
"""

import contextlib
import io
import time
import warnings

from classroom.lessons import lesson
from classroom.messages import text
from classroom.remote import Gone, Process
from classroom.submissions import Unreadable, plan, read
from helpers import exercises
from helpers.exercises import tutor
from helpers.exercises.registry import text as tutor_text

#: Seconds a cell may run.
CELL = 5.0
#: The tutor's marks, and the states they stand for.
STATES = {"✓": "passed", "·": "open", "✗": "wrong"}


def judge(submission, number, settings, folder, tell):
    """Grade a submission.

    Parameters
    ----------
    submission : classroom.submissions.Submission
    number : str or None
        The lesson; None lets the submission tell.
    settings : classroom.grading.Settings
    folder : path-like
        An empty folder for the submitted code to be in.
    tell : callable
        Gets dictionaries: first ``lesson``, then ``exercise``, ``state`` and ``note`` for each exercise.
    """
    until = time.monotonic() + settings.timeout
    try:
        todo = plan(read(submission.path), number)
    except Unreadable as error:
        tell({"problem": text(error.key, **error.values)})
        return
    tell({"lesson": todo.lesson})
    _Bench(todo, settings, folder, until).grade(tell)


class _Bench:
    """The work on one submission: a confined process, a new one whenever that one is lost."""

    def __init__(self, todo, settings, folder, until):
        self.answers, self.cells = lesson(todo.lesson).answers, todo.cells
        self.settings, self.folder, self.until = settings, folder, until
        self.process, self.skip, self.errors, self.refused = None, set(), {}, []

    def grade(self, tell):
        """Check each exercise and tell what came out."""
        try:
            for name, variable in self.answers.items():
                state, note = self.check(name, variable)
                tell({"exercise": name, "state": state, "note": note})
        finally:
            self.end()

    def check(self, name, variable):
        """Return the state of one exercise and what to say about it."""
        if time.monotonic() > self.until:
            return "error", text("out_of_time", seconds=f"{self.settings.timeout:g}")
        try:
            self.start()
            state, note = self.asked(name, variable)
        except Gone as gone:
            state, note = "error", self.lost(gone)
        if self.process is not None and self.process.busy:
            self.lost(Gone("ended"))
        if self.process is not None:
            self.refused += self.process.refused
            self.process.refused = []
        if self.refused and state != "passed":
            note = "\n".join(filter(None, [note, text("refused", what="; ".join(self.refused[:3]))]))
        self.refused = []
        return state, note

    def asked(self, name, variable):
        """Return what the tutor says to the answer."""
        try:
            answer = self.process.answer(variable)
        except KeyError:
            return "error", self.broken(variable) or text("missing", name=variable)
        self.process.budget = time.monotonic() + 0.9 * tutor.LIMIT
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exercises.check(name, answer)
        state = STATES[said.getvalue()[0]]
        if state == "open" and self.broken(variable):
            return "error", self.broken(variable)
        return state, _without_hint(said.getvalue(), name) if state == "wrong" else ""

    def broken(self, variable):
        """Return the error of a cell that should have defined a variable, or None."""
        return next((self.errors[cell] for cell, text in self.cells if cell in self.errors and variable in text), None)

    def start(self):
        """See that there is a process in which all cells have run; leave out those that ended one before."""
        while self.process is None:
            self.process = Process(self.cells, self.settings.limits, self.settings.readable, self.folder, self.until)
            for number, (cell, _) in enumerate(self.cells):
                if number in self.skip:
                    continue
                try:
                    found = self.process.ask(CELL, {"do": "run", "number": number, "seconds": CELL})
                except Gone as gone:
                    if time.monotonic() > self.until:
                        raise
                    self.skip.add(number)
                    self.errors[cell] = self.lost(gone)
                    break
                if found.get("late") or found.get("error"):
                    self.errors[cell] = _cell_error(found)

    def lost(self, gone):
        """Give up the process and say why."""
        late = time.monotonic() > self.until
        signal = self.end()
        if late:
            return text("out_of_time", seconds=f"{self.settings.timeout:g}")
        if gone.key == "ended":
            return text("killed", signal=signal) if signal else text("ended")
        return text(gone.key, **gone.values)

    def end(self):
        """End the process, if there is one; return the signal that had ended it before."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        self.refused += process.refused
        return process.close()


def _cell_error(found):
    values = {"line": str(found.get("line")), "code": str(found.get("code"))}
    if found.get("late"):
        return text("cell_late", seconds=f"{CELL:g}", **values)
    return text("cell_error", error=str(found["error"]), **values)


def _without_hint(said, name):
    """Return the tutor's words without its mark and the offer of a hint."""
    offer = tutor_text("try_hint", name, name=name)
    lines = [line for line in said.splitlines() if line.strip() != offer]
    return "\n".join(lines)[1:].strip().removeprefix(f"{name}: ")


def calm():
    """Put aside the warning filters inherited from whoever started the grading."""
    warnings.resetwarnings()
    warnings.simplefilter("ignore")
