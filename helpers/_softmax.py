"""Softmax, its logarithm and its Jacobian, and the cross-entropy losses that are computed from logits.

Dtypes, scalars and NaN are treated as in the elementwise functions. Entries that equal the maximum count as differing
from it by 0 even where both are infinite, so infinite logits are ties or certainties and never NaN:
``softmax([inf, 0]) = [1, 0]`` and ``softmax([inf, inf]) = [0.5, 0.5]``. Import these from ``helpers.activations``.
"""

import numpy as np

from ._arrays import as_float
from ._elementwise import sigmoid, softplus

_FEW_CLASSES = 64


def _class_axis(x, axis):
    """Return ``axis`` as an int from 0 up, or say what is wrong with it."""
    if isinstance(axis, (bool, np.bool_)) or not isinstance(axis, (int, np.integer)):
        raise TypeError(f"axis must be an integer, not {type(axis).__name__}")
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"axis must name one of the {x.ndim} axes of x, whose shape is {x.shape}, not {axis}")
    if x.shape[axis] == 0:
        raise ValueError(f"x must have at least one class along axis {axis}, but its shape is {x.shape}")
    return int(axis) % x.ndim


def _shifted(x, axis):
    """Return x - max(x), a new array of at least float32, and the maximum, with the class axis kept."""
    x = x.astype(np.float32, copy=False) if x.dtype == np.float16 else x
    top = x.max(axis=axis, keepdims=True)
    with np.errstate(over="ignore", invalid="ignore"):
        z = np.subtract(x, top)
    if not np.isfinite(top).all():
        z[x == top] = 0.0
    return z, top


def _rest(z, axis):
    """Return the sum of exp(z) without one maximal entry, chosen by position so that ties stay right."""
    with np.errstate(under="ignore"):
        e = np.exp(z)
    np.put_along_axis(e, np.expand_dims(z.argmax(axis=axis), axis), 0.0, axis=axis)
    return e.sum(axis=axis, keepdims=True)


