r"""Layers of a network: ``forward(x)`` computes, ``backward(grad)`` applies the chain rule.

``backward`` takes the gradient of the loss with respect to the layer's output and returns the one with respect to its
input. Rows are samples: :math:`z = xW + b`. A layer remembers its latest ``forward`` and one ``backward`` uses that up,
so an instance serves one place in a network; a second ``backward`` is a ``RuntimeError``. Arguments are never changed,
and changing them afterwards does not disturb ``backward``.

`Affine` has ``parameters`` and, after ``backward``, ``gradients`` under the same names; the other layers have none.
"""

import numpy as np

from . import activations
from ._arrays import as_float


class Layer:
    """What all layers share: the memory of one ``forward``, and no parameters.

    Attributes
    ----------
    parameters : dict of str to ndarray
        Changed in place by whoever trains the layer.
    gradients : dict of str to ndarray
        Filled by ``backward``.
    """

    def __init__(self):
        self.parameters = {}
        self.gradients = {}
        self._memory = None

    def _recall(self, grad, shape_of):
        """Return what ``forward`` stored and the checked gradient; ``shape_of(memory)`` is the output's shape."""
        name = type(self).__name__
        if self._memory is None:
            raise RuntimeError(
                f"{name}.backward needs a forward call before it, and each backward uses up one; "
                "use one instance for each place in a network"
            )
        memory, grad = self._memory, as_float(grad, "grad")
        if grad.shape != shape_of(memory):
            raise ValueError(f"grad must have the shape of {name}'s output, {shape_of(memory)}, not {grad.shape}")
        self._memory = None
        return memory, grad


class Affine(Layer):
    """Weighted sums plus bias, :math:`z = xW + b`.

    Parameters
    ----------
    weights : array_like
        Shape (n_in, n_out); copied.
    bias : array_like, optional
        Shape (n_out,); copied. Zeros if not given.

    Raises
    ------
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
        bias = np.zeros_like(weights[0]) if bias is None else as_float(bias, "bias").copy()
        if bias.shape != weights.shape[1:]:
            raise ValueError(f"bias must have shape {weights.shape[1:]} to fit the weights, not {bias.shape}")
        self.parameters = {"W": weights, "b": bias}

    def forward(self, x):
        """Return ``x @ W + b``.

        Parameters
        ----------
        x : array_like
            Shape (..., n_in).

        Returns
        -------
        ndarray
            Shape (..., n_out).

        Raises
        ------
        ValueError
            If the last axis of ``x`` is not n_in long.
        """
        x, weights = as_float(x), self.parameters["W"]
        if x.ndim == 0 or x.shape[-1] != len(weights):
            raise ValueError(f"x must have shape (..., {len(weights)}), not {x.shape}")
        self._memory = x.copy()
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
        ValueError
            If ``grad`` has not the output's shape.
        """
        n_in, n_out = self.parameters["W"].shape
        x, grad = self._recall(grad, lambda x: (*x.shape[:-1], n_out))
        rows = grad.reshape(-1, n_out)
        self.gradients = {"W": x.reshape(-1, n_in).T @ rows, "b": rows.sum(axis=0)}
        return grad @ self.parameters["W"].T


class _Elementwise(Layer):
    """An activation function as a layer: ``backward`` multiplies by the derivative at the input."""

    def __init__(self, function, derivative):
        super().__init__()
        self._function = function
        self._derivative = derivative

    def forward(self, x):
        """Return the activation of every entry.

        Parameters
        ----------
        x : array_like
            Any shape.

        Returns
        -------
        ndarray
            Shape of ``x``.
        """
        x = as_float(x)
        self._memory = self._derivative(x)
        return self._function(x)

    def backward(self, grad):
        """Return ``grad`` times the derivative at the input of the latest ``forward``.

        Parameters
        ----------
        grad : array_like
            Gradient with respect to the output, shape of ``x``.

        Returns
        -------
        ndarray
            Gradient with respect to ``x``, same shape.

        Raises
        ------
        RuntimeError
            If no ``forward`` is left to go back through.
        ValueError
            If ``grad`` has not the output's shape.
        """
        slope, grad = self._recall(grad, np.shape)
        return grad * slope


class Sigmoid(_Elementwise):
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


class Tanh(_Elementwise):
    """Hyperbolic tangent; see `helpers.activations.tanh`.

    Examples
    --------
    >>> Tanh().forward([0, np.log(2)])
    array([0. , 0.6])
    """

    def __init__(self):
        super().__init__(activations.tanh, activations.tanh_prime)


class ReLU(_Elementwise):
    """Rectified linear unit; see `helpers.activations.relu`.

    Parameters
    ----------
    at_zero : float
        Derivative to use at 0.

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
        super().__init__(activations.relu, lambda x: activations.relu_prime(x, at_zero))


class LeakyReLU(_Elementwise):
    """Leaky ReLU; see `helpers.activations.leaky_relu`.

    Parameters
    ----------
    alpha : float
        Slope on the negative side.
    at_zero : float, optional
        Derivative to use at 0; ``alpha`` if not given.

    Examples
    --------
    >>> LeakyReLU(alpha=0.1).forward([-2, 3])
    array([-0.2,  3. ])
    """

    def __init__(self, alpha=0.01, at_zero=None):
        super().__init__(
            lambda x: activations.leaky_relu(x, alpha), lambda x: activations.leaky_relu_prime(x, alpha, at_zero)
        )


class Softplus(_Elementwise):
    """Softplus; see `helpers.activations.softplus`.

    Parameters
    ----------
    beta : float
        Sharpness, positive.

    Examples
    --------
    >>> Softplus().forward([-1000, 1000])
    array([   0., 1000.])
    """

    def __init__(self, beta=1.0):
        super().__init__(lambda x: activations.softplus(x, beta), lambda x: activations.softplus_prime(x, beta))


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
        """
        loss = activations.cross_entropy(x, target)
        self._memory = activations.cross_entropy_grad(x, target)
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
        """
        gradient, grad = self._recall(grad, lambda _: ())
        return float(grad) * gradient
