"""What a passage consists of and which numbers it mentions, read once more each time (the readers remember)."""

from decimal import Decimal

import pytest

from nbpolyglot.config import load_config
from nbpolyglot.numbers import compare, numbers
from nbpolyglot.passages import MATHS, parse

LANGUAGES = {language.tag: language for language in load_config(__file__.rpartition("tests")[0]).languages}


@pytest.fixture(autouse=True)
def forgetful():
    parse.cache_clear()
    numbers.cache_clear()


@pytest.mark.parametrize(
    ("text", "maths"),
    [
        ("$x + y$.", {"x+y"}),
        ("$$\ny = 2 x.\n$$", {"y=2x"}),
        ("$x \\text{ if } y$ and $\\mbox{or}$", {"x\\text{}y", "\\text{}"}),
        ("\\begin{align} a &= b，\n\\end{align}", {"\\begin{align}a&=b，\\end{align}"}),
        ("$z；$ and $w、$", {"z", "w"}),
        ("costs 5$ and `$x$` or \\$x", set()),
    ],
)
def test_formulas_are_compared_without_spaces_words_and_closing_punctuation(text, maths):
    assert parse(text).maths == maths


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("`x = 1  # one`", {"x = 1"}),
        ("```python\na = 1  \n\n# all of it\n    b = 2  # two\n```", {"a = 1\n    b = 2"}),
        ("`# only this`", {"# only this"}),
        ("`a#b`", {"a#b"}),
    ],
)
def test_code_is_compared_without_comments_and_trailing_space(text, codes):
    assert parse(text).codes == codes


def test_html_gives_its_links_images_and_text_and_hides_its_comments():
    passage = parse('See <a href="a.html">it</a><br/>now<!-- not this --> <img alt="x" src=\'b.png\'>.')
    assert (passage.links, passage.images) == ({"a.html"}, {"b.png"})
    assert passage.texts() == ["See it\nnow ."]
    block = parse('<div class="x">\nText<br>more <a  title="t"  href="c.html">link</a>\n<!-- no\nno --></div>')
    assert (block.links, block.images) == ({"c.html"}, frozenset())
    assert block.texts() == ["\nText\nmore link\n"]
    assert not parse('<img src="b.png">').prose


def test_addresses_are_links_and_no_text():
    passage = parse("Read https://example.org/a_b, or <https://example.org/c>.")
    assert passage.links == {"https://example.org/a_b", "https://example.org/c"}
    assert passage.texts() == ["Read , or ."]


def test_parts_keep_their_order_and_alternative_texts_are_text():
    passage = parse(
        "## A $x$\n\n![The $y$ bends](a.png) **b** *c* [d](e)\n\n| f | g |\n|---|---|\n| h | i |\n| j | k |"
    )
    assert passage.headings == (2,)
    assert passage.tables == ((3, 2),)
    assert passage.alts == 1
    assert passage.texts()[:2] == [f"A {MATHS}", f"The {MATHS} bends"]
    assert [kind for _, kind in passage.blocks[2]] == ["other", "text", "strong", "text", "em", "text", "link"]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "hundred points", 100),
        ("en", "two hundred and five", 205),
        ("en", "3 thousand and 2", 3002),
        ("en", "one thousand thousand", 2000),
        ("en", "12 million", 12_000_000),
        ("ja", "3百万", 3_000_000),
        ("ja", "二千五", 2005),
        ("zh-Hant", "一半的 3 萬", 30_000),
        ("ko", "5만", 50_000),
    ],
)
def test_a_run_of_numerals_is_one_number(lang, text, value):
    assert Decimal(value) in numbers(text, LANGUAGES[lang])[1]


def test_half_may_be_a_half_or_fifty_percent():
    assert {Decimal("0.5"), Decimal(50)} <= numbers("half", LANGUAGES["en"])[1]


def test_which_numbers_must_be_shared():
    strict, _ = numbers("9 of 10, 0.5, 3 %, 1e-3, x11, float32, 4.11.2, 12 points", LANGUAGES["en"])
    assert [written for written, _ in strict] == ["10", "0.5", "3", "1e-3", "12"]


def test_absurd_numerals_are_passed_over():
    en = LANGUAGES["en"]
    assert compare("1e99999 million, " + "hundred " * 100, "nothing", en, en) == ([], [])
