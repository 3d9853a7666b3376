"""Made of straight pieces: ReLU and leaky ReLU of two, the identity of one; and their derivatives.

Import these from ``helpers.activations``.
"""

import numpy as np

from ._arrays import as_float, as_number
from ._elementwise import elementwise


def identity(x):
    r"""No activation: :math:`f(x) = x`, as a copy.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> identity([-1, 2])
    array([-1.,  2.])
    """
    return np.positive(as_float(x))


@elementwise
def identity_prime(x):
    r"""Derivative of `identity`: :math:`f'(x) = 1`.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> identity_prime([-1, 2])
    array([1., 1.])
    """
    return np.where(np.isnan(x), x, 1.0)


def relu(x):
    r"""Rectified linear unit, :math:`\max(0, x)`. The sign of a zero result is not specified.

    Source: Fukushima (1969); Nair and Hinton (2010).

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values at least 0.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> relu([-2, 0, 3])
    array([0., 0., 3.])
    """
    return np.maximum(as_float(x), 0.0)


def relu_prime(x, at_zero=0.0):
    r"""Derivative of `relu`: 0 for :math:`x < 0`, 1 for :math:`x > 0`.

    Parameters
    ----------
    x : array_like
    at_zero : float
        The value to use at 0, where every number from 0 to 1 is a subgradient (Bertoin et al., 2021).

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers, or ``at_zero`` is no number.
    ValueError
        If ``at_zero`` is not finite in the dtype of the computation.

    Examples
    --------
    >>> relu_prime([-2, 0, 3])
    array([0., 0., 1.])
    """
    x = as_float(x)
    at_zero = as_number(at_zero, "at_zero", x.dtype)
    slope = np.greater(x, 0.0, out=np.empty_like(x), casting="unsafe")
    if at_zero:
        slope[x == 0.0] = at_zero
    if not x.max(initial=0.0) >= 0.0:  # it is NaN
        slope[np.isnan(x)] = np.nan
    return slope if slope.ndim else slope[()]


@elementwise
def leaky_relu(x, alpha=0.01):
    r"""Leaky ReLU: :math:`x` for :math:`x > 0`, else :math:`\alpha x`; right for every :math:`\alpha`.

    Source: Maas, Hannun, Ng (2013).

    Parameters
    ----------
    x : array_like
    alpha : float
        Slope on the negative side.

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers, or ``alpha`` is no number.
    ValueError
        If ``alpha`` is not finite in the dtype of the computation.

    Examples
    --------
    >>> leaky_relu([-2, 0, 3], alpha=0.1)
    array([-0.2,  0. ,  3. ])
    """
    alpha = as_number(alpha, "alpha", x.dtype)
    positive = np.maximum(x, 0.0)
    return positive + alpha * np.minimum(x, 0.0) if alpha else positive


@elementwise
def leaky_relu_prime(x, alpha=0.01, at_zero=None):
    r"""Derivative of `leaky_relu`: :math:`\alpha` for :math:`x < 0`, 1 for :math:`x > 0`.

    Parameters
    ----------
    x : array_like
    alpha : float
        Slope on the negative side.
    at_zero : float, optional
        The value to use at 0; ``alpha`` if not given.

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers, or ``alpha`` and ``at_zero`` are no numbers.
    ValueError
        If ``alpha`` and ``at_zero`` are not finite in the dtype of the computation.

    Examples
    --------
    >>> leaky_relu_prime([-2, 0, 3], alpha=0.1)
    array([0.1, 0.1, 1. ])
    """
    alpha = as_number(alpha, "alpha", x.dtype)
    at_zero = alpha if at_zero is None else as_number(at_zero, "at_zero", x.dtype)
    on = relu_prime(x)
    return np.where(x == 0.0, at_zero, on + alpha * (1.0 - on))
