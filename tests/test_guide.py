"""The teacher's guide: every experiment and exercise has its entry, times add up, numbers are those of the lessons."""

import json
import re
import sys
from fractions import Fraction
from itertools import pairwise

import pytest

from nbpolyglot.files import load
from nbpolyglot.format import edition
from tests import lessons
from tests.claims import plain, unit

sys.path.insert(0, str(lessons.ROOT / "book"))

from bookext import guide

FOLDER = lessons.ROOT / "classroom" / "guide"
LESSONS = {path.name[:2]: path for path in lessons.NOTEBOOKS}
TAUGHT = sorted(set(LESSONS) - {"00"})  # the guide's first page has a paragraph on lesson 00
NUMBER = re.compile(r"(?<![A-Za-z_0-9.])\d+(?:\.\d+)?(?![A-Za-z_0-9])")
each_lesson = pytest.mark.parametrize("number", TAUGHT)


def page(number):
    return lessons.read(FOLDER / f"guide-{number}.ipynb")


def cell(notebook, name):
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def rows(text):
    """Return the rows of a table below its head, as lists of texts."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[entry.strip() for entry in line.strip("|").split("|")] for line in lines[2:]]


def experiments(number):
    """Return what the guide calls the lesson's predictions and explorers, in their order."""
    source = "\n".join(cell["source"] for cell in lessons.cells(lessons.read(LESSONS[number]), "code"))
    found = re.findall(rf'exercises\.predict\("{number}-([\w-]+)"\)|explorers\.show\("([\w-]+)"\)', source)
    return [f"ask-{question}" if question else f"move-{explorer}" for question, explorer in found]


def headings(number):
    """Return a lesson's headings of level two between "What you need" and "Exercises": a dict from language to list."""
    result, wanted = {}, False
    for part in lessons.cells(lessons.read(LESSONS[number]), "markdown"):
        english = re.findall(r"(?m)^## (.+)$", part["source"])
        wanted = (wanted or "What you need" in english) and "Exercises" not in english
        if wanted and "What you need" not in english:
            for language, text in lessons.editions(part).items():
                result.setdefault(language, []).extend(re.findall(r"(?m)^## (.+)$", text))
    return result


def numbers(text):
    """Return the numbers of a text that say something: those of at least ten and those with decimals, as written."""
    return [found for found in NUMBER.findall(plain(text)) if "." in found or int(found) >= 10]


def numbers_of_lesson(number):
    """Return all numbers that stand in a lesson's texts, code and outputs, or in what its checkers say."""
    notebook, parts = lessons.read(LESSONS[number]), []
    for part in notebook["cells"]:
        parts += lessons.editions(part).values()
        parts += ["".join(output.get("text", "")) for output in part.get("outputs", [])]
    parts.append((lessons.ROOT / "helpers" / "exercises" / f"lesson{number}.toml").read_text("utf-8"))
    text = "\n".join(parts).replace("_", "")
    text = re.sub(r"(?<=\d)(?:,|\{,\})(?=\d{3}(?!\d))", "", text)
    return {Fraction(found) for found in re.findall(r"\d+(?:\.\d+)?|(?<!\d)\.\d+", text)}


def test_every_lesson_has_a_page_and_every_page_a_lesson():
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == {"guide", *(f"guide-{number}" for number in TAUGHT)}


def test_the_guide_is_text_only():
    for path in FOLDER.glob("*.ipynb"):
        assert {part["cell_type"] for part in json.loads(path.read_text("utf-8"))["cells"]} == {"markdown"}


@each_lesson
def test_every_experiment_has_its_entry_in_the_order_of_the_lesson(number):
    found = [part["id"] for part in page(number)["cells"] if part["id"].startswith(("ask-", "move-"))]
    assert found == experiments(number)


@each_lesson
def test_every_exercise_has_its_key(number):
    exercises = [
        part["id"].replace("exercise", "key", 1)
        for part in lessons.cells(lessons.read(LESSONS[number]), "code")
        if part["id"].startswith("exercise-")
    ]
    assert [part["id"] for part in page(number)["cells"] if part["id"].startswith("key-")] == exercises


