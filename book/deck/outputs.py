"""What a code cell shows on a slide: pictures, tables, printed text, explorers.

Its code stands above that only if the cell has the tag ``slide-code``, or if it shows nothing else. The answer to a
prediction, which the book hides below the question, appears where the notebook reveals it.
"""

import itertools
import re
from html import escape

from bookext import maths
from bookext.cells import CAPTION
from bookext.sources import SLIDE_CODE
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

FORMULA = re.compile(r"\$([^$]+)\$")
CALL = re.compile(r'exercises\.(predict|reveal)\("([^"]+)"\)')


def in_characters(found):
    """Return a formula that was found in a text without LaTeX."""
    return maths.plain(found[1])


def code(source):
    """Return Python code as highlighted HTML."""
    return highlight(source, PythonLexer(), HtmlFormatter())


def answers(cells):
    """Return the answers to a notebook's predictions: name to HTML.

    Examples
    --------
    >>> output = {"data": {"text/html": "<details><summary>?</summary><p>B.</p></details>"}}
    >>> answers([{"cell_type": "code", "source": 'exercises.predict("04-half")', "outputs": [output]}])
    {'04-half': '<p class="answer">B.</p>'}
    """
    found = {}
    for cell in cells:
        call = CALL.search(cell["source"])
        if cell["cell_type"] == "code" and call and call[1] == "predict":
            shown = "".join(output.get("data", {}).get("text/html", "") for output in cell["outputs"])
            found[call[2]] = re.sub(r".*<p>(.*)</p>.*", r'<p class="answer">\1</p>', shown, flags=re.DOTALL)
    return found


def captions(cells):
    """Return the captions of a notebook's pictures as plain text: id of the code cell to the text below it."""
    return {
        cell["id"]: re.sub(r"[*`\\]", "", FORMULA.sub(in_characters, after["source"].split("\n\n")[0]))
        for cell, after in itertools.pairwise(cells)
        if cell["cell_type"] == "code" and CAPTION.match(after["source"].strip("*"))
    }


def shown(output, alt):
    """Return one output as HTML.

    Parameters
    ----------
    output : dict
    alt : str
        The alternative text of a picture that has none of its own.
    """
    data = output.get("data", {})
    if "text/html" in data:
        return data["text/html"] if "<figure" in data["text/html"] else f'<div class="table">{data["text/html"]}</div>'
    if "image/png" in data:
        alt = output["metadata"].get("image/png", {}).get("alt") or alt
        source = "".join(data["image/png"].split())
        return f'<div class="picture"><img alt="{escape(alt)}" src="data:image/png;base64,{source}"></div>'
    text = output.get("text") or data.get("text/plain", "")
    return f'<pre class="printed">{escape(text.rstrip())}</pre>' if text else ""


def merged(outputs):
    """Return outputs with texts that follow one another as one.

    Examples
    --------
    >>> merged([{"output_type": "stream", "text": "1\\n"}, {"output_type": "stream", "text": "2\\n"}])
    [{'output_type': 'stream', 'text': '1\\n2\\n'}]
    """
    result = []
    for output in outputs:
        if result and output["output_type"] == result[-1]["output_type"] == "stream":
            result[-1] = {**result[-1], "text": result[-1]["text"] + output["text"]}
        else:
            result.append(output)
    return result


def face(cell, found, alt):
    """Return what a code cell puts on its slide, as HTML.

    Parameters
    ----------
    cell : dict
    found : dict
        The `answers` of the notebook.
    alt : str
    """
    call = CALL.search(cell["source"])
    if call:
        return found[call[2]] if call[1] == "reveal" else ""
    result = "".join(shown(output, alt) for output in merged(cell["outputs"]))
    if SLIDE_CODE in cell["metadata"].get("tags", []) or not result:
        result = code(cell["source"]) + result
    return result
