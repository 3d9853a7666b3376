"""Which cells make which slides, what stands on them, and that every lesson has a whole deck in every language."""

import importlib.util
import re
import sys

import pytest

from nbpolyglot.files import load
from nbpolyglot.format import edition
from tests.lessons import NOTEBOOKS, ROOT

sys.path.insert(0, str(ROOT / "book"))

from bookext import interface, maths, sources
from deck import faces, marks, outputs, pages

LESSONS = [path for path in NOTEBOOKS if not path.name.startswith("00")]
SCRIPT_OF = {"en": r"[a-z]", "ja": r"[\u3040-\u30ff]", "zh-Hant": r"[\u4e00-\u9fff]", "ko": r"[\uac00-\ud7af]"}
SHOWN = ("slide", "subslide", "fragment", "shown")
ANSWER = {"output_type": "display_data", "data": {"text/html": "<details><p>Answer: B.</p></details>"}, "metadata": {}}


def script(name):
    spec = importlib.util.spec_from_file_location(f"book_{name}", ROOT / "book" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def plain_formulas(monkeypatch):
    """Formulas as they are typed, without Node."""
    monkeypatch.setattr(maths, "render", lambda latex, display=False: f"<i>{latex}</i>")
    monkeypatch.setattr(maths, "plain", lambda latex: latex)


def cell(kind, name, source, mark="", tags=(), shown=()):
    metadata = {"slideshow": {"slide_type": mark}} if mark else {}
    if tags:
        metadata["tags"] = list(tags)
    made = {"cell_type": kind, "id": name, "source": source, "metadata": metadata}
    return made | {"outputs": list(shown)} if kind == "code" else made


def text(name, source, mark=""):
    return cell("markdown", name, source, mark)


def printed(said):
    return {"output_type": "stream", "name": "stdout", "text": said}


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def executed(path, lang):
    """The cells of an edition, with the stored outputs and answers as the book's executions hold them."""
    cells = [dict(cell) for cell in edition(load(path), lang, outputs=True)["cells"]]
    for made in cells:
        made["source"] = "".join(made["source"])
        if "exercises.predict(" in made["source"] and made["cell_type"] == "code":
            made["outputs"] = [ANSWER]
    return cells


def test_cell_without_a_mark_goes_where_the_one_before_it_went():
    cells = [
        text("a", "# A\n\nHello."),
        text("b", "## B\n\nOne.", "slide"),
        text("c", "Two."),
        text("d", "Three.", "notes"),
        text("e", "Four."),
        text("f", "Five.", "skip"),
        text("g", "Six."),
        text("h", "Seven.", "fragment"),
    ]
    (slide,) = marks.slides(cells)
    assert slide.name == "b"
    assert [words(step) for step in slide.steps] == ["One. Two.", "Seven."]
    assert words("".join(slide.notes)) == "Three. Four."


def test_first_mark_that_begins_no_slide_is_named():
    with pytest.raises(ValueError, match="cell lost: expected a slide to begin before it"):
        marks.slides([text("lost", "Hello.", "fragment")])


def test_text_before_a_heading_in_a_cell_ends_the_slide_before():
    cells = [
        text("claim", "## Myth lab\n\n### One", "slide"),
        text("verdict", "**Wrong.** It is two. More. And more.\n\n### Three\n\nIs it?", "fragment"),
        cell("code", "run", "3 + 1", "fragment", shown=[printed("4")]),
    ]
    first, second = marks.slides(cells)
    assert [words(step) for step in first.steps] == ["Wrong. It is two. More."]
    assert second.headings == [(3, "Three")]
    assert [words(step) for step in second.steps] == ["Is it?", "4"]
    assert [pages[1:] for pages in pages.titled([first, second])] == [("One", "Myth lab"), ("Three", "Myth lab")]


def test_slide_that_a_heading_inside_a_cell_begins_goes_with_the_cells_after_it():
    cells = [
        text("claim", "## Myth lab\n\n### One", "slide"),
        text("verdict", "**Wrong.** It is two.\n\n### Three\n\nIs it?", "fragment"),
        cell("code", "run", "3 + 1", "skip", shown=[printed("4")]),
    ]
    assert [slide.name for slide in marks.slides(cells)] == ["claim"]


@pytest.mark.parametrize(
    ("source", "face"),
    [
        (
            "One. This sentence explains **a term** at some length. Three.",
            "This sentence explains a term at some length.",
        ),
        ("One. They are **terms**. Three.", "One. They are terms ."),
        ("Nothing bold here. Or is there? No.", "Or is there?"),
        ("Nothing bold here. No.", "Nothing bold here."),
        ("これは長い説明です。**予想**：何個でしょうか。", "これは長い説明です。 予想 ：何個でしょうか。"),
        ("一つ。二つ。**予想**：百万個。いくつでしょうか。", "二つ。 予想 ：百万個。いくつでしょうか。"),
        ("**錯**。它只有兩倍快。還有。別的。", "錯 。它只有兩倍快。還有。"),
        ("**틀렸습니다.** 두 배 빠릅니다. 더. 있습니다.", "틀렸습니다. 두 배 빠릅니다. 더."),
        ("Multiply it out. Then\n\n$$x = 1.$$\n\nThat is all.", "Then x = 1."),
        ("Which?\n\n- A: `x. y`\n- B", "A: x. y B"),
        ("*Figure 1. All. Of it.*", "Figure 1. All. Of it."),
    ],
)
def test_face_of_a_text(source, face):
    assert words(faces.face(source)[0]) == face


def test_long_table_is_left_to_the_notes():
    rows = "\n".join("| a | b |" for _ in range(faces.ROWS + 1))
    html, less = faces.face(f"Look.\n\n| x | y |\n|---|---|\n{rows}")
    assert (words(html), less) == ("Look.", True)
    assert "<table>" in faces.face("| x | y |\n|---|---|\n| a | b |")[0]


def test_notes_hold_the_whole_text_if_the_slide_does_not():
    short, long = marks.slides(
        [text("a", "## A\n\n**All.**", "slide"), text("b", "## B\n\nOne. **Two.** $x$", "slide")]
    )
    assert short.notes == []
    assert words("".join(long.notes)) == "One. Two. x"


def test_answer_stands_where_it_is_revealed_and_nowhere_before():
    cells = [
        text("ask", "## Half\n\n**Predict:** how many?\n\n- A: all\n- B: half", "slide"),
        cell("code", "predict", 'exercises.predict("04-half")', shown=[ANSWER]),
        cell("code", "run", "print(5)", "fragment", shown=[printed("5")]),
        cell("code", "reveal", 'exercises.reveal("04-half")', "fragment"),
    ]
    (slide,) = marks.slides(cells)
    assert [words(step) for step in slide.steps] == ["Predict: how many? A: all B: half", "5", "Answer: B."]


def test_code_stands_on_a_slide_if_tagged_or_alone():
    shown = [printed("1\n"), printed("2\n")]
    assert words(outputs.face(cell("code", "a", "x = 1", shown=shown), {}, "")) == "1 2"
    assert words(outputs.face(cell("code", "a", "x", tags=["slide-code"], shown=shown), {}, "")) == "x 1 2"
    assert words(outputs.face(cell("code", "a", "x"), {}, "")) == "x"


def test_caption_is_the_alternative_text_of_its_picture_even_if_it_is_not_shown():
    picture = {"output_type": "display_data", "data": {"image/png": "AAAA"}, "metadata": {}}
    cells = [
        cell("code", "plot", "plot()", "slide", shown=[picture]),
        text("caption", '*Figure 1. A "kink".*', "skip"),
    ]
    assert 'alt="Figure 1. A &quot;kink&quot;."' in marks.slides(cells)[0].steps[0]


def test_what_a_picture_shows_is_its_alternative_text_if_somebody_has_described_it():
    picture = {"output_type": "display_data", "data": {"image/png": "AAAA"}, "metadata": {}}
    cells = [cell("code", "plot", "plot()", "slide", shown=[picture]), text("caption", "*Figure 1. A kink.*", "skip")]
    assert 'alt="Two lines."' in marks.slides(cells, {"plot": "Two lines."})[0].steps[0]
    assert 'alt="Figure 1. A kink."' in marks.slides(cells, {"other": "Two lines."})[0].steps[0]


def test_marks_do_not_reach_what_the_book_executes():
    plain = {"cells": [text("a", "A"), cell("code", "b", "x", tags=["solution"])]}
    marked = {"cells": [text("a", "A", "slide"), cell("code", "b", "x", "notes", tags=["solution", "slide-code"])]}
    assert sources.for_book(marked, "en", set()) == sources.for_book(plain, "en", set())


@pytest.mark.parametrize("lang", interface.languages())
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name[:2])
def test_lesson_has_a_whole_deck(path, lang):
    cells = executed(path, lang)
    made = marks.slides(cells)
    names = [slide.name for slide in made]
    assert 15 <= len(made) <= 30
    assert names == [slide.name for slide in marks.slides(executed(path, "en"))]
    assert made[0].headings[0][0] == 1
    assert names[-1] == "summary"
    assert all(title and slide.steps for slide, title, _ in pages.titled(made))
    said = "".join(note for slide in made for note in slide.notes)
    assert re.search(SCRIPT_OF[lang], words(said))
    assert len(said) > 10_000
    places = dict(zip((cell["id"] for cell in cells), marks.places(cells), strict=True))
    shown = [cell for cell in cells if cell["cell_type"] == "code" and places[cell["id"]] in SHOWN]
    assert any("explorers.show(" in cell["source"] for cell in shown)
    assert sum(cell["metadata"].get("slideshow", {}).get("slide_type") == "slide" for cell in cells) >= 8


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name[:2])
def test_prediction_is_asked_before_its_result_is_seen(path):
    cells = executed(path, "en")
    places = marks.places(cells)
    asked = 0
    for number, made in enumerate(cells):
        call = outputs.CALL.search(made["source"])
        if made["cell_type"] != "code" or not call or call[1] != "predict" or places[number - 1] not in SHOWN:
            continue
        asked += 1
        assert "**Predict" in cells[number - 1]["source"]
        reveal = next(i for i, after in enumerate(cells) if f'exercises.reveal("{call[2]}")' in after["source"])
        assert places[reveal] in ("fragment", "slide", "subslide"), call[2]
        results = [places[i] for i in range(number + 1, reveal) if cells[i]["cell_type"] == "code"]
        seen = [place for place in results if place in SHOWN]
        assert not seen or seen[0] != "shown", call[2]
    assert asked >= 3


