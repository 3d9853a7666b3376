"""Settings of every test and doctest: English, no window, and no language left over from the test before."""

import os

import pytest

os.environ["COURSE_LANG"] = "en"
os.environ["MPLBACKEND"] = "Agg"


@pytest.fixture(autouse=True)
def _language_of_the_environment():
    from helpers import language

    yield
    language._fixed = language._menu = None
