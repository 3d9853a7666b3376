"""Checkers of lesson 03, the hyperbolic tangent.

``03-a``  ``tanh_and_slope(x)`` -> ``t, slope``
``03-b``  ``tanh_from_sigmoid(x)``
``03-c``  ``stable_tanh(x)`` from exponentials, without overflow
``03-d``  ``same_sign_share(gradients)``: the share of rows whose entries all have one sign, (n, d) -> float
``03-e``  find the bug: the backward pass of `BuggyTanh`
"""

import numpy as np

from helpers.activations import tanh_prime
from helpers.exercises.properties import agree, elementwise, layer
from helpers.exercises.registry import choice, exercise

choice("03-signs", "C")
choice("03-batch", "C")
choice("03-twin", "B")
choice("03-growth", "C")


@exercise("03-a")
def tanh_and_slope(answer):
    """The value and 1 - tanh²."""

    def wrong(slope):
        return lambda x: (np.tanh(x), slope(np.tanh(x)))

    suspects = {
        "swapped": lambda x: (tanh_prime(x), np.tanh(x)),
        "one_cosh": lambda x: (np.tanh(x), 1 / np.cosh(x)),
        "sigmoid_rule": wrong(lambda t: t * (1 - t)),
        "not_squared": wrong(lambda t: 1 - t),
        "plus": wrong(lambda t: 1 + t**2),
    }
    cases = [(np.array([np.log(2)]),), (np.array([1.0]),), (np.linspace(-3, 3, 12).reshape(3, 4),)]
    agree(answer, lambda x: (np.tanh(x), tanh_prime(x)), *cases, suspects=suspects, parts=("t", "slope"))


@exercise("03-b")
def from_sigmoid(answer):
    """2σ(2x) - 1."""

    def scaled(factor, inner, shift):
        return lambda x: factor / (1 + np.exp(-inner * x)) + shift

    suspects = {
        "inner_two": scaled(2, 1, -1),
        "no_shift": scaled(2, 2, 0),
        "no_scale": scaled(1, 2, -1),
        "half": scaled(1, 2, -0.5),
        "flipped": lambda x: -np.tanh(x),
    }
    elementwise(answer, np.tanh, [0.0, 1.0, -1.0, 0.3, -2.0], suspects=suspects, rtol=0, atol=1e-14)
    agree(answer, np.tanh, *[(np.array([v]),) for v in (800.0, -800.0)], atol=1e-14)


@exercise("03-c")
def stable(answer):
    """The quotient of exponentials without inf / inf."""
    suspects = {
        "half_exponent": lambda x: np.tanh(x / 2),
        "flipped": lambda x: -np.tanh(x),
        "even": lambda x: np.abs(np.tanh(x)),
        "upside_down": lambda x: 1 / np.tanh(x),
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    }
    elementwise(answer, np.tanh, [0.5, -0.5, 2.0, -2.0], suspects=suspects, atol=1e-15)
    ends = [(np.array([v]),) for v in (0.0, 800.0, -800.0)]
    agree(answer, np.tanh, *ends, suspects={"even": lambda x: np.abs(np.tanh(x))})


@exercise("03-d")
def same_sign_share(answer):
    """Rows of one sign, positive or negative."""

    def rows(gradients):
        return (gradients > 0).all(axis=-1) | (gradients < 0).all(axis=-1)

    suspects = {
        "only_positive": lambda g: (g > 0).all(axis=1).mean(),
        "columns": lambda g: rows(g.T).mean(),
        "count": lambda g: rows(g).sum(),
        "product": lambda g: (g.prod(axis=1) > 0).mean(),
        "entries": lambda g: (g > 0).mean(),
        "per_row": rows,
    }
    rng = np.random.default_rng(3)
    cases = [[[1, 2]], [[-1, -2]], [[1, -2]], [[-1, -2], [1, -2]], [[1, -1, -1]], rng.normal(size=(40, 3))]
    agree(answer, lambda g: rows(g).mean(), *[(np.array(g, dtype=float),) for g in cases], suspects=suspects)


# The reader's cell starts with exactly this code.
class BuggyTanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1 - np.tanh(self.out) ** 2)


@exercise("03-e", bug=BuggyTanh)
def tanh_layer(answer):
    """1 - out², since out is tanh(x) already."""
    x = np.array([[1.0, -0.5], [0.0, 2.0]])
    dout = np.array([[10.0, 20.0], [30.0, 40.0]])
    suspects = {
        "still": lambda dout, x: dout * (1 - np.tanh(np.tanh(x)) ** 2),
        "no_dout": lambda dout, x: tanh_prime(x),
        "not_squared": lambda dout, x: dout * (1 - np.tanh(x)),
        "sigmoid_rule": lambda dout, x: dout * np.tanh(x) * (1 - np.tanh(x)),
        "input_squared": lambda dout, x: dout * (1 - x**2),
    }
    layer(answer, np.tanh, lambda dout, x: dout * tanh_prime(x), x, dout, suspects=suspects)
