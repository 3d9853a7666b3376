"""Arrays as pictures: grids of numbers, histograms, values by depth."""

import numpy as np
from matplotlib.patches import Rectangle

from ..activations import ACTIVATIONS
from ..language import label
from .style import BLUE, INK, OFF, name_ends, name_line, new_axes, quiet


def forward_and_backward(x, y, dout, dx, ax=None):
    """Draw the four arrays of a ReLU layer's two passes as grids of numbers.

    Parameters
    ----------
    x, y, dout, dx : array_like, shape (samples, units)
        Input, output, gradient with respect to the output, gradient with respect to the input. Cells where `x` is not
        positive are hatched, as behind an open switch.
    ax : array of four Axes, optional

    Returns
    -------
    array of four Axes
    """
    on = np.asarray(x) > 0
    rows, columns = on.shape
    axes = new_axes(ax, (0.75 * 4 * columns, 0.6 + 0.7 * rows), columns=4)
    for a, values, name in zip(axes, (x, y, dout, dx), ("input", "output", "gradient-in", "gradient-out"), strict=True):
        for (row, column), value in np.ndenumerate(np.asarray(values)):
            a.add_patch(_cell(row, column, on[row, column]))
            ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0 if on[row, column] else 1}
            text = f"{value:g}".replace("-", "−")
            a.text(column + 0.5, row + 0.5, text, ha="center", va="center", color=INK, bbox=ground)
        a.set(xlim=(-0.05, columns + 0.05), ylim=(rows + 0.05, -0.05), aspect="equal")
        a.set_title(label(f"relu.{name}"), fontsize="medium")
        a.set_axis_off()
    return axes


def _cell(row, column, on):
    style = {"facecolor": ACTIVATIONS["relu"].colour + "33"} if on else {"facecolor": "white", "hatch": "////"}
    return Rectangle((column + 0.03, row + 0.03), 0.94, 0.94, edgecolor="white" if on else OFF, linewidth=0, **style)


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


def by_depth(values, ylabel, ax=None, colours=(ACTIVATIONS["relu"].colour, OFF, BLUE, INK)):
    """Draw one line per setting over the layers of a network, on a log axis.

    Parameters
    ----------
    values : mapping of str to array_like, shape (depth + 1,)
        Name of the setting to its value at the input and behind each layer; positive.
    ylabel : str
        What the values are, in the current language.
    ax : Axes, optional
    colours : sequence of str
        One for each setting, at most four.

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    ends = []
    for (name, y), colour, dash in zip(values.items(), colours, ("-", "--", "-.", ":"), strict=False):
        ax.semilogy(np.arange(len(y)), y, color=colour, linestyle=dash, linewidth=2)
        ends.append((len(y) - 1, y[-1], name, colour))
    name_ends(ax, ends)
    return quiet(ax, label("axis.layer"), ylabel)
