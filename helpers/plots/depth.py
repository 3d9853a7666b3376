"""Gradients in deep networks: norms layer by layer, their spread, histograms by depth, the edge, and what is learnt."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullLocator

from ..activations import ACTIVATIONS
from ..language import label
from .style import GREY, INK, PALE, name_line, new_axes, quiet

SPREAD = r"$\sigma_w\sqrt{n}$"
_NARROW = 0.7  # how much less room a number has sideways, since it is wider than high


def norms_by_layer(measured, predicted, ax=None):
    """Draw gradient norms on their way back from the last layer to the first: dots measured, lines predicted.

    Parameters
    ----------
    measured : mapping of str to mapping of str to array_like, shape (seeds, depth)
        Key of ``ACTIVATIONS`` to name of the start, as it is shown, to positive norms from the first layer to the
        last. Dots are medians, bars ranges over the seeds.
    predicted : mapping of str to mapping of str to array_like, shape (depth,)
        The same for the lines; its starts need not be those of `measured`.
    ax : array of Axes, optional
        One for each activation.

    Returns
    -------
    array of Axes, or Axes if there is one activation
    """
    axes, named = new_axes(ax, (2.6 + 2.05 * len(measured), 3.6), columns=len(measured)), []
    for a, (name, starts) in zip(np.atleast_1d(axes), measured.items(), strict=True):
        colour, ends = ACTIVATIONS[name].colour, []
        for start, norms in predicted[name].items():
            a.semilogy(np.arange(1, len(norms) + 1), norms, color=INK, linewidth=1.2)
            if start not in starts:
                ends.append((norms[0], start, INK))
        for start, norms in starts.items():
            norms = np.asarray(norms, dtype=float)
            layers, middle = np.arange(1, norms.shape[1] + 1), np.median(norms, axis=0)
            a.vlines(layers, norms.min(axis=0), norms.max(axis=0), color=colour, linewidth=2.5, alpha=0.4)
            a.semilogy(layers, middle, "o", color=colour, markersize=4.5)
            ends.append((middle[0], start, colour))
        depth = norms.shape[1]
        a.set_xlim(depth + 0.4, 0.6)
        named.append((a, ends))
        a.set_xticks([depth, *range(depth - depth % 2 - 2, 1, -2), 1])
        quiet(a, label("axis.layer"), None, label(f"name.{name}"))
    low, high = zip(*(a.get_ylim() for a in np.atleast_1d(axes)), strict=True)
    first = np.atleast_1d(axes)[0]
    first.set_ylim(min(low), max(high))
    ticks = first.yaxis.get_ticklocs()
    for a, ends in named:
        a.set_yticks(ticks)
        a.yaxis.set_minor_locator(NullLocator())
        a.set_ylim(min(low), max(high))
        a.tick_params(labelleft=a is first)
        _name_starts(a, ends)
    first.set_ylabel(label("plots.depth.norm"))
    return axes


def _name_starts(ax, ends):
    """Write the name of each start beside layer 1, on a log axis, moved apart where lines end close together."""
    low, high = np.log10(ax.get_ylim())
    lowest = -np.inf
    for norm, start, colour in sorted(ends):
        lowest = max(np.log10(norm), lowest + 0.07 * (high - low))
        ax.text(0.5, 10**lowest, f" {start}", color=colour, va="center", clip_on=False)


def norms_by_width(widths, norms, middle, deviation, ax=None):
    """Draw the gradient norms that single networks end with against their width, over a band that is predicted.

    Parameters
    ----------
    widths : array_like, shape (n,)
        Ascending.
    norms : array_like, shape (n, seeds)
        Positive, as multiples of the norm of an infinitely wide network.
    middle, deviation : callable
        Of the width: predicted mean and standard deviation of the norm's logarithm. The band is two deviations wide on
        each side.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    widths, norms, colour = np.asarray(widths, dtype=float), np.asarray(norms, dtype=float), ACTIVATIONS["relu"].colour
    x = np.geomspace(widths[0] / 1.2, widths[-1] * 1.2, 100)
    ax.fill_between(
        x, *(np.exp(middle(x) + k * deviation(x)) for k in (-2, 2)), color=PALE, alpha=0.6, linewidth=0, zorder=0
    )
    ax.loglog(x, np.exp(middle(x)), color=INK, linewidth=1.4, linestyle="--")
    jitter = np.linspace(-0.06, 0.06, norms.shape[1])
    ax.loglog((widths[:, None] * np.exp(jitter)).ravel(), norms.ravel(), "o", color=colour, markersize=3.5, alpha=0.6)
    ax.axhline(1, color=GREY, linewidth=1)
    ax.set(xticks=widths, xticklabels=[f"{width:g}" for width in widths], xlim=(x[0], x[-1]))
    ticks = [t for t in (0.05, 0.1, 0.2, 0.5, 1, 2, 5) if ax.get_ylim()[0] < t < ax.get_ylim()[1]]
    ax.set(yticks=ticks, yticklabels=[f"{t:g}" for t in ticks])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_locator(NullLocator())
    return quiet(ax, label("plots.depth.width"), label("plots.depth.ratio"))


