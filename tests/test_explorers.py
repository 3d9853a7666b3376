"""Explorers: declaration, live form, and all the ready-made ones."""

import functools
import importlib
import itertools
import re
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances

from helpers import explorers, language
from helpers.explorers import Choice, Curve, Slider, live, static
from helpers.explorers.drawing import COLUMNS, MARGIN, Drawing, lettering
from tests.explorers import explorer, straight
from tests.lessons import ROOT

pytestmark = pytest.mark.usefixtures("english")


# Declaration


def test_an_empty_range_is_refused():
    with pytest.raises(ValueError, match="k: expected at least one value, got an empty range"):
        Slider("k", [], start=0)


def test_a_start_outside_the_range_is_refused():
    with pytest.raises(ValueError, match=r"k: expected a start among its values, got 3"):
        Choice("k", [1, 2], start=3)


@pytest.mark.parametrize("book", [["z"], [], {"k": [0.5, 7.0]}, {"k": [2.0]}])
def test_a_book_of_unknown_controls_or_values_is_refused(book):
    with pytest.raises(ValueError, match="book: expected"):
        explorer(book=book)


def test_a_function_of_other_parameters_is_refused():
    with pytest.raises(ValueError, match=r"function: expected one of \['k'\], got parameters \['slope'\]"):
        explorer(lambda slope: ({}, {}))


def test_two_parts_of_one_name_are_refused():
    with pytest.raises(ValueError, match="moving: expected different names"):
        explorer(moving=[Curve("line", "#000000"), Curve("line", "#ffffff")])


def test_an_unknown_parameter_is_refused():
    with pytest.raises(ValueError, match=r"values: expected \['k'\], got \['kk'\]"):
        explorer().frame(kk=1)


@pytest.mark.parametrize("arrays", [{"line": ([0, 1], [0, 1, 2])}, {"line": (0, 1)}])
def test_arrays_of_the_wrong_shape_are_refused_by_name(arrays):
    with pytest.raises(ValueError, match="line: expected x and y of one length"):
        explorer(lambda k: (arrays, {})).frame(k=2.0)


def test_a_missing_curve_is_refused():
    with pytest.raises(ValueError, match=r"function: expected arrays for \['line'\], got \['lime'\]"):
        explorer(lambda k: ({"lime": ([0], [0])}, {})).frame(k=2.0)


def test_an_unknown_name_lists_the_ready_made_ones():
    with pytest.raises(ValueError, match=r"explorer: expected one of xor-folding, .*, got 'relu'"):
        explorers.show("relu")


def test_what_is_not_finite_becomes_a_gap_and_is_noted():
    holey = explorer(lambda k: ({"line": ([0, 1, 2, 3], [0, np.inf, 1, np.nan])}, {}))
    arrays, _ = holey.frame(k=2.0)
    np.testing.assert_array_equal(arrays["line"][1], [0, np.nan, 1, np.nan])
    assert holey.note(arrays) == language.label("explorers.gap")
    assert "Gap" in static.figure(holey)


def test_a_wanted_gap_between_strokes_is_not_noted():
    strokes = explorer(lambda k: ({"line": ([0, np.nan, 2], [0, np.nan, 1])}, {}))
    assert strokes.note(strokes.frame(k=2.0)[0]) == ""


