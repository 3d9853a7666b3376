"""What the functions of helpers.activations refuse, how they say so, and what they leave alone."""

import inspect
import re
import sys
import tracemalloc

import numpy as np
import pytest

from helpers import activations as a
from helpers._arrays import as_array, as_count, as_float, as_float_dtype, as_generator, as_number, choose
from helpers._elementwise import BLOCK, capped_exp, elementwise
from helpers._losses import squared_error_pair

REAL = r"must hold real numbers \(float16, float32, float64, integer or bool\), not "


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: a.relu(np.ma.masked_array([1.0], [True])),
            TypeError,
            "x must be a plain array, not a masked one; fill.*",
        ),
        (lambda: a.relu([[1], [1, 2]]), ValueError, "x must have rows of equal length: .*inhomogeneous.*"),
        (lambda: a.relu(np.longdouble(1)), TypeError, f"x {REAL}{np.dtype(np.longdouble)}"),
        (lambda: a.relu(10**30), TypeError, f"x {REAL}object"),
        (lambda: a.leaky_relu(1, np.array([0.1])), TypeError, "alpha must be a real number, not ndarray"),
        (lambda: a.leaky_relu(1, np.array(1j)), TypeError, "alpha must be a real number, not complex128"),
        (lambda: a.leaky_relu(1, 10**400), ValueError, "alpha must be a finite number, not inf"),
        (
            lambda: a.leaky_relu(np.float32(1), 1e300),
            ValueError,
            r"alpha must be a finite number in float32, not 1e\+300",
        ),
        (lambda: a.leaky_relu_prime(1, "a"), TypeError, "alpha must be a real number, not str"),
        (lambda: a.leaky_relu_prime(1, at_zero="a"), TypeError, "at_zero must be a real number, not str"),
        (lambda: a.leaky_relu_prime(np.float32(1), 1e300), ValueError, "alpha must be a finite number in float32.*"),
        (
            lambda: a.leaky_relu_prime(np.float32(1), 1, 1e300),
            ValueError,
            "at_zero must be a finite number in float32.*",
        ),
        (
            lambda: a.relu_prime(np.float16(1), 1e6),
            ValueError,
            "at_zero must be a finite number in float16, not 1000000.0",
        ),
        (lambda: a.softplus(1, "a"), TypeError, "beta must be a real number, not str"),
        (lambda: a.softplus(1, -1), ValueError, "beta must be a positive number, not -1.0"),
        (
            lambda: a.softplus(np.float32(1), 1e-300),
            ValueError,
            "beta must be a positive number in float32, not 1e-300",
        ),
        (lambda: a.softplus_prime(1, "a"), TypeError, "beta must be a real number, not str"),
        (lambda: a.softplus_prime(1, 0), ValueError, "beta must be a positive number, not 0.0"),
        (lambda: a.softplus_prime(np.float32(1), 1e-300), ValueError, "beta must be a positive number in float32.*"),
        (lambda: a.elu(1, "a"), TypeError, "alpha must be a real number, not str"),
        (lambda: a.elu(np.float32(1), 1e300), ValueError, "alpha must be a finite number in float32.*"),
        (lambda: a.elu_prime(1, "a"), TypeError, "alpha must be a real number, not str"),
        (lambda: a.elu_prime(np.float32(1), 1e300), ValueError, "alpha must be a finite number in float32.*"),
        (lambda: a.softmax([1, 2], axis=True), TypeError, "axis must be an integer, not bool"),
        (lambda: a.softmax([1, 2], axis=np.True_), TypeError, "axis must be an integer, not bool"),
        (lambda: a.softmax([1, 2], axis=None), TypeError, "axis must be an integer, not NoneType"),
        (lambda: a.softmax([1, 2], axis=1), ValueError, r"axis must name one of the 1 axes of x, whose shape.*not 1"),
        (lambda: a.softmax([1, 2], axis=-2), ValueError, r"axis must name one of the 1 axes of x, whose shape.*not -2"),
        (lambda: a.cross_entropy([["a"]], [0]), TypeError, f"logits {REAL}<U1"),
        (lambda: a.cross_entropy([[1, 2]], [["a", "b"]]), TypeError, f"target {REAL}<U1"),
        (lambda: a.cross_entropy([[1, 2]], [[1], [1, 2]]), ValueError, "target must have rows of equal length.*"),
        (lambda: a.cross_entropy([[1, 2]], [True]), TypeError, "target must hold integer labels, not bool"),
        (
            lambda: a.cross_entropy([[1, 2]], [[-1, 2]]),
            ValueError,
            "target must be one-hot: every row at least 0 .*sum 1",
        ),
        (lambda: a.cross_entropy([[1, 2]], [[0.5, 0.52]]), ValueError, "target must be one-hot.*"),
        (
            lambda: a.cross_entropy(1.0, 0),
            ValueError,
            r"logits must have shape \(..., K\) with at least one .*not \(\)",
        ),
        (lambda: a.cross_entropy(np.zeros((2, 0)), [0, 0]), ValueError, r"logits must have shape .*not \(2, 0\)"),
        (
            lambda: a.cross_entropy([[1, 2]], [0, 1]),
            ValueError,
            r"target must have shape \(1,\) \(labels\).*, not \(2,\)",
        ),
        (lambda: a.binary_cross_entropy(["a"], [0]), TypeError, f"logits {REAL}<U1"),
        (lambda: a.binary_cross_entropy([1], ["a"]), TypeError, f"target {REAL}<U1"),
        (lambda: a.binary_cross_entropy([1], [-0.1]), ValueError, "target must hold values from 0 to 1"),
        (lambda: a.binary_cross_entropy([1], [np.nan]), ValueError, "target must hold values from 0 to 1"),
        (lambda: squared_error_pair(np.ones((1, 1)), [["a"]]), TypeError, f"target {REAL}<U1"),
        (
            lambda: squared_error_pair(np.ones((2, 1)), [1, 2]),
            ValueError,
            r"target must have the shape of the outputs, \(2, 1\), not \(2,\)",
        ),
        (
            lambda: squared_error_pair(np.ones((0, 2)), np.ones((0, 2))),
            ValueError,
            r"outputs must have at least one element, but their shape is \(0, 2\)",
        ),
        (lambda: as_count(True, "n"), TypeError, "n must be an integer, not bool"),
        (lambda: as_count(np.timedelta64(3, "s"), "n"), TypeError, "n must be an integer, not timedelta64"),
        (lambda: as_count(10**400, "n"), ValueError, "n must be at least 1 and fit .*"),
        (lambda: as_number(np.timedelta64(3, "s"), "n"), TypeError, "n must be a real number, not timedelta64"),
        (lambda: as_count(1.0, "n"), TypeError, "n must be an integer, not float"),
        (lambda: as_count(0, "n"), ValueError, "n must be at least 1 and fit into memory, not 0"),
        (lambda: as_count(1, "n", least=2), ValueError, "n must be at least 2 and fit into memory, not 1"),
        (lambda: as_float_dtype(int), TypeError, "dtype must be float16, float32 or float64, not <class 'int'>"),
        (lambda: as_float_dtype("x"), TypeError, "dtype must be float16, float32 or float64, not 'x'"),
        (lambda: as_float_dtype(","), TypeError, "dtype must be float16, float32 or float64, not ','"),
        (lambda: as_float_dtype("2("), TypeError, r"dtype must be float16, float32 or float64, not '2\('"),
        (lambda: as_float_dtype("a"), TypeError, "dtype must be float16, float32 or float64, not 'a'"),
        (lambda: as_float_dtype(None), TypeError, "dtype must be float16, float32 or float64, not None"),
        (lambda: as_generator("a"), TypeError, "rng must be a Generator, a seed from 0 up or None, not 'a'"),
        (lambda: as_generator(-1), ValueError, "rng must be a Generator, a seed from 0 up or None, not -1"),
        (lambda: choose({"a": 1, "b": 2}, "c", "letter"), ValueError, "letter must be one of a, b, not 'c'"),
        (lambda: choose({"a": 1}, [], "letter"), ValueError, r"letter must be one of a, not \[\]"),
    ],
)
def test_the_whole_message_names_the_argument_and_what_came(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert re.fullmatch(message, str(caught.value), re.DOTALL)


def test_what_is_accepted_comes_through():
    assert as_count(1, "n") == as_count(np.uint8(1), "n") == as_count(0, "n", least=0) + 1 == 1
    assert as_count(sys.maxsize, "n") == sys.maxsize
    assert as_number(np.array(2), "n") == as_number(np.True_, "n") + 1 == 2.0
    assert type(as_number(np.float32(0.1), "n")) is float
    assert as_number(0.1, "n", np.float32) == float(np.float32(0.1)) != 0.1
    assert as_number(1e-60, "n", np.float32) == 0
    assert as_float_dtype(">f4") == as_float_dtype("f") == np.float32
    generator = np.random.default_rng(0)
    assert as_generator(generator) is generator
    array = np.ones(2, np.float32)
    assert as_array(array, "x") is array
    assert as_float(array) is array
    assert as_float(array.astype(">f4")).dtype == np.float32


@pytest.mark.parametrize("f", [a.softmax, a.log_softmax, a.logsumexp])
@pytest.mark.parametrize("shape", [(3,), (1, 3), (3, 1), (2, 40), (40, 2), (1, 40), (5, 32), (5, 33)])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_logits_stay_as_they_are_along_any_axis(f, shape, dtype):
    x = np.linspace(0, 9, np.prod(shape)).reshape(shape).astype(dtype)
    x.flags.writeable = False
    for axis in range(-len(shape), len(shape)):
        y = f(x, axis=axis)
        wanted = np.delete(shape, axis) if f is a.logsumexp else shape
        assert np.shape(y) == tuple(wanted)
        exact = np.asarray(f(x.astype(np.float64), axis=axis))
        np.testing.assert_allclose(y, exact, rtol=9 * np.finfo(dtype).eps, atol=np.finfo(dtype).smallest_subnormal)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_no_rows_of_logits_give_no_rows(dtype):
    x = np.zeros((0, 3), dtype)
    assert a.softmax(x).shape == a.log_softmax(x).shape == (0, 3)
    assert a.logsumexp(x).shape == (0,)


@pytest.mark.parametrize("f", [a.softmax, a.log_softmax, a.logsumexp])
@pytest.mark.parametrize("scale", [1, 100])
def test_half_precision_logits_are_computed_in_single_and_rounded_once(f, scale):
    x = scale * np.random.default_rng(0).normal(size=(200, 4)).astype(np.float16)
    np.testing.assert_array_equal(f(x), f(x.astype(np.float32)).astype(np.float16))


@pytest.mark.parametrize("scale", [1, 1000])
def test_softmax_of_many_rows_is_that_of_each(scale):
    x = scale * np.random.default_rng(0).normal(size=(20_000, 3))
    np.testing.assert_allclose(a.softmax(x), np.concatenate([a.softmax(part) for part in np.split(x, 50)]), rtol=1e-14)


def most_memory(f, x):
    """Return how much memory a call takes at its height, results and all, in sizes of its argument."""
    f(x[:1])
    tracemalloc.start()
    try:
        f(x)
        return tracemalloc.get_traced_memory()[1] / x.nbytes
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("shape", [(40, 500, 10), (50, 2000)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_takes_little_memory_beside_its_result_and_its_logarithm_four_times_as_much(shape, dtype):
    x = np.random.default_rng(0).uniform(-1, 1, shape).astype(dtype)
    assert most_memory(a.softmax, (44 if dtype == np.float32 else 354) * x) < 1.6
    assert most_memory(a.log_softmax, x) < 4
    assert most_memory(a.logsumexp, x) < 4


def test_jacobians_of_a_batch_of_batches_are_those_of_the_rows():
    x = np.random.default_rng(0).normal(size=(2, 3, 4))
    for index in np.ndindex(2, 3):
        np.testing.assert_allclose(a.softmax_jacobian(x)[index], a.softmax_jacobian(x[index]), rtol=1e-15)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_losses_and_gradients_that_leave_the_range_do_not_warn(dtype):
    big = np.finfo(dtype).max
    pair = np.array([[big, -big], [-big, big]])
    with np.errstate(all="raise"):
        assert a.cross_entropy(pair, [1, 0]) == np.inf
        assert a.cross_entropy(pair, [0, 1]) == 0
        assert a.binary_cross_entropy(pair, [[0, 1], [1, 0]]) == big
        assert a.binary_cross_entropy(pair, [[1, 0], [0, 1]]) == 0
        tiny = a.cross_entropy_grad(np.array([[0, -16, -100.0]] * 7, dtype), [0] * 7)
        small = a.binary_cross_entropy_grad(np.array([16, 100.0] * 7, dtype), [1] * 14)
        assert a.log_softmax(np.array([16, 0.0], dtype))[0] <= 0
        assert a.logsumexp(np.array([-16, -1e-7], dtype)) <= 1e-6
    assert tiny.dtype == small.dtype == dtype
    assert (small <= 0).all()


def test_gradients_of_soft_targets_weigh_every_class():
    x, y = np.array([[1.0, -2.0, 0.5], [3.0, 3.0, 1.0]]), np.array([[0.2, 0.3, 0.5], [0.5, 0.5, 0]])
    np.testing.assert_allclose(a.cross_entropy_grad(x, y), (a.softmax(x) - y) / 2, rtol=1e-13)
    np.testing.assert_allclose(a.cross_entropy(x, y), -(y * a.log_softmax(x)).sum() / 2, rtol=1e-14)
    batches = np.stack([y, y[::-1], [[0, 0, 1.005], [1, 0, 0]]])
    want = np.mean([a.cross_entropy(x, batch) for batch in batches])
    np.testing.assert_allclose(a.cross_entropy(np.stack([x] * 3), batches), want, rtol=1e-14)
    z, t = np.array([-3.0, 0.0, 0.4, 2.0]), np.array([0.2, 0.5, 0.7, 0.9])
    p = a.sigmoid(z)
    np.testing.assert_allclose(
        a.binary_cross_entropy(z, t), -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean(), rtol=1e-14
    )
    np.testing.assert_allclose(a.binary_cross_entropy_grad(z, t), (p - t) / 4, atol=1e-16)


def test_half_the_squared_distance_is_a_mean_over_the_samples_in_the_dtype_of_the_outputs():
    loss, grad = squared_error_pair(np.array([[1, 2], [3, 5], [0, 0]], np.float32), [[0, 2], [3, 1], [0, 1.0]])
    assert loss == np.float32(0.5 * (1 + 16 + 1) / 3)
    np.testing.assert_allclose(grad, np.array([[1, 0], [0, 4], [0, -1]]) / 3, rtol=1e-7)
    assert loss.dtype == grad.dtype == np.float32
    with np.errstate(all="raise"):
        loss, grad = squared_error_pair(np.float32([[3e38]]), [[-3e38]])
    assert loss == grad == np.inf


@pytest.mark.parametrize("f", [a.cross_entropy, a.cross_entropy_grad, a.binary_cross_entropy])
def test_targets_and_logits_are_left_alone(f):
    x, y = np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]])
    x.flags.writeable = y.flags.writeable = False
    assert not np.shares_memory(f(x, y), x)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softplus_is_never_below_its_argument(dtype):
    x = np.linspace(5, 13, 20_001, dtype=dtype)
    assert (a.softplus(x, 3.0) >= x).all()
    assert (a.softplus(x, 0.7) >= x).all()


