"""The slides in a real browser: no outside request, keys, explorers, what fits, the speaker's window, the handout."""

import re

import driver
import pytest
import web
from web import LANGUAGES

SCRIPT_OF = {"en": r"[a-z]{3}", "ja": r"[\u3040-\u30ff]", "zh-Hant": r"[\u4e00-\u9fff]", "ko": r"[\uac00-\ud7af]"}
LESSON = "04-relu"
EXPLORER = "#/kink-explorer"

# What sticks out of a slide, of an explorer or of the box it is in, and pictures that nobody can read, on all slides.
FAULTS = """() => {
    Reveal.configure({ viewDistance: 99, mobileViewDistance: 99 });
    const faults = [];
    for (const slide of Reveal.getSlides()) {
        const { h, v } = Reveal.getIndices(slide);
        Reveal.slide(h, v, 99);
        const face = slide.querySelector(".face"), box = face.getBoundingClientRect(), scale = box.width / 1280;
        const say = (what) => faults.push(`${slide.id}: ${what}`);
        if (face.scrollHeight > 720 || face.scrollWidth > 1280) say(`${face.scrollWidth} x ${face.scrollHeight}`);
        for (const element of face.querySelectorAll("header, .step > *, li, td, .explorer > *")) {
            const { right, bottom } = element.getBoundingClientRect();
            const parent = element.closest(".explorer")?.getBoundingClientRect() ?? box;
            const name = `${element.tagName} ${element.getAttribute("class") ?? ""}`;
            if (right > parent.right + 1 || bottom > parent.bottom + 1) say(`${name} sticks out`);
            if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display === "block")
                say(`${name} is ${element.scrollWidth - element.clientWidth} too wide`);
        }
        for (const view of face.querySelectorAll(".picture, .explorer-view"))
            if (view.getBoundingClientRect().height < 200 * scale) say("a picture is too small");
    }
    return [Reveal.getTotalSlides(), faults];
}"""


@pytest.fixture(scope="session")
def slides(book):
    """The folder of the slides; builds the book and them first, which is quick when nothing has changed."""
    assert web.script("book/slides.py").main([]) == 0
    return book / "slides"


@pytest.fixture(scope="session")
def site(slides):
    """The address of a server on loopback."""
    with web.served(slides) as address:
        yield address


@pytest.fixture
def open_deck(browser, site):
    """Open a deck: ``open_deck("ja/04-relu.html#/half")``; ``complaints`` collects errors and outside requests."""
    visitor = web.Visitor(browser, site)

    def open_deck(path, base=site):
        page = visitor.open(base + path, viewport={"width": 1280, "height": 800})
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_deck
    visitor.close()


def until(page, expression, value):
    """Wait until an expression has a value; Playwright's own waiting evaluates strings, which the policy forbids."""
    full = f"window.Reveal?.isReady?.() && {expression}"
    driver.until(lambda: page.evaluate(full) == value, f"{expression} is not {value}")


def current(page):
    return page.evaluate("Reveal.getCurrentSlide().id")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_slide_of_every_deck_fits(open_deck, slides, lang):
    names = [path.name for path in sorted((slides / lang).glob("[0-9]*.html"))]
    assert len(names) == 9
    page = open_deck(f"{lang}/{names[0]}")
    faults = {}
    for name in names:
        page.goto(page.url.split(f"/{lang}/")[0] + f"/{lang}/{name}")
        page.wait_for_selector("html[data-ready]", state="attached")
        count, found = page.evaluate(FAULTS)
        assert 15 <= count <= 30
        assert page.evaluate("document.documentElement.lang") == lang
        faults |= {name: found} if found else {}
    assert faults == {}
    assert page.complaints == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_lead_to_all_decks_and_languages(open_deck, slides, lang):
    page = open_deck(f"{lang}/{LESSON}.html")
    page.click(".tools a")
    targets = page.eval_on_selector_all("main a, nav a", "links => links.map((a) => a.getAttribute('href'))")
    assert len(targets) >= 9 + len(LANGUAGES)
    assert all((slides / lang / target).resolve().is_file() for target in targets)
    assert re.search(SCRIPT_OF[lang], page.inner_text("main p"))
    assert page.complaints == []


def test_deck_opens_from_a_usb_stick(open_deck, slides):
    page = open_deck(f"ko/{LESSON}.html{EXPLORER}", base=slides.as_uri() + "/")
    assert current(page) == "kink-explorer"
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px KaTeX_Main'))")
    assert page.complaints == []


def test_arrow_keys_go_on_through_steps_and_columns(open_deck):
    page = open_deck(f"en/{LESSON}.html#/rectify")
    assert page.locator("#rectify .fragment.visible").count() == 0
    page.keyboard.press("ArrowRight")
    assert (current(page), page.locator("#rectify .fragment.visible").count()) == ("rectify", 1)
    page.keyboard.press("ArrowRight")
    assert current(page) == "three-max"
    page.keyboard.press("ArrowLeft")
    assert current(page) == "rectify"
    page.click('[data-do="next"]')
    page.keyboard.press("ArrowRight")
    assert current(page) == "three-max-run"


