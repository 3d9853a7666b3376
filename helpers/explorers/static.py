"""The static form: an SVG, the differences between its positions, native controls and one small script for all.

Nothing asks a kernel or the network. Explorers with maps become a strip of pictures instead of an SVG. Without a
script, and on paper, the start position stays.
"""

import base64
import html
import io
import itertools
import json
import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
from IPython.display import display
from PIL import Image

from helpers import language

from .declaration import Choice, Picture
from .drawing import GRID, INK, PAPER, Drawing, position, still

HERE = Path(__file__).parent
SCRIPT, STYLE = HERE / "explorer.js", HERE / "explorer.css"
#: A strip of pictures holds at most so many.
STRIP = 25
#: Colours that are other ones in dark mode, and their variables in :data:`STYLE`.
TONES = {
    INK: "ink",
    GRID: "grid",
    PAPER: "paper",
    "#0072b2": "blue",
    "#005a9c": "sea",
    "#004488": "navy",
    "#a04000": "rust",
    "#e69f00": "orange",
    "#999999": "grey",
}
_UNITS = 10  # per SVG unit
_DASHES = {"--": (3.7, 1.6), "-.": (6.4, 1.6, 1, 1.6), ":": (1, 1.65)}
_numbers = itertools.count(1)


def show(explorer):
    """Display an explorer as HTML, with the picture of its start position for pages that show no HTML."""
    picture = base64.b64encode(still(explorer)).decode("ascii")
    alt = explorer.text("alt")
    bundle = {"text/html": figure(explorer), "image/png": picture, "text/plain": alt}
    display(bundle, raw=True, metadata={"image/png": {"alt": alt}})


def page(explorer):
    """Return a whole HTML page with this explorer, its script and its style."""
    title = html.escape(explorer.text("title"))
    return (
        f'<!doctype html>\n<html lang="{language.current()}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f'<style>\n{STYLE.read_text("utf-8")}</style>\n<body class="explorer-page">\n<main>{figure(explorer)}</main>\n'
        f"<script>\n{SCRIPT.read_text('utf-8')}</script>\n</body>\n</html>\n"
    )


def positions(explorer):
    """Return the values of every control at each position of the static form, the last control of the book fastest."""
    return [
        explorer.start() | dict(zip(explorer.book, values, strict=True))
        for values in itertools.product(*explorer.book.values())
    ]


def figure(explorer):
    """Return the HTML of an explorer, a ``<figure>``.

    Parameters
    ----------
    explorer : Explorer

    Returns
    -------
    str
        Needs :data:`SCRIPT` and :data:`STYLE` on its page. It holds no script but its data, and fits a
        Content-Security-Policy of ``default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:``.
    """
    name = f"explorer-{explorer.name}-{next(_numbers)}"
    drawing = Drawing(explorer, words=False)
    places = positions(explorer)
    frames = [explorer.frame(**values) for values in places]
    start = places.index(explorer.start())
    if any(isinstance(part, Picture) for part in explorer.moving):
        view, data = _strip(explorer, drawing, frames, start)
    else:
        view, data = _svg(explorer, drawing, frames, start, name)
    data["readouts"] = [list(readouts.values()) for _, readouts in frames]
    data["notes"] = [explorer.note(arrays) for arrays, _ in frames]
    data["values"] = [_texts(explorer, control) for control in _controls(explorer)]
    content = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<figure class="explorer" id="{name}"><figcaption><strong>{_escaped(explorer, "title")}</strong><br>'
        f"{_escaped(explorer, 'question')}</figcaption>{view}"
        f'<p class="explorer-position">{html.escape(position(explorer, explorer.start()))}</p>'
        f'<div class="explorer-controls" hidden>{_inputs(explorer, name)}</div>'
        f"{_readouts(explorer, *frames[start])}"
        f'<script type="application/json">{content}</script></figure>'
    )


def _escaped(explorer, key, default=None):
    return html.escape(explorer.text(key, default))


def _controls(explorer):
    named = {control.name: control for control in explorer.controls}
    return [named[name] for name in explorer.book]


