import sys
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fontTools import subset
src=sys.argv[1]
U="U+0020-007E,U+00A0-024F,U+0259,U+02BB-02BC,U+02C6-02C7,U+02D8-02DD,U+0300-0304,U+0306-030C,U+0327-0328,U+0370-03FF,U+0400-045F,U+0490-0491,U+04D8-04D9,U+1E00-1EFF,U+2009-200A,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+20BD,U+20BA,U+2116,U+2122,U+2190-2193,U+2212,U+2215,U+00D7,U+25CF,U+25CB"
for style,w in [("Regular",400),("SemiBold",600)]:
    f=TTFont(src)
    f=instancer.instantiateVariableFont(f,{"wght":w})
    o=subset.Options(); o.layout_features=["kern","mark","mkmk","ccmp","locl","tnum","lnum"]; o.hinting=False; o.name_IDs=["*"]; o.notdef_outline=True; o.glyph_names=False; o.desubroutinize=True
    s=subset.Subsetter(o); s.populate(unicodes=subset.parse_unicodes(U)); s.subset(f)
    fam="Diplograph Sans"
    keep={0,13,14}
    n=f["name"]; n.names=[r for r in n.names if r.nameID in keep]
    for i,v in {1:fam if style=="Regular" else fam+" SemiBold",2:"Regular",3:f"diplograph;{style};from Source Sans 3.052",4:f"{fam} {style}",5:"Version 3.052",6:f"DiplographSans-{style}",10:"Subset of Source Sans 3 under the SIL Open Font License 1.1",16:fam,17:style}.items():
        n.setName(v,i,3,1,0x409)
    f["OS/2"].usWeightClass=w
    for t in ("STAT","DSIG","MVAR","HVAR","avar","fvar"):
        if t in f: del f[t]
    f["head"].modified=f["head"].created
    f.recalcTimestamp=False
    f.save(f"DiplographSans-{style}.ttf")
    g=TTFont(f"DiplographSans-{style}.ttf",recalcTimestamp=False)
    o=subset.Options(); o.layout_features=["kern","ccmp","locl"]; o.hinting=False; o.name_IDs=[0,1,2,4,6,13,14,16,17]; o.notdef_outline=True; o.flavor="woff2"
    s=subset.Subsetter(o); s.populate(unicodes=subset.parse_unicodes("U+0020-007E,U+00A0-017F,U+0218-021B,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+2009,U+20AC,U+2190-2193,U+00D7,U+2212")); s.subset(g)
    g.flavor="woff2"; g.save(f"DiplographSans-{style}-Latin.woff2")
