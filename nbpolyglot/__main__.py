"""The commands: ``python -m nbpolyglot show|edition|check|status|accept|export|import|run``."""

import argparse
import os
import sys
from pathlib import Path

from nbpolyglot import commands
from nbpolyglot.config import load_config
from nbpolyglot.format import NotebookError


def _parser():
    parser = argparse.ArgumentParser(prog="python -m nbpolyglot", description="Notebooks in several human languages.")
    commands_ = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name, handler, summary, *positional):
        sub = commands_.add_parser(name, help=summary, description=summary)
        for argument, text in positional:
            sub.add_argument(argument, help=text)
        sub.add_argument("files", nargs="*", type=Path, help="notebooks or folders (default: [tool.nbpolyglot])")
        sub.set_defaults(handler=handler)
        return sub

    lang = ("lang", "a language, for example ja")
    add("show", commands.show_files, "Show another language in the files themselves.", lang)
    sub = add(
        "edition",
        commands.edition_files,
        "Write plain notebooks in one language, or in several in sequence.",
        ("lang", "a language, or several joined by +"),
        ("folder", "where to write them"),
    )
    sub.add_argument(
        "--outputs", action=argparse.BooleanOptionalAction, help="keep stored outputs (default: base only)"
    )
    sub.add_argument("--force", action="store_true", help="overwrite files a reader has changed")
    sub = add("check", commands.check_files, "Report translations that are missing, stale or wrong.")
    sub.add_argument("--fix", action="store_true", help="first bring the code of translated code cells up to date")
    add("status", commands.status_files, "Show how much is translated and reviewed.")
    sub = add("accept", commands.accept_files, "Mark translations as made from today's base text.", lang)
    sub.add_argument("--cell", action="append", required=True, help="a cell id (repeat for several)")
    sub.add_argument("--reviewed", metavar="YYYY-MM", help="also mark them as read by a native reader in this month")
    add("export", commands.export_files, "Write a PO file for translators.", lang, ("po", "the PO file to write"))
    sub = add("import", commands.import_files, "Read a translated PO file.", lang, ("po", "the PO file to read"))
    sub.add_argument("--skip-unknown", action="store_true", help="leave out passages that are no longer there")
    sub = add("run", commands.run_files, "Execute notebooks in place and keep what does not vary.")
    sub.add_argument("--jobs", type=int, default=1, help="how many at once (default: 1)")
    sub.add_argument("--timeout", type=float, default=600, help="seconds a cell may take (default: 600)")
    return parser


def _notebooks(paths):
    """Return the paths, each folder replaced by the notebooks in it."""
    found = []
    for path in paths:
        inside = sorted(path.glob("*.ipynb")) if os.path.isdir(path) else [path]
        if not inside:
            raise NotebookError(f"no notebooks in {path}")
        found += inside
    return found


def main(arguments=None):
    """Run one command and return its exit code: 0, 1 for findings, 2 for an error (then nothing was written).

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the command line.

    Returns
    -------
    int
    """
    parser = _parser()
    options, more = parser.parse_known_args(arguments)
    if any(argument.startswith("-") for argument in more):
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    options.files += map(Path, more)  # files may also follow an option
    try:
        named = _notebooks(options.files)
        config = load_config(named[0].parent if named else ".")
        files = named or config.files()
        if not files:
            raise NotebookError(f"no notebooks under {config.root} ({', '.join(config.notebooks)})")
        return options.handler(options, files, config)
    except NotebookError as error:
        print(f"nbpolyglot: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # a console may lack the characters of a language
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough, as in `check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
