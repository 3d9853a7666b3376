"""The storage format: nothing is lost, nothing is guessed, and an edition is a plain notebook."""

import copy
import io
import zlib

import nbformat
import pytest

from nbpolyglot import NotebookError, digest, dumps, edition, languages, loads, show, translate
from tests.cells import code, markdown, notebook


def test_digest_is_the_crc32_of_the_utf8_text_in_eight_digits():
    assert digest("") == "00000000"
    assert digest("勾配\n") == format(zlib.crc32("勾配\n".encode()), "08x")
    assert digest("a") != digest("a\n")


def test_file_text_is_what_nbformat_writes(nb):
    stream = io.StringIO()
    nbformat.write(nbformat.from_dict(nb), stream)
    assert dumps(nb) == stream.getvalue()
    assert dumps(loads(dumps(nb))) == dumps(nb)


def test_show_puts_the_translation_into_source_and_keeps_the_base(nb):
    cell = show(nb, "ja")["cells"][0]
    assert cell["source"] == "# ReLU\n\n*折れ点*です。"
    assert cell["metadata"]["i18n_lang"] == "ja"
    assert cell["metadata"]["i18n"]["en"] == {"source": ["# ReLU\n", "\n", "A *kink*.\n"]}
    assert cell["metadata"]["i18n"]["ja"] == {"of": digest(nb["cells"][0]["source"])}


def test_a_walk_through_all_languages_returns_the_same_bytes(nb):
    before, shown = dumps(nb), nb
    for lang in ["ja", "ko", "zh-Hant", "ja", "de", "ko", "en"]:
        shown = loads(dumps(show(shown, lang)))
    assert dumps(shown) == before


def test_show_leaves_its_argument_alone(nb):
    before = copy.deepcopy(nb)
    show(nb, "ja")
    edition(nb, "ja+en")
    assert nb == before


def test_a_cell_without_the_language_shows_the_base(nb):
    shown = show(show(nb, "ja"), "ko")
    assert shown["cells"][4]["source"] == nb["cells"][4]["source"]
    assert "i18n_lang" not in shown["cells"][4]["metadata"]


def test_an_edit_while_a_language_is_shown_stays_with_that_language(nb):
    shown = show(nb, "ja")
    shown["cells"][0]["source"] += "追加。"
    back = show(shown, "en")
    assert back["cells"][0]["source"] == nb["cells"][0]["source"]
    assert show(back, "ja")["cells"][0]["source"].endswith("追加。")


def test_the_base_may_be_any_language():
    cell = markdown("a", "傾き", en="Slope")
    nb = notebook(cell, markdown("b", "$x$"), i18n={"base": "ja"})
    assert languages(nb) == ["ja", "en"]
    assert show(nb, "en")["cells"][0]["source"] == "Slope"
    assert show(show(nb, "en"), "ja") == nb


def test_a_cell_written_first_in_another_language_keeps_its_empty_base():
    nb = notebook(markdown("a", "", ja="新しいセル"))
    assert nb["cells"][0]["metadata"]["i18n"]["ja"]["of"] == "00000000"
    assert show(show(nb, "ja"), "en") == nb


def test_edition_is_a_plain_notebook(nb):
    plain = edition(nb, "ko")
    assert "i18n" not in dumps(plain)
    assert plain["cells"][0]["source"] == "# ReLU\n\n꺾인 점"
    assert plain["cells"][1]["source"] == 'LANGUAGE = "ko"'
    assert plain["metadata"]["lang"] == "ko"
    nbformat.validate(nbformat.from_dict(plain))


def test_edition_keeps_outputs_only_where_they_are_in_its_language(nb):
    assert edition(nb, "en")["cells"][2]["outputs"]
    assert edition(nb, "en")["cells"][2]["execution_count"] == 2
    assert edition(nb, "ja")["cells"][2]["outputs"] == []
    assert edition(nb, "ja")["cells"][2]["execution_count"] is None
    assert edition(nb, "ja", outputs=True)["cells"][2]["outputs"]
    assert edition(nb, "en", outputs=False)["cells"][2]["outputs"] == []


def test_bilingual_edition_puts_the_languages_in_sequence_and_code_once(nb):
    cells = edition(nb, "ja+en")["cells"]
    assert [cell["id"] for cell in cells] == [
        "title", "title-en", "parameters", "compute", "formula", "partly", "partly-en",
    ]  # fmt: skip
    assert cells[0]["source"].endswith("です。")
    assert cells[1]["source"].endswith("A *kink*.\n")
    assert cells[2]["source"] == 'LANGUAGE = "ja"'


def test_copied_cells_get_identifiers_that_are_free_and_short_enough():
    long = "x" * 64
    nb = notebook(
        markdown(long, "One", ja="一つ"), markdown("a", "Two", ja="二つ"), markdown("a-en", "Three", ja="三つ")
    )
    plain = edition(nb, "ja+en")
    idents = [cell["id"] for cell in plain["cells"]]
    assert len(set(idents)) == 6
    assert max(map(len, idents)) <= 64
    loads(dumps(plain))


@pytest.mark.parametrize("lang", ["", "ja+", "+", "ja+ja", "日本語", "e", None, 3])
def test_edition_refuses_what_is_no_language(nb, lang):
    with pytest.raises(NotebookError, match="lang is"):
        edition(nb, lang)


def test_only_the_parameters_cell_learns_the_language():
    nb = notebook(code("other", "LANGUAGE = None"), code("p", "x = 1\nLANGUAGE=None  # set", tags=["parameters"]))
    cells = edition(nb, "ja")["cells"]
    assert cells[0]["source"] == "LANGUAGE = None"
    assert cells[1]["source"] == 'x = 1\nLANGUAGE="ja"  # set'


