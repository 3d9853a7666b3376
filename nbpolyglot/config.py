"""Settings: ``[tool.nbpolyglot]`` of the nearest ``pyproject.toml``, and the rules of each language."""

import functools
import os
import re
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from nbpolyglot.format import BASE, TAG, NotebookError
from nbpolyglot.glossary import read_glossary
from nbpolyglot.passages import BREAK, CODE, MATHS

_RANGES = {
    "han": r"\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\u3005",
    "kana": "ぁ-ゖァ-ヺー",
    "hangul": "가-힣",
    "maths": MATHS,
    "code": CODE,
    "boundary": BREAK,
}
_KINDS = {
    "base": str,
    "languages": list,
    "notebooks": list,
    "glossaries": list,
    "rules": list,
    "parameter": str,
    "install": dict,
    "allow": dict,
}
_FIELDS = {
    **dict.fromkeys(("name", "script", "sentence", "sentence_script", "foreign", "codec", "function_words"), str),
    **dict.fromkeys(("numerals", "multipliers"), dict),
    "rules": list,
}


@dataclass(frozen=True, eq=False)
class Language:
    """What the checks know about a language; the fields are those of ``languages.toml``."""

    tag: str
    name: str = ""
    script: re.Pattern | None = None
    sentence: str = ""
    sentence_script: re.Pattern | None = None
    foreign: re.Pattern | None = None
    codec: str = ""
    function_words: frozenset = frozenset()
    numerals: dict = field(default_factory=dict)
    multipliers: dict = field(default_factory=dict)
    rules: tuple = ()
    allow: frozenset = frozenset()


@dataclass(frozen=True)
class Config:
    """The settings of a repository.

    Attributes
    ----------
    root : pathlib.Path
        The folder of ``pyproject.toml``; paths in findings are relative to it.
    base : str
        The base language.
    languages : tuple of Language
        All languages, the base among them.
    notebooks : tuple of str
        Glob patterns, relative to `root`.
    parameter : str
        The variable an edition sets in the cell tagged ``parameters``.
    install : dict of str to str
        What an edition installs on Google Colab: name of a module to what ``pip install`` is given.
    glossary : nbpolyglot.glossary.Glossary
        The terms of all glossary files together.
    """

    root: Path
    base: str
    languages: tuple
    notebooks: tuple
    parameter: str
    install: dict
    glossary: object

    @property
    def targets(self):
        """The languages other than the base."""
        return tuple(language for language in self.languages if language.tag != self.base)

    def language(self, tag):
        """Return the language with a tag.

        Raises
        ------
        NotebookError
            If it is not one of the configured languages.
        """
        for language in self.languages:
            if language.tag == tag:
                return language
        known = ", ".join(language.tag for language in self.languages)
        raise NotebookError(f"language is {tag!r}, expected one of {known}")

    def files(self):
        """Return the paths of the configured notebooks, sorted."""
        try:
            found = {path for pattern in self.notebooks for path in self.root.glob(pattern)}
        except (ValueError, NotImplementedError) as error:  # an empty or absolute pattern
            raise NotebookError(f"notebooks is {list(self.notebooks)}, expected relative patterns: {error}") from error
        return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)

    def name(self, path):
        """Return a path as findings name it: relative to the root where possible, with forward slashes."""
        path = Path(os.path.realpath(path))
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()


def _pattern(text, where):
    try:
        return re.compile(re.sub(r"\{(\w+)\}", lambda m: _RANGES.get(m[1], m[0]), text))
    except re.error as error:
        raise NotebookError(f"{where}: {text!r} is no regular expression: {error}") from error


def _toml(path):
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise NotebookError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotebookError(f"{path}: not TOML: {error}") from error


def _check_kinds(settings, kinds, where, what):
    """Raise if settings are no table, hold an unknown one, or one of another kind; lists hold strings but for rules."""
    if not isinstance(settings, dict):
        raise NotebookError(f"{where} is {settings!r}, expected a table")
    for key, value in settings.items():
        if key not in kinds:
            raise NotebookError(f"{where}: unknown {what} {key!r}, expected one of {', '.join(kinds)}")
        if not isinstance(value, kinds[key]):
            raise NotebookError(f"{where}: {key} is {value!r}, expected a {kinds[key].__name__}")
        if kinds is _KINDS and not all(isinstance(item, str) for item in _items(value)):
            raise NotebookError(f"{where}: {key} is {value!r}, expected strings in it")


