"""Whatever notebooks are like: a right result, or one sentence and no file changed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbpolyglot import dumps, load, loads, show
from tests.fuzzing import COMMANDS, SETTINGS, fuzz, good, outcome, outcomes, text_of

pytestmark = pytest.mark.usefixtures("without_kernels_and_waiting_for_the_disk")


def nested(depth):
    return json.loads("[" * depth + "]" * depth)


def versioned(major, minor):
    return text_of(lambda nb: nb.update(nbformat=major, nbformat_minor=minor))


CUT = dumps(good())[:-40]
REFUSED = {
    "cut": (CUT, "not JSON"),
    "byte order mark": ("\ufeff" + dumps(good()), "not JSON: Unexpected UTF-8 BOM"),
    "UTF-16": (dumps(good()).encode("utf-16"), "not UTF-8"),
    "zeros": (b"\0" * 1000, "not JSON"),
    "endless number": (text_of(lambda nb: nb).replace("null", "9" * 5000, 1), "not JSON"),
    "format 3": (json.dumps({"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": []}), "not a notebook"),
    **{f"format {a}.{b}": (versioned(a, b), f"notebook format {a}.{b}, expected 4.5") for a, b in [
        (4, 0), (4, 4), (4, 6), (5, 0), (4.0, 5), ("4", "5"), (4, True), (None, None), ([], {}),
    ]},
    "the same id": (text_of(lambda nb: nb["cells"].append(nb["cells"][2])), "two cells have the id 'kink'"),
    "deep metadata": (text_of(lambda nb: nb["metadata"].update(a=nested(150))), "more than 100 levels deep"),
    "deep output": (text_of(lambda nb: nb["cells"][0].update(outputs=[
        {"output_type": "display_data", "metadata": {}, "data": {"application/json": nested(600)}},
    ])), "more than 100 levels deep"),
    "a cell type that is a table": (text_of(lambda nb: nb["cells"][0].update(cell_type={})), "not a valid notebook"),
    "half a character": (text_of(lambda nb: nb["cells"][2].update(source="a \ud800 b")), "contains half a character"),
    "half in a key": (text_of(lambda nb: nb["metadata"].update({"\udfff": 1})), "contains half a character"),
    "no cell id": (text_of(lambda nb: nb["cells"][0].pop("id")), "cell 1 has no valid id"),
    "base twice": (text_of(lambda nb: nb["cells"][2]["metadata"]["i18n"].update(en={"source": []})), "although 'en'"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_notebook_of_ours_is_refused_by_every_command_in_one_sentence(folder, case):
    data, message = REFUSED[case]
    for command, (status, said) in outcomes(folder, data).items():
        assert status in (1, 2), command
        assert "a.ipynb: " in said
        assert message in said


ODD = [None, [], {}, "x", 3, True]
PLACES = {
    "metadata": lambda nb, value: nb.update(metadata=value),
    "cells": lambda nb, value: nb.update(cells=value),
    "a cell": lambda nb, value: nb["cells"].append(value),
    "cell metadata": lambda nb, value: nb["cells"][2].update(metadata=value),
    "cell source": lambda nb, value: nb["cells"][2].update(source=value),
    "outputs": lambda nb, value: nb["cells"][0].update(outputs=value),
    "tags": lambda nb, value: nb["cells"][0]["metadata"].update(tags=value),
    "settings": lambda nb, value: nb["metadata"].update(i18n=value),
    "base": lambda nb, value: nb["metadata"].update(i18n={"base": value}),
    "i18n": lambda nb, value: nb["cells"][2]["metadata"].update(i18n=value),
    "an entry": lambda nb, value: nb["cells"][2]["metadata"]["i18n"].update(ja=value),
    "a text": lambda nb, value: nb["cells"][2]["metadata"]["i18n"]["ja"].update(source=value),
    "of": lambda nb, value: nb["cells"][2]["metadata"]["i18n"]["ja"].update(of=value),
    "shown": lambda nb, value: nb["cells"][2]["metadata"].update(i18n_lang=value),
    "kernel": lambda nb, value: nb["metadata"].update(kernelspec=value, language_info=value),
    "fingerprint": lambda nb, value: nb["metadata"].update(nbpolyglot=value),
}


@pytest.mark.parametrize("place", PLACES)
def test_values_of_another_kind_are_refused_or_kept(folder, place):
    for value in ODD:
        data = text_of(lambda nb, value=value: PLACES[place](nb, value))
        outcomes(folder, data, commands=("show", "edition", "check", "export"))


def paths(value, at=()):
    """Yield the path to everything in a JSON value."""
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*at, key))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 6) | st.text("aé勾\ud800\x00#$`*\\\n", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["source", "of", "ja", "x"]), inner),
    max_leaves=5,
)


@fuzz
@given(st.data())
def test_a_notebook_changed_anywhere_is_refused_or_understood(folder, data):
    nb = good()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.sampled_from([path for path in paths(nb) if path]))
        holder = nb
        for key in at[:-1]:
            holder = holder[key]
        if data.draw(st.booleans()):
            holder[at[-1]] = data.draw(JSON)
        else:
            del holder[at[-1]]
    outcomes(folder, json.dumps(nb))


@fuzz
@given(st.text("ab勾é $`*_#[]()!<>|-.,%\\\"'0123456789eE\n\t\r\x00\x0c\u2028（「」", max_size=80), st.booleans())
def test_any_text_in_a_cell_goes_out_and_back(folder, text, in_code):
    nb = good()
    nb["cells"][1 if in_code else 2]["source"] = text
    outcomes(folder, dumps(nb))
    assert show(show(loads(dumps(nb)), "ja"), "en") == loads(dumps(nb))


WINDING = {
    "words": "The slope of a line. " * 10_000,
    "one word": "x" * 500_000,
    "digits": "9" * 100_000,
    "exponents": "1e999999 million, 1e99999999999999999999 %, " * 50,
    "numerals": "hundred " * 2_000,
    "backticks": "`" * 10_000,
    "dollars": "$" * 20_000,
    "environments": r"\begin{a}" * 1_000,
    "brackets": "[(（「" * 1_000,
    "quotes": "> " * 2_000 + "a",
    "stars": "*a **b " * 500,
    "tables": "| a |\n|---|\n\n" * 500,
}


@pytest.mark.parametrize("name", WINDING)
def test_long_and_winding_cells_are_checked(folder, name):
    (folder / "a.ipynb").write_text(text_of(lambda nb: nb["cells"][2].update(source=WINDING[name])), encoding="utf-8")
    (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    status, said = outcome(folder, COMMANDS["check"])
    assert status == 1, said


def test_a_cell_of_ten_megabytes_goes_out_and_back(folder):
    (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    text = dumps(loads(text_of(lambda nb: nb["cells"][2].update(source="The slope of it.\n" * 600_000))))
    (folder / "a.ipynb").write_text(text, encoding="utf-8")
    for lang in ("ja", "en"):
        assert outcome(folder, ["show", lang])[0] == 0
    assert (folder / "a.ipynb").read_text("utf-8") == text


def test_a_notebook_left_in_another_language_is_named_where_that_matters_and_kept(folder):
    found = outcomes(folder, dumps(show(good(), "ja")))
    assert {name: status for name, (status, _) in found.items()} == {
        "show": 0, "edition": 0, "check": 1, "fix": 1, "status": 0, "accept": 0, "export": 2, "import": 2, "run": 1,
    }  # fmt: skip
    assert "kink: ja: shown" in found["check"][1]
    assert "a.ipynb: cell 'compute' shows another language; run show en first" in found["export"][1]


def test_unknown_languages_in_a_notebook_are_kept_and_named(folder):
    nb = good()
    nb["cells"][2]["metadata"]["i18n"]["tlh"] = {"of": "00000000", "source": ["nuqneH"]}
    found = outcomes(folder, dumps(nb))
    assert "kink: tlh: unknown" in found["check"][1]
    (folder / "a.ipynb").write_text(dumps(nb), encoding="utf-8")
    for lang in ("ja", "en"):
        assert outcome(folder, ["show", lang])[0] == 0
    assert load("a.ipynb") == loads(dumps(nb))
