"""What each command does: read everything, decide, then write. Handlers return the exit code."""

import re
import sys
from pathlib import Path

from nbpolyglot.check import check, fix_notebook, needs_translation
from nbpolyglot.editions import write_editions
from nbpolyglot.files import check_writable, dumps, load, write_text
from nbpolyglot.format import NotebookError, digest, join, show, translate
from nbpolyglot.history import History
from nbpolyglot.po import export_po, import_po


def _write_all(texts):
    """Write texts into files; all were prepared before, so that an error in any file comes before the first."""
    for path in texts:
        check_writable(path)
    for path, text in texts.items():
        write_text(path, text)


def _named(files, config):
    notebooks = {}
    for path in files:
        name = config.name(path)
        if name in notebooks:
            raise NotebookError(f"{name}: named twice")
        notebooks[name] = load(path)
    return notebooks


def show_files(options, files, config):
    """Show another language in the files themselves."""
    config.language(options.lang)
    _write_all({path: dumps(show(load(path), options.lang)) for path in files})
    return 0


def edition_files(options, files, config):
    """Write editions into a folder."""
    for tag in options.lang.split("+"):
        config.language(tag)
    settings = options.outputs, config.parameter, options.force, config.install
    written = write_editions(files, options.lang, options.folder, *settings)
    print(f"{len(written)} of {len(files)} notebooks written into {options.folder}")
    return 0


def check_files(options, files, config):
    """Print findings, one a line; exit code 1 if there are any."""
    if options.fix:
        _fix(files, config)
    findings = check(files, config)
    for finding in findings:
        print(finding)
    if findings:
        print(f"{len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


def _fix(files, config):
    texts, done, history = {}, [], History()
    for path in files:
        try:
            nb = load(path)
        except NotebookError:
            continue  # check reports it
        fixed_nb, fixed = fix_notebook(nb, config, path, history)
        done += [f"{config.name(path)}: {cell}: {lang}: fixed: code brought up to date" for cell, lang in fixed]
        if fixed:
            texts[path] = dumps(fixed_nb)
    _write_all(texts)
    for line in done:
        print(line, file=sys.stderr)


def _share(cells, lang, reviewed):
    """Return which part of the cells that need it has a fresh translation (that was reviewed), in percent."""
    fresh = 0
    for cell in cells:
        entry = cell["metadata"].get("i18n", {}).get(lang, {})
        fresh += entry.get("of") == digest(join(cell["source"])) and (not reviewed or "reviewed" in entry)
    return 100 * fresh // len(cells) if cells else 100


def status_table(notebooks, config):
    """Return a table of the percentages translated and reviewed, rounded down, by notebook and language.

    Parameters
    ----------
    notebooks : dict of str to dict
    config : nbpolyglot.config.Config

    Returns
    -------
    str
    """
    rows = [["", *(f"{language.tag}: translated, reviewed" for language in config.targets)]]
    every = []
    for name, nb in [*notebooks.items(), ("all", None)]:
        cells = every if nb is None else [c for c in show(nb, config.base)["cells"] if needs_translation(c)]
        every = every if nb is None else every + cells
        pairs = [(_share(cells, lang.tag, False), _share(cells, lang.tag, True)) for lang in config.targets]
        rows.append([name, *(f"{translated:3}% {reviewed:3}%" for translated, reviewed in pairs)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lined = ["  ".join([row[0].ljust(widths[0]), *(map(str.rjust, row[1:], widths[1:]))]).rstrip() for row in rows]
    return "\n".join(lined)


def status_files(options, files, config):
    """Print how much is translated and reviewed."""
    print(status_table(_named(files, config), config))
    return 0


def accept_files(options, files, config):
    """Mark translations of named cells as made from today's base text."""
    config.language(options.lang)
    if options.reviewed and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", options.reviewed):
        raise NotebookError(f"--reviewed is {options.reviewed!r}, expected a month such as '2026-12'")
    texts, left = {}, set(options.cell)
    for path in files:
        nb = show(load(path), config.base)
        for at, cell in enumerate(nb["cells"]):
            entry = cell["metadata"].get("i18n", {}).get(options.lang)
            if cell["id"] in options.cell and entry is not None:
                left.discard(cell["id"])
                nb["cells"][at] = translate(cell, options.lang, join(entry["source"]), options.reviewed)
        texts[path] = dumps(nb)
    if left:
        raise NotebookError(f"no {options.lang} text in cell {', '.join(sorted(left))}")
    _write_all(texts)
    return 0


def export_files(options, files, config):
    """Write a PO file."""
    notebooks = _named(files, config)
    text = export_po(notebooks, options.lang, config, dict(zip(notebooks, files, strict=True)))
    write_text(options.po, text)
    return 0


def import_files(options, files, config):
    """Read a PO file into the notebooks: all of it or nothing."""
    notebooks = _named(files, config)
    try:
        text = Path(options.po).read_bytes().decode("utf-8")
    except OSError as error:
        raise NotebookError(f"{options.po}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotebookError(f"{options.po}: not UTF-8 (byte {error.start})") from error
    try:
        result, changed, skipped = import_po(text, notebooks, options.lang, config, options.skip_unknown)
    except NotebookError as error:
        raise NotebookError(f"{options.po}: {error}") from error
    touched = {context.rpartition(":")[0] for context in changed}
    _write_all({path: dumps(result[n]) for n, path in zip(notebooks, files, strict=True) if n in touched})
    for context in skipped:
        print(f"skipped, not there: {context}", file=sys.stderr)
    print(f"{len(changed)} translations changed")
    return 0


def run_files(options, files, config):
    """Execute notebooks in place; exit code 1 if a cell raised."""
    from nbpolyglot.run import run  # needs Jupyter's client, which the other commands do not

    if options.jobs < 1:
        raise NotebookError(f"--jobs is {options.jobs}, expected at least 1")

    def report(path, changed):
        print(f"{config.name(path)}: {'changed' if changed else 'as stored'}", flush=True)

    errors = run(files, options.jobs, options.timeout, report)
    for error in errors:
        print(f"nbpolyglot: {error}", file=sys.stderr)
    return 1 if errors else 0
