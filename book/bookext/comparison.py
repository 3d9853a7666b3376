"""What the executions of the editions must agree in: the numbers that they print, and the pictures stored in English.

The book executes each lesson once in every language. The same executions show that no edition computes anything else
than the English one, and that the pictures in the notebooks are still those that their cells draw.
"""

import base64
import json
import re
import tempfile
import unicodedata
from pathlib import Path

from jupyter_cache import get_cache
from matplotlib.testing.compare import compare_images

NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")
TOLERANCE = 4.0  # root mean square of the differences, of 255; a moved label gives more, another FreeType less
#: Training paths: a last digit that another processor rounds otherwise grows to a pixel, no curve to another.
CHAOTIC = {("03-tanh", "twin-plot"): 16.0, ("08-vanishing-gradients", "digits-plot"): 16.0}


def executed(results):
    """Return the latest execution of each notebook: name to list of code cells.

    Parameters
    ----------
    results : path-like
        The folder of jupyter-cache for one language.
    """
    cache = get_cache(results)
    records = sorted(cache.list_cache_records(), key=lambda record: record.created)
    return {Path(record.uri).stem: cache.get_cache_bundle(record.pk).nb.cells for record in records}


def shows_explorer(cell):
    """Tell whether a cell shows an explorer: live in the notebook, static here, with a text for each language."""
    return "explorers.show(" in cell["source"]


def numbers(cell):
    """Return the numbers that a cell printed, sorted as text, since languages may order a sentence differently.

    Examples
    --------
    >>> numbers({"outputs": [{"output_type": "stream", "text": "after 2 steps: 1.5e-07"}]})
    ['1.5e-07', '2']
    """
    texts = [out.get("text") or out.get("data", {}).get("text/plain", "") for out in cell["outputs"]]
    text = unicodedata.normalize("NFKC", "".join("".join(text) for text in texts))
    return sorted(NUMBER.findall(re.sub(r"0x[0-9a-f]+", "", text)))


def pictures(cell):
    """Return the PNG pictures that a cell shows, decoded."""
    found = [out.get("data", {}).get("image/png") for out in cell.get("outputs", [])]
    return [base64.b64decode("".join(picture)) for picture in found if picture]


def look_alike(expected, found, folder, tolerance=TOLERANCE):
    """Say in what two pictures differ, or return None."""
    if expected == found:
        return None
    files = [Path(folder, name) for name in ("stored.png", "found.png")]
    for file, picture in zip(files, (expected, found), strict=True):
        file.write_bytes(picture)
    try:
        message = compare_images(*files, tolerance)
    except Exception as error:  # compare_images has an exception of its own for sizes that differ
        message = str(error)
    return message and " ".join(message.partition("Expected:")[0].split())  # the files it names are temporary


def problems(results, notebooks):
    """List what the executions do not agree in, one line each: notebook, cell, language, what.

    Parameters
    ----------
    results : Path
        Has a folder of jupyter-cache for each language.
    notebooks : sequence of path-like
        The stored lessons.

    Returns
    -------
    list of str
    """
    runs = {folder.name: executed(folder) for folder in sorted(results.iterdir()) if folder.is_dir()}
    english, found = runs["en"], []
    for path in map(Path, notebooks):
        here = {cell["id"]: cell for cell in english[path.stem]}
        for lang, run in runs.items():
            for cell in run[path.stem]:
                if any(out.get("name") == "stderr" for out in cell["outputs"]):
                    found.append(f"{path.name}: {cell['id']}: {lang}: prints a warning")
                ours, theirs = numbers(cell), numbers(here[cell["id"]])
                if ours != theirs and not shows_explorer(cell):
                    extra = [n for n in ours if n not in theirs], [n for n in theirs if n not in ours]
                    found.append(
                        f"{path.name}: {cell['id']}: {lang}: prints {extra[0]} where English prints {extra[1]}"
                    )
        stored = {cell["id"]: cell for cell in json.loads(path.read_text("utf-8"))["cells"]}
        with tempfile.TemporaryDirectory() as folder:
            for name, cell in here.items():
                if shows_explorer(cell):
                    continue
                tolerance = CHAOTIC.get((path.stem, name), TOLERANCE)
                old, new = pictures(stored[name]), pictures(cell)
                if len(old) != len(new):
                    found.append(f"{path.name}: {name}: en: draws {len(new)} pictures, {len(old)} are stored")
                for pair in zip(old, new, strict=False):
                    if said := look_alike(*pair, folder, tolerance):
                        found.append(f"{path.name}: {name}: en: {said}")
    return found
