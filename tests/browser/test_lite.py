"""The JupyterLite site in a real browser: editions, language menu and kernel, with nothing installed and no CDN."""

import driver
import pytest
import web

BOOT = 240_000  # milliseconds; Pyodide starts in a few seconds, but not on a busy machine
CDN = "https://cdn.jsdelivr.net/pyodide/"
COMPILED = {"contourpy", "kiwisolver", "matplotlib", "numpy", "pandas", "pillow"}
TITLES = {"ja": "# ReLU：サンプルごと", "zh-Hant": "# ReLU：每個樣本", "ko": "# ReLU: 표본마다"}


@pytest.fixture(scope="session")
def site():
    """The address of the built site on loopback; builds it first, which needs the network the first time."""
    assert web.script("lite/build.py").main([]) == 0
    with web.served(web.ROOT / "book" / "_build" / "lite", policy=None) as address:
        yield address


@pytest.fixture
def open_lesson(browser, site):
    """Open a notebook of the site: ``open_lesson("ja/04-relu.ipynb")``."""
    visitor = web.Visitor(browser, site, schemes=("data:", "blob:"))

    def open_lesson(path, locale="en-US"):
        context, complaints = visitor.context(viewport={"width": 1400, "height": 900}, locale=locale)

        def expose(route):
            reply = route.fetch()
            config = reply.json()
            config["jupyter-config-data"]["exposeAppInBrowser"] = True
            route.fulfill(response=reply, json=config)

        context.route(f"{site}jupyter-lite.json*", expose)
        page = context.new_page()
        page.set_default_timeout(BOOT)
        page.goto(f"{site}lab/index.html?path={path}")
        notebook = driver.Notebook(page, web.ROOT, path)
        notebook.complaints = complaints
        notebook.wait("() => window.jupyterapp && document.querySelector('.jp-Notebook .jp-Cell')", BOOT)
        return notebook

    yield open_lesson
    visitor.close()


def outside(notebook):
    """Where its page asked for something that is not the site's own."""
    start = "request to "
    return [text.removeprefix(start) for text in notebook.complaints if text.startswith(start)]


def title_is(notebook, lang):
    """Wait until the notebook's first cell is in a language."""
    script = """title => [...jupyterapp.shell.widgets('main')].find(w => w.content?.model)
        .content.model.sharedModel.cells[0].getSource().startsWith(title)"""
    notebook.page.wait_for_function(script, arg=TITLES[lang], timeout=BOOT)


def menu(notebook):
    return notebook.page.locator(".nbpolyglot-menu select:visible")


def run(notebook, *sources):
    """Run cells with these sources in one go, in place of the notebook's own; return what they print."""
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    notebook.js("await panel.sessionContext.ready")
    notebook.js("model.deleteCellRange(1, model.cells.length); model.insertCells(1, arg)", cells)
    notebook.page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    ended = """n => { const cells = [...jupyterapp.shell.widgets('main')].find(w => w.content?.model)
        .content.widgets.slice(1).map(c => c.model.toJSON());
        return cells.length === n && (cells.every(c => c.execution_count)
            || cells.some(c => c.outputs.some(o => o.output_type === 'error'))); }"""
    notebook.page.wait_for_function(ended, arg=len(cells), timeout=BOOT)
    outputs = [output for cell in notebook.cells()[1:] for output in cell["outputs"]]
    return ["".join(output.get("text", output.get("evalue", ""))) for output in outputs]


def test_an_edition_opens_in_its_language_whatever_the_browser_speaks(open_lesson):
    notebook = open_lesson("zh-Hant/04-relu.ipynb")
    title_is(notebook, "zh-Hant")
    assert 'LANGUAGE = "zh-Hant"' in notebook.sources()
    assert menu(notebook).count() == 0
    assert outside(notebook) == []


def test_a_lesson_follows_browser_and_menu_and_so_does_the_course_in_the_kernel(open_lesson):
    notebook = open_lesson("04-relu.ipynb", locale="ja-JP")
    title_is(notebook, "ja")
    assert menu(notebook).first.input_value() == "ja"
    assert outside(notebook) == []
    said = "print(language.current(), language.label('axis.input'), sep=': ')"
    first = run(notebook, "from helpers import language", said)
    assert first == ["ja: 入力 $x$\n"]
    needed = {url.rpartition("/")[2].partition("-")[0] for url in outside(notebook) if url.startswith(CDN)}
    assert needed == COMPILED
    assert all(url.startswith(CDN) for url in outside(notebook))
    menu(notebook).first.select_option("ko")
    title_is(notebook, "ko")
    assert run(notebook, said) == ["ko: 입력 $x$\n"]
    run(notebook, "import ipywidgets\nipywidgets.IntSlider(5)")
    notebook.page.locator(".widget-slider").wait_for()
    missing = run(notebook, "import numpy")
    assert "numpy" in missing[-1]
