"""Checkers of lesson 09, dead ReLUs. A unit is dead when z <= 0 for all data.

``09-a``  ``is_dead(w, b, x)``: one unit on data (n, d) -> bool
``09-b``  ``killing_step(x, w, b, rate)`` -> ``w, b`` after one step on the mean of relu(wx + b), x of shape (n,)
``09-c``  ``dead_mask(z)``: pre-activations (n, units) -> bool (units,)
``09-d``  ``fates(before, after)``: one of "alive", "born dead", "killed", "revived" for each unit
``09-e``  find the bug: `dead_share` counts zero outputs
``09-f``  the five `PATIENTS`: name to ``(disease, {setting: value})``, one changed setting each
"""

import functools

import numpy as np

from helpers import data, networks
from helpers.exercises.calls import Unattempted, Wrong, call, is_open
from helpers.exercises.properties import agree, equal, require
from helpers.exercises.registry import choice, exercise

choice("09-zeros", "C")
choice("09-burial", "B")
choice("09-scale", "A")
choice("09-bias", "C")
choice("09-leaky", "C")

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@exercise("09-a")
def is_dead(answer):
    """No sample gives a positive pre-activation."""
    w = np.array([1.0, -2.0])
    suspects = {
        "any": lambda w, b, x: (x @ w + b <= 0).any(),
        "inverted": lambda w, b, x: (x @ w + b > 0).any(),
        "mean": lambda w, b, x: (x @ w + b).mean() <= 0,
        "strict": lambda w, b, x: (x @ w + b < 0).all(),
        "no_bias": lambda w, b, x: (x @ w <= 0).all(),
        "per_sample": lambda w, b, x: x @ w + b <= 0,
        "first_sample": lambda w, b, x: x[0] @ w + b <= 0,
    }
    cases = [(w, b, CORNERS) for b in (-4.0, 3.0, -0.9, 1.0, 0.4, -1.0)]
    cases += [(np.array([2.0, -1.0, 0.5]), b, np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]])) for b in (-2.9, -3.0)]
    agree(answer, lambda w, b, x: (x @ w + b <= 0).all(), *cases, suspects=suspects)


@exercise("09-b")
def killing_step(answer):
    """w and b move against the mean gradient of the active samples."""

    def step(x, w, b, rate, reduce=np.mean, mask=lambda x, w, b: w * x + b > 0, sign=-1.0, with_x=True, bias=True):
        on = mask(x, w, b)
        return w + sign * rate * reduce(on * (x if with_x else 1)), b + sign * rate * bias * reduce(on)

    suspects = {
        "summed": lambda *a: step(*a, reduce=np.sum),
        "ascent": lambda *a: step(*a, sign=1.0),
        "no_mask": lambda *a: step(*a, mask=lambda x, w, b: np.ones_like(x)),
        "bias_ignored": lambda *a: step(*a, mask=lambda x, w, b: w * x > 0),
        "zero_on": lambda *a: step(*a, mask=lambda x, w, b: w * x + b >= 0),
        "x_lost": lambda *a: step(*a, with_x=False),
        "bias_frozen": lambda *a: step(*a, bias=False),
        "only_active": lambda x, w, b, rate: step(x[w * x + b > 0], w, b, rate) if (w * x + b > 0).any() else (w, b),
    }
    cases = [([1, 2], 0.5, 0.0, 1.0), ([1, 2], 0.5, 0.0, 0.2), ([3, -1], 0.5, 0.0, 1.0), ([2], -1.0, 0.0, 1.0)]
    cases.append(([1, 2, 4], 0.5, -1.0, 1.0))
    arrays = [(np.array(x, dtype=float), *rest) for x, *rest in cases]
    agree(answer, step, *arrays, suspects=suspects, atol=1e-12, parts=("w", "b"))


