r"""The multilayer perceptron. Import `MLP` from ``helpers.networks``.

Rows are samples: :math:`z = xW + b`, :math:`\delta^l = (\delta^{l+1} W^\top) \odot \varphi'(z^l)`. Every layer
sees its part of the parameters as a matrix whose last row is the bias, and a column of ones at the end of its input.
So a training step is two or three matrix products a layer and one subtraction.
"""

import itertools

import numpy as np

from ._arrays import as_array, as_count, as_float, as_float_dtype, as_generator, as_number, choose, quiet
from ._flat import FlatParameters
from ._initialisers import INITIALISERS
from ._losses import binary_cross_entropy_pair, cross_entropy_pair, squared_error_pair
from ._trace import Trace
from .activations import ACTIVATIONS, Activation

_LOSSES = {
    "binary_cross_entropy": binary_cross_entropy_pair,
    "cross_entropy": cross_entropy_pair,
    "squared_error": squared_error_pair,
}


class MLP(FlatParameters):
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
        Of the parameters and of all computations: float16, float32 or float64.

    Attributes
    ----------
    parameters : ndarray
        All parameters, flat. Assigning to it writes the values into the same memory.
    weights, biases : tuple of ndarray
        Views into ``parameters``, shapes (n_in, n_out) and (n_out,), one each a layer.

    Raises
    ------
    TypeError
        If a size is not an integer, the dtype none of the three, or the bias no number.
    ValueError
        If there are fewer than two sizes or one below 1, a name is not known, the activation is not elementwise, or the
        initialiser returns another shape.

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
        try:
            sizes = list(sizes)
        except TypeError:
            raise TypeError(f"sizes must be a sequence of integers, not {type(sizes).__name__}") from None
        if len(sizes) < 2:
            raise ValueError(f"sizes must hold at least two positive numbers, input and output, not {sizes}")
        self.sizes = tuple(as_count(n, "each of sizes") for n in sizes)
        if not isinstance(activation, Activation):
            activation = choose({n: r for n, r in ACTIVATIONS.items() if r.elementwise}, activation, "activation")
        if not activation.elementwise:
            raise ValueError(f"activation must act on each number separately, unlike {activation.name}")
        self.activation = activation
        self._loss_pair = choose(_LOSSES, loss, "loss")
        self.loss_name = loss
        if not isinstance(normalise, (bool, np.bool_)):
            raise TypeError(f"normalise must be True or False, not {type(normalise).__name__}")
        self.normalise = bool(normalise)
        initialiser = initialiser if callable(initialiser) else choose(INITIALISERS, initialiser, "initialiser")
        rng, dtype, pairs = as_generator(rng), as_float_dtype(dtype), list(itertools.pairwise(self.sizes))
        self._use(np.zeros(sum((n_in + 1) * n_out for n_in, n_out in pairs), dtype))
        for weights, biases, (n_in, n_out) in zip(self.weights, self.biases, pairs, strict=True):
            drawn = initialiser(rng, n_in, n_out, dtype)
            if np.shape(drawn) != (n_in, n_out):
                raise ValueError(f"initialiser must return an array of shape {(n_in, n_out)}, not {np.shape(drawn)}")
            weights[...] = drawn
            biases[...] = as_number(bias, "bias", dtype)
        self.biases[-1][...] = 0.0

    def _inputs(self, x):
        x = as_float(x)
        if x.ndim != 2 or x.shape[1] != self.sizes[0]:
            raise ValueError(f"x must have shape (n, {self.sizes[0]}), one row a sample, not {x.shape}")
        return x.astype(self.parameters.dtype, copy=False)

    def _target(self, target):
        target = as_array(target, "target")
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

        Raises
        ------
        TypeError
            If ``x`` does not hold real numbers.
        ValueError
            If ``x`` has another shape.
        """
        with quiet():
            x = self._inputs(x)
            return self._run(x, Trace.blank(len(x), self.sizes, self.parameters.dtype))

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
        delta : array_like
            Gradient with respect to the outputs, shape (n, n_out).

        Returns
        -------
        list of ndarray
            :math:`\delta^l`, the gradient with respect to the layer's weighted sums, one a layer.
        """
        delta, shape = as_float(delta, "delta"), trace.zs[-1].shape
        if delta.shape != shape:
            raise ValueError(f"delta must have the shape of the outputs, {shape}, not {delta.shape}")
        with quiet():
            return [delta for _, delta in self._deltas(trace, delta.astype(self.parameters.dtype))][::-1]

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
        with quiet():
            x = self._inputs(x)
            if self._workspace is None or len(self._workspace.zs[0]) != len(x):
                self._workspace = Trace.blank(len(x), self.sizes, self.parameters.dtype)
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
            Shape (n,), labels; with binary cross-entropy and several outputs (n, n_out), one 0 or 1 each; with squared
            error the outputs.
        """
        outputs = self.forward(x)
        if self.loss_name == "cross_entropy":
            return outputs.argmax(axis=1)
        if self.loss_name == "squared_error":
            return outputs
        labels = (outputs > 0).astype(int)
        return labels[:, 0] if self.sizes[-1] == 1 else labels

    def accuracy(self, x, target):
        """Return the share of samples whose label is predicted.

        Parameters
        ----------
        x : array_like
            Shape (n, n_in).
        target : array_like
            Labels, of the shape that `predict` returns.

        Returns
        -------
        float

        Raises
        ------
        ValueError
            If the loss is the squared error, the shapes differ, or there are no samples.
        """
        if self.loss_name == "squared_error":
            raise ValueError("accuracy needs a network with labels, not one with loss squared_error")
        predicted, target = self.predict(x), as_array(target, "target")
        if target.shape != predicted.shape or not target.size:
            raise ValueError(
                f"target must hold labels, shape {predicted.shape}, at least one, not shape {target.shape}"
            )
        return float((predicted == target).mean())
