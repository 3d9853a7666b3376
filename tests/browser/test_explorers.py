"""Explorers in a real browser: live in JupyterLab and Notebook 7, static in pages without a kernel."""

import base64
import importlib.resources
import io

import driver
import nbformat
import pytest
from PIL import Image

from helpers import explorers, language
from helpers.explorers import static

POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
PICTURE = ".jp-OutputArea-output img"
HANDLE = ".widget-hslider .noUi-handle"
BUSY = "import time\nuntil = time.time() + 4\nwhile time.time() < until:\n    sum(range(1000))"


def axe(page, scope="figure.explorer"):
    """Return the serious and critical findings of axe-core inside `scope`."""
    page.evaluate((importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("scope => axe.run(scope)", scope)["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]


@pytest.fixture(autouse=True, scope="module")
def english():
    language.use("en")
    yield
    language.use(None)


# Without a kernel


@pytest.fixture
def static_page(browser):
    """Serve figures on a page under the book's Content-Security-Policy; record what else it asks for."""
    context = browser.new_context(viewport={"width": 800, "height": 900})

    def open_page(*names, scheme="light"):
        script, style = explorers.static_files()
        body = "".join(static.figure(explorers.find(name)) for name in names)
        document = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title><link rel="stylesheet" href="s.css">'
            f'<script defer src="s.js"></script><body><main><h1>t</h1>{body}</main></body></html>'
        )
        page = context.new_page()
        page.emulate_media(color_scheme=scheme)
        page.problems, page.requests = [], []
        files = {
            "s.js": (script.read_text("utf-8"), "text/javascript"),
            "s.css": (style.read_text("utf-8"), "text/css"),
        }
        files[""] = document, "text/html"

        def answer(route):
            name = route.request.url.removeprefix("http://book.test/")
            page.requests.append(name)
            text, kind = files.get(name, ("", "text/plain"))
            route.fulfill(body=text, content_type=kind, headers={"Content-Security-Policy": POLICY})

        page.route("**/*", answer)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda message: message.type == "error" and page.problems.append(message.text))
        page.goto("http://book.test/")
        page.wait_for_selector("figure.explorer[data-ready]")
        return page

    yield open_page
    context.close()


def slopes(page):
    return page.locator(".explorer-readouts b").all_inner_texts()


def test_static_explorer_moves_by_arrow_keys_under_the_policy(static_page):
    page = static_page("relu-kink")
    assert slopes(page)[:3] == ["1.000", "0.000", "0.500"]
    before = page.locator("path[data-curve='2']").get_attribute("d")
    page.locator("input[type=range]").nth(1).focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert slopes(page)[:3] == ["1.000", "1.000", "1.000"]
    assert page.locator("path[data-curve='2']").get_attribute("d") != before
    assert page.locator("input[type=range]").nth(1).get_attribute("aria-valuetext") == "1.00"
    assert page.problems == []
    assert set(page.requests) <= {"", "s.js", "s.css", "favicon.ico"}


def test_static_explorer_moves_by_dragging(static_page):
    page = static_page("alpha-family")
    box = page.locator("input[type=range]").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 3, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, middle, steps=5)
    page.mouse.up()
    assert slopes(page)[:2] == ["f(−2) = −4.00", "f(−2) = −2.00"]


def test_buttons_choose_the_second_parameter(static_page):
    page = static_page("softplus-beta")
    page.get_by_label("float32").check()
    assert slopes(page)[1] == "x < −16.64"


def test_a_strip_shows_the_chosen_picture(static_page):
    page = static_page("xor-folding")
    strip = page.locator(".explorer-strip img")
    first = page.locator(".explorer-strip").screenshot()
    page.get_by_label("identity").check()
    assert "1" in slopes(page)
    assert page.locator(".explorer-strip").screenshot() != first
    assert strip.evaluate("i => i.naturalHeight / i.naturalWidth") > 10


