"""Decks and their lists as HTML pages: no inline script, nothing from elsewhere."""

import re
from html import escape

from bookext import interface

DECK = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
<link rel="icon" href="../_static/favicon.svg">
{alternates}
<link rel="stylesheet" href="../_static/reveal.css" media="screen">
<link rel="stylesheet" href="../_static/katex/katex.min.css">
<link rel="stylesheet" href="../_static/pygments.css">
<link rel="stylesheet" href="../_static/explorer.css">
<link rel="stylesheet" href="../_static/deck.css">
<link rel="stylesheet" href="../_static/handout.css" media="print">
<noscript><link rel="stylesheet" href="../_static/handout.css"></noscript>
<style>:root {{ --fonts: {fonts}; }}</style>
</head>
<body data-theme="light">
<div class="reveal"><div class="slides">
{slides}
</div></div>
<nav class="tools">
<a href="index.html">{all}</a>
<button type="button" data-do="speaker" title="S">{speaker}</button>
<button type="button" data-do="prev" aria-label="{previous}" title="{previous}">‹</button>
<span class="place" aria-hidden="true"></span>
<button type="button" data-do="next" aria-label="{next}" title="{next}">›</button>
</nav>
<aside class="speaker" hidden>
<p><span class="place"></span> <time title="{elapsed}">0:00</time></p>
<div class="said"></div>
<p class="upcoming">{upcoming} <b></b></p>
</aside>
<script src="../_static/reveal.js" defer></script>
<script src="../_static/explorer.js" defer></script>
<script src="../_static/deck.js" data-resume="{resume}" defer></script>
</body>
</html>
"""

LIST = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="{static}/favicon.svg">
<link rel="stylesheet" href="{static}/list.css">
<style>:root {{ --fonts: {fonts}; }}</style>
</head>
<body>
<nav>{languages}</nav>
<main>
{content}
</main>
</body>
</html>
"""


def fonts(lang):
    """Return the fonts of a language, as CSS writes them."""
    return ", ".join(filter(None, ["system-ui", interface.languages()[lang].get("fonts"), "sans-serif"]))


def titled(slides):
    """Return each slide with its title and the small line above it: pairs of HTML.

    A slide without a heading repeats the last one. The line above names the section.

    Examples
    --------
    >>> from deck import marks
    >>> made = [marks.Slide("a", True, [(2, "Myth lab"), (3, "One")]), marks.Slide("b", False)]
    >>> [titles for _, *titles in titled(made)]
    [['One', 'Myth lab'], ['One', 'Myth lab']]
    """
    section = title = ""
    for slide in slides:
        for level, html in slide.headings:
            section, title = (html, html) if level < 3 else (section, html)
        yield slide, title, "" if section == title else section


def slide_html(slide, title, above):
    """Return a slide as HTML: its face, then its notes."""
    level = slide.headings[0][0] if slide.headings else 2
    above = f'<p class="above">{above}</p>' if above else ""
    steps = "\n".join(
        f'<div class="step{" fragment" if number else ""}">{html}</div>' for number, html in enumerate(slide.steps)
    )
    notes = f'<aside class="notes">{"".join(slide.notes)}</aside>\n' if slide.notes else ""
    heading = "h1" if level == 1 else "h2"
    return (
        f'<section id="{slide.name}"{" class=first" if level == 1 else ""}><div class="face">\n'
        f"<header>{above}<{heading}>{title}</{heading}></header>\n{steps}\n</div>\n{notes}</section>"
    )


def columns(slides):
    """Return all slides as HTML: a column for every ``slide``, its ``subslide`` cells below it."""
    made = []
    for slide, title, above in titled(slides):
        if slide.column or not made:
            made.append([])
        made[-1].append(slide_html(slide, title, above))
    return "\n".join(
        column[0] if len(column) == 1 else "<section>\n" + "\n".join(column) + "\n</section>" for column in made
    )


def deck(slides, name, lang):
    """Return the page of one deck.

    Parameters
    ----------
    slides : list of marks.Slide
    name : str
        For example ``"04-relu"``.
    lang : str
    """
    others = '<link rel="alternate" hreflang="{0}" href="../{0}/{1}.html">'
    licence = f"{interface.word('title', lang)} · {interface.word('licence', lang)}"
    slides[0].steps.append(f'<p class="licence">{licence}</p>')
    words = {key: escape(interface.word(f"slides_{key}", lang)) for key in ("previous", "next", "speaker", "elapsed")}
    return DECK.format(
        lang=lang,
        title=re.sub(r"<[^>]+>", "", slides[0].headings[0][1]),
        fonts=fonts(lang),
        alternates="\n".join(others.format(code, name) for code in interface.languages()),
        slides=columns(slides),
        all=escape(interface.word("slides", lang)),
        upcoming=escape(interface.word("slides_upcoming", lang)),
        resume=escape(interface.word("slides_resume", lang)),
        **words,
    )


def language_links(lang, up):
    """Return links to the lists of all languages, as HTML."""
    link = '<a href="{0}{1}/index.html" lang="{1}" hreflang="{1}"{2}>{3}</a>'
    return " ".join(
        link.format(up, code, " aria-current=page" if code == lang else "", escape(info["name"]))
        for code, info in interface.languages().items()
    )


def write_list(folder, lang):
    """Write the page that lists the decks of a language, and the handouts that stand beside them.

    Parameters
    ----------
    folder : Path
        The folder of the slides, with the decks of the language.
    lang : str
    """
    handout, items = interface.word("slides_handout", lang), []
    for path in sorted((folder / lang).glob("[0-9][0-9]-*.html")):
        title = re.search(r"<title>(.*?)</title>", path.read_text("utf-8"))[1]
        link = f' <a class="handout" href="{path.stem}.pdf">{handout}</a>' if path.with_suffix(".pdf").exists() else ""
        items.append(f'<li><a href="{path.name}">{title}</a>{link}</li>\n')
    heading, intro = interface.word("slides", lang), interface.word("slides_intro", lang)
    page = LIST.format(
        lang=lang,
        title=f"{heading} · {interface.word('title', lang)}",
        fonts=fonts(lang),
        static="../_static",
        languages=language_links(lang, "../"),
        content=f"<h1>{heading}</h1>\n<ul>\n{''.join(items)}</ul>\n<p>{intro}</p>",
    )
    (folder / lang / "index.html").write_text(page, "utf-8")


def root_list():
    """Return the page above the languages."""
    base = interface.BASE
    title = f"{interface.word('slides', base)} · {interface.word('title', base)}"
    parts = {"static": "_static", "languages": language_links(None, ""), "content": f"<h1>{title}</h1>"}
    return LIST.format(lang=base, title=title, fonts=fonts(base), **parts)
