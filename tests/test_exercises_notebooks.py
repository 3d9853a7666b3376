"""The exercises in the notebooks: stub, checker and solution belong together."""

import ast
import inspect
import textwrap

import pytest

from helpers import exercises
from helpers.exercises import tutor
from helpers.exercises.registry import EXERCISES, find
from tests import lessons


def checks(notebook):
    """Return the exercises a notebook checks: name to the variable checked."""
    found = {}
    for node in _calls(notebook, "check"):
        found[node.args[0].value] = node.args[1].id
    return found


def _calls(notebook, function):
    for cell in lessons.cells(notebook, "code"):
        for node in ast.walk(ast.parse(cell["source"])):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"exercises.{function}":
                yield node


def _cell(notebook, name):
    found = next((cell for cell in notebook["cells"] if cell["id"] == name), None)
    assert found, f"there is no cell {name}"
    return found


def _signature(cell, name):
    """Return the parameters of a function, or of a class's methods, defined in a cell; None for a value."""
    for node in ast.parse(cell["source"]).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ast.unparse(node.args)
        if isinstance(node, ast.ClassDef) and node.name == name:
            return {f.name: ast.unparse(f.args) for f in node.body if isinstance(f, ast.FunctionDef)}
    return None


NOTEBOOKS = {path.stem: lessons.read(path) for path in lessons.NOTEBOOKS}
CASES = [(stem, name, variable) for stem, nb in NOTEBOOKS.items() for name, variable in checks(nb).items()]
each_exercise = pytest.mark.parametrize(("stem", "name", "variable"), CASES, ids=[name for _, name, _ in CASES])


@each_exercise
def test_the_stub_has_the_signature_of_the_solution(stem, name, variable):
    stub, solution = _cell(NOTEBOOKS[stem], f"exercise-{name}"), _cell(NOTEBOOKS[stem], f"solution-{name}")
    hidden = solution["metadata"].get("jupyter", {}).get("source_hidden")
    assert "solution" in solution["metadata"].get("tags", []), "the solution lacks its tag"
    assert hidden is True, "the solution is not collapsed: its metadata lack jupyter.source_hidden"
    assert _signature(stub, variable) == _signature(solution, f"solution_{name.replace('-', '_')}")


@each_exercise
def test_the_task_stands_above_the_stub(stem, name, variable):
    cells = NOTEBOOKS[stem]["cells"]
    above = cells[cells.index(_cell(NOTEBOOKS[stem], f"exercise-{name}")) - 1]
    assert above["cell_type"] == "markdown", f"above exercise-{name} should stand its task, not {above['id']}"


@each_exercise
def test_the_stub_is_open_and_the_solution_is_accepted(stem, name, variable, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(tutor, "_work", {})
    notebook = NOTEBOOKS[stem]
    space = {}
    for cell in lessons.cells(notebook, "code")[:2]:
        exec(cell["source"], space)
    exec(_cell(notebook, f"solution-{name}")["source"], space)
    capsys.readouterr()
    exercises.check(name, space[f"solution_{name.replace('-', '_')}"])
    assert capsys.readouterr().out.startswith(f"✓ {name}: ")
    if find(EXERCISES, name).bug is None:
        exec(_cell(notebook, f"exercise-{name}")["source"], space)
        exercises.check(name, space[variable])
        assert capsys.readouterr().out.startswith(f"· {name}: ")


@each_exercise
def test_the_bug_in_the_notebook_is_the_one_the_checker_knows(stem, name, variable):
    bug = find(EXERCISES, name).bug
    if bug is None:
        return
    ours = ast.parse(textwrap.dedent(inspect.getsource(bug))).body[0]
    theirs = ast.parse(_cell(NOTEBOOKS[stem], f"exercise-{name}")["source"]).body[-1]
    ours.name = theirs.name = ""
    assert ast.dump(ours) == ast.dump(theirs)


@pytest.mark.parametrize("stem", [stem for stem in NOTEBOOKS if not stem.startswith("00")])
def test_a_lesson_asks_all_its_exercises_and_reveals_every_prediction(stem):
    notebook = NOTEBOOKS[stem]
    find(EXERCISES, f"{stem[:2]}-a")
    assert set(checks(notebook)) == {name for name in EXERCISES if name.startswith(stem[:2])}
    predicted, revealed = ([node.args[0].value for node in _calls(notebook, f)] for f in ("predict", "reveal"))
    assert predicted == revealed
