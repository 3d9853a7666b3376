"""The book's sources and words, without building it; ``tests/browser/test_book.py`` reads the built pages."""

import importlib.util
import json
import re
import string
import sys
from dataclasses import replace

import pytest

from nbpolyglot.config import load_config
from nbpolyglot.files import dump, dumps, load
from nbpolyglot.format import translate
from tests.lessons import ROOT

sys.path.insert(0, str(ROOT / "book"))

from bookext import curves, glossary, interface, pages, sources, times


def script(name):
    spec = importlib.util.spec_from_file_location(f"book_{name}", ROOT / "book" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def build():
    return script("build")


@pytest.fixture
def notebooks(tmp_path):
    """A folder with one small lesson in English and Japanese."""
    title = {"cell_type": "markdown", "id": "title", "source": "# ReLU\n\nOne line.", "metadata": {}}
    cells = [translate(title, "ja", "# ReLU関数\n\n一行。")]
    for name, source, tags in (
        ("parameters", "LANGUAGE = None", ["parameters"]),
        ("setup", "import numpy as np\n\nx = 1", []),
        ("solution-04-a", "def solution_04_a(x):\n    return np.maximum(x, 0)", ["solution"]),
    ):
        cell = {"cell_type": "code", "id": name, "source": source, "metadata": {"tags": tags}}
        cells.append({**cell, "outputs": [], "execution_count": None})
    cells.append({"cell_type": "markdown", "id": "next", "source": "[Next](05-leaky-relu.ipynb)", "metadata": {}})
    folder = tmp_path / "notebooks"
    folder.mkdir()
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    dump(nb, folder / "04-relu.ipynb")
    (tmp_path / "guide").mkdir()
    key = {"cell_type": "markdown", "id": "key-04-a", "source": "[04](../../notebooks/04-relu.ipynb)", "metadata": {}}
    dump({**nb, "cells": [title, key]}, tmp_path / "guide" / "guide-04.ipynb")
    return folder


def write(notebooks, lang="ja"):
    output = notebooks.parent
    sources.write_sources(lang, output / "source", output / "downloads", notebooks, output / "guide")
    return output / "source", output / "downloads"


def cell(path, name):
    return next(cell for cell in load(path).cells if cell.id == name)


@pytest.mark.parametrize("table", ["words", "theme", "script"])
def test_every_word_of_the_interface_is_in_every_language_with_the_same_placeholders(table):
    expected = set(interface.languages()) - (set() if table == "words" else {"en"})
    for key, texts in interface.table()[table].items():
        assert set(texts) == expected, key
        if table == "words":
            fields = {lang: {f for _, f, *_ in string.Formatter().parse(text) if f} for lang, text in texts.items()}
            assert all(found <= fields["en"] for found in fields.values()), key


def test_traditional_chinese_words_hold_no_simplified_characters():
    texts = [t["zh-Hant"] for name in ("words", "theme", "script") for t in interface.table()[name].values()]
    texts.append((sources.PAGES / "index.zh-Hant.md").read_text("utf-8"))
    for text in texts:
        text.encode("cp950")


def test_front_page_exists_in_every_language_with_a_place_for_the_lessons():
    for lang in interface.languages():
        assert (sources.PAGES / f"index.{lang}.md").read_text("utf-8").count("{lessons}") == 1


def test_theme_is_translated_by_scripts_that_a_content_security_policy_allows(tmp_path):
    interface.write_catalogues(tmp_path)
    for script in tmp_path.rglob("sphinx.js"):
        assert not re.search(r"addTranslations|Function|eval", script.read_text("utf-8"))
    assert len(list(tmp_path.rglob("sphinx.mo"))) == len(interface.languages()) - 1


def test_lesson_shows_its_language_hides_parameters_and_folds_solutions(notebooks):
    source, _ = write(notebooks)
    lesson = source / "04-relu.ipynb"
    assert cell(lesson, "title").source == "# ReLU関数\n\n一行。"
    assert cell(lesson, "parameters").source == 'LANGUAGE = "ja"'
    assert "remove-cell" in cell(lesson, "parameters").metadata.tags
    assert "hide-cell" in cell(lesson, "solution-04-a").metadata.tags
    assert cell(lesson, "solution-04-a").metadata.mystnb.code_prompt_show == "解答例を見る"
    assert "hide-cell" not in cell(lesson, "setup").metadata.tags


def test_downloads_are_plain_notebooks_in_one_language_and_in_two(notebooks):
    _, downloads = write(notebooks)
    assert sorted(path.name for path in downloads.iterdir()) == ["04-relu.ipynb", "04-relu.ja+en.ipynb"]
    for path in downloads.iterdir():
        nb = load(path)
        assert not any({"i18n", "mystnb"} & set(c.metadata) for c in nb.cells)
        assert not any("hide-cell" in c.metadata.get("tags", []) for c in nb.cells)
        assert cell(path, "parameters").source == 'LANGUAGE = "ja"'
    texts = [c.source for c in load(downloads / "04-relu.ja+en.ipynb").cells[:2]]
    assert texts == ["# ReLU関数\n\n一行。", "# ReLU\n\nOne line."]


def test_english_offers_a_bilingual_notebook_for_every_other_language(notebooks):
    _, downloads = write(notebooks, "en")
    assert {p.name.split(".")[1] for p in downloads.glob("*+en.ipynb")} == {"ja+en", "zh-Hant+en", "ko+en"}


def test_front_page_lists_each_lesson_with_its_promise(notebooks):
    source, _ = write(notebooks)
    front = (source / "index.md").read_text("utf-8")
    assert "[ReLU関数](04-relu.ipynb)\n: 一行。" in front
    assert "{lessons}" not in front


def test_guide_is_a_section_of_its_own_with_folded_solutions_and_without_downloads(notebooks):
    source, downloads = write(notebooks)
    assert ":caption: 先生方へ\n\nguide-04\n" in (source / "index.md").read_text("utf-8")
    assert cell(source / "guide-04.ipynb", "key-04-a").source == "[04](04-relu.ipynb)"
    assert "hide-cell" in cell(source / "guide-04.ipynb", "solution-04-a").metadata.tags
    assert not list(downloads.glob("guide*"))


def test_link_to_a_lesson_nobody_has_written_is_plain_text_and_a_wrong_link_stays(notebooks):
    source, downloads = write(notebooks)
    assert cell(source / "04-relu.ipynb", "next").source == "Next"
    assert cell(downloads / "04-relu.ipynb", "next").source == "[Next](05-leaky-relu.ipynb)"
    assert sources.unlink_unwritten("[x](04-rely.ipynb)", {"04"}) == "[x](04-rely.ipynb)"


def test_unchanged_sources_are_not_written_again_and_old_ones_disappear(notebooks):
    source, downloads = write(notebooks)
    before = {path: path.stat().st_mtime_ns for path in [*source.iterdir(), *downloads.iterdir()]}
    (source / "03-gone.ipynb").write_text("{}")
    write(notebooks)
    assert {path: path.stat().st_mtime_ns for path in [*source.iterdir(), *downloads.iterdir()]} == before


def test_a_lesson_without_a_title_is_an_error_that_says_so():
    with pytest.raises(ValueError, match="begins with '# '"):
        sources.title_and_promise({"cells": [{"cell_type": "markdown", "source": "## no"}]})


def test_messages_name_notebook_cell_and_language(build, notebooks):
    source, _ = write(notebooks)
    path = source / "04-relu.ipynb"
    text = f"{path}:50002: WARNING: formula \\frac{{: Expected '}}'\n"
    assert (
        build.plain_messages(text, source, "ja") == "04-relu.ipynb: next: ja: WARNING: formula \\frac{: Expected '}'\n"
    )


def test_message_about_a_failed_cell_names_it_and_leaves_out_the_traceback(build, notebooks):
    source, _ = write(notebooks)
    text = (
        f"{source}/04-relu.ipynb: WARNING: Executing notebook failed: CellExecutionError\nTraceback …\n"
        "An error occurred while executing the following cell:\n------------------\nimport numpy as np\n"
        "\nx = 1\n------------------\n\n\x1b[31mlong\x1b[0m\n\x1b[31mNameError\x1b[39m: name 'np'\n\n [mystnb.exec]\n"
    )
    assert build.plain_messages(text, source, "ko") == "04-relu.ipynb: setup: ko: NameError: name 'np'\n"


def test_a_missing_translation_stops_the_build_and_is_named(build, notebooks):
    assert sources.untranslated("ja", notebooks) == sources.untranslated("en", notebooks) == []
    assert build.build_language("ko", notebooks.parent, notebooks) == "04-relu.ipynb: title: ko: no translation"


def test_root_page_links_all_languages_without_script(build):
    page = build.root_page()
    for lang, info in interface.languages().items():
        assert f'<a href="{lang}/index.html" lang="{lang}" hreflang="{lang}">{info["name"]}</a>' in page


def test_sitemap_lists_every_page_in_every_language(build, tmp_path):
    (tmp_path / "en").mkdir()
    for name in ("index.html", "04-relu.html", "search.html"):
        (tmp_path / "en" / name).touch()
    text = build.sitemap(tmp_path, "https://example.org/course/")
    assert len(re.findall("<loc>", text)) == 2 * len(interface.languages())
    assert "<loc>https://example.org/course/zh-Hant/04-relu.html</loc>" in text
    assert "search" not in text


def test_glossary_page_has_every_term_once_in_the_page_language_first():
    page = glossary.page("ja")
    anchors = re.findall(r'id="(term-[\w-]+)"', page)
    assert len(anchors) == len(set(anchors)) == len(glossary.terms())
    assert page.index("日本語") < page.index("English")
    assert '<th lang="ja">活性化関数</th>' in page


def test_glossary_prefers_the_longest_term_and_whole_latin_words():
    finder, _ = glossary.pattern("ja")
    assert [found[0] for found in finder.finditer("隠れ層の勾配消失")] == ["隠れ層", "勾配消失"]
    finder, _ = glossary.pattern("en")
    assert [found[0] for found in finder.finditer("The unity of a hidden layer")] == ["hidden layer"]


def test_style_sheet_and_renderer_are_the_same_katex():
    style = (ROOT / "book" / "static" / "katex" / "katex.min.css").read_text("utf-8")
    script = (ROOT / "book" / "katex" / "katex.min.js").read_text("utf-8")
    wanted = re.search(r'version:after\{content:"([\d.]+)"', style)[1]
    assert f'version:"{wanted}"' in script or f'"{wanted}"' in script


def test_own_scripts_stay_within_ten_kilobytes():
    assert 1_000 < script("report").own_scripts() <= 10_240


def test_report_names_links_that_lead_nowhere(tmp_path):
    (tmp_path / "a.html").write_text(
        '<p id="here"><a href="#here"></a><a href="b.html#x"></a><a href="c.html"></a></p>'
    )
    (tmp_path / "b.html").write_text('<a href="https://example.org"></a><a href="a.html#here"></a><img src="d.png">')
    broken, count = script("report").broken_links(tmp_path)
    assert sorted(broken) == ["a.html: b.html#x", "a.html: c.html", "b.html: d.png"]
    assert count == 5


def test_report_says_in_a_line_that_lighthouse_is_missing(monkeypatch, tmp_path):
    report = script("report")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(report, "chromium", lambda: "chromium")
    assert report.lighthouse("http://127.0.0.1:9/", "en/index.html", tmp_path) is None


def test_style_sheets_and_templates_load_nothing_from_elsewhere():
    for path in [*(ROOT / "book" / "static").rglob("*.css"), *(ROOT / "book" / "templates").rglob("*.html")]:
        assert not re.search(r"(src|href)=.https?:|url\(.?https?:|@import", path.read_text("utf-8")), path


def test_requirements_of_the_book_are_pinned_there_or_in_the_constraints():
    names = re.findall(r"(?m)^([\w-]+)(?!.*==)", (ROOT / "book" / "requirements.txt").read_text("utf-8"))
    constraints = (ROOT / "constraints.txt").read_text("utf-8").lower()
    assert [name for name in names if f"\n{name.lower()}==" not in constraints] == []


def test_source_notebooks_hold_the_edition_as_json_jupyter_would_write(notebooks):
    source, _ = write(notebooks)
    text = (source / "04-relu.ipynb").read_text("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_printing_says_in_one_sentence_that_chromium_is_missing(monkeypatch, capsys, tmp_path):
    pdf = script("pdf")
    monkeypatch.setattr(pdf, "chromium", lambda: None)
    assert pdf.main(["--output", str(tmp_path)]) == 1
    assert capsys.readouterr().err == pdf.NO_CHROMIUM + "\n"


def test_a_printed_page_joins_the_pages_without_mixing_their_names_up():
    pdf = script("pdf")
    page = (
        '<article role="main"><nav>en ja</nav><h2 id="a">A<a class="headerlink" href="#a">¶</a></h2>'
        '<svg><clipPath id="c"/><g clip-path="url(#c)"/></svg><details><p>x</p></details><script>1</script>'
        '<a href="05.html">next</a> <a href="https://example.org">out</a> '
        '<img loading="lazy" src="_images/1.png"></article>'
    )
    assert pdf.article(page, "04", ["04", "05"], "../html/en", "en") == (
        '<article id="04--"><h2 id="04--a">A</h2>'
        '<svg><clipPath id="04--c"/><g clip-path="url(#04--c)"/></svg><details open><p>x</p></details>'
        '<a href="#05--">next</a> <a href="https://example.org">out</a> <img src="../html/en/_images/1.png"></article>'
    )


def test_table_of_times_stands_in_every_language_with_what_the_cache_says(tmp_path):
    from jupyter_cache import get_cache

    for number, lang in enumerate(interface.languages()):
        cache = get_cache(tmp_path / "results" / lang)
        for old in (100, 0):  # an older run first
            nb = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            nb["cells"] = [{"cell_type": "code", "id": "a", "source": f"{old}", "metadata": {}, "outputs": []}]
            nb["cells"][0]["execution_count"] = 1
            path = tmp_path / "04-relu.ipynb"
            path.write_text(json.dumps(nb))
            cache.cache_notebook_file(path, uri="/x/04-relu.ipynb", data={"execution_seconds": old + number + 0.26})
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "04-relu.html").write_text('<h1>ReLU<a class="headerlink" href="#">¶</a></h1>')
        (tmp_path / lang / "times.html").write_text(f"<p>{times.PLACE}</p>")
    times.fill(tmp_path, tmp_path / "results", ["04-relu"])
    for lang in interface.languages():
        text = (tmp_path / lang / "times.html").read_text("utf-8")
        assert '<a href="04-relu.html">ReLU</a></th><td>0.3</td><td>1.3</td><td>2.3</td><td>3.3</td></tr>' in text
        assert interface.word("times_sum", lang) in text
        assert times.PLACE not in text


GITHUB = {
    "repository": "https://github.com/OWNER/NAME",
    "hub": "https://hub.example.org/",
    "lite": "https://example.org/lite/",
}
PULL = "git-pull?repo=https%3A%2F%2Fgithub.com%2FOWNER%2FNAME&urlpath=lab/tree/NAME/notebooks/04-relu.ipynb"


@pytest.mark.parametrize("lang", list(interface.languages()))
def test_lessons_link_to_where_they_run_online_once_the_repository_is_known(lang):
    links = {link["text"]: link["href"] for link in pages.online("04-relu", lang, True, GITHUB)}
    assert list(links.values()) == [
        f"https://colab.research.google.com/github/OWNER/NAME/blob/editions/{lang}/04-relu.ipynb",
        "https://mybinder.org/v2/gh/OWNER/NAME/HEAD?urlpath=lab/tree/notebooks/04-relu.ipynb",
        f"https://hub.example.org/hub/user-redirect/{PULL}",
        f"https://example.org/lite/lab/index.html?path={lang}/04-relu.ipynb",
        f"https://github.com/OWNER/NAME/issues/new?title=04-relu%20%28{lang}%29%3A%20",
    ]
    assert list(links)[-1] == interface.word("report", lang)


def test_no_link_is_made_up():
    assert pages.online("04-relu", "en", True, {"repository": "", "lite": "https://example.org"}) == []
    elsewhere = pages.online("04-relu", "en", True, {"repository": "https://git.example.org/x/y"})
    assert [link["text"] for link in elsewhere] == ["Report a mistake"]
    assert not any("hub.example" in link["href"] for link in pages.online("04-relu", "en", True, {**GITHUB, "hub": ""}))
    assert len(pages.online("glossary", "en", False, GITHUB)) == 1


def test_downloads_install_the_course_on_colab_once_it_has_an_address_and_the_book_runs_as_before(
    notebooks, monkeypatch
):
    source, downloads = write(notebooks)
    plain, shown = load(downloads / "04-relu.ipynb"), (source / "04-relu.ipynb").read_bytes()
    assert "%pip" not in dumps(plain)
    config = load_config(ROOT)
    address = {"helpers": "git+https://github.com/OWNER/NAME"}
    monkeypatch.setattr(sources, "load_config", lambda root: replace(config, install=address))
    write(notebooks)
    for path in downloads.iterdir():
        code = [cell for cell in load(path).cells if cell.cell_type == "code"]
        assert code[0].source.endswith("    %pip install --quiet git+https://github.com/OWNER/NAME")
        assert code[1].source == 'LANGUAGE = "ja"'
    assert [cell for cell in load(downloads / "04-relu.ipynb").cells if cell.id != "install-helpers"] == plain.cells
    assert (source / "04-relu.ipynb").read_bytes() == shown


def test_front_page_shows_eight_curves_and_links_those_whose_lesson_is_written():
    text = curves.figure("ja", ["02-sigmoid", "05-leaky-relu"])
    assert len(re.findall(r'<(?:a|div) class="curve"', text)) == 8
    assert re.findall(r'<a class="curve" href="([^"]*)"', text) == ["02-sigmoid.html"] + 4 * ["05-leaky-relu.html"]


def test_curves_hold_values_and_slopes_from_the_functions_themselves():
    from helpers.activations import gelu, gelu_prime

    panel = curves.panel("gelu", None, "en")
    for key, function in (("y", gelu), ("slope", gelu_prime)):
        numbers = [float(number) for number in re.search(rf'data-{key}="([^"]*)"', panel)[1].split()]
        assert len(numbers) == 61
        assert numbers[::10] == pytest.approx([float(function(float(x))) for x in range(-3, 4)], abs=0.005)


def test_address_of_the_book_comes_from_the_environment_or_the_settings(monkeypatch):
    interface.course.cache_clear()
    monkeypatch.setenv("BOOK_SITE", "https://example.org/course/")
    assert interface.course()["site"] == "https://example.org/course/"
    interface.course.cache_clear()
