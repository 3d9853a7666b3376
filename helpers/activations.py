r"""Activation functions, their derivatives, and the losses that belong to them.

Every elementwise function ``f(x, ...)`` has ``f_prime(x, ...)`` with the same parameters. ``ACTIVATIONS`` describes
each activation once, for plots, tables, explorers and tests. Arrays are row vectors; nothing changes its arguments.

Elementwise: `identity`, `sigmoid`, `tanh`, `relu`, `leaky_relu`, `elu`, `gelu`, `silu`, `softplus`.
Along an axis: `softmax`, `softmax_jacobian`, `log_softmax`, `logsumexp`.
Losses from logits: `cross_entropy`, `binary_cross_entropy`, each with its gradient ``..._grad``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from ._bounded import sigmoid, sigmoid_prime, tanh, tanh_prime
from ._losses import binary_cross_entropy, binary_cross_entropy_grad, cross_entropy, cross_entropy_grad
from ._rectifiers import identity, identity_prime, leaky_relu, leaky_relu_prime, relu, relu_prime
from ._smooth import elu, elu_prime, gelu, gelu_prime, silu, silu_prime, softplus, softplus_prime
from ._softmax import log_softmax, logsumexp, softmax, softmax_jacobian

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "cross_entropy",
    "cross_entropy_grad",
    "elu",
    "elu_prime",
    "gelu",
    "gelu_prime",
    "identity",
    "identity_prime",
    "leaky_relu",
    "leaky_relu_prime",
    "log_softmax",
    "logsumexp",
    "relu",
    "relu_prime",
    "sigmoid",
    "sigmoid_prime",
    "silu",
    "silu_prime",
    "softmax",
    "softmax_jacobian",
    "softplus",
    "softplus_prime",
    "tanh",
    "tanh_prime",
]


@dataclass(frozen=True)
class Activation:
    """One activation function as plots, tables, explorers and tests read it.

    Attributes
    ----------
    name : str
        Key in ``ACTIVATIONS``.
    function, derivative : callable
        ``function(x)`` and ``derivative(x)``; for softmax the derivative is the Jacobian.
    formula, derivative_formula : str
        LaTeX without dollar signs, in terms of :math:`x`; on one line, so that Matplotlib can draw it too.
    range : str
        The interval of values, LaTeX without dollar signs.
    colour : str
        The same in every figure, as ``#rrggbb``; from palettes that are safe for colour-blind readers (Okabe and Ito;
        Tol).
    source : str
        Where it comes from; empty for the identity.
    elementwise : bool
        False for softmax, whose outputs depend on all inputs.

    Examples
    --------
    >>> ACTIVATIONS["relu"].function([-1, 2])
    array([0., 2.])
    """

    name: str
    function: Callable
    derivative: Callable
    formula: str
    derivative_formula: str
    range: str
    colour: str
    source: str
    elementwise: bool = True

    def with_parameters(self, **parameters):
        """Return a copy whose function and derivative use these parameters.

        Parameters
        ----------
        **parameters : float
            For example ``alpha=0.2`` for leaky ReLU or ``beta=2`` for softplus.

        Returns
        -------
        Activation

        Examples
        --------
        >>> ACTIVATIONS["leaky_relu"].with_parameters(alpha=0.5).function([-1, 2])
        array([-0.5,  2. ])
        """
        function, derivative = partial(self.function, **parameters), partial(self.derivative, **parameters)
        return replace(self, function=function, derivative=derivative)


_TABLE = (
    Activation("identity", identity, identity_prime, "x", "1", r"(-\infty, \infty)", "#7f7f7f", ""),
    Activation(
        "sigmoid",
        sigmoid,
        sigmoid_prime,
        r"\sigma(x) = \frac{1}{1 + e^{-x}}",
        r"\sigma(x)\,(1 - \sigma(x))",
        "(0, 1)",
        "#0072b2",
        "Rumelhart, Hinton & Williams 1986",
    ),
    Activation(
        "tanh",
        tanh,
        tanh_prime,
        r"\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}",
        r"1 - \tanh^2 x",
        "(-1, 1)",
        "#d55e00",
        "LeCun, Bottou, Orr & Müller 1998",
    ),
    Activation(
        "relu",
        relu,
        relu_prime,
        r"\max(0, x)",
        r"0\;(x < 0),\quad 1\;(x > 0)",
        r"[0, \infty)",
        "#009e73",
        "Fukushima 1969; Nair & Hinton 2010",
    ),
    Activation(
        "leaky_relu",
        leaky_relu,
        leaky_relu_prime,
        r"\max(0, x) + \alpha \min(0, x)",
        r"\alpha\;(x < 0),\quad 1\;(x > 0)",
        r"(-\infty, \infty)",
        "#e69f00",
        "Maas, Hannun & Ng 2013",
    ),
    Activation(
        "elu",
        elu,
        elu_prime,
        r"\max(0, x) + \alpha\,(e^{\min(0, x)} - 1)",
        r"\alpha e^x\;(x \leq 0),\quad 1\;(x > 0)",
        r"(-\alpha, \infty)",
        "#882255",
        "Clevert, Unterthiner & Hochreiter 2016",
    ),
    Activation(
        "gelu",
        gelu,
        gelu_prime,
        r"x\,\Phi(x)",
        r"\Phi(x) + x\,\varphi(x)",
        r"[-0.170, \infty)",
        "#999933",
        "Hendrycks & Gimpel 2016",
    ),
    Activation(
        "silu",
        silu,
        silu_prime,
        r"x\,\sigma(x)",
        r"\sigma(x)\,(1 + x\,\sigma(-x))",
        r"[-0.279, \infty)",
        "#332288",
        "Ramachandran, Zoph & Le 2017",
    ),
    Activation(
        "softplus",
        softplus,
        softplus_prime,
        r"\frac{1}{\beta} \log(1 + e^{\beta x})",
        r"\sigma(\beta x)",
        r"(0, \infty)",
        "#cc79a7",
        "Dugas, Bengio, Bélisle, Nadeau & Garcia 2001",
    ),
    Activation(
        "softmax",
        softmax,
        softmax_jacobian,
        r"\frac{e^{x_i}}{\sum_j e^{x_j}}",
        r"p_i\,(\delta_{ij} - p_j)",
        "(0, 1)",
        "#56b4e9",
        "Bridle 1990",
        elementwise=False,
    ),
)

ACTIVATIONS = MappingProxyType({record.name: record for record in _TABLE})
