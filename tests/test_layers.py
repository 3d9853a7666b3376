"""Layers: values, gradients, and what they refuse."""

import copy
import pickle
from functools import partial

import numpy as np
import pytest

from helpers import activations, layers, networks

RNG = np.random.default_rng(0)
X = RNG.normal(0, 2, (4, 3))
ELEMENTWISE = [
    layers.Sigmoid,
    layers.Tanh,
    layers.ReLU,
    layers.LeakyReLU,
    partial(layers.LeakyReLU, alpha=2.0),
    layers.Softplus,
    partial(layers.Softplus, beta=3.0),
]


def affine():
    return layers.Affine(np.arange(6.0).reshape(3, 2) / 5, [0.5, -1])


def name_of(make):
    return getattr(make, "__name__", repr(make))


@pytest.mark.parametrize("make", [*ELEMENTWISE, affine], ids=name_of)
def test_backward_passes_the_gradient_check(make):
    assert networks.gradient_check(make(), X) < 1e-8


@pytest.mark.parametrize(
    ("make", "function", "parameters"),
    [
        (layers.Sigmoid, activations.sigmoid, {}),
        (layers.Tanh, activations.tanh, {}),
        (layers.ReLU, activations.relu, {}),
        (layers.LeakyReLU, activations.leaky_relu, {}),
        (layers.LeakyReLU, activations.leaky_relu, {"alpha": 0.3}),
        (layers.Softplus, activations.softplus, {}),
        (layers.Softplus, activations.softplus, {"beta": 3.0}),
    ],
)
def test_forward_is_the_function(make, function, parameters):
    np.testing.assert_array_equal(make(**parameters).forward(X), function(X, **parameters))


@pytest.mark.parametrize(
    ("layer", "slope"),
    [
        (lambda: layers.ReLU(), 0),
        (lambda: layers.ReLU(at_zero=0.5), 0.5),
        (lambda: layers.LeakyReLU(), 0.01),
        (lambda: layers.LeakyReLU(0.2), 0.2),
        (lambda: layers.LeakyReLU(0.2, at_zero=1), 1),
    ],
)
def test_the_slope_at_zero_is_the_one_asked_for(layer, slope):
    layer = layer()
    layer.forward([0.0])
    np.testing.assert_array_equal(layer.backward([3.0]), [3.0 * slope])


def test_affine_is_the_formula_and_its_bias_starts_at_zero_in_the_dtype_of_the_weights():
    layer = affine()
    np.testing.assert_allclose(layer.forward(X), X @ layer.parameters["W"] + [0.5, -1], rtol=1e-15)
    plain = layers.Affine(np.ones((3, 2), np.float32))
    assert plain.parameters["b"].dtype == layers.Affine(np.float32([[1]]), [1]).parameters["b"].dtype == np.float32
    assert not plain.parameters["b"].any()
    assert plain.forward([1.0, 2.0, 3.0]).tolist() == [6.0, 6.0]


def test_layers_without_parameters_have_no_gradients_either():
    assert layers.ReLU().parameters == layers.ReLU().gradients == {}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sums_that_overflow_do_not_warn(dtype):
    big = np.finfo(dtype).max
    layer = layers.Affine(np.full((2, 1), big, dtype), np.array([np.inf]))
    assert layer.forward([[big, big]]) == np.inf
    assert np.isnan(layer.forward([[big, -np.inf]]))
    assert np.isnan(layer.backward([[np.inf]])).tolist() == [[False, False]]
    relu = layers.ReLU()
    relu.forward([1.0, -1.0])
    np.testing.assert_array_equal(relu.backward([np.inf, np.inf]), [np.inf, np.nan])


def test_affine_takes_empty_batches_and_no_inputs():
    layer = layers.Affine(np.zeros((0, 2)), [1, 2])
    np.testing.assert_array_equal(layer.forward(np.zeros((3, 0))), [[1, 2]] * 3)
    assert layer.backward(np.ones((3, 2))).shape == (3, 0)
    assert layer.gradients["b"].tolist() == [3, 3]


