"""What a confined process cannot do, by the kernel alone and by the audit hook alone; and what may cross the wire."""

import errno
import inspect
import json
import os
import platform
import signal
import socket
import struct
import sys
import time
import types

import numpy as np
import pytest

from classroom import confinement, grading, remote, seccomp, student, wire
from classroom.confinement import Limits, confine, kernel_confines, library, readable, watcher
from classroom.remote import Gone, Process
from helpers import exercises
from helpers.exercises import tutor
from helpers.exercises.calls import TimeLimit
from tests.exercise_answers import lesson04, lesson08, lesson09

resource = pytest.importorskip("resource")  # not on Windows, where nothing is graded
linux = pytest.mark.skipif(sys.platform != "linux" or not kernel_confines(library()), reason="needs Landlock, seccomp")


def in_child(action):
    """Run `action` in a child and return what it returns, a list JSON can hold, or the signal that ended it."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.write(write, json.dumps(action()).encode())
        except BaseException as error:
            os.write(write, json.dumps([repr(error)]).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as file:
        said = file.read()
    status = os.waitpid(pid, 0)[1]
    return json.loads(said) if said else os.WTERMSIG(status)


def outcome(action):
    try:
        action()
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    return "done"


@linux
def test_the_kernel_alone_stops_files_network_processes_and_signals(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "addaudithook", lambda hook: None)
    (tmp_path / "secret").write_text("x")
    parent, secret = os.getpid(), str(tmp_path / "secret")
    tries = {
        "read": lambda: open(secret).close(),
        "list": lambda: os.listdir(tmp_path),
        "write": lambda: open(tmp_path / "new", "w").close(),
        "delete": lambda: os.remove(secret),
        "memory of others": lambda: open(f"/proc/{parent}/mem").close(),
        "tcp": lambda: socket.socket().close(),
        "pair": lambda: socket.socketpair(),
        "fork": os.fork,
        "program": lambda: os.execv("/bin/true", ["true"]),
        "kill": lambda: os.kill(parent, signal.SIGUSR1),
        "limits of others": lambda: resource.prlimit(parent, resource.RLIMIT_CPU, (1, 1)),
        "own limits": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9)),
    }

    def action():
        confine(Limits(), readable(), [])
        found = [[name, outcome(one)] for name, one in tries.items()]
        return [*found, ["library", outcome(lambda: open(inspect.__file__).close())]]

    came = dict(in_child(action))
    assert came.pop("library") == "done"
    assert came.pop("read") == came.pop("list") == came.pop("memory of others") == "EACCES"
    assert set(came.values()) <= {"EACCES", "ENOSYS", "EPERM"}, came
    assert os.listdir(tmp_path) == ["secret"]


@linux
def test_memory_and_time_are_limited(monkeypatch):
    def spin():
        confine(Limits(seconds=1), readable(), [])
        while True:
            pass

    def fill():
        confine(Limits(memory=64 << 20), readable(), [])
        return [np.ones(32 << 20).size]

    assert "MemoryError" in in_child(fill)[0]
    assert in_child(spin) in (signal.SIGXCPU, signal.SIGKILL)


def test_the_audit_hook_alone_refuses_and_notes(tmp_path):
    noted = []
    hook = watcher([str(tmp_path)], noted)
    allowed = [
        ("open", (str(tmp_path / "x"), "r", 0)),
        ("open", (3, "r", 0)),
        ("os.listdir", (os.fsencode(tmp_path),)),
        ("import", ("numpy",)),
        ("os.putenv", (b"a", b"b")),
    ]
    for event, args in allowed:
        hook(event, args)
    assert noted == []
    refused = [
        ("open", (str(tmp_path) + "2/x", "r", 0)),
        ("open", (str(tmp_path / "x"), "w", os.O_WRONLY)),
        ("open", (str(tmp_path / ".." / "x"), "r", 0)),
        ("os.listdir", (None,)),
        ("os.remove", ("x", -1)),
        ("os.fork", ()),
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("ctypes.dlopen", ("libc.so.6",)),
        ("open", ("<cell>", "r", 0)),
    ]
    for event, args in refused:
        with pytest.raises(PermissionError, match="not allowed while grading"):
            hook(event, args)
    assert len(noted) == 5
    assert noted[4] == "os.remove 'x'"


class Calls:
    """A C library that notes what it is asked, and answers from a table."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def syscall(self, number, *args):
        self.asked.append(number)
        return self.answers.get(f"call{number}", 0)

    def prctl(self, option, *args):
        self.asked.append(-option)
        return self.answers.get(f"option{option}", 0)


