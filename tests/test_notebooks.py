"""The stored notebooks: one clean run, the anatomy of a lesson, no unsupported number, an honest reading time."""

import itertools
import re
import tomllib

import numpy as np
import pytest

from nbpolyglot.run import stored_problems
from tests import lessons
from tests.claims import unsupported

ALLOWED = tomllib.loads((lessons.ROOT / "tests" / "claims.toml").read_text("utf-8"))
#: How a figure is named; a language that is not here is not compared.
FIGURE = {"en": r"Figures? (\d+)", "ja": r"図(\d+)", "zh-Hant": r"圖 ?(\d+)", "ko": r"그림 ?(\d+)"}
all_notebooks = pytest.mark.parametrize("path", lessons.NOTEBOOKS, ids=lambda path: path.stem)
all_lessons = pytest.mark.parametrize(
    "path", [path for path in lessons.NOTEBOOKS if not path.stem.startswith("00")], ids=lambda path: path.stem
)


@all_notebooks
def test_outputs_come_from_one_clean_run_from_top_to_bottom(path):
    assert stored_problems(lessons.read(path)) == []


@all_notebooks
def test_every_number_in_the_prose_is_printed_by_a_cell_nearby(path):
    assert [said for _, said in unsupported(lessons.read(path), ALLOWED.get(path.stem))] == []


@all_notebooks
def test_every_allowed_number_is_still_claimed(path):
    claims = {claim for claim, _ in unsupported(lessons.read(path))}
    assert set(ALLOWED.get(path.stem, {})) <= claims | {claim.partition(": ")[2] for claim in claims}


@all_notebooks
def test_formulas_hold_no_words_of_any_language(path):
    words = re.compile(r"(?<![_^])(?<![_^]{)\\(?:text|mathrm|mbox)\{[^}]*[^\W\d_]{2}")
    assert [
        (cell["id"], language, words.search(text)[0])
        for cell in lessons.cells(lessons.read(path), "markdown")
        for language, text in lessons.editions(cell).items()
        if words.search(text)
    ] == []


@all_notebooks
def test_parameters_and_setup_come_before_any_other_code(path):
    first, second, *_ = lessons.cells(lessons.read(path), "code")
    assert first["metadata"].get("tags") == ["parameters"]
    assert first["source"] == "LANGUAGE = None"
    assert second["id"] == "setup"
    assert "language.use(LANGUAGE)" in second["source"]


@all_notebooks
def test_one_title_and_no_skipped_heading_level(path):
    notebook = lessons.read(path)
    assert len(lessons.headings(notebook, 1)) == 1
    levels = []
    for cell in lessons.cells(notebook, "markdown"):
        levels += [len(marks) for marks in re.findall(r"(?m)^(#+) ", cell["source"])]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@all_lessons
def test_the_fixed_headings_stand_in_order(path):
    found = [heading for heading in lessons.headings(lessons.read(path), 2) if heading in lessons.HEADINGS]
    assert found == list(lessons.HEADINGS)


@all_notebooks
def test_code_cells_are_short(path):
    lines = {cell["id"]: lessons.code_lines(cell) for cell in lessons.cells(lessons.read(path), "code")}
    assert {cell: n for cell, n in lines.items() if n > 14} == {}
    assert np.percentile(list(lines.values()), 90) <= 10


@all_lessons
def test_a_lesson_has_pictures_an_explorer_and_exercises(path):
    code = lessons.cells(lessons.read(path), "code")
    source = "\n".join(cell["source"] for cell in code)
    assert sum(map(lessons.pictures, code)) >= 3
    assert "explorers.show(" in source
    assert len(set(re.findall(r"exercises\.check\(\"([^\"]+)\"", source))) >= 3


@all_notebooks
def test_every_stored_figure_has_a_numbered_caption_below_it(path):
    cells = lessons.read(path)["cells"]
    number = 0
    for cell, following in itertools.pairwise(cells):
        if cell["cell_type"] == "code" and lessons.pictures(cell) and "explorers.show(" not in cell["source"]:
            number += 1
            begins = f"*Figure {number}. "
            assert following["source"].startswith(begins), f"below {cell['id']} should stand the caption {begins}…*"


@all_notebooks
def test_figures_that_english_names_have_the_same_numbers_in_every_language(path):
    different = {}
    for cell in lessons.cells(lessons.read(path), "markdown"):
        texts = lessons.editions(cell)
        named = {code: sorted(re.findall(FIGURE[code], texts[code])) for code in texts.keys() & FIGURE.keys()}
        if named["en"] and any(numbers != named["en"] for numbers in named.values()):
            different[cell["id"]] = named
    assert different == {}


@all_notebooks
def test_the_stated_reading_time_is_the_computed_one(path):
    notebook = lessons.read(path)
    stated = int(re.search(r"about (\d+) minutes", notebook["cells"][0]["source"])[1])
    assert abs(stated - lessons.reading_minutes(notebook)) <= 2.5


def test_there_are_notebooks():
    assert lessons.NOTEBOOKS
