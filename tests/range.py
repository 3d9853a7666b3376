"""Run the tests with the oldest or the newest versions that the requirement files allow, in an environment of its own.

``python tests/range.py oldest|newest`` (or ``make range VERSIONS=oldest``) needs the network to install. First come the
course and its tests without the book, whose own requirements would lift some of the oldest versions, then the book's.
``--record`` puts the outcome into ``tests/ranges.md``.
"""

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "tests" / "ranges.md"
COURSE = ("requirements.txt", "tests/requirements.txt")
BOOK = "book/requirements.txt"
UNITS = ("tests", "classroom", "helpers", "nbpolyglot")
#: The tests that import from `book`, and its doctests.
BOOK_TESTS = [
    "book/deck",
    *sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").glob("test_*.py")
        if re.search(r"(?m)^from (bookext|deck) import ", path.read_text("utf-8"))
    ),
]
RESOLUTION = {"oldest": "lowest-direct", "newest": "highest"}
#: Jupyter brings Notebook, whose newest version takes no JupyterLab but the newest.
BESIDE = {"oldest": ("notebook>=7.4",), "newest": ()}
#: Old libraries beside new ones call what those have deprecated; only what is deprecated in the newest concerns us.
WARNINGS = {"oldest": ("-W", "ignore::DeprecationWarning"), "newest": ()}


def environment(folder):
    """Create an empty environment in a folder; return its Python."""
    venv.create(folder, clear=True, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
    return python


def install(python, versions, *files):
    """Install the oldest or newest versions of what requirement files name."""
    wanted = [argument for file in files for argument in ("-r", file)]
    resolution = f"--resolution={RESOLUTION[versions]}"
    command = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "--upgrade", resolution]
    subprocess.run([*command, *wanted, *BESIDE[versions]], cwd=ROOT, check=True)


def pytest(python, *arguments):
    """Run pytest; return its last line and whether all passed."""
    settings = os.environ | {"COURSE_LANG": "en", "OPENBLAS_NUM_THREADS": "1"}
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, encoding="utf-8") as run:
        last = ""
        for line in run.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
    return re.sub(r" in [\d.]+s.*|=", "", last).strip(), run.returncode == 0


def versions_of(python, *files):
    """Return the installed versions of what requirement files or pyproject.toml name, as ``name version``."""
    listed = subprocess.run([python, "-m", "pip", "list", "--format=json"], check=True, capture_output=True, cwd=ROOT)
    found = {re.sub(r"[-_.]+", "-", item["name"]).lower(): item["version"] for item in json.loads(listed.stdout)}
    text = "\n".join((ROOT / file).read_text("utf-8") for file in files)
    names = dict.fromkeys(re.findall(r'(?m)^(?:  ")?([a-z][\w-]*)>=', text))
    return ", ".join(f"{name} {found[name]}" for name in names)


def record(versions, lines):
    """Replace the part of the record that is about the oldest or the newest versions."""
    text = RECORD.read_text("utf-8")
    part = "\n".join([f"## The {versions}", "", *lines, ""])
    changed, count = re.subn(rf"(?ms)^## The {versions}$.*?(?=^## |\Z)", lambda _: part + "\n", text)
    if count != 1:
        raise ValueError(f"{RECORD} has {count} parts '## The {versions}', expected one")
    RECORD.write_text(changed.rstrip() + "\n", "utf-8")


def main():
    """Run everything; return 0 if all passed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("versions", choices=sorted(RESOLUTION))
    parser.add_argument("--record", action="store_true", help=f"write the outcome into {RECORD.name}")
    options = parser.parse_args()
    python = environment(ROOT / f".venv-{options.versions}")
    install(python, options.versions, *COURSE)
    used = [versions_of(python, *COURSE, "pyproject.toml")]
    allow = WARNINGS[options.versions]
    runs = [
        ("unit tests", *pytest(python, *allow, *UNITS, *(f"--ignore={path}" for path in BOOK_TESTS))),
        ("notebooks", *pytest(python, *allow, "--nbval-lax", "--nbval-current-env", "notebooks")),
    ]
    install(python, options.versions, *COURSE, BOOK)
    used.append(versions_of(python, BOOK))
    runs.append(("tests of the book", *pytest(python, *allow, *BOOK_TESTS)))
    if options.record:
        when = f"{datetime.date.today()}, Python {platform.python_version()}, {platform.system()}."
        results = [f"- {name}: {outcome}" for name, outcome, _ in runs]
        record(options.versions, [when, "", *results, f"- versions: {used[0]}", f"- for the book: {used[1]}"])
    return 0 if all(passed for _, _, passed in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
