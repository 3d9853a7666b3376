"""Find the numbers that a lesson's prose claims and that no cell nearby prints."""

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


def printed(cell):
    """Return the absolute values of all numbers that a cell prints."""
    values = set()
    for output in cell.get("outputs", []):
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        for number in PRINTED.findall("".join(text).replace("−", "-")):
            value = Fraction(number.rstrip("%"))
            values.add(abs(value) / (100 if number.endswith("%") else 1))
    return values


def sections(notebook):
    """Return the number of the section that each cell stands in."""
    found, number = [], 0
    for cell in notebook["cells"]:
        number += cell["cell_type"] == "markdown" and bool(re.search(r"(?m)^## ", "".join(cell["source"])))
        found.append(number)
    return found


def unsupported(notebook, allowed=None):
    """Return the claims of every language that no cell nearby prints to the digits shown.

    Nearby is the section of the claim and the one before: a number printed elsewhere may mean something else.

    Parameters
    ----------
    notebook : dict
        With stored outputs.
    allowed : dict, optional
        Claims that need no output nearby, as ``"claim"`` or ``"cell: claim"``, with the reason or, where a cell further
        away prints the number that is meant, ``{"printed": "its id"}``.

    Returns
    -------
    list of (str, str)
        The claim as ``cell: claim``, and a line ``cell: language: what is wrong``.
    """
    allowed, values, where = allowed or {}, [printed(cell) for cell in notebook["cells"]], sections(notebook)
    findings = []
    for cell, here in zip(notebook["cells"], where, strict=True):
        if cell["cell_type"] != "markdown":
            continue
        for language, source in editions(cell).items():
            for claim, value, precision in claimed(source):
                at = [i for i, found in enumerate(values) if any(abs(value - v) <= precision / 2 for v in found)]
                elsewhere = [notebook["cells"][i]["id"] for i in at]
                reason = allowed.get(f"{cell['id']}: {claim}", allowed.get(claim))
                known = reason["printed"] in elsewhere if isinstance(reason, dict) else reason is not None
                if not known and not any(here - 1 <= where[i] <= here for i in at):
                    said = f"{claim} is printed by no cell of this section or the one before"
                    said += f", but by {elsewhere[0]}: is that the number meant?" if elsewhere else ""
                    findings.append((f"{cell['id']}: {claim}", f"{cell['id']}: {language}: {said}"))
    return findings
