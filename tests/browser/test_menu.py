"""The language menu in a real JupyterLab and Notebook 7: what it shows, what it saves, and that nothing gets lost."""

import copy
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import driver
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbpolyglot.format import digest, join, show, translate

LANGS = ["en", "ja", "ko", "zh-Hant"]
EXTENSION = Path(__file__).parents[2] / "nbpolyglot" / "labextension"
KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}
EXPLORER = "from helpers import explorers, language\nlanguage.use(None)\nexplorers.show('relu-kink')"
PROTOCOL = """import threading
from comm import create_comm, get_comm_manager
answers, answered = [], threading.Event()
def opened(comm, message):
    answers.append(message["content"]["data"]); answered.set()
get_comm_manager().register_target("nbpolyglot", opened)
comm = create_comm(target_name="nbpolyglot", data={"want": "language", "reply": "open"})
comm.on_msg(lambda message: answers.append(message["content"]["data"]))
answered.wait(2)
print(answers)"""


def markdown(name, en, **texts):
    """A Markdown cell with translations: ``markdown("slope", "Slope", ja="傾き")``."""
    cell = new_markdown_cell(en, id=name)
    for lang, text in texts.items():
        cell = translate(cell, lang.replace("_", "-"), text, reviewed="2026-11")
    return cell


def lesson():
    """Headings, prose, a formula, a cell that lacks Korean, and two code cells, one of them with comments."""
    code = new_code_cell("# the slope\nh = 2\nprint(h)", id="code")
    code = translate(translate(code, "ja", "# 傾き\nh = 2\nprint(h)"), "ko", "# 기울기\nh = 2\nprint(h)")
    cells = [
        markdown("title", "# Slope of a line", ja="# 直線の傾き", ko="# 직선의 기울기", zh_Hant="# 直線的斜率"),
        markdown(
            "prose",
            "The slope is $h$; see *needle*.\n\nSecond line.",
            ja="傾きは $h$ です。*目印*\n\n2行目。😀",
            ko="기울기는 $h$입니다. *표시*\n\n둘째 줄.",
            zh_Hant="斜率是 $h$。*記號*\n\n第二行。",
        ),
        markdown("formula", "$$h = 2$$"),
        code,
        markdown("why", "## Why", ja="## 理由", ko="## 이유", zh_Hant="## 原因"),
        markdown("partial", "Only some have this.", ja="一部の言語だけです。", zh_Hant="只有部分語言有。"),
        new_code_cell("h + 1", id="more"),
    ]
    return new_notebook(metadata=copy.deepcopy(KERNEL), cells=cells)


def write(root, name, nb):
    """Write a notebook and return its file name."""
    nbformat.write(nb, root / name)
    return name


def cells(nb):
    """A notebook's cells by id: type, source and metadata, without what running them adds."""
    return {c["id"]: (c["cell_type"], join(c["source"]), c["metadata"]) for c in nb["cells"]}


def choose(notebook, lang):
    """Choose a language in the toolbar's menu and wait until the last cell shows it."""
    notebook.page.locator(".nbpolyglot-menu select:visible").first.select_option(lang)
    notebook.wait("() => !document.querySelector('.jp-Notebook[aria-busy=true]')")


def texts(nb, lang):
    """What `nb` shows in a language, by the commands' implementation."""
    return [join(cell["source"]) for cell in show(nb, lang)["cells"]]


def headings(page):
    """The entries of the contents panel."""
    return page.locator("#table-of-contents .jp-tocItem-content").all_inner_texts()


@pytest.fixture(scope="module")
def page(browser, lab):
    """A page of JupyterLab that the tests of this module share."""
    write(lab.root, "first.ipynb", lesson())
    notebook = driver.open_notebook(browser, lab, "first.ipynb")
    yield notebook
    notebook.page.context.close()


@pytest.fixture
def opened(page, lab, request):
    """The lesson, freshly written and opened in English."""
    page.command("nbpolyglot:show", language="en")
    return page.open(write(lab.root, f"{request.node.originalname}.ipynb", lesson()), kernel=False)


