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
``course``     the map of the course
``style``      new figures, axes through the origin, direct labels
"""

from .arrays import by_depth, forward_and_backward, histogram_with_zeros
from .centring import growth, hyperbolic, losses_by_rate, rescaling, same_signs, walks
from .course import course_map
from .curves import derivatives, difference_quotients, functions, rectification
from .graphs import computational_graph
from .pieces import sawtooth, segments
from .planes import corner_cuts, decisions, folding, patterns
from .sigmoids import lines, saturation, steepness

__all__ = [
    "by_depth",
    "computational_graph",
    "corner_cuts",
    "course_map",
    "decisions",
    "derivatives",
    "difference_quotients",
    "folding",
    "forward_and_backward",
    "functions",
    "growth",
    "histogram_with_zeros",
    "hyperbolic",
    "lines",
    "losses_by_rate",
    "patterns",
    "rectification",
    "rescaling",
    "same_signs",
    "saturation",
    "sawtooth",
    "segments",
    "steepness",
    "walks",
]
