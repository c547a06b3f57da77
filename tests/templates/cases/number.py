# SPDX-License-Identifier: Apache-2.0
"""Numbering: lists that begin again in each turn, references to articles, tables of contents."""
from build import NUMBERING, docx, item, odt, p, tbl, tc, titem, tlist, tp, tr, trow, ttable
from frame import case

LEVELS = '<w:abstractNum w:abstractNumId="3"><w:multiLevelType w:val="multilevel"/>' + "".join(
    f'<w:lvl w:ilvl="{i}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
    for i, (start, fmt, text) in enumerate(((1, "decimal", "%1."), (1, "lowerLetter", "%2)"), (3, "lowerRoman", "%3.")))) + "</w:abstractNum>"
# num 1: bullets, num 2: 1. 2., num 3: 1. a) iii., num 4: the same from 5
LISTS = LEVELS.join(NUMBERING.split("<w:num ", 1)[:1] + [""]) + "<w:num " + NUMBERING.split("<w:num ", 1)[1] + (
    '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="3"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>')
GREW = ("word/numbering.xml",)
LOTS = {"lots": [{"nom": "Nord", "points": ["un", "deux"]}, {"nom": "Sud", "points": ["trois"]}, {"nom": "Est", "points": ["quatre", "cinq"]}]}


def numbered(name, body, data, lo, **more):
    """A DOCX with lists: what LibreOffice prints, numbers included."""
    case(name, docx=docx(body, numbering=LISTS), data=data, contains=[], lo=lo, changes=more.pop("changes", GREW), **more)


numbered("a list of a turn begins again", p("{{#lots}}") + p("Lot {{nom}}") + item("{{#points}}", num=2) + item("{{.}}", num=2) + item("{{/points}}", num=2) + p("{{/lots}}") + p("Fin"),
         LOTS, ["Lot Nord", "1. un", "2. deux", "Lot Sud", "1. trois", "Lot Est", "1. quatre", "2. cinq", "Fin"])
numbered("items written out in a turn begin again", p("{{#lots}}") + p("Lot {{nom}}") + item("prix", num=2) + item("délai", num=2) + p("{{/lots}}"),
         LOTS, ["Lot Nord", "1. prix", "2. délai", "Lot Sud", "1. prix", "2. délai", "Lot Est", "1. prix", "2. délai"])
numbered("a loop of items runs on", item("Avant", num=2) + p("{{#lots}}") + item("{{nom}}", num=2) + p("{{/lots}}") + item("Après", num=2),
         LOTS, ["1. Avant", "2. Nord", "3. Sud", "4. Est", "5. Après"], changes=())
numbered("a list of nothing but a loop runs on", p("{{#lots}}") + item("{{nom}}", num=2) + p("{{/lots}}"),
         LOTS, ["1. Nord", "2. Sud", "3. Est"], changes=())
numbered("an item with its text is a turn of the list", p("{{#lots}}") + item("Lot {{nom}}", num=2) + p("Texte de {{nom}}") + p("{{/lots}}"),
         LOTS, ["1. Lot Nord", "Texte de Nord", "2. Lot Sud", "Texte de Sud", "3. Lot Est", "Texte de Est"], changes=())
numbered("a list used before the loop goes on in it", item("Préalable", num=2) + p("{{#lots}}") + p("Lot {{nom}}") + item("prix", num=2) + item("délai", num=2) + p("{{/lots}}"),
         LOTS, ["1. Préalable", "Lot Nord", "2. prix", "3. délai", "Lot Sud", "4. prix", "5. délai"], changes=())
numbered("levels below begin again, with their own start", p("{{#lots}}") + p("Lot {{nom}}") + item("A", num=4) + item("B", num=4, level=1) + item("C", num=4, level=2) + item("D", num=4) + p("{{/lots}}"),
         LOTS, ["Lot Nord", "5. A", "a) B", "iii. C", "6. D", "Lot Sud", "5. A", "a) B", "iii. C", "6. D"])
numbered("a list below the items of a loop", p("{{#lots}}") + item("{{nom}}", num=3) + p("{{#points}}") + item("{{.}}", num=3, level=1) + p("{{/points}}") + p("{{/lots}}"),
         LOTS, ["1. Nord", "a) un", "b) deux", "2. Sud", "a) trois", "3. Est", "a) quatre"], changes=())
numbered("a list in the cell of a row that repeats", tbl(tr("{{#lots}}{{nom}}", tc(item("prix", num=2) + item("délai {{nom}}", num=2) + p("{{/lots}}")))),
         LOTS, ["Nord", "1. prix", "2. délai Nord", "Sud", "1. prix", "2. délai Sud", "Est", "1. prix"])
numbered("rows that are counted", tbl(tr(tc(item("{{#lots}}", num=2)), tc(p("{{nom}}{{/lots}}")))),
         LOTS, ["1.", "Nord", "2.", "Sud", "3.", "Est"], changes=())
numbered("lists in two loops", p("{{#lots}}") + p("Lot {{nom}}") + p("{{#points}}") + p("Point {{.}}") + item("x", num=3) + item("y", num=3) + p("{{/points}}") + item("bilan", num=2) + item("fin", num=2) + p("{{/lots}}"),
         LOTS, ["Lot Nord", "Point un", "1. x", "2. y", "Point deux", "1. x", "2. y", "1. bilan", "2. fin", "Lot Sud", "Point trois", "1. x", "2. y", "1. bilan", "2. fin"])
numbered("a condition around a list", p("{{#a}}") + p("Titre") + item("un", num=2) + item("deux", num=2) + p("{{/a}}") + p("Fin"), {"a": True}, ["Titre", "1. un", "2. deux", "Fin"], changes=())

STYLED = ('<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
          '<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Number"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr><w:ind w:left="900" w:hanging="400"/></w:pPr></w:style>')


def keeps_indent(out):
    """A numbering of the paragraph's own would take the style's indentation away."""
    body = out.xml("word/document.xml")
    ns = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = [pPr.find(ns + "ind") for pPr in body.iter(ns + "pPr") if pPr.find(ns + "numPr") is not None]
    return [] if len(found) == 4 and all(i is not None and i.get(ns + "left") == "900" for i in found) else ["the indentation of the style is lost"]


case("a list by its style begins again", docx=docx(p("{{#l}}") + p("T{{.}}") + p("un", style="Liste") + p("deux", style="Liste") + p("{{/l}}"), styles=STYLED, numbering=LISTS),
     data={"l": [1, 2]}, contains=["T1", "T2"], lo=["T1", "1. un", "2. deux", "T2", "1. un", "2. deux"], changes=GREW, check=keeps_indent)
