"""The table of grades: a data frame, CSV that spreadsheets open right, and an HTML page."""

import html

import pandas as pd

from classroom.lessons import lesson
from classroom.messages import text

_STYLE = """
body { font-family: system-ui, sans-serif; margin: 2rem; color-scheme: light dark; }
table { border-collapse: collapse; }
th, td { border: 1px solid #8888; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
td { white-space: pre-line; }
th { position: sticky; top: 0; background: Canvas; }
"""


def frame(results):
    """Return the table: a row for each submission, a column for each exercise that any of them has.

    Parameters
    ----------
    results : list of dict
        As from :func:`classroom.grading.grade`.

    Returns
    -------
    pandas.DataFrame
    """
    names = sorted({name for result in results for name in result["exercises"]})
    head = ["student", *names, "score", "maximum", "seconds", "note", "file"]
    rows = []
    for result in results:
        states = {name: state for name, (state, _) in result["exercises"].items()}
        notes = [f"{name}: {note}" for name, (_, note) in result["exercises"].items() if note]
        rows.append(
            [
                result["student"],
                *(text(states[name]) if name in states else "" for name in names),
                sum(state == "passed" for state in states.values()),
                len(lesson(result["lesson"]).answers) if result["lesson"] else 0,
                result["seconds"],
                "\n".join(([text("error") + ": " + result["problem"]] if result["problem"] else []) + notes),
                result["file"],
            ]
        )
    return pd.DataFrame(rows, columns=[name if name in names else text(name) for name in head])


def as_csv(table):
    """Return a table as CSV: UTF-8 with a byte order mark, so that Excel reads every script.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.

    Parameters
    ----------
    table : pandas.DataFrame

    Returns
    -------
    bytes

    Examples
    --------
    >>> as_csv(pd.DataFrame({"student": ["=1+1"]})).decode("utf-8-sig").split()
    ['student', "'=1+1"]
    """
    return table.map(_harmless).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", errors="replace")


def _harmless(value):
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_html(table, lang):
    """Return a table as an HTML page; everything from submissions is escaped.

    Parameters
    ----------
    table : pandas.DataFrame
    lang : str

    Returns
    -------
    bytes
    """
    title = html.escape(text("title"))
    with pd.option_context("display.max_colwidth", None):
        body = table.to_html(index=False, escape=True, border=0, na_rep="")
    page = (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )
    return page.encode("utf-8", errors="replace")
