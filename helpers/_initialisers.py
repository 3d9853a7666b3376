"""Initial weights: functions ``f(rng, n_in, n_out, dtype=np.float64)`` that return an (n_in, n_out) matrix.

Import these from ``helpers.networks``.
"""

import numpy as np

from ._arrays import as_count, as_float_dtype, as_generator, as_number, quiet


def normal(std):
    r"""Initialiser with a fixed standard deviation, :math:`w \sim \mathcal N(0, \mathrm{std}^2)`.

    Parameters
    ----------
    std : float

    Returns
    -------
    callable
        An initialiser ``f(rng, n_in, n_out, dtype=np.float64)``, like the named ones.

    Raises
    ------
    TypeError
        If ``std`` is not a real number.
    ValueError
        If it is not finite.

    Examples
    --------
    >>> normal(0.01)(np.random.default_rng(0), 2, 3).shape
    (2, 3)
    """
    std = as_number(std, "std")

    def initialiser(rng, n_in, n_out, dtype=np.float64):
        n_in, n_out = _units(n_in, n_out)
        with quiet():
            return (std * as_generator(rng).standard_normal((n_in, n_out))).astype(as_float_dtype(dtype))

    return initialiser


def _units(n_in, n_out):
    return as_count(n_in, "n_in"), as_count(n_out, "n_out")


def xavier_normal(rng, n_in, n_out, dtype=np.float64):
    r"""Xavier initialisation, :math:`w \sim \mathcal N(0, 2 / (n_{in} + n_{out}))`.

    Source: Glorot and Bengio (2010).

    Parameters
    ----------
    rng : numpy.random.Generator or int, optional
        Source of randomness or a seed.
    n_in, n_out : int
        Units in the layer before and in this one.
    dtype : dtype

    Returns
    -------
    ndarray
        Shape (n_in, n_out).

    Raises
    ------
    TypeError
        If a number of units is not an integer or the dtype not a floating one.
    ValueError
        If a number of units is below 1.

    Examples
    --------
    >>> xavier_normal(np.random.default_rng(0), 2, 3).shape
    (2, 3)
    """
    return normal(np.sqrt(2.0 / sum(_units(n_in, n_out))))(rng, n_in, n_out, dtype)


def xavier_uniform(rng, n_in, n_out, dtype=np.float64):
    r"""Xavier initialisation, uniform on :math:`\pm\sqrt{6 / (n_{in} + n_{out})}`: the same variance.

    Source: Glorot and Bengio (2010).

    Parameters
    ----------
    rng : numpy.random.Generator or int, optional
        Source of randomness or a seed.
    n_in, n_out : int
        Units in the layer before and in this one.
    dtype : dtype

    Returns
    -------
    ndarray
        Shape (n_in, n_out).

    Raises
    ------
    TypeError
        If a number of units is not an integer or the dtype not a floating one.
    ValueError
        If a number of units is below 1.

    Examples
    --------
    >>> bool(abs(xavier_uniform(np.random.default_rng(0), 2, 4)).max() <= 1)
    True
    """
    bound = np.sqrt(6.0 / sum(_units(n_in, n_out)))
    return as_generator(rng).uniform(-bound, bound, (n_in, n_out)).astype(as_float_dtype(dtype))


def he_normal(rng, n_in, n_out, dtype=np.float64, alpha=0.0):
    r"""He initialisation, :math:`w \sim \mathcal N(0, 2 / ((1 + \alpha^2)\, n_{in}))`, made for ReLU.

    Source: He, Zhang, Ren, Sun (2015).

    Parameters
    ----------
    rng : numpy.random.Generator or int, optional
        Source of randomness or a seed.
    n_in, n_out : int
        Units in the layer before and in this one.
    dtype : dtype
    alpha : float
        Slope of a leaky ReLU on the negative side; 0 for ReLU.

    Returns
    -------
    ndarray
        Shape (n_in, n_out).

    Raises
    ------
    TypeError
        If a number of units is not an integer or the dtype not a floating one, or ``alpha`` no number.
    ValueError
        If a number of units is below 1, or ``alpha`` is not finite.

    Examples
    --------
    >>> he_normal(np.random.default_rng(0), 2, 3).shape
    (2, 3)
    """
    alpha, n_in = as_number(alpha, "alpha"), as_count(n_in, "n_in")
    return normal(np.sqrt(2.0 / n_in) / np.hypot(1.0, alpha))(rng, n_in, n_out, dtype)


INITIALISERS = {"xavier_normal": xavier_normal, "xavier_uniform": xavier_uniform, "he_normal": he_normal}
