"""Checkers of lesson 01, why a network needs activation functions.

``01-a``  ``merge(W1, b1, W2, b2)`` -> ``W, b``: two affine layers as one
``01-b``  ``xor_net(x)``: the two-ReLU network, (n, 2) -> (n,)
``01-c``  ``sawtooth(x, k)``: the tent map composed k times
``01-d``  ``regions(n, d)``: into how many regions n hyperplanes cut d-dimensional space
``01-e``  find the bug: `train_step` uses a weight after updating it
"""

from math import comb

import numpy as np

from helpers.exercises.properties import agree
from helpers.exercises.registry import choice, exercise, number

choice("01-line", "B")
choice("01-hidden", "A")
choice("01-regions", "B")
number("01-pieces", 32, 0)


@exercise("01-a")
def merge(answer):
    """One affine map that equals two."""
    rng = np.random.default_rng(1)
    small = [np.array(v, dtype=float) for v in ([[2]], [1], [[3]], [0])]
    example = [np.array(v, dtype=float) for v in ([[1, 2], [0, 1]], [1, -1], [[1, 0], [3, 1]], [0, 2])]
    large = [rng.normal(size=shape) for shape in ((3, 4), (4,), (4, 2), (2,))]
    suspects = {
        "order": lambda W1, b1, W2, b2: (W2 @ W1, b1 @ W2 + b2),
        "bias_sum": lambda W1, b1, W2, b2: (W1 @ W2, b1 + b2),
        "bias_lost": lambda W1, b1, W2, b2: (W1 @ W2, b2),
        "bias_side": lambda W1, b1, W2, b2: (W1 @ W2, W2 @ b1 + b2),
        "entrywise": lambda W1, b1, W2, b2: (W1 * W2, b1 * W2 + b2),
    }
    agree(
        answer,
        lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W2 + b2),
        *(small, example, large),
        suspects=suspects,
        parts=("W", "b"),
    )


@exercise("01-b")
def xor_net(answer):
    """The network's value at the corners and between them."""
    W, c, v = np.ones((2, 2)), np.array([0.0, -1.0]), np.array([1.0, -2.0])
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    between = np.random.default_rng(1).uniform(-1, 2, size=(5, 2))
    suspects = {
        "no_relu": lambda x: (x @ W + c) @ v,
        "no_bias": lambda x: np.maximum(x @ W, 0) @ v,
        "relu_late": lambda x: np.maximum((x @ W + c) @ v, 0),
        "bias_late": lambda x: (np.maximum(x @ W, 0) + c) @ v,
        "corners_only": lambda x: np.abs(x[:, 0] - x[:, 1]),
    }
    cases = [(corners[i : i + 1],) for i in range(4)] + [(corners,), (between,)]
    agree(answer, lambda x: np.maximum(x @ W + c, 0) @ v, *cases, suspects=suspects, atol=1e-12)


@exercise("01-c")
def sawtooth(answer):
    """k compositions give 2**k pieces on [0, 1]."""

    def tent(x):
        return 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)

    def repeat(f, x, k):
        for _ in range(k):
            x = f(x)
        return x

    grid = np.linspace(0, 1, 65)
    suspects = {
        "once": lambda x, k: tent(x),
        "times_k": lambda x, k: k * tent(x),
        "power": lambda x, k: tent(x) ** k,
        "one_more": lambda x, k: repeat(tent, x, k + 1),
        "no_fold": lambda x, k: repeat(lambda x: 2 * np.maximum(x, 0) - 2 * np.maximum(x - 0.5, 0), x, k),
    }
    cases = [(np.array([0.25]), 1), (np.array([0.25]), 2), (grid, 3), (grid, 5)]
    agree(answer, lambda x, k: repeat(tent, x, k), *cases, suspects=suspects, atol=1e-9)


@exercise("01-d")
def regions(answer):
    """The sum of the binomial coefficients (n, 0) ... (n, d)."""
    suspects = {
        "patterns": lambda n, d: 2**n,
        "one_term": lambda n, d: comb(n, d),
        "one_short": lambda n, d: sum(comb(n, j) for j in range(d)),
        "from_one": lambda n, d: sum(comb(n, j) for j in range(1, d + 1)),
        "plane_only": lambda n, d: n * (n + 1) // 2 + 1,
    }
    cases = [(1, 1), (2, 1), (3, 2), (8, 2), (4, 3), (3, 5), (10, 4)]
    agree(answer, lambda n, d: sum(comb(n, j) for j in range(d + 1)), *cases, suspects=suspects)


# The reader's cell starts with exactly this code.
def buggy_train_step(x, y, W1, W2, rate):
    h = np.maximum(x @ W1, 0)
    error = (h @ W2 - y) / len(x)
    W2 = W2 - rate * h.T @ error
    dh = (error @ W2.T) * (h > 0)
    W1 = W1 - rate * x.T @ dh
    return W1, W2


@exercise("01-e", bug=buggy_train_step)
def train_step(answer):
    """All gradients first, then all updates."""

    def step(x, y, W1, W2, rate, mask=True, sign=-1.0, first=True, second=True):
        h = np.maximum(x @ W1, 0)
        error = (h @ W2 - y) / len(x)
        dh = (error @ W2.T) * ((h > 0) if mask else 1)
        return W1 + sign * first * rate * x.T @ dh, W2 + sign * second * rate * h.T @ error

    rng = np.random.default_rng(1)
    small = [np.array(v, dtype=float) for v in ([[1]], [[0]], [[1]], [[1]])]
    large = [rng.normal(size=shape) for shape in ((8, 2), (8, 1), (2, 3), (3, 1))]
    suspects = {
        "still": buggy_train_step,
        "no_mask": lambda *a: step(*a, mask=False),
        "ascent": lambda *a: step(*a, sign=1.0),
        "first_frozen": lambda *a: step(*a, first=False),
        "second_frozen": lambda *a: step(*a, second=False),
        "swapped": lambda *a: step(*a)[::-1],
    }
    agree(answer, step, (*small, 0.5), (*large, 0.1), suspects=suspects, parts=("W1", "W2"))
