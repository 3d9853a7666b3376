"""Measure the book against its budgets: ``python book/report.py`` writes ``book/_build/report.md``.

Builds a copy of the book three times, then reads it in Chromium from a server on loopback. Lighthouse comes from npm;
if it cannot be installed, the report says so in a line.
"""

import argparse
import contextlib
import functools
import gzip
import http.server
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

BOOK = Path(__file__).resolve().parent
ROOT = BOOK.parent
sys.path[:0] = [str(BOOK)]

from bookext import interface  # noqa: E402
from pdf import CHROMIUM_FLAGS, NO_CHROMIUM, chromium  # noqa: E402

LIGHTHOUSE = "lighthouse@12.8.2"
TEXT = (".html", ".css", ".js", ".svg", ".json", ".xml")
# The frame after the first one that finds a formula and its letters' fonts; a page without formulas has no such frame.
PAINTED = """
const look = () => {
    const ready = document.querySelector(".katex-html") && ["Main", "Math"].every((name) =>
        [...document.fonts].some((font) => font.family === "KaTeX_" + name && font.status === "loaded"));
    requestAnimationFrame(ready ? () => { window.painted = performance.now(); } : look);
};
requestAnimationFrame(look);
"""


@functools.cache
def packed(path):
    """Return a file compressed, as a host keeps it."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serve the book as a web host does: connections stay open, text comes compressed, files may be kept."""

    protocol_version = "HTTP/1.1"

    def send_head(self):
        """Send what is asked for, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXT or not path.is_file():
            return super().send_head()
        content = packed(path)
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(str(path))}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def end_headers(self):
        """Add how long a file may be kept."""
        self.send_header("Cache-Control", "max-age=31536000")
        super().end_headers()

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def served(folder):
    """Serve a folder on loopback; the value is its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def build_times(work, address):
    """Return the seconds of three builds of a copy: from nothing, again, and after a changed sentence.

    Parameters
    ----------
    work : Path
        A folder for the copy and the built book.
    address : str
        Where the built book is served.
    """
    shutil.copytree(ROOT / "notebooks", work / "notebooks")
    command = [sys.executable, str(BOOK / "build.py"), "--notebooks", str(work / "notebooks"), "--output", str(work)]

    def build():
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"BOOK_SITE": address})
        return time.perf_counter() - start

    cold, unchanged = build(), build()
    lesson = max((work / "notebooks").glob("*.ipynb"))
    notebook = json.loads(lesson.read_text("utf-8"))
    cell = next(c for c in notebook["cells"] if c["cell_type"] == "markdown" and not c["source"][0].startswith("#"))
    cell["source"] = [*cell["source"], " One more sentence."]
    lesson.write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")
    return cold, unchanged, build()


def broken_links(site):
    """Return the links of a built book that lead nowhere within it, and how many were followed.

    Parameters
    ----------
    site : Path

    Returns
    -------
    broken : list of str
    count : int
    """
    texts = {path.resolve(): path.read_text("utf-8") for path in site.rglob("*.html")}
    anchors = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in texts.items()}
    count, broken = 0, []
    for path, text in texts.items():
        for link in re.findall(r'\b(?:href|src)="([^"]+)"', text):
            parts = urlsplit(link)
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            count += 1
            target = (path.parent / parts.path).resolve() if parts.path else path
            known = anchors.get(target, set()) | {""}
            if not target.exists() or (target in anchors and parts.fragment not in known):
                broken.append(f"{path.relative_to(site.resolve())}: {link}")
    return broken, count


def own_scripts():
    """Return the size of the course's own scripts in bytes."""
    scripts = [*(BOOK / "static").glob("*.js"), ROOT / "helpers" / "explorers" / "explorer.js"]
    return sum(path.stat().st_size for path in scripts)


def read_pages(browser, site, names):
    """Read pages as a visitor with an empty cache; return a dict of bytes, milliseconds to the maths, outside requests.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    site : str
        The address of the book.
    names : list of str
        Pages below it.
    """
    found = {"bytes": {}, "painted": {}, "outside": []}
    for name in names:
        painted = []
        for _ in range(3):
            page, requests = browser.new_page(viewport={"width": 1280, "height": 900}), []
            page.on("requestfinished", lambda request, requests=requests: requests.append(request))
            page.on("request", lambda r: r.url.startswith((site, "data:")) or found["outside"].append(r.url))
            page.add_init_script(PAINTED)
            page.goto(site + name)
            page.wait_for_load_state("networkidle")
            painted.append(
                page.evaluate("window.painted || performance.getEntriesByName('first-contentful-paint')[0].startTime")
            )
            sizes = [request.sizes() for request in requests]
            found["bytes"][name] = sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes)
            page.close()
        found["painted"][name] = statistics.median(painted)
    return found


