"""The language of a run, its labels and its fonts."""

import re
import tomllib

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from helpers import language

CATALOGUES = sorted(p for p in language.HERE.rglob("*.toml") if p.name != "languages.toml")
REBUILD = ".venv/bin/python helpers/fonts/build.py NotoSansCJK-Regular.ttc"
TEXTS = language.catalogue(language.HERE / "labels.toml").values()


@pytest.fixture(autouse=True)
def _english_again():
    yield
    language.use("en")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"COURSE_LANG": "ja", "LANG": "ko_KR.UTF-8"}, "ja"),
        ({"COURSE_LANG": "zh-Hant"}, "zh-Hant"),
        ({"LANGUAGE": "ko:en", "LC_ALL": "ja_JP.UTF-8"}, "ko"),
        ({"LANGUAGE": "", "LC_ALL": "ja_JP.UTF-8", "LANG": "ko_KR"}, "ja"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_HK"}, "zh-Hant"),
        ({"LANG": "zh_MO.Big5-HKSCS"}, "zh-Hant"),
        ({"LANG": "zh_Hant_TW"}, "zh-Hant"),
        ({"LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "jam_JM"}, "en"),
        ({"COURSE_LANG": "klingon"}, "en"),
    ],
)
def test_the_environment_names_a_language_or_means_english(environ, expected):
    assert language.from_environment(environ) == expected


def test_use_fixes_the_language_and_none_follows_the_environment(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "ko")
    language.use("ja")
    assert language.current() == "ja"
    language.use(None)
    assert language.current() == "ko"


def test_an_unknown_code_is_refused_and_changes_nothing():
    language.use("ja")
    with pytest.raises(ValueError, match=r"code: expected one of 'en', 'ja', .* or None, got 'xx'"):
        language.use("xx")
    assert language.current() == "ja"


def test_followers_hear_of_a_change_once_and_are_not_kept_alive():
    class Follower:
        heard = 0

        def language_changed(self):
            Follower.heard += 1

    follower = Follower()
    language.follow(follower)
    language.use("ja")
    language.use("ja")
    assert Follower.heard == 1
    del follower
    language.use("ko")
    assert Follower.heard == 1


@pytest.fixture
def menu(monkeypatch):
    """Stand-in for the language menu: call it with what it sends."""
    monkeypatch.setattr(language, "_menu", None)
    monkeypatch.delenv("COURSE_LANG", raising=False)
    monkeypatch.setenv("LANG", "C")
    language.use(None)
    return lambda data: language._from_menu({"content": {"data": data}})


def test_the_menu_decides_unless_the_language_is_fixed(menu):
    menu({"language": "ko"})
    assert language.current() == "ko"
    language.use("ja")
    menu({"language": "zh-Hant"})
    assert language.current() == "ja"


@pytest.mark.parametrize("data", [{}, {"language": "xx"}, {"language": None}, {"other": 1}])
def test_messages_that_name_no_language_are_ignored(menu, data):
    menu(data)
    assert language.current() == "en"


def test_values_replace_their_names_and_leave_latex_alone():
    assert language.choose({"en": r"{n} of $\frac{1}{2}$"}, n=3) == r"3 of $\frac{1}{2}$"


def test_a_missing_translation_falls_back_to_english():
    language.use("ko")
    assert language.choose({"en": "slope", "ja": "傾き"}) == "slope"


def test_an_unknown_label_is_an_error():
    with pytest.raises(KeyError, match=r"expected a key of labels\.toml, got 'no\.such'"):
        language.label("no.such")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_every_text_exists_in_every_language(path):
    for key, texts in language.catalogue(path).items():
        assert set(texts) == set(language.LANGUAGES), f"{path.name}: {key}"
        names = [set(re.findall(r"\{(\w+)\}", text)) for text in texts.values()]
        assert all(found == names[0] for found in names), f"{path.name}: {key}: other values in another language"


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_the_fonts_have_every_character_of_every_label(code):
    info = tomllib.loads((language.HERE / "languages.toml").read_text("utf-8"))[code]
    from matplotlib import get_data_path

    file = language.HERE / "fonts" / info["font"] if "font" in info else f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf"
    glyphs = set(FT2Font(str(file)).get_charmap())
    texts = "".join(texts.get(code, "") for texts in TEXTS)
    missing = {character for character in texts if ord(character) not in glyphs} - {"\n"}
    assert not missing, f"{code}: no glyph for {sorted(missing)}; rebuild the fonts with: {REBUILD}"


def test_a_languages_own_font_comes_first():
    assert language.font_family("ja") == ["Course Sans JA", "DejaVu Sans"]
    assert language.font_family("en") == ["DejaVu Sans"]


def test_a_fifth_language_is_data_only(monkeypatch):
    monkeypatch.setitem(language._INFO, "fr", {"name": "Français", "locales": ["fr", "fr_*"]})
    monkeypatch.setattr(language, "LANGUAGES", tuple(language._INFO))
    assert language.from_environment({"LANG": "fr_FR.UTF-8"}) == "fr"
    language.use("fr")
    assert language.choose({"en": "slope", "fr": "pente"}) == "pente"
    assert language.label("axis.slope") == "slope"
    assert language.font_family() == ["DejaVu Sans"]


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_label_is_drawn_without_a_warning(code):
    language.use(code)
    figure = Figure()
    for text in map(language.choose, TEXTS):
        figure.text(0, 0, text.replace("{", "").replace("}", "") if "$" not in text else text)
    FigureCanvasAgg(figure).draw()