def _texts(explorer, control):
    texts = control.texts(explorer)
    return [texts[control.values.index(value)] for value in explorer.book[control.name]]


def _inputs(explorer, name):
    parts = []
    for control in _controls(explorer):
        key, label = f"{name}-{control.name}", _escaped(explorer, control.name, control.name)
        texts = [html.escape(text) for text in _texts(explorer, control)]
        start = explorer.book[control.name].index(control.start)
        if isinstance(control, Choice):
            buttons = (
                f'<label><input type="radio" name="{key}" value="{i}" data-lm-suppress-shortcuts="true"'
                f"{' checked' if i == start else ''}> {text}</label>"
                for i, text in enumerate(texts)
            )
            parts.append(f"<fieldset><legend>{label}</legend>{''.join(buttons)}</fieldset>")
        else:
            parts.append(
                f'<div><label for="{key}">{label}</label><input type="range" id="{key}" min="0" max="{len(texts) - 1}" '
                f'value="{start}" aria-valuetext="{texts[start]}" data-lm-suppress-shortcuts="true">'
                f'<span class="explorer-value" aria-hidden="true">{texts[start]}</span></div>'
            )
    return "".join(parts)


def _readouts(explorer, arrays, readouts):
    curves = {part.name: part for part in explorer.moving if not isinstance(part, Picture)}
    parts = []
    for name, text in readouts.items():
        sample = ""
        if name in curves:
            look = _look(curves[name], limit=6)
            line = "M125 50h0" if curves[name].style == "o" else "M20 50h210"
            sample = f'<svg viewBox="0 0 250 100" aria-hidden="true"><path {look} d="{line}"/></svg>'
        parts.append(f"<span>{sample}{_escaped(explorer, name)} <b>{html.escape(text)}</b></span>")
    parts.append(f"<i>{html.escape(explorer.note(arrays))}</i>")
    return f'<output class="explorer-readouts">{"".join(parts)}</output>'


def _colour(colour):
    """Replace the colours that are other ones in dark mode by variables."""
    for plain, name in TONES.items():
        colour = colour.replace(plain, f"var(--explorer-{name})")
    return colour


def _look(curve, limit=100):
    width = min(curve.width, limit)
    style = f"fill:none;stroke:{_colour(mpl.colors.to_hex(curve.colour))};stroke-width:{width * _UNITS:g}"
    if curve.style == "o":
        style += ";stroke-linecap:round"
    elif curve.style in _DASHES:
        style += ";stroke-dasharray:" + " ".join(f"{dash * width * _UNITS:g}" for dash in _DASHES[curve.style])
    return f'style="{style}"'


def _svg(explorer, drawing, frames, start, name):
    """Return the SVG at the start position, and the data that moves it."""
    curves = [_encoded(drawing, part, [arrays[part.name] for arrays, _ in frames]) for part in explorer.moving]
    groups = []
    height = drawing.figure.bbox.height
    scale = 72 / drawing.figure.dpi
    for number, ax in enumerate(drawing.axes):
        box = ax.bbox
        x, y, w, h = (scale * v for v in (box.x0, height - box.y1, box.width, box.height))
        paths = "".join(
            f'<path data-curve="{i}" {_look(part)} d="{decoded(data, start, part.style == "o")}"/>'
            for i, (part, data) in enumerate(zip(explorer.moving, curves, strict=True))
            if part.panel == number
        )
        groups.append(
            f'<clipPath id="{name}-clip{number}">'
            f'<rect x="{x:.1f}" y="{y - 1:.1f}" width="{w:.1f}" height="{h + 2:.1f}"/></clipPath>'
            f'<g class="explorer-moving" clip-path="url(#{name}-clip{number})">'
            f'<g transform="scale({1 / _UNITS})">{paths}</g></g>'
        )
    svg = _still_svg(drawing, name).replace(
        "<svg ", f'<svg class="explorer-view" role="img" aria-label="{_escaped(explorer, "alt")}" ', 1
    )
    return svg.removesuffix("</svg>") + "".join(groups) + "</svg>", {
        "curves": curves,
        "dots": [part.style == "o" for part in explorer.moving],
    }


