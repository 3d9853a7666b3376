r"""Layers of a network: ``forward(x)`` computes, ``backward(grad)`` applies the chain rule.

``backward`` takes the gradient of the loss with respect to the layer's output and returns the one with respect to its
input. Rows are samples: :math:`z = xW + b`. A layer remembers its latest ``forward`` and one ``backward`` uses that up,
so an instance serves one place in a network; a second ``backward`` is a ``RuntimeError``. Arguments are never changed,
and changing them afterwards does not disturb ``backward``. Sums that overflow give inf or NaN and do not warn.

`Affine` has ``parameters`` and, after ``backward``, ``gradients`` under the same names; the other layers have none.
"""

import math
from functools import partial

import numpy as np

from . import activations
from ._arrays import as_float, as_number, quiet
from ._layer import Elementwise, Layer
from ._losses import cross_entropy_pair


class Affine(Layer):
    """Weighted sums plus bias, :math:`z = xW + b`.

    Parameters
    ----------
    weights : array_like
        Shape (n_in, n_out); copied.
    bias : array_like, optional
        Shape (n_out,); copied, in the dtype of the weights. Zeros if not given.

    Raises
    ------
    TypeError
        If one does not hold real numbers.
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> layer = Affine([[1, 2], [0, 1]], [1, -1])
    >>> layer.forward([[1, 1]])
    array([[2., 2.]])
    >>> layer.backward([[1, 0]])
    array([[1., 0.]])
    >>> layer.gradients["W"]
    array([[1., 0.],
           [1., 0.]])
    """

    def __init__(self, weights, bias=None):
        super().__init__()
        weights = as_float(weights, "weights").copy()
        if weights.ndim != 2:
            raise ValueError(f"weights must have shape (n_in, n_out), not {weights.shape}")
        n_out = weights.shape[1]
        bias = np.zeros(n_out) if bias is None else as_float(bias, "bias")
        if bias.shape != (n_out,):
            raise ValueError(f"bias must have shape {(n_out,)} to fit the weights, not {bias.shape}")
        with quiet():
            self.parameters = {"W": weights, "b": bias.astype(weights.dtype)}

    def forward(self, x):
        """Return ``x @ W + b``.

        Parameters
        ----------
        x : array_like
            Shape (..., n_in).

        Returns
        -------
        ndarray
            Shape (..., n_out); the wider dtype of ``x`` and the weights.

        Raises
        ------
        TypeError
            If ``x`` does not hold real numbers.
        ValueError
            If the last axis of ``x`` is not n_in long.
        """
        x, weights = as_float(x), self.parameters["W"]
        if x.ndim == 0 or x.shape[-1] != len(weights):
            raise ValueError(f"x must have shape (..., {len(weights)}), not {x.shape}")
        self._memory = x.copy()
        with quiet():
            return x @ weights + self.parameters["b"]

    def backward(self, grad):
        """Set ``gradients["W"]`` and ``gradients["b"]``, summed over the samples, and return ``grad @ W.T``.

        Parameters
        ----------
        grad : array_like
            Gradient with respect to the output, shape (..., n_out).

        Returns
        -------
        ndarray
            Gradient with respect to ``x``, shape (..., n_in).

        Raises
        ------
        RuntimeError
            If no ``forward`` is left to go back through.
        TypeError
            If ``grad`` does not hold real numbers.
        ValueError
            If ``grad`` has not the output's shape.
        """
        n_in, n_out = self.parameters["W"].shape
        x, grad = self._recall(grad, lambda x: (*x.shape[:-1], n_out))
        samples = math.prod(x.shape[:-1])
        rows = grad.reshape(samples, n_out)
        with quiet():
            self.gradients = {"W": x.reshape(samples, n_in).T @ rows, "b": rows.sum(axis=0)}
            return grad @ self.parameters["W"].T


class Sigmoid(Elementwise):
    """Logistic sigmoid; see `helpers.activations.sigmoid`.

    Examples
    --------
    >>> layer = Sigmoid()
    >>> layer.forward([0, np.log(3)])
    array([0.5 , 0.75])
    >>> layer.backward([1, 1])
    array([0.25  , 0.1875])
    """

    def __init__(self):
        super().__init__(activations.sigmoid, activations.sigmoid_prime)


