"""Words of the book's own interface, read from ``interface.toml``."""

import functools
import json
import os
import tomllib
from pathlib import Path

BOOK = Path(__file__).resolve().parents[1]
ROOT = BOOK.parent
BASE = "en"


@functools.cache
def table():
    """Return the content of ``interface.toml``."""
    return tomllib.loads((BOOK / "interface.toml").read_text("utf-8"))


@functools.cache
def course():
    """Return ``[tool.course]`` of ``pyproject.toml``; ``BOOK_SITE`` in the environment is another ``site``."""
    course = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"].get("course", {})
    return course | {"site": os.environ.get("BOOK_SITE") or course.get("site", "")}


def languages():
    """Return the languages: code to a dict with its name, Sphinx's code, Open Graph's locale and font names.

    Examples
    --------
    >>> list(languages())[:2], languages()["ja"]["name"]
    (['en', 'ja'], '日本語')
    """
    return table()["languages"]


def word(key, lang, **values):
    """Return a word of the interface, in English where the language lacks it.

    Parameters
    ----------
    key : str
        A key of the table ``words``.
    lang : str
    **values
        Replace ``{name}`` in the text.

    Examples
    --------
    >>> word("copy", "ko")
    '복사'
    """
    texts = table()["words"][key]
    return texts.get(lang, texts[BASE]).format(**values)


def theme_words(lang):
    """Return what the theme says in English, with its translation; empty for English.

    Examples
    --------
    >>> theme_words("ja")["Next"], theme_words("en")
    ('次へ', {})
    """
    return {english: texts[lang] for english, texts in table()["theme"].items() if lang in texts}


def write_catalogues(folder):
    """Write the theme's translations where Sphinx looks for them (``locale_dirs``).

    Sphinx's own script for translations evaluates a plural rule from a string, which a Content-Security-Policy forbids;
    ours sets the words directly.

    Parameters
    ----------
    folder : Path
    """
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    for lang, info in languages().items():
        if lang == BASE:
            continue
        target = folder / info["sphinx"] / "LC_MESSAGES"
        target.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(locale=info["sphinx"])
        for english, text in theme_words(lang).items():
            catalogue.add(english, text)
        with (target / "sphinx.mo").open("wb") as file:
            write_mo(file, catalogue)
        script = {english: [texts[lang]] for english, texts in table()["script"].items() if lang in texts}
        (target / "sphinx.js").write_text(
            f"Object.assign(Documentation.TRANSLATIONS, {json.dumps(script, ensure_ascii=False)});\n"
            f'Documentation.PLURAL_EXPR = () => 0;\nDocumentation.LOCALE = "{lang}";\n',
            "utf-8",
        )
