"""Activations against mpmath, in units in the last place (ULP), in the middle, at critical points and in the tails."""

import mpmath
import numpy as np
import pytest

from helpers import activations

EXACT = {
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "sigmoid_prime": lambda x: mpmath.sech(x / 2) ** 2 / 4,
    "tanh": mpmath.tanh,
    "tanh_prime": lambda x: mpmath.sech(x) ** 2,
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "elu": lambda x: mpmath.expm1(x) if x < 0 else x,
    "silu": lambda x: x / (1 + mpmath.exp(-x)),
}
BOUNDS = [
    ("sigmoid", 2.2, 3.2),
    ("sigmoid_prime", 4.0, 5.0),
    ("tanh", 1.3, 1.5),
    ("tanh_prime", 4.0, 5.0),
    ("softplus", 1.5, 2.8),
    ("elu", 1.5, 2.5),
    ("silu", 4.5, 6.5),
]


@pytest.fixture(autouse=True)
def _precise():
    with mpmath.workprec(180):
        yield


def ulp_errors(values, exact):
    """Return the distance of each value to the exact one in ULP of the exact one."""
    info = np.finfo(values.dtype)
    errors = []
    for value, true in zip(values, exact, strict=True):
        _, exponent = mpmath.frexp(true)
        unit = max(mpmath.ldexp(1, exponent - 1 - info.nmant), mpmath.mpf(float(info.smallest_subnormal)))
        errors.append(float(abs(mpmath.mpf(float(value)) - true) / unit))
    return np.array(errors)


def inputs(dtype):
    """Return random, critical and tail inputs, down to where results become subnormal and then 0."""
    rng = np.random.default_rng(1)
    far = {2: 18.0, 4: 105.0, 8: 750.0}[np.dtype(dtype).itemsize]
    small = np.logspace(-6 if dtype == np.float16 else -30, 1, 60)
    critical = [0.0, 1.0, np.log(2), 17.3, 18.7, 36.74, 37.0, 39.999, 40.0, 40.001, 44.0, 0.9 * far, far]
    random = np.concatenate([rng.normal(0, 1, 250), rng.normal(0, 12, 250), rng.uniform(-far, far, 250)])
    x = np.concatenate([random, small, -small, critical, np.negative(critical)]).astype(dtype)
    return x[np.isfinite(x)]


@pytest.mark.parametrize(("name", "double", "single"), BOUNDS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_error_stays_within_a_few_units_in_the_last_place(name, double, single, dtype):
    x = inputs(dtype)
    exact = [EXACT[name](mpmath.mpf(float(value))) for value in x]
    errors = ulp_errors(getattr(activations, name)(x), exact)
    worst = errors.argmax()
    bound = {2: 0.51, 4: single, 8: double}[np.dtype(dtype).itemsize]
    assert errors[worst] <= bound, f"{name}({x[worst]!r}) is {errors[worst]:.2f} ULP off"


def test_sigmoid_is_right_at_the_smallest_subnormal_numbers():
    x = np.linspace(-745.1, -708.0, 50)
    exact = [EXACT["sigmoid"](mpmath.mpf(float(value))) for value in x]
    assert activations.sigmoid(x).min() > 0
    assert ulp_errors(activations.sigmoid(x), exact).max() <= 2.2


@pytest.mark.parametrize("beta", [0.5, 2.0, 3.0, 10.0])
def test_softplus_with_beta_keeps_its_tail(beta):
    x = np.linspace(-60, 60, 241)
    exact = [mpmath.log1p(mpmath.exp(mpmath.mpf(beta) * mpmath.mpf(float(v)))) / mpmath.mpf(beta) for v in x]
    relative = [
        abs(mpmath.mpf(float(got)) / true - 1) for got, true in zip(activations.softplus(x, beta), exact, strict=True)
    ]
    assert max(relative) < 2e-13


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("gelu", lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2),
        ("gelu_prime", lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2 + x * mpmath.npdf(x)),
        ("silu_prime", lambda x: (1 + x / (1 + mpmath.exp(x))) / (1 + mpmath.exp(-x))),
    ],
)
def test_smooth_relatives_of_relu_keep_their_left_tail(name, exact):
    x = np.concatenate([np.linspace(-37, -2, 100), np.linspace(0.1, 10, 50)])
    true = [exact(mpmath.mpf(float(value))) for value in x]
    relative = [
        abs(mpmath.mpf(float(got)) / want - 1) for got, want in zip(getattr(activations, name)(x), true, strict=True)
    ]
    assert max(relative) < 1e-12


@pytest.mark.parametrize("f", [activations.gelu, activations.gelu_prime])
def test_gelu_in_single_precision_is_the_double_result_rounded_once(f):
    x = np.linspace(-13, 9, 2001, dtype=np.float32)
    np.testing.assert_array_equal(f(x), f(x.astype(np.float64)).astype(np.float32))


def exact_log_softmax(row):
    row = [mpmath.mpf(float(value)) for value in row]
    total = mpmath.log(mpmath.fsum(mpmath.exp(value) for value in row))
    return [value - total for value in row]


def test_log_softmax_keeps_a_loss_that_the_usual_form_rounds_to_zero():
    assert activations.log_softmax([40.0, 0.0, 0.0])[0] == -8.496708510583178e-18
    assert activations.cross_entropy([40.0, 0.0, 0.0], 0) == 8.496708510583178e-18


@pytest.mark.parametrize("row", [[0, 0, 0], [5, 5, -40], [1, 2, 3], [-1000, 1000, 999], [1e-9, 0, -1e-9], [0] * 200])
def test_log_softmax_and_logsumexp_match_mpmath_on_ties_and_wide_margins(row):
    exact = exact_log_softmax(row)
    assert ulp_errors(activations.log_softmax(np.array(row, float)), exact).max() <= 3
    total = mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(float(value))) for value in row))
    assert ulp_errors(np.atleast_1d(activations.logsumexp(np.array(row, float))), [total]).max() <= 2


def test_softmax_matches_mpmath():
    rng = np.random.default_rng(3)
    for row in rng.normal(0, 10, (40, 6)):
        exact = [mpmath.exp(value) for value in exact_log_softmax(row)]
        relative = [
            abs(mpmath.mpf(float(got)) / true - 1) for got, true in zip(activations.softmax(row), exact, strict=True)
        ]
        assert max(relative) < 8e-15


def test_gradients_of_confident_predictions_are_not_rounded_to_zero():
    grad = activations.cross_entropy_grad([[40.0, 0.0, 0.0]], [0])[0]
    p = np.exp(-40.0) / (1 + 2 * np.exp(-40.0))
    np.testing.assert_allclose(grad, [-2 * p, p, p], rtol=1e-15)
    np.testing.assert_allclose(activations.binary_cross_entropy_grad([40.0], [1]), [-np.exp(-40.0)], rtol=1e-15)
    np.testing.assert_allclose(activations.binary_cross_entropy([40.0], [1]), np.exp(-40.0), rtol=1e-15)


def test_jacobian_keeps_the_small_diagonal_of_a_certain_class():
    jacobian = activations.softmax_jacobian([40.0, 0.0])
    np.testing.assert_allclose(jacobian[0, 0], np.exp(-40.0), rtol=1e-15)
