"""Whatever notebooks, PO files, settings and folders are like: a right result, or one sentence and no file changed."""

import contextlib
import copy
import io
import json
import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nbpolyglot import dumps, load, loads, show, translate
from nbpolyglot import run as running
from nbpolyglot.__main__ import main
from tests.test_nbpolyglot_format import code, markdown, notebook

PO = 'msgid ""\nmsgstr "Language: ja\\n"\n\nmsgctxt "a.ipynb:kink"\nmsgid "The kink."\nmsgstr "折れ点"\n'
SETTINGS = '[tool.nbpolyglot]\nlanguages = ["en", "ja", "ko"]\n'
COMMANDS = {
    "show": ["show", "ja"],
    "edition": ["edition", "ja+en", "out"],
    "check": ["check"],
    "fix": ["check", "--fix"],
    "status": ["status"],
    "accept": ["accept", "ja", "--cell", "kink"],
    "export": ["export", "ja", "ja.po"],
    "import": ["import", "ja", "in.po"],
    "run": ["run"],
}
fuzz = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Idle:
    """A client that runs nothing."""

    def __init__(self, nb, **options):
        pass

    async def async_execute(self):
        pass


@pytest.fixture(autouse=True)
def without_kernels_and_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(running, "NotebookClient", Idle)
    monkeypatch.setattr(os, "fsync", lambda file: None)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def good():
    return notebook(
        code("parameters", "LANGUAGE = None", tags=["parameters"], count=1),
        translate(code("compute", "x = 1  # one"), "ja", "x = 1  # 一"),
        markdown("kink", "The kink.", ja="折れ点です。", ko="꺾인 점입니다."),
    )


def text_of(change):
    """Return the JSON of a good notebook that a function has changed."""
    nb = good()
    change(nb)
    return json.dumps(nb)


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def outcome(folder, arguments):
    """Run a command; return its exit code and messages. Whatever happens: no exception, no half result, no litter."""
    before = contents(folder)
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        status = main(arguments)
    after, messages = contents(folder), err.getvalue()
    if status == 2:
        assert messages.startswith("nbpolyglot: ")
        assert messages.count("\n") == 1
        assert after == before
    changed = [path for path, data in after.items() if before.get(path) != data]
    assert all(path.suffix in (".ipynb", ".po") and not path.name.startswith(".") for path in changed)
    for path in changed:
        if path.suffix == ".ipynb":
            load(path)
    return status, messages + out.getvalue()


