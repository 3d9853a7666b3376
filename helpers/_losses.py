"""Losses and their gradients; the cross-entropies from logits. Import these from ``helpers.activations``."""

import numpy as np

from ._arrays import as_array, as_float, quiet
from ._softmax import classes_first, exponentials, shift


def _one_hot(logits, target):
    """Return the logits as floats and the target as an array of that shape and dtype, or say what is wrong."""
    logits, target = as_float(logits, "logits"), as_array(target, "target")
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


def _mean(losses, samples, dtype):
    """Return the sum over the number of samples, also where the sum alone would overflow."""
    with quiet():
        mean = losses.sum() / samples
        return dtype.type(mean if np.isfinite(mean) else (losses / samples).sum())


def cross_entropy_pair(logits, target):
    """Return `cross_entropy` and `cross_entropy_grad`, which share most of their work."""
    logits, y = _one_hot(logits, target)
    z, axis = classes_first(logits, -1)
    y = y.swapaxes(-1, axis)
    shift(z, axis)
    e, rest = exponentials(z, axis)
    samples = z.size // z.shape[axis]
    losses = np.zeros_like(z)
    np.multiply(np.log1p(rest) - z, y, out=losses, where=y != 0)
    with quiet():
        gradient = ((e - y) - y * rest) / ((1.0 + rest) * samples)
        gradient = gradient.swapaxes(axis, -1).astype(logits.dtype, copy=False)
    return _mean(losses, samples, logits.dtype), gradient


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
    return cross_entropy_pair(logits, target)[0]


def cross_entropy_grad(logits, target):
    r"""Gradient of `cross_entropy` with respect to the logits, :math:`(p - y) / N`.

    Computed as :math:`((e - y) - y\,r) / (1 + r)`, where :math:`r` sums :math:`e_j = e^{x_j - \max x}` over all classes
    but one maximal one: :math:`p - 1` of a confident network would be exactly 0.

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
    return cross_entropy_pair(logits, target)[1]


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


def binary_cross_entropy_pair(logits, target):
    """Return `binary_cross_entropy` and `binary_cross_entropy_grad`, which share most of their work."""
    logits, y = _binary(logits, target)
    z = logits.astype(np.result_type(logits, np.float32), copy=False)
    positive, size = z > 0, np.abs(z)
    miss = np.abs(y - positive)
    with quiet():
        t = np.exp(-size)
        error = miss - t / (1.0 + t)
        losses = np.multiply(size, miss, out=np.zeros_like(z), where=miss != 0)
        losses += np.log1p(t)
        gradient = (np.where(positive, error, -error) / z.size).astype(logits.dtype, copy=False)
    return _mean(losses, z.size, logits.dtype), gradient


def binary_cross_entropy(logits, target):
    r"""Mean binary cross-entropy of `sigmoid`, :math:`-\frac1N \sum_n y \log p + (1 - y) \log(1 - p)`, from logits.

    Computed as :math:`s(-|z|) + |z|\,|y - [z > 0]|` with :math:`s` = `softplus`.

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
    return binary_cross_entropy_pair(logits, target)[0]


def binary_cross_entropy_grad(logits, target):
    r"""Gradient of `binary_cross_entropy` with respect to the logits, :math:`(p - y) / N`.

    Computed from :math:`\sigma(-|z|)`, the smaller of the two probabilities, so that small errors keep theirs.

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
    return binary_cross_entropy_pair(logits, target)[1]


def squared_error_pair(outputs, target):
    """Return half the squared distance, averaged over the samples, and its gradient."""
    target = as_float(target, "target")
    if target.shape != outputs.shape:
        raise ValueError(f"target must have the shape of the outputs, {outputs.shape}, not {target.shape}")
    if outputs.size == 0:
        raise ValueError(f"outputs must have at least one element, but their shape is {outputs.shape}")
    with quiet():
        residual = outputs - target.astype(outputs.dtype, copy=False)
        return 0.5 * np.square(residual).sum() / len(residual), residual / len(residual)
