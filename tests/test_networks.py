"""Initialisers, networks, training, and the instruments."""

import copy
import pickle
import sys

import numpy as np
import pandas as pd
import pytest

from helpers import data, networks
from helpers.activations import ACTIVATIONS

SMOOTH = ["identity", "sigmoid", "tanh", "elu", "gelu", "silu", "softplus"]


@pytest.mark.parametrize(
    ("initialiser", "std"),
    [
        (networks.xavier_normal, np.sqrt(2 / 500)),
        (networks.xavier_uniform, np.sqrt(2 / 500)),
        (networks.he_normal, np.sqrt(2 / 300)),
        (networks.normal(0.3), 0.3),
    ],
)
def test_initialisers_have_their_standard_deviation_and_dtype(initialiser, std):
    weights = initialiser(np.random.default_rng(0), 300, 200, np.float32)
    assert weights.shape == (300, 200)
    assert weights.dtype == np.float32
    assert abs(weights.std() / std - 1) < 0.01
    assert abs(weights.mean()) < 0.02 * std


def test_he_makes_up_for_the_slope_of_a_leaky_unit():
    rng = np.random.default_rng(0)
    gain = networks.he_normal(rng, 300, 300, alpha=0.2).std() * np.sqrt(300)
    assert abs(gain / 1.38675 - 1) < 0.01


@pytest.mark.parametrize(("initialiser", "factor"), [("he_normal", 1.0), ("xavier_normal", np.sqrt(0.5))])
def test_relu_scales_each_layer_by_one_with_he_and_root_half_with_xavier(initialiser, factor):
    records = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        model = networks.MLP([512] * 11, "relu", initialiser, rng=rng)
        x, grad = rng.standard_normal((2, 32, 512))
        records += networks.layer_statistics(model, x, output_grad=grad)
    table = pd.DataFrame(records).groupby("layer").mean()
    np.testing.assert_allclose(table["z_ratio"][1:], factor, atol=0.05)
    np.testing.assert_allclose(table["grad_ratio"][:-1], factor, atol=0.05)
    np.testing.assert_allclose(table["positive_share"], 0.5, atol=0.05)


@pytest.mark.parametrize("activation", [*SMOOTH, "relu", "leaky_relu"])
@pytest.mark.parametrize("normalise", [False, True])
def test_network_passes_the_gradient_check(activation, normalise):
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(6, 3)), rng.integers(0, 3, 6)
    model = networks.MLP(
        [3, 5, 4, 3], activation, "xavier_normal", loss="cross_entropy", bias=0.1, normalise=normalise, rng=rng
    )
    assert networks.gradient_check(model, x, y) < 1e-6
    assert model.parameters.dtype == np.float32


@pytest.mark.parametrize(
    ("loss", "target"),
    [
        ("binary_cross_entropy", [0, 1, 1, 0]),
        ("binary_cross_entropy", [[0.0], [1], [1], [0]]),
        ("squared_error", [0.5, -1, 2, 0]),
    ],
)
def test_every_loss_passes_the_gradient_check(loss, target):
    model = networks.MLP([2, 4, 1], "tanh", "xavier_uniform", loss=loss, rng=0)
    assert networks.gradient_check(model, data.xor()[0], target) < 1e-7


def test_a_seed_fixes_the_network_and_weights_are_views_of_the_parameters():
    first, second = networks.MLP([2, 3, 1], rng=7), networks.MLP([2, 3, 1], rng=np.random.default_rng(7))
    np.testing.assert_array_equal(first.parameters, second.parameters)
    assert first.parameters.dtype == np.float32
    first.parameters[...] = 2
    assert all((view == 2).all() for view in (*first.weights, *first.biases))
    assert (second.parameters != 2).all()


def test_forward_is_the_formula():
    model = networks.MLP([2, 3, 1], "tanh", networks.normal(1.0), bias=0.5, rng=0, dtype=np.float64)
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    hidden = np.tanh(x @ model.weights[0] + model.biases[0])
    np.testing.assert_allclose(model.forward(x), hidden @ model.weights[1] + model.biases[1])
    assert (model.biases[0] == 0.5).all()
    assert (model.biases[1] == 0).all()


def test_a_trace_is_not_overwritten_by_a_later_training_step():
    model, (x, y) = networks.MLP([2, 3, 1], rng=0), data.xor()
    trace = model.trace(x)
    before = [z.copy() for z in trace.zs]
    networks.train(model, x, y, steps=3)
    for z, kept in zip(trace.zs, before, strict=True):
        np.testing.assert_array_equal(z, kept)


def test_a_copy_is_independent():
    model = networks.MLP([2, 3, 1], rng=0)
    twin = model.copy(np.float64)
    networks.train(twin, *data.xor(), steps=5)
    assert twin.parameters.dtype == np.float64
    assert not np.array_equal(model.parameters, twin.parameters)
    np.testing.assert_array_equal(model.parameters, networks.MLP([2, 3, 1], rng=0).parameters)


