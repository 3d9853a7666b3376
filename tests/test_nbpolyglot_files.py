"""Notebook files: what is no notebook is refused in these words, and a file is replaced whole or not at all."""

import json
import os

import nbformat
import pytest

from nbpolyglot import NotebookError, dump, dumps, load, loads, show
from nbpolyglot.files import check_writable
from tests.cells import MANGLED, broken, markdown, metadata, notebook


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


UNPAIRED = {**markdown("a", "One"), "metadata": {"i18n_lang": "ja"}}
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
        (EMPTY.replace("[]", f"[{json.dumps(UNPAIRED)}]") % "", "cell 'a': metadata: data missing dependency i18n for"),
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
