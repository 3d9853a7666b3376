"""The checks report what is wrong in a translation, and nothing in a good one."""

import copy
import subprocess
from types import SimpleNamespace

import pytest

from nbpolyglot import NotebookError, digest, dump, load, show, translate
from nbpolyglot.check import check, check_notebook, fix_notebook
from nbpolyglot.code import comments_to_translate, propagate, same_code, split, with_comments
from nbpolyglot.config import load_config
from tests.cells import code, markdown, notebook

GLOSSARY = """
[[term]]
name = "XOR"
zh-Hant = { preferred = "互斥或", accepted = ["XOR"], avoid = ["異或"], unless = ["差異或"] }
[[term]]
name = "slope"
ja = "傾き"
ko = { preferred = "기울기", avoid = ["경사도"] }
"""
TEXTS = {"ja": "ここは同じです。", "zh-Hant": "這裡相同。", "ko": "여기는 같습니다."}


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    (root / "glossary.toml").write_text(GLOSSARY, encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[tool.nbpolyglot]\nlanguages = ["en", "ja", "zh-Hant", "ko"]\nglossaries = ["glossary.toml"]\n',
        encoding="utf-8",
    )
    return load_config(root)


def findings(config, source, lang, text):
    """Return (kind, detail) of what is found in one translation."""
    cell = translate({"cell_type": "markdown", "id": "c", "metadata": {}, "source": source}, lang, text)
    found = check_notebook(notebook(cell), config)
    return [(f.kind, f.detail) for f in found if f.lang in (lang, "en", "-")]


def kinds(config, source, lang, text):
    return {kind for kind, _ in findings(config, source, lang, text)}


GOOD = [
    ("ReLU returns 0 at 0 or below.", "ja", "ReLUは0以下で0を返します。"),
    ("ReLU returns 0 at 0 or below.", "zh-Hant", "ReLU 在 0 以下回傳 0。"),
    ("ReLU returns 0 at 0 or below.", "ko", "ReLU는 0 이하에서 0을 반환합니다."),
    ("The **activation function**", "ja", "**活性化関数**（activation function）です"),
    ("The **activation function**", "zh-Hant", "「**活化函數**」的"),
    ("The **activation function**", "ko", "**활성화 함수**(activation function)입니다"),
    ("## Learning objectives", "ja", "## 学習目標"),
    ("## ReLU", "ja", "## ReLU"),
    ("## ReLU, NumPy", "ko", "## ReLU, NumPy"),
    ("## XOR", "zh-Hant", "## XOR"),
    ("English, Japanese, Chinese, Korean", "zh-Hant", "English、日本語、繁體中文、한국어"),
    ("The differences or others", "zh-Hant", "差異或其他"),
    ("At 10,000 points, 12.5 % of them, in October 2015", "ja", "10000点のうち12.5％です（2015年10月）。"),
    ("60,000 images in ten classes; half of them", "ja", "10クラスの画像が6万枚あり、その50%です。"),
    ("1.5 million; twenty-five; the 1980s", "zh-Hant", "150 萬；25；1980 年代"),
    ("Eleven units. Ten pairs, of Twenty", "ja", "11個のユニット。20組のうち10組"),
    ("25 points; 10 of them", "zh-Hant", "二十五個點，其中十個"),
    ("12 points, ten times", "ko", "점 열두 개, 10번"),
    ("A float32 of version 3.11.2", "ko", "3.11.2 버전의 float32"),
    ("Two lines and a learning rate of 1e-3", "ja", "2本の直線と学習率1e-3です。"),
    ("1. one\n2. two\n3. three", "ja", "1. 一つ、二つ、三つです。"),
    ("It is $x \\text{ if } x > 0$.", "ja", "$x \\text{（正のとき）} x>0$です。"),
    ("$$\ny = x.\n$$\n\nThe line.", "ja", "$$y = x$$\n\n直線です。"),
    ("See [the next](04.ipynb#The-kink).", "ko", "[다음](04.ipynb#꺾인-점)을 보십시오."),
    ("`x = 1  # one` is *set*", "ja", "`x = 1  # 一`と*します*"),
    ("| a | b |\n|---|---|\n| $|x|$ | yes |", "ja", "| あ | い |\n|---|---|\n| $|x|$ | はい |"),
    ("He, K. (2015). Deep into the Rectifiers of It.", "ja", "He, K. (2015). Deep into the Rectifiers of It. です。"),
    ("Read it.", "ja", "*Where the 2 comes from*と「what is in it for you」を読みます。"),
    ("**Q1** The slope", "ja", "**Q1** ここの傾きは何ですか。"),
    ("$x$ is 5 °C and 50%", "zh-Hant", "$x$ 是 5°C 與 50%"),
    ("Costs \\*\\* and 2\\*3", "ja", "値段は\\*\\*と2\\*3です。"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "lang", "text"), GOOD)
