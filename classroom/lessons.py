"""A lesson's notebook, its exercises and the names of their answers."""

import ast
import functools
import re
import symtable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from nbpolyglot import load, show
from nbpolyglot.config import load_config

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
DISTRIBUTION = "activation-functions-course"


class ClassroomError(Exception):
    """Something the teacher can put right. The message is one sentence that says what and how."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """A lesson.

    Attributes
    ----------
    number : str
        Two digits.
    stem : str
        The notebook's name.
    notebook : dict
        With all languages, the base language shown.
    answers : dict of str to str
        Exercise to the variable that its check cell checks.
    identifiers : frozenset of str
        The ids of the code cells other than those for answers.
    sources : frozenset of str
        Their texts, in all languages, without surrounding space.
    """

    number: str
    stem: str
    notebook: dict
    answers: dict
    identifiers: frozenset
    sources: frozenset


def languages():
    """Return the languages of the course, as `nbpolyglot` knows them.

    Examples
    --------
    >>> [language.tag for language in languages()][:2]
    ['en', 'ja']
    """
    return load_config(ROOT).languages


def numbers():
    """Return the numbers of the lessons whose notebooks are there, sorted.

    Examples
    --------
    >>> numbers()[:2]
    ['00', '01']
    """
    return sorted(path.name[:2] for path in NOTEBOOKS.glob("[0-9][0-9]-*.ipynb"))


@functools.cache
def lesson(number):
    """Return a lesson.

    Parameters
    ----------
    number : str
        ``"04"`` or ``"4"``.

    Returns
    -------
    Lesson

    Raises
    ------
    ClassroomError
        If there is none.

    Examples
    --------
    >>> lesson("4").answers["04-a"]
    'my_relu'
    """
    known = numbers()
    if not known:
        raise ClassroomError(f"There are no lessons in {NOTEBOOKS}; run this from a clone of the course.")
    wanted = str(number).zfill(2)
    if wanted not in known:
        raise ClassroomError(f"There is no lesson {number}; the lessons are {', '.join(known)}.")
    path = next(NOTEBOOKS.glob(f"{wanted}-*.ipynb"))
    notebook = load(path)
    answers = {}
    for cell in notebook["cells"]:
        if re.fullmatch(rf"check-{wanted}-[a-z]", cell["id"]):
            call = ast.parse(cell["source"]).body[-1].value
            answers[call.args[0].value] = call.args[1].id
    shown = [cell for tag in languages() for cell in show(notebook, tag.tag)["cells"] if cell["cell_type"] == "code"]
    shown = [cell for cell in shown if not cell["id"].startswith("exercise-")]
    identifiers, sources = zip(*((cell["id"], cell["source"].strip()) for cell in shown), strict=True)
    return Lesson(wanted, path.stem, notebook, answers, frozenset(identifiers), frozenset(sources))


def version():
    """Return the version of the installed course.

    Examples
    --------
    >>> version().count(".")
    2
    """
    return metadata.version(DISTRIBUTION)


def defined(source):
    """Return the names that a cell binds at its top level; none if it is not Python.

    Examples
    --------
    >>> sorted(defined("import numpy as np\\ndef f(x):\\n    y = x\\n    return y\\nz = 1"))
    ['f', 'np', 'z']
    """
    try:
        table = symtable.symtable(source, "<cell>", "exec")
    except SyntaxError:
        return set()
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}


def used(source):
    """Return the global names that a cell reads, also inside its functions; none if it is not Python.

    Examples
    --------
    >>> sorted(used("def f(x):\\n    return np.maximum(x, low)"))
    ['low', 'np']
    """
    try:
        tables = [symtable.symtable(source, "<cell>", "exec")]
    except SyntaxError:
        return set()
    names = set()
    for table in tables:
        tables += table.get_children()
        top = table.get_type() == "module"
        names |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())}
    return names


def needed(wanted, offered):
    """Return which cells others need: those that define a name the others, or one already needed, read.

    Parameters
    ----------
    wanted, offered : list of str
        Sources.

    Returns
    -------
    set of int
        Indices into `offered`.

    Examples
    --------
    >>> sorted(needed(["y = g(2)"], ["a = 1", "def g(x):\\n    return a * x", "b = 3"]))
    [0, 1]
    """
    found, names = set(), set().union(*map(used, wanted), set())
    grew = True
    while grew:
        new = {i for i, source in enumerate(offered) if i not in found and defined(source) & names}
        found |= new
        names = names.union(*(used(offered[i]) for i in new))
        grew = bool(new)
    return found
