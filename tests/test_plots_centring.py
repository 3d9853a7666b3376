"""Plots of the tanh lesson: what they draw."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import plots
from helpers.activations import ACTIVATIONS, sigmoid

X = np.linspace(-3, 3, 61)
TANH = ACTIVATIONS["tanh"].colour


@pytest.fixture(autouse=True)
def _clean():
    yield
    plt.close("all")


def line_of(ax, colour):
    return next(line for line in ax.lines if line.get_color() == colour and len(line.get_xdata()) > 2)


def test_the_hyperbolic_family_holds_two_functions_and_their_quotient():
    ax = plots.hyperbolic(X)
    below, above, quotient = (line.get_ydata() for line in (ax.lines[1], ax.lines[0], line_of(ax, TANH)))
    assert np.allclose(above / below, quotient)


def test_the_last_step_of_the_rescaling_lies_on_tanh():
    ax = plots.rescaling(X)
    first, *_, last = [line.get_ydata() for line in ax.lines[1:] if len(line.get_xdata()) == X.size]
    assert np.array_equal(first, sigmoid(X))
    assert np.allclose(last, np.tanh(X), atol=1e-15)


def test_chance_is_drawn_at_its_height_and_shares_in_the_colour_of_their_activation():
    ax = plots.same_signs([1, 2, 4], {"tanh": [0.5, 0.25, 0.25]}, 0.125)
    assert list(ax.lines[0].get_ydata()) == [0.125, 0.125]
    assert list(line_of(ax, TANH).get_ydata()) == [0.5, 0.25, 0.25]


def test_a_walk_begins_at_its_start_and_the_contours_surround_the_target():
    walk = np.array([[0.0, 0.0], [0.5, 0.5], [1.0, -1.0]])
    ax = plots.walks({"tanh": walk}, [1, -1], {"tanh": np.eye(2)})
    assert np.array_equal(line_of(ax, TANH).get_xydata(), walk)
    innermost = next(path.vertices for path in ax.collections[0].get_paths() if len(path.vertices))
    assert np.allclose((innermost.min(axis=0) + innermost.max(axis=0)) / 2, [1, -1], atol=0.05)


def test_final_losses_are_drawn_as_the_median_of_the_seeds():
    ax = plots.losses_by_rate([1, 2, 4], {"tanh": [[1, 2, 9], [1, 3, 4], [5, 6, 7]]})
    assert list(line_of(ax, TANH).get_ydata()) == [2, 3, 6]


def test_the_two_approximations_of_the_growth_meet_between_vanishing_and_exploding():
    ax = plots.growth([0.5, 1, 4], [[0.4, 0.5], [0.9, 1.0], [1.2, 1.3]], lambda s: s, np.sqrt)
    small, large = (line.get_xydata() for line in ax.lines[1:3])
    assert np.array_equal(small[:, 0], small[:, 1])
    assert np.allclose(large[:, 1] ** 2, large[:, 0])
    assert small[-1, 0] == large[0, 0]
