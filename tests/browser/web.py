"""Serve a built site on loopback and open its pages, noting what they complain of and whom else they ask."""

import contextlib
import functools
import http.server
import importlib.util
import threading
from pathlib import Path

import pytest

LANGUAGES = ("en", "ja", "zh-Hant", "ko")
LESSON = "04-relu.html"
PAGES = ("index.html", LESSON, "guide.html", "guide-04.html", "references.html", "glossary.html", "times.html")
ROOT = Path(__file__).parents[2]
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

every_language = pytest.mark.parametrize("lang", LANGUAGES)


def script(path):
    """One of the project's scripts, such as ``"book/build.py"``, as a module."""
    path = ROOT / path
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def served(folder, policy=POLICY):
    """Serve a folder with a Content-Security-Policy, if there is one; the value is its address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self):
            if policy:
                self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Visitor:
    """Opens pages in contexts of their own; requests that leave the site are stopped.

    ``visitor.open(address, **options)`` returns a page whose ``complaints`` list errors, warnings and such requests, of
    its own and of the windows it opens; ``options`` go to Playwright's ``new_context``.
    """

    def __init__(self, browser, site, schemes=("file:", "data:")):
        self.browser, self.allowed, self.contexts = browser, (site, *schemes), []

    def context(self, **options):
        """A new context and the list of what its pages complain of."""
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        self.contexts.append(context)
        complaints = []

        def guard(route):
            if route.request.url.startswith(self.allowed):
                return route.continue_()
            complaints.append(f"request to {route.request.url}")
            return route.abort()

        def watch(page):
            page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))

        context.route("**/*", guard)
        context.on("page", watch)
        return context, complaints

    def open(self, address, **options):
        """A page at an address."""
        context, complaints = self.context(**options)
        page = context.new_page()
        page.complaints = complaints
        page.goto(address)
        return page

    def close(self):
        """Close what was opened."""
        for context in self.contexts:
            context.close()
