"""The claims test itself: it sees the numbers it should, and only those."""

import pytest

from tests.claims import claimed, unsupported


def lesson(prose, output, **translations):
    i18n = {language: {"of": "0", "source": [text]} for language, text in translations.items()}
    return {
        "cells": [
            {"cell_type": "markdown", "id": "prose", "metadata": {"i18n": i18n}, "source": [prose]},
            {"cell_type": "code", "id": "run", "source": [], "outputs": [{"output_type": "stream", "text": [output]}]},
        ]
    }


def findings(notebook, allowed=None):
    return [said for _, said in unsupported(notebook, allowed)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at most 0.25. It never exceeds 0.25", ["0.25", "0.25"]),
        ("about 50 % or 12.5%", ["50%", "12.5%"]),
        ("$3.0 \\cdot 10^{-8}$ of it", ["3.0e-8"]),
        ("全体の３０％", ["30%"]),
        ("1,234.56 units", ["1234.56"]),
        ("two lines, 3 layers, version 2.0", []),
        ("`0.123` and [text](https://doi.org/10.1109/x) doi:10.1007/BF02478220", []),
    ],
)
def test_claims_are_decimals_percentages_and_powers_of_ten(text, expected):
    assert [claim for claim, *_ in claimed(text)] == expected


def test_a_number_printed_with_more_digits_supports_the_rounded_claim():
    assert findings(lesson("it is 0.40, that is 40 %", "mean = 0.3989")) == []


def test_a_number_no_cell_prints_is_reported_with_cell_and_language():
    found = findings(lesson("it is 0.40", "mean = 0.40", ja="それは0.41です"))
    assert found == ["prose: ja: 0.41 is printed by no cell of this section or the one before"]


def test_scientific_output_supports_a_power_of_ten():
    assert findings(lesson("$9.5 \\cdot 10^{-7}$", "9.54e-07")) == []
    (found,) = findings(lesson("$9.6 \\cdot 10^{-7}$", "9.54e-07"))
    assert found.startswith("prose: en: 9.6e-7 is printed by no cell")


def with_sections_between(count, claim="it is 0.40"):
    notebook = lesson(claim, "rate = 0.40")
    prose, run = notebook["cells"]
    headings = [{"cell_type": "markdown", "id": f"h{i}", "metadata": {}, "source": ["## More"]} for i in range(count)]
    return {"cells": [run, *headings, prose]}


def test_a_number_supports_claims_of_its_section_and_the_next_one_only():
    assert findings(with_sections_between(0)) == findings(with_sections_between(1)) == []
    (found,) = findings(with_sections_between(2))
    assert found == (
        "prose: en: 0.40 is printed by no cell of this section or the one before, but by run: is that the number meant?"
    )


def test_a_claim_may_name_the_cell_that_prints_it_and_that_cell_must():
    notebook = with_sections_between(2)
    for key in ("prose: 0.40", "0.40"):
        assert findings(notebook, {key: {"printed": "run"}}) == findings(notebook, {key: "the reason"}) == []
        assert len(findings(notebook, {key: {"printed": "setup"}})) == 1
    assert len(findings(notebook, {"other: 0.40": "the reason"})) == 1
    assert len(findings(with_sections_between(2, "it is 0.41"), {"prose: 0.41": {"printed": "run"}})) == 1


def test_percentage_points_are_plain_numbers():
    assert [text for text, *_ in claimed("정확도가 2.63%포인트 낮고 5% 줄어듭니다")] == ["5%", "2.63"]
