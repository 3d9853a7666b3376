"""Find translations that are missing, stale, misshapen or not in their language; bring code up to date."""

import copy
from dataclasses import dataclass

from nbpolyglot import prose
from nbpolyglot.code import comments_to_translate, propagate, same_code
from nbpolyglot.files import load
from nbpolyglot.format import NotebookError, base_of, digest, join, lines, show
from nbpolyglot.history import History
from nbpolyglot.numbers import compare
from nbpolyglot.passages import MATHS, parse


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. As text: ``notebook: cell: language: kind: detail``, in one line.

    Attributes
    ----------
    notebook, cell, lang : str
        Where; ``-`` for the whole file or all languages.
    kind : str
        ``unreadable``, ``shown``, ``unknown``, ``missing``, ``stale``, ``misshapen``, ``script``, ``leftover``,
        ``typography``, ``term``, ``bold`` or ``code``.
    detail : str
    """

    notebook: str
    cell: str
    lang: str
    kind: str
    detail: str

    def __str__(self):
        parts = self.notebook, self.cell, self.lang, self.kind, " ".join(self.detail.split())
        return ": ".join(part for part in parts if part)


def needs_translation(cell):
    """Return whether a cell has text for readers: Markdown with letters, or code with comments.

    Examples
    --------
    >>> needs_translation({"cell_type": "markdown", "source": "The slope", "metadata": {}})
    True
    >>> needs_translation({"cell_type": "code", "source": "x = 1", "metadata": {}})
    False
    """
    source = join(cell["source"])
    if cell["cell_type"] == "markdown":
        return prose.is_prose(source)
    return cell["cell_type"] == "code" and bool(comments_to_translate(source))


def _first_difference(old, new):
    """Return the first line in which two texts differ, of each, from a few words before the difference."""
    a, b = old.splitlines(), new.splitlines()
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    lines = [text[at].strip() if at < len(text) else "(nothing)" for text in (a, b)]
    same = next((i for i, (x, y) in enumerate(zip(*lines, strict=False)) if x != y), 0)
    start = max(same - 40, 0)
    return [("…" if start else "") + line[start : start + 120] for line in lines]


def _stale(entry, source, path, history):
    old = history.text(path, entry["of"]) if "of" in entry and path else None
    if old is None:
        return f"made from another text (of {entry.get('of', 'nothing')}); it is now “{source.strip()[:80]}”"
    before, after = _first_difference(old, source)
    return f"was “{before}”, is now “{after}”"


def _plain(links):
    """Drop what differs by language from links: the heading a link into this course points to."""
    return frozenset(link if "://" in link else link.split("#")[0] for link in links)


def _shape(ours, theirs, base, language):
    """Yield a message for everything two passages should share and do not."""
    for what, expected, found in (
        ("heading levels", ours.headings, theirs.headings),
        ("table sizes", ours.tables, theirs.tables),
    ):
        if expected != found:
            yield f"{what} {list(found)}, expected {list(expected)}"
    for what, expected, found in (
        ("maths", ours.maths, theirs.maths),
        ("code", ours.codes, theirs.codes),
        ("links", _plain(ours.links), _plain(theirs.links)),
        ("images", ours.images, theirs.images),
    ):
        yield from _differences(what, expected - found, found - expected)
    if theirs.alts < ours.alts:
        yield "an image without alternative text"
    missing, extra = compare("\n".join(ours.texts()), "\n".join(theirs.texts()), base, language)
    yield from _differences("numbers", missing, extra)


def _differences(what, missing, extra):
    for verb, items in (("lack", missing), ("have besides", extra)):
        if items:
            yield f"{what} {verb} " + ", ".join(repr(item.replace(MATHS, "…")) for item in sorted(items))


def _prose_findings(source, text, base, language, glossary):
    """Yield (kind, message) for a translated Markdown passage."""
    ours, theirs = parse(source), parse(text)
    for message in _shape(ours, theirs, base, language):
        yield "misshapen", message
    for message in prose.script_findings(theirs, language, base, glossary):
        yield "script", message
    for message in prose.codec_findings(theirs, language):
        yield "script", message
    for message in prose.leftover_findings(theirs, ours, base):
        yield "leftover", message
    yield from _own_findings(theirs, language, glossary)


def _own_findings(passage, language, glossary):
    """Yield (kind, message) for what is wrong in a passage by itself, in any language."""
    for message in prose.rule_findings(passage, language):
        yield "typography", message
    for message in prose.term_findings(passage, language, glossary):
        yield "term", message
    if passage.stars:
        yield "bold", f"** stays visible: “{passage.stars.replace(MATHS, '…').strip()}”"


def _code_findings(source, text, language, glossary):
    if not same_code(source, text):
        fixable = propagate(source, text) is not None
        yield "code", "differs in more than comments" + (" (check --fix repairs it)" if fixable else "")
    comments = parse("\n\n".join(comment.lstrip("# ") for comment in comments_to_translate(text)))
    for message in prose.codec_findings(comments, language):
        yield "script", message
    for message in prose.term_findings(comments, language, glossary):
        yield "term", message


def _cell_findings(cell, config, path, history):
    """Yield (language, kind, message) for a cell that shows its base text."""
    source, texts = join(cell["source"]), cell["metadata"].get("i18n", {})
    base = config.language(config.base)
    tags = {language.tag for language in config.languages}
    for tag in sorted(set(texts) - tags):
        yield tag, "unknown", f"not one of the configured languages ({', '.join(sorted(tags))})"
    if texts and not source.strip():
        yield config.base, "missing", f"has no text in the base language yet, only in {', '.join(sorted(texts))}"
        return
    if cell["cell_type"] == "markdown":
        for kind, message in _own_findings(parse(source), base, config.glossary):
            yield config.base, kind, message
    needed = needs_translation(cell)
    if texts and not needed and cell["cell_type"] == "code":
        yield "-", "unknown", "translations of a code cell without comments"
        return
    for language in config.targets:
        entry = texts.get(language.tag)
        if entry is None or not join(entry["source"]).strip():
            if needed:
                yield language.tag, "missing", f"“{source.strip().splitlines()[0][:80]}”"
            continue
        text = join(entry["source"])
        if entry.get("of") != digest(source):
            yield language.tag, "stale", _stale(entry, source, path, history)
        if cell["cell_type"] == "markdown":
            found = _prose_findings(source, text, base, language, config.glossary)
        elif cell["cell_type"] == "code":
            found = _code_findings(source, text, language, config.glossary)
        else:
            found = ()
        yield from ((language.tag, kind, message) for kind, message in found)


def check_notebook(nb, config, name="notebook", path=None, history=None):
    """Return what is wrong with a notebook's translations.

    Parameters
    ----------
    nb : dict
    config : nbpolyglot.config.Config
    name : str
        What findings call the notebook.
    path : path-like, optional
        The file, to look up earlier base texts in git.
    history : nbpolyglot.history.History, optional

    Returns
    -------
    list of Finding
    """
    history = history or History()
    findings = []
    if base_of(nb) != config.base:
        return [Finding(name, "-", "-", "unknown", f"its base is {base_of(nb)!r}, expected {config.base!r}")]
    for cell in nb["cells"]:
        shown = cell["metadata"].get("i18n_lang")
        if shown:
            detail = f"run `python -m nbpolyglot show {config.base}` before committing"
            findings.append(Finding(name, cell["id"], shown, "shown", detail))
    for cell in show(nb, config.base)["cells"]:
        for lang, kind, detail in _cell_findings(cell, config, path, history):
            findings.append(Finding(name, cell["id"], lang, kind, detail))
    return findings


def check(paths, config):
    """Return what is wrong with the translations in notebook files.

    Parameters
    ----------
    paths : iterable of path-like
    config : nbpolyglot.config.Config

    Returns
    -------
    list of Finding
        In the order of files, cells and configured languages. A file that cannot be understood is a finding too.
    """
    findings, history = [], History()
    for path in paths:
        name = config.name(path)
        try:
            nb = load(path)
        except NotebookError as error:
            findings.append(Finding(name, "", "", "unreadable", str(error).removeprefix(f"{path}: ")))
            continue
        findings += check_notebook(nb, config, name, path, history)
    return findings


def fix_notebook(nb, config, path=None, history=None):
    """Return a notebook in which translated code cells have the base cell's code, with their own comments.

    A translation's hash is renewed only where its comments are known to translate today's comments: where the base
    cell's former text is found in git and had the same comments. Nothing else is changed.

    Parameters
    ----------
    nb : dict
    config : nbpolyglot.config.Config
    path : path-like, optional
    history : nbpolyglot.history.History, optional

    Returns
    -------
    nb : dict
    fixed : list of (str, str)
        Cell and language of what was changed.
    """
    history, fixed = history or History(), []
    shown = {cell["metadata"].get("i18n_lang") for cell in nb["cells"]} - {None}
    if shown:
        return nb, []
    result = copy.deepcopy(nb)
    for cell in result["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = join(cell["source"])
        for lang, entry in cell["metadata"].get("i18n", {}).items():
            text = join(entry["source"])
            new = None if same_code(source, text) else propagate(source, text)
            if new is None:
                continue
            entry["source"] = lines(new)
            old = history.text(path, entry.get("of", "")) if path else None
            if old is not None and comments_to_translate(old) == comments_to_translate(source):
                entry["of"] = digest(source)
            entry.pop("reviewed", None)
            fixed.append((cell["id"], lang))
    return result, fixed
