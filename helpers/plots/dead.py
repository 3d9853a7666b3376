"""Dead ReLU units: which samples switch them on, how their line leaves the data, how many die, when, at what depth."""

import numpy as np
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.ticker import NullLocator

from ..activations import ACTIVATIONS
from ..language import label
from .style import BLUE, GREY, INK, OFF, PALE, name_ends, new_axes, quiet

_ON = ACTIVATIONS["relu"].colour
#: One style for each layer or group: colour, dash, marker.
_STYLES = ((_ON, "-", "o"), (BLUE, "--", "s"), (INK, "-.", "^"), (OFF, ":", "D"))


def switchboards(layers, ax=None):
    """Draw for each unit which samples switch it on; the columns of dead units are red.

    Parameters
    ----------
    layers : mapping of str to array_like, shape (samples, units)
        Title to the pre-activations of a ReLU layer.
    ax : array of Axes, optional
        One for each layer.

    Returns
    -------
    array of Axes, or Axes if there is one layer
    """
    axes = new_axes(ax, (4.2 * len(layers), 3.4), columns=len(layers))
    colours = ListedColormap([to_rgb("white"), to_rgb(_ON), to_rgb(OFF)])
    for a, (title, z) in zip(np.atleast_1d(axes), layers.items(), strict=True):
        on = np.asarray(z) > 0
        dead = ~on.any(axis=0)
        states = np.where(dead, 2, on.astype(int))
        a.imshow(states, cmap=colours, vmin=0, vmax=2, aspect="auto", interpolation="nearest")
        quiet(a, label("plots.dead.unit"), label("relu.sample"), title)
        a.grid(visible=False)
    return axes


def walking_line(x, lines, ax=None):
    """Draw a unit's line on its walk through the data, one picture a step.

    The side on which the unit is on is tinted, and the samples there are filled.

    Parameters
    ----------
    x : array_like, shape (n, 2)
    lines : mapping of int to (array_like of shape (2,), float)
        Step to the unit's weights and bias.
    ax : array of Axes, optional
        One for each step.

    Returns
    -------
    array of Axes, or Axes if there is one step
    """
    axes = new_axes(ax, (0.2 + 1.25 * len(lines), 2.1), columns=len(lines))
    x = np.asarray(x, dtype=float)
    middle, half = (x.min(axis=0) + x.max(axis=0)) / 2, 0.62 * np.ptp(x, axis=0).max()
    sides = [np.linspace(centre - half, centre + half, 121) for centre in middle]
    plane = np.stack(np.meshgrid(*sides), axis=-1)
    for a, (step, (w, b)) in zip(np.atleast_1d(axes), lines.items(), strict=True):
        on = x @ w + b > 0
        z = plane @ w + b
        a.contourf(*sides, z, [0, np.inf], colors=[_ON], alpha=0.18)
        if z.min() < 0 < z.max():
            a.contour(*sides, z, [0], colors=[INK], linewidths=1.6)
        a.scatter(*x[on].T, s=9, color=_ON)
        a.scatter(*x[~on].T, s=9, facecolor="white", edgecolor=GREY, linewidth=0.7)
        a.set(aspect="equal", xticks=[], yticks=[])
        title = label("plots.dead.step", step=step) + "\n" + label("plots.dead.on", count=int(on.sum()))
        quiet(a, label("explorers.walking-line.x1"), title=title).grid(visible=False)
        if not on.any():
            a.spines[:].set(visible=True, color=OFF, linewidth=2)
            a.title.set_color(OFF)
    np.atleast_1d(axes)[0].set_ylabel(label("explorers.walking-line.x2"))
    return axes


def dead_by_rate(rates, shares, ax=None):
    """Draw the share of dead units against the learning rate: median and range over the seeds.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Positive.
    shares : mapping of str to array_like, shape (n, seeds)
        Name to shares from 0 to 1.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    _bands(ax, rates, shares)
    ax.set(xscale="log", xlim=(rates[0] / 1.2, rates[-1]), xticks=rates, xticklabels=[f"{rate:g}" for rate in rates])
    ax.xaxis.set_minor_locator(NullLocator())
    return quiet(ax, label("plots.dead.rate"), label("plots.dead.share"))


def dead_by_depth(shares, ax=None):
    """Draw the share of dead units in each layer: median and range over the seeds.

    Parameters
    ----------
    shares : mapping of str to array_like, shape (layers, seeds)
        Name to shares from 0 to 1, the first hidden layer first.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax, last = new_axes(ax), len(next(iter(shares.values())))
    _bands(ax, np.arange(1, last + 1), shares)
    ax.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    ax.set_xticks(sorted({1, *range(5, last + 1, 5), last}))
    ax.set_yticks(np.arange(0, ax.get_ylim()[1], 0.1))
    return quiet(ax, label("axis.layer"), label("plots.dead.share"))


def _bands(ax, x, shares):
    """Draw one median with its range for each name, named at its right end."""
    ends = []
    for (name, y), (colour, dash, marker) in zip(shares.items(), _STYLES, strict=False):
        y = np.asarray(y, dtype=float)
        ax.fill_between(x, y.min(axis=1), y.max(axis=1), color=colour, alpha=0.15, linewidth=0)
        ax.plot(
            x,
            np.median(y, axis=1),
            color=colour,
            linestyle=dash,
            marker=marker,
            markersize=4,
            linewidth=2,
            clip_on=False,
        )
        ends.append((x[-1], np.median(y[-1]), name, colour))
    ax.set_ylim(-0.05, min(1, max(np.max(y) for y in shares.values()) + 0.1) + 0.02)
    ax.set_xlim(right=x[-1])  # names stand behind it, on no line of the grid
    ax.yaxis.set_major_formatter("{x:.0%}")
    name_ends(ax, ends)


def lifelines(layers, ax=None):
    """Draw when each unit was alive, one line a unit, the longest lives on top; a gap is a death and a revival.

    Parameters
    ----------
    layers : mapping of str to array_like of bool, shape (steps + 1, units)
        Title to whether a unit is alive at the start and after each step.
    ax : array of Axes, optional
        One for each layer.

    Returns
    -------
    array of Axes, or Axes if there is one layer
    """
    axes = new_axes(ax, (4.2 * len(layers), 3.6), columns=len(layers))
    for a, (title, alive) in zip(np.atleast_1d(axes), layers.items(), strict=True):
        alive = np.asarray(alive, dtype=bool)
        for row, unit in enumerate(alive.T[np.argsort(alive.sum(axis=0), kind="stable")]):
            edges = np.flatnonzero(np.diff(np.concatenate([[False], unit, [False]]).astype(int)))
            births, deaths = edges[::2], edges[1::2]
            a.hlines(np.full(len(births), row), births, np.minimum(deaths, len(unit) - 1), color=_ON, linewidth=2.4)
            for death in deaths[deaths < len(unit)]:
                a.plot(death, row, marker="|", color=OFF, markersize=6, markeredgewidth=2)
            for birth in births[births > 0]:
                a.plot(birth, row, marker="o", color=BLUE, markersize=4)
        a.set(xlim=(-0.5, len(alive) - 0.5), yticks=[])
        quiet(a, label("plots.dead.steps"), label("plots.dead.unit"), title)
        a.grid(color=PALE, axis="x", linewidth=0.6)
        a.grid(visible=False, axis="y")
    return axes
