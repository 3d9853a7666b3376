"""What is going on inside a network: gradient check, statistics per layer, census of dead units.

Records are dictionaries with the same keys, ready for ``pandas.DataFrame``. Import these from ``helpers.networks``.
"""

import copy

import numpy as np

from ._arrays import as_count, as_float, as_number, quiet


def numeric_gradient(f, x, step=1e-5):
    r"""Gradient by central differences, :math:`(f(x + h e_i) - f(x - h e_i)) / 2h`, in float64.

    Parameters
    ----------
    f : callable
        Takes a float64 array of the shape of ``x``, returns a number.
    x : array_like
    step : float
        :math:`h`.

    Returns
    -------
    ndarray
        Shape of ``x``, float64.

    Raises
    ------
    TypeError
        If ``f`` is not callable or ``x`` does not hold real numbers.
    ValueError
        If ``step`` is not positive.

    Examples
    --------
    >>> numeric_gradient(lambda x: (x**2).sum(), [1.0, 3.0]).round(6)
    array([2., 6.])
    """
    step = as_number(step, "step", positive=True)
    if not callable(f):
        raise TypeError(f"f must be callable, not {type(f).__name__}")
    point = as_float(x).astype(np.float64, copy=True)
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        value = point[index]
        point[index] = value + step
        after = f(point.copy())
        point[index] = value - step
        gradient[index] = (after - f(point.copy())) / (2.0 * step)
        point[index] = value
    return gradient


def gradient_check(model, x, target=None, step=1e-5):
    """Compare backpropagation with central differences in float64.

    Away from kinks a right gradient gives about 1e-9, a wrong one about 1.

    Parameters
    ----------
    model : MLP or layer
        A network, checked in all its parameters, or a layer with ``forward`` and ``backward``, checked in its input and
        its ``parameters``; on a float64 copy.
    x : array_like
        Shape (n, n_in).
    target : array_like, optional
        For a network, and for a layer whose ``forward`` takes one.
    step : float
        Step of the differences.

    Returns
    -------
    float
        The largest difference over the largest entry of the gradient.

    Raises
    ------
    ValueError
        If ``model`` is a network and ``target`` is missing.

    Examples
    --------
    >>> from helpers import layers
    >>> gradient_check(layers.Tanh(), [[0.5, -1.0]]) < 1e-8
    True
    """
    if isinstance(model.parameters, dict):
        layer = copy.deepcopy(model)
        layer.parameters = {name: values.astype(np.float64) for name, values in layer.parameters.items()}
        return _check_layer(layer, as_float(x).astype(np.float64), target, step)
    if target is None:
        raise ValueError("target is needed to check a network")
    exact = model.copy(np.float64)

    def loss(parameters):
        exact.parameters[...] = parameters
        return exact.loss(x, target)

    _, gradient = exact.loss_and_gradient(x, target)
    return _difference(gradient.copy(), numeric_gradient(loss, exact.parameters, step))


def _check_layer(layer, x, target, step):
    arguments = () if target is None else (target,)
    output = layer.forward(x, *arguments)
    grad = np.cos(np.arange(1.0, np.size(output) + 1.0)).reshape(np.shape(output))
    pairs = [(layer.backward(grad), numeric_gradient(lambda x: (layer.forward(x, *arguments) * grad).sum(), x, step))]
    for name, values in layer.parameters.items():

        def total(new, values=values):
            values[...] = new
            return (layer.forward(x) * grad).sum()

        kept = values.copy()
        pairs.append((layer.gradients[name], numeric_gradient(total, values, step)))
        values[...] = kept
    return max(_difference(*pair) for pair in pairs)


def _difference(gradient, numeric):
    size = max(np.abs(gradient).max(initial=0.0), np.abs(numeric).max(initial=0.0))
    return float(np.abs(gradient - numeric).max(initial=0.0) / (size or 1.0))


def _deltas(model, trace, target, output_grad):
    """Return the gradients with respect to each layer's sums, or None where no gradient is asked for."""
    if target is not None and output_grad is not None:
        raise ValueError("give target or output_grad, not both")
    if output_grad is not None:
        output_grad = as_float(output_grad, "output_grad").astype(trace.zs[-1].dtype)
        if output_grad.shape != trace.zs[-1].shape:
            raise ValueError(f"output_grad must have shape {trace.zs[-1].shape}, not {output_grad.shape}")
    elif target is not None:
        output_grad = model.output_gradient(trace, target)
    return None if output_grad is None else model.backward(trace, output_grad)


def _outputs(model, trace):
    return [inputs[:, :-1] for inputs in trace.inputs[1:]] + [trace.zs[-1]]


