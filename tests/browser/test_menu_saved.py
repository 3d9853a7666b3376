"""The language menu in a real JupyterLab: what is edited while it shows a language, what it saves, what comes back."""

import copy
import random
import subprocess
import sys

import pytest
from driver import until
from menus import KERNEL, LANGS, cells, choose, lesson, markdown, texts, write
from nbformat.v4 import new_notebook

from nbpolyglot.format import digest, join, show, translate


def test_edit_in_japanese_is_kept_as_the_japanese_of_todays_english(opened, lab):
    nb = lesson()
    nb["cells"][0]["source"] = "# The slope of a line"  # every translation of it is stale now
    notebook = opened.open(write(opened.root, "stale.ipynb", nb), kernel=False)
    choose(notebook, "ja")
    notebook.set_source(0, "# 線の傾き")
    title = notebook.save()["cells"][0]
    assert join(title["source"]) == "# The slope of a line"
    assert title["metadata"]["i18n"]["ja"] == {"of": digest("# The slope of a line"), "source": ["# 線の傾き"]}
    assert title["metadata"]["i18n"]["ko"] == nb["cells"][0]["metadata"]["i18n"]["ko"]
    assert "i18n_lang" not in title["metadata"]
    lab.keeps("ja")
    notebook.reload(kernel=False)
    notebook.wait("() => document.querySelector('.jp-Notebook').lang === 'ja'")
    assert notebook.sources()[0] == "# 線の傾き"
    for lang, text in [("en", "# The slope of a line"), ("ja", "# 線の傾き"), ("ko", "# 직선의 기울기")]:
        choose(notebook, lang)
        assert notebook.sources()[0] == text


