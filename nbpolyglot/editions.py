"""Write editions into a folder without ever overwriting what a reader has changed there."""

import copy
import hashlib
import os
from pathlib import Path

from nbpolyglot.files import dumps, load, write_text
from nbpolyglot.format import NotebookError, edition

_KEY = "nbpolyglot"


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


def write_editions(paths, lang, folder, outputs=None, parameter="LANGUAGE", force=False):
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
        nb = edition(load(path), lang, outputs, parameter)
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
