"""Activations: identities, shapes, dtypes, edge cases, errors."""

import re
import warnings
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib.mathtext import MathTextParser

from helpers import activations
from helpers.activations import ACTIVATIONS

RECORDS = [record for record in ACTIVATIONS.values() if record.elementwise]
FUNCTIONS = [f for record in RECORDS for f in (record.function, record.derivative)]
FUNCTIONS += [partial(activations.leaky_relu, alpha=2.0), partial(activations.leaky_relu, alpha=0.0)]
FUNCTIONS += [partial(activations.softplus, beta=3.0), partial(activations.elu, alpha=0.5)]
ALONG_AXIS = [activations.softmax, activations.log_softmax, activations.logsumexp]
FLOATS = [np.float16, np.float32, np.float64]

examples = settings(max_examples=60, derandomize=True, database=None, deadline=None)
numbers = st.floats(-700, 700)
rows = hnp.arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=st.floats(-300, 300))


def name_of(f):
    return getattr(f, "__name__", repr(f))


# Identities


@examples
@given(numbers)
def test_sigmoid_of_minus_x_is_one_minus_sigmoid(x):
    np.testing.assert_allclose(activations.sigmoid(-x), 1 - activations.sigmoid(x), rtol=1e-15, atol=2e-16)


@examples
@given(numbers)
def test_tanh_is_a_rescaled_sigmoid(x):
    assert abs(activations.tanh(x) - (2 * activations.sigmoid(2 * x) - 1)) < 1e-15


@examples
@given(numbers)
def test_softplus_of_x_and_minus_x_differ_by_x(x):
    np.testing.assert_allclose(activations.softplus(x) - activations.softplus(-x), x, rtol=1e-15, atol=1e-15)


@examples
@given(numbers)
def test_relu_splits_the_absolute_value(x):
    assert activations.relu(x) + activations.relu(-x) == abs(x)


@examples
@given(numbers, st.floats(-3, 3))
def test_leaky_relu_scales_the_negative_side_only(x, alpha):
    assert activations.leaky_relu(x, alpha) == (x if x > 0 else alpha * x)


@examples
@given(numbers, st.floats(0.1, 50))
def test_softplus_lies_above_relu_by_at_most_log_two_over_beta(x, beta):
    gap = activations.softplus(x, beta) - activations.relu(x)
    assert 0 <= gap <= np.log(2) / beta * (1 + 1e-14)


