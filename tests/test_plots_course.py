"""The map of the course: every lesson is on it, in order, and its arrows lead on."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from helpers import language, plots
from helpers.activations import ACTIVATIONS
from helpers.plots import course


@pytest.fixture(params=language.LANGUAGES)
def drawn(request):
    language.use(request.param)
    yield plots.course_map()
    plt.close("all")
    language.use("en")


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]


def test_every_lesson_has_a_box_and_no_two_boxes_meet(drawn):
    numbers = [text.get_text() for text in drawn.texts if text.get_text().isdigit()]
    assert numbers == [f"{n:02}" for n in range(10)]
    extents = [box.get_window_extent() for box in boxes(drawn)]
    assert len(extents) == 10
    assert not any(a.overlaps(b) for i, a in enumerate(extents) for b in extents[:i])


def test_number_and_name_stand_inside_their_box(drawn):
    drawn.figure.canvas.draw()
    for box, number, name in zip(boxes(drawn), drawn.texts[::2], drawn.texts[1::2], strict=True):
        outer = box.get_window_extent()
        number, name = number.get_window_extent(), name.get_window_extent()
        for inner in (number, name):
            assert outer.x0 < inner.x0 < inner.x1 < outer.x1
            assert outer.y0 < inner.y0 < inner.y1 < outer.y1
        assert not number.overlaps(name)


def test_a_function_has_its_own_colour(drawn):
    colours = [plt.matplotlib.colors.to_hex(box.get_edgecolor()) for box in boxes(drawn)]
    assert colours[2:8] == [
        ACTIVATIONS[name].colour for name in ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "softmax")
    ]


def test_arrows_lead_from_earlier_lessons_to_later_ones_and_reach_every_lesson(drawn):
    arrows = [patch for patch in drawn.patches if isinstance(patch, FancyArrowPatch)]
    assert len(arrows) == len(course._ARROWS)
    assert all(source < target for source, target in course._ARROWS)
    assert {target for _, target in course._ARROWS} == {f"{n:02}" for n in range(1, 10)}


def test_the_long_arrow_runs_between_the_boxes_it_passes(drawn):
    lane = next(line for line in drawn.lines if line.get_color() == course.GREY and len(line.get_xdata()) == 2)
    path = lane.get_window_extent(drawn.figure.canvas.get_renderer())
    passed = boxes(drawn)[5:7]
    assert all(box.get_window_extent().x0 < path.x1 for box in passed)
    assert not any(path.overlaps(box.get_window_extent()) for box in passed)