def outcomes(folder, data, po=PO, commands=tuple(COMMANDS)):
    """Run commands on a notebook beside a good one; return exit code and messages by command."""
    found = {}
    for name in commands:
        (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
        (folder / "a.ipynb").write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        (folder / "b.ipynb").write_text(dumps(good()), encoding="utf-8")
        (folder / "in.po").write_bytes(po if isinstance(po, bytes) else po.encode("utf-8"))
        found[name] = outcome(folder, COMMANDS[name])
    return found


def nested(depth):
    return json.loads("[" * depth + "]" * depth)


def versioned(major, minor):
    return text_of(lambda nb: nb.update(nbformat=major, nbformat_minor=minor))


CUT = dumps(good())[:-40]
REFUSED = {
    "cut": (CUT, "not JSON"),
    "byte order mark": ("\ufeff" + dumps(good()), "not JSON: Unexpected UTF-8 BOM"),
    "UTF-16": (dumps(good()).encode("utf-16"), "not UTF-8"),
    "zeros": (b"\0" * 1000, "not JSON"),
    "endless number": (text_of(lambda nb: nb).replace("null", "9" * 5000, 1), "not JSON"),
    "format 3": (json.dumps({"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": []}), "not a notebook"),
    **{f"format {a}.{b}": (versioned(a, b), f"notebook format {a}.{b}, expected 4.5") for a, b in [
        (4, 0), (4, 4), (4, 6), (5, 0), (4.0, 5), ("4", "5"), (4, True), (None, None), ([], {}),
    ]},
    "the same id": (text_of(lambda nb: nb["cells"].append(nb["cells"][2])), "two cells have the id 'kink'"),
    "deep metadata": (text_of(lambda nb: nb["metadata"].update(a=nested(150))), "more than 100 levels deep"),
    "deep output": (text_of(lambda nb: nb["cells"][0].update(outputs=[
        {"output_type": "display_data", "metadata": {}, "data": {"application/json": nested(600)}},
    ])), "more than 100 levels deep"),
    "a cell type that is a table": (text_of(lambda nb: nb["cells"][0].update(cell_type={})), "not a valid notebook"),
    "half a character": (text_of(lambda nb: nb["cells"][2].update(source="a \ud800 b")), "contains half a character"),
    "half in a key": (text_of(lambda nb: nb["metadata"].update({"\udfff": 1})), "contains half a character"),
    "no cell id": (text_of(lambda nb: nb["cells"][0].pop("id")), "cell 1 has no valid id"),
    "base twice": (text_of(lambda nb: nb["cells"][2]["metadata"]["i18n"].update(en={"source": []})), "although 'en'"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_notebook_of_ours_is_refused_by_every_command_in_one_sentence(folder, case):
    data, message = REFUSED[case]
    for command, (status, said) in outcomes(folder, data).items():
        assert status in (1, 2), command
        assert "a.ipynb: " in said
        assert message in said


ODD = [None, [], {}, "x", 3, True]
PLACES = {
    "metadata": lambda nb, value: nb.update(metadata=value),
    "cells": lambda nb, value: nb.update(cells=value),
    "a cell": lambda nb, value: nb["cells"].append(value),
    "cell metadata": lambda nb, value: nb["cells"][2].update(metadata=value),
    "cell source": lambda nb, value: nb["cells"][2].update(source=value),
    "outputs": lambda nb, value: nb["cells"][0].update(outputs=value),
    "tags": lambda nb, value: nb["cells"][0]["metadata"].update(tags=value),
    "settings": lambda nb, value: nb["metadata"].update(i18n=value),
    "base": lambda nb, value: nb["metadata"].update(i18n={"base": value}),
    "i18n": lambda nb, value: nb["cells"][2]["metadata"].update(i18n=value),
    "an entry": lambda nb, value: nb["cells"][2]["metadata"]["i18n"].update(ja=value),
    "a text": lambda nb, value: nb["cells"][2]["metadata"]["i18n"]["ja"].update(source=value),
    "of": lambda nb, value: nb["cells"][2]["metadata"]["i18n"]["ja"].update(of=value),
    "shown": lambda nb, value: nb["cells"][2]["metadata"].update(i18n_lang=value),
    "kernel": lambda nb, value: nb["metadata"].update(kernelspec=value, language_info=value),
    "fingerprint": lambda nb, value: nb["metadata"].update(nbpolyglot=value),
}


@pytest.mark.parametrize("place", PLACES)
def test_values_of_another_kind_are_refused_or_kept(folder, place):
    for value in ODD:
        data = text_of(lambda nb, value=value: PLACES[place](nb, value))
        outcomes(folder, data, commands=("show", "edition", "check", "export"))


def paths(value, at=()):
    """Yield the path to everything in a JSON value."""
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*at, key))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 6) | st.text("aé勾\ud800\x00#$`*\\\n", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["source", "of", "ja", "x"]), inner),
    max_leaves=5,
)


@fuzz
@given(st.data())
def test_a_notebook_changed_anywhere_is_refused_or_understood(folder, data):
    nb = good()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.sampled_from([path for path in paths(nb) if path]))
        holder = nb
        for key in at[:-1]:
            holder = holder[key]
        if data.draw(st.booleans()):
            holder[at[-1]] = data.draw(JSON)
        else:
            del holder[at[-1]]
    outcomes(folder, json.dumps(nb))


@fuzz
@given(st.text("ab勾é $`*_#[]()!<>|-.,%\\\"'0123456789eE\n\t\r\x00\x0c\u2028（「」", max_size=80), st.booleans())
def test_any_text_in_a_cell_goes_out_and_back(folder, text, in_code):
    nb = good()
    nb["cells"][1 if in_code else 2]["source"] = text
    outcomes(folder, dumps(nb))
    assert show(show(loads(dumps(nb)), "ja"), "en") == loads(dumps(nb))


WINDING = {
    "words": "The slope of a line. " * 10_000,
    "one word": "x" * 500_000,
    "digits": "9" * 100_000,
    "exponents": "1e999999 million, 1e99999999999999999999 %, " * 50,
    "numerals": "hundred " * 2_000,
    "backticks": "`" * 10_000,
    "dollars": "$" * 20_000,
    "environments": r"\begin{a}" * 1_000,
    "brackets": "[(（「" * 1_000,
    "quotes": "> " * 2_000 + "a",
    "stars": "*a **b " * 500,
    "tables": "| a |\n|---|\n\n" * 500,
}


