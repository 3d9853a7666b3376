"""How the reader's code is run: errors, warnings, changed arguments, endless loops, and what the tutor keeps."""

import contextlib
import linecache
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from helpers import exercises, language
from helpers.exercises import calls, properties, tutor
from helpers.exercises.calls import TimeLimit, Unattempted, Wrong, call, limited, same_code
from helpers.exercises.lesson04 import BuggyReLU
from helpers.exercises.registry import EXERCISES


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(tutor, "_work", {})


def from_cell(source, name="<cell>"):
    """Define what a notebook cell defines, with its lines known to tracebacks."""
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    space = {"np": np}
    exec(compile(source, name, "exec"), space)
    return [value for key, value in space.items() if key not in ("np", "__builtins__")][-1]


def wrong(function, *args):
    with pytest.raises(Wrong) as caught:
        call(function, *args)
    return caught.value


def test_an_error_is_told_with_line_code_and_explanation(capsys):
    exercises.check("04-a", from_cell("def my_relu(x):\n    y = 0\n    return max(x, y)\n"))
    out = capsys.readouterr().out
    assert out.startswith("✗ 04-a: your code stopped at line 3, return max(x, y): ValueError: The truth value")
    assert "np.maximum(x, 0) asks it of each entry" in out
    assert 'For a hint: exercises.hint("04-a")' in out


def test_the_line_told_is_the_readers_even_if_numpy_raised():
    found = wrong(from_cell("def f(x):\n    return np.linalg.inv(x)\n"), np.zeros((2, 2)))
    assert (found.key, found.values["line"], found.values["code"]) == ("raised", 2, "return np.linalg.inv(x)")


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("return 1 if x else 0", "raised_truth"),
        ("import math; return math.exp(x)", "raised_math"),
        ("return x @ np.ones((5, 5))", "raised_shapes"),
        ("return y", "raised_name"),
        ("return f(x)", "raised_recursion"),
    ],
)
def test_frequent_errors_have_an_explanation(body, key):
    assert wrong(from_cell(f"def f(x):\n    {body}\n"), np.ones(3)).values["more"] == key


def test_a_warning_becomes_the_message_and_does_not_leak():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert wrong(lambda x: np.exp(x), np.array([1000.0])).key == "warned_overflow"
        assert wrong(lambda x: np.log(x), np.array([0.0])).key == "warned_divide"
        assert wrong(lambda x: x - x, np.array([np.inf])).key == "warned_invalid"
        assert wrong(lambda x: warnings.warn("old", DeprecationWarning, stacklevel=1), 1.0).key == "warned"
    assert float(call(lambda x: np.exp(x), -1000.0)) == 0.0  # underflow is no mistake


def test_a_changed_argument_is_named_and_the_original_stays():
    def f(x, dout):
        dout[0] = -1
        return x

    dout = np.array([1.0, np.nan])
    found = wrong(f, np.ones(2), dout)
    assert (found.key, found.values["name"]) == ("mutated", "dout")
    assert dout[0] == 1


def test_a_generator_of_random_numbers_may_be_used():
    assert call(lambda rng: rng.normal(size=3), np.random.default_rng(0)).shape == (3,)


def test_dots_are_unattempted_and_none_is_a_missing_return():
    for result in (..., (1, ...), [..., ...]):
        with pytest.raises(Unattempted):
            call(lambda result=result: result)
    assert wrong(lambda: None).key == "none"


def test_the_number_of_arguments_must_fit():
    found = wrong(lambda x: x, 1.0, 2.0)
    assert (found.key, found.came, found.values["count"]) == ("signature", "(x)", 2)
    assert wrong(3.0, 1.0).key == "not_function"


def test_an_endless_loop_is_stopped_and_the_session_goes_on(capsys, monkeypatch):
    monkeypatch.setattr(tutor, "LIMIT", 0.2)
    kept = []
    stuck = from_cell("def f(x):\n    while True:\n        x = x + 0\n    return x\n")
    start = time.monotonic()
    exercises.check("04-a", stuck)
    assert time.monotonic() - start < 5
    kept.append(1)
    assert "✗ 04-a: stopped after 0.2 s in line " in capsys.readouterr().out
    exercises.check("04-a", lambda x: np.maximum(x, 0))
    assert capsys.readouterr().out.startswith("✓")


def test_except_exception_does_not_swallow_the_time_limit():
    def stubborn():
        while True:
            with contextlib.suppress(Exception):
                time.sleep(0.001)

    with pytest.raises(TimeLimit):
        limited(stubborn, 0.1)


def test_a_call_that_ends_about_when_the_limit_strikes_never_disturbs_what_follows():
    def busy(until):
        while time.perf_counter() < until:
            pass
        return "done"

    for delay in np.linspace(0.002, 0.012, 60):
        with contextlib.suppress(TimeLimit):
            assert limited(lambda delay=delay: busy(time.perf_counter() + delay), 0.006) == "done"
        for _ in range(1000):
            pass


