"""The live form: ipywidgets controls above a picture that is an ordinary output, updated in place.

Callbacks run on other threads than the cells (subshells of ipykernel 7). One lock guards the figure, and the callback
draws the values that the controls have *then*: nothing queues, the last value wins. Long computations run on a thread
of their own and end as soon as a newer value is wanted.
"""

import base64
import contextvars
import html
import sys
import threading

import ipywidgets as widgets
from IPython.display import display

from helpers import language

from .declaration import Choice
from .drawing import Drawing, position

WIDGET = "application/vnd.jupyter.widget-view+json"
_open: dict = {}


class Live:
    """An explorer on the page: controls, figure and display handle.

    Parameters
    ----------
    explorer : Explorer
    """

    def __init__(self, explorer):
        self.explorer = explorer
        self.lock = threading.RLock()
        self.run = 0  # number of the newest run; older ones stop
        self.shown = None
        self.heading = widgets.HTML()
        self.status = widgets.HTML()
        self.controls = {control.name: self._control(control) for control in explorer.controls}
        self.box = widgets.VBox([self.heading, *self.controls.values(), self.status])
        self.box.add_class("course-explorer")  # where the front end's extension looks
        self._label()
        self.drawing = Drawing(explorer)
        for control in self.controls.values():
            control.observe(self._moved, "index")

    def _control(self, control):
        options = dict.fromkeys(("index",), control.values.index(control.start))
        labels = [(text, i) for i, text in enumerate(control.texts(self.explorer))]
        style = {"description_width": "initial"}
        if isinstance(control, Choice):
            return widgets.ToggleButtons(options=labels, style={"button_width": "auto", **style}, **options)
        return widgets.SelectionSlider(
            options=labels,
            continuous_update=not self.explorer.slow,
            style=style,
            layout={"width": "min(32rem, 95%)"},
            **options,
        )

    def _label(self):
        title, question, alt = (html.escape(self.explorer.text(key)) for key in ("title", "question", "alt"))
        self.heading.value = f'<b data-alt="{alt}">{title}</b><br>{question}'
        for control in self.explorer.controls:
            widget = self.controls[control.name]
            widget.description = self.explorer.text(control.name, control.name)
            widget.description_allow_html = False
            texts = control.texts(self.explorer)
            if list(widget._options_labels) != texts:
                index = widget.index
                widget.options = [(text, i) for i, text in enumerate(texts)]
                widget.index = index

    def values(self):
        """Return where the controls stand: name to value."""
        return {c.name: c.values[self.controls[c.name].index] for c in self.explorer.controls}

    def bundle(self, level=1):
        """Return the picture as it is now, as a bundle to display."""
        with self.lock:
            picture = base64.b64encode(self.drawing.png(level)).decode("ascii")
            return {"image/png": picture, "text/plain": self.explorer.text("alt")}

    def metadata(self):
        """Return the picture's metadata: its alt text."""
        return {"image/png": {"alt": self.explorer.text("alt")}}

    def show(self):
        """Display the controls and the picture at the start position."""
        self._set(self.drawing.start, self.values())
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        display({WIDGET: view}, raw=True)
        self.handle = display(self.bundle(level=9), raw=True, metadata=self.metadata(), display_id=True)
        language.follow(self)

    def _set(self, frame, values):
        where = position(self.explorer, values)
        self.drawing.set(*frame, values)
        self.shown = values
        words = "; ".join(f"{self.explorer.text(name)} {text}" for name, text in frame[1].items())
        note = self.explorer.note(frame[0])
        hidden = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
        self.status.value = f'<span role="status" style="{hidden}">{html.escape(f"{where}: {words}. {note}")}</span>'

    def _moved(self, change):
        if change["new"] is None:
            return
        if not self.explorer.slow:
            self._draw()
            return
        self.run += 1
        work = (self._compute, self.run)
        name = f"explorer {self.explorer.name}"
        thread = threading.Thread(target=contextvars.copy_context().run, args=work, name=name, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # a platform without threads, such as Pyodide
            self._compute(self.run)

    def _draw(self):
        with self.lock:
            values = self.values()
            if values != self.shown:
                self._set(self.explorer.frame(**values), values)
                self._update()

    def _compute(self, run):
        """Draw the successive states of a long computation until it ends or a newer run begins."""
        values = self.values()
        for frame in self.explorer.frames(**values):
            with self.lock:
                if run != self.run:
                    return
                self._set(frame, values)
                self._update()

    def _update(self):
        self.handle.update(self.bundle(), raw=True, metadata=self.metadata())

    def language_changed(self):
        """Write every text again in the current language."""
        with self.lock:
            self._label()
            self.drawing = Drawing(self.explorer)
            values = self.values()
            self._set(self.explorer.frame(**values), values)
            self._update()

    def close(self):
        """Take the controls off the page and free them."""
        self.run += 1
        for widget in (*self.controls.values(), self.heading, self.status, self.box):
            for part in (widget.layout, getattr(widget, "style", None), widget):
                if part is not None:
                    part.close()


def show(explorer):
    """Display a live explorer; one that the same cell showed before under this name is closed.

    Parameters
    ----------
    explorer : Explorer
    """
    key = explorer.name, _cell()
    if key in _open:
        _open.pop(key).close()
    _open[key] = live = Live(explorer)
    live.show()


def _cell():
    """Return the id of the running cell, if the front end says it."""
    ipython = sys.modules["IPython"].get_ipython()
    kernel = getattr(ipython, "kernel", None)
    return kernel.get_parent().get("metadata", {}).get("cellId") if kernel else None
