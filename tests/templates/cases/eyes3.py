# SPDX-License-Identifier: Apache-2.0
"""Fresh eyes: what authors combine that no other topic does."""
from build import docx, field, odt, p, r, t, tbl, tc, tcell, tp, tr, trow, ttable
from frame import case
from kit import both, counts, same

L = {"l": [{"n": "un", "m": ["a", "b"]}, {"n": "deux", "m": ["c"]}], "x": "valeur", "sous-titre": "fin"}

# --- cells that are merged downwards -----------------------------------------------------------------------------------

ABOVE, BELOW = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
SPAN, COVERED = 'table:number-rows-spanned="2"', "<table:covered-table-cell/>"


def below(*cells):
    return f"<table:table-row>{''.join(c if c.startswith('<') else tcell(c) for c in cells)}</table:table-row>"


both("a row is repeated beside a cell merged from above", tbl(tr(tc("g", props=ABOVE), "h1", "h2"), tr(tc("", props=BELOW), "{{#l}}{{n}}", "{{x}}{{/l}}"), columns=3),
     ttable(trow(tcell("g", props=SPAN), "h1", "h2"), below(COVERED, "{{#l}}{{n}}", "{{x}}{{/l}}"), columns=3), data=L, contains=["g", "h1", "h2", "un", "valeur", "deux", "valeur"], check=counts(tr=3, table_row=3))
both("a row is repeated, its last cell merged from above", tbl(tr("h1", "h2", tc("g", props=ABOVE)), tr("{{#l}}{{n}}", "{{x}}{{/l}}", tc("", props=BELOW)), columns=3),
     ttable(trow("h1", "h2", tcell("g", props=SPAN)), below("{{#l}}{{n}}", "{{x}}{{/l}}", COVERED), columns=3), data=L, contains=["h1", "h2", "g", "un", "valeur", "deux", "valeur"], check=counts(tr=3, table_row=3))
both("two rows are repeated beside a merged cell", tbl(tr(tc("g", props=ABOVE), "h"), tr(tc("", props=BELOW), "{{#l}}{{n}}"), tr(tc("", props=BELOW), "{{x}}{{/l}}")),
     ttable(trow(tcell("g", props='table:number-rows-spanned="3"'), "h"), below(COVERED, "{{#l}}{{n}}"), below(COVERED, "{{x}}{{/l}}")), data=L,
     contains=["g", "h", "un", "valeur", "deux", "valeur"], check=counts(tr=5, table_row=5))
case("a tag in the merged cell itself counts as before", docx=docx(tbl(tr(tc("g", props=ABOVE), "h"), tr(tc("{{#l}}", props=BELOW), "{{n}}{{/l}}"))), data=L, contains=["g", "h", "un", "deux"], check=counts(tr=3))
case("cells that an old Word merged across", docx=docx(tbl(tr("{{#l}}{{n}}", tc("{{x}}{{/l}}", props='<w:hMerge w:val="restart"/>'), tc("", props="<w:hMerge/>")), columns=3)), data=L, text=["un", "valeur", "", "deux", "valeur", ""])

# --- what nobody sees in a tag -----------------------------------------------------------------------------------------

for title, sign in (("zero-width space", "\u200b"), ("byte order mark", "\ufeff"), ("word joiner", "\u2060"), ("mark of direction", "\u200f"), ("direction of a paste", "\u202a"), ("soft hyphen", "\u00ad")):
    same(f"{title} in tags", [f"{{{{{sign}x{sign} }}}}", f"{{{{{sign}#l}}}}{{{{n{sign}}}}} {{{{/{sign}l}}}}", f"{{{{sous{sign}-titre}}}}"], ["valeur", "un deux ", "fin"], L)
case("hyphens that do not break", docx=docx(p(r(t("{{sous") + "<w:noBreakHyphen/>" + t("titre}}"))) + p("{{sous\u2011titre}}")), odt=odt(tp("{{sous-titre}}") + tp("{{sous\u2011titre}}")), data=L, text=["fin", "fin"])
same("a value keeps what nobody sees", ["{{y}}"], ["sous\u00adtitre\u200b\u2011"], {"y": "sous\u00adtitre\u200b\u2011"})

# --- charts and diagrams -----------------------------------------------------------------------------------------------

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/"
KINDS = {"chart": ("charts/chart1.xml", "application/vnd.openxmlformats-officedocument.drawingml.chart+xml", "chart"),
         "data": ("diagrams/data1.xml", "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml", "diagramData")}


def drawn(kind, *paragraphs):
    """Words of build.docx for a document with a chart or a diagram of these paragraphs (each the XML of its runs)."""
    name, content_type, relation = KINDS[kind]
    texts = "".join(f'<a:p>{"".join(f"<a:r><a:rPr b={chr(34)}1{chr(34)}/><a:t>{one}</a:t></a:r>" for one in runs)}</a:p>' for runs in paragraphs)
    inner = (f'<c:chartSpace xmlns:c="{DRAWING}chart" xmlns:a="{DRAWING}main"><c:chart><c:title><c:tx><c:rich><a:bodyPr/>{texts}</c:rich></c:tx></c:title><c:plotArea><c:layout/></c:plotArea>'
             "</c:chart></c:chartSpace>") if kind == "chart" else (
             f'<dgm:dataModel xmlns:dgm="{DRAWING}diagram" xmlns:a="{DRAWING}main"><dgm:ptLst><dgm:pt modelId="1"><dgm:prSet/><dgm:spPr/><dgm:t><a:bodyPr/><a:lstStyle/>{texts}</dgm:t></dgm:pt></dgm:ptLst>'
             "<dgm:cxnLst/></dgm:dataModel>")
    return {"parts": {f"word/{name}": '<?xml version="1.0" encoding="UTF-8"?>' + inner}, "types": {f"word/{name}": content_type}, "rels": [("rId7", relation, name)]}