def test_half_precision_losses_are_computed_in_single():
    x, y = np.linspace(-9, 9, 300).astype(np.float16).reshape(100, 3), np.arange(100) % 3
    assert a.cross_entropy(x, y) == np.float16(a.cross_entropy(x.astype(np.float64), y))
    t = (x > 1).astype(int)
    assert a.binary_cross_entropy(x, t) == np.float16(a.binary_cross_entropy(x.astype(np.float64), t))


def test_records_with_other_parameters_keep_the_rest():
    record = a.ACTIVATIONS["leaky_relu"]
    other = record.with_parameters(alpha=0.5)
    assert (other.name, other.formula, other.elementwise) == (record.name, record.formula, True)
    assert other.function(-1) == -0.5
    assert other.derivative(-1) == 0.5
    assert record.function(-1) == -0.01
    assert not a.ACTIVATIONS["softmax"].elementwise


@pytest.mark.parametrize(
    ("x", "exponents", "capped"),
    [
        ([-1.0, 39.0, 40.0], [-1, 39, 40], False),
        ([40.5, -1.0], [40, -1], True),
        ([np.inf, 0.0], [40, 0], True),
        ([], [], False),
    ],
)
def test_exponentials_stop_at_forty_and_say_whether_any_did(x, exponents, capped):
    values, any_capped = capped_exp(np.array(x))
    np.testing.assert_array_equal(values, np.exp(np.array(exponents, float)))
    assert any_capped == capped


