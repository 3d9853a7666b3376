"""Curves made of straight pieces: what one layer of ReLUs draws, and what folding again and again does."""

import numpy as np

from ..activations import ACTIVATIONS
from ..language import label
from .style import GREY, PALE, name_line, new_axes, quiet


def segments(x, target, fits, ax=None):
    """Draw a curve and its approximations by straight segments, one panel each.

    Parameters
    ----------
    x, target : array_like, shape (n,)
    fits : mapping of int to array_like, shape (n,)
        Number of units to what they draw.
    ax : array of Axes, optional
        One for each fit.

    Returns
    -------
    array of Axes, or Axes if there is one fit
    """
    axes = new_axes(ax, (3.2 * len(fits), 2.7), columns=len(fits))
    for a, (units, fit) in zip(np.atleast_1d(axes), fits.items(), strict=True):
        a.plot(x, target, color=PALE, linewidth=7, solid_capstyle="round")
        a.plot(x, fit, color=ACTIVATIONS["relu"].colour, linewidth=1.8)
        quiet(a, label("axis.input"), None, label("plots.pieces.units", units=units))
    return axes


def sawtooth(function, times, ax=None):
    """Draw a function composed with itself, once for each number of compositions, over [0, 1].

    Parameters
    ----------
    function : callable
        Vectorised, from [0, 1] to [0, 1].
    times : sequence of int
        How often it is applied.
    ax : array of Axes, optional
        One for each number.

    Returns
    -------
    array of Axes, or Axes if there is one number
    """
    axes = new_axes(ax, (2.4 * len(times), 2.3), columns=len(times))
    x = np.linspace(0, 1, 2**10 + 1)
    for a, count in zip(np.atleast_1d(axes), times, strict=True):
        y = x
        for _ in range(count):
            y = function(y)
        a.axhline(0.5, color=GREY, linewidth=1, linestyle="--")
        a.plot(x, y, color=ACTIVATIONS["relu"].colour, linewidth=1.8)
        a.set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1], ylim=(-0.05, 1.2))
        quiet(a, label("axis.input"))
        name_line(a, 0, 1.05, label("plots.pieces.folds", count=count), ACTIVATIONS["relu"].colour, xytext=(2, 2))
    return axes