def _still_svg(drawing, name):
    for artist in drawing.artists.values():
        artist.set_visible(False)
    out = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": name}):
        drawing.figure.savefig(out, format="svg", metadata={"Date": None})
    svg = out.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->|\n\s*", lambda m: " " * (m[0][0] == "\n"), svg, flags=re.S)
    svg = svg[svg.index("<svg") :].replace("> <", "><").strip()
    width, height = (72 * inches for inches in drawing.explorer.size)
    svg = re.sub(
        r"^<svg .*?>", f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width:g} {height:g}">', svg
    )
    svg = re.sub(r'(?<= d=")[^"]*', lambda d: re.sub(r"\d+\.\d{3,}", lambda v: f"{float(v[0]):.2f}", d[0]), svg)
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    return _colour(svg)


def _encoded(drawing, part, arrays):
    """Encode a curve at every position: x once if it never changes, each different frame once, as differences."""
    height, scale = drawing.figure.bbox.height, 72 / drawing.figure.dpi * _UNITS
    points = []
    for x, y in arrays:
        pixels = drawing.axes[part.panel].transData.transform(np.column_stack(part.path(x, y)))
        pixels = np.clip(np.column_stack([pixels[:, 0], height - pixels[:, 1]]) * scale, -30000, 30000)
        pixels[~np.isfinite(pixels).all(axis=1)] = np.nan
        points.append(np.round(pixels))
    xs = [p[:, 0] for p in points]
    shared = all(np.array_equal(x, xs[0]) for x in xs) and not np.isnan(xs[0]).all()
    frames, order = {}, []
    for p in points:
        y = _differences(p[:, 1])
        frame = (y,) if shared else (y, _differences(p[:, 0]))
        order.append(frames.setdefault(frame, len(frames)))
    data = {"frames": [list(frame) for frame in frames]}
    if shared:
        data["x"] = _differences(xs[0])
    if order != list(range(len(order))):
        data["of"] = order
    return data


def _differences(values):
    """Return whole-number differences from one finite value to the next, None for the others."""
    last, result = 0, []
    for value in values:
        result.append(None if np.isnan(value) else int(value) - last)
        last = last if np.isnan(value) else int(value)
    return tuple(result)


def decoded(data, place, dots=False):
    """Return the SVG path of an encoded curve at a position, as the script does in the browser.

    Examples
    --------
    >>> decoded({"x": (10, 5, 5), "frames": [[(0, None, 7)]]}, 0)
    'M10 0M20 7'
    """
    frame = data["frames"][data.get("of", range(place + 1))[place]]
    xs = data["x"] if "x" in data else frame[1]
    x = y = 0
    pen, path = "M", ""
    for dx, dy in zip(xs, frame[0], strict=True):
        x += dx or 0
        y += dy or 0
        if dx is None or dy is None:
            pen = "M"
            continue
        path += f"{pen}{x} {y}" + "h0" * dots
        pen = "M" if dots else "L"
    return path


def _strip(explorer, drawing, frames, start):
    """Return one picture with all positions one below the other, and the data that moves it."""
    if len(frames) > STRIP:
        raise ValueError(f"book: expected at most {STRIP} positions for an explorer with maps, got {len(frames)}")
    pictures = []
    for arrays, readouts in frames:
        drawing.set(arrays, readouts)
        pictures.append(drawing.image())
    width, height = pictures[0].size
    strip = Image.new("RGB", (width, height * len(pictures)))
    for i, picture in enumerate(pictures):
        strip.paste(picture, (0, i * height))
    out = io.BytesIO()
    strip.quantize(48, dither=Image.Dither.NONE).convert("RGB").save(out, "WEBP", lossless=True, method=4)
    source = base64.b64encode(out.getvalue()).decode("ascii")
    view = (
        f'<div class="explorer-view explorer-strip" role="img" aria-label="{_escaped(explorer, "alt")}" '
        f'style="aspect-ratio:{width}/{height}"><img alt="" src="data:image/webp;base64,{source}" '
        f'style="transform:translateY({-100 * start / len(frames):g}%)"></div>'
    )
    return view, {"strip": len(frames)}
