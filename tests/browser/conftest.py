"""Fixtures of the browser tests: one Chromium, one JupyterLab server per test module, notebooks closed after use."""

import functools

import driver
import pytest


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