def test_importing_explorers_loads_neither_matplotlib_nor_widgets():
    code = (
        "import sys, helpers.explorers; print([m for m in ('matplotlib', 'ipywidgets', 'pandas') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


# Live


def test_show_displays_controls_without_text_and_a_picture_with_alt_text(displayed):
    assert explorers.show(explorer()) is None
    (controls, _), (picture, settings) = displayed.shown
    assert list(controls) == ["application/vnd.jupyter.widget-view+json"]
    assert picture["text/plain"] == "alt"
    assert set(picture) == {"image/png", "text/plain"}
    assert settings["metadata"] == {"image/png": {"alt": "alt"}}
    assert displayed.updates == []


def test_a_moved_slider_updates_the_picture(displayed):
    explorers.show(explorer())
    shown = live._open["straight", None]
    shown.controls["k"].index = 2
    np.testing.assert_array_equal(shown.drawing.artists["line"].get_ydata(), 2 * np.linspace(-1, 1, 5))
    assert len(displayed.updates) == 1
    assert displayed.updates[0]["image/png"] != displayed.shown[1][0]["image/png"]
    assert "line 2.0" in shown.status.value


def test_a_picture_in_the_palette_looks_like_the_full_one(displayed):
    drawing = Drawing(explorers.find("relu-kink"))
    drawing.set(*drawing.start, drawing.explorer.start())
    full = np.asarray(drawing.image(), int)
    flat = drawing.image().quantize(palette=drawing.palette, dither=0).convert("RGB")
    assert np.abs(np.asarray(flat, int) - full).max() < 90
    assert np.abs(np.asarray(flat, int) - full).mean() < 0.5
    assert flat.getpixel((2, 2)) == (255, 255, 255)


def test_every_text_follows_the_language(displayed):
    explorers.show(explorer())
    shown = live._open["straight", None]
    shown.controls["k"].index = 2
    language.use("ja")
    assert shown.controls["k"].description == "日k"
    assert "日question" in shown.heading.value
    assert displayed.updates[-1]["text/plain"] == "日alt"
    assert shown.values() == {"k": 2.0}
    assert "日title" in [text.get_text() for text in shown.drawing.figure.texts]
    np.testing.assert_array_equal(shown.drawing.artists["line"].get_ydata(), 2 * np.linspace(-1, 1, 5))


def test_showing_again_closes_the_earlier_one_so_that_memory_stays_flat(displayed):
    explorers.show(explorer())
    before = len(_instances)
    for _ in range(8):
        explorers.show(explorer())
    assert len(_instances) == before
    assert len(live._open) == 1


def test_threads_that_move_sliders_end_with_the_last_value_on_the_picture(displayed):
    explorers.show(explorer())
    shown = live._open["straight", None]
    rng = np.random.default_rng(0)

    def drag(indices):
        for index in indices:
            shown.controls["k"].index = int(index)

    threads = [threading.Thread(target=drag, args=(rng.integers(0, 3, 10),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown._draw()
    k = shown.values()["k"]
    np.testing.assert_array_equal(shown.drawing.artists["line"].get_ydata(), k * np.linspace(-1, 1, 5))


def test_a_newer_value_stops_a_long_computation(displayed):
    gate, states = threading.Event(), []

    def slow(k):
        for state in range(3):
            if k == -1.0 and state == 1:
                gate.wait(10)
            states.append((k, state))
            yield straight(k)

    explorers.show(explorer(slow))
    shown = live._open["straight", None]
    assert shown.controls["k"].continuous_update is False
    states.clear()
    shown.controls["k"].index = 0
    shown.controls["k"].index = 2
    for _ in range(1000):
        if (2.0, 2) in states:
            break
        time.sleep(0.01)
    gate.set()
    for thread in threading.enumerate():
        if thread.name == "explorer straight":
            thread.join(10)
    assert (2.0, 2) in states
    assert (-1.0, 2) not in states
    assert shown.shown == {"k": 2.0}


def test_without_threads_a_long_computation_runs_at_once(displayed, monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    def slow(k):
        yield straight(0.5)
        yield straight(k)

    explorers.show(explorer(slow))
    monkeypatch.setattr(threading.Thread, "start", refuse)
    live._open["straight", None].controls["k"].index = 2
    assert len(displayed.updates) == 2


# All ready-made explorers


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("name", explorers.names())
def test_every_explorer_draws_in_every_language(name, code):
    language.use(code)
    ready = explorers.find(name)
    drawing = Drawing(ready)
    drawing.set(*drawing.start, ready.start())
    assert drawing.image().size == tuple(round(100 * side) for side in ready.size)
    for key in ("title", "question", "alt"):
        assert ready.text(key)


def test_an_error_is_not_drawn_below_the_rounding_of_the_value_it_is_judged_by():
    softplus = explorers.find("softplus-beta")
    error = softplus.frame(beta=1, dtype="float64")[0]["error"][1]
    assert error.min() == np.finfo(float).eps / 2
    low, high = softplus.panels[1].ylim
    assert low < error.min() < error.max() < high
    ticks = [text.get_text() for text in Drawing(softplus).axes[1].get_yticklabels()]
    assert ["-16" in ticks[0], ticks[-1]] == [True, "1"]


def test_an_error_of_zero_is_written_as_zero():
    softmax = explorers.find("softmax-temperature")
    assert softmax.frame(**softmax.start())[1]["naive"] == "0"


SCRIPTS = {"ja": "[\u3040-\u30ff]", "zh-Hant": "[\u4e00-\u9fff]", "ko": "[\uac00-\ud7a3]"}


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("name", explorers.names())
def test_the_alternative_text_describes_in_its_language_and_does_not_ask(name, code):
    language.use(code)
    alt, question = (explorers.find(name).text(key) for key in ("alt", "question"))
    assert alt != question
    assert not re.search("[?？]|か。", alt)
    written = {script for script, letters in SCRIPTS.items() if re.search(letters, alt)}
    assert written == {"en": set(), "ja": {"ja", "zh-Hant"}}.get(code, {code})


@pytest.mark.parametrize("name", [name for name in explorers.names() if name != "dead-relu-clinic"])
def test_extremes_do_not_warn_and_keep_the_readouts(name):
    ready = explorers.find(name)
    names = list(ready.frame(**ready.start())[1])
    ends = [(control.values[0], control.values[-1]) for control in ready.controls]
    for values in itertools.product(*ends):
        _, readouts = ready.frame(**dict(zip((c.name for c in ready.controls), values, strict=True)))
        assert list(readouts) == names
        assert all(readouts.values()) or name == "xor-folding"


@functools.cache
def extremes(name):
    """Return the frames of a ready-made explorer with every control at an end or at its start, with their values.

    The long computation of the clinic gives its states at the start only.
    """
    ready = explorers.find(name)
    ends = [dict.fromkeys([c.values[0], c.start, c.values[-1]]) for c in ready.controls]
    places = [dict(zip(ready.start(), values, strict=True)) for values in itertools.product(*ends)]
    if name == "dead-relu-clinic":
        return [(values, ready.frame(**ready.start())) for values in places]
    return [(values, ready.frame(**values)) for values in places]


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("name", explorers.names())
def test_no_word_runs_out_of_the_picture_or_into_the_next_readout(name, code):
    language.use(code)
    drawing = Drawing(explorers.find(name))
    width, margin = drawing.figure.bbox.width, MARGIN * drawing.figure.dpi
    readouts = list(drawing.start[1])

    def length(text):
        return lettering(text, tuple(drawing.family)).getlength(text)

    note = drawing.places.pop(None)[0] - length(language.label("explorers.gap"))
    title = drawing.figure.texts[0].get_window_extent().x1
    limits = dict.fromkeys(drawing.places, width)
    for i, key in enumerate(readouts[:-1]):
        if i % COLUMNS < COLUMNS - 1:
            limits[key] = margin + (i % COLUMNS + 1) * (width - margin) / COLUMNS
    beyond = set()
    for values, frame in extremes(name):
        drawing.set(*frame, values)
        ends = {key: x + length(drawing.values[key]) for key, (x, _) in drawing.places.items()}
        beyond |= {(drawing.values[key], round(end - limits[key])) for key, end in ends.items() if end > limits[key]}
        if drawing.values[None] and title > note:
            beyond.add((drawing.values[None], round(title - note)))
    assert not beyond


def test_controls_that_do_not_fit_on_one_line_stand_on_two_and_stay_there():
    drawing = Drawing(explorers.find("softmax-temperature"))
    for place in ("start", "end"):
        values = {c.name: c.start if place == "start" else c.values[-1] for c in drawing.explorer.controls}
        drawing.set(*drawing.start, values)
        first, second = drawing.values[0], drawing.values[1]
        assert [part.split(" = ")[0] for part in first.split(",  ")] == ["logit 1", "logit 2", "logit 3"]
        assert second.endswith("dtype = float64" if place == "start" else "dtype = float16")
    assert drawing.places[0][1] < drawing.places[1][1] < drawing.places["p"][1]


def test_the_server_that_make_lab_starts_sends_at_once(monkeypatch):
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

    option = "--ServerApp.kernel_websocket_connection_class="
    places = "Makefile", "deploy/jupyterhub_config.py", "tests/browser/driver.py"
    (name,) = {re.search(option + r"([\w.]+)", (ROOT / place).read_text("utf-8"))[1] for place in places}
    module, _, name = name.rpartition(".")
    prompt, done = getattr(importlib.import_module(module), name), []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: done.append("connected"))
    monkeypatch.setattr(prompt, "websocket_handler", SimpleNamespace(set_nodelay=done.append), raising=False)
    prompt.connect(prompt.__new__(prompt))
    assert done == [True, "connected"]
