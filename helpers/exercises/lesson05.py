"""Checkers of lesson 05, leaky ReLU and its family.

``05-a``  ``my_leaky_relu(x, alpha=0.01)``
``05-b``  ``gain(alpha)``: the factor before 1/√n in the initialisation
``05-c``  ``inverse_leaky(y, alpha)`` for alpha > 0
``05-d``  ``prelu_backward(dout, x, alpha)`` -> ``dx, dalpha``
``05-e``  find the bug: `BuggyLeakyReLU` with max(αx, x)
"""

import numpy as np

from helpers.activations import leaky_relu
from helpers.exercises.calls import Wrong, call, method
from helpers.exercises.properties import CERTAIN, agree, elementwise, equal, layer, recognised
from helpers.exercises.registry import choice, exercise

choice("05-stuck", "B")
choice("05-none", "C")
choice("05-slope", "A")
choice("05-fold", "C")


def max_form(x, alpha=0.01):
    """The one-liner that circulates, right for alpha <= 1 only."""
    return np.maximum(alpha * x, x)


@exercise("05-a")
def forward(answer):
    """x on the right, alpha times x on the left, alpha = 0.01 by default."""
    suspects = {
        "both_sides": lambda x, alpha=0.01: alpha * x,
        "relu": lambda x, alpha=0.01: np.maximum(x, 0),
        "swapped": lambda x, alpha=0.01: np.where(x > 0, alpha * x, x),
        "constant": lambda x, alpha=0.01: np.where(x > 0, x, alpha),
        "sign": lambda x, alpha=0.01: np.where(x > 0, x, -alpha * x),
        "fixed": lambda x, alpha=0.01: leaky_relu(x),
    }
    elementwise(answer, leaky_relu, [-2.0, 0.0, 3.0, -0.5], 0.1, suspects=suspects)
    agree(answer, leaky_relu, (np.array([-2.0]), 0.5), (np.array([-2.0]), 0.0))
    agree(answer, leaky_relu, (np.array([-2.0]),), key="default")
    agree(answer, leaky_relu, (np.array([-1.0, 1.0]), 2.0), suspects={"max_form": max_form})


@exercise("05-b")
def gain(answer):
    """√(2 / (1 + alpha²))."""
    suspects = {
        "relu_gain": lambda alpha: np.sqrt(2),
        "not_squared": lambda alpha: np.sqrt(2 / (1 + alpha)),
        "no_root": lambda alpha: 2 / (1 + alpha**2),
        "inverted": lambda alpha: np.sqrt((1 + alpha**2) / 2),
        "no_two": lambda alpha: np.sqrt(1 / (1 + alpha**2)),
        "minus": lambda alpha: np.sqrt(2 / (1 - alpha**2)),
    }
    cases = [(0.0,), (0.01,), (0.2,), (-0.5,)]
    agree(answer, lambda alpha: np.sqrt(2 / (1 + alpha**2)), *cases, suspects=suspects)


@exercise("05-c")
def inverse(answer):
    """Back from the output to the input, for slopes below and above 1."""

    def reference(y, alpha):
        return np.where(y > 0, y, y / alpha)

    suspects = {
        "forward": leaky_relu,
        "both_sides": lambda y, alpha: y / alpha,
        "swapped": lambda y, alpha: np.where(y > 0, y / alpha, y),
        "sign": lambda y, alpha: np.where(y > 0, y, -y / alpha),
        "reciprocal": lambda y, alpha: 1 / leaky_relu(y, alpha),
    }
    elementwise(answer, reference, [-0.2, 0.5, 3.0, -1.0], 0.1, suspects=suspects)
    agree(answer, reference, (np.array([-1.0]), 2.0), suspects={"min_form": lambda y, alpha: np.minimum(y, y / alpha)})


@exercise("05-d")
def prelu_backward(answer):
    """The gradient of x, and one number for the shared alpha."""

    def wrong(dalpha):
        return lambda dout, x, alpha: (leaky_grad(dout, x, alpha), dalpha(dout, x, alpha))

    def leaky_grad(dout, x, alpha):
        return np.where(x > 0, dout, alpha * dout)

    reference = wrong(lambda dout, x, alpha: np.sum(dout * np.minimum(x, 0)))
    suspects = {
        "not_summed": wrong(lambda dout, x, alpha: dout * np.minimum(x, 0)),
        "mean": wrong(lambda dout, x, alpha: np.mean(dout * np.minimum(x, 0))),
        "all_x": wrong(lambda dout, x, alpha: np.sum(dout * x)),
        "no_dout": wrong(lambda dout, x, alpha: np.sum(np.minimum(x, 0))),
        "times_alpha": wrong(lambda dout, x, alpha: np.sum(dout * alpha * np.minimum(x, 0))),
        "relu_mask": lambda dout, x, alpha: (np.where(x > 0, dout, 0), reference(dout, x, alpha)[1]),
        "swapped": lambda dout, x, alpha: reference(dout, x, alpha)[::-1],
    }
    rng = np.random.default_rng(5)
    cases = [
        (np.array([10.0]), np.array([2.0]), 0.1),
        (np.array([10.0]), np.array([-2.0]), 0.1),
        (np.array([[10.0, 20.0], [30.0, 40.0]]), np.array([[1.0, -0.5], [-2.0, 3.0]]), 0.1),
        (rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), 0.25),
    ]
    agree(answer, reference, *cases, suspects=suspects, parts=("dx", "dalpha"))


# The reader's cell starts with exactly this code.
class BuggyLeakyReLU:
    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        return np.maximum(self.alpha * x, x)

    def backward(self, dout):
        return np.where(self.x > 0, dout, self.alpha * dout)


@exercise("05-e", bug=BuggyLeakyReLU)
def leaky_layer(answer):
    """The definition by cases holds for every alpha, the maximum only for alpha <= 1."""
    x = np.array([[-1.0, 1.0], [2.0, -3.0]])
    dout = np.array([[10.0, 20.0], [30.0, 40.0]])
    wrongs = {
        "still": max_form,
        "minimum": lambda x, alpha: np.minimum(alpha * x, x),
        "clipped": lambda x, alpha: leaky_relu(x, min(alpha, 1.0)),
        "fixed": lambda x, alpha: leaky_relu(x, 0.01),
        "swapped": lambda x, alpha: np.where(x > 0, alpha * x, x),
    }

    def forward(x, alpha):
        return call(method(call(answer, alpha), "forward"), x)

    for alpha in (2.0, 0.1, -1.0):
        try:
            equal(forward(x, alpha), leaky_relu(x, alpha), inputs={"alpha": alpha, "x": x})
        except Wrong as wrong:
            if wrong.key not in CERTAIN:
                wrong.key = recognised(forward, [(x, 2.0), (x, 0.1)], wrongs) or wrong.key
            raise
    suspects = {
        "mask_of_out": lambda dout, x: dout,
        "no_dout": lambda dout, x: np.where(x > 0, 1.0, -1.0),
        "relu_mask": lambda dout, x: np.where(x > 0, dout, 0),
    }
    layer(
        answer,
        lambda x: leaky_relu(x, -1.0),
        lambda dout, x: np.where(x > 0, dout, -dout),
        x,
        dout,
        suspects=suspects,
        made_with=(-1.0,),
    )