def _items(value):
    return value.values() if isinstance(value, dict) else value


def _check_numbers(data, where):
    for key in ("numerals", "multipliers"):
        for word, value in data.get(key, {}).items():
            values = value if key == "numerals" and isinstance(value, list) and value else [value]
            if not word or not all(type(item) in (int, float) for item in values):
                raise NotebookError(f"{where}: {key}: {word!r} is {value!r}, expected a number")


def _language(tag, data, allow):
    where = f"language {tag!r}"
    _check_kinds(data, _FIELDS, where, "field")
    _check_numbers(data, where)
    settings = dict(data)
    for key in {"script", "sentence_script", "foreign"} & set(data):
        settings[key] = _pattern(data[key], where)
    settings["function_words"] = frozenset(data.get("function_words", "").split())
    rules = []
    for rule in data.get("rules", []):
        fits = isinstance(rule, dict) and set(rule) == {"in", "find", "says"}
        if not fits or rule["in"] not in ("text", "sentences") or not all(isinstance(v, str) for v in rule.values()):
            raise NotebookError(f'{where}: a rule is {rule!r}, expected find, says and in = "text" or "sentences"')
        rules.append((rule["in"], _pattern(rule["find"], where), rule["says"]))
    try:
        "".encode(data.get("codec") or "utf-8")
    except (LookupError, ValueError) as error:
        raise NotebookError(f"{where}: unknown codec {data['codec']!r}") from error
    return Language(tag, **{**settings, "rules": tuple(rules), "allow": frozenset(allow)})


def _install(data, where):
    for module, requirement in data.items():
        if not all(part.isidentifier() for part in module.split(".")):
            raise NotebookError(f"{where}: install names {module!r}, expected a module such as 'helpers'")
        if not isinstance(requirement, str) or not requirement.strip() or not requirement.isprintable():
            raise NotebookError(f"{where}: install of {module!r} is {requirement!r}, expected a line for pip install")
    return data


@functools.cache
def _known_languages():
    return tomllib.loads(resources.files("nbpolyglot").joinpath("languages.toml").read_text("utf-8"))


def _find_root(start):
    start = Path(os.path.realpath(start))
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if os.path.isfile(path):
            tools = _toml(path).get("tool", {})
            if isinstance(tools, dict) and "nbpolyglot" in tools:
                return folder, tools["nbpolyglot"]
    return start, {}


def load_config(start="."):
    """Return the settings that hold in a folder.

    Parameters
    ----------
    start : path-like
        Where to begin: the first ``pyproject.toml`` with a table ``[tool.nbpolyglot]`` here or above is read. Without
        any, the base is English, the languages are those the package knows, and notebooks are those of the folder.

    Returns
    -------
    Config

    Raises
    ------
    NotebookError
        If a setting is unknown or of the wrong kind, or a file it names cannot be read.
    """
    root, settings = _find_root(start)
    where = f"{root / 'pyproject.toml'}: [tool.nbpolyglot]"
    _check_kinds(settings, _KINDS, where, "setting")
    known = {**_known_languages(), **{k: v for f in settings.get("rules", []) for k, v in _toml(root / f).items()}}
    base = settings.get("base", BASE)
    tags = settings.get("languages", list(known))
    for tag in tags:
        if not TAG.fullmatch(tag):
            raise NotebookError(f"{where}: languages holds {tag!r}, expected tags such as 'en' or 'zh-Hant'")
    if base not in tags:
        raise NotebookError(f"{where}: base is {base!r}, expected one of {', '.join(tags)}")
    allow = settings.get("allow", {})
    return Config(
        root,
        base,
        tuple(_language(tag, known.get(tag, {}), allow.get(tag, "")) for tag in tags),
        tuple(settings.get("notebooks", ["*.ipynb", "notebooks/*.ipynb"])),
        settings.get("parameter", "LANGUAGE"),
        _install(settings.get("install", {}), where),
        read_glossary([root / name for name in settings.get("glossaries", [])]),
    )
