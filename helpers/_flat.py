"""Where a network keeps its parameters: in one flat vector, of which every layer sees its part as a matrix.

So a step of training is one subtraction, and a copy or a pickle holds every number once.
"""

import copy
import itertools

import numpy as np

from ._arrays import as_float, as_float_dtype, quiet

_DERIVED = {"weights", "biases", "_matrices", "_gradient", "_gradient_matrices", "_workspace"}


class FlatParameters:
    """What `MLP` knows about its parameters. ``sizes`` must be set before `_use` is called.

    Attributes
    ----------
    parameters : ndarray
        All of them, flat. Assigning to it writes the values into the same memory.
    weights, biases : tuple of ndarray
        Views into ``parameters``, shapes (n_in, n_out) and (n_out,), one each a layer.
    """

    @property
    def parameters(self):
        return self._parameters

    @parameters.setter
    def parameters(self, values):
        if values is not self._parameters:
            values = as_float(values, "parameters")
            if values.shape != self._parameters.shape:
                raise ValueError(f"parameters must have shape {self._parameters.shape}, not {values.shape}")
            self._parameters[...] = values

    def __getstate__(self):
        """Leave out the views and what is computed with: a copy or a pickle makes its own."""
        return {name: value for name, value in vars(self).items() if name not in _DERIVED}

    def __setstate__(self, state):
        vars(self).update(state)
        self._use(self._parameters)

    def _views(self, flat):
        """Return one (n_in + 1, n_out) matrix a layer, as views into a flat vector."""
        shapes = [(n_in + 1, n_out) for n_in, n_out in itertools.pairwise(self.sizes)]
        ends = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
        return [part.reshape(shape) for part, shape in zip(np.split(flat, ends), shapes, strict=True)]

    def _use(self, flat):
        self._parameters = flat
        self._matrices = self._views(flat)
        self._gradient = np.empty_like(flat)
        self._workspace = None
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
        with quiet():
            model._use(self.parameters.astype(self.parameters.dtype if dtype is None else as_float_dtype(dtype)))
        return model
