"""Initial weights: functions ``f(rng, n_in, n_out, dtype=np.float64)`` that return an (n_in, n_out) matrix.

Import these from ``helpers.networks``.
"""

import numpy as np

from ._arrays import as_number


def normal(std):
    r"""Initialiser with a fixed standard deviation, :math:`w \sim \mathcal N(0, \mathrm{std}^2)`.

    Parameters
    ----------
    std : float

    Returns
    -------
    callable
        An initialiser ``f(rng, n_in, n_out, dtype=np.float64)``, like the named ones.

    Examples
    --------
    >>> normal(0.01)(np.random.default_rng(0), 2, 3).shape
    (2, 3)
    """
    std = as_number(std, "std")

    def initialiser(rng, n_in, n_out, dtype=np.float64):
        return (std * rng.standard_normal((n_in, n_out))).astype(dtype)

    return initialiser


def xavier_normal(rng, n_in, n_out, dtype=np.float64):
    r"""Xavier initialisation, :math:`w \sim \mathcal N(0, 2 / (n_{in} + n_{out}))`.

    Source: Glorot and Bengio (2010).

    Parameters
    ----------
    rng : numpy.random.Generator
    n_in, n_out : int
        Units in the layer before and in this one.
    dtype : dtype

    Returns
    -------
    ndarray
        Shape (n_in, n_out).

    Examples
    --------
    >>> xavier_normal(np.random.default_rng(0), 2, 3).shape
    (2, 3)
    """
    return normal(np.sqrt(2.0 / (n_in + n_out)))(rng, n_in, n_out, dtype)


def xavier_uniform(rng, n_in, n_out, dtype=np.float64):
    r"""Xavier initialisation, uniform on :math:`\pm\sqrt{6 / (n_{in} + n_{out})}`: the same variance.

    Source: Glorot and Bengio (2010).

    Parameters
    ----------
    rng : numpy.random.Generator
    n_in, n_out : int
        Units in the layer before and in this one.
    dtype : dtype

    Returns
    -------
    ndarray
        Shape (n_in, n_out).

    Examples
    --------
    >>> bool(abs(xavier_uniform(np.random.default_rng(0), 2, 4)).max() <= 1)
    True
    """
    bound = np.sqrt(6.0 / (n_in + n_out))
    return rng.uniform(-bound, bound, (n_in, n_out)).astype(dtype)


def he_normal(rng, n_in, n_out, dtype=np.float64, alpha=0.0):
    r"""He initialisation, :math:`w \sim \mathcal N(0, 2 / ((1 + \alpha^2)\, n_{in}))`, made for ReLU.

    Source: He, Zhang, Ren, Sun (2015).

    Parameters
    ----------
    rng : numpy.random.Generator
    n_in, n_out : int
        Units in the layer before and in this one.
    dtype : dtype
    alpha : float
        Slope of a leaky ReLU on the negative side; 0 for ReLU.

    Returns
    -------
    ndarray
        Shape (n_in, n_out).

    Examples
    --------
    >>> he_normal(np.random.default_rng(0), 2, 3).shape
    (2, 3)
    """
    alpha = as_number(alpha, "alpha")
    return normal(np.sqrt(2.0 / ((1.0 + alpha * alpha) * n_in)))(rng, n_in, n_out, dtype)


INITIALISERS = {"xavier_normal": xavier_normal, "xavier_uniform": xavier_uniform, "he_normal": he_normal}
