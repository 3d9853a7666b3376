"""The storage format: nothing is lost, nothing is guessed, files are replaced whole or not at all."""

import copy
import io
import json
import os
import zlib

import nbformat
import pytest

from nbpolyglot import NotebookError, digest, dump, dumps, edition, languages, load, loads, show, translate
from nbpolyglot.files import check_writable


def markdown(ident, source, **texts):
    cell = {"cell_type": "markdown", "id": ident, "metadata": {}, "source": source}
    for lang, text in texts.items():
        cell = translate(cell, lang.replace("_", "-"), text)
    return cell


def code(ident, source, tags=(), outputs=(), count=None):
    meta = {"tags": list(tags)} if tags else {}
    cell = {"cell_type": "code", "id": ident, "metadata": meta, "source": source}
    return {**cell, "outputs": list(outputs), "execution_count": count}


def notebook(*cells, **metadata):
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def nb():
    stream = {"output_type": "stream", "name": "stdout", "text": "1\n2\n"}
    return notebook(
        markdown(
            "title",
            "# ReLU\n\nA *kink*.\n",
            ja="# ReLU\n\n*折れ点*です。",
            zh_Hant="# ReLU\n\n折點。\n",
            ko="# ReLU\n\n꺾인 점",
        ),
        code("parameters", "LANGUAGE = None", tags=["parameters"], count=1),
        code("compute", "print(1)\nprint(2)", outputs=[stream], count=2),
        markdown("formula", "$$x$$"),
        markdown("partly", "Only Japanese \u2028 here.\x0c\n", ja="日本語\r\nだけ\n\n"),
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
    )


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


