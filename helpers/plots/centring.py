"""Tanh and its zero: the hyperbolic family, σ on its way to tanh, signs of gradients, paths, rates, growth by layer."""

import numpy as np
from matplotlib.ticker import NullLocator

from ..activations import ACTIVATIONS, sigmoid
from ..language import label
from .style import BLUE, GREY, INK, OFF, PALE, name_ends, name_line, new_axes, quiet, readable


def hyperbolic(x, ax=None):
    """Draw sinh, cosh and their quotient tanh, with the two asymptotes of tanh.

    Parameters
    ----------
    x : array_like, shape (n,)
        Ascending, with values on both sides of 0.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    x, colour = np.asarray(x, dtype=float), ACTIVATIONS["tanh"].colour
    ax.hlines([-1, 1], x[0], x[-1], color=GREY, linewidth=1, linestyle=":")
    ax.plot(x, np.sinh(x), color=OFF, linewidth=1.8, linestyle="--")
    ax.plot(x, np.cosh(x), color=BLUE, linewidth=1.8, linestyle="-.")
    ax.plot(x, np.tanh(x), color=colour, linewidth=2.4)
    ax.set(xlim=(x[0], x[-1]), ylim=(-4, 4))
    name_line(ax, -np.arccosh(3.2), 3.2, "cosh", BLUE, xytext=(8, 0))
    name_line(ax, -np.arcsinh(3.2), -3.2, "sinh", OFF, xytext=(8, -6))
    name_ends(ax, [(x[-1], np.tanh(x[-1]), label("name.tanh"), colour)])
    return quiet(ax, label("axis.input"), label("axis.output"))


def rescaling(x, ax=None):
    """Draw the three steps from σ to tanh: twice as steep, twice as high, down by 1.

    Parameters
    ----------
    x : array_like, shape (n,)
        Ascending.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    x, tanh = np.asarray(x, dtype=float), ACTIVATIONS["tanh"]
    ax.plot(x, np.tanh(x), color=tanh.colour, linewidth=7, alpha=0.3, solid_capstyle="round")
    steps = [
        ("σ(x)", sigmoid(x), ACTIVATIONS["sigmoid"].colour, "-"),
        ("σ(2x)", sigmoid(2 * x), BLUE, "--"),
        ("2σ(2x)", 2 * sigmoid(2 * x), INK, "-."),
        ("2σ(2x) − 1 = tanh x", 2 * sigmoid(2 * x) - 1, tanh.colour, "-"),
    ]
    ends = []
    for name, y, colour, dash in steps:
        ax.plot(x, y, color=colour, linestyle=dash, linewidth=1.8)
        ends.append((x[-1], y[-1], name, colour))
    name_ends(ax, ends)
    ax.axhline(0, color=INK, linewidth=0.8)
    return quiet(ax, label("axis.input"), label("axis.output"))


