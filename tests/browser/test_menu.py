"""The language menu in a real JupyterLab: what it offers and shows, on the page, in the kernel and in the outputs."""

import json
import sys
from pathlib import Path

import nbformat
from driver import until
from menus import KERNEL, LANGS, cells, choose, lesson, markdown, texts, write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbpolyglot.format import digest, join, translate

EXTENSION = Path(__file__).parents[2] / "nbpolyglot" / "labextension"
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

    def said_in_japanese():
        """Run the cell: the kernel hears of the language beside the cells that it runs, not before them."""
        notebook.command("notebook:run-cell")
        return "jaja" in page.locator(".jp-Notebook").first.inner_text()

    until(said_in_japanese, "the kernel never heard of the language")


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
