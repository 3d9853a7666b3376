"""Checkers of lesson 07, softmax and cross-entropy.

``07-a``  ``my_softmax(x, axis=-1)``
``07-b``  ``loss_and_gradient(z, target)`` -> ``loss, gradient`` of one sample: logits (K,), integer target
``07-c``  ``my_logsumexp(x, axis=-1)``
``07-d``  ``batch_jacobian(p)``: softmax outputs (N, K) -> (N, K, K)
``07-e``  find the bug: `one_hot_of_best` takes the argmax along the wrong axis
"""

import numpy as np

from helpers.activations import logsumexp, softmax
from helpers.exercises.properties import agree
from helpers.exercises.registry import choice, exercise

choice("07-first", "C")
choice("07-scale", "B")
choice("07-shift", "C")
choice("07-third", "C")
choice("07-wide", "C")

#: Each row needs its own shift.
ROWS = np.array([[1000.0, 999.0], [-1000.0, -1001.0]])


@exercise("07-a")
def stable_softmax(answer):
    """Values along any axis, and no overflow."""

    def normalised(f):
        return lambda x, axis=-1: f(x) / f(x).sum(axis=axis, keepdims=True)

    suspects = {
        "not_exponential": normalised(lambda x: x),
        "sigmoids": normalised(lambda x: 1 / (1 + np.exp(-x))),
        "whole_sum": lambda x, axis=-1: np.exp(x) / np.exp(x).sum(),
        "first_axis": lambda x, axis=-1: softmax(x, 0),
        "axis_ignored": lambda x, axis=-1: softmax(x),
        "not_normalised": lambda x, axis=-1: np.exp(x),
        "log": lambda x, axis=-1: np.log(softmax(x, axis)),
    }
    x = np.random.default_rng(7).normal(size=(2, 3, 4))
    square = np.array([[1.0, 2.0], [4.0, 3.0]])
    cases = [(np.log([1.0, 2.0, 7.0]),), (square,), (square, 0), (x,), (x, 1)]
    agree(answer, softmax, *cases, suspects=suspects)
    agree(answer, softmax, (np.array([1000.0, 999.0]),), (np.array([-1000.0, -1001.0]),))
    agree(answer, softmax, (ROWS,), suspects={"whole_max": _whole_max})


def _whole_max(x, axis=-1):
    e = np.exp(x - x.max())
    return e / e.sum(axis=axis, keepdims=True)


@exercise("07-b")
def loss_and_gradient(answer):
    """-log p of the target, and p - y."""

    def one_hot(z, target):
        return np.arange(len(z)) == target

    def reference(z, target):
        return logsumexp(z) - z[target], softmax(z) - one_hot(z, target)

    suspects = {
        "no_minus": lambda z, target: (reference(z, target)[0], softmax(z)),
        "gradient_sign": lambda z, target: (reference(z, target)[0], -reference(z, target)[1]),
        "loss_sign": lambda z, target: (-reference(z, target)[0], reference(z, target)[1]),
        "no_log": lambda z, target: (-softmax(z)[target], reference(z, target)[1]),
        "only_target": lambda z, target: (
            reference(z, target)[0],
            reference(z, target)[1] * one_hot(z, target),
        ),
        "averaged": lambda z, target: (reference(z, target)[0], reference(z, target)[1] / len(z)),
    }
    cases = [(np.array([0.0, np.log(3)]), 1), (np.array([1.0, 2.0, 3.0]), 2), (np.array([0.5, -1.0, 0.0, 2.0]), 0)]
    agree(answer, reference, *cases, suspects=suspects, parts=("loss", "gradient"))
    agree(answer, reference, (np.array([1000.0, 0.0]), 1), atol=1e-12, parts=("loss", "gradient"))


@exercise("07-c")
def stable_logsumexp(answer):
    """log Σ e^x along any axis, and no overflow."""
    suspects = {
        "max_only": lambda x, axis=-1: x.max(axis=axis),
        "max_lost": lambda x, axis=-1: logsumexp(x, axis) - x.max(axis=axis),
        "mean": lambda x, axis=-1: logsumexp(x, axis) - np.log(x.shape[axis]),
        "keepdims": lambda x, axis=-1: np.expand_dims(logsumexp(x, axis), axis),
        "whole": lambda x, axis=-1: np.log(np.exp(x).sum()),
        "axis_ignored": lambda x, axis=-1: logsumexp(x),
        "no_log": lambda x, axis=-1: np.exp(x).sum(axis=axis),
    }
    x = np.random.default_rng(7).normal(size=(2, 3, 4))
    square = np.array([[1.0, 2.0], [4.0, 3.0]])
    cases = [(np.log([1.0, 2.0, 7.0]),), (square,), (square, 0), (x,), (x, 1)]
    agree(answer, logsumexp, *cases, suspects=suspects)
    agree(answer, logsumexp, (np.array([1000.0, 1000.0]),), (np.array([-1000.0, -1000.0]),))
    agree(answer, logsumexp, (ROWS,))


@exercise("07-d")
def batch_jacobian(answer):
    """diag(p) - p pᵀ for each sample."""

    def reference(p):
        return p[:, :, None] * np.eye(p.shape[1]) - p[:, :, None] * p[:, None, :]

    def mixed(p):
        flat = p.ravel()
        return np.diag(flat) - np.outer(flat, flat)

    suspects = {
        "mixed": mixed,
        "only_diagonal": lambda p: p[:, :, None] * np.eye(p.shape[1]) * (1 - p)[:, None, :],
        "no_diagonal": lambda p: -p[:, :, None] * p[:, None, :],
        "sign": lambda p: -reference(p),
        "elementwise": lambda p: p * (1 - p),
        "summed": lambda p: reference(p).sum(axis=0),
        "averaged": lambda p: reference(p).mean(axis=0),
    }
    rng = np.random.default_rng(7)
    cases = [(np.array([[0.25, 0.75]]),), (softmax(rng.normal(size=(2, 3))),), (softmax(rng.normal(size=(3, 3))),)]
    agree(answer, reference, *cases, suspects=suspects, atol=1e-15)


# The reader's cell starts with exactly this code.
def buggy_one_hot_of_best(z):
    one_hot = np.zeros_like(z)
    one_hot[np.arange(len(z)), np.argmax(z, axis=0)] = 1
    return one_hot


@exercise("07-e", bug=buggy_one_hot_of_best)
def one_hot_of_best(answer):
    """One 1 in each row, at its largest logit."""

    def reference(z):
        return np.eye(z.shape[1])[np.argmax(z, axis=1)]

    suspects = {
        "still": buggy_one_hot_of_best,
        "whole": lambda z: np.eye(z.shape[1])[np.full(len(z), np.argmax(z) % z.shape[1])],
        "smallest": lambda z: np.eye(z.shape[1])[np.argmin(z, axis=1)],
        "labels": lambda z: np.argmax(z, axis=1),
        "above_half": lambda z: (softmax(z) > 0.5) * 1.0,
        "columns": lambda z: (z == z.max(axis=0)) * 1.0,
    }
    cases = [
        (np.array([[2.0, 1.0], [4.0, 3.0]]),),
        (np.array([[1.0, 3.0, 2.0], [0.0, -1.0, -2.0], [5.0, 5.5, 5.8]]),),
        (np.array([[1.0, 3.0, 2.0], [0.0, -1.0, -2.0]]),),
    ]
    agree(answer, reference, *cases, suspects=suspects)
    agree(answer, reference, (np.array([[1.0, 1.0]]),), key="ties")
