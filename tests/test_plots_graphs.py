"""Computational graphs: where nodes stand, what is written, which wires are refused."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import plots
from helpers.plots.style import readable


@pytest.fixture(autouse=True)
def _clean():
    yield
    plt.close("all")


def place(ax, text):
    """Return where the only text of that content stands."""
    (found,) = [t for t in ax.texts if t.get_text() == text]
    return np.array(found.get_position())


def test_a_chain_runs_from_left_to_right_on_one_line():
    names = ["x", "f", "g", "y"]
    ax = plots.computational_graph((*pair, None, None) for pair in itertools.pairwise(names))
    xs, ys = np.transpose([place(ax, name) for name in names])
    assert np.all(np.diff(xs) > 0)
    assert np.ptp(ys) == 0


def test_the_value_stands_above_its_wire_and_the_gradient_below():
    ax = plots.computational_graph([("x", "f", 1.25, -0.5), ("f", "y", None, None)])
    wire = place(ax, "x")[1]
    assert place(ax, "1.25")[1] > wire > place(ax, "−0.5")[1]


def test_a_wire_without_a_gradient_has_no_way_back():
    there = plots.computational_graph([("x", "f", 1, None), ("f", "y", 2, None)])
    both = plots.computational_graph([("x", "f", 1, 1), ("f", "y", 2, 1)])
    assert len(both.lines) == 2 * len(there.lines)
    assert not any("←" in text.get_text() for text in there.texts)


def test_a_wire_that_passes_a_node_gets_a_lane_of_its_own():
    ax = plots.computational_graph([("x", "f", 1, 1), ("f", "g", 2, 2), ("x", "g", 3, 3), ("g", "y", 4, 4)])
    node = place(ax, "f")
    lane = [line for line in ax.lines if len(line.get_xdata()) > 1]
    assert lane
    assert all(abs(y - node[1]) > 1 for line in lane for x, y in line.get_xydata() if abs(x - node[0]) < 0.5)


def test_a_node_stands_behind_all_that_it_needs_and_an_input_just_before_its_use():
    wires = [("x", "f", 1, 1), ("f", "+", 1, 1), ("b", "+", 1, 1), ("+", "y", 1, 1)]
    ax = plots.computational_graph(wires)
    assert place(ax, "b")[0] == place(ax, "f")[0] < place(ax, "+")[0]
    assert place(ax, "b")[1] != place(ax, "f")[1]


def test_two_nodes_may_show_the_same_text():
    wires = [("x", "a", 1, 1), ("a", "b", 1, 1), ("b", "y", 1, 1)]
    ax = plots.computational_graph(wires, nodes={"a": "+", "b": "+"})
    assert [t.get_text() for t in ax.texts].count("+") == 2


def test_only_nodes_inside_are_boxed_and_a_slope_stands_below_its_node():
    ax = plots.computational_graph([("x", "f", 1, 1), ("f", "y", 1, 1)], slopes={"f": "times 2"})
    assert len(ax.patches) == 1
    assert place(ax, "times 2")[1] < place(ax, "f")[1]


@pytest.mark.parametrize(
    ("wires", "message"),
    [
        ([], "at least one wire"),
        ([("a", "b", 1, 1), ("b", "a", 1, 1)], "no circle"),
        ([("x", "a", 1, 1), ("a", "a", 1, 1)], "no circle"),
    ],
)
def test_wires_that_make_no_graph_are_refused(wires, message):
    with pytest.raises(ValueError, match=message):
        plots.computational_graph(wires)


def test_saturation_is_shaded_only_where_the_slope_is_below_the_floor():
    x = np.linspace(-8, 8, 1601)
    bands = plots.saturation("sigmoid", x, 0.01).patches
    edges = sorted(edge for band in bands for edge in (band.get_x(), band.get_x() + band.get_width()))
    assert np.allclose(edges, [-8, -4.58, 4.58, 8])
    assert len(plots.saturation("relu", x, 0.01).patches) == 1


def test_the_steepest_curve_is_the_strongest_and_ends_on_the_step():
    ax = plots.steepness([1, 50], np.linspace(-1, 1, 101))
    step, *curves = [line for line in ax.lines if len(line.get_xdata()) > 1]
    assert np.allclose(curves[-1].get_ydata()[[0, -1]], [0, 1])
    assert curves[0].get_color() != curves[-1].get_color()
    assert len(step.get_xdata()) == 5


def test_a_short_curve_ends_early():
    ax = plots.lines(np.arange(5), {"a": np.ones(5), "b": np.zeros(3)}, "x", "y")
    assert [line.get_xdata()[-1] for line in ax.lines] == [4, 2]


def test_curves_and_their_names_take_the_colours_asked_for():
    ax = plots.lines(np.arange(5), {"a": np.ones(5), "b": np.zeros(5)}, "x", "y", colours=["#333333", "#cc79a7"])
    assert [line.get_color() for line in ax.lines] == ["#333333", "#cc79a7"]
    words = {text.get_text().strip(): text.get_color() for text in ax.texts}
    assert words == {"a": "#333333", "b": readable("#cc79a7")}