class Tanh(Elementwise):
    """Hyperbolic tangent; see `helpers.activations.tanh`.

    Examples
    --------
    >>> Tanh().forward([0, np.log(2)])
    array([0. , 0.6])
    """

    def __init__(self):
        super().__init__(activations.tanh, activations.tanh_prime)


class ReLU(Elementwise):
    """Rectified linear unit; see `helpers.activations.relu`.

    Parameters
    ----------
    at_zero : float
        Derivative to use at 0.

    Raises
    ------
    TypeError
        If ``at_zero`` is not a real number.
    ValueError
        If it is not finite.

    Examples
    --------
    >>> layer = ReLU()
    >>> layer.forward([[1, -0.5], [-2, 3]])
    array([[1., 0.],
           [0., 3.]])
    >>> layer.backward([[10, 20], [30, 40]])
    array([[10.,  0.],
           [ 0., 40.]])
    """

    def __init__(self, at_zero=0.0):
        super().__init__(activations.relu, partial(activations.relu_prime, at_zero=as_number(at_zero, "at_zero")))


class LeakyReLU(Elementwise):
    """Leaky ReLU; see `helpers.activations.leaky_relu`.

    Parameters
    ----------
    alpha : float
        Slope on the negative side.
    at_zero : float, optional
        Derivative to use at 0; ``alpha`` if not given.

    Raises
    ------
    TypeError
        If a parameter is not a real number.
    ValueError
        If it is not finite.

    Examples
    --------
    >>> LeakyReLU(alpha=0.1).forward([-2, 3])
    array([-0.2,  3. ])
    """

    def __init__(self, alpha=0.01, at_zero=None):
        alpha = as_number(alpha, "alpha")
        at_zero = alpha if at_zero is None else as_number(at_zero, "at_zero")
        derivative = partial(activations.leaky_relu_prime, alpha=alpha, at_zero=at_zero)
        super().__init__(partial(activations.leaky_relu, alpha=alpha), derivative)


class Softplus(Elementwise):
    """Softplus; see `helpers.activations.softplus`.

    Parameters
    ----------
    beta : float
        Sharpness, positive.

    Raises
    ------
    TypeError
        If ``beta`` is not a real number.
    ValueError
        If it is not positive and finite.

    Examples
    --------
    >>> Softplus().forward([-1000, 1000])
    array([   0., 1000.])
    """

    def __init__(self, beta=1.0):
        beta = as_number(beta, "beta", positive=True)
        super().__init__(partial(activations.softplus, beta=beta), partial(activations.softplus_prime, beta=beta))


class SoftmaxCrossEntropy(Layer):
    """Softmax and mean cross-entropy in one layer, the end of a classifier.

    Examples
    --------
    >>> layer = SoftmaxCrossEntropy()
    >>> print(f"{layer.forward([[1, 2, 3]], [2]):.6f}")
    0.407606
    >>> layer.backward().round(4)
    array([[ 0.09  ,  0.2447, -0.3348]])
    """

    def forward(self, x, target):
        """Return the mean loss; see `helpers.activations.cross_entropy`.

        Parameters
        ----------
        x : array_like
            Logits, shape (..., K).
        target : array_like
            Integer labels, shape (...), or one-hot rows, shape (..., K).

        Returns
        -------
        floating
            Dtype of the logits.

        Raises
        ------
        TypeError
            If the logits do not hold real numbers, or labels are not integers.
        ValueError
            If the shapes do not fit, a label is out of range, or a row of ``target`` does not sum to 1.
        """
        loss, self._memory = cross_entropy_pair(x, target)
        return loss

    def backward(self, grad=1.0):
        """Return :math:`(p - y) / N`, times ``grad``.

        Parameters
        ----------
        grad : float
            Gradient with respect to the loss.

        Returns
        -------
        ndarray
            Gradient with respect to the logits, shape (..., K).

        Raises
        ------
        RuntimeError
            If no ``forward`` is left to go back through.
        TypeError
            If ``grad`` is not a real number.
        ValueError
            If it is an array with axes.
        """
        gradient, grad = self._recall(grad, lambda _: ())
        with quiet():
            return float(grad) * gradient