@exercise("09-c")
def dead_mask(answer):
    """One truth value a unit, over all samples."""
    suspects = {
        "samples": lambda z: (z <= 0).all(axis=1),
        "any": lambda z: (z <= 0).any(axis=0),
        "inverted": lambda z: (z > 0).any(axis=0),
        "zero_only": lambda z: (z == 0).all(axis=0),
        "strict": lambda z: (z < 0).all(axis=0),
        "mean": lambda z: z.mean(axis=0) <= 0,
        "entries": lambda z: z <= 0,
        "whole": lambda z: (z <= 0).all(),
        "count": lambda z: (z <= 0).all(axis=0).sum(),
    }
    cases = [
        [[-1.0, 2.0]],
        [[-1.0, 9.0], [-3.0, -4.0]],
        [[0.0, 1.0], [-2.0, -5.0]],
        [[-1.0, 0.0, 1.0], [-2.0, -1.0, -9.0], [-3.0, -2.0, -9.0], [-1.0, -2.0, -9.0]],
    ]
    agree(answer, lambda z: (z <= 0).all(axis=0), *[(np.array(z),) for z in cases], suspects=suspects)


@exercise("09-d")
def fates(answer):
    """Dead before or not, dead after or not: four cases."""
    names = np.array([["alive", "killed"], ["revived", "born dead"]])

    def reference(before, after):
        dead = [(z <= 0).all(axis=0).astype(int) for z in (before, after)]
        return names[dead[0], dead[1]]

    def by_samples(before, after):
        return reference(before.T, after.T)

    def renamed(old, new):
        return lambda before, after: np.where(reference(before, after) == old, new, reference(before, after))

    suspects = {
        "time_swapped": lambda before, after: reference(after, before),
        "revived_forgotten": renamed("revived", "alive"),
        "killed_as_born": renamed("killed", "born dead"),
        "born_as_killed": renamed("born dead", "killed"),
        "only_end": lambda before, after: reference(before + np.inf, after),
        "samples": by_samples,
    }
    before = np.array([[1, 1, -1, -1], [-1, 1, -2, 0], [2, -1, -1, -3], [1, 1, -1, -1]], dtype=float)
    after = np.array([[-1, -1, -1, -1], [2, -1, 1, -1], [1, -3, -1, 0], [-1, 0, -1, -2]], dtype=float)
    came = call(answer, before, after)
    expected, shown = reference(before, after), {"before": before, "after": after}
    if not isinstance(came, tuple | list | np.ndarray) or not all(isinstance(word, str) for word in came):
        raise Wrong("kind", came=type(came).__name__)
    words = np.array(came)
    require(words.shape == expected.shape, "shape", inputs=shown, came=words.shape, expected=expected.shape)
    require(set(words) <= set(names.ravel()), "words", came=", ".join(sorted(set(words))))
    if not np.array_equal(words, expected):
        key = next((k for k, f in suspects.items() if np.array_equal(words, f(before, after))), "values")
        raise Wrong(key, inputs=shown, came=", ".join(words), expected=", ".join(expected))


# The reader's cell starts with exactly this code.
def buggy_dead_share(z):
    return np.mean(np.maximum(z, 0) == 0)


@exercise("09-e", bug=buggy_dead_share)
def dead_share(answer):
    """The share of units, not of zeros."""
    suspects = {
        "still": buggy_dead_share,
        "samples": lambda z: (z <= 0).all(axis=1).mean(),
        "count": lambda z: (z <= 0).all(axis=0).sum(),
        "alive": lambda z: (z > 0).any(axis=0).mean(),
        "any": lambda z: (z <= 0).any(axis=0).mean(),
        "strict": lambda z: (z < 0).all(axis=0).mean(),
    }
    rows = [[-1.0, -2.0], [-1.0, -3.0], [1.0, -1.0]]
    cases = [
        [[1.0, -1.0], [-1.0, 1.0]],
        [[1.0, -1.0], [-1.0, -2.0]],
        [[0.0, 1.0, 2.0, -1.0], [-1.0, -2.0, 3.0, 4.0]],
        rows,
    ]
    agree(answer, lambda z: (z <= 0).all(axis=0).mean(), *[(np.array(z),) for z in cases], suspects=suspects)
    equal(call(answer, np.zeros((3, 2))), 1.0, inputs={"z": np.zeros((3, 2))})


