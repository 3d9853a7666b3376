"""What all plots share: new figures, quiet axes, labels written beside the lines."""

import matplotlib.pyplot as plt
import numpy as np

INK = "#333333"
GREY = "#8a8a8a"
PALE = "#d9d9d9"
OFF = "#bb5566"
BLUE = "#004488"


def new_axes(ax=None, size=(6.4, 3.4), columns=1):
    """Return `ax`, or the axes of a new figure on white ground.

    Parameters
    ----------
    ax : Axes, array of Axes or None
        Returned as it is unless None.
    size : (float, float)
        Width and height of the new figure in inches.
    columns : int
        Number of axes side by side in the new figure.

    Returns
    -------
    Axes, or array of Axes if `columns` > 1

    Raises
    ------
    ValueError
        If `ax` holds another number of axes than `columns`.
    """
    if ax is None:
        _, ax = plt.subplots(1, columns, figsize=size, layout="constrained", facecolor="white")
    elif np.size(ax) != columns:
        raise ValueError(f"ax: expected {columns} Axes, got {np.size(ax)}")
    return ax


def quiet(ax, xlabel=None, ylabel=None, title=None):
    """Remove the box, add a pale grid, write the labels.

    Parameters
    ----------
    ax : Axes
    xlabel, ylabel, title : str, optional
        Text in the current language.

    Returns
    -------
    Axes
    """
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color=PALE, linewidth=0.6)
    ax.set_axisbelow(True)
    if xlabel:
        ax.set_xlabel(xlabel)
    if ylabel:
        ax.set_ylabel(ylabel)
    if title:
        ax.set_title(title, fontsize="medium")
    return ax


def name_line(ax, x, y, text, colour, **text_options):
    """Write a line's name beside it, in its colour.

    Parameters
    ----------
    ax : Axes
    x, y : float
        Position in data coordinates.
    text : str
    colour : str
    **text_options
        Passed to ``Axes.annotate``; ``xytext`` is an offset in points, (4, 4) by default.

    Returns
    -------
    matplotlib.text.Annotation
    """
    options = {"xytext": (4, 4), "textcoords": "offset points", "fontsize": "medium"} | text_options
    return ax.annotate(text, (x, y), color=colour, **options)


def name_ends(ax, lines):
    """Write each line's name behind its right end, moved apart where ends meet.

    Parameters
    ----------
    ax : Axes
        Its limits must not change afterwards.
    lines : sequence of (float, float, str, str)
        For each line the x and y of its end, its name, its colour.
    """
    scale = ax.yaxis.get_transform()
    low, high = scale.transform(ax.get_ylim())
    gap = 0.075 * (high - low)
    lowest = -np.inf
    for x, y, text, colour in sorted(lines, key=lambda line: line[1]):
        lowest = max(scale.transform(y), lowest + gap)
        ax.text(x, scale.inverted().transform(lowest), f"  {text}", color=colour, va="center", clip_on=False)