@linux
@pytest.mark.parametrize(
    "failing", [{}, {"call444": -1}, {"call445": -1}, {"call446": -1}, {"option38": -1}, {"option22": -1}]
)
def test_where_the_kernel_refuses_nothing_submitted_runs(monkeypatch, failing):
    libc, hooks = Calls(**{"call444": os.open(os.devnull, os.O_RDONLY), **failing}), []
    monkeypatch.setattr(confinement, "library", lambda: libc)
    monkeypatch.setattr(confinement, "landlock_version", lambda libc: 6)
    monkeypatch.setattr(confinement, "limit", lambda limits: None)
    monkeypatch.setattr(sys, "addaudithook", hooks.append)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(seccomp, "supported", lambda: True)
    if failing:
        with pytest.raises(OSError, match=r"Landlock|seccomp|no_new_privs"):
            confine(Limits(), ["/dev/null", "/usr/lib"], [])
        assert not hooks
    else:
        confine(Limits(), ["/dev/null", "/usr/lib"], [])
        assert len(hooks) == 1
        assert [n for n in libc.asked if n > 0] == [444, 445, 445, 446]


def test_without_the_kernel_the_hook_and_limits_remain(monkeypatch):
    hooks, limits = [], []
    monkeypatch.setattr(sys, "addaudithook", hooks.append)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(seccomp, "supported", lambda: False)
    monkeypatch.setattr(resource, "setrlimit", lambda kind, values: limits.append((kind, values)))
    confine(Limits(7, 5), [], [])
    assert len(hooks) == 1
    assert (resource.RLIMIT_CPU, (7, 7)) in limits
    assert (resource.RLIMIT_FSIZE, (0, 0)) in limits
    assert not kernel_confines(library())


def test_the_filter_names_the_calls_of_both_machines_and_ends_in_no(monkeypatch):
    x86, arm = seccomp.numbers("x86_64"), seccomp.numbers("aarch64")
    assert set(arm) < set(x86)
    for name in (
        "socket",
        "connect",
        "fork",
        "clone",
        "clone3",
        "execve",
        "kill",
        "ptrace",
        "prlimit64",
        "io_uring_setup",
    ):
        assert name not in x86
    for machine, numbers in (("x86_64", x86), ("aarch64", arm)):
        steps = [
            struct.unpack("HBBI", seccomp.program(machine)[i : i + 8]) for i in range(0, 8 * (len(numbers) + 7), 8)
        ]
        last = len(steps) - 1
        assert steps[-2:] == [(0x06, 0, 0, 0x00050000 | 38), (0x06, 0, 0, 0x7FFF0000)]
        for at, (code, yes, _, value) in enumerate(steps[5:-2], 5):
            assert (code, at + 1 + yes, value in numbers.values()) == (0x15, last, True)
        assert steps[4][1] + 5 == last - 1
    if platform.machine() == "x86_64":
        assert seccomp.supported() == (sys.platform == "linux")


