# SPDX-License-Identifier: Apache-2.0
"""Numbering: lists that begin again in each turn, references to articles, tables of contents."""
import re

from build import NUMBERING, docx, field, item, odt, p, r, tbl, tc, tcell, th, titem, tp, tr, trow, ttable
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
numbered("a loop of items in a turn begins again", p("{{#lots}}") + p("Lot {{nom}}") + p("{{#points}}") + item("{{.}}", num=2) + p("{{/points}}") + p("{{/lots}}"),
         LOTS, ["Lot Nord", "1. un", "2. deux", "Lot Sud", "1. trois", "Lot Est", "1. quatre", "2. cinq"])
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

# --- references -----------------------------------------------------------------------------------------------------


def outline(*levels, extra=""):
    """An abstract numbering of headings: (format, text, more XML) a level, its w:num 7, and the styles Titre1… on it."""
    lvl = "".join(f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{more}<w:pStyle w:val="Titre{i + 1}"/>{legal}<w:suff w:val="space"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
                  for i, (fmt, text, more, legal) in enumerate((*one, "", "")[:4] for one in levels))
    numbering = (NUMBERING.split("<w:num ", 1)[0] + f'<w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>{lvl}</w:abstractNum>'
                 + "<w:num " + NUMBERING.split("<w:num ", 1)[1] + f'<w:num w:numId="7"><w:abstractNumId w:val="7"/>{extra}</w:num>')
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>' + "".join(
        f'<w:style w:type="paragraph" w:styleId="Titre{i + 1}"><w:name w:val="heading {i + 1}"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:ilvl w:val="{i}"/><w:numId w:val="7"/></w:numPr><w:outlineLvl w:val="{i}"/></w:pPr></w:style>'
        for i in range(len(levels)))
    return {"numbering": numbering, "styles": styles}


def h(level, *inner, props=""):
    return p(*inner, style=f"Titre{level}", props=props)


def anchor(name, inner, number=1):
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>' + r(inner) + f'<w:bookmarkEnd w:id="{number}"/>'


def results(*wanted, dirty=0):
    """The cached results of all fields in order; how many are marked to be renewed."""
    def check(out):
        import re
        body = out.parts["word/document.xml"].decode()
        body = re.sub(r"<w:p [^>]*>|<w:p>", "\n", body)
        found = []
        for field in re.finditer(r'fldCharType="separate"/>(.*?)<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:fldChar w:fldCharType="end"', body, re.S):
            found.append("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", field[1])))
        problems = [] if found == list(wanted) else [f"fields show {found}, not {list(wanted)}"]
        n = body.count('w:dirty="true"')
        return problems + ([] if n == dirty else [f"{n} fields are marked, not {dirty}"])
    return check


DECIMAL = (("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%3)"))
ARTICLES = {"articles": [{"t": "Objet", "k": "objet"}, {"t": "Prix", "k": "prix"}], "x": True, "y": False}
case("references to headings of a loop", docx=docx(
    p("Voir l'article {{ref.prix}} et {{ref.fin}}.") + p("{{#articles}}") + h(1, anchor("ref.{{k}}", "{{t}}")) + h(2, "Détail") + p("{{/articles}}")
    + h(1, anchor("ref.fin", "Fin", 2)), **outline(*DECIMAL)), data=ARTICLES, contains=["Voir l'article 2 et 3."], lo=["Voir l'article 2 et 3.", "1. Objet", "1.1 Détail", "2. Prix", "2.1 Détail", "3. Fin"],
    check=results("2", "3"))
case("a reference keeps the format of its place", docx=docx(
    p("Voir ", r("l'article {{ref.a}} ici", "<w:b/>"), ".") + h(1, anchor("ref.a", "{{t}}")), **outline(*DECIMAL)), data={"t": "A"}, contains=["Voir l'article 1 ici."],
    check=lambda out: [] if out.parts["word/document.xml"].count(b"<w:b/>") == 7 else ["the runs of the field are not bold"])
case("sections in and out change the numbers", docx=docx(
    p("{{#y}}") + h(1, "Jamais") + p("{{/y}}") + p("{{#x}}") + h(1, "Un") + p("{{/x}}") + h(1, anchor("ref.b", "Deux")) + p("Article {{ref.b}}"), **outline(*DECIMAL)),
     data=ARTICLES, contains=["Un", "Deux", "Article 2"], lo=["1. Un", "2. Deux", "Article 2"], check=results("2"))
