"""Fixtures that more than one test file asks for; each imports what it needs, so that no other test waits for it."""

import os

import pytest

pytest.register_assert_rewrite("tests.fuzzing", "tests.submissions")  # so that their assertions say what they met


@pytest.fixture
def nb():
    """A notebook with outputs, a formula, and cells in four languages and in two."""
    from tests.cells import code, markdown, notebook

    stream = {"output_type": "stream", "name": "stdout", "text": "1\n2\n"}
    return notebook(
        markdown(
            "title",
            "# ReLU\n\nA *kink*.\n",
            ja="# ReLU\n\n*折れ点*です。",
            zh_Hant="# ReLU\n\n折點。\n",
            ko="# ReLU\n\n꺾인 점",
        ),
        code("parameters", "LANGUAGE = None", tags=["parameters"], count=1),
        code("compute", "print(1)\nprint(2)", outputs=[stream], count=2),
        markdown("formula", "$$x$$"),
        markdown("partly", "Only Japanese \u2028 here.\x0c\n", ja="日本語\r\nだけ\n\n"),
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
    )


@pytest.fixture
def without_kernels_and_waiting_for_the_disk(monkeypatch):
    """Let the command `run` run nothing, and no file be forced to the disk."""
    from nbpolyglot import run as running
    from tests.fuzzing import Idle

    monkeypatch.setattr(running, "NotebookClient", Idle)
    monkeypatch.setattr(os, "fsync", lambda file: None)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def english():
    """English for as long as a test runs."""
    from helpers import language

    language.use("en")
    yield
    language.use(None)


@pytest.fixture
def displayed(monkeypatch):
    """What explorers display; they are closed afterwards."""
    from helpers.explorers import live, static
    from tests.explorers import Displayed

    display = Displayed()
    monkeypatch.setattr(live, "display", display)
    monkeypatch.setattr(static, "display", display)
    monkeypatch.setattr(live, "_cell", lambda: None)
    yield display
    while live._open:
        live._open.popitem()[1].close()


@pytest.fixture
def quick(monkeypatch):
    """Seconds of patience that a test can afford; the children inherit them."""
    from classroom import judge, remote
    from helpers.exercises import tutor

    monkeypatch.setattr(tutor, "LIMIT", 1.0)
    monkeypatch.setattr(judge, "CELL", 0.8)
    monkeypatch.setattr(remote, "GRACE", 0.5)
