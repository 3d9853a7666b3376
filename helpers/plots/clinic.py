"""The clinic's charts: losses of many runs that recover or diverge, and the curves of several patients side by side."""

import numpy as np

from ..activations import ACTIVATIONS
from ..language import label
from .style import GREY, INK, OFF, name_line, new_axes, quiet


def fuses(losses, top=1e4, ax=None):
    """Draw the loss of many runs on a log axis; a run that passes `top` ends there with a cross.

    Parameters
    ----------
    losses : mapping of str to array_like, shape (runs, steps)
        Key of ``ACTIVATIONS`` to the loss before each step, NaN and inf allowed.
    top : float
    ax : array of Axes, optional
        One for each activation.

    Returns
    -------
    array of Axes, or Axes if there is one activation
    """
    axes = new_axes(ax, (4.2 * len(losses), 3.3), columns=len(losses))
    for a, (name, runs) in zip(np.atleast_1d(axes), losses.items(), strict=True):
        runs, colour = np.asarray(runs, dtype=float), ACTIVATIONS[name].colour
        for run in runs:
            beyond = np.flatnonzero(~(run < top))
            steps = np.arange(beyond[0] if len(beyond) else len(run))
            a.plot(steps, run[steps], color=colour, linewidth=1.3, alpha=0.8)
            if len(beyond):
                a.plot([steps[-1], beyond[0]], [run[steps[-1]], top], color=colour, linewidth=1.3, alpha=0.8)
                a.plot(beyond[0], top, marker="x", color=OFF, markersize=8, markeredgewidth=2, clip_on=False)
        lost = int(sum(not (run < top).all() for run in runs))
        text = label("plots.clinic.lost", lost=lost, runs=len(runs))
        a.text(0.97, 0.9, text, transform=a.transAxes, ha="right", color=OFF if lost else INK)
        a.set(yscale="log", ylim=(0.01, top), xlim=(0, runs.shape[1] - 1))
        quiet(a, label("plots.dead.steps"), label("explorers.loss"), label(f"name.{name}"))
    return axes


def charts(histories, level, ax=None):
    """Draw the loss curves of several patients side by side, on a shared log axis around a level they may end at.

    Parameters
    ----------
    histories : mapping of str to array_like, shape (steps,)
        Name of the patient to the loss before each step.
    level : float
        Where to draw the dotted line; positive. The axis reaches from a tenth to a hundred times that.
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
        quiet(a, label("plots.dead.steps"), title=name)
        a.tick_params(labelleft=a is np.atleast_1d(axes)[0])
    first = np.atleast_1d(axes)[0]
    first.set_ylabel(label("explorers.loss"))
    name_line(first, first.get_xlim()[1], level, f"{level:.2f}", GREY, xytext=(-2, 4), ha="right")
    return axes