# a heading that its sections leave empty is not there, and not counted
case("a heading that goes is not counted", docx=docx(
    h(1, "{{#y}}Jamais{{/y}}") + h(1, "{{#x}}Un{{/x}}") + h(2, "{{#y}}Jamais{{/y}}") + h(2, anchor("ref.c", "Un un")) + h(1, "{{^x}}Non{{/x}}") + h(1, anchor("ref.b", "Deux", 2)) + p("Article {{ref.b}}, {{ref.c}}"),
    **outline(*DECIMAL)), data=ARTICLES, contains=["Un", "Un un", "Deux", "Article 2, 1.1"], lo=["1. Un", "1.1 Un un", "2. Deux", "Article 2, 1.1"], absent=["Non"], check=results("2", "1.1"))
for title, levels, wanted, extra in (
    ("with words", (("decimal", "Article %1 –"), ("decimal", "%1.%2.")), ["Article 2 –", "2.2"], ""),
    ("in romans and letters", (("upperRoman", "%1."), ("upperLetter", "%1.%2)")), ["II", "II.B)"], ""),
    ("in digits by law", (("upperRoman", "%1"), ("lowerLetter", "%1.%2", "", "<w:isLgl/>")), ["II", "2.2"], ""),
    ("of a level alone", (("upperRoman", "%1."), ("lowerLetter", "%2)")), ["II", "b)"], ""),
    ("that start at 14", (("decimal", "%1."), ("decimal", "%1.%2")), ["15", "15.2"], '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="14"/></w:lvlOverride>'),
    ("that the data starts", (("decimal", "%1."), ("decimal", "%1.%2")), ["8", "8.2"], '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{{n}}"/></w:lvlOverride>'),
    ("that run on below", (("decimal", "%1."), ("decimal", "%1.%2", '<w:lvlRestart w:val="0"/>')), ["2", "2.3"], ""),
    ("with two digits", (("decimalZero", "%1"), ("decimal", "%1-%2")), ["02", "02-2"], ""),
):
    case(f"headings {title}", docx=docx(
        h(1, "A {{t}}") + h(2, "A1") + h(1, anchor("ref.b", "B")) + h(2, "B1") + h(2, anchor("ref.b2", "B2", 2)) + p("Voir {{ref.b}}") + p("Voir {{ref.b2}}"), **outline(*levels, extra=extra)),
        data={"t": "x", "n": 7}, contains=["Voir " + wanted[0], "Voir " + wanted[1]], lo=[], check=results(*wanted))
case("a reference within its own item is relative", docx=docx(
    h(1, "A {{t}}") + h(2, anchor("ref.a", "A1")) + p("ici {{ref.a}}") + h(1, "B") + p("là {{ref.a}}"), **outline(("upperRoman", "%1."), ("lowerLetter", "%2)"))),
    data={"t": "x"}, contains=["ici a)", "là Ia)"], lo=[], check=results("a)", "Ia)"))
case("the author's own references follow", docx=docx(
    p("{{#y}}") + h(1, "Jamais") + p("{{/y}}") + h(1, anchor("_Ref1", "Un")) + h(2, anchor("_Ref2", "Deux", 2))
    + p("Voir ", field(" REF _Ref1 \\r \\h ", "9"), " et ", field(" REF _Ref2 \\w ", "9.9"), " et ", field(" REF _Ref2 \\n ", "9.9"), " et ", field(" REF _Ref1 \\h ", "Un"), " et ", field(" PAGEREF _Ref1 ", "4")),
    **outline(*DECIMAL)), data=ARTICLES, contains=["Voir 1 et 1.1 et 1.1 et Un et 4"], lo=[], check=results("1", "1.1", "1.1", "Un", "4"))
case("a reference of the author into a section that is gone", docx=docx(
    p("{{#y}}") + h(1, anchor("_Ref1", "Jamais")) + p("{{/y}}") + p("Voir ", field(" REF _Ref1 \\r \\h ", "1")), **outline(*DECIMAL)),
    data=ARTICLES, contains=["Voir ?"], lo=[], says=[("T-141", "_Ref1")])
case("a number that can't be known", docx=docx(
    h(1, anchor("ref.a", "{{t}}")) + p("Voir {{ref.a}}"), **outline(("koreanDigital", "%1."))), data={"t": "x"}, contains=["Voir 1"], lo=[], says=[("T-140", "“a”")],
    check=results("1", dirty=1))
case("a reference in a header", docx=docx(h(1, "A") + h(1, anchor("ref.b", "{{t}}")), header=p("Suite de l'article {{ref.b}}"), **outline(*DECIMAL)),
     data={"t": "B"}, contains=["B", "Suite de l'article 2"], lo=[])
