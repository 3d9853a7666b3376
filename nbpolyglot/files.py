"""Notebook files: read with suspicion, written exactly as Jupyter writes them, replaced in one step."""

import functools
import json
import os
import re
import tempfile
from importlib import resources
from pathlib import Path

import fastjsonschema
import nbformat
from nbformat import v4

from nbpolyglot.format import NotebookError, base_of, show

_CELL_ID = re.compile(r"[a-zA-Z0-9\-_]{1,64}")
_DEPTH = 100


@functools.cache
def _validate():
    """Return the function that checks a cell's metadata against ``schema.json``."""
    schema = json.loads(resources.files("nbpolyglot").joinpath("schema.json").read_text("utf-8"))
    return fastjsonschema.compile(schema)


def _no_duplicates(pairs):
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        raise NotebookError(f"JSON object with the key {next(k for k in keys if keys.count(k) > 1)!r} twice")
    return result


def _parse(text):
    try:
        nb = json.loads(text, object_pairs_hook=_no_duplicates)
    except NotebookError:
        raise
    except (ValueError, RecursionError) as error:  # a ValueError: an integer of more than 4300 digits
        raise NotebookError(f"not JSON: {error}") from error
    if not isinstance(nb, dict) or not isinstance(nb.get("cells"), list) or "nbformat" not in nb:
        raise NotebookError("JSON, but not a notebook of format 4")
    version = nb["nbformat"], nb.get("nbformat_minor")
    if not all(isinstance(part, int) for part in version) or not (4, 5) <= version <= (4, v4.nbformat_minor):
        raise NotebookError(
            f"notebook format {version[0]}.{version[1]}, expected 4.5 to 4.{v4.nbformat_minor}"
            " (JupyterLab writes it on saving)"
        )
    return nb


def _check_depth(nb):
    """Check that nothing is nested so deeply that copying or writing it would exhaust Python's stack."""
    level = [nb]
    for _ in range(_DEPTH):
        inner = [list(item.values()) if isinstance(item, dict) else item for item in level]
        level = [value for values in inner for value in values if isinstance(value, dict | list)]
    if level:
        raise NotebookError(f"nested more than {_DEPTH} levels deep")


def _encode(text):
    """Return a text in UTF-8."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotebookError(f"contains half a character: {error.object[error.start]!r}") from error


def _check_cells(nb):
    """Check what Jupyter would quietly repair (identifiers), then the format itself and our metadata."""
    seen = set()
    for number, cell in enumerate(nb["cells"], 1):
        ident = cell.get("id") if isinstance(cell, dict) else None
        if not isinstance(ident, str) or not _CELL_ID.fullmatch(ident):
            raise NotebookError(f"cell {number} has no valid id (it is {ident!r})")
        if ident in seen:
            raise NotebookError(f"two cells have the id {ident!r}")
        seen.add(ident)
    try:
        nbformat.validate(nb)
    except nbformat.ValidationError as error:
        raise NotebookError(f"not a valid notebook: {str(error).splitlines()[0]}") from error
    except (TypeError, AttributeError, KeyError) as error:  # nbformat trips over a type that is no text
        raise NotebookError(f"not a valid notebook: something in it is of another kind ({error})") from error
    for cell in nb["cells"]:
        try:
            _validate()(cell["metadata"])
        except fastjsonschema.JsonSchemaValueException as error:
            where = "/".join(map(str, error.path[1:])) or "metadata"
            raise NotebookError(f"cell {cell['id']!r}: {where}: {error.message}") from error
    settings = nb["metadata"].get("i18n", {})
    if not isinstance(settings, dict) or not isinstance(settings.get("base", ""), str):
        raise NotebookError(f"notebook metadata i18n is {settings!r}, expected for example {{'base': 'en'}}")


def loads(text):
    """Return the notebook that a text (the content of an ``.ipynb`` file) holds.

    Parameters
    ----------
    text : str

    Returns
    -------
    nbformat.NotebookNode
        A dictionary, sources as strings.

    Raises
    ------
    NotebookError
        If it is not a valid notebook of format 4.5, a key or a cell id occurs twice, the translations do not follow
        the format (``schema.json``), it is nested absurdly deeply or holds half a character (a lone surrogate).
    """
    nb = _parse(text)
    _check_depth(nb)
    _encode(json.dumps(nb, ensure_ascii=False))
    _check_cells(nb)
    nb = v4.to_notebook(nb)
    show(nb, base_of(nb))  # raises if a cell's metadata contradict themselves
    return nb


def dumps(nb):
    """Return a notebook as the text that ``nbformat.write`` would put into its file.

    Raises
    ------
    NotebookError
        If the text cannot be encoded in UTF-8 (a lone surrogate).
    """
    text = v4.writes(nbformat.from_dict(nb)) + "\n"
    _encode(text)
    return text


def load(path):
    """Return the notebook in a file; see :func:`loads`.

    Raises
    ------
    NotebookError
        If the file cannot be read or understood. The message begins with the path.
    """
    try:
        return loads(Path(path).read_bytes().decode("utf-8"))
    except OSError as error:
        raise NotebookError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotebookError(f"{path}: not UTF-8 (byte {error.start})") from error
    except NotebookError as error:
        raise NotebookError(f"{path}: {error}") from error


def check_writable(path):
    """Raise if a file is there and read-only, since replacing it would get round that, or its folder is.

    Raises
    ------
    NotebookError
    """
    target = Path(os.path.realpath(path))
    for place, what in ((target, "file"), (target.parent, "folder")):
        if place.exists() and not (place.stat().st_mode & 0o222 and os.access(place, os.W_OK)):
            raise NotebookError(f"{path}: the {what} is read-only")


def write_text(path, text):
    """Replace a file's content in one step: the file holds the old content or the new, never a part.

    Parameters
    ----------
    path : path-like
        Symbolic links are followed; permissions stay.
    text : str

    Returns
    -------
    bool
        False if the file held this text already and was left alone.

    Raises
    ------
    NotebookError
        If the file or its folder is read-only or cannot be written; it is then untouched.
    """
    target, data = Path(os.path.realpath(path)), text.encode("utf-8")
    temporary = None
    try:
        mode = None
        if target.exists():
            if target.read_bytes() == data:
                return False
            mode = target.stat().st_mode & 0o7777
        check_writable(path)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644 if mode is None else mode)
        os.replace(temporary, target)
    except OSError as error:
        raise NotebookError(f"{path}: {error.strerror}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return True


def dump(nb, path):
    """Write a notebook into a file, in one step; see :func:`dumps` and :func:`write_text`.

    Returns
    -------
    bool
        False if the file held exactly this already.
    """
    try:
        text = dumps(nb)
    except NotebookError as error:
        raise NotebookError(f"{path}: {error}") from error
    return write_text(path, text)
