"""The explorer of lesson 08: gradients on their way back through a deep network, measured and predicted."""

import functools

import numpy as np

from helpers.activations import ACTIVATIONS

from .declaration import Choice, Curve, Explorer, Panel, Slider

_DEPTH = 30
_BATCH = 32
_NAMES = ("sigmoid", "tanh", "relu")
_LEAST, _MOST = 1e-24, 1e12


@functools.lru_cache(maxsize=4)
def _draws(width):
    rng = np.random.default_rng(8)
    weights = rng.standard_normal((_DEPTH, width, width)).astype(np.float32)
    return weights, rng.standard_normal((2, _BATCH, width)).astype(np.float32)


@functools.cache
def _quadrature():
    """Return nodes and their weights under N(0, 1): dense enough for σ′ at large q, none at the kink."""
    nodes = np.linspace(-8, 8, 4000)
    weights = np.exp(-(nodes**2) / 2)
    return nodes, weights / weights.sum()


def measured(name, spread, depth, width):
    """Return the norm of the gradient that reaches each layer of a random network, the last layer's being 1.

    Parameters
    ----------
    name : str
        "sigmoid", "tanh" or "relu".
    spread : float
        Standard deviation of the weights times the square root of the width.
    depth, width : int
        At most 30 layers; biases are 0, the inputs N(0, 1).

    Returns
    -------
    ndarray
        Shape (depth,).

    Examples
    --------
    >>> norms = measured("relu", 2**0.5, 10, 100)
    >>> bool(0.8 < norms[0] < 1.25)
    True
    """
    act = ACTIVATIONS[name]
    weights, (signal, error) = _draws(width)
    scale, slopes = np.float32(spread / np.sqrt(width)), []
    signal = signal.astype(np.float64)
    for layer in range(depth):
        z = scale * (signal @ weights[layer])
        slopes.append(act.derivative(z))
        signal = act.function(z)
    delta, norms = error * slopes[-1], []
    for layer in range(depth - 1, -1, -1):
        norms.append(np.linalg.norm(delta))
        delta = scale * (delta @ weights[layer].T) * slopes[layer - 1]
    return np.array(norms[::-1]) / norms[0]


def predicted(name, spread, depth):
    """Return what the theory of infinitely wide networks says about :func:`measured`.

    The pre-activations of layer l are N(0, q); the next layer has q' = spread² E[φ(z)²], and the gradient shrinks by
    spread √E[φ′(z)²] on its way back into the layer.

    Parameters
    ----------
    name : str
    spread : float
    depth : int

    Returns
    -------
    ndarray
        Shape (depth,).

    Examples
    --------
    >>> predicted("relu", 1.0, 10)[0].round(4).item()
    0.0442
    """
    act = ACTIVATIONS[name]
    nodes, weights = _quadrature()
    q, factors = spread**2, []
    for _ in range(depth - 1):
        z = np.sqrt(q) * nodes
        factors.append(spread * np.sqrt(weights @ act.derivative(z) ** 2))
        q = spread**2 * (weights @ act.function(z) ** 2)
    return np.append(np.cumprod(factors[::-1])[::-1], 1.0)


def _norms(activation, spread, depth, width):
    layers = np.arange(1, depth + 1)
    real, theory = measured(activation, spread, depth, width), predicted(activation, spread, depth)
    arrays = {"measured": (layers, real), "predicted": (layers, theory)}
    readouts = {"measured": f"{real[0]:.2e}", "predicted": f"{theory[0]:.2e}"}
    return arrays, readouts | {"factor": f"{real[0] ** (1 / (depth - 1)):.3f}"}


EXPLORERS = [
    Explorer(
        "signal-depth",
        [
            Choice("activation", _NAMES, start="sigmoid"),
            Slider(
                "spread",
                [0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.41421356, 1.6, 1.8, 2, 3, 4, 6, 8, 10],
                start=1,
                format="{:.2f}",
            ),
            Slider("depth", range(2, _DEPTH + 1), start=_DEPTH),
            Slider("width", [10, 20, 50, 100, 200], start=100),
        ],
        [
            Panel(
                (_DEPTH + 0.5, 0.5),
                (_LEAST, _MOST),
                "layer",
                "norm",
                yscale="log",
                yticks=[1e-24, 1e-18, 1e-12, 1e-6, 1, 1e6, 1e12],
            )
        ],
        [Curve("predicted", "#999999", "-", 5), Curve("measured", "#0072b2", "o", 6)],
        _norms,
        book=["activation", "spread"],
    )
]
