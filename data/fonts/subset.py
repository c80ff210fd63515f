"""Makes the fonts of this folder: python subset.py 'SourceSans3[wght].ttf' (needs fontTools and brotli)."""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILY = "Diplograph Sans"
WIDE = (
    "U+0020-007E,U+00A0-024F,U+0259,U+02BB-02BC,U+02C6-02C7,U+02D8-02DD,U+0300-0304,U+0306-030C,U+0327-0328,"
    "U+0370-03FF,U+0400-045F,U+0490-0491,U+04D8-04D9,U+1E00-1EFF,U+2009-200A,U+2010-2015,U+2018-201E,U+2020-2022,"
    "U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+20BD,U+20BA,U+2116,U+2122,U+2190-2193,U+2212,"
    "U+2215,U+00D7,U+25CF,U+25CB"
)
LATIN = (
    "U+0020-007E,U+00A0-017F,U+0218-021B,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+2009,U+20AC,U+2190-2193,"
    "U+00D7,U+2212"
)


def cut(font, characters, features, flavor=None):
    options = subset.Options(layout_features=features, hinting=False, notdef_outline=True, glyph_names=False)
    options.name_IDs = ["*"]
    options.flavor = flavor
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(characters))
    subsetter.subset(font)


def rename(font, style):
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]
    names = {
        1: FAMILY if style == "Regular" else f"{FAMILY} {style}",
        2: "Regular",
        3: f"diplograph;{style};from Source Sans 3.052",
        4: f"{FAMILY} {style}",
        5: "Version 3.052",
        6: f"DiplographSans-{style}",
        10: "Subset of Source Sans 3 under the SIL Open Font License 1.1",
        16: FAMILY,
        17: style,
    }
    for number, name in names.items():
        table.setName(name, number, 3, 1, 0x409)


for style, weight in [("Regular", 400), ("SemiBold", 600)]:
    font = instancer.instantiateVariableFont(TTFont(sys.argv[1], recalcTimestamp=False), {"wght": weight})
    cut(font, WIDE, ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"])
    rename(font, style)
    font["OS/2"].usWeightClass = weight
    for table in ("STAT", "DSIG", "MVAR", "HVAR", "avar", "fvar"):
        if table in font:
            del font[table]
    font["head"].modified = font["head"].created
    font.save(f"DiplographSans-{style}.ttf")
    latin = TTFont(f"DiplographSans-{style}.ttf", recalcTimestamp=False)
    cut(latin, LATIN, ["kern", "ccmp", "locl"], "woff2")
    latin.flavor = "woff2"
    latin.save(f"DiplographSans-{style}-Latin.woff2")