def test_dump_replaces_the_file_and_keeps_permissions_and_links(nb, tmp_path):
    path, link = tmp_path / "a.ipynb", tmp_path / "link.ipynb"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    assert dump(nb, link)
    assert not dump(nb, link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert load(path) == loads(dumps(nb))
    assert sorted(os.listdir(tmp_path)) == ["a.ipynb", "link.ipynb"]


def test_dump_refuses_a_read_only_file(nb, tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(NotebookError, match="read-only"):
        dump(nb, path)
    assert path.read_text() == "old"


def broken(change):
    nb = notebook(markdown("a", "One", ja="一"), markdown("b", "Two"))
    change(nb)
    return json.dumps(nb)


def metadata(**meta):
    return lambda nb: nb["cells"][0]["metadata"].update(meta)


MANGLED = {
    "no JSON": ("{", "not JSON"),
    "empty": ("", "not JSON"),
    "too deep": ("[" * 200000, "not JSON"),
    "a list": ("[]", "not a notebook"),
    "a number": ("3", "not a notebook"),
    "no cells": ('{"nbformat": 4}', "not a notebook"),
    "format 3": (broken(lambda nb: nb.update(nbformat=3)), "notebook format 3.5"),
    "format 5": (broken(lambda nb: nb.update(nbformat=5)), "notebook format 5.5"),
    "format 4.4": (broken(lambda nb: nb.update(nbformat_minor=4)), "notebook format 4.4"),
    "format 4.99": (broken(lambda nb: nb.update(nbformat_minor=99)), "notebook format 4.99"),
    "format 4.x": (broken(lambda nb: nb.update(nbformat_minor="x")), "notebook format 4.x"),
    "same id": (broken(lambda nb: nb["cells"][1].update(id="a")), "two cells have the id 'a'"),
    "no id": (broken(lambda nb: nb["cells"][1].pop("id")), "cell 2 has no valid id"),
    "bad id": (broken(lambda nb: nb["cells"][1].update(id="a b")), "cell 2 has no valid id"),
    "a cell that is text": (broken(lambda nb: nb["cells"].append("x")), "cell 3 has no valid id"),
    "no metadata": (broken(lambda nb: nb.pop("metadata")), "metadata"),
    "no cell metadata": (broken(lambda nb: nb["cells"][0].pop("metadata")), "metadata"),
    "no source": (broken(lambda nb: nb["cells"][0].pop("source")), "source"),
    "twice the key": ('{"cells": [], "cells": [], "metadata": {}, "nbformat": 4}', "the key 'cells' twice"),
    "i18n a list": (broken(metadata(i18n=[])), "cell 'a': i18n"),
    "no tag": (broken(metadata(i18n={"日本語": {"source": []}})), "cell 'a': i18n"),
    "text for text": (broken(metadata(i18n={"ja": "一"})), "cell 'a': i18n/ja"),
    "source no list": (broken(metadata(i18n={"ja": {"source": "一"}})), "cell 'a': i18n/ja/source"),
    "bad hash": (broken(metadata(i18n={"ja": {"of": "XYZ", "source": []}})), "cell 'a': i18n/ja/of"),
    "bad month": (broken(metadata(i18n={"ja": {"source": [], "reviewed": "2026-13"}})), "i18n/ja/reviewed"),
    "unknown field": (broken(metadata(i18n={"ja": {"source": [], "by": "me"}})), "cell 'a': i18n/ja"),
    "no text": (broken(metadata(i18n={"ja": {"of": "00000000"}})), "has no source"),
    "base twice": (broken(metadata(i18n={"en": {"source": []}})), "although 'en' is shown"),
    "shown, not there": (broken(metadata(i18n_lang="ko")), "does not fit"),
    "shown, no base": (broken(metadata(i18n={"ja": {}}, i18n_lang="ja")), "does not fit"),
    "shown, kept twice": (broken(metadata(i18n_lang="ja")), "does not fit"),
    "shown, no i18n": (broken(lambda nb: nb["cells"][1]["metadata"].update(i18n_lang="ja")), "i18n"),
    "bad base": (broken(lambda nb: nb["metadata"].update(i18n={"base": 3})), "notebook metadata i18n"),
    "half a character": ('{"cells": [], "metadata": {"a": "\\ud800"}, "nbformat": 4, "nbformat_minor": 5}', "half a"),
}


@pytest.mark.parametrize("case", MANGLED)
def test_mangled_notebooks_are_refused_by_name(case, tmp_path):
    text, message = MANGLED[case]
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotebookError, match=message) as caught:
        dump(show(load(path), "ja"), path)
    assert str(caught.value).startswith(str(path))
    assert path.read_text(encoding="utf-8") == text


def test_files_that_are_no_text_or_not_there_are_refused_by_name(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(b'{"cells": "\xff"}')
    with pytest.raises(NotebookError, match=r"a\.ipynb: not UTF-8"):
        load(tmp_path / "a.ipynb")
    with pytest.raises(NotebookError, match=r"b\.ipynb: No such file"):
        load(tmp_path / "b.ipynb")


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


EMPTY = '{"cells": [], "metadata": {%s}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1", "not JSON: Expecting ',' delimiter: line 1 column 3 (char 2)"),
        ('{"cells": 3, "nbformat": 4}', "JSON, but not a notebook of format 4"),
        ('{"cells": []}', "JSON, but not a notebook of format 4"),
        ('{"a": {"b": 1, "c": 2, "d": 3, "c": 4, "d": 5}}', "JSON object with the key 'c' twice"),
        (
            '{"cells": [], "nbformat": 4}',
            f"notebook format 4.None, expected 4.5 to 4.{nbformat.v4.nbformat_minor} (JupyterLab writes it on saving)",
        ),
        (EMPTY % '"a": "\\ud800"', "contains half a character: '\\ud800'"),
        (EMPTY % '"i18n": [1]', "notebook metadata i18n is [1], expected for example {'base': 'en'}"),
        (EMPTY % '"i18n": {"base": 1}', "notebook metadata i18n is {'base': 1}, expected for example {'base': 'en'}"),
        (EMPTY % f'"a": {"[" * 99}{"]" * 99}', "nested more than 100 levels deep"),
        (EMPTY.replace("[]", "[3]") % "", "cell 1 has no valid id (it is None)"),
        (EMPTY.replace("[]", '[{"id": 3}]') % "", "cell 1 has no valid id (it is 3)"),
        (EMPTY.replace("[]", '[{"id": "a b"}]') % "", "cell 1 has no valid id (it is 'a b')"),
        (broken(lambda nb: nb["cells"][0].pop("source")), "not a valid notebook: 'source' is a required property"),
        (broken(metadata(i18n={"ja": {"of": "x", "source": []}})), "cell 'a': i18n/ja/of: data.i18n.ja.of must match"),
        (broken(metadata(i18n=3)), "cell 'a': i18n: data.i18n must be object"),
    ],
)
def test_a_text_that_is_no_notebook_is_refused_in_these_words(text, message):
    with pytest.raises(NotebookError) as caught:
        loads(text)
    assert str(caught.value).startswith(message)
    assert len(str(caught.value)) < len(message) + 40


