"""Properties of an answer, tested on growing inputs; the first that fails raises `Wrong`.

A circulating mistake is recognised by its results: `agree` takes wrong versions as `suspects` and names the one whose
results the answer gives on every case.
"""

import copy
import warnings

import numpy as np

from helpers.exercises.calls import Unattempted, Wrong, call, method

#: Findings that say more than a recognised suspect would.
CERTAIN = ("mutated", "raised", "raised_elsewhere", "none", "signature", "not_function")


def agree(function, reference, *cases, suspects=None, rtol=1e-9, atol=0.0, parts=None, key=None):
    """Require that the reader's function and the reference agree on every case.

    Parameters
    ----------
    function, reference : callable
    *cases : tuple
        Arguments, the smallest case first: the first that fails is shown.
    suspects : dict of str to callable, optional
        Message key to a wrong version of the function.
    rtol, atol : float
        Tolerances of the comparison of values.
    parts : tuple of str, optional
        Names of the parts, if the function returns a tuple.
    key : str, optional
        Message for wrong values that no suspect explains.

    Raises
    ------
    Wrong
        With the message of the recognised suspect, else of the property that failed.
    """
    for case in cases:
        try:
            equal(call(function, *case), reference(*case), rtol=rtol, atol=atol, parts=parts, key=key)
        except Wrong as wrong:
            wrong.inputs = wrong.inputs or dict(zip(_names(function, case), case, strict=True))
            wrong.found = wrong.key
            if wrong.found not in CERTAIN:
                wrong.key = recognised(function, cases, suspects or {}) or wrong.key
            raise


def elementwise(function, reference, x, *rest, suspects=None, rtol=1e-9, atol=0.0):
    """Require what an elementwise function of `x` needs, and show one element that is wrong.

    Agreement on scalars in arrays of 0, 1, 2 and 3 dimensions and on an empty array; the dtype of a float32 input kept;
    `x` not changed; no warning.

    Parameters
    ----------
    function, reference : callable
        Take `x` and the values of `rest`.
    x : list of float
        Telling inputs.
    *rest
        Further arguments.
    suspects, rtol, atol
        As for `agree`.
    """
    x = np.array(x, dtype=float)
    tests = {"suspects": suspects, "rtol": rtol, "atol": atol}
    shaped = [(a, *rest) for a in (x, x.reshape(-1, 1), np.stack([x, x[::-1]]), np.stack([[x], [-x]]), x[:0])]
    try:
        agree(function, reference, *shaped, **tests)
    except Wrong as wrong:
        raise _smallest(function, reference, x, rest, wrong, rtol, atol) from None
    agree(function, reference, (np.array(x[0]), *rest), **tests)
    single = np.array([-2.0, 0.5, 3.0], dtype=np.float32)
    agree(function, reference, (single, *rest), suspects=suspects, rtol=1e-5)
    came = np.asarray(call(function, single, *rest)).dtype
    if came != np.float32:
        raise Wrong("dtype", inputs={"x": single}, came=str(came), expected="float32")


def equal(came, expected, *, rtol=1e-9, atol=0.0, parts=None, inputs=None, key=None):
    """Require that `came` has the kind, shape and values of `expected`.

    Parameters
    ----------
    came : object
        The reader's result.
    expected : array_like or tuple of array_like
    rtol, atol : float
    parts : tuple of str, optional
        Names of the parts of a tuple.
    inputs : dict, optional
        What to show beside the two.
    key : str, optional
        Message for wrong values.

    Examples
    --------
    >>> equal([1.0, 2.0], np.array([1.0, 2.0]))
    Traceback (most recent call last):
        ...
    helpers.exercises.calls.Wrong: list
    """
    if isinstance(expected, tuple):
        if not isinstance(came, tuple | list) or len(came) != len(expected):
            raise Wrong("parts", inputs=inputs, came=came, count=len(expected), names=", ".join(parts))
        for name, one, other in zip(parts, came, expected, strict=True):
            try:
                equal(one, other, rtol=rtol, atol=atol, inputs=inputs, key=key)
            except Wrong as wrong:
                wrong.part = name
                raise
        return
    expected = np.asarray(expected)
    if expected.ndim and isinstance(came, tuple | list):
        raise Wrong("list", inputs=inputs, came=came)
    array = numbers(came, inputs)
    if array.shape != expected.shape:
        raise Wrong("shape", inputs=inputs, came=array.shape, expected=expected.shape)
    if (array.dtype.kind == "b") != (expected.dtype.kind == "b"):
        raise Wrong("dtype", inputs=inputs, came=str(array.dtype), expected=str(expected.dtype))
    if not np.allclose(array, expected, rtol=rtol, atol=atol, equal_nan=True):
        raise Wrong(key or "values", inputs=inputs, came=array, expected=expected)


