"""Answers to the exercises of lesson 08."""

import numpy as np


def bound_by_loop(depth, w):
    size = 1.0
    for _ in range(depth):
        size *= max(w, -w) * 0.25
    return size


def width(w):
    w = abs(w)
    if w <= 4:
        return 0.0
    s = (1 + np.sqrt(1 - 4 / w)) / 2
    return 2 * np.log(s / (1 - s)) / w


def width_by_bisection(w):
    w = abs(w)
    left, right = 0.0, 5.0
    for _ in range(100):
        a = (left + right) / 2
        s = 1 / (1 + np.exp(-w * a))
        left, right = (a, right) if w * s * (1 - s) >= 1 else (left, a)
    return 2 * left if left > 1e-12 else 0.0


def width_no_case(w):
    s = (1 + np.sqrt(1 - np.float64(4) / abs(w))) / 2
    return 2 * np.log(s / (1 - s)) / abs(w)


def norms(weights, slopes, delta, back=lambda delta, W, slope: (delta @ W.T) * slope):
    found = [np.linalg.norm(delta)]
    for W, slope in zip(reversed(weights), reversed(slopes), strict=True):
        delta = back(delta, W, slope)
        found.append(np.linalg.norm(delta))
    return np.array(found[::-1])


def norms_recursive(weights, slopes, delta):
    here = [np.sqrt(np.sum(delta**2))]
    if not weights:
        return np.array(here)
    return np.concatenate([norms_recursive(weights[:-1], slopes[:-1], (delta @ weights[-1].T) * slopes[-1]), here])


def norms_by_index(weights, slopes, delta):
    deltas = {len(weights): delta}
    for layer in range(len(weights) - 1, -1, -1):
        deltas[layer] = np.einsum("nk,jk,nj->nj", deltas[layer + 1], weights[layer], slopes[layer])
    return np.array([np.linalg.norm(deltas[layer]) for layer in sorted(deltas)])


def norms_in_place(weights, slopes, delta):
    weights.reverse()
    slopes.reverse()
    return norms(weights[::-1], slopes[::-1], delta)


def he_by_scaling(rng, n_in, n_out):
    return rng.standard_normal((n_in, n_out)) * (2 / n_in) ** 0.5


RIGHT = {
    "08-a": [
        lambda depth, w: (abs(w) / 4) ** depth,
        bound_by_loop,
        lambda depth, w: np.exp(depth * np.log(abs(w) / 4)),
    ],
    "08-b": [
        lambda n, std, mean_square: np.sqrt(n) * std * np.sqrt(mean_square),
        lambda n, std, mean_square: (n * std**2 * mean_square) ** 0.5,
        lambda n, std, mean_square: std * np.sqrt(n * mean_square),
    ],
    "08-c": [width, width_by_bisection, lambda w: 4 / abs(w) * np.arccosh(np.sqrt(abs(w) / 4)) if abs(w) > 4 else 0],
    "08-d": [norms, norms_recursive, norms_by_index],
    "08-e": [
        lambda rng, n_in, n_out: rng.normal(0.0, np.sqrt(2 / n_in), size=(n_in, n_out)),
        he_by_scaling,
        lambda rng, n_in, n_out: rng.uniform(-1, 1, size=(n_in, n_out)) * np.sqrt(6 / n_in),
    ],
}
WRONG = {
    "08-a": [
        ("w_ignored", lambda depth, w: 0.25**depth),
        ("linear", lambda depth, w: depth * abs(w) / 4),
        ("sign_kept", lambda depth, w: (w / 4) ** depth),
        ("no_quarter", lambda depth, w: abs(w) ** depth),
        ("w_once", lambda depth, w: abs(w) / 4**depth),
        ("inverted", lambda depth, w: (4 / abs(w)) ** depth),
    ],
    "08-b": [
        ("squared", lambda n, std, mean_square: n * std * std * mean_square),
        ("width_not_rooted", lambda n, std, mean_square: n * std * np.sqrt(mean_square)),
        ("slope_not_rooted", lambda n, std, mean_square: np.sqrt(n) * std * mean_square),
        ("no_width", lambda n, std, mean_square: std * np.sqrt(mean_square)),
        ("std_rooted", lambda n, std, mean_square: np.sqrt(n * std * mean_square)),
    ],
    "08-c": [
        ("half", lambda w: width(w) / 2),
        ("in_z", lambda w: width(w) * abs(w)),
        ("half_in_z", lambda w: width(w) * abs(w) / 2),
        ("sign", lambda w: np.sign(w) * width(w)),
        ("no_quarter", lambda w: 2 * np.log(abs(w) - 1) / abs(w)),
        ("none_left", lambda w: width(w) if abs(w) > 4 else np.nan),
        ("warned_invalid", width_no_case),
    ],
    "08-d": [
        ("no_transpose", lambda *a: norms(*a, back=lambda delta, W, slope: delta @ W * slope)),
        ("no_slope", lambda *a: norms(*a, back=lambda delta, W, slope: delta @ W.T)),
        ("slope_early", lambda *a: norms(*a, back=lambda delta, W, slope: delta * slope @ W.T)),
        ("reversed", lambda *a: norms(*a)[::-1]),
        ("squared", lambda *a: norms(*a) ** 2),
        ("last_missing", lambda *a: norms(*a)[:-1]),
        ("list", lambda *a: list(norms(*a))),
        ("mutated", norms_in_place),
    ],
    "08-e": [
        ("still", lambda rng, n_in, n_out: 2 / n_in * rng.standard_normal((n_in, n_out))),
        ("fan_out", lambda rng, n_in, n_out: rng.normal(0, (2 / n_out) ** 0.5, size=(n_in, n_out))),
        ("xavier", lambda rng, n_in, n_out: rng.normal(0, n_in**-0.5, size=(n_in, n_out))),
        ("both", lambda rng, n_in, n_out: rng.normal(0, (2 / (n_in + n_out)) ** 0.5, size=(n_in, n_out))),
        ("root_two_over_n", lambda rng, n_in, n_out: rng.normal(0, 2**0.5 / n_in, size=(n_in, n_out))),
        ("unit", lambda rng, n_in, n_out: rng.normal(size=(n_in, n_out))),
        ("spread", lambda rng, n_in, n_out: rng.normal(0, 5.0, size=(n_in, n_out))),
        ("not_centred", lambda rng, n_in, n_out: rng.normal(0.1, 0.1, size=(n_in, n_out))),
        ("own_generator", lambda rng, n_in, n_out: he_by_scaling(np.random.default_rng(), n_in, n_out)),
        ("shape", lambda rng, n_in, n_out: rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))),
        ("raised", lambda rng, n_in, n_out: rng.randn(n_in, n_out)),
    ],
}
