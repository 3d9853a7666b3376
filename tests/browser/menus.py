"""Notebooks to try the language menu on, what they hold, and its menu to choose from."""

import copy

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbpolyglot.format import join, show, translate

LANGS = ["en", "ja", "ko", "zh-Hant"]
KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


def markdown(name, en, **texts):
    """A Markdown cell with translations: ``markdown("slope", "Slope", ja="傾き")``."""
    cell = new_markdown_cell(en, id=name)
    for lang, text in texts.items():
        cell = translate(cell, lang.replace("_", "-"), text, reviewed="2026-11")
    return cell


def lesson():
    """Headings, prose, a formula, a cell that lacks Korean, and two code cells, one of them with comments."""
    code = new_code_cell("# the slope\nh = 2\nprint(h)", id="code")
    code = translate(translate(code, "ja", "# 傾き\nh = 2\nprint(h)"), "ko", "# 기울기\nh = 2\nprint(h)")
    cells = [
        markdown("title", "# Slope of a line", ja="# 直線の傾き", ko="# 직선의 기울기", zh_Hant="# 直線的斜率"),
        markdown(
            "prose",
            "The slope is $h$; see *needle*.\n\nSecond line.",
            ja="傾きは $h$ です。*目印*\n\n2行目。😀",
            ko="기울기는 $h$입니다. *표시*\n\n둘째 줄.",
            zh_Hant="斜率是 $h$。*記號*\n\n第二行。",
        ),
        markdown("formula", "$$h = 2$$"),
        code,
        markdown("why", "## Why", ja="## 理由", ko="## 이유", zh_Hant="## 原因"),
        markdown("partial", "Only some have this.", ja="一部の言語だけです。", zh_Hant="只有部分語言有。"),
        new_code_cell("h + 1", id="more"),
    ]
    return new_notebook(metadata=copy.deepcopy(KERNEL), cells=cells)


def write(root, name, nb):
    """Write a notebook and return its file name."""
    nbformat.write(nb, root / name)
    return name


def cells(nb):
    """A notebook's cells by id: type, source and metadata, without what running them adds."""
    return {c["id"]: (c["cell_type"], join(c["source"]), c["metadata"]) for c in nb["cells"]}


def choose(notebook, lang):
    """Choose a language in the toolbar's menu and wait until the last cell shows it."""
    notebook.page.locator(".nbpolyglot-menu select:visible").first.select_option(lang)
    notebook.wait("() => !document.querySelector('.jp-Notebook[aria-busy=true]')")


def texts(nb, lang):
    """What `nb` shows in a language, by the commands' implementation."""
    return [join(cell["source"]) for cell in show(nb, lang)["cells"]]
