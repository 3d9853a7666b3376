"""Print the built book: ``python book/pdf.py`` writes one file a language to ``book/_build/pdf``.

The pages of a language are put one after the other into one page, which Chromium prints: with an outline, tags and
the fonts embedded. Chromium knows no page numbers in a table of contents, so the contents are links.
"""

import argparse
import html
import logging
import os
import re
import shutil
import sys
import unicodedata
from pathlib import Path

BOOK = Path(__file__).resolve().parent
sys.path[:0] = [str(BOOK)]

from bookext import interface, times  # noqa: E402

NO_CHROMIUM = "Printing needs Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM to its path."
NO_FONT = (
    "Printing {name} needs a font that has it; on Debian and Ubuntu install one with: apt-get install fonts-noto-cjk"
)
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

# Characters that a glyph may stand for beside its ideograph, and those of them that NFKC does not know.
RADICALS = range(0x2E80, 0x2FD6), range(0xF900, 0xFB00)
IDEOGRAPHS = dict(zip("⺠⻁⻄⻆⻑⻗⻘⻝⻣⻤⻨⻩⻫⻭⻯⻲⻳", "民虎西角長雨青食骨鬼麦黄斉歯竜亀龟", strict=True))

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
{styles}
<style>body {{ --font-stack: {fonts}; --font-stack--headings: {fonts}; }}</style>
</head>
<body data-theme="light">
<main class="content">
{articles}
</main>
</body>
</html>
"""

# Whether the browser has the glyphs of a text: a font without them draws the same box for each.
HAS_GLYPHS = """text => {
    const drawn = character => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 });
        const pen = canvas.getContext("2d");
        pen.font = "32px " + getComputedStyle(document.body).fontFamily;
        pen.fillText(character, 0, 32);
        return canvas.toDataURL();
    };
    return drawn(text[0]) !== drawn(text[1]);
}"""


def chromium():
    """Return the path of Chromium: ``$CHROMIUM``, else the first of the usual names on the path, else None."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def pages(front):
    """Return the names of the book's pages in reading order, without that of execution times.

    Parameters
    ----------
    front : str
        The HTML of the front page; its navigation lists the others.

    Examples
    --------
    >>> pages('<li class="toctree-l1"><a class="reference internal" href="04-relu.html">ReLU</a></li>')
    ['index', '04-relu']
    """
    names = re.findall(r'<li class="toctree-l1[^"]*"><a class="[^"]*" href="([^"/]+)\.html">', front)
    return ["index", *(name for name in names if name != times.PAGE)]


def article(text, name, known, folder, lang):
    """Return the article of a page, ready to stand beside the others: its names carry the page's, links stay inside.

    Parameters
    ----------
    text : str
        The HTML of the page.
    name : str
        For example ``"04-relu"``.
    known : sequence of str
        The names of all pages that are printed.
    folder : str
        Where the page's pictures are, seen from the printed page.
    lang : str

    Examples
    --------
    >>> page = '<article role="main"><h2 id="a">A</h2><a href="05.html#b">b</a> <a href="x.ipynb">c</a></article>'
    >>> article(page, "04", ["04", "05"], "../html/en", "en")
    '<article id="04--"><h2 id="04--a">A</h2><a href="#05--b">b</a> <a>c</a></article>'
    """

    def inside(found):
        page, _, anchor = html.unescape(found[1]).partition("#")
        if re.match(r"\w+:", page):
            return found[0]
        page = page.removesuffix(".html") or name
        return f'href="#{page}--{anchor}"' if page in known else ""

    text = re.search(r"<article[^>]*>(.*)</article>", text, re.DOTALL)[1]
    text = re.sub(
        r'<script\b.*?</script>|<a class="headerlink".*?</a>|<nav\b.*?</nav>|<aside\b.*?</aside>', "", text, flags=re.S
    )
    text = re.sub(r"<details\b(?![^>]*\bopen\b)", "<details open", text.replace(' loading="lazy"', ""))
    text = re.sub(r'(?<= )href="([^"]*)"', inside, text).replace("<a >", "<a>")
    text = re.sub(r'\b(id|for|aria-labelledby|aria-describedby)="([^"]*)"', rf'\1="{name}--\2"', text)
    text = re.sub(r'(xlink:href="|url\()#', rf"\g<1>#{name}--", text)
    text = text.replace(interface.word("solution_hide", lang), interface.word("solution", lang))
    text = text.replace('src="_', f'src="{folder}/_')
    return f'<article id="{name}--">{text}</article>'


