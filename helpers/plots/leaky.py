"""Leaky ReLU and its family: slopes for negative inputs, the portrait, paired differences, slopes that are learnt."""

import numpy as np

from ..activations import ACTIVATIONS, leaky_relu, leaky_relu_prime
from ..language import label
from .style import BLUE, GREY, INK, OFF, PALE, name_ends, name_line, new_axes, quiet, readable

_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
_FRAME = (-1.4, 2.2)  # the heights of the portrait


def slope_family(alphas, x, ax=None):
    """Draw leaky ReLU for several slopes, and the derivatives, broken at 0; where all are alike, one dark line.

    Parameters
    ----------
    alphas : sequence of float
        Slopes for negative inputs, at most five.
    x : array_like, shape (n,)
        Ascending, with values on both sides of 0.
    ax : array of two Axes, optional

    Returns
    -------
    array of two Axes
    """
    axes = new_axes(ax, (8.4, 3.4), columns=2)
    x = np.asarray(x, dtype=float)
    left, right = x[x < 0], x[x >= 0]
    for alpha, dash in zip(alphas, _DASHES, strict=False):
        colour = _colour(alpha)
        axes[0].plot(x[x <= 0], leaky_relu(x[x <= 0], alpha), color=colour, linestyle=dash, linewidth=2)
        axes[1].plot(left, leaky_relu_prime(left, alpha), color=colour, linestyle=dash, linewidth=2)
        name_line(axes[1], left[0], alpha, _special(alpha), colour, xytext=(2, 4 if alpha > 0 else -13))
    axes[0].plot(right, right, color=INK, linewidth=2)
    axes[1].plot(x[x > 0], leaky_relu_prime(x[x > 0]), color=INK, linewidth=2)
    axes[0].set_ylim(-np.ptp(x) / 2, np.ptp(x) / 2)
    axes[1].margins(y=0.12)
    quiet(axes[0], label("axis.input"), label("axis.output"))
    quiet(axes[1], label("axis.input"), label("axis.slope"))
    return axes


def _colour(alpha):
    """Return the colour of leaky ReLU, or that of the function it becomes for this slope."""
    names = {0: "relu", 1: "identity"}
    return {-1: BLUE, 2: OFF}.get(alpha) or ACTIVATIONS[names.get(alpha, "leaky_relu")].colour


def _special(alpha):
    names = {0: label("name.relu"), 1: label("name.identity"), -1: "$|x|$"}
    number = _number(alpha)
    if alpha in names:
        return label("plots.leaky.special", alpha=number, name=names[alpha])
    return f"α = {number}"


def _number(alpha):
    return f"{alpha:g}".replace("-", "−")


def family_portrait(x, slopes, ax=None):
    """Draw ReLU's relatives, one panel each, with ReLU behind them and their derivatives dashed.

    Titles have the colours of the functions, so that the last panel can be read; PReLU has its slopes instead of
    derivatives.

    Parameters
    ----------
    x : array_like, shape (n,)
        Ascending.
    slopes : sequence of float
        For PReLU, which is drawn once for each.
    ax : array of six Axes, optional

    Returns
    -------
    array of six Axes
        In two rows if new: leaky ReLU with the first of the slopes, PReLU, ELU, GELU, SiLU, all but PReLU together.

    Raises
    ------
    ValueError
        If `ax` does not hold six Axes.
    """
    import matplotlib.pyplot as plt

    if ax is None:
        look = {"figsize": (8.4, 5.2), "layout": "constrained", "facecolor": "white"}
        _, ax = plt.subplots(2, 3, sharex=True, sharey=True, **look)
    elif np.size(ax) != 6:
        raise ValueError(f"ax: expected 6 Axes, got {np.size(ax)}")
    axes = np.ravel(ax)
    x = np.asarray(x, dtype=float)
    leaky = ACTIVATIONS["leaky_relu"]
    members = {"leaky_relu": [leaky.with_parameters(alpha=slopes[0])]}
    members["prelu"] = [leaky.with_parameters(alpha=alpha) for alpha in slopes]
    members |= {name: [ACTIVATIONS[name]] for name in ("elu", "gelu", "silu")}
    for a, (name, records) in zip(axes, members.items(), strict=False):
        a.plot(x, ACTIVATIONS["relu"].function(x), color=PALE, linewidth=6, solid_capstyle="round")
        for record in records:
            a.plot(x, record.function(x), color=record.colour, linewidth=2)
            if len(records) == 1:
                a.plot(x, _broken(record.derivative(x)), color=record.colour, linewidth=1.3, linestyle="--")
        text = label("plots.leaky.prelu" if name == "prelu" else f"name.{name}")
        quiet(a, title=f"{text}, α = {slopes[0]:g}" if name == "leaky_relu" else text)
        a.title.set_color(readable(records[0].colour))
    for alpha in slopes:
        _name_slope(axes[1], x[0], alpha, f"α = {_number(alpha)}" if alpha == min(slopes) else _number(alpha))
    axes[5].plot(x, ACTIVATIONS["relu"].function(x), color=PALE, linewidth=6, solid_capstyle="round")
    for name in ("leaky_relu", "elu", "gelu", "silu"):
        axes[5].plot(x, members[name][0].function(x), color=ACTIVATIONS[name].colour, linewidth=1.8)
    quiet(axes[5], title=label("plots.leaky.together"))
    for a in axes:
        a.set(xlim=(x[0], x[-1]), ylim=_FRAME)
    for a in axes[3:]:
        a.set_xlabel(label("axis.input"))
    return ax


