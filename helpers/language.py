"""The language of figures and messages: which one is current, its labels and its fonts.

The current language is, in this order: what ``use("ja")`` fixed; what the reader chose in JupyterLab's language menu;
the environment (``COURSE_LANG``, else ``LANGUAGE``, ``LC_ALL``, ``LANG``); English.

In a Jupyter kernel, importing this module opens a comm named ``nbpolyglot`` and asks the menu for its language. The
menu answers and sends later choices; without a menu nothing happens. Figures, tables and messages follow when their
cell runs again, objects that called :func:`follow` at once.
"""

import contextlib
import functools
import os
import re
import sys
import threading
import tomllib
import weakref
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

HERE = Path(__file__).parent
_INFO = tomllib.loads((HERE / "languages.toml").read_text("utf-8"))

#: Codes of the languages, English first.
LANGUAGES = tuple(_INFO)
BASE = LANGUAGES[0]
#: How long :func:`use` waits, once, for the menu's first answer, in seconds.
MENU_PATIENCE = 0.2

_fixed: str | None = None
_menu: str | None = None
_menu_comm = None
_menu_answered = threading.Event()
_followers: weakref.WeakSet = weakref.WeakSet()


def use(code=None):
    """Fix the language of figures and messages, and give Matplotlib the fonts it needs.

    Parameters
    ----------
    code : {"en", "ja", "zh-Hant", "ko"} or None
        None follows the language menu, else the environment.

    Raises
    ------
    ValueError
        If `code` is not one of the languages.

    Examples
    --------
    >>> use("ja"); current()
    'ja'
    >>> use("fr")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ValueError: code: expected one of 'en', 'ja', ... or None, got 'fr'
    >>> use("en")
    """
    global _fixed
    if code is not None and code not in LANGUAGES:
        raise ValueError(f"code: expected one of {', '.join(map(repr, LANGUAGES))} or None, got {code!r}")
    import matplotlib as mpl

    before = current()
    _fixed = code
    if code is None and _menu_comm is not None:
        _menu_answered.wait(MENU_PATIENCE)
        _menu_answered.set()
    mpl.rcParams["font.family"] = font_family()
    if current() != before:
        _tell_followers()


def current():
    """Return the code of the current language.

    Returns
    -------
    str
        One of `LANGUAGES`.
    """
    return _fixed or _menu or from_environment(os.environ)


def from_environment(environ):
    """Return the language that environment variables ask for; English if they name none of ours.

    Parameters
    ----------
    environ : mapping of str to str
        ``COURSE_LANG`` decides if set, else the first set one of ``LANGUAGE`` (a list divided by colons), ``LC_ALL``
        and ``LANG``.

    Examples
    --------
    >>> from_environment({"LANG": "zh_TW.UTF-8"}), from_environment({"LANGUAGE": "fr:ko", "LANG": "ja_JP"})
    ('zh-Hant', 'ko')
    """
    wanted = next((environ[k] for k in ("COURSE_LANG", "LANGUAGE", "LC_ALL", "LANG") if environ.get(k)), "")
    for name in wanted.split(":"):
        locale = re.split(r"[.@]", name.strip())[0].replace("-", "_").lower()
        for code, info in _INFO.items():
            if any(fnmatchcase(locale, pattern) for pattern in info["locales"]):
                return code
    return BASE


def choose(texts: Mapping[str, str], **values):
    """Return the current language's text, or the English one if it is missing.

    Parameters
    ----------
    texts : mapping of str to str
        Language code to text; must hold English.
    **values
        Replace ``{name}`` in the text. Other braces, as in LaTeX, stay.

    Examples
    --------
    >>> choose({"en": "slope {h}", "ja": "傾き {h}"}, h=0.5)
    'slope 0.5'
    """
    text = texts.get(current()) or texts[BASE]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


@functools.cache
def catalogue(path):
    """Read a file of texts: dotted key to ``{"en": ..., "ja": ..., ...}``.

    Parameters
    ----------
    path : path-like
        A TOML file whose tables end in one entry per language.

    Returns
    -------
    dict
        Flat, with keys such as ``"axis.input"``.
    """
    flat = {}

    def walk(table, prefix):
        for key, value in table.items():
            if BASE in value:
                flat[prefix + key] = value
            else:
                walk(value, prefix + key + ".")

    walk(tomllib.loads(Path(path).read_text("utf-8")), "")
    return flat


def label(key, **values):
    """Return a label of ``labels.toml`` in the current language.

    Parameters
    ----------
    key : str
        For example ``"axis.input"``.
    **values
        Replace ``{name}`` in the text.

    Raises
    ------
    KeyError
        If no label has this key.

    Examples
    --------
    >>> label("axis.input")
    'input $x$'
    """
    labels = catalogue(HERE / "labels.toml")
    if key not in labels:
        raise KeyError(f"key: expected a key of labels.toml, got {key!r}")
    return choose(labels[key], **values)


def font_family(code=None):
    """Return Matplotlib's font families for a language, its own font first, and register that font.

    A label that contains mathematics uses only the first family, hence the order.

    Parameters
    ----------
    code : str, optional
        Language; the current one by default.

    Returns
    -------
    list of str
    """
    info = _INFO[code or current()]
    if "font" not in info:
        return ["DejaVu Sans"]
    _register(info["font"])
    return [info["family"], "DejaVu Sans"]


@functools.cache
def _register(file):
    from matplotlib.font_manager import fontManager

    fontManager.addfont(HERE / "fonts" / file)


def follow(listener):
    """Call ``listener.language_changed()`` whenever the current language changes.

    Parameters
    ----------
    listener : object
        Held weakly: it stops following when nothing else refers to it. The call may come from another thread.
    """
    _followers.add(listener)


def _tell_followers():
    for listener in list(_followers):
        listener.language_changed()


def _from_menu(message):
    """Take the language that the menu sends; ignore everything else."""
    global _menu
    code = message.get("content", {}).get("data", {}).get("language")
    if code not in LANGUAGES:
        return
    before = current()
    _menu = code
    first = not _menu_answered.is_set()
    _menu_answered.set()
    if current() == before:
        return
    if not first:
        import matplotlib as mpl

        mpl.rcParams["font.family"] = font_family()
    _tell_followers()


def _ask_menu():
    """Open the comm to the language menu when this runs in a Jupyter kernel.

    The menu's first answer opens a comm of its own: on *Run all* messages on an open comm wait behind the cells queued.
    """
    global _menu_comm
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if not hasattr(shell, "kernel"):
        return
    with contextlib.suppress(ImportError):
        from comm import create_comm, get_comm_manager

        get_comm_manager().register_target("nbpolyglot", lambda comm, message: _from_menu(message))
        _menu_comm = create_comm(target_name="nbpolyglot", data={"want": "language", "reply": "open"})
        _menu_comm.on_msg(_from_menu)


_ask_menu()
