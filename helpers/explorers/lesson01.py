"""The explorer of lesson 01: hidden lines cut the plane into regions, and the output bends where they pass."""

import numpy as np

from helpers.activations import ACTIVATIONS

from .declaration import Choice, Curve, Explorer, Panel, Picture, Slider

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


_POINTS = Curve("equal", "#005a9c", "o", 5), Curve("different", "#a04000", "o", 5)

EXPLORERS = [
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
    )
]
