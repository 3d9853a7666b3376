"""Stand-ins, in the judge, for answers that live in the confined process.

The checkers call them as they would call the answers themselves: signatures, lines, errors, warnings, changed arguments
and changed results come across. All that submitted code decides is which values come back.
"""

import builtins
import inspect
import linecache
import os
import signal
import time
import types
import warnings

import numpy as np

from classroom import student, wire
from helpers.exercises.calls import TimeLimit

#: Seconds that the judge waits for a reply beyond those the confined process has.
GRACE = 2.0
#: Where to look for the type of an error.
_ERRORS = (builtins, np.exceptions, np.linalg)


class Gone(BaseException):
    """The confined process ended or talked nonsense. Not an `Exception`: no checker may take it for the answer's."""

    def __init__(self, key, **values):
        super().__init__(key)
        self.key, self.values = key, values


class _Default:
    """Stands for a parameter's default, of which only the text is known."""

    def __init__(self, shown):
        self.shown = shown

    def __repr__(self):
        return self.shown


class Process:
    """A confined process and what it holds.

    Parameters
    ----------
    cells : list of (str, str)
        Names and sources of the cells it may be asked to run.
    limits : classroom.confinement.Limits
    paths : list of str
        Readable files and folders.
    folder : path-like
        An empty folder.
    until : float
        When everything must have ended, of ``time.monotonic()``.
    """

    def __init__(self, cells, limits, paths, folder, until):
        self.until, self.busy, self.refused = until, False, []
        requests, self._send = os.pipe()
        self._receive, replies = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            try:
                student.begin(requests, replies, cells, limits, paths, folder)
            finally:
                os._exit(70)
        os.close(requests)
        os.close(replies)
        for name, source in cells:
            linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
        self.arrays, self.budget = {}, 0.0

    def close(self):
        """End the process and return the signal that ended it before, or 0."""
        for end in (self._send, self._receive):
            os.close(end)
        deadline = time.monotonic() + 0.2
        while not (ended := os.waitpid(self.pid, os.WNOHANG))[0] and time.monotonic() < deadline:
            time.sleep(0.001)
        if not ended[0]:
            os.kill(self.pid, signal.SIGKILL)
            ended = os.waitpid(self.pid, 0)
            return 0
        return os.WTERMSIG(ended[1]) if os.WIFSIGNALED(ended[1]) else 0

    def ask(self, seconds, request):
        """Send a request and return the reply, a dictionary, within `seconds` and a little more.

        Raises
        ------
        Gone
            If there is none, or none that can be read.
        """
        deadline = min(time.monotonic() + seconds + GRACE, self.until)
        self.busy = True
        try:
            wire.send(self._send, request)
            reply = wire.receive(self._receive, deadline)
        except (EOFError, BrokenPipeError):
            raise Gone("ended") from None
        except TimeoutError:
            raise Gone("late", seconds=f"{seconds:g}") from None
        except wire.Garbled:
            raise Gone("garbled") from None
        self.busy = False
        if not isinstance(reply, dict) or "failed" in reply:
            raise Gone("garbled")
        self.refused += [str(text)[:200] for text in reply.get("refused", ())]
        return reply

    def answer(self, variable):
        """Return what stands for the answer.

        Raises
        ------
        KeyError
            If the variable is not defined.
        Gone
            As :meth:`ask`.
        """
        self.arrays = {}
        found = self.ask(1.0, {"do": "get", "variable": variable})
        try:
            if found["kind"] == "value":
                return wire.decode(found["value"], self.meet)
            if found["kind"] == "function":
                return _function(found, self.sender(int(found["handle"]), found["file"]))
            if found["kind"] == "class":
                return self.type(variable, found)
            if found["kind"] == "callable":
                return _Callable(found, self.sender(int(found["handle"])))
        except (wire.Garbled, LookupError, TypeError, ValueError):
            raise Gone("garbled") from None
        raise KeyError(variable)

    def type(self, name, told):
        """Return a class whose objects stand for those of the submitted class."""

        def ready(method):
            return lambda args: self.sender(args[0]._handle, file, str(method))(args[1:])

        def make(args):
            value = build(args)
            if not isinstance(value, wire.Foreign):
                raise Gone("garbled")
            stand_in = object.__new__(made)
            stand_in._handle = value._handle
            return stand_in

        file = next((one["file"] for one in told["own"]), None)
        build = self.sender(int(told["handle"]), file)
        inherited = {str(m): _by_count(ready(m))[-1] for m in told["other"]}
        own = {str(one["name"]): _function(one, ready(one["name"])) for one in told["own"]}
        made = _Class(name, (_Class("Inherited", (), inherited),), own)
        made._make, made.__signature__ = staticmethod(make), _signature(told)
        return made

    def sender(self, handle, file=None, method=""):
        """Return a function of a tuple of arguments that calls something held and acts out the reply."""

        def send(args):
            given = list(args)
            while given and isinstance(given[-1], _Default):
                given.pop()
            seconds = max(self.budget - time.monotonic(), 0.05)
            request = {"do": "call", "handle": handle, "method": method, "seconds": seconds}
            reply = self.ask(seconds, {**request, "args": wire.encode(given, lambda value: None)})
            try:
                result = self.take(reply, given)
            except (wire.Garbled, LookupError, TypeError, ValueError):
                raise Gone("garbled") from None
            if isinstance(result, BaseException):
                _raise_at(result, file, reply["line"])
            return result

        return send

    def take(self, reply, given):
        """Repeat in the judge what a call did; return its result, or the exception to raise."""
        for number, data in reply["changed"]:
            _overwrite(self.arrays[number], wire.decode(data, _keep))
        if reply["args"] is not None:
            for mine, theirs in zip(given, wire.decode(reply["args"], _keep), strict=True):
                _overwrite(mine, theirs)
        for name, said in reply["warnings"]:
            category = getattr(builtins, str(name), None)
            known = isinstance(category, type) and issubclass(category, Warning)
            warnings.warn_explicit(str(said), category if known else UserWarning, "<answer>", 1)
        if "late" in reply:
            return TimeLimit()
        if "raised" in reply:
            return _error(str(reply["raised"]), str(reply["text"]))
        return wire.decode(reply["result"], self.meet)

    def meet(self, value, number):
        """Note what was decoded: an array may change later, an object may be called."""
        if isinstance(value, np.ndarray):
            self.arrays[number] = value
        else:
            value._handle = int(number)
        return value


