r"""Multilayer perceptrons: initialisers, `MLP`, `train`, and the instruments that look inside.

Rows are samples: :math:`z = xW + b`, :math:`\delta^l = (\delta^{l+1} W^\top) \odot \varphi'(z^l)`. All parameters of a
network lie in one flat vector; every layer sees its part as a matrix whose last row is the bias, and a column of ones
at the end of its input. So a training step is two or three matrix products a layer and one subtraction.

Instruments: `gradient_check`, `layer_statistics`, `layer_histograms`, `dead_units`; `diagnose` names the disease, and
`report` puts it into words.
"""

import copy
import itertools
from typing import NamedTuple

import numpy as np

from ._arrays import as_float, as_number
from ._diagnosis import diagnose, report
from ._initialisers import INITIALISERS, he_normal, normal, xavier_normal, xavier_uniform
from ._instruments import dead_units, gradient_check, layer_histograms, layer_statistics, numeric_gradient
from ._losses import binary_cross_entropy_pair, cross_entropy_pair
from ._training import train
from .activations import ACTIVATIONS, Activation

__all__ = [
    "INITIALISERS",
    "MLP",
    "Trace",
    "dead_units",
    "diagnose",
    "gradient_check",
    "he_normal",
    "layer_histograms",
    "layer_statistics",
    "normal",
    "numeric_gradient",
    "report",
    "train",
    "xavier_normal",
    "xavier_uniform",
]


def _squared_error_pair(outputs, target):
    target = as_float(target, "target")
    if target.shape != outputs.shape:
        raise ValueError(f"target must have the shape of the outputs, {outputs.shape}, not {target.shape}")
    residual = outputs - target.astype(outputs.dtype, copy=False)
    return 0.5 * np.square(residual).sum() / len(residual), residual / len(residual)


_LOSSES = {
    "binary_cross_entropy": binary_cross_entropy_pair,
    "cross_entropy": cross_entropy_pair,
    "squared_error": _squared_error_pair,
}


def _choose(table, key, name):
    if key not in table:
        raise ValueError(f"{name} must be one of {', '.join(table)}, not {key!r}")
    return table[key]


class Trace(NamedTuple):
    """What a network computed on its way from the inputs to the outputs, one entry a layer.

    Attributes
    ----------
    zs : list of ndarray
        What the activation gets, :math:`z^l`, shape (n, n_out); the last are the network's outputs.
    inputs : list of ndarray
        What the layer gets, with a column of ones at the end, shape (n, n_in + 1).
    scales : list of ndarray
        With ``normalise``, the standard deviations that the hidden layers' sums were divided by; else meaningless.
    """

    zs: list
    inputs: list
    scales: list


