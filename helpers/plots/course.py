"""The map of the course: ten lessons, and what each of them builds on."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from ..activations import ACTIVATIONS
from ..language import label
from .style import GREY, INK, OFF, PALE, new_axes

_WIDTH, _HEIGHT = 2.0, 0.76
_PITCH = np.array([2.6, 1.0])
#: Lesson to column and row on the map.
_PLACES = {
    "00": (0, 2.5),
    "01": (0, 1),
    "02": (1, 2),
    "03": (2, 2),
    "04": (1, 0.5),
    "05": (2, 0),
    "06": (2, 1),
    "07": (2, 3),
    "08": (3, 1.5),
    "09": (3, 0),
}
_FUNCTIONS = {"02": "sigmoid", "03": "tanh", "04": "relu", "05": "leaky_relu", "06": "softplus", "07": "softmax"}
#: From which lesson to which an arrow goes, and how far it bends away from the straight line.
_ARROWS = {
    ("00", "01"): 0.0,
    ("01", "02"): -0.15,
    ("01", "04"): 0.15,
    ("02", "03"): 0.0,
    ("02", "07"): -0.15,
    ("02", "06"): 0.15,
    ("04", "05"): 0.15,
    ("04", "06"): -0.15,
    ("04", "08"): 0.15,
    ("03", "08"): 0.0,
    ("05", "09"): 0.0,
    ("08", "09"): 0.0,
}
#: An arrow that first runs straight through a column, between two boxes: to which place.
_LANES = {("04", "08"): (2, 0.5)}


def course_map(ax=None):
    """Draw the lessons as boxes and an arrow from each to those that build on it.

    A box shows the lesson's number, its name and a sketch; an activation function is drawn in its own colour.

    Parameters
    ----------
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = course_map()
    >>> [text.get_text() for text in ax.texts if text.get_text().isdigit()][:3]
    ['00', '01', '02']
    """
    ax = new_axes(ax, (8.6, 3.9))
    centres = {lesson: np.array(place) * _PITCH for lesson, place in _PLACES.items()}
    corners = np.array(list(centres.values()))
    half = np.array([_WIDTH, _HEIGHT]) / 2
    low, high = corners.min(axis=0) - half - 0.1, corners.max(axis=0) + half + 0.1
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    ax.set_axis_off()
    for (source, target), bend in _ARROWS.items():
        start = centres[source]
        if (source, target) in _LANES:
            lane = _LANES[source, target] * _PITCH
            ax.plot(*np.array([start + half * [1, 0], lane + half * [1, 0]]).T, color=GREY, linewidth=1.2, zorder=1)
            start = lane
        _arrow(ax, start, centres[target], bend)
    for lesson, centre in centres.items():
        _lesson(ax, lesson, centre)
    return ax


def _arrow(ax, source, target, bend):
    """Draw an arrow from edge to edge: to the right, or down between two lessons of a column."""
    half = np.array([_WIDTH / 2, 0]) if source[0] != target[0] else np.array([0, -_HEIGHT / 2])
    style = {"arrowstyle": "-|>", "mutation_scale": 11, "color": GREY, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 1}
    ax.add_patch(FancyArrowPatch(source + half, target - half, connectionstyle=f"arc3,rad={bend}", **style))


def _lesson(ax, lesson, centre):
    colour = ACTIVATIONS[_FUNCTIONS[lesson]].colour if lesson in _FUNCTIONS else INK
    left, bottom = centre - np.array([_WIDTH, _HEIGHT]) / 2
    style = {"boxstyle": "round,pad=0,rounding_size=0.12", "facecolor": "white", "edgecolor": colour}
    width = 2.6 if lesson == "00" else 1.4
    ax.add_patch(FancyBboxPatch((left, bottom), _WIDTH, _HEIGHT, linewidth=width, zorder=2, **style))
    x, y, zero = _sketch(lesson)
    across, up = left + 0.14 + 0.54 * x, bottom + 0.14 + 0.48 * np.array([y, np.full(len(x), zero)])
    ax.plot(across, up[1], color=PALE, linewidth=1.2, zorder=3)
    ax.plot(across, up[0], color=colour, linewidth=2, zorder=3)
    if lesson == "00":
        ax.plot(across.mean(), up[0].mean(), "o", color=OFF, markersize=8, zorder=4)
    ax.text(left + 0.84, bottom + _HEIGHT - 0.08, lesson, color=GREY, fontsize="small", va="top", zorder=3)
    name = label(f"plots.course.lesson-{lesson}")
    ax.text(left + 0.84, bottom + 0.29, name, color=INK, fontsize="small", va="center", linespacing=1.1, zorder=3)


def _sketch(lesson):
    """Return x and y of the lesson's sketch, a line in the unit square, and the height of its zero line."""
    if lesson == "00":
        return np.array([0, 1]), np.array([0.5, 0.5]), 0.5
    if lesson == "01":
        return np.array([0, 0.35, 0.65, 1]), np.array([0.1, 0.85, 0.2, 0.9]), np.nan
    if lesson == "07":
        return *_bars([0.15, 0.35, 1.0]), 0.0
    if lesson == "08":
        return *_bars([0.05, 0.14, 0.36, 1.0]), 0.0
    if lesson == "09":
        return np.array([0, 1]), np.array([0.15, 0.15]), 0.15
    x = np.linspace(-3, 3, 61)
    steep, alpha = (2 if lesson == "02" else 1), ({"alpha": 0.2} if lesson == "05" else {})
    y = ACTIVATIONS[_FUNCTIONS[lesson]].function(steep * x, **alpha)
    return (x + 3) / 6, (y - y.min()) / np.ptp(y), -y.min() / np.ptp(y)


def _bars(heights):
    """Return the outline of bars side by side as a line in the unit square."""
    left = np.arange(len(heights)) / len(heights)
    width = 0.7 / len(heights)
    x = np.stack([left, left, left + width, left + width], axis=1)
    y = np.stack([np.zeros(len(heights)), heights, heights, np.zeros(len(heights))], axis=1)
    return x.ravel(), y.ravel()
