"""Draws an explorer: what stays is drawn once by Matplotlib, what moves is drawn over it, without pyplot.

Numbers are lettered by Pillow and line drawings are stored with a fixed palette: a fifth of the time of a full frame.
"""

import functools
import io
import math

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator
from PIL import Image, ImageDraw, ImageFont

from helpers import language

from .declaration import Picture

#: Text and axes, grid, ground. The static form replaces them by CSS variables.
INK, GRID, PAPER = "#333333", "#dddddd", "#ffffff"
DPI = 100
ROW = 0.25  # height of a row of words in inches
MARGIN = 0.15  # beside the words, in inches
TITLE = 0.24  # from the upper edge to the title's base line, in inches
SEPARATOR = ",  "  # between two controls
COLUMNS = 3
LETTERS = 9  # size of readouts in points


class Drawing:
    """An explorer's figure.

    Parameters
    ----------
    explorer : Explorer
    words : bool
        Whether title, positions and readouts are part of the picture. Their places stay while the controls move.

    Attributes
    ----------
    figure : Figure
    axes : list of Axes
    """

    def __init__(self, explorer, words=True):
        self.explorer = explorer
        self.family = language.font_family()
        self.start = explorer.frame(**explorer.start())
        self.figure = Figure(figsize=explorer.size, dpi=DPI, facecolor=PAPER)
        self.canvas = FigureCanvasAgg(self.figure)
        if self.canvas.get_width_height() != tuple(round(DPI * side) for side in explorer.size):
            # Matplotlib 3.9 makes 4.1 inches 409 pixels.
            self.figure.set_size_inches([math.nextafter(side, math.inf) for side in explorer.size])
        self.lines = self._lines() if words else []
        rows = len(self.lines) + -(-len(self.start[1]) // COLUMNS) if words else 0
        self.axes = self._panels(rows, words)
        if explorer.scene:
            explorer.scene(self.axes, explorer)
        for ax in self.axes:
            for text in ax.texts:
                text.set_family(self.family)
        self.artists = {part.name: self._artist(part) for part in explorer.moving}
        for artist in self.artists.values():
            artist.set_animated(True)
        places = self._words(rows) if words else {}
        self.canvas.draw()
        self.places = {name: self._end(text) for name, text in places.items()}
        if words:  # the note on gaps ends in the right upper corner
            self.places[None] = self.figure.bbox.width - MARGIN * DPI, TITLE * DPI
        self.values = {}
        self.palette = None if any(isinstance(part, Picture) for part in explorer.moving) else self._palette()
        self.background = self.canvas.copy_from_bbox(self.figure.bbox)

    def _lines(self):
        """Deal the controls out to as few lines as hold the longest text of each; return their numbers line by line."""
        longest = []
        for control in self.explorer.controls:
            texts = [setting(self.explorer, control, value) + SEPARATOR for value in control.values]
            longest.append(max(lettering(text, tuple(self.family)).getlength(text) for text in texts))
        for count in range(1, len(longest) + 1):
            lines = np.array_split(np.arange(len(longest)), count)
            if all(sum(longest[i] for i in line) <= self.figure.bbox.width - 2 * MARGIN * DPI for line in lines):
                break
        return lines

    def _panels(self, rows, words):
        width, height = self.explorer.size
        count = len(self.explorer.panels)
        axes = list(np.ravel(self.figure.subplots(1, count)))
        self.figure.subplots_adjust(
            left=0.68 / width,
            right=1 - MARGIN / width,
            bottom=(0.52 + ROW * rows + 0.06 * bool(rows)) / height,
            top=1 - (0.38 if words else 0.12) / height,
            wspace=0.85 / ((width - 0.83) / count - 0.5),
        )
        for ax, panel in zip(axes, self.explorer.panels, strict=True):
            ax.set(xscale=panel.xscale, yscale=panel.yscale, xlim=panel.xlim, ylim=panel.ylim, facecolor=PAPER)
            for set_label, key in ((ax.set_xlabel, panel.xlabel), (ax.set_ylabel, panel.ylabel)):
                if key:
                    set_label(self.explorer.text(key), family=self.family, color=INK)
            if panel.xticks is not None:
                ax.set_xticks(panel.xticks, panel.xticklabels)
                ax.xaxis.set_minor_locator(NullLocator())
            if panel.yticks is not None:
                ax.set_yticks(panel.yticks)
                ax.yaxis.set_minor_locator(NullLocator())
            ax.tick_params(color=INK, labelcolor=INK, labelsize=9)
            ax.spines[["top", "right"]].set_visible(False)
            ax.spines[["left", "bottom"]].set_color(INK)
            ax.grid(color=GRID, linewidth=0.6)
            ax.set_axisbelow(True)
        if words:
            self.figure.text(
                MARGIN / width, 1 - TITLE / height, self.explorer.text("title"), family=self.family, color=INK
            )
        return axes

    def _artist(self, part):
        ax = self.axes[part.panel]
        if isinstance(part, Picture):
            look = {"cmap": part.colours, "vmin": part.limits[0], "vmax": part.limits[1], "interpolation": "nearest"}
            picture = ax.imshow(self.start[0][part.name], extent=part.extent, origin="lower", **look)
            panel = self.explorer.panels[part.panel]
            ax.set(xlim=panel.xlim, ylim=panel.ylim, aspect="auto")
            return picture
        look = {"color": part.colour, "linewidth": part.width, "linestyle": part.style, "solid_capstyle": "butt"}
        if part.style == "o":
            look = {"color": part.colour, "linestyle": "none", "marker": "o", "markersize": part.width}
        elif part.style == "|":
            look["linestyle"] = "-"
        return ax.plot([], [], **look)[0]

    def _words(self, rows):
        """Write the readouts' names, each with a sample of its curve, and return them; 0, 1, … are the lines."""
        width, height = self.explorer.size
        look = {"family": self.family, "color": INK, "fontsize": LETTERS}
        heights = [(0.1 + ROW * (rows - 1 - row)) / height for row in range(rows)]
        texts = {i: self.figure.text(MARGIN / width, heights[i], "", **look) for i in range(len(self.lines))}
        for i, name in enumerate(self.start[1]):
            row, column = divmod(i, COLUMNS)
            x, y = (MARGIN + column * (width - MARGIN) / COLUMNS) / width, heights[len(self.lines) + row]
            curve = self.artists.get(name)
            if isinstance(curve, Line2D):
                self.figure.add_artist(sample(curve, [x, x + 0.25 / width], [y + 0.045 / height] * 2))
                x += 0.33 / width
            texts[name] = self.figure.text(x, y, self.explorer.text(name), **look)
        return texts

    def _end(self, text):
        """Return the pixel where the value after a name begins: left end of its base line."""
        x, y = text.get_transform().transform(text.get_position())
        width = text.get_window_extent().width + 8 if text.get_text() else 0
        return x + width, self.figure.bbox.height - y

    def _palette(self):
        """Return an image whose palette holds the colours in use and the tones between them and the ground.

        Pillow compares colours in steps of 4, so neighbours closer than 8 are left out.
        """
        fade = np.linspace(0, 1, 9)[:-1, None]
        tones = dict.fromkeys([INK, *(part.colour for part in self.explorer.moving)])
        own = np.concatenate([255 * (np.array(to_rgb(tone)) * (1 - fade) + fade) for tone in tones]).round()
        count = Image.frombuffer("RGBA", *self._pixels()).convert("RGB").getcolors(1 << 20)
        drawn = [colour for _, colour in sorted(count, reverse=True)[:300]]
        chosen = np.full((256, 3), 255)
        number = 1
        for colour in [*drawn[:8], *own, *drawn[8:]]:
            if number < 256 and np.abs(chosen[:number] - colour).max(axis=1).min() >= 8:
                chosen[number] = colour
                number += 1
        palette = Image.new("P", (1, 1))
        palette.putpalette(chosen.astype(np.uint8).tobytes())
        return palette

    def _pixels(self):
        pixels = self.canvas.buffer_rgba()
        return pixels.shape[1::-1], pixels, "raw", "RGBA", 0, 1

    def set(self, arrays, readouts, values=None):
        """Move everything to a frame; `values` says where the controls stand, by name."""
        for part in self.explorer.moving:
            if isinstance(part, Picture):
                self.artists[part.name].set_data(arrays[part.name])
            else:
                self.artists[part.name].set_data(*part.path(*arrays[part.name]))
        self.values = {None: self.explorer.note(arrays), **readouts}
        if values is not None:
            settings = [setting(self.explorer, control, values[control.name]) for control in self.explorer.controls]
            self.values |= {i: SEPARATOR.join(settings[k] for k in line) for i, line in enumerate(self.lines)}

    def image(self):
        """Return the picture as it is now, a Pillow image in RGB."""
        self.canvas.restore_region(self.background)
        for artist in self.artists.values():
            self.figure.draw_artist(artist)
        picture = Image.frombuffer("RGBA", *self._pixels()).convert("RGB")
        pen = ImageDraw.Draw(picture)
        for name, place in self.places.items():
            text = self.values.get(name, "")
            anchor = "ls" if name is not None else "rs"
            pen.text(place, text, INK, font=lettering(text, tuple(self.family)), anchor=anchor)
        return picture

    def png(self, level=1):
        """Return the picture as the bytes of a PNG file; a low compression `level` is quick, 9 is small."""
        picture, out = self.image(), io.BytesIO()
        if self.palette:
            picture = picture.quantize(palette=self.palette, dither=Image.Dither.NONE)
        picture.save(out, "PNG", compress_level=level)
        return out.getvalue()


def lettering(text, family):
    """Return the Pillow font of the first family that has every character of `text`, else of the first."""
    fonts = [_font(name) for name in family]
    return next((font for font, characters in fonts if characters.issuperset(map(ord, text))), fonts[0][0])


@functools.cache
def _font(name):
    path = findfont(FontProperties(family=name))
    return ImageFont.truetype(path, LETTERS * DPI / 72), frozenset(get_font(path).get_charmap())


def sample(curve, xs, ys):
    """Return a short line in figure coordinates that looks like `curve`."""
    look = {"color": curve.get_color(), "linewidth": min(curve.get_linewidth(), 6), "linestyle": curve.get_linestyle()}
    if curve.get_marker() not in ("None", None, ""):
        look = {"color": curve.get_color(), "marker": curve.get_marker(), "markersize": 6, "linestyle": "none"}
        xs, ys = [float(np.mean(xs))], ys[:1]
    return Line2D(xs, ys, **look)


def setting(explorer, control, value):
    """Say where a control stands, such as ``h = 1``."""
    text = control.texts(explorer)[control.values.index(value)]
    return f"{explorer.text(control.name, control.name)} = {text}"


def position(explorer, values):
    """Say in one line where the controls stand, such as ``h = 1,  x = 0``."""
    return SEPARATOR.join(setting(explorer, control, values[control.name]) for control in explorer.controls)


def still(explorer):
    """Return the picture at the start position as the bytes of a small PNG file."""
    drawing = Drawing(explorer)
    drawing.set(*drawing.start, explorer.start())
    return drawing.png(level=9)
