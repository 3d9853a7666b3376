"""What ``make`` says when something is missing: one sentence, and nothing is built."""

import os
import shutil
import subprocess
import tomllib

import pytest

from tests import lessons

MAKE = shutil.which("make")
pytestmark = pytest.mark.skipif(MAKE is None, reason="README.md says how to do without make")


def says(folder, *arguments, path=None):
    """Run ``make`` in a folder; return the lines it or its commands wrote as errors, without make's own last one."""
    outer = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "TESTS"}  # these tests may have been started by make themselves
    env = {name: value for name, value in os.environ.items() if name not in outer}
    env |= {"COURSE_LANG": "", "PATH": str(path or os.environ["PATH"])}
    command = [MAKE, "-f", str(lessons.ROOT / "Makefile"), *arguments]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    return [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("target", ["lab", "edit"])
def test_an_unknown_language_is_named_with_those_there_are(target):
    known = tomllib.loads((lessons.ROOT / "helpers" / "languages.toml").read_text("utf-8"))
    expected = f"COURSE_LANG is 'xx', expected one of: {' '.join(known)}"
    assert says(lessons.ROOT, target, "COURSE_LANG=xx") == [expected]


@pytest.mark.parametrize("target", ["pdf", "browser", "book-report", "hub-trial"])
def test_a_missing_chromium_is_named_before_anything_is_built(target, tmp_path):
    assert says(tmp_path, target, "CHROMIUM=", path=tmp_path) == [
        "This needs Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM to its path."
    ]


def test_a_missing_python_is_named(tmp_path):
    (message,) = says(tmp_path, "lab", "PYTHON=python9")
    assert message.startswith("Python 3.11 or newer is needed, and there is no python9 here")


def test_an_old_python_is_named_with_its_version(tmp_path):
    script(tmp_path / "old", 'case "$*" in *version_info*) exit 1 ;; -V) echo Python 3.9.2 ;; esac')
    (message,) = says(tmp_path, "lab", "PYTHON=./old")
    assert message.startswith("Python 3.11 or newer is needed, but ./old is Python 3.9.2")


def test_a_python_without_venv_is_named(tmp_path):
    script(tmp_path / "bare", 'case "$*" in *venv,*) exit 1 ;; esac')
    assert "no venv module" in says(tmp_path, "lab", "PYTHON=./bare")[0]


@pytest.mark.parametrize("target", ["lab", "test", "book", "hub"])
def test_packages_that_cannot_be_fetched_end_in_a_sentence_about_the_network(target, tmp_path):
    script(tmp_path / ".venv" / "bin" / "python", 'case "$*" in *pip*) echo "pip: why" >&2; exit 1 ;; esac')
    (tmp_path / ".venv" / "bin" / "pip").touch()
    for name in ("requirements.txt", "constraints.txt", "pyproject.toml", "deploy/requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    shutil.copytree(tmp_path / ".venv" / "bin", tmp_path / "deploy" / "_hub" / "venv" / "bin")
    assert says(tmp_path, target) == [
        "pip: why",
        "The packages could not be installed: pip or npm says why above. The first call of a target needs the network.",
    ]
