"""Compare a live explorer with ipywidgets.interact and a new figure: slider to pixels, in JupyterLab and Chromium.

Run ``python benchmarks/explorers.py`` where the project and Playwright are installed. Both move the same figure with
the same sliders, taking turns in one run, on a server started as ``make lab`` does. Slider to pixels is the time from a
key press until the browser has painted the new picture; kernel time is the processor time of one frame in the kernel; a
blank frame is a painted one without a picture.
"""

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

import driver

MOVES = 120
EXPLORER = """from helpers import explorers
explorers.show("relu-kink")"""
INTERACT = """import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from helpers.activations import relu
from helpers.explorers import find
ready = find("relu-kink")
def draw(h, x):
    arrays, readouts = ready.frame(h=h, x=x)
    fig, ax = plt.subplots(figsize=(6.4, 3.8), facecolor="white")
    ax.plot([-2, 0, 2], relu(np.array([-2.0, 0, 2])), linewidth=5, alpha=0.35)
    for part in ready.moving:
        ax.plot(*arrays[part.name], "o" if part.style == "o" else part.style, color=part.colour,
                label=readouts.get(part.name))
    ax.set(title="Three difference quotients of ReLU", xlim=(-2, 2), ylim=(-0.6, 2.1), xlabel="input $x$",
           ylabel="output")
    ax.legend()
    ax.grid()
    plt.show()
box = ipywidgets.interact(draw, **{
    c.name: ipywidgets.SelectionSlider(options=[(t, v) for t, v in zip(c.texts(ready), c.values)], value=c.start)
    for c in ready.controls}).widget;"""
KERNEL = """import statistics, time
from helpers.explorers import live
def cost(slider, moves=15):
    times = []
    for i in range(moves):
        before = time.process_time()
        slider.index = (7 * i + 1) % 41
        times.append(time.process_time() - before)
    return 1000 * statistics.median(times)
(shown,) = live._open.values()
print(cost(shown.controls["x"]), cost(box.children[1]))"""
WATCH = """selector => {
    window.blank = {frames: 0, blank: 0};
    const look = () => {
        const image = document.querySelector(selector);
        window.blank.frames += 1;
        if (!image || !image.complete || !image.naturalWidth || image.getBoundingClientRect().height < 50)
            window.blank.blank += 1;
        window.watching = requestAnimationFrame(look);
    };
    look();
}"""
PRESS = """([number, selector]) => new Promise(done => {
    const handle = document.querySelectorAll(".widget-hslider .noUi-handle")[number];
    const source = () => document.querySelector(selector)?.src;
    const before = source(), started = performance.now();
    const value = +handle.getAttribute("aria-valuenow");
    if (value >= 40) window.direction = "ArrowLeft";
    else if (value <= 0 || !window.direction) window.direction = "ArrowRight";
    const key = window.direction;
    handle.focus();
    handle.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
    const look = () => {
        const image = document.querySelector(selector);
        if (image && image.src !== before && image.complete && image.naturalWidth)
            requestAnimationFrame(() => done(performance.now() - started));
        else if (performance.now() - started > 10000) done(null);
        else requestAnimationFrame(look);
    };
    look();
})"""


def measure(notebook, number, selector, moves):
    """Return milliseconds from key press to picture, and the numbers of blank and of all frames."""
    notebook.page.evaluate(WATCH, selector)
    times = [notebook.page.evaluate(PRESS, [number, selector]) for _ in range(moves)]
    blank = notebook.page.evaluate("() => { cancelAnimationFrame(window.watching); return window.blank; }")
    return times, blank["blank"], blank["frames"]


def main():
    """Print one table."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        driver.Server(Path(folder)) as server,
    ):
        cells = [nbformat.v4.new_code_cell(source) for source in (EXPLORER, INTERACT, KERNEL)]
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, server.root / "bench.ipynb")
        browser = playwright.chromium.launch(executable_path=driver.chromium(), args=list(driver.CHROMIUM_FLAGS))
        page = driver.open_notebook(browser, server, "bench.ipynb", height=1600)
        page.run_all()
        both = {"explorer": (1, ".jp-OutputArea-child > .jp-RenderedImage img"), "interact": (3, ".widget-output img")}
        results = {name: ([], [0, 0]) for name in both}
        for _ in range(6):
            for name, (number, selector) in both.items():
                times, blank, frames = measure(page, number, selector, MOVES // 6)
                results[name][0].extend(times[2:])
                results[name][1][0] += blank
                results[name][1][1] += frames
        kernel = [float(v) for v in "".join(page.cells()[2]["outputs"][0]["text"]).split()]
        browser.close()
    print(f"{'':10s} {'p50 ms':>8s} {'p95 ms':>8s} {'kernel ms':>10s} {'blank frames':>14s}")
    table = {}
    for (name, (times, (blank, frames))), cost in zip(results.items(), kernel, strict=True):
        table[name] = statistics.median(times), statistics.quantiles(times, n=20)[-1], cost
        print("{:10s} {:8.0f} {:8.0f} {:10.1f} {:>14s}".format(name, *table[name], f"{blank} of {frames}"))
    print("{:10s} {:8.2f} {:8.2f} {:10.3f}".format("ratio", *(a / b for a, b in zip(*table.values(), strict=True))))


if __name__ == "__main__":
    main()