@each_lesson
def test_a_page_has_its_parts_in_order(number):
    kinds = [part["id"].split("-")[0] for part in page(number)["cells"]]
    order = ["title", "time", "ask", "board", "lost", "cut", "home", "key"]
    places = [order.index("ask" if kind == "move" else kind) for kind in kinds]
    assert places == sorted(places)
    assert set(places) == set(range(len(order)))


@each_lesson
def test_minutes_stand_for_every_section_of_the_lesson_and_add_up(number):
    for language, text in lessons.editions(cell(page(number), "time")).items():
        *sections, total = rows(text)
        assert [name for name, _ in sections] == headings(number)[language], language
        assert sum(int(minutes) for _, minutes in sections if minutes.isdigit()) == int(total[1]), language
    assert int(total[1]) == (45 if number in ("05", "06") else 90)


@each_lesson
def test_every_number_stands_in_the_lesson(number):
    known, unknown = numbers_of_lesson(number), []
    for part in page(number)["cells"]:
        if part["id"] == "time":
            continue
        for language, text in lessons.editions(part).items():
            for found in numbers(text):
                value, slack = Fraction(found), unit(found) / 2 if "." in found else 0
                if value not in known and not (slack and any(abs(value - other) <= slack for other in known)):
                    unknown.append(f"{part['id']}: {language}: {found}")
    assert unknown == []


def test_the_minutes_of_the_hour_add_up():
    for text in lessons.editions(cell(lessons.read(FOLDER / "guide.ipynb"), "hour")).values():
        table = [(int(start), int(minutes)) for start, minutes, _ in rows(text)]
        assert table[0][0] == 0
        assert all(start + minutes == following for (start, minutes), (following, _) in pairwise(table))
        assert sum(table[-1]) == 60


def test_the_timetable_of_the_day_has_no_gap():
    for text in lessons.editions(cell(lessons.read(FOLDER / "guide.ipynb"), "day")).values():
        table = [(time.split(":"), int(minutes)) for time, minutes, _ in rows(text)]
        starts = [(60 * int(hour) + int(minute), minutes) for (hour, minute), minutes in table]
        assert all(start + minutes == following for (start, minutes), (following, _) in pairwise(starts))
        assert sum(starts[-1]) == 17 * 60


def test_the_homework_of_the_weeks_is_that_of_the_pages_and_exists():
    text = cell(lessons.read(FOLDER / "guide.ipynb"), "weeks")["source"]
    homework = {number: letters.split(", ") for number, letters in re.findall(r"(\d\d): ((?:[a-f], )*[a-f])\b", text)}
    assert sorted(homework) == TAUGHT
    for number, letters in homework.items():
        keys = {part["id"] for part in page(number)["cells"]}
        assert {f"key-{number}-{letter}" for letter in letters} <= keys


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_links_lead_to_files(path):
    texts = [text for part in lessons.read(path)["cells"] for text in lessons.editions(part).values()]
    links = {link for text in texts for link in re.findall(r"\]\(([^)]+)\)", text)}
    assert links
    assert [link for link in links if not (FOLDER / link).is_file()] == []


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_book_shows_the_lessons_own_solution_behind_every_key(lang):
    editions = {path.stem: edition(load(path), lang, outputs=False) for path in lessons.NOTEBOOKS}
    pages = guide.pages(lang, editions)
    shown = {}
    for name, nb in pages.items():
        assert nb["metadata"]["mystnb"] == {"execution_mode": "off"}, name
        for before, after in pairwise(nb["cells"]):
            if before["id"].startswith("key-"):
                shown[after["id"]] = after["source"]
                assert "solution" in after["metadata"]["tags"]
    solutions = {
        part["id"]: part["source"]
        for path in lessons.NOTEBOOKS
        for part in editions[path.stem]["cells"]
        if part["id"].startswith("solution-") and not part["id"].startswith("solution-00")
    }
    assert shown == solutions


def test_in_the_book_links_lead_to_pages_beside_it_and_a_page_without_its_lesson_is_left_out():
    editions = {LESSONS[number].stem: edition(load(LESSONS[number]), "en", outputs=False) for number in ("00", "04")}
    pages = guide.pages("en", editions)
    assert list(pages) == ["guide", "guide-04"]
    assert "](04-relu.ipynb)" in cell(pages["guide-04"], "title")["source"]
    week = cell(pages["guide"], "weeks")["source"]
    assert "[04](guide-04.ipynb)" in week
    assert "| 05 and 06 |" in week
