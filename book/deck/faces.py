"""What of a cell's text stands on its slide.

The face of a text is its headings, formulas on lines of their own, lists, tables of at most six rows, captions, and of
its paragraphs the sentences with something in bold or emphasised as a whole. Some bring a neighbour: bold with a colon
at the start of a sentence ("**Predict:** …") the sentence before it, which sets the scene, and the rest of its
paragraph; a short sentence in bold ("**Wrong.** …") the next two; a short one with a term in bold the one before. A
text without bold shows the sentence that leads to its first formula; without formulas and lists its first question,
else its first sentence. Whatever the face leaves out is for the speaker: the whole text goes to the notes.
"""

import functools
import re

from bookext import maths
from bookext.cells import CAPTION
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

PROTECTED = re.compile(r"`[^`]+`|\$\$[^$]+\$\$|\$[^$]+\$|!?\[[^\]]*\]\([^)]*\)")
END = re.compile(r"(?:(?<=[.?!])[*”’」』）)\"]*\s+|(?<=[。！？])[”’」』）]*\s*)(?=\S)")
QUESTION = re.compile(r"[?？]$|か。$")
ROWS = 6
OPENING = re.compile(r"\*\*[^*]{1,20}([:：]\*\*|\*\*[^.。*]{0,20}[:：])")
SHORT = 32  # columns; a Chinese character takes two
LESSON = re.compile(r'href="(\d\d-[\w-]+)\.ipynb"')


