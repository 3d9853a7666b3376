"""Plots of the lesson on vanishing gradients: what they draw."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers import plots
from helpers.activations import ACTIVATIONS

COLOURS = {name: ACTIVATIONS[name].colour for name in ("sigmoid", "tanh", "relu")}


@pytest.fixture(autouse=True)
def _clean():
    yield
    plt.close("all")


def lines_of(ax, colour):
    return [line for line in ax.lines if line.get_color() == colour]


def words(ax):
    return {text.get_text().strip(): text for text in ax.texts}


def test_dots_are_medians_bars_are_ranges_and_the_line_is_the_prediction():
    runs = [[0.1, 1.0], [0.2, 1.0], [0.9, 1.0]]
    ax = plots.norms_by_layer({"tanh": {"a": runs}}, {"tanh": {"a": [0.3, 1.0]}})
    predicted, measured = ax.lines
    assert list(predicted.get_ydata()) == [0.3, 1.0]
    assert list(measured.get_ydata()) == [0.2, 1.0]
    bar = ax.collections[0].get_segments()[0]
    assert list(bar[:, 1]) == [0.1, 0.9]


def test_the_gradient_travels_from_left_to_right_and_starts_are_named_without_overlap():
    starts = {"a": [[0.50, 0.7, 1.0]], "b": [[0.52, 0.7, 1.0]], "c": [[0.54, 0.7, 1.0]]}
    ax = plots.norms_by_layer({"relu": starts}, {"relu": {"law": [0.5, 0.7, 1.0]}})
    assert ax.xaxis_inverted()
    names = words(ax)
    assert set(names) == {"a", "b", "c", "law"}
    heights = np.sort(
        [ax.transAxes.inverted().transform(ax.transData.transform(t.get_position()))[1] for t in ax.texts]
    )
    assert np.diff(heights).min() > 0.06


def test_panels_of_activations_share_their_range():
    measured = {"sigmoid": {"a": [[1e-6, 1.0]]}, "relu": {"a": [[1e6, 1.0]]}}
    predicted = {"sigmoid": {"a": [1e-6, 1.0]}, "relu": {"a": [1e6, 1.0]}}
    left, right = plots.norms_by_layer(measured, predicted)
    assert left.get_ylim() == right.get_ylim()
    assert left.get_ylim()[0] <= 1e-6
    assert left.get_ylim()[1] >= 1e6


def test_ranges_are_written_once_and_every_panel_has_the_same_grid():
    runs = {"sigmoid": {"a": [[1e-6, 1.0]]}, "relu": {"a": [[1e6, 1.0]]}}
    axes = plots.norms_by_layer(runs, {name: {} for name in runs})
    axes[0].figure.canvas.draw()
    assert [bool(a.yaxis.get_majorticklabels()) for a in axes] == [True, False]
    assert list(axes[0].get_yticks()) == list(axes[1].get_yticks())


def test_every_network_is_a_dot_near_its_width_over_a_band_of_two_deviations():
    ax = plots.norms_by_width([10, 40], [[0.5, 1, 2], [0.8, 1, 1.1]], lambda n: -1 / n, lambda n: 2 / n)
    dots = next(line for line in ax.lines if line.get_marker() == "o").get_xydata()
    assert list(dots[:, 1]) == [0.5, 1, 2, 0.8, 1, 1.1]
    assert np.allclose(dots[:, 0], np.repeat([10, 40], 3), rtol=0.1)
    x, low, high = np.inf, np.inf, -np.inf
    for path in ax.collections[0].get_paths():
        x, low, high = path.vertices[:, 0].min(), path.vertices[:, 1].min(), path.vertices[:, 1].max()
    assert np.isclose(np.log(low), -1 / x - 4 / x)
    assert np.isclose(np.log(high), -1 / x + 4 / x)


def histogram_table():
    values = {1: [0.1] * 9 + [0.9], 2: [0.9] * 10, 3: [np.inf] * 10}
    rows = [("tanh", "s", layer, value) for layer, column in values.items() for value in column]
    return pd.DataFrame(rows, columns=["activation", "start", "layer", "value"])


def test_a_bin_is_the_darker_the_more_of_its_layer_it_holds_and_what_is_not_finite_is_left_out():
    axes = plots.histograms_by_depth(histogram_table(), "value", "h", {"tanh": (0, 1)})
    assert axes.shape == (1, 1)
    mesh = axes[0, 0].collections[0]
    counts = np.ma.filled(mesh.get_array().reshape(40, 3), 0)
    assert [counts[4, 0], counts[36, 0], counts[36, 1]] == [9, 1, 10]
    assert counts.sum() == 20
    assert mesh.get_clim() == pytest.approx((0, 1.5))


def test_histograms_need_one_axes_for_each_panel():
    with pytest.raises(ValueError, match="ax: expected 1 rows of 1 Axes, got 2 Axes"):
        plots.histograms_by_depth(histogram_table(), "value", "h", ax=plt.figure().subplots(1, 2))


def test_colours_show_the_measured_decades_and_the_edge_stands_at_its_spread():
    norms = {"relu": [[1e-4, 1e-2, 1.0], [1.0, 1.0, 1.0], [1e4, 1e2, 1.0]]}
    ax = plots.edges_by_spread([0.1, 1, 10], norms, norms, {"relu": 1.5})
    shown = ax.collections[0].get_array().reshape(3, 3)
    assert np.allclose(shown, [[0, 0, 0], [-2, 0, 2], [-4, 0, 4]])
    assert list(ax.lines[0].get_xdata()) == [1.5, 1.5]


def test_every_contour_is_named_upright_on_its_line_off_the_frame_and_off_the_edge():
    spreads, back = np.geomspace(0.1, 30, 19), np.arange(29, -1, -1)
    norms = {"relu": [(s / np.sqrt(2)) ** back for s in spreads]}
    ax = plots.edges_by_spread(spreads, norms, norms, {"relu": np.sqrt(2)})
    ax.figure.canvas.draw()
    edge = ax.transData.transform((np.sqrt(2), 0))[0]
    boxes = [text.get_window_extent() for text in ax.texts]
    assert [text.get_text() for text in ax.texts] == ["−6", "−3", "−1", "+1", "+3", "+6"]
    for text, box in zip(ax.texts, boxes, strict=True):
        assert text.get_rotation() == 0
        assert ax.bbox.x0 < box.x0 < box.x1 < ax.bbox.x1
        assert ax.bbox.y0 < box.y0 < box.y1 < ax.bbox.y1
        assert box.x1 < edge or box.x0 > edge
        assert sum(box.overlaps(other) for other in boxes) == 1
        s, layers = ax.transData.inverted().transform(ax.transAxes.transform(text.get_position()))
        assert layers * np.log10(s / np.sqrt(2)) == pytest.approx(float(text.get_text().replace("−", "-")), abs=0.1)


def test_a_contour_without_room_has_no_number():
    norms = {"tanh": [[1, 1], [1, 1], [10.5, 1]]}
    ax = plots.edges_by_spread([0.1, 1, 10], norms, norms, {"tanh": 1})
    assert not ax.texts


def test_the_name_of_chance_stands_between_edges():
    edges = {"tanh": 1.0, "relu": 1.4, "sigmoid": 10.0}
    spreads, found = {name: [0.5, 1, 30] for name in edges}, {name: [[0.1]] * 3 for name in edges}
    ax = plots.accuracies_by_spread(spreads, found, edges, 0.1)
    ax.figure.canvas.draw()
    box = ax.texts[-1].get_window_extent()
    assert all(not box.x0 < ax.transData.transform((edge, 0))[0] < box.x1 for edge in edges.values())


def test_accuracies_are_medians_and_each_edge_has_the_colour_of_its_activation():
    spreads, found = {"tanh": [0.5, 1, 2], "relu": [1, 2]}, {"tanh": np.eye(3), "relu": [[0.2, 0.4, 0.9], [0, 0, 0]]}
    ax = plots.accuracies_by_spread(spreads, found, {"tanh": 1.0, "relu": 1.4}, 0.1)
    curve, edge = lines_of(ax, COLOURS["relu"])
    assert list(curve.get_ydata()) == [0.4, 0]
    assert list(edge.get_xdata()) == [1.4, 1.4]
    assert list(ax.lines[0].get_ydata()) == [0.1, 0.1]


def test_arguments_are_not_changed():
    table = histogram_table()
    before = table.copy()
    plots.histograms_by_depth(table, "value", "h", {"tanh": (0, 1)})
    pd.testing.assert_frame_equal(table, before)
