"""What a network remembers of its way from the inputs to the outputs. Import `Trace` from ``helpers.networks``."""

from typing import NamedTuple

import numpy as np


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

    @classmethod
    def blank(cls, n, sizes, dtype):
        """Return a trace for n samples in which only the columns of ones are filled in."""
        inputs = [np.ones((n, width + 1), dtype) for width in sizes[:-1]]
        zs = [np.empty((n, width), dtype) for width in sizes[1:]]
        return cls(zs, inputs, [np.empty(width, dtype) for width in sizes[1:-1]])
