"""Notebook cells on the page: section names that are the same in every language, captions, alternative texts.

Sections are named after the markdown cell they begin in, so a link to one holds in every language. A picture takes its
alternative text from the output's metadata, else from ``pictures.toml``, which says what is drawn, else from the
caption that follows it: a paragraph that begins with an emphasised "Figure 3", in the page's language. A picture
without any stops the build, as does an output that is an error, which a failing picture leaves behind without stopping
its cell.
"""

import collections
import contextlib
import functools
import re
import tomllib

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from sphinx.util import logging

from . import maths
from .interface import BOOK

LOGGER = logging.getLogger(__name__)
LINES_PER_CELL = 10_000  # myst-nb numbers the lines of cell i from (i + 1) * 10000
CAPTION = re.compile(r"(Figure|図|圖|그림)\s*\d+")
PICTURES = BOOK / "pictures.toml"


@functools.cache
def described():
    """Return the content of ``pictures.toml``: lesson to cell to language to text."""
    return tomllib.loads(PICTURES.read_text("utf-8"))


def descriptions(lesson, lang):
    """Return what the pictures of a lesson show: id of the code cell to the text.

    Parameters
    ----------
    lesson : str
        The notebook's name without its suffix.
    lang : str
    """
    return {cell: texts[lang] for cell, texts in described().get(lesson, {}).items()}


def ancestors(node):
    """Yield the elements around a node, the nearest first."""
    while isinstance(node.parent, nodes.Element):
        node = node.parent
        yield node


def cell_index(node):
    """Return the index of the cell a node comes from, or None."""
    return node.line // LINES_PER_CELL - 1 if node.line and node.line >= LINES_PER_CELL else None


def name_sections(doctree, cells):
    """Name sections after their cells: the first of the cell ``half`` becomes ``half``, the second ``half-2``.

    Parameters
    ----------
    doctree : docutils.nodes.document
    cells : list of dict
        The notebook's cells.
    """
    counts = collections.Counter()
    for section in doctree.findall(nodes.section):
        index = cell_index(section)
        if index is None or index >= len(cells):
            continue
        counts[index] += 1
        name = cells[index]["id"] + (f"-{counts[index]}" if counts[index] > 1 else "")
        section["ids"] = [name, *(other for other in section["ids"] if other != name)]


def heard(node):
    """Return the text of an element as it is read aloud: formulas in plain characters."""
    if isinstance(node, nodes.math):
        return maths.plain(node.astext())
    return node.astext() if isinstance(node, nodes.Text) else "".join(map(heard, node.children))


def mark_captions(doctree):
    """Give the class ``caption`` to paragraphs that are one, if they follow a code cell.

    Parameters
    ----------
    doctree : docutils.nodes.document
    """
    for cell in doctree.findall(lambda n: isinstance(n, nodes.container) and n.get("nb_element") == "cell_code"):
        after = cell.next_node(descend=False, siblings=True)
        if (
            isinstance(after, nodes.paragraph)
            and isinstance(after[0], nodes.emphasis | nodes.strong)
            and CAPTION.match(after.astext())
        ):
            after["classes"].append("caption")
            cell["caption"] = heard(after)


def describe_pictures(doctree, cells, texts):
    """Set the alternative text of the pictures in outputs; see the module's text.

    Parameters
    ----------
    doctree : docutils.nodes.document
    cells : list of dict
        The executed notebook's cells.
    texts : dict
        The `descriptions` of the notebook.
    """
    for cell in doctree.findall(lambda n: isinstance(n, nodes.container) and n.get("nb_element") == "cell_code"):
        source = cells[cell["cell_index"]]
        text = texts.get(source["id"]) or cell.get("caption", "")
        outputs = [output for output in source["outputs"] if "data" in output]
        bundles = cell.findall(lambda n: isinstance(n, nodes.container) and n.get("nb_element") == "mime_bundle")
        for bundle, output in zip(bundles, outputs, strict=False):
            for image in list(bundle.findall(nodes.image)):
                metadata = output.get("metadata", {})
                image["alt"] = image.get("alt") or metadata.get("image/png", {}).get("alt") or text
                box = nodes.container(classes=["picture"])  # scrolls on a phone
                image.replace_self(box)
                box += image


def report_errors(doctree, cells):
    """Warn about every output that is an error.

    Parameters
    ----------
    doctree : docutils.nodes.document
    cells : list of dict
        The executed notebook's cells.
    """
    for cell in doctree.findall(lambda n: isinstance(n, nodes.container) and n.get("nb_element") == "cell_code"):
        for output in cells[cell["cell_index"]]["outputs"]:
            if output["output_type"] == "error":
                LOGGER.warning("output is an error: %s: %s", output["ename"], output["evalue"], location=cell)


def executed_cells(path, results):
    """Return a notebook's cells with the outputs of its last execution.

    Parameters
    ----------
    path : Path
    results : path-like
        The folder of jupyter-cache.
    """
    nb = nbformat.read(path, as_version=4)
    with contextlib.suppress(KeyError):  # it failed; myst-nb has said so
        _, nb = get_cache(results).merge_match_into_notebook(nb)
    return nb.cells


def read_notebook(app, doctree):
    """Apply all of this to a page that comes from a notebook, and check that every picture has a text."""
    docname = app.env.docname
    if app.env.doc2path(docname).suffix == ".ipynb":
        cells = executed_cells(app.env.doc2path(docname), app.env.mystnb_config.execution_cache_path)
        name_sections(doctree, cells)
        mark_captions(doctree)
        describe_pictures(doctree, cells, descriptions(docname, app.config.course_language))
        app.env.note_dependency(str(PICTURES))
        report_errors(doctree, cells)
    for image in doctree.findall(nodes.image):
        if not image.get("alt"):
            cell = next((node for node in ancestors(image) if "cell_index" in node), None)
            line = image.line if cell is None else (cell["cell_index"] + 1) * LINES_PER_CELL + 1
            LOGGER.warning("picture without alternative text (no caption follows it)", location=(docname, line))


def setup(app):
    """Connect before Sphinx collects section names for tables of contents (priority 500).

    What pages keep of this is written anew when ``env_version`` rises.
    """
    app.connect("doctree-read", read_notebook, priority=100)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
