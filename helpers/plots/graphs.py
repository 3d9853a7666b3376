"""Computational graphs: what flows forward, what flows back, and what each node multiplies it by."""

import itertools
from collections import Counter

import numpy as np
from matplotlib.patches import FancyBboxPatch

from ..language import label
from .style import INK, OFF, new_axes

_PITCH = np.array([2.5, 1.9])
_BELOW, _ABOVE = np.array([0.9, 1.45]), np.array([0.9, 1.05])
_HALF = 0.42
_APART = 0.13


def computational_graph(wires, nodes=None, slopes=None, ax=None):
    """Draw a computational graph with the values on its wires above and the gradients below.

    Parameters
    ----------
    wires : iterable of (str, str, float or str or None, float or str or None)
        From which node to which, the value that goes forward, the gradient that comes back. Numbers are written with
        four digits, text as it is. Without a value (None) the wire has no number; without a gradient there is no way
        back, as for a label. A name without a wire into it is an input, one without
        a wire out of it an output; both are written without a box.
    nodes : mapping of str to str, optional
        What to write for a name, if not the name itself: two nodes may both show "+".
    slopes : mapping of str to str, optional
        Written below a node: what it multiplies the gradient by.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no wire, or if the wires run in a circle.

    Notes
    -----
    A node stands one column to the right of the last node it needs, an input just before its first use. A wire that
    passes other columns gets a lane of its own there.

    Examples
    --------
    >>> ax = computational_graph([("$x$", "exp", 0.0, 1.0), ("exp", "$y$", 1.0, 1.0)])
    >>> len(ax.patches), "exp" in [text.get_text() for text in ax.texts]
    (1, True)
    """
    wires = list(wires)
    if not wires:
        raise ValueError("wires: expected at least one wire, got none")
    places, routes = _places(wires)
    where = np.array(list(places.values()))
    low, high = where.min(axis=0) - _BELOW, where.max(axis=0) + _ABOVE
    ax = new_axes(ax, tuple(0.56 * (high - low)))
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    ax.set_axis_off()
    targets, sources = {wire[1] for wire in wires}, {wire[0] for wire in wires}
    texts = {name: (nodes or {}).get(name, name) for name in places if isinstance(name, str)}
    halves = {name: _half_width(text) for name, text in texts.items()}
    outgoing, incoming = (Counter(wire[end] for wire in wires) for end in (0, 1))
    for (source, target, value, gradient), route in zip(wires, routes, strict=True):
        points = np.array([places[stop] for stop in route])
        points[0, 0] += halves[source] + 0.1
        points[-1, 0] -= halves[target] + 0.1
        crowded = np.sign(outgoing[source] - incoming[target])
        _wire(ax, points, _number(value), _number(gradient), 0.5 + 0.17 * crowded)
    for name, text in texts.items():
        boxed = name in targets and name in sources
        _node(ax, places[name], text, halves[name] if boxed else None, (slopes or {}).get(name))
    if any(wire[3] is not None for wire in wires):
        ax.text(low[0] + 0.1, low[1] + 0.1, "← " + label("plots.graph.backward"), color=OFF, va="bottom")
    ax.text(low[0] + 0.1, high[1] - 0.1, "→ " + label("plots.graph.forward"), color=INK, va="top")
    return ax


def _number(value):
    """Return a number as it is written in the graph; text as it is."""
    return value if value is None or isinstance(value, str) else f"{value:.4g}".replace("-", "−")


def _half_width(text):
    """Return half the width of a box around the text, about; a character of mathematics counts like any other."""
    return max(_HALF, 0.13 * len(text.strip("$").replace("\\", "")) + 0.1)


def _wire(ax, points, value, gradient, share):
    """Draw the two directions of a wire side by side, and the numbers at this share of its longest straight."""
    longest = np.argmax(np.abs(np.diff(points[:, 0])))
    leg = np.diff(points[longest : longest + 2], axis=0)[0]
    at = points[longest] + (0.5 if leg[1] == 0 else share) * leg
    up = np.array([-leg[1], leg[0]]) / np.hypot(*leg)
    for side, colour, dash, way, text in ((1, INK, "-", 1, value), (-1, OFF, "--", -1, gradient)):
        if side < 0 and text is None:
            continue
        path = (points + np.array([0, side * _APART]))[::way]
        ax.plot(*path[:-1].T, color=colour, linestyle=dash, linewidth=1.4)
        arrow = {"arrowstyle": "-|>", "color": colour, "linestyle": dash, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", path[-1], path[-2], arrowprops=arrow)
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        place = at + side * ([0, _APART] + (0.27 + 0.1 * abs(up[0])) * up)
        if text is not None:
            ax.text(*place, text, color=colour, ha="center", va="center", bbox=ground, zorder=2.5)


def _node(ax, place, text, half, slope):
    if half is not None:
        corner = (place[0] - half, place[1] - _HALF)
        style = {"boxstyle": "round,pad=0,rounding_size=0.25", "facecolor": "#eef3f8", "edgecolor": INK}
        ax.add_patch(FancyBboxPatch(corner, 2 * half, 2 * _HALF, linewidth=1.2, zorder=3, **style))
    ax.text(*place, text, color=INK, ha="center", va="center", zorder=4)
    if slope:
        ax.text(place[0], place[1] - _HALF - 0.12, slope, color=OFF, ha="center", va="top")


def _places(wires):
    """Return the place of every node and lane, and for each wire the stops on its way."""
    columns = _columns(wires)
    routes = []
    for number, (source, target, *_) in enumerate(wires):
        lanes = [(number, column) for column in range(columns[source] + 1, columns[target])]
        columns |= {lane: lane[1] for lane in lanes}
        routes.append([source, *lanes, target])
    following = {}
    for here, there in itertools.chain.from_iterable(map(itertools.pairwise, routes)):
        following.setdefault(here, []).append(there)
    rows = {}
    for column in range(max(columns.values()), -1, -1):
        stops = [stop for stop in columns if columns[stop] == column]
        wished = {stop: np.mean([rows[after] for after in following.get(stop, [])] or [0.0]) for stop in stops}
        stops.sort(key=wished.get, reverse=True)
        row = np.array([wished[stop] for stop in stops])
        spread = row.copy()
        for i in range(1, len(row)):
            spread[i] = min(row[i], spread[i - 1] - 1)
        rows |= dict(zip(stops, spread + row.mean() - spread.mean(), strict=True))
    return {stop: np.array([column, rows[stop]]) * _PITCH for stop, column in columns.items()}, routes


def _columns(wires):
    """Return the column of every node: one more than the last it needs, an input's just before its first use."""
    columns = dict.fromkeys((name for wire in wires for name in wire[:2]), 0)
    for _ in columns:
        for source, target, *_ in wires:
            columns[target] = max(columns[target], columns[source] + 1)
    if any(columns[target] <= columns[source] for source, target, *_ in wires) or max(columns.values()) >= len(columns):
        raise ValueError("wires: expected no circle, but some node needs its own output")
    targets = {wire[1] for wire in wires}
    for name in columns.keys() - targets:
        columns[name] = min(columns[target] for source, target, *_ in wires if source == name) - 1
    return columns
