"""Make the slides: ``python book/slides.py`` writes ``book/_build/html/slides``, one deck for each lesson and language.

The decks come from the executions that the book was built from; nothing runs again. A cell's ``slideshow`` metadata
says where it goes (``deck.marks``), its text what of it stands on the slide (``deck.faces``); there is no second text.
A lesson page of the book gets a link to its deck, which goes when the book is built anew, with the page.

reveal.js 6.0.2 (MIT) is vendored from npm, in ``book/reveal``. sphinx-revealjs 3.2 is alive, but makes slides of
sections instead of cells and starts reveal.js from an inline script, which the book's Content-Security-Policy forbids;
so does nbconvert, which also fetches reveal.js from elsewhere. reveal.js's own speaker view writes an inline script
into its window, so ``deck.js`` has one instead.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

BOOK = Path(__file__).resolve().parent
sys.path[:0] = [str(BOOK), str(BOOK.parent)]

import nbformat  # noqa: E402
from bookext import interface  # noqa: E402
from bookext.cells import descriptions  # noqa: E402
from deck import marks, pages  # noqa: E402
from jupyter_cache import get_cache  # noqa: E402
from pygments.formatters import HtmlFormatter  # noqa: E402

from helpers import explorers  # noqa: E402

NOT_BUILT = "The slides need the executed lessons, and {name} has none in {lang}: run make book first."
STATIC = [BOOK / "reveal" / name for name in ("reveal.js", "reveal.css", "LICENSE")]
STATIC += [BOOK / "deck" / name for name in ("deck.css", "deck.js", "handout.css", "list.css")]
STATIC += [BOOK / "static" / "favicon.svg", *explorers.static_files()]


def lesson(name, lang, output):
    """Return the cells of an edition with the outputs of its execution.

    Parameters
    ----------
    name : str
        For example ``"04-relu.ipynb"``.
    lang : str
    output : Path
        The folder of the built book: the edition, the source that was executed and its results are there.

    Raises
    ------
    KeyError
        If it was not executed.
    """
    cells = nbformat.read(output / "downloads" / lang / name, as_version=4).cells
    source = nbformat.read(output / "source" / lang / name, as_version=4)
    results = next((output / "results").glob(f"*/{lang}"), None)
    if results is None:
        raise KeyError(name)
    executed = get_cache(results).merge_match_into_notebook(source)[1].cells
    outputs = {cell["id"]: cell["outputs"] for cell in executed if cell["cell_type"] == "code"}
    for cell in cells:
        if cell["cell_type"] == "code":  # a cell that installs something for Colab was not executed
            cell["outputs"] = outputs.get(cell["id"], [])
    return cells


def write_language(lang, output):
    """Write the decks of a language and their list; return the names of the lessons that have one.

    Parameters
    ----------
    lang : str
    output : Path
        The folder of the built book.

    Raises
    ------
    RuntimeError
        If a lesson has not been executed.
    """
    target, stems = output / "html" / "slides" / lang, []
    target.mkdir(parents=True)
    offered = {path.name for path in (output / "downloads" / lang).glob("*.ipynb")}  # lessons; the guide is none
    lessons = sorted(path.name for path in (output / "source" / lang).glob("*.ipynb") if path.name in offered)
    for name in lessons or ["the book"]:
        try:
            made = marks.slides(lesson(name, lang, output), descriptions(Path(name).stem, lang))
        except (KeyError, OSError):
            raise RuntimeError(NOT_BUILT.format(name=name, lang=lang)) from None
        if made:
            stems.append(Path(name).stem)
            (target / f"{stems[-1]}.html").write_text(pages.deck(made, stems[-1], lang), "utf-8")
    pages.write_list(target.parent, lang)
    return stems


def link_from_book(names, lang, site):
    """Put a link to its deck on the page of each lesson, once.

    Parameters
    ----------
    names : sequence of str
        The lessons that have a deck.
    lang : str
    site : Path
        The built book.
    """
    for name in names:
        page = site / lang / f"{name}.html"
        text, link = page.read_text("utf-8"), f"../slides/{lang}/{name}.html"
        if link not in text:
            item = f'<li><a href="{link}">{interface.word("slides", lang)}</a></li>'
            text = re.sub(r'(<aside class="page-tools"[^>]*>\s*<ul>)', rf"\1\n    {item}", text, count=1)
            page.write_text(text, "utf-8")


def main(arguments=None):
    """Write all decks; return 1 if the book is not built, after saying so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=BOOK / "_build", help="folder of the built book")
    output = parser.parse_args(arguments).output.resolve()
    site = output / "html"
    folder, count = site / "slides", 0
    shutil.rmtree(folder, ignore_errors=True)
    for lang in interface.languages():
        try:
            names = write_language(lang, output)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
        link_from_book(names, lang, site)
        count += len(names)
    shutil.copytree(BOOK / "static" / "katex", folder / "_static" / "katex")
    for path in STATIC:
        shutil.copy(path, folder / "_static" / path.name)
    (folder / "_static" / "pygments.css").write_text(HtmlFormatter().get_style_defs(".highlight"), "utf-8")
    (folder / "index.html").write_text(pages.root_list(), "utf-8")
    print(f"{count} decks are ready. Open {folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