def _name_slope(ax, x, alpha, words):
    """Write a slope where its line enters the portrait: through the left side, the floor or the ceiling."""
    side = _FRAME[0] <= alpha * x <= _FRAME[1]
    place = (x, alpha * x) if side else (_FRAME[alpha < 0] / alpha, _FRAME[alpha < 0])
    offset = ((4, 9) if side else (-3, 3)) if alpha >= 0 else ((16, -6) if side else (10, -11))
    name_line(
        ax, *place, words, ACTIVATIONS["leaky_relu"].colour, xytext=offset, ha="left" if side or alpha < 0 else "right"
    )


def _broken(y):
    """Return values with the first one behind each jump replaced by NaN, so that the line breaks there."""
    y = np.array(y, dtype=float)
    y[1:][np.abs(np.diff(y)) > 0.2] = np.nan
    return y


def paired_differences(trials, ax=None):
    """Draw paired differences to ReLU: one panel for each task, one row for each rival, one dot for each seed.

    Parameters
    ----------
    trials : mapping of str to mapping of str to array_like, shape (seeds,)
        Title in the current language to rival to differences. A rival is a key of ``ACTIVATIONS``, with its α behind
        a space if it has one; ``"relu"`` is the placebo, ReLU with other initial weights. The same rivals everywhere.
    ax : array of Axes, optional
        One for each task.

    Returns
    -------
    array of Axes, or Axes if there is one task
    """
    axes = new_axes(ax, (4.2 * len(trials), 3.6), columns=len(trials))
    for column, (a, (title, rivals)) in enumerate(zip(np.atleast_1d(axes), trials.items(), strict=True)):
        a.axvline(0, color=ACTIVATIONS["relu"].colour, linewidth=1.5)
        for row, (name, differences) in enumerate(rivals.items()):
            if name == "relu":
                a.axvspan(min(differences), max(differences), color=PALE, alpha=0.6, linewidth=0, zorder=0)
            colour = ACTIVATIONS[name.split()[0]].colour
            heights = row + np.linspace(-0.25, 0.25, len(differences))
            a.plot(differences, heights, "o", color=colour, markersize=4, alpha=0.7)
            a.plot(np.median(differences), row, "|", color=INK, markersize=16, markeredgewidth=2)
        names = [_rival(name) for name in rivals] if column == 0 else [""] * len(rivals)
        a.set_yticks(range(len(rivals)), names)
        a.set_ylim(len(rivals) - 0.5, -0.5)
        quiet(a, label("plots.leaky.difference"), title=title)
    return axes


def _rival(name):
    key, _, alpha = name.partition(" ")
    text = label("plots.leaky.placebo") if key == "relu" else label(f"name.{key}")
    return f"{text}, α = {alpha}" if alpha else text


def learnt_slopes(slopes, start=None, ax=None):
    """Draw how the slope α of PReLUs moves while they are trained, one line for each seed.

    Parameters
    ----------
    slopes : mapping of str to array_like, shape (seeds, steps)
        Task in the current language to the slope after each step; at most three tasks.
    start : float, optional
        The slope before the first step, the same for all.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    ends = []
    for (task, paths), colour in zip(slopes.items(), (ACTIVATIONS["leaky_relu"].colour, BLUE, OFF), strict=False):
        paths = np.asarray(paths, dtype=float)
        steps = np.arange(1, paths.shape[1] + 1)
        if start is not None:
            steps, paths = np.insert(steps, 0, 0), np.insert(paths, 0, start, axis=1)
        ax.plot(steps, paths.T, color=colour, linewidth=1, alpha=0.7)
        ends.append((steps[-1], float(np.median(paths[:, -1])), task, colour))
    ax.margins(x=0)
    if start is not None:
        ax.plot(0, start, "o", color=INK, markersize=5, clip_on=False, zorder=3)
    for alpha in (-1, 0, 1):
        ax.axhline(alpha, color=GREY, linewidth=0.9, linestyle=":")
    low, high = ax.get_ylim()
    ticks = [alpha for alpha in range(-5, 6) if low < alpha < high]
    ax.set_yticks(ticks, [_special(alpha).removeprefix("α = ") for alpha in ticks])
    name_ends(ax, ends)
    return quiet(ax, label("plots.sigmoid.updates"), label("plots.leaky.learnt"))
