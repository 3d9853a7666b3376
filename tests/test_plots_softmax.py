"""Plots of the softmax lesson: what they draw."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from helpers import plots
from helpers.activations import softmax, softmax_jacobian
from helpers.plots.softmax import COLOUR, DIVERGING
from helpers.plots.style import BLUE, INK, OFF, contrast, readable

Z = np.array([1.0, 2.0, -1.0])
VALUES = [0.5, 1, 4]


@pytest.fixture(autouse=True)
def _clean():
    yield
    plt.close("all")


def heights(ax, colour):
    return [bar.get_height() for bar in ax.patches if to_hex(bar.get_facecolor()) == colour and bar.get_width() > 0]


def test_both_spreads_stand_side_by_side_in_their_own_colours():
    parts = [
        pd.DataFrame({"scale": s, "class": range(1, 4), "logit": s * Z, "softmax": softmax(s * Z), "one_hot": Z == 2})
        for s in (4, 1)
    ]
    table = pd.concat(parts, ignore_index=True)
    before = table.copy()
    axes = plots.two_spreads(table)
    for scale, colour in ((1, COLOUR), (4, BLUE)):
        assert np.allclose(heights(axes[0], colour), scale * Z)
        assert np.allclose(heights(axes[1], colour), softmax(scale * Z))
        assert np.allclose(heights(axes[2], colour), [0, 1, 0])
        assert next(text.get_color() for text in axes[2].texts if text.get_text().endswith(f"{scale}")) == readable(
            colour
        )
    assert table.equals(before)


def test_each_temperature_has_its_panel_and_chance_is_dotted():
    axes = plots.temperatures(Z, VALUES)
    for ax, T in zip(axes, VALUES, strict=True):
        assert np.allclose(heights(ax, COLOUR), softmax(Z / T))
        assert f"{T:g}" in ax.get_title()
        assert np.allclose(ax.lines[0].get_ydata(), 1 / 3)


def test_a_path_runs_from_the_centre_to_the_corner_of_its_largest_logit():
    ax = plots.simplex([Z], VALUES)
    path, *dots, centre = [line.get_xydata() for line in ax.lines]
    assert np.allclose(path[0], [1, 0], atol=1e-6)
    assert np.allclose(path[-1], centre, atol=0.01)
    assert np.allclose(centre, [0.5, np.sqrt(0.75) / 3])
    for (point,), T in zip(dots, VALUES, strict=True):
        p = softmax(Z / T)
        assert np.allclose(point, [p[1] + p[2] / 2, p[2] * np.sqrt(0.75)])
    assert np.argmax([line.get_markersize() for line in ax.lines[1:4]]) == VALUES.index(1)


def test_the_path_stays_in_the_tinted_region_of_its_class():
    ax = plots.simplex([Z, Z[::-1]], VALUES)
    path = np.concatenate([ax.lines[0].get_xydata(), ax.lines[4].get_xydata()])
    inside = path[(path[:, 1] > 0.01) & (np.abs(path[:, 0] - 0.5) > 0.01)]
    assert len(inside) > 100
    assert ax.patches[1].get_path().contains_points(inside).all()


def test_a_jacobian_is_drawn_row_by_row():
    axes = plots.jacobians({"a": Z, "b": 10 * Z})
    assert np.allclose(axes[0].collections[0].get_array(), softmax_jacobian(Z))
    assert axes[1].get_title() == "b"
    words = [text.get_text() for text in axes[0].texts]
    p = softmax(Z)
    assert words[0] == f"{p[0] * (1 - p[0]):.2f}".replace("0.", ".")
    assert words[1] == f"−{p[0] * p[1]:.2f}".replace("0.", ".")
    assert "0" in [text.get_text() for text in axes[1].texts]


@pytest.mark.parametrize("z", [Z, [0.0, 0.0], [0.0, 1.0, 9.0]])
def test_numbers_of_a_jacobian_are_white_only_where_white_stands_out_more(z):
    ax, _ = plots.jacobians({"a": z, "b": z})
    for value, text in zip(softmax_jacobian(z).ravel(), ax.texts, strict=True):
        ground = DIVERGING((value + 0.25) / 0.5)[:3]
        assert contrast(text.get_color(), ground) == max(contrast(colour, ground) for colour in ("white", INK))


def test_the_exponential_is_finite_and_positive_exactly_inside_its_bar():
    ax = plots.exp_ranges(["float64", "float32"])
    for bar, dtype in zip(ax.patches, (np.float64, np.float32), strict=False):
        low, high = bar.get_x(), bar.get_x() + bar.get_width()
        with np.errstate(over="ignore", under="ignore"):
            assert np.isfinite(np.exp(dtype(high - 0.01)))
            assert np.isinf(np.exp(dtype(high + 0.01)))
            assert np.exp(dtype(low + 0.01)) > 0
            assert np.exp(dtype(low - 0.01)) == 0


def test_weights_become_images_on_one_scale():
    weights = np.arange(8.0).reshape(4, 2) - 5
    axes = plots.weight_images(weights)
    for k, ax in enumerate(axes):
        assert np.array_equal(ax.images[0].get_array(), weights[:, k].reshape(2, 2))
        assert ax.images[0].get_clim() == (-5, 5)
        assert ax.get_title() == str(k)


def test_a_reliability_bar_is_the_share_of_right_answers_and_the_gap_reaches_the_mean_confidence():
    confidence, right = np.array([0.52, 0.58, 0.91, 0.95, 0.99, 1.0]), np.array([0, 1, 1, 1, 1, 0])
    axes = plots.reliability({"a": (confidence, right), "b": (confidence, 1 - right)})
    assert np.allclose([bar.get_height() for bar in axes[0].patches], [0.5, 0.75])
    assert np.allclose([bar.get_x() + bar.get_width() / 2 for bar in axes[0].patches], [0.55, 0.95])
    gaps = [line.get_ydata() for line in axes[0].lines if line.get_color() == OFF]
    assert np.allclose(gaps, [[0.5, 0.55], [0.75, np.mean([0.91, 0.95, 0.99, 1.0])]])
    assert [text.get_text()[-4:] for text in axes[1].texts] == [f"{confidence.mean():.2f}", f"{1 / 3:.2f}"]


def test_intervals_of_confidence_with_too_few_predictions_are_left_out():
    confidence, right = np.array([0.15, 0.52, 0.58, 0.91]), np.array([0, 1, 1, 1])
    ax, _ = plots.reliability(dict.fromkeys("ab", (confidence, right)), least=2)
    assert np.allclose([bar.get_x() + bar.get_width() / 2 for bar in ax.patches], [0.55])
