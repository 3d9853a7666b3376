"""Pictures of the plane and of pieces: what they say about the mathematics they show."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import language, plots
from helpers.plots.planes import _parts

W, B, V = np.array([[1.0, -2.0], [-2.0, 1.0]]), np.zeros(2), np.ones(2)


@pytest.fixture(autouse=True)
def _clean():
    language.use("en")
    yield
    plt.close("all")


def area(corners):
    x, y = corners.T
    return abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2


def test_the_parts_of_the_sheet_cover_it_once_and_have_the_switches_they_are_named_for():
    parts = _parts(W, B)
    assert sum(map(area, parts.values())) == pytest.approx(4)
    for pattern, part in parts.items():
        assert tuple(part.mean(axis=0) @ W + B > 0) == pattern


def test_a_crease_that_misses_the_sheet_leaves_out_parts():
    assert set(_parts(np.eye(2), np.array([9.0, 9.0]))) == {(True, True)}


def test_folding_draws_the_corners_where_the_layer_puts_them():
    axes = plots.folding(W, B, V, 0.5)
    blue, orange = (line.get_xydata() for line in axes[2].lines[:2])
    np.testing.assert_allclose(blue, [[0, 0], [0, 0]])
    np.testing.assert_allclose(orange, [[0, 1], [1, 0]])
    assert [text.get_text() for text in axes[2].texts] == ["2×"]
    assert not axes[1].texts


def test_folding_keeps_the_unit_of_both_axes_equal():
    for ax in plots.folding(W, B, V, 0.5):
        assert ax.get_aspect() == 1
        assert np.diff(ax.get_xlim()) == pytest.approx(np.diff(ax.get_ylim()))


def test_patterns_name_every_region_in_view_once():
    ax = plots.patterns([[1, 0.5, -0.6], [0.4, -1, -0.8]], [0.3, 0.2, 0.4], {"A": (1, 0.5)})
    names = sorted(text.get_text() for text in ax.texts)
    assert names == ["000", "001", "011", "100", "101", "110", "111", "A"]


def test_a_single_cut_colours_its_sides_and_several_do_not():
    axes = plots.corner_cuts(
        {"OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}, {"OR": [(1, 1, -0.5)], "XOR": [(1, 1, -0.5), (1, 1, -1.5)]}
    )
    assert [bool(ax.collections) for ax in axes] == [True, False]


def test_decisions_draw_one_dashed_line_for_each_unit():
    ax = plots.decisions({"a": lambda x: x[:, 0]}, [[0, 1], [1, 0]], [0, 1], creases={"a": (W, [0.1, 0.2])})
    assert sum(line.get_linestyle() == "--" for line in ax.lines) == 2


def test_every_fold_doubles_how_often_the_sawtooth_crosses_one_half():
    axes = plots.sawtooth(lambda x: 1 - np.abs(1 - 2 * x), (1, 2, 5))
    crossings = [int(np.sum(np.diff(ax.lines[1].get_ydata() > 0.5) != 0)) for ax in axes]
    assert crossings == [2, 4, 32]
