"""Checkers of lesson 08, vanishing gradients and initialisation.

``08-a``  ``bound(depth, w)``: the largest factor that `depth` sigmoid layers with weight w can give the gradient
``08-b``  ``layer_factor(n, std, mean_square)``: √n σ_w √E[φ'²]
``08-c``  ``width(w)``: how wide the interval of inputs is where \\|w σ'(wa)\\| >= 1; 0 if there is none
``08-d``  ``backward_norms(weights, slopes, delta)``: norms of δ¹ ... δᴸ from δᴸ
``08-e``  find the bug: `he_init` takes a variance for a standard deviation
"""

from itertools import pairwise

import numpy as np

from helpers.exercises.calls import Wrong, call
from helpers.exercises.properties import agree, equal, require
from helpers.exercises.registry import choice, exercise, number

choice("08-quarter", "B")
number("08-relu", 2**-4.5, 0.005)
choice("08-own", "B")
choice("08-digits", "C")
choice("08-residual", "B")


@exercise("08-a")
def bound(answer):
    """(abs(w) / 4)**depth."""
    suspects = {
        "w_ignored": lambda depth, w: 0.25**depth,
        "linear": lambda depth, w: abs(w) / 4 * depth,
        "sign_kept": lambda depth, w: (w / 4) ** depth,
        "no_quarter": lambda depth, w: abs(w) ** depth,
        "w_once": lambda depth, w: abs(w) * 0.25**depth,
        "inverted": lambda depth, w: (4 / abs(w)) ** depth,
    }
    cases = [(1, 1.0), (10, 1.0), (2, 8.0), (3, -2.0), (10, 4.0)]
    agree(answer, lambda depth, w: (abs(w) / 4) ** depth, *cases, suspects=suspects)


@exercise("08-b")
def layer_factor(answer):
    """√n σ_w √E[φ'²]."""
    suspects = {
        "squared": lambda n, std, mean_square: n * std**2 * mean_square,
        "width_not_rooted": lambda n, std, mean_square: n * std * np.sqrt(mean_square),
        "slope_not_rooted": lambda n, std, mean_square: np.sqrt(n) * std * mean_square,
        "no_width": lambda n, std, mean_square: std * np.sqrt(mean_square),
        "std_rooted": lambda n, std, mean_square: np.sqrt(n * std * mean_square),
    }
    cases = [(100, 0.1, 0.5), (100, 0.2, 0.25), (400, 0.05, 0.0448)]
    agree(answer, lambda n, std, mean_square: np.sqrt(n) * std * np.sqrt(mean_square), *cases, suspects=suspects)


@exercise("08-c")
def width(answer):
    """Both ends of the interval satisfy abs(w) σ'(wa) = 1."""

    def edge(size):
        s = (1 + np.sqrt(1 - 4 / size)) / 2
        return np.log(s / (1 - s))

    suspects = {
        "half": lambda w: edge(abs(w)) / abs(w),
        "in_z": lambda w: 2 * edge(abs(w)),
        "half_in_z": lambda w: edge(abs(w)),
        "sign": lambda w: 2 * edge(abs(w)) / w,
        "no_quarter": lambda w: 2 * np.log(max(abs(w) - 1, 1e-9)) / abs(w),
    }
    agree(
        answer,
        lambda w: 2 * edge(abs(w)) / abs(w),
        *((5.0,), (6.894,), (20.0,), (-6.894,)),
        suspects=suspects,
        rtol=1e-6,
    )
    agree(answer, lambda w: 0.0, (4.0,), (2.0,), atol=1e-6, key="none_left")


@exercise("08-d")
def backward_norms(answer):
    """δˡ = (δˡ⁺¹ Wᵀ) ⊙ φ'(zˡ), from the last layer to the first."""

    def deltas(weights, slopes, delta, back=lambda delta, W, slope: (delta @ W.T) * slope):
        found = [delta]
        for W, slope in zip(reversed(weights), reversed(slopes), strict=True):
            found.insert(0, back(found[0], W, slope))
        return found

    def norms(weights, slopes, delta, **how):
        return np.array([np.linalg.norm(d) for d in deltas(weights, slopes, delta, **how)])

    suspects = {
        "no_transpose": lambda *a: norms(*a, back=lambda delta, W, slope: (delta @ W) * slope),
        "no_slope": lambda *a: norms(*a, back=lambda delta, W, slope: delta @ W.T),
        "slope_early": lambda *a: norms(*a, back=lambda delta, W, slope: (delta * slope) @ W.T),
        "reversed": lambda *a: norms(*a)[::-1],
        "squared": lambda *a: norms(*a) ** 2,
        "last_missing": lambda *a: norms(*a)[:-1],
    }
    rng = np.random.default_rng(8)

    def network(*widths):
        shapes = list(pairwise(widths))
        weights = [rng.normal(size=shape) for shape in shapes]
        slopes = [rng.uniform(size=(2, n)) for n, _ in shapes]
        return weights, slopes, rng.normal(size=(2, widths[-1]))

    agree(answer, norms, network(2, 2), network(2, 2, 2), network(4, 3, 2), suspects=suspects)


# The reader's cell starts with exactly this code.
def buggy_he_init(rng, n_in, n_out):
    return rng.normal(0.0, 2 / n_in, size=(n_in, n_out))


@exercise("08-e", bug=buggy_he_init)
def he_init(answer):
    """Standard deviation √(2 / n_in), mean 0, from the generator given."""
    n_in, n_out = 200, 100
    drawn = call(answer, np.random.default_rng(0), n_in, n_out)
    shown = {"n_in": n_in, "n_out": n_out}
    equal(np.zeros_like(drawn) if isinstance(drawn, np.ndarray) else drawn, np.zeros((n_in, n_out)), inputs=shown)
    spread, wanted = float(np.std(drawn)), np.sqrt(2 / n_in)
    if not abs(spread / wanted - 1) <= 0.05:
        spreads = {
            "still": 2 / n_in,
            "fan_out": np.sqrt(2 / n_out),
            "xavier": np.sqrt(1 / n_in),
            "both": np.sqrt(2 / (n_in + n_out)),
            "root_two_over_n": np.sqrt(2) / n_in,
            "unit": 1.0,
        }
        key = next((key for key, value in spreads.items() if abs(spread / value - 1) <= 0.05), "spread")
        raise Wrong(key, inputs=shown, came=f"{spread:.3g}", expected=f"{wanted:.3g}")
    mean = float(np.mean(drawn))
    require(abs(mean) <= 0.05 * wanted, "not_centred", inputs=shown, came=f"{mean:.3g}", expected="0")
    again = call(answer, np.random.default_rng(0), n_in, n_out)
    require(np.array_equal(drawn, again), "own_generator")
