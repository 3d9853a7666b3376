"""How long a check takes: the solution and the slowest wrong answer of each exercise, in milliseconds.

Run it from the repository: ``python -m benchmarks.exercises``. The budget is 200 ms a check.
"""

import contextlib
import io
import timeit
from importlib import import_module

from helpers import exercises


def milliseconds(name, answer):
    """Return the fastest of five checks."""
    with contextlib.redirect_stdout(io.StringIO()):
        return 1000 * min(timeit.repeat(lambda: exercises.check(name, answer), number=1, repeat=5))


def main():
    """Print one line an exercise."""
    for lesson in range(1, 10):
        answers = import_module(f"tests.exercise_answers.lesson0{lesson}")
        for name, right in answers.RIGHT.items():
            wrong = max(milliseconds(name, answer) for key, answer in answers.WRONG[name] if key != "too_long")
            print(f"{name}  right {milliseconds(name, right[0]):6.1f}  wrong {wrong:6.1f}")


if __name__ == "__main__":
    main()
