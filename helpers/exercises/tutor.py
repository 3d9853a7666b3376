"""Check an answer, give hints, show the progress."""

import unicodedata
from dataclasses import dataclass

import numpy as np

from helpers.exercises.calls import TimeLimit, Unattempted, Wrong, limited, reader_line, same_code
from helpers.exercises.registry import EXERCISES, find, text, texts

#: Seconds after which an answer is stopped.
LIMIT = 3.0


@dataclass
class _Work:
    """What the reader did on one exercise since the kernel started."""

    state: str = "open"
    tries: int = 0
    hints: int = 0


_work: dict[str, _Work] = {}


def check(name, answer):
    """Print what a tutor would say to an answer.

    Parameters
    ----------
    name : str
        The exercise, for example ``"04-a"``.
    answer : object
        The reader's function, class or value. ``...``, or a function that returns it, counts as not attempted.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> check("04-a", lambda x: ...)
    · 04-a: not answered yet. Replace the ... in the cell above; exercises.hint("04-a") helps.
    """
    exercise = find(EXERCISES, name)
    work = _work.setdefault(name, _Work())
    if exercise.bug is not None and same_code(answer, exercise.bug):
        print("·", f"{name}:", text("bug_untouched", name))
        return
    try:
        if answer is Ellipsis:
            raise Unattempted
        limited(lambda: exercise.checker(answer), LIMIT)
    except Unattempted:
        print("·", f"{name}:", text("unattempted", name, name=name))
    except Wrong as wrong:
        work.state, work.tries = "wrong", work.tries + 1
        print(_explanation(name, wrong))
    except TimeLimit as stopped:
        work.state, work.tries = "wrong", work.tries + 1
        line = reader_line(stopped, answer) or ("?", "")
        print(_explanation(name, Wrong("too_long", seconds=f"{LIMIT:g}", line=line[0], code=line[1])))
    else:
        work.state, work.tries = "right", work.tries + 1
        print("✓", f"{name}:", text("well_done", why=text("right", name)))


def hint(name):
    """Print the next hint for an exercise; after the last one, where the solution is.

    Parameters
    ----------
    name : str

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    find(EXERCISES, name)
    work = _work.setdefault(name, _Work())
    count = len(hints(name))
    if work.hints < count:
        work.hints += 1
        print(text("hint", name, name=name, number=work.hints, count=count), text(f"hint{work.hints}", name))
    else:
        print(text("no_more_hints", name, name=name))


def hints(name):
    """Return the keys of an exercise's hints, in order.

    Examples
    --------
    >>> hints("04-a")
    ['hint1', 'hint2']
    """
    return sorted(key.removeprefix(f"{name}.") for key in texts(name) if key.startswith(f"{name}.hint"))


def progress():
    """Print a table of the exercises of all lessons worked on since the kernel started."""
    if not _work:
        print(text("no_progress"))
        return
    lessons = {name.partition("-")[0] for name in _work}
    names = sorted(name for name in EXERCISES if name.partition("-")[0] in lessons)
    rows = [tuple(text(f"column_{c}") for c in ("exercise", "state", "tries", "hints"))]
    for name in names:
        work = _work.get(name, _Work())
        rows.append((name, text(f"state_{work.state}"), str(work.tries), str(work.hints)))
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip())


def _width(cell):
    """Return the columns a text takes in a fixed-width font."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in cell)


def _explanation(name, wrong):
    said = text(wrong.key, name, **wrong.values)
    if wrong.values.get("more"):
        said += " " + text(wrong.values["more"], name)
    lines = [f"✗ {name}: {said}"]
    part = getattr(wrong, "part", None)
    came, expected = _two(wrong.came, wrong.expected)
    shown = [(text("input"), f"{key} = {_show(value)}") for key, value in wrong.inputs.items()]
    if wrong.came is not None:
        shown.append((text("came"), (f"{part} = " if part else "") + came))
    if wrong.expected is not None:
        shown.append((text("expected"), (f"{part} = " if part else "") + expected))
    width = max((_width(label) for label, _ in shown), default=0)
    lines += [f"    {label}{' ' * (width - _width(label))}  {value}" for label, value in shown]
    return "\n".join([*lines, "    " + text("try_hint", name, name=name)])


def _two(came, expected):
    """Return both as text, with all digits if six do not tell them apart."""
    short = _show(came), _show(expected)
    return short if short[0] != short[1] else (_show(came, 17), _show(expected, 17))


def _show(value, digits=6):
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list) and not all(isinstance(v, int | float | np.number) for v in value):
        return "(" + ", ".join(_show(v, digits) for v in value) + ")"
    if not isinstance(value, np.ndarray | np.generic | int | float | tuple | list):
        return _shortened(repr(value))
    if isinstance(value, tuple):
        return repr(value)
    number = {"float_kind": lambda v: f"{v:.{digits}g}"}
    return " ".join(np.array2string(np.asarray(value), separator=", ", threshold=24, formatter=number).split())


def _shortened(said, length=100):
    said = " ".join(said.split())
    return said if len(said) <= length else said[: length - 1] + "…"
