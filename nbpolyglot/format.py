"""How a notebook holds several languages, and how to move between them.

A cell's ``source`` is in the base language. Its translations are in the cell's metadata, each with the
:func:`digest` of the base text it was made from::

    {"i18n": {"ja": {"of": "3f2a9c1b", "source": ["## 見出し\\n", "本文"], "reviewed": "2026-12"}}}

While a translation is shown it is the ``source``; the base text waits in ``i18n`` and ``i18n_lang`` names the
language shown. Functions here take notebooks as dictionaries and return new ones; files are in :mod:`nbpolyglot.files`.
"""

import copy
import re
import zlib

BASE = "en"
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class NotebookError(ValueError):
    """A notebook, configuration or catalogue that cannot be understood. The message says what and where."""


def digest(text):
    """Return the CRC-32 of a text as eight hexadecimal digits.

    It marks a translation as made from exactly this text; it guards nothing.

    Parameters
    ----------
    text : str
        The base text, as it is: nothing is stripped.

    Returns
    -------
    str

    Examples
    --------
    >>> digest("## Where the 2 comes from\\n")
    'ff11d175'
    """
    return format(zlib.crc32(text.encode("utf-8")), "08x")


def lines(text):
    """Split a text into lines the way notebooks store them: only at line feeds, which stay.

    Examples
    --------
    >>> lines("one\\ntwo")
    ['one\\n', 'two']
    >>> lines("")
    []
    """
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def join(source):
    """Return a stored text (a string or a list of strings) as one string.

    Examples
    --------
    >>> join(["one\\n", "two"])
    'one\\ntwo'
    """
    return source if isinstance(source, str) else "".join(source)


def base_of(nb):
    """Return the notebook's base language: its metadata ``i18n.base``, else ``"en"``.

    Examples
    --------
    >>> base_of({"cells": [], "metadata": {}}), base_of({"cells": [], "metadata": {"i18n": {"base": "fr"}}})
    ('en', 'fr')
    """
    return nb["metadata"].get("i18n", {}).get("base", BASE)


def languages(nb):
    """Return the notebook's languages: the base first, then those found in cells, sorted.

    Examples
    --------
    >>> languages({"cells": [{"metadata": {"i18n": {"ja": {}, "de": {}}}}], "metadata": {}})
    ['en', 'de', 'ja']
    """
    base = base_of(nb)
    found = {lang for cell in nb["cells"] for lang in cell["metadata"].get("i18n", {})}
    return [base, *sorted(found - {base})]


def _named(cell):
    return f"cell {cell.get('id', '?')!r}"


def _check_tag(lang):
    if not isinstance(lang, str) or not TAG.fullmatch(lang):
        raise NotebookError(f"lang is {lang!r}, expected a language tag such as 'en' or 'zh-Hant'")


def _restore(cell, base):
    """Put the base text back into a cell, in place."""
    meta = cell["metadata"]
    texts, shown = meta.get("i18n"), meta.get("i18n_lang")
    if shown is None:
        if texts and base in texts:
            raise NotebookError(f"{_named(cell)}: i18n holds a {base!r} text although {base!r} is shown")
        if any("source" not in text for text in (texts or {}).values()):
            raise NotebookError(f"{_named(cell)}: a translation in i18n has no source")
        return
    others = {lang: text for lang, text in (texts or {}).items() if lang != shown}
    if shown == base or not texts or shown not in texts or "source" in texts[shown] or base not in texts:
        raise NotebookError(f"{_named(cell)}: i18n_lang says {shown!r} is shown, but i18n does not fit that")
    if any("source" not in text for text in others.values()):
        raise NotebookError(f"{_named(cell)}: a translation in i18n has no source")
    texts[shown]["source"] = lines(join(cell["source"]))
    cell["source"] = join(texts.pop(base)["source"])
    del meta["i18n_lang"]


def show(nb, lang):
    """Return the notebook with another language in its cells' ``source``.

    Nothing is lost: ``show(show(nb, "ja"), "en")`` equals ``nb``. Cells without a text in `lang` show the base.

    Parameters
    ----------
    nb : dict
        A notebook of format 4.5, showing any of its languages.
    lang : str
        A language tag, for example ``"ja"``.

    Returns
    -------
    dict
        A new notebook.

    Raises
    ------
    NotebookError
        If `lang` is no language tag, or a cell's metadata contradict themselves.

    Examples
    --------
    >>> cell = {"cell_type": "markdown", "id": "a", "source": "Slope",
    ...         "metadata": {"i18n": {"ja": {"of": digest("Slope"), "source": ["傾き"]}}}}
    >>> nb = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    >>> show(nb, "ja")["cells"][0]["source"]
    '傾き'
    >>> show(show(nb, "ja"), "en") == nb
    True
    """
    _check_tag(lang)
    base, result = base_of(nb), copy.deepcopy(nb)
    for cell in result["cells"]:
        _restore(cell, base)
        meta = cell["metadata"]
        texts = meta.get("i18n", {})
        if lang != base and lang in texts:
            texts[base] = {"source": lines(join(cell["source"]))}
            cell["source"] = join(texts[lang].pop("source"))
            meta["i18n_lang"] = lang
    return result


