"""Plots: what they return, what they draw, and that words fit every language."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from helpers import language, plots
from helpers.activations import ACTIVATIONS, relu
from helpers.plots.style import GREY, INK, contrast, readable

X = np.linspace(-4, 4, 101)
DRAW = {
    "functions": lambda ax: plots.functions(["relu", "sigmoid"], X, ax=ax),
    "derivatives": lambda ax: plots.derivatives(["relu", "sigmoid"], X, ax=ax),
    "difference_quotients": lambda ax: plots.difference_quotients(relu, 0.0, 0.5, ax=ax),
    "rectification": lambda ax: plots.rectification(np.sin(X), ax=ax),
    "forward_and_backward": lambda ax: plots.forward_and_backward(*np.arange(-6, 18).reshape(4, 2, 3), ax=ax),
    "histogram_with_zeros": lambda ax: plots.histogram_with_zeros(np.sin(X), ax=ax),
    "computational_graph": lambda ax: plots.computational_graph(
        [("$x$", "exp", 0.5, 1), ("exp", "y", 2.0, "1")], ax=ax
    ),
    "lines": lambda ax: plots.lines(X, {"a": X, "b": X[:50]}, "x", "y", ax=ax),
    "saturation": lambda ax: plots.saturation("sigmoid", 2 * X, 0.01, ax=ax),
    "steepness": lambda ax: plots.steepness([1, 4], X, ax=ax),
    "by_depth": lambda ax: plots.by_depth({"a": [1.0, 0.5], "b": [1.0, 2.0]}, "size", ax=ax),
    "corner_cuts": lambda ax: plots.corner_cuts(
        {"AND": [0, 0, 0, 1], "XOR": [0, 1, 1, 0]}, {"AND": [(1, 1, -1.5)], "XOR": [(1, 1, -0.5), (1, -1, 0)]}, ax=ax
    ),
    "folding": lambda ax: plots.folding([[1, -2], [-2, 1]], [0, 0], [1, 1], 0.5, ax=ax),
    "patterns": lambda ax: plots.patterns([[1, 0], [0, 1]], [0, 0], {"A": (1, 1)}, ax=ax),
    "decisions": lambda ax: plots.decisions({"a": lambda x: x[:, 0]}, [[0, 1], [1, 0]], [0, 1], ax=ax),
    "course_map": lambda ax: plots.course_map(ax=ax),
    "segments": lambda ax: plots.segments(X, X**2, {2: np.abs(X), 4: X**2}, ax=ax),
    "hyperbolic": lambda ax: plots.hyperbolic(X, ax=ax),
    "rescaling": lambda ax: plots.rescaling(X, ax=ax),
    "same_signs": lambda ax: plots.same_signs([1, 2, 4], {"sigmoid": [1, 0.8, 0.7], "tanh": [0.1] * 3}, 0.06, ax=ax),
    "walks": lambda ax: plots.walks(
        {"sigmoid": [[0, 0], [1, 0]], "tanh": [[0, 0], [1, -1]]},
        [1, -1],
        dict.fromkeys(("sigmoid", "tanh"), np.eye(2)),
        ax=ax,
    ),
    "losses_by_rate": lambda ax: plots.losses_by_rate(
        [1, 2], {"tanh": [[1, 2], [0.1, 0.2]], "a": [[1, 1], [2, 2]]}, ax=ax
    ),
    "growth": lambda ax: plots.growth([0.5, 1, 2], [[0.4], [0.9], [1.2]], lambda s: s, np.sqrt, ax=ax),
    "two_spreads": lambda ax: plots.two_spreads(
        pd.DataFrame({"scale": [1, 1, 4, 4], "class": [1, 2] * 2, "logit": 1.0, "softmax": 0.5, "one_hot": 1}), ax=ax
    ),
    "temperatures": lambda ax: plots.temperatures([1, 2, 3], [0.5, 2], ax=ax),
    "simplex": lambda ax: plots.simplex([[1, 2, 3]], [0.5, 1], ax=ax),
    "jacobians": lambda ax: plots.jacobians({"a": [1, 2], "b": [0, 4]}, ax=ax),
    "exp_ranges": lambda ax: plots.exp_ranges(ax=ax),
    "weight_images": lambda ax: plots.weight_images(np.eye(4)[:, :2], ax=ax),
    "reliability": lambda ax: plots.reliability({"a": ([0.6, 0.9], [0, 1]), "b": ([0.6, 0.9], [1, 1])}, ax=ax),
    "norms_by_layer": lambda ax: plots.norms_by_layer(
        {"tanh": {"a": [[0.1, 1], [0.2, 1]]}}, {"tanh": {"b": [0.15, 1]}}, ax=ax
    ),
    "norms_by_width": lambda ax: plots.norms_by_width(
        [10, 100], [[0.1, 3], [0.5, 2]], lambda n: -1 / n, lambda n: 10 / n, ax=ax
    ),
    "histograms_by_depth": lambda ax: plots.histograms_by_depth(
        pd.DataFrame({"activation": "tanh", "start": "a", "layer": [1, 1, 2], "h": [0, 1, 0.5]}), "h", "h", ax=ax
    ),
    "edges_by_spread": lambda ax: plots.edges_by_spread(
        [0.1, 1, 10], *[{"tanh": [[1e-4, 0.01, 1], [0.1, 0.5, 1], [1e4, 100, 1]]}] * 2, {"tanh": 1}, ax=ax
    ),
    "accuracies_by_spread": lambda ax: plots.accuracies_by_spread(
        {"tanh": [0.5, 1]}, {"tanh": [[0.1, 0.2], [0.8, 0.9]]}, {"tanh": 1}, 0.1, ax=ax
    ),
    "sawtooth": lambda ax: plots.sawtooth(lambda x: 1 - np.abs(1 - 2 * x), (1, 2), ax=ax),
    "slope_family": lambda ax: plots.slope_family([-1, 0, 0.2], X, ax=ax),
    "family_portrait": lambda ax: plots.family_portrait(X, (0.2, -1), ax=ax),
    "paired_differences": lambda ax: plots.paired_differences(
        {"a": {"relu": [-1, 1], "leaky_relu 0.2": [0, 2]}}, ax=ax
    ),
    "sharpness": lambda ax: plots.sharpness([0.5, 2], X, ax=ax),
    "relative_errors": lambda ax: plots.relative_errors([[0, 1], [7, 8]], {"a": [[1e-3, 0], [1e-5, np.inf]]}, ax=ax),
    "noise_band": lambda ax: plots.noise_band([0.5], [4.0], [0, 1], [1.0, 2.0], [0.5, 1.0], ax=ax),
    "paired_runs": lambda ax: plots.paired_runs({"a": [0.1, -0.2]}, "d", ax=ax),
    "switchboards": lambda ax: plots.switchboards({"a": [[1, -1]], "b": [[2, 1]]}, ax=ax),
    "walking_line": lambda ax: plots.walking_line(np.eye(2), {0: (np.ones(2), 0), 1: (np.ones(2), -9)}, ax=ax),
    "dead_by_rate": lambda ax: plots.dead_by_rate([1, 3], {"a": [[0, 0.5], [0.5, 1]]}, ax=ax),
    "dead_by_depth": lambda ax: plots.dead_by_depth({"a": [[0, 0.5], [0.5, 1]]}, ax=ax),
    "lifelines": lambda ax: plots.lifelines({"a": [[True], [False]], "b": [[True], [True]]}, ax=ax),
    "fuses": lambda ax: plots.fuses({"relu": [[1, 2]], "leaky_relu": [[1, np.nan]]}, ax=ax),
    "charts": lambda ax: plots.charts({"a": [1, 0.7], "b": [9, 0.7]}, 0.7, ax=ax),
    "learnt_slopes": lambda ax: plots.learnt_slopes({"a": [[0.2, -1.0]], "b": [[0.2, 3.0]]}, ax=ax),
}
COLUMNS = {
    "rectification": 2,
    "forward_and_backward": 4,
    "histogram_with_zeros": 2,
    "corner_cuts": 2,
    "folding": 4,
    "segments": 2,
    "sawtooth": 2,
    "two_spreads": 3,
    "temperatures": 2,
    "jacobians": 2,
    "weight_images": 2,
    "reliability": 2,
    "walks": 2,
    "slope_family": 2,
    "family_portrait": 6,
    "sharpness": 2,
    "relative_errors": 2,
    "switchboards": 2,
    "walking_line": 2,
    "lifelines": 2,
    "fuses": 2,
    "charts": 2,
}


@pytest.fixture(autouse=True)
def _clean():
    yield
    plt.close("all")
    language.use("en")


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("name", DRAW)
def test_every_plot_draws_in_every_language_without_a_missing_glyph(name, code):
    language.use(code)
    ax = DRAW[name](None)
    np.ravel(ax)[0].figure.canvas.draw()


@pytest.mark.parametrize("name", DRAW)
def test_a_given_ax_is_drawn_on_and_returned(name):
    _, ax = plt.subplots(1, COLUMNS.get(name, 1))
    opened = len(plt.get_fignums())
    assert DRAW[name](ax) is ax
    assert len(plt.get_fignums()) == opened
    assert all(a.has_data() or a.texts for a in np.ravel(ax))


def test_every_plot_is_tested():
    assert set(plots.__all__) == set(DRAW)


def test_an_activation_has_its_own_colour():
    ax = plots.functions(["tanh"], X)
    assert ax.lines[0].get_color() == ACTIVATIONS["tanh"].colour


@pytest.mark.parametrize("colour", [*(record.colour for record in ACTIVATIONS.values()), GREY, INK])
def test_words_in_the_colour_of_a_line_can_be_read_on_white(colour):
    assert contrast(readable(colour)) >= 4.5
    assert readable(colour) == colour or contrast(readable(colour)) < 4.6


def test_a_name_is_darker_than_its_line_only_where_it_must_be():
    ax = plots.functions(["leaky_relu", "sigmoid"], X)
    assert [line.get_color() for line in ax.lines] == [ACTIVATIONS[name].colour for name in ("leaky_relu", "sigmoid")]
    names = {text.get_text().strip(): text.get_color() for text in ax.texts}
    assert names["σ"] == ACTIVATIONS["sigmoid"].colour
    assert contrast(names["leaky ReLU"]) >= 4.5


def test_a_derivative_is_broken_at_its_jump():
    ax = plots.derivatives(["relu"], X)
    slopes = ax.lines[0].get_ydata()
    assert np.isnan(slopes).sum() == 1
    assert set(slopes[~np.isnan(slopes)]) == {0.0, 1.0}


def test_the_secants_have_the_slopes_of_the_three_quotients():
    ax = plots.difference_quotients(relu, 0.0, 0.5)
    secants = [line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_marker() == "None"]
    slopes = [float(np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0]) for line in secants]
    assert slopes == [1.0, 0.0, 0.5]


def test_a_step_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match="h: expected a positive number, got 0"):
        plots.difference_quotients(relu, 0.0, 0)


def test_too_few_axes_are_refused():
    with pytest.raises(ValueError, match="ax: expected 2 Axes, got 1"):
        plots.rectification(X, ax=plt.figure().subplots())


def test_arguments_are_not_changed():
    z = np.sin(X)
    before = z.copy()
    plots.histogram_with_zeros(z)
    plots.rectification(z)
    assert np.array_equal(z, before)


def test_jupyter_draws_a_picture_no_oftener_than_it_must():
    counting = """import matplotlib.figure
drawn, draw = [], matplotlib.figure.Figure.draw
def counted(self, *args, **options):
    drawn.append(self)
    return draw(self, *args, **options)
matplotlib.figure.Figure.draw = counted"""
    drawing = "import numpy as np\nfrom helpers import plots\nax = plots.functions(['relu'], np.arange(-2, 3))"
    sources = counting, drawing, "print(len(drawn))"
    nb = new_notebook(cells=[new_code_cell(source) for source in sources])
    NotebookClient(nb, timeout=60).execute()
    assert nb.cells[1].outputs[0]["data"]["image/png"]
    assert nb.cells[2].outputs[0]["text"] == "2\n"  # once to find out what to cut off, once for good
