"""Build the book: ``python book/build.py`` writes ``book/_build/html`` in all languages, two at a time.

Each language's edition of the lessons is executed once; results are kept by content, so only changed code runs again.
Warnings are errors and name notebook, cell and language.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from html import escape
from importlib.metadata import version
from pathlib import Path

BOOK = Path(__file__).resolve().parent
ROOT = BOOK.parent
sys.path[:0] = [str(BOOK), str(ROOT)]

from bookext import comparison, interface, sources, times  # noqa: E402
from bookext.cells import LINES_PER_CELL  # noqa: E402

ROOT_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="en/_static/favicon.svg">
<style>
body {{ font: 1.25rem/2.4 system-ui, sans-serif; display: grid; place-content: center; min-height: 90vh; }}
</style>
{alternates}
</head>
<body>
<main><h1 hidden>{title}</h1>{links}</main>
<script src="en/_static/root.js"></script>
</body>
</html>
"""


def results_key():
    """Return a key of everything but the notebooks that decides what they print and draw."""
    key = hashlib.sha256(" ".join(version(name) for name in ("numpy", "matplotlib", "pandas", "seaborn")).encode())
    for path in sorted((ROOT / "helpers").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            key.update(path.read_bytes())
    return key.hexdigest()[:16]


def plain_messages(text, folder, lang):
    """Return Sphinx's messages for people: they name notebook, cell and language, without tracebacks and chatter.

    Parameters
    ----------
    text : str
    folder : Path
        The Sphinx sources of this language.
    lang : str

    Returns
    -------
    str
    """

    def cells(path):
        return json.loads(path.read_text("utf-8"))["cells"]

    def failed(found):
        path, source = Path(found[1]), found[2].split()
        name = next((cell["id"] for cell in cells(path) if "".join(cell["source"]).split() == source), "?")
        return f"{path.name}: {name}: {lang}: {found[3].strip().splitlines()[-1]}\n"

    def place(found):
        path, line = Path(found[1]), int(found[2] or 0)
        if path.suffix != ".ipynb" or line < LINES_PER_CELL:
            return f"{path.name}: {lang}: "
        here = cells(path)
        return f"{path.name}: {here[min(line // LINES_PER_CELL, len(here)) - 1]['id']}: {lang}: "

    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"^(\[IPKernelApp\]|# \d{4}-).*\n|^\s*\n", "", text, flags=re.MULTILINE)
    source = rf"({re.escape(str(folder))}[^\s:]*)"
    text = re.sub(
        rf"{source}:.*Executing notebook failed(?s:.)*?cell:\n-+\n((?s:.)*?)\n-+\n((?s:.)*?)\[mystnb.*\n", failed, text
    )
    text = re.sub(r".*Notebook exception traceback saved.*\n", "", text)
    return re.sub(rf"{source}:(?:(\d+):)? ", place, text)


def build_language(lang, output, notebooks):
    """Write and build one language.

    Parameters
    ----------
    lang : str
    output : Path
    notebooks : Path

    Returns
    -------
    str
        What went wrong, "" if nothing.
    """
    work, source, downloads = output / "work" / lang, output / "source" / lang, output / "downloads" / lang
    if missing := sources.untranslated(lang, notebooks):
        return "\n".join(missing)
    sources.write_sources(lang, source, downloads, notebooks)
    env = os.environ | {
        "COURSE_LANG": lang,
        "COURSE_EXPLORERS": "static",
        "BOOK_CACHE": str(output / "results" / results_key() / lang),
        "BOOK_DOWNLOADS": str(downloads),
        "BOOK_LOCALES": str(output / "locales"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONPATH": os.pathsep.join([str(BOOK / "offline"), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "-b", "html", "-c", str(BOOK)]
    command += ["-d", str(work / "doctrees"), str(source), str(work / "html")]
    log = output / f"{lang}.log"
    with log.open("w") as file:
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=False)
    if done.returncode:
        for folder in (work, Path(env["BOOK_CACHE"])):  # else the next run would find them and say nothing
            shutil.rmtree(folder, ignore_errors=True)
        return plain_messages(log.read_text("utf-8", "replace"), source, lang)
    target = output / "html" / lang
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(work / "html", target, ignore=shutil.ignore_patterns(".buildinfo*", "objects.inv", "*.err.log"))
    shutil.copytree(downloads, target / "notebooks")
    return ""


def root_page():
    """Return the page that forwards to the reader's language, and offers all of them without script."""
    languages = interface.languages().items()
    link = '<a href="{0}/index.html" lang="{0}" hreflang="{0}">{1}</a>'
    alternate = '<link rel="alternate" hreflang="{0}" href="{0}/index.html">'
    return ROOT_PAGE.format(
        title=escape(" · ".join(interface.word("title", code) for code, _ in languages)),
        alternates="\n".join(alternate.format(code) for code, _ in languages),
        links=" · ".join(link.format(code, escape(info["name"])) for code, info in languages),
    )


def sitemap(folder, site):
    """Return the sitemap: every page with its address in the other languages.

    Parameters
    ----------
    folder : Path
        The built book.
    site : str
        Its public address.

    Examples
    --------
    >>> sitemap(Path("nowhere"), "https://example.org").count("<url>")
    0
    """
    languages, entries = list(interface.languages()), []
    for path in sorted((folder / interface.BASE).glob("*.html")):
        if path.stem != "search":
            address = {lang: escape(f"{site.rstrip('/')}/{lang}/{path.name}") for lang in languages}
            link = '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>'
            others = "".join(link.format(lang, address[lang]) for lang in languages)
            entries += [f"<url><loc>{address[lang]}</loc>{others}</url>" for lang in languages]
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset {spaces}>\n' + "\n".join(entries) + "\n</urlset>\n"


def main(arguments=None):
    """Build all languages; return 1 if one failed, after saying why."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notebooks", type=Path, default=sources.LESSONS, help="folder of the lessons")
    parser.add_argument("--output", type=Path, default=BOOK / "_build", help="folder to write to")
    options = parser.parse_args(arguments)
    output, start = options.output.resolve(), time.perf_counter()
    for old in (output / "results").glob("*"):
        if old.name != results_key():
            shutil.rmtree(old)
    interface.write_catalogues(output / "locales")
    with ThreadPoolExecutor(2) as pool:
        builds = list(pool.map(lambda lang: build_language(lang, output, options.notebooks), interface.languages()))
    for problem in filter(None, builds):
        print(problem, file=sys.stderr)
    if any(builds):
        return 1
    lessons, results = sorted(options.notebooks.glob("*.ipynb")), output / "results" / results_key()
    if problems := comparison.problems(results, lessons):
        print("\n".join(problems), file=sys.stderr)
        return 1
    times.fill(output / "html", results, [path.stem for path in lessons])
    (output / "html" / "index.html").write_text(root_page(), "utf-8")
    (output / "html" / "sitemap.xml").unlink(missing_ok=True)
    if site := interface.course().get("site"):
        (output / "html" / "sitemap.xml").write_text(sitemap(output / "html", site), "utf-8")
    print(f"The book is ready after {time.perf_counter() - start:.0f} s. Open {output / 'html' / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