class MLP:
    """Multilayer perceptron: affine layers with one activation between them and none at the end.

    Parameters
    ----------
    sizes : sequence of int
        Units in each layer, input and output included.
    activation : str or Activation
        A name in ``ACTIVATIONS``, or a record, for example ``ACTIVATIONS["leaky_relu"].with_parameters(alpha=0.2)``.
    initialiser : str or callable
        A name in ``INITIALISERS`` or ``f(rng, n_in, n_out, dtype)``, for example ``normal(0.01)``.
    loss : str
        ``"binary_cross_entropy"`` (targets 0 or 1), ``"cross_entropy"`` (labels or one-hot), both with the outputs as
        logits, or ``"squared_error"`` (half the squared distance, averaged over the samples).
    bias : float
        Initial value of all hidden biases; the output starts at 0.
    normalise : bool
        Whether hidden sums are brought to mean 0 and standard deviation 1 over the batch before the activation: batch
        normalisation (Ioffe and Szegedy, 2015) without its two parameters, with the statistics of the batch at hand
        for predictions too.
    rng : numpy.random.Generator or int, optional
        Source of randomness or a seed.
    dtype : dtype
        Of the parameters and of all computations.

    Attributes
    ----------
    parameters : ndarray
        All parameters, flat.
    weights, biases : tuple of ndarray
        Views into ``parameters``, shapes (n_in, n_out) and (n_out,), one each a layer.

    Raises
    ------
    ValueError
        If there are fewer than two sizes or a name is not known.

    Examples
    --------
    >>> model = MLP([2, 8, 1], "tanh", "xavier_normal", rng=0)
    >>> model.forward([[0, 1], [1, 1]]).shape
    (2, 1)
    """

    def __init__(
        self,
        sizes,
        activation="relu",
        initialiser="he_normal",
        *,
        loss="binary_cross_entropy",
        bias=0.0,
        normalise=False,
        rng=None,
        dtype=np.float32,
    ):
        self.sizes = tuple(int(n) for n in sizes)
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            raise ValueError(f"sizes must hold at least two positive numbers, input and output, not {list(sizes)}")
        elementwise = {name: record for name, record in ACTIVATIONS.items() if record.elementwise}
        known = isinstance(activation, Activation)
        self.activation = activation if known else _choose(elementwise, activation, "activation")
        self._loss_pair = _choose(_LOSSES, loss, "loss")
        self.loss_name = loss
        self.normalise = bool(normalise)
        initialiser = initialiser if callable(initialiser) else _choose(INITIALISERS, initialiser, "initialiser")
        rng, pairs = np.random.default_rng(rng), list(itertools.pairwise(self.sizes))
        self._use(np.zeros(sum((n_in + 1) * n_out for n_in, n_out in pairs), dtype))
        for weights, biases, (n_in, n_out) in zip(self.weights, self.biases, pairs, strict=True):
            weights[...] = initialiser(rng, n_in, n_out, dtype)
            biases[...] = as_number(bias, "bias")
        self.biases[-1][...] = 0.0

    def _views(self, flat):
        """Return one (n_in + 1, n_out) matrix a layer, as views into a flat vector."""
        shapes = [(n_in + 1, n_out) for n_in, n_out in itertools.pairwise(self.sizes)]
        ends = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
        return [part.reshape(shape) for part, shape in zip(np.split(flat, ends), shapes, strict=True)]

    def _use(self, flat):
        self.parameters = flat
        self._matrices = self._views(flat)
        self._gradient = np.empty_like(flat)
        self._workspace = self._blank(0)
        self._gradient_matrices = self._views(self._gradient)
        self.weights = tuple(matrix[:-1] for matrix in self._matrices)
        self.biases = tuple(matrix[-1] for matrix in self._matrices)

    def copy(self, dtype=None):
        """Return an independent model with the same parameters.

        Parameters
        ----------
        dtype : dtype, optional
            Of the copy; the same if not given.

        Returns
        -------
        MLP
        """
        model = copy.copy(self)
        model._use(self.parameters.astype(dtype or self.parameters.dtype))
        return model

    def _inputs(self, x):
        x = as_float(x).astype(self.parameters.dtype, copy=False)
        if x.ndim != 2 or x.shape[1] != self.sizes[0]:
            raise ValueError(f"x must have shape (n, {self.sizes[0]}), one row a sample, not {x.shape}")
        return x

    def _target(self, target):
        target = np.asarray(target)
        return target[:, np.newaxis] if target.ndim == 1 and self.loss_name != "cross_entropy" else target

    def trace(self, x):
        """Run the network and keep what every layer computes.

        Parameters
        ----------
        x : array_like
            Shape (n, n_in).

        Returns
        -------
        Trace
        """
        x = self._inputs(x)
        return self._run(x, self._blank(len(x)))

    def _blank(self, n):
        """Return a trace for n samples in which only the columns of ones are filled in."""
        dtype = self.parameters.dtype
        inputs = [np.ones((n, len(matrix)), dtype) for matrix in self._matrices]
        zs = [np.empty((n, width), dtype) for width in self.sizes[1:]]
        return Trace(zs, inputs, [np.empty(width, dtype) for width in self.sizes[1:-1]])

    def _run(self, x, trace):
        """Fill in a trace and return it."""
        last = len(self._matrices) - 1
        for layer, (z, extended, matrix) in enumerate(zip(trace.zs, trace.inputs, self._matrices, strict=True)):
            extended[:, :-1] = self.activation.function(x) if layer else x
            x = np.matmul(extended, matrix, out=z)
            if self.normalise and layer < last:
                z -= z.mean(axis=0)
                trace.scales[layer][...] = np.sqrt(np.square(z).mean(axis=0) + 1e-5)
                z /= trace.scales[layer]
        return trace

    def forward(self, x):
        """Return the outputs, before any sigmoid or softmax.

        Parameters
        ----------
        x : array_like
            Shape (n, n_in).

        Returns
        -------
        ndarray
            Shape (n, n_out).
        """
        return self.trace(x).zs[-1]

    def backward(self, trace, delta):
        r"""Carry a gradient from the outputs back through all layers.

        Parameters
        ----------
        trace : Trace
            From `trace`.
        delta : ndarray
            Gradient with respect to the outputs, shape (n, n_out).

        Returns
        -------
        list of ndarray
            :math:`\delta^l`, the gradient with respect to the layer's weighted sums, one a layer.
        """
        return [delta for _, delta in self._deltas(trace, delta)][::-1]

    def _deltas(self, trace, delta):
        """Yield each layer's index and gradient, from the last layer to the first."""
        last = len(self._matrices) - 1
        yield last, delta
        for layer in range(last - 1, -1, -1):
            z = trace.zs[layer]
            delta = delta @ self.weights[layer + 1].T
            delta *= self.activation.derivative(z)
            if self.normalise:
                delta -= delta.mean(axis=0) + z * (delta * z).mean(axis=0)
                delta /= trace.scales[layer]
            yield layer, delta

    def output_gradient(self, trace, target):
        """Return the gradient of the loss with respect to the outputs.

        Parameters
        ----------
        trace : Trace
            From `trace`.
        target : array_like
            Labels, shape (n,), or an array of the outputs' shape.

        Returns
        -------
        ndarray
            Shape (n, n_out).
        """
        return self._loss_pair(trace.zs[-1], self._target(target))[1]

    def loss(self, x, target):
        """Return the mean loss.

        Parameters
        ----------
        x : array_like
            Shape (n, n_in).
        target : array_like
            Labels, shape (n,), or an array of the outputs' shape.

        Returns
        -------
        floating
        """
        return self._loss_pair(self.forward(x), self._target(target))[0]

    def loss_and_gradient(self, x, target):
        """Return the mean loss and its gradient.

        Parameters
        ----------
        x : array_like
            Shape (n, n_in).
        target : array_like
            Labels, shape (n,), or an array of the outputs' shape.

        Returns
        -------
        loss : floating
        gradient : ndarray
            Flat, in the order of ``parameters``; the next call writes over it.
        """
        x = self._inputs(x)
        if len(self._workspace.zs[0]) != len(x):
            self._workspace = self._blank(len(x))
        trace = self._run(x, self._workspace)
        loss, delta = self._loss_pair(trace.zs[-1], self._target(target))
        for layer, grad in self._deltas(trace, delta):
            np.matmul(trace.inputs[layer].T, grad, out=self._gradient_matrices[layer])
        return loss, self._gradient

    def predict(self, x):
        """Return the predicted labels, or for squared error the outputs.

        Parameters
        ----------
        x : array_like
            Shape (n, n_in).

        Returns
        -------
        ndarray
            Shape (n,), labels; or the outputs, shape (n, n_out).
        """
        outputs = self.forward(x)
        if self.loss_name == "cross_entropy":
            return outputs.argmax(axis=1)
        return outputs if self.loss_name == "squared_error" else (outputs[:, 0] > 0).astype(int)

    def accuracy(self, x, target):
        """Return the share of samples whose label is predicted.

        Parameters
        ----------
        x : array_like
            Shape (n, n_in).
        target : array_like
            Labels, shape (n,).

        Returns
        -------
        float
        """
        return float((self.predict(x) == np.asarray(target)).mean())
