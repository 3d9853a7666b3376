"""Strange arrays and objects: each gives a result of the right dtype, or an error that names the argument.

Nothing warns, and no argument is changed.
"""

import copy
import decimal
import re
import warnings
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers import activations, data, layers, networks

examples = partial(settings, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
NAMED = re.compile(r"(each of )?[a-z_]+( and [a-z]+)? (must|needs)\b")


class Subclass(np.ndarray):
    """What a library's own kind of array looks like to NumPy."""


def frozen(array):
    array.flags.writeable = False
    return array


FORMS = [
    lambda a: a,
    np.asfortranarray,
    lambda a: a.T,
    lambda a: a[..., ::-2] if a.ndim else a,
    lambda a: np.broadcast_to(a, (2, *a.shape)),
    lambda a: a.view(Subclass),
    lambda a: np.ma.masked_array(a, mask=True),
    frozen,
]
REAL = ["e", "f", "d", ">f4", ">f8", "b", "H", ">i4", "Q", "?"]
DTYPES = [*REAL, "g", "F", "D", "U2", "S2", "O", "M8[s]", "m8[s]", "V3", "f,i"]
shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
plain = st.sampled_from(DTYPES).flatmap(lambda dtype: hnp.arrays(dtype, shapes, elements=elements(dtype)))
arrays = st.builds(lambda form, array: form(array), st.sampled_from(FORMS), plain)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 9),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=2),
    st.sampled_from(
        [10**400, b"1", decimal.Decimal("0.1"), Ellipsis, np.float16(2), np.timedelta64(3, "s"), range(3), {}]
    ),
)
lists = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
things = st.one_of(arrays, lists)
floats = hnp.arrays(st.sampled_from([np.float16, np.float32, np.float64]), shapes)


def elements(dtype):
    """Return what fills an array of this dtype, or None for what Hypothesis finds."""
    if dtype == "O":
        return scalars
    if dtype in ("F", "D"):
        return st.complex_numbers(max_magnitude=9)
    return st.just(np.zeros((), dtype)[()]) if dtype in ("V3", "f,i") else None


def unchanged(before, after):
    """Say whether two arguments are the same to the last bit."""
    if isinstance(before, np.ndarray) and before.dtype != object:
        return np.asarray(before).tobytes() == np.asarray(after).tobytes() and before.shape == after.shape
    return repr(before) == repr(after)