@pytest.mark.parametrize("name", ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus"])
@pytest.mark.parametrize("dtype", FLOATS)
def test_monotone_functions_never_fall_by_more_than_rounding(name, dtype):
    x = np.sort(np.concatenate([np.linspace(-50, 50, 4001), np.linspace(-2, 2, 1001)])).astype(dtype)
    y = ACTIVATIONS[name].function(x).astype(np.float64)
    assert (np.diff(y) >= -4 * np.finfo(dtype).eps * np.abs(y[1:])).all()


@pytest.mark.parametrize(
    ("name", "parameters"),
    [(record.name, {}) for record in RECORDS]
    + [("leaky_relu", {"alpha": 2.0}), ("elu", {"alpha": 0.3}), ("softplus", {"beta": 2.5})],
)
def test_derivative_matches_central_differences_away_from_kinks(name, parameters):
    record = ACTIVATIONS[name].with_parameters(**parameters)
    x = np.concatenate([np.linspace(-6, -0.05, 80), np.linspace(0.05, 6, 80)])
    numeric = (record.function(x + 1e-5) - record.function(x - 1e-5)) / 2e-5
    np.testing.assert_allclose(record.derivative(x), numeric, atol=1e-8)


@examples
@given(rows, st.floats(-1000, 1000))
def test_softmax_does_not_see_a_shift_and_logsumexp_follows_it(x, shift):
    np.testing.assert_allclose(activations.softmax(x + shift), activations.softmax(x), rtol=1e-11, atol=1e-300)
    np.testing.assert_allclose(activations.logsumexp(x + shift), activations.logsumexp(x) + shift, atol=1e-11)


@examples
@given(rows)
def test_softmax_sums_to_one_and_is_the_exponential_of_its_logarithm(x):
    p = activations.softmax(x)
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_allclose(np.exp(activations.log_softmax(x)), p, rtol=1e-12, atol=1e-300)


@examples
@given(rows)
def test_jacobian_is_symmetric_with_rows_that_sum_to_zero(x):
    jacobian = activations.softmax_jacobian(x)
    assert jacobian.shape == (*x.shape, x.shape[-1])
    np.testing.assert_allclose(jacobian.sum(axis=-1), 0, atol=1e-15)
    np.testing.assert_array_equal(jacobian, np.swapaxes(jacobian, -1, -2))


def test_jacobian_matches_central_differences():
    x, step = np.array([0.3, -1.0, 2.0, 0.0]), 1e-5
    ups, downs = activations.softmax(x + step * np.eye(4)), activations.softmax(x - step * np.eye(4))
    np.testing.assert_allclose(activations.softmax_jacobian(x), (ups - downs).T / (2 * step), atol=1e-10)


def test_softmax_of_two_classes_is_the_sigmoid():
    x = np.linspace(-30, 30, 61)
    p = activations.softmax(np.stack([x, np.zeros_like(x)], axis=-1))[:, 0]
    np.testing.assert_allclose(p, activations.sigmoid(x), rtol=1e-14)


# Dtypes and shapes


@pytest.mark.parametrize("f", [*FUNCTIONS, *ALONG_AXIS, activations.softmax_jacobian], ids=name_of)
@pytest.mark.parametrize("dtype", FLOATS)
def test_floating_dtypes_are_kept(f, dtype):
    assert f(np.array([-1, 0, 2], dtype)).dtype == dtype


@pytest.mark.parametrize("f", [*FUNCTIONS, *ALONG_AXIS], ids=name_of)
@pytest.mark.parametrize("x", [[-1, 0, 2], np.array([1, 0, 2], np.uint8), [True, False], [1.5, 2]], ids=str)
def test_integers_booleans_and_lists_become_float64(f, x):
    result = f(x)
    assert result.dtype == np.float64
    np.testing.assert_array_equal(result, f(np.array(x, np.float64)))


@pytest.mark.parametrize("f", FUNCTIONS, ids=name_of)
@pytest.mark.parametrize("dtype", FLOATS)
def test_scalars_give_scalars_and_empty_arrays_stay_empty(f, dtype):
    assert isinstance(f(dtype(0.5)), dtype)
    assert f(dtype(0.5)) == f(np.array([0.5], dtype))[0]
    assert f(np.zeros((0, 3), dtype)).shape == (0, 3)


@pytest.mark.parametrize("f", [*FUNCTIONS, activations.softmax, activations.log_softmax], ids=name_of)
def test_strided_fortran_and_byte_swapped_inputs_give_the_same_values(f):
    x = np.random.default_rng(0).normal(0, 3, (6, 8))
    want = f(x)
    np.testing.assert_array_equal(f(np.asfortranarray(x)), want)
    np.testing.assert_array_equal(f(np.repeat(x, 2, axis=1)[:, ::2]), want)
    np.testing.assert_array_equal(f(x[::-1])[::-1], want)
    swapped = f(x.astype(">f8"))
    assert swapped.dtype.isnative
    np.testing.assert_array_equal(swapped, want)


@pytest.mark.parametrize("f", FUNCTIONS, ids=name_of)
@pytest.mark.parametrize("order", ["C", "F"])
def test_large_arrays_processed_in_blocks_agree_with_small_ones(f, order):
    x = np.random.default_rng(0).normal(0, 5, (7, 10_007)).astype(np.float32)
    got = f(np.array(x, order=order))
    np.testing.assert_allclose(got, np.stack([f(row) for row in x]), rtol=1e-6)


@pytest.mark.parametrize("f", [*FUNCTIONS, *ALONG_AXIS, activations.softmax_jacobian], ids=name_of)
def test_arguments_are_not_changed_and_results_do_not_share_their_memory(f):
    x = np.array([[1.0, 2.0], [0.0, 5.0]])
    x.flags.writeable = False
    assert not np.shares_memory(f(x), x)


@pytest.mark.parametrize("f", ALONG_AXIS, ids=name_of)
@pytest.mark.parametrize("classes", [3, 100])
def test_any_axis_can_hold_the_classes(f, classes):
    x = np.random.default_rng(0).normal(0, 2, (4, classes, 2))
    moved = f(np.moveaxis(x, 1, -1))
    want = moved if f is activations.logsumexp else np.moveaxis(moved, -1, 1)
    np.testing.assert_allclose(f(x, axis=1), want, rtol=1e-13)
    np.testing.assert_array_equal(f(x, axis=-2), f(x, axis=1))


# Infinite input, NaN, warnings


@pytest.mark.parametrize("f", [*FUNCTIONS, *ALONG_AXIS, activations.softmax_jacobian], ids=name_of)
@pytest.mark.parametrize("dtype", FLOATS)
def test_no_finite_or_infinite_input_warns_or_gives_nan(f, dtype):
    info = np.finfo(dtype)
    edges = [-np.inf, info.min, -1000, -1, -info.tiny, -0.0, 0.0, info.smallest_subnormal, 1, 1000, info.max, np.inf]
    x = np.array(edges).astype(dtype)
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        results = f(np.stack([x, x[::-1]], axis=-1)), f(x), f(x[-1:])
    assert not any(np.isnan(result).any() for result in results)


@pytest.mark.parametrize("f", FUNCTIONS, ids=name_of)
@pytest.mark.parametrize("dtype", FLOATS)
def test_nan_gives_nan_and_only_there(f, dtype):
    x = np.array([-1, np.nan, 0, 2], dtype)
    np.testing.assert_array_equal(np.isnan(f(x)), np.isnan(x))
    assert np.isnan(f(dtype(np.nan)))


@pytest.mark.parametrize("f", ALONG_AXIS, ids=name_of)
def test_nan_spoils_its_own_row_only(f):
    result = f([[np.nan, 1, 2], [0, 1, 2]])
    assert np.isnan(result[0]).all()
    assert np.isfinite(result[1]).all()


def test_values_at_infinity():
    low, high = -np.inf, np.inf
    limits = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, high), "leaky_relu": (low, high), "elu": (-1, high)}
    limits |= {"gelu": (0, high), "silu": (0, high), "softplus": (0, high), "identity": (low, high)}
    for name, want in limits.items():
        np.testing.assert_array_equal(ACTIVATIONS[name].function([low, high]), want, err_msg=name)


