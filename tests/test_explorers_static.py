"""The static form of explorers: what stands in it, what does not, its numbers and its size."""

import functools
import gzip
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from helpers import explorers
from helpers.explorers import Picture, Slider, static
from helpers.explorers.drawing import Drawing
from tests.explorers import TEXTS, explorer, straight

pytestmark = pytest.mark.usefixtures("english")


class Page(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def test_static_bundle_holds_html_picture_and_text(displayed, monkeypatch):
    monkeypatch.setenv("COURSE_EXPLORERS", "static")
    explorers.show(explorer())
    ((bundle, settings),) = displayed.shown
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert settings["metadata"]["image/png"]["alt"] == "alt"


def test_static_form_has_no_script_but_data_and_no_address():
    text = static.figure(explorers.find("relu-kink"))
    scripts = [attributes for tag, attributes in Page(text).tags if tag == "script"]
    assert scripts == [{"type": "application/json"}]
    assert not re.findall(r"https?://(?!www\.w3\.org/)", text)
    assert "onload" not in text


def test_two_explorers_on_a_page_share_no_id():
    page = Page(static.figure(explorer()) + static.figure(explorer()))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids)) > 10


def test_every_reference_in_the_drawing_has_its_target():
    text = static.figure(explorers.find("softplus-beta"))
    ids = {attributes["id"] for _, attributes in Page(text).tags if "id" in attributes}
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
    assert used
    assert used <= ids


def test_controls_have_labels_and_values_in_words():
    page = Page(static.figure(explorers.find("relu-kink")))
    ranges = [a for tag, a in page.tags if tag == "input"]
    labels = {a["for"] for tag, a in page.tags if tag == "label"}
    assert {a["id"] for a in ranges} == labels
    assert [a["aria-valuetext"] for a in ranges] == ["0.8", "0.00"]
    assert all(a["data-lm-suppress-shortcuts"] == "true" for a in ranges)


def test_the_sample_of_dots_is_one_dot_in_the_middle_and_that_of_a_line_as_wide_as_the_others():
    text = static.figure(explorers.find("signal-depth"))
    samples = re.findall(r'<svg viewBox="0 0 250 100"[^>]*><path style="([^"]*)" d="([^"]*)"/>', text)
    assert [(d, "round" in style) for style, d in samples] == [("M125 50h0", True), ("M20 50h210", False)]


def test_colours_that_change_in_dark_mode_are_variables_with_two_values():
    style = static.STYLE.read_text("utf-8")
    for colour, name in static.TONES.items():
        values = re.findall(rf"--explorer-{name}: (#[0-9a-f]+)", style)
        assert len(values) == 3  # light, chosen dark, dark by the system
        assert values[1] == values[2] != values[0]
        assert to_hex(values[0]) == to_hex(colour)
    assert "stroke:var(--explorer-navy)" in static.figure(explorers.find("dead-relu-clinic"))


def contrast(first, second):
    """Return the contrast of two colours as the WCAG define it."""

    def luminance(colour):
        channels = np.array(to_rgb(colour))
        return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4) @ [
            0.2126,
            0.7152,
            0.0722,
        ]

    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", explorers.names())
def test_every_curve_stands_out_from_the_ground_in_dark_mode(name):
    style = static.STYLE.read_text("utf-8")
    dark = {tone: re.findall(rf"--explorer-{tone}: (#[0-9a-f]+)", style)[-1] for tone in static.TONES.values()}
    moving = explorers.find(name).moving
    if not any(isinstance(part, Picture) for part in moving):  # maps keep their white ground
        for part in moving:
            colour = to_hex(part.colour)
            assert contrast(dark.get(static.TONES.get(colour), colour), dark["paper"]) >= 3


def test_hostile_texts_stay_text():
    bad = {**TEXTS, "title": "<img src=x onerror=alert(1)>", "line": "</script><b>"}
    text = static.figure(explorer(lambda k: (straight(k)[0], {"line": "</script>"}), texts=bad))
    assert "<img" not in text
    assert text.count("</script>") == 1


@functools.cache
def ready_figure(name):
    """Return the static form of a ready-made explorer in English."""
    return static.figure(explorers.find(name))


def coordinates(data, place, dots):
    """Return the points of an encoded curve, in SVG units."""
    return np.array([float(v) for v in re.findall(r"-?\d+", static.decoded(data, place, dots).replace("h0", ""))]) / 10


@pytest.mark.parametrize("name", [name for name in explorers.names() if name != "xor-folding"])
def test_static_and_live_show_the_same_numbers(name):
    ready = explorers.find(name)
    data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', ready_figure(name))[1])
    drawing = Drawing(ready, words=False)
    places = static.positions(ready)
    for place in range(0, len(places), max(1, len(places) // 7)):
        arrays, readouts = ready.frame(**places[place])
        assert data["readouts"][place] == list(readouts.values())
        assert data["notes"][place] == ready.note(arrays)
        drawing.set(arrays, readouts)
        for part, curve in zip(ready.moving, data["curves"], strict=True):
            line = drawing.artists[part.name]
            pixels = line.axes.transData.transform(np.column_stack(line.get_data()))
            pixels = pixels[np.isfinite(pixels).all(axis=1)]
            expected = np.column_stack([pixels[:, 0], drawing.figure.bbox.height - pixels[:, 1]]) * 0.72
            shown = coordinates(curve, place, part.style == "o").reshape(-1, 2)
            np.testing.assert_allclose(shown, expected.clip(-3000, 3000), atol=0.051)


def test_strips_hold_one_picture_per_position():
    ramp = np.linspace(0, 1, 12).reshape(3, 4)
    strip = explorer(
        lambda k: ({"line": ramp * k}, {}),
        moving=[Picture("line", (-1, 1, -2, 2))],
        controls=[Slider("k", [0, 1], start=1)],
    )
    text = static.figure(strip)
    assert '"strip":2' in text
    assert "data:image/webp;base64," in text
    assert "translateY(-50%)" in text


def test_a_strip_of_too_many_pictures_is_refused():
    many = explorer(
        lambda k: ({"line": np.zeros((2, 2))}, {}),
        moving=[Picture("line", (-1, 1, -2, 2))],
        controls=[Slider("k", range(26), start=0)],
    )
    with pytest.raises(ValueError, match="book: expected at most 25 positions"):
        static.figure(many)


def test_save_writes_one_file_that_stands_alone(tmp_path):
    explorers.save("alpha-family", tmp_path / "alpha.html")
    text = (tmp_path / "alpha.html").read_text("utf-8")
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert "addEventListener" in text
    assert not [a for tag, a in Page(text).tags if tag == "link" or (tag == "script" and "src" in a)]


def test_static_files_exist_and_hold_no_address():
    for path in explorers.static_files():
        assert "http" not in path.read_text("utf-8")


@pytest.mark.parametrize("name", explorers.names())
def test_static_size_keeps_to_its_budget(name):
    ready = explorers.find(name)
    text = ready_figure(name)
    if "explorer-strip" in text:
        assert len(text) <= 150_000
    else:
        limit = 12_000 if len(ready.book) == 1 else 60_000
        assert len(gzip.compress(text.encode())) <= limit
