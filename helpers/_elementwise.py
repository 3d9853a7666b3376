"""Activation functions that act on each number separately, and their derivatives.

Every function takes an array-like ``x`` of real numbers and returns an array of the same shape:

- float16, float32 and float64 keep their dtype; integers, booleans and lists become float64; any other dtype is a
  ``TypeError``. float16 is computed in float32 and rounded once.
- A scalar gives a NumPy scalar. ``x`` is never changed and never returned itself.
- No finite or infinite input warns; NaN gives NaN.

The code of a function is its formula. `elementwise` adds the rest, and runs large arrays in blocks that fit into the
processor's cache, which halves the time and keeps temporaries small. Import these from ``helpers.activations``.
"""

import functools
import inspect
import math

import numpy as np

from ._arrays import as_float, as_number

BLOCK = 16_384
_erfc = np.vectorize(math.erfc, otypes=[np.float64])
_ROOT_HALF = math.sqrt(0.5)


def elementwise(function):
    """Turn a formula for float32 and float64 arrays into a function for any array-like of real numbers.

    A formula with a parameter ``_out`` writes its result into that array, if there is one, which saves a copy.
    """
    signature = inspect.signature(function)
    writes = "_out" in signature.parameters

    @functools.wraps(function)
    def wrapper(x, *args, **kwargs):
        x = as_float(x)
        working = np.float32 if x.dtype == np.float16 else x.dtype
        with np.errstate(over="ignore", under="ignore"):
            if x.size > 2 * BLOCK and (x.flags.c_contiguous or x.flags.f_contiguous):
                out = np.empty_like(x)
                source, target = x.ravel(order="K"), out.ravel(order="K")
                for start in range(0, x.size, BLOCK):
                    part = slice(start, start + BLOCK)
                    if writes and working == x.dtype:
                        function(source[part], *args, **kwargs, _out=target[part])
                        continue
                    target[part] = function(source[part].astype(working, copy=False), *args, **kwargs)
                return out
            out = np.asarray(function(x.astype(working, copy=False), *args, **kwargs), dtype=x.dtype)
        return out if out.ndim else out[()]

    public = [parameter for name, parameter in signature.parameters.items() if name != "_out"]
    wrapper.__signature__ = signature.replace(parameters=public)
    return wrapper


def _capped_exp(x, out=None):
    """Return exp(min(x, 40)), an array, and whether any entry needed the cap; to look is faster than to apply it."""
    out = np.empty_like(x) if out is None else out
    capped = not x.max(initial=0.0) <= 40.0
    return np.exp(np.minimum(x, 40.0) if capped else x, out=out), capped


def identity(x):
    r"""No activation: :math:`f(x) = x`, as a copy.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray
        Shape of ``x``.

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
    ndarray
        Shape of ``x``.

    Examples
    --------
    >>> identity_prime([-1, 2])
    array([1., 1.])
    """
    return np.where(np.isnan(x), x, 1.0)


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
    ndarray
        Shape of ``x``, values from 0 to 1.

    Examples
    --------
    >>> sigmoid([-1000, 0, 1000])
    array([0. , 0.5, 1. ])
    """
    t, _ = _capped_exp(x, _out)
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
    ndarray
        Shape of ``x``, values from 0 to 1/4.

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
    ndarray
        Shape of ``x``, values from -1 to 1.

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
    ndarray
        Shape of ``x``, values from 0 to 1.

    Examples
    --------
    >>> tanh_prime([0, 100])
    array([1.00000000e+00, 5.53558611e-87])
    """
    z = np.exp(-2.0 * np.abs(x))
    return 4.0 * z / np.square(1.0 + z)


def relu(x):
    r"""Rectified linear unit, :math:`\max(0, x)`. The sign of a zero result is not specified.

    Source: Fukushima (1969); Nair and Hinton (2010).

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray
        Shape of ``x``, values at least 0.

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
    ndarray
        Shape of ``x``.

    Examples
    --------
    >>> relu_prime([-2, 0, 3])
    array([0., 0., 1.])
    """
    x, at_zero = as_float(x), as_number(at_zero, "at_zero")
    slope = np.greater(x, 0.0, out=np.empty_like(x), casting="unsafe")
    if at_zero:
        slope[x == 0.0] = at_zero
    if np.isnan(x.max(initial=0.0)):
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
    ndarray
        Shape of ``x``.

    Examples
    --------
    >>> leaky_relu([-2, 0, 3], alpha=0.1)
    array([-0.2,  0. ,  3. ])
    """
    alpha = as_number(alpha, "alpha")
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
    ndarray
        Shape of ``x``.

    Examples
    --------
    >>> leaky_relu_prime([-2, 0, 3], alpha=0.1)
    array([0.1, 0.1, 1. ])
    """
    alpha = as_number(alpha, "alpha")
    at_zero = alpha if at_zero is None else as_number(at_zero, "at_zero")
    on = relu_prime(x)
    return np.where(x == 0.0, at_zero, on + alpha * (1.0 - on))


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
    ndarray
        Shape of ``x``, values at least 0.

    Raises
    ------
    ValueError
        If ``beta`` is not positive.

    Examples
    --------
    >>> softplus([-37, 0, 1000])
    array([8.53304763e-17, 6.93147181e-01, 1.00000000e+03])
    """
    beta = as_number(beta, "beta", positive=True)
    t, capped = _capped_exp(x if beta == 1.0 else beta * x, _out)
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
    ndarray
        Shape of ``x``, values from 0 to 1.

    Raises
    ------
    ValueError
        If ``beta`` is not positive.

    Examples
    --------
    >>> softplus_prime(0)
    np.float64(0.5)
    """
    return sigmoid(as_number(beta, "beta", positive=True) * x)


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
    ndarray
        Shape of ``x``.

    Examples
    --------
    >>> elu([-1000, 0, 2])
    array([-1.,  0.,  2.])
    """
    return np.maximum(x, 0.0) + as_number(alpha, "alpha") * np.expm1(np.minimum(x, 0.0))


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
    ndarray
        Shape of ``x``.

    Examples
    --------
    >>> elu_prime([-1000, 0, 2])
    array([0., 1., 1.])
    """
    on = relu_prime(x)
    return on + (1.0 - on) * as_number(alpha, "alpha") * np.exp(np.minimum(x, 0.0))


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
    ndarray
        Shape of ``x``, values at least -0.17.

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
    ndarray
        Shape of ``x``, values from -0.13 to 1.13.

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
    ndarray
        Shape of ``x``, values at least -0.279.

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
    ndarray
        Shape of ``x``, values from -0.1 to 1.1.

    Examples
    --------
    >>> silu_prime([0, 2000])
    array([0.5, 1. ])
    """
    x = np.clip(x, -1600.0, 1600.0)
    h = np.exp(0.5 * np.minimum(x, 80.0))
    return (1.0 + x * sigmoid(-x)) * h * (h / (1.0 + h * h))
