"""Checkers of lesson 04, ReLU.

``04-a``  ``my_relu(x)``
``04-b``  ``relu_backward(dout, x)``
``04-c``  ``absolute(x)`` from ReLU alone
``04-d``  ``he_std(n)``: the standard deviation that keeps the second moment from layer to layer
``04-e``  find the bug: `BuggyReLU` in a residual block
"""

import numpy as np

from helpers.exercises.calls import Wrong, call
from helpers.exercises.properties import agree, elementwise, layer, numbers, recognised, require
from helpers.exercises.registry import choice, exercise

choice("04-half", "A")
choice("04-kink", "B")
choice("04-relu-max", "B")
choice("04-backward", "A")


@exercise("04-a")
def forward(answer):
    """Values, shapes, dtype, and what happens to NaN and infinity."""
    suspects = {
        "np_max": lambda x: np.max(x, 0),
        "minimum": lambda x: np.minimum(x, 0),
        "absolute": np.abs,
        "step": lambda x: (x > 0) * 1.0,
        "leaky": lambda x: np.where(x > 0, x, 0.01 * x),
    }
    elementwise(answer, lambda x: np.maximum(x, 0), [-2.0, -0.5, 0.0, 0.5, 3.0], suspects=suspects)
    edges = [(np.array([-np.inf]),), (np.array([np.nan]),)]
    suspects = {"times_mask": lambda x: x * (x > 0), "nan_lost": lambda x: np.where(x > 0, x, 0.0)}
    agree(answer, lambda x: np.maximum(x, 0), *edges, suspects=suspects)


@exercise("04-b")
def backward(answer):
    """The gradient passes where x > 0, whatever it is elsewhere."""

    def reference(dout, x):
        return np.where(x > 0, dout, 0)

    rng = np.random.default_rng(4)
    example = np.array([[10.0, 20.0], [30.0, 40.0]]), np.array([[1.0, -0.5], [-2.0, 3.0]])
    cases = [
        (np.array([10.0]), np.array([2.0])),
        (np.array([10.0]), np.array([-2.0])),
        example,
        (np.array([-10.0]), np.array([2.0])),
        (np.array([10.0]), np.array([0.0])),
        (rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4))),
    ]
    suspects = {
        "only_mask": lambda dout, x: (x > 0) * 1.0,
        "mask_of_dout": lambda dout, x: np.where(dout > 0, dout, 0),
        "at_zero": lambda dout, x: np.where(x >= 0, dout, 0),
        "forward_again": lambda dout, x: dout * np.maximum(x, 0),
        "swapped": lambda dout, x: np.where(x > 0, 0, dout),
    }
    agree(answer, reference, *cases, suspects=suspects)
    infinite = np.array([np.inf]), np.array([-1.0])
    agree(answer, reference, infinite, suspects={"leak": lambda dout, x: dout * (x > 0)})


@exercise("04-c")
def absolute(answer):
    """The absolute value as a sum of two ReLUs."""
    suspects = {
        "minus": lambda x: x,
        "one_side": lambda x: np.maximum(x, 0),
        "one_side_left": lambda x: np.maximum(-x, 0),
        "outside": lambda x: -np.abs(x),
        "zero": lambda x: 0.0 * x,
    }
    elementwise(answer, np.abs, [-2.0, -0.5, 0.0, 0.5, 3.0], suspects=suspects)


@exercise("04-d")
def he_std(answer):
    """A ReLU layer with this standard deviation keeps the second moment of its activations."""
    widths = [(16,), (64,)]
    suspects = {
        "xavier": lambda n: np.sqrt(1 / n),
        "variance": lambda n: 2 / n,
        "root_two_over_n": lambda n: np.sqrt(2) / n,
        "inverted": lambda n: np.sqrt(n / 2),
        "constant": lambda n: 0.01,
    }
    for (n,) in widths:
        std = call(answer, n)
        require(numbers(std).shape == (), "shape", inputs={"n": n}, came=numbers(std).shape, expected=())
        require(std > 0, "positive", inputs={"n": n}, came=std)
        factor = second_moment_factor(n, float(std))
        if not abs(factor - 1) <= 0.05:
            key = recognised(answer, widths, suspects) or "factor"
            raise Wrong(key, inputs={"n": n}, factor=f"{factor:.3g}", came=std)


def second_moment_factor(n, std, units=4000):
    """Return by what a ReLU layer with `n` inputs multiplies the root mean square of the activations.

    >>> round(second_moment_factor(64, 0.125), 1)
    0.7
    """
    rng = np.random.default_rng(0)
    before = np.maximum(rng.normal(size=(32, n)), 0)
    after = np.maximum(before @ rng.normal(0.0, std, size=(n, units)), 0)
    return float(np.sqrt(np.mean(after**2) / np.mean(before**2)))


# The reader's cell starts with exactly this code.
class BuggyReLU:
    def forward(self, x):
        self.mask = x <= 0
        return np.where(self.mask, 0.0, x)

    def backward(self, dout):
        dout[self.mask] = 0
        return dout


@exercise("04-e", bug=BuggyReLU)
def residual(answer):
    """In y = x + relu(x) the shortcut needs the same dout as the ReLU."""
    x = np.array([[1.0, -1.0], [-1.0, 1.0]])
    dout = np.array([[10.0, 20.0], [30.0, 40.0]])
    suspects = {
        "swapped": lambda dout, x: np.where(x > 0, 0, dout),
        "only_mask": lambda dout, x: (x > 0) * 1.0,
        "no_mask": lambda dout, x: dout,
        "residual_inside": lambda dout, x: dout + np.where(x > 0, dout, 0),
    }
    layer(answer, lambda x: np.maximum(x, 0), lambda dout, x: np.where(x > 0, dout, 0), x, dout, suspects=suspects)
