"""The alternative texts of the book's pictures: what is drawn, else the caption, never LaTeX."""

import itertools
import re
import sys

import pytest
from docutils import nodes

from tests.lessons import NOTEBOOKS, ROOT, editions, pictures, read

sys.path.insert(0, str(ROOT / "book"))

from bookext import cells, interface, maths
from deck import outputs

SCRIPT_OF = {"en": "[a-z]{3}", "ja": "[\u3040-\u30ff]", "zh-Hant": "[\u4e00-\u9fff]", "ko": "[\uac00-\ud7af]"}
LATEX = re.compile(r"[\\$`*{}]")


def captions(path):
    """The code cells with a picture and a caption below it: id to the caption's editions."""
    found = read(path)["cells"]
    return {
        cell["id"]: editions(after)
        for cell, after in itertools.pairwise(found)
        if pictures(cell) and after["source"].startswith("*Figure")
    }


def shown(*content):
    """A document with one cell that shows a picture, and a paragraph after it."""
    bundle = nodes.container("", nodes.image(uri="a.png"), nb_element="mime_bundle")
    cell = nodes.container("", bundle, nb_element="cell_code", cell_index=0)
    return nodes.section("", cell, nodes.paragraph("", "", *content))


def described(document, texts, metadata=()):
    """The alternative text that the picture of a document gets."""
    output = {"output_type": "display_data", "data": {"image/png": ""}, "metadata": dict(metadata)}
    cells.mark_captions(document)
    cells.describe_pictures(document, [{"id": "plot", "outputs": [output]}], texts)
    (image,) = document.findall(nodes.image)
    assert image.parent["classes"] == ["picture"]
    return image["alt"]


def test_picture_is_heard_as_described_else_as_its_caption():
    def caption():
        return shown(nodes.emphasis("", "", nodes.Text("Figure 1. At "), nodes.math("", r"\ln 2"), nodes.Text(".")))

    assert described(caption(), {}) == "Figure 1. At ln 2."
    assert described(caption(), {"other": "no"}) == "Figure 1. At ln 2."
    assert described(caption(), {"plot": "A line."}) == "A line."
    assert described(caption(), {"plot": "A line."}, {"image/png": {"alt": "Its own."}}) == "Its own."


def test_no_caption_is_heard_as_latex():
    for path in NOTEBOOKS:
        for texts in captions(path).values():
            for text in texts.values():
                source = [{"cell_type": "code", "id": "a", "source": ""}, {"cell_type": "markdown", "source": text}]
                (heard,) = outputs.captions(source).values()
                assert not LATEX.search(heard), heard


def test_formulas_of_captions_are_heard_with_their_structure():
    heard = {maths.plain(f) for f in (r"s_\beta", r"\ln 2/\beta", r"T \to \infty", "0.25^N", r"\sqrt{2k+1}")}
    assert heard == {"s_β", "ln 2/β", "T → ∞", "0.25^N", "√(2k + 1)"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_descriptions_belong_to_pictures_and_are_in_every_language(path):
    found = captions(path)
    for name, texts in cells.described().get(path.stem, {}).items():
        assert name in found, f"{path.stem}.{name}: no picture with a caption"
        assert set(texts) == set(interface.languages()), name
        for lang, text in texts.items():
            assert re.search(SCRIPT_OF[lang], text), text
            assert not LATEX.search(text), text
            assert text[:20] not in found[name][lang], f"{name}: {lang}: the caption again"
            assert 60 <= len(text) * (1 if lang == "en" else 2) <= 400, text
        for character in filter("\u4e00".__le__, texts["zh-Hant"]):
            assert character.encode("cp950"), name


def test_every_described_lesson_exists():
    assert set(cells.described()) <= {path.stem for path in NOTEBOOKS}


def test_every_picture_with_a_caption_is_described():
    for path in NOTEBOOKS:
        assert set(cells.described()[path.stem]) == set(captions(path)), path.stem