def softmax(x, axis=-1):
    r"""Softmax, :math:`p_i = e^{x_i} / \sum_j e^{x_j}`, along one axis.

    Computed after subtracting the maximum, which changes nothing but the overflow. Source: Bridle (1990).

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
    if x.shape[axis] <= _FEW_CLASSES:
        p = np.moveaxis(x, axis, 0).astype(np.result_type(x, np.float32), order="C", copy=True)
        top = p.max(axis=0)
        infinite = not np.isfinite(top).all()
        ties = p == top if infinite else None
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            p -= top
            if infinite:
                p[ties] = 0.0
            np.exp(p, out=p)
            p /= p.sum(axis=0)
        p = np.moveaxis(p, 0, axis)
    else:
        p, _ = _shifted(x, axis)
        with np.errstate(under="ignore"):
            np.exp(p, out=p)
            p /= p.sum(axis=axis, keepdims=True)
    return p.astype(x.dtype, copy=False)


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
    z, _ = _shifted(x, axis)
    z -= np.log1p(_rest(z, axis))
    return z.astype(x.dtype, copy=False)


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
    z, top = _shifted(x, axis)
    total = (top + np.log1p(_rest(z, axis))).squeeze(axis)
    return total.astype(x.dtype, copy=False)[()]


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
    with np.errstate(under="ignore"):
        jacobian = -p[..., :, np.newaxis] * p[..., np.newaxis, :]
        diagonal = np.arange(p.shape[-1])
        jacobian[..., diagonal, diagonal] = 0.0
        jacobian[..., diagonal, diagonal] = -jacobian.sum(axis=-1)
    return jacobian


def _one_hot(logits, target):
    """Return the logits as floats and the target as an array of that shape and dtype, or say what is wrong."""
    logits, target = as_float(logits, "logits"), np.asarray(target)
    if logits.ndim == 0 or logits.size == 0:
        raise ValueError(f"logits must have shape (..., K) with at least one sample and class, not {logits.shape}")
    *batch, classes = logits.shape
    if target.shape == tuple(batch):
        if target.dtype.kind not in "iu":
            raise TypeError(f"target must hold integer labels, not {target.dtype}")
        if target.min() < 0 or target.max() >= classes:
            raise ValueError(
                f"target must hold labels from 0 to {classes - 1}, but they run from {target.min()} to {target.max()}"
            )
        return logits, (target[..., np.newaxis] == np.arange(classes)).astype(logits.dtype)
    if target.shape == logits.shape:
        target = as_float(target, "target").astype(logits.dtype)
        if not ((target >= 0).all() and np.allclose(target.sum(axis=-1), 1.0, atol=1e-2)):
            raise ValueError("target must be one-hot: every row at least 0 and with sum 1")
        return logits, target
    raise ValueError(
        f"target must have shape {tuple(batch)} (labels) or {logits.shape} (one-hot) to fit logits of shape "
        f"{logits.shape}, not {target.shape}"
    )


def cross_entropy(logits, target):
    r"""Mean cross-entropy of `softmax`, :math:`-\frac1N \sum_n \log p_{n, y_n}`, from logits.

    Parameters
    ----------
    logits : array_like
        Shape (..., K): one row a sample.
    target : array_like
        Integer labels of shape (...), or one-hot rows (any rows that sum to 1) of the logits' shape.

    Returns
    -------
    floating
        Dtype of the logits.

    Raises
    ------
    TypeError
        If labels are not integers.
    ValueError
        If the shapes do not fit, a label is out of range, or a row of ``target`` does not sum to 1.

    Examples
    --------
    >>> print(f"{cross_entropy([1, 2, 3], 2):.6f}")
    0.407606
    """
    logits, y = _one_hot(logits, target)
    losses = np.zeros_like(y)
    np.multiply(log_softmax(logits), -y, out=losses, where=y != 0)
    return losses.sum(axis=-1).mean(dtype=np.result_type(y, np.float32)).astype(y.dtype)


def cross_entropy_grad(logits, target):
    r"""Gradient of `cross_entropy` with respect to the logits, :math:`(p - y) / N`.

    For the true class :math:`p - 1` is computed as minus the other probabilities, so that small errors keep theirs.

    Parameters
    ----------
    logits : array_like
        Shape (..., K): one row a sample.
    target : array_like
        Integer labels of shape (...), or one-hot rows of the logits' shape.

    Returns
    -------
    ndarray
        Shape and dtype of the logits.

    Raises
    ------
    TypeError
        If labels are not integers.
    ValueError
        If the shapes do not fit, a label is out of range, or a row of ``target`` does not sum to 1.

    Examples
    --------
    >>> cross_entropy_grad([1, 2, 3], 2).round(4)
    array([ 0.09  ,  0.2447, -0.3348])
    """
    logits, y = _one_hot(logits, target)
    p = softmax(logits)
    others = np.where(y == 1.0, 0.0, p).sum(axis=-1, keepdims=True)
    return np.where(y == 1.0, -others, p - y) / (y.size // y.shape[-1])


def _binary(logits, target):
    """Return both as floats of the same shape, or say what is wrong."""
    logits, target = as_float(logits, "logits"), as_float(target, "target")
    if target.shape != logits.shape:
        raise ValueError(f"target must have the shape of logits, {logits.shape}, not {target.shape}")
    if logits.size == 0:
        raise ValueError(f"logits must have at least one element, but their shape is {logits.shape}")
    if not ((target >= 0) & (target <= 1)).all():
        raise ValueError("target must hold values from 0 to 1")
    return logits, target.astype(logits.dtype)


def binary_cross_entropy(logits, target):
    r"""Mean binary cross-entropy of `sigmoid`, :math:`-\frac1N \sum_n y \log p + (1 - y) \log(1 - p)`, from logits.

    Computed as :math:`y\,s(-z) + (1 - y)\,s(z)` with :math:`s` = `softplus`.

    Parameters
    ----------
    logits : array_like
        Any shape.
    target : array_like
        Values from 0 to 1, same shape.

    Returns
    -------
    floating
        Dtype of the logits.

    Raises
    ------
    ValueError
        If the shapes differ or a target is not from 0 to 1.

    Examples
    --------
    >>> print(f"{binary_cross_entropy([0.0, 100.0], [1, 1]):.6f}")
    0.346574
    """
    z, y = _binary(logits, target)
    losses = np.multiply(softplus(-z), y, out=np.zeros_like(z), where=y != 0)
    losses += np.multiply(softplus(z), 1 - y, out=np.zeros_like(z), where=y != 1)
    return losses.mean(dtype=np.result_type(z, np.float32)).astype(z.dtype)


def binary_cross_entropy_grad(logits, target):
    r"""Gradient of `binary_cross_entropy` with respect to the logits, :math:`(p - y) / N`.

    Computed as :math:`(1 - y)\,\sigma(z) - y\,\sigma(-z)`, which keeps small gradients.

    Parameters
    ----------
    logits : array_like
        Any shape.
    target : array_like
        Values from 0 to 1, same shape.

    Returns
    -------
    ndarray
        Shape and dtype of the logits.

    Raises
    ------
    ValueError
        If the shapes differ or a target is not from 0 to 1.

    Examples
    --------
    >>> binary_cross_entropy_grad([5], [0]).round(4)
    array([0.9933])
    """
    z, y = _binary(logits, target)
    return ((1 - y) * sigmoid(z) - y * sigmoid(-z)) / z.size
