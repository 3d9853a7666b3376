"""The notebook for students, without solutions and hints, and the key."""

import re
from pathlib import Path

from classroom.lessons import ClassroomError, languages, lesson, needed, version
from nbpolyglot import NotebookError, dumps, edition
from nbpolyglot.files import write_text

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")


def make(number, lang, only_exercises=False):
    """Return the assignment and the key of a lesson.

    Parameters
    ----------
    number : str
        The lesson.
    lang : str
        The language.
    only_exercises : bool
        Keep the title, the set-up, the section with the exercises and what it needs.

    Returns
    -------
    assignment, key : dict
        Notebooks in one language, without outputs. Their metadata ``classroom`` name what they are.

    Raises
    ------
    ClassroomError
        If there is no such lesson or language.

    Examples
    --------
    >>> assignment, key = make("04", "ja")
    >>> assignment["metadata"]["classroom"]["lesson"], assignment["metadata"]["classroom"]["language"]
    ('04', 'ja')
    """
    source, tags = lesson(number), [language.tag for language in languages()]
    if lang not in tags:
        raise ClassroomError(f"There is no edition in {lang!r}; the languages are {', '.join(tags)}.")
    plain = edition(source.notebook, lang, outputs=False)
    cells = plain["cells"]
    if only_exercises:
        cells = _exercises(source, cells)
    made = []
    for kind, change in (("assignment", _without_solutions), ("key", _with_answers)):
        label = {"kind": kind, "lesson": source.number, "language": lang, "course_version": version()}
        metadata = {**plain["metadata"], "classroom": label}
        made.append({**plain, "metadata": metadata, "cells": change(source, cells)})
    return tuple(made)


def write(number, lang, folder, only_exercises=False, force=False):
    """Write the assignment and the key of a lesson into a folder.

    Parameters
    ----------
    number, lang, only_exercises
        As for :func:`make`.
    folder : path-like
        Made if it is not there.
    force : bool
        Overwrite files.

    Returns
    -------
    list of pathlib.Path
        The assignment and the key.

    Raises
    ------
    ClassroomError
        If there is no such lesson or language, a file is there with another content, or one cannot be written. Then
        nothing was written.
    """
    made = make(number, lang, only_exercises)
    stem, folder = f"{lesson(number).stem}-{lang}", Path(folder)
    texts = {folder / f"{stem}{end}.ipynb": dumps(nb) for end, nb in zip(("", "-key"), made, strict=True)}
    refuse_to_overwrite([path for path, text in texts.items() if not holds(path, text)], force)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            write_text(path, text)
    except (OSError, NotebookError) as error:
        raise ClassroomError(f"Cannot write into {folder}: {getattr(error, 'strerror', None) or error}.") from error
    return list(texts)


def holds(path, text):
    """Tell whether a file is there and holds exactly this text."""
    return path.is_file() and path.read_bytes() == text.encode("utf-8")


def refuse_to_overwrite(paths, force):
    """Raise if one of the files is there, unless `force`.

    Raises
    ------
    ClassroomError
    """
    there = [path for path in paths if path.exists()]
    if there and not force:
        names = ", ".join(map(str, there))
        raise ClassroomError(f"Not overwritten: {names}; --force overwrites, or choose another --out.")


def is_solution(cell):
    """Tell whether a cell is one of the lesson's solutions."""
    return "solution" in cell["metadata"].get("tags", []) or str(cell.get("id", "")).startswith("solution-")


def _exercises(source, cells):
    """Return title, set-up, the section with the exercises and the lesson's code that it uses."""
    heads = [i for i, cell in enumerate(cells) if cell["cell_type"] == "markdown" and cell["source"].startswith("## ")]
    asked = [i for i, cell in enumerate(cells) if re.fullmatch(r"(exercise|check|solution)-\d\d-[a-z]", cell["id"])]
    start = max(i for i in heads if i <= asked[0])
    end = min((i for i in heads if i > asked[-1]), default=len(cells))
    before = [i for i in range(start) if cells[i]["cell_type"] == "code"]
    section = [cell["source"] for cell in cells[start:end] if cell["cell_type"] == "code"]
    kept = {before[i] for i in needed(section, [cells[i]["source"] for i in before])}
    kept |= {i for i in before if cells[i]["id"] in ("parameters", "setup")}
    title = {**cells[0], "source": cells[0]["source"].split("\n")[0]}
    return [title, *(cells[i] for i in sorted(kept)), *cells[start:end]]


def _without_solutions(source, cells):
    """Return the cells without solutions, calls for hints, and the prose that points to either."""
    kept = []
    for cell in cells:
        if is_solution(cell):
            continue
        if cell["cell_type"] == "code" and "exercises.hint(" in cell["source"]:
            while kept and kept[-1]["cell_type"] == "markdown" and not kept[-1]["source"].startswith("#"):
                kept.pop()
            if kept and kept[-1]["cell_type"] == "markdown":
                kept[-1] = {**kept[-1], "source": kept[-1]["source"].rpartition("\n\n")[0]}
            continue
        if cell["cell_type"] == "markdown":
            cell = {**cell, "source": "\n\n".join(map(_without_hints, cell["source"].split("\n\n")))}
        kept.append(cell)
    return kept


def _without_hints(paragraph):
    """Cut a paragraph at the sentence that first tells how to get hints; where the solutions are comes after it.

    Examples
    --------
    >>> _without_hints('Run it. If you are stuck, run `exercises.hint("04-a")`; solutions are below.')
    'Run it.'
    """
    if "exercises.hint(" not in paragraph:
        return paragraph
    cut = 0
    for found in _SENTENCE_END.finditer(paragraph[: paragraph.index("exercises.hint(")]):
        cut = found.start()
    return paragraph[:cut].rstrip()


def _with_answers(source, cells):
    """Return the cells with each solution unfolded, given the name asked for, and above its check cell."""
    answers = {f"solution-{name}": variable for name, variable in source.answers.items()}
    keyed = []
    for cell in cells:
        if cell["id"] not in answers:
            keyed.append(cell)
            continue
        name = cell["id"].removeprefix("solution-")
        text = f"{cell['source']}\n\n\n{answers[cell['id']]} = solution_{name.replace('-', '_')}"
        answer = {**cell, "id": f"key-{name}", "source": text, "metadata": {}}
        keyed.insert(next(i for i, c in enumerate(keyed) if c["id"] == f"check-{name}"), answer)
    return keyed
