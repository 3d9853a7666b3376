"""The tutor's texts: complete in four languages, the same in substance, in the right script, none unused."""

import re
from pathlib import Path

import pytest

from helpers import language
from helpers.exercises import registry

FOLDER = Path(registry.__file__).parent
FILES = sorted(FOLDER.glob("*.toml"))
TEXTS = {(path.stem, key): texts for path in FILES for key, texts in language.catalogue(path).items()}
SOURCES = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.py")}
ENGINE = "".join(SOURCES[name] for name in ("calls", "properties", "tutor", "predictions"))
HAN = "\u3400-\u9fff々"
KANA = "\u3041-\u30ff"
NUMBER = re.compile(r"(?<![\w.])\d*\.?\d+(?:e-?\d+)?(?!\w)", re.ASCII)
HANGUL = "\uac00-\ud7a3"
BUILT = ("warned_", "column_", "state_")  # keys put together from a prefix and a word
all_texts = pytest.mark.parametrize("texts", TEXTS.values(), ids=[".".join(key) for key in TEXTS])


@all_texts
def test_every_text_exists_in_every_language(texts):
    assert set(texts) == set(language.LANGUAGES)
    assert all(text.strip() == text and text for text in texts.values())


@all_texts
def test_the_blanks_are_the_same_in_every_language(texts):
    blanks = {code: sorted(set(re.findall(r"{\w+}", text))) for code, text in texts.items()}
    assert len(set(map(tuple, blanks.values()))) == 1


@all_texts
def test_each_language_uses_its_own_script(texts):
    assert not re.search(f"[{HAN}{KANA}{HANGUL}]", texts["en"])
    assert re.search(f"[{HAN}{KANA}]", texts["ja"])
    assert not re.search(f"[{HANGUL}]", texts["ja"])
    only_code = re.sub(r"\W", "", texts["zh-Hant"]) == re.sub(r"\W", "", texts["en"])
    assert re.search(f"[{HAN}]", texts["zh-Hant"]) or only_code
    assert not re.search(f"[{KANA}{HANGUL}]", texts["zh-Hant"])
    assert re.search(f"[{HANGUL}]", texts["ko"])
    assert not re.search(f"[{HAN}{KANA}]", texts["ko"])
    "".join(re.findall(f"[{HAN}]", texts["zh-Hant"])).encode("cp950")


@all_texts
def test_decimals_and_numbers_from_ten_are_the_same_in_every_language(texts):
    found = {code: {n for n in NUMBER.findall(text) if "." in n or float(n) >= 10} for code, text in texts.items()}
    assert len({tuple(sorted(numbers)) for numbers in found.values()}) == 1


@all_texts
def test_spaces_stand_as_each_language_writes_them(texts):
    han, latin = f"[{HAN}{KANA}]", r"[A-Za-z0-9√½Σφσδαβ|(){}\[\]]"
    assert not re.search(f"{han} {latin}|{latin} {han}", texts["ja"])
    close = r"[A-Za-z0-9√½Σφσδαβ]"
    assert not re.search(f"[{HAN}]{close}|{close}[{HAN}]", texts["zh-Hant"])
    assert not re.search(r"[，。：；（）「」、] | [，。：；（）「」、]", texts["zh-Hant"])
    assert not re.search(f"[{HANGUL}] \\([A-Za-z]{{2}}", texts["ko"])


def test_every_text_is_used():
    everything = "".join(SOURCES.values())
    for file, key in TEXTS:
        name, _, word = key.rpartition(".")
        if file == "messages":
            assert f'"{key}"' in everything or key.startswith(BUILT), key
        elif not re.fullmatch(r"right|why|hint\d", word):
            assert f'"{name}"' in SOURCES[file], key
            assert f'"{word}"' in SOURCES[file] + ENGINE or word.startswith(BUILT), key


def test_every_key_a_checker_may_raise_has_a_text():
    common = language.catalogue(FOLDER / "messages.toml")
    for stem, source in SOURCES.items():
        if not stem.startswith("lesson"):
            continue
        own = {key.rpartition(".")[2] for file, key in TEXTS if file == stem}
        raised = re.findall(r'^        "(\w+)":|key="(\w+)"|require\([^"]*, "(\w+)"|Wrong\("(\w+)"', source, re.M)
        for key in {word for words in raised for word in words if word}:
            assert key in own or key in common, f"{stem}: {key}"


def test_every_exercise_and_prediction_has_its_texts():
    for lesson in range(1, 10):
        registry.find(registry.EXERCISES, f"0{lesson}-a")
    for name in registry.EXERCISES:
        assert {f"{name}.right", f"{name}.hint1", f"{name}.hint2"} <= set(registry.texts(name))
    for name in registry.PREDICTIONS:
        assert f"{name}.why" in registry.texts(name)
