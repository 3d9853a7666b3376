"""Plots of the softplus lesson: what they draw."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import language, plots
from helpers.activations import relu, softplus

X = np.linspace(-3, 3, 61)


@pytest.fixture(autouse=True)
def _clean():
    yield
    plt.close("all")
    language.use("en")


def test_the_second_panel_shows_how_far_the_curves_of_the_first_lie_above_relu():
    family, gaps = plots.sharpness([0.5, 2], X)
    ramp, *curves = [line.get_ydata() for line in family.lines]
    drawn = [line.get_ydata() for line in gaps.lines if len(line.get_xdata()) == X.size]
    assert np.array_equal(ramp, relu(X))
    assert np.allclose(curves, [softplus(X, 0.5), softplus(X, 2)])
    assert np.allclose(drawn, np.array(curves) - ramp)


def test_the_peaks_of_the_gaps_are_marked_at_log_two_over_beta():
    gaps = plots.sharpness([0.5, 2], X)[1]
    marks = [line.get_ydata()[0] for line in gaps.lines if len(line.get_xdata()) == 1]
    assert np.allclose(marks, [2 * np.log(2), np.log(2) / 2])
    assert [(text.get_text(), *text.xy) for text in gaps.texts] == [("β = 0.5", 0, marks[0]), ("2", 0, marks[1])]


def test_an_error_is_drawn_as_it_is_unless_it_is_zero_or_infinite():
    left, right = plots.relative_errors([[0, 1], [7, 8]], {"naive": [[1e-3, 0.0], [1e-5, np.inf]]})
    assert left.get_yscale() == right.get_yscale() == "log"
    assert left.lines[0].get_ydata()[0] == 1e-3
    assert 0 < left.lines[0].get_ydata()[1] < 1e-17
    finite, infinite = (line.get_ydata() for line in right.lines)
    assert finite[0] == 1e-5
    assert np.isnan(finite[1])
    assert np.isnan(infinite[0])
    names = dict(zip(right.get_yticks(), [text.get_text() for text in right.get_yticklabels()], strict=True))
    assert names[infinite[1]] == "∞"
    assert names[left.lines[0].get_ydata()[1]] == "0"


def test_error_curves_and_the_law_are_named_once_and_look_different():
    pair = [[1e-3, 1e-4], [1e-5, 1e-6]]
    left, right = plots.relative_errors([[0, 1], [7, 8]], {"first": pair, "second": pair}, law=("law", [1e-2, 1e-3]))
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["first", "second", "law"]
    assert right.get_legend() is None
    named = [line for line in left.lines if not line.get_label().startswith("_")]
    assert len({(line.get_color(), line.get_linestyle()) for line in named}) == 3
    assert list(named[-1].get_ydata()) == [1e-2, 1e-3]


def test_a_mark_stands_in_each_panel_at_its_input_and_is_named():
    errors = {"naive": [[1e-3, 0.0], [1e-5, np.inf]]}
    axes = plots.relative_errors([[-9, 1], [7, 8]], errors, marks=(-8.125, 7.5))
    for ax, mark, name in zip(axes, (-8.125, 7.5), ("−8.12", "7.50"), strict=True):
        assert list(ax.lines[-1].get_xdata()) == [mark, mark]
        assert [(text.get_text(), text.xy[0]) for text in ax.texts] == [(name, mark)]


def test_the_band_reaches_two_standard_deviations_above_and_below_the_mean():
    ax = plots.noise_band([0.5], [4.0], [0, 1], [1.0, 2.0], [0.5, 1.0])
    corners = {tuple(corner) for corner in ax.collections[0].get_paths()[0].vertices.tolist()}
    assert {(0.0, 0.0), (0.0, 2.0), (1.0, 0.0), (1.0, 4.0)} <= corners
    samples, mean = ax.lines
    assert samples.get_xydata().tolist() == [[0.5, 4.0]]
    assert list(mean.get_ydata()) == [1.0, 2.0]


def test_paired_runs_are_one_dot_each_with_a_bar_at_their_mean():
    ax = plots.paired_runs({"one": [-1.0, -3.0], "two": [0.0, 5.0]}, "points")
    _, dots, bar, other_dots, other_bar = ax.lines
    assert list(dots.get_ydata()) == [-1.0, -3.0]
    assert list(bar.get_ydata()) == [-2.0, -2.0]
    assert list(other_dots.get_ydata()) == [0.0, 5.0]
    assert list(other_bar.get_ydata()) == [2.5, 2.5]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["one", "two"]
    assert ax.get_ylabel() == "points"


@pytest.mark.parametrize("code", ["en", "ja", "zh-Hant", "ko"])
def test_words_are_in_the_current_language(code):
    language.use(code)
    assert plots.sharpness([1], X)[1].get_ylabel() == language.label("plots.softplus.gap")
    ax = plots.relative_errors([[0, 1], [7, 8]], {"naive": [[1, 1], [1, 1]]})
    assert ax[0].get_ylabel() == language.label("plots.softplus.error")
    ax = plots.noise_band([0.5], [4.0], [0, 1], [1.0, 2.0], [0.5, 1.0])
    assert ax.get_ylabel() == language.label("plots.softplus.target")
    assert language.label("plots.softplus.mean") in {text.get_text().strip() for text in ax.texts}


def test_arguments_are_left_alone():
    values = np.array([0.0, np.inf])
    plots.relative_errors([[0, 1], [7, 8]], {"naive": [values, values]})
    assert values.tolist() == [0.0, np.inf]
