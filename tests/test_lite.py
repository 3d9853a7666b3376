"""The JupyterLite site, without the network: what it holds, where each package comes from, and imports in a browser."""

import hashlib
import importlib.util
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from types import SimpleNamespace

import pytest

from helpers.language import LANGUAGES
from nbpolyglot.files import load
from tests.lessons import ROOT

CDN = "https://example.org/pyodide/full"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LISTED = ("numpy", "matplotlib", "pandas", "tqdm", "micropip", "jedi", "ipython", "traitlets", "scipy")
COMPILED = ("numpy", "matplotlib", "pandas", "scipy")
# Modules that a Python in the browser lacks, and what it cannot do.
BROWSER = """
import importlib, multiprocessing, os, subprocess, sys, threading

def refuse(*_, **__):
    raise RuntimeError("not in a browser")

def missing(name, *_):
    if name.partition(".")[0] in ABSENT:
        raise ModuleNotFoundError(name)

sys.meta_path.insert(0, type("Absent", (), {"find_spec": staticmethod(missing)}))
for owner, names in ((threading.Thread, ["start"]), (subprocess, ["Popen"]), (os, ["fork", "posix_spawn", "system"]),
                     (multiprocessing.Process, ["start"])):
    for name in names:
        setattr(owner, name, refuse)
importlib.import_module(sys.argv[1])
"""
TRAINING = """
sys.platform = "emscripten"
from helpers import data, networks
networks.train(networks.MLP([2, 2, 1], rng=0), *data.xor(), steps=3, progress=True)
"""
ABSENT = {
    *("curses", "readline", "fcntl", "termios", "resource", "pty", "tkinter", "_tkinter"),  # not in Pyodide
    *("zmq", "tornado", "ipykernel", "jupyter_client", "jupyter_core", "nbclient", "nbformat", "nbconvert"),
    *("fastjsonschema", "jsonschema", "markdown_it", "babel", "psutil", "scipy", "nbpolyglot", "classroom"),
}
MODULES = ["helpers", *sorted(f"helpers.{path.stem}" for path in (ROOT / "helpers").glob("[a-z]*.py"))]
MODULES += ["helpers.exercises", "helpers.explorers", "helpers.explorers.live", "helpers.plots"]


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("lite_build", ROOT / "lite" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def distribution(build):
    return build.distribution


def wheel(folder, name, version="1.0", tag="py3-none-any"):
    """Write a wheel with one module and return its file."""
    path = folder / f"{name.replace('-', '_')}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name.replace('-', '_')}.py", "")
        archive.writestr(f"{name}-{version}.dist-info/METADATA", "")
    return path


@pytest.fixture
def downloads(tmp_path, monkeypatch, distribution):
    """A folder in which everything is that a build fetches, and a Pyodide kernel that wants it."""
    folder, kernel = tmp_path / "downloads", tmp_path / "kernel"
    folder.mkdir()
    kernel.mkdir()
    depends = {"matplotlib": ["numpy"], "pandas": ["numpy"], "ipython": ["traitlets"]}
    packages = {}
    for name in LISTED:
        tag = "cp314-cp314-wasm32" if name in COMPILED else "py3-none-any"
        file = f"{name}-2.0-{tag}.whl"
        packages[name] = {"name": name, "version": "2.0", "file_name": file, "depends": depends.get(name, [])}
        if name not in COMPILED:
            wheel(folder, name, "2.0")
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    for name in distribution.ADDED:
        wheel(folder, name, pins[name])
    for name in distribution.KERNEL:
        wheel(kernel, name)
    with tarfile.open(folder / "pyodide-9.9.tgz", "w:gz") as archive:
        for name in (*CORE, "pyodide-lock.json"):
            content = json.dumps({"packages": packages}).encode() if name.endswith(".json") else name.encode()
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    constants = SimpleNamespace(PYODIDE_VERSION="9.9", PYODIDE_PYTHON_VERSION="3.14", PYODIDE_CDN_URL=CDN)
    monkeypatch.setitem(sys.modules, "jupyterlite_pyodide_kernel", SimpleNamespace(constants=constants))
    monkeypatch.setattr(distribution, "KERNEL_WHEELS", kernel)
    course = wheel(tmp_path, *distribution.COURSE)
    monkeypatch.setattr(distribution, "build_course", lambda folder: course)
    return folder


def refuse(command, **_):
    """Stand in for a program that finds no network."""
    return SimpleNamespace(returncode=1, stdout="", stderr="warning\nERROR: no route to host\nlog\n")


def packages(folder):
    return json.loads((folder / "pyodide-lock.json").read_text("utf-8"))["packages"]


