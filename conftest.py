"""Settings of every test and doctest: English, no window, and no language left over from the test before."""

import os
from pathlib import Path

import matplotlib
import pytest

os.environ["COURSE_LANG"] = "en"
collect_ignore = ["tests/mutation.py"]  # needs mutmut, which only `make mutation` installs
matplotlib.use("agg")  # not MPLBACKEND, which the notebooks' kernels would inherit


@pytest.fixture(autouse=True)
def _language_of_the_environment():
    from helpers import language

    yield
    language._fixed = language._menu = None


if Path(__file__).parent.name == "mutants":  # the copy that tests/mutation.py damages

    @pytest.fixture(autouse=True)
    def _nothing_remembered():
        """Forget results of functions that a change may have made wrong, or that a test before asked for."""
        from nbpolyglot import files, numbers, passages

        for value in [value for module in (files, numbers, passages) for value in vars(module).values()]:
            if hasattr(value, "cache_clear"):
                value.cache_clear()
