"""PO files carry every translation out and back, and a bad one changes nothing."""

import copy

import pytest

from nbpolyglot import NotebookError, digest, dump, load, show
from nbpolyglot import po as po_module
from nbpolyglot.__main__ import main
from nbpolyglot.config import load_config
from nbpolyglot.format import join
from nbpolyglot.po import export_po, import_po
from tests.cells import code, markdown, notebook

ODD = 'A "quote", a \\ and \\n\n\n\ttab \u2028 % 100%s {x} $\\nabla$ 勾配\n#, fuzzy\nmsgid "x"\n~'


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return load_config(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def notebooks():
    stale = markdown("stale", "Old words", ja="古いことば", ko="옛말")
    stale["source"] = "New words"
    reviewed = markdown("read", "Words", ja="ことば")
    reviewed["metadata"]["i18n"]["ja"]["reviewed"] = "2026-12"
    spoken = code("spoken", "x = 1  # one")
    return {
        "a.ipynb": notebook(stale, reviewed, markdown("odd", ODD, ja=ODD + "\n\n"), markdown("new", "Not yet")),
        "sub/b.ipynb": notebook(spoken, markdown("read", "Words", ja="別のことば"), markdown("none", "$x$")),
    }


def po(*entries, header='msgid ""\nmsgstr "Language: ja\\n"\n\n'):
    return header + "".join(f"{entry}\n\n" for entry in entries)


def entry(context, source, text, flag=""):
    return f'{flag}msgctxt "{context}"\nmsgid "{source}"\nmsgstr "{text}"'


@pytest.mark.parametrize("lang", ["ja", "ko", "zh-Hant"])
def test_export_and_import_without_a_change_leave_everything_as_it_was(notebooks, config, lang):
    text = export_po(notebooks, lang, config)
    result, changed, skipped = import_po(text, notebooks, lang, config)
    assert (result, changed, skipped) == (notebooks, [], [])
    assert export_po(result, lang, config) == text


def test_a_translator_starting_from_nothing_restores_every_text(notebooks, config):
    text = export_po(notebooks, "ja", config)
    bare = copy.deepcopy(notebooks)
    for nb in bare.values():
        for cell in nb["cells"]:
            cell["metadata"].pop("i18n", None)
    result, _, _ = import_po(text, bare, "ja", config)
    for name, nb in notebooks.items():
        for before, after in zip(nb["cells"], result[name]["cells"], strict=True):
            old = before["metadata"].get("i18n", {}).get("ja", {})
            assert after["metadata"].get("i18n", {}).get("ja", {}).get("source") == old.get("source")
    assert result["a.ipynb"]["cells"][0]["metadata"]["i18n"]["ja"]["of"] != digest("New words")


def test_stale_is_fuzzy_and_nothing_else_is(notebooks, config):
    text = export_po(notebooks, "ja", config)
    assert text.count("\n#, fuzzy\n") == 1
    assert '#, fuzzy\nmsgctxt "a.ipynb:stale"\nmsgid "New words"\nmsgstr "古いことば"\n' in text
    assert "python-format" not in text


def test_clearing_fuzzy_makes_a_translation_fresh(notebooks, config):
    text = export_po(notebooks, "ja", config).replace("#, fuzzy\nmsgctxt", "msgctxt")
    result, changed, _ = import_po(text, notebooks, "ja", config)
    assert changed == ["a.ipynb:stale"]
    assert result["a.ipynb"]["cells"][0]["metadata"]["i18n"]["ja"] == {
        "of": digest("New words"), "source": ["古いことば"],
    }  # fmt: skip


def test_a_text_that_changes_loses_its_review_and_is_marked_as_made_from_its_msgid(notebooks, config):
    result, changed, _ = import_po(po(entry("a.ipynb:read", "Words", "言葉")), notebooks, "ja", config)
    assert changed == ["a.ipynb:read"]
    assert result["a.ipynb"]["cells"][1]["metadata"]["i18n"]["ja"] == {"of": digest("Words"), "source": ["言葉"]}
    result, _, _ = import_po(po(entry("a.ipynb:read", "Former words", "前")), notebooks, "ja", config)
    assert result["a.ipynb"]["cells"][1]["metadata"]["i18n"]["ja"]["of"] == digest("Former words")


def test_a_fuzzy_draft_counts_as_stale(notebooks, config):
    draft = po(entry("a.ipynb:new", "Not yet", "まだ", "#, fuzzy\n"))
    result, _, _ = import_po(draft, notebooks, "ja", config)
    assert result["a.ipynb"]["cells"][3]["metadata"]["i18n"]["ja"] == {"of": "00000000", "source": ["まだ"]}


def test_an_empty_translation_removes_nothing(notebooks, config):
    result, changed, _ = import_po(po(entry("a.ipynb:read", "Words", "")), notebooks, "ja", config)
    assert (result, changed) == (notebooks, [])


GOOD = entry("a.ipynb:read", "Words", "言葉")
HOSTILE = {
    "empty": "",
    "no text": "\x00\x01",
    "cut short": GOOD[:-3],
    "no closing quote": po(GOOD[:-1]),
    "bad escape": po(entry("a.ipynb:read", "Words", "\\x41")),
    "control character": po(entry("a.ipynb:read", "Words", "a\x07b")),
    "prose": po("Hello"),
    "a letter too many": po("X" + GOOD),
    "a wide space": po(GOOD + "\u3000"),
    "no msgstr": po('msgctxt "a.ipynb:read"\nmsgid "Words"', GOOD),
    "no context": po('msgid "Words"\nmsgstr "言葉"'),
    "same context twice": po(GOOD, entry("a.ipynb:read", "Other", "別")),
    "same entry twice": po(GOOD, GOOD),
    "plural": po('msgctxt "a.ipynb:read"\nmsgid "Words"\nmsgid_plural "W"\nmsgstr[0] "言葉"'),
    "unknown cell": po(GOOD, entry("a.ipynb:gone", "Words", "言葉")),
    "unknown notebook": po(entry("../../etc/passwd:read", "Words", "言葉")),
    "another language": po(GOOD, header='msgid ""\nmsgstr "Language: ko\\n"\n\n'),
    "only a header": po(),
    "broken header": po(GOOD, header='msgid ""\nmsgstr "Plural-Forms: nplurals=x; plural=__import__;\\n"\n\n'),
    "broken date": po(GOOD, header='msgid ""\nmsgstr "POT-Creation-Date: never\\n"\n\n'),
    "broken charset": po(
        GOOD, header='msgid ""\nmsgstr "Content-Type: text/plain; charset=none\\nLanguage: ko\\n"\n\n'
    ),
}


WORDS = {
    "empty": "the file does not end with a line end: is it complete?",
    "no closing quote": "line 6 is damaged or not supported: 'msgstr \"言葉'",
    "prose": "line 4 is damaged or not supported: 'Hello'",
    "a letter too many": "line 4 is damaged or not supported: 'Xmsgctxt \"a.ipynb:read\"'",
    "a wide space": "line 6 is damaged or not supported: 'msgstr \"言葉\"\\u3000'",
    "control character": "line 6 is damaged or not supported: 'msgstr \"a\\x07b\"'",
    "no msgstr": "not a PO file: missing msgstr for msgid 'Words' on 4",
    "no context": "1 passages with 0 contexts, expected one different msgctxt for each passage",
    "same context twice": "2 passages with 2 contexts, expected one different msgctxt for each passage",
    "same entry twice": "1 passages with 2 contexts, expected one different msgctxt for each passage",
    "unknown cell": "no such cell: a.ipynb:gone (--skip-unknown leaves such passages out)",
    "another language": "the file is in 'ko', expected 'ja'",
    "only a header": "0 passages with 0 contexts, expected one different msgctxt for each passage",
    "broken header": "not a PO file: invalid literal for int() with base 10: 'x'",
}


@pytest.mark.parametrize("case", WORDS)
def test_what_is_wrong_with_a_file_is_said_in_these_words(notebooks, config, case):
    with pytest.raises(NotebookError) as caught:
        import_po(HOSTILE[case], notebooks, "ja", config)
    assert str(caught.value) == WORDS[case]


def test_only_five_of_many_unknown_cells_and_sixty_characters_of_a_damaged_line_are_shown(notebooks, config):
    many = po(*(entry(f"x:{number}", "Words", "言葉") for number in range(7)))
    with pytest.raises(NotebookError, match=r"^no such cell: x:0, x:1, x:2, x:3, x:4 \("):
        import_po(many, notebooks, "ja", config)
    with pytest.raises(NotebookError, match=f": '{'a' * 60}'$"):
        import_po(po("a" * 70), notebooks, "ja", config)


@pytest.mark.parametrize("lang", ["en", "xx"])
def test_the_base_and_unknown_languages_have_no_file(notebooks, config, lang):
    for call in (lambda: export_po(notebooks, lang, config), lambda: import_po(po(GOOD), notebooks, lang, config)):
        with pytest.raises(NotebookError, match=f"^language is '{lang}', (the base itself$|expected one of)"):
            call()


def test_notebooks_must_show_their_base(notebooks, config):
    shown = {"a.ipynb": show(notebooks["a.ipynb"], "ja")}
    for call in (lambda: export_po(shown, "ja", config), lambda: import_po(po(GOOD), shown, "ja", config)):
        with pytest.raises(NotebookError) as caught:
            call()
        assert str(caught.value) == "a.ipynb: cell 'stale' shows another language; run show en first"


HEADER = """msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: zh_Hant\\n"

"""


def test_an_exported_file_is_this_text(config, monkeypatch):
    stale = markdown("stale", "Old words", zh_Hant="舊字")
    stale["source"] = "New words, in a long line " + "that goes on " * 9
    read = markdown("read", "Words", zh_Hant="字")
    read["metadata"]["i18n"]["zh-Hant"]["reviewed"] = "2026-12"
    cells = stale, read, markdown("n", "None yet", ja="x"), markdown("e", " ", ja="x"), code("c", "x = 1")
    monkeypatch.setattr(
        po_module.History, "text", lambda _, path, of: {("a", digest("Old words")): "Old words"}[path, of]
    )
    assert export_po({"a.ipynb": notebook(*cells)}, "zh-Hant", config, {"a.ipynb": "a"}) == (
        f"""{HEADER}#, fuzzy
#| msgid "Old words"
msgctxt "a.ipynb:stale"
msgid "{stale["source"]}"
msgstr "舊字"

#. reviewed 2026-12
msgctxt "a.ipynb:read"
msgid "Words"
msgstr "字"

msgctxt "a.ipynb:n"
msgid "None yet"
msgstr ""

"""
    )


def test_a_translation_whose_base_is_empty_is_not_exported_and_the_next_cell_is(config):
    cells = markdown("a", "", ja="一"), markdown("b", "$x$", ja="二"), markdown("c", "Three", ja="三")
    text = export_po({"a.ipynb": notebook(*cells)}, "ja", config)
    assert [line for line in text.splitlines() if line.startswith("msgctxt")] == [
        'msgctxt "a.ipynb:b"', 'msgctxt "a.ipynb:c"',
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["source", "text"])
def test_a_control_character_is_found_on_both_sides(config, part):
    cell = markdown("a", "A\x07b" if part == "source" else "Ab", ja="一" if part == "source" else "\x7f")
    with pytest.raises(NotebookError) as caught:
        export_po({"a.ipynb": notebook(cell)}, "ja", config)
    assert str(caught.value) == "a.ipynb: cell 'a' holds a control character"


def test_files_as_other_tools_write_them_are_read(notebooks, config):
    text = "\ufeff" + po(GOOD, '#~ msgid "gone"\n#~ msgstr "x"', header="").replace("\n", " \t\r\n")
    result, changed, _ = import_po(text, notebooks, "ja", config)
    assert changed == ["a.ipynb:read"]
    assert join(result["a.ipynb"]["cells"][1]["metadata"]["i18n"]["ja"]["source"]) == "言葉"
    tabbed = GOOD.replace("msgid ", "msgid   ").replace("言葉", "言\t葉")
    result, _, _ = import_po(po(tabbed, header=HEADER.replace("zh_Hant", "JA_jp")), notebooks, "ja", config)
    assert join(result["a.ipynb"]["cells"][1]["metadata"]["i18n"]["ja"]["source"]) == "言\t葉"
    result, _, _ = import_po(po(GOOD, header=HEADER), notebooks, "zh-Hant", config)
    assert result["a.ipynb"]["cells"][1]["metadata"]["i18n"]["zh-Hant"]["of"] == digest("Words")


def test_unknown_passages_are_left_out_together_with_empty_ones_but_not_what_follows(notebooks, config):
    entries = (
        entry("x:gone", "W", "x"),
        entry("a.ipynb:new", "Not yet", ""),
        entry("sub/b.ipynb:spoken", "x", "x = 1  # 一"),
    )
    result, changed, skipped = import_po(po(*entries), notebooks, "ja", config, skip_unknown=True)
    assert (changed, skipped) == (["sub/b.ipynb:spoken"], ["x:gone"])
    assert result["a.ipynb"] == notebooks["a.ipynb"]


@pytest.mark.parametrize(
    ("ident", "flag", "source", "text", "wanted"),
    [
        ("stale", "", "New words", "古いことば", "New words"),
        ("stale", "#, fuzzy\n", "New words", "古いことば", "Old words"),
        ("stale", "#, fuzzy\n", "New words", "新しい", "Old words"),
        ("stale", "", "Old words", "古いことば", "Old words"),
        ("read", "#, fuzzy\n", "Words", "言葉", ""),
        ("read", "#, fuzzy\n", "Words", "ことば", "Words"),
        ("new", "", "Not yet", "まだ", "Not yet"),
        ("new", "#, fuzzy\n", "Not yet", "まだ", ""),
    ],
)
def test_what_an_imported_text_counts_as_made_from(notebooks, config, ident, flag, source, text, wanted):
    result, changed, _ = import_po(po(entry(f"a.ipynb:{ident}", source, text, flag)), notebooks, "ja", config)
    (cell,) = [cell for cell in result["a.ipynb"]["cells"] if cell["id"] == ident]
    assert cell["metadata"]["i18n"]["ja"]["of"] == digest(wanted)
    assert cell["metadata"]["i18n"]["ja"]["source"] == [text]
    assert changed == [f"a.ipynb:{ident}"] * (result != notebooks)


@pytest.mark.parametrize("case", HOSTILE)
def test_a_damaged_or_hostile_file_is_an_error_and_changes_nothing(notebooks, config, case):
    before = copy.deepcopy(notebooks)
    with pytest.raises(NotebookError):
        import_po(HOSTILE[case], notebooks, "ja", config)
    assert notebooks == before


def test_passages_that_are_gone_can_be_left_out(notebooks, config):
    text = HOSTILE["unknown cell"]
    result, changed, skipped = import_po(text, notebooks, "ja", config, skip_unknown=True)
    assert (changed, skipped) == (["a.ipynb:read"], ["a.ipynb:gone"])
    assert result["sub/b.ipynb"] == notebooks["sub/b.ipynb"]


def test_every_cut_of_a_file_is_refused_or_imports_whole_texts(notebooks, config):
    lines = export_po(notebooks, "ja", config).splitlines(keepends=True)
    for at in range(len(lines)):
        try:
            result, _, _ = import_po("".join(lines[:at]), notebooks, "ja", config)
        except NotebookError:
            continue
        for cell in result["a.ipynb"]["cells"]:
            assert "i18n" not in cell["metadata"] or cell["metadata"]["i18n"]["ja"]["source"]


def test_what_a_po_file_cannot_hold_is_refused(config):
    with pytest.raises(NotebookError, match="'a' holds a control character"):
        export_po({"a.ipynb": notebook(markdown("a", "Page\x0cbreak"))}, "ja", config)


def test_the_commands_write_and_read_the_file(notebooks, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    dump(notebooks["a.ipynb"], "a.ipynb")
    assert main(["export", "ja", "ja.po"]) == 0
    text = (tmp_path / "ja.po").read_text(encoding="utf-8")
    before = (tmp_path / "a.ipynb").read_bytes()
    assert main(["import", "ja", "ja.po"]) == 0
    assert (tmp_path / "a.ipynb").read_bytes() == before
    (tmp_path / "ja.po").write_text(text.replace("ことば", "言葉"), encoding="utf-8")
    assert main(["import", "ja", "ja.po"]) == 0
    assert load("a.ipynb").cells[1].metadata.i18n.ja.source == ["言葉"]
    (tmp_path / "ja.po").write_bytes(b"\xff")
    assert main(["import", "ja", "ja.po"]) == 2
    assert "ja.po: not UTF-8" in capsys.readouterr().err