def says(kind, *wanted, absent=()):
    def look_at(out):
        text = out.parts["word/" + KINDS[kind][0]].decode()
        yield from (f"“{one}” is not there: {text}" for one in wanted if one not in text)
        yield from (f"“{one}” is there: {text}" for one in (*absent, "{{", "w:p") if one in text)
    return look_at


for one in KINDS:
    case(f"tags of a {one}", docx=docx(p("a"), **drawn(one, ["Part de {{", "x", "}}"], ["{{#l}}"], ["{{n}}"], ["{{/l}}"])), data=L, text=["a"],
         check=says(one, "Part de valeur", "<a:t>un</a:t>", "<a:t>deux</a:t>"))
    case(f"a {one} keeps a paragraph", docx=docx(p("a"), **drawn(one, ["{{#vide}}", "x", "{{/vide}}"])), data={"vide": []}, text=["a"], check=says(one, "<a:p></a:p>", absent=["<a:t>x</a:t>"]))
    case(f"markup in a {one}", docx=docx(p("a"), **drawn(one, ["{{x}} {{#l}}{{n}}, {{/l}}"])), data=L | {"x": "<a> & b\nc"}, text=["a"], check=says(one, "&lt;a&gt; &amp; b"))
    case(f"a missing name in a {one}", docx=docx(p("a"), **drawn(one, ["un"], ["deux {{absent}}"])), data=L, errors=[("T-010", "absent", "§ 2", "chart or diagram (word/" + KINDS[one][0])])

# --- captions ----------------------------------------------------------------------------------------------------------

SEQ, DECLARED = " SEQ Tableau \\* ARABIC ", '<text:sequence-decls><text:sequence-decl text:display-outline-level="0" text:name="Tableau"/></text:sequence-decls>'


def sequence(number, ref, more=""):
    return f'<text:sequence text:ref-name="{ref}" text:name="Tableau" text:formula="ooow:Tableau+1" style:num-format="1"{more}>{number}</text:sequence>'


def captions(*numbers):
    """The captions of the body have these numbers."""
    def look_at(out):
        found = [line.split()[1] for line in out.paragraphs() if line.startswith("Tableau")]
        if found != list(numbers):
            yield f"captions {found}, wanted {list(numbers)}"
    return look_at


both("captions of a loop count on", p("Tableau ", field(SEQ, "1")) + p("{{#l}}") + p("Tableau ", field(SEQ, "2"), " {{n}} ", field(" PAGE ", "1")) + p("{{/l}}") + p("Tableau ", f'<w:fldSimple w:instr="{SEQ}">{r("3")}</w:fldSimple>'),
     tp("Tableau ", sequence(1, "a")) + tp("{{#l}}") + tp("Tableau ", sequence(2, "b"), " {{n}}") + tp("{{/l}}") + tp("Tableau ", sequence(3, "c")), before=DECLARED, data=L,
     contains=["Tableau 1", "Tableau 2 un", "Tableau 3 deux", "Tableau 4"], lo=["Tableau 1", "Tableau 2 un", "Tableau 3 deux", "Tableau 4"], check=captions("1", "2", "3", "4"))
both("a caption that goes is not counted", p("{{#vide}}") + p("Tableau ", field(SEQ, "1")) + p("{{/vide}}") + p("Tableau ", field(SEQ, "2")), tp("{{#vide}}") + tp("Tableau ", sequence(1, "a")) + tp("{{/vide}}") + tp("Tableau ", sequence(2, "b")),
     before=DECLARED, data={"vide": []}, contains=["Tableau 1"], check=captions("1"))
both("captions without a section stay as they are", p("{{x}}") + p("Tableau ", field(SEQ, "7")), tp("{{x}}") + tp("Tableau ", sequence(7, "a")), before=DECLARED, data=L, contains=["Tableau 7"], check=captions("7"))


def dirty(out):
    body = out.parts["word/document.xml"].decode()
    if body.count('w:fldCharType="begin" w:dirty="true"') != 2:
        yield f"not two dirty fields: {body}"


case("captions that are not plain are counted by Word", docx=docx(p("{{#l}}") + p("Figure ", field(" SEQ Figure \\* ALPHABETIC ", "A"), " {{n}}") + p("{{/l}}")), data=L, contains=["Figure A un", "Figure A deux"], check=dirty)
both("kinds are counted by themselves", p("{{#l}}") + p("Tableau ", field(SEQ, "1")) + p("Figure ", field(" SEQ Figure ", "1")) + p("{{/l}}"),
     tp("{{#l}}") + tp("Tableau ", sequence(1, "a")) + tp("Figure ", sequence(1, "b").replace("Tableau", "Figure")) + tp("{{/l}}"), before=DECLARED.replace("</text:sequence-decls>", "") + '<text:sequence-decl text:display-outline-level="0" text:name="Figure"/></text:sequence-decls>',
     data=L, contains=["Tableau 1", "Figure 1", "Tableau 2", "Figure 2"])