#: The capstone's networks: how each differs from a healthy one, `treat` without arguments.
PATIENTS = {
    "A": {"activation": "identity", "layers": 3, "learning_rate": 0.3},
    "B": {"activation": "sigmoid", "layers": 4, "initialiser": "xavier_normal", "bias": 0.1},
    "C": {"bias": -3.0, "learning_rate": 2.0},
    "D": {"learning_rate": 8.0, "bias": 0.1},
    "E": {"offset": 10.0, "learning_rate": 0.5, "bias": 0.1},
}
NAMES = {"affine", "born dead", "dead", "diverged", "exploding", "killed", "off-centre", "saturated", "vanishing"}
DISEASES = {"A": "affine", "B": "vanishing", "C": "born dead", "D": "killed", "E": "off-centre"}
SETTINGS = ("activation", "bias", "centre", "initialiser", "layers", "learning_rate", "normalise")
HEALED = 0.92


@functools.cache
def treat(
    activation="relu",
    initialiser="he_normal",
    layers=2,
    bias=0.0,
    offset=0.0,
    centre=False,
    normalise=False,
    learning_rate=1.0,
):
    """Return the median accuracy of three networks on the moons after 100 steps."""
    x, y = data.moons(100, noise=0.1, rng=9)
    x = x + offset
    x = x - x.mean(axis=0) if centre else x
    sizes, accuracies = [2] + [16] * layers + [1], []
    for seed in range(3):
        options = {"bias": bias, "normalise": normalise, "rng": seed, "dtype": np.float64}
        model = networks.MLP(sizes, activation, initialiser, **options)
        networks.train(model, x, y, steps=100, learning_rate=learning_rate)
        with np.errstate(all="ignore"):
            accuracies.append(model.accuracy(x, y))
    return float(np.median(accuracies))


@exercise("09-f")
def treatment(answer):
    """Each patient: the right disease, and one changed setting that heals."""
    answer = call(answer) if callable(answer) else answer
    require(isinstance(answer, dict) and set(answer) == set(PATIENTS), "kind", came=type(answer).__name__)
    open_ones = [name for name, entry in answer.items() if is_open(entry)]
    if len(open_ones) == len(PATIENTS):
        raise Unattempted
    for name in sorted(set(answer) - set(open_ones)):
        _patient(name, answer[name])
    require(not open_ones, "patients_left", patients=", ".join(sorted(open_ones)))


def _patient(name, entry):
    """Check one patient's disease and cure."""
    pair = isinstance(entry, tuple | list) and len(entry) == 2
    require(pair and isinstance(entry[0], str) and isinstance(entry[1], dict), "entry", patient=name)
    disease, change = entry
    require(disease in NAMES, "disease_name", patient=name, came=disease)
    require(disease != "dead", "dead_since_when", patient=name)
    require(disease == DISEASES[name], "disease", patient=name, came=disease)
    require(len(change) == 1, "one_change", patient=name, came=change)
    ((setting, value),) = change.items()
    require(setting != "offset", "data_changed", patient=name)
    require(setting in SETTINGS, "setting", patient=name, came=setting, expected=", ".join(SETTINGS))
    try:
        accuracy = treat(**(PATIENTS[name] | change))
    except (TypeError, ValueError) as error:
        raise Wrong("invalid", patient=name, inputs=change, error=str(error)) from None
    if not accuracy > HEALED - 0.005:
        key = "leak" if value == "leaky_relu" else "not_healed"
        raise Wrong(key, patient=name, inputs=change, came=f"{accuracy:.2f}", expected=f"≥ {HEALED}")