case("ref in the data", docx=docx(p("{{ref.a}} {{#ref}}{{b}}{{/ref}}")), odt=odt(tp("{{ref.a}} {{#ref}}{{b}}{{/ref}}")), data={"ref": {"a": "A", "b": "B"}}, text=["A B"])
case("no anchor and no data", docx=docx(p("{{ref.a}}")), odt=odt(tp("{{ref.a}}")), data={}, errors=[("T-016", "“a”")])
case("numbers of direct paragraphs count too", docx=docx(
    p("x {{t}}", props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>') + h(1, anchor("ref.b", "B")) + p("sans", style="Titre1", props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    + h(1, anchor("ref.c", "C", 2)) + p("Voir {{ref.b}} {{ref.c}}"), **outline(*DECIMAL)), data={"t": "x"}, contains=["Voir 2 3"], lo=["1. x x", "2. B", "sans", "3. C", "Voir 2 3"], check=results("2", "3"))
case("a section tag in a heading is no heading", docx=docx(
    h(1, "{{#x}}") + h(1, anchor("ref.a", "A")) + h(1, "{{/x}}") + p("Voir {{ref.a}}"), **outline(*DECIMAL)), data=ARTICLES, contains=["A", "Voir 1"], lo=["1. A", "Voir 1"], check=results("1"))

# --- the same in ODF ------------------------------------------------------------------------------------------------


def odf_outline(*levels):
    """text:outline-style: attributes of each level."""
    return '<text:outline-style style:name="Outline">' + "".join(
        f'<text:outline-level-style text:level="{i}" {more}><style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="space"/></style:list-level-properties></text:outline-level-style>'
        for i, more in enumerate(levels, 1)) + "</text:outline-style>"


ODF_DECIMAL = odf_outline('style:num-format="1" style:num-suffix="."', 'style:num-format="1" text:display-levels="2"', 'style:num-format="a" style:num-suffix=")"')


def mark(name, inner):
    return f'<text:bookmark-start text:name="{name}"/>{inner}<text:bookmark-end text:name="{name}"/>'


def ref(name, kind, result):
    return f'<text:bookmark-ref text:reference-format="{kind}" text:ref-name="{name}">{result}</text:bookmark-ref>'


def cached(*wanted):
    """The texts of all references in order."""
    def check(out):
        import re
        found = re.findall(r"<text:bookmark-ref [^>]*>([^<]*)</text:bookmark-ref>", out.parts["content.xml"].decode())
        return [] if found == list(wanted) else [f"references show {found}, not {list(wanted)}"]
    return check


case("references to headings of a loop", odt=odt(
    tp("Voir l'article {{ref.prix}} et {{ref.fin}}.") + tp("{{#articles}}") + th(mark("ref.{{k}}", "{{t}}")) + th("Détail", level=2) + tp("{{/articles}}") + th(mark("ref.fin", "Fin")),
    more_styles=ODF_DECIMAL), data=ARTICLES, text=["Voir l'article 2 et 3.", "Objet", "Détail", "Prix", "Détail", "Fin"],
    lo=["Voir l'article 2 et 3.", "1. Objet", "1.1 Détail", "2. Prix", "2.1 Détail", "3. Fin"], check=cached("2", "3"))
case("sections in and out change the numbers", odt=odt(
    tp("{{#y}}") + th("Jamais") + tp("{{/y}}") + tp("{{#x}}") + th("Un") + tp("{{/x}}") + th(mark("ref.b", "Deux")) + tp("Article {{ref.b}}"), more_styles=ODF_DECIMAL),
    data=ARTICLES, text=["Un", "Deux", "Article 2"], lo=["1. Un", "2. Deux", "Article 2"], check=cached("2"))
case("a heading that goes is not counted", odt=odt(
    th("{{#y}}Jamais{{/y}}") + th("{{#x}}Un{{/x}}") + th("{{#y}}Jamais{{/y}}", level=2) + th(mark("ref.c", "Un un"), level=2) + th("{{^x}}Non{{/x}}") + th(mark("ref.b", "Deux")) + tp("Article {{ref.b}}, {{ref.c}}"),
    more_styles=ODF_DECIMAL), data=ARTICLES, text=["Un", "Un un", "Deux", "Article 2, 1.1"], lo=["1. Un", "1.1 Un un", "2. Deux", "Article 2, 1.1"], check=cached("2", "1.1"))
for title, levels, wanted in (
    ("with words", ('style:num-format="1" style:num-prefix="Article " style:num-suffix=" –"', 'style:num-format="1" style:num-suffix="." text:display-levels="2"'), ["Article 2 –", "2.2"]),
    ("in romans and letters", ('style:num-format="I" style:num-suffix="."', 'style:num-format="A" style:num-suffix=")" text:display-levels="2"'), ["II", "II.B"]),
    ("that start at 14", ('style:num-format="1" style:num-suffix="." text:start-value="14"', 'style:num-format="1" text:display-levels="2"'), ["15", "15.2"]),
    ("that the data starts", ('style:num-format="1" style:num-suffix="." text:start-value="{{n}}"', 'style:num-format="1" text:display-levels="2"'), ["8", "8.2"]),
    ("by a format", ('style:num-format="1" style:num-list-format="§ %1%"', 'style:num-format="1" style:num-list-format="§ %1%-%2%" text:display-levels="2"'), ["§ 2", "§ 2-2"]),
):
    case(f"headings {title}", odt=odt(
        th("A {{t}}") + th("A1", level=2) + th(mark("ref.b", "B")) + th("B1", level=2) + th(mark("ref.b2", "B2"), level=2) + tp("Voir {{ref.b}}") + tp("Voir {{ref.b2}}"),
        more_styles=odf_outline(*levels)), data={"t": "x", "n": 7}, contains=["Voir " + wanted[0], "Voir " + wanted[1]], lo=["Voir " + wanted[0], "Voir " + wanted[1]], check=cached(*wanted))
case("the author's own references follow", odt=odt(
    tp("{{#y}}") + th("Jamais") + tp("{{/y}}") + th(mark("_Ref1", "Un")) + th(mark("_Ref2", "Deux"), level=2)
    + tp("Voir ", ref("_Ref1", "number", "9"), " et ", ref("_Ref2", "number-all-superior", "9.9"), " et ", ref("_Ref1", "text", "Un")), more_styles=ODF_DECIMAL),
    data=ARTICLES, contains=["Voir 1 et 1.1 et Un"], lo=["Voir 1 et 1.1 et Un"], check=cached("1", "1.1", "Un"))
case("a reference of the author into a section that is gone", odt=odt(
    tp("{{#y}}") + th(mark("_Ref1", "Jamais")) + tp("{{/y}}") + tp("Voir ", ref("_Ref1", "number", "1")), more_styles=ODF_DECIMAL), data=ARTICLES, contains=["Voir ?"], lo=[], says=[("T-141", "_Ref1")])
case("a heading that begins anew", odt=odt(
    th("A {{t}}") + '<text:h text:style-name="Heading_20_1" text:outline-level="1" text:restart-numbering="true" text:start-value="5">' + mark("ref.b", "B") + "</text:h>" + tp("Voir {{ref.b}}"),
    more_styles=ODF_DECIMAL), data={"t": "x"}, contains=["Voir 5"], lo=["1. A x", "5. B", "Voir 5"], check=cached("5"))
case("a reference in a header", odt=odt(th("A") + th(mark("ref.b", "{{t}}")), header=tp("Suite de l'article {{ref.b}}"), more_styles=ODF_DECIMAL),
     data={"t": "B"}, contains=["B", "Suite de l'article 2"], lo=[])
case("a section tag in a heading is no heading", odt=odt(
    th("{{#x}}") + th(mark("ref.a", "A")) + th("{{/x}}") + tp("Voir {{ref.a}}"), more_styles=ODF_DECIMAL), data=ARTICLES, text=["A", "Voir 1"], lo=["1. A", "Voir 1"], check=cached("1"))

# --- lists of ODF: a list begins again by itself, wherever it stands ---------------------------------------------------

ODF_LISTS = ('<text:list-style style:name="L1">' + "".join(
    f'<text:list-level-style-number text:level="{i}" style:num-format="{f}" style:num-suffix="{s}"><style:list-level-properties text:space-before="{i - 1}cm" text:min-label-width="1cm"/></text:list-level-style-number>'
    for i, f, s in ((1, "1", "."), (2, "a", ")"))) + "</text:list-style>")


def olist(*items, more=""):
    return f'<text:list text:style-name="L1"{" " + more if more else ""}>{"".join(i if i.startswith("<") else titem(i) for i in items)}</text:list>'


def listed(name, body, data, lo, **more):
    case(name, odt=odt(body, automatic=ODF_LISTS), data=data, contains=[], lo=lo, **more)


listed("a list of a turn begins again", tp("{{#lots}}") + tp("Lot {{nom}}") + olist("{{#points}}", "{{.}}", "{{/points}}") + tp("{{/lots}}") + tp("Fin"),
       LOTS, ["Lot Nord", "1. un", "2. deux", "Lot Sud", "1. trois", "Lot Est", "1. quatre", "2. cinq", "Fin"])
listed("items written out in a turn begin again", tp("{{#lots}}") + tp("Lot {{nom}}") + olist("prix", "délai") + tp("{{/lots}}"),
       LOTS, ["Lot Nord", "1. prix", "2. délai", "Lot Sud", "1. prix", "2. délai", "Lot Est", "1. prix", "2. délai"])
listed("a loop of items runs on", olist("Avant", "{{#lots}}", "{{nom}}", "{{/lots}}", "Après"), LOTS, ["1. Avant", "2. Nord", "3. Sud", "4. Est", "5. Après"])
listed("a list cut by section tags between its items", olist("Avant") + tp("{{#lots}}") + olist("{{nom}}", more='text:continue-numbering="true"') + tp("{{/lots}}") + olist("Après", more='text:continue-numbering="true"'),
       LOTS, ["1. Avant", "2. Nord", "3. Sud", "4. Est", "5. Après"])
listed("a list of nothing but a loop runs on", tp("{{#lots}}") + olist("{{nom}}") + tp("{{/lots}}"), LOTS, ["1. Nord", "2. Sud", "3. Est"])
listed("an item with its text is a turn of the list", tp("{{#lots}}") + olist("Lot {{nom}}") + tp("Texte de {{nom}}") + tp("{{/lots}}"),
       LOTS, ["1. Lot Nord", "Texte de Nord", "2. Lot Sud", "Texte de Sud", "3. Lot Est", "Texte de Est"])
listed("a loop of items in a turn begins again", olist("Avant") + tp("{{#lots}}") + tp("Lot {{nom}}") + tp("{{#points}}") + olist("{{.}}") + tp("{{/points}}") + tp("{{/lots}}"),
       LOTS, ["1. Avant", "Lot Nord", "1. un", "2. deux", "Lot Sud", "1. trois", "Lot Est", "1. quatre", "2. cinq"])
listed("a list below the items of a loop", olist("{{#lots}}", f'<text:list-item>{tp("{{nom}}")}{olist("{{#points}}", "{{.}}", "{{/points}}")}</text:list-item>', "{{/lots}}"),
       LOTS, ["1. Nord", "a) un", "b) deux", "2. Sud", "a) trois", "3. Est", "a) quatre"])
listed("a list that goes on in a turn by its name", tp("{{#lots}}") + tp("Lot {{nom}}") + olist("prix", more='xml:id="list1"') + tp("Texte") + olist("délai", more='text:continue-list="list1"') + tp("{{/lots}}"),
       LOTS, ["Lot Nord", "1. prix", "Texte", "2. délai", "Lot Sud", "1. prix", "Texte", "2. délai", "Lot Est", "1. prix", "Texte", "2. délai"])
listed("a list in the cell of a row that repeats", ttable(trow("{{#lots}}{{nom}}", tcell(olist("prix", "délai"), "{{/lots}}"))), LOTS, ["Nord", "1. prix", "2. délai", "Sud", "1. prix", "2. délai"])

# --- tables of contents ----------------------------------------------------------------------------------------------

TOC_STYLES = outline(*DECIMAL)["styles"] + "".join(
    f'<w:style w:type="paragraph" w:styleId="TM{i}"><w:name w:val="toc {i}"/><w:basedOn w:val="Normal"/><w:pPr><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9000"/></w:tabs></w:pPr></w:style>' for i in (1, 2))


def entry(level, name, inner, page, before="", after=""):
    return p(before, f'<w:hyperlink w:anchor="{name}">' + r(inner) + r("<w:tab/>") + field(f" PAGEREF {name} \\h ", page) + "</w:hyperlink>", after, style=f"TM{level}")


def toc(first, *rest, instruction=' TOC \\o "1-2" \\h \\z \\u '):
    """A table of contents as Word writes it: the field begins in the first entry and ends in a paragraph of its own."""
    start = r('<w:fldChar w:fldCharType="begin"/>') + r(f'<w:instrText xml:space="preserve">{instruction}</w:instrText>') + r('<w:fldChar w:fldCharType="separate"/>')
    return entry(*first, before=start) + "".join(entry(*one) for one in rest) + p(r('<w:fldChar w:fldCharType="end"/>'))


def entries(*wanted):
    """The paragraphs of the table: their text as it is cached, each linked to a bookmark that is there."""
    def check(out):
        import re
        body = out.parts["word/document.xml"].decode()
        found, problems = [], []
        for text in re.findall(r"<w:p>(?:(?!</w:p>).)*<w:hyperlink.*?</w:p>", body, re.S):
            name = re.search(r'w:anchor="([^"]*)"', text)[1]
            found.append("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", text)).replace("…", ""))
            if body.count(f'<w:bookmarkStart w:id="') and f'w:name="{name}"' not in body:
                problems.append(f"no bookmark {name}")
        return problems + ([] if found == list(wanted) else [f"the table shows {found}"])
    return check


case("a table of contents is made anew", docx=docx(
    toc((1, "_Toc1", "1. {{t}}", "1"), (2, "_Toc2", "1.1 Détail", "1")) + p("{{#articles}}") + h(1, anchor("_Toc1", "{{t}} & suite".replace("&", "&amp;"))) + h(2, anchor("_Toc2", "Détail", 2)) + p("{{/articles}}")
    + h(1, "Fin"), numbering=outline(*DECIMAL)["numbering"], styles=TOC_STYLES), data=ARTICLES, contains=["1. Objet & suite", "1.1 Détail", "2. Prix & suite", "2.1 Détail", "3. Fin", "Objet & suite"],
    lo=["1. Objet & suite", "1.1 Détail", "2. Prix & suite", "2.1 Détail", "3. Fin", "1. Objet & suite"], says=[("T-142",)],
    check=entries("1. Objet &amp; suite", "1.1 Détail", "2. Prix &amp; suite", "2.1 Détail", "3. Fin"))
case("a table of contents without a heading that goes", docx=docx(
    toc((1, "_Toc1", "1. {{t}}", "1")) + h(1, anchor("_Toc1", "{{#y}}Jamais{{/y}}")) + h(1, anchor("_Toc2", "{{#x}}Un{{/x}}", 2)) + h(2, "{{#y}}Jamais{{/y}}") + h(1, "Fin"),
    numbering=outline(*DECIMAL)["numbering"], styles=TOC_STYLES), data=ARTICLES, contains=["1. Un", "2. Fin", "Un", "Fin"], lo=["1. Un", "2. Fin", "1. Un", "2. Fin"], says=[("T-142",)], check=entries("1. Un", "2. Fin"))
case("a table of contents whose headings stay", docx=docx(
    toc((1, "_Toc1", "1. Objet", "3"), (2, "_Toc2", "1.1 Détail", "4")) + h(1, anchor("_Toc1", "Objet")) + h(2, anchor("_Toc2", "Détail", 2)) + p("{{t}}") + p("{{#x}}") + p("oui") + p("{{/x}}"),
    numbering=outline(*DECIMAL)["numbering"], styles=TOC_STYLES), data={"t": "T", "x": True}, contains=["1. Objet", "3", "1.1 Détail", "4", "Objet"], lo=[],
    check=entries("1. Objet3", "1.1 Détail4"))
case("a table of contents of one entry, and none", docx=docx(
    toc((1, "_Toc1", "1. Objet", "3")) + p("{{#y}}") + h(1, anchor("_Toc1", "Objet")) + p("{{/y}}"), numbering=outline(*DECIMAL)["numbering"], styles=TOC_STYLES),
    data=ARTICLES, contains=[], absent=["Objet"], lo=[], says=[("T-142",)], check=entries())
case("a table of contents of other styles is left to Word", docx=docx(
    toc((1, "_Toc1", "1. {{t}}", "3"), instruction=' TOC \\h \\t "Annexe;1" ') + h(1, anchor("_Toc1", "{{t}}")), numbering=outline(*DECIMAL)["numbering"], styles=TOC_STYLES),
    data={"t": "Objet"}, contains=["Objet"], lo=[], says=[("T-143",)], check=lambda out: [] if b'w:dirty="true"' in out.parts["word/document.xml"] else ["not marked"])

TC = field(' TC "Autre" \\f C ', "")
for title, more, shown, said in (("nothing", "", True, "T-142"), ("fields too", TC, False, "T-143")):
    case(f"a table of contents as LibreOffice writes it, with {title} beside headings", docx=docx(
        toc((1, "_Toc1", "1. {{t}}", "3"), instruction=' TOC \\f \\o "1-2" \\h') + h(1, anchor("_Toc1", "{{t}}")) + p("x", more), numbering=outline(*DECIMAL)["numbering"], styles=TOC_STYLES),
        data={"t": "Objet"}, contains=["Objet"], lo=[], says=[(said,)], check=entries(*(["1. Objet"] if shown else [])))


def otoc(*lines, more=""):
    """A table of contents as LibreOffice writes it."""
    entry_templates = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{i}" text:style-name="Contents_20_{i}"><text:index-entry-link-start text:style-name="Index_20_Link"/>'
        '<text:index-entry-chapter/><text:index-entry-text/><text:index-entry-tab-stop style:type="right" style:leader-char="."/><text:index-entry-page-number/><text:index-entry-link-end/>'
        '</text:table-of-content-entry-template>' for i in (1, 2))
    return ('<text:table-of-content text:style-name="Sect1" text:protected="true" text:name="Table des matières1">'
            f'<text:table-of-content-source text:outline-level="2"{more}>{entry_templates}</text:table-of-content-source>'
            f'<text:index-body><text:index-title text:style-name="Sect1" text:name="Titre1">{tp("Sommaire")}</text:index-title>{"".join(lines)}</text:index-body></text:table-of-content>')