def numbers(came, inputs=None):
    """Return the reader's result as an array of numbers.

    Raises
    ------
    Wrong
        If it holds anything else.
    """
    try:
        array = np.asarray(came)
    except (TypeError, ValueError):
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise Wrong("kind", inputs=inputs, came=type(came).__name__)
    return array


def layer(answer, forward, backward, x, dout, *, suspects=None, made_with=(), rtol=1e-9):
    """Require what a layer class needs: values of both passes, no side effects, and that the last forward counts.

    Parameters
    ----------
    answer : type
        The reader's class.
    forward, backward : callable
        References ``forward(x)`` and ``backward(dout, x)``.
    x, dout : ndarray, shape (n, d)
    suspects : dict of str to callable, optional
        Message key to a wrong ``backward(dout, x)``.
    made_with : tuple
        Arguments of the class.
    rtol : float
    """
    thing = call(answer, *made_with)
    ahead, back = method(thing, "forward"), method(thing, "backward")
    out = call(ahead, x)
    equal(out, forward(x), rtol=rtol, inputs={"x": x}, key="forward_broken")
    kept = np.array(out)
    try:
        equal(call(back, dout), backward(dout, x), rtol=rtol, inputs={"x": x, "dout": dout})
    except Wrong as wrong:
        if wrong.key not in CERTAIN:
            wrongs = {key: lambda dout, f=f: f(dout, x) for key, f in (suspects or {}).items()}
            wrong.key = recognised(back, [(dout,)], wrongs) or wrong.key
        raise
    require(np.array_equal(kept, out), "out_changed", came=out, expected=kept)
    call(ahead, x[:1])
    equal(call(back, dout[:1]), backward(dout[:1], x[:1]), rtol=rtol, inputs={"x": x[:1]}, key="old_state")


def require(holds, key, **values):
    """Raise ``Wrong(key, **values)`` unless `holds`."""
    if not holds:
        raise Wrong(key, **values)


def recognised(function, cases, suspects):
    """Return the key of the first suspect that gives the reader's results on all cases, or None."""
    if not suspects:
        return None
    came = [_quietly(function, case) for case in cases]
    for key, suspect in suspects.items():
        theirs = [_quietly(suspect, case) for case in cases]
        if all(map(_alike, came, theirs)) and not all(isinstance(one, Exception) for one in came):
            return key
    return None


def _smallest(function, reference, x, rest, wrong, rtol, atol):
    """Return `wrong` as shown by a single element of `x`, if one shows it."""
    for value in x:
        try:
            case = np.array([value])
            came = call(function, case, *rest)
            equal(came, reference(case, *rest), rtol=rtol, atol=atol)
        except Unattempted:
            continue
        except Wrong as single:
            if single.key == wrong.found:
                single.key = wrong.key
                single.inputs = single.inputs or dict(zip(wrong.inputs, (case, *rest), strict=True))
                return single
    return wrong


def _names(function, case):
    code = getattr(function, "__code__", None)
    names = code.co_varnames[: code.co_argcount] if code else ()
    names = [n for n in names if n != "self"]
    return names[: len(case)] if len(names) >= len(case) else [f"#{i}" for i in range(1, len(case) + 1)]


def _quietly(function, case):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return function(*copy.deepcopy(case))
        except Exception as error:
            return error


def _alike(one, other):
    if isinstance(one, Exception) or isinstance(other, Exception):
        return type(one) is type(other)
    if isinstance(other, tuple):
        return isinstance(one, tuple | list) and len(one) == len(other) and all(map(_alike, one, other))
    try:
        one, other = np.asarray(one), np.asarray(other)
        return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-6, atol=0, equal_nan=True))
    except (TypeError, ValueError):
        return False
