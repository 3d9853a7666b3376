"""The glossary page, written from the course's term table, and links to it from each term's first use on a page."""

import functools
import html
import re
import tomllib

from . import interface

PATH = interface.ROOT / "notebooks" / "glossary.toml"
PAGE = "glossary"


@functools.cache
def terms():
    """Return the terms: a list of dicts with ``anchor`` and, per language, a list of words, the preferred one first."""
    result = []
    for term in tomllib.loads(PATH.read_text("utf-8"))["term"]:
        words = {interface.BASE: [term["name"]]}
        for lang in interface.languages():
            entry = term.get(lang)
            if isinstance(entry, str):
                words[lang] = [entry]
            elif entry:
                words[lang] = [entry.get("preferred", term["name"]), *entry.get("accepted", [])]
        result.append({"anchor": "term-" + re.sub(r"\W+", "-", term["name"].lower()).strip("-"), "words": words})
    return result


def page(lang):
    """Return the glossary page of one language, as MyST Markdown.

    Parameters
    ----------
    lang : str
    """
    order = sorted(interface.languages(), key=lambda code: code != lang)
    names = "".join(
        f'<th scope="col" lang="{code}">{html.escape(interface.languages()[code]["name"])}</th>' for code in order
    )
    rows = []
    for term in terms():
        cells = []
        for code in order:
            first, *others = term["words"].get(code, ["–"])
            text = html.escape(first) + "".join(f"<br><small>{html.escape(word)}</small>" for word in others)
            tag = "th" if code == lang else "td"
            cells.append(f'<{tag} lang="{code}">{text}</{tag}>')
        rows.append(f'<tr id="{term["anchor"]}">{"".join(cells)}</tr>')
    table = f"<table>\n<thead><tr>{names}</tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>"
    title, intro = interface.word("glossary", lang), interface.word("glossary_intro", lang)
    return f'# {title}\n\n{intro}\n\n```{{raw}} html\n<div class="table-wrapper course-table">\n{table}\n</div>\n```\n'


@functools.cache
def pattern(lang):
    """Return a pattern that finds the preferred words of a language, longest first, and their anchors by word.

    A word in 「」 is talked about, not used.

    Parameters
    ----------
    lang : str
    """
    anchors = {term["words"][lang][0].lower(): term["anchor"] for term in terms() if lang in term["words"]}
    words = "|".join(re.escape(word) for word in sorted(anchors, key=len, reverse=True))
    latin = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"  # "unit" is no part of "unity"; Japanese has no such borders
    return re.compile(f"(?<!「){latin[0]}(?:{words}){latin[1]}", re.IGNORECASE), anchors


def link_first_uses(doctree, lang):
    """Link the first use of each term in running text to the glossary.

    Parameters
    ----------
    doctree : docutils.nodes.document
    lang : str
    """
    from docutils import nodes

    finder, anchors = pattern(lang)
    seen = set()
    closed = nodes.reference | nodes.literal | nodes.literal_block | nodes.title | nodes.raw | nodes.image | nodes.math
    for text in list(doctree.findall(nodes.Text)):
        chain, node = [], text.parent
        while node is not None:
            chain.append(node)
            node = node.parent
        inside = any(isinstance(n, closed) or n.get("nb_element") or "pending_xref" in n.tagname for n in chain[:-1])
        if inside or not any(isinstance(n, nodes.paragraph) for n in chain):
            continue
        parts, end = [], 0
        for found in finder.finditer(text.astext()):
            word = found[0].lower()
            if word in seen:
                continue
            seen.add(word)
            uri = f"{PAGE}.html#{anchors[word]}"
            parts += [nodes.Text(text.astext()[end : found.start()])]
            parts += [nodes.reference("", found[0], refuri=uri, internal=True, classes=["term"])]
            end = found.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(text.astext()[end:])])


def read_page(app, doctree):
    """Link the terms of a lesson."""
    if app.env.doc2path(app.env.docname).suffix == ".ipynb":
        link_first_uses(doctree, app.config.course_language)


def setup(app):
    """Connect after captions have been read (``bookext.cells``)."""
    app.connect("doctree-read", read_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