OTOC = ODF_DECIMAL + "".join(f'<style:style style:name="Contents_20_{i}" style:family="paragraph" style:parent-style-name="Standard"/>' for i in (1, 2)) + (
    '<style:style style:name="Index_20_Link" style:family="text"/>')
OSECT = '<style:style style:name="Sect1" style:family="section"><style:section-properties/></style:style>'
case("a table of contents is made anew", odt=odt(
    otoc('<text:p text:style-name="Contents_20_1"><text:a xlink:type="simple" xlink:href="#t1">1. {{t}}<text:tab/>1</text:a></text:p>') + tp("{{#articles}}") + th("{{t}} &amp; suite") + th("Détail", level=2)
    + tp("{{/articles}}") + th("Fin"), more_styles=OTOC, automatic=OSECT), data=ARTICLES,
    contains=["Sommaire", "1. Objet & suite", "1.1 Détail", "2. Prix & suite", "2.1 Détail", "3. Fin", "Objet & suite"], lo=["1. Objet & suite", "1.1 Détail", "2. Prix & suite", "2.1 Détail", "3. Fin"])
for lost in ("start", "end"):
    case(f"a table of contents whose link has no {lost}", odt=odt(
        re.sub(rf"<text:index-entry-link-{lost}[^>]*>", "", otoc('<text:p text:style-name="Contents_20_1">1. {{t}}<text:tab/>1</text:p>')) + tp("{{#articles}}") + th("{{t}}") + tp("{{/articles}}"),
        more_styles=OTOC, automatic=OSECT), data=ARTICLES, contains=["Sommaire", "1. Objet", "2. Prix", "Objet"], lo=["1. Objet", "2. Prix"])
