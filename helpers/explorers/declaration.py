"""What an explorer is: its controls, its panels, what moves in them, and the function that computes one frame.

The live form and the static form both read an `Explorer` and both take their numbers from :meth:`Explorer.frame`.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from helpers import language

_LABELS = Path(language.__file__).with_name("labels.toml")


@dataclass(frozen=True)
class Slider:
    """A slider that steps through a fixed list of numbers, the same in every form of the explorer.

    Parameters
    ----------
    name : str
        The parameter of the explorer's function that it sets; its label has the key of the same name.
    values : sequence of float
        The positions, in order.
    start : float
        The first position shown; one of `values`.
    format : str
        How a position is written.
    """

    name: str
    values: Sequence[float]
    start: float
    format: str = "{:g}"

    def __post_init__(self):
        _check_control(self)

    def texts(self, explorer):
        """Return one text per position."""
        return [self.format.format(value).replace("-", "−") for value in self.values]


@dataclass(frozen=True)
class Choice:
    """A few named alternatives: buttons.

    Parameters
    ----------
    name : str
        The parameter of the explorer's function that it sets.
    values : sequence
        The alternatives. A str is shown through the label of that key if there is one, else as it is.
    start : object
        One of `values`.
    """

    name: str
    values: Sequence
    start: object

    def __post_init__(self):
        _check_control(self)

    def texts(self, explorer):
        """Return one text per alternative."""
        return [explorer.text(str(value), str(value)) for value in self.values]


def _check_control(control):
    values = list(control.values)
    if not values:
        raise ValueError(f"{control.name}: expected at least one value, got an empty range")
    if control.start not in values:
        raise ValueError(f"{control.name}: expected a start among its values, got {control.start!r}")
    object.__setattr__(control, "values", tuple(v.item() if isinstance(v, np.generic) else v for v in values))


@dataclass(frozen=True)
class Panel:
    """One pair of axes with fixed limits, so that nothing jumps while a slider moves.

    Parameters
    ----------
    xlim, ylim : tuple of float
    xlabel, ylabel : str
        Keys of labels; an empty one is left out.
    xscale, yscale : {"linear", "log", "symlog"}
    xticks, yticks : sequence of float, optional
        Where ticks stand; Matplotlib's choice by default.
    xticklabels : sequence of str, optional
        What is written at `xticks`.
    """

    xlim: tuple
    ylim: tuple
    xlabel: str = "axis.input"
    ylabel: str = "axis.output"
    xscale: str = "linear"
    yscale: str = "linear"
    xticks: Sequence | None = None
    yticks: Sequence | None = None
    xticklabels: Sequence[str] | None = None


@dataclass(frozen=True)
class Curve:
    """A line that moves; the explorer's function gives its ``(x, y)``.

    Parameters
    ----------
    name : str
        Its key in the frame. A readout of the same name is written beside a sample of the line.
    colour : str
    style : {"-", "--", ":", "-.", "o", "|"}
        A line style, "o" for dots, or "|" for bars that stand on zero.
    width : float
        Of the line, dot or bar, in points.
    panel : int
    """

    name: str
    colour: str
    style: str = "-"
    width: float = 2.0
    panel: int = 0

    def path(self, x, y):
        """Return what is drawn: `x` and `y` as they are, or for bars upright strokes from zero with gaps between."""
        if self.style != "|":
            return x, y
        gap = np.full_like(x, np.nan)
        return np.stack([x, x, gap], axis=1).ravel(), np.stack([0 * y, y, gap], axis=1).ravel()


@dataclass(frozen=True)
class Picture:
    """A map that changes; the explorer's function gives its array, the lowest row first.

    Parameters
    ----------
    name : str
    extent : tuple of float
        Left, right, bottom, top.
    colours : str
        A Matplotlib colour map.
    limits : tuple of float
        The values at the ends of the colour map.
    panel : int
    """

    name: str
    extent: tuple
    colours: str = "cividis"
    limits: tuple = (0.0, 1.0)
    panel: int = 0


@dataclass
class Explorer:
    """A figure with controls and a question.

    Parameters
    ----------
    name : str
        Its texts are the labels ``explorers.NAME.title``, ``.question``, ``.alt`` and one per control and readout.
    controls : sequence of Slider or Choice
    panels : sequence of Panel
    moving : sequence of Curve or Picture
    function : callable
        ``function(**values)`` returns ``(arrays, readouts)``: a dict from the name of each moving part to ``(x, y)``,
        or to an array (rows, columns) for a Picture, and a dict from a name to a text. A generator function gives the
        successive states of a longer computation; it runs when a slider is released and is abandoned when a newer
        value comes.
    book : sequence of str, or mapping from str to sequence
        At most two controls that the static form keeps, with the values it keeps (by default all, the start must be
        among them); the other controls stay at their start.
    scene : callable, optional
        ``scene(axes, explorer)`` draws what does not move; `axes` is a list of Axes.
    texts : mapping, optional
        Key to text, or to a dict from language to text, instead of the labels.
    size : tuple of float
        Width and height in inches.

    Raises
    ------
    ValueError
        If `book` or the signature of `function` names an unknown control, or two parts share a name.

    Examples
    --------
    >>> def line(slope):
    ...     return {"line": ([-1, 1], [-slope, slope])}, {"line": f"{slope:.1f}"}
    >>> sliders, panels = [Slider("slope", [0.5, 1, 2], start=1)], [Panel((-1, 1), (-2, 2))]
    >>> explorer = Explorer("line", sliders, panels, [Curve("line", "#0072b2")], line, book=["slope"])
    >>> explorer.frame(slope=2)[1]
    {'line': '2.0'}
    """

    name: str
    controls: Sequence
    panels: Sequence[Panel]
    moving: Sequence
    function: Callable
    book: Sequence[str] | Mapping[str, Sequence]
    scene: Callable | None = None
    texts: Mapping | None = None
    size: tuple = (6.4, 3.8)
    slow: bool = field(init=False)
    _done: dict = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self):
        known = [control.name for control in self.controls]
        for group, names in (("controls", known), ("moving", [part.name for part in self.moving])):
            if len(set(names)) < len(names):
                raise ValueError(f"{group}: expected different names, got {names}")
        self.book = self._book()
        wanted = list(inspect.signature(self.function).parameters)
        if sorted(wanted) != sorted(known):
            raise ValueError(f"function: expected one of {known}, got parameters {wanted}")
        self.slow = inspect.isgeneratorfunction(self.function)

    def _book(self):
        named = {control.name: control for control in self.controls}
        kept = dict(self.book) if isinstance(self.book, Mapping) else dict.fromkeys(self.book)
        if not 1 <= len(kept) <= 2:
            raise ValueError(f"book: expected one or two controls, got {len(kept)}")
        for name, values in kept.items():
            if name not in named:
                raise ValueError(f"book: expected names among {list(named)}, got {name!r}")
            kept[name] = tuple(named[name].values if values is None else values)
            if not {named[name].start} <= set(kept[name]) <= set(named[name].values):
                raise ValueError(f"book: expected values of {name!r} with its start, got {kept[name]}")
        return kept

    def text(self, key, default=None):
        """Return one of the explorer's texts in the current language.

        Looked up as ``explorers.NAME.key``, then ``explorers.key``, then `key` itself; else `default`.
        """
        if self.texts is not None and key in self.texts:
            text = self.texts[key]
            return text if isinstance(text, str) else language.choose(text)
        labels = language.catalogue(_LABELS)
        for candidate in (f"explorers.{self.name}.{key}", f"explorers.{key}", key):
            if candidate in labels:
                return language.choose(labels[candidate])
        if default is None:
            raise KeyError(f"key: expected a text of explorer {self.name!r}, got {key!r}")
        return default

    def start(self):
        """Return the start position: control name to value."""
        return {control.name: control.start for control in self.controls}

    def frames(self, **values):
        """Yield the frames for these values: one, or the successive states of a longer computation.

        Parameters
        ----------
        **values
            One value for every control.

        Yields
        ------
        arrays : dict of str to (x, y) or array
            As float arrays; what is not finite is NaN and is drawn as a gap.
        readouts : dict of str to str

        Raises
        ------
        ValueError
            If a control is missing or unknown, or the function returns the wrong parts or shapes.
        """
        known = {control.name for control in self.controls}
        if set(values) != known:
            raise ValueError(f"values: expected {sorted(known)}, got {sorted(values)}")
        key = tuple(values[control.name] for control in self.controls)
        if key in self._done:
            yield self._done[key]
            return
        results = self.function(**values)
        frame = None
        for arrays, readouts in results if self.slow else [results]:
            frame = self._checked(arrays), {key: str(text).replace("-", "−") for key, text in readouts.items()}
            yield frame
        if self.slow:
            self._done[key] = frame

    def note(self, arrays):
        """Return a sentence if a curve of the frame has no finite value somewhere, else an empty text.

        A NaN in both x and y is a wanted gap, between two strokes of a curve.
        """
        curves = [arrays[part.name] for part in self.moving if isinstance(part, Curve)]
        return self.text("gap") if any((np.isnan(y) & ~np.isnan(x)).any() for x, y in curves) else ""

    def frame(self, **values):
        """Return the last of :meth:`frames`."""
        *_, last = self.frames(**values)
        return last

    def _checked(self, arrays):
        names = {part.name for part in self.moving}
        if set(arrays) != names:
            raise ValueError(f"function: expected arrays for {sorted(names)}, got {sorted(arrays)}")
        checked = {}
        for part in self.moving:
            if isinstance(part, Picture):
                array = np.asarray(arrays[part.name])
                if array.ndim not in (2, 3):
                    raise ValueError(f"{part.name}: expected a map (rows, columns), got shape {array.shape}")
                checked[part.name] = array
                continue
            x, y = (np.asarray(values, dtype=float) for values in arrays[part.name])
            if x.ndim != 1 or x.shape != y.shape:
                raise ValueError(f"{part.name}: expected x and y of one length, got shapes {x.shape} and {y.shape}")
            checked[part.name] = tuple(np.where(np.isfinite(values), values, np.nan) for values in (x, y))
        return checked