def test_prediction_is_shown_before_its_result(open_deck):
    page = open_deck(f"en/{LESSON}.html#/half")
    result, answer = page.locator("#half .printed"), page.locator("#half .answer")
    assert page.locator("#half li").count() == 3
    assert not result.is_visible()
    page.keyboard.press("ArrowRight")
    result.wait_for(state="visible")
    assert not answer.is_visible()
    page.keyboard.press("ArrowRight")
    answer.wait_for(state="visible")
    assert current(page) == "half"


def test_explorer_has_the_arrow_keys_while_it_has_the_focus(open_deck):
    page = open_deck(f"en/{LESSON}.html{EXPLORER}")
    slider, value = page.locator("#kink-explorer input").first, page.locator("#kink-explorer .explorer-value").first
    before = value.inner_text(), page.locator("#kink-explorer .explorer-moving").first.inner_html()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert current(page) == "kink-explorer"
    assert value.inner_text() != before[0]
    assert page.locator("#kink-explorer .explorer-moving").first.inner_html() != before[1]
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert current(page) == "subgradient"


def test_clicker_goes_on_even_from_an_explorer(open_deck):
    page = open_deck(f"en/{LESSON}.html{EXPLORER}")
    page.locator("#kink-explorer input").first.focus()
    page.keyboard.press("PageDown")
    assert current(page) == "subgradient"
    page.keyboard.press("PageUp")
    assert current(page) == "kink-explorer"


@pytest.mark.parametrize("width", [900, 1900])
def test_explorer_follows_the_mouse_at_every_scale(open_deck, width):
    page = open_deck(f"en/{LESSON}.html{EXPLORER}")
    page.set_viewport_size({"width": width, "height": width * 9 // 16})
    slider = page.locator("#kink-explorer input").first
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.9, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, middle, steps=4)
    page.mouse.move(box["x"] + box["width"] * 0.25, middle, steps=4)
    page.mouse.up()
    share = slider.evaluate("(input) => input.value / input.max")
    assert share == pytest.approx(0.25, abs=0.1)
    assert current(page) == "kink-explorer"


@pytest.mark.parametrize("source", ["server", "file"])
def test_speaker_sees_the_whole_text_and_both_windows_keep_step(open_deck, slides, source):
    base = {} if source == "server" else {"base": slides.as_uri() + "/"}
    page = open_deck(f"ja/{LESSON}.html#/slope", **base)
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    speaker = popup.value
    speaker.wait_for_selector("html[data-ready]", state="attached")
    until(speaker, "Reveal.getCurrentSlide()?.id", "slope")
    assert len(speaker.inner_text(".said")) > 150
    assert re.search(SCRIPT_OF["ja"], speaker.inner_text(".said"))
    assert speaker.inner_text(".upcoming b")
    speaker.keyboard.press("ArrowRight")
    until(page, "Reveal.getCurrentSlide().id", "quotients")
    page.evaluate("location.hash = '#/kink-explorer'")
    until(speaker, "Reveal.getCurrentSlide().id", "kink-explorer")
    page.locator("#kink-explorer input").first.focus()
    page.keyboard.press("ArrowLeft")
    moved = page.locator("#kink-explorer .explorer-value").first.inner_text()
    until(speaker, "document.querySelector('#kink-explorer .explorer-value').textContent", moved)
    assert page.complaints == []


def test_deck_can_be_read_without_a_script(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}zh-Hant/{LESSON}.html")
    assert page.locator(".face").last.is_visible()
    assert page.locator("aside.notes").first.is_visible()
    assert not page.locator("nav.tools").is_visible()
    context.close()


def test_handout_has_every_slide_with_its_notes(browser, slides, tmp_path):
    from pypdf import PdfReader

    source = slides / "ko" / f"{LESSON}.html"
    page = browser.new_page()
    page.goto(source.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    count = page.evaluate("Reveal.getTotalSlides()")
    target = tmp_path / "handout.pdf"
    page.pdf(path=target, prefer_css_page_size=True, print_background=True)
    titles = page.evaluate("Reveal.getSlides().map((slide) => slide.querySelector('h1, h2').textContent)")
    page.close()
    texts = [sheet.extract_text() for sheet in PdfReader(target).pages]
    assert count / 3 <= len(texts) <= 1.5 * count
    plain = re.sub(r"\s", "", "".join(texts))
    assert all(re.sub(r"\s", "", title)[:8] in plain for title in titles if title.isascii() is False)
    assert all(text.strip() for text in texts)
