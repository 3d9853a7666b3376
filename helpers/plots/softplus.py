"""Softplus: the β-family and its distance to ReLU, relative errors at two ends, a band of noise, paired runs."""

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.ticker import NullLocator

from ..activations import ACTIVATIONS, relu, softplus
from ..language import label
from .style import BLUE, GREY, INK, OFF, PALE, name_ends, name_line, new_axes, quiet

FLOOR, INFINITE = 1e-18, 1e4


def sharpness(betas, x, ax=None):
    """Draw softplus for several β over ReLU, and beside it the distance between the two.

    Parameters
    ----------
    betas : sequence of float
        In ascending order; the sharper the corner, the stronger its line. Each is written at the peak of its distance.
    x : array_like, shape (n,)
        Ascending, with values on both sides of 0.
    ax : array of two Axes, optional

    Returns
    -------
    array of two Axes
    """
    axes = new_axes(ax, (8.4, 3.4), columns=2)
    x, colour = np.asarray(x, dtype=float), ACTIVATIONS["softplus"].colour
    axes[0].plot(x, relu(x), color=PALE, linewidth=7, solid_capstyle="butt")
    for beta, strength in zip(betas, np.linspace(0.5, 1, len(betas)), strict=True):
        shade = to_hex(strength * np.array(to_rgb(colour)) + 1 - strength)
        gap = softplus(x, beta) - relu(x)
        axes[0].plot(x, softplus(x, beta), color=shade, linewidth=2)
        axes[1].plot(x, gap, color=shade, linewidth=2)
        axes[1].plot(0, np.log(2) / beta, "o", color=shade, markersize=5)
        words = f"β = {beta:g}" if beta == betas[0] else f"{beta:g}"
        name_line(axes[1], 0, np.log(2) / beta, words, INK, xytext=(6, 0))
    name_line(axes[0], x[0], 0, label("name.relu"), GREY, xytext=(4, -14))
    low, high = axes[0].get_ylim()
    axes[0].set_ylim(low - 0.08 * (high - low), high)
    quiet(axes[0], label("axis.input"), label("axis.output"))
    quiet(axes[1], label("axis.input"), label("plots.softplus.gap"))
    return axes


def relative_errors(x, errors, law=None, marks=(), ax=None):
    """Draw relative errors on a logarithmic axis, one stretch of the number line in each of two panels.

    Errors below 1e-18, in float64 those of an exact value, are drawn there, on a line named 0; infinite ones on a line
    of their own at the top.

    Parameters
    ----------
    x : sequence of two array_like
        Inputs of the left and of the right panel.
    errors : mapping of str to sequence of two array_like
        Name as it is shown to the errors at these inputs; at most two.
    law : (str, array_like), optional
        Name and values of a predicted error, dashed in the left panel.
    marks : sequence of two floats, optional
        An input of the left and one of the right panel, each with a dotted line and its number.
    ax : array of two Axes, optional

    Returns
    -------
    array of two Axes
    """
    axes = new_axes(ax, (8.4, 3.6), columns=2)
    looks = [{"color": OFF, "linestyle": "--", "zorder": 2.5}, {"color": ACTIVATIONS["softplus"].colour}]
    if len(errors) == 1:
        looks = [{"color": OFF}]
    for (name, pair), look in zip(errors.items(), looks, strict=False):
        for a, inputs, values in zip(axes, x, pair, strict=True):
            values = np.asarray(values, dtype=float)
            infinite = np.isinf(values)
            finite = np.where(infinite, np.nan, np.maximum(values, FLOOR))
            a.plot(inputs, finite, linewidth=1.6, label=name, **look)
            a.plot(inputs, np.where(infinite, INFINITE, np.nan), linewidth=3, **look)
    if law is not None:
        axes[0].plot(x[0], law[1], color=INK, linestyle="--", linewidth=1.8, label=law[0])
    for a, mark in zip(axes, marks, strict=False):
        a.axvline(mark, color=GREY, linewidth=1, linestyle=":")
        name_line(a, mark, 1e-9, f"{mark:.2f}".replace("-", "−"), INK)
    ticks = [FLOOR, 1e-12, 1e-6, 1]
    powers = [rf"$\mathdefault{{10^{{{round(np.log10(t))}}}}}$" for t in ticks[1:-1]]
    for a in axes:
        a.set(yscale="log", ylim=(FLOOR / 3, 10 * INFINITE))
        a.set_yticks([*ticks, INFINITE], ["0", *powers, "1", "∞"])
        a.yaxis.set_minor_locator(NullLocator())
        quiet(a, label("axis.input"))
    axes[0].set_ylabel(label("plots.softplus.error"))
    axes[0].legend(loc="upper right", bbox_to_anchor=(1, 0.9), frameon=False)
    return axes


def noise_band(x, y, grid, mean, spread, ax=None):
    """Draw samples, a fitted mean, and the band of two standard deviations around it.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Samples.
    grid : array_like, shape (m,)
        Ascending.
    mean, spread : array_like, shape (m,)
        Mean and standard deviation on the grid.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    mean, spread = np.asarray(mean, dtype=float), np.asarray(spread, dtype=float)
    colour = ACTIVATIONS["softplus"].colour
    ax.fill_between(grid, mean - 2 * spread, mean + 2 * spread, color=colour, alpha=0.25, linewidth=0)
    ax.plot(x, y, "o", color=BLUE, markersize=3.5, alpha=0.7)
    ax.plot(grid, mean, color=colour, linewidth=2.2)
    ends = [
        (grid[-1], mean[-1], label("plots.softplus.mean"), INK),
        (grid[-1], mean[-1] + 2 * spread[-1], label("plots.softplus.above"), INK),
        (grid[-1], mean[-1] - 2 * spread[-1], label("plots.softplus.below"), INK),
    ]
    name_ends(ax, ends)
    return quiet(ax, label("axis.input"), label("plots.softplus.target"))


def paired_runs(differences, ylabel, ax=None):
    """Draw the differences of paired runs, one dot a pair, with their mean as a bar.

    Parameters
    ----------
    differences : mapping of str to array_like, shape (pairs,)
        Name as it is shown to differences; all drawn in the colour of softplus.
    ylabel : str
        In the current language.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax, (5.6, 3.2))
    colour = ACTIVATIONS["softplus"].colour
    ax.axhline(0, color=GREY, linewidth=1)
    for place, values in enumerate(differences.values()):
        values = np.asarray(values, dtype=float)
        aside = 0.12 * np.linspace(-1, 1, values.size)
        ax.plot(place + aside, values, "o", color=colour, markersize=5, alpha=0.7)
        ax.plot([place - 0.2, place + 0.2], [values.mean()] * 2, color=INK, linewidth=2)
    ax.set_xticks(range(len(differences)), list(differences))
    ax.set_xlim(-0.5, len(differences) - 0.5)
    return quiet(ax, None, ylabel)
