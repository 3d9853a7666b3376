"""Fixtures of the browser tests: one Chromium, one JupyterLab server a module, the book; what is opened is closed."""

import functools
from urllib.parse import urljoin

import driver
import pytest
import web
from menus import lesson, write


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark every test of this folder ``browser``."""
    for item in items:
        if "browser" in item.path.parent.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """Chromium, driven by Playwright."""
    path = driver.chromium()
    if path is None:
        pytest.fail(driver.NO_CHROMIUM, pytrace=False)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(driver.CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab server; put notebooks into ``lab.root``."""
    with driver.Server(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture
def open_notebook(browser):
    """Open a notebook in the browser: ``open_notebook(server, "path.ipynb")`` returns a `driver.Notebook`."""
    before = list(browser.contexts)
    yield functools.partial(driver.open_notebook, browser)
    for context in browser.contexts:
        if context not in before:
            context.close()


@pytest.fixture(scope="module")
def page(browser, lab):
    """A page of JupyterLab that the tests of a module share."""
    write(lab.root, "first.ipynb", lesson())
    notebook = driver.open_notebook(browser, lab, "first.ipynb")
    yield notebook
    notebook.page.context.close()


@pytest.fixture
def opened(page, lab, request):
    """The lesson of menus.py, freshly written and opened in English."""
    page.command("nbpolyglot:show", language="en")
    return page.open(write(lab.root, f"{request.node.originalname}.ipynb", lesson()), kernel=False)


@pytest.fixture(scope="session")
def book():
    """The folder of the built book; builds it first, which is quick when nothing has changed."""
    assert web.script("book/build.py").main([]) == 0
    return web.ROOT / "book" / "_build" / "html"


@pytest.fixture(scope="session")
def site(book):
    """The address of a server on loopback."""
    with web.served(book) as address:
        yield address


@pytest.fixture
def open_page(browser, site):
    """Open a page: ``open_page("ja/index.html", **context)``; ``complaints`` collects errors and outside requests."""
    visitor = web.Visitor(browser, site)
    yield lambda path, base=site, **options: visitor.open(urljoin(base, path), **options)
    visitor.close()
