"""What each HTML page gets: links to the other languages, its head, the theme in the reader's language, downloads."""

import re
from pathlib import Path
from urllib.parse import quote

import imagesize
from docutils import nodes

from . import interface

DESCRIPTION_LENGTH = 160


def description(doctree):
    """Return the first paragraph of a page, cut to what search engines show; "" for a page without text."""
    if doctree is None:
        return ""
    text = next((" ".join(p.astext().split()) for p in doctree.findall(nodes.paragraph)), "")
    return text if len(text) <= DESCRIPTION_LENGTH else text[: DESCRIPTION_LENGTH - 1].rstrip() + "…"


def alternates(pagename, site):
    """Return the page in every language: a list of dicts with code, name and address.

    Parameters
    ----------
    pagename : str
        For example ``"04-relu"``.
    site : str
        The book's public address, or "" for relative addresses.

    Examples
    --------
    >>> alternates("04-relu", "")[1]
    {'code': 'ja', 'name': '日本語', 'href': '../ja/04-relu.html', 'absolute': '../ja/04-relu.html'}
    """
    up = "../" * (pagename.count("/") + 1)
    root = site.rstrip("/") + "/" if site else up
    return [
        {
            "code": code,
            "name": info["name"],
            "href": f"{up}{code}/{pagename}.html",
            "absolute": f"{root}{code}/{pagename}.html",
        }
        for code, info in interface.languages().items()
    ]


def translate_theme(html, lang):
    """Replace English that the theme's templates hold outside their catalogue, and give its headings their level.

    Examples
    --------
    >>> translate_theme('<button aria-label="Light mode">', "ja")
    '<button aria-label="明るい配色">'
    """
    for english, text in interface.theme_words(lang).items():
        html = html.replace(f'aria-label="{english}"', f'aria-label="{text}"')
        html = html.replace(f"<title>{english}</title>", f"<title>{text}</title>")
    return html.replace('role="heading">', 'role="heading" aria-level="2">')


def picture(body, base):
    """Return the address of a page's first picture, "" if it has none or the book's address is unknown.

    Examples
    --------
    >>> picture('<img alt="" src="_images/a.png">', "https://example.org/en/")
    'https://example.org/en/_images/a.png'
    """
    found = re.search(r'<img[^>]*\bsrc="(_images/[^"]+)"', body)
    return base + found[1] if base and found else ""


def load_pictures_late(body, files):
    """Let pictures load when the reader comes near, in a space that is kept for them.

    Parameters
    ----------
    body : str
    files : dict
        Name of a picture under ``_images`` to its file.
    """

    def late(found):
        width, height = imagesize.get(files[found[2]])
        return f'<img loading="lazy" width="{width}" height="{height}"{found[1]}src="_images/{found[2]}"'

    return re.sub(r'<img( [^>]*)src="_images/([^"]+)"', late, body)


def downloads(pagename, lang, folder):
    """Return the notebooks a page offers: a list of dicts with address and text.

    Parameters
    ----------
    pagename, lang : str
    folder : Path
        Where the editions are: ``NAME.ipynb`` and ``NAME.LANG+en.ipynb``.
    """
    if not (folder / f"{pagename}.ipynb").exists():
        return []
    files = [{"href": f"notebooks/{pagename}.ipynb", "text": interface.word("download", lang)}]
    for bilingual in sorted(folder.glob(f"{pagename}.*+*.ipynb")):
        other = bilingual.name.split(".")[1].split("+")[0 if lang == interface.BASE else 1]
        name = interface.languages()[other]["name"]
        text = interface.word("download_bilingual", lang, other=name)
        files.append({"href": f"notebooks/{bilingual.name}", "text": text})
    return files


def online(pagename, lang, lesson, course):
    """Return where a page can be run or corrected online: a list of dicts with address and text.

    Parameters
    ----------
    pagename, lang : str
    lesson : bool
        Whether the page is a lesson.
    course : dict
        ``[tool.course]``; without a repository there is nothing to link to.

    Examples
    --------
    >>> online("04-relu", "ja", True, {"repository": ""})
    []
    >>> online("glossary", "ja", False, {"repository": "https://github.com/OWNER/NAME"})
    [{'href': 'https://github.com/OWNER/NAME/issues/new?title=glossary%20%28ja%29%3A%20', 'text': '誤りを報告する'}]
    """
    repository = course.get("repository", "").rstrip("/")
    if not repository:
        return []
    places = {}
    if lesson and (found := re.fullmatch(r"https://github\.com/([\w.-]+/([\w.-]+))", repository)):
        edition = f"{course.get('editions', 'editions')}/{lang}/{pagename}.ipynb"
        places["Colab"] = f"https://colab.research.google.com/github/{found[1]}/blob/{edition}"
        places["Binder"] = f"https://mybinder.org/v2/gh/{found[1]}/HEAD?urlpath=lab/tree/notebooks/{pagename}.ipynb"
        pull = f"repo={quote(repository, safe='')}&urlpath=lab/tree/{found[2]}/notebooks/{pagename}.ipynb"
        if course.get("hub"):
            places["JupyterHub"] = f"{course['hub'].rstrip('/')}/hub/user-redirect/git-pull?{pull}"
    if lesson and course.get("lite"):
        places["JupyterLite"] = f"{course['lite'].rstrip('/')}/lab/index.html?path={lang}/{pagename}.ipynb"
    links = [{"href": href, "text": interface.word("open_in", lang, where=where)} for where, href in places.items()]
    title = quote(f"{pagename} ({lang}): ")
    return [*links, {"href": f"{repository}/issues/new?title={title}", "text": interface.word("report", lang)}]


def add_to_page(app, pagename, templatename, context, doctree):
    """Fill a page's context; Sphinx calls it for every page."""
    lang, folder = app.config.course_language, Path(app.config.course_downloads)
    site = interface.course().get("site", "")
    links = alternates(pagename, site)
    files = {name: Path(app.srcdir) / path for path, name in app.builder.images.items()}
    if "body" in context:
        context["body"] = load_pictures_late(context["body"], files)
    context.update(
        language=lang,
        course_languages=links,
        default_link=next(link["absolute"] for link in links if link["code"] == interface.BASE),
        word=lambda key: interface.word(key, lang),
        page_description=description(doctree),
        page_locale=interface.languages()[lang]["locale"],
        page_picture=picture(context.get("body", ""), app.config.html_baseurl),
        page_downloads=downloads(pagename, lang, folder),
        page_online=online(pagename, lang, (folder / f"{pagename}.ipynb").exists(), interface.course()),
        translate_theme=lambda html: translate_theme(html, lang),
    )


def setup(app):
    """Connect after the theme (priority 500)."""
    app.add_config_value("course_language", interface.BASE, "env", str)
    app.add_config_value("course_downloads", "", "", str)
    app.connect("html-page-context", add_to_page, priority=600)
    read = set()
    app.connect("env-before-read-docs", lambda app, env, docnames: read.update(docnames))
    app.connect("env-updated", lambda app, env: env.found_docs if app.config.root_doc in read else ())  # navigation
    return {"parallel_read_safe": True, "parallel_write_safe": True}