def test_what_is_pure_python_lies_in_the_site_and_what_is_compiled_on_the_cdn(distribution, downloads, tmp_path):
    site = tmp_path / "site"
    distribution.write(site, downloads)
    listed = packages(site)
    there = {name for name, package in listed.items() if "/" not in package["file_name"]}
    assert {*listed} - there == {*COMPILED}
    assert listed["numpy"]["file_name"] == f"{CDN}/numpy-2.0-cp314-cp314-wasm32.whl"
    for name in there:
        content = (site / listed[name]["file_name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == listed[name]["sha256"]
    assert {*distribution.PRELOADED, *distribution.COURSE} <= there
    assert all((site / name).read_bytes() == name.encode() for name in CORE)


def test_importing_the_course_brings_all_that_it_needs(distribution, downloads, tmp_path):
    distribution.write(tmp_path / "site", downloads)
    listed = packages(tmp_path / "site")
    (course,) = distribution.COURSE
    assert listed[course]["imports"] == [course.replace("-", "_")]
    assert listed["ipython"]["depends"] == ["traitlets"]
    assert distribution.needed(listed) == {*listed} - {"scipy"}


def test_a_full_distribution_takes_the_place_of_the_cdn(distribution, downloads, tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    for name in COMPILED:
        wheel(full, name, "2.0", "cp314-cp314-wasm32")
    distribution.write(tmp_path / "site", downloads, full)
    elsewhere = {name for name, p in packages(tmp_path / "site").items() if "/" in p["file_name"]}
    assert elsewhere == {"scipy"}  # which the course does not need
    next(full.glob("pandas-*")).unlink()
    with pytest.raises(distribution.BuildError, match=r"folder with the full Pyodide 9\.9, but .* has no pandas-2\.0"):
        distribution.write(tmp_path / "site", downloads, full)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("pyodide-9.9.tgz", "Pyodide 9.9 cannot be fetched from the npm registry; the first build needs a network."),
        ("[jt]*-2.0-*.whl", "jedi==2.0 and 2 more cannot be fetched from PyPI; the first build needs a network."),
    ],
)
def test_without_a_network_the_first_build_says_so(build, distribution, downloads, tmp_path, monkeypatch, file, said):
    for path in downloads.glob(file):
        path.unlink()
    monkeypatch.setattr(distribution.subprocess, "run", refuse)
    with pytest.raises(distribution.BuildError) as problem:
        distribution.write(tmp_path / "site", downloads)
    assert str(problem.value) == f"{said} (ERROR: no route to host)"


def test_a_problem_is_printed_in_one_line_and_leaves_the_old_site(build, tmp_path, monkeypatch, capsys):
    site = tmp_path / "lite"
    site.mkdir()
    (site / "index.html").write_text("old")

    def fail(*_):
        raise build.distribution.BuildError("No network.")

    monkeypatch.setattr(build.distribution, "write", fail)
    assert build.main(["--output", str(site)]) == 1
    assert capsys.readouterr().err == "No network.\n"
    assert (site / "index.html").read_text() == "old"


def test_an_unknown_language_is_refused(build, capsys):
    with pytest.raises(SystemExit):
        build.main(["--lang", "fr"])
    assert "argument --lang: invalid choice: 'fr' (choose from" in capsys.readouterr().err


def test_the_site_holds_every_lesson_with_its_languages_and_its_editions(build, tmp_path):
    source = ROOT / "notebooks" / "04-relu.ipynb"
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / source.name).write_bytes(source.read_bytes())
    build.write_contents(tmp_path / "contents", tmp_path / "notebooks")
    found = {path.parent.name for path in (tmp_path / "contents").rglob(source.name)}
    assert found == {"contents", *LANGUAGES}
    assert (tmp_path / "contents" / source.name).read_bytes() == source.read_bytes()
    edition = load(tmp_path / "contents" / "ja" / "04-relu.ipynb")
    assert edition.cells[1].source == 'LANGUAGE = "ja"'
    assert not any(cell.get("outputs") for cell in edition.cells)


def test_menu_and_kernel_start_with_the_language_asked_for(build):
    def start(lang):
        data = build.settings(lang)["jupyter-config-data"]
        options = data["litePluginSettings"][build.KERNEL]["loadPyodideOptions"]
        return data.get("nbpolyglotLanguage"), options.get("env", {}).get("COURSE_LANG")

    assert start("ja") == ("ja", "ja")
    assert start(None) == (None, None)


@pytest.mark.parametrize("module", MODULES)
def test_helpers_import_without_threads_processes_and_what_a_browser_lacks(module):
    script = f"ABSENT = {ABSENT!r}\n{BROWSER}"
    done = subprocess.run([sys.executable, "-c", script, module], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_training_with_a_bar_needs_no_thread():
    script = f"ABSENT = {ABSENT!r}\n{BROWSER}\n{TRAINING}"
    command = [sys.executable, "-W", "error", "-c", script, "helpers"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "3/3" in done.stderr
    assert "Monitor" not in done.stderr


def test_a_browser_cannot_do_what_these_tests_forbid():
    script = f"ABSENT = {ABSENT!r}\n{BROWSER}"
    for module in ("nbpolyglot", "jupyter_client"):
        done = subprocess.run([sys.executable, "-c", script, module], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 1
