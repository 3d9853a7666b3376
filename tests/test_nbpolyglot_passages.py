"""What a passage consists of and which numbers it mentions, read once more each time (the readers remember)."""

from decimal import Decimal

import pytest

from nbpolyglot.config import load_config
from nbpolyglot.numbers import compare, numbers
from nbpolyglot.passages import BREAK, CODE, IMAGE, MATHS, parse

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


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("0123456789ABCDEFGH** ijklmnopqrstuvwxyz", "6789ABCDEFGH** ijklmnopqrs"),
        ("a ** b ** c", "a ** b ** c"),
        ("a ** 0123456789ABCDEF ** b", "a ** 0123456789A"),
        ("one ** two\n\nthree ** four", "one ** two"),
        ("\\*\\* a", ""),
        ("**a**", ""),
    ],
)
def test_the_first_stars_that_stay_visible_are_shown_with_what_surrounds_them(text, stars):
    assert parse(text).stars == stars


def test_placeholders_stand_where_emphasis_or_a_link_begins_or_ends():
    passage = parse("a **b** *c* [d *e* https://x.org/f](g) `h` ~~i~~\nj  \nk")
    assert passage.blocks == (
        (
            ("a ", "text"), ("b", "strong"), (" ", "text"), ("c", "em"), (" ", "text"), ("d ", "link"), ("e", "link"),
            (" ", "link"), (" ", "text"), (CODE, "other"), (" ", "text"), ("i", "s"), ("\n", "other"), ("j", "text"),
            ("\n", "other"), ("k", "text"),
        ),
    )  # fmt: skip
    _ = BREAK
    assert passage.marked() == [f"a {_}b{_} {_}c{_} {_}d e {_} {CODE} {_}i{_}\nj\nk"]
    assert passage.texts() == [f"a b c d e  {CODE} i\nj\nk"]
    assert passage.links == {"g", "https://x.org/f"}
    assert parse("**a**").marked() == [f"{_}a{_}"]
    assert parse("a<br>b").marked() == ["a\nb"]


def test_images_stand_for_themselves_after_their_alternative_texts():
    passage = parse("![a $x$](b.png) ![ ](c.png) ![3 $$y$$](d.png)")
    assert passage.texts() == [f"a {MATHS}", f"3 {MATHS}", f"{IMAGE} {IMAGE} {IMAGE}"]
    assert passage.blocks[0] == ((f"a {MATHS}", "text"),)
    assert passage.images == {"b.png", "c.png", "d.png"}
    assert passage.alts == 2
    assert passage.maths == {"x", "y"}


def test_tables_are_counted_separately_and_headings_by_their_level():
    passage = parse("| a | b | c |\n|-|-|-|\n| d | e | f |\n\n# One\n\n| g |\n|-|\n| h |\n| i |\n\n### Three")
    assert passage.tables == ((2, 3), (3, 1))
    assert passage.headings == (1, 3)


@pytest.mark.parametrize(
    ("text", "prose"),
    [("[link](a)", False), ("[link](a) b", True), ("$x$ 3 `y`", False), ("1 & 2 é", True), ("<b>3</b>", False)],
)
def test_prose_is_where_letters_are_left(text, prose):
    assert parse(text).prose is prose


@pytest.mark.parametrize(
    ("text", "maths", "codes"),
    [
        ("$$a$$ and $b$", {"a", "b"}, set()),
        ("\\begin{align*}a\\end{align*}", {"\\begin{align*}a\\end{align*}"}, set()),
        ("~~~\n$x$\n~~~\n$y$", {"y"}, {"$x$"}),
        ("``a `b` $c$``", set(), {"a `b` $c$"}),
        ("    a  # b\n    c ", set(), {"a\nc"}),
        ("$\\textrm{a} \\textbf{b} c.,;。，、；$", {"\\text{}\\text{}c"}, set()),
        ("\\$5 and $6$ and $X$", {"6", "X"}, set()),
    ],
)
def test_maths_in_code_is_code_and_everything_else_in_dollars_is_maths(text, maths, codes):
    passage = parse(text)
    assert (passage.maths, passage.codes) == (maths, codes)