def histograms_by_depth(table, column, ylabel, limits=None, ax=None):
    """Draw histograms of the values in every layer side by side: the stronger the colour, the more of the values.

    The full colour stands for 15 % of a layer's values or more in one of 40 bins.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``activation`` (key of ``ACTIVATIONS``, one row of panels each), ``start`` (one column of panels each),
        ``layer``, and the values. Values that are not finite are left out.
    column : str
        Which column holds the values.
    ylabel : str
        What the values are, in the current language.
    limits : mapping of str to (float, float), optional
        Range of values to show for each activation; that of all values if not given.
    ax : array of Axes, optional
        One for each activation and start, row by row.

    Returns
    -------
    array of Axes, shape (activations, starts) unless given in another
    """
    import seaborn as sns

    names, starts = list(table["activation"].unique()), list(table["start"].unique())
    if ax is None:
        size = (2.35 * len(starts), 0.5 + 1.75 * len(names))
        gaps = {"left": 0.08, "right": 0.99, "bottom": 0.08, "top": 0.94, "wspace": 0.05, "hspace": 0.25}
        _, ax = plt.subplots(
            len(names), len(starts), figsize=size, squeeze=False, facecolor="white", gridspec_kw=gaps
        )  # twelve panels in a constrained layout take half as long again
    elif np.size(ax) != len(names) * len(starts):
        raise ValueError(f"ax: expected {len(names)} rows of {len(starts)} Axes, got {np.size(ax)} Axes")
    grid = np.reshape(ax, (len(names), len(starts)))
    finite, last = table[column][np.isfinite(table[column])], table["layer"].max()
    cells = dict(iter(table.groupby(["activation", "start"], observed=True)))
    for row, name in enumerate(names):
        low, high = limits[name] if limits else (finite.min(), finite.max())
        edges = np.arange(0.5, last + 1), np.linspace(low, high, 41)
        colours = sns.light_palette(ACTIVATIONS[name].colour, as_cmap=True)
        for place, start in enumerate(starts):
            a, cell = grid[row, place], cells[name, start]
            seen, full = cell[np.isfinite(cell[column])].reset_index(), 0.15 * len(cell) / last
            sns.histplot(seen, x="layer", y=column, bins=edges, cmap=colours, vmax=full, ax=a)
            a.spines[["top", "right"]].set_visible(False)
            a.set_title(f"{label(f'name.{name}')}, {start}", fontsize="medium")
            a.set(xlim=(last + 0.5, 0.5), ylim=(low, high), xticks=[last, 1])
            a.xaxis.set_visible(row == len(names) - 1)
            a.yaxis.set_visible(place == 0)
        grid[row, 0].set_ylabel(ylabel)
    for a in grid[-1]:
        a.set_xlabel(label("axis.layer"), labelpad=-8)
    return ax


def edges_by_spread(spreads, norms, predicted, edges, ax=None):
    """Draw gradient norms over the spread of the weights and the layers travelled back, with the predicted contours.

    Parameters
    ----------
    spreads : array_like, shape (n,)
        Standard deviation of the weights times the root of the width, ascending.
    norms, predicted : mapping of str to array_like, shape (n, depth)
        Key of ``ACTIVATIONS`` to positive norms from the first layer to the last; `norms` gives the colours,
        `predicted` the contours.
    edges : mapping of str to float
        Spread between vanishing and exploding.
    ax : array of Axes, optional
        One for each activation.

    Returns
    -------
    array of Axes, or Axes if there is one activation
    """
    axes = new_axes(ax, (1.2 + 2.5 * len(norms), 3.5), columns=len(norms))
    low, high = np.log10([1e-12, 1e12])
    for a, (name, found) in zip(np.atleast_1d(axes), norms.items(), strict=True):
        back = np.arange(np.shape(found)[1])
        colours, lines = (np.log10(np.asarray(values, dtype=float)[:, ::-1]).T for values in (found, predicted[name]))
        mesh = a.pcolormesh(
            spreads, back, colours, cmap="PuOr", vmin=low, vmax=high, shading="nearest", rasterized=True
        )
        contours = a.contour(spreads, back, lines, [-6, -3, -1, 1, 3, 6], colors=INK, linewidths=0.8, linestyles="--")
        a.axvline(edges[name], color=INK, linewidth=2)
        a.set(xscale="log", xlim=(spreads[0], spreads[-1]), xticks=[0.1, 1, 10], xticklabels=["0.1", "1", "10"])
        a.set_ylim(-0.5, len(back) - 0.5)
        _name_contours(a, contours, edges[name])
        a.tick_params(labelleft=a is np.atleast_1d(axes)[0])
        a.xaxis.set_minor_locator(NullLocator())
        quiet(a, SPREAD, None, label(f"name.{name}"))
        a.grid(visible=False)
    np.atleast_1d(axes)[0].set_ylabel(label("plots.depth.back"))
    bar = mesh.axes.figure.colorbar(
        mesh, ax=np.atleast_1d(axes).tolist(), ticks=[-12, -6, 0, 6, 12], shrink=0.9, pad=0.02
    )
    bar.set_label(label("plots.depth.decades"))
    return axes


