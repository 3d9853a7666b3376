"""Checker and self-test of lesson 00, start here.

``00-a``  ``double(x)``: every entry times 2
"""

import numpy as np

from helpers.exercises.properties import elementwise
from helpers.exercises.registry import choice, exercise, number

number("00-derivative", 6, 0)
choice("00-chain", "B")
choice("00-shapes", "A")
choice("00-variance", "C")


@exercise("00-a")
def double(answer):
    """Values, shapes and dtype of 2x, and an argument that stays as it was."""
    suspects = {
        "square": np.square,
        "plus_two": lambda x: x + 2,
        "half": lambda x: x / 2,
        "same": lambda x: x,
        "twice_as_long": lambda x: np.concatenate([x, x]),
    }
    elementwise(answer, lambda x: 2 * x, [1.0, -3.0, 0.5, 0.0, 2.0], suspects=suspects)
