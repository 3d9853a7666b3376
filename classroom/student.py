"""The confined process in which submitted code runs: it runs cells and calls answers, and judges nothing."""

import builtins
import contextlib
import gc
import importlib
import inspect
import io
import linecache
import os
import signal
import sys
import types
import warnings

import numpy as np

from classroom import wire
from classroom.confinement import confine
from helpers.exercises.calls import TimeLimit, functions, reader_line

#: What the course's modules do for readers and grading does not need.
SILENT = {
    "helpers.exercises": ("check", "hint", "predict", "progress", "reveal"),
    "helpers.explorers": ("show",),
    "helpers.language": ("use",),
}
#: The environment of submitted code.
ENVIRONMENT = {"COURSE_LANG": "en", "HOME": "/", "LANG": "C.UTF-8", "MPLBACKEND": "agg", "PATH": "/usr/bin:/bin"}
_REQUESTS, _REPLIES = 3, 4


class Session:
    """Submitted code and what it made.

    Parameters
    ----------
    cells : list of (str, str)
        Names and sources.
    noted : list
        What the audit hook refused since the last reply.
    """

    def __init__(self, cells, noted):
        self.cells, self.noted = cells, noted
        self.module = types.ModuleType("__main__")
        self.module.__dict__.update(__builtins__=builtins, display=lambda *args, **options: None)
        self.held, self.returned = [], []

    def run(self, number, seconds):
        """Run a cell; return its error as a dictionary, or an empty one."""
        name, source = self.cells[number]
        linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
        try:
            code = compile(source, name, "exec", dont_inherit=True)
            timed(lambda: exec(code, self.module.__dict__), seconds)
        except SyntaxError as error:
            return {"error": told(error), "line": error.lineno, "code": (error.text or "").strip()}
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            return {"error": told(error), **where(error, name)}
        except TimeLimit as error:
            return {"late": True, **where(error, name)}
        return {}

    def get(self, variable):
        """Describe what the answer's variable holds."""
        self.held, self.returned = [], []
        if variable not in self.module.__dict__:
            return {"kind": "missing"}
        value = self.module.__dict__[variable]
        if isinstance(value, type):
            own = [function(f) for f in functions(value)]
            names = {f["name"] for f in own}
            other = [name for name in dir(value) if name not in names and not name.startswith("__")]
            other = [name for name in other if callable(getattr(value, name))]
            return {"kind": "class", "handle": self.hold(value), "own": own, "other": other, **signature(value)}
        if isinstance(value, types.FunctionType):
            return {"kind": "function", "handle": self.hold(value), **function(value)}
        if callable(value):
            return {"kind": "callable", "handle": self.hold(value), **signature(value)}
        return {"kind": "value", "value": wire.encode(value, self.hold)}

    def call(self, handle, method, args, seconds):
        """Call something held, or its method; return result, error, warnings and what changed."""
        target = self.held[handle]
        target = getattr(target, method) if method else target
        args = wire.decode(args, lambda value, number: value)
        before = wire.encode(args, lambda value: None)
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("always")
            try:
                reply = {"result": wire.encode(timed(lambda: target(*args), seconds), self.hold)}
            except (Exception, SystemExit, KeyboardInterrupt) as error:
                reply = {
                    "raised": type(error).__name__,
                    "text": wire.shown(error, str),
                    **where(error, filename(target)),
                }
            except TimeLimit as error:
                reply = {"late": True, **where(error, filename(target))}
        after = wire.encode(args, lambda value: None)
        reply["args"] = after if after != before else None
        reply["warnings"] = [[w.category.__name__, str(w.message)] for w in caught[:5]]
        reply["changed"] = self.changed()
        return reply

    def hold(self, value):
        """Keep an object for later calls, or a returned array to see whether it changes; return its number."""
        if isinstance(value, np.ndarray):
            self.returned.append((value, value.tobytes()))
            return len(self.returned) - 1
        self.held.append(value)
        return len(self.held) - 1

    def changed(self):
        """Return the returned arrays that have changed since."""
        found = []
        for number, (array, old) in enumerate(self.returned):
            if array.tobytes() != old:
                self.returned[number] = array, array.tobytes()
                found.append([number, wire.encode(np.array(array), lambda value: None)])
        return found

    def answer(self, request):
        """Return the reply to a request, whatever the submitted code makes of it."""
        try:
            with contextlib.redirect_stdout(Nothing()), contextlib.redirect_stderr(Nothing()):
                reply = getattr(self, request.pop("do"))(**request)
        except BaseException as error:
            reply = {"failed": told(error)}
        return {**reply, "refused": [self.noted.pop(0) for _ in self.noted[:]]}