def test_threads_of_the_guard_end_with_the_check():
    before = threading.active_count()
    for _ in range(5):
        limited(lambda: 1, 60)
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_without_threads_there_is_no_limit(monkeypatch):
    monkeypatch.setattr(calls.sys, "platform", "emscripten")
    monkeypatch.setattr(calls.threading, "Thread", None)
    assert limited(lambda: time.sleep(0.05) or 1, 0.01) == 1


def test_a_check_can_be_profiled():
    code = (
        "import cProfile, numpy as np; from helpers import exercises;"
        "cProfile.Profile().runcall(exercises.check, '04-a', lambda x: np.maximum(x, 0))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_an_interrupt_by_the_reader_passes():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exercises.check("04-a", interrupted)


def test_an_untouched_bug_is_recognised_whatever_its_name_place_and_comments(capsys):
    source = (
        "class Other:\n    def forward(self, x):  # rectify\n        self.mask = x <= 0\n"
        "        return np.where(self.mask, 0.0, x)\n\n    def backward(self, dout):\n"
        "        dout[self.mask] = 0  # here\n        return dout\n"
    )
    untouched = from_cell(source, "<bug>")
    changed = from_cell(source.replace("dout[self.mask] = 0", "dout[self.mask] *= 0"), "<changed>")
    assert same_code(untouched, BuggyReLU)
    assert not same_code(changed, BuggyReLU)
    exercises.check("04-e", untouched)
    exercises.check("04-e", changed)
    quiet, loud = capsys.readouterr().out.split("\n", 1)
    assert quiet.startswith("· 04-e: nothing changed yet")
    assert loud.startswith("✗ 04-e: the bug is still there")


def test_code_without_a_source_counts_as_changed():
    space = {}
    exec("def f(x):\n    return x", space)
    assert not same_code(space["f"], space["f"])


def test_elementwise_shows_a_single_element():
    with pytest.raises(Wrong) as caught:
        properties.elementwise(lambda x: np.where(x == 3, 7.0, x), lambda x: x, [1.0, 2.0, 3.0, 4.0])
    assert caught.value.inputs["x"].tolist() == [3.0]
    assert (caught.value.came.tolist(), caught.value.expected.tolist()) == ([7.0], [3.0])


def test_a_suspect_is_named_only_if_it_explains_every_case():
    suspects = {"half": lambda x: x / 2, "double": lambda x: 2 * x}
    cases = [(np.array([0.0]),), (np.array([1.0]),), (np.array([3.0]),)]
    for function, key in ((lambda x: x + x, "double"), (lambda x: np.where(x > 2, 2 * x, 0.5 * x), "values")):
        with pytest.raises(Wrong) as caught:
            properties.agree(function, lambda x: x, *cases, suspects=suspects)
        assert caught.value.key == key


def test_numbers_that_look_alike_are_shown_with_all_digits(capsys):
    exercises.check("04-c", lambda x: np.abs(x) * (1 + 1e-8))
    lines = capsys.readouterr().out.splitlines()
    came, expected = (next(line for line in lines if word in line) for word in ("came", "expected"))
    assert came.split()[1] != expected.split()[1]


def test_an_unknown_exercise_is_an_error_that_lists_the_known():
    for function in (exercises.check, lambda name, _: exercises.hint(name)):
        with pytest.raises(ValueError, match=r"name: expected '04-a', '04-b'.*got '04-x'"):
            function("04-x", None)
    with pytest.raises(ValueError, match=r"such as '04-a'.*got 'relu'"):
        exercises.check("relu", None)


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_progress_is_an_aligned_table_of_the_lessons_worked_on(capsys, monkeypatch, code):
    monkeypatch.setenv("COURSE_LANG", code)
    exercises.progress()
    assert capsys.readouterr().out.count("\n") == 1
    exercises.check("04-a", lambda x: np.maximum(x, 0))
    exercises.check("04-b", lambda dout, x: dout)
    exercises.check("04-c", ...)
    exercises.hint("04-b")
    capsys.readouterr()
    exercises.progress()
    lines = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in lines[1:]] == [name for name in EXERCISES if name.startswith("04-")]
    columns = [[tutor._width(line[:i]) for i in range(1, len(line)) if line[i - 1] == " " != line[i]] for line in lines]
    assert len({tuple(line[-2:]) for line in columns}) == 1  # tries and hints stand under their heads
    assert lines[2].split()[-2:] == ["1", "1"]
    assert lines[3].split()[-2:] == ["0", "0"]


def test_importing_costs_little():
    code = (
        "import time, numpy, ipywidgets, matplotlib.pyplot\nfrom helpers import language\nt = time.process_time()\n"
        "from helpers import exercises\nprint(time.process_time() - t)\nimport sys\n"
        "print({'pandas', 'seaborn', 'scipy'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert float(out[0]) < 0.1
    assert out[1] == "set()"