def test_infinite_logits_are_certainties_or_ties():
    inf = np.inf
    np.testing.assert_array_equal(
        activations.softmax([[inf, 0], [inf, inf], [-inf, -inf]]), [[1, 0], [0.5] * 2, [0.5] * 2]
    )
    np.testing.assert_array_equal(activations.log_softmax([inf, 0]), [0, -inf])
    np.testing.assert_array_equal(activations.logsumexp([[inf, 0], [-inf, -inf]]), [inf, -inf])
    assert activations.cross_entropy([inf, 0], 0) == 0
    assert activations.cross_entropy([inf, 0], 1) == inf
    assert activations.binary_cross_entropy([inf, -inf], [1, 0]) == 0
    assert activations.binary_cross_entropy([inf], [0]) == inf


# Conventions at the kink


def test_derivatives_at_zero_follow_the_convention_asked_for():
    assert activations.relu_prime(0) == activations.relu_prime(-0.0) == 0
    np.testing.assert_array_equal(activations.relu_prime([-1, 0, 1], at_zero=0.5), [0, 0.5, 1])
    np.testing.assert_array_equal(activations.leaky_relu_prime([-1, 0, 1], 0.1), [0.1, 0.1, 1])
    np.testing.assert_array_equal(activations.leaky_relu_prime([-1, 0, 1], 0.1, at_zero=1), [0.1, 1, 1])
    np.testing.assert_array_equal(activations.elu_prime([0, 1], alpha=0.5), [0.5, 1])


# Losses


@pytest.mark.parametrize("dtype", FLOATS)
def test_labels_one_hot_rows_and_their_gradients_agree(dtype):
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(0, 3, (5, 4)).astype(dtype), rng.integers(0, 4, 5)
    one_hot = np.eye(4)[labels]
    assert activations.cross_entropy(logits, labels) == activations.cross_entropy(logits, one_hot)
    assert activations.cross_entropy(logits, labels).dtype == dtype
    grad = activations.cross_entropy_grad(logits, labels)
    assert grad.dtype == dtype
    np.testing.assert_allclose(grad, (activations.softmax(logits) - one_hot) / 5, atol=2 * np.finfo(dtype).eps)


@pytest.mark.parametrize("target", [[2, 0], [[0.2, 0.3, 0.5], [1, 0, 0]]], ids=["labels", "soft"])
def test_cross_entropy_gradient_matches_central_differences(target):
    x, step = np.array([[1.0, -2.0, 0.5], [3.0, 2.0, 1.0]]), 1e-5
    for index in np.ndindex(x.shape):
        shift = np.zeros_like(x)
        shift[index] = step
        change = activations.cross_entropy(x + shift, target) - activations.cross_entropy(x - shift, target)
        np.testing.assert_allclose(activations.cross_entropy_grad(x, target)[index], change / (2 * step), atol=1e-10)


