"""The explorer of lesson 04: three difference quotients at the kink of ReLU."""

import numpy as np

from helpers.activations import ACTIVATIONS, relu

from .declaration import Curve, Explorer, Panel, Slider


def quotients(x, h):
    """Return the forward, backward and central difference quotient of ReLU.

    Parameters
    ----------
    x : float
        Where.
    h : float
        Step, positive.

    Returns
    -------
    dict of str to float

    Examples
    --------
    >>> quotients(0.0, 0.25)
    {'forward': 1.0, 'backward': 0.0, 'central': 0.5}
    """
    left, here, right = (float(v) for v in relu(np.array([x - h, x, x + h])))
    return {"forward": (right - here) / h, "backward": (here - left) / h, "central": (right - left) / (2 * h)}


def _secants(h, x):
    slopes = quotients(x, h)
    nodes = np.array([x - h, x, x + h])
    ends = np.array([-2.0, 2.0])
    through = {"forward": x, "backward": x, "central": x - h}
    arrays = {
        name: (ends, relu(np.array(at)) + slope * (ends - at))
        for (name, slope), at in zip(slopes.items(), through.values(), strict=True)
    }
    arrays["points"] = nodes, relu(nodes)
    return arrays, {name: f"{slope:.3f}" for name, slope in slopes.items()}


def _draw_relu(axes, explorer):
    x = np.array([-2.0, 0.0, 2.0])
    axes[0].plot(x, relu(x), color=ACTIVATIONS["relu"].colour, linewidth=5, alpha=0.35, solid_joinstyle="miter")
    axes[0].annotate("ReLU", (1.72, 1.86), color=ACTIVATIONS["relu"].colour, ha="right")


EXPLORERS = [
    Explorer(
        "relu-kink",
        [
            Slider("h", [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], start=0.8),
            Slider("x", np.arange(-20, 21) / 20, start=0.0, format="{:.2f}"),
        ],
        [Panel((-2, 2), (-0.6, 2.1), xticks=range(-2, 3))],
        [
            Curve("forward", "#0072b2", "--"),
            Curve("backward", "#d55e00", "-."),
            Curve("central", "#333333", "-"),
            Curve("points", "#333333", "o", 7),
        ],
        _secants,
        book=["h", "x"],
        scene=_draw_relu,
    )
]