def test_what_is_just_within_the_limits_is_read():
    deep = loads(EMPTY % f'"a": {"[" * 98}{"]" * 98}')
    assert dumps(deep) == dumps(loads(dumps(deep)))
    minor = f'"nbformat_minor": {nbformat.v4.nbformat_minor}'
    assert loads(EMPTY.replace('"nbformat_minor": 5', minor) % "").nbformat_minor == nbformat.v4.nbformat_minor
    assert loads(dumps(notebook(markdown("x" * 64, "勾配")))).cells[0].source == "勾配"
    assert loads(EMPTY % '"i18n": {}') == nbformat.from_dict(notebook(i18n={}))


def test_a_notebook_with_half_a_character_is_not_written(tmp_path):
    with pytest.raises(NotebookError) as caught:
        dump(notebook(markdown("a", "\ud800")), tmp_path / "a.ipynb")
    assert str(caught.value) == f"{tmp_path / 'a.ipynb'}: contains half a character: '\\ud800'"
    assert os.listdir(tmp_path) == []


def test_new_files_can_be_read_by_all_and_old_ones_keep_every_permission(nb, tmp_path):
    path = tmp_path / "a.ipynb"
    assert dump(nb, path) is True
    assert path.stat().st_mode & 0o7777 == 0o644
    path.chmod(0o2775)
    nb["cells"].pop()
    assert dump(nb, path) is True
    assert path.stat().st_mode & 0o7777 == 0o2775
    assert dump(nb, path) is False


def test_a_read_only_place_is_named_and_left_alone(nb, tmp_path):
    path, link = tmp_path / "a.ipynb", tmp_path / "link.ipynb"
    path.write_text("old")
    link.symlink_to(path)
    path.chmod(0o444)
    for at in (path, link):
        with pytest.raises(NotebookError) as caught:
            dump(nb, at)
        assert str(caught.value) == f"{at}: the file is read-only"
    path.chmod(0o200)
    check_writable(path)
    check_writable(tmp_path / "none" / "b.ipynb")
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(NotebookError) as caught:
            check_writable(tmp_path / "b.ipynb")
    finally:
        tmp_path.chmod(0o755)
    assert str(caught.value) == f"{tmp_path / 'b.ipynb'}: the folder is read-only"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(nb, tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_text("old")

    def full(source, target):
        (name,) = [name for name in os.listdir(tmp_path) if name != "a.ipynb"]
        assert name.startswith(".a.ipynb.")
        assert (tmp_path / name).read_text(encoding="utf-8") == dumps(nb)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(NotebookError) as caught:
        dump(nb, path)
    assert str(caught.value) == f"{path}: No space left on device"
    assert os.listdir(tmp_path) == ["a.ipynb"]
    assert path.read_text() == "old"
    with pytest.raises(NotebookError) as caught:
        dump(nb, tmp_path / "none" / "a.ipynb")
    assert str(caught.value) == f"{tmp_path / 'none' / 'a.ipynb'}: No such file or directory"
    path.write_bytes(b"{\xff")
    with pytest.raises(NotebookError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: not UTF-8 (byte 1)"
