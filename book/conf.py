"""Sphinx configuration of the book, for the language in ``COURSE_LANG``; ``build.py`` runs it once per language."""

import os
import sys
from pathlib import Path

BOOK = Path(__file__).parent
sys.path[:0] = [str(BOOK), str(BOOK.parent)]

from bookext import interface  # noqa: E402

from helpers import explorers  # noqa: E402

course_language = os.environ["COURSE_LANG"]
course_downloads = os.environ["BOOK_DOWNLOADS"]
info = interface.languages()[course_language]

project = interface.word("title", course_language)
author = ""
copyright = ""
html_title = project
html_short_title = project
language = info["sphinx"]
locale_dirs = [os.environ["BOOK_LOCALES"]]

extensions = ["myst_nb", "sphinxcontrib.bibtex"]
extensions += [f"bookext.{name}" for name in ("maths", "search", "cells", "glossary", "references", "pages")]
exclude_patterns = []
nitpicky = True
smartquotes = False
numfig = False
templates_path = ["templates"]

myst_enable_extensions = ["dollarmath", "amsmath", "deflist"]
myst_dmath_double_inline = True
myst_heading_anchors = 4

bibtex_bibfiles = [str(BOOK / "references.bib")]
bibtex_default_style = "lessons"
bibtex_bibliography_id = "list"
bibtex_cite_id = "{key}"

nb_execution_mode = "cache"
nb_execution_cache_path = os.environ["BOOK_CACHE"]
nb_execution_timeout = 120
nb_execution_show_tb = True
nb_merge_streams = True
nb_output_stderr = "warn"
nb_ipywidgets_js = {}
nb_code_prompt_show = interface.word("code_show", course_language)
nb_code_prompt_hide = interface.word("code_hide", course_language)
# Pictures and tables as HTML, never scripts or widgets: the book has no kernel.
nb_mime_priority_overrides = [
    ("*", "text/html", 1),
    ("*", "image/png", 2),
    ("*", "image/jpeg", 3),
    ("*", "text/plain", 4),
    ("*", "application/javascript", None),
    ("*", "application/vnd.jupyter.widget-view+json", None),
]

html_theme = "furo"
pygments_dark_style = "github-dark"
html_math_renderer = "prerendered"
html_static_path = ["static", *map(str, explorers.static_files())]
html_css_files = ["book.css"]
html_favicon = "static/favicon.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_domain_indices = False
html_baseurl = f"{interface.course()['site'].rstrip('/')}/{course_language}/" if interface.course().get("site") else ""
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/languages.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
system_fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial"
fonts = ", ".join(filter(None, [system_fonts, info.get("fonts"), "sans-serif"]))
html_theme_options = {
    "light_css_variables": {"font-stack": fonts, "font-stack--headings": fonts},
    "top_of_page_buttons": [],
}
