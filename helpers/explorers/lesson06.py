"""The explorer of lesson 06: softplus between ReLU and a straight line, and where log(1 + exp(βx)) fails."""

import numpy as np

from helpers.activations import ACTIVATIONS, relu, softplus

from .declaration import Choice, Curve, Explorer, Panel, Slider

_X = np.linspace(-4, 4, 97)
_LEFT = np.linspace(-60, 0, 121)
_UNIT = 2.0**-53  # of rounding; smaller errors cannot be told by a softplus that is itself rounded
_TICKS = [1e-16, 1e-12, 1e-8, 1e-4, 1]


def naive_error(beta, dtype):
    """Return the relative error of log(1 + exp(βx)) / β at 121 points from -60 to 0, at least 2**-53.

    Parameters
    ----------
    beta : float
    dtype : str
        In which the naive form is computed.

    Returns
    -------
    ndarray

    Examples
    --------
    >>> naive_error(1.0, "float64")[0].item()
    1.0
    """
    z = np.clip(beta * _LEFT, -700, 0)
    right = softplus(z)
    wrong = np.log(1 + np.exp(z.astype(dtype))).astype(float)
    return np.clip(np.abs(wrong - right) / right, _UNIT, None)


def _gaps(beta, dtype):
    info = np.finfo(dtype)
    arrays = {
        "softplus": (_X, softplus(_X, beta)),
        "error": (_LEFT, naive_error(beta, dtype)),
    }
    readouts = {
        "softplus": f"{softplus(0.0, beta):.6f}",
        "zero-below": f"x < {np.log(float(info.eps) / 2) / beta:.2f}",
        "overflow": f"x > {np.log(float(info.max)) / beta:.2f}",
    }
    return arrays, readouts


def _scene(axes, explorer):
    axes[0].plot([-4, 0, 4], relu(np.array([-4.0, 0, 4])), color=ACTIVATIONS["relu"].colour, linewidth=4, alpha=0.4)
    axes[0].annotate("ReLU", (3.2, 2.1), color=ACTIVATIONS["relu"].colour, ha="center")
    powers = [rf"$\mathdefault{{10^{{{power}}}}}$" for power in (-16, -12, -8, -4)]
    axes[1].set_yticks(_TICKS, [*powers, "1"])


EXPLORERS = [
    Explorer(
        "softplus-beta",
        [
            Slider("beta", [0.5, 0.6, 0.7, 0.8, 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10], start=1),
            Choice("dtype", ["float64", "float32", "float16"], start="float64"),
        ],
        [
            Panel((-4, 4), (-0.2, 4.3)),
            Panel((-60, 0), (3e-17, 10), ylabel="error", yscale="log", yticks=_TICKS),
        ],
        [
            Curve("softplus", ACTIVATIONS["softplus"].colour, "-", 2.5),
            Curve("error", "#333333", "-", 1.5, panel=1),
        ],
        _gaps,
        book=["beta", "dtype"],
        scene=_scene,
        size=(7.2, 3.8),
    )
]
