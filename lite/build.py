"""Build the site that runs the course in a browser: ``python lite/build.py`` writes ``book/_build/lite``.

JupyterLite is the interface, Pyodide the Python. The site holds Pyodide's core from the npm registry and every pure
Python package from PyPI; `distribution.py` lists them. The compiled packages come from Pyodide's CDN, or from a folder
with a full Pyodide distribution: ``--pyodide FOLDER``. What is fetched is kept in ``book/_build/lite-downloads``.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

LITE = Path(__file__).resolve().parent
ROOT = LITE.parent
sys.path[:0] = [str(LITE), str(ROOT)]

import distribution  # noqa: E402

from helpers.language import LANGUAGES  # noqa: E402
from nbpolyglot.editions import write_editions  # noqa: E402

APPS = ("lab", "notebooks", "tree")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"


def settings(lang=None):
    """Return the site's ``jupyter-lite.json``.

    Parameters
    ----------
    lang : str, optional
        The language that menu and kernel start with; by default the browser's.

    Examples
    --------
    >>> settings("ja")["jupyter-config-data"]["nbpolyglotLanguage"]
    'ja'
    """
    options = {"packages": list(distribution.PRELOADED)} | ({"env": {"COURSE_LANG": lang}} if lang else {})
    data = {"litePluginSettings": {KERNEL: {"loadPyodideOptions": options}}}
    data |= {"nbpolyglotLanguage": lang} if lang else {}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}


def write_contents(folder, notebooks):
    """Write the notebooks a reader finds: each in all languages, and its editions as ``LANG/NAME.ipynb``.

    Parameters
    ----------
    folder, notebooks : Path
    """
    paths = sorted(notebooks.glob("*.ipynb"))
    folder.mkdir(parents=True)
    for path in paths:
        shutil.copy(path, folder)
    for lang in LANGUAGES:
        write_editions(paths, lang, folder / lang, outputs=False)


def build_site(source, target):
    """Run JupyterLite.

    Raises
    ------
    distribution.BuildError
        If it fails, with what it said.
    """
    command = [sys.executable, "-m", "jupyterlite_core", "build", f"--lite-dir={source}", f"--output-dir={target}"]
    command += [f"--contents={source / 'contents'}", "--no-sourcemaps", "--no-libarchive"]
    command += [f"--apps={app}" for app in APPS]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    if done.returncode:
        raise distribution.BuildError(f"JupyterLite failed:\n{(done.stdout + done.stderr)[-3000:]}")


def main(arguments=None):
    """Build the site; return 1 if that failed, after saying why."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "book" / "_build" / "lite", help="folder to write to")
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks", help="folder of the lessons")
    parser.add_argument("--lang", choices=LANGUAGES, help="language to start with (default: the browser's)")
    parser.add_argument("--pyodide", type=Path, help="folder of a full Pyodide distribution, for a site without CDN")
    options = parser.parse_args(arguments)
    output, start = options.output.resolve(), time.perf_counter()
    source, downloads = output.with_name(f"{output.name}-source"), output.with_name(f"{output.name}-downloads")
    try:
        shutil.rmtree(source, ignore_errors=True)
        distribution.write(source / "static" / "pyodide", downloads, options.pyodide)
        write_contents(source / "contents", options.notebooks)
        (source / "jupyter-lite.json").write_text(json.dumps(settings(options.lang), indent=2), "utf-8")
        shutil.rmtree(output, ignore_errors=True)
        build_site(source, output)
    except distribution.BuildError as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file()) / 1e6
    print(
        f"The site is ready after {time.perf_counter() - start:.0f} s, {size:.0f} MB. Put {output} on any web server."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
