"""The diagnosis: each disease is found where it is, none in a healthy network; its words exist in every language."""

import numpy as np
import pandas as pd
import pytest

from helpers import data, language, networks
from helpers._diagnosis import LIMITS

X, Y = data.moons(100, noise=0.1, rng=9)


def network(*hidden, activation="relu", initialiser="xavier_normal", seed=0, **options):
    return networks.MLP([2, *hidden, 1], activation, initialiser, rng=seed, dtype=np.float64, **options)


def diseases(*arguments, **options):
    return [(record["disease"], record["layer"]) for record in networks.diagnose(*arguments, **options)]


def test_a_healthy_network_has_nothing_before_and_after_training():
    model = network(16, 16, initialiser="he_normal")
    start = model.copy()
    assert networks.diagnose(model, X, Y) == []
    networks.train(model, X, Y, steps=50, learning_rate=0.5)
    assert networks.diagnose(model, X, Y, before=start) == []


def test_only_a_census_before_training_tells_born_dead_from_killed():
    start = network(4)
    start.biases[0][:2] = -100
    model = start.copy()
    model.biases[0][2:] = -100
    assert diseases(model, X) == [("dead", 1)]
    born, killed = networks.diagnose(model, X, before=start)
    assert (born["disease"], killed["disease"]) == ("born dead", "killed")
    assert born["value"] == killed["value"] == 0.5


def test_few_dead_units_are_no_finding():
    model = network(8)
    model.biases[0][:2] = -100
    assert networks.dead_units(model, X)[0].mean() == LIMITS["dead_share"]
    assert diseases(model, X) == []


def test_layers_that_do_not_bend_are_affine_and_dead_ones_are_not():
    assert diseases(network(4, 4, activation="identity"), X) == [("affine", 1), ("affine", 2)]
    always_on = network(4)
    always_on.biases[0][...] = 100
    assert diseases(always_on, X) == [("affine", 1)]
    all_off = network(4)
    all_off.biases[0][...] = -100
    assert diseases(all_off, X) == [("dead", 1)]
    one_bends = network(12)
    one_bends.biases[0][1:] = -100
    assert diseases(one_bends, X) == [("dead", 1)]


def test_numbers_out_of_range_hide_everything_but_the_state_of_the_data():
    model = network(4, activation="identity")
    model.parameters[0] = np.nan
    assert diseases(model, X) == [("diverged", 0)]
    assert diseases(model, X + 100) == [("diverged", 0), ("off-centre", 0)]


def test_data_are_off_centre_when_their_mean_outweighs_their_spread():
    model = network(8, activation="leaky_relu")
    assert ("off-centre", 0) in diseases(model, X + 10)
    assert ("off-centre", 0) not in diseases(model, X + 10 - (X + 10).mean(axis=0))
    assert ("off-centre", 0) not in diseases(model, np.zeros((3, 2)))


@pytest.mark.parametrize(
    ("activation", "spread", "found"), [("sigmoid", 0.25, "vanishing"), ("identity", 1.0, "exploding")]
)
def test_the_gradient_is_judged_by_its_factor_per_layer(activation, spread, found):
    model = network(16, 16, 16, 16, activation=activation, initialiser=networks.normal(spread))
    for target in (Y, None):
        (record,) = [r for r in networks.diagnose(model, X, target) if r["measure"] == "factor"]
        assert record["disease"] == found
    norms = [layer["grad_norm"] for layer in networks.layer_statistics(model, X, output_grad=np.ones((100, 1)))]
    assert record["value"] == pytest.approx((norms[0] / norms[3]) ** (1 / 3))


@pytest.mark.parametrize(
    ("initialiser", "found"),
    [("xavier_normal", "vanishing"), (networks.normal(0.2), "exploding")],
)
def test_many_layers_that_each_lose_or_gain_a_little_are_found_by_their_product(initialiser, found):
    record = networks.diagnose(network(*[100] * 30, initialiser=initialiser), X, Y)[-1]
    assert (record["disease"], record["measure"]) == (found, "total")
    assert {disease for disease, _ in diseases(network(*[100] * 30, initialiser="he_normal"), X, Y)} == {"dead"}


def test_two_hidden_layers_are_too_few_for_a_verdict_on_the_gradient():
    assert diseases(network(16, 16, activation="sigmoid", initialiser=networks.normal(0.01)), X) == []


def test_units_on_the_flat_part_are_saturated():
    assert diseases(network(16, activation="tanh", initialiser=networks.normal(20.0)), X) == [("saturated", 1)]
    assert diseases(network(16, activation="tanh"), X) == []


def test_records_are_alike_and_ready_for_pandas():
    records = networks.diagnose(network(16, 16, 16, 16, activation="sigmoid"), X + 10, Y)
    assert len(records) > 1
    assert list(pd.DataFrame(records).columns) == ["layer", "disease", "measure", "value", "limit"]
    assert all(set(record) == set(records[0]) for record in records)


def test_model_and_data_stay_as_they_are():
    model = network(4)
    before = model.parameters.copy()
    x = X.copy()
    x.flags.writeable = False
    networks.diagnose(model, x, Y)
    np.testing.assert_array_equal(model.parameters, before)


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_disease_has_its_words_in_every_language(code, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", code)
    every = ["diverged", "off-centre", "affine", "born dead", "killed", "dead", "saturated", "vanishing", "exploding"]
    record = {"layer": 2, "measure": "dead_share", "value": 0.5, "limit": 0.25}
    for disease in every:
        named, cure = networks.report([record | {"disease": disease}]).splitlines()
        assert f"dead_share = 0.5  →  {disease}: " in named
        assert "2" in named.partition(":")[0]
        assert cure.strip()
    words = {networks.report([record | {"disease": disease}]) for disease in every}
    assert len(words) == len(every)


def test_a_start_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"before must have the sizes of model, \(2, 4, 1\), not \(2, 5, 1\)"):
        networks.diagnose(network(4), X, before=network(5))
