"""Notebooks in several human languages: one file, one kernel, no drift.

``format``     how a cell holds its languages; ``digest``, ``show``, ``edition``, ``translate``
``files``      notebook files, read with suspicion and replaced in one step; ``load``, ``dump``
``editions``   plain notebooks in one language, written without touching a reader's work
``config``     ``[tool.nbpolyglot]`` and the rules of each language (``languages.toml``)
``check``      what is missing, stale or wrong; it builds on
               ``passages``, ``numbers``, ``prose``, ``code``, ``glossary`` and ``history``
``po``         PO files for translators
``run``        execute and normalise; what makes a stored notebook less than one clean run
``__main__``   the command line, with its ``commands``
``labextension/``  the language menu of JupyterLab and Notebook
"""

from nbpolyglot.files import dump, dumps, load, loads
from nbpolyglot.format import NotebookError, base_of, digest, edition, languages, show, translate

__all__ = [
    "NotebookError",
    "base_of",
    "digest",
    "dump",
    "dumps",
    "edition",
    "languages",
    "load",
    "loads",
    "show",
    "translate",
]