def test_html_hides_its_tags_and_comments_and_shows_lines():
    passage = parse("a<br>b<br />c <i\nx='y'>d</i>")
    assert passage.texts() == ["a\nb\nc d"]
    block = parse("<p><!-- a\n<b> --> **b** $x$<br/></p>")
    assert block.texts() == [f" **b** {MATHS}\n"]
    assert block.blocks[0][0][1] == "text"
    assert block.stars == f" **b** {MATHS}\n"


def test_escaped_characters_are_shown_as_they_are():
    assert parse("2 \\* 3, \\$5 and $6$, \\_a\\_").texts() == [f"2 * 3, $5 and {MATHS}, _a_"]


def test_display_maths_is_one_placeholder():
    assert parse("a $$b$$ c $d$").texts() == [f"a {MATHS} c {MATHS}"]
    assert parse("$$\nb\n$$").texts() == [MATHS]


@pytest.mark.parametrize(
    ("lang", "text", "strict", "loose"),
    [
        ("en", "1,234.5 and 1e5 2.5E-3, 3.11.2", {"1,234.5": "1234.5", "1e5": "1e5", "2.5E-3": "0.0025"}, ""),
        ("en", "5 hundred thousand", {"5": "5 500000"}, "100 1000"),
        ("en", "thousand 3", {"3": "3 1003"}, "1000"),
        ("en", "three thousand five hundred", {}, "3 5 100 1000 3500"),
        ("en", "two-and-twenty", {}, "2 20"),
        ("en", "twenty-five", {}, "20 5 25"),
        ("en", "Ten; TEN; October; october and NOVEMBER", {}, "10"),
        ("en", "12 and 15, 12 15", {"12": "12", "15": "15"}, ""),
        ("en", "x10 _11 .12 10x 10_", {}, "10 11 12"),
        ("en", "X10 and 11X", {}, "10 11"),
        ("en", "x\n12, ٣٤", {"12": "12"}, ""),
        ("en", "9% 8 % 7 percent 6 per cent 5  % 4", {"9": "9", "8": "8", "7": "7", "6": "6"}, "4 5"),
        ("en", "1.5x 10a 10 hundred", {"10": "10 1000"}, "1.5 100"),
        ("en", "3k, 2M, 1K or 40 m", {"3": "3 3000", "2": "2 2000000", "1": "1 1000", "40": "40"}, "1000 1000000"),
        ("en", "half 10", {"10": "10 10.5"}, "0.5 50 10.5"),
        ("en", "10\u202f000; ten thousandths", {"10,000": "10000"}, "10 0.001 1000 10.001"),
        ("ja", "２５％、３．５％", {"25": "25", "3.5": "3.5"}, ""),
        ("ja", "1万2000", {"1": "1 12000", "2000": "2000 12000"}, "10000"),
        ("ja", "9", {}, "9"),
        ("ja", "二十", {}, "2 10 20"),
        ("ja", "百", {}, "100"),
        ("ja", "8 パーセント", {"8": "8"}, ""),
        ("ko", "8퍼센트 열두 개", {"8": "8"}, "12"),
    ],
)
def test_which_numbers_a_text_mentions(lang, text, strict, loose):
    found, everything = numbers(text, LANGUAGES[lang])
    wanted = {written: set(map(Decimal, values.split())) for written, values in strict.items()}
    assert dict(found) == wanted
    assert everything == set(map(Decimal, loose.split())).union(*wanted.values())


def test_numbers_that_lack_or_are_too_many_are_given_once_in_their_order():
    en, ja = LANGUAGES["en"], LANGUAGES["ja"]
    assert compare("30, 20, 30 and 10", "10と40と50と40", en, ja) == (["30", "20"], ["40", "50"])
    assert compare("ten and 3", "10と3.0", en, ja) == ([], [])


def test_forty_numerals_are_the_most_that_stand_together():
    _, loose = numbers("ten " * 41, LANGUAGES["en"])
    assert loose == {Decimal(10), Decimal(400)}
