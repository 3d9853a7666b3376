"""Whatever folders, PO files, settings and consoles are like: a right result, or one sentence and no file changed."""

import copy
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbpolyglot import dumps, load
from tests.fuzzing import COMMANDS, PO, SETTINGS, contents, fuzz, good, outcome, outcomes

pytestmark = pytest.mark.usefixtures("without_kernels_and_waiting_for_the_disk")


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
