"""Pictures of the plane: cuts through four corners, the folding of a hidden layer, activation patterns, decisions."""

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Polygon

from ..language import label
from .style import GREY, INK, new_axes, quiet

ZERO, ONE = "#005a9c", "#a04000"
_GROUND = {ZERO: "#cfe0f3", ONE: "#fbe0b4"}
_TINTS = {(True, True): "#d9d9d9", (True, False): "#9fd8c4", (False, True): "#e3b6d3", (False, False): "#f0e442"}
_CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
_EDGE = (-0.5, 1.5)


def corner_cuts(targets, lines, ax=None):
    """Draw the four corners of a square in two colours, once per problem, and straight cuts between them.

    Parameters
    ----------
    targets : mapping of str to sequence of int
        Name of the problem to the labels 0 or 1 of the corners (0, 0), (0, 1), (1, 0), (1, 1).
    lines : mapping of str to sequence of (float, float, float)
        Name of the problem to its cuts w₁, w₂, b: the line w₁x₁ + w₂x₂ + b = 0, with label 1 on its positive side. The
        side is coloured if there is one cut only.
    ax : array of Axes, optional
        One for each problem.

    Returns
    -------
    array of Axes, or Axes if there is one problem
    """
    axes = new_axes(ax, (2.8 * len(targets), 3.2), columns=len(targets))
    for a, (name, labels) in zip(np.atleast_1d(axes), targets.items(), strict=True):
        cuts = list(lines[name])
        for w1, w2, b in cuts:
            if len(cuts) == 1:
                _ground(a, lambda x, w1=w1, w2=w2, b=b: x @ [w1, w2] + b)
            _stroke(a, [w1, w2], b, color=INK, linewidth=1.8, linestyle="-" if len(cuts) == 1 else "--")
        _points(a, _CORNERS, labels)
        _square(a, name, "$x_1$", "$x_2$")
    return axes


def folding(W, b, v, cut, ax=None):
    """Show how two ReLUs fold the plane: the plane, behind the affine layer, behind ReLU with a cut, and unfolded.

    Parameters
    ----------
    W : array_like, shape (2, 2)
        Weights of the hidden layer, one column a unit.
    b, v : array_like, shape (2,)
        Its biases, and the output weights.
    cut : float
        Where v·h is cut.
    ax : array of four Axes, optional

    Returns
    -------
    array of four Axes

    Notes
    -----
    The sheet has one tint for each pattern of switches. On each part the layer is affine, so the image of a part is
    the polygon of its mapped corners; ReLU leaves edges and points of most of them.
    """
    W, b, v = (np.asarray(values, dtype=float) for values in (W, b, v))
    axes = new_axes(ax, (11.2, 3.2), columns=4)
    parts = _parts(W, b)
    steps = [lambda x: x, lambda x: x @ W + b, lambda x: np.maximum(x @ W + b, 0), lambda x: x]
    titles = ["plots.planes.plane", "plots.planes.affine", "plots.planes.folded", "plots.planes.unfolded"]
    names = [("$x_1$", "$x_2$"), ("$z_1$", "$z_2$"), ("$h_1$", "$h_2$"), ("$x_1$", "$x_2$")]
    for a, step, title, (across, up) in zip(axes, steps, titles, names, strict=True):
        for pattern, part in parts.items():
            tint = _TINTS[pattern]
            a.add_patch(Polygon(step(part), facecolor=tint, edgecolor=tint, linewidth=5, joinstyle="round", alpha=0.8))
        for colour, marker, rows in ((ZERO, "o", [0, 3]), (ONE, "s", [1, 2])):
            look = {"color": colour, "markersize": 8, "markeredgecolor": "white", "linewidth": 1.2, "zorder": 4}
            a.plot(*step(_CORNERS[rows]).T, marker=marker, **look)
        _frame(a, step(np.concatenate(list(parts.values()))))
        quiet(a, across, up, label(title))
        for colour, rows in ((ZERO, [0, 3]), (ONE, [1, 2])):
            first, second = step(_CORNERS[rows])
            if np.allclose(first, second):
                a.annotate("2×", first, xytext=(4, -15), textcoords="offset points", color=colour)
    _stroke(axes[2], v, -cut, color=INK, linewidth=1.8)
    side = np.linspace(*_EDGE, 401)
    plane = np.stack(np.meshgrid(side, side), axis=-1)
    axes[3].contour(side, side, np.maximum(plane @ W + b, 0) @ v, [cut], colors=INK, linewidths=1.8)
    return axes


