"""Gradient descent. Import `train` from ``helpers.networks``."""

import sys

import numpy as np

from ._arrays import as_array, as_count, as_float, as_generator, as_number, choose, quiet


def _plain(rate, momentum, size, dtype):
    """Gradient descent, with momentum if it is not 0."""
    velocity = np.zeros(size, dtype)

    def update(gradient):
        if not momentum:
            return rate * gradient
        velocity[...] = momentum * velocity + gradient
        return rate * velocity

    return update


def _adam(rate, momentum, size, dtype):
    """Adam (Kingma and Ba, 2015): every parameter has its own rate; ``momentum`` is its first decay rate."""
    mean, square, step = np.zeros(size, dtype), np.zeros(size, dtype), 0

    def update(gradient):
        nonlocal step
        step += 1
        mean[...] = momentum * mean + (1 - momentum) * gradient
        square[...] = 0.999 * square + 0.001 * np.square(gradient)
        return rate * (mean / (1 - momentum**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)

    return update


_OPTIMISERS = {"sgd": (_plain, 0.0), "adam": (_adam, 0.9)}


def train(
    model,
    x,
    target,
    steps=1000,
    learning_rate=0.1,
    *,
    momentum=None,
    optimiser="sgd",
    batch_size=None,
    rng=None,
    callback=None,
    progress=False,
):
    """Train a network in place; interrupting it (Ctrl-C) ends it early and keeps the history.

    Training that diverges does not warn: the history then holds inf and NaN.

    Parameters
    ----------
    model : MLP
    x : array_like
        Shape (n, n_in).
    target : array_like
        Labels, shape (n,), or an array of the outputs' shape.
    steps : int
        Number of updates.
    learning_rate : float
        Finite; a negative one climbs.
    momentum : float, optional
        From 0 to below 1. 0 for ``"sgd"`` and 0.9 for ``"adam"`` if not given.
    optimiser : str
        ``"sgd"`` or ``"adam"``.
    batch_size : int, optional
        Samples an update, drawn in shuffled order, each once an epoch; all samples if not given.
    rng : numpy.random.Generator or int, optional
        Source of randomness for the batches, or a seed.
    callback : callable, optional
        ``callback(step, model)`` is called after each update, with ``step`` counted from 1.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    list of float
        The loss of each update's samples, before the update.

    Raises
    ------
    TypeError
        If a setting is no number or not callable where it has to be, or ``x`` does not hold real numbers.
    ValueError
        If a setting is out of range or has an unknown name, or if there are no samples.

    Examples
    --------
    >>> from helpers import data, networks
    >>> model = networks.MLP([2, 8, 1], "tanh", "xavier_normal", rng=0)
    >>> history = networks.train(model, *data.xor(), steps=500, learning_rate=1.0)
    >>> model.predict(data.xor()[0])
    array([0, 1, 1, 0])
    """
    method, usual = choose(_OPTIMISERS, optimiser, "optimiser")
    momentum = usual if momentum is None else as_number(momentum, "momentum")
    if not 0.0 <= momentum < 1.0:
        raise ValueError(f"momentum must be from 0 to below 1, not {momentum}")
    x, target = as_float(x), as_array(target, "target")
    if x.ndim == 0 or target.ndim == 0 or len(x) == 0 or len(x) != len(target):
        raise ValueError(
            f"x and target must hold the same number of samples, at least 1, not {x.shape}, {target.shape}"
        )
    steps = as_count(steps, "steps", least=0)
    if batch_size is not None and as_count(batch_size, "batch_size") > len(x):
        raise ValueError(f"batch_size must be from 1 to the {len(x)} samples, not {batch_size}")
    if callback is not None and not callable(callback):
        raise TypeError(f"callback must be callable, not {type(callback).__name__}")
    rate = as_number(learning_rate, "learning_rate")
    update = method(rate, momentum, model.parameters.size, model.parameters.dtype)
    rng = as_generator(rng)
    history, order = [], []
    try:
        with quiet():
            x = x.astype(model.parameters.dtype, copy=False)
            for step in _counter(steps, progress):
                if batch_size is None:
                    loss, gradient = model.loss_and_gradient(x, target)
                else:
                    if len(order) < batch_size:
                        order = rng.permutation(len(x))
                    batch, order = order[:batch_size], order[batch_size:]
                    loss, gradient = model.loss_and_gradient(x[batch], target[batch])
                history.append(float(loss))
                model.parameters -= update(gradient)
                if callback is not None:
                    callback(step, model)
    except KeyboardInterrupt:
        pass
    return history


def _counter(steps, progress):
    """Return the steps from 1 up, with a bar if asked for."""
    if not progress:
        return range(1, steps + 1)
    from tqdm.auto import tqdm

    if sys.platform == "emscripten":
        tqdm.monitor_interval = 0  # its monitor is a thread, and Pyodide has none
    return tqdm(range(1, steps + 1), desc="train", unit="step")
