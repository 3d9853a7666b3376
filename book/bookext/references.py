"""References: one ``references.bib``, a page that lists it, and a link to its entry from every citation in a lesson.

The notebooks stay plain: they cite as ``[R15]`` and list ``- R15: X. Glorot, … (2011). …``, or without a number. Only
their copies for the book get Sphinx's roles, and every entry of the page says which lessons cite it.
"""

import functools
import re
from urllib.parse import urlsplit

from docutils import nodes
from pybtex.database import parse_file
from pybtex.plugin import register_plugin
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from sphinx.util.osutil import relative_uri

from . import interface

PATH, PAGE = interface.BOOK / "references.bib", "references"
NUMBER = r"R\d+[a-z]?"
CITATION = re.compile(rf"\[({NUMBER}(?:, {NUMBER})*)\](?!\()")
ITEM = re.compile(rf"^- (?:({NUMBER}): )?(.+?) \((\d{{4}})\)\. (.+)$", re.MULTILINE)


@functools.cache
def entries():
    """Return the entries of ``references.bib``: key to pybtex's entry, in the order of the file."""
    return dict(parse_file(str(PATH), "bibtex").entries)


def title(entry):
    """Return an entry's title without BibTeX's braces.

    Examples
    --------
    >>> title(entries()["R8"])
    'Efficient BackProp'
    """
    return re.sub(r"[{}]", "", entry.fields["title"])


def authors(entry):
    """Return an entry's authors as the lessons write them; of more than eight only the first.

    Examples
    --------
    >>> authors(entries()["R15"])
    'X. Glorot, A. Bordes, Y. Bengio'
    """
    people = [
        " ".join(p.first_names + p.middle_names + p.prelast_names + p.last_names) for p in entry.persons["author"]
    ]
    return ", ".join(people) if len(people) <= 8 else f"{people[0]} and {len(people) - 1} others"


def links(entry):
    """Return the addresses of an entry on the web, each with the text of the link to it.

    Examples
    --------
    >>> links(entries()["R18"])
    [('https://arxiv.org/abs/1502.01852', 'arXiv:1502.01852')]
    """
    fields, found = entry.fields, []
    if "doi" in fields:
        found.append((f"https://doi.org/{fields['doi']}", f"doi:{fields['doi']}"))
    if "eprint" in fields:
        found.append((f"https://arxiv.org/abs/{fields['eprint']}", f"arXiv:{fields['eprint']}"))
    if "url" in fields:
        found.append((fields["url"], urlsplit(fields["url"]).netloc.removeprefix("www.")))
    return found


class Style(BaseStyle):
    """The lessons' own: authors (year). Title. *Venue* volume(number), pages. Link."""

    default_name_style, default_label_style, default_sorting_style = "plain", "lessons", "lessons"

    def format_entry(self, label, entry, bib_data=None):
        """Return one formatted entry; every kind of publication goes the same way."""
        return FormattedEntry(entry.key, formatted(entry), label)


def formatted(entry):
    """Return an entry as pybtex's rich text.

    Examples
    --------
    >>> formatted(entries()["R10"]).render_as("text")[-75:]
    'Systems Science and Cybernetics 5(4), 322–333. doi:10.1109/TSSC.1969.300225'
    """
    fields = entry.fields
    venue = fields.get("journal") or fields.get("booktitle")
    name = Tag("em", title(entry)) if entry.type in ("book", "thesis") else Text(title(entry))
    parts = [f"{authors(entry)} ({fields['year']}). ", name]
    parts += [f", chapter {fields['chapter']}"] if "chapter" in fields else []
    parts += ["" if title(entry).endswith("?") else "."]
    if venue:
        parts += [" In " if entry.type == "incollection" else " ", Tag("em", venue)]
    place = ", ".join(fields[key] for key in ("publisher", "type", "school", "howpublished") if key in fields)
    parts += [", " if venue else " ", place] if place else []
    for key, form in (("volume", " {}"), ("number", "({})"), ("series", " ({})"), ("pages", ", {}")):
        parts += [form.format(fields[key].replace("--", "–"))] if key in fields else []
    parts += ["."] if venue or place else []
    for position, found in enumerate(links(entry)):
        parts += [", " if position else " ", HRef(*found)]
    return Text(*parts)


