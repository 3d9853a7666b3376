r"""Multilayer perceptrons: initialisers, `MLP`, `train`, and the instruments that look inside.

Rows are samples: :math:`z = xW + b`, :math:`\delta^l = (\delta^{l+1} W^\top) \odot \varphi'(z^l)`.

Instruments: `gradient_check`, `layer_statistics`, `layer_histograms`, `dead_units`; `diagnose` names the disease, and
`report` puts it into words.
"""

from ._diagnosis import diagnose, report
from ._initialisers import INITIALISERS, he_normal, normal, xavier_normal, xavier_uniform
from ._instruments import dead_units, gradient_check, layer_histograms, layer_statistics, numeric_gradient
from ._mlp import MLP
from ._trace import Trace
from ._training import train

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
