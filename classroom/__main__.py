"""The commands: ``python -m classroom assignment|grade``."""

import argparse
import os
import sys
from pathlib import Path

# One thread for linear algebra, before NumPy is loaded: grading forks, and its jobs share the processors already.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

from classroom.lessons import ClassroomError, languages  # noqa: E402


def _parser():
    parser = argparse.ArgumentParser(prog="python -m classroom", description="Assignments and grading for teachers.")
    tags = ", ".join(language.tag for language in languages())
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    sub = commands.add_parser("assignment", help="Write a lesson without solutions and hints, and its key.")
    sub.add_argument("lesson", help="its number, for example 04")
    sub.add_argument("--lang", default="en", help=f"its language: {tags} (default: en)")
    sub.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write the two notebooks")
    sub.add_argument("--only-exercises", action="store_true", help="leave out the lesson's text")
    sub.add_argument("--force", action="store_true", help="overwrite files")
    sub.set_defaults(handler=_assignment)
    sub = commands.add_parser("grade", help="Grade a folder of submissions.")
    sub.add_argument("folder", type=Path, metavar="DIR", help="holds the notebooks, or a folder for each student")
    sub.add_argument("--out", type=Path, help="where to write the tables (default: DIR/grades)")
    sub.add_argument("--lang", default="en", help=f"the language of the table: {tags} (default: en)")
    sub.add_argument("--lesson", metavar="NN", help="its number (default: each submission tells)")
    sub.add_argument("--jobs", type=_positive, default=os.cpu_count(), help="how many at once (default: processors)")
    sub.add_argument("--timeout", type=_positive, default=60, help="seconds a submission may take (default: 60)")
    sub.add_argument("--memory", type=_positive, default=512, help="MiB its code may take (default: 512)")
    sub.add_argument("--weak", action="store_true", help="grade even where the system cannot confine submitted code")
    sub.add_argument("--force", action="store_true", help="grade all again and overwrite changed tables")
    sub.set_defaults(handler=_grade)
    return parser


def _positive(word):
    number = int(word)
    if number < 1:
        raise ValueError(word)
    return number


def _assignment(options):
    from classroom.assignment import write

    for path in write(options.lesson, options.lang, options.out, options.only_exercises, options.force):
        print(path)
    return 0


def _grade(options):
    from classroom.confinement import Limits
    from classroom.grading import Settings, grade

    limits = Limits(seconds=options.timeout, memory=options.memory << 20)
    settings = Settings(options.lang, options.jobs, options.timeout, limits)
    out = options.out or options.folder / "grades"
    results, complete = grade(
        options.folder,
        out,
        settings,
        options.lesson,
        force=options.force,
        weak=options.weak,
        bar=sys.stderr.isatty(),
    )
    print(f"{len(results)} graded: {out / 'grades.csv'}, {out / 'grades.html'}")
    if not complete:
        print("classroom: interrupted; the same command goes on from here.", file=sys.stderr)
        return 130
    return 0


def main(arguments=None):
    """Run one command and return its exit code: 0, 2 for an error, 130 after Ctrl-C.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the command line.

    Returns
    -------
    int
    """
    options = _parser().parse_args(arguments)
    try:
        return options.handler(options)
    except ClassroomError as error:
        print(f"classroom: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
