"""Figures with sliders that move with and without a kernel.

``show("relu-kink")`` displays a ready-made explorer of the lessons: live, with widgets, or with
``COURSE_EXPLORERS=static`` as HTML that needs no kernel. ``save("relu-kink", "relu.html")`` writes that as one file.

An explorer of your own is an `Explorer`: controls (`Slider`, `Choice`), axes (`Panel`), what moves in them (`Curve`,
`Picture`) and one function that computes a frame.
"""

import importlib
import os
from pathlib import Path

from .declaration import Choice, Curve, Explorer, Panel, Picture, Slider

__all__ = ["Choice", "Curve", "Explorer", "Panel", "Picture", "Slider", "names", "save", "show", "static_files"]

_MODULES = {
    "xor-folding": "lesson01",
    "plane-folding": "lesson01",
    "sigmoid-slope": "lesson02",
    "same-sign": "lesson03",
    "relu-kink": "lesson04",
    "alpha-family": "lesson05",
    "softplus-beta": "lesson06",
    "softmax-temperature": "lesson07",
    "signal-depth": "lesson08",
    "walking-line": "lesson09",
    "dead-relu-clinic": "lesson09",
}


def names():
    """Return the names of the ready-made explorers.

    Returns
    -------
    list of str

    Examples
    --------
    >>> "relu-kink" in names()
    True
    """
    return list(_MODULES)


def find(explorer):
    """Return the ready-made explorer of that name; an `Explorer` as it is.

    Raises
    ------
    ValueError
        If there is no such name.

    Examples
    --------
    >>> list(find("relu-kink").book)
    ['h', 'x']
    """
    if isinstance(explorer, Explorer):
        return explorer
    if explorer not in _MODULES:
        raise ValueError(f"explorer: expected one of {', '.join(_MODULES)}, got {explorer!r}")
    module = importlib.import_module(f".{_MODULES[explorer]}", __name__)
    return next(ready for ready in module.EXPLORERS if ready.name == explorer)


def show(explorer):
    """Display an explorer.

    Live, with sliders that ask the kernel, unless the environment variable ``COURSE_EXPLORERS`` is ``static``.

    Parameters
    ----------
    explorer : str or Explorer
        A name from :func:`names`, or one of your own.

    Raises
    ------
    ValueError
        If there is no such name.
    """
    explorer = find(explorer)
    if os.environ.get("COURSE_EXPLORERS") == "static":
        from . import static

        static.show(explorer)
    else:
        from . import live

        live.show(explorer)


def save(explorer, path):
    """Write an explorer as one HTML file that needs no kernel, no network and no other file.

    Parameters
    ----------
    explorer : str or Explorer
    path : path-like
        Where to write, in the current language.
    """
    from . import static

    Path(path).write_text(static.page(find(explorer)), encoding="utf-8")


def static_files():
    """Return the files that a page with static explorers must load, once.

    Returns
    -------
    list of Path
        A script and a style sheet.

    Examples
    --------
    >>> [path.name for path in static_files()]
    ['explorer.js', 'explorer.css']
    """
    return [Path(__file__).with_name(name) for name in ("explorer.js", "explorer.css")]