def test_installed_menu_is_the_one_of_this_checkout():
    installed = Path(sys.prefix) / "share/jupyter/labextensions/nbpolyglot"
    files = [path.relative_to(EXTENSION) for path in EXTENSION.rglob("*") if path.is_file()]
    old = [
        str(f)
        for f in files
        if not (installed / f).exists() or (installed / f).read_bytes() != (EXTENSION / f).read_bytes()
    ]
    assert not old, "the installed menu is an older one; run: pip install -e . --no-deps"


def test_every_language_is_shown_and_nothing_is_lost_or_written(opened):
    before, dirty = opened.path.read_bytes(), opened.js("return panel.context.model.dirty")
    for lang in [*LANGS, *reversed(LANGS), "ja"]:
        choose(opened, lang)
        assert opened.sources() == texts(lesson(), lang)
        assert opened.page.locator(".jp-Notebook").get_attribute("lang") == lang
        assert opened.js("return panel.context.model.dirty") == dirty
    assert opened.path.read_bytes() == before
    assert cells(opened.save()) == cells(lesson())
    choose(opened, "en")
    assert cells(opened.save()) == cells(lesson())


def test_menu_offers_the_notebooks_own_languages_by_their_own_names(opened):
    nb = lesson()
    nb["cells"][0] = translate(nb["cells"][0], "fr", "# Pente d'une droite")
    fifth = opened.open(write(opened.root, "fifth.ipynb", nb), kernel=False)
    names = fifth.page.locator(".nbpolyglot-menu select:visible option").all_inner_texts()
    assert names == ["English", "français", "日本語", "한국어", "繁體中文"]
    choose(fifth, "fr")
    assert fifth.sources()[0] == "# Pente d'une droite"
    plain = new_notebook(metadata=KERNEL, cells=[new_markdown_cell("No translations", id="a")])
    opened.open(write(opened.root, "plain.ipynb", plain), kernel=False)
    assert opened.page.locator(".nbpolyglot-menu select:visible").count() == 0


def test_edit_in_japanese_is_kept_as_the_japanese_of_todays_english(opened):
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
    notebook.page.wait_for_timeout(300)
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
    time.sleep(0.1)
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


def test_two_views_show_one_language_and_one_text(opened):
    opened.command("docmanager:clone")
    opened.wait("() => document.querySelectorAll('.nbpolyglot-menu select').length === 2")
    opened.command("nbpolyglot:show", language="ja")
    opened.wait("() => !document.querySelector('.jp-Notebook[aria-busy=true]')")
    views, menus = opened.page.locator(".jp-Notebook").all(), opened.page.locator(".nbpolyglot-menu select").all()
    assert [view.get_attribute("lang") for view in views] == ["ja", "ja"]
    assert [menu.input_value() for menu in menus] == ["ja", "ja"]
    opened.set_source(0, "# 二つの画面")
    sources = """return [...jupyterapp.shell.widgets('main')].filter(w => w.content?.widgets)
        .map(w => w.content.widgets[0].model.sharedModel.getSource())"""
    assert opened.js(sources) == ["# 二つの画面"] * 2
    assert opened.save()["cells"][0]["metadata"]["i18n"]["ja"]["source"] == ["# 二つの画面"]


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
        deadline = time.monotonic() + 20
        while "自動保存" not in opened.path.read_text("utf-8"):
            assert time.monotonic() < deadline, "autosave did not write the edit"
            time.sleep(0.2)
        assert join(opened.on_disk()["cells"][0]["source"]) == "# Slope of a line"
        assert opened.sources()[0] == "# 自動保存"
    finally:
        settings.unlink()
        opened.reload()