@functools.cache
def markdown():
    """Return the Markdown reader of the slides; formulas are set by KaTeX."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    return reader.use(dollarmath_plugin, double_inline=True, renderer=formula)


def formula(text, how):
    """Return a formula as HTML; the Markdown reader calls it."""
    return maths.render(text.strip(), how["display_mode"])


def html(text):
    """Return Markdown as HTML; links to lessons lead to their decks."""
    return LESSON.sub(r'href="\1.html"', markdown().render(text))


def blocks(text):
    """Return the blocks of a Markdown text: a list of pairs of kind and text.

    Examples
    --------
    >>> blocks("## ReLU\\n\\nA switch.\\n\\n$$x$$\\n\\n- one\\n- two\\n")
    [('heading', '## ReLU'), ('paragraph', 'A switch.'), ('math_block', '$$x$$'), ('bullet_list', '- one\\n- two')]
    """
    lines = text.splitlines()
    return [
        (token.type.removesuffix("_open"), "\n".join(lines[slice(*token.map)]).strip())
        for token in markdown().parse(text)
        if token.level == 0 and token.map and token.nesting >= 0
    ]


def sentences(text):
    """Return the sentences of a paragraph as Markdown; emphasis that spans several of them keeps them together.

    Examples
    --------
    >>> sentences("**Wrong.** Two units, $x. y$, do it. *Figure 1. A fold. A cut.*")
    ['**Wrong.**', 'Two units, $x. y$, do it.', '*Figure 1. A fold. A cut.*']
    >>> sentences("図です。**予想**：何個でしょうか。1つです。")
    ['図です。', '**予想**：何個でしょうか。', '1つです。']
    """
    spans = PROTECTED.findall(text)
    masked = PROTECTED.sub("\uffff", " ".join(text.split()))
    found, start = [], 0
    for end in [match.end() for match in END.finditer(masked)] + [len(masked)]:
        piece = masked[start:end]
        if piece.count("**") % 2 or piece.replace("**", "").count("*") % 2:
            continue
        found.append(piece.strip())
        start = end
    spans = iter(" ".join(span.split()) for span in spans)
    return [re.sub("\uffff", lambda _: next(spans), piece) for piece in found if piece]


def is_whole(sentence, mark):
    """Tell whether a sentence is emphasised as a whole, by ``**`` or ``*``, perhaps without its full stop.

    Examples
    --------
    >>> is_whole("**Wrong.**", "**"), is_whole("**誤りです**。", "**"), is_whole("*Figure 1.* A fold.", "*")
    (True, True, False)
    """
    sentence = sentence.rstrip("。！？.?!")
    inner = sentence[len(mark) : -len(mark)]
    whole = sentence.startswith(mark) and sentence.endswith(mark) and len(sentence) > 2 * len(mark)
    return whole and "**" not in inner and (mark == "**" or not inner.startswith("*"))


def is_short(sentence):
    """Tell whether a sentence says little by itself.

    Examples
    --------
    >>> is_short("They are called **logits**."), is_short("**Width adds pieces, depth multiplies them.**")
    (True, False)
    """
    return sum(2 if character > "\u2e80" else 1 for character in sentence.replace("*", "")) <= SHORT


def chosen(paragraph):
    """Return the sentences of a paragraph that stand on the slide: see the module's text.

    Examples
    --------
    >>> chosen("So far so good. Feed it. **Predict:** a million units. What comes out?")
    ['Feed it.', '**Predict:** a million units.', 'What comes out?']
    >>> chosen("**Wrong.** It is fast. Twice as fast. Why?")
    ['**Wrong.**', 'It is fast.', 'Twice as fast.']
    >>> chosen("A network ends in scores. They are called **logits**. Why?")
    ['A network ends in scores.', 'They are called **logits**.']
    >>> chosen("*Reading time: about 30 minutes.*")
    []
    """
    found, kept = sentences(paragraph), set()
    for number, sentence in enumerate(found):
        if OPENING.match(sentence):
            kept |= {max(number - 1, 0), *range(number, len(found))}
        elif "**" in sentence:
            kept.add(number)
            if is_short(sentence):
                kept |= {number + 1, number + 2} if is_whole(sentence, "**") else {max(number - 1, 0)}
        elif is_whole(sentence, "*") and len(found) > 1:
            kept.add(number)
    return [sentence for number, sentence in enumerate(found) if number in kept]


def fallback(found):
    """Return the one sentence that stands for blocks without bold, None if there is none: see the module's text.

    Examples
    --------
    >>> fallback([("paragraph", "One. The rule says"), ("math_block", "$$x$$")])
    'The rule says'
    >>> fallback([("paragraph", "One. Two?")])
    'Two?'
    """
    kinds = [kind for kind, _ in found]
    if "math_block" in kinds:
        before = found[: kinds.index("math_block")][-1:]
        return next((sentences(block)[-1] for kind, block in before if kind == "paragraph"), None)
    if any(kind.endswith("list") for kind in kinds):
        return None
    every = [sentence for kind, block in found if kind == "paragraph" for sentence in sentences(block)]
    return next((sentence for sentence in every if QUESTION.search(sentence.strip("*"))), every[0] if every else None)


def face(text):
    """Return what of a text stands on its slide, and whether that is less than the whole.

    Parameters
    ----------
    text : str
        Markdown without headings.

    Returns
    -------
    str
        HTML.
    bool

    Examples
    --------
    >>> face("One reads this. **One sees this.**")
    ('<p><strong>One sees this.</strong></p>\\n', True)
    """
    found = blocks(text)
    shown = [(kind, block) for kind, block in found if kind != "table" or block.count("\n") - 1 <= ROWS]
    parts = []
    paragraphs = [block for kind, block in found if kind == "paragraph"]
    kept = {paragraph: chosen(paragraph) for paragraph in paragraphs}
    if not any(kept.values()):
        only = fallback(found)
        kept |= {paragraph: [only] for paragraph in paragraphs if only in sentences(paragraph)}
    for kind, block in shown:
        if kind != "paragraph":
            parts.append(html(block))
        elif CAPTION.match(block.strip("*")):
            parts.append(html(block).replace("<p>", '<p class="caption">').replace("em>", "span>"))
        elif kept[block]:
            joint = "" if re.search(r"[。！？]\**$", kept[block][0]) else " "
            parts.append(html(joint.join(kept[block])))
    whole = all(kept[paragraph] == sentences(paragraph) for paragraph in paragraphs)
    return "".join(parts), not whole or len(shown) < len(found)
