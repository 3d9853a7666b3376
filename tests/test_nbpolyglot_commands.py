"""The commands: what they write, what they refuse, and that a refusal leaves every file as it was."""

import random
import shutil
import sys
import types

import pytest
from IPython.core.interactiveshell import InteractiveShell

from nbpolyglot import NotebookError, digest, dump, dumps, load, translate
from nbpolyglot.__main__ import main
from nbpolyglot.editions import untouched, with_install, write_editions
from tests.cells import MANGLED, code, markdown, notebook


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A repository with two notebooks; the working directory is its root."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.nbpolyglot]\nlanguages = ["en", "ja", "ko"]\n', encoding="utf-8")
    first = notebook(
        code("parameters", "LANGUAGE = None", tags=["parameters"], count=1),
        markdown("kink", "The kink is at $0$.", ja="折れ点は$0$です。", ko="꺾인 점은 $0$입니다."),
    )
    second = notebook(markdown("slope", "# The slope", ja="# 傾き"), markdown("more", "And more."))
    dump(first, tmp_path / "notebooks" / "01.ipynb")
    dump(second, tmp_path / "notebooks" / "02.ipynb")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_show_round_trips_the_files_through_all_languages(course):
    before = contents(course)
    for lang in ("ja", "ko", "ja"):
        assert main(["show", lang]) == 0
        assert contents(course) != before
    assert load("notebooks/01.ipynb").cells[1].source == "折れ点は$0$です。"
    assert main(["show", "en"]) == 0
    assert contents(course) == before


def test_show_of_named_files_leaves_the_others(course):
    before = contents(course)
    assert main(["show", "ja", "notebooks/02.ipynb"]) == 0
    assert [name.name for name, data in contents(course).items() if data != before[name]] == ["02.ipynb"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "ja"],
        ["edition", "ja", "out"],
        ["export", "ja", "ja.po"],
        ["import", "ja", "in.po"],
        ["accept", "ja", "--cell", "kink"],
        ["status"],
        ["run"],
    ],
    ids=lambda arguments: arguments[0],
)
@pytest.mark.parametrize("case", ["no JSON", "format 3", "same id", "bad hash", "base twice"])
def test_a_mangled_notebook_among_good_ones_is_an_error_and_nothing_is_written(course, capsys, arguments, case):
    (course / "in.po").write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")
    (course / "notebooks" / "03.ipynb").write_text(MANGLED[case][0], encoding="utf-8")
    if arguments == ["run"]:
        arguments = ["run", "notebooks/03.ipynb"]
    before = contents(course)
    assert main(arguments) in (1, 2)
    assert "03.ipynb: " in capsys.readouterr().err
    assert contents(course) == before


def test_mangled_bytes_never_end_in_a_traceback_or_a_changed_file(course):
    path, rng = course / "notebooks" / "01.ipynb", random.Random(0)
    good = path.read_bytes()
    for _ in range(120):
        data = bytearray(good)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(data))
            data[at : at + rng.randint(0, 8)] = rng.randbytes(rng.randint(0, 3)) if rng.random() < 0.5 else b'"[{}],:'
        path.write_bytes(data)
        if main(["show", "ja", str(path)]) == 2:
            assert path.read_bytes() == bytes(data)
        else:
            load(path)