def axe_violations(browser, site, names):
    """Return the serious and critical violations that axe finds, each with page and colours."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        for name in names:
            page = context.new_page()
            page.goto(site + name)
            page.wait_for_selector("body:not(.arriving)")
            options = {"exclude": [[".katex-html"]]}, {"resultTypes": ["violations"]}
            violations = Axe().run(page, *options).response["violations"]
            found += [f"{name} ({scheme}): {v['id']}" for v in violations if v["impact"] in ("serious", "critical")]
            page.close()
        context.close()
    return found


def lighthouse(site, name, folder):
    """Return Lighthouse's four scores of a page on the desktop, from 0 to 100; None if it cannot be had.

    Parameters
    ----------
    site, name : str
    folder : Path
        Where Lighthouse writes.
    """
    flags = " ".join(["--headless=new", *CHROMIUM_FLAGS])
    command = ["npx", "--yes", LIGHTHOUSE, site + name, "--preset=desktop", "--quiet", "--no-enable-error-reporting"]
    command += ["--output=json", f"--output-path={folder / 'lighthouse.json'}", f"--chrome-flags={flags}"]
    try:
        subprocess.run(
            command, check=True, capture_output=True, timeout=300, env={**os.environ, "CHROME_PATH": chromium()}
        )
    except (OSError, subprocess.SubprocessError):
        return None
    categories = json.loads((folder / "lighthouse.json").read_text("utf-8"))["categories"]
    return {category["title"]: round(100 * category["score"]) for category in categories.values()}


def rows(work):
    """Yield what is measured: name, value, budget, whether it is kept (None: not measured)."""
    from playwright.sync_api import sync_playwright

    shutil.rmtree(work, ignore_errors=True)
    site = work / "html"
    with served(site) as address, sync_playwright() as playwright:
        cold, unchanged, changed = build_times(work, address)
        yield "build from nothing", f"{cold:.0f} s", "6 min", cold <= 360
        yield "build, nothing changed", f"{unchanged:.0f} s", "20 s", unchanged <= 20
        yield "build, one sentence changed", f"{changed:.0f} s", "30 s", changed <= 30
        yield "own JavaScript", f"{own_scripts() / 1024:.1f} KB", "10 KB", own_scripts() <= 10_240
        broken, count = broken_links(site)
        yield f"broken links, of {count}", "; ".join(broken) or "0", "0", not broken
        names = sorted(str(path.relative_to(site)) for path in site.glob("*/*.html"))
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        read = read_pages(browser, address, [name for name in names if not name.endswith("search.html")])
        page, size = max(read["bytes"].items(), key=lambda item: item[1])
        yield f"transferred, largest page ({page})", f"{size / 1000:.0f} KB", "300 KB", size <= 300_000
        page, painted = max(read["painted"].items(), key=lambda item: item[1])
        yield f"maths painted, slowest page ({page})", f"{painted:.0f} ms", "400 ms", painted <= 400
        yield "requests to elsewhere", "; ".join(read["outside"]) or "0", "0", not read["outside"]
        violations = axe_violations(browser, address, names)
        yield f"axe, serious or critical, {2 * len(names)} pages", "; ".join(violations) or "0", "0", not violations
        browser.close()
        lessons = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
        for lang in interface.languages():
            for name in (f"{lang}/index.html", f"{lang}/{lessons[-1]}.html"):
                scores = lighthouse(address, name, work)
                if scores is None:
                    yield "Lighthouse", f"{LIGHTHOUSE} could not be installed or run here", "95", None
                    return
                value = ", ".join(f"{title} {score}" for title, score in scores.items())
                yield f"Lighthouse, {name}", value, "95", min(scores.values()) >= 95


def main(arguments=None):
    """Measure and write the report; return 1 if a budget is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=BOOK / "_build", help="folder for the report and its build")
    output = parser.parse_args(arguments).output.resolve()
    if chromium() is None:
        print(NO_CHROMIUM.replace("Printing", "The report"), file=sys.stderr)
        return 1
    lines, kept = ["| what | measured | budget | kept |", "|---|---|---|---|"], []
    for name, value, budget, ok in rows(output / "report"):
        kept.append(ok)
        lines.append(f"| {name} | {value} | {budget} | {'–' if ok is None else 'yes' if ok else 'no'} |")
        print(lines[-1], flush=True)
    (output / "report.md").write_text("\n".join(lines) + "\n", "utf-8")
    return int(False in kept)


if __name__ == "__main__":
    sys.exit(main())
