"""What a passage of Markdown consists of: the text a reader sees, and everything translations must share.

Parsed by CommonMark's rules (markdown-it-py) with tables, after mathematics has been set aside, as Jupyter does.
"""

import functools
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

MATHS, CODE, IMAGE, BREAK, STAR = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"

_SCAN = re.compile(
    r"""
    (?P<skip> ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n (?:.*?\n)?? [ ]{0,3}(?P=fence)[`~]*[ \t]*$
            | (?<!`)(?P<ticks>`+)(?!`) (?:(?!\n\s*\n).)+? (?<!`)(?P=ticks)(?!`) )
  | (?P<star> \\\* )
  | (?P<escape> \\[^(\[a-zA-Z] )
  | (?P<maths> \$\$.+?\$\$
             | \\begin\{(?P<env>[a-z]+\*?)\}.+?\\end\{(?P=env)\}
             | \$(?![\s$]) (?:\\.|[^$\\\n]|\n(?!\s*\n))+? (?<!\s)\$(?!\d) )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_URL = re.compile(r"https?://[!-;=?-~]*[\w/]")
_ATTRIBUTE = re.compile(r"<(?P<tag>\w+)[^>]*?\s(?P<name>href|src)\s*=\s*[\"'](?P<value>[^\"']*)")
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@dataclass(frozen=True)
class Passage:
    """The parts of a Markdown passage.

    Attributes
    ----------
    blocks : tuple of tuple of (str, str)
        Paragraphs, headings, list items, table cells, alternative texts, each as pieces: (text, kind), the kind being
        ``"text"``, ``"strong"``, ``"em"``, ``"link"``, or ``"other"`` for maths, code, images and line breaks.
    headings : tuple of int
        Their levels, in order.
    tables : tuple of (int, int)
        Rows and columns, in order.
    maths, codes, links, images : frozenset of str
    alts : int
        How many images have an alternative text.
    prose : bool
        Whether letters are left once maths, code, links and images are taken out.
    stars : str
        Text around a ``**`` that stays visible after rendering, or ``""``.
    """

    blocks: tuple
    headings: tuple
    tables: tuple
    maths: frozenset
    codes: frozenset
    links: frozenset
    images: frozenset
    alts: int
    prose: bool
    stars: str

    def texts(self):
        """Return each block as the reader sees it, maths, code and images as one placeholder character each."""
        return ["".join(text for text, _ in block) for block in self.blocks]

    def marked(self):
        """Return the same with a placeholder character wherever emphasis or a link begins or ends."""
        return [_mark(block) for block in self.blocks]


def _mark(block):
    parts, last = [], None
    for text, kind in block:
        plain = "text" if kind == "other" else kind
        if last is not None and plain != last:
            parts.append(BREAK)
        parts.append(text)
        last = plain
    return "".join(parts)


def _tidy_maths(text):
    """Reduce a formula to what translations must share: no spacing, no words, no closing punctuation."""
    text = re.sub(r"^\$+|\$+$", "", text)
    text = re.sub(r"\\(?:text|textrm|textbf|mbox)\{[^{}]*\}", r"\\text{}", text)
    return re.sub(r"\s+", "", text).rstrip(".,;。，、；")


def _tidy_code(text):
    """Reduce code to what translations must share: no comments, no trailing space."""
    kept = [re.sub(r"(^|\s)#\s.*", "", line).rstrip() for line in text.strip().splitlines()]
    return "\n".join(line for line in kept if line)


class _Collector:
    """Walks markdown-it's tokens and gathers what a Passage holds."""

    def __init__(self):
        self.blocks, self.headings, self.tables = [], [], []
        self.maths, self.codes, self.links, self.images = set(), set(), set(), set()
        self.alts, self.prose, self.stars = 0, False, ""

    def _html(self, text):
        for found in _ATTRIBUTE.finditer(text):
            (self.images if found["name"] == "src" else self.links).add(found["value"])
        return re.sub(r"<!--.*?-->|<[^>]*>", "", re.sub(r"<br\s*/?>", "\n", text), flags=re.DOTALL)

    def _text(self, text, kind, pieces):
        self.links.update(_URL.findall(text))
        text = re.sub(rf"\${{1,2}}{MATHS}\${{1,2}}", MATHS, _URL.sub("", text))
        if "**" in text and not self.stars:
            at = text.index("**")
            self.stars = text[max(0, at - 12) : at + 14]
        text = text.replace(STAR, "*")
        if kind != "link" and any(map(str.isalpha, text)):
            self.prose = True
        pieces.append((text, kind))

    def _inline(self, children):
        pieces, kinds = [], ["text"]
        for token in children:
            if token.type == "text":
                self._text(token.content, kinds[-1], pieces)
            elif token.type == "code_inline":
                self.codes.add(_tidy_code(token.content) or token.content.strip())
                pieces.append((CODE, "other"))
            elif token.type == "image":
                self.images.add(token.attrs["src"])
                pieces.append((IMAGE, "other"))
                if token.content.strip():
                    self.alts += 1
                    self.blocks.append(((re.sub(rf"\$+{MATHS}\$+", MATHS, token.content), "text"),))
            elif token.type in ("softbreak", "hardbreak"):
                pieces.append(("\n", "other"))
            elif token.type == "html_inline":
                pieces.append((self._html(token.content), "other"))
            elif token.type.endswith("_open"):
                kind = token.type.removesuffix("_open")
                if kind == "link":
                    self.links.add(token.attrs["href"])
                kinds.append("link" if "link" in (kind, kinds[-1]) else kind)
            elif token.type.endswith("_close"):
                kinds.pop()
        return tuple(pieces)

    def walk(self, tokens):
        rows = columns = 0
        for token in tokens:
            if token.type == "inline":
                self.blocks.append(self._inline(token.children))
            elif token.type == "heading_open":
                self.headings.append(int(token.tag[1]))
            elif token.type in ("fence", "code_block"):
                self.codes.add(_tidy_code(token.content))
            elif token.type == "html_block":
                pieces = []
                self._text(self._html(token.content), "text", pieces)
                self.blocks.append(tuple(pieces))
            elif token.type == "table_open":
                rows = columns = 0
            elif token.type == "tr_open":
                rows += 1
            elif token.type == "th_open":
                columns += 1
            elif token.type == "table_close":
                self.tables.append((rows, columns))


@functools.lru_cache(maxsize=10_000)
def parse(text):
    """Return the :class:`Passage` that a Markdown text is.

    Parameters
    ----------
    text : str

    Returns
    -------
    Passage

    Examples
    --------
    >>> passage = parse("## Slope\\n\\nThe **slope** of $x^2$ is `2 * x`.")
    >>> passage.headings, sorted(passage.maths), sorted(passage.codes)
    ((2,), ['x^2'], ['2 * x'])
    >>> parse("これは**活性化関数（activation function）**です。").stars
    'これは**活性化関数（activa'
    """
    collector = _Collector()

    def replace(found):
        if found["maths"]:
            collector.maths.add(_tidy_maths(found[0]))
            return f"$${MATHS}$$" if found[0].startswith(("$$", "\\")) else f"${MATHS}$"
        return STAR if found["star"] else found[0]

    collector.walk(_PARSER.parse(_SCAN.sub(replace, text)))
    return Passage(
        tuple(block for block in collector.blocks if block),
        tuple(collector.headings),
        tuple(collector.tables),
        frozenset(collector.maths),
        frozenset(collector.codes),
        frozenset(collector.links),
        frozenset(collector.images),
        collector.alts,
        collector.prose,
        collector.stars,
    )