def test_check_is_clean_after_an_edit_in_japanese(opened, tmp_path):
    nb = new_notebook(metadata=copy.deepcopy(KERNEL), cells=[markdown("title", "# Slope", ja="# 傾き")])
    notebook = opened.open(write(opened.root, "checked.ipynb", nb), kernel=False)
    choose(notebook, "ja")
    notebook.set_source(0, "# 直線の傾き")
    notebook.save()
    (tmp_path / "pyproject.toml").write_text('[tool.nbpolyglot]\nbase = "en"\nlanguages = ["en", "ja"]\n')
    (tmp_path / "checked.ipynb").write_bytes(notebook.path.read_bytes())
    command = [sys.executable, "-m", "nbpolyglot", "check", "checked.ipynb"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


def test_edit_in_english_makes_translations_stale_but_keeps_them(opened):
    opened.set_source(1, "The slope is $h$.")
    choose(opened, "ja")
    assert opened.sources()[1].startswith("傾きは")
    saved = opened.save()["cells"][1]
    assert join(saved["source"]) == "The slope is $h$."
    assert saved["metadata"]["i18n"] == lesson()["cells"][1]["metadata"]["i18n"]


def test_new_text_in_another_language_has_no_english_yet(opened):
    choose(opened, "ko")
    opened.js("panel.content.activeCellIndex = 1")
    opened.command("notebook:insert-cell-below")
    opened.set_source(2, "처음부터 한국어")  # typed while it still is a code cell
    opened.command("notebook:change-cell-to-markdown")
    opened.js("model.cells.find(c => c.getId() === 'partial').setSource('번역')")
    saved = opened.save()["cells"]
    assert (join(saved[2]["source"]), saved[2]["metadata"]["i18n"]) == (
        "",
        {"ko": {"of": digest(""), "source": ["처음부터 한국어"]}},
    )
    assert saved[6]["source"] == ["Only some have this."]
    assert saved[6]["metadata"]["i18n"]["ko"] == {"of": digest("Only some have this."), "source": ["번역"]}
    choose(opened, "ja")
    choose(opened, "ko")
    assert [opened.sources()[n] for n in (2, 6)] == ["처음부터 한국어", "번역"]


def test_formula_typed_in_another_language_is_everyones(opened):
    choose(opened, "ja")
    opened.set_source(2, "$$h = 3$$")
    saved = opened.save()["cells"][2]
    assert (join(saved["source"]), saved["metadata"]) == ("$$h = 3$$", {})


def test_code_edited_in_japanese_is_everyones_code(opened):
    choose(opened, "ja")
    opened.set_source(3, "# 傾き\nh = 5\nk = 1\nprint(h)")
    saved = opened.save()["cells"][3]
    code = "# the slope\nh = 5\nk = 1\nprint(h)"
    assert join(saved["source"]) == code
    assert {lang: (join(t["source"]), t["of"]) for lang, t in saved["metadata"]["i18n"].items()} == {
        "ja": (code.replace("the slope", "傾き"), digest(code)),
        "ko": (code.replace("the slope", "기울기"), digest(code)),
    }
    choose(opened, "en")
    opened.set_source(3, "h = 6")
    choose(opened, "ja")
    assert opened.sources()[3] == "h = 6", "old Japanese code hides newer English code"


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_splitting_does_not_copy_translations(opened, lang):
    choose(opened, lang)
    opened.js(
        """panel.content.activeCellIndex = 1; panel.content.mode = 'edit'; const { editor } = panel.content.activeCell;
        editor.setCursorPosition(editor.getPositionAt(editor.model.sharedModel.getSource().indexOf('\\n\\n')))"""
    )
    opened.command("notebook:split-cell-at-cursor")
    first, second = opened.save()["cells"][1:3]
    whole = lesson()["cells"][1]
    head, tail = texts(lesson(), lang)[1].split("\n\n")
    if lang == "en":
        assert (join(first["source"]), join(second["source"])) == (head, tail)
        assert first["metadata"] == {}
        assert second["metadata"] == whole["metadata"]  # stale, since the text is another
    else:
        assert (join(first["source"]), first["metadata"]["i18n"]) == ("", {"ja": {"of": "00000000", "source": [head]}})
        assert join(second["source"]) == whole["source"]
        assert second["metadata"]["i18n"]["ja"] == {"of": "00000000", "source": [tail]}
    opened.js("panel.content.mode = 'command'; model.undo()")
    assert opened.sources() == texts(lesson(), lang)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_merging_joins_the_translations_too(opened, lang):
    choose(opened, lang)
    opened.js("panel.content.activeCellIndex = 0")
    opened.command("notebook:merge-cell-below")
    parts = lesson()["cells"][:2]
    assert opened.sources()[0] == "\n\n".join(texts(lesson(), lang)[:2])
    merged = opened.save()["cells"][0]
    assert join(merged["source"]) == "\n\n".join(part["source"] for part in parts)
    for other, entry in merged["metadata"]["i18n"].items():
        assert entry["of"] == digest(join(merged["source"]))
        assert join(entry["source"]) == "\n\n".join(join(part["metadata"]["i18n"][other]["source"]) for part in parts)
    opened.js("model.undo()")
    choose(opened, "ko")
    assert opened.sources() == texts(lesson(), "ko")


def test_undo_after_a_switch_does_not_mix_languages(opened):
    opened.js("panel.content.activeCellIndex = 1; panel.content.mode = 'edit'")
    opened.set_source(1, "Shorter.")
    choose(opened, "ja")
    opened.js("model.cells[1].undo(); model.undo(); model.cells[1].undo()")
    assert opened.sources() == texts(lesson(), "ja")
    opened.set_source(1, "短い。")
    opened.js("model.cells[1].undo()")
    assert opened.sources()[1] == texts(lesson(), "ja")[1]
    choose(opened, "en")
    assert opened.sources()[1] == "Shorter."


def test_cells_that_come_back_or_are_pasted_are_in_the_language_shown(opened):
    opened.js("panel.content.activeCellIndex = 1")
    opened.command("notebook:copy-cell")
    opened.command("notebook:delete-cell")
    choose(opened, "ja")
    opened.command("notebook:paste-cell-below")
    opened.wait("() => document.querySelectorAll('.jp-Notebook .jp-Cell').length === 7")
    prose = texts(lesson(), "ja")[1]
    assert sorted(opened.sources()) == sorted(texts(lesson(), "ja"))
    opened.js("panel.content.activeCellIndex = arg", opened.sources().index(prose))
    opened.page.wait_for_timeout(700)  # or the editor takes both steps for one
    opened.command("notebook:delete-cell")
    opened.js("model.undo()")
    assert prose in opened.sources()
    choose(opened, "ko")
    assert sorted(opened.sources()) == sorted(texts(lesson(), "ko"))
    saved = next(cell for cell in opened.save()["cells"] if "needle" in join(cell["source"]))
    assert saved["metadata"] == lesson()["cells"][1]["metadata"]


def test_reload_from_disk_shows_the_language_again(opened):
    choose(opened, "zh-Hant")
    nb = lesson()
    nb["cells"][0] = translate(nb["cells"][0], "zh-Hant", "# 斜率")
    write(opened.root, opened.path.name, nb)
    opened.js("await panel.context.revert()")
    assert opened.sources() == texts(nb, "zh-Hant")
    assert opened.js("return panel.context.model.dirty") is False
    write(opened.root, opened.path.name, show(nb, "ko"))  # as `nbpolyglot show ko` leaves it
    opened.js("await panel.context.revert()")
    assert opened.sources() == texts(nb, "zh-Hant")
    assert cells(opened.save()) == cells(nb)


def test_autosave_writes_english(opened, lab):
    settings = lab.home / "@jupyterlab" / "docmanager-extension" / "plugin.jupyterlab-settings"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('{"autosaveInterval": 1}')
    try:
        opened.reload()
        choose(opened, "ja")
        # JupyterLab calls an edit saved that is made while an earlier save is under way; at 1 s one often is.
        opened.wait("() => [...jupyterapp.shell.widgets('main')].every(w => !w.context?.model.dirty)")
        opened.set_source(0, "# 自動保存")
        until(lambda: "自動保存" in opened.path.read_text("utf-8"), "autosave did not write the edit")
        assert join(opened.on_disk()["cells"][0]["source"]) == "# Slope of a line"
        assert opened.sources()[0] == "# 自動保存"
    finally:
        settings.unlink()
        opened.reload()


def test_two_hundred_random_operations_lose_nothing(opened):
    rng, nb = random.Random(20261122), lesson()
    names = ["title", "prose", "why", "partial"]
    now = {}  # (cell, language) -> text, or None where there is no translation
    for cell in nb["cells"]:
        if cell["id"] in names:
            stored = cell["metadata"]["i18n"]
            now |= {(cell["id"], k): join(stored[k]["source"]) if k in stored else None for k in LANGS[1:]}
            now[cell["id"], "en"] = cell["source"]
    disk, lang = dict(now), "en"
    legal = {key: {text} for key, text in now.items()}  # every text a cell has had in a language
    index = {cell["id"]: n for n, cell in enumerate(nb["cells"])}

    def shown(name):
        return now[name, "en"] if now[name, lang] is None else now[name, lang]

    for step in range(200):
        action = rng.choices(["switch", "edit", "save", "undo", "redo", "reload"], [30, 35, 10, 15, 5, 5])[0]
        name = rng.choice(names)
        if action == "switch":
            lang = rng.choice(LANGS)
            choose(opened, lang)
        elif action == "edit":
            text = f"{shown(name)}\n{lang} {step} {rng.choice('é😀字가')}"
            opened.set_source(index[name], text)
            now[name, lang] = text
            legal[name, lang].add(text)
        elif action == "save":
            saved = {cell["id"]: cell for cell in opened.save()["cells"]}
            for (cell, key), text in now.items():
                entry = saved[cell]["metadata"]["i18n"].get(key)
                stored = saved[cell] if key == "en" else entry
                assert (stored and join(stored["source"])) == text, (step, cell, key)
            disk = dict(now)
        elif action == "reload":
            opened.js("await panel.context.revert()")
            now = dict(disk)
        else:
            opened.js(f"model.cells[arg].{action}()", index[name])
            text = opened.sources()[index[name]]
            untranslated = None in legal[name, lang] and text == now[name, "en"]
            assert untranslated or text in legal[name, lang], (step, action, name, lang, text)
            now[name, lang] = None if untranslated else text
        sources = opened.sources()
        assert [sources[index[name]] for name in names] == [shown(name) for name in names], (step, action, lang)
    choose(opened, "en")
    assert [c["source"] for c in opened.cells() if c["id"] in names] == [now[name, "en"] for name in names]
