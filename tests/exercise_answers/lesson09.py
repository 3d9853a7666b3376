"""Answers to the exercises of lesson 09."""

import numpy as np


def step(x, w, b, rate):
    on = w * x + b > 0
    return w - rate * np.mean(on * x), b - rate * np.mean(on)


def step_with_zero_on(x, w, b, rate):
    on = w * x + b >= 0
    return w - rate * np.mean(on * x), b - rate * np.mean(on)


def step_by_loop(x, w, b, rate):
    dw = db = 0.0
    for value in x:
        if w * value + b > 0:
            dw += value / len(x)
            db += 1 / len(x)
    return w - rate * dw, b - rate * db


def step_vector(x, w, b, rate):
    inputs, theta = np.stack([x, np.ones_like(x)], axis=1), np.array([w, b])
    active = (inputs @ theta > 0)[:, None]
    return tuple(theta - rate * (inputs * active).mean(axis=0))


def step_only_active(x, w, b, rate):
    on = x[w * x + b > 0]
    return (w - rate * on.mean(), b - rate) if len(on) else (w, b)


def dead(z):
    return (z <= 0).all(axis=0)


def fates(before, after):
    return np.select(
        [dead(before) & dead(after), ~dead(before) & dead(after), dead(before) & ~dead(after)],
        ["born dead", "killed", "revived"],
        "alive",
    )


def fates_by_loop(before, after):
    words = {(False, False): "alive", (True, True): "born dead", (False, True): "killed", (True, False): "revived"}
    return [words[bool(a), bool(b)] for a, b in zip(dead(before), dead(after), strict=True)]


def fates_where(before, after):
    late = np.where(dead(before), "revived", "alive")
    return np.where(dead(after), np.where(dead(before), "born dead", "killed"), late)


def renamed(old, new):
    return lambda before, after: [new if word == old else word for word in fates(before, after)]


def dead_share_entries(z):
    h = np.maximum(z, 0)
    return np.sum(h == 0) / h.size


CURED = {
    "A": ("affine", {"activation": "relu"}),
    "B": ("vanishing", {"activation": "relu"}),
    "C": ("born dead", {"bias": 0.0}),
    "D": ("killed", {"learning_rate": 1.0}),
    "E": ("off-centre", {"centre": True}),
}


def but(**entries):
    return CURED | entries


RIGHT = {
    "09-a": [
        lambda w, b, x: np.all(x @ w + b <= 0),
        lambda w, b, x: (x @ w).max() + b <= 0,
        lambda w, b, x: not any(sum(p * q for p, q in zip(w, row, strict=True)) + b > 0 for row in x),
    ],
    "09-b": [step, step_by_loop, step_vector],
    "09-c": [dead, lambda z: z.max(axis=0) <= 0, lambda z: ~np.any(z > 0, axis=0)],
    "09-d": [fates, fates_by_loop, fates_where],
    "09-e": [
        lambda z: np.mean((z <= 0).all(axis=0)),
        lambda z: float((z.max(axis=0) <= 0).mean()),
        lambda z: sum(not np.any(unit > 0) for unit in z.T) / z.shape[1],
    ],
    "09-f": [
        CURED,
        but(A=("affine", {"activation": "tanh"}), B=["vanishing", {"activation": "leaky_relu"}]),
        lambda: {name: (CURED[name][0], {"normalise": True}) if name in "CDE" else CURED[name] for name in "EDCBA"},
    ],
}
WRONG = {
    "09-a": [
        ("any", lambda w, b, x: np.any(x @ w + b <= 0)),
        ("inverted", lambda w, b, x: np.any(x @ w + b > 0)),
        ("mean", lambda w, b, x: np.mean(x @ w + b) <= 0),
        ("strict", lambda w, b, x: np.all(x @ w + b < 0)),
        ("no_bias", lambda w, b, x: np.all(x @ w <= 0)),
        ("per_sample", lambda w, b, x: x @ w + b <= 0),
        ("first_sample", lambda w, b, x: x[0] @ w + b <= 0),
        ("values", lambda w, b, x: b <= -1),
        ("dtype", lambda w, b, x: 1 if np.all(x @ w + b <= 0) else 0),
    ],
    "09-b": [
        ("summed", lambda x, w, b, rate: step(x, w, b, rate * len(x))),
        ("ascent", lambda x, w, b, rate: step(x, w, b, -rate)),
        ("no_mask", lambda x, w, b, rate: (w - rate * x.mean(), b - rate)),
        ("bias_ignored", lambda x, w, b, rate: (w - rate * np.mean((w * x > 0) * x), b - rate * np.mean(w * x > 0))),
        ("zero_on", step_with_zero_on),
        ("x_lost", lambda x, w, b, rate: (w - rate * np.mean(w * x + b > 0), step(x, w, b, rate)[1])),
        ("bias_frozen", lambda x, w, b, rate: (step(x, w, b, rate)[0], b)),
        ("only_active", step_only_active),
        ("parts", lambda x, w, b, rate: step(x, w, b, rate)[0]),
    ],
    "09-c": [
        ("samples", lambda z: (z <= 0).all(axis=1)),
        ("any", lambda z: (z <= 0).any(axis=0)),
        ("inverted", lambda z: ~dead(z)),
        ("zero_only", lambda z: (z == 0).all(axis=0)),
        ("strict", lambda z: z.max(axis=0) < 0),
        ("mean", lambda z: z.mean(axis=0) <= 0),
        ("entries", lambda z: z <= 0),
        ("whole", lambda z: (z <= 0).all()),
        ("count", lambda z: dead(z).sum()),
    ],
    "09-d": [
        ("time_swapped", lambda before, after: fates(after, before)),
        ("revived_forgotten", renamed("revived", "alive")),
        ("killed_as_born", renamed("killed", "born dead")),
        ("born_as_killed", renamed("born dead", "killed")),
        ("only_end", lambda before, after: np.where(dead(after), "killed", "alive")),
        ("samples", lambda before, after: fates(before.T, after.T)),
        ("words", renamed("killed", "dead")),
        ("kind", lambda before, after: dead(after)),
    ],
    "09-e": [
        ("still", dead_share_entries),
        ("samples", lambda z: (z <= 0).all(axis=1).mean()),
        ("count", lambda z: dead(z).sum()),
        ("alive", lambda z: 1 - dead(z).mean()),
        ("any", lambda z: (z <= 0).any(axis=0).mean()),
        ("strict", lambda z: (z.max(axis=0) < 0).mean()),
    ],
    "09-f": [
        ("kind", list(CURED.values())),
        ("kind", {"A": CURED["A"]}),
        ("patients_left", but(C=..., E=(..., ...))),
        ("entry", but(B="vanishing")),
        ("disease_name", but(A=("sick", {"activation": "relu"}))),
        ("disease", but(B=("saturated", {"activation": "relu"}))),
        ("dead_since_when", but(C=("dead", {"bias": 0.0}))),
        ("disease", but(E=("killed", {"centre": True}))),
        ("one_change", but(D=("killed", {"learning_rate": 1.0, "bias": 0.0}))),
        ("data_changed", but(E=("off-centre", {"offset": 0.0}))),
        ("setting", but(C=("born dead", {"momentum": 0.9}))),
        ("invalid", but(A=("affine", {"activation": "relux"}))),
        ("leak", but(D=("killed", {"activation": "leaky_relu"}))),
        ("not_healed", but(E=("off-centre", {"learning_rate": 0.01}))),
    ],
}
