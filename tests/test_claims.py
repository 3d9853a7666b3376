"""The claims test itself: it sees the numbers it should, and only those."""

import pytest

from tests.claims import claimed, unsupported


def lesson(prose, output, **translations):
    i18n = {language: {"of": "0", "source": [text]} for language, text in translations.items()}
    return {
        "cells": [
            {"cell_type": "markdown", "id": "prose", "metadata": {"i18n": i18n}, "source": [prose]},
            {"cell_type": "code", "id": "run", "outputs": [{"output_type": "stream", "text": [output]}]},
        ]
    }


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
    assert unsupported(lesson("it is 0.40, that is 40 %", "mean = 0.3989")) == []


def test_a_number_no_cell_prints_is_reported_with_cell_and_language():
    findings = unsupported(lesson("it is 0.40", "mean = 0.40", ja="それは0.41です"))
    assert findings == ["prose: ja: 0.41 is printed by no cell"]


def test_scientific_output_supports_a_power_of_ten():
    assert unsupported(lesson("$9.5 \\cdot 10^{-7}$", "9.54e-07")) == []
    assert unsupported(lesson("$9.6 \\cdot 10^{-7}$", "9.54e-07")) == ["prose: en: 9.6e-7 is printed by no cell"]


def test_percentage_points_are_plain_numbers():
    assert [text for text, *_ in claimed("정확도가 2.63%포인트 낮고 5% 줄어듭니다")] == ["5%", "2.63"]
