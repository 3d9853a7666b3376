"""Notebooks in several human languages: one file, one kernel, no drift.

``format``    how a cell holds its languages; ``digest``, ``show``, ``edition``, ``translate``
``files``     notebook files: ``load``, ``dump``
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