def test_one_read_only_file_stops_all(course, capsys):
    (course / "notebooks" / "02.ipynb").chmod(0o444)
    before = contents(course)
    assert main(["show", "ja"]) == 2
    assert "02.ipynb: the file is read-only" in capsys.readouterr().err
    assert contents(course) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "xx"], "language is 'xx', expected one of en, ja, ko"),
        (["edition", "ja+xx", "out"], "language is 'xx'"),
        (["edition", "ja+ja", "out"], "each language once"),
        (["export", "en", "x.po"], "the base itself"),
        (["import", "ja", "none.po"], r"none.po: No such file"),
        (["show", "ja", "none.ipynb"], "none.ipynb: No such file"),
        (["accept", "ja", "--cell", "none"], "no ja text in cell none"),
        (["accept", "ja", "--cell", "kink", "--reviewed", "June"], "--reviewed is 'June'"),
        (["edition", "ja", "notebooks"], "over its own source"),
        (["run", "--jobs", "0"], "--jobs is 0"),
        (["show", "ja", "notebooks/01.ipynb", "notebooks/none.ipynb"], "none.ipynb: No such file"),
        (["status", "notebooks/01.ipynb", "notebooks/01.ipynb"], "named twice"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_arguments_are_named_and_change_nothing(course, capsys, arguments, message):
    before = contents(course)
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
    assert contents(course) == before


def test_unknown_options_are_refused(course, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["check", "--fixx"])
    assert "--fixx" in capsys.readouterr().err


def test_a_folder_stands_for_the_notebooks_in_it(course, capsys):
    shutil.copy("notebooks/01.ipynb", "other.ipynb")
    assert main(["edition", "ja", "out", "notebooks"]) == 0
    assert sorted(path.name for path in (course / "out").iterdir()) == ["01.ipynb", "02.ipynb"]
    (course / "empty").mkdir()
    assert main(["edition", "ja", "none", "notebooks", "empty"]) == 2
    assert capsys.readouterr().err == "nbpolyglot: no notebooks in empty\n"
    assert not (course / "none").exists()


def test_a_folder_without_notebooks_is_an_error(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "no notebooks under" in capsys.readouterr().err


def test_edition_writes_plain_notebooks_and_follows_the_source(course):
    assert main(["edition", "ja", "out"]) == 0
    plain = load("out/01.ipynb")
    assert plain.cells[0].source == 'LANGUAGE = "ja"'
    assert plain.cells[1].source == "折れ点は$0$です。"
    nb = load("notebooks/01.ipynb")
    nb.cells[1] = translate(nb.cells[1], "ja", "折れ点です。")
    dump(nb, "notebooks/01.ipynb")
    assert main(["edition", "ja", "out"]) == 0
    assert load("out/01.ipynb").cells[1].source == "折れ点です。"


def test_edition_never_overwrites_what_a_reader_changed_unless_forced(course, capsys):
    assert main(["edition", "ja", "out"]) == 0
    answered = load("out/02.ipynb")
    answered.cells[1].source = "My answer."
    dump(answered, "out/02.ipynb")
    before = contents(course)
    assert main(["edition", "ko", "out"]) == 2
    assert "changed since they were written: 02.ipynb" in capsys.readouterr().err
    assert contents(course) == before
    assert main(["edition", "ko", "out", "--force", "notebooks/02.ipynb"]) == 0
    assert load("out/02.ipynb").cells[1].source == "And more."
    assert load("out/01.ipynb").metadata.lang == "ja"


@pytest.fixture
def installs(course, monkeypatch):
    """Run the first code cell of an edition that installs module relu; return what pip was asked for."""
    with (course / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('install = { relu = "git+https://example.org/relu" }\n')
    assert main(["edition", "ja", "out"]) == 0
    first, second = load("out/01.ipynb").cells[:2]
    assert second.source == 'LANGUAGE = "ja"'
    shell, asked = InteractiveShell(), []
    monkeypatch.setattr(InteractiveShell, "_instance", None)
    shell.register_magic_function(asked.append, magic_name="pip")

    def run():
        shell.run_cell(first.source).raise_error()
        return asked

    yield run
    shell.history_manager.end_session()


def test_edition_installs_a_missing_module_on_colab(installs, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    assert installs() == ["install --quiet git+https://example.org/relu"]


def test_edition_installs_nothing_on_colab_when_the_module_is_there(installs, monkeypatch, course):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    (course / "relu.py").touch()
    monkeypatch.syspath_prepend(course)
    assert installs() == []


def test_edition_installs_nothing_elsewhere(installs):
    assert installs() == []


def test_edition_without_code_or_without_the_setting_has_no_cell_that_installs(installs, course):
    assert [cell.cell_type for cell in load("out/02.ipynb").cells] == ["markdown", "markdown"]
    (course / "pyproject.toml").write_text("[tool.nbpolyglot]\n", encoding="utf-8")
    assert main(["edition", "ja", "plain"]) == 0
    assert [cell.id for cell in load("plain/01.ipynb").cells] == ["parameters", "kink"]


def test_cells_that_install_stand_before_the_first_code_with_identifiers_that_are_free():
    nb = notebook(markdown("install-a-b", "One"), code("install-c", "x"), code("y", "y"))
    result = with_install(nb, {"a.b": "A", "c": "C >= 1"})
    assert [cell["id"] for cell in result["cells"]] == [
        "install-a-b", "install-a-b-", "install-c-", "install-c", "y",
    ]  # fmt: skip
    assert result["cells"][2] == {
        "cell_type": "code",
        "id": "install-c-",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": "import importlib.util\nimport sys\n\n"
        'if "google.colab" in sys.modules and not importlib.util.find_spec("c"):\n'
        "    %pip install --quiet C >= 1",
    }
    assert len(nb["cells"]) == 3
    assert with_install(nb, {}) is nb
    assert with_install(notebook(markdown("a", "One")), {"a": "A"}) == notebook(markdown("a", "One"))


def test_editions_are_all_prepared_before_the_first_is_written(course):
    (course / "other").mkdir()
    shutil.copy("notebooks/01.ipynb", "other")
    for paths, message in [
        (["notebooks/01.ipynb", "other/01.ipynb"], "other/01.ipynb: another notebook is called '01.ipynb' too"),
        (["notebooks/01.ipynb", "out/02.ipynb"], "out/02.ipynb: an edition cannot be written over its own source"),
    ]:
        with pytest.raises(NotebookError) as caught:
            write_editions(paths, "ja", "out")
        assert str(caught.value) == message
        assert not (course / "out").exists()


def test_editions_say_which_files_are_new_and_which_folder_cannot_be(course):
    paths, folder = ["notebooks/01.ipynb", "notebooks/02.ipynb"], course / "deep" / "out"
    targets = [folder / "01.ipynb", folder / "02.ipynb"]
    assert write_editions(paths, "ja", folder, parameter="X") == targets
    assert load(targets[0]).cells[0].source == "LANGUAGE = None"
    assert all(untouched(target) for target in targets)
    assert write_editions(paths, "ja", folder, parameter="X") == []
    assert write_editions(paths, "ja", folder, outputs=True) == targets[:1]
    assert load(targets[0]).cells[0].execution_count == 1
    assert not untouched(course / "notebooks" / "01.ipynb")
    assert not untouched(course / "pyproject.toml")
    for target in targets:
        nb = load(target)
        nb.metadata.mine = 1
        dump(nb, target)
    with pytest.raises(NotebookError) as caught:
        write_editions(paths, "ko", folder)
    assert str(caught.value) == (
        f"{folder}: changed since they were written: 01.ipynb, 02.ipynb (--force overwrites them)"
    )
    assert write_editions(paths, "ko", folder, force=True) == targets
    assert load(targets[0]).cells[0].source == 'LANGUAGE = "ko"'
    with pytest.raises(NotebookError) as caught:
        write_editions(paths, "ja", course / "pyproject.toml")
    assert str(caught.value) == f"{course / 'pyproject.toml'}: {caught.value.__cause__.strerror}"


def test_a_readers_file_that_is_the_same_again_is_no_conflict(course):
    assert main(["edition", "ja", "out"]) == 0
    text = (course / "out" / "01.ipynb").read_text(encoding="utf-8")
    nb = load("out/01.ipynb")
    nb.metadata.nbpolyglot = 3
    dump(nb, "out/01.ipynb")
    assert main(["edition", "ja", "out"]) == 2
    (course / "out" / "01.ipynb").write_text(text, encoding="utf-8")
    assert main(["edition", "ja", "out"]) == 0


def test_edition_does_not_overwrite_files_it_did_not_write(course):
    (course / "out").mkdir()
    shutil.copy("notebooks/01.ipynb", "out/01.ipynb")
    assert main(["edition", "ja", "out"]) == 2
    (course / "out" / "01.ipynb").write_text("mine")
    assert main(["edition", "ja", "out"]) == 2
    assert not (course / "out" / "02.ipynb").exists()


def test_check_prints_one_line_a_finding_and_says_so_by_its_exit_code(course, capsys):
    assert main(["check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "notebooks/02.ipynb: slope: ko: missing: “# The slope”",
        "notebooks/02.ipynb: more: ja: missing: “And more.”",
        "notebooks/02.ipynb: more: ko: missing: “And more.”",
    ]
    assert main(["check", "notebooks/01.ipynb"]) == 0


def test_check_fix_writes_only_code(course, capsys):
    nb = load("notebooks/01.ipynb")
    nb.cells[0] = translate(code("parameters", "x = 1  # one"), "ja", "x = 1  # 一")
    nb.cells[0]["source"] = "x = 2  # one"
    nb.cells[1].source = "The kink was at $0$."
    dump(nb, "notebooks/01.ipynb")
    assert main(["check", "--fix", "notebooks/01.ipynb"]) == 1
    fixed = load("notebooks/01.ipynb")
    assert fixed.cells[0].metadata.i18n.ja.source == ["x = 2  # 一"]
    assert fixed.cells[1] == nb.cells[1]
    assert "01.ipynb: parameters: ja: fixed" in capsys.readouterr().err


def test_status_counts_translated_and_reviewed(course, capsys):
    assert main(["accept", "ja", "--cell", "slope", "--reviewed", "2026-12"]) == 0
    assert main(["status"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert rows == [
        ["notebooks/01.ipynb", "100%", "0%", "100%", "0%"],
        ["notebooks/02.ipynb", "50%", "50%", "0%", "0%"],
        ["all", "66%", "33%", "33%", "0%"],
    ]


def test_accept_marks_a_text_as_made_from_todays_base(course):
    nb = load("notebooks/01.ipynb")
    nb.cells[1].source = "The kink is where $x$ is $0$."
    dump(nb, "notebooks/01.ipynb")
    assert main(["accept", "ja", "--cell", "kink", "notebooks/01.ipynb"]) == 0
    texts = load("notebooks/01.ipynb").cells[1].metadata.i18n
    assert texts.ja.of == digest(nb.cells[1].source)
    assert texts.ko.of != digest(nb.cells[1].source)


def test_files_in_another_form_are_written_as_jupyter_writes_them(course):
    path = course / "notebooks" / "01.ipynb"
    canonical = path.read_text(encoding="utf-8")
    path.write_bytes(canonical.replace("\n ", "\n    ").replace("\n", "\r\n").encode())
    assert main(["show", "ja"]) == 0
    assert main(["show", "en"]) == 0
    assert path.read_bytes() == canonical.encode()
    assert dumps(load(path)) == canonical
