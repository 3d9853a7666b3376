"""Softmax: bars at two spreads and several temperatures, the simplex, Jacobians, the range of exp in each dtype."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke

from .. import activations
from ..language import label
from .style import BLUE, GREY, INK, OFF, PALE, contrast, name_line, new_axes, quiet, readable

COLOUR = activations.ACTIVATIONS["softmax"].colour
DIVERGING = LinearSegmentedColormap.from_list("diverging", [BLUE, "#ffffff", OFF])
_CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
_TINTS = ("#f3e3d3", "#dcebf5", "#e2efe2")


def two_spreads(table, ax=None):
    """Draw logits, softmax and one-hot vectors of two sets of logits as grouped bars.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a class and scale, columns ``scale``, ``class``, ``logit``, ``softmax``, ``one_hot``. Two scales.
    ax : array of three Axes, optional

    Returns
    -------
    array of three Axes
    """
    import seaborn as sns

    axes = new_axes(ax, (8.4, 2.9), columns=3)
    scales = sorted(table["scale"].unique())
    palette = dict(zip(scales, (COLOUR, BLUE), strict=True))
    for a, column in zip(axes, ("logit", "softmax", "one_hot"), strict=True):
        sns.barplot(table, x="class", y=column, hue="scale", palette=palette, saturation=1, legend=False, ax=a)
        a.axhline(0, color=INK, linewidth=0.8)
        quiet(a, label("plots.softmax.class"), title=label(f"plots.softmax.{column}"))
        a.set_ylabel("")
        a.grid(axis="x", visible=False)
    for a in axes[1:]:
        a.set_ylim(0, 1.05)
    axes[1].set_ylabel(label("plots.softmax.probability"))
    for row, scale in enumerate(scales):
        words = label("plots.softmax.scale", scale=f"{scale:g}")
        axes[2].text(
            0.98, 0.82 - 0.11 * row, words, color=readable(palette[scale]), transform=axes[2].transAxes, ha="right"
        )
    return axes


def temperatures(z, values, ax=None):
    """Draw softmax of logits divided by several temperatures, one panel each.

    Parameters
    ----------
    z : array_like, shape (K,)
        Logits.
    values : sequence of float
        Positive temperatures, at least two.
    ax : array of Axes, optional
        One for each temperature.

    Returns
    -------
    array of Axes
    """
    axes = new_axes(ax, (1.75 * len(values), 2.5), columns=len(values))
    z = np.asarray(z, dtype=float)
    places = np.arange(1, z.size + 1)
    for a, T in zip(axes, values, strict=True):
        p = activations.softmax(z / T)
        bars = a.bar(places, p, color=COLOUR, edgecolor=BLUE, linewidth=0.6)
        look = {"color": INK, "fontsize": "small", "path_effects": [withStroke(linewidth=2.5, foreground="white")]}
        a.bar_label(bars, [f"{value:.2f}".lstrip("0") for value in p], padding=2, **look)
        a.axhline(1 / z.size, color=GREY, linewidth=0.8, linestyle=":", zorder=0)
        quiet(a, title=f"$T$ = {T:g}")
        a.set(ylim=(0, 1.12), xticks=places, yticks=[0, 0.5, 1])
        a.grid(visible=False)
        a.tick_params(labelleft=a is axes[0])
    axes[0].set_ylabel(label("plots.softmax.probability"))
    axes[len(values) // 2].set_xlabel(label("plots.softmax.class"))
    return axes


def simplex(logits, values, ax=None):
    """Draw the triangle of all probabilities of three classes, and the paths on which the temperature moves them.

    Parameters
    ----------
    logits : array_like, shape (n, 3)
        One path each.
    values : sequence of float
        Positive temperatures, marked by dots on each path; 1 gets a larger one.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax, (6.4, 4.3))
    middle = _CORNERS.mean(axis=0)
    for k, corner in enumerate(_CORNERS):
        sides = [(corner + _CORNERS[j]) / 2 for j in range(3) if j != k]
        ax.add_patch(Polygon([corner, sides[0], middle, sides[1]], facecolor=_TINTS[k], edgecolor="white", linewidth=2))
    ax.add_patch(Polygon(_CORNERS, fill=False, edgecolor=INK, linewidth=1.2))
    fine = np.geomspace(min(values) / 100, 100 * max(values), 2001)
    for z in np.asarray(logits, dtype=float):
        ax.plot(*(activations.softmax(z / fine[:, np.newaxis]) @ _CORNERS).T, color=BLUE, linewidth=1.4)
        for T in values:
            point = activations.softmax(z / T) @ _CORNERS
            ax.plot(*point, "o", color=BLUE, markersize=9 if T == 1 else 4.5, markeredgecolor="white")
    ax.plot(*middle, "o", color=INK, markersize=6)
    name_line(ax, *middle, r"$T \to \infty$", INK, xytext=(-9, 2), ha="right")
    for k, (place, side) in enumerate(zip(_CORNERS, ("right", "left", "center"), strict=True)):
        words = f"{label('plots.softmax.class')} {k + 1}\n({', '.join('01'[j == k] for j in range(3))})"
        name_line(ax, *place, words, INK, xytext=((-8, -4), (8, -4), (0, 5))[k], ha=side)
    ax.set(xlim=(-0.2, 1.2), ylim=(-0.06, 1.02), aspect="equal")
    ax.set_axis_off()
    return ax