def test_contents_search_collapse_and_keyboard_see_one_language(opened):
    page, opened = opened.page, opened.open(opened.path.name)
    opened.js("jupyterapp.shell.activateById('table-of-contents')")
    for lang in LANGS:
        choose(opened, lang)
        title, why = (texts(lesson(), lang)[n].strip("# ") for n in (0, 4))
        page.wait_for_function(
            "want => [...document.querySelectorAll('#table-of-contents .jp-tocItem-content')].map(e => e.innerText)"
            ".join('|') === want",
            arg=f"{title}|{why}",
        )
        assert page.locator("#table-of-contents").get_attribute("lang") == lang
    choose(opened, "ja")
    opened.js("panel.content.activeCellIndex = 0; panel.content.mode = 'command'; panel.content.node.focus()")
    opened.command("documentsearch:start", searchText="目印")
    page.wait_for_function("() => /1\\/1/.test(document.querySelector('.jp-DocumentSearch-index-counter')?.innerText)")
    opened.command("documentsearch:start", searchText="needle")
    page.wait_for_function(
        "() => /-\\/-|0\\/0/.test(document.querySelector('.jp-DocumentSearch-index-counter')?.innerText)"
    )
    opened.command("documentsearch:end")
    opened.js("panel.content.activeCellIndex = 4; panel.content.node.focus()")
    opened.command("notebook:toggle-heading-collapse")
    assert page.locator(".jp-Notebook > .jp-WindowedPanel-outer .jp-Cell:visible").count() == 5
    opened.command("notebook:toggle-heading-collapse")
    opened.js("panel.content.activeCellIndex = 0; panel.content.node.focus()")
    for _ in range(6):
        opened.command("notebook:run-cell-and-select-next")
    assert opened.js("return panel.content.activeCellIndex") == 6


def test_open_explorer_relabels_at_once_and_run_all_is_offered_for_the_rest(opened):
    nb = lesson()
    nb["cells"] += [new_code_cell(EXPLORER, id="explorer"), new_code_cell("print(language.current())", id="said")]
    notebook = opened.open(write(opened.root, "explorer.ipynb", nb))
    page, offer = notebook.page, notebook.page.locator(".nbpolyglot-run:visible")
    notebook.run_all()

    def relabelled(pattern, picture):
        page.wait_for_function(
            "p => RegExp(p).test(document.querySelector('.widget-html-content').innerText)", arg=pattern
        )
        page.wait_for_function("p => document.querySelector('.jp-Notebook img').src !== p", arg=picture)
        return page.locator(".jp-Notebook img").first.get_attribute("src")

    picture = relabelled("[a-z]", "")
    for lang, script in [("ja", "[ぁ-ヿ一-鿿]"), ("ko", "[가-힣]"), ("en", "[a-z]")]:
        choose(notebook, lang)
        picture = relabelled(script, picture)
        assert offer.count() == (lang != "en"), "the outputs are in English"
    assert join(notebook.cells()[-1]["outputs"][0]["text"]) == "en\n"
    choose(notebook, "ko")
    offer.click()
    page.wait_for_function("() => document.querySelector('.jp-Notebook').innerText.includes('\\nko')")
    assert offer.count() == 0
    notebook.save()
    notebook.reload()  # the kernel goes on, and the new page finds its comm
    choose(notebook, "ja")
    notebook.js("model.cells[8].setSource('print(language.current() * 2)'); panel.content.activeCellIndex = 8")
    page.wait_for_timeout(300)
    notebook.command("notebook:run-cell")
    page.wait_for_function("() => document.querySelector('.jp-Notebook').innerText.includes('jaja')")


def test_kernel_knows_the_language_in_the_setup_cell_of_run_all(opened):
    setup, later = new_code_cell(PROTOCOL, id="setup"), new_code_cell("print(answers[0])", id="later")
    nb = lesson()
    nb["cells"] += [setup, later]
    notebook = opened.open(write(opened.root, "protocol.ipynb", nb))
    choose(notebook, "ja")
    for _ in range(2):
        notebook.run_all()
        outputs = [join(cell["outputs"][0]["text"]) for cell in notebook.cells()[-2:]]
        assert outputs == ["[{'language': 'ja'}]\n", "{'language': 'ja'}\n"]
        notebook.js("await panel.sessionContext.restartKernel()")
        notebook.wait_idle()


