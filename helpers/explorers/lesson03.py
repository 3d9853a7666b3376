"""The explorer of lesson 03: how often all weight gradients of a unit have the same sign."""

import functools

import numpy as np

from helpers.activations import ACTIVATIONS

from .declaration import Curve, Explorer, Panel, Slider

_BATCHES = (1, 2, 4, 8, 16, 32)
_TRIALS = 2000
_MOST = 8
_NAMES = ("sigmoid", "tanh", "relu")


@functools.cache
def _draws():
    rng = np.random.default_rng(3)
    shape = _TRIALS, _BATCHES[-1]
    return rng.standard_normal((*shape, _MOST)).astype(np.float32), rng.standard_normal((*shape, 1)).astype(np.float32)


@functools.lru_cache(maxsize=64)
def _signs(mean):
    """Return for each activation the signs of the gradients, shape (batch sizes, trials, inputs)."""
    inputs, deltas = _draws()
    signs = {}
    for name in _NAMES:
        sums = np.cumsum(deltas * ACTIVATIONS[name].function(inputs + np.float32(mean)), axis=1)
        signs[name] = np.sign(sums[:, np.array(_BATCHES) - 1]).astype(np.int8).swapaxes(0, 1)
    return signs


def same_sign_share(name, mean, inputs):
    """Return how often the gradients of all weights of a unit agree in sign, for each batch size 1, 2, 4, ..., 32.

    The unit's inputs are φ(z) with z ~ N(mean, 1), its errors N(0, 1), both drawn 2000 times.

    Parameters
    ----------
    name : str
        "sigmoid", "tanh" or "relu".
    mean : float
    inputs : int
        From 1 to 8.

    Returns
    -------
    ndarray
        Shape (6,), shares from 0 to 1.

    Examples
    --------
    >>> same_sign_share("sigmoid", 0.0, 5)[0].item()
    1.0
    """
    signs = _signs(mean)[name][..., :inputs]
    return (np.abs(signs.sum(axis=-1, dtype=int)) == inputs).mean(axis=-1)


def _shares(mean, inputs, batch):
    column = _BATCHES.index(batch)
    arrays, readouts = {}, {}
    for name in _NAMES:
        share = 100 * same_sign_share(name, mean, inputs)
        arrays[name] = _BATCHES, share
        readouts[name] = f"{share[column]:.1f}%"
    chance = 200 / 2**inputs
    arrays["chance"] = (_BATCHES[0], _BATCHES[-1]), (chance, chance)
    arrays["batch-line"] = (batch, batch), (0, 100)
    return arrays, readouts | {"chance": f"{chance:.2f}%"}


EXPLORERS = [
    Explorer(
        "same-sign",
        [
            Slider("mean", np.arange(-8, 9) / 4, start=0.0, format="{:.2f}"),
            Slider("inputs", range(2, _MOST + 1), start=5),
            Slider("batch", _BATCHES, start=32),
        ],
        [
            Panel(
                (0.9, 36), (-3, 104), "batch", "share", xscale="log", xticks=_BATCHES, xticklabels=[*map(str, _BATCHES)]
            )
        ],
        [
            Curve("batch-line", "#aaaaaa", "-", 1),
            Curve("chance", "#333333", ":"),
            *(
                Curve(name, ACTIVATIONS[name].colour, style)
                for name, style in zip(_NAMES, ("-", "--", "-."), strict=True)
            ),
        ],
        _shares,
        book=["mean", "inputs"],
    )
]