def test_deck_runs_no_script_of_its_own_page():
    deck = pages.deck(marks.slides([text("a", "# A\n\nOne.", "slide")]), "04-relu", "ko")
    assert '<html lang="ko">' in deck
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", deck))
    assert not re.search(r'(?:src|href)="(?:https?:)?//|\bon\w+="', deck)


def test_lesson_page_gets_one_link_to_its_deck(tmp_path):
    (tmp_path / "ja").mkdir()
    page = tmp_path / "ja" / "04-relu.html"
    page.write_text('<aside class="page-tools" aria-label="x">\n  <ul>\n    <li>a</li></ul></aside>', "utf-8")
    for _ in range(2):
        script("slides").link_from_book(["04-relu"], "ja", tmp_path)
    assert page.read_text("utf-8").count('<li><a href="../slides/ja/04-relu.html">スライド</a></li>') == 1


def test_slides_say_that_the_book_comes_first(tmp_path, capsys):
    assert script("slides").main(["--output", str(tmp_path)]) == 1
    assert "run make book first" in capsys.readouterr().err


def test_handouts_say_what_is_missing(tmp_path, capsys, monkeypatch):
    handouts = script("handouts")
    monkeypatch.setattr(handouts.pdf, "chromium", lambda: "chromium")
    assert handouts.main(["--output", str(tmp_path)]) == 1
    assert "run make slides first" in capsys.readouterr().err
    monkeypatch.setattr(handouts.pdf, "chromium", lambda: None)
    assert handouts.main(["--output", str(tmp_path)]) == 1
    assert capsys.readouterr().err == handouts.pdf.NO_CHROMIUM + "\n"
