"""Cells and notebooks as the tests of nbpolyglot write them, and texts that are no notebook."""

import json

from nbpolyglot import translate


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
