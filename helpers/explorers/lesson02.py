"""The explorer of lesson 02: the slope of the sigmoid, and where the naive formula overflows."""

import numpy as np

from helpers.activations import ACTIVATIONS, sigmoid, sigmoid_prime

from .declaration import Choice, Curve, Explorer, Panel, Slider

_X = np.linspace(-8, 8, 129)
_TAIL = np.append(np.arange(-800, -120, 10.0), np.arange(-120, 1, 2.0))


def naive_sigmoid(x):
    """Return 1 / (1 + exp(-x)) as it stands, without warning.

    Parameters
    ----------
    x : ndarray

    Returns
    -------
    ndarray
        Exactly 0 where exp(-x) overflows.

    Examples
    --------
    >>> naive_sigmoid(np.array([-710.0, 0.0]))
    array([0. , 0.5])
    """
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def _decades(values):
    with np.errstate(divide="ignore"):
        return np.log10(values.astype(float))


def _slopes(a, x, dtype):
    kind = np.dtype(dtype).type
    at = kind(a) * np.array([x], dtype=kind)
    tail = np.clip(a * _TAIL, -60000, 0).astype(kind)
    near = [float(x)] if abs(x) <= 8 else []
    arrays = {
        "value": (_X, sigmoid(a * _X)),
        "slope": (_X, a * sigmoid_prime(a * _X)),
        "here": (near, [float(sigmoid(a * x))] if near else []),
        "stable": (_TAIL, _decades(sigmoid(tail))),
        "naive": (_TAIL, _decades(naive_sigmoid(tail))),
    }
    readouts = {
        "value": f"{sigmoid(at)[0]:.4g}",
        "slope": f"{a * sigmoid_prime(at)[0]:.4g}",
        "naive": f"{naive_sigmoid(at)[0]:.4g}",
        "overflow": f"x < {-np.log(float(np.finfo(kind).max)) / a:.1f}",
    }
    return arrays, readouts


EXPLORERS = [
    Explorer(
        "sigmoid-slope",
        [
            Slider("a", [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 6, 8, 10], start=1),
            Slider("x", [*range(-800, -99, 10), -90, -89, -88, -80, -60, -40, -20, *range(-10, 11)], start=-2),
            Choice("dtype", ["float64", "float32", "float16"], start="float64"),
        ],
        [
            Panel((-8, 8), (-0.05, 1.1), ylabel=""),
            Panel((-800, 0), (-330, 10), ylabel="decades"),
        ],
        [
            Curve("value", ACTIVATIONS["sigmoid"].colour),
            Curve("slope", "#d55e00", "--"),
            Curve("here", "#333333", "o", 7),
            Curve("stable", ACTIVATIONS["sigmoid"].colour, "-", 1.5, panel=1),
            Curve("naive", "#333333", ":", 3, panel=1),
        ],
        _slopes,
        book=["a", "dtype"],
        size=(7.2, 3.8),
    )
]
