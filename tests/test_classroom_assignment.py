"""What students get holds no solution and no hint, in any language; the key answers everything."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from classroom import lessons
from classroom.__main__ import main
from classroom.assignment import make
from classroom.lessons import ClassroomError, lesson, needed
from helpers import exercises, language
from helpers.exercises import tutor
from helpers.exercises.registry import EXERCISES, find

LANGUAGES = [one.tag for one in lessons.languages()]
each_lesson = pytest.mark.parametrize("number", lessons.numbers())


def text(nb):
    return "\n".join(cell["source"] for cell in nb["cells"])


def run(nb):
    """Run the cells of a notebook that only set up and define, and return what it then holds."""
    space = {}
    for cell in nb["cells"]:
        if cell["cell_type"] == "code" and not cell["id"].startswith("check-"):
            exec(cell["source"], space)
    return space


@each_lesson
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_assignment_has_every_exercise_and_neither_solution_nor_hint(number, lang):
    for only in (False, True) if lang == "en" else (False,):
        assignment, key = make(number, lang, only)
        ids = [cell["id"] for cell in assignment["cells"]]
        assert not [name for name in ids if name.startswith(("solution", "key"))]
        assert [name for name in ids if name.startswith("exercise-0")] == [
            f"exercise-{n}" for n in lesson(number).answers
        ]
        assert "solution_" not in text(assignment)
        assert "exercises.hint(" not in text(assignment)
        assert not any(cell.get("outputs") for nb in (assignment, key) for cell in nb["cells"])
        assert "i18n" not in json.dumps(assignment)


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "collapsed"), ("ja", "折りたたまれたセル"), ("zh-Hant", "收合"), ("ko", "접혀 있는")]
)
def test_the_sentence_that_leads_to_solutions_goes_and_the_task_stays(lang, word):
    first = {"en": "run your cell", "ja": "実行してください", "zh-Hant": "執行", "ko": "실행"}
    source = next(c["source"] for c in make("04", lang)[0]["cells"] if c["id"] == "exercises")
    assert word in json.dumps(lesson("04").notebook, ensure_ascii=False)
    assert word not in source
    assert first[lang] in source.split("\n\n")[1]
    assert "my_relu(x)" in source


def test_the_start_page_keeps_its_headings_and_loses_the_help_on_hints():
    sources = [cell["source"] for cell in make("00", "en")[0]["cells"]]
    assert "## Getting help" in sources
    assert not any("Ask for a hint" in source for source in sources)


@pytest.mark.parametrize("number", ["00", "04"])
def test_running_the_key_solves_every_exercise(number, monkeypatch):
    monkeypatch.setattr(tutor, "_work", {})
    key = make(number, "en", only_exercises=True)[1]
    space, names = run(key), [cell["id"] for cell in key["cells"]]
    for name, variable in lesson(number).answers.items():
        assert names.index(f"exercise-{name}") < names.index(f"key-{name}") < names.index(f"check-{name}")
        said = io.StringIO()
        with redirect_stdout(said):
            exercises.check(name, space[variable])
        assert said.getvalue().startswith("✓"), name


@each_lesson
def test_an_assignment_of_only_the_exercises_runs_and_is_open(number, monkeypatch):
    monkeypatch.setattr(tutor, "_work", {})
    space = run(make(number, "en", only_exercises=True)[0])
    for name, variable in lesson(number).answers.items():
        said = io.StringIO()
        with redirect_stdout(said):
            exercises.check(name, space[variable])
        assert said.getvalue()[0] == "·" or find(EXERCISES, name).bug is not None, said.getvalue()


def test_metadata_say_what_it_is_and_the_language_is_set():
    assignment, key = make("4", "ko")
    label = {"lesson": "04", "language": "ko", "course_version": lessons.version()}
    assert assignment["metadata"]["classroom"] == {"kind": "assignment", **label}
    assert key["metadata"]["classroom"] == {"kind": "key", **label}
    assert 'LANGUAGE = "ko"' in text(assignment)


def test_the_command_writes_both_and_never_over_other_content(tmp_path, capsys):
    out = tmp_path / "new" / "folder"
    command = ["assignment", "04", "--lang", "ja", "--out", str(out)]
    assert main(command) == 0
    assert capsys.readouterr().out.split() == [str(out / "04-relu-ja.ipynb"), str(out / "04-relu-ja-key.ipynb")]
    assert main(command) == 0  # the same content again is no loss
    (out / "04-relu-ja.ipynb").write_text("mine")
    (out / "04-relu-ja-key.ipynb").unlink()
    assert main(command) == 2
    assert "--force" in capsys.readouterr().err
    assert (out / "04-relu-ja.ipynb").read_text() == "mine"
    assert not (out / "04-relu-ja-key.ipynb").exists()
    assert main([*command, "--force"]) == 0
    assert (out / "04-relu-ja.ipynb").read_text("utf-8") != "mine"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["44", "--out", "x"], "There is no lesson 44; the lessons are 00, 01"),
        (["04", "--lang", "fr", "--out", "x"], "There is no edition in 'fr'; the languages are en, ja, "),
        (["04", "--out", f"{__file__}/x"], f"Cannot write into {Path(__file__) / 'x'}: "),
    ],
)
def test_a_mistake_is_answered_in_one_sentence(arguments, says, capsys):
    assert main(["assignment", *arguments]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_without_the_lessons_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(lessons, "NOTEBOOKS", tmp_path)
    with pytest.raises(ClassroomError, match="run this from a clone"):
        lessons.lesson.__wrapped__("04")


def test_code_that_an_exercise_needs_is_found_through_other_cells():
    offered = ["import numpy as np", "def f(x):\n    return g(x)", "g = np.square", "h = f", "not python ("]
    assert needed(["y = f(3)", "also not python ("], offered) == {0, 1, 2}


def test_every_message_has_every_language_and_the_same_blanks():
    import re

    from classroom.messages import HERE

    for key, texts in language.catalogue(HERE / "messages.toml").items():
        assert list(texts) == list(language.LANGUAGES), key
        assert len({frozenset(re.findall(r"{\w+}", t)) for t in texts.values()}) == 1, key