def _name_contours(ax, contours, edge):
    """Write each contour's level upright where frame, edge and other contours are farthest; none without room."""

    def places(points):
        return ax.transAxes.inverted().transform(ax.transData.transform(points)) * [_NARROW, 1]

    lines = {
        level: np.concatenate(found) for level, found in zip(contours.levels, contours.allsegs, strict=True) if found
    }
    lines = {level: places(line) for level, line in lines.items() if len(line)}
    u_edge = places([[edge, 0]])[0, 0]
    for level, line in lines.items():
        frame = np.min([line, [_NARROW, 1] - line], axis=(0, 2))
        others = [np.hypot(*(line[:, None] - other).T).min(axis=0) for other in lines.values() if other is not line]
        room = np.min([frame, np.abs(line[:, 0] - u_edge), *others], axis=0)
        if room.max() > 0.05:
            text = f"{level:+.0f}".replace("-", "−")
            box = {"facecolor": "white", "alpha": 0.85, "linewidth": 0, "boxstyle": "round,pad=0.15"}
            place, look = line[room.argmax()] / [_NARROW, 1], {"color": INK, "bbox": box, "transform": ax.transAxes}
            ax.text(*place, text, ha="center", va="center", **look)


def _free_place(ax, edges, height):
    """Return the middle of the widest stretch of a log axis that no edge crosses, at a height."""
    low, high = ax.get_xlim()
    bounds = np.log(sorted([low, *edges, high]))
    widest = np.diff(bounds).argmax()
    return np.exp(bounds[widest : widest + 2].mean()), height


def accuracies_by_spread(spreads, accuracies, edges, chance, ax=None):
    """Draw the accuracy of trained networks against the spread of their initial weights: median and range over seeds.

    Parameters
    ----------
    spreads : mapping of str to array_like, shape (n,)
        Key of ``ACTIVATIONS`` to standard deviations of the weights times the root of the width.
    accuracies : mapping of str to array_like, shape (n, seeds)
        From 0 to 1.
    edges : mapping of str to float
        Spread between vanishing and exploding, drawn as a vertical line in the activation's colour.
    chance : float
        Accuracy of the most frequent label.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes(ax)
    ax.axhline(chance, color=GREY, linewidth=1, linestyle=":")
    for (name, found), dash in zip(accuracies.items(), ("-", "--", "-."), strict=False):
        colour, found = ACTIVATIONS[name].colour, np.asarray(found, dtype=float)
        middle = np.median(found, axis=1)
        ax.fill_between(
            spreads[name], found.min(axis=1), found.max(axis=1), color=colour, alpha=0.12, linewidth=0, zorder=0
        )
        ax.semilogx(spreads[name], middle, f"o{dash}", color=colour, linewidth=2)
        ax.axvline(edges[name], color=colour, linewidth=1.5, linestyle=":")
        name_line(ax, edges[name], 1.05, label(f"name.{name}"), colour, xytext=(3, 0))
    ticks = sorted({t for t in (0.3, 0.5, 1, 2, 5, 10, 20, 50) if ax.get_xlim()[0] <= t <= ax.get_xlim()[1]})
    ax.set(ylim=(-0.02, 1.14), xticks=ticks, xticklabels=[f"{t:g}" for t in ticks])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter("{x:.0%}")
    ax.set_yticks(np.linspace(0, 1, 6))
    name_line(
        ax, *_free_place(ax, edges.values(), chance), label("plots.depth.chance"), GREY, xytext=(0, -14), ha="center"
    )
    return quiet(ax, SPREAD, label("plots.depth.accuracy"))
