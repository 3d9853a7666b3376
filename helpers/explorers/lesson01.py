"""The explorers of lesson 01: two units fold the plane, and many lines cut it into regions."""

import numpy as np

from helpers.activations import ACTIVATIONS

from .declaration import Choice, Curve, Explorer, Panel, Picture, Slider

#: The sheet that is folded, the corners of XOR (0, 0), (1, 1), (0, 1), (1, 0), and two hidden units, one a column.
SHEET = (-0.5, 1.5)
CORNERS = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
UNITS = np.array([[1.0, -2.0], [-2.0, 1.0]])
_PATTERNS = {"both": (True, True), "first": (True, False), "second": (False, True), "none": (False, False)}
_INK, _EQUAL, _DIFFERENT = "#333333", "#005a9c", "#a04000"

_EDGE = 1.7
_GRID = 180
#: One hidden unit a row, w₁, w₂, b: the first two solve XOR, the others cut across.
LINES = np.array(
    [
        [1.0, -1.59, 0.05],
        [-1.59, 1.0, -0.27],
        [0.7, -0.72, -0.27],
        [0.92, 0.39, 0.58],
        [-0.4, -0.91, 0.65],
        [-0.98, -0.21, 0.13],
        [0.35, 0.94, -0.51],
        [-0.17, 0.98, 0.0],
    ]
)


def hidden(x, count):
    """Return the sums of the first `count` hidden units.

    Parameters
    ----------
    x : ndarray
        Shape (n, 2).
    count : int
        From 2 to 8.

    Returns
    -------
    ndarray
        Shape (n, count).

    Examples
    --------
    >>> hidden(np.zeros((1, 2)), 3).shape
    (1, 3)
    """
    return x @ LINES[:count, :2].T + LINES[:count, 2]


def clusters():
    """Return 80 points around the corners of a square, and +1 where the signs of their coordinates differ, else -1.

    Returns
    -------
    x : ndarray
        Shape (80, 2).
    y : ndarray
        Shape (80,).

    Examples
    --------
    >>> clusters()[0].shape
    (80, 2)
    """
    rng = np.random.default_rng(5)
    corners = [[-1, -1], [1, 1], [-1, 1], [1, -1]]
    x = np.concatenate([corner + 0.22 * rng.standard_normal((20, 2)) for corner in corners])
    return x, np.repeat([-1, -1, 1, 1], 20)


def _features(x, units, activation):
    return np.column_stack([ACTIVATIONS[activation].function(hidden(x, units)), np.ones(len(x))])


def _map(units, activation):
    side = np.linspace(-_EDGE, _EDGE, _GRID)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    x, y = clusters()
    weights = np.linalg.lstsq(_features(x, units, activation), y, rcond=None)[0]
    right = (_features(x, units, activation) @ weights > 0) == (y > 0)
    positive = _features(plane, units, activation) @ weights > 0
    on = hidden(plane, units) > 0
    shade = 0.85 * (on.sum(axis=1) % 2) if activation == "relu" else np.zeros(len(plane))
    colours = np.where(positive[:, None], [253, 216, 160], [176, 206, 238]) + (14 * shade - 7)[:, None]
    ends = np.array([-9.0, 9.0])
    normal, offset = LINES[:units, :2], LINES[:units, 2]
    size = (normal**2).sum(axis=1)
    foot, along = -normal * (offset / size)[:, None], normal[:, ::-1] * [-1, 1]
    strokes = foot[:, None] + along[:, None] * np.append(ends, np.nan)[:, None]
    arrays = {
        "map": colours.clip(0, 255).astype(np.uint8).reshape(_GRID, _GRID, 3),
        "lines": strokes.reshape(-1, 2).T,
        "equal": x[y < 0].T,
        "different": x[y > 0].T,
    }
    regions = len(np.unique(on @ (1 << np.arange(units))))
    readouts = {
        "regions": {"relu": f"{regions}", "identity": "1"}.get(activation, "—"),
        "cap": f"{units * (units + 1) // 2 + 1}",
        "equal": "",
        "different": "",
        "right": f"{right.sum()} / {len(y)}",
    }
    return arrays, readouts


def folded(x, angle):
    """Return what the two units make of points: each turns its negative side about its crease, seen from above.

    Parameters
    ----------
    x : ndarray
        Shape (n, 2).
    angle : float
        In degrees: 0 leaves the sheet flat, 90 is ReLU, 180 the absolute value.

    Returns
    -------
    ndarray
        Shape (n, 2).

    Examples
    --------
    >>> folded(CORNERS, 90).tolist()
    [[0.0, 0.0], [0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
    """
    z = x @ UNITS
    return np.where(z > 0, z, _slope(angle) * z) + 0.0  # no negative zeros


def _slope(angle):
    return round(float(np.cos(np.radians(angle))), 12)