@pytest.mark.parametrize("settings", [{}, {"momentum": 0.9, "learning_rate": 0.1}, {"optimiser": "adam"}])
def test_training_solves_xor(settings):
    model = networks.MLP([2, 8, 1], "tanh", "xavier_normal", rng=0)
    rate = {"learning_rate": 0.05 if settings else 1.0}
    history = networks.train(model, *data.xor(), steps=600, **{**rate, **settings})
    assert len(history) == 600
    assert history[-1] < 0.05 < history[0]
    assert model.accuracy(*data.xor()) == 1.0


def test_training_with_batches_learns_the_digits():
    x, y, x_test, y_test = data.split(*data.digits(), rng=0)
    model = networks.MLP([64, 32, 10], loss="cross_entropy", rng=0)
    networks.train(model, x, y, steps=600, learning_rate=0.2, batch_size=64, rng=0)
    assert model.accuracy(x_test, y_test) > 0.93


def test_batches_use_every_sample_once_an_epoch():
    seen = []

    class Spy(networks.MLP):
        def loss_and_gradient(self, x, target):
            seen.append(np.array(target))
            return super().loss_and_gradient(x, target)

    networks.train(Spy([1, 1], rng=0), np.zeros((6, 1)), np.arange(6) / 6, steps=6, batch_size=2, rng=0)
    for epoch in (seen[:3], seen[3:]):
        np.testing.assert_allclose(np.sort(np.concatenate(epoch)), np.arange(6) / 6)


def test_interrupting_keeps_the_history():
    def stop(step, model):
        if step == 5:
            raise KeyboardInterrupt

    assert len(networks.train(networks.MLP([2, 3, 1], rng=0), *data.xor(), steps=100, callback=stop)) == 5


def test_diverging_training_shows_in_the_history_and_does_not_warn():
    model = networks.MLP([1, 4, 1], "identity", loss="squared_error", rng=0)
    history = networks.train(model, [[1.0], [2.0]], [1.0, 5.0], steps=300, learning_rate=100.0)
    assert not np.isfinite(history[-1])


