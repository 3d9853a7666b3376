"""Settings of every test and doctest: English, no window, and no language left over from the test before."""

import os

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
