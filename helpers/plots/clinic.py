"""The clinic's charts: losses of many runs that recover or diverge, and the curves of several patients side by side."""

import numpy as np

from ..activations import ACTIVATIONS
from ..language import label
from .style import GREY, INK, OFF, name_line, new_axes, quiet


def fuses(losses, top=1e4, ax=None):
    """Draw the loss of many runs on a log axis; runs that pass `top` end there with a cross and their number over it.

    Parameters
    ----------
    losses : mapping of str to array_like, shape (runs, steps)
        Key of ``ACTIVATIONS``, with the leak after a space where wanted ("leaky_relu 0.3"), to the loss before each
        step, NaN and inf allowed.
    top : float
    ax : array of Axes, optional
        One for each activation.

    Returns
    -------
    array of Axes, or Axes if there is one activation
    """
    axes = new_axes(ax, (4.2 * len(losses), 3.3), columns=len(losses))
    for a, (name, runs) in zip(np.atleast_1d(axes), losses.items(), strict=True):
        key, _, leak = name.partition(" ")
        runs, colour, ends = np.asarray(runs, dtype=float), ACTIVATIONS[key].colour, []
        for run in runs:
            beyond = np.flatnonzero(~(run < top))
            steps = np.arange(beyond[0] if len(beyond) else len(run))
            a.plot(steps, run[steps], color=colour, linewidth=1.3, alpha=0.8)
            if len(beyond):
                a.plot([steps[-1], beyond[0]], [run[steps[-1]], top], color=colour, linewidth=1.3, alpha=0.8)
                a.plot(beyond[0], top, marker="x", color=OFF, markersize=8, markeredgewidth=2, clip_on=False)
                ends.append(beyond[0])
        text = label("plots.clinic.lost", lost=len(ends), runs=len(runs))
        a.text(0.97, 0.9, text, transform=a.transAxes, ha="right", color=OFF if ends else INK)
        for step, count in zip(*np.unique(ends, return_counts=True), strict=True):
            name_line(a, step, top, f"{count}", OFF, xytext=(0, 6), ha="center")
        a.set(yscale="log", ylim=(0.01, top), xlim=(0, runs.shape[1] - 1))
        quiet(
            a,
            label("plots.dead.steps"),
            label("explorers.loss"),
            label(f"name.{key}") + (f", α = {leak}" if leak else ""),
        )
        a.set_title(a.get_title(), fontsize=a.title.get_fontsize(), pad=20)  # the counts stand below it
    return axes


def charts(histories, level, ax=None):
    """Draw the loss curves of several patients side by side, on a shared log axis around a level they may end at.

    Parameters
    ----------
    histories : mapping of str to array_like, shape (steps,)
        Name of the patient to the loss before each step.
    level : float
        Where to draw the dotted line; positive. The axis reaches from a tenth to a hundred times that; a curve that
        leaves it at the top gets a triangle there.
    ax : array of Axes, optional
        One for each patient.

    Returns
    -------
    array of Axes, or Axes if there is one patient
    """
    axes = new_axes(ax, (1.75 * len(histories), 2.4), columns=len(histories))
    low, high = 0.1 * level, 100 * level
    for a, (name, history) in zip(np.atleast_1d(axes), histories.items(), strict=True):
        a.axhline(level, color=GREY, linewidth=1, linestyle=":")
        a.plot(history, color=INK, linewidth=1.8)
        a.set(yscale="log", ylim=(low, high))
        peak = np.nanargmax(history)
        if history[peak] > high:
            a.plot(peak, high, marker="^", color=INK, markersize=7, clip_on=False)
        quiet(a, label("plots.dead.steps"), title=name)
        a.tick_params(labelleft=a is np.atleast_1d(axes)[0])
    first = np.atleast_1d(axes)[0]
    first.set_ylabel(label("explorers.loss"))
    name_line(first, first.get_xlim()[1], level, f"{level:.2f}", GREY, xytext=(-2, 4), ha="right")
    return axes
