"""Small data sets, all offline: XOR, two moons, spirals (seeded), and handwritten digits.

Inputs are float64 arrays with one row a sample; targets are integer labels. Points come in an order that mixes the
classes, so that any slice of them is a fair sample.
"""

import gzip
from importlib import resources

import numpy as np

from ._arrays import as_array, as_count, as_float, as_generator, as_number, quiet


def xor():
    """The four points of exclusive or.

    Returns
    -------
    x : ndarray
        Shape (4, 2).
    y : ndarray
        Labels 0 or 1, shape (4,).

    Examples
    --------
    >>> x, y = xor()
    >>> y
    array([0, 1, 1, 0])
    """
    return np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])


def moons(n=200, noise=0.1, rng=None):
    """Two half circles that reach into each other.

    Parameters
    ----------
    n : int
        Number of points, half of them in each moon.
    noise : float
        Standard deviation of the normal noise added to both coordinates.
    rng : numpy.random.Generator or int, optional
        Source of randomness or a seed.

    Returns
    -------
    x : ndarray
        Shape (n, 2).
    y : ndarray
        Labels 0 (upper) or 1 (lower), shape (n,).

    Raises
    ------
    TypeError
        If an argument is not of the kind named above.
    ValueError
        If ``n`` or ``noise`` is out of range.

    Examples
    --------
    >>> x, y = moons(100, rng=0)
    >>> x.shape, int(y.sum())
    ((100, 2), 50)
    """
    rng, n, noise = as_generator(rng), _points(n, 2), _noise(noise)
    y = rng.permutation(np.arange(n) % 2)
    angle = rng.uniform(0.0, np.pi, n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    x = np.where(y[:, np.newaxis] == 0, upper, [1.0, 0.5] - upper)
    with quiet():
        return x + noise * rng.standard_normal((n, 2)), y


def spirals(n=300, classes=3, noise=0.05, turns=0.75, rng=None):
    """Spiral arms, one a class, around the origin.

    Parameters
    ----------
    n : int
        Number of points, shared out evenly among the arms.
    classes : int
        Number of arms.
    noise : float
        Standard deviation of the normal noise added to both coordinates.
    turns : float
        How often an arm winds around the origin on its way from radius 0 to 1.
    rng : numpy.random.Generator or int, optional
        Source of randomness or a seed.

    Returns
    -------
    x : ndarray
        Shape (n, 2).
    y : ndarray
        Labels from 0 to ``classes - 1``, shape (n,).

    Raises
    ------
    TypeError
        If an argument is not of the kind named above.
    ValueError
        If ``n``, ``classes`` or ``noise`` is out of range.

    Examples
    --------
    >>> x, y = spirals(90, rng=0)
    >>> np.bincount(y)
    array([30, 30, 30])
    """
    rng, classes, noise, turns = (
        as_generator(rng),
        as_count(classes, "classes"),
        _noise(noise),
        as_number(turns, "turns"),
    )
    n = _points(n, classes)
    y = rng.permutation(np.arange(n) % classes)
    radius = np.sqrt(rng.uniform(0.0, 1.0, n))
    with quiet():
        angle = 2.0 * np.pi * (turns * radius + y / classes)
        x = radius[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)])
        return x + noise * rng.standard_normal((n, 2)), y


def _points(n, classes):
    """Return a number of points as an int, or say that it is not enough."""
    if as_count(n, "n", least=0) < classes:
        raise ValueError(f"n must be at least {classes}, one point a class, not {n}")
    return int(n)


def _noise(noise):
    """Return a noise level as a float, or say that it is below 0."""
    noise = as_number(noise, "noise")
    if noise < 0.0:
        raise ValueError(f"noise must be at least 0, not {noise}")
    return noise


def digits():
    """Handwritten digits, 8 by 8 pixels: 1797 images of the UCI optical recognition data set.

    Source: Alpaydin and Kaynak (1998), doi:10.24432/C50P49, CC BY 4.0; see ``helpers/digits/README.md``.

    Returns
    -------
    x : ndarray
        Pixels from 0 (paper) to 1 (ink), row by row, shape (1797, 64).
    y : ndarray
        Digits from 0 to 9, shape (1797,).

    Examples
    --------
    >>> x, y = digits()
    >>> x.shape, y[:5]
    ((1797, 64), array([0, 1, 2, 3, 4]))
    """
    packed = resources.files("helpers").joinpath("digits", "digits.csv.gz").read_bytes()
    table = np.loadtxt(gzip.decompress(packed).decode("ascii").splitlines(), delimiter=",")
    return table[:, :-1] / 16.0, table[:, -1].astype(np.int64)


def split(x, y, share=0.8, rng=None):
    """Shuffle samples and divide them into a training and a test set.

    Parameters
    ----------
    x : array_like
        Shape (n, ...).
    y : array_like
        Shape (n, ...).
    share : float
        Share of the samples for training, between 0 and 1.
    rng : numpy.random.Generator or int, optional
        Source of randomness or a seed.

    Returns
    -------
    x_train, y_train, x_test, y_test : ndarray

    Raises
    ------
    TypeError
        If an argument is not of the kind named above.
    ValueError
        If ``x`` and ``y`` differ in length or ``share`` is not between 0 and 1.

    Examples
    --------
    >>> x_train, y_train, x_test, y_test = split(*xor(), share=0.75, rng=0)
    >>> len(x_train), len(x_test)
    (3, 1)
    """
    x, y = as_float(x), as_array(y, "y")
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y):
        raise ValueError(f"x and y must hold the same number of samples, not shapes {x.shape} and {y.shape}")
    if not 0.0 < as_number(share, "share") < 1.0:
        raise ValueError(f"share must be between 0 and 1, not {share}")
    order = as_generator(rng).permutation(len(x))
    train, test = np.split(order, [round(share * len(x))])
    return x[train], y[train], x[test], y[test]
