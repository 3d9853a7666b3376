"""What counts as an array of real numbers, a number, a generator: checks shared by the numerical modules."""

import math
import numbers

import numpy as np


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
        If ``x`` is complex, an object or string array, or any other dtype.

    Examples
    --------
    >>> as_float([1, 2])
    array([1., 2.])
    """
    array = np.asarray(x)
    dtype = array.dtype
    if dtype.char in "efd":
        return array if dtype.isnative else array.astype(dtype.newbyteorder("="))
    if dtype.kind in "iub":
        return array.astype(np.float64)
    raise TypeError(f"{name} must hold real numbers (float16, float32, float64, integer or bool), not {dtype}")


def as_number(value, name, positive=False):
    """Return ``value`` as a Python float, which leaves the dtype of the arrays it meets alone.

    Parameters
    ----------
    value : float
        A finite real number, or an array of no dimensions that holds one.
    name : str
        What the error calls it.
    positive : bool
        Whether it must be above 0.

    Returns
    -------
    float

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
    if not isinstance(value, numbers.Real) and not (isinstance(value, np.ndarray) and value.ndim == 0):
        raise TypeError(f"{name} must be a real number, not {type(value).__name__}")
    number = float(value)
    if not math.isfinite(number) or (positive and number <= 0.0):
        raise ValueError(f"{name} must be a {'positive' if positive else 'finite'} number, not {number}")
    return number
