"""The built book in a real browser: four languages, no request to elsewhere, script or none, server or file."""

import gzip
import re
import unicodedata

import pytest
import web
from web import LANGUAGES, LESSON, PAGES, every_language

SCRIPT_OF = {"ja": r"[\u3040-\u30ff\u4e00-\u9fff]", "zh-Hant": r"[\u4e00-\u9fff]", "ko": r"[\uac00-\ud7af]"}
QUERIES = {
    "en": "subgradient|kink|He initialisation|mask|backward pass|half-wave|Fukushima|np.maximum|sparsity|glossary",
    "ja": "勾配|層|劣勾配|活性化関数|順伝播|重み|初期化|np.maximum|ReLUの|ニューラルネットワーク|折れ点|誤差逆伝播法",
    "zh-Hant": "梯度|層|次梯度|活化函數|前向傳播|權重|初始化|np.maximum|ReLU 的|神經網路|折點|反向傳播",
    "ko": "층|서브그레이디언트|활성화 함수|순전파|가중치|초기화|np.maximum|ReLU|신경망|꺾인 점|역전파|기울기",
}


@every_language
@pytest.mark.parametrize("name", [*PAGES, "search.html?q=ReLU"])
def test_page_breaks_no_policy_and_asks_nobody_else(open_page, lang, name):
    page = open_page(f"{lang}/{name}")
    page.wait_for_load_state("networkidle")
    assert page.complaints == []
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.title()


@every_language
def test_first_view_of_a_lesson_transfers_at_most_300_kilobytes(open_page, site, lang):
    page = open_page("en/search.html")
    sizes = {}

    def weigh(response):
        body = response.body()
        packed = body if re.search(r"\.(png|woff2)$", response.url) else gzip.compress(body)
        sizes[response.url] = len(packed)

    page.on("response", weigh)
    page.goto(f"{site}{lang}/{LESSON}")
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 10
    assert sum(sizes.values()) <= 300_000, sizes


@every_language
def test_book_opens_from_a_usb_stick(open_page, book, lang):
    page = open_page(f"{lang}/{LESSON}", base=book.as_uri() + "/")
    assert page.complaints == []
    assert page.locator(".katex-html").count() > 20
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px KaTeX_Main'))")


@every_language
def test_maths_is_there_without_script_and_none_is_left_raw(open_page, lang):
    page = open_page(f"{lang}/{LESSON}", java_script_enabled=False)
    assert page.locator(".katex-html").count() > 20
    text = re.sub(r"<(annotation|pre|code).*?</\1>", "", page.content(), flags=re.DOTALL)
    assert not re.search(r"\$[^<$]{1,80}\$|\\frac|katex-error", text)


@every_language
def test_pictures_have_texts_in_the_language_of_the_page(open_page, lang):
    page = open_page(f"{lang}/{LESSON}")
    texts = page.eval_on_selector_all("article img", "images => images.map((image) => image.alt)")
    assert len(texts) >= 3
    assert all(re.search(SCRIPT_OF.get(lang, r"[a-z]{3}"), text) for text in texts), texts


def test_language_links_keep_the_section_and_the_choice_is_remembered(open_page, site):
    page = open_page(f"ja/{LESSON}")
    page.wait_for_function("() => document.body.className !== 'arriving'")
    page.evaluate("document.getElementById('exercises').scrollIntoView({behavior: 'instant'})")
    page.locator(".sidebar-drawer .course-languages a[lang=ko]").click()
    page.wait_for_url(f"**/ko/{LESSON}#exercises")
    assert page.locator("#exercises h2").count() == 1
    page.goto(site)
    page.wait_for_url("**/ko/index.html")