class Nothing(io.TextIOBase):
    """Takes any amount of text and forgets it."""

    def write(self, text):
        """Forget a text."""
        return len(text)


def timed(action, seconds):
    """Call `action`, in the main thread, and stop it by an alarm after `seconds`.

    Raises
    ------
    TimeLimit
        If it ran too long.
    """

    def ring(number, frame):
        raise TimeLimit

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return action()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def told(error):
    """Return an error as Python prints it, at most 300 characters.

    Examples
    --------
    >>> told(ValueError("no"))
    'ValueError: no'
    """
    said = error.msg if isinstance(error, SyntaxError) else wire.shown(error, str)
    return f"{type(error).__name__}: {said}"[:300].removesuffix(": ")


def where(error, file):
    """Return number and text of the innermost line of a cell that an error passed through."""

    def anywhere():
        """Give `reader_line` a function of that file."""

    anywhere.__code__ = anywhere.__code__.replace(co_filename=file or "")
    line = reader_line(error, anywhere)
    return {"line": line[0], "code": line[1][:200]} if line else {"line": None, "code": ""}


def filename(target):
    """Return the file or cell of a function, class or method, or None.

    Examples
    --------
    >>> filename(filename) == __file__, filename(3)
    (True, None)
    """
    return next((f.__code__.co_filename for f in functions(target)), None)


def function(f):
    """Describe a function: its name, place and parameters."""
    code = f.__code__
    return {"name": f.__name__, "file": code.co_filename, "line": code.co_firstlineno, **signature(f)}


def signature(f):
    """Describe the parameters of a callable: name, kind and the text of the default, or None."""
    try:
        found = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):  # some built-in functions have none
        return {"parameters": None}
    empty = inspect.Parameter.empty
    return {"parameters": [[p.name, int(p.kind), None if p.default is empty else repr(p.default)] for p in found]}


def begin(requests, replies, cells, limits, paths, folder):
    """Turn this fresh child into the confined process, serve requests until there are no more, and end.

    Parameters
    ----------
    requests, replies : int
        File descriptors.
    cells : list of (str, str)
    limits : classroom.confinement.Limits
    paths : list of str
        Readable files and folders.
    folder : path-like
        An empty folder to be in.
    """
    nothing, noted = os.open(os.devnull, os.O_RDWR), []
    requests, replies = os.dup2(requests, 100), os.dup2(replies, 101)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.dup2(requests, _REQUESTS)
    os.dup2(replies, _REPLIES)
    os.closerange(_REPLIES + 1, os.sysconf("SC_OPEN_MAX"))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    silence()
    sys.dont_write_bytecode = True
    sys.stdin = io.StringIO()
    sys.path = [path for path in sys.path if path and os.path.realpath(path).startswith(tuple(paths))]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    gc.freeze()
    confine(limits, paths, noted)
    serve(_REQUESTS, _REPLIES, Session(cells, noted))


def silence():
    """Make those functions of the course that only talk to readers do nothing, in this process."""
    for module, names in SILENT.items():
        for name in names:
            setattr(importlib.import_module(module), name, lambda *args, **options: None)


def serve(requests, replies, session):
    """Answer requests until the other side ends."""
    sys.modules["__main__"] = session.module
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            reply = session.answer(wire.receive(requests))
            try:
                wire.send(replies, reply)
            except (ValueError, TypeError) as error:
                wire.send(replies, {"failed": told(error)})
