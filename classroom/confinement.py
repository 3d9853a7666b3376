"""Confine this process for good: limits, no privileges, files, system calls, audit hook.

Nothing here can be undone by the process itself; it is called in a fresh child, before any submitted code.
"""

import contextlib
import ctypes
import os
import site
import struct
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from classroom import seccomp

try:
    import resource
except ImportError:  # Windows, where assignments are made but nothing is graded
    resource = None

#: What a submission may use nothing of: the names of audit events before the dot.
FORBIDDEN = frozenset(("ctypes", "fcntl", "ftplib", "http", "imaplib", "nntplib", "poplib", "pty", "resource")) | {
    *("shutil", "smtplib", "socket", "sqlite3", "subprocess", "syslog", "telnetlib", "urllib", "webbrowser")
}
#: Events of ``os`` that only look; all others change something.
LOOKING = frozenset(("os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.chdir", "os.putenv", "os.unsetenv"))

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _SIGKILL = 1, 38, 9


@dataclass(frozen=True)
class Limits:
    """What one process may take: seconds of processor time, bytes beyond those it starts with."""

    seconds: int = 30
    memory: int = 512 << 20


def library():
    """Return the C library."""
    return ctypes.CDLL(None, use_errno=True)


def readable():
    """Return the folders a confined process may read: Python, its packages, the system's libraries, ``helpers``.

    Returns
    -------
    list of str
        Resolved; those that are there.
    """
    paths = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    paths += [Path(sys.base_prefix) / "lib", Path(__file__).parents[1] / "helpers"]
    paths += ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/dev/null", "/dev/urandom"]
    if site.ENABLE_USER_SITE:
        paths.append(site.getusersitepackages())
    return sorted({os.path.realpath(path) for path in paths if os.path.exists(path)})


def landlock_version(libc):
    """Return the version of the kernel's file rules (Landlock); 0 if it has none."""
    return max(libc.syscall(_LANDLOCK_CREATE, None, 0, 1), 0) if sys.platform == "linux" else 0


def kernel_confines(libc):
    """Tell whether the kernel can keep a process from files, network and other processes."""
    return landlock_version(libc) > 0 and seccomp.supported()


def ruleset(version):
    """Return Landlock's description of all it can forbid: files, then TCP, then sockets and signals by name.

    Examples
    --------
    >>> [len(ruleset(version)) for version in (1, 4, 6)]
    [8, 16, 24]
    """
    files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    fields = [files, 0b11, 0b11][: 1 + (version >= 4) + (version >= 6)]
    return struct.pack(f"{len(fields)}Q", *fields)


def only_read(libc, paths):
    """Forbid this process all files but reading `paths` and what is below them.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    rules = ruleset(landlock_version(libc))
    handle = libc.syscall(_LANDLOCK_CREATE, ctypes.create_string_buffer(rules, len(rules)), len(rules), 0)
    failed = handle < 0
    for path in paths:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rights = _READ_FILE | (_READ_FOLDER if os.path.isdir(path) else 0)
        rule = struct.pack("=Qi", rights, opened)
        failed = failed or libc.syscall(_LANDLOCK_ADD, handle, 1, ctypes.create_string_buffer(rule, len(rule)), 0)
        os.close(opened)
    if failed or libc.syscall(_LANDLOCK_RESTRICT, handle, 0):
        raise OSError(ctypes.get_errno(), "Landlock")
    os.close(handle)


def limit(limits):
    """Limit processor time and memory; no written files, no new processes, no core dumps.

    Parameters
    ----------
    limits : Limits
    """
    wanted = {"CPU": limits.seconds, "FSIZE": 0, "CORE": 0, "NPROC": 0, "NOFILE": 64, "MEMLOCK": 0}
    with contextlib.suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        wanted["AS"] = pages * resource.getpagesize() + limits.memory
    for name, value in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # a limit this system lacks, or a lower one that is set already
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def watcher(paths, noted):
    """Return an audit hook that refuses files outside `paths`, writing, and everything in `FORBIDDEN`.

    Parameters
    ----------
    paths : list of str
    noted : list
        Gets a text for each refusal.

    Returns
    -------
    callable
    """
    inside = tuple(path + os.sep for path in paths)
    for_tracebacks = ("<", os.path.dirname(__file__))  # where Python itself looks for the lines of an error
    realpath, join, fsdecode = os.path.realpath, "/".join, os.fsdecode
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def allowed(path):
        if isinstance(path, int):
            return True
        path = realpath(fsdecode("." if path is None else path))
        return path in paths or join((path, "")).startswith(inside)

    def hook(event, args):
        head, dot, _ = event.partition(".")
        if event == "open":
            refused = bool(args[2] & writing) or not allowed(args[0])
        elif head == "os" and dot:
            refused = event not in LOOKING or (event in ("os.listdir", "os.scandir") and not allowed(args[0]))
        else:
            refused = head in FORBIDDEN and bool(dot)
        if refused:
            shown = f"{event} {args[0]!r}"[:120] if args else event
            if len(noted) < 5 and not (event == "open" and str(args[0]).startswith(for_tracebacks)):
                noted.append(shown)
            raise PermissionError(f"not allowed while grading: {shown}")

    return hook


def confine(limits, paths, noted):
    """Confine this process.

    Parameters
    ----------
    limits : Limits
    paths : list of str
        As from :func:`readable`.
    noted : list
        As for :func:`watcher`.

    Raises
    ------
    OSError
        If the kernel can do more than it did.
    """
    libc = library()
    limit(limits)
    hook = watcher(paths, noted)
    if sys.platform == "linux":
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "no_new_privs")
    if landlock_version(libc):
        only_read(libc, paths)
    if seccomp.supported():
        seccomp.restrict(libc)
    sys.addaudithook(hook)
