"""Smooth relatives of ReLU: softplus, ELU, GELU and SiLU, and their derivatives.

Import these from ``helpers.activations``.
"""

import math

import numpy as np

from ._arrays import as_number
from ._bounded import sigmoid
from ._elementwise import capped_exp, elementwise
from ._rectifiers import relu_prime

_erfc = np.vectorize(math.erfc, otypes=[np.float64])
_ROOT_HALF = math.sqrt(0.5)


@elementwise
def softplus(x, beta=1.0, *, _out=None):
    r"""Softplus, a smooth ReLU: :math:`\log(1 + e^{\beta x}) / \beta`.

    Computed as the larger of :math:`x` and :math:`\mathrm{log1p}(e^{\min(\beta x, 40)}) / \beta`.
    Source: Dugas, Bengio, Bélisle, Nadeau, Garcia (2001).

    Parameters
    ----------
    x : array_like
    beta : float
        Sharpness, positive. The distance to ReLU is at most ``log(2) / beta``. Except for powers of two, the rounding
        of ``beta * x`` costs about ``abs(beta * x)`` units in the last place on the negative side.

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values at least 0.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers, or ``beta`` is no number.
    ValueError
        If ``beta`` is not a positive, finite number in the dtype of the computation.

    Examples
    --------
    >>> softplus([-37, 0, 1000])
    array([8.53304763e-17, 6.93147181e-01, 1.00000000e+03])
    """
    beta = as_number(beta, "beta", x.dtype, positive=True)
    t, capped = capped_exp(x if beta == 1.0 else beta * x, _out)
    np.log1p(t, out=t)
    if beta != 1.0:
        t /= beta
    return np.maximum(t, x, out=t) if capped or beta != 1.0 else t


@elementwise
def softplus_prime(x, beta=1.0):
    r"""Derivative of `softplus`, :math:`\sigma(\beta x)`.

    Parameters
    ----------
    x : array_like
    beta : float
        Sharpness, positive.

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values from 0 to 1.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers, or ``beta`` is no number.
    ValueError
        If ``beta`` is not a positive, finite number in the dtype of the computation.

    Examples
    --------
    >>> softplus_prime(0)
    np.float64(0.5)
    """
    return sigmoid(as_number(beta, "beta", x.dtype, positive=True) * x)


@elementwise
def elu(x, alpha=1.0):
    r"""Exponential linear unit: :math:`x` for :math:`x > 0`, else :math:`\alpha\,(e^x - 1)`.

    Source: Clevert, Unterthiner, Hochreiter (2016).

    Parameters
    ----------
    x : array_like
    alpha : float
        The function tends to ``-alpha`` on the negative side.

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
    >>> elu([-1000, 0, 2])
    array([-1.,  0.,  2.])
    """
    return np.maximum(x, 0.0) + as_number(alpha, "alpha", x.dtype) * np.expm1(np.minimum(x, 0.0))


@elementwise
def elu_prime(x, alpha=1.0):
    r"""Derivative of `elu`: 1 for :math:`x > 0`, else :math:`\alpha e^x` (at 0: :math:`\alpha`).

    Parameters
    ----------
    x : array_like
    alpha : float
        The function tends to ``-alpha`` on the negative side.

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
    >>> elu_prime([-1000, 0, 2])
    array([0., 1., 1.])
    """
    on = relu_prime(x)
    return on + (1.0 - on) * as_number(alpha, "alpha", x.dtype) * np.exp(np.minimum(x, 0.0))


@elementwise
def gelu(x):
    r"""Gaussian error linear unit, :math:`x\,\Phi(x)`, :math:`\Phi` the standard normal distribution function.

    Computed as :math:`\tfrac12 x\,\mathrm{erfc}(-x / \sqrt 2)` in float64. The left tail is kept, to a relative error
    of 1e-12, where :math:`1 + \mathrm{erf}` is exactly 0.
    Source: Hendrycks and Gimpel (2016).

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values at least -0.17.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> gelu([-9, 0, 1])
    array([-1.01572957e-18,  0.00000000e+00,  8.41344746e-01])
    """
    x = np.maximum(x, -40.0, dtype=np.float64)
    return 0.5 * x * _erfc(-_ROOT_HALF * x)


@elementwise
def gelu_prime(x):
    r"""Derivative of `gelu`, :math:`\Phi(x) + x\,\varphi(x)`, :math:`\varphi` the standard normal density.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values from -0.13 to 1.13.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> gelu_prime([-40, 0, 40])
    array([0. , 0.5, 1. ])
    """
    x = np.clip(x, -40.0, 40.0, dtype=np.float64)
    return 0.5 * _erfc(-_ROOT_HALF * x) + x * np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)


@elementwise
def silu(x):
    r"""Sigmoid linear unit or Swish, :math:`x\,\sigma(x)`.

    Computed with :math:`h = e^{x/2}` as :math:`x h \cdot h / (1 + h^2)`, which keeps the left tail down to the
    smallest numbers. Source: Ramachandran, Zoph, Le (2017).

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values at least -0.279.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> silu([0, 1])
    array([0.        , 0.73105858])
    """
    h = np.exp(0.5 * np.minimum(x, 80.0))
    return np.maximum(x, -1600.0) * h * (h / (1.0 + h * h))


@elementwise
def silu_prime(x):
    r"""Derivative of `silu`, :math:`\sigma(x)\,(1 + x\,\sigma(-x))`.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray or floating
        Shape of ``x``; its dtype, or float64 for integers, booleans and lists; values from -0.1 to 1.1.

    Raises
    ------
    TypeError
        If ``x`` does not hold real numbers.

    Examples
    --------
    >>> silu_prime([0, 2000])
    array([0.5, 1. ])
    """
    x = np.clip(x, -1600.0, 1600.0)
    h = np.exp(0.5 * np.minimum(x, 80.0))
    return (1.0 + x * sigmoid(-x)) * h * (h / (1.0 + h * h))
