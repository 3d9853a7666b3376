"""The explorer of lesson 09, the clinic: which settings kill ReLU units, and which keep them alive."""

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
            "loss": (steps, np.clip(losses, 1e-4, None)),
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


EXPLORERS = [
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
            Panel((0, _STEPS), (1e-4, 100), "step", "loss", yscale="log"),
            Panel((0, _STEPS), (-3, 104), "step", "dead-share"),
        ],
        [
            Curve("loss", "#333333"),
            Curve("dead-1", ACTIVATIONS["relu"].colour, "-", panel=1),
            Curve("dead-2", "#d55e00", "--", panel=1),
        ],
        _census,
        book={"rate": [0.3, 1, 3, 10], "alpha": [0, 0.01]},
        size=(7.2, 4.1),
    )
]