def patterns(W, b, samples=None, limits=(-2.0, 2.0), ax=None):
    """Draw the regions of the plane on which a hidden layer of ReLUs is affine, with the switches of each.

    Parameters
    ----------
    W : array_like, shape (2, units)
    b : array_like, shape (units,)
    samples : mapping of str to (float, float), optional
        Points to mark by name.
    limits : (float, float)
        Of both axes.
    ax : Axes, optional

    Returns
    -------
    Axes

    Notes
    -----
    A region's pattern has a 1 for every closed switch. Patterns of regions that are small in view are left out.
    """
    W, b = np.asarray(W, dtype=float), np.asarray(b, dtype=float)
    ax = new_axes(ax, (5.2, 4.6))
    side = np.linspace(*limits, 241)
    plane = np.stack(np.meshgrid(side, side), axis=-1)
    on = plane @ W + b > 0
    shades = ListedColormap(["#ffffff", *[f"#{r:02x}{g:02x}{blue:02x}" for r, g, blue in _greens(W.shape[1])]])
    ax.imshow(on.sum(axis=-1), extent=(*limits, *limits), origin="lower", cmap=shades, vmin=0, vmax=W.shape[1])
    for unit in range(W.shape[1]):
        _stroke(ax, W[:, unit], b[unit], color=INK, linewidth=1.4)
    for pattern in np.unique(on.reshape(-1, W.shape[1]), axis=0):
        rows, columns = np.nonzero((on == pattern).all(axis=-1))
        if rows.size > 300:
            text = "".join("01"[int(switch)] for switch in pattern)
            ax.text(side[columns].mean(), side[rows].mean(), text, ha="center", va="center", color=INK)
    for name, point in (samples or {}).items():
        ax.plot(*point, "o", color=ONE, markersize=7, markeredgecolor="white")
        ax.annotate(name, point, xytext=(6, 5), textcoords="offset points", color=ONE)
    ax.set(xlim=limits, ylim=limits)
    return quiet(ax, "$x_1$", "$x_2$")


def decisions(scores, x, y, creases=None, ax=None):
    """Draw what models decide in the plane: label 1 where the score is positive.

    Parameters
    ----------
    scores : mapping of str to callable
        Title to a function from points (n, 2) to scores (n,).
    x : array_like, shape (n, 2)
    y : array_like, shape (n,)
        Labels 0 or 1.
    creases : mapping of str to (array_like (2, units), array_like (units,)), optional
        Title to the hidden weights and biases whose lines are drawn too.
    ax : array of Axes, optional
        One for each model.

    Returns
    -------
    array of Axes, or Axes if there is one model
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y)
    axes = new_axes(ax, (4.2 * len(scores), 3.2), columns=len(scores))
    low, high = x.min(axis=0) - 0.3, x.max(axis=0) + 0.3
    for a, (name, score) in zip(np.atleast_1d(axes), scores.items(), strict=True):
        a.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        _ground(a, score, edge=True)
        W, b = (creases or {}).get(name, (np.empty((2, 0)), ()))
        for w, bias in zip(np.transpose(W), b, strict=True):
            _stroke(a, w, bias, color=GREY, linewidth=0.7, linestyle="--")
        _points(a, x, y, size=4)
        quiet(a, "$x_1$", "$x_2$", name)
        a.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    return axes


def _greens(units):
    """Return one RGB triple for each number of closed switches from 1 on, from pale to full."""
    share = np.arange(1, units + 1)[:, None] / units
    return np.round(255 - share * (255 - np.array([90, 190, 160]))).astype(int)


def _points(ax, x, labels, size=9):
    for value, colour, marker in ((0, ZERO, "o"), (1, ONE, "s")):
        rows = np.asarray(labels) == value
        ax.plot(*np.asarray(x)[rows].T, marker, color=colour, markersize=size, markeredgecolor="white", zorder=4)


def _square(ax, title, across, up):
    ax.set(xlim=_EDGE, ylim=_EDGE, xticks=[0, 1], yticks=[0, 1], aspect="equal")
    return quiet(ax, across, up, title)


def _ground(ax, score, edge=False):
    """Colour the ground by the sign of the score, inside the limits the axes have; the square's if they have none."""
    (left, right), (bottom, top) = (ax.get_xlim(), ax.get_ylim()) if edge else (_EDGE, _EDGE)
    across, up = np.linspace(left, right, 301), np.linspace(bottom, top, 301)
    plane = np.stack(np.meshgrid(across, up), axis=-1)
    values = np.asarray(score(plane.reshape(-1, 2)), dtype=float).reshape(plane.shape[:2])
    ax.contourf(across, up, values, [-np.inf, 0, np.inf], colors=[_GROUND[ZERO], _GROUND[ONE]], zorder=0)
    if edge:
        ax.contour(across, up, values, [0], colors=INK, linewidths=1.8)


def _frame(ax, points):
    """Give the axes square limits around the points."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = 0.62 * max(high - low)
    left, bottom = (low + high) / 2 - half
    ax.set(xlim=(left, left + 2 * half), ylim=(bottom, bottom + 2 * half), aspect="equal")


def _stroke(ax, w, b, **look):
    """Draw the line w·x + b = 0 right across the axes, without changing their limits."""
    w = np.asarray(w, dtype=float)
    foot = -b * w / (w @ w)
    limits = ax.axis()
    ax.axline(foot, foot + np.array([-w[1], w[0]]), **look)
    ax.axis(limits)


def _parts(W, b):
    """Cut the square sheet along the lines of two hidden units; return its polygons by pattern of switches."""
    low, high = _EDGE
    sheet = np.array([[low, low], [high, low], [high, high], [low, high]])
    parts = {}
    for pattern in _TINTS:
        part = sheet
        for unit, closed in enumerate(pattern):
            part = _clip(part, (part @ W[:, unit] + b[unit]) * (1 if closed else -1))
        if len(part):
            parts[pattern] = part
    return parts


def _clip(corners, heights):
    """Return the part of a convex polygon where the heights, linear and given at its corners, are not negative."""
    kept = []
    for i, (corner, height) in enumerate(zip(corners, heights, strict=True)):
        before, last = corners[i - 1], heights[i - 1]
        if height * last < 0:
            kept.append(before + (corner - before) * last / (last - height))
        if height >= 0:
            kept.append(corner)
    return np.array(kept).reshape(-1, 2)
