"""Glossaries: for each term the word to use in each language, words also accepted, and words to avoid."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from nbpolyglot.format import NotebookError


@dataclass(frozen=True)
class Word:
    """A term in one language.

    Attributes
    ----------
    preferred : str
        The word to use, or ``""`` where only words to avoid are known.
    accepted, avoid : tuple of str
        Words readers may meet as well; words that are not used.
    unless : tuple of str
        Longer words in which one of `avoid` occurs by accident.
    """

    preferred: str = ""
    accepted: tuple = ()
    avoid: tuple = ()
    unless: tuple = ()


@dataclass(frozen=True)
class Term:
    """A term: its name in the base language, its :class:`Word` by language tag, and whether it is only about style."""

    name: str
    words: dict
    style: bool = False


@dataclass(frozen=True)
class Glossary:
    """All terms, in the order of their files."""

    terms: tuple = ()

    def avoided(self, lang, text):
        """Return the words to avoid that occur in a text, each with the word to use.

        Parameters
        ----------
        lang : str
        text : str

        Returns
        -------
        list of (str, str)

        Examples
        --------
        >>> glossary = Glossary((Term("XOR", {"zh-Hant": Word("互斥或", avoid=("異或",), unless=("差異或",))}),))
        >>> glossary.avoided("zh-Hant", "異或就是差異或其他"), glossary.avoided("zh-Hant", "差異或其他")
        ([('異或', '互斥或')], [])
        """
        found = []
        for term in self.terms:
            word = term.words.get(lang)
            if word is not None:
                found += [
                    (bad, word.preferred) for bad in word.avoid if bad in text and _occurs(bad, word.unless, text)
                ]
        return found

    def translated(self, lang, text):
        """Return whether a text contains the name of a term for which the language has a word of its own."""
        for term in self.terms:
            word = term.words.get(lang)
            forms = (word.preferred, *word.accepted) if word else ()
            if word and word.preferred and not any(term.name.lower() in form.lower() for form in forms):
                names = re.escape(term.name).replace(r"\ ", r"[\s-]+")
                if re.search(rf"(?<![A-Za-z]){names}(?![A-Za-z])", text, re.IGNORECASE):
                    return True
        return False


def _occurs(bad, unless, text):
    for longer in unless:
        text = text.replace(longer, "\n")
    latin = bad.isascii()
    return bool(re.search(rf"(?<![A-Za-z]){re.escape(bad)}(?![A-Za-z])", text)) if latin else bad in text


def _word(data, where):
    if isinstance(data, str):
        data = {"preferred": data}
    if not isinstance(data, dict) or set(data) - {"preferred", "accepted", "avoid", "unless"}:
        raise NotebookError(f"{where}: {data!r}, expected a word or a table of preferred, accepted, avoid, unless")
    lists = {key: data.get(key, ()) for key in ("accepted", "avoid", "unless")}
    if not all(isinstance(words, list | tuple) for words in lists.values()):
        raise NotebookError(f"{where}: {data!r}, expected lists of words")
    if not all(isinstance(word, str) for words in (*lists.values(), (data.get("preferred", ""),)) for word in words):
        raise NotebookError(f"{where}: {data!r}, expected words")
    return Word(data.get("preferred", ""), **{key: tuple(words) for key, words in lists.items()})


def read_glossary(paths):
    """Return the glossary that files hold.

    Each file has ``[[term]]`` tables (the glossary readers see) and ``[[style]]`` tables (words to avoid that are no
    terms), both with the base language's ``name`` and, by language tag, a word or a table with ``preferred``,
    ``accepted``, ``avoid``, ``unless``.

    Parameters
    ----------
    paths : iterable of path-like

    Returns
    -------
    Glossary

    Raises
    ------
    NotebookError
        If a file cannot be read or has another form, or a name occurs twice.
    """
    terms, names = [], set()
    for path in map(Path, paths):
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            raise NotebookError(f"{path}: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise NotebookError(f"{path}: not TOML: {error}") from error
        if set(data) - {"term", "style"}:
            raise NotebookError(f"{path}: unknown table {sorted(set(data) - {'term', 'style'})[0]!r}")
        for kind in ("term", "style"):
            entries = data.get(kind, [])
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                raise NotebookError(f"{path}: {kind} is {entries!r}, expected [[{kind}]] tables")
            for entry in entries:
                name = entry.get("name")
                if not isinstance(name, str) or (kind, name) in names:
                    raise NotebookError(f"{path}: a {kind} has the name {name!r}, expected one of its own")
                names.add((kind, name))
                words = {tag: _word(data, f"{path}: {name}: {tag}") for tag, data in entry.items() if tag != "name"}
                terms.append(Term(name, words, kind == "style"))
    return Glossary(tuple(terms))
