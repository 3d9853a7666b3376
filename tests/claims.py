"""Find the numbers that a lesson's prose claims and that no cell of the notebook prints."""

import re
import unicodedata
from fractions import Fraction

from .lessons import editions

#: What is not prose: fenced and inline code, link targets, identifiers of papers.
NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|(?:doi|arXiv):\s?[^\s\])]+", re.DOTALL)
SCIENTIFIC = re.compile(r"(\d+(?:\.\d+)?)\s*(?:\\cdot|\\times|×|·)\s*10\^\{?(-?\d+)\}?")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?\\?%(?!포인트)")  # Korean for percentage points: a plain number
DECIMAL = re.compile(r"(?<![A-Za-z_0-9.])\d+\.\d{2,}(?![A-Za-z_0-9]|\.\d)")
PRINTED = re.compile(r"(?<![A-Za-z_0-9.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?%?|(?<![A-Za-z_0-9.])-?\.\d+")


def plain(text):
    """Return prose with ASCII digits, no code and no thousands separators."""
    text = unicodedata.normalize("NFKC", NOT_PROSE.sub(" ", text)).replace("−", "-")
    return re.sub(r"(?<=\d)(?:,|\{,\}|\\,)(?=\d{3}(?!\d))", "", text)


def claimed(text):
    """Return the claims of a passage as (text, value, precision) with exact fractions.

    A claim is a percentage, a number with two or more decimals, or a number times a power of ten. `precision` is the
    value of one unit in its last digit.
    """
    text = plain(text)
    claims = []
    for mantissa, exponent in SCIENTIFIC.findall(text):
        scale = Fraction(10) ** int(exponent)
        claims.append((f"{mantissa}e{exponent}", Fraction(mantissa) * scale, unit(mantissa) * scale))
    text = SCIENTIFIC.sub(" ", text)
    claims += [(f"{n}%", Fraction(n) / 100, unit(n) / 100) for n in PERCENT.findall(text)]
    text = PERCENT.sub(" ", text)
    claims += [(n, Fraction(n), unit(n)) for n in DECIMAL.findall(text)]
    return claims


def unit(number):
    """Return the value of one unit in the last written digit, as in ``unit("0.25") == 1/100``."""
    return Fraction(1, 10 ** len(number.partition(".")[2]))


def printed(notebook):
    """Return the absolute values of all numbers that the notebook's cells print."""
    values = set()
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            for number in PRINTED.findall("".join(text).replace("−", "-")):
                value = Fraction(number.rstrip("%"))
                values.add(abs(value) / (100 if number.endswith("%") else 1))
    return values


def unsupported(notebook, allowed=()):
    """List the claims of every language that no cell prints to the digits shown.

    Parameters
    ----------
    notebook : dict
        With stored outputs.
    allowed : collection of str
        Claims that need no output, as they are listed here.

    Returns
    -------
    list of str
        ``cell: language: claim``.
    """
    values = printed(notebook)
    findings = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        for language, source in editions(cell).items():
            for claim, value, precision in claimed(source):
                known = any(abs(value - v) <= precision / 2 for v in values)
                if not known and claim not in allowed:
                    findings.append(f"{cell['id']}: {language}: {claim} is printed by no cell")
    return findings
