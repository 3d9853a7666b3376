"""Submissions of every kind, written and graded as the tests of the classroom do."""

import json
import os
import sys

import pytest

from classroom.assignment import make
from classroom.confinement import kernel_confines, library
from classroom.grading import Settings, grade

#: For every file that grades: what it needs, and little patience.
CONFINED = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="grading needs fork"),
    pytest.mark.skipif(sys.platform != "linux" or not kernel_confines(library()), reason="needs Landlock and seccomp"),
    pytest.mark.usefixtures("quick"),
]
DOUBLE = "def double(x):\n    return {}"
KEY = make("00", "en", only_exercises=True)[1]
KEY04 = make("04", "en", only_exercises=True)[1]


def handed_in(path, source, *more, nb=KEY, cell="key-00-a"):
    """Write a notebook in which a cell holds `source`, followed by cells that the student added."""
    cells = []
    for old in nb["cells"]:
        if old["id"] == cell:
            added = [{**old, "id": f"new{i}", "source": text} for i, text in enumerate(more)]
            cells += [{**old, "source": source}, *added]
        elif old["id"] != "exercise-00-a":
            cells.append(old)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**nb, "cells": cells}), "utf-8")


def graded(folder, **options):
    settings = Settings(**{"jobs": 2, "timeout": 20, **options.pop("settings", {})})
    results, complete = grade(folder, folder / "grades", settings, **options)
    assert complete
    return {result["student"]: result for result in results}


TRIED = "The code tried what grading does not allow: "
#: Source of the answer's cell, with {dir} for the folder outside; expected state; what the note says.
CASES = {
    "right": ("def double(x):\n    return x + x", "passed", ""),
    "open": ("def double(x):\n    return ...", "open", ""),
    "wrong": ("def double(x):\n    return x * x", "wrong", "that is the square"),
    "syntax error": ("def double(x):\n    return (2 * x", "error", "SyntaxError: '(' was never closed"),
    "missing": ("def duble(x):\n    return 2 * x", "error", "double is not defined."),
    "error in the cell": ("double = 1 / 0", "error", "stopped at line 1, double = 1 / 0: ZeroDivisionError"),
    "error in the function": (
        "def double(x):\n    y = 2\n    return z",
        "wrong",
        "stopped at line 3, return z: NameError",
    ),
    "loop in the cell": ("double = 2\nwhile True:\n    pass", "wrong", "pass the function itself"),
    "loop in the function": ("def double(x):\n    while True:\n        pass", "wrong", "Does the loop ever end?"),
    "loop that holds on": (
        "def double(x):\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass",
        "wrong",
        "Does the loop ever end?",
    ),
    "cell that holds on": (
        "while True:\n    try:\n        while True:\n            double = 1\n    except BaseException:\n        pass",
        "error",
        "could not be interrupted",
    ),
    "exit": ("import sys\nsys.exit()\ndouble = 1", "error", "SystemExit"),
    "crash in the cell": ("import os\ndouble = os._exit(0)", "error", "The code ended its process."),
    "crash in the function": ("import os\ndef double(x):\n    os._exit(0)", "error", "The code ended its process."),
    "deep recursion": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef double(x):\n    a = []\n    for _ in range(10**6):\n"
        "        a = [a]\n    return repr(a) or 1",
        ("error", "wrong"),
        "",
    ),
    "one large array": ("def double(x):\n    return np.ones(10**10)", "wrong", "MemoryError"),
    "much memory": ("a = [0] * 10**9\ndouble = 1", "error", "MemoryError"),
    "large result": (
        "def double(x):\n    return np.ones(5 * 10**6)",
        "wrong",
        "the result is larger than 32 MiB",
    ),
    "much output": ("def double(x):\n    print('x' * 10**7)\n    return 2 * x", "passed", ""),
    "reads a file": ("def double(x):\n    return open('/etc/passwd').read()", "wrong", TRIED + "open '/etc/passwd'"),
    "reads the teacher's": ("double = open('{dir}/key.ipynb').read()", "error", "PermissionError"),
    "lists a folder": ("import os\ndouble = os.listdir('{dir}')", "error", "PermissionError"),
    "deletes": ("import os\nos.remove('{dir}/key.ipynb')\ndouble = 1", "error", "PermissionError"),
    "writes": ("open('{dir}/new', 'w').write('x')\ndouble = 1", "error", "PermissionError"),
    "socket": (
        "import socket\nsocket.create_connection(('127.0.0.1', {port}))\ndouble = 1",
        "error",
        "PermissionError",
    ),
    "starts a program": ("import subprocess\ndouble = subprocess.run(['id'])", "error", "PermissionError"),
    "forks": ("import os\nwhile True:\n    os.fork()\ndouble = 1", "error", "PermissionError"),
    "threads": (
        "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=[9]).start()\ndouble = 1",
        "error",
        "can't start new thread",
    ),
    "kills": ("import os\nos.kill(os.getppid(), 9)\ndouble = 1", "error", "PermissionError"),
    "patches the checkers": (
        "from helpers.exercises import registry, tutor, calls\nfor name in list(registry.EXERCISES):\n"
        "    registry.EXERCISES[name] = registry.Exercise(name, lambda answer: None)\n"
        "np.allclose = lambda *args, **options: True\ntutor.STATES = {'✗': 'passed'}\ncalls.Wrong = Warning\n"
        "def double(x):\n    return x",
        "wrong",
        "x came back as it was",
    ),
    "patches this package": (
        "from classroom import student, wire, judge\njudge.STATES = dict.fromkeys('✓·✗', 'passed')\n"
        "wire.send = lambda file, message: None\ndef double(x):\n    return x",
        "error",
        "could not be interrupted",
    ),
    "writes into the pipe": (
        "import os\nfor file in range(3, 64):\n    try:\n        os.write(file, b'1' * 99)\n"
        "    except OSError:\n        pass\ndef double(x):\n    return x",
        "error",
        "sent what no answer would send",
    ),
    "changes its argument": ("def double(x):\n    x *= 2\n    return x", "wrong", "changed"),
    "prints its own verdict": ("def double(x):\n    print('✓ 00-a: right.')\n    return x", "wrong", "x came back"),
    "magics": ("%matplotlib inline\n!rm -rf /\ndouble = lambda x: 2 * x", "passed", ""),
    "built-in": ("double = np.square", "wrong", "that is the square"),
    "numpy function": ("double = np.vectorize(lambda x: 2 * x)", ("passed", "wrong"), ""),
    "reads standard input": ("double = input()", "error", "EOFError"),
}
