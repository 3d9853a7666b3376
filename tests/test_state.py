"""No hidden state: a lesson run twice in one kernel says the same twice, and a section needs only what it names."""

import ast
import builtins
import contextlib
import functools
import io
import re

import matplotlib.pyplot as plt
import pytest

from helpers import explorers, language
from helpers.exercises import tutor
from tests import lessons

pytestmark = pytest.mark.slow
each_lesson = pytest.mark.parametrize("path", lessons.NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def without_widgets(monkeypatch):
    monkeypatch.setenv("COURSE_EXPLORERS", "static")
    monkeypatch.setattr(explorers, "show", lambda name: None)  # its output is a picture
    yield
    language.use(None)


def run(cell, namespace):
    """Execute a cell's code in `namespace`; return what it prints, with the value of a last expression."""
    tree = ast.parse(cell["source"])
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, cell["id"], "exec"), namespace)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), cell["id"], "eval"), namespace)
            if value is not None:
                print(value)
    plt.close("all")
    return re.sub(r"<(.+) object at 0x\w+>", r"<\1>", printed.getvalue())


def run_all(cells, namespace):
    """Run cells in `namespace`, with no hint asked for yet; return what each prints."""
    tutor._work.clear()
    return {cell["id"]: run(cell, namespace) for cell in cells}


def code(path):
    return lessons.cells(lessons.read(path), "code")


@functools.cache
def outputs(path):
    """Return what each cell of a lesson prints: cell id to text, for two runs in one namespace."""
    namespace = {"__name__": "__main__"}
    return [run_all(code(path), namespace) for _ in range(2)]


def names(source):
    """Return the names that code reads from outside, and those that it binds."""
    read, bound = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            read.add(node.target.id)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            bound.add(node.value.id)  # an entry is set, and the cell before that made the container is needed too
    return read - set(dir(builtins)), bound


def needed(cells, wanted):
    """Return the positions of the cells that those at `wanted` need, themselves included, in order."""
    uses = [names(cell["source"]) for cell in cells]
    found, waiting = set(), list(wanted)
    while waiting:
        position = waiting.pop()
        if position in found:
            continue
        found.add(position)
        for name in uses[position][0]:
            providers = [before for before in range(position) if name in uses[before][1]]
            waiting += providers[-1:]
    return sorted(found)


def sections(path):
    """Return the positions of the code cells of each section of a lesson, in the list of all code cells."""
    found, position, heading = {}, 0, ""
    for cell in lessons.read(path)["cells"]:
        if cell["cell_type"] == "code":
            found.setdefault(heading, []).append(position)
            position += 1
        elif match := re.search(r"(?m)^## (.+)", cell["source"]):
            heading = match[1]
    return found


@each_lesson
def test_a_second_run_in_the_same_kernel_says_the_same(path):
    first, second = outputs(path)
    assert {key: text for key, text in second.items() if text != first[key]} == {}


@each_lesson
def test_a_section_needs_the_setup_and_the_cells_it_names(path):
    cells, first = code(path), outputs(path)[0]
    for heading, wanted in sections(path).items():
        said = run_all([cells[i] for i in needed(cells, [0, 1, *wanted])], {"__name__": "__main__"})
        assert {key: text for key, text in said.items() if text != first[key]} == {}, heading


def test_names_are_what_code_reads_from_outside_and_binds():
    read, bound = names("import a.b as c\nfor i in x: y[i] += len(x)\nz -= 1\ndef f(v): return v + w")
    assert {"x", "y", "z", "w"} <= read
    assert "len" not in read
    assert {"c", "i", "z", "f", "v"} <= bound