def outcome(call, *arguments, **named):
    """Return the result, or None after an error that names an argument."""
    given = [*arguments, *named.values()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy's own, for a masked float16 that was printed before
        before = copy.deepcopy(given)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            result, complaint = call(*arguments, **named), None
        except (TypeError, ValueError) as error:
            result, complaint = None, str(error)
    assert complaint is None or NAMED.match(complaint), f"{complaint} for {arguments!r} {named!r}"
    assert all(map(unchanged, before, given))
    return result


def dtype_of(x):
    """Return the dtype of results for an accepted argument."""
    dtype = np.asarray(x).dtype.newbyteorder("=")
    return dtype if dtype.char in "efd" else np.dtype(float)


ELEMENTWISE = [f for r in activations.ACTIVATIONS.values() if r.elementwise for f in (r.function, r.derivative)]
ALONG_AXIS = [activations.softmax, activations.log_softmax, activations.logsumexp, activations.softmax_jacobian]
PARAMETERS = [
    (activations.relu_prime, "at_zero"),
    (activations.leaky_relu, "alpha"),
    (activations.leaky_relu_prime, "alpha"),
    (activations.leaky_relu_prime, "at_zero"),
    (activations.elu, "alpha"),
    (activations.elu_prime, "alpha"),
    (activations.softplus, "beta"),
    (activations.softplus_prime, "beta"),
]
LOSSES = [
    activations.cross_entropy,
    activations.cross_entropy_grad,
    activations.binary_cross_entropy,
    activations.binary_cross_entropy_grad,
]


@pytest.mark.parametrize("f", [*ELEMENTWISE, *ALONG_AXIS], ids=lambda f: f.__name__)
@examples(max_examples=25)
@given(things)
def test_functions(f, x):
    result = outcome(f, x)
    if result is not None:
        assert result.dtype == dtype_of(x)
        assert type(result) in (np.ndarray, result.dtype.type)
        assert f not in ELEMENTWISE or np.shape(result) == np.shape(x)


@pytest.mark.parametrize(("f", "name"), PARAMETERS, ids=lambda value: getattr(value, "__name__", value))
@examples(max_examples=25)
@given(floats, things)
def test_parameters_of_functions(f, name, x, value):
    result = outcome(f, x, **{name: value})
    if result is not None:
        assert result.dtype == x.dtype


@pytest.mark.parametrize("f", ALONG_AXIS[:3], ids=lambda f: f.__name__)
@examples(max_examples=25)
@given(floats, things)
def test_axes(f, x, axis):
    result = outcome(f, x, axis=axis)
    if result is not None:
        assert result.dtype == x.dtype


@pytest.mark.parametrize("f", LOSSES, ids=lambda f: f.__name__)
@examples(max_examples=50)
@given(st.one_of(floats, things), things, st.booleans())
def test_losses(f, logits, target, fitting):
    if fitting and isinstance(logits, np.ndarray):
        target = np.zeros(logits.shape[:-1] if "binary" not in f.__name__ else logits.shape, int)
    result = outcome(f, logits, target)
    if result is not None:
        assert result.dtype == dtype_of(logits)


@examples(max_examples=60)
@given(things, things, things, things)
def test_affine_layers(weights, bias, x, grad):
    layer = outcome(layers.Affine, weights, bias) or outcome(layers.Affine, weights)
    if layer is not None and outcome(layer.forward, x) is not None:
        back = outcome(layer.backward, grad)
        assert back is None or back.shape == np.shape(x)


@pytest.mark.parametrize("make", [layers.ReLU, layers.LeakyReLU, layers.Softplus, layers.Sigmoid, layers.Tanh])
@examples(max_examples=25)
@given(things, things, st.one_of(floats, things))
def test_elementwise_layers(make, parameter, x, grad):
    layer = make() if make in (layers.Sigmoid, layers.Tanh) else outcome(make, parameter) or make()
    y = outcome(layer.forward, x)
    if y is not None:
        back = outcome(layer.backward, grad)
        back = outcome(layer.backward, np.ones_like(y)) if back is None else back
        assert np.shape(back) == np.shape(y)


@examples(max_examples=50)
@given(floats, things, things)
def test_the_layer_at_the_end(logits, target, grad):
    layer = layers.SoftmaxCrossEntropy()
    if outcome(layer.forward, logits, target) is not None:
        outcome(layer.backward, grad)


NETWORK = ["sizes", "activation", "initialiser", "loss", "bias", "normalise", "rng", "dtype"]


@pytest.mark.parametrize("name", NETWORK)
@examples(max_examples=25)
@given(st.data())
def test_settings_of_networks(name, drawn):
    value = drawn.draw(lists if name == "sizes" else things)  # an array could ask for all of the memory
    model = outcome(networks.MLP, **{"sizes": [2, 3, 1], "rng": 0, name: value})
    assert model is None or model.forward(np.zeros((2, model.sizes[0]))).dtype == model.parameters.dtype


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "cross_entropy", "squared_error"])
@examples(max_examples=25)
@given(st.one_of(hnp.arrays(st.sampled_from(REAL), (3, 2)), things), things)
def test_inputs_and_targets_of_networks(loss, x, target):
    model = networks.MLP([2, 3, 2], loss=loss, rng=0)
    outputs = outcome(model.forward, x)
    assert outputs is None or (outputs.dtype == np.float32 and outputs.shape == (len(x), 2))
    for method in (model.loss, model.loss_and_gradient, model.accuracy):
        outcome(method, x, target)
    outcome(partial(networks.dead_units, model), x)
    outcome(partial(networks.diagnose, model), x)
    outcome(partial(networks.layer_statistics, model), x, target)


TRAINING = ["x", "target", "steps", "learning_rate", "momentum", "optimiser", "batch_size", "rng", "callback"]


@pytest.mark.parametrize("name", TRAINING)
@examples(max_examples=25)
@given(things)
def test_settings_of_training(name, value):
    x, target = data.xor()
    model = networks.MLP([2, 3, 1], rng=0)
    history = outcome(partial(networks.train, model), **{"x": x, "target": target, "steps": 2, name: value})
    assert history is None or all(isinstance(loss, float) for loss in history)


@pytest.mark.parametrize("name", ["n", "noise", "rng", "classes", "turns"])
@examples(max_examples=25)
@given(things)
def test_settings_of_data(name, value):
    makers = [data.spirals] if name in ("classes", "turns") else [data.moons, data.spirals]
    for make in makers:
        points = outcome(make, **{"n": 12, name: value})
        assert points is None or points[0].dtype == np.float64


@examples(max_examples=50)
@given(things, things, things)
def test_splits(x, y, share):
    outcome(data.split, x, y, rng=0)
    outcome(data.split, np.zeros((4, 2)), np.arange(4), share)


@pytest.mark.parametrize("make", [networks.he_normal, networks.xavier_normal, networks.xavier_uniform])
@pytest.mark.parametrize("name", ["rng", "n_in", "n_out", "dtype"])
@examples(max_examples=15)
@given(things)
def test_settings_of_initialisers(make, name, value):
    weights = outcome(make, **{"rng": 0, "n_in": 2, "n_out": 3, name: value})
    assert weights is None or weights.dtype.char in "efd"