case("a table of contents without a heading that goes", odt=odt(
    otoc('<text:p text:style-name="Contents_20_1"><text:a xlink:type="simple" xlink:href="#t1">1. {{t}}<text:tab/>1</text:a></text:p>') + th("{{#y}}Jamais{{/y}}") + th("{{#x}}Un{{/x}}") + th("Fin"),
    more_styles=OTOC, automatic=OSECT), data=ARTICLES, contains=["Sommaire", "1. Un", "2. Fin", "Un", "Fin"], lo=["1. Un", "2. Fin"])
case("a table of contents whose headings stay", odt=odt(
    otoc('<text:p text:style-name="Contents_20_1"><text:a xlink:type="simple" xlink:href="#t1">1. Objet<text:tab/>3</text:a></text:p>') + th("Objet") + tp("{{t}}"), more_styles=OTOC, automatic=OSECT),
    data={"t": "T"}, contains=["1. Objet", "3", "Objet"], lo=[])
case("a table of contents of other styles is left to LibreOffice", odt=odt(
    otoc('<text:p text:style-name="Contents_20_1">1. {{t}}<text:tab/>3</text:p>', more=' text:use-index-source-styles="true"') + th("{{t}}"), more_styles=OTOC, automatic=OSECT),
    data={"t": "Objet"}, contains=["Sommaire", "Objet"], absent=["1. Objet"], lo=[], says=[("T-143",)])

