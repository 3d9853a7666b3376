"""What the tests read off a lesson."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HEADINGS = (
    "What you will do",
    "What you will learn",
    "What you need",
    "Myth lab",
    "Exercises",
    "In practice",
    "Summary",
    "References",
)


def read(path):
    """Return a notebook as a dict whose sources are strings."""
    notebook = json.loads(Path(path).read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def cells(notebook, kind):
    """Return the cells of one type."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def editions(cell):
    """Return a markdown cell's texts: language to text."""
    translations = cell["metadata"].get("i18n", {})
    return {"en": "".join(cell["source"])} | {
        language: "".join(made["source"]) for language, made in translations.items()
    }


def headings(notebook, level):
    """Return the English headings of a level, in order."""
    found = []
    for cell in cells(notebook, "markdown"):
        source = re.sub(r"```.*?```", "", cell["source"], flags=re.DOTALL)
        found += re.findall(rf"(?m)^#{{{level}}} +(.+?)\s*$", source)
    return found


def code_lines(cell):
    """Return the number of non-blank lines of a code cell."""
    return sum(bool(line.strip()) for line in cell["source"].splitlines())


def pictures(cell):
    """Return the number of stored pictures of a cell."""
    return sum("image/png" in output.get("data", {}) for output in cell.get("outputs", []))


def reading_minutes(notebook):
    """Estimate the time a reader needs for a lesson without its exercises, in minutes.

    200 words of prose a minute, a minute for ten lines of code, and a minute for each explorer and each prediction.
    """
    words, lines, pauses, exercises = 0, 0, 0, False
    for cell in notebook["cells"]:
        if re.search(r"(?m)^## ", cell["source"]) and cell["cell_type"] == "markdown":
            exercises = "## Exercises" in cell["source"]
        if exercises:
            continue
        if cell["cell_type"] == "markdown":
            words += len(cell["source"].split())
        else:
            lines += code_lines(cell)
            pauses += len(re.findall(r"explorers\.show|exercises\.predict", cell["source"]))
    return words / 200 + lines / 10 + pauses