HELD = {"source": ["One"]}


@pytest.mark.parametrize(
    ("meta", "message"),
    [
        ({"i18n": {"en": HELD}}, "i18n holds a 'en' text although 'en' is shown"),
        ({"i18n": {"ja": {"of": "00000000"}}}, "a translation in i18n has no source"),
        ({"i18n_lang": "ja"}, "i18n_lang says 'ja' is shown, but i18n does not fit that"),
        ({"i18n_lang": "ja", "i18n": {}}, "i18n_lang says 'ja' is shown, but i18n does not fit that"),
        ({"i18n_lang": "en", "i18n": {"en": {}}}, "i18n_lang says 'en' is shown, but i18n does not fit that"),
        ({"i18n_lang": "ja", "i18n": {"en": HELD}}, "i18n_lang says 'ja' is shown, but i18n does not fit that"),
        ({"i18n_lang": "ja", "i18n": {"ja": {}}}, "i18n_lang says 'ja' is shown, but i18n does not fit that"),
        (
            {"i18n_lang": "ja", "i18n": {"ja": HELD, "en": HELD}},
            "i18n_lang says 'ja' is shown, but i18n does not fit that",
        ),
        ({"i18n_lang": "ja", "i18n": {"ja": {}, "en": HELD, "ko": {}}}, "a translation in i18n has no source"),
    ],
)
def test_metadata_that_contradict_themselves_are_named_with_their_cell(meta, message):
    cell = {"cell_type": "markdown", "id": "a", "metadata": meta, "source": "一"}
    with pytest.raises(NotebookError) as caught:
        show(notebook(cell), "ko")
    assert str(caught.value) == f"cell 'a': {message}"
    del cell["id"]
    with pytest.raises(NotebookError, match=r"^cell '\?': "):
        show(notebook(cell), "ko")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda nb: show(nb, "x y"), "lang is 'x y', expected a language tag such as 'en' or 'zh-Hant'"),
        (
            lambda nb: translate(nb["cells"][0], None, "x"),
            "lang is None, expected a language tag such as 'en' or 'zh-Hant'",
        ),
        (
            lambda nb: translate(show(nb, "ja")["cells"][0], "ko", "x"),
            "cell 'title': shows 'ja', expected the base language",
        ),
        (lambda nb: edition(nb, "ja+ko+ja"), "lang is 'ja+ko+ja', expected each language once"),
    ],
)
def test_what_cannot_be_shown_or_translated_is_named(nb, call, message):
    with pytest.raises(NotebookError) as caught:
        call(nb)
    assert str(caught.value) == message


def test_a_translation_is_added_to_a_copy_with_the_month_of_its_review():
    cell = markdown("a", "One", ko="하나")
    before = copy.deepcopy(cell)
    new = translate(cell, "ja", "一\n二", "2026-12")
    assert cell == before
    assert new["metadata"]["i18n"] == {
        "ko": before["metadata"]["i18n"]["ko"],
        "ja": {"of": digest("One"), "source": ["一\n", "二"], "reviewed": "2026-12"},
    }


def test_copies_are_named_after_their_language_and_numbered_if_that_is_taken():
    long = "x" * 64
    nb = notebook(
        markdown(long, "One", ja="一", zh_Hant="壹"),
        markdown(long[:63], "Two", ja="二", zh_Hant="貳"),
        markdown("a", "Three", ja="三"),
        markdown("a-en", "Four"),
        markdown("a-en-2", "Five"),
    )
    assert [cell["id"] for cell in edition(nb, "ja+en+zh-Hant")["cells"]] == [
        long, "x" * 58 + "-en", "x" * 53 + "-zh-Hant",
        long[:63], "x" * 55 + "-en-2", "x" * 50 + "-zh-Hant-2",
        "a", "a-en-3", "a-en", "a-en-2",
    ]  # fmt: skip


def test_an_edition_in_three_languages_repeats_no_text_and_leaves_no_metadata_behind():
    nb = notebook(
        markdown("same", "XOR", ja="XOR", ko="배타적 논리합"),
        code("run", "x  # one", count=3),
        i18n={"base": "en"},
    )
    nb["cells"][1] = translate(nb["cells"][1], "ja", "x  # 一")
    result = edition(nb, "ja+ko+en", outputs=True)
    assert [cell["source"] for cell in result["cells"]] == ["XOR", "배타적 논리합", "x  # 一"]
    assert [cell["metadata"] for cell in result["cells"]] == [{}, {}, {}]
    assert result["cells"][2]["execution_count"] == 3
    assert result["metadata"] == {"lang": "ja"}


def test_cells_without_identifiers_stay_without():
    nb = notebook(markdown("a", "One", ja="一"), markdown("b", "Two", ja="二"))
    for cell in nb["cells"]:
        del cell["id"]
    assert all("id" not in cell for cell in edition(nb, "ja+en")["cells"])


def test_the_language_goes_only_into_the_variable_that_is_named():
    source = "LANGUAGE = None\nTONGUE.x = None\nTONGUExx = None\nTONGUE.x = Nonesuch"
    cells = [code("p", source, tags=["parameters"]), {**markdown("m", source), "metadata": {"tags": ["parameters"]}}]
    first, second = edition(notebook(*cells), "ko", parameter="TONGUE.x")["cells"]
    assert first["source"] == source.replace("TONGUE.x = None\n", 'TONGUE.x = "ko"\n')
    assert second["source"] == source