def _grid():
    """Return the lines of a grid on the sheet as strokes with gaps, by pattern of the two switches."""
    ticks = np.linspace(*SHEET, 17)
    near, far, along = ticks[:-1], ticks[1:], np.repeat(ticks[::2], 16)
    ends = [np.column_stack([along, np.tile(side, 9)]) for side in (near, far)]
    starts, stops = (np.concatenate([end, end[:, ::-1]]) for end in ends)
    on = ((starts + stops) / 2) @ UNITS > 0
    strokes = np.stack([starts, stops, np.full_like(starts, np.nan)], axis=1)
    return {name: strokes[(on == pattern).all(axis=1)].reshape(-1, 2) for name, pattern in _PATTERNS.items()}


def _unfolded(angle, cut):
    """Return where h₁ + h₂ equals the cut on the sheet: for each pattern of switches one stroke, or a gap."""
    low, high = SHEET
    strokes = []
    for pattern in _PATTERNS.values():
        normal = UNITS @ np.where(pattern, 1.0, _slope(angle))
        stroke = np.full((3, 2), np.nan)
        if normal.any():
            foot, along = cut * normal / (normal @ normal), np.array([-normal[1], normal[0]])
            signs = UNITS * np.where(pattern, 1.0, -1.0)
            room = np.concatenate([foot - low, high - foot, foot @ signs])
            rate = np.concatenate([along, -along, along @ signs])
            with np.errstate(divide="ignore", invalid="ignore"):
                reach = -room / rate
            first = reach[rate > 0].max(initial=-np.inf)
            last = reach[rate < 0].min(initial=np.inf)
            if first < last and (room[rate == 0] >= 0).all():
                stroke[:2] = foot + np.outer([first, last], along)
        strokes.append(stroke)
    return np.concatenate(strokes)


def _folding(angle, cut):
    h = folded(CORNERS, angle)
    arrays = {name: folded(strokes, angle).T for name, strokes in _grid().items()}
    ends = np.array([-9.0, 9.0])
    arrays |= {
        "equal": h[:2].T,
        "different": h[2:].T,
        "line": (ends, cut - ends),
        "unfolded": _unfolded(angle, cut).T,
    }
    sums = h.sum(axis=1)
    readouts = {
        "slope": f"{_slope(angle):.2f}",
        "right": f"{((sums > cut) == [False, False, True, True]).sum()} / 4",
        "line": f"{cut:.2f}",
        "equal": f"{sums[0]:.2f}, {sums[1]:.2f}",
        "different": f"{sums[2]:.2f}, {sums[3]:.2f}",
    }
    return arrays, readouts


def _draw_sheet(axes, explorer):
    for strokes, part in zip(_grid().values(), _TINTED, strict=True):
        axes[0].plot(*strokes.T, color=part.colour, linewidth=1.5)
    for slope in (0.5, 2.0):
        axes[0].axline((0, 0), slope=slope, color=_INK, linewidth=1.2, linestyle=":")
    axes[0].plot(*CORNERS[:2].T, "o", color=_EQUAL, markersize=8)
    axes[0].plot(*CORNERS[2:].T, "o", color=_DIFFERENT, markersize=8)


_TINTED = [
    Curve(name, colour, "-", 2, panel=1)
    for name, colour in zip(_PATTERNS, ("#999999", "#35a583", "#c06a9f", "#c7b200"), strict=True)
]
_POINTS = Curve("equal", _EQUAL, "o", 5), Curve("different", _DIFFERENT, "o", 5)

EXPLORERS = [
    Explorer(
        "plane-folding",
        [
            Slider("angle", range(0, 181, 15), start=0, format="{:g}°"),
            Slider("cut", np.arange(-8, 13) / 4, start=0.5, format="{:.2f}"),
        ],
        [
            Panel((-0.6, 1.6), (-0.6, 1.6), "x1", "x2", xticks=[0, 1], yticks=[0, 1]),
            Panel((-3.8, 3.8), (-3.8, 3.8), "h1", "h2", xticks=range(-3, 4), yticks=range(-3, 4)),
        ],
        [
            *_TINTED,
            Curve("line", _INK, "-", 2, panel=1),
            Curve("equal", _EQUAL, "o", 8, panel=1),
            Curve("different", _DIFFERENT, "o", 8, panel=1),
            Curve("unfolded", _INK, "-", 2),
        ],
        _folding,
        book=["angle", "cut"],
        scene=_draw_sheet,
        size=(7.6, 4.9),
    ),
    Explorer(
        "xor-folding",
        [
            Slider("units", range(2, len(LINES) + 1), start=2),
            Choice("activation", ["relu", "tanh", "identity"], start="relu"),
        ],
        [Panel((-_EDGE, _EDGE), (-_EDGE, _EDGE), "x1", "x2")],
        [Picture("map", (-_EDGE, _EDGE, -_EDGE, _EDGE)), Curve("lines", "#555555", "-", 1.2), *_POINTS],
        _map,
        book=["units", "activation"],
        size=(6.0, 5.0),
    ),
]
