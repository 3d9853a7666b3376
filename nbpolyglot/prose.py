"""Whether a translated text is written in its language: script, characters, leftovers, typography, terms."""

import re

from nbpolyglot.passages import BREAK, CODE, IMAGE, MATHS, parse

_QUOTED = re.compile(
    r"\([^()]*\)|（[^（）]*）|“[^”]*”|\"[^\"]*\"|「[^」]*」|『[^』]*』|《[^》]*》|〈[^〉]*〉", re.DOTALL
)
_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*(?:[ ,;:\n]+[A-Za-z0-9][A-Za-z0-9'’-]*){2,}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|et al", re.ASCII)
_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003134f]")
_LONG = 30


def _quote(text, at, width=12):
    """Return what stands around a place in a text, for a message of one line."""
    piece = text[max(0, at - width) : at + width].replace(BREAK, "").replace("\n", " ").strip()
    return "“" + re.sub(f"[{MATHS}{CODE}{IMAGE}]", "…", piece) + "”"


def script_findings(passage, language, base, glossary):
    """Yield a message where a passage is not in its language's script.

    Parameters
    ----------
    passage : nbpolyglot.passages.Passage
    language, base : nbpolyglot.config.Language
    glossary : nbpolyglot.glossary.Glossary
        A passage without one character of the language may still be right ("ReLU"), but not if it holds a term for
        which the language has a word.

    Yields
    ------
    str
    """
    text = "\n".join(passage.texts())
    if language.script is None:
        return
    own = len(language.script.findall(text))
    name = language.name or language.tag
    if own == 0 and passage.prose:
        words = _WORDS.findall(_QUOTED.sub(" ", text))
        common = [word for word in words if word in base.function_words]
        if len(words) > 3 or common or glossary.translated(language.tag, text) or _other_script(text, base):
            yield f"nothing in {name}: {_quote(text, 0, 24)}"
        return
    for block in passage.texts():
        sentence = (language.sentence and language.sentence in block) or len(language.script.findall(block)) > _LONG
        if language.sentence_script and sentence and not language.sentence_script.search(block):
            yield f"a sentence that is not {name}: {_quote(block, 0, 24)}"
            return
    if language.foreign:
        alien = [found.start() for found in language.foreign.finditer(text)]
        if len(alien) > max(6, own // 5):
            yield f"another language: {_quote(text, alien[0])}"


def _other_script(text, base):
    return any(char.isalpha() and not char.isascii() for char in text) and not base.script.search(text)


def codec_findings(passage, language):
    """Yield a message naming the Han characters that the language's codec lacks."""
    if not language.codec:
        return
    suspect = []
    for char in _HAN.findall("\n".join(passage.texts())):
        try:
            char.encode(language.codec)
        except UnicodeEncodeError:
            if char not in language.allow and char not in suspect:
                suspect.append(char)
    if suspect:
        yield f"characters not used in {language.name or language.tag}: {' '.join(suspect)}"


def leftover_findings(passage, base_passage, base):
    """Yield a message for a sentence that was left in the base language.

    Text in brackets, quotation marks or italics, link texts, and lines with a year (references) are not looked at.
    """
    base_blocks = set(base_passage.texts())
    for block, whole in zip(passage.blocks, passage.texts(), strict=True):
        if _YEAR.search(whole):
            continue
        text = "".join(piece if kind in ("text", "strong") else "|" for piece, kind in block)
        for run in _RUN.finditer(_QUOTED.sub("|", text)):
            words = _WORDS.findall(run[0])
            common = sum(word.lower() in base.function_words for word in words)
            if (len(words) > 3 and common > 1) or (common and whole in base_blocks):
                yield f"left in {base.name or base.tag}: “{' '.join(words[:8])}”"
                return


def rule_findings(passage, language):
    """Yield a message for each of the language's typographical rules that a passage breaks."""
    for where, pattern, says in language.rules:
        for block in passage.marked():
            if where == "sentences" and language.sentence not in block:
                continue
            found = pattern.search(block)
            if found:
                yield f"{says}: {_quote(block, (found.start() + found.end()) // 2)}"
                break


def term_findings(passage, language, glossary):
    """Yield a message for each word to avoid."""
    for bad, good in glossary.avoided(language.tag, "\n".join(passage.texts())):
        yield f"{bad} (say {good})" if good else bad


def is_prose(text):
    """Return whether a Markdown text has anything to translate: letters outside maths, code, links and images.

    Examples
    --------
    >>> is_prose("$$x$$ `relu`"), is_prose("The slope")
    (False, True)
    """
    return parse(text).prose
