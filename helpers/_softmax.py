"""Softmax, its logarithm and its Jacobian.

Dtypes, scalars and NaN are treated as in the elementwise functions. Entries that equal the maximum count as differing
from it by 0 even where both are infinite, so infinite logits are ties or certainties and never NaN:
``softmax([inf, 0]) = [1, 0]`` and ``softmax([inf, inf]) = [0.5, 0.5]``. Import these from ``helpers.activations``.
"""

import numpy as np

from ._arrays import as_float, quiet

_FEW_CLASSES = 32
_BLOCK = 8192


def _class_axis(x, axis):
    """Return ``axis`` as an int from 0 up, or say what is wrong with it."""
    if isinstance(axis, (bool, np.bool_)) or not isinstance(axis, (int, np.integer)):
        raise TypeError(f"axis must be an integer, not {type(axis).__name__}")
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"axis must name one of the {x.ndim} axes of x, whose shape is {x.shape}, not {axis}")
    if x.shape[axis] == 0:
        raise ValueError(f"x must have at least one class along axis {axis}, but its shape is {x.shape}")
    return int(axis) % x.ndim


def classes_first(x, axis):
    """Return a copy of at least float32 and its class axis: the first, if the classes are few.

    Then reductions over them run along long contiguous rows. Sums over many classes stay pairwise.
    """
    few = x.shape[axis] <= _FEW_CLASSES
    working = np.result_type(x, np.float32)
    copy = (x.swapaxes(axis, 0) if few else x).astype(working, order="C")
    return copy, 0 if few else axis


def shift(z, axis):
    """Subtract the maximum along an axis in place and return it, with that axis kept."""
    top = z.max(axis=axis, keepdims=True)
    ties = None if np.isfinite(top).all() else z == top
    with quiet():
        z -= top
    if ties is not None:
        z[ties] = 0.0
    return top


def exponentials(z, axis):
    """Return the exponentials of shifted logits and their sum without one maximal entry, whose exponential is 1.

    Counting the maximal entries, rather than subtracting 1 from the sum, keeps a small rest and is right on ties.
    """
    with quiet():
        e = np.exp(z)
    top = z == 0.0
    rest = np.multiply(e, ~top).sum(axis=axis, keepdims=True)
    rest += top.sum(axis=axis, keepdims=True, dtype=z.dtype) - 1.0
    return e, rest


def softmax(x, axis=-1):
    r"""Softmax, :math:`p_i = e^{x_i} / \sum_j e^{x_j}`, along one axis.

    Computed after subtracting the maximum, which changes nothing but the overflow, where a logit is large enough to
    overflow: beyond 44 in float32, 354 in float64. Source: Bridle (1990).

    Parameters
    ----------
    x : array_like
        Logits, shape (..., K, ...).
    axis : int
        The axis of the K classes.

    Returns
    -------
    ndarray
        Shape of ``x``; sums to 1 along ``axis``, up to rounding.

    Raises
    ------
    ValueError
        If ``x`` has no such axis or no class along it.

    Examples
    --------
    >>> softmax(np.log([1, 2, 7]))
    array([0.1, 0.2, 0.7])
    """
    x = as_float(x)
    axis = _class_axis(x, axis)
    few = x.shape[axis] <= _FEW_CLASSES
    dtype = np.result_type(x, np.float32)
    safe = max(x.max(initial=0.0), -x.min(initial=0.0)) < np.log(np.finfo(dtype).max) / 2
    # Few classes that need a shift: one row a class, for long rows. In blocks that stay in the cache.
    first = few and not safe
    z = x.swapaxes(axis, 0 if first else -1)
    rows, order = (z.reshape(len(z), -1).T, "F") if first else (z.reshape(-1, z.shape[-1]), "C")
    p = np.empty(rows.shape, dtype, order)
    # Every entry of a row of e @ ones is that row's sum, and for short rows a matrix product finds it fastest.
    ones = np.ones((rows.shape[1],) * 2, dtype) if few else None
    with quiet():
        for start in range(0, len(rows), _BLOCK):
            e = p[start : start + _BLOCK]
            e[...] = rows[start : start + _BLOCK]
            if not safe:
                shift(e, -1)
            np.exp(e, out=e)
            e /= e @ ones if few and safe else e.sum(axis=-1, keepdims=True)
        p = (p.T if first else p).reshape(z.shape)
        return p.swapaxes(0 if first else -1, axis).astype(x.dtype, copy=False)


def log_softmax(x, axis=-1):
    r"""Logarithm of `softmax`, :math:`x_i - \log \sum_j e^{x_j}`.

    Computed as :math:`z_i - \mathrm{log1p}(r)`, :math:`z = x - \max x`, where :math:`r` sums :math:`e^{z_j}` over all
    classes but one maximal one. Beyond a margin of 37 the usual form is exactly 0 for that class; this one is not.
    Source: Blanchard, Higham, Higham (2021).

    Parameters
    ----------
    x : array_like
        Logits, shape (..., K, ...).
    axis : int
        The axis of the K classes.

    Returns
    -------
    ndarray
        Shape of ``x``, values at most 0.

    Raises
    ------
    ValueError
        If ``x`` has no such axis or no class along it.

    Examples
    --------
    >>> log_softmax([40, 0, 0])
    array([-8.49670851e-18, -4.00000000e+01, -4.00000000e+01])
    """
    x = as_float(x)
    axis = _class_axis(x, axis)
    z, work_axis = classes_first(x, axis)
    shift(z, work_axis)
    _, rest = exponentials(z, work_axis)
    with quiet():
        z -= np.log1p(rest)
        return z.swapaxes(work_axis, axis).astype(x.dtype, copy=False)


def logsumexp(x, axis=-1):
    r"""Logarithm of a sum of exponentials, :math:`\log \sum_j e^{x_j}`, without overflow.

    Source: Blanchard, Higham, Higham (2021).

    Parameters
    ----------
    x : array_like
        Shape (..., K, ...).
    axis : int
        The axis that is summed.

    Returns
    -------
    ndarray
        Shape of ``x`` without ``axis``.

    Raises
    ------
    ValueError
        If ``x`` has no such axis or no entry along it.

    Examples
    --------
    >>> logsumexp([1000, 1000])
    np.float64(1000.6931471805599)
    """
    x = as_float(x)
    axis = _class_axis(x, axis)
    z, work_axis = classes_first(x, axis)
    top = shift(z, work_axis)
    _, rest = exponentials(z, work_axis)
    with quiet():
        return (top + np.log1p(rest)).swapaxes(work_axis, axis).squeeze(axis).astype(x.dtype)[()]


def softmax_jacobian(x):
    r"""All derivatives of `softmax`, :math:`J_{ij} = \partial p_i / \partial x_j = p_i (\delta_{ij} - p_j)`.

    The diagonal is the negative sum of the other entries of its row, which keeps it exact to rounding where
    :math:`p_i` is close to 1.

    Parameters
    ----------
    x : array_like
        Logits, shape (..., K).

    Returns
    -------
    ndarray
        Shape (..., K, K), symmetric; rows sum to 0, up to rounding.

    Raises
    ------
    ValueError
        If ``x`` has no axis or no class.

    Examples
    --------
    >>> softmax_jacobian([0, 0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    p = softmax(x)
    with quiet():
        jacobian = -p[..., :, np.newaxis] * p[..., np.newaxis, :]
        diagonal = np.arange(p.shape[-1])
        jacobian[..., diagonal, diagonal] = 0.0
        jacobian[..., diagonal, diagonal] = -jacobian.sum(axis=-1)
    return jacobian
