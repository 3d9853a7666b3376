"""Plots of the dead-ReLU lesson: what they draw."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers import language, plots
from helpers.activations import ACTIVATIONS
from helpers.plots.style import BLUE, OFF

RELU = ACTIVATIONS["relu"].colour


@pytest.fixture(autouse=True)
def _clean():
    yield
    plt.close("all")


def test_a_switchboard_is_green_where_on_and_red_where_a_column_is_empty():
    ax = plots.switchboards({"a": [[1.0, -1.0, 0.0], [-1.0, 2.0, -3.0]]})
    (image,) = ax.images
    colours = image.to_rgba(image.get_array())[..., :3]
    white, on, dead = (1, 1, 1), to_rgb(RELU), to_rgb(OFF)
    np.testing.assert_allclose(colours, [[on, white, dead], [white, on, dead]])


def test_a_walking_line_fills_the_samples_that_are_on_and_frames_its_end_in_red():
    x = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    axes = plots.walking_line(x, {0: (np.array([1.0, 0.0]), -0.5), 5: (np.array([1.0, 0.0]), -2.0)})
    on, off = (points.get_offsets() for points in axes[0].collections[-2:])
    assert on.tolist() == [[1, 0], [2, 0]]
    assert off.tolist() == [[0, 0]]
    assert [a.spines["left"].get_edgecolor()[:3] == to_rgb(OFF) for a in axes] == [False, True]
    assert axes[0].get_title() == "step 0\non: 2"
    assert axes[1].get_title() == "step 5\non: 0"


@pytest.mark.parametrize("draw", [lambda s: plots.dead_by_rate([1, 2], s), plots.dead_by_depth])
def test_shares_are_drawn_as_median_and_range(draw):
    ax = draw({"one": [[0.0, 0.1, 0.5], [0.2, 0.3, 1.0]]})
    assert ax.lines[0].get_ydata().tolist() == [0.1, 0.3]
    low, high = ax.collections[0].get_paths()[0].get_extents().get_points()[:, 1]
    assert (low, high) == (0.0, 1.0)
    assert ax.texts[0].get_text().strip() == "one"


def test_names_stand_behind_the_last_value_and_the_axis_shows_what_is_there():
    ax = plots.dead_by_depth({"one": [[0.0], [0.2], [0.4]], "two": [[0.0]] * 3})
    assert ax.get_xlim()[1] == 3
    assert ax.get_xticks().tolist() == [1, 3]
    assert 0.5 in ax.get_yticks().round(9)
    assert ax.get_ylim()[1] < 0.6


def test_depth_is_counted_from_the_first_hidden_layer():
    assert plots.dead_by_depth({"one": [[0.0], [0.2], [0.4]]}).lines[0].get_xdata().tolist() == [1, 2, 3]


def test_a_life_has_gaps_deaths_and_comebacks_and_the_longest_is_on_top():
    alive = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 0, 1]], dtype=bool)
    ax = plots.lifelines({"a": alive})
    segments = [part.tolist() for lines in ax.collections for part in lines.get_segments()]
    assert segments == [[[2, 0], [3, 0]], [[1, 1], [2, 1]], [[3, 1], [3, 1]], [[0, 2], [3, 2]]]
    marks = {colour: [tuple(p.get_xydata()[0]) for p in ax.lines if p.get_color() == colour] for colour in (OFF, BLUE)}
    assert marks == {OFF: [(3, 0), (2, 1)], BLUE: [(2, 0), (1, 1), (3, 1)]}


def test_a_run_that_leaves_the_picture_ends_there_with_a_cross_and_is_counted():
    ax = plots.fuses({"relu": [[1, 2, 1, 0.5], [1, 50, 1e5, np.nan], [1, np.nan, np.nan, np.nan]]})
    crosses = [line.get_xydata()[0].tolist() for line in ax.lines if line.get_marker() == "x"]
    assert crosses == [[2, 1e4], [1, 1e4]]
    assert ax.lines[0].get_ydata().tolist() == [1, 2, 1, 0.5]
    assert ax.texts[0].get_text() == "2 of 3 diverge"


def test_crosses_on_one_point_are_counted_over_it_and_a_leak_stands_in_the_title():
    ax = plots.fuses({"leaky_relu 0.3": [[1, 1, 1e5], [1, 2, np.nan], [1, 1e6, np.inf], [1, 1, 1]]})
    assert {text.xy[0]: text.get_text() for text in ax.texts[1:]} == {1: "1", 2: "2"}
    assert ax.get_title() == "leaky ReLU, α = 0.3"
    assert plots.fuses({"relu": [[1, 2, 1]]}).get_title() == "ReLU"


def test_charts_show_each_history_over_the_common_level_on_one_scale():
    histories = {"A": [1.0, 0.5], "B": [2.0, 1e9]}
    axes = plots.charts(histories, 0.7)
    for a, (name, history) in zip(axes, histories.items(), strict=True):
        assert a.get_title() == name
        assert a.lines[0].get_ydata() == [0.7, 0.7]
        assert a.lines[1].get_ydata().tolist() == history
    assert axes[0].get_ylim() == axes[1].get_ylim() == pytest.approx((0.07, 70))


def test_a_triangle_says_which_chart_goes_on_above_its_frame():
    axes = plots.charts({"A": [1.0, 0.5], "B": [2.0, 1e9, np.nan]}, 0.7)
    triangles = [[line.get_xydata()[0].tolist() for line in a.lines if line.get_marker() == "^"] for a in axes]
    assert triangles == [[], [[1, pytest.approx(70)]]]


def test_data_are_left_as_they_are_and_axes_are_reused():
    z = np.array([[1.0, -1.0]])
    z.flags.writeable = False
    _, own = plt.subplots()
    assert plots.switchboards({"a": z}, ax=own) is own
    with pytest.raises(ValueError, match="ax: expected 2 Axes, got 1"):
        plots.switchboards({"a": z, "b": z}, ax=own)


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_titles_and_labels_follow_the_language(code, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", code)
    axes = plots.walking_line(np.eye(2), {3: (np.ones(2), 0.0)})
    assert (
        axes.get_title() == f"{language.label('plots.dead.step', step=3)}\n{language.label('plots.dead.on', count=2)}"
    )
    assert plots.dead_by_rate([1], {"a": [[0.5]]}).get_xlabel() == language.label("plots.dead.rate")