# --- names of bookmarks that Word lets people type, and the author's own use of them -------------------------------------


def keeps(*names):
    """The bookmarks of the author are there, once each, and so is one of ours for each."""
    def check(out):
        import re
        body = out.parts["word/document.xml" if "word/document.xml" in out.parts else "content.xml"].decode()
        found = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]*)"|<text:bookmark(?:-start)? [^>]*text:name="([^"]*)"', body)
        found = [a or b for a, b in found]
        own = [n for n in found if not n.startswith("ccap_")]
        return [] if own == list(names) else [f"bookmarks {found}, not {list(names)}"]
    return check


def both_checks(*checks):
    return lambda out: [problem for check in checks for problem in check(out)]


for title, name, tag in (("typed in Word", "ref_prix", "ref.prix"), ("typed for a name with points and hyphens", "ref_lot_sous_traite", "ref.lot.sous-traite"), ("as it is", "ref.prix", "ref.prix")):
    own = field(f" REF {name} \\r \\h ", "9") + f'<w:hyperlink w:anchor="{name}">' + r("lien") + "</w:hyperlink>"
    case(f"an anchor {title}", docx=docx(
        p("Article {{" + tag[:2] + "", r(tag[2:], "<w:b/>"), "}}, ", own) + h(1, "A {{t}}") + h(1, anchor(name, "Prix")), **outline(*DECIMAL)), data={"t": "x"},
        contains=["Article 2", "2"], lo=["Article 2, 2lien", "1. A x", "2. Prix"], check=both_checks(results("2", "2"), keeps(name)))
    case(f"an anchor {title}", odt=odt(
        tp("Article {{" + tag[:2], '<text:span text:style-name="T1">' + tag[2:] + "</text:span>", "}}, ", ref(name, "number", "9")) + th("A {{t}}") + th(mark(name, "Prix")), more_styles=ODF_DECIMAL),
        data={"t": "x"}, contains=["Article 2, 2"], lo=["Article 2, 2", "1. A x", "2. Prix"], check=both_checks(cached("2", "2"), keeps(name)))
TURNS = {"lots": [{"n": "Nord"}, {"n": "Sud"}]}
case("an anchor typed in Word that repeats", docx=docx(
    p("{{#lots}}") + h(1, anchor("ref_lot", "{{n}}")) + p("Voir {{ref.lot}}") + p("{{/lots}}"), **outline(*DECIMAL)), data=TURNS,
    contains=["Nord", "Voir 1", "Sud", "Voir 2"], lo=["Voir 1", "Voir 2"], check=both_checks(results("1", "2"), keeps("ref_lot", "ref_lot_2")))
case("an anchor typed in Word that repeats", odt=odt(
    tp("{{#lots}}") + th(mark("ref_lot", "{{n}}")) + tp("Voir {{ref.lot}}") + tp("{{/lots}}"), more_styles=ODF_DECIMAL), data=TURNS,
    contains=["Nord", "Voir 1", "Sud", "Voir 2"], lo=["Voir 1", "Voir 2"], check=both_checks(cached("1", "2"), keeps("ref_lot", "ref_lot_2")))
case("names of bookmarks that no reference uses stay alone", docx=docx(h(1, anchor("ref_prix", "{{t}}")) + h(1, anchor("ref.fin", "Fin", 2)) + p("{{refs.prix}}"), **outline(*DECIMAL)),
     data={"t": "x", "refs": {"prix": 3}}, contains=["x", "Fin", "3"], lo=[],
     check=both_checks(keeps("ref_prix", "ref.fin"), lambda out: ["an anchor was added"] if b"ccap_" in out.parts["word/document.xml"] else []))
case("names of bookmarks that no reference uses stay alone", odt=odt(th(mark("ref_prix", "{{t}}")) + th(mark("ref.fin", "Fin")), more_styles=ODF_DECIMAL),
     data={"t": "x"}, contains=["x", "Fin"], lo=[],
     check=both_checks(keeps("ref_prix", "ref.fin"), lambda out: ["an anchor was added"] if b"ccap_" in out.parts["content.xml"] else []))
case("the exact name goes before the typed one", docx=docx(h(1, anchor("ref_prix", "{{t}}")) + h(1, anchor("ref.prix", "Prix", 2)) + h(1, "Fin") + p("Article {{ref.prix}}"), **outline(*DECIMAL)),
     data={"t": "x"}, contains=["Article 2"], lo=["Article 2"], check=both_checks(results("2"), keeps("ref_prix", "ref.prix")))
case("a reference in a header alone", docx=docx(h(1, "A") + h(1, anchor("ref_b", "B")), header=p("Article {{ref.b}}"), **outline(*DECIMAL)), data={}, contains=["B", "Article 2"], lo=[],
     changes=("word/document.xml",))
case("a reference in a header alone", odt=odt(th("A") + th(mark("ref_b", "B")), header=tp("Article {{ref.b}}"), more_styles=ODF_DECIMAL), data={}, contains=["B", "Article 2"], lo=[],
     changes=("content.xml",))
