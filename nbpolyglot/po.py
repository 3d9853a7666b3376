"""Translations as gettext PO files, for translators who use Poedit, Weblate and the like.

One file a language. ``msgctxt`` is notebook and cell (``notebooks/04.ipynb:kink``), ``msgid`` the base text, ``msgstr``
the translation; *fuzzy* means stale. Without a change in between, export and import leave every notebook as it is.
"""

import io
import re

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from nbpolyglot.check import needs_translation
from nbpolyglot.format import NotebookError, digest, join, show, translate
from nbpolyglot.history import History

_STRING = r'"(?:[^"\\]|\\[\\"ntr])*"'
_LINE = re.compile(rf"#.*|(?:(?:msgctxt|msgid|msgstr) +)?{_STRING}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HEADER = """msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {}\\n"

"""


def _require_base(name, nb, base):
    for cell in nb["cells"]:
        if "i18n_lang" in cell["metadata"]:
            raise NotebookError(f"{name}: cell {cell['id']!r} shows another language; run show {base} first")


def export_po(notebooks, lang, config, paths=None):
    """Return a PO file with all passages of notebooks and their translations into a language.

    Parameters
    ----------
    notebooks : dict of str to dict
        Notebooks by name, showing their base language.
    lang : str
    config : nbpolyglot.config.Config
    paths : dict of str to path-like, optional
        Their files: stale passages then carry the former base text, from git (``#| msgid``).

    Returns
    -------
    str

    Raises
    ------
    NotebookError
        If `lang` is not configured or the base, or a text holds control characters, which PO files cannot.
    """
    if config.language(lang).tag == config.base:
        raise NotebookError(f"language is {lang!r}, the base itself")
    catalog, history = Catalog(fuzzy=False), History()
    for name, nb in notebooks.items():
        _require_base(name, nb, config.base)
        for cell in nb["cells"]:
            source, entry = join(cell["source"]), cell["metadata"].get("i18n", {}).get(lang)
            if not source.strip() or not (entry or needs_translation(cell)):
                continue
            text = join(entry["source"]) if entry else ""
            if _CONTROL.search(source + text):
                raise NotebookError(f"{name}: cell {cell['id']!r} holds a control character")
            stale = entry is not None and entry.get("of") != digest(source)
            old = history.text(paths[name], entry.get("of", "")) if stale and paths else None
            notes = [f"reviewed {entry['reviewed']}"] if entry and "reviewed" in entry else []
            message = catalog.add(
                source, text, context=f"{name}:{cell['id']}", auto_comments=notes, previous_id=[old] if old else ()
            )
            message.flags = {"fuzzy"} if stale else set()
    stream = io.BytesIO()
    write_po(stream, catalog, width=0, omit_header=True, include_previous=True)
    return _HEADER.format(lang.replace("-", "_")) + stream.getvalue().decode("utf-8")


def _read(text):
    """Return the messages of a PO file, refusing everything our exports and translators' tools do not write."""
    text = text.removeprefix("\ufeff")
    if not text.endswith("\n"):
        raise NotebookError("the file does not end with a line end: is it complete?")
    rows = [line.strip(" \t\r") for line in text.split("\n")]
    for number, row in enumerate(rows, 1):
        if row and (not _LINE.fullmatch(row) or _CONTROL.search(row)):
            raise NotebookError(f"line {number} is damaged or not supported: {row[:60]!r}")
    try:
        catalog = read_po(io.StringIO("\n".join(rows) + "\n"), ignore_obsolete=True, abort_invalid=True)
        messages = [message for message in catalog if message.id]
        language = catalog.locale_identifier
    except (PoFileError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise NotebookError(f"not a PO file: {error}") from error
    contexts = sum(row.startswith("msgctxt ") for row in rows)
    if not messages or contexts != len(messages) or len({message.context for message in messages}) != contexts:
        raise NotebookError(
            f"{len(messages)} passages with {contexts} contexts, expected one different msgctxt for each passage"
        )
    return messages, language


def import_po(text, notebooks, lang, config, skip_unknown=False):
    """Return notebooks with the translations of a PO file.

    A translation is marked as made from the ``msgid`` it stands under, so that one made from yesterday's export counts
    as stale if the base text has changed since. Where a text changes, `reviewed` goes.

    Parameters
    ----------
    text : str
        The PO file.
    notebooks : dict of str to dict
        By name as in the export, showing their base language.
    lang : str
    config : nbpolyglot.config.Config
    skip_unknown : bool
        Leave out passages whose notebook or cell is no longer there, instead of refusing the file.

    Returns
    -------
    notebooks : dict of str to dict
        All of them, changed or not.
    changed : list of str
        The contexts of what changed.
    skipped : list of str
        The contexts of what was left out.

    Raises
    ------
    NotebookError
        If the file is damaged, for another language, or names a passage that does not exist.
    """
    if config.language(lang).tag == config.base:
        raise NotebookError(f"language is {lang!r}, the base itself")
    messages, language = _read(text)
    if language and re.split("[-_]", language)[0].lower() != lang.split("-")[0].lower():
        raise NotebookError(f"the file is in {language!r}, expected {lang!r}")
    for name, nb in notebooks.items():
        _require_base(name, nb, config.base)
    result = {name: show(nb, config.base) for name, nb in notebooks.items()}
    places = {f"{name}:{c['id']}": (name, i) for name, nb in result.items() for i, c in enumerate(nb["cells"])}
    unknown = [message.context for message in messages if message.context not in places]
    if unknown and not skip_unknown:
        raise NotebookError(f"no such cell: {', '.join(unknown[:5])} (--skip-unknown leaves such passages out)")
    changed = []
    for message in messages:
        if message.context in places and message.string:
            name, at = places[message.context]
            cells = result[name]["cells"]
            updated = _updated(cells[at], lang, message)
            if updated != cells[at]:
                cells[at] = updated
                changed.append(message.context)
    return result, changed, unknown


def _updated(cell, lang, message):
    """Return a cell with the text of a message."""
    old = cell["metadata"].get("i18n", {}).get(lang)
    same = old is not None and join(old["source"]) == message.string
    made_from = digest(message.id)
    if message.fuzzy:
        if same:
            return cell
        made_from = old["of"] if old and "of" in old else digest("")
        if made_from == digest(join(cell["source"])):
            made_from = digest("")
    elif same and old.get("of") == made_from:
        return cell
    new = translate(cell, lang, message.string)
    new["metadata"]["i18n"][lang]["of"] = made_from
    return new
