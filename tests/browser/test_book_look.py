"""How the built book looks in a real browser: dark, on a phone, on paper; what it says to those who do not see it."""

import html
import re

import pytest
import web
from web import LESSON, PAGES, every_language

from helpers import activations

WIDE = "09-dead-relu.html"  # pictures and explorers with two panels


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


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
def test_wide_pictures_scroll_in_their_own_box_on_a_phone(open_page, lang):
    page = open_page(f"{lang}/{WIDE}", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.wait_for_selector(".picture[tabindex]")
    found = page.eval_on_selector_all(
        ".picture img, .panels svg",
        """all => all.map((drawn) => ({wide: drawn.getBoundingClientRect().width, whole: +drawn.getAttribute("width"),
            scrolls: drawn.parentElement.scrollWidth > drawn.parentElement.clientWidth + 1,
            reached: drawn.parentElement.tabIndex === 0}))""",
    )
    assert len(found) > 5
    pictures = [picture for picture in found if picture["whole"]]
    assert all(picture["wide"] >= 0.75 * picture["whole"] for picture in pictures)  # words of 10 pixels
    assert all(picture["scrolls"] == picture["reached"] == (picture["wide"] > 328) for picture in found)
    box = page.locator(".picture").first
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_scrolls_in_a_window_that_became_narrower_is_reached_by_keys(open_page):
    page = open_page(f"en/{LESSON}")
    page.wait_for_selector("body:not(.arriving)")
    reached = """(all) => all.map((box) => [box.scrollWidth > box.clientWidth, box.tabIndex === 0])"""
    for width, scrolling in ((1280, False), (360, True), (1280, False)):
        page.set_viewport_size({"width": width, "height": 740})
        page.wait_for_function(
            """([width, scrolling]) => innerWidth === width
                && scrolling === document.querySelector("article .picture").hasAttribute("tabindex")""",
            arg=[width, scrolling],
        )
        found = page.eval_on_selector_all("article pre, .math-wrapper, .picture, .panels", reached)
        assert len(found) > 20
        assert all(scrolls == focusable for scrolls, focusable in found)


def test_who_moves_in_a_page_that_arrives_keeps_the_place(open_page, site):
    page = open_page("ja/index.html")
    page.add_init_script("""addEventListener("DOMContentLoaded", () => {
        window.before = document.body.className;
        document.body.dispatchEvent(new WheelEvent("wheel", {bubbles: true}));
        window.after = document.body.className;
        document.getElementById("exercises").scrollIntoView({behavior: "instant"});
    })""")
    page.goto(f"{site}ja/{WIDE}")
    page.evaluate("new Promise((resolve) => requestIdleCallback(resolve))")
    assert page.evaluate("[before, after]") == ["arriving", ""]
    assert abs(page.evaluate("document.getElementById('exercises').getBoundingClientRect().top")) < 120


@pytest.mark.parametrize("width", [1440, 360])
def test_link_to_a_section_far_down_leads_there(open_page, width):
    page = open_page(f"ja/{WIDE}#exercises", viewport={"width": width, "height": 800})
    at_the_top = """name => {
        const {top} = document.getElementById(name).getBoundingClientRect();
        return top > -20 && top < 120 && scrollY > 2000;
    }"""
    page.wait_for_function(at_the_top, arg="exercises")
    page.reload()
    page.wait_for_function(at_the_top, arg="exercises")
    if width > 1000:
        page.goto(page.url.split("#")[0])
        page.locator(".toc-tree a[href='#references']").click()
        followed = """() => scrollY > 2000
            && [...document.querySelectorAll('.toc-tree .scroll-current > a')].pop()?.hash === '#references'
            && document.getElementById('references').getBoundingClientRect().top < innerHeight"""
        page.wait_for_function(followed)


def test_every_colour_of_a_function_can_be_read_on_a_picture_in_dark_mode(open_page):
    page = open_page(f"en/{WIDE}", color_scheme="dark")
    colours = ["#ffffff", *(record.colour for record in activations.ACTIVATIONS.values())]
    painted = page.locator(".picture img").first.evaluate(
        """(image, colours) => {
            const pen = document.createElement("canvas").getContext("2d");
            pen.filter = getComputedStyle(image).filter;
            return colours.map((colour) => {
                pen.fillStyle = colour;
                pen.fillRect(0, 0, 9, 9);
                return [...pen.getImageData(4, 4, 1, 1).data].slice(0, 3);
            });
        }""",
        colours,
    )
    paper, *lines = map(luminance, painted)
    assert paper < 0.02
    assert min((line + 0.05) / (paper + 0.05) for line in lines) >= 4.3


def luminance(colour):
    """The relative luminance of WCAG."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


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
    page.wait_for_selector("body:not(.arriving)")
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

    pdf = web.script("book/pdf.py")
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
    assert page.evaluate(web.script("book/pdf.py").HAS_GLYPHS, "ab")
    assert not page.evaluate(web.script("book/pdf.py").HAS_GLYPHS, "\U000e1000\U000e1001")
    page.close()
