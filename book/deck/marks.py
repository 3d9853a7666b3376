"""Which cells make which slides: Jupyter's own marks, the ``slideshow`` metadata that its property inspector sets.

``slide`` begins a slide in a new column, ``subslide`` one below it, ``fragment`` a step that the next key press shows,
``notes`` is for the speaker, ``skip`` for readers only. A cell without a mark goes where the one before it went. Text
before a heading inside a cell, such as the verdict on the claim before, still belongs to the slide before; the heading
begins the next one, which is left out if the cells after it are.
"""

import re
from dataclasses import dataclass, field

from . import faces, outputs

BEGINS, SHOWN = ("slide", "subslide"), ("slide", "subslide", "fragment")
HEADING = re.compile(r"(?m)^(#{1,6}) +(.+)\n*")


@dataclass
class Slide:
    """One slide: its headings, the steps it shows one after the other, what the speaker says; all HTML."""

    name: str
    column: bool
    headings: list[tuple[int, str]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    begun_inside: bool = False


def mark(cell):
    """Return the slide type of a cell, "" if it has none.

    Examples
    --------
    >>> mark({"metadata": {"slideshow": {"slide_type": "fragment"}}}), mark({"metadata": {}})
    ('fragment', '')
    """
    found = cell["metadata"].get("slideshow", {}).get("slide_type", "")
    return "" if found == "-" else found


def places(cells):
    """Return where each cell goes: a list of its own mark or, without one, "shown", "notes" or "skip".

    Examples
    --------
    >>> marks = ["", "slide", "", "notes", "", "fragment", "skip", ""]
    >>> places([{"metadata": {"slideshow": {"slide_type": name}}} for name in marks])
    ['skip', 'slide', 'shown', 'notes', 'notes', 'fragment', 'skip', 'skip']
    """
    result, last = [], "skip"
    for cell in cells:
        last = mark(cell) or ("shown" if last in SHOWN else last)
        result.append(last)
    return result


def slides(cells, descriptions=None):
    """Return the slides of an executed notebook.

    Parameters
    ----------
    cells : list of dict
        With sources as strings.
    descriptions : dict, optional
        What its pictures show, by cell; without one a picture has its caption as alternative text.

    Returns
    -------
    list of Slide
    """
    made, found, alts = [], outputs.answers(cells), outputs.captions(cells) | (descriptions or {})
    for cell, place in zip(cells, places(cells), strict=True):
        if place == "skip" or (place == "notes" and (cell["cell_type"] == "code" or not made)):
            continue
        if not made and place not in BEGINS:
            raise ValueError(f"cell {cell['id']}: expected a slide to begin before it, found none")
        if place == "notes":
            made[-1].notes.append(spoken(cell["source"]))
        elif cell["cell_type"] == "code":
            if place in BEGINS:
                made.append(Slide(cell["id"], place == "slide"))
            add(made, place, outputs.face(cell, found, alts.get(cell["id"], "")))
        else:
            add_text(made, place, cell)
    return [slide for slide in made if not slide.begun_inside]


def add(made, place, html):
    """Put a face on the last slide: as a step of its own if it is a fragment or the first, else beside the last one."""
    if not html:
        return
    made[-1].begun_inside = False
    if place == "fragment" or not made[-1].steps:
        made[-1].steps.append(html)
    else:
        made[-1].steps[-1] += html


def add_text(made, place, cell):
    """Put the text of a Markdown cell on the last slide or on new ones, and in the notes what the slide leaves out."""
    source = cell["source"]
    first = HEADING.search(source)
    before = source[: first.start()].strip() if first else source
    if place in BEGINS:
        made.append(Slide(cell["id"], place == "slide"))
    if not first or (before and place not in BEGINS):
        put(made, place, before)
    if first and before and place not in BEGINS:
        made.append(Slide(cell["id"], len(first[1]) < 3))
    for heading, body in zip(*sections(source[first.start() :]), strict=True) if first else ():
        made[-1].headings.append(heading)
        put(made, place, body)
    made[-1].begun_inside = bool(first and before and place not in BEGINS)


def sections(text):
    """Return the headings of a text, as pairs of level and HTML, and the texts below them.

    Examples
    --------
    >>> sections("## Myth lab\\n\\nFour.\\n\\n### One\\n")
    ([(2, 'Myth lab'), (3, 'One')], ['Four.', ''])
    """
    found = list(HEADING.finditer(text))
    ends = [heading.start() for heading in found[1:]] + [len(text)]
    return (
        [(len(heading[1]), faces.markdown().renderInline(heading[2].strip())) for heading in found],
        [text[heading.end() : end].strip() for heading, end in zip(found, ends, strict=True)],
    )


def put(made, place, text):
    """Put the face of a text on the last slide, and in its notes the whole if the face leaves something out."""
    html, less = faces.face(text)
    add(made, place, html)
    if less:
        made[-1].notes.append(spoken(text))


def spoken(text):
    """Return a text as the speaker's notes show it: whole, its headings as paragraphs in bold."""
    return faces.html(HEADING.sub(lambda heading: f"**{heading[2].strip()}**\n\n", text))
