"""A small explorer to try the machinery on, and a stand-in for the display that shows it."""

import threading

import numpy as np

from helpers.explorers import Curve, Explorer, Panel, Slider

TEXTS = {key: {"en": key, "ja": f"日{key}"} for key in ("title", "question", "alt", "k", "line")}


def straight(k):
    x = np.linspace(-1, 1, 5)
    return {"line": (x, k * x)}, {"line": f"{k:.1f}"}


def explorer(function=straight, **changes):
    """Return a small explorer of a straight line with slope k."""
    settings = {
        "controls": [Slider("k", [-1.0, 0.5, 2.0], start=0.5)],
        "panels": [Panel((-1, 1), (-2, 2))],
        "moving": [Curve("line", "#0072b2")],
        "book": ["k"],
        "texts": TEXTS,
    }
    return Explorer("straight", function=function, **settings | changes)


class Displayed:
    """Stands in for IPython's display and for the handle it returns."""

    def __init__(self):
        self.shown, self.updates, self.event = [], [], threading.Event()

    def __call__(self, bundle, **settings):
        self.shown.append((bundle, settings))
        return self

    def update(self, bundle, **settings):
        self.updates.append(bundle)
        self.event.set()