def test_documents_edited_together_are_left_alone_with_a_notice(opened):
    write(opened.root, "shared.ipynb", lesson())
    opened.page.evaluate(
        """() => { const { contents } = jupyterapp.serviceManager, original = contents.getSharedModelFactory;
        contents.getSharedModelFactory = path => (path === 'shared.ipynb'
            ? { collaborative: true, createNew: () => undefined } : original.call(contents, path)); }"""
    )
    opened.command("nbpolyglot:show", language="ja")
    shared = opened.open("shared.ipynb", kernel=False)
    assert shared.js("return panel.context.model.collaborative") is True
    assert shared.sources() == texts(lesson(), "en")
    assert "edited together" in shared.page.locator(".nbpolyglot-menu:visible").inner_text()
    assert shared.page.locator(".nbpolyglot-menu select").count() == 0


def test_commands_stand_in_the_palette(opened):
    opened.command("apputils:activate-command-palette")
    opened.page.keyboard.type("繁體中文")
    opened.page.locator(".lm-CommandPalette-item:visible", has_text="繁體中文").first.click()
    opened.wait("() => document.querySelector('.jp-Notebook').lang === 'zh-Hant'")
    assert opened.sources() == texts(lesson(), "zh-Hant")


def test_the_screen_shows_the_language_before_the_cells_below_it_do(opened):
    words = {"en": "slope ", "ja": "傾き", "ko": "기울기 ", "zh-Hant": "斜率"}
    sixty = []
    for n in range(60):
        body = {lang: f"## {n} {word}\n\n{word * 8} $x^{n}$, $y$\n\n{word * 8}" for lang, word in words.items()}
        prose = markdown(f"c{n}", body.pop("en"), **{lang.replace("-", "_"): text for lang, text in body.items()})
        sixty.append(new_code_cell(f"x = {n}", id=f"c{n}") if n % 3 == 2 else prose)
    notebook = opened.open(write(opened.root, "sixty.ipynb", new_notebook(metadata=KERNEL, cells=sixty)), kernel=False)
    page, walls, works, ends = notebook.page, [], [], []
    chrome = page.context.new_cdp_session(page)
    chrome.send("Performance.enable", {"timeDomain": "threadTicks"})

    def work():
        """Milliseconds of processor time the page has used."""
        metrics = {metric["name"]: metric["value"] for metric in chrome.send("Performance.getMetrics")["metrics"]}
        return 1000 * metrics["TaskDuration"]

    for lang in ["ja", "ko", "zh-Hant", "en"] * 2:
        page.wait_for_timeout(1500)  # JupyterLab renders what is off the screen a second later
        before = work()
        walls.append(
            page.evaluate(
                """async ([language, word]) => {
                const start = performance.now(), { node } = jupyterapp.shell.currentWidget.content;
                await jupyterapp.commands.execute('nbpolyglot:show', { language });
                const shown = [...node.querySelectorAll('.jp-MarkdownOutput')].filter(e => {
                    const { top, bottom, height } = e.getBoundingClientRect();
                    return height && bottom > 0 && top < innerHeight; });
                while (!shown.every(e => e.textContent.includes(word))) await new Promise(requestAnimationFrame);
                return performance.now() - start; }""",
                [lang, words[lang].strip()],
            )
        )
        works.append(work() - before)
        notebook.wait("() => !document.querySelector('.jp-Notebook[aria-busy=true]')")
        ends.append(work() - before)
    print("milliseconds until the screen shows the language:", *map(round, walls))
    print("processor time:", *map(round, works), "and until the last cell does:", *map(round, ends))
    shares = [screen / everything for screen, everything in zip(works, ends, strict=True)]
    assert sorted(shares)[len(shares) // 2] < 0.85, "share of the work done before the screen shows the language"


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


def test_text_functions_agree_with_the_commands(page, lab):
    address = f"{lab.url}/lab/extensions/nbpolyglot/static/text.js"
    run = """async ([address, cells, lang]) => { const t = await import(address);
        const there = cells.map(cell => t.show(cell, 'en', lang));
        return there.map((cell, n) => [cell.source, t.store(cell, 'en'), t.digest(cells[n].source)]); }"""
    course = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
    for text in [nbformat.writes(lesson()), *(path.read_text("utf-8") for path in course)]:
        nb = json.loads(text)
        for cell in nb["cells"]:
            cell["source"] = join(cell["source"])
        for lang in LANGS:
            ours = page.page.evaluate(run, [address, nb["cells"], lang])
            assert [source for source, _, _ in ours] == texts(nb, lang)
            assert [stored for _, stored, _ in ours] == nb["cells"]
            assert [crc for _, _, crc in ours] == [digest(cell["source"]) for cell in nb["cells"]]
    broken = [
        {"cell_type": "markdown", "source": "a", "metadata": {"i18n": wrong, **more}}
        for wrong, more in [
            ({"en": {"source": ["b"]}}, {}),
            ({"ja": {"of": "1"}}, {}),
            ({"ja": {"source": []}}, {"i18n_lang": "ja"}),
            ("ja", {}),
            ([], {}),
            ({"ja": None}, {}),
        ]
    ]
    assert [stored for _, stored, _ in page.page.evaluate(run, [address, broken, "ja"])] == broken


class TestStart:
    """Which language a page starts in. These need servers or profiles of their own."""

    OPTION = "--ServerApp.tornado_settings={'page_config_data': {'nbpolyglotLanguage': 'ja'}}"

    def shown(self, notebook):
        notebook.wait("() => document.querySelector('.nbpolyglot-menu select')?.value")
        return notebook.page.locator(".jp-Notebook").first.get_attribute("lang")

    def test_choice_is_remembered_across_notebooks_restarts_and_applications(self, open_notebook, tmp_path):
        root, home = tmp_path / "root", tmp_path / "home"
        root.mkdir()
        home.mkdir()
        write(root, "a.ipynb", lesson())
        write(root, "b.ipynb", lesson())
        with driver.Server(root, "lab", home=home) as server:
            notebook = open_notebook(server, "a.ipynb", locale="zh-TW")
            assert self.shown(notebook) == "zh-Hant"  # the browser's language
            choose(notebook, "ko")
            assert notebook.open("b.ipynb", kernel=False).sources() == texts(lesson(), "ko")
        with driver.Server(root, "notebook", [self.OPTION], home=home) as server:
            notebook = open_notebook(server, "a.ipynb")
            assert self.shown(notebook) == "ja"  # the command line, over the earlier choice
            for lang in [*LANGS, "ko"]:
                choose(notebook, lang)
                assert notebook.sources() == texts(lesson(), lang)
            notebook.set_source(0, "# 노트북 7")
            notebook.run_all()
            saved = notebook.save()["cells"][0]
            assert (join(saved["source"]), saved["metadata"]["i18n"]["ko"]["source"]) == (
                "# Slope of a line",
                ["# 노트북 7"],
            )
            notebook.page.wait_for_timeout(300)
            notebook.reload()
            assert self.shown(notebook) == "ko"  # the choice made since
            assert notebook.sources()[0] == "# 노트북 7"
        with driver.Server(root, "lab", [self.OPTION], home=home) as server:
            assert self.shown(open_notebook(server, "b.ipynb")) == "ja"  # a new run of the server

    def test_without_the_menu_the_page_is_plain_english(self, open_notebook, tmp_path):
        root, home = tmp_path / "root", tmp_path / "home"
        root.mkdir()
        (home / "labconfig").mkdir(parents=True)
        (home / "labconfig" / "page_config.json").write_text('{"disabledExtensions": {"nbpolyglot": true}}')
        with driver.Server(root, "lab", home=home) as server:
            notebook = open_notebook(server, write(root, "a.ipynb", lesson()), locale="ja-JP")
            assert notebook.sources() == texts(lesson(), "en")
            assert notebook.page.locator(".nbpolyglot-menu").count() == 0
            assert cells(notebook.save()) == cells(lesson())
