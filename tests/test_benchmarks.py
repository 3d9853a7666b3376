"""The script that says which speed has worsened."""

import sys

import pytest

from tests import lessons

sys.path.insert(0, str(lessons.ROOT / "benchmarks"))
import kept

TABLE = "| sigmoid, 1e6 float64 | 2,062 | SciPy | 5,537 | 0.37 |\n| relu | 450 | np.maximum | 451 | 1.00 |\n"


def test_the_stored_ratios_are_read_from_the_readme():
    stored = kept.ratios((lessons.ROOT / "benchmarks" / "README.md").read_text("utf-8"))
    assert ("softmax, 1e5 × 10 float32", "JAX") in stored
    assert len(stored) >= 12


@pytest.mark.parametrize(("ratio", "named"), [("0.46", False), ("0.47", True)])
def test_a_ratio_a_quarter_above_the_stored_one_is_named(ratio, named):
    stored, now = kept.ratios(TABLE), kept.ratios(TABLE.replace("0.37", ratio))
    assert kept.worsened(stored, now) == [f"sigmoid, 1e6 float64, beside SciPy: {ratio}, was 0.37"] * named


def test_a_row_that_is_gone_is_named():
    found = kept.worsened(kept.ratios(TABLE), kept.ratios(TABLE.splitlines()[0]))
    assert found == ["relu, beside np.maximum: no longer measured"]
