"""The bibliography and the lessons: what is cited is listed, and what is listed agrees with ``references.bib``."""

import re
import sys
import unicodedata
from urllib.parse import unquote

import pytest

from nbpolyglot.files import load
from nbpolyglot.format import edition
from tests.lessons import ROOT

sys.path.insert(0, str(ROOT / "book"))

from bookext import interface, references, sources

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CASES = [pytest.param(path, lang, id=f"{path.stem}-{lang}") for path in LESSONS for lang in interface.languages()]


def texts(path, lang):
    """The markdown of a lesson in a language, and that of its list of references."""
    cells = [c for c in edition(load(path), lang, outputs=False)["cells"] if c["cell_type"] == "markdown"]
    return (
        "\n\n".join(c["source"] for c in cells if c["id"] != "references"),
        "\n".join(c["source"] for c in cells if c["id"] == "references"),
    )


def cited(text):
    return {number for found in references.CITATION.findall(text) for number in found.split(", ")}


@pytest.mark.parametrize(("path", "lang"), CASES)
def test_a_lesson_lists_what_it_cites_and_cites_the_numbers_it_lists(path, lang):
    text, items = texts(path, lang)
    listed = {item["number"] for item in references.listed(items)} - {None}
    assert cited(text) == listed
    assert len(references.CITATION.findall(text)) == len(re.findall(r"\[[^\]]*\bR\d+[a-z]?\b[^\]]*\](?!\()", text))


@pytest.mark.parametrize(("path", "lang"), CASES)
def test_the_list_of_a_lesson_agrees_with_the_bibliography(path, lang):
    _, text = texts(path, lang)
    items = references.listed(text)
    assert len(items) == len(re.findall(r"(?m)^- ", text))
    for item in items:
        entry = references.entries().get(references.key_of(item))
        assert entry is not None, f"not in references.bib: {item['authors']} ({item['year']})"
        assert (item["authors"], item["year"]) == (references.authors(entry), entry.fields["year"])
        assert item["rest"].replace("*", "").startswith(references.title(entry))
        links = [(unquote(address), words) for words, address in re.findall(r"\[([^]]+)\]\(([^ )]+)\)", item["rest"])]
        assert links == references.links(entry)


def test_every_entry_of_the_bibliography_is_listed_in_a_lesson():
    keys = {references.key_of(item) for path in LESSONS for item in references.listed(texts(path, "en")[1])}
    assert set(references.entries()) - keys == set()


def test_numbered_entries_stand_in_order_and_the_others_after_them_by_name():
    numbered = [key for key in references.entries() if re.fullmatch(references.NUMBER, key)]
    named = [key for key in references.entries() if key not in numbered]
    assert list(references.entries()) == sorted(numbered, key=lambda key: int(re.sub(r"\D", "", key))) + sorted(named)
    assert numbered == sorted(numbered, key=lambda key: (int(re.sub(r"\D", "", key)), key))


def test_an_entry_without_a_number_has_name_and_year_as_its_key():
    for key, entry in references.entries().items():
        name = "".join(
            c for c in unicodedata.normalize("NFKD", entry.persons["author"][0].last_names[-1]) if c.isascii()
        )
        assert re.fullmatch(rf"{references.NUMBER}|{name.lower()}{entry.fields['year']}[a-z]?", key), key


def test_roles_are_in_the_book_only(tmp_path):
    sources.write_sources("ja", tmp_path / "source", tmp_path / "downloads", ROOT / "notebooks")
    for name, wanted in (("source", True), ("downloads", False)):
        text = (tmp_path / name / "04-relu.ipynb").read_text("utf-8")
        assert ("{cite:p}`R18`" in text) == wanted
        assert ("({cite:year}`householder1941`)" in text) == wanted


def test_entries_are_set_as_in_the_lessons():
    assert references.formatted(references.entries()["R8"]).render_as("text") == (
        "Y. LeCun, L. Bottou, G. B. Orr, K.-R. Müller (1998). Efficient BackProp. In Neural Networks: Tricks of the "
        "Trade, Springer (LNCS 1524), 9–50. doi:10.1007/3-540-49430-8_2"
    )
    labels = references.Labels().format_labels([references.entries()[key] for key in ("R2", "householder1941")])
    assert list(labels) == ["R2", "Householder 1941"]
