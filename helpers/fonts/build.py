"""Rebuild the fonts of figure labels: ``.venv/bin/python helpers/fonts/build.py NotoSansCJK-Regular.ttc``.

Each language gets the glyphs that its labels use, cut from Noto Sans CJK (Debian's
package fonts-noto-cjk, /usr/share/fonts/opentype/noto/) and renamed, never mistaken for an installed Noto.
"""

import string
import sys
from pathlib import Path

from fontTools import subset

from helpers import language

HERE = Path(__file__).parent
KANA = "".join(map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB))))
COMMON = string.printable.strip() + " −–—…·×÷±≤≥≈≠→←↑↓∞√∂∑′αβγδεθλμσφπΔ°、。「」『』・ー：；，！？（）％～"


def characters_in_use(code):
    """Return the characters a language needs in figures: those of its labels, and some that any figure may show.

    Parameters
    ----------
    code : str
        One of ``language.LANGUAGES``.

    Returns
    -------
    set of str
    """
    used = set(COMMON) | set(language._INFO[code]["name"]) | (set(KANA) if code == "ja" else set())
    for texts in language.catalogue(language.HERE / "labels.toml").values():
        used.update(texts.get(code, ""))
    return used - {"\n"}


def build(source, code):
    """Write the font of one language beside this file.

    Parameters
    ----------
    source : path-like
        ``NotoSansCJK-Regular.ttc``.
    code : str
        A language that has a font in ``languages.toml``.

    Returns
    -------
    pathlib.Path
    """
    info = language._INFO[code]
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, font_number=info["ttc_index"])
    font = subset.load_font(str(source), options)
    glyphs = subset.Subsetter(options)
    glyphs.populate(unicodes=map(ord, characters_in_use(code)))
    glyphs.subset(font)
    postscript = info["family"].replace(" ", "")
    for record in list(font["name"].names):
        new = {1: info["family"], 4: info["family"], 6: postscript, 16: info["family"]}.get(record.nameID)
        if new:
            font["name"].setName(new, record.nameID, record.platformID, record.platEncID, record.langID)
    font["CFF "].cff.fontNames = [postscript]
    subset.save_font(font, str(HERE / info["font"]), options)
    return HERE / info["font"]


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit(__doc__)
    for code in language.LANGUAGES:
        if "font" in language._INFO[code]:
            path = build(sys.argv[1], code)
            print(f"{path.name}: {len(characters_in_use(code))} characters, {path.stat().st_size // 1024} KB")
