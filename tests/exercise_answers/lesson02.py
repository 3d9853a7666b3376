"""Answers to the exercises of lesson 02."""

import numpy as np


def sigmoid(x):
    t = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + t), t / (1 + t))


def sigmoid_by_mask(x):
    y = np.empty_like(x)
    right = x >= 0
    y[right] = 1 / (1 + np.exp(-x[right]))
    e = np.exp(x[~right])
    y[~right] = e / (1 + e)
    return y


def sigmoid_both(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


def edge_by_bisection(a, floor):
    left, right = 0.0, 1e3
    for _ in range(200):
        middle = (left + right) / 2
        t = np.exp(-a * middle)
        left, right = (middle, right) if a * t / (1 + t) ** 2 > floor else (left, middle)
    return left if left > 1e-12 else 0.0


def edge(a, floor):
    if floor >= a / 4:
        return 0.0
    s = (1 + np.sqrt(1 - 4 * floor / a)) / 2
    return np.log(s / (1 - s)) / a


def edge_no_cap(a, floor):
    s = (1 + np.sqrt(1 - 4 * np.float64(floor) / a)) / 2
    return np.log(s / (1 - s)) / a


def backward_in_place(dout, y):
    dout *= y * (1 - y)
    return dout


def gradients_by_quotient(z, y):
    p = sigmoid(z)
    return (p - y) * p * (1 - p), ((1 - y) / (1 - p) - y / p) * p * (1 - p)


def gradients(z, y):
    p = 1 / (1 + np.exp(-z))
    return (p - y) * p * (1 - p), p - y


RIGHT = {
    "02-a": [sigmoid, sigmoid_by_mask, lambda x: np.exp(-np.logaddexp(0, -x))],
    "02-b": [
        lambda dout, y: dout * y * (1 - y),
        lambda dout, y: (y - y**2) * dout,
        lambda dout, y: np.multiply(dout, np.multiply(y, np.subtract(1, y))),
    ],
    "02-c": [
        gradients,
        lambda z, y: tuple((sigmoid(z) - y) * f for f in (sigmoid(z) * sigmoid(-z), 1)),
        lambda z, y: [(sigmoid(z) - y) * np.exp(-z) * sigmoid(z) ** 2, sigmoid(z) - y],
    ],
    "02-d": [
        edge,
        edge_by_bisection,
        lambda a, floor: 0 if 4 * floor >= a else 2 * np.arccosh(np.sqrt(a / 4 / floor)) / a,
    ],
    "02-e": [
        lambda x: -np.logaddexp(0, -x),
        lambda x: np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))),
        lambda x: np.where(x < 0, x, 0) - np.log1p(np.exp(np.where(x < 0, x, -x))),
    ],
}
WRONG = {
    "02-a": [
        ("flipped", lambda x: 1 / (1 + np.exp(x))),
        ("no_reciprocal", lambda x: 1 + np.exp(-x)),
        ("tanh", np.tanh),
        ("derivative", lambda x: sigmoid(x) * sigmoid(-x)),
        ("two_x", lambda x: 0.5 * (1 + np.tanh(x))),
        ("tail", lambda x: (np.tanh(x / 2) + 1) / 2),
        ("tail", lambda x: 1 - 1 / (1 + np.exp(np.minimum(x, 700)))),
        ("tail_rough", lambda x: 1 / (1 + np.exp(-np.clip(x, -30, 30)))),
        ("warned_overflow", lambda x: 1 / (1 + np.exp(-x))),
        ("warned_overflow", lambda x: np.exp(x) / (1 + np.exp(x))),
        ("warned_overflow", sigmoid_both),
        ("raised", lambda x: __import__("math").exp(x)),
    ],
    "02-b": [
        ("no_dout", lambda dout, y: y * (1 - y)),
        ("sigmoid_again", lambda dout, y: dout * sigmoid(y) * (1 - sigmoid(y))),
        ("plus", lambda dout, y: dout * y * (1 + y)),
        ("half", lambda dout, y: dout * (1 - y)),
        ("only_output", lambda dout, y: dout * y),
        ("mutated", backward_in_place),
    ],
    "02-c": [
        ("swapped", lambda z, y: gradients(z, y)[::-1]),
        ("sign", lambda z, y: tuple(-g for g in gradients(z, y))),
        ("no_slope", lambda z, y: (sigmoid(z) - y, sigmoid(z) - y)),
        ("entropy_wrt_p", lambda z, y: (gradients(z, y)[0], (sigmoid(z) - y) / (sigmoid(z) * sigmoid(-z)))),
        ("factor_two", lambda z, y: (2 * gradients(z, y)[0], gradients(z, y)[1])),
        ("warned_divide", gradients_by_quotient),
        ("parts", lambda z, y: sigmoid(z) - y),
    ],
    "02-d": [
        ("no_chain", lambda a, floor: edge(1, floor) / a),
        ("no_scale", lambda a, floor: a * edge(a, floor)),
        ("negative", lambda a, floor: -edge(a, floor)),
        ("value", lambda a, floor: np.log(1 / floor - 1) / a),
        ("wide", lambda a, floor: 2 * edge(a, floor)),
        ("warned_invalid", edge_no_cap),
        ("always", lambda a, floor: edge(a, floor) if floor < a / 4 else np.nan),
    ],
    "02-e": [
        ("still", lambda x: np.log((1 + np.tanh(x / 2)) / 2)),
        ("sign", lambda x: np.logaddexp(0, -x)),
        ("other_class", lambda x: -np.logaddexp(0, x)),
        ("no_log", sigmoid),
        ("floor", lambda x: np.log(sigmoid(x) + 1e-16)),
        ("warned_divide", lambda x: np.log(sigmoid(x))),
        ("right_tail", lambda x: np.minimum(x, 0) - np.log(1 + np.exp(-np.abs(x)))),
    ],
}
