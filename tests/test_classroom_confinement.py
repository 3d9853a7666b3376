"""What a confined process cannot do, by the kernel alone and by the audit hook alone."""

import errno
import inspect
import json
import os
import platform
import signal
import socket
import struct
import sys

import numpy as np
import pytest

from classroom import confinement, seccomp
from classroom.confinement import Limits, confine, kernel_confines, library, readable, watcher

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
    files = {name: came.pop(name) for name in ("read", "list", "memory of others")}
    assert files == dict.fromkeys(files, "EACCES")
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
