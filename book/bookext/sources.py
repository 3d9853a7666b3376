"""Sphinx's sources, one folder a language: the lessons' editions, the guide, the pages of ``pages/``, the downloads.

A file is written only when its content changes, so Sphinx reads again only what changed.
"""

import copy
import re
import shutil

from nbpolyglot.check import needs_translation
from nbpolyglot.config import load_config
from nbpolyglot.editions import with_install
from nbpolyglot.files import dumps, load, write_text
from nbpolyglot.format import edition

from . import curves, glossary, guide, interface, references, times

PAGES, LESSONS, IMAGES = interface.BOOK / "pages", interface.ROOT / "notebooks", interface.ROOT / "images"


SLIDE_CODE = "slide-code"  # the tag of cells whose code stands on a slide
LESSON_LINK = re.compile(r"\[([^\[\]]+)\]\((\d\d)-[\w-]+\.ipynb\)")


def unlink_unwritten(text, numbers):
    """Return Markdown in which links to lessons that nobody has written yet are plain text.

    Parameters
    ----------
    text : str
    numbers : set of str
        Numbers of the lessons that exist; a link to one of them stays, right or wrong, for the build to judge.

    Examples
    --------
    >>> unlink_unwritten("[ReLU](04-relu.ipynb), [leaky](05-leaky-relu.ipynb)", {"04"})
    '[ReLU](04-relu.ipynb), leaky'
    """
    return LESSON_LINK.sub(lambda found: found[0] if found[2] in numbers else found[1], text)


def for_book(nb, lang, numbers):
    """Return a notebook as the book shows it: parameters hidden, solutions folded, citations linked.

    Marks for slides are left out: results are kept by code and metadata, and a new mark must not run a lesson again.

    Parameters
    ----------
    nb : dict
        An edition in one language.
    lang : str
    numbers : set of str
        Numbers of the lessons that exist.

    Returns
    -------
    dict
        A new notebook.
    """
    result = copy.deepcopy(nb)
    prompts = {f"code_prompt_{key}": interface.word(f"solution_{key}", lang) for key in ("show", "hide")}
    for cell in result["cells"]:
        cell["metadata"].pop("slideshow", None)
        tags = cell["metadata"].get("tags", [])
        if SLIDE_CODE in tags:
            tags = cell["metadata"]["tags"] = [tag for tag in tags if tag != SLIDE_CODE]
            if not tags:
                del cell["metadata"]["tags"]
        if "parameters" in tags:
            cell["metadata"]["tags"] = [*tags, "remove-cell"]
        elif "solution" in tags:
            cell["metadata"]["tags"] = [*tags, "hide-cell"]
            cell["metadata"]["mystnb"] = prompts
        if cell["cell_type"] == "markdown":
            cell["source"] = references.with_roles(unlink_unwritten(cell["source"], numbers))
    return result


def title_and_promise(nb):
    """Return a lesson's title and the paragraph after it, both as Markdown.

    Raises
    ------
    ValueError
        If no markdown cell begins with a level-one heading.

    Examples
    --------
    >>> title_and_promise({"cells": [{"cell_type": "markdown", "source": "# ReLU\\n\\nOne line.\\n\\nMore."}]})
    ('ReLU', 'One line.')
    """
    for cell in nb["cells"]:
        found = re.match(r"# +(.+)\n*((?:.+\n?)*)", cell["source"])
        if cell["cell_type"] == "markdown" and found:
            return found[1].strip(), " ".join(found[2].split())
    raise ValueError("nb: expected a markdown cell that begins with '# ', found none")


def contents(lessons, lang, pages=(), guides=()):
    """Return the front page's list of lessons with its tables of contents, as MyST Markdown.

    Parameters
    ----------
    lessons : dict
        File stem to edition.
    lang : str
    pages : sequence of str
        Further pages for the table of contents.
    guides : sequence of str
        The pages for teachers, which get a table of their own.
    """
    entries = []
    for name, nb in lessons.items():
        title, promise = title_and_promise(nb)
        entries.append(f"[{title}]({name}.ipynb)\n: {promise}\n")
    tables = ""
    for key, names in (("lessons", [*lessons, *pages]), ("teachers", guides)):
        toc, caption = "\n".join(names), interface.word(key, lang)
        tables += f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{toc}\n```\n" if names else ""
    return "\n".join(entries) + tables


def untranslated(lang, notebooks=LESSONS):
    """Return which cells of lessons and guide have no text in a language: one line each, notebook, cell, language.

    Parameters
    ----------
    lang : str
    notebooks : Path
        The folder of the lessons.
    """
    return [
        f"{path.name}: {cell['id']}: {lang}: no translation"
        for path in [*sorted(notebooks.glob("*.ipynb")), *sorted(guide.FOLDER.glob("*.ipynb"))]
        for cell in load(path).cells
        if lang != interface.BASE and needs_translation(cell) and lang not in cell.metadata.get("i18n", {})
    ]


def write_sources(lang, target, downloads, notebooks=LESSONS, guides=guide.FOLDER):
    """Write everything Sphinx needs for one language, and remove what no longer belongs.

    Parameters
    ----------
    lang : str
    target : Path
        Sphinx's source folder.
    downloads : Path
        Where the notebooks for readers go: ``NAME.ipynb`` and the bilingual ``NAME.LANG+en.ipynb``.
    notebooks : Path
        The folder of the lessons.
    guides : Path
        The folder of the teacher's guide.
    """
    for folder in (target, downloads):
        folder.mkdir(parents=True, exist_ok=True)
    pages = {page.PAGE: page.page(lang) for page in (references, glossary, times)}
    kept, lessons = {target / f"{name}.md" for name in ("index", *pages)}, {}
    paths, install = sorted(notebooks.glob("*.ipynb")), load_config(interface.ROOT).install
    numbers = {path.name[:2] for path in paths}
    for path in paths:
        nb = load(path)
        lessons[path.stem] = edition(nb, lang, outputs=False)
        others = (
            [code for code in interface.languages() if code != interface.BASE] if lang == interface.BASE else [lang]
        )
        pairs = [f"{other}+{interface.BASE}" for other in others]
        shown = for_book(lessons[path.stem], lang, numbers)
        offered = {path.name: lessons[path.stem]}
        offered |= {f"{path.stem}.{pair}.ipynb": edition(nb, pair, outputs=False) for pair in pairs}
        files = {downloads / name: with_install(content, install) for name, content in offered.items()}
        files[target / path.name] = shown  # without what installs: the cache goes by the code
        for file, content in files.items():
            write_text(file, dumps(content))
        kept |= set(files)
    teachers = guide.pages(lang, lessons, guides)
    for name, nb in teachers.items():
        write_text(target / f"{name}.ipynb", dumps(for_book(nb, lang, numbers)))
        kept.add(target / f"{name}.ipynb")
    front = (PAGES / f"index.{lang}.md").read_text("utf-8")
    front = front.replace("{curves}", curves.figure(lang, lessons))
    front = front.replace("{lessons}", contents(lessons, lang, pages, teachers))
    write_text(target / "index.md", front)
    for name, text in pages.items():
        write_text(target / f"{name}.md", text)
    for stale in {*target.glob("*.*"), *downloads.glob("*.*")} - kept:
        stale.unlink()
    if IMAGES.is_dir():
        shutil.copytree(IMAGES, target.parent / "images", dirs_exist_ok=True)
