"""The tutor's texts: complete in four languages, the same in substance, in the right script, none unused."""

import re
from pathlib import Path

import pytest

from helpers import language
from helpers.exercises import registry
from nbpolyglot.glossary import read_glossary

FOLDER = Path(registry.__file__).parent
SOURCES = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.py")}
ENGINE = "".join(SOURCES[name] for name in ("calls", "properties", "tutor", "predictions"))
TEXTS = {path.stem: language.catalogue(path) for path in sorted(FOLDER.glob("*.toml"))}
BUILT = ("warned_", "column_", "state_")  # keys put together from a prefix and a word
NUMBER = re.compile(r"(?<![\w.])\d*\.?\d+(?:e-?\d+)?(?!\w)", re.ASCII)
HAN = "\u3400-\u9fff々"
KANA = "\u3041-\u30ff"
HANGUL = "\uac00-\ud7a3"
LATIN = "A-Za-z0-9√½Σφσδαβ"
each_file = pytest.mark.parametrize("file", TEXTS)


@each_file
def test_every_text_exists_in_every_language(file):
    for key, texts in TEXTS[file].items():
        assert set(texts) == set(language.LANGUAGES), key
        assert all(text and text.strip() == text for text in texts.values()), key


@each_file
def test_the_blanks_are_the_same_in_every_language(file):
    for key, texts in TEXTS[file].items():
        assert len({frozenset(re.findall(r"{\w+}", text)) for text in texts.values()}) == 1, key


@each_file
def test_decimals_and_numbers_from_ten_are_the_same_in_every_language(file):
    for key, texts in TEXTS[file].items():
        numbers = [NUMBER.findall(text) for text in texts.values()]
        assert len({frozenset(n for n in found if "." in n or float(n) >= 10) for found in numbers}) == 1, key


@each_file
def test_each_language_uses_its_own_script(file):
    for key, texts in TEXTS[file].items():
        words = {code: re.sub(r"\W", "", text) for code, text in texts.items()}
        assert not re.search(f"[{HAN}{KANA}{HANGUL}]", texts["en"]), key
        assert re.search(f"[{HAN}{KANA}]", texts["ja"]), key
        assert not re.search(f"[{HANGUL}]", texts["ja"]), key
        assert re.search(f"[{HAN}]", texts["zh-Hant"]) or words["zh-Hant"] == words["en"], key  # nothing but code
        assert not re.search(f"[{KANA}{HANGUL}]", texts["zh-Hant"]), key
        assert re.search(f"[{HANGUL}]", texts["ko"]), key
        assert not re.search(f"[{HAN}{KANA}]", texts["ko"]), key
        "".join(re.findall(f"[{HAN}]", texts["zh-Hant"])).encode("cp950")


@each_file
def test_spaces_stand_as_each_language_writes_them(file):
    japanese = f"[{HAN}{KANA}]"
    for key, texts in TEXTS[file].items():
        assert not re.search(rf"{japanese} [{LATIN}|(){{}}]|[{LATIN}|(){{}}] {japanese}", texts["ja"]), key
        assert not re.search(f"[{HAN}][{LATIN}]|[{LATIN}][{HAN}]", texts["zh-Hant"]), key
        assert not re.search("[，。：；（）「」、] | [，。：；（）「」、]", texts["zh-Hant"]), key
        assert not re.search(rf"[{HANGUL}] \([A-Za-z]{{2}}", texts["ko"]), key


@each_file
def test_no_avoided_term_is_used(file):
    glossary = read_glossary([FOLDER.parents[1] / "notebooks" / "glossary.toml"])
    for key, texts in TEXTS[file].items():
        for code, text in texts.items():
            assert not list(glossary.avoided(code, text)), key


def test_every_text_is_used():
    everything = "".join(SOURCES.values())
    for file, texts in TEXTS.items():
        for key in texts:
            name, _, word = key.rpartition(".")
            if file == "messages":
                assert f'"{key}"' in everything or key.startswith(BUILT), key
            elif not re.fullmatch(r"right|why|hint\d", word):
                assert f'"{name}"' in SOURCES[file], key
                assert f'"{word}"' in SOURCES[file] + ENGINE or word.startswith(BUILT), key


def test_every_key_a_checker_may_raise_has_a_text():
    for file in TEXTS:
        if file == "messages":
            continue
        own = {key.rpartition(".")[2] for key in TEXTS[file]}
        raised = re.findall(
            r'^        "(\w+)":|key="(\w+)"|require\([^"]*, "(\w+)"|Wrong\("(\w+)"', SOURCES[file], re.MULTILINE
        )
        for key in {word for words in raised for word in words if word}:
            assert key in own or key in TEXTS["messages"], f"{file}: {key}"


def test_every_exercise_and_prediction_has_its_texts():
    for lesson in range(10):
        registry.find(registry.EXERCISES, f"0{lesson}-a")
    for name in registry.EXERCISES:
        assert {f"{name}.right", f"{name}.hint1", f"{name}.hint2"} <= set(registry.texts(name))
    for name in registry.PREDICTIONS:
        assert f"{name}.why" in registry.texts(name)
