"""Run notebooks in place, and keep only what is the same on the next run."""

import asyncio
import copy
import re
from pathlib import Path

from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from nbpolyglot.files import dump, load
from nbpolyglot.format import NotebookError, join

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_WARNING = re.compile(r"^[^\n]*:\d+: \w*Warning: |^\w*Warning: ", re.MULTILINE)


def normalise(nb):
    """Return a notebook without what differs from run to run.

    Widget state, outputs that are nothing but a widget, execution timestamps and the version of the programming
    language go. Source, ids, tags, translations and all other outputs stay.

    Parameters
    ----------
    nb : dict

    Returns
    -------
    dict
    """
    result = copy.deepcopy(nb)
    result["metadata"].pop("widgets", None)
    result["metadata"].get("language_info", {}).pop("version", None)
    for cell in result["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = [output for output in cell["outputs"] if set(output.get("data", ())) != {WIDGET_VIEW}]
    return result


def stored_problems(nb):
    """Return what makes a stored notebook something else than one clean run from top to bottom.

    Parameters
    ----------
    nb : dict

    Returns
    -------
    list of str
        One line each, beginning with the cell id: code that never ran, counts other than 1, 2, 3, …, errors,
        text on stderr, warnings, widgets, timestamps.

    Examples
    --------
    >>> cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1", "execution_count": None, "outputs": []}
    >>> stored_problems({"cells": [cell], "metadata": {}})
    ['a: never executed']
    """
    problems = []
    if "widgets" in nb["metadata"]:
        problems.append("metadata: widget state")
    if "version" in nb["metadata"].get("language_info", {}):
        problems.append("metadata: language_info.version")
    expected = 0
    for cell in nb["cells"]:
        found = ["execution timestamps"] if "execution" in cell["metadata"] else []
        if cell["cell_type"] == "code" and join(cell["source"]).strip():
            expected += 1
            if cell["execution_count"] is None:
                found.append("never executed")
            elif cell["execution_count"] != expected:
                found.append(f"execution count {cell['execution_count']}, expected {expected}")
        for output in cell.get("outputs", []):
            found += _output_problems(output, cell["execution_count"])
        problems += [f"{cell.get('id', '?')}: {problem}" for problem in found]
    return problems


def _output_problems(output, count):
    """Yield what is wrong with one output."""
    data = output.get("data", {})
    if output["output_type"] == "error":
        yield f"error: {output['ename']}: {output['evalue']}"
    if output["output_type"] == "stream" and output["name"] == "stderr":
        yield f"text on stderr: {join(output['text']).strip()[:80]!r}"
    elif _WARNING.search(join(output.get("text", data.get("text/plain", "")))):
        yield "a warning"
    if output["output_type"] == "execute_result" and output["execution_count"] != count:
        yield f"a result of execution {output['execution_count']}"
    if WIDGET_VIEW in data:
        beside = sorted(set(data) - {WIDGET_VIEW})
        yield "a widget" + (f", with {', '.join(beside)} beside it" if beside else "")


async def _execute(path, timeout):
    """Return the notebook in a file, run and normalised."""
    nb = load(path)
    shown = next((cell["id"] for cell in nb.cells if "i18n_lang" in cell.metadata), None)
    if shown is not None:
        raise NotebookError(f"{path}: cell {shown!r} shows a translation, expected the base language")
    if not any(cell.cell_type == "code" for cell in nb.cells):
        return normalise(nb)  # nothing to run, so no kernel to wait for
    result = copy.deepcopy(nb)
    for cell in result.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        result,
        timeout=timeout,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(Path(path).resolve().parent)}},
    )
    try:
        await client.async_execute()
    except (CellExecutionError, CellTimeoutError, NoSuchKernel, RuntimeError, OSError) as error:  # or no kernel starts
        at = next((c for c in result.cells if any(o.output_type == "error" for o in c.get("outputs", []))), None)
        at = at or next((c for c in result.cells if c.cell_type == "code" and c.execution_count is None), None)
        where = f"cell {at.id!r}" if at is not None else "the kernel"
        reason = f"{error.ename}: {error.evalue}" if isinstance(error, CellExecutionError) else str(error).strip()
        raise NotebookError(f"{path}: {where}: {' '.join(reason.split())[:300]}") from error
    return normalise(result)


async def _run_all(paths, jobs, timeout, report):
    gate = asyncio.Semaphore(jobs)

    async def one(path):
        async with gate:
            try:
                changed = dump(await _execute(path, timeout), path)
            except NotebookError as error:
                return error
            report(path, changed)
            return None

    return [error for error in await asyncio.gather(*map(one, paths)) if error is not None]


def run(paths, jobs=1, timeout=600, report=lambda path, changed: None):
    """Execute notebooks in place, each from top to bottom in a kernel of its own.

    Parameters
    ----------
    paths : iterable of path-like
        A notebook in which a cell raises stays as it was; the others are still run.
    jobs : int
        How many run at once.
    timeout : float
        Seconds a cell may take.
    report : callable, optional
        Called with path and whether its file changed, as each is done.

    Returns
    -------
    list of NotebookError
        One for each notebook that failed, naming notebook and cell.
    """
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}, expected at least 1")
    return asyncio.run(_run_all(list(paths), jobs, timeout, report))
