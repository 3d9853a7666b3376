"""Answers to the exercise of lesson 00."""

import numpy as np


def double_in_place(x):
    x *= 2
    return x


def double_by_loop(x):
    result = np.empty_like(x)
    for i in np.ndindex(x.shape):
        result[i] = x[i] + x[i]
    return result


RIGHT = {"00-a": [lambda x: 2 * x, lambda x: x + x, double_by_loop]}

WRONG = {
    "00-a": [
        ("mutated", double_in_place),
        ("square", lambda x: x**2),
        ("plus_two", lambda x: x + 2),
        ("half", lambda x: x * 0.5),
        ("same", lambda x: x.copy()),
        ("twice_as_long", lambda x: np.concatenate([x, x])),
        ("dtype", lambda x: x * np.full(x.shape, 2.0)),
        ("list", lambda x: [2 * v for v in x]),
        ("none", lambda x: print(end="")),
        ("not_function", 6.0),
        ("signature", lambda: 2),
        ("raised", lambda x: 2 * y),  # noqa: F821
    ]
}
