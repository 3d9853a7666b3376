"""What all plots share: new figures, quiet axes, colours that words can be read in, labels written beside the lines."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_hex, to_rgb

INK = "#333333"
GREY = "#8a8a8a"
PALE = "#d9d9d9"
OFF = "#bb5566"
BLUE = "#004488"
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_SPACING = 1.4  # from line to line of words: Matplotlib's 1.2 lets Chinese and Japanese lines touch


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
        if "inline" in plt.get_backend():  # which draws what it sends: pyplot's own redraw before that is wasted
            plt.uninstall_repl_displayhook()
    elif np.size(ax) != columns:
        raise ValueError(f"ax: expected {columns} Axes, got {np.size(ax)}")
    return ax


def contrast(colour, other="white"):
    """Return the contrast ratio of two colours as WCAG 2 defines it, from 1 to 21.

    Parameters
    ----------
    colour, other : str or (float, float, float)

    Returns
    -------
    float

    Examples
    --------
    >>> round(contrast("black"), 1)
    21.0
    """
    dark, light = sorted(float(_linear(c) @ _LUMINANCE) for c in (colour, other))
    return (light + 0.05) / (dark + 0.05)


def _linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def readable(colour, ratio=4.5):
    """Darken a colour, as little as it takes, until words in it can be read on white.

    Parameters
    ----------
    colour : str
        One that is dark enough is returned as it is.
    ratio : float
        Contrast with white that is enough; 4.5 is what WCAG 2 asks of text.

    Returns
    -------
    str

    Examples
    --------
    >>> readable("#004488")
    '#004488'
    >>> readable("#ffffff")
    '#767676'
    """
    linear, limit = _linear(colour), 1.05 / ratio - 0.05
    if linear @ _LUMINANCE <= limit:
        return colour
    linear = linear * limit / (linear @ _LUMINANCE)
    rgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return to_hex(np.floor(255 * rgb) / 255)


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
    for text in (ax.yaxis.label, ax.title):
        text.set_linespacing(_SPACING)
    return ax


def name_line(ax, x, y, text, colour, **text_options):
    """Write a line's name beside it, in its colour or a darker shade of it that can be read.

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
    look = {"fontsize": "medium", "linespacing": _SPACING, "color": readable(colour)}
    return ax.annotate(text, (x, y), **{"xytext": (4, 4), "textcoords": "offset points"} | look | text_options)


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
        look = {"color": readable(colour), "va": "center", "clip_on": False}
        ax.text(x, scale.inverted().transform(lowest), f"  {text}", **look)