def test_good_translations_pass(config, source, lang, text):
    assert findings(config, source, lang, text) == []


BAD = [
    ("ReLU returns 0.", "ja", "ReLU は0を返します。", "typography"),
    ("ReLU returns 0.", "ja", "ReLUは $x$ を返します，", "typography"),
    ("ReLU returns it.", "ja", "これ(ReLU)を返します。", "typography"),
    ("ReLU returns it.", "ja", "計算することができます。", "typography"),
    ("ReLU returns 0.", "zh-Hant", "ReLU在 0 以下。", "typography"),
    ("ReLU returns $x$.", "zh-Hant", "回傳$x$。", "typography"),
    ("ReLU returns $x$.", "zh-Hant", "回傳 $x$ 。", "typography"),
    ("It is 50%.", "zh-Hant", "是 50 %。", "typography"),
    ("It is.", "zh-Hant", "是,的。", "typography"),
    ("It is.", "zh-Hant", "“是”的。", "typography"),
    ("A function", "ko", "함수 (function)", "typography"),
    ("A function", "ko", "**함수** (function)입니다", "typography"),
    ("ReLU is", "ko", "ReLU 는 이렇습니다", "typography"),
    ("The **activation function**", "ja", "**活性化関数（activation function）**です", "bold"),
    ("The **activation function**", "zh-Hant", "**「活化函數」**的", "bold"),
    ("**Note:** the gradient", "zh-Hant", "**注意：**梯度", "bold"),
    ("**$x$** is", "ja", "これは**$x$**です", "bold"),
    ("XOR", "zh-Hant", "異或是這樣", "term"),
    ("The slope", "ko", "경사도", "term"),
    ("## Slope", "ja", "## Slope", "script"),
    ("Look at it.", "ja", "Look at it.", "script"),
    ("The slope of the line.", "ja", "这条线的斜率是二。", "script"),
    ("The slope of the line.", "ja", "직선의 기울기입니다.", "script"),
    ("The slope of the line.", "ko", "直線の傾きです。", "script"),
    ("The slope of the line.", "zh-Hant", "直線の傾きはどうなるでしょうか。もう一度見てみましょう。", "script"),
    ("The slope of the line.", "zh-Hant", "直线的斜率。", "script"),
    ("It is two. See the next cell for it.", "ja", "2です。See the next cell for it.", "leftover"),
    ("It is two.\n\nNow the slope.", "ko", "둘입니다.\n\nNow the slope.", "leftover"),
    ("A rate of 0.5", "ja", "率は0.05です", "misshapen"),
    ("About 12 points", "ja", "点は11個です", "misshapen"),
    ("Nearly 5% of it", "ko", "거의 6%", "misshapen"),
    ("It is $x$.", "ja", "$y$です。", "misshapen"),
    ("It is `f`.", "ja", "`g`です。", "misshapen"),
    ("[It](a.html) is.", "ja", "[それ](b.html)です。", "misshapen"),
    ("![It](a.png)", "ja", "![それ](b.png)", "misshapen"),
    ("![It](a.png)", "ja", "![](a.png)", "misshapen"),
    ("## It", "ja", "### それ", "misshapen"),
    ("| a |\n|---|\n| b |", "ja", "| あ |\n|---|\n| い |\n| う |", "misshapen"),
]


