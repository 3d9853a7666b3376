"""Plots of the leaky ReLU lesson: what they draw."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import language, plots
from helpers.activations import ACTIVATIONS, leaky_relu
from helpers.plots.style import readable

X = np.linspace(-3, 3, 121)


@pytest.fixture(autouse=True)
def _clean():
    yield
    plt.close("all")


def curves(ax, colour):
    return [line for line in ax.lines if line.get_color() == colour and len(line.get_xdata()) > 2]


def test_the_slope_family_draws_each_function_and_its_slope_on_the_left_and_what_they_share_once():
    left, right = plots.slope_family([-1, 0.2, 2], X)
    *sides, shared = [line.get_xydata() for line in left.lines]
    assert all(np.array_equal(side[:, 0], X[X <= 0]) for side in sides)
    assert np.array_equal([side[:, 1] for side in sides], [leaky_relu(X[X <= 0], a) for a in (-1, 0.2, 2)])
    assert np.array_equal(shared.T, [X[X >= 0]] * 2)
    assert [set(line.get_ydata()) for line in right.lines] == [{-1}, {0.2}, {2}, {1}]
    assert all(max(line.get_xdata()) < 0 for line in right.lines[:3])


def test_a_slope_that_makes_another_function_takes_its_colour():
    left, _ = plots.slope_family([0, 1], X)
    assert [line.get_color() for line in left.lines[:2]] == [ACTIVATIONS[name].colour for name in ("relu", "identity")]


def test_each_relative_stands_before_relu_in_its_own_colour():
    axes = np.ravel(plots.family_portrait(X, (0.2, -1)))
    assert all(np.array_equal(ax.lines[0].get_ydata(), np.maximum(X, 0)) for ax in axes)
    for ax, name in zip(axes[[0, 2, 3, 4]], ("leaky_relu", "elu", "gelu", "silu"), strict=True):
        assert len(curves(ax, ACTIVATIONS[name].colour)) == 2
        assert len(curves(axes[5], ACTIVATIONS[name].colour)) == 1
    assert np.array_equal(curves(axes[3], ACTIVATIONS["gelu"].colour)[0].get_ydata(), ACTIVATIONS["gelu"].function(X))


def test_prelu_is_drawn_once_for_each_slope():
    axes = np.ravel(plots.family_portrait(X, (0.2, -1)))
    drawn = [line.get_ydata() for line in curves(axes[1], ACTIVATIONS["leaky_relu"].colour)]
    assert np.array_equal(drawn, [leaky_relu(X, 0.2), leaky_relu(X, -1)])


def test_each_slope_of_prelu_is_written_where_its_line_enters_the_panel():
    ax = np.ravel(plots.family_portrait(X, (0.2, -1, 1)))[1]
    places = {text.get_text(): text.xy for text in ax.texts}
    assert places == {"0.2": (-3, -0.2 * 3), "α = −1": (-2.2, 2.2), "1": (-1.4, -1.4)}


def test_titles_have_the_colours_of_the_functions():
    axes = np.ravel(plots.family_portrait(X, (0.2, -1)))
    for ax, name in zip(axes[:5], ("leaky_relu", "leaky_relu", "elu", "gelu", "silu"), strict=True):
        assert ax.title.get_color() == readable(ACTIVATIONS[name].colour)


def test_a_derivative_is_broken_where_it_jumps_and_nowhere_else():
    axes = np.ravel(plots.family_portrait(X, (0.2, -1)))
    gaps = [int(np.isnan(ax.lines[2].get_ydata()).sum()) for ax in axes[[0, 2, 3, 4]]]
    assert gaps == [1, 0, 0, 0]


def test_the_portrait_wants_six_axes():
    _, ax = plt.subplots(1, 2)
    with pytest.raises(ValueError, match="expected 6 Axes, got 2"):
        plots.family_portrait(X, (0.2,), ax=ax)


def test_a_rival_has_a_dot_for_each_seed_and_a_mark_at_the_median():
    trials = {"task": {"relu": [-1.0, 0.5, 1.0], "leaky_relu 0.2": [3.0, 1.0, 2.0]}}
    ax = plots.paired_differences(trials)
    dots, mark = [line.get_xdata() for line in ax.lines[-2:]]
    assert list(dots) == [3, 1, 2]
    assert list(mark) == [2]
    assert ax.lines[-2].get_color() == ACTIVATIONS["leaky_relu"].colour
    assert (ax.patches[0].get_x(), ax.patches[0].get_x() + ax.patches[0].get_width()) == (-1, 1)


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_rivals_are_named_in_the_language(code, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", code)
    language.use(None)
    ax = plots.paired_differences({"task": {"relu": [0.0], "leaky_relu 0.2": [1.0]}})
    names = [text.get_text() for text in ax.get_yticklabels()]
    assert names == [language.label("plots.leaky.placebo"), f"{language.label('name.leaky_relu')}, α = 0.2"]


def test_the_path_of_every_seed_is_drawn_and_the_task_named_at_the_median_end():
    paths = np.array([[0.2, -1.0], [0.2, -3.0], [0.2, -1.5]])
    before = paths.copy()
    ax = plots.learnt_slopes({"odd": paths})
    assert np.array_equal([line.get_ydata() for line in ax.lines[:3]], paths)
    assert [text.get_position() for text in ax.texts if "odd" in text.get_text()] == [(2, -1.5)]
    assert np.array_equal(paths, before)


def test_the_path_of_every_seed_begins_at_the_slope_before_the_first_step():
    ax = plots.learnt_slopes({"odd": [[0.2, -1.0], [0.3, -3.0]]}, start=0.25)
    assert [list(line.get_xdata()) for line in ax.lines[:2]] == [[0, 1, 2]] * 2
    assert [list(line.get_ydata()) for line in ax.lines[:2]] == [[0.25, 0.2, -1], [0.25, 0.3, -3]]
    assert [tuple(line.get_xydata()[0]) for line in ax.lines if line.get_marker() == "o"] == [(0, 0.25)]