def test_binary_cross_entropy_is_the_two_class_case():
    z, y = np.array([-3.0, 0.0, -0.0, 2.0, 50.0]), np.array([1, 0, 1, 1, 0])
    pairs = np.stack([np.zeros_like(z), z], axis=-1)
    np.testing.assert_allclose(activations.binary_cross_entropy(z, y), activations.cross_entropy(pairs, y), rtol=1e-15)
    np.testing.assert_allclose(
        activations.binary_cross_entropy_grad(z, y), activations.cross_entropy_grad(pairs, y)[:, 1], rtol=1e-15
    )
    soft = np.array([0.2, 0.5, 0.5, 1.0, 0.9])
    np.testing.assert_allclose(
        activations.binary_cross_entropy_grad(z, soft), (activations.sigmoid(z) - soft) / 5, atol=1e-16
    )


# Errors


@pytest.mark.parametrize("f", [*FUNCTIONS, *ALONG_AXIS, activations.softmax_jacobian], ids=name_of)
@pytest.mark.parametrize("x", [[1j], ["1"], [None], np.array(["2020-01-01"], "M8[D]")], ids=str)
def test_other_dtypes_are_an_error_that_names_argument_and_dtype(f, x):
    with pytest.raises(TypeError, match=f"x must hold real numbers.*not {re.escape(str(np.asarray(x).dtype))}"):
        f(x)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda a: a.softmax([[1, 2]], axis=2), ValueError, r"axis must name one of the 2 axes of x.*\(1, 2\), not 2"),
        (lambda a: a.softmax(1.0), ValueError, "axis must name one of the 0 axes"),
        (lambda a: a.softmax([1, 2], axis=0.5), TypeError, "axis must be an integer, not float"),
        (lambda a: a.log_softmax(np.zeros((3, 0))), ValueError, r"at least one class along axis -1.*\(3, 0\)"),
        (lambda a: a.softplus(1, beta=0), ValueError, "beta must be a positive number, not 0.0"),
        (lambda a: a.leaky_relu(1, alpha=np.inf), ValueError, "alpha must be a finite number, not inf"),
        (lambda a: a.elu(1, alpha="1"), TypeError, "alpha must be a real number, not str"),
        (lambda a: a.relu_prime(1, at_zero=None), TypeError, "at_zero must be a real number, not NoneType"),
        (lambda a: a.cross_entropy([[1, 2]], [2]), ValueError, "labels from 0 to 1, but they run from 2 to 2"),
        (lambda a: a.cross_entropy([[1, 2]], [-1]), ValueError, "labels from 0 to 1, but they run from -1 to -1"),
        (lambda a: a.cross_entropy([[1, 2]], [0, 1, 1]), ValueError, r"\(1,\) \(labels\) or \(1, 2\) \(one-hot\)"),
        (lambda a: a.cross_entropy([[1, 2]], [0.0]), TypeError, "target must hold integer labels, not float64"),
        (lambda a: a.cross_entropy([[1, 2]], [[1, 1]]), ValueError, "target must be one-hot"),
        (lambda a: a.cross_entropy(np.zeros((0, 2)), []), ValueError, "at least one sample"),
        (lambda a: a.cross_entropy([[1j, 2]], [0]), TypeError, "logits must hold real numbers.*complex128"),
        (lambda a: a.binary_cross_entropy([1, 2], [1]), ValueError, r"shape of logits, \(2,\), not \(1,\)"),
        (lambda a: a.binary_cross_entropy([1], [2]), ValueError, "target must hold values from 0 to 1"),
        (lambda a: a.binary_cross_entropy_grad([], []), ValueError, "at least one element"),
    ],
)
def test_errors_say_what_came_and_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call(activations)


@pytest.mark.parametrize("f", [activations.leaky_relu, activations.elu, activations.softplus])
def test_parameters_do_not_change_the_dtype(f):
    x = np.ones(3, np.float32)
    assert f(x, np.float64(0.5)).dtype == f(x, np.array(0.5)).dtype == np.float32


# The table


def test_table_names_functions_and_gives_each_its_own_colour():
    assert all(name == record.name and record.function.__name__ == name for name, record in ACTIVATIONS.items())
    colours = [record.colour for record in ACTIVATIONS.values()]
    assert len(set(colours)) == len(colours)
    assert all(len(colour) == 7 and int(colour[1:], 16) >= 0 for colour in colours)
    with pytest.raises(TypeError):
        ACTIVATIONS["mine"] = ACTIVATIONS["relu"]


@pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=lambda record: record.name)
def test_formulas_can_be_drawn_by_matplotlib(record):
    for formula in (record.formula, record.derivative_formula, record.range):
        assert "$" not in formula
        MathTextParser("path").parse(f"${formula}$")