def layer_statistics(model, x, target=None, output_grad=None):
    """Measure every layer of a network on a batch.

    Parameters
    ----------
    model : MLP
    x : array_like
        Shape (n, n_in).
    target : array_like, optional
        If given, gradients of the loss are measured too.
    output_grad : array_like, optional
        Instead of ``target``, a gradient with respect to the outputs to send back, shape (n, n_out).

    Returns
    -------
    list of dict
        One record a layer, from the first hidden layer to the output:

        ``layer``, ``units``; ``z_mean``, ``z_std``, ``z_rms``, ``z_ratio`` (this layer's rms over the one before,
        NaN for the first) and ``positive_share`` of the pre-activations; ``mean``, ``std``, ``rms``, ``norm`` and
        ``zero_share`` of the activations; ``dead_share`` of the units; and with gradients ``grad_norm`` (of
        :math:`\\delta^l`), ``grad_ratio`` (this layer's norm over the one after, NaN for the last) and
        ``weight_grad_norm``.

    Raises
    ------
    TypeError
        If an array does not hold real numbers.
    ValueError
        If there are no samples, a shape does not fit, or both gradients are given.

    Examples
    --------
    >>> from helpers import networks
    >>> rng = np.random.default_rng(0)
    >>> model = networks.MLP([1000] * 4, "relu", "he_normal", rng=rng)
    >>> for record in networks.layer_statistics(model, rng.standard_normal((100, 1000))):
    ...     print(record["layer"], f"{record['z_ratio']:.1f} {record['positive_share']:.1f}")
    1 nan 0.5
    2 1.0 0.5
    3 1.0 0.5
    """
    with quiet():
        trace = model.trace(x)
        deltas = _deltas(model, trace, target, output_grad)
        dead = [*dead_units(model, x), np.zeros(1, bool)]
        records, before = [], np.nan
        for index, (z, output) in enumerate(zip(trace.zs, _outputs(model, trace), strict=True)):
            z, output = z.astype(np.float64), output.astype(np.float64)
            rms = np.sqrt(np.square(z).mean())
            record = {
                "layer": index + 1,
                "units": z.shape[1],
                "z_mean": z.mean(),
                "z_std": z.std(),
                "z_rms": rms,
                "z_ratio": rms / before if before else np.nan,
                "positive_share": (z > 0).mean(),
                "mean": output.mean(),
                "std": output.std(),
                "rms": np.sqrt(np.square(output).mean()),
                "norm": np.sqrt(np.square(output).sum()),
                "zero_share": (output == 0).mean(),
                "dead_share": dead[index].mean(),
            }
            before = rms
            if deltas is not None:
                norms = [np.linalg.norm(delta.astype(np.float64)) for delta in deltas[index : index + 2]]
                record["grad_norm"] = norms[0]
                record["grad_ratio"] = norms[0] / norms[1] if norms[1:] and norms[1] else np.nan
                product = trace.inputs[index][:, :-1].T.astype(np.float64) @ deltas[index]
                record["weight_grad_norm"] = np.linalg.norm(product)
            records.append({key: value if isinstance(value, int) else float(value) for key, value in record.items()})
    return records


def layer_histograms(model, x, target=None, output_grad=None, bins=40):
    """Count the values in every layer of a network on a batch.

    Parameters
    ----------
    model : MLP
    x : array_like
        Shape (n, n_in).
    target, output_grad : array_like, optional
        As in `layer_statistics`.
    bins : int
        At least 1: equal bins from the smallest to the largest finite value of the layer.

    Returns
    -------
    list of dict
        One record a bin: ``layer``, ``quantity`` (``"z"``, ``"activation"`` or ``"gradient"``), ``left``, ``right``,
        ``count``, ``density``.

    Raises
    ------
    TypeError
        If ``bins`` is not an integer or an array does not hold real numbers.
    ValueError
        If ``bins`` is below 1, a shape does not fit, or both gradients are given.

    Examples
    --------
    >>> from helpers import networks
    >>> model = networks.MLP([2, 3, 1], rng=0)
    >>> len(layer_histograms(model, [[0, 1], [1, 0]], bins=5))
    20
    """
    with quiet():
        trace = model.trace(x)
        deltas = _deltas(model, trace, target, output_grad)
    bins = as_count(bins, "bins")
    quantities = {"z": trace.zs, "activation": _outputs(model, trace), "gradient": deltas or []}
    records = []
    for quantity, layers in quantities.items():
        for number, values in enumerate(layers, start=1):
            finite = values[np.isfinite(values)].astype(np.float64)
            counts, edges = np.histogram(finite, bins=bins)
            widths = np.diff(edges) * max(finite.size, 1)
            for left, right, count, width in zip(edges[:-1], edges[1:], counts, widths, strict=True):
                record = {"layer": number, "quantity": quantity, "left": float(left), "right": float(right)}
                records.append({**record, "count": int(count), "density": float(count / width)})
    return records


def dead_units(model, x):
    r"""Find the hidden units whose gradient is zero for all of the data.

    A unit is dead if :math:`\varphi'(z)` is exactly 0 for every sample: for ReLU, if :math:`z \le 0` for every sample.
    A zero output for one sample is not death, and leaky units are never dead. NaN does not count as dead.

    Parameters
    ----------
    model : MLP
    x : array_like
        All of the data, shape (n, n_in), n at least 1.

    Returns
    -------
    list of ndarray
        One mask a hidden layer, shape (units,), True where dead.

    Raises
    ------
    ValueError
        If there are no samples.

    Examples
    --------
    >>> from helpers import networks
    >>> model = networks.MLP([2, 1, 1], rng=0)
    >>> model.weights[0][...] = [[1], [-2]]
    >>> model.biases[0][...] = -4
    >>> dead_units(model, [[0, 0], [0, 1], [1, 0], [1, 1]])
    [array([ True])]
    """
    x = as_float(x)
    if x.size == 0:
        raise ValueError(f"x must hold at least one sample, not shape {x.shape}")
    zs = model.trace(x).zs[:-1]
    return [(model.activation.derivative(z) == 0).all(axis=0) for z in zs]
