"""Curves of sigmoid-shaped functions: steepness, saturation, and curves compared by name."""

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from ..activations import ACTIVATIONS, sigmoid
from ..language import label
from .style import BLUE, GREY, INK, OFF, PALE, name_ends, name_line, new_axes, quiet


def steepness(slopes, x, ax=None):
    """Draw σ(ax) for several a, and the 0/1 step that it approaches.

    Parameters
    ----------
    slopes : sequence of float
        Values of a, in ascending order; the steeper the curve, the stronger its line.
    x : array_like, shape (n,)
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    x = np.asarray(x, dtype=float)
    ax.plot([x.min(), 0, np.nan, 0, x.max()], [0, 0, np.nan, 1, 1], color=PALE, linewidth=7, solid_capstyle="butt")
    colour = ACTIVATIONS["sigmoid"].colour
    ends = []
    for a, strength in zip(slopes, np.linspace(0.55, 1, len(slopes)), strict=True):
        shade = to_hex(strength * np.array(to_rgb(colour)) + 1 - strength)
        ax.plot(x, sigmoid(a * x), color=shade, linewidth=2)
        ends.append((x.max(), float(sigmoid(a * x.max())), f"$a$ = {a:g}", shade))
    ax.plot(0, 0.5, "o", color=INK, markersize=6, zorder=3)
    ax.set_ylim(-0.17, 1.22)
    name_ends(ax, ends)
    name_line(ax, x.min(), 0, label("plots.sigmoid.step"), GREY, xytext=(4, -15))
    name_line(ax, 0, 0.5, "½", INK, xytext=(8, -10))
    return quiet(ax, label("axis.input"), "$\\sigma(ax)$")


def saturation(name, x, floor, ax=None):
    """Draw an activation and its derivative, and shade where the derivative is below a floor.

    Parameters
    ----------
    name : str
        Key of ``ACTIVATIONS``.
    x : array_like, shape (n,)
        Ascending.
    floor : float
        Reached by the derivative somewhere in `x`.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    record, x = ACTIVATIONS[name], np.asarray(x, dtype=float)
    slope = record.derivative(x)
    alive = x[slope >= floor]
    ax.plot(x, record.function(x), color=record.colour, linewidth=2.2)
    ax.plot(x, slope, color=OFF, linewidth=2.2, linestyle="--")
    top = int(np.argmax(slope))
    middle = slope[top] / 2
    left, right = x[slope >= middle][[0, -1]]
    ax.annotate("", (left, middle), (right, middle), arrowprops={"arrowstyle": "<->", "color": OFF})
    name_line(ax, x[top], slope[top], f"{slope[top]:.2g}", OFF, ha="center", xytext=(0, 4))
    text = label(f"name.{name}")
    name_ends(ax, [(x[-1], record.function(x)[-1], text, record.colour), (x[-1], slope[-1], f"{text}′", OFF)])
    low, high = ax.get_ylim()
    for outer, edge, sign in ((x[0], alive[0], "<"), (x[-1], alive[-1], ">")):
        if outer != edge:
            ax.axvspan(outer, edge, color=PALE, alpha=0.6, linewidth=0, zorder=0)
            words = f"{label('plots.sigmoid.saturated')}\n$x {sign} {edge:.2f}$"
            ax.text((outer + edge) / 2, 0.3 * low + 0.7 * high, words, color=INK, ha="center", va="center")
    return quiet(ax, label("axis.input"))


def lines(x, curves, xlabel, ylabel, ax=None, colours=(BLUE, OFF, INK, GREY)):
    """Draw curves over a common axis, each with its name behind its end.

    Parameters
    ----------
    x : array_like, shape (n,)
    curves : mapping of str to array_like, shape (n,)
        Name in the current language to values; shorter ones end early.
    xlabel, ylabel : str
        In the current language.
    ax : Axes, optional
    colours : sequence of str
        One for each curve, at most four; a function that has a colour of its own keeps it.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    ends = []
    for (name, y), colour, dash in zip(curves.items(), colours, ("-", "--", "-.", ":"), strict=False):
        ax.plot(x[: len(y)], y, color=colour, linestyle=dash, linewidth=2.2)
        ends.append((x[len(y) - 1], y[-1], name, colour))
    name_ends(ax, ends)
    return quiet(ax, xlabel, ylabel)
