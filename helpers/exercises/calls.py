"""Run the reader's code: whatever goes wrong in it becomes a `Wrong`, and an endless loop ends."""

import ast
import contextlib
import copy
import ctypes
import inspect
import linecache
import re
import sys
import textwrap
import threading
import traceback
import types
import warnings

import numpy as np

#: What Python or NumPy says, and the message that explains it.
KNOWN_ERRORS = (
    (r"truth value of an array", "raised_truth"),
    (r"only (0-dimensional|length-1|size-1) arrays|must be real number, not", "raised_math"),
    (r"matmul|not aligned|could not be broadcast|broadcastable", "raised_shapes"),
    (r"NameError", "raised_name"),
    (r"RecursionError", "raised_recursion"),
)


class Wrong(Exception):
    """A property that does not hold.

    Parameters
    ----------
    key : str
        The message that explains it.
    inputs : dict, optional
        The arguments that show it, by name.
    came, expected : object, optional
        What the reader's code gave, and what was expected.
    **values
        Replace ``{name}`` in the message.
    """

    def __init__(self, key, *, inputs=None, came=None, expected=None, **values):
        super().__init__(key)
        self.key, self.inputs, self.came, self.expected, self.values = key, inputs or {}, came, expected, values


class Unattempted(Exception):
    """The reader has not replaced the ``...`` yet."""


class TimeLimit(BaseException):
    """The reader's code ran too long. Not an `Exception`, so that ``except Exception`` does not swallow it."""


def call(function, *args):
    """Call the reader's function with copies of `args` and return its result.

    Parameters
    ----------
    function : callable
        Function, class or bound method.
    *args
        NumPy arrays, numbers or lists of them.

    Raises
    ------
    Wrong
        If it is no function, takes other arguments, raises, warns, changes an argument or returns None.
    Unattempted
        If it returns ``...`` or a tuple that contains it.

    Examples
    --------
    >>> float(call(np.square, 3.0))
    9.0
    """
    if not callable(function):
        raise Wrong("not_function", came=function)
    inputs = named(function, args)
    mine = copy.deepcopy(args)
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        try:
            result = function(*mine)
        except Exception as error:
            raise _explained(error, function, inputs) from None
    if is_open(result):
        raise Unattempted
    for (name, before), after in zip(inputs.items(), mine, strict=True):
        if not _untouched(before, after):
            raise Wrong("mutated", inputs={name: before}, came=after, expected=before, name=name)
    if caught:
        raise _warned(caught[0], inputs)
    if result is None and not isinstance(function, type):
        raise Wrong("none", inputs=inputs)
    return result


def method(thing, name):
    """Return the method `name` of the reader's object.

    Raises
    ------
    Wrong
        If there is none.
    """
    found = getattr(thing, name, None)
    if not callable(found):
        raise Wrong("no_method", name=name)
    return found


def is_open(result):
    """Tell whether `result` is ``...`` or a tuple or list that contains it.

    Examples
    --------
    >>> is_open(...), is_open((1, ...)), is_open(0)
    (True, True, False)
    """
    return result is Ellipsis or (isinstance(result, tuple | list) and any(part is Ellipsis for part in result))


def named(function, args):
    """Return `args` as a dictionary from the function's parameter names.

    Raises
    ------
    Wrong
        If the function cannot take as many arguments.

    Examples
    --------
    >>> named(lambda x, alpha: x, (1.0, 0.1))
    {'x': 1.0, 'alpha': 0.1}
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions have none
        return {f"#{i}": value for i, value in enumerate(args, 1)}
    try:
        bound = signature.bind(*args)
    except TypeError:
        raise Wrong("signature", came=str(signature), count=len(args)) from None
    names = list(bound.arguments)
    variadic = any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values())
    return {f"#{i}": v for i, v in enumerate(args, 1)} if variadic else dict(zip(names, args, strict=True))


def reader_line(error, function):
    """Return line number and text of the innermost line of the reader's code that `error` passed through.

    Parameters
    ----------
    error : BaseException
    function : callable
        The reader's function, class or method; its file or cell tells which lines are theirs.

    Returns
    -------
    tuple of (int, str) or None
    """
    file = next((f.__code__.co_filename for f in functions(function)), None)
    numbers = [step.lineno for step in traceback.extract_tb(error.__traceback__) if step.filename == file]
    return (numbers[-1], linecache.getline(file, numbers[-1]).strip()) if numbers else None


def functions(thing):
    """Return the plain functions in a function, method or class, in order of definition.

    Examples
    --------
    >>> [f.__name__ for f in functions(Wrong)]
    ['__init__']
    """
    if isinstance(thing, type):
        return [f for f in vars(thing).values() if isinstance(f, types.FunctionType)]
    thing = getattr(thing, "__func__", thing)
    return [thing] if isinstance(thing, types.FunctionType) else []


def same_code(one, other):
    """Tell whether two functions or classes have the same code; their names, comments and places may differ.

    Compares sources, since the same source can give other bytecode in another module.

    Examples
    --------
    >>> same_code(is_open, is_open), same_code(is_open, named)
    (True, False)
    """
    ours, theirs = functions(one), functions(other)
    if not ours or len(ours) != len(theirs) or isinstance(one, type) != isinstance(other, type):
        return False
    keep_name = isinstance(one, type)
    return all(_syntax(a, keep_name) == _syntax(b, keep_name) is not None for a, b in zip(ours, theirs, strict=True))


def limited(function, seconds):
    """Call `function` and stop it after `seconds`, in its own thread, so that the kernel keeps its state.

    Only Python code can be stopped: a long call into NumPy ends first. Where there are no threads (Pyodide) there is no
    limit.

    Parameters
    ----------
    function : callable
        Without arguments.
    seconds : float

    Raises
    ------
    TimeLimit
        If it ran too long.

    Examples
    --------
    >>> limited(lambda: 42, 1.0)
    42
    """
    caller, done, turn = threading.get_ident(), threading.Event(), threading.Lock()

    def watch():
        if not done.wait(seconds):
            with turn:
                if not done.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(caller), ctypes.py_object(TimeLimit))

    if sys.platform == "emscripten":
        return function()
    threading.Thread(target=watch, daemon=True).start()
    try:
        return function()
    finally:
        with contextlib.suppress(TimeLimit):
            with turn:
                done.set()
            for _ in range(100):  # an exception sent at the last moment arrives here
                pass


def _syntax(function, keep_name):
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, SyntaxError):
        return None
    if not keep_name and isinstance(tree, ast.FunctionDef):
        tree.name = ""
    return ast.dump(tree)


def _untouched(before, after):
    if isinstance(before, np.ndarray):
        return before.shape == after.shape and before.dtype == after.dtype and before.tobytes() == after.tobytes()
    if isinstance(before, tuple | list):
        return len(before) == len(after) and all(map(_untouched, before, after))
    return not isinstance(before, int | float) or before == after


def _explained(error, function, inputs):
    said = f"{type(error).__name__}: {error}"
    line = reader_line(error, function)
    explained = next((key for pattern, key in KNOWN_ERRORS if re.search(pattern, said)), None)
    key = "raised" if line else "raised_elsewhere"
    return Wrong(key, inputs=inputs, error=said, line=line and line[0], code=line and line[1], more=explained)


def _warned(warning, inputs):
    said = str(warning.message)
    if not issubclass(warning.category, RuntimeWarning):
        return Wrong("warned", inputs=inputs, warning=said)
    kind = next((kind for kind in ("overflow", "divide", "invalid") if kind in said), None)
    return Wrong(f"warned_{kind}" if kind else "warned", inputs=inputs, warning=said)