def translate(cell, lang, text, reviewed=None):
    """Return a cell, showing its base language, with a text in another language added or replaced.

    Parameters
    ----------
    cell : dict
        A cell whose ``source`` is the base text.
    lang : str
        The language of `text`.
    text : str
        The translation of the cell's present source.
    reviewed : str, optional
        The month, for example ``"2026-12"``, in which a native reader has read it.

    Returns
    -------
    dict
        A new cell, in which `text` is marked as made from the present source.

    Raises
    ------
    NotebookError
        If `lang` is no language tag or the cell shows a translation.

    Examples
    --------
    >>> cell = {"cell_type": "markdown", "id": "a", "source": "Slope", "metadata": {}}
    >>> translate(cell, "ja", "傾き")["metadata"]
    {'i18n': {'ja': {'of': '990d6a81', 'source': ['傾き']}}}
    """
    _check_tag(lang)
    if "i18n_lang" in cell["metadata"]:
        raise NotebookError(f"{_named(cell)}: shows {cell['metadata']['i18n_lang']!r}, expected the base language")
    result = copy.deepcopy(cell)
    entry = {"of": digest(join(cell["source"])), "source": lines(text)}
    if reviewed is not None:
        entry["reviewed"] = reviewed
    result["metadata"].setdefault("i18n", {})[lang] = entry
    return result


def _set_parameter(cell, name, lang):
    """Write the language into a cell tagged ``parameters``: ``LANGUAGE = None`` becomes ``LANGUAGE = "ja"``."""
    if cell["cell_type"] == "code" and "parameters" in cell["metadata"].get("tags", []):
        line = re.compile(rf"^({re.escape(name)}\s*=\s*)None\b", re.MULTILINE)
        cell["source"] = line.sub(lambda found: f'{found[1]}"{lang}"', join(cell["source"]))


def _copies(shown):
    """Pair the cells of the notebook in several languages: one copy of a cell for each text it has."""
    for together in zip(*(nb["cells"] for nb in shown), strict=True):
        yield together[0]
        if together[0]["cell_type"] == "code":
            continue
        seen = {join(together[0]["source"])}
        for other in together[1:]:
            text = join(other["source"])
            if text not in seen:
                seen.add(text)
                yield other


def edition(nb, lang, outputs=None, parameter="LANGUAGE"):
    """Return a plain notebook in one language, or in several in sequence, without any translation metadata.

    Parameters
    ----------
    nb : dict
        A notebook of format 4.5.
    lang : str
        A language tag, or several joined by ``+``: in ``"ja+en"`` each translated cell stands in Japanese, then in
        English. Code comes once, in the first language.
    outputs : bool, optional
        Whether to keep outputs and execution counts. By default only when the first language is the base, since
        stored outputs are in the base language.
    parameter : str
        The variable that holds the language: in the cell tagged ``parameters``, ``LANGUAGE = None`` becomes
        ``LANGUAGE = "ja"`` (the first language).

    Returns
    -------
    dict
        A new notebook. Its metadata hold the first language as ``lang``.

    Raises
    ------
    NotebookError
        If `lang` names no language, or one twice, or a cell's metadata contradict themselves.

    Examples
    --------
    >>> cell = {"cell_type": "markdown", "id": "a", "source": "Slope", "metadata": {}}
    >>> nb = {"cells": [translate(cell, "ja", "傾き")], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    >>> [c["source"] for c in edition(nb, "ja+en")["cells"]]
    ['傾き', 'Slope']
    """
    tags = lang.split("+") if isinstance(lang, str) else [lang]
    if len(set(tags)) != len(tags):
        raise NotebookError(f"lang is {lang!r}, expected each language once")
    base = base_of(nb)
    shown = [show(nb, tag) for tag in tags]
    keep = tags[0] == base if outputs is None else outputs
    result = shown[0]
    used = {cell.get("id") for cell in result["cells"]}
    cells, last = [], None
    for cell in _copies(shown):
        cell = copy.deepcopy(cell)
        if "id" in cell and cell["id"] == last:
            cell["id"] = _new_id(cell["id"], cell["metadata"].get("i18n_lang", base), used)
        else:
            last = cell.get("id")
        cell["metadata"].pop("i18n", None)
        cell["metadata"].pop("i18n_lang", None)
        _set_parameter(cell, parameter, tags[0])
        if cell["cell_type"] == "code" and not keep:
            cell["outputs"], cell["execution_count"] = [], None
        cells.append(cell)
    result["cells"] = cells
    result["metadata"].pop("i18n", None)
    result["metadata"]["lang"] = tags[0]
    return result


def _new_id(old, lang, used):
    """Return an identifier for a cell's copy in another language, and add it to those in use."""
    number, new = 1, f"{old[: 60 - len(lang)]}-{lang}"
    while new in used:
        number += 1
        new = f"{old[: 57 - len(lang)]}-{lang}-{number}"
    used.add(new)
    return new
