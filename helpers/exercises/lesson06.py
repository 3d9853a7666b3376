"""Checkers of lesson 06, softplus.

``06-a``  ``my_softplus(x)`` with both tails
``06-b``  ``softplus_inverse(y)`` for y > 0
``06-c``  ``softplus_beta(x, beta)``
``06-d``  ``log_loss(z, y)``: -log of the probability that σ(z) gives to the label y (0 or 1), one value a sample
``06-e``  find the bug: the backward pass of `BuggySoftplus`
"""

import numpy as np

from helpers.activations import sigmoid, softplus
from helpers.exercises.properties import agree, elementwise, layer
from helpers.exercises.registry import choice, exercise

choice("06-beta", "B")
choice("06-digits", "B")
choice("06-half-repair", "B")
choice("06-smooth", "C")
choice("06-wild", "C")


@exercise("06-a")
def stable(answer):
    """Values, the left tail, the middle right, no overflow."""
    suspects = {
        "relu": lambda x: np.maximum(x, 0),
        "mirrored": lambda x: softplus(-x),
        "sigmoid": sigmoid,
        "log_two": lambda x: softplus(x) / np.log(2),
        "no_log": lambda x: 1 + np.exp(x),
    }
    elementwise(answer, softplus, [0.0, 1.0, -1.0, 5.0, -5.0], suspects=suspects)
    tail = {"tail": lambda x: np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))}
    agree(answer, softplus, (np.array([-37.0]),), (np.array([-50.0]),), suspects=tail, key="tail")
    agree(answer, softplus, (np.array([21.0]),), (np.array([12.0]),), rtol=1e-12, key="cut")
    agree(answer, softplus, *[(np.array(v),) for v in ([1000.0], [-1000.0], [-1000.0, 0.0, 1000.0])])


@exercise("06-b")
def inverse(answer):
    """log(e^y - 1) for small and large y."""
    suspects = {
        "no_log": np.expm1,
        "forward": softplus,
        "reciprocal": lambda y: 1 / softplus(y),
        "no_one": lambda y: y,
        "flipped": lambda y: -np.log(np.expm1(y)),
    }
    cases = [(np.array([1.0]),), (np.array([[0.1, 3.0], [0.7, 2.0]]),)]
    agree(answer, lambda y: np.log(np.expm1(y)), *cases, suspects=suspects)
    agree(answer, np.log, (np.array([1e-12]),), key="cancellation")
    agree(answer, lambda y: y, (np.array([1000.0]),))


@exercise("06-c")
def beta_family(answer):
    """log(1 + e^(βx)) / β."""
    suspects = {
        "not_divided": lambda x, beta: softplus(beta * x),
        "outside": lambda x, beta: beta * softplus(x),
        "wrong_way": lambda x, beta: beta * softplus(x / beta),
        "ignored": lambda x, beta: softplus(x),
        "only_divided": lambda x, beta: softplus(x) / beta,
    }
    elementwise(answer, lambda x, beta: softplus(beta * x) / beta, [0.0, 1.0, -1.0, 0.3], 10.0, suspects=suspects)
    ends = [(np.array([v]), 10.0) for v in (1000.0, -1000.0)]
    agree(answer, lambda x, beta: softplus(beta * x) / beta, *ends)


@exercise("06-d")
def log_loss(answer):
    """softplus(-z) for label 1, softplus(z) for label 0."""

    def reference(z, y):
        return softplus((1 - 2 * y) * z)

    suspects = {
        "labels_swapped": lambda z, y: softplus((2 * y - 1) * z),
        "sign": lambda z, y: -reference(z, y),
        "one_class": lambda z, y: y * softplus(-z),
        "mean": lambda z, y: np.mean(reference(z, y)),
        "probability": lambda z, y: 1 - np.exp(-reference(z, y)),
    }
    cases = [([2.0], [1.0]), ([2.0], [0.0]), ([2.0, -1.0, 0.5], [1.0, 0.0, 0.0])]
    agree(answer, reference, *[(np.array(z), np.array(y)) for z, y in cases], suspects=suspects)
    ends = [([800.0], [0.0]), ([-800.0], [1.0])]
    agree(answer, reference, *[(np.array(z), np.array(y)) for z, y in ends], key="floor")
    agree(answer, reference, (np.array([40.0]), np.array([1.0])), key="cancellation")


# The reader's cell starts with exactly this code.
class BuggySoftplus:
    def forward(self, x):
        self.out = np.logaddexp(0, x)
        return self.out

    def backward(self, dout):
        return dout * (1 - np.exp(-self.out))


@exercise("06-e", bug=BuggySoftplus)
def softplus_layer(answer):
    """The derivative is σ(x) in the left tail too."""
    suspects = {
        "relu_mask": lambda dout, x: np.where(x > 0, dout, 0),
        "no_dout": lambda dout, x: sigmoid(x),
        "flipped": lambda dout, x: dout * sigmoid(-x),
        "sigmoid_of_out": lambda dout, x: dout * sigmoid(softplus(x)),
        "out_itself": lambda dout, x: dout * softplus(x),
    }
    dout = np.array([[10.0, 20.0], [30.0, 40.0]])
    near = np.array([[1.0, -0.5], [0.3, 2.0]])
    layer(answer, softplus, lambda dout, x: dout * sigmoid(x), near, dout, suspects=suspects)
    still = {"still": lambda dout, x: dout * (1 - np.exp(-softplus(x)))}
    for far, suspects in ((-40.0, still), (-1000.0, None), (1000.0, None)):
        x = np.full((1, 1), far)
        layer(answer, softplus, lambda dout, x: dout * sigmoid(x), x, dout[:1, :1], suspects=suspects)
