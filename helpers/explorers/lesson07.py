"""The explorer of lesson 07: softmax under temperature and shift, and the naive formula beside it."""

import numpy as np

from helpers.activations import ACTIVATIONS, softmax

from .declaration import Choice, Curve, Explorer, Panel, Slider

_PLACES = np.arange(3.0)


def naive_softmax(z):
    """Return exp(z) / sum(exp(z)) as it stands, without warning.

    Parameters
    ----------
    z : ndarray
        Shape (K,).

    Returns
    -------
    ndarray
        NaN where exp overflows.

    Examples
    --------
    >>> naive_softmax(np.array([1000.0, 0.0]))
    array([nan,  0.])
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        powers = np.exp(z)
        return powers / powers.sum()


def entropy(p):
    """Return the entropy of probabilities in nats, with 0 log 0 = 0.

    Parameters
    ----------
    p : ndarray

    Returns
    -------
    float

    Examples
    --------
    >>> entropy(np.array([0.0, 1.0]))
    0.0
    """
    positive = p[p > 0]
    return float(abs((positive * np.log(positive)).sum()))


def _bars(z1, z2, z3, T, shift, dtype):
    logits = ((np.array([z1, z2, z3]) + shift) / T).clip(-60000, 60000).astype(dtype)
    p, naive = softmax(logits), naive_softmax(logits)
    error = np.abs(naive.astype(float) - p).max()
    arrays = {"p": (_PLACES, p), "naive": (_PLACES, naive)}
    words = f"{error:.1e}" if error > 0 else "0"
    readouts = {
        "p": "  ".join(f"{value:.4f}" for value in p),
        "entropy": f"{entropy(p.astype(float)):.4f}",
        "naive": words if np.isfinite(error) else "NaN",
    }
    return arrays, readouts


EXPLORERS = [
    Explorer(
        "softmax-temperature",
        [
            *(Slider(f"z{i}", np.arange(-10, 11) / 2, start=float(i), format="{:.1f}") for i in (1, 2, 3)),
            Slider("T", [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10], start=1),
            Slider("shift", [-1000, -100, -10, 0, 5, 10, 50, 85, 100, 500, 707, 1000], start=0),
            Choice("dtype", ["float64", "float32", "float16"], start="float64"),
        ],
        [Panel((-0.5, 2.5), (0, 1.05), "class", "probability", xticks=[0, 1, 2], xticklabels=["1", "2", "3"])],
        [Curve("p", ACTIVATIONS["softmax"].colour, "|", 60), Curve("naive", "#333333", "o", 9)],
        _bars,
        book=["T", "shift"],
    )
]
