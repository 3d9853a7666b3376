"""Plotting routines of the lessons.

Every function takes data and ``ax=None`` (None opens a new figure), draws, and returns the ``Axes`` or an array of
them. An activation has the same colour in every lesson, that of ``activations.ACTIVATIONS``. Words come from
``labels.toml``.

``curves``     activation functions, their derivatives, difference quotients, rectification
``arrays``     small arrays as grids of numbers, histograms, values by depth
``planes``     the plane: cuts, foldings, activation patterns, decisions
``pieces``     curves of straight segments, sawteeth
``graphs``     computational graphs with values and gradients
``sigmoids``   steepness, saturation, curves compared by name
``centring``   tanh and its zero: signs of gradients, paths, learning rates, growth by layer
``softmax``    bars, temperatures, the simplex, Jacobians, the range of exp
``classifiers``  weights as images, reliability
``depth``      gradients in deep networks: norms by layer and by width, histograms, the edge, accuracy
``dead``       dead units: switches, a walking line, shares by rate and depth, lives
``clinic``     loss curves of many runs and of several patients
``leaky``      leaky ReLU and its family: slopes, portrait, paired differences, learnt slopes
``softplus``   the β-family, relative errors at two ends, a band of noise, paired runs
``course``     the map of the course
``style``      new figures, axes through the origin, direct labels
"""

from .arrays import by_depth, forward_and_backward, histogram_with_zeros
from .centring import growth, hyperbolic, losses_by_rate, rescaling, same_signs, walks
from .classifiers import reliability, weight_images
from .clinic import charts, fuses
from .course import course_map
from .curves import derivatives, difference_quotients, functions, rectification
from .dead import dead_by_depth, dead_by_rate, lifelines, switchboards, walking_line
from .depth import accuracies_by_spread, edges_by_spread, histograms_by_depth, norms_by_layer, norms_by_width
from .graphs import computational_graph
from .leaky import family_portrait, learnt_slopes, paired_differences, slope_family
from .pieces import sawtooth, segments
from .planes import corner_cuts, decisions, folding, patterns
from .sigmoids import lines, saturation, steepness
from .softmax import exp_ranges, jacobians, simplex, temperatures, two_spreads
from .softplus import noise_band, paired_runs, relative_errors, sharpness

__all__ = [
    "accuracies_by_spread",
    "by_depth",
    "charts",
    "computational_graph",
    "corner_cuts",
    "course_map",
    "dead_by_depth",
    "dead_by_rate",
    "decisions",
    "derivatives",
    "difference_quotients",
    "edges_by_spread",
    "exp_ranges",
    "family_portrait",
    "folding",
    "forward_and_backward",
    "functions",
    "fuses",
    "growth",
    "histogram_with_zeros",
    "histograms_by_depth",
    "hyperbolic",
    "jacobians",
    "learnt_slopes",
    "lifelines",
    "lines",
    "losses_by_rate",
    "noise_band",
    "norms_by_layer",
    "norms_by_width",
    "paired_differences",
    "paired_runs",
    "patterns",
    "rectification",
    "relative_errors",
    "reliability",
    "rescaling",
    "same_signs",
    "saturation",
    "sawtooth",
    "segments",
    "sharpness",
    "simplex",
    "slope_family",
    "steepness",
    "switchboards",
    "temperatures",
    "two_spreads",
    "walking_line",
    "walks",
    "weight_images",
]