def _by_count(send):
    """Return functions of 0, 1, 2, ... arguments, and last of any number.

    One line each: a traceback through them names the line where the answer's function begins.
    """
    return (
        lambda: send(()),
        lambda a: send((a,)),
        lambda a, b: send((a, b)),
        lambda a, b, c: send((a, b, c)),
        lambda a, b, c, d: send((a, b, c, d)),
        lambda a, b, c, d, e: send((a, b, c, d, e)),
        lambda a, b, c, d, e, f: send((a, b, c, d, e, f)),
        lambda *args: send(args),
    )


class _Class(type):
    """The type of stand-ins for classes: calling one makes an object in the confined process."""

    def __call__(cls, *args):
        return cls._make(args)


class _Callable:
    """Stands for an answer that can be called but has no lines, such as ``np.abs``."""

    def __init__(self, told, send):
        self._send = send
        if told["parameters"] is not None:
            self.__signature__ = _signature(told)

    def __call__(self, *args):
        return self._send(args)


def _function(told, send):
    """Return a function with the name, parameters, file and first line of the submitted one."""
    names, kinds = ([str(p[0]) for p in told["parameters"]], {p[1] for p in told["parameters"]})
    ready = _by_count(send)
    plain = len(names) < len(ready) - 1 and kinds <= {inspect.Parameter.POSITIONAL_OR_KEYWORD}
    made = ready[len(names) if plain else -1]
    code = made.__code__.replace(co_filename=str(told["file"]), co_firstlineno=int(told["line"]))
    made.__code__ = code.replace(co_varnames=tuple(names)) if plain else code
    if plain:
        made.__defaults__ = tuple(_Default(str(shown)) for _, _, shown in told["parameters"] if shown is not None)
    made.__signature__ = _signature(told)
    return made


def _signature(told):
    empty = inspect.Parameter.empty
    return inspect.Signature(
        [
            inspect.Parameter(str(name), inspect._ParameterKind(kind), default=empty if d is None else _Default(str(d)))
            for name, kind, d in told["parameters"] or ()
        ]
    )


def _error(name, said):
    """Return an exception of the type with this name, else of a new one, that says `said`."""
    kind = next((getattr(place, name) for place in _ERRORS if hasattr(place, name)), None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        try:
            error = kind(said)
            if str(error) == said:
                return error
        except Exception:
            pass
    return type(name, (Exception,), {})(said)


def _raise(error):
    raise error


def _raise_at(error, file, line):
    """Raise an exception as if line `line` of `file` had raised it."""
    if file is None or line is None:
        raise error
    code = _raise.__code__.replace(co_filename=str(file), co_firstlineno=int(line) - 1)
    types.FunctionType(code, {})(error)


def _overwrite(mine, theirs):
    """Write the changed contents of an argument or result into the judge's."""
    if isinstance(mine, np.ndarray) and isinstance(theirs, np.ndarray):
        if mine.shape != theirs.shape:
            mine.resize(theirs.shape, refcheck=False)
        mine[...] = theirs
    elif isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        if len(mine) != len(theirs):
            mine[:] = theirs
        for one, other in zip(mine, theirs, strict=True):
            _overwrite(one, other)


def _keep(value, number):
    return value
