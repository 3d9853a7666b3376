"""Layers: values, gradients, and what they refuse."""

import numpy as np
import pytest

from helpers import layers, networks

RNG = np.random.default_rng(0)
X = RNG.normal(0, 2, (4, 3))
ELEMENTWISE = [
    layers.Sigmoid(),
    layers.Tanh(),
    layers.ReLU(),
    layers.LeakyReLU(),
    layers.LeakyReLU(alpha=2.0),
    layers.Softplus(),
    layers.Softplus(beta=3.0),
]


def name_of(layer):
    return type(layer).__name__


@pytest.mark.parametrize("layer", [*ELEMENTWISE, layers.Affine(RNG.normal(size=(3, 2)), [0.5, -1])], ids=name_of)
def test_backward_passes_the_gradient_check(layer):
    assert networks.gradient_check(layer, X) < 1e-8


@pytest.mark.parametrize("target", [[0, 2, 1, 1], np.eye(3)[[0, 2, 1, 1]]], ids=["labels", "one-hot"])
def test_softmax_cross_entropy_passes_the_gradient_check(target):
    assert networks.gradient_check(layers.SoftmaxCrossEntropy(), X, target) < 1e-8


def test_gradient_check_finds_a_wrong_gradient_and_restores_the_parameters():
    class Wrong(layers.Affine):
        def backward(self, grad):
            result = super().backward(grad)
            self.gradients["b"] = self.gradients["b"] / len(grad)
            return result

    layer = Wrong(np.ones((3, 2)))
    assert networks.gradient_check(layer, X) > 0.1
    np.testing.assert_array_equal(layer.parameters["W"], np.ones((3, 2)))


@pytest.mark.parametrize("layer", ELEMENTWISE, ids=name_of)
def test_neither_x_nor_grad_is_changed_or_returned(layer):
    x, grad = X.copy(), np.ones_like(X)
    x.flags.writeable = grad.flags.writeable = False
    y = layer.forward(x)
    back = layer.backward(grad)
    assert not any(np.shares_memory(a, b) for a in (y, back) for b in (x, grad))


def test_residual_sum_gets_both_gradients():
    x, relu = np.array([[1.0, -1.0], [-1.0, 1.0]]), layers.ReLU()
    relu.forward(x)
    grad = np.ones((2, 2))
    np.testing.assert_array_equal(grad + relu.backward(grad), [[2, 1], [1, 2]])


@pytest.mark.parametrize("layer", [layers.ReLU(), layers.Affine([[2.0]])], ids=name_of)
def test_changing_the_input_afterwards_does_not_disturb_backward(layer):
    x = np.array([[3.0]])
    layer.forward(x)
    x[...] = -100
    layer.backward([[1.0]])
    if layer.parameters:
        assert layer.gradients["W"] == 3
    else:
        layer.forward([[3.0]])
        assert layer.backward([[1.0]]) == 1


def test_affine_copies_what_it_is_given():
    weights = np.ones((2, 2))
    layer = layers.Affine(weights)
    layer.parameters["W"] -= 5
    assert (weights == 1).all()


def test_affine_sums_gradients_over_all_leading_axes():
    layer, x = layers.Affine([[1.0], [2.0]]), RNG.normal(size=(2, 5, 2))
    assert layer.forward(x).shape == (2, 5, 1)
    assert layer.backward(np.ones((2, 5, 1))).shape == x.shape
    np.testing.assert_allclose(layer.gradients["W"][:, 0], x.sum(axis=(0, 1)))
    assert layer.gradients["b"] == 10


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_dtype_is_kept_in_both_directions(dtype):
    for layer in (*ELEMENTWISE, layers.Affine(np.ones((3, 3), dtype))):
        x = X[:, :3].astype(dtype)
        assert layer.forward(x).dtype == layer.backward(np.ones((4, 3), dtype)).dtype == dtype


def test_one_instance_in_two_places_is_a_clear_error():
    relu = layers.ReLU()
    relu.forward(relu.forward(X))
    relu.backward(X)
    with pytest.raises(RuntimeError, match=r"ReLU.backward needs a forward call.*one instance for each place"):
        relu.backward(X)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: layers.Tanh().backward([1]), RuntimeError, "Tanh.backward needs a forward call"),
        (lambda: layers.Affine([1, 2]), ValueError, r"weights must have shape \(n_in, n_out\), not \(2,\)"),
        (lambda: layers.Affine([[1, 2]], [0]), ValueError, r"bias must have shape \(2,\).*not \(1,\)"),
        (lambda: layers.Affine([[1, 2]]).forward([[1, 2]]), ValueError, r"x must have shape \(..., 1\), not \(1, 2\)"),
        (lambda: layers.Softplus(beta=-1).forward(1), ValueError, "beta must be a positive number"),
        (lambda: layers.ReLU().forward(["a"]), TypeError, "x must hold real numbers"),
    ],
)
def test_errors_say_what_came_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_gradient_of_the_wrong_shape_is_refused_and_the_right_one_still_works():
    layer = layers.ReLU()
    layer.forward(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"grad must have the shape of ReLU's output, \(2, 3\), not \(3,\)"):
        layer.backward(np.ones(3))
    assert layer.backward(np.ones((2, 3))).sum() == 6
