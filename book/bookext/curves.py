"""The front page's small multiples: every curve of the course, with one slider that moves a point on all of them.

The slider needs no kernel, only ``book.js``; without a script the points rest at the start.
"""

import html

import numpy as np

from helpers import activations, language

from . import interface

#: The curves in the order of the lessons, with the number of the lesson each belongs to.
CURVES = {
    "sigmoid": "02",
    "tanh": "03",
    "relu": "04",
    "leaky_relu": "05",
    "elu": "05",
    "gelu": "05",
    "silu": "05",
    "softplus": "06",
}
START, STEP, SIDE = 1.0, 0.1, 3  # the slider goes from -SIDE to SIDE
UNIT, BOTTOM = 24, 1.4  # SVG units per unit of x and y; how far the pictures reach below zero


def point(x, y):
    """Return the place of a point in the picture, as SVG writes it.

    Examples
    --------
    >>> point(0, 0), point(-3, 3)
    ('72 72', '0 0')
    """
    return f"{UNIT * (SIDE + x):.4g} {UNIT * (SIDE - y):.4g}"


def panel(name, lesson, lang):
    """Return one curve as HTML, at the start.

    Parameters
    ----------
    name : str
        A key of ``ACTIVATIONS``.
    lesson : str or None
        The name of the lesson it links to, if that is written.
    lang : str
    """
    activation, xs = activations.ACTIVATIONS[name], np.linspace(-SIDE, SIDE, round(2 * SIDE / STEP) + 1)
    values, slopes = activation.function(xs), activation.derivative(xs)
    start = round((START + SIDE) / STEP)
    width, height = UNIT * 2 * SIDE, UNIT * (SIDE + BOTTOM)
    label = language.catalogue(language.HERE / "labels.toml")[f"name.{name}"][lang]
    tag, link = ("a", f' href="{lesson}.html"') if lesson else ("div", "")
    texts = {key: " ".join(f"{v:.2f}" for v in array + 0.0) for key, array in (("y", values), ("slope", slopes))}
    angle = -np.degrees(np.arctan(slopes[start]))
    return (
        f'<{tag} class="curve"{link} style="--curve:{activation.colour}" '
        f'data-y="{texts["y"]}" data-slope="{texts["slope"]}">'
        f'<svg viewBox="0 0 {width} {height:g}" aria-hidden="true">'
        f'<path class="axes" d="M0 {UNIT * SIDE}h{width}M{UNIT * SIDE} 0v{height:g}"/>'
        f'<path d="M{"L".join(point(x, y) for x, y in zip(xs, values, strict=True))}"/>'
        f'<g transform="translate({point(START, values[start])})">'
        f'<path class="tangent" d="M-22 0h44" transform="rotate({angle:.1f})"/><circle r="4"/></g></svg>'
        f"<b>{html.escape(label)}</b> <i>y</i> = <span>{values[start]:.2f}</span>, "
        f"<i>y</i>′ = <span>{slopes[start]:.2f}</span></{tag}>"
    )


def figure(lang, lessons):
    """Return all curves with their slider as MyST Markdown.

    Parameters
    ----------
    lang : str
    lessons : iterable of str
        The names of the lessons that are written.
    """
    numbers = {name[:2]: name for name in lessons}
    panels = "\n".join(panel(name, numbers.get(number), lang) for name, number in CURVES.items())
    question = html.escape(interface.word("curves_question", lang))
    caption = interface.word("curves", lang, x=f"<output>{START:.1f}</output>")
    return (
        f'```{{raw}} html\n<figure class="curves" data-side="{SIDE}" data-unit="{UNIT}">\n'
        f'<div class="curve-grid">\n{panels}\n</div>\n<figcaption>{caption}</figcaption>\n'
        f"<label hidden>{question} "
        f'<input type="range" min="{-SIDE}" max="{SIDE}" step="{STEP}" value="{START:g}"></label>\n</figure>\n```\n'
    )