@pytest.mark.parametrize(("source", "lang", "text", "kind"), BAD)
def test_bad_translations_are_reported(config, source, lang, text, kind):
    if source.startswith("!["):
        source, text = f"{source} and more", f"{text}など"
    assert kind in kinds(config, source, lang, text)


def test_characters_may_be_allowed_by_name(config, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.nbpolyglot]\nallow = { zh-Hant = "线" }', encoding="utf-8")
    assert "script" in kinds(config, "Line", "zh-Hant", "直线")
    assert "script" not in kinds(load_config(tmp_path), "Line", "zh-Hant", "直线")


def test_missing_is_reported_for_each_language_and_only_where_there_is_text(config):
    nb = notebook(
        markdown("said", "Words"),
        markdown("formula", "$$x = \\text{a}$$ `code` [link](a.html) ![](a.png)"),
        code("silent", "x = 1  # noqa: E501"),
        code("spoken", "x = 1  # the slope"),
    )
    found = [(f.cell, f.lang, f.kind) for f in check_notebook(nb, config)]
    assert found == [(cell, lang, "missing") for cell in ("said", "spoken") for lang in ("ja", "zh-Hant", "ko")]


def test_a_finding_is_one_line_with_notebook_cell_and_language(config):
    finding = str(check_notebook(notebook(markdown("kink", "The\nkink")), config, "notebooks/04.ipynb")[0])
    assert finding == "notebooks/04.ipynb: kink: ja: missing: “The”"


def test_a_file_that_shows_a_translation_is_reported_and_still_checked(config):
    nb = show(notebook(markdown("a", "Words", ja="ことばです。")), "ja")
    assert {(f.lang, f.kind) for f in check_notebook(nb, config)} == {
        ("ja", "shown"), ("zh-Hant", "missing"), ("ko", "missing"),
    }  # fmt: skip


def test_a_cell_written_first_in_another_language_lacks_its_base(config):
    (finding,) = check_notebook(notebook(markdown("a", "", ja="新しいセル")), config)
    assert (finding.lang, finding.kind) == ("en", "missing")


def test_languages_nobody_configured_are_reported(config):
    found = check_notebook(notebook(markdown("a", "$x$", de="Wort")), config)
    assert [(f.lang, f.kind) for f in found] == [("de", "unknown")]
    found = check_notebook(notebook(markdown("a", "$x$"), i18n={"base": "ja"}), config)
    assert [(f.lang, f.kind) for f in found] == [("-", "unknown")]


def commented(source, **texts):
    cell = code("c", source)
    for lang, text in texts.items():
        cell = translate(cell, lang, text)
    return cell


def test_code_cells_may_differ_in_comments_only(config):
    good = commented("x = 1  # one\n%time x\n", ja="x = 1  # 一\n%time x\n")
    bad = commented("x = 1  # one", ja="x = 2  # 一")
    assert "code" not in {f.kind for f in check_notebook(notebook(good), config)}
    assert "code" in {f.kind for f in check_notebook(notebook(bad), config)}


@pytest.mark.parametrize(
    ("source", "tokens", "comments"),
    [
        (
            "if a:\n    %time b  # c\n!ls {x}\nd  # e\n",
            "if a : \n indent %time b  # c \n dedent !ls {x} \n d \n",
            [(3, 3, "# e")],
        ),
        ("?a\nb?\n\n%%c\n", "?a \n b ? \n %%c \n", []),
        ("'# no'  # yes\n\n\n  # yes", "'# no' \n", [(0, 8, "# yes"), (3, 2, "# yes")]),
        ("__magic_0__", "__magic_0__ \n", []),
        ("%a\n__magic_1__\n__magic_x__", "%a \n __magic_1__ \n __magic_x__ \n", []),
        ("", "", []),
    ],
)  # fmt: skip
def test_code_is_split_into_tokens_with_magics_whole_and_comments_with_their_places(source, tokens, comments):
    found = split(source)
    assert " ".join(found[0]) == tokens
    assert found[1] == comments


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = (\n", "not Python: EOF in multi-line statement"),
        ("if a:\n  b\n c\n", "not Python: unindent does not match any outer indentation level"),
    ],
)
def test_what_is_not_python_has_no_comments_and_no_newer_code(source, message):
    with pytest.raises(SyntaxError) as caught:
        split(source)
    assert caught.value.args == (message,)
    assert comments_to_translate(source + "# one") == []
    assert propagate("x = 1", source) is propagate(source, "x = 1") is None
    assert same_code(source, source)
    assert not same_code(source, source + "\n")