def test_explorers_on_one_page_do_not_collide(static_page):
    page = static_page("relu-kink", "relu-kink", "alpha-family")
    figures = page.locator("figure.explorer")
    figures.nth(1).locator("input").nth(1).focus()
    page.keyboard.press("End")
    assert figures.nth(0).locator(".explorer-readouts b").nth(1).inner_text() == "0.000"
    assert figures.nth(1).locator(".explorer-readouts b").nth(1).inner_text() == "1.000"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_static_explorers_have_no_serious_accessibility_problem(static_page, scheme):
    page = static_page("relu-kink", "softplus-beta", "xor-folding", scheme=scheme)
    assert axe(page) == []


def test_paper_shows_the_start_position(static_page):
    page = static_page("relu-kink")
    page.locator("input[type=range]").nth(1).fill("40")
    assert slopes(page)[1] != "0.000"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert slopes(page)[:3] == ["1.000", "0.000", "0.500"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert slopes(page)[1] != "0.000"


def test_a_move_takes_less_than_a_frame(static_page):
    page = static_page("sigmoid-slope")
    median = page.evaluate("""() => {
        const input = document.querySelector("input[type=range]"), times = [];
        for (let i = 0; i < 60; i++) {
            input.value = i % 14;
            const before = performance.now();
            input.dispatchEvent(new Event("input", {bubbles: true}));
            document.body.getBoundingClientRect();
            times.push(performance.now() - before);
        }
        return times.sort((a, b) => a - b)[30];
    }""")
    assert median < 16


def test_a_phone_shows_the_whole_figure(static_page):
    page = static_page("softplus-beta", "relu-kink")
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_script_the_start_position_stays(browser, tmp_path):
    explorers.save("relu-kink", tmp_path / "relu.html")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "relu.html").as_uri())
    assert page.locator(".explorer-controls").is_hidden()
    assert "h = 0.8" in page.locator(".explorer-position").inner_text()
    assert page.locator("svg.explorer-view").is_visible()
    context.close()


def test_a_saved_file_moves_from_disk(browser, tmp_path):
    explorers.save("relu-kink", tmp_path / "relu.html")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "relu.html").as_uri())
    page.locator("input[type=range]").nth(1).fill("0")
    assert slopes(page)[:3] == ["0.000", "0.000", "0.000"]
    context.close()


# With a kernel


def write_notebook(path, name="relu-kink", *more):
    head = "from helpers import explorers, language\nlanguage.use(None)"
    sources = [head, f"explorers.show({name!r})", *more]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    return path.name


def picture(notebook):
    """Return the picture on the page, decoded."""
    source = notebook.page.locator(PICTURE).first.get_attribute("src")
    return Image.open(io.BytesIO(base64.b64decode(source.split(",", 1)[1]))).convert("RGB")


def expected(index, code="en", **values):
    """Return the picture that an explorer should show."""
    from helpers.explorers.drawing import Drawing

    before = language.current()
    language.use(code)
    drawing = Drawing(explorers.find(index))
    ready = drawing.explorer
    values = ready.start() | values
    drawing.set(*ready.frame(**values), values)
    language.use(before)
    return drawing.image().quantize(palette=drawing.palette, dither=0).convert("RGB")


def wait_for_picture(notebook, wanted):
    for _ in range(150):
        if picture(notebook).tobytes() == wanted.tobytes():
            return
        notebook.page.wait_for_timeout(100)
    pytest.fail("the picture never showed the last value")


@pytest.fixture
def opened(lab, open_notebook):
    def open_it(filename, *more, name="relu-kink"):
        notebook = open_notebook(lab, write_notebook(lab.root / filename, name, *more))
        notebook.run_all()
        notebook.page.wait_for_selector(HANDLE)
        notebook.page.wait_for_selector(PICTURE)
        return notebook

    return open_it


def test_live_explorer_moves_by_arrow_keys(opened):
    notebook = opened("keys.ipynb")
    notebook.page.locator(HANDLE).nth(1).focus()
    for _ in range(6):
        notebook.page.keyboard.press("ArrowRight")
    wait_for_picture(notebook, expected("relu-kink", x=0.3))
    assert "central 0.688" in notebook.page.locator("[role=status]").inner_text()


