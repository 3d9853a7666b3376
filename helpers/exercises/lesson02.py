"""Checkers of lesson 02, the logistic sigmoid.

``02-a``  ``my_sigmoid(x)`` without overflow
``02-b``  ``sigmoid_backward(dout, y)`` from the output alone
``02-c``  ``output_gradients(z, y)`` -> gradients of the squared error ½(p - y)² and of cross-entropy with respect to z
``02-d``  ``saturation_edge(a, floor)``: from which x > 0 on the slope of σ(ax) stays below `floor`; 0 if it always is
``02-e``  find the bug: `log_chance(x)` = log σ(x) through tanh
"""

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises.properties import agree, elementwise
from helpers.exercises.registry import choice, exercise

choice("02-step", "B")
choice("02-overflow", "B")
choice("02-forgotten", "B")
choice("02-wrong", "C")


@exercise("02-a")
def stable(answer):
    """Values, the left tail, no overflow."""
    suspects = {
        "flipped": lambda x: 1 / (1 + np.exp(x)),
        "no_reciprocal": lambda x: 1 + np.exp(-x),
        "tanh": np.tanh,
        "derivative": lambda x: sigmoid(x) * (1 - sigmoid(x)),
        "two_x": lambda x: sigmoid(2 * x),
    }
    elementwise(answer, sigmoid, [0.0, 1.0, -1.0, 5.0, -5.0], suspects=suspects)
    tail = {"tail": lambda x: 0.5 * (1 + np.tanh(x / 2))}
    agree(answer, sigmoid, (np.array([40.0]),), (np.array([-40.0]),), suspects=tail, key="tail_rough")
    agree(answer, sigmoid, *[(np.array([v]),) for v in (1000.0, -1000.0)], atol=1e-200)
    agree(answer, sigmoid, (np.array([-1000.0, 0.0, 1000.0]),), atol=1e-200)


@exercise("02-b")
def backward(answer):
    """The derivative from the output: y(1 - y)."""
    rng = np.random.default_rng(2)
    suspects = {
        "no_dout": lambda dout, y: y * (1 - y),
        "sigmoid_again": lambda dout, y: dout * sigmoid(y) * (1 - sigmoid(y)),
        "plus": lambda dout, y: dout * y * (1 + y),
        "half": lambda dout, y: dout * (1 - y),
        "only_output": lambda dout, y: dout * y,
    }
    cases = [
        (np.array([1.0]), np.array([0.5])),
        (np.ones(3), np.array([0.5, 0.75, 0.25])),
        (np.array([-2.0]), np.array([0.25])),
        (rng.normal(size=(2, 3, 4)), rng.uniform(size=(2, 3, 4))),
    ]
    agree(answer, lambda dout, y: dout * y * (1 - y), *cases, suspects=suspects)


@exercise("02-c")
def output_gradients(answer):
    """Squared error multiplies p - y by the slope p(1 - p); cross-entropy does not."""

    def reference(z, y):
        p = sigmoid(z)
        return (p - y) * p * (1 - p), p - y

    def wrong(squared, entropy):
        return lambda z, y: (squared(sigmoid(z), y), entropy(sigmoid(z), y))

    suspects = {
        "swapped": lambda z, y: reference(z, y)[::-1],
        "sign": lambda z, y: tuple(-g for g in reference(z, y)),
        "no_slope": wrong(lambda p, y: p - y, lambda p, y: p - y),
        "entropy_wrt_p": wrong(lambda p, y: (p - y) * p * (1 - p), lambda p, y: (p - y) / (p * (1 - p))),
        "factor_two": wrong(lambda p, y: 2 * (p - y) * p * (1 - p), lambda p, y: p - y),
    }
    cases = [([5.0], [0.0]), ([0.0], [1.0]), ([-2.0, 0.5, 3.0], [1.0, 0.0, 1.0])]
    arrays = [(np.array(z), np.array(y)) for z, y in cases]
    parts = ("squared error", "cross-entropy")
    agree(answer, reference, *arrays, suspects=suspects, parts=parts)
    agree(answer, reference, (np.array([40.0]), np.array([0.0])), atol=1e-12, parts=parts)


@exercise("02-d")
def saturation_edge(answer):
    """The slope a σ(ax)(1 - σ(ax)) equals `floor` there."""

    def logit(product):
        """Return the z > 0 at which σ(z)(1 - σ(z)) is `product`."""
        s = (1 + np.sqrt(1 - 4 * product)) / 2
        return np.log(s / (1 - s))

    suspects = {
        "no_chain": lambda a, floor: logit(floor) / a,
        "no_scale": lambda a, floor: logit(floor / a),
        "negative": lambda a, floor: -logit(floor / a) / a,
        "value": lambda a, floor: np.log((1 - floor) / floor) / a,
        "wide": lambda a, floor: 2 * logit(floor / a) / a,
    }
    cases = [(1.0, 0.01), (1.0, 0.125), (4.0, 0.01), (10.0, 0.2)]
    agree(answer, lambda a, floor: logit(floor / a) / a, *cases, suspects=suspects, rtol=1e-6)
    agree(answer, lambda a, floor: 0.0, (1.0, 0.3), key="always")


# The reader's cell starts with exactly this code.
def buggy_log_chance(x):
    p = 0.5 * (1 + np.tanh(x / 2))
    return np.log(p)


@exercise("02-e", bug=buggy_log_chance)
def log_chance(answer):
    """log σ(x) = -log(1 + e^(-x)), in both tails."""

    def reference(x):
        return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))

    suspects = {
        "sign": lambda x: -reference(x),
        "other_class": lambda x: reference(-x),
        "no_log": sigmoid,
    }
    elementwise(answer, reference, [0.0, 1.0, -1.0, 5.0], suspects=suspects)
    left = {"still": buggy_log_chance}
    agree(answer, reference, (np.array([-40.0]),), suspects=left, key="floor")
    agree(answer, reference, *[(np.array([v]),) for v in (-800.0, 800.0)], atol=1e-200, key="floor")
    agree(answer, reference, (np.array([40.0]),), key="right_tail")