def printed_page(lang, built, folder):
    """Return one page that holds the whole book in a language.

    Parameters
    ----------
    lang : str
    built : Path
        The built book of the language.
    folder : str
        The same folder, seen from where the page will be.
    """
    texts = {"index": (built / "index.html").read_text("utf-8")}
    names = pages(texts["index"])
    texts |= {name: (built / f"{name}.html").read_text("utf-8") for name in names}
    sheets = re.findall(r'<link rel="stylesheet"[^>]*href="(_static/[^"?]+)', "".join(texts.values()))
    styles = "\n".join(f'<link rel="stylesheet" href="{folder}/{sheet}">' for sheet in dict.fromkeys(sheets))
    fonts = re.search(r"--font-stack: ([^;]+);", texts["index"])[1]
    return PAGE.format(
        lang=lang,
        title=html.escape(interface.word("title", lang)),
        styles=styles,
        fonts=fonts,
        articles="\n".join(article(texts[name], name, names, folder, lang) for name in names),
    )


def plain_text(cmap):
    """Return a PDF's table from glyphs to characters with ideographs in place of radicals of the same shape.

    Where a glyph serves both, Chromium writes the radical, and a search for the ideograph would fail.

    Parameters
    ----------
    cmap : str
        The ToUnicode table of a font.

    Examples
    --------
    >>> plain_text("1 beginbfchar\\n<04> <2F00>\\nendbfchar")
    '1 beginbfchar\\n<04> <4E00>\\nendbfchar'
    >>> plain_text("1 beginbfrange\\n<04> <05> <2F00>\\nendbfrange")
    '1 beginbfrange\\n<04> <05> [<4E00> <4E28>]\\nendbfrange'
    """

    def plain(code):
        character = chr(code)
        return f"<{ord(IDEOGRAPHS.get(character) or unicodedata.normalize('NFKC', character)):04X}>"

    def line(found):
        first, last, code = found[1], found[2], int(found[3], 16)
        codes = range(code, code + (int(last, 16) - int(first, 16) if last else 0) + 1)
        if not any(c in part for c in codes for part in RADICALS):
            return found[0]
        if last is None:
            return f"<{first}> {plain(code)}"
        return f"<{first}> <{last}> [{' '.join(map(plain, codes))}]"

    entry = re.compile(r"^<(\w+)> (?:<(\w+)> )?<(\w{4})>$", re.MULTILINE)
    block = re.compile(r"(?<=beginbf)(?:char|range)\n.*?\nendbf", re.DOTALL)
    return block.sub(lambda found: entry.sub(line, found[0]), cmap)


def make_searchable(path):
    """Apply `plain_text` to every font of a PDF."""
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, StreamObject

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it finds fault with how Chromium counts objects
    writer = PdfWriter(clone_from=path)
    for reference in writer._objects:
        font = reference.get_object() if reference is not None else None
        if isinstance(font, dict) and "/ToUnicode" in font:
            old = font["/ToUnicode"].get_data().decode("latin-1")
            if (new := plain_text(old)) != old:
                stream = StreamObject()
                stream.set_data(new.encode("latin-1"))
                font[NameObject("/ToUnicode")] = writer._add_object(stream.flate_encode())
    writer.write(path)


def print_language(browser, lang, output):
    """Print one language; return the file.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    lang : str
    output : Path
        The folder of the built book and of the printed one.

    Raises
    ------
    RuntimeError
        If no font has the language's characters.
    """
    source, target = output / "print" / f"{lang}.html", output / "pdf" / f"activation-functions.{lang}.pdf"
    for path in (source, target):
        path.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(printed_page(lang, output / "html" / lang, f"../html/{lang}"), "utf-8")
    page = browser.new_page()
    page.goto(source.as_uri())
    if not page.evaluate(HAS_GLYPHS, interface.word("title", lang)):
        raise RuntimeError(NO_FONT.format(name=interface.languages()[lang]["name"]))
    page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
    page.pdf(path=target, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
    page.close()
    make_searchable(target)
    return target


def main(arguments=None):
    """Print all languages; return 1 if something is missing, after saying what."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=BOOK / "_build", help="folder of the built book")
    output = parser.parse_args(arguments).output.resolve()
    if chromium() is None:
        print(NO_CHROMIUM, file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        try:
            for lang in interface.languages():
                target = print_language(browser, lang, output)
                print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
