"""The explorers of lesson 09: a line that walks out of its data, and the clinic, which settings kill ReLU units."""

import functools

import numpy as np

from helpers import data, networks
from helpers.activations import ACTIVATIONS

from .declaration import Choice, Curve, Explorer, Panel, Slider

_STEPS = 1000
_EVERY = 20
_SIZES = (2, 32, 32, 1)


@functools.cache
def _moons():
    x, y = data.moons(200, noise=0.1, rng=9)
    return x.astype(np.float32), y


def training(rate, bias, alpha, start, momentum):
    """Train a 2-32-32-1 network on the moons for 1000 full-batch steps and take a census every 20 steps.

    Parameters
    ----------
    rate, bias, alpha, momentum : float
        Learning rate, initial hidden bias, slope of the leaky ReLU (0 is ReLU), momentum.
    start : str
        Name of the initialiser.

    Yields
    ------
    step : int
    loss : float
    accuracy : float
    dead : list of int
        Dead units in the two hidden layers.

    Examples
    --------
    >>> next(training(0.1, 0.0, 0.0, "he_normal", 0.0))[0]
    0
    """
    x, y = _moons()
    activation = ACTIVATIONS["leaky_relu"].with_parameters(alpha=alpha) if alpha else "relu"
    model = networks.MLP(_SIZES, activation, start, bias=bias, rng=2)
    velocity = np.zeros_like(model.parameters)
    for step in range(_STEPS + 1):
        with np.errstate(over="ignore", invalid="ignore"):
            loss, gradient = model.loss_and_gradient(x, y)
            if step % _EVERY == 0:
                dead = [int(mask.sum()) for mask in networks.dead_units(model, x)]
                yield step, float(loss), float((model.predict(x) == y).mean()), dead
            velocity = momentum * velocity + gradient
            model.parameters -= rate * velocity


def _census(rate, bias, alpha, start, momentum):
    steps, losses, shares = [], [], []
    for step, loss, accuracy, dead in training(rate, bias, alpha, start, momentum):
        steps.append(step)
        losses.append(loss)
        shares.append([100 * n / 32 for n in dead])
        arrays = {
            "loss": (steps, np.clip(losses, 1e-5, None)),
            "dead-1": (steps, [share[0] for share in shares]),
            "dead-2": (steps, [share[1] for share in shares]),
        }
        readouts = {
            "loss": f"{loss:.3g}" if np.isfinite(loss) else "NaN",
            "dead-1": f"{dead[0]} / 32",
            "dead-2": f"{dead[1]} / 32",
            "accuracy": f"{100 * accuracy:.0f}%",
            "step": f"{step}",
        }
        if step % 100 == 0:
            yield arrays, readouts


@functools.cache
def walk():
    """Train a 2-32-32-1 network with the learning rate 3 and follow one unit of its first layer, which dies.

    Returns
    -------
    x : ndarray, shape (100, 2)
        The data.
    lines : ndarray, shape (9, 3)
        The unit's two weights and its bias at the start and after each of eight steps.

    Examples
    --------
    >>> x, lines = walk()
    >>> [int(np.sum(x @ w[:2] + w[2] > 0)) for w in lines[[0, 3, 8]]]
    [86, 4, 0]
    """
    x, y = data.moons(100, noise=0.1, rng=9)
    model = networks.MLP(_SIZES, rng=4, dtype=np.float64)
    lines = [[*model.weights[0][:, 28], model.biases[0][28]]]

    def note(step, model):
        lines.append([*model.weights[0][:, 28], model.biases[0][28]])

    networks.train(model, x, y, steps=8, learning_rate=3, callback=note)
    return x, np.array(lines)


def _walk(step):
    x, lines = walk()
    w, b = lines[step, :2], lines[step, 2]
    foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
    count = (x @ lines[:, :2].T + lines[:, 2] > 0).sum(axis=0)
    past = np.where(np.arange(len(lines)) <= step, 1.0, np.nan)
    arrays = {
        "line": np.array([foot - 9 * along, foot + 9 * along]).T,
        "on": np.where((x @ w + b > 0)[:, None], x, np.nan).T,
        "count": (past * np.arange(len(lines)), past * count),
    }
    return arrays, {"on": f"{count[step]} / {len(x)}"}


def _draw_data(axes, explorer):
    axes[0].plot(*walk()[0].T, "o", markersize=5, markerfacecolor="none", color="#999999", markeredgewidth=0.8)


EXPLORERS = [
    Explorer(
        "walking-line",
        [Slider("step", range(9), start=0)],
        [
            Panel((-1.6, 2.6), (-1.2, 1.7), "x1", "x2"),
            Panel((-0.3, 8.3), (-3, 103), "step", "on", xticks=range(9)),
        ],
        [
            Curve("on", ACTIVATIONS["relu"].colour, "o", 5),
            Curve("line", "#333333", "-", 1.6),
            Curve("count", ACTIVATIONS["relu"].colour, "o", 7, panel=1),
        ],
        _walk,
        book=["step"],
        scene=_draw_data,
        size=(7.6, 3.6),
    ),
    Explorer(
        "dead-relu-clinic",
        [
            Slider("rate", [0.03, 0.1, 0.3, 1, 2, 3, 5, 10], start=3),
            Slider("bias", [-2, -1, -0.5, 0, 0.1, 0.5, 1], start=0),
            Slider("alpha", [0, 0.01, 0.1, 0.3], start=0),
            Slider("momentum", [0, 0.5, 0.9], start=0),
            Choice("start", ["he_normal", "xavier_normal"], start="he_normal"),
        ],
        [
            Panel((0, _STEPS), (1e-5, 100), "step", "loss", yscale="log"),
            Panel((0, _STEPS), (-3, 104), "step", "dead-share"),
        ],
        [
            Curve("loss", "#333333"),
            Curve("dead-1", ACTIVATIONS["relu"].colour, "-", panel=1),
            Curve("dead-2", "#004488", "--", panel=1),
        ],
        _census,
        book={"rate": [0.3, 1, 3, 10], "alpha": [0, 0.01, 0.1]},
        size=(7.2, 4.1),
    ),
]
