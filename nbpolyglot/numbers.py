"""The numbers a text mentions, however a language writes them: 60,000 and 6万, 10 and ten, 50% and half.

Numbers that translations must share are decimals, percentages and those of at least 10. Each is compared with *all*
numbers of the other text, also small ones and words, so that a sentence may be said another way.
"""

import functools
import re
from decimal import Decimal

_FULL_WIDTH = {
    **{0xFF10 + digit: 48 + digit for digit in range(10)},
    0xFF05: "%",
    0xFF0E: ".",
    0xFF0C: ",",
    0x202F: ",",
}
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[eE][-+]?\d{1,4}(?!\d))?"
_VERSION = re.compile(r"(?<!\d)\d+(?:\.\d+){2,}", re.ASCII)
_LONGEST = 40
_PERCENT = re.compile(r"\s?(?:%|percent|per cent|パーセント|퍼센트)", re.ASCII)


@functools.lru_cache(maxsize=32)
def _tokens(words):
    longest_first = sorted(words, key=len, reverse=True)
    words = [(word, re.escape(word)) for word in longest_first if word.isascii()]
    latin = "|".join(f"(?i:{escaped})" if word.islower() else escaped for word, escaped in words)  # M is not m
    others = [re.escape(word) for word in longest_first if not word.isascii()]
    parts = [rf"(?P<digits>{_DIGITS})", *([rf"(?:\b|(?<=\d))(?:{latin})\b"] if latin else []), *others]
    return re.compile("|".join(parts), re.ASCII)


def _word(written, language):
    """Return a numeral as the language's tables spell it: "Eleven" is "eleven", "October" is "October"."""
    known = written in language.numerals or written in language.multipliers
    return written if known else written.lower()


def _value(run, language):
    """Add up a run of numerals: [2, 十, 5] is 25, [3, 百, 万] is 3 million."""
    total, current = Decimal(0), None
    for token in run:
        factor = language.multipliers.get(token)
        if factor is None:
            value = language.numerals.get(token, token.replace(",", ""))
            current = (current or 0) + Decimal(str(value[0] if isinstance(value, list) else value))
        else:
            current = (1 if current is None else current) * factor
            if factor >= 1000:
                total, current = total + current, None
    return total + (current or 0)


def _runs(text, language):
    """Yield the numerals that stand together, as match objects: at most 40, no number is longer."""
    run = []
    for token in _tokens((*language.numerals, *language.multipliers)).finditer(text):
        gap = text[run[-1].end() : token.start()] if run else ""
        starts = token["digits"] and run and run[-1]["digits"]
        if run and (starts or len(run) == _LONGEST or not re.fullmatch(r"[ -]?(?:and )?", gap)):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


@functools.lru_cache(maxsize=4096)
def numbers(text, language):
    """Return the numbers of a text: those that must be shared, and all.

    Parameters
    ----------
    text : str
        Prose without formulas and code.
    language : nbpolyglot.config.Language
        Its `numerals` and `multipliers` are the number words.

    Returns
    -------
    strict : list of (str, set of decimal.Decimal)
        As written, and what it may stand for (``"6万"``: 6 or 60000).
    loose : set of decimal.Decimal
        Every number that may be meant somewhere in the text.
    """
    text = _VERSION.sub(" ", text.translate(_FULL_WIDTH))
    strict, loose = [], set()
    for run in _runs(text, language):
        whole = _value([_word(token[0], language) for token in run], language)
        loose.add(whole)
        for token in run:
            word = _word(token[0], language)
            value = language.numerals.get(word, language.multipliers.get(word, word.replace(",", "")))
            values = {Decimal(str(item)) for item in (value if isinstance(value, list) else [value])}
            loose |= values
            if not token["digits"] or re.search(r"[A-Za-z_.]$", text[: token.start()][-1:]):
                continue
            after = text[token.end() :]
            percent = _PERCENT.match(after)
            if re.match(r"[A-Za-z_]", after) and not percent and len(run) == 1:
                continue
            if "." in token[0] or "e" in token[0].lower() or percent or whole >= 10:
                strict.append((token[0], values | {whole}))
    return strict, loose


def compare(base_text, text, base, language):
    """Return the numbers that a translation lacks and those it has too many, as written.

    Parameters
    ----------
    base_text, text : str
        Prose without formulas and code.
    base, language : nbpolyglot.config.Language

    Returns
    -------
    missing, extra : list of str

    Examples
    --------
    >>> from nbpolyglot.config import load_config
    >>> config = load_config()
    >>> compare("60,000 digits, ten classes", "10クラスの数字が6万個", config.language("en"), config.language("ja"))
    ([], [])
    >>> compare("a rate of 0.5", "率は0.05", config.language("en"), config.language("ja"))
    (['0.5'], ['0.05'])
    """
    strict_base, loose_base = numbers(base_text, base)
    strict, loose = numbers(text, language)
    missing = [written for written, values in strict_base if not values & loose]
    extra = [written for written, values in strict if not values & loose_base]
    return list(dict.fromkeys(missing)), list(dict.fromkeys(extra))
