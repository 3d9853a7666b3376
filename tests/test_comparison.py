"""What the book's executions must agree in: numbers across languages, pictures with those stored."""

import base64
import io
import json
import re
import subprocess
import sys

import matplotlib.pyplot as plt
import pytest

from tests.lessons import ROOT

sys.path.insert(0, str(ROOT / "book"))

from bookext import comparison


def picture(height):
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, height])
    ax.set_ylim(0, 2)
    file = io.BytesIO()
    fig.savefig(file, format="png")
    plt.close(fig)
    return base64.b64encode(file.getvalue()).decode()


def cell(text="", png=None, name="stdout", source="run()"):
    outputs = [{"output_type": "stream", "name": name, "text": text}] if text else []
    outputs += [{"output_type": "display_data", "data": {"image/png": png}}] if png else []
    return {"id": "run", "cell_type": "code", "source": source, "outputs": outputs}


@pytest.fixture
def problems(tmp_path, monkeypatch):
    def compare(stored, en, ja):
        for lang in ("en", "ja"):
            (tmp_path / lang).mkdir()
        (tmp_path / "lesson.ipynb").write_text(json.dumps({"cells": [stored]}))
        monkeypatch.setattr(comparison, "executed", lambda folder: {"lesson": [{"en": en, "ja": ja}[folder.name]]})
        return comparison.problems(tmp_path, [tmp_path / "lesson.ipynb"])

    return compare


def test_languages_may_differ_in_words_and_their_order(problems):
    assert problems(cell("2 of 32 dead"), cell("2 of 32 dead"), cell("３２個中2個")) == []


def test_a_number_that_differs_is_named_with_cell_and_language(problems):
    found = problems(cell("p = 0.25"), cell("p = 0.25"), cell("p = 0.26"))
    assert found == ["lesson.ipynb: run: ja: prints ['0.26'] where English prints ['0.25']"]


def test_a_warning_in_any_language_is_named(problems):
    found = problems(cell(), cell(), cell("RuntimeWarning: overflow", name="stderr"))
    assert found == ["lesson.ipynb: run: ja: prints a warning"]


def test_a_stored_picture_that_its_cell_no_longer_draws_is_named(problems):
    old, new = picture(1), picture(2)
    (found,) = problems(cell(png=old), cell(png=new), cell(png=new))
    assert re.fullmatch(r"lesson\.ipynb: run: en: Error: Image files did not match\. RMS Value: [\d.]+", found)


def test_a_picture_that_is_not_stored_is_named(problems):
    new = cell(png=picture(1))
    assert problems(cell(), new, new) == ["lesson.ipynb: run: en: draws 1 pictures, 0 are stored"]


def test_the_same_picture_is_no_problem(problems):
    assert problems(cell(png=picture(1)), cell(png=picture(1)), cell(png=picture(2))) == []


def test_explorers_are_not_compared_with_their_live_form(problems):
    show = 'explorers.show("relu-kink")'
    assert problems(cell(png=picture(1), source=show), cell("a", source=show), cell("2", source=show)) == []


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "from urllib.request import urlopen; urlopen('http://192.0.2.1', timeout=1)",
    ],
)
def test_executions_reach_nothing_but_this_computer(code):
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "book" / "offline"), "http_proxy": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "the course needs no network, but something tried to reach 192.0.2.1" in done.stderr