# ---- the wire
VALUES = [
    None, True, 3, 2.5, float("inf"), "text", ..., (1, [2, (3,)]), {"a": (1,), 2: [None]}, range(1, 9, 2),
    np.arange(6.0).reshape(2, 3), np.zeros((0, 3)), np.array(2, np.int8), np.float32(1.5), np.array(["a", "bc"]),
    np.array([1j]),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_come_back_as_they_were(value):
    sent = json.loads(json.dumps(wire.encode(value, lambda held: 7)))
    back = wire.decode(sent, lambda met, number: met)
    assert type(back) is type(value)
    assert repr(back) == repr(value)


def test_a_generator_goes_on_where_it_was_and_other_things_are_held():
    rng = np.random.default_rng(3)
    rng.normal(size=5)
    back = wire.decode(wire.encode(rng, None), None)
    assert back.normal() == rng.normal()
    held = []
    sent = wire.encode(object(), lambda one: held.append(one) or 4)
    met = wire.decode(sent, lambda one, number: (one, number))
    assert met[1] == 4
    assert type(met[0]).__name__ == "object"
    assert repr(met[0]).startswith("<object object")

    class Rude:
        def __repr__(self):
            raise RuntimeError

    assert wire.shown(Rude()) == "RuntimeError"
    with pytest.raises(ValueError, match="larger"):
        wire.encode(np.zeros(wire.LARGEST // 8), None)


@pytest.mark.parametrize(
    "data",
    [
        {"a": 1, "b": 2},
        {"exec": "1"},
        {"tuple": 3},
        {"array": ["O", [1], "AAAA", 0]},
        {"array": ["<f8", [2], "AAAA", 0]},
        {"array": ["<f8", [-1], "", 0]},
        {"array": ["<f8", [1], "!", 0]},
        {"array": ["<f8,<f8", [1], "", 0]},
        {"scalar": []},
        {"dict": [[[], 1]]},
        {"generator": {"state": 1}},
        {"object": ["a\0", "", 1]},
        {"range": [1, 2, 0]},
    ],
)
def test_what_does_not_follow_the_format_is_garbled(data):
    with pytest.raises(wire.Garbled):
        wire.decode(data, lambda value, number: value)


def test_messages_have_a_length_an_end_and_a_deadline(monkeypatch):
    read, write = os.pipe()
    wire.send(write, [1, "ü"])
    assert wire.receive(read) == [1, "ü"]
    with pytest.raises(TimeoutError):
        wire.receive(read, time.monotonic())
    for wrong in (b"\xff" * 8, (3).to_bytes(8, "big") + b"{[}", (60_000).to_bytes(8, "big") + b"[" * 60_000):
        os.write(write, wrong)
        with pytest.raises(wire.Garbled):
            wire.receive(read)
    os.close(write)
    with pytest.raises(EOFError):
        wire.receive(read)
    os.close(read)
    monkeypatch.setattr(wire, "LARGEST", 3)
    with pytest.raises(ValueError, match="larger"):
        wire.send(-1, "12345")


# ---- the session in the confined process, here without confinement
def session(*sources):
    made = student.Session([(f"<cell{i}>", source) for i, source in enumerate(sources)], [])
    return made, [made.run(i, 0.3) for i in range(len(sources))]


def test_cells_report_what_stopped_them():
    errors = session("x = 1", "y = (", "\nz = x / 0", "while True:\n    pass", "display(1)\nraise SystemExit('bye')")[1]
    assert errors[0] == {}
    assert errors[1]["error"].startswith("SyntaxError: ")
    assert (errors[2]["error"], errors[2]["line"]) == ("ZeroDivisionError: division by zero", 2)
    assert errors[3]["late"]
    assert errors[4]["error"] == "SystemExit: bye"
    assert student.told(ValueError()) == "ValueError"


def test_requests_are_answered_whatever_they_meet():
    made = session(
        "import numpy as np\nprint('x')\ndef f(x, a=2, *, k=1):\n    x += a\n    return x", "c = np.abs\nv = (1, ...)"
    )[0]
    assert made.answer({"do": "get", "variable": "nothing"}) == {"kind": "missing", "refused": []}
    assert made.get("v") == {"kind": "value", "value": {"tuple": [1, {"open": 0}]}}
    assert made.get("c")["kind"] == "callable"
    told = made.get("f")
    assert (told["kind"], told["file"], told["line"]) == ("function", "<cell0>", 3)
    assert told["parameters"] == [["x", 1, None], ["a", 1, "2"], ["k", 3, "1"]]
    reply = made.call(told["handle"], "", wire.encode([np.zeros(2)], lambda value: None), 1.0)
    assert reply["args"] is not None
    assert reply["changed"] == []
    assert made.answer({"do": "no such"})["failed"].startswith("AttributeError")
    assert student.signature(3) == {"parameters": None}
    made.noted.append("open 'x'")
    assert made.answer({"do": "run", "number": 0, "seconds": 1})["refused"] == ["open 'x'"]


def test_calls_report_errors_warnings_and_results_that_change_later():
    source = (
        "import numpy as np\nkept = np.zeros(2)\ndef give():\n    return kept\ndef change():\n    kept[0] += 1\n"
        "def late():\n    while True:\n        pass\ndef warn():\n    return np.log(np.zeros(1))\n"
        "def fail():\n    raise KeyError('k')"
    )
    made = session(source)[0]
    handle = made.hold(made.module.give)
    assert made.call(handle, "", [], 1.0)["changed"] == []
    changed = made.call(made.hold(made.module.change), "", [], 1.0)["changed"]
    assert changed[0][0] == 0
    late = made.call(made.hold(made.module.late), "", [], 0.1)
    assert late["late"]
    assert late["line"] in (8, 9)
    warned = made.call(made.hold(made.module.warn), "", [], 1.0)
    assert warned["warnings"] == [["RuntimeWarning", "divide by zero encountered in log"]]
    failed = made.call(made.hold(made.module.fail), "", [], 1.0)
    assert (failed["raised"], failed["line"], failed["code"]) == ("KeyError", 13, "raise KeyError('k')")


def test_the_loop_serves_until_the_other_side_ends(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    (requests, ask), (told, replies) = os.pipe(), os.pipe()
    made = session("x = 'x' * 50")[0]
    for request in ({"do": "get", "variable": "x"}, {"do": "get", "variable": "y"}):
        wire.send(ask, request)
    os.close(ask)
    monkeypatch.setattr(wire, "send", _small(wire.send))
    student.serve(requests, replies, made)
    assert wire.receive(told) == {"failed": "ValueError: too much"}
    assert wire.receive(told) == {"kind": "missing", "refused": []}


def _small(send):
    def limited(file, message):
        if "x" * 50 in str(message):
            raise ValueError("too much")
        send(file, message)

    return limited


def test_the_child_closes_what_it_inherited_before_it_serves(monkeypatch, tmp_path):
    order, environment = [], {"SECRET": "x"}
    for name in ("dup2", "closerange", "chdir"):
        monkeypatch.setattr(os, name, lambda *args, name=name: order.append((name, *args)) or args[1 % len(args)])
    monkeypatch.setattr(os, "environ", environment)
    monkeypatch.setattr(student.signal, "signal", lambda number, action: order.append(("signal", number)))
    monkeypatch.setattr(student.gc, "freeze", lambda: None)
    for name in ("silence", "confine", "serve"):
        monkeypatch.setattr(student, name, lambda *args, name=name: order.append((name, *args)))
    for name in ("stdin", "path", "dont_write_bytecode"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    student.begin(20, 30, [], Limits(), readable(), tmp_path)
    steps = [step[0] for step in order]
    assert order[:2] == [("dup2", 20, 100), ("dup2", 30, 101)]
    assert {step[2] for step in order if step[0] == "dup2"} == {100, 101, 0, 1, 2, 3, 4}
    assert ("closerange", 5, os.sysconf("SC_OPEN_MAX")) in order
    assert steps[-2:] == ["confine", "serve"]
    assert environment == student.ENVIRONMENT
    assert sys.stdin.read() == ""
    assert os.path.dirname(os.path.dirname(student.__file__)) not in sys.path


def test_what_only_talks_to_readers_is_silent(monkeypatch, capsys):
    for module, names in student.SILENT.items():
        for name in names:
            monkeypatch.setattr(f"{module}.{name}", lambda: None)
    student.silence()
    assert exercises.check("no such exercise", 1) is None
    assert capsys.readouterr().out == ""


def test_classes_are_described_by_their_own_and_inherited_methods():
    made = session("class A:\n    def f(self): pass\nclass B(A):\n    def g(self, x): pass\n    n = 3")[0]
    told = made.get("B")
    assert [one["name"] for one in told["own"]] == ["g"]
    assert told["other"] == ["f"]
    assert made.get("A")["parameters"] == []


# ---- stand-ins
@pytest.fixture(scope="module")
def process(tmp_path_factory):
    """A confined process that holds the answers of the tests."""
    lines = ["import numpy as np", "from tests.exercise_answers import lesson04, lesson08, lesson09"]
    if sys.platform != "linux":
        pytest.skip("needs Linux")
    grading.warm()
    lines += [f"{name} = {source}" for name, (_, _, source) in ANSWERS.items()]
    lines += [
        "def endless(x):\n    while True:\n        pass",
        "def own(x):\n    raise type('Own', (Exception,), {})('mine')",
    ]
    lines += ["def numpys(x):\n    raise np.linalg.LinAlgError('singular')", "class Bare: pass"]
    lines += [
        "def key(x):\n    raise KeyError('a')",
        "def shape(x):\n    x.resize((2, 3), refcheck=False)\n    return x",
    ]
    lines += [
        "def any_count(*args, **more):\n    return args",
        "def warns(x):\n    import warnings\n    warnings.warn('old')",
    ]
    lines += ["class Odd(UserWarning): pass", "def odd(x):\n    import warnings\n    warnings.warn('odd', Odd)"]
    lines += [
        "def lists(x):\n    x.append(1)\n    return x",
        "def nested(x):\n    x[0][0] = 9\n    return 1",
        "value = 5",
    ]
    tests = os.path.dirname(__file__)
    made = Process(
        [("<answers>", "\n".join(lines))],
        Limits(60),
        [*readable(), tests],
        tmp_path_factory.mktemp("in"),
        time.monotonic() + 100,
    )
    assert made.ask(20, {"do": "run", "number": 0, "seconds": 20}) == {"refused": []}
    yield made
    made.close()


def _answers():
    for module, names in ((lesson04, None), (lesson08, ["08-d", "08-e"]), (lesson09, ["09-c", "09-d"])):
        for name in names or module.RIGHT:
            short = module.__name__.rpartition(".")[2]
            for i, answer in enumerate(module.RIGHT[name]):
                yield name, answer, f"{short}.RIGHT[{name!r}][{i}]"
            for i, (_, answer) in enumerate(module.WRONG[name]):
                yield name, answer, f"{short}.WRONG[{name!r}][{i}][1]"


ANSWERS = {f"answer{i}": case for i, case in enumerate(_answers())}


def test_the_tutor_says_the_same_to_a_stand_in_as_to_the_answer_itself(process, monkeypatch, capsys):
    """Lines, suspects, warnings, changed arguments, generators, layers, old state, texts."""
    monkeypatch.setattr(tutor, "_work", {})
    assert len(ANSWERS) > 80
    for variable, (name, answer, source) in ANSWERS.items():
        exercises.check(name, answer)
        here = capsys.readouterr().out
        process.budget = time.monotonic() + 3
        exercises.check(name, process.answer(variable))
        there = capsys.readouterr().out
        hide = lambda said: said.partition(" at 0x")[0]  # noqa: E731
        assert hide(there) == hide(here), source


def stand_in(process, name, seconds=2.0):
    process.budget = time.monotonic() + seconds
    return process.answer(name)


def test_errors_keep_type_and_words(process):
    for name, kind, said in (
        ("own", "Own", "mine"),
        ("numpys", "LinAlgError", "singular"),
        ("key", "KeyError", "'a'"),
    ):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the type is what is tested
            stand_in(process, name)(np.zeros(2))
        assert (type(caught.value).__name__, str(caught.value)) == (kind, said)
    with pytest.raises(TimeLimit):
        stand_in(process, "endless", 0.1)(1)
    with pytest.raises(KeyError):
        process.answer("nowhere")


def test_changes_to_arguments_come_across(process):
    x = np.arange(6.0)
    stand_in(process, "shape")(x)
    assert x.shape == (2, 3)
    one, two = [], [np.zeros(2)]
    stand_in(process, "lists")(one)
    stand_in(process, "nested")(two)
    assert one == [1]
    assert two[0][0] == 9


def test_other_answers_have_stand_ins_too(process):
    assert process.answer("value") == 5
    assert stand_in(process, "any_count")(1, (2,)) == (1, (2,))
    assert str(inspect.signature(process.answer("any_count"))) == "(*args, **more)"
    assert isinstance(stand_in(process, "Bare"), type)
    assert type(stand_in(process, "Bare")()).__name__ == "Bare"
    with pytest.warns(UserWarning, match="old"):
        stand_in(process, "warns")(1)
    with pytest.warns(UserWarning, match="odd"):
        stand_in(process, "odd")(1)


class Fake(Process):
    """A process whose replies are made up."""

    def __init__(self, *replies):
        self.replies, self.refused, self.arrays, self.budget, self.until = list(replies), [], {}, 0.0, 0.0

    def ask(self, seconds, request):
        return self.replies.pop(0)


FUNCTION = {"kind": "function", "handle": 0, "file": "<a>", "line": 1, "name": "f", "parameters": [["x", 1, None]]}
CLASS = {"kind": "class", "handle": 0, "own": [], "other": [], "parameters": []}
REPLY = {"result": 1, "args": None, "changed": [], "warnings": []}


@pytest.mark.parametrize(
    "replies",
    [
        [{}],
        [{"kind": "function"}],
        [{**FUNCTION, "parameters": [["not a name", 1, None]]}],
        [{"kind": "value", "value": {"exec": 1}}],
        [FUNCTION, {}],
        [FUNCTION, {**REPLY, "args": [1, 2]}],
        [FUNCTION, {**REPLY, "changed": [[5, 1]]}],
        [FUNCTION, {**REPLY, "result": {"array": ["O", [1], "AAAA", 0]}}],
        [CLASS, REPLY],
    ],
)
def test_replies_that_make_no_sense_end_the_process(replies):
    with pytest.raises(Gone):
        Fake(*replies).answer("f")(*([] if replies[0] is CLASS else [1]))


def test_a_process_that_ends_or_lies_is_gone(tmp_path):
    if sys.platform != "linux":
        pytest.skip("needs Linux")
    for source, key in (
        ("import os\nos._exit(3)", "ended"),
        ("while True:\n  try:\n    while True:\n      x = 1\n  except: pass", "late"),
    ):
        made = Process([("<c>", source)], Limits(), readable(), tmp_path, time.monotonic() + 1.0)
        with pytest.raises(Gone) as caught:
            made.ask(0.1, {"do": "run", "number": 0, "seconds": 0.1})
        assert caught.value.key == key
        assert made.busy
        assert made.close() == 0
    made = Process([], Limits(), readable(), tmp_path, time.monotonic() + 5)
    with pytest.raises(Gone):
        made.ask(1, {"do": "nonsense"})
    os.kill(made.pid, signal.SIGTERM)
    time.sleep(0.2)
    with pytest.raises(Gone):
        made.ask(1, {"do": "get", "variable": "x"})
    assert made.close() == signal.SIGTERM


def test_an_error_of_a_kind_that_cannot_be_made_gets_one_of_its_name():
    assert type(remote._error("UnicodeDecodeError", "x")).__name__ == "UnicodeDecodeError"
    assert isinstance(remote._error("print", "x"), Exception)
    assert isinstance(remote._error("AxisError", "x"), np.exceptions.AxisError)
    assert isinstance(types.FunctionType, type)