@pytest.mark.parametrize(
    ("locale", "lang"),
    [("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("ja-JP", "ja"), ("ko", "ko"), ("fr-FR", "en"), ("zh-CN", "en")],
)
def test_front_door_leads_to_the_language_the_browser_asks_for(open_page, locale, lang):
    page = open_page("", locale=locale)
    page.wait_for_url(f"**/{lang}/index.html")
    assert page.complaints == []


def test_front_door_offers_every_language_without_script(open_page):
    page = open_page("", java_script_enabled=False)
    assert page.eval_on_selector_all("main a", "links => links.map((a) => a.lang)") == list(LANGUAGES)


def test_pages_name_their_other_languages_for_search_engines(open_page):
    page = open_page(f"ja/{LESSON}", java_script_enabled=False)
    found = page.eval_on_selector_all("link[rel=alternate]", "links => links.map((l) => l.hreflang)")
    assert found == [*LANGUAGES, "x-default"]
    assert len(page.locator("meta[name=description]").get_attribute("content")) > 20


@every_language
def test_solutions_and_predictions_stay_folded_until_asked(open_page, lang):
    page = open_page(f"{lang}/{LESSON}")
    solution = page.locator(".tag_solution details").first
    assert not solution.locator("pre").first.is_visible()
    solution.locator("summary").click()
    assert solution.locator("pre").first.is_visible()
    assert page.locator(".cell_output details").count() >= 3
    assert page.locator(".cell_output details[open]").count() == 0
    assert re.search(SCRIPT_OF.get(lang, "Show"), solution.locator("summary").text_content())


def test_explorer_moves_from_the_keyboard(open_page):
    page = open_page(f"ja/{LESSON}")
    slider = page.locator(".explorer input[type=range]").first
    before = page.locator(".explorer-readouts").first.text_content(), slider.get_attribute("aria-valuetext")
    page.locator(".explorer input[type=range]").nth(1).focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    after = page.locator(".explorer-readouts").first.text_content(), slider.get_attribute("aria-valuetext")
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert page.complaints == []


def test_one_slider_moves_the_point_on_every_curve_of_the_front_page(open_page):
    page = open_page("ko/index.html")
    places = "groups => groups.map((g) => g.getAttribute('transform'))"
    before = page.eval_on_selector_all(".curve g", places)
    page.locator(".curves input").focus()
    page.keyboard.press("Home")
    after = page.eval_on_selector_all(".curve g", places)
    assert len(before) == 8
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert all(place.startswith("translate(0 ") for place in after)
    assert page.locator(".curves output").text_content() == "−3.0"
    assert page.locator(".curve", has_text="tanh").locator("span").all_text_contents() == ["−1.00", "0.01"]
    assert page.complaints == []


def test_curves_stand_still_without_script(open_page):
    page = open_page("en/index.html", java_script_enabled=False)
    assert page.locator(".curve circle").count() == 8
    assert page.locator(".curves figcaption").is_visible()
    assert not page.locator(".curves input").is_visible()


@every_language
def test_explorer_moves_under_a_finger(open_page, lang):
    page = open_page(f"{lang}/{LESSON}", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    slider = page.locator(".explorer input[type=range]").first
    slider.scroll_into_view_if_needed()
    figure = page.locator("figure.explorer").first
    before = slider.get_attribute("aria-valuetext"), figure.locator(".explorer-view").inner_html()
    box = slider.bounding_box()
    assert box["height"] >= 24  # WCAG 2.2, target size
    page.touchscreen.tap(box["x"] + 0.1 * box["width"], box["y"] + box["height"] / 2)
    moved = "old => document.querySelector('.explorer input[type=range]').ariaValueText !== old"
    page.wait_for_function(moved, arg=before[0])
    assert figure.locator(".explorer-view").inner_html() != before[1]
    assert page.complaints == []


def test_explorer_shows_its_start_without_script(open_page):
    page = open_page(f"ja/{LESSON}", java_script_enabled=False)
    figure = page.locator("figure.explorer").first
    assert figure.locator(".explorer-view").is_visible()
    assert figure.locator(".explorer-position").is_visible()
    assert figure.locator(".explorer-readouts").is_visible()
    assert not figure.locator(".explorer-controls").is_visible()


@every_language
@pytest.mark.parametrize("name", ["index.html", LESSON])
def test_page_works_from_a_file(open_page, book, lang, name):
    page = open_page(f"{lang}/{name}", base=book.as_uri() + "/")
    slider = page.locator("input[type=range]").first
    figure = page.locator("figure", has=slider).first
    before = figure.inner_html()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert figure.inner_html() != before
    page.locator(".sidebar-drawer .course-languages a[lang=ja]").click()
    page.wait_for_url(f"**/ja/{name}*")
    assert page.complaints == []


def test_front_door_works_from_a_file(open_page, book):
    page = open_page("index.html", base=book.as_uri() + "/", locale="ko-KR")
    page.wait_for_url("**/ko/index.html")


@every_language
def test_pages_link_to_no_service_while_the_repository_is_unknown(book, lang):
    for path in (book / lang).glob("*.html"):
        assert not re.search(r"colab\.research|mybinder|lab/index\.html|issues/new", path.read_text("utf-8"))


@every_language
@pytest.mark.parametrize("where", ["server", "file"])
def test_search_finds_what_readers_type(open_page, site, book, lang, where):
    page = open_page(f"{lang}/search.html", base=site if where == "server" else book.as_uri() + "/")
    for query in QUERIES[lang].split("|"):
        page.goto(page.url.split("?")[0] + "?q=" + query)
        page.wait_for_selector(".search-summary:not(:empty)")
        results = page.eval_on_selector_all("ul.search a", "links => links.map((a) => a.getAttribute('href'))")
        assert results, f"{lang}: nothing found for {query!r}"
    assert page.complaints == []


@every_language
def test_search_says_in_the_language_when_it_finds_nothing(open_page, lang):
    page = open_page(f"{lang}/search.html?q=xyzzyq")
    page.wait_for_selector(".search-summary:not(:empty)")
    assert re.search(SCRIPT_OF.get(lang, "did not match"), page.locator(".search-summary").text_content())


@pytest.mark.parametrize("lang", ["ja", "zh-Hant", "ko"])
def test_no_english_of_the_theme_is_left(open_page, lang):
    for name in ("index.html", LESSON, "search.html?q=ReLU"):
        page = open_page(f"{lang}/{name}")
        names = page.evaluate(
            """[...document.querySelectorAll(':is([aria-label],[placeholder],[title]):not(.bibtex-citation *)')]
            .flatMap((e) => ['aria-label', 'placeholder', 'title'].map((a) => e.getAttribute(a))).filter(Boolean)
            .concat([...document.querySelectorAll('svg title, .toc-title, .context, .back-to-top, .skip-to-content')]
            .map((e) => e.textContent.trim())).filter(Boolean)"""
        )
        assert [text for text in names if not re.search(SCRIPT_OF[lang], text) and text not in ("English",)] == []


@every_language
def test_navigation_of_every_page_lists_all_pages(book, lang):
    lists = {
        path.name: re.findall(r'class="toctree-l1.*?<a [^>]*>(.*?)</a>', path.read_text("utf-8"))
        for path in (book / lang).glob("*.html")
    }
    assert len(lists) > len(PAGES)
    assert {tuple(names) for names in lists.values()} == {tuple(lists["index.html"])}


def test_traditional_chinese_pages_hold_no_simplified_characters(open_page):
    for name in ("index.html", LESSON, "search.html"):
        text = open_page(f"zh-Hant/{name}").locator("body").inner_text()
        suspects = {c for c in text if unicodedata.name(c, "").startswith("CJK UNIFIED")}
        assert [c for c in sorted(suspects) if not c.encode("cp950", "ignore")] == []


def test_no_link_is_broken(book):
    broken, links = web.script("book/report.py").broken_links(book)
    assert links > 200
    assert broken == []


@every_language
def test_downloads_are_notebooks(open_page, book, lang):
    page = open_page(f"{lang}/{LESSON}")
    names = page.eval_on_selector_all("a[download]", "links => links.map((a) => a.getAttribute('href'))")
    assert len(names) == (4 if lang == "en" else 2)
    assert all((book / lang / name).exists() for name in names)


def test_code_is_copied_by_a_button(open_page, site):
    page = open_page(f"ja/{LESSON}", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".cell_input .highlight").first.hover()
    page.locator("button.copy").first.click()
    page.locator("button.copy", has_text="コピーしました").wait_for()
    assert "import numpy as np" in page.evaluate("navigator.clipboard.readText()")