def same_signs(batches, shares, chance, ax=None):
    """Draw how often all weight gradients of a unit agree in sign, against the batch size.

    Parameters
    ----------
    batches : array_like, shape (n,)
        Positive.
    shares : mapping of str to array_like, shape (n,)
        Key of ``ACTIVATIONS`` to shares from 0 to 1.
    chance : float
        Share for independent signs.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    ax.plot([batches[0], batches[-1]], [chance, chance], color=INK, linewidth=1, linestyle=":")
    ends = []
    for name, y in shares.items():
        colour = ACTIVATIONS[name].colour
        ax.semilogx(batches, y, "o-", color=colour, linewidth=2)
        ends.append((batches[-1], y[-1], f" {label(f'name.{name}')}", colour))
    ax.set(ylim=(-0.02, 1.05), xticks=batches, xticklabels=[f"{batch:g}" for batch in batches])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter("{x:.0%}")
    name_ends(ax, ends)
    name_line(ax, batches[0], chance, label("plots.centring.chance"), INK, xytext=(4, 5))
    return quiet(ax, label("plots.centring.batch"), label("plots.centring.same-sign"))


def walks(paths, target, curvatures, ax=None):
    """Draw the paths that two weights take to their target, over contours of the mean loss.

    Parameters
    ----------
    paths : mapping of str to array_like, shape (steps + 1, 2)
        Key of ``ACTIVATIONS`` to the weights after each step.
    target : array_like, shape (2,)
    curvatures : mapping of str to array_like, shape (2, 2)
        Second derivatives of the mean loss, for the contours.
    ax : array of Axes, optional
        One for each path.

    Returns
    -------
    array of Axes, or Axes if there is one path
    """
    axes = new_axes(ax, (4.1 * len(paths), 3.9), columns=len(paths))
    target = np.asarray(target, dtype=float)
    points = np.concatenate([target[None], *map(np.asarray, paths.values())])
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    half = 0.6 * np.ptp(points, axis=0).max()
    sides = [np.linspace(centre - half, centre + half, 121) for centre in middle]
    apart = np.stack(np.meshgrid(*sides), axis=-1) - target
    for a, (name, path) in zip(np.atleast_1d(axes), paths.items(), strict=True):
        loss = np.einsum("...i,ij,...j", apart, curvatures[name], apart)
        a.contour(*sides, np.sqrt(loss), 8, colors=PALE, linewidths=1)
        colour, path = ACTIVATIONS[name].colour, np.asarray(path)
        a.plot(*path.T, "o-", color=colour, linewidth=1.2, markersize=3.5)
        a.plot(*path[0], "o", color=INK, markersize=7)
        a.plot(*target, "*", color=INK, markersize=13)
        name_line(a, *path[0], label("plots.centring.start"), INK, xytext=(-5, 7), ha="right")
        name_line(a, *target, label("plots.centring.target"), INK, xytext=(-8, -16), ha="right")
        quiet(a, "$w_1$", "$w_2$", label(f"name.{name}"))
        a.set(aspect="equal")
        a.grid(visible=False)
    return axes


def losses_by_rate(rates, losses, ax=None):
    """Draw the final loss of trained networks against their learning rate: median and range over the seeds.

    Parameters
    ----------
    rates : array_like, shape (n,)
    losses : mapping of str to array_like, shape (n, seeds)
        Name of the activation as it is shown to positive losses. A key of ``ACTIVATIONS`` gets its colour.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    ends = []
    for (name, y), dash in zip(losses.items(), ("-", "--", "-."), strict=False):
        y = np.asarray(y, dtype=float)
        colour = ACTIVATIONS[name].colour if name in ACTIVATIONS else INK
        ax.fill_between(rates, y.min(axis=1), y.max(axis=1), color=colour, alpha=0.15, linewidth=0)
        ax.loglog(rates, np.median(y, axis=1), f"o{dash}", color=colour, linewidth=2)
        ends.append((rates[-1], np.median(y[-1]), name, colour))
    ax.set(xticks=rates, xticklabels=[f"{rate:g}" for rate in rates])
    ax.xaxis.set_minor_locator(NullLocator())
    for x, y, name, colour in ends:
        ax.text(x, y, f"   {name}", color=readable(colour), va="center", clip_on=False)
    return quiet(ax, label("plots.centring.rate"), label("plots.centring.loss"))


def growth(spreads, factors, small, large, ax=None):
    """Draw the factor per layer of a backward gradient against the spread of the weights, with two approximations.

    Parameters
    ----------
    spreads : array_like, shape (n,)
        Standard deviation of the weights times the root of the width.
    factors : array_like, shape (n, seeds)
        Measured.
    small, large : callable
        Approximate factor for small and for large spreads.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    factors, colour = np.asarray(factors, dtype=float), ACTIVATIONS["tanh"].colour
    below, above = np.array([min(spreads), 1.3]), np.geomspace(1.3, max(spreads), 50)
    ax.axhline(1, color=GREY, linewidth=1)
    ax.loglog(below, small(below), color=BLUE, linestyle="--", linewidth=1.8)
    ax.loglog(above, large(above), color=INK, linestyle="-.", linewidth=1.8)
    ax.loglog(np.repeat(spreads, factors.shape[1]), factors.ravel(), "o", color=colour, markersize=5, alpha=0.6)
    ticks = [t for t in (0.5, 1, 2, 3) if factors.min() < t < factors.max()]
    ax.set(xticks=spreads, xticklabels=[f"{s:g}" for s in spreads], yticks=ticks, yticklabels=[f"{t:g}" for t in ticks])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_locator(NullLocator())
    ax.fill_between([min(spreads), max(spreads)], 1, ax.get_ylim()[1], color=PALE, alpha=0.35, linewidth=0, zorder=0)
    ax.margins(x=0.03)
    top, bottom = ax.get_ylim()[1], ax.get_ylim()[0]
    name_line(ax, min(spreads), top, label("plots.centring.explodes"), GREY, xytext=(4, -16))
    name_line(ax, max(spreads), bottom, label("plots.centring.vanishes"), GREY, xytext=(-4, 6), ha="right")
    return quiet(ax, r"$\sigma_w\sqrt{n}$", label("plots.centring.factor"))