def test_only_comments_with_words_for_readers_are_to_be_translated():
    directives = (
        "# noqa\n#fmt: off\n# ruff: x\n# pragma\n# pylint\n# mypy\n# NBVAL\n# nbval\n# %% a\n# 3\n# type: int\n"
    )
    assert comments_to_translate(f"a  # the slope\n{directives}") == ["# the slope"]


def test_comments_are_replaced_in_order_whatever_their_length():
    source = "a = '# 1'  # one\n\n# two\nb\n"
    assert with_comments(source, ["# 一つ目です", "#"]) == "a = '# 1'  # 一つ目です\n\n#\nb\n"
    assert with_comments("a;  # b\\\n", ["# c"]) == "a;  # c\n"
    with pytest.raises(ValueError, match="zip"):
        with_comments(source, ["# one"])
    assert propagate("b = 1  # one", "a  # 一") == "b = 1  # 一"
    assert propagate("b = 1  # one", "a") is propagate("b = 1", "a  # 一") is None


def test_fix_brings_code_up_to_date_and_keeps_comments_and_hash(config):
    cell = commented("# one\nx = 1  # two\n", ja="# 一\nx = 1  # 二\n")
    cell["source"] = "# one\ny = [\n    2,  # two\n]\n"
    nb = notebook(cell)
    before = copy.deepcopy(nb)
    fixed, what = fix_notebook(nb, config)
    entry = fixed["cells"][0]["metadata"]["i18n"]["ja"]
    assert nb == before
    assert what == [("c", "ja")]
    assert "".join(entry["source"]) == "# 一\ny = [\n    2,  # 二\n]\n"
    assert entry["of"] == digest("# one\nx = 1  # two\n")
    assert {f.kind for f in check_notebook(fixed, config) if f.lang == "ja"} == {"stale"}


def test_fix_leaves_what_a_human_must_decide(config):
    cell = commented("x = 1  # one", ja="x = 1  # 一")
    cell["source"] = "x = 2  # one\n# more"
    assert fix_notebook(notebook(cell), config) == (notebook(cell), [])
    prose = markdown("a", "Words", ja="ことば")
    prose["source"] = "Other words"
    assert fix_notebook(notebook(prose), config) == (notebook(prose), [])


