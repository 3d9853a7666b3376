"""Write editions into a folder without ever overwriting what a reader has changed there."""

import copy
import hashlib
import os
from pathlib import Path

from nbpolyglot.files import dumps, load, write_text
from nbpolyglot.format import NotebookError, edition

_KEY = "nbpolyglot"
_INSTALL = """\
import importlib.util
import sys

if "google.colab" in sys.modules and not importlib.util.find_spec("{module}"):
    %pip install --quiet {requirement}"""


def with_install(nb, install):
    """Return an edition that installs what it needs on Google Colab, and does nothing elsewhere.

    Parameters
    ----------
    nb : dict
        An edition, as :func:`nbpolyglot.edition` returns it.
    install : dict of str to str
        Name of a module to what ``pip install`` is to be given if Colab does not have it.

    Returns
    -------
    dict
        A new notebook with one more cell a module, before the first code cell; `nb` itself if there is nothing to do.

    Examples
    --------
    >>> nb = {"cells": [{"cell_type": "code", "id": "a", "source": "import relu", "metadata": {}}]}
    >>> print(with_install(nb, {"relu": "git+https://example.org/relu"})["cells"][0]["source"].splitlines()[-1].strip())
    %pip install --quiet git+https://example.org/relu
    """
    first = next((at for at, cell in enumerate(nb["cells"]) if cell["cell_type"] == "code"), None)
    if first is None or not install:
        return nb
    used = {cell["id"] for cell in nb["cells"]}
    cells = []
    for module, requirement in install.items():
        cell = {"cell_type": "code", "id": f"install-{module.replace('.', '-')}", "metadata": {}, "outputs": []}
        while cell["id"] in used:
            cell["id"] += "-"
        source = _INSTALL.format(module=module, requirement=requirement)
        cells.append({**cell, "source": source, "execution_count": None})
    return {**nb, "cells": [*nb["cells"][:first], *cells, *nb["cells"][first:]]}


def _fingerprint(nb):
    """Return a hash of everything in an edition but the hash itself."""
    nb = copy.deepcopy(nb)
    nb["metadata"].pop(_KEY, None)
    return hashlib.sha256(dumps(nb).encode("utf-8")).hexdigest()


def untouched(path):
    """Return whether a file is an edition as it was written: nobody has changed or even run it since.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    bool
        False too if the file is no notebook or was not written by :func:`write_editions`.
    """
    try:
        nb = load(path)
    except NotebookError:
        return False
    stored = nb["metadata"].get(_KEY)
    return isinstance(stored, dict) and stored.get("digest") == _fingerprint(nb)


def write_editions(paths, lang, folder, outputs=None, parameter="LANGUAGE", force=False, install=None):
    """Write editions of notebooks into a folder, under the same file names.

    All notebooks are prepared before the first is written, so that an error leaves the folder as it was.

    Parameters
    ----------
    paths : iterable of path-like
    lang : str
        As for :func:`nbpolyglot.edition`.
    folder : path-like
        Created if it is not there.
    outputs : bool, optional
        As for :func:`nbpolyglot.edition`.
    parameter : str
        As for :func:`nbpolyglot.edition`.
    force : bool
        Overwrite files even if a reader has changed them.
    install : dict of str to str, optional
        As for :func:`with_install`.

    Returns
    -------
    list of pathlib.Path
        The files that are new or changed.

    Raises
    ------
    NotebookError
        If a notebook cannot be understood, two have the same file name, one would be written over itself, or a file in
        the folder was changed by a reader.
    """
    folder, texts = Path(folder), {}
    for path in map(Path, paths):
        target = folder / path.name
        if target in texts:
            raise NotebookError(f"{path}: another notebook is called {path.name!r} too")
        if os.path.realpath(target) == os.path.realpath(path):
            raise NotebookError(f"{path}: an edition cannot be written over its own source")
        nb = with_install(edition(load(path), lang, outputs, parameter), install or {})
        nb["metadata"][_KEY] = {"digest": _fingerprint(nb)}
        texts[target] = dumps(nb)
    try:
        edited = [target for target in texts if target.exists() and not force and not untouched(target)]
        edited = [target.name for target in edited if target.read_bytes() != texts[target].encode("utf-8")]
        if edited:
            names = ", ".join(edited)
            raise NotebookError(f"{folder}: changed since they were written: {names} (--force overwrites them)")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotebookError(f"{folder}: {error.strerror}") from error
    return [target for target, text in texts.items() if write_text(target, text)]