def _short(value):
    """Write a number of size below 1 with two decimals and without its leading zero."""
    return "0" if abs(value) < 0.005 else f"{value:.2f}".replace("0.", ".").replace("-", "−")


def jacobians(logits, ax=None):
    """Draw the Jacobians of softmax at several sets of logits as heat maps with numbers.

    Parameters
    ----------
    logits : mapping of str to array_like, shape (K,)
        Title in the current language to logits; at least two.
    ax : array of Axes, optional
        One for each set.

    Returns
    -------
    array of Axes
    """
    import seaborn as sns

    axes = new_axes(ax, (3.7 * len(logits), 3.7), columns=len(logits))
    for a, (title, z) in zip(axes, logits.items(), strict=True):
        matrix = activations.softmax_jacobian(z)
        text = np.vectorize(_short)(matrix)
        names = range(1, len(matrix) + 1)
        look = {"cmap": DIVERGING, "vmin": -0.25, "vmax": 0.25, "cbar": False, "square": True, "linewidths": 1}
        grounds = DIVERGING((matrix.ravel() + 0.25) / 0.5)
        sns.heatmap(matrix, annot=text, fmt="", xticklabels=names, yticklabels=names, ax=a, **look)
        for number, ground in zip(a.texts, grounds, strict=True):
            number.set_color(max("white", INK, key=lambda colour: contrast(colour, ground[:3])))
        a.set_title(title, fontsize="medium")
        a.set_xlabel(label("plots.softmax.logit-of"))
        a.set_ylabel(label("plots.softmax.probability-of"))
        a.tick_params(length=0, rotation=0)
    return axes


def exp_ranges(dtypes=("float64", "float32", "float16"), ax=None):
    """Draw between which x the exponential is neither 0 nor infinite, for each floating-point type.

    Parameters
    ----------
    dtypes : sequence of str
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax, (6.8, 2.3))
    for row, name in enumerate(dtypes):
        info = np.finfo(name)
        low, high = np.log(float(info.smallest_subnormal)) - np.log(2), np.log(float(info.max))
        ax.barh(row, high - low, left=low, height=0.5, color=COLOUR, edgecolor=BLUE)
        name_line(ax, high, row, f"{high:.2f}", INK, xytext=(5, -4))
        name_line(ax, low, row, f"−{-low:.1f}", INK, xytext=(-5, -4), ha="right")
    ax.axvline(0, color=INK, linewidth=0.8)
    low, high = (np.log(float(value)) for value in (np.finfo("float64").smallest_subnormal, np.finfo("float64").max))
    ax.set(yticks=range(len(dtypes)), yticklabels=dtypes, xlim=(1.4 * low, 1.35 * high), ylim=(len(dtypes) - 0.5, -0.5))
    ax.axvspan(1.4 * low, 1.35 * high, color=PALE, alpha=0.25, linewidth=0, zorder=0)
    quiet(ax, "$x$", title=label("plots.softmax.exp-range"))
    ax.grid(axis="y", visible=False)
    return ax
