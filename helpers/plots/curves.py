"""Curves over the real line: activation functions, derivatives, difference quotients, rectification."""

import numpy as np

from ..activations import ACTIVATIONS
from ..language import label
from .style import BLUE, INK, OFF, PALE, name_ends, name_line, new_axes, quiet


def functions(names, x, ax=None):
    """Draw activation functions in their own colours, each with its name beside it.

    Parameters
    ----------
    names : sequence of str
        Keys of ``ACTIVATIONS``.
    x : array_like, shape (n,)
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    return _named_curves(names, x, "function", new_axes(ax), label("axis.output"))


def derivatives(names, x, ax=None):
    """Draw the derivatives of activation functions in their own colours, broken where they jump.

    Parameters
    ----------
    names : sequence of str
        Keys of ``ACTIVATIONS``.
    x : array_like, shape (n,)
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    return _named_curves(names, x, "derivative", new_axes(ax), label("axis.slope"))


def _named_curves(names, x, kind, ax, ylabel):
    x = np.sort(np.asarray(x, dtype=float))
    ends = []
    for name in names:
        record = ACTIVATIONS[name]
        y = np.array(getattr(record, kind)(x), dtype=float)
        jumps = np.flatnonzero(np.abs(np.diff(y)) > 0.5)
        ax.plot(np.insert(x, jumps + 1, np.nan), np.insert(y, jumps + 1, np.nan), color=record.colour, linewidth=2.2)
        text = label(f"name.{name}") + ("′" if kind == "derivative" else "")
        ends.append((x[-1], y[-1], text, record.colour))
    name_ends(ax, ends)
    return quiet(ax, label("axis.input"), ylabel)


def rectification(signal, ax=None):
    """Show a ReLU as a switch: the signal before it, and what is left behind it.

    Parameters
    ----------
    signal : array_like, shape (n,)
        Samples of a wave, in any unit.
    ax : array of two Axes, optional

    Returns
    -------
    array of two Axes

    Notes
    -----
    Each sample finds its own switch: closed (drawn solid) where the signal is positive, open where it is not.
    """
    axes = new_axes(ax, (8.4, 2.8), columns=2)
    signal = np.asarray(signal, dtype=float)
    n = np.arange(signal.size)
    on = signal > 0
    for a, values, title in zip(axes, (signal, np.maximum(signal, 0)), ("relu.before", "relu.after"), strict=True):
        a.vlines(n[on], 0, values[on], color=ACTIVATIONS["relu"].colour, linewidth=1.4)
        a.plot(n[on], values[on], "o", color=ACTIVATIONS["relu"].colour, markersize=5)
        a.vlines(n[~on], 0, values[~on], color=OFF, linewidth=1.4, linestyle=":")
        a.plot(n[~on], values[~on], "o", color=OFF, markersize=5, markerfacecolor="white")
        a.axhline(0, color=INK, linewidth=0.8)
        a.set_ylim(signal.min() - 0.2, signal.max() + 0.35)
        quiet(a, label("relu.sample"), None, label(title))
    name_line(axes[1], n[on].max(), 0.75 * signal.max(), label("relu.closed"), ACTIVATIONS["relu"].colour)
    name_line(axes[1], n[~on].mean(), 0, label("relu.open"), OFF, xytext=(0, -18), ha="center")
    return axes


def difference_quotients(function, x, h, ax=None):
    """Draw the three secants whose slopes are the forward, backward and central difference quotients.

    Parameters
    ----------
    function : callable
        Vectorised function of one variable.
    x, h : float
        Where, and how far the neighbours are; `h` > 0.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `h` is not positive.
    """
    if not h > 0:
        raise ValueError(f"h: expected a positive number, got {h!r}")
    ax = new_axes(ax)
    span = np.linspace(x - 2 * h, x + 2 * h, 401)
    ax.plot(span, function(span), color=PALE, linewidth=7, solid_capstyle="round")
    kinds = {"forward": (x, x + h, BLUE, "-"), "backward": (x - h, x, OFF, "--"), "central": (x - h, x + h, INK, "-.")}
    names = []
    for kind, (left, right, colour, dash) in kinds.items():
        low, high = float(function(np.array(left))), float(function(np.array(right)))
        slope = (high - low) / (right - left)
        ends = np.array([left - h / 2, right + h / 2])
        ax.plot(ends, low + slope * (ends - left), color=colour, linestyle=dash, linewidth=1.8)
        ax.plot([left, right], [low, high], "o", color=colour, markersize=6, zorder=3)
        names.append((ends[1], low + slope * (ends[1] - left), f"{label('quotient.' + kind)}: {slope:.2g}", colour))
    name_ends(ax, names)
    return quiet(ax, label("axis.input"), label("axis.output"))
