"""Sigmoid and tanh, whose values stay between two bounds, and their derivatives.

Import these from ``helpers.activations``.
"""

import numpy as np

from ._elementwise import capped_exp, elementwise


@elementwise
def sigmoid(x, *, _out=None):
    r"""Logistic sigmoid, :math:`\sigma(x) = 1 / (1 + e^{-x})`.

    Computed as :math:`t / (1 + t)` with :math:`t = e^{\min(x, 40)}`, which never overflows and is right down to the
    smallest subnormal number. Source: Rumelhart, Hinton, Williams (1986).

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values from 0 to 1.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> sigmoid([-1000, 0, 1000])
    array([0. , 0.5, 1. ])
    """
    t, _ = capped_exp(x, _out)
    return np.divide(t, 1.0 + t, out=t)


@elementwise
def sigmoid_prime(x):
    r"""Derivative of `sigmoid`, :math:`\sigma'(x) = \sigma(x)\,(1 - \sigma(x))`.

    Computed as :math:`z / (1 + z)^2` with :math:`z = e^{-|x|}`: the product above is exactly 0 beyond 37.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values from 0 to 1/4.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> sigmoid_prime([0, 100])
    array([2.50000000e-01, 3.72007598e-44])
    """
    z = np.exp(-np.abs(x))
    return z / np.square(1.0 + z)


@elementwise
def tanh(x):
    r"""Hyperbolic tangent, :math:`\tanh x = (e^x - e^{-x}) / (e^x + e^{-x}) = 2\sigma(2x) - 1`.

    Source: LeCun, Bottou, Orr, Müller (1998) on its use in networks.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values from -1 to 1.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> tanh([0, np.log(2), 800])
    array([0. , 0.6, 1. ])
    """
    return np.tanh(x)


@elementwise
def tanh_prime(x):
    r"""Derivative of `tanh`, :math:`1 - \tanh^2 x = 1 / \cosh^2 x`.

    Computed as :math:`4z / (1 + z)^2` with :math:`z = e^{-2|x|}`: the difference is exactly 0 beyond 19.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values from 0 to 1.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> tanh_prime([0, 100])
    array([1.00000000e+00, 5.53558611e-87])
    """
    z = np.exp(-2.0 * np.abs(x))
    return 4.0 * z / np.square(1.0 + z)
