"""The built book in a real browser: four languages, no request to elsewhere, script or none, server or file."""

import functools
import gzip
import html
import http.server
import importlib.util
import re
import threading
import unicodedata
from pathlib import Path
from urllib.parse import urljoin

import pytest

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "ja", "zh-Hant", "ko")
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
LESSON = "04-relu.html"
PAGES = ("index.html", LESSON, "guide.html", "guide-04.html", "references.html", "glossary.html", "times.html")
SCRIPT_OF = {"ja": r"[\u3040-\u30ff\u4e00-\u9fff]", "zh-Hant": r"[\u4e00-\u9fff]", "ko": r"[\uac00-\ud7af]"}
QUERIES = {
    "en": "subgradient|kink|He initialisation|mask|backward pass|half-wave|Fukushima|np.maximum|sparsity|glossary",
    "ja": "勾配|層|劣勾配|活性化関数|順伝播|重み|初期化|np.maximum|ReLUの|ニューラルネットワーク|折れ点|誤差逆伝播法",
    "zh-Hant": "梯度|層|次梯度|活化函數|前向傳播|權重|初始化|np.maximum|ReLU 的|神經網路|折點|反向傳播",
    "ko": "층|서브그레이디언트|활성화 함수|순전파|가중치|초기화|np.maximum|ReLU|신경망|꺾인 점|역전파|기울기",
}

every_language = pytest.mark.parametrize("lang", LANGUAGES)


def script(name):
    """One of the book's scripts, as a module."""
    spec = importlib.util.spec_from_file_location(f"book_{name}", ROOT / "book" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def book():
    """The folder of the built book; builds it first, which is quick when nothing has changed."""
    assert script("build").main([]) == 0
    return ROOT / "book" / "_build" / "html"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serve files with the book's Content-Security-Policy, silently."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site(book):
    """The address of a server on loopback."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(book)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def open_page(browser, site):
    """Open a page: ``open_page("ja/index.html", **context)``; ``complaints`` collects errors and outside requests."""
    contexts = []

    def open_page(path, base=site, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))

        def guard(route):
            if route.request.url.startswith((site, "file:", "data:")):
                return route.continue_()
            page.complaints.append(f"request to {route.request.url}")
            return route.abort()

        context.route("**/*", guard)
        page.goto(urljoin(base, path))
        return page

    yield open_page
    for context in contexts:
        context.close()


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


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
    after = slider.get_attribute("aria-valuetext"), figure.locator(".explorer-view").inner_html()
    assert before[0] != after[0]
    assert before[1] != after[1]
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


def test_colours_follow_the_system_and_the_button(open_page):
    dark = background(open_page(f"en/{LESSON}", color_scheme="dark"))
    page = open_page(f"en/{LESSON}", color_scheme="light")
    light = background(page)
    assert dark != light
    page.locator(".theme-toggle-content .theme-toggle").click()
    assert page.evaluate("document.body.dataset.theme") != "auto"


@every_language
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_narrow_phone(open_page, lang, name):
    page = open_page(f"{lang}/{name}", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("article .course-languages").is_visible()


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
    broken, links = script("report").broken_links(book)
    assert links > 200
    assert broken == []


@every_language
def test_downloads_are_notebooks(open_page, book, lang):
    page = open_page(f"{lang}/{LESSON}")
    names = page.eval_on_selector_all("a[download]", "links => links.map((a) => a.getAttribute('href'))")
    assert len(names) == (4 if lang == "en" else 2)
    assert all((book / lang / name).exists() for name in names)


@pytest.mark.parametrize(
    ("lang", "name", "scheme"),
    [
        ("en", LESSON, "light"),
        ("zh-Hant", LESSON, "dark"),
        ("ko", "index.html", "light"),
        ("en", "index.html", "dark"),
        ("ja", "glossary.html", "light"),
        ("zh-Hant", "glossary.html", "dark"),
        ("ko", "references.html", "dark"),
        ("en", "references.html", "light"),
        ("en", "times.html", "dark"),
    ],
)
def test_page_is_accessible(open_page, lang, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(f"{lang}/{name}", color_scheme=scheme, bypass_csp=True)
    everything_but_glyphs = {"exclude": [[".katex-html"]]}
    found = Axe().run(page, everything_but_glyphs, {"resultTypes": ["violations"]}).response["violations"]
    serious = [
        (v["id"], node["target"], node["failureSummary"])
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]
    assert serious == []


def test_first_tab_offers_to_skip_to_the_text(open_page):
    page = open_page(f"ja/{LESSON}")
    page.keyboard.press("Tab")
    for _ in range(3):  # Furo's two hidden switches come first
        if page.evaluate("document.activeElement.className").startswith("skip-to-content"):
            break
        page.keyboard.press("Tab")
    assert page.locator(".skip-to-content:focus").text_content().strip() == "本文へ進む"


def test_page_prints_on_a_reasonable_number_of_sheets(open_page):
    page = open_page(f"ko/{LESSON}")
    pdf = page.pdf(format="A4")
    assert 5 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 40


@every_language
def test_the_printed_book_has_an_outline_its_fonts_and_searchable_text(browser, book, lang):
    from pypdf import PdfReader

    pdf = script("pdf")
    printed = PdfReader(pdf.print_language(browser, lang, book.parent))
    names = pdf.pages((book / lang / "index.html").read_text("utf-8"))
    headings = [
        html.unescape(re.sub("<.*?>", "", heading))
        for name in names
        for heading in re.findall(
            r'<h[12][^>]*>(.*?)<a class="headerlink"', (book / lang / f"{name}.html").read_text("utf-8")
        )
    ]
    assert [entry.title for chapter in printed.outline for entry in two_levels(chapter)] == headings
    assert 3 * len(names) <= len(printed.pages) <= 35 * len(names)
    texts = [page.extract_text() for page in printed.pages]
    assert min(map(len, texts)) > 20, "an empty page"
    assert not re.search("[\u2e80-\u2fd5\uf900-\ufaff]", "".join(texts))
    assert printed.trailer["/Root"]["/Lang"] == lang
    assert "/StructTreeRoot" in printed.trailer["/Root"]
    for page in printed.pages:
        assert not unembedded(page)
        for note in page.get("/Annots", []):
            assert str(note.get_object().get("/A", {}).get("/URI", "https:")).startswith("http")


def two_levels(entry):
    """A chapter, or the sections of the chapter before it."""
    return [section for section in entry if not isinstance(section, list)] if isinstance(entry, list) else [entry]


def unembedded(page):
    """The names of a printed page's fonts that are not in the file."""
    names = []
    for reference in page["/Resources"].get("/Font", {}).values():
        font = reference.get_object()
        if font["/Subtype"] != "/Type3":  # its glyphs are drawings in the file
            shape = font.get("/DescendantFonts", [font])[0].get_object()["/FontDescriptor"]
            names += [] if {"/FontFile", "/FontFile2", "/FontFile3"} & set(shape) else [font["/BaseFont"]]
    return names


def test_a_font_without_the_characters_is_noticed_before_printing(browser):
    page = browser.new_page()
    assert page.evaluate(script("pdf").HAS_GLYPHS, "ab")
    assert not page.evaluate(script("pdf").HAS_GLYPHS, "\U000e1000\U000e1001")
    page.close()


def test_code_is_copied_by_a_button(open_page, site):
    page = open_page(f"ja/{LESSON}", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".cell_input .highlight").first.hover()
    page.locator("button.copy").first.click()
    assert "import numpy as np" in page.evaluate("navigator.clipboard.readText()")
    assert page.locator("button.copy").first.text_content() == "コピーしました"
