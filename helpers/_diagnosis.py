r"""From what is measured in a network to a disease and its cure. Import these from ``helpers.networks``."""

import numpy as np

from ._arrays import as_float, quiet
from ._instruments import layer_statistics
from .language import label

#: Measure to the limit beyond which it is a finding: rules of thumb, not laws.
LIMITS = {
    "mean_share": 0.9,
    "bent_share": 0.1,
    "dead_share": 0.25,
    "saturated_share": 0.5,
    "factor_low": 0.5,
    "factor_high": 2.0,
    "total_low": 0.01,
    "total_high": 100.0,
}


def diagnose(model, x, target=None, before=None):
    r"""Look for the diseases of the course in a network, on the data that it is trained with.

    ================ =================== ================================================================
    disease          measure             found where
    ================ =================== ================================================================
    ``diverged``     ``nonfinite_share`` a parameter or an output is inf or NaN; then nothing else is measured
    ``off-centre``   ``mean_share``      most of the mean square of ``x`` is the square of its mean
    ``affine``       ``bent_share``      hardly a living unit has two slopes on the data: the layer does not bend
    ``born dead``    ``dead_share``      units are off for every sample, now and in ``before``
    ``killed``       ``dead_share``      units are off for every sample, but were not in ``before``
    ``dead``         ``dead_share``      the same without ``before``
    ``saturated``    ``saturated_share`` most slopes of σ or tanh are below 4 % of the largest
    ``vanishing``    ``factor``          the gradient shrinks from layer to layer on its way back
    ..               ``total``           less in each layer, but all layers together make it small
    ``exploding``    the same two        it grows
    ================ =================== ================================================================

    Parameters
    ----------
    model : MLP
    x : array_like
        All of the data, shape (n, n_in), n at least 1.
    target : array_like, optional
        For the gradient that is sent back; without it every output gets the gradient 1.
    before : MLP, optional
        Copy of the network from before training.

    Returns
    -------
    list of dict
        One record a finding, in the order in which to treat: ``layer`` (0 for the data or the whole network),
        ``disease``, ``measure``, ``value``, ``limit``. Empty if nothing is found.

    Raises
    ------
    ValueError
        If there are no samples or ``before`` has another shape.

    Examples
    --------
    >>> from helpers import data, networks
    >>> x, y = data.moons(100, rng=0)
    >>> networks.diagnose(networks.MLP([2, 8, 1], bias=-9, rng=0), x)
    [{'layer': 1, 'disease': 'dead', 'measure': 'dead_share', 'value': 1.0, 'limit': 0.25}]
    """
    x = as_float(x)
    if before is not None and before.sizes != model.sizes:
        raise ValueError(f"before must have the sizes of model, {model.sizes}, not {before.sizes}")
    if x.size == 0:
        raise ValueError(f"x must hold at least one sample, not shape {x.shape}")
    found = _off_centre(np.atleast_2d(x))
    with quiet():
        numbers = np.concatenate([model.parameters, model.forward(x).ravel()])
    broken = float(1 - np.isfinite(numbers).mean())
    if broken:
        return [_record(0, "diverged", "nonfinite_share", broken, 0.0), *found]
    slopes = _slopes(model, x)
    earlier = [None] * len(slopes) if before is None else _slopes(before, x)
    for layer, (slope, old) in enumerate(zip(slopes, earlier, strict=True), 1):
        found += _units(layer, slope, old)
        if model.activation.name in ("sigmoid", "tanh"):
            steepest = model.activation.derivative(np.zeros(1))[0]
            found += _above(layer, "saturated", "saturated_share", (slope < 0.04 * steepest).mean())
    return found + _gradient(model, x, target)


def report(records):
    """Put findings into words, in the current language.

    Parameters
    ----------
    records : list of dict
        From `diagnose`.

    Returns
    -------
    str
        A line with the measurement and the disease, and one with the cure, for each record.

    Examples
    --------
    >>> from helpers import networks
    >>> print(networks.report([]))
    nothing found
    """
    lines = []
    for record in records:
        key, layer = record["disease"].replace(" ", "-"), record["layer"]
        place = label("diagnosis.layer", layer=layer) if layer else label("diagnosis.whole")
        name = label(f"diagnosis.name.{key}")
        lines.append(f"{place}: {record['measure']} = {record['value']:.2g}  →  {record['disease']}: {name}")
        lines.append(f"    {label(f'diagnosis.cure.{key}')}")
    return "\n".join(lines) or label("diagnosis.healthy")


def _record(layer, disease, measure, value, limit):
    return {"layer": layer, "disease": disease, "measure": measure, "value": float(value), "limit": limit}


def _above(layer, disease, measure, value):
    limit = LIMITS[measure]
    return [_record(layer, disease, measure, value, limit)] if value > limit else []


def _off_centre(x):
    """Compare the square of the mean with the mean square, scaled by a power of two so that neither overflows."""
    with quiet():
        x = np.ldexp(x, -np.frexp(np.abs(x).max())[1])
        square = np.square(x).mean(axis=0).sum()
        return _above(0, "off-centre", "mean_share", np.square(x.mean(axis=0)).sum() / square) if square else []


def _slopes(model, x):
    """Return the slopes of each hidden layer's activation on the data, (n, units) each."""
    return [model.activation.derivative(z) for z in model.trace(x).zs[:-1]]


def _units(layer, slope, old):
    """Look for layers that do not bend and for dead units."""
    dead, found = (slope == 0).all(axis=0), []
    if not dead.all():
        bent = (np.ptp(slope, axis=0) > 0)[~dead].mean()
        if bent < LIMITS["bent_share"]:
            found.append(_record(layer, "affine", "bent_share", bent, LIMITS["bent_share"]))
    if old is None:
        return found + _above(layer, "dead", "dead_share", dead.mean())
    born = (old == 0).all(axis=0)
    found += _above(layer, "born dead", "dead_share", (dead & born).mean())
    return found + _above(layer, "killed", "dead_share", (dead & ~born).mean())


def _gradient(model, x, target):
    """Compare the gradient's size in the first and the last of at least three hidden layers."""
    hidden = len(model.sizes) - 2
    if hidden < 3:
        return []
    ones = None if target is not None else np.ones((len(x), model.sizes[-1]))
    norms = [record["grad_norm"] for record in layer_statistics(model, x, target, ones)][:hidden]
    if not (norms[0] > 0 and norms[-1] > 0):
        return []
    total = norms[0] / norms[-1]
    for measure, value in (("factor", total ** (1 / (hidden - 1))), ("total", total)):
        for disease, limit in (("vanishing", LIMITS[f"{measure}_low"]), ("exploding", LIMITS[f"{measure}_high"])):
            if value < limit < 1 or value > limit > 1:
                return [_record(0, disease, measure, value, limit)]
    return []