@pytest.fixture
def doubling():
    """A function made by `elementwise`, and what its formula was given: dtype, size, whether a place to write to."""
    given = []

    def double(x, times=2.0, *, _out=None):
        given.append((x.dtype, x.size, _out is not None))
        return np.multiply(x, times, out=_out)

    return elementwise(double), given


def test_a_formula_becomes_a_function_that_keeps_its_name_dtypes_and_public_parameters(doubling):
    double, given = doubling
    assert (double.__name__, str(inspect.signature(double))) == ("double", "(x, times=2.0)")
    for x in (np.float16(1.5), np.float32(1.5), np.float64(1.5)):
        assert type(double(x)) is type(x)
        assert double(x) == 3
        assert double([x], times=4).tolist() == double(np.array([x]), 4).tolist() == [6]
    assert [dtype for dtype, *_ in given[::4]] == [np.float32, np.float32, np.float64]
    assert double(np.ones((2, 0), np.float16)).shape == (2, 0)
    with np.errstate(all="raise"):
        assert double(1e308) == np.inf
        assert double(5e-324, 0.5) == 0
    with pytest.raises(TypeError, match=r"^x must hold real numbers"):
        double("a")


def test_large_arrays_go_through_a_formula_in_blocks_straight_into_the_result(doubling):
    double, given = doubling
    size = 2 * BLOCK
    for dtype, direct in ((np.float32, True), (np.float64, True), (np.float16, False)):
        working = np.dtype(np.float64 if dtype == np.float64 else np.float32)
        given.clear()
        np.testing.assert_array_equal(double(np.ones(size, dtype)), np.full(size, 2, dtype))
        assert given == [(working, size, False)]
        given.clear()
        for order in "CF":
            x = np.ones((2, BLOCK + 1), dtype, order)
            x[1] = 0.5
            result = double(x, times=4)
            assert result.dtype == dtype
            assert result.tolist() == [[4] * (BLOCK + 1), [2] * (BLOCK + 1)]
        assert given == [(working, BLOCK, direct), (working, BLOCK, direct), (working, 2, direct)] * 2
        given.clear()
        assert double(np.ones(2 * size, dtype)[::2])[-1] == 2
        assert given == [(working, size, False)]
        given.clear()
        assert double(np.ones(2 * size + 2, dtype)[::2], 3)[-1] == 3
        assert given == [(working, size + 1, False)]


def test_a_formula_without_a_place_to_write_to_is_run_in_blocks_too():
    sizes = []

    @elementwise
    def half(x):
        sizes.append(x.size)
        return x / 2

    assert half(np.ones(2 * BLOCK + 1)).tolist() == [0.5] * (2 * BLOCK + 1)
    assert sizes == [BLOCK, BLOCK, 1]
