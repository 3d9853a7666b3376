"""PO files carry every translation out and back, and a bad one changes nothing."""

import copy

import pytest

from nbpolyglot import NotebookError, digest, dump, load
from nbpolyglot.__main__ import main
from nbpolyglot.config import load_config
from nbpolyglot.po import export_po, import_po
from tests.test_nbpolyglot_format import code, markdown, notebook

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
