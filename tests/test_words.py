"""Words outside the notebooks, in figures, messages, interfaces and guides: none to avoid, none in other characters."""

import json
import tomllib

import pytest

from nbpolyglot import prose
from nbpolyglot.config import load_config
from nbpolyglot.passages import parse
from tests.lessons import ROOT

CONFIG = load_config(ROOT)
TAGS = [target.tag for target in CONFIG.targets]
CATALOGUES = [*(ROOT / "helpers").rglob("*.toml"), ROOT / "classroom/messages.toml", *(ROOT / "book").glob("*.toml")]
MENU = ROOT / "nbpolyglot/labextension/static/messages.json"


def entries(table, prefix=""):
    """Yield (dotted key, language tag, text) from tables that end in one text for each language."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from entries(value, f"{prefix}.{key}".lstrip("."))
        elif key in TAGS:
            yield prefix, key, value


def texts():
    """Yield (file, key, language tag, text) for every translation outside the notebooks."""
    for path in sorted(CATALOGUES):
        for entry in entries(tomllib.loads(path.read_text("utf-8"))):
            yield path.name, *entry
    for tag, words in json.loads(MENU.read_text("utf-8")).items():
        for key, text in words.items():
            yield MENU.name, key, tag, text
    for path in [*ROOT.glob("README.*.md"), *(ROOT / "book" / "pages").glob("*.md")]:
        yield path.name, "-", path.name.split(".")[1], path.read_text("utf-8")


@pytest.mark.parametrize("tag", TAGS)
def test_no_word_is_one_to_avoid_and_no_character_foreign(tag):
    here, findings = CONFIG.language(tag), []
    for file, key, _, text in (found for found in texts() if found[2] == tag):
        passage = parse(text)
        found = [*prose.codec_findings(passage, here), *prose.term_findings(passage, here, CONFIG.glossary)]
        findings += [f"{file}: {key}: {tag}: {finding}" for finding in found]
    assert findings == []


def test_every_kind_of_file_is_read():
    files = {file for file, *_ in texts()}
    assert {"labels.toml", "lesson04.toml", "messages.toml", "interface.toml", "messages.json"} <= files
    assert {"README.ja.md", "index.ko.md"} <= files