@pytest.mark.parametrize("name", WINDING)
def test_long_and_winding_cells_are_checked(folder, name):
    (folder / "a.ipynb").write_text(text_of(lambda nb: nb["cells"][2].update(source=WINDING[name])), encoding="utf-8")
    (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    status, said = outcome(folder, COMMANDS["check"])
    assert status == 1, said


def test_a_cell_of_ten_megabytes_goes_out_and_back(folder):
    (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    text = dumps(loads(text_of(lambda nb: nb["cells"][2].update(source="The slope of it.\n" * 600_000))))
    (folder / "a.ipynb").write_text(text, encoding="utf-8")
    for lang in ("ja", "en"):
        assert outcome(folder, ["show", lang])[0] == 0
    assert (folder / "a.ipynb").read_text("utf-8") == text


def test_a_notebook_left_in_another_language_is_named_where_that_matters_and_kept(folder):
    found = outcomes(folder, dumps(show(good(), "ja")))
    assert {name: status for name, (status, _) in found.items()} == {
        "show": 0, "edition": 0, "check": 1, "fix": 1, "status": 0, "accept": 0, "export": 2, "import": 2, "run": 1,
    }  # fmt: skip
    assert "kink: ja: shown" in found["check"][1]
    assert "a.ipynb: cell 'compute' shows another language; run show en first" in found["export"][1]


def test_unknown_languages_in_a_notebook_are_kept_and_named(folder):
    nb = good()
    nb["cells"][2]["metadata"]["i18n"]["tlh"] = {"of": "00000000", "source": ["nuqneH"]}
    found = outcomes(folder, dumps(nb))
    assert "kink: tlh: unknown" in found["check"][1]
    (folder / "a.ipynb").write_text(dumps(nb), encoding="utf-8")
    for lang in ("ja", "en"):
        assert outcome(folder, ["show", lang])[0] == 0
    assert load("a.ipynb") == loads(dumps(nb))


@pytest.mark.parametrize("name", ["show", "edition", "accept", "export", "import", "run", "fix"])
def test_what_is_read_only_stays_as_it_is(folder, name):
    outcomes(folder, dumps(good()))
    stale = good()
    stale["cells"][1]["source"] = "x = 2  # one"
    for file in ("a.ipynb", "b.ipynb"):
        (folder / file).write_text(dumps(stale), encoding="utf-8")
    (folder / "ja.po").write_text("mine", encoding="utf-8")
    (folder / "out" / "a.ipynb").write_text("mine", encoding="utf-8")
    for path in (folder / "b.ipynb", folder / "ja.po", folder / "a.ipynb"):
        path.chmod(0o444)
    before = contents(folder)
    status, said = outcome(folder, COMMANDS[name])
    assert status in (1, 2)
    assert "read-only" in said or "changed since they were written" in said
    assert contents(folder) == before


@pytest.mark.skipif(os.name == "nt", reason="folders have no such permission on Windows")
def test_a_read_only_folder_stops_a_command_before_it_writes_anywhere(folder):
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "a.ipynb").write_text(dumps(good()), encoding="utf-8")
    (folder / "two").chmod(0o555)
    status, said = outcome(folder, ["show", "ja", "one/a.ipynb", "two/a.ipynb"])
    (folder / "two").chmod(0o755)
    assert (status, said) == (2, "nbpolyglot: two/a.ipynb: the folder is read-only\n")


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege on Windows")
def test_symbolic_links_are_followed_and_stay(folder):
    (folder / "real").mkdir()
    (folder / "real" / "a.ipynb").write_text(dumps(good()), encoding="utf-8")
    (folder / "a.ipynb").symlink_to("real/a.ipynb")
    (folder / "loop.ipynb").symlink_to("loop.ipynb")
    (folder / "gone.ipynb").symlink_to("nothing.ipynb")
    assert outcome(folder, ["show", "ja", "a.ipynb"])[0] == 0
    assert (folder / "a.ipynb").is_symlink()
    assert load("real/a.ipynb").cells[2].source == "折れ点です。"
    for name in ("loop", "gone"):
        for command in ("show", "status", "check", "edition"):
            status, said = outcome(folder, [*COMMANDS[command], f"{name}.ipynb"])
            assert status in (1, 2)
            assert "No such file" in said or "symbolic link" in said


ELSEWHERE = [
    ["edition", "ja", "x" * 300],
    ["edition", "ja", "taken"],
    ["edition", "ja", "full"],
    ["export", "ja", "taken"],
    ["export", "ja", "no/x.po"],
    ["import", "ja", "taken"],
    ["show", "ja", "taken"],
    ["show", "ja", "y" * 300 + "/a"],
    ["status", "x" * 300],
    ["check", "--fix", "taken"],
]


@pytest.mark.parametrize("arguments", ELSEWHERE)
def test_paths_that_are_something_else_or_too_long_are_named(folder, arguments):
    outcomes(folder, dumps(good()))
    (folder / "taken").mkdir()
    (folder / "taken" / "a.ipynb").mkdir()
    (folder / "full").write_text("a file", encoding="utf-8")
    status, said = outcome(folder, arguments)
    assert status in (1, 2)
    assert arguments[-1].partition("/")[0] in said


LINES = [
    'msgctxt "a.ipynb:kink"\n', 'msgctxt "b.ipynb:kink"\n', 'msgctxt "a.ipynb:gone"\n', 'msgctxt ""\n',
    'msgctxt "../../../etc/passwd:kink"\n', 'msgctxt "/etc/passwd:kink"\n', 'msgid "The kink."\n', 'msgid ""\n',
    'msgid "x"\n', 'msgid_plural "kinks"\n', 'msgstr[0] "a"\n', 'msgstr "折れ点"\n', 'msgstr ""\n', '"more\\n"\n',
    "#, fuzzy\n", "#| msgid \"old\"\n", "#~ msgid \"gone\"\n", "#~ msgstr \"x\"\n", "#: a:\u2068b\n", "\n", "\ufeff",
    '"Language: ko\\n"\n', '"Language: xx_yy_zz_11\\n"\n', '"Content-Type: text/plain; charset=shift_jis\\n"\n',
    '"Plural-Forms: nplurals=99; plural=n/0;\\n"\n', '"POT-Creation-Date: 9999-99-99 99:99+9999\\n"\n',
    '"PO-Revision-Date: 0001-01-01 00:00-9999\\n"\n', 'msgstr "a\\\\"\n', 'msgstr "a"b"\n', "msgstr 'a'\n",
    "domain x\n", 'msgid "\x00"\n', "\x1a\n", 'msgstr "%s %(a)d {b}"\n', "\r", 'msgstr "\u2028"\n',
]  # fmt: skip


@fuzz
@given(st.lists(st.sampled_from(LINES), max_size=14).map("".join), st.booleans())
def test_any_po_file_is_refused_or_imported_whole(folder, text, after_good):
    (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    for name in ("a.ipynb", "b.ipynb"):
        (folder / name).write_text(dumps(good()), encoding="utf-8")
    (folder / "in.po").write_text((PO if after_good else "") + text, encoding="utf-8", newline="")
    for more in ([], ["--skip-unknown"]):
        outcome(folder, ["import", "ja", "in.po", *more])
        for name in ("a.ipynb", "b.ipynb"):
            base = [cell.source for cell in load(name).cells]
            assert base == [cell["source"] for cell in good()["cells"]]


def message(context, source="The kink.", text="折れ点"):
    return f'msgctxt "{context}"\nmsgid "{source}"\nmsgstr "{text}"\n\n'


HEADER = 'msgid ""\nmsgstr "Language: ja\\n"\n\n'
HOSTILE = {
    "path": (HEADER + message("../../../etc/passwd:kink"), "no such cell: ../../../etc/passwd:kink"),
    "absolute path": (HEADER + message("/etc/passwd:kink"), "no such cell: /etc/passwd:kink"),
    "other spelling of a path": (HEADER + message("./a.ipynb:kink"), "no such cell: ./a.ipynb:kink"),
    "same passage twice": (HEADER + 2 * message("a.ipynb:kink"), "expected one different msgctxt for each passage"),
    "plural": (HEADER + 'msgctxt "a.ipynb:kink"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "line 6 is damaged"),
    "Shift JIS": ((HEADER + message("a.ipynb:kink")).encode("shift_jis"), "not UTF-8"),
    "another language": (HEADER.replace("ja", "ko") + message("a.ipynb:kink"), "the file is in 'ko', expected 'ja'"),
    "half a line": (HEADER + message("a.ipynb:kink").rstrip()[:-1], "is it complete?"),
    "zero byte": (HEADER + message("a.ipynb:kink", text="a\0"), "line 6 is damaged"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_po_files_are_refused_in_one_sentence(folder, case):
    po, words = HOSTILE[case]
    status, said = outcomes(folder, dumps(good()), po)["import"]
    assert status == 2
    assert words in said


def test_a_po_file_is_read_as_utf8_whatever_its_header_says_and_however_big_it_is(folder):
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=shift_jis\\n"\n\n'
    text = "折" * 1_000_000
    status, said = outcomes(folder, dumps(good()), header + message("a.ipynb:kink", text=text))["import"]
    assert (status, said) == (0, "1 translations changed\n")


BAD_SETTINGS = {
    "nbpolyglot = 3": "is 3, expected a table",
    "nbpolyglot.languages = [3]": "languages is [3], expected strings in it",
    "nbpolyglot.notebooks = [3]": "notebooks is [3], expected strings in it",
    "nbpolyglot.notebooks = ['/x/*.ipynb']": "expected relative patterns",
    "nbpolyglot.notebooks = ['']": "expected relative patterns",
    "nbpolyglot.allow = {ja = 3}": "allow is {'ja': 3}, expected strings in it",
    "nbpolyglot.rules = ['rules.toml']": "",
    "nbpolyglot.glossaries = ['glossary.toml']": "",
}
BAD_RULES = {
    "ja = 3": "language 'ja' is 3, expected a table",
    "ja.script = 3": "script is 3, expected a str",
    "ja.script = '['": "is no regular expression",
    "ja.rules = [3]": "a rule is 3, expected",
    "ja.rules = [{in = 'text', find = 3, says = 'x'}]": "expected find, says and in",
    "ja.numerals = {x = 'y'}": "numerals: 'x' is 'y', expected a number",
    "ja.multipliers = {x = [1]}": "multipliers: 'x' is [1], expected a number",
    "ja.codec = 'rot13'": "unknown codec 'rot13'",
    "ja.tag = 'x'": "unknown field 'tag'",
}
BAD_GLOSSARIES = {
    "term = 3": "term is 3, expected [[term]] tables",
    "term = [3]": "term is [3], expected [[term]] tables",
    "[[term]]\nname = 'a'\nja = {avoid = 'b'}": "expected lists of words",
    "[[term]]\nname = 'a'\nja = {avoid = [3]}": "expected words",
}


@pytest.mark.parametrize(
    ("setting", "rules", "glossary", "words"),
    [
        *((setting, "", "", words) for setting, words in BAD_SETTINGS.items() if words),
        *(("nbpolyglot.rules = ['rules.toml']", rules, "", words) for rules, words in BAD_RULES.items()),
        *(("nbpolyglot.glossaries = ['glossary.toml']", "", text, words) for text, words in BAD_GLOSSARIES.items()),
    ],
)
def test_settings_of_another_kind_are_named(folder, setting, rules, glossary, words):
    (folder / "pyproject.toml").write_text(f"[tool]\n{setting}\n", encoding="utf-8")
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    (folder / "glossary.toml").write_text(glossary, encoding="utf-8")
    (folder / "a.ipynb").write_text(dumps(good()), encoding="utf-8")
    status, said = outcome(folder, ["check"])
    assert status == 2
    assert words in said


def command(folder, *arguments, **options):
    return subprocess.run([sys.executable, "-m", "nbpolyglot", *arguments], cwd=folder, capture_output=True, **options)


def test_a_console_without_the_characters_of_a_language_shows_their_codes(folder):
    (folder / "a.ipynb").write_text(dumps(good()), encoding="utf-8")
    done = command(folder, "check", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert b"zh-Hant: missing: \\u201cThe kink.\\u201d" in done.stdout
    assert b"Traceback" not in done.stderr


def test_an_unknown_kernel_is_named_and_the_notebook_stays(folder):
    nb = copy.deepcopy(good())
    nb["metadata"]["kernelspec"] = {"name": "../../nothing", "display_name": "Nothing"}
    (folder / "a.ipynb").write_text(dumps(nb), encoding="utf-8")
    done = command(folder, "run", "a.ipynb")
    assert done.returncode == 1
    assert b"a.ipynb: cell 'parameters': No such kernel named ../../nothing" in done.stderr
    assert b"Traceback" not in done.stderr
    assert (folder / "a.ipynb").read_text("utf-8") == dumps(nb)
