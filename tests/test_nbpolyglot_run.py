"""A run stores one clean execution and nothing that varies; a failing notebook stays as it was."""

import pytest

from nbpolyglot import dump, load
from nbpolyglot.__main__ import main
from nbpolyglot.run import WIDGET_VIEW, normalise, run, stored_problems
from tests.cells import code, markdown, notebook

VIEW = {"model_id": "1", "version_major": 2, "version_minor": 0}


def display(**data):
    bundle = {key.replace("_", "/"): value for key, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": bundle}


def stream(name, text):
    return {"output_type": "stream", "name": name, "text": text}


def widget(**data):
    output = display(**data)
    output["data"][WIDGET_VIEW] = VIEW
    return output


def problems(*outputs, count=1, **meta):
    cell = code("c", "x", outputs=outputs, count=count)
    cell["metadata"].update(meta)
    return stored_problems(notebook(cell))


def test_one_clean_run_has_no_problems():
    result = {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "1"}, "execution_count": 2}
    nb = notebook(
        markdown("a", "Text"),
        code("b", "print(1)", outputs=[stream("stdout", "1\n")], count=1),
        code("empty", "\n"),
        code("c", "1", outputs=[result, display(text_plain="<Figure>", image_png="abc")], count=2),
    )
    assert stored_problems(nb) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (problems(count=None), "never executed"),
        (problems(count=3), "execution count 3, expected 1"),
        (problems({"output_type": "error", "ename": "E", "evalue": "v", "traceback": []}), "error: E: v"),
        (problems(stream("stderr", "oh")), "text on stderr: 'oh'"),
        (problems(stream("stdout", "/tmp/x.py:3: UserWarning: oh\n")), "a warning"),
        (problems(display(text_plain="RuntimeWarning: overflow")), "a warning"),
        (problems(widget()), "a widget"),
        (problems(widget(text_plain="IntSlider()")), "a widget, with text/plain beside it"),
        (problems(execution={"shell.execute_reply": "2026"}), "execution timestamps"),
        (
            problems({"output_type": "execute_result", "metadata": {}, "data": {}, "execution_count": 7}),
            "a result of execution 7",
        ),
    ],
)
def test_what_is_not_one_clean_run_is_named(found, expected):
    assert found == [f"c: {expected}"]


def test_widget_state_and_versions_are_problems():
    nb = notebook(widgets={}, language_info={"name": "python", "version": "3.11"})
    assert stored_problems(nb) == ["metadata: widget state", "metadata: language_info.version"]


def test_normalise_removes_what_varies_and_keeps_the_rest():
    cell = code("c", "x", tags=["t"], outputs=[widget(), display(text_plain="1"), widget(text_plain="I")], count=1)
    cell["metadata"] |= {"execution": {}, "i18n": {"ja": {"of": "00000000", "source": ["x"]}}}
    nb = notebook(cell, widgets={}, language_info={"name": "python", "version": "3.11"}, kernelspec={"name": "python3"})
    result = normalise(nb)
    assert result["metadata"] == {"language_info": {"name": "python"}, "kernelspec": {"name": "python3"}}
    assert result["cells"][0]["metadata"] == {"tags": ["t"], "i18n": cell["metadata"]["i18n"]}
    assert result["cells"][0]["outputs"] == [display(text_plain="1"), widget(text_plain="I")]
    assert "widgets" in nb["metadata"]


def test_run_stores_one_clean_run_and_leaves_a_failing_notebook_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    good = notebook(
        markdown("text", "Words", ja="ことば"),
        code("where", "import os\nos.path.basename(os.getcwd())", outputs=[stream("stderr", "old")], count=9),
        code("loop", "for i in range(3):\n    print(i, flush=True)"),
        **kernel,
    )
    bad = notebook(code("fine", "1"), code("breaks", "1 / 0"), code("after", "2"), **kernel)
    shown = notebook({**good["cells"][0], "metadata": {"i18n": {"ja": {}, "en": {"source": []}}, "i18n_lang": "ja"}})
    for name, nb in [("a", good), ("b", bad), ("c", shown)]:
        dump(nb, f"{name}.ipynb")
    before = {name: (tmp_path / f"{name}.ipynb").read_bytes() for name in "bc"}
    assert main(["run", "--jobs", "2"]) == 1
    printed = capsys.readouterr()
    assert printed.out == "a.ipynb: changed\n"
    assert "b.ipynb: cell 'breaks': ZeroDivisionError: division by zero" in printed.err
    assert "c.ipynb: cell 'text' shows a translation" in printed.err
    assert {name: (tmp_path / f"{name}.ipynb").read_bytes() for name in "bc"} == before
    stored = load("a.ipynb")
    assert stored_problems(stored) == []
    assert stored.cells[0] == good["cells"][0]
    assert stored.cells[1].outputs[0].data["text/plain"] == repr(tmp_path.name)
    assert stored.cells[2].outputs == [stream("stdout", "0\n1\n2\n")]
    assert "version" not in stored.metadata.language_info
    first = (tmp_path / "a.ipynb").read_bytes()
    assert main(["run", "a.ipynb"]) == 0
    assert (tmp_path / "a.ipynb").read_bytes() == first


def test_a_notebook_without_code_is_run_without_a_kernel(tmp_path, monkeypatch):
    monkeypatch.setattr("nbpolyglot.run.NotebookClient", None)
    dump(notebook(markdown("a", "Text")), tmp_path / "text.ipynb")
    done = []
    assert run([tmp_path / "text.ipynb"], report=lambda path, changed: done.append(changed)) == []
    assert done == [False]
