"""The explorer of lesson 05: the leaky ReLU for any slope α."""

import numpy as np

from helpers.activations import ACTIVATIONS, leaky_relu, leaky_relu_prime

from .declaration import Curve, Explorer, Panel, Slider

_X = np.array([-3.0, 0.0, 3.0])
_SIDES = np.array([-3.0, 0.0, np.nan, 0.0, 3.0])


def gain(alpha):
    """Return the gain √(2 / (1 + α²)) that keeps the size of a signal through leaky ReLU layers.

    Parameters
    ----------
    alpha : float

    Returns
    -------
    float

    Examples
    --------
    >>> round(gain(0.2), 5)
    1.38675
    """
    return float(np.sqrt(2 / (1 + alpha**2)))


def _family(alpha):
    below, above = leaky_relu_prime(np.array([-1.0, 1.0]), alpha)
    arrays = {
        "definition": (_X, leaky_relu(_X, alpha)),
        "maximum": (_X, np.maximum(alpha * _X, _X)),
        "slope": (_SIDES, [below, below, np.nan, above, above]),
    }
    readouts = {
        "definition": f"f(−2) = {leaky_relu(-2.0, alpha):.2f}",
        "maximum": f"f(−2) = {max(-2 * alpha, -2.0):.2f}",
        "gain": f"{gain(alpha):.4f}",
    }
    return arrays, readouts


EXPLORERS = [
    Explorer(
        "alpha-family",
        [Slider("alpha", [*(np.arange(-20, 0) / 20), 0.0, 0.01, *(np.arange(1, 41) / 20)], start=0.2, format="{:.2f}")],
        [Panel((-3, 3), (-3.2, 3.2)), Panel((-3, 3), (-1.2, 2.2), ylabel="axis.slope")],
        [
            Curve("definition", ACTIVATIONS["leaky_relu"].colour, "-", 3),
            Curve("maximum", "#333333", "--", 1.5),
            Curve("slope", ACTIVATIONS["leaky_relu"].colour, "-", 3, panel=1),
        ],
        _family,
        book=["alpha"],
        size=(7.2, 3.8),
    )
]
