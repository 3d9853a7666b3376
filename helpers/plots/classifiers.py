"""A classifier of images: its weights as pictures, reliability diagrams."""

import numpy as np

from ..language import label
from .softmax import COLOUR, DIVERGING
from .style import INK, OFF, name_line, new_axes, quiet


def weight_images(weights, ax=None):
    """Draw each column of weights as a square image, all on one scale from negative (blue) to positive (red).

    Parameters
    ----------
    weights : array_like, shape (side * side, K)
        Weights from pixels to classes, at least two classes.
    ax : array of K Axes, optional

    Returns
    -------
    array of K Axes
    """
    weights = np.asarray(weights, dtype=float)
    side = round(np.sqrt(len(weights)))
    axes = new_axes(ax, (0.95 * weights.shape[1], 1.3), columns=weights.shape[1])
    most = np.abs(weights).max()
    for k, a in enumerate(axes):
        a.imshow(weights[:, k].reshape(side, side), cmap=DIVERGING, vmin=-most, vmax=most)
        a.set_title(f"{k}", fontsize="medium")
        a.set_axis_off()
    return axes


def reliability(predictions, bins=10, least=1, ax=None):
    """Draw how often predictions of a given confidence are right, one panel for each set of predictions.

    Parameters
    ----------
    predictions : mapping of str to (array_like, array_like)
        Title in the current language to the confidences, shape (n,), and whether the prediction is right, shape (n,);
        at least two sets.
    bins : int
        Number of equal intervals of confidence between 0 and 1.
    least : int
        Intervals with fewer predictions are left out: a share of a handful says nothing.
    ax : array of Axes, optional
        One for each set.

    Returns
    -------
    array of Axes
    """
    axes = new_axes(ax, (3.6 * len(predictions), 3.5), columns=len(predictions))
    for a, (title, (confidence, right)) in zip(axes, predictions.items(), strict=True):
        confidence, right = np.asarray(confidence, dtype=float), np.asarray(right, dtype=bool)
        place = np.minimum((confidence * bins).astype(int), bins - 1)
        for k in np.flatnonzero(np.bincount(place) >= least):
            says, does = confidence[place == k].mean(), right[place == k].mean()
            a.bar((k + 0.5) / bins, does, 0.94 / bins, color=COLOUR)
            a.plot([says, says], [does, says], color=OFF, linewidth=3, solid_capstyle="butt")
        a.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle="--")
        a.set(xlim=(0, 1), ylim=(0, 1.02), aspect="equal")
        quiet(a, label("plots.softmax.confidence"), title=title)
        for text, height in (("confidence", confidence), ("accuracy", right)):
            words = f"{label(f'plots.softmax.mean-{text}')} {height.mean():.2f}"
            name_line(a, 0.03, 0.92 if text == "confidence" else 0.84, words, OFF if text == "confidence" else INK)
    axes[0].set_ylabel(label("plots.softmax.accuracy"))
    return axes
