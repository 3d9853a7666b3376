"""Print the decks: ``python book/handouts.py`` writes a handout beside each, every slide small with its notes below it.

The lists of decks link the handouts; ``python book/slides.py`` removes both with the old decks.
"""

import argparse
import sys
from pathlib import Path

BOOK = Path(__file__).resolve().parent
sys.path[:0] = [str(BOOK), str(BOOK.parent)]

import pdf  # noqa: E402
from bookext import interface  # noqa: E402
from deck import pages  # noqa: E402

NO_SLIDES = "There are no slides in {folder} to print: run make slides first."


def print_deck(browser, source, lang):
    """Print a deck; return the file.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    source : Path
        The HTML of the deck.
    lang : str

    Raises
    ------
    RuntimeError
        If no font has the language's characters.
    """
    page, target = browser.new_page(), source.with_suffix(".pdf")
    page.goto(source.as_uri())
    page.wait_for_selector("html[data-ready]")
    if not page.evaluate(pdf.HAS_GLYPHS, interface.word("title", lang)):
        raise RuntimeError(pdf.NO_FONT.format(name=interface.languages()[lang]["name"]))
    page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
    page.pdf(path=target, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
    page.close()
    pdf.make_searchable(target)
    return target


def main(arguments=None):
    """Print all decks; return 1 if something is missing, after saying what."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=BOOK / "_build", help="folder of the built book")
    parser.add_argument("--languages", nargs="+", default=list(interface.languages()), help="languages to print")
    parser.add_argument("--lessons", nargs="+", default=[""], help="beginnings of the names of the decks, such as 04")
    options = parser.parse_args(arguments)
    folder = options.output.resolve() / "html" / "slides"
    decks = [
        (lang, path)
        for lang in options.languages
        for path in sorted((folder / lang).glob("[0-9][0-9]-*.html"))
        if path.name.startswith(tuple(options.lessons))
    ]
    if pdf.chromium() is None or not decks:
        print(NO_SLIDES.format(folder=folder) if pdf.chromium() else pdf.NO_CHROMIUM, file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=pdf.chromium(), args=pdf.CHROMIUM_FLAGS)
        try:
            for lang, path in decks:
                target = print_deck(browser, path, lang)
                print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            browser.close()
    for lang in options.languages:
        pages.write_list(folder, lang)
    return 0


if __name__ == "__main__":
    sys.exit(main())
