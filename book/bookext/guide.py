"""The teacher's guide: pages of their own, whose exercise keys show the solutions of the lessons, not copies of them.

A cell of the guide named ``key-04-a`` is followed in the book by the cell ``solution-04-a`` of lesson 04, folded.
"""

import copy
import re

from nbpolyglot.files import load
from nbpolyglot.format import edition

from . import interface

FOLDER = interface.ROOT / "classroom" / "guide"
LESSON = re.compile(r"(?<=\]\()(?:\.\./)+notebooks/")
PAGE = re.compile(r"\[([^\[\]]+)\]\(guide-(\d\d)\.ipynb\)")


def with_solutions(nb, lesson):
    """Return a page with each solution behind its key.

    Parameters
    ----------
    nb, lesson : dict
        Editions in one language.

    Raises
    ------
    ValueError
        If a key names an exercise that has no solution in the lesson.

    Examples
    --------
    >>> key = {"cell_type": "markdown", "id": "key-04-a", "source": "Look for the mask.", "metadata": {}}
    >>> with_solutions({"cells": [key]}, {"cells": []})
    Traceback (most recent call last):
    ValueError: cell 'key-04-a': expected a cell 'solution-04-a' in the lesson, found none
    """
    solutions = {cell["id"]: cell for cell in lesson["cells"]}
    cells = []
    for cell in nb["cells"]:
        cells.append(cell)
        if cell["id"].startswith("key-"):
            name = cell["id"].replace("key", "solution", 1)
            if name not in solutions:
                raise ValueError(f"cell {cell['id']!r}: expected a cell {name!r} in the lesson, found none")
            cells.append(copy.deepcopy(solutions[name]))
    return {**nb, "cells": cells}


def pages(lang, lessons, folder=FOLDER):
    """Return the pages of the guide for the lessons that are there: name to notebook, which the book does not execute.

    Parameters
    ----------
    lang : str
    lessons : dict
        Name of a lesson to its edition.
    folder : Path

    Returns
    -------
    dict
    """
    result, numbers = {}, {name[:2]: nb for name, nb in lessons.items()}
    for path in sorted(folder.glob("*.ipynb"), key=lambda path: path.stem):
        nb, number = edition(load(path), lang, outputs=False), path.stem.partition("-")[2]
        if number and number not in numbers:
            continue
        for cell in nb["cells"]:
            cell["source"] = PAGE.sub(lambda f: f[0] if f[2] in numbers else f[1], LESSON.sub("", cell["source"]))
        page = with_solutions(nb, numbers[number]) if number else nb
        result[path.stem] = {**page, "metadata": {**page["metadata"], "mystnb": {"execution_mode": "off"}}}
    return result