@pytest.mark.parametrize("make", [*ELEMENTWISE, affine], ids=name_of)
def test_a_layer_survives_pickling_and_copying(make):
    layer = make()
    for twin in (pickle.loads(pickle.dumps(layer)), copy.deepcopy(layer)):
        np.testing.assert_array_equal(twin.forward(X), layer.forward(X))
        grad = np.ones_like(layer.forward(X))
        np.testing.assert_array_equal(twin.backward(grad), layer.backward(grad))


def test_the_loss_layer_scales_its_gradient_by_the_one_it_gets():
    layer = layers.SoftmaxCrossEntropy()
    assert layer.forward(X, [0, 2, 1, 1]) == activations.cross_entropy(X, [0, 2, 1, 1])
    grad = layer.backward()
    np.testing.assert_array_equal(grad, activations.cross_entropy_grad(X, [0, 2, 1, 1]))
    layer.forward(X, [0, 2, 1, 1])
    np.testing.assert_array_equal(layer.backward(2.0), 2 * grad)
    layer.forward([[1000.0, 0]], [0])
    assert np.isnan(layer.backward(np.inf)).any()


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


@pytest.mark.parametrize("make", ELEMENTWISE, ids=name_of)
def test_neither_x_nor_grad_is_changed_or_returned(make):
    layer = make()
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


@pytest.mark.parametrize("make", [layers.ReLU, lambda: layers.Affine([[2.0]])], ids=["ReLU", "Affine"])
def test_changing_the_input_afterwards_does_not_disturb_backward(make):
    layer = make()
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
    for layer in (*(make() for make in ELEMENTWISE), layers.Affine(np.ones((3, 3), dtype))):
        x = X[:, :3].astype(dtype)
        assert layer.forward(x).dtype == layer.backward(np.ones((4, 3), dtype)).dtype == dtype


def backward(grad):
    layer = layers.Tanh()
    layer.forward([1.0])
    return layer.backward([grad])


def test_one_instance_in_two_places_is_a_clear_error():
    relu = layers.ReLU()
    relu.forward(relu.forward(X))
    relu.backward(X)
    with pytest.raises(
        RuntimeError,
        match=r"^ReLU.backward needs a forward call .* up one; use one instance for each place in a network$",
    ):
        relu.backward(X)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: layers.Tanh().backward([1]), RuntimeError, "Tanh.backward needs a forward call"),
        (lambda: layers.Affine([1, 2]), ValueError, r"weights must have shape \(n_in, n_out\), not \(2,\)"),
        (lambda: layers.Affine([[1, 2]], [0]), ValueError, r"bias must have shape \(2,\).*not \(1,\)"),
        (lambda: layers.Affine([[1, 2]]).forward([[1, 2]]), ValueError, r"x must have shape \(..., 1\), not \(1, 2\)"),
        (lambda: layers.Softplus(beta=-1), ValueError, "^beta must be a positive number"),
        (lambda: layers.ReLU().forward(["a"]), TypeError, "x must hold real numbers"),
        (lambda: backward("a"), TypeError, "^grad must hold real numbers"),
        (lambda: layers.Affine([["a"]]), TypeError, "^weights must hold real numbers"),
        (lambda: layers.Affine([[1]], ["a"]), TypeError, "^bias must hold real numbers"),
        (lambda: layers.Affine([[1]]).forward(1), ValueError, r"^x must have shape \(..., 1\), not \(\)"),
        (lambda: layers.Affine([[1]]).forward(["a"]), TypeError, "^x must hold real numbers"),
        (lambda: layers.ReLU(at_zero="a"), TypeError, "^at_zero must be a real number, not str"),
        (lambda: layers.LeakyReLU(alpha="a"), TypeError, "^alpha must be a real number, not str"),
        (lambda: layers.LeakyReLU(at_zero="a"), TypeError, "^at_zero must be a real number, not str"),
        (lambda: layers.Softplus(beta="a"), TypeError, "^beta must be a real number, not str"),
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
