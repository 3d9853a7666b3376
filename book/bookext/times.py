"""How long the notebooks ran: a page written with the others, and its table, filled in when every language is built."""

import html
import re

from jupyter_cache import get_cache

from . import interface

PAGE, PLACE = "times", "<!-- table of execution times -->"


def page(lang):
    """Return the page of one language, with a place for its table, as MyST Markdown.

    Parameters
    ----------
    lang : str
    """
    heading, intro = interface.word("times", lang), interface.word("times_intro", lang)
    return f"# {heading}\n\n{intro}\n\n```{{raw}} html\n{PLACE}\n```\n"


def seconds(results):
    """Return what the execution of each notebook took: a dict of its name to seconds.

    Parameters
    ----------
    results : path-like
        The folder of jupyter-cache for one language; of several runs of a notebook the latest counts.
    """
    records = sorted(get_cache(results).list_cache_records(), key=lambda record: record.created)
    return {re.sub(r".*[/\\]|\.ipynb$", "", record.uri): record.data["execution_seconds"] for record in records}


def table(lang, titles, times):
    """Return the table of one language as HTML.

    Parameters
    ----------
    lang : str
    titles : dict
        Name of a lesson to its title as HTML.
    times : dict
        Language to name of a lesson to seconds.

    Examples
    --------
    >>> text = table("en", {"04-relu": "ReLU"}, {"en": {"04-relu": 4.21}, "ko": {"04-relu": 5.0}})
    >>> '<th scope="row"><a href="04-relu.html">ReLU</a></th><td>4.2</td><td>5.0</td>' in text
    True
    """
    languages = "".join(
        f'<th scope="col" lang="{code}">{html.escape(interface.languages()[code]["name"])}</th>' for code in times
    )
    rows = [
        f'<tr><th scope="row"><a href="{name}.html">{title}</a></th>'
        + "".join(f"<td>{found[name]:.1f}</td>" for found in times.values())
        + "</tr>"
        for name, title in titles.items()
    ]
    sums = "".join(f"<td>{sum(found[name] for name in titles):.1f}</td>" for found in times.values())
    return (
        f'<div class="table-wrapper course-table numbers">\n<table>\n<thead><tr><td></td>{languages}</tr></thead>\n'
        f"<tbody>\n{chr(10).join(rows)}\n</tbody>\n"
        f'<tfoot><tr><th scope="row">{interface.word("times_sum", lang)}</th>{sums}</tr></tfoot>\n</table>\n</div>'
    )


def fill(site, results, lessons):
    """Put the table into the built page of every language.

    Parameters
    ----------
    site : Path
        The built book.
    results : Path
        The folder with every language's jupyter-cache.
    lessons : sequence of str
        The names of the lessons.
    """
    times = {lang: seconds(results / lang) for lang in interface.languages()}
    for lang in interface.languages():
        pages = {name: (site / lang / f"{name}.html").read_text("utf-8") for name in lessons}
        titles = {name: re.search(r'<h1>(.*?)<a class="headerlink"', text)[1] for name, text in pages.items()}
        path = site / lang / f"{PAGE}.html"
        path.write_text(path.read_text("utf-8").replace(PLACE, table(lang, titles, times)), "utf-8")
