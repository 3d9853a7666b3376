"""What counts as an array of real numbers, a number, a dtype, a generator: checks shared by the numerical modules."""

import math
import numbers
import sys

import numpy as np

_ACCEPTED = "real numbers (float16, float32, float64, integer or bool)"


def as_array(x, name):
    """Return ``x`` as a plain array of whatever dtype NumPy finds.

    Parameters
    ----------
    x : array_like
    name : str
        What the error calls it.

    Returns
    -------
    ndarray

    Raises
    ------
    TypeError
        If ``x`` is a masked array: a plain one would bring back what is masked.
    ValueError
        If ``x`` is a nested list whose rows differ in length.

    Examples
    --------
    >>> as_array(["a", "b"], "target").shape
    (2,)
    """
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(f"{name} must be a plain array, not a masked one; fill or compress it first")
    try:
        return np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{name} must have rows of equal length: {error}") from None


def as_float(x, name="x"):
    """Return ``x`` as a float16, float32 or float64 array; integers, booleans and lists become float64.

    Parameters
    ----------
    x : array_like
    name : str
        What the error calls it.

    Returns
    -------
    ndarray
        ``x`` itself where nothing has to change.

    Raises
    ------
    TypeError
        If ``x`` is masked, or a complex, object or string array, or of any other dtype.
    ValueError
        If ``x`` is a nested list whose rows differ in length.

    Examples
    --------
    >>> as_float([1, 2])
    array([1., 2.])
    """
    array = as_array(x, name)
    dtype = array.dtype
    if dtype.char in "efd":
        return array if dtype.isnative else array.astype(dtype.newbyteorder("="))
    if dtype.kind in "iub":
        return array.astype(np.float64)
    raise TypeError(f"{name} must hold {_ACCEPTED}, not {dtype}")


def as_number(value, name, dtype=np.float64, positive=False):
    """Return ``value`` as a Python float, which leaves the dtype of the arrays it meets alone.

    Parameters
    ----------
    value : float
        A finite real number, or an array of no dimensions that holds one.
    name : str
        What the error calls it.
    dtype : dtype
        Where it has to be finite: the dtype of those arrays.
    positive : bool
        Whether it must be above 0.

    Returns
    -------
    float
        Rounded to ``dtype``.

    Raises
    ------
    TypeError
        If ``value`` is not a real number.
    ValueError
        If it is not finite, or not positive where it has to be.

    Examples
    --------
    >>> as_number(2, "alpha")
    2.0
    """
    plain = value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value
    if not isinstance(plain, (numbers.Real, np.bool_)) or isinstance(plain, np.timedelta64):
        raise TypeError(f"{name} must be a real number, not {type(plain).__name__}")
    dtype = np.dtype(dtype)
    try:
        number = float(plain)
        if dtype != np.float64:
            with np.errstate(over="ignore", under="ignore"):
                number = float(dtype.type(number))
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or (positive and number <= 0.0):
        kind, place = "positive" if positive else "finite", "" if dtype == np.float64 else f" in {dtype}"
        raise ValueError(f"{name} must be a {kind} number{place}, not {plain if place else number}")
    return number


def as_count(value, name, least=1):
    """Return ``value`` as an int.

    Parameters
    ----------
    value : int
    name : str
        What the error calls it.
    least : int
        The smallest number allowed.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If ``value`` is not an integer; a boolean is none.
    ValueError
        If it is too small.

    Examples
    --------
    >>> as_count(np.int8(3), "n")
    3
    """
    if not isinstance(value, numbers.Integral) or isinstance(value, (bool, np.timedelta64)):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    if not least <= value <= sys.maxsize:
        raise ValueError(f"{name} must be at least {least} and fit into memory, not {value}")
    return int(value)


def as_float_dtype(dtype):
    """Return a NumPy dtype of real floating-point numbers.

    Parameters
    ----------
    dtype : dtype
        float16, float32 or float64, in any form NumPy understands.

    Returns
    -------
    numpy.dtype

    Raises
    ------
    TypeError
        If it is another.

    Examples
    --------
    >>> as_float_dtype("float32")
    dtype('float32')
    """
    try:
        found = np.dtype(dtype)
    except Exception:  # NumPy reads a text with commas as Python: for "," it raises SyntaxError
        found = None
    if dtype is None or found is None or found.char not in "efd":
        raise TypeError(f"dtype must be float16, float32 or float64, not {dtype!r}")
    return found.newbyteorder("=")


def as_generator(rng):
    """Return a source of randomness.

    Parameters
    ----------
    rng : numpy.random.Generator or int or None
        A generator, which is returned itself; a seed; or None for one that differs each time.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    TypeError
        If ``rng`` is none of these.
    ValueError
        If it is a negative seed.

    Examples
    --------
    >>> bool(as_generator(7).random() == as_generator(7).random())
    True
    """
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        raise type(error)(f"rng must be a Generator, a seed from 0 up or None, not {rng!r}") from None


def choose(table, key, name):
    """Return an entry of a table.

    Parameters
    ----------
    table : dict
    key : str
    name : str
        What the error calls the key.

    Returns
    -------
    object

    Raises
    ------
    ValueError
        If there is no such entry.

    Examples
    --------
    >>> choose({"a": 1, "b": 2}, "b", "letter")
    2
    """
    if not isinstance(key, str) or key not in table:
        raise ValueError(f"{name} must be one of {', '.join(table)}, not {key!r}")
    return table[key]


def quiet():
    """Return a context in which sums and products that overflow, or meet infinities, give inf and NaN unannounced.

    Returns
    -------
    context manager

    Examples
    --------
    >>> with quiet():
    ...     np.float64(1e308) * 10
    np.float64(inf)
    """
    return np.errstate(over="ignore", under="ignore", invalid="ignore")