def test_progress_shows_a_bar_and_is_silent_by_default(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    networks.train(networks.MLP([2, 2, 1], rng=0), *data.xor(), steps=3)
    assert capsys.readouterr() == ("", "")
    networks.train(networks.MLP([2, 2, 1], rng=0), *data.xor(), steps=3, progress=True)
    assert "3/3" in capsys.readouterr().err


def test_training_does_not_change_the_data():
    x, y = data.xor()
    x.flags.writeable = y.flags.writeable = False
    networks.train(networks.MLP([2, 3, 1], rng=0), x, y, steps=2)


def test_census_finds_exactly_the_dead_units():
    model, (x, _) = networks.MLP([2, 4, 2, 1], rng=0, dtype=np.float64), data.xor()
    model.weights[0][...] = [[1, 1, 1, -1], [-2, -2, -2, -1]]
    model.biases[0][...] = [-4, -1, -0.99, 0]
    model.weights[1][...] = 0
    model.biases[1][...] = [1, -1]
    first, second = networks.dead_units(model, x)
    np.testing.assert_array_equal(first, [True, True, False, True])
    np.testing.assert_array_equal(second, [False, True])


def test_leaky_units_are_never_dead_and_a_zero_output_is_not_death():
    model = networks.MLP([1, 1, 1], "leaky_relu", rng=0)
    model.weights[0][...], model.biases[0][...] = 0, -1
    assert not networks.dead_units(model, [[1.0]])[0].any()
    relu = networks.MLP([1, 1, 1], rng=0)
    relu.weights[0][...] = 1
    assert not networks.dead_units(relu, [[-1.0], [2.0]])[0].any()
    assert networks.dead_units(relu, [[-1.0], [0.0]])[0].all()


def test_dead_units_get_no_gradient():
    model = networks.MLP([2, 3, 1], rng=0)
    model.biases[0][1] = -100
    (mask,) = networks.dead_units(model, data.xor()[0])
    before = model.weights[0].copy()
    networks.train(model, *data.xor(), steps=5)
    assert mask[1]
    np.testing.assert_array_equal(model.weights[0][:, mask], before[:, mask])


def test_statistics_match_a_direct_computation():
    rng = np.random.default_rng(0)
    model = networks.MLP([3, 4, 4, 2], "relu", loss="cross_entropy", rng=rng, dtype=np.float64)
    x, y = rng.normal(size=(10, 3)), rng.integers(0, 2, 10)
    table = pd.DataFrame(networks.layer_statistics(model, x, y)).set_index("layer")
    z = x @ model.weights[0] + model.biases[0]
    assert table["z_std"][1] == pytest.approx(z.std())
    assert table["positive_share"][1] == pytest.approx((z > 0).mean())
    assert table["zero_share"][1] == pytest.approx((z <= 0).mean())
    assert table["norm"][1] == pytest.approx(np.linalg.norm(np.maximum(z, 0)))
    deltas = model.backward(model.trace(x), model.output_gradient(model.trace(x), y))
    np.testing.assert_allclose(table["grad_norm"], [np.linalg.norm(delta) for delta in deltas])
    assert table["weight_grad_norm"][1] == pytest.approx(np.linalg.norm(x.T @ deltas[0]))
    assert len(table) == 3


def test_histograms_count_every_value_once():
    model = networks.MLP([3, 5, 1], "tanh", rng=0)
    x = np.random.default_rng(0).normal(size=(20, 3))
    table = pd.DataFrame(networks.layer_histograms(model, x, np.zeros(20)))
    counts = table.groupby(["quantity", "layer"])["count"].sum()
    assert (counts.xs(1, level="layer") == 100).all()
    assert set(table["quantity"]) == {"z", "activation", "gradient"}
    area = (table["density"] * (table["right"] - table["left"])).groupby([table["quantity"], table["layer"]]).sum()
    np.testing.assert_allclose(area, 1)


def test_an_activation_can_be_a_record_with_its_own_parameters():
    record = ACTIVATIONS["leaky_relu"].with_parameters(alpha=-1.0)
    model = networks.MLP([1, 1, 1], record, rng=0)
    model.weights[0][...], model.weights[1][...] = 1, 1
    np.testing.assert_array_equal(model.forward([[-3.0], [3.0]]), [[3], [3]])


X, Y = data.xor()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: networks.MLP([2]), ValueError, r"sizes must hold at least two positive numbers.*\[2\]"),
        (lambda: networks.MLP([2, 1], "softmax"), ValueError, "activation must be one of identity, .*not 'softmax'"),
        (
            lambda: networks.MLP([2, 1], initialiser="he"),
            ValueError,
            "initialiser must be one of .*he_normal, not 'he'",
        ),
        (lambda: networks.MLP([2, 1], loss="mse"), ValueError, "loss must be one of .*squared_error, not 'mse'"),
        (lambda: networks.MLP([2, 1]).forward([1, 2]), ValueError, r"x must have shape \(n, 2\).*not \(2,\)"),
        (lambda: networks.MLP([2, 2]).loss(X, Y), ValueError, r"shape of logits, \(4, 2\), not \(4, 1\)"),
        (lambda: networks.MLP([2, 2], loss="squared_error").loss(X, Y), ValueError, r"\(4, 2\), not \(4, 1\)"),
        (
            lambda: networks.train(networks.MLP([2, 1]), X, Y[:3]),
            ValueError,
            r"same number of samples.*not \(4, 2\), \(3,\)",
        ),
        (lambda: networks.train(networks.MLP([2, 1]), X, Y, batch_size=5), ValueError, "from 1 to the 4 samples"),
        (lambda: networks.train(networks.MLP([2, 1]), X, Y, momentum=1), ValueError, "momentum must be from 0"),
        (lambda: networks.train(networks.MLP([2, 1]), X, Y, optimiser="x"), ValueError, "one of sgd, adam, not 'x'"),
        (lambda: networks.dead_units(networks.MLP([2, 1]), np.zeros((0, 2))), ValueError, "at least one sample"),
        (lambda: networks.gradient_check(networks.MLP([2, 1]), X), ValueError, "target is needed"),
        (lambda: networks.layer_statistics(networks.MLP([2, 1]), X, Y, X), ValueError, "not both"),
        (
            lambda: networks.layer_statistics(networks.MLP([2, 1]), X, output_grad=X),
            ValueError,
            r"\(4, 1\), not \(4, 2",
        ),
        (lambda: networks.numeric_gradient(np.sum, X, step=0), ValueError, "step must be a positive number"),
    ],
)
def test_errors_say_what_came_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("twin_of", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copied_or_pickled_network_still_learns_on_its_own(twin_of):
    model = networks.MLP([2, 8, 1], "tanh", "xavier_normal", rng=0)
    twin, before = twin_of(model), model.parameters.copy()
    networks.train(twin, X, Y, steps=300, learning_rate=1.0)
    assert np.shares_memory(twin.weights[0], twin.parameters)
    assert twin.accuracy(X, Y) == 1.0
    np.testing.assert_array_equal(model.parameters, before)


def test_assigning_parameters_changes_the_network():
    model = networks.MLP([2, 3, 1], rng=0)
    model.parameters = np.zeros(13)
    assert not model.forward(X).any()
    with pytest.raises(ValueError, match=r"^parameters must have shape \(13,\), not \(3,\)"):
        model.parameters = np.zeros(3)


@pytest.mark.parametrize("target", [Y[:3], Y[:, None], []])
def test_accuracy_refuses_labels_of_another_shape(target):
    with pytest.raises(ValueError, match=r"^target must hold labels, shape \(4,\), at least one, not shape"):
        networks.MLP([2, 1], rng=0).accuracy(X, target)


def test_networks_do_not_warn_about_numbers_out_of_range():
    model = networks.MLP([2, 3, 1], rng=0)
    for x in ([[np.inf, -np.inf]], [[1e300, 1.0]], [[np.nan, 1.0]]):
        assert model.forward(x).shape == (1, 1)
        assert not np.isfinite(networks.train(model.copy(), x, [1], steps=2)[-1])