class Labels(BaseLabelStyle):
    """The number of a numbered entry, name and year of the others."""

    def format_labels(self, sorted_entries):
        """Yield the labels in the order of the entries."""
        for entry in sorted_entries:
            name = entry.persons["author"][0].last_names[-1]
            yield entry.key if re.fullmatch(NUMBER, entry.key) else f"{name} {entry.fields['year']}"


class Order(BaseSortingStyle):
    """The order of ``references.bib``."""

    def sort(self, entries_):
        """Return the entries in that order."""
        order = list(entries())
        return sorted(entries_, key=lambda entry: order.index(entry.key))


def listed(text):
    """Return the items of a lesson's list of references: dicts with number (or None), authors, year and rest.

    Parameters
    ----------
    text : str
        Markdown.

    Examples
    --------
    >>> listed("- R2: M. Minsky, S. Papert (1969). *Perceptrons*. MIT Press.")[0]["authors"]
    'M. Minsky, S. Papert'
    """
    return [
        dict(zip(("number", "authors", "year", "rest"), found.groups(), strict=True)) for found in ITEM.finditer(text)
    ]


def key_of(item):
    """Return the key of the entry that an item of a lesson's list means, or None.

    Examples
    --------
    >>> key_of({"number": None, "authors": "M. Telgarsky", "year": "2016", "rest": "Benefits of depth in …"})
    'telgarsky2016'
    """
    if item["number"]:
        return item["number"] if item["number"] in entries() else None
    names = (
        key
        for key, entry in entries().items()
        if (authors(entry), entry.fields["year"]) == (item["authors"], item["year"])
    )
    return next(names, None)


def with_roles(text):
    """Return a lesson's Markdown with Sphinx's roles in place of its citations.

    Examples
    --------
    >>> with_roles("In 1943 [R1, R3]; see [R1](https://example.org).")
    'In 1943 {cite:p}`R1,R3`; see [R1](https://example.org).'
    >>> with_roles("- R2: M. Minsky, S. Papert (1969). *Perceptrons*. MIT Press.")
    '- {cite:label}`R2`: M. Minsky, S. Papert (1969). *Perceptrons*. MIT Press.'
    """

    def item(found):
        key = key_of(listed(found[0])[0])
        if found[1]:
            return found[0].replace(f"{found[1]}:", f"{{cite:label}}`{found[1]}`:", 1)
        return found[0].replace(f"({found[3]})", f"({{cite:year}}`{key}`)", 1) if key else found[0]

    text = ITEM.sub(item, text)
    return CITATION.sub(lambda found: f"{{cite:p}}`{found[1].replace(' ', '')}`", text)


def page(lang):
    """Return the page of references of one language, as MyST Markdown.

    Parameters
    ----------
    lang : str
    """
    heading, intro = interface.word("references", lang), interface.word("references_intro", lang)
    return f"# {heading}\n\n{intro}\n\n```{{bibliography}}\n```\n"


def name_citing_lessons(app, doctree, docname):
    """Add to each entry of the page the lessons that cite it."""
    if docname != PAGE:
        return
    domain = app.env.get_domain("cite")
    for citation in doctree.findall(nodes.citation):
        key = next(c.key for c in domain.citations if c.citation_id in citation["ids"])
        lessons = sorted({ref.docname for ref in domain.citation_refs for target in ref.targets if target.key == key})
        line = nodes.inline(classes=["cited-in"])
        for lesson in lessons:
            uri = relative_uri(app.builder.get_target_uri(docname), app.builder.get_target_uri(lesson))
            line += [nodes.Text(" · ")] if len(line) else []
            line += [nodes.reference("", app.env.titles[lesson].astext(), refuri=uri, internal=True)]
        citation[-1].append(line)


def unroll_list(app, pagename, templatename, context, doctree):
    """Leave out docutils' role of a list, whose entries have lost theirs: doc-biblioentry is no longer one."""
    if pagename == PAGE:
        context["body"] = context["body"].replace('role="list" ', "").replace(' role="doc-biblioentry"', "")


def setup(app):
    """Register the style and the page's hook; the citations themselves are sphinxcontrib-bibtex's."""
    for kind, style in (("formatting", Style), ("labels", Labels), ("sorting", Order)):
        register_plugin(f"pybtex.style.{kind}", "lessons", style)
    app.connect("doctree-resolved", name_citing_lessons)
    app.connect("html-page-context", unroll_list)
    app.connect("env-updated", lambda app, env: [PAGE])  # whichever lesson has changed
    return {"parallel_read_safe": True, "parallel_write_safe": True}
