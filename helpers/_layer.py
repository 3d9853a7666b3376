"""What layers share: the memory of one ``forward``, and activation functions as layers.

Import the layers themselves from ``helpers.layers``.
"""

import numpy as np

from ._arrays import as_float, quiet


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


class Elementwise(Layer):
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
        ndarray or floating
            Shape of ``x``; its dtype, or float64 for integers, booleans and lists.

        Raises
        ------
        TypeError
            If ``x`` does not hold real numbers.
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
        TypeError
            If ``grad`` does not hold real numbers.
        ValueError
            If ``grad`` has not the output's shape.
        """
        slope, grad = self._recall(grad, np.shape)
        with quiet():
            return grad * slope
