"""Arrays as pictures: grids of numbers, histograms, values by depth."""

import numpy as np

from ..activations import ACTIVATIONS
from ..language import label
from .style import BLUE, INK, OFF, name_line, new_axes, quiet


def grid(arrays, mask=None, ax=None):
    """Draw small matrices side by side as grids of numbers.

    Parameters
    ----------
    arrays : mapping of str to array_like, shape (rows, columns)
        Title to matrix; all of one shape.
    mask : array_like of bool, shape (rows, columns), optional
        Cells that stay coloured; the others are hatched, as behind an open switch.
    ax : array of Axes, one per matrix, optional

    Returns
    -------
    array of Axes
    """
    first = np.asarray(next(iter(arrays.values())))
    mask = np.ones(first.shape, bool) if mask is None else np.asarray(mask, bool)
    axes = np.atleast_1d(new_axes(ax, (2.1 * len(arrays), 0.8 + 0.7 * first.shape[0]), columns=len(arrays)))
    for a, (title, values) in zip(axes, arrays.items(), strict=True):
        for (row, column), value in np.ndenumerate(np.asarray(values)):
            on = mask[row, column]
            face, edge = (ACTIVATIONS["relu"].colour + "33", "white") if on else ("white", OFF)
            a.add_patch(
                _square(
                    column,
                    row,
                    facecolor=face,
                    edgecolor=edge,
                    hatch=None if on else "////",
                    linewidth=0.0 if not on else 1,
                )
            )
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if not on else None
            a.text(
                column + 0.5, row + 0.5, f"{value:g}".replace("-", "−"), ha="center", va="center", color=INK, bbox=box
            )
        a.set(xlim=(-0.05, first.shape[1] + 0.05), ylim=(first.shape[0] + 0.05, -0.05), aspect="equal")
        a.set_title(title, fontsize="medium")
        a.set_axis_off()
    return axes


def _square(x, y, **style):
    from matplotlib.patches import Rectangle

    return Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, **style)


def histogram_with_zeros(z, ax=None):
    """Draw pre-activations and what ReLU makes of them: the left half becomes one bar at zero.

    Parameters
    ----------
    z : array_like
        Pre-activations of any shape.
    ax : array of two Axes, optional

    Returns
    -------
    array of two Axes
    """
    axes = new_axes(ax, (8.4, 2.9), columns=2)
    z = np.ravel(np.asarray(z, dtype=float))
    bins = np.linspace(-4, 4, 41)
    colour = ACTIVATIONS["relu"].colour
    for a, values, title in zip(axes, (z, np.maximum(z, 0)), ("relu.pre", "relu.post"), strict=True):
        counts, edges = np.histogram(values, bins)
        share = counts / z.size
        negative = edges[:-1] < -1e-9
        a.bar(
            edges[:-1],
            share,
            np.diff(edges),
            align="edge",
            color=np.where(negative, OFF, colour),
            edgecolor="white",
            linewidth=0.4,
        )
        quiet(a, label(title), label("axis.share"))
    mean, top = np.maximum(z, 0).mean(), axes[1].get_ylim()[1]
    axes[1].axvline(mean, color=INK, linewidth=1, linestyle="--")
    name_line(
        axes[1], 0, 0.9 * top, label("relu.zeros", share=f"{np.mean(z <= 0):.0%}"), INK, xytext=(-6, 0), ha="right"
    )
    name_line(axes[1], mean, 0.6 * top, label("relu.mean", mean=f"{mean:.2f}"), INK)
    return axes


def by_depth(values, ylabel, ax=None):
    """Draw one line per setting over the layers of a network, on a log axis.

    Parameters
    ----------
    values : mapping of str to array_like, shape (depth + 1,)
        Name of the setting to its value at the input and behind each layer; positive.
    ylabel : str
        What the values are, in the current language.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    colours = [ACTIVATIONS["relu"].colour, OFF, BLUE, INK]
    for (name, y), colour, dash in zip(values.items(), colours, ("-", "--", "-.", ":"), strict=False):
        ax.semilogy(np.arange(len(y)), y, color=colour, linestyle=dash, linewidth=2)
        ax.text(len(y) - 1, y[-1], f"  {name}", color=colour, va="center", clip_on=False)
    return quiet(ax, label("axis.layer"), ylabel)
