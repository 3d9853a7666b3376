"""Run nbpolyglot's commands on whatever comes, and see that a refusal is one sentence and changes no file."""

import contextlib
import io
import json

from hypothesis import HealthCheck, settings

from nbpolyglot import dumps, load, translate
from nbpolyglot.__main__ import main
from tests.cells import code, markdown, notebook

PO = 'msgid ""\nmsgstr "Language: ja\\n"\n\nmsgctxt "a.ipynb:kink"\nmsgid "The kink."\nmsgstr "折れ点"\n'
SETTINGS = '[tool.nbpolyglot]\nlanguages = ["en", "ja", "ko"]\n'
COMMANDS = {
    "show": ["show", "ja"],
    "edition": ["edition", "ja+en", "out"],
    "check": ["check"],
    "fix": ["check", "--fix"],
    "status": ["status"],
    "accept": ["accept", "ja", "--cell", "kink"],
    "export": ["export", "ja", "ja.po"],
    "import": ["import", "ja", "in.po"],
    "run": ["run"],
}
fuzz = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Idle:
    """A client that runs nothing."""

    def __init__(self, nb, **options):
        pass

    async def async_execute(self):
        pass


def good():
    return notebook(
        code("parameters", "LANGUAGE = None", tags=["parameters"], count=1),
        translate(code("compute", "x = 1  # one"), "ja", "x = 1  # 一"),
        markdown("kink", "The kink.", ja="折れ点です。", ko="꺾인 점입니다."),
    )


def text_of(change):
    """Return the JSON of a good notebook that a function has changed."""
    nb = good()
    change(nb)
    return json.dumps(nb)


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def outcome(folder, arguments):
    """Run a command; return its exit code and messages. Whatever happens: no exception, no half result, no litter."""
    before = contents(folder)
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        status = main(arguments)
    after, messages = contents(folder), err.getvalue()
    if status == 2:
        assert messages.startswith("nbpolyglot: ")
        assert messages.count("\n") == 1
        assert after == before
    changed = [path for path, data in after.items() if before.get(path) != data]
    assert all(path.suffix in (".ipynb", ".po") and not path.name.startswith(".") for path in changed)
    for path in changed:
        if path.suffix == ".ipynb":
            load(path)
    return status, messages + out.getvalue()


def outcomes(folder, data, po=PO, commands=tuple(COMMANDS)):
    """Run commands on a notebook beside a good one; return exit code and messages by command."""
    found = {}
    for name in commands:
        (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
        (folder / "a.ipynb").write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        (folder / "b.ipynb").write_text(dumps(good()), encoding="utf-8")
        (folder / "in.po").write_bytes(po if isinstance(po, bytes) else po.encode("utf-8"))
        found[name] = outcome(folder, COMMANDS[name])
    return found