def test_live_sliders_say_their_name_and_value_and_the_picture_its_text(opened):
    page = opened("names.ipynb").page
    handle = page.locator(HANDLE).nth(1)
    assert handle.get_attribute("aria-label") == "x"
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelectorAll('.noUi-handle')[1].ariaValueText === '0.05'")
    page.wait_for_function(f"document.querySelector('{PICTURE}').alt.startsWith('ReLU with three secants')")
    assert axe(page, ".course-explorer") == []
    assert axe(page, ".jp-OutputArea-output:has(img)") == []


def drag(notebook, number, share):
    box = notebook.page.locator(HANDLE).nth(number).bounding_box()
    base = notebook.page.locator(".widget-hslider .noUi-base").nth(number).bounding_box()
    middle = box["y"] + box["height"] / 2
    notebook.page.mouse.move(box["x"] + box["width"] / 2, middle)
    notebook.page.mouse.down()
    notebook.page.mouse.move(base["x"] + share * base["width"], middle, steps=25)
    notebook.page.mouse.up()


def test_live_explorer_follows_a_drag_to_its_last_value(opened):
    notebook = opened("drag.ipynb")
    drag(notebook, 1, 1.0)
    wait_for_picture(notebook, expected("relu-kink", x=1.0))


def test_live_explorer_moves_while_a_cell_runs(opened):
    notebook = opened("busy.ipynb", BUSY)
    notebook.js("panel.content.activeCellIndex = 2;")
    notebook.page.evaluate("() => { jupyterapp.commands.execute('notebook:run-cell'); }")
    notebook.wait("""() => [...jupyterapp.shell.widgets('main')].find(w => w.sessionContext)
        .sessionContext.session?.kernel?.status === 'busy'""")
    drag(notebook, 1, 0.0)
    wait_for_picture(notebook, expected("relu-kink", x=-1.0))
    notebook.wait_idle()


def test_live_explorer_relabels_at_once_when_the_language_changes(opened):
    notebook = opened("language.ipynb", 'language.use("ko")')
    wait_for_picture(notebook, expected("relu-kink", "ko"))
    assert notebook.page.get_by_text(
        language.catalogue(explorers.declaration._LABELS)["explorers.relu-kink.title"]["ko"]
    )


def test_restart_and_run_all_leaves_one_working_explorer(opened):
    notebook = opened("again.ipynb")
    notebook.js("await panel.context.sessionContext.restartKernel();")
    notebook.wait_ready()
    notebook.run_all()
    notebook.page.wait_for_selector(HANDLE)
    assert notebook.page.locator(PICTURE).count() == 1
    drag(notebook, 1, 1.0)
    wait_for_picture(notebook, expected("relu-kink", x=1.0))


def test_the_saved_notebook_keeps_the_picture_and_no_error_text(opened, open_notebook, lab):
    notebook = opened("saved.ipynb")
    outputs = notebook.save()["cells"][1]["outputs"]
    assert [sorted(output["data"]) for output in outputs] == [
        ["application/vnd.jupyter.widget-view+json"],
        ["image/png", "text/plain"],
    ]


def test_a_long_computation_ends_with_the_last_value(opened):
    notebook = opened("clinic.ipynb", name="dead-relu-clinic")
    page = notebook.page
    page.locator(HANDLE).first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('[role=status]').textContent.includes('learning rate = 0.3')")
    page.wait_for_function("document.querySelector('[role=status]').textContent.includes('step 1000')")
    status = page.locator("[role=status]").inner_text()
    assert "dead, layer 1 0 / 32" in status


def test_notebook_7_shows_and_moves_an_explorer(tmp_path, open_notebook):
    with driver.Server(tmp_path, app="notebook") as server:
        notebook = open_notebook(server, write_notebook(tmp_path / "seven.ipynb"))
        notebook.run_all()
        notebook.page.wait_for_selector(HANDLE)
        notebook.page.locator(HANDLE).nth(1).focus()
        for _ in range(6):
            notebook.page.keyboard.press("ArrowRight")
        wait_for_picture(notebook, expected("relu-kink", x=0.3))
        notebook.page.keyboard.press("End")
        wait_for_picture(notebook, expected("relu-kink", x=1.0))
        drag(notebook, 1, 0.0)
        wait_for_picture(notebook, expected("relu-kink", x=-1.0))