def git(folder, *arguments):
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_stale_names_the_line_before_and_after(config, tmp_path):
    path = tmp_path / "a.ipynb"
    nb = notebook(markdown("a", "Same.\nThe old line.\n", ja="同じです。\n古い行です。\n"))
    dump(nb, path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.ipynb")
    git(tmp_path, "commit", "-qm", "one")
    nb["cells"][0]["source"] = "Same.\nThe new line.\n"
    dump(nb, path)
    git(tmp_path, "commit", "-qam", "two")
    stale = [f for f in check([path], config) if f.kind == "stale"]
    assert [f.detail for f in stale] == ["was “The old line.”, is now “The new line.”"]
    without = [f for f in check_notebook(nb, config) if f.kind == "stale"]
    assert "is now" in without[0].detail


def test_a_long_stale_line_is_shown_where_it_differs(config):
    opening = "A word or two before it. " * 8
    nb = notebook(markdown("a", opening + "The old end.", ja="前の終わり。"))
    nb["cells"][0]["source"] = opening + "Another end."
    history = SimpleNamespace(text=lambda path, wanted: opening + "The old end.")
    (stale,) = [f for f in check_notebook(nb, config, path="a.ipynb", history=history) if f.kind == "stale"]
    before = f"…{opening[-40:]}"
    assert stale.detail == f"was “{before}The old end.”, is now “{before}Another end.”"


def test_fix_renews_the_hash_where_git_shows_that_only_code_changed(config, tmp_path):
    path = tmp_path / "a.ipynb"
    nb = notebook(commented("x = 1  # one", ja="x = 1  # 一"))
    dump(nb, path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.ipynb")
    git(tmp_path, "commit", "-qm", "one")
    nb["cells"][0]["source"] = "x = 2  # one"
    fixed, _ = fix_notebook(nb, config, path)
    assert fixed["cells"][0]["metadata"]["i18n"]["ja"] == {"of": digest("x = 2  # one"), "source": ["x = 2  # 一"]}


def test_an_unreadable_file_is_a_finding_and_the_others_are_checked(config, tmp_path):
    (tmp_path / "a.ipynb").write_text("{")
    dump(notebook(markdown("a", "Words", **{"ja": TEXTS["ja"], "zh_Hant": TEXTS["zh-Hant"]})), tmp_path / "b.ipynb")
    found = check([tmp_path / "a.ipynb", tmp_path / "b.ipynb"], config)
    assert [f.kind for f in found] == ["unreadable", "missing"]
    assert "not JSON" in str(found[0])


def test_a_fifth_language_is_data(tmp_path):
    (tmp_path / "rules.toml").write_text(
        '[fr]\nname = "français"\nscript = "[a-zéèêàç]"\n'
        'rules = [{ in = "text", find = "\\\\w[!?]", says = "space before ! and ?" }]\n',
        encoding="utf-8",
    )
    (tmp_path / "pyproject.toml").write_text(
        '[tool.nbpolyglot]\nlanguages = ["en", "fr", "sw"]\nrules = ["rules.toml"]\n', encoding="utf-8"
    )
    config = load_config(tmp_path)
    assert kinds(config, "What is the slope of it?", "fr", "Quelle est la pente ?") == set()
    assert kinds(config, "What is the slope of it?", "fr", "Quelle est la pente?") == {"typography"}
    assert kinds(config, "At 12 o'clock", "sw", "Saa 11") == {"misshapen"}
    nb = notebook(markdown("a", "Slope", fr="Pente", sw="Mteremko"))
    dump(nb, tmp_path / "a.ipynb")
    assert show(load(tmp_path / "a.ipynb"), "sw")["cells"][0]["source"] == "Mteremko"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("langs = []", "unknown setting 'langs'"),
        ('install = { "a b" = "x" }', "install names 'a b', expected a module"),
        ('install = { a = "" }', "install of 'a' is '', expected a line for pip install"),
        ('install = { a = "x\\nimport os" }', "expected a line for pip install"),
        ("languages = 'ja'", "languages is 'ja', expected a list"),
        ("languages = ['en', 'x y']", "languages holds 'x y'"),
        ("languages = ['ja']", "base is 'en', expected one of ja"),
        ("glossaries = ['none.toml']", r"none\.toml: No such file"),
        ("rules = ['bad.toml']", r"bad\.toml: not TOML"),
    ],
)
def test_bad_settings_are_refused_by_name(settings, message, tmp_path):
    (tmp_path / "bad.toml").write_text("[", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(f"[tool.nbpolyglot]\n{settings}\n", encoding="utf-8")
    with pytest.raises(NotebookError, match=message):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[terms]]\nname = 'a'", "unknown table 'terms'"),
        ("[[term]]\nja = 'a'", "the name None"),
        ("[[term]]\nname = 'a'\n[[term]]\nname = 'a'", "the name 'a'"),
        ("[[term]]\nname = 'a'\nja = 3", "a: ja: 3"),
        ("[[term]]\nname = 'a'\nja = { prefered = 'x' }", "expected a word"),
    ],
)
def test_bad_glossaries_are_refused_by_name(text, message, tmp_path):
    (tmp_path / "g.toml").write_text(text, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.nbpolyglot]\nglossaries = ['g.toml']\n", encoding="utf-8")
    with pytest.raises(NotebookError, match=message):
        load_config(tmp_path)
