# SPDX-License-Identifier: Apache-2.0
"""Rules 1 and 2 where a document holds more than runs and paragraphs: fields, controls, links, groups, breaks, other names of the same."""
import io
import zipfile

from build import (archive, docx, field, odt, p, picture, png, r, sdt, span, tbl, tc, tcell, text_box, titem, tlist, tp, tr, trow, tsection,
                   ttable)
from frame import case
from kit import both, counts

D = {"nom": "Léa", "mots": 'a "b" \\c', "l": [{"n": "un", "v": 1}, {"n": "deux", "v": 2}], "vide": [], "oui": True, "non": False, "a-b": "trait", "signet": "ici", "deux_mots": "x y"}
LINES = ["un", "1", "deux", "2"]


def word(name, body, text=None, **more):
    given = {k: more.pop(k) for k in ("comments", "numbering", "rels", "settings", "media", "sect_pr") if k in more}
    case(name, docx=docx(body, **given), data=D, text=text, **more)


def writer(name, body, text=None, **more):
    given = {k: more.pop(k) for k in ("automatic", "before", "master", "header", "more_styles") if k in more}
    case(name, odt=odt(body, **given), data=D, text=text, **more)


def has(*pieces, none=()):
    """The main part holds these pieces of XML in order, and none of the others."""
    def look_at(out):
        xml = out.parts[out.main_name].decode()
        at = 0
        for piece in pieces:
            found = xml.find(piece, at)
            if found < 0:
                yield f"{piece} is not in {xml[-900:]}"
                return
            at = found + len(piece)
        for piece in none:
            if piece in xml:
                yield f"{piece} is in {xml[-900:]}"
    return look_at


# --- other names for the same ---------------------------------------------------------------------------------------

TRANSITIONAL = "http://schemas.openxmlformats.org/"


def strict(data):
    """The package in strict OOXML."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {n: package.read(n).decode() for n in package.namelist()}
    for name in parts:
        for folder, rest in (("wordprocessingml", "main"), ("drawingml", "main"), ("drawingml", "wordprocessingDrawing"), ("drawingml", "picture"), ("officeDocument", "relationships")):
            parts[name] = parts[name].replace(f"{TRANSITIONAL}{folder}/2006/{rest}", f"http://purl.oclc.org/ooxml/{folder}/{rest}")
    return archive(parts)


case("strict OOXML", docx=strict(docx(p(r("{{n"), r("om}}")) + p("{{#l}}") + p("{{n}}") + p("{{/l}}") + tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}")))), data=dict(D, nom="a\nb"), text=["a\nb", "un", "deux", *LINES])
word("CDATA beside text", p(r("<w:t>{<![CDATA[{nom]]>}}</w:t>")), ["Léa"])
word("a tag of references", p(r("<w:t>&#123;&#x7b;nom}}</w:t>")), ["Léa"])

# --- what stands for letters -----------------------------------------------------------------------------------------

word("no-break hyphen in a name", p(r('<w:t>{{a</w:t><w:noBreakHyphen/><w:t>b}}</w:t>')), ["trait"])
word("soft hyphens in a name", p(r('<w:t>{{no</w:t><w:softHyphen/><w:t>m}}</w:t>')), ["Léa"])
word("a tag in a formula", p('<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>{{nom}}</m:t></m:r></m:oMath>'), contains=[], check=has("<m:t>Léa</m:t>"), lo=[])
word("ruby", p(r('<w:ruby><w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/><w:hpsBaseText w:val="20"/><w:lid w:val="fr-FR"/></w:rubyPr><w:rt>' + r("{{l.0}}") + "</w:rt><w:rubyBase>" + r("{{nom}}") + "</w:rubyBase></w:ruby>").replace("{{l.0}}", "{{oui}}")), contains=["true", "Léa"], lo=[])
writer("ruby", tp("<text:ruby><text:ruby-base>{{nom}}</text:ruby-base><text:ruby-text>{{a-b}}</text:ruby-text></text:ruby>"), contains=["Léa", "trait"], lo=[])
word("direction of writing", p("<w:bdo w:val=\"ltr\">" + r("{{n") + "</w:bdo>", "om}} fin"), ["Léa fin"])

# --- delimiters ------------------------------------------------------------------------------------------------------

both("delimiters hold for the rest of the part", p(r("{{=[["), r(" ]]=}}")) + p("[[nom]]") + p("[[#l]]") + p("[[n]]") + p("[[/l]]") + p("{{nom}}"),
     tp("{{=[[" + span(" ]]=}}")) + tp("[[nom]]") + tp("[[#l]]") + tp("[[n]]") + tp("[[/l]]") + tp("{{nom}}"), ["Léa", "un", "deux", "{{nom}}"], D, braces=True)
both("delimiters change twice", p("{{=[[ ]]=}}") + p("[[nom]][[={{ }}=]]") + p("{{nom}} [[nom]]"), tp("{{=[[ ]]=}}") + tp("[[nom]][[={{ }}=]]") + tp("{{nom}} [[nom]]"), ["Léa", "Léa [[nom]]"], D)
word("delimiters and a text box", p("{{=[[ ]]=}}") + p("a", text_box(p("[[nom]]"))) + p("[[nom]]"), ["a", "Léa"], contains=["Léa"], lo=[])
word("delimiters and an attribute", p("{{=[[ ]]=}}") + p(picture("rId1", alt="[[nom]] ici")), contains=[], rels=[("rId1", "image", "media/i.png")], media={"i.png": png()}, check=has('descr="Léa ici"'), lo=[])

# --- fields ----------------------------------------------------------------------------------------------------------


def code(*pieces, result="x"):
    def char(kind):
        return r(f'<w:fldChar w:fldCharType="{kind}"/>')
    return char("begin") + "".join(r(f'<w:instrText xml:space="preserve">{x}</w:instrText>') for x in pieces) + char("separate") + r(result) + char("end")


word("a tag in the code of a field", p(code(" REF {{sig", "net}} \\h ")), ["x"], check=has("REF ici \\h"), lo=[])
word("quotes and backslashes in the code of a field", p(code(' QUOTE "{{mots}}" ')), ["x"], check=has('QUOTE "a \\&quot;b\\&quot; \\\\c" '), lo=[])
word("several words where a field takes one", p(code(" REF {{deux_mots}} \\h ")), errors=["T-110"])
word("a tag for the kind of a field", p(code(" {{nom}} x ")), errors=[("T-100", "{{nom}}", "§ 1")])
word("a tag begins the kind of a simple field", p('<w:fldSimple w:instr="INCLUDE{{nom}} x">' + r("a") + "</w:fldSimple>"), errors=["T-100"])
word("code and result are read apart", p(code(" REF {{signet}} ", result="{{nom}}")), ["Léa"], check=has("REF ici "), lo=[])
word("a section over a whole field", p("{{#l}}", field(" PAGE ", "{{n}}"), " {{/l}}"), ["un deux "], lo=[])
word("a section over paragraphs with fields", p("{{#l}}") + p(field(" PAGE ", "{{n}}")) + p("{{/l}}"), ["un", "deux"], lo=[])
word("a section begins in a field", p(field(" PAGE ", "{{#oui}}1"), "b{{/oui}}"), errors=[("T-050", "§ 1")])
word("a section over the end of a field", p("{{#l}}", r('<w:fldChar w:fldCharType="begin"/>') + r("<w:instrText>PAGE</w:instrText>") + r('<w:fldChar w:fldCharType="separate"/>') + r("{{/l}}") + r('<w:fldChar w:fldCharType="end"/>')), errors=["T-050"])
word("a section in the result of a field", p(field(" PAGE ", "{{#l}}{{n}} {{/l}}")), ["un deux "], lo=[])

# --- links and other elements that may be cut ---------------------------------------------------------------------------

LINK = [("rId1", "hyperlink", "https://exemple.fr/", "External")]


def link(*runs):
    return f'<w:hyperlink r:id="rId1">{"".join(runs)}</w:hyperlink>'


def tlink(inner):
    return f'<text:a xlink:type="simple" xlink:href="https://exemple.fr/">{inner}</text:a>'


word("a section inside a link", p(link(r("a {{#l}}{{n}} {{/l}}b"))), ["a un deux b"], rels=LINK, check=counts(hyperlink=1))
word("a section ends inside a link", p("{{#non}}a", link(r("b{{/non}}c"))), ["c"], rels=LINK, check=counts(hyperlink=1))
word("a section begins inside a link", p(link(r("a{{#oui}}b")), "c{{/oui}}d"), ["abcd"], rels=LINK, check=counts(hyperlink=2))
word("a section around a link", p("{{#l}}", link(r("{{n}}")), " {{/l}}"), ["un deux "], rels=LINK, check=counts(hyperlink=2))
writer("a section ends inside a link", tp("{{#non}}a" + tlink("b{{/non}}c")), ["c"], check=counts(a=1))
writer("a section begins inside a link", tp(tlink("a{{#oui}}b") + "c{{/oui}}d"), ["abcd"], check=counts(a=2))
WHO = 'w:author="A" w:date="2026-01-01T00:00:00Z"'
word("a section ends inside an insertion", p("{{#non}}a", f'<w:ins w:id="4" {WHO}>{r("b{{/non}}c")}</w:ins>'), ["c"], lo=[])
word("a comment on the tag of a section", p('<w:commentRangeStart w:id="3"/>', "{{#l}}", '<w:commentRangeEnd w:id="3"/>', r('<w:commentReference w:id="3"/>')) + p("{{n}}") + p("{{/l}}"), ["un", "deux"], comments={3: p("boucle")}, lo=[])

# --- content controls ---------------------------------------------------------------------------------------------------

word("section tags each alone in a control", sdt(p("{{#l}}"), 1) + p("{{n}}") + sdt(p("{{/l}}"), 2), ["un", "deux"], check=counts(sdt=0))
word("section tags each alone in a control of runs", p("a ", sdt(r("{{#l}}"), 1), "{{n}} ", sdt(r("{{/l}}"), 2), "b"), ["a un deux b"], check=counts(sdt=0))
word("section tags in rows in controls", tbl(sdt(tr("{{#l}}", ""), 1), tr("{{n}}", "{{v}}"), sdt(tr("{{/l}}", ""), 2)), LINES, check=counts(sdt=0, tr=2))
word("a section begins at the edge of a control", sdt(p("{{#l}}") + p("{{n}}"), 1) + p("{{/l}}"), ["un", "deux"], check=counts(sdt=2))
word("controls of cells in a row that repeats", tbl(tr(sdt(tc("{{#l}}{{n}}"), 1), sdt(tc("{{v}}{{/l}}"), 2))), LINES, check=counts(tr=2))
word("a control of blocks emptied", p("a") + sdt(p("{{#vide}}") + p("x") + p("{{/vide}}")), ["a"], check=counts(sdt=0))
word("a control of blocks emptied in a cell", tbl(tr(tc(sdt(p("{{#vide}}") + p("x") + p("{{/vide}}"))), "b")), ["", "b"], check=counts(sdt=0))
word("a control of a comment", p("a") + sdt(p("{{! rien }}")) + p("{{nom}}"), ["a", "Léa"], check=counts(sdt=0))
word("a control of rows emptied", tbl(tr("a", "b"), sdt(tr("{{#vide}}", "") + tr("x", "y") + tr("{{/vide}}", ""))), ["a", "b"], check=counts(sdt=0))
word("a control of runs emptied", p("a", sdt(r("{{#vide}}x{{/vide}}"))), ["a"], check=counts(sdt=0))
word("controls in controls emptied", p("a") + sdt(sdt(p("{{#vide}}") + p("x") + p("{{/vide}}"), 2), 1), ["a"], check=counts(sdt=0))
word("a placeholder that is filled", p("a ", sdt(r("{{nom}}"), props="<w:showingPlcHdr/>")), ["a Léa"], check=has("<w:sdt>", none=["showingPlcHdr"]))
word("a control bound to a property", p("a ", sdt(r("{{nom}}"), props='<w:dataBinding w:xpath="/x" w:storeItemID="{00000000-0000-0000-0000-000000000000}"/>')), ["a Léa"], check=has("<w:sdt>", none=["dataBinding"]))
word("the date of a control", p("a ", sdt(r("{{nom}}"), props='<w:date w:fullDate="2020-01-01T00:00:00Z"><w:dateFormat w:val="d"/></w:date>')), ["a Léa"], check=has("<w:date>", none=["fullDate"]))
word("the date of a control without tag stays", p("{{nom}} ", sdt(r("1"), props='<w:date w:fullDate="2020-01-01T00:00:00Z"><w:dateFormat w:val="d"/></w:date>')), ["Léa 1"], check=has("fullDate"))
CONTROL = '<loext:content-control loext:showing-place-holder="true">{0}</loext:content-control>'
writer("a content control of LibreOffice", tp("a {{n" + CONTROL.format("om}}") + " b"), ["a Léa b"], lo=[])
writer("a placeholder in a control of LibreOffice", tp("a " + CONTROL.format("{{nom}}") + " b"), ["a Léa b"], check=has("content-control", none=["showing-place-holder"]), lo=[])

# --- fields and forms of LibreOffice --------------------------------------------------------------------------------------

writer("a placeholder field", tp('a <text:placeholder text:placeholder-type="text" text:description="x">&lt;{{nom}}&gt;</text:placeholder> b'), ["a Léa b"], check=has(none=["placeholder"]))
writer("an input field", tp('a <text:text-input text:description="x">{{nom}}</text:text-input> b'), ["a Léa b"])
writer("a user field", tp('a <text:user-field-get text:name="u">{{nom}}</text:user-field-get>'), ["a Léa"], check=has('office:string-value="Léa"'),
       before='<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="{{nom}}" text:name="u"/></text:user-field-decls>')
writer("a section in a title of an index", '<text:table-of-content text:name="T"><text:table-of-content-source text:outline-level="1"/><text:index-body><text:index-title text:name="T1">' + tp("{{nom}}") + "</text:index-title>" + tp("{{#l}}") + tp("{{n}}") + tp("{{/l}}") + "</text:index-body></text:table-of-content>",
       ["Léa", "un", "deux"], lo=[])
writer("a numbered paragraph", '<text:numbered-paragraph text:list-id="n1">' + tp("{{#l}}") + '</text:numbered-paragraph><text:numbered-paragraph text:list-id="n1">' + tp("{{n}}") + '</text:numbered-paragraph><text:numbered-paragraph text:list-id="n1">' + tp("{{/l}}") + "</text:numbered-paragraph>",
       ["un", "deux"], lo=[])
writer("headers of other pages", tp("a"), ["a"], header=tp("{{nom}}"), master="<style:header-left>" + tp("gauche {{nom}}") + "</style:header-left>", contains=["a", "Léa", "gauche Léa"])

# --- lists ------------------------------------------------------------------------------------------------------------------

writer("a list without items goes", tp("a") + tlist("{{#vide}}", "x", "{{/vide}}"), ["a"], check=counts(list=0))
writer("an inner list without items goes", tlist(titem("a", tlist("{{#vide}}", "x", "{{/vide}}"))), ["a"], check=counts(list=1))
writer("an item that holds nothing goes", tlist("a", titem(tp("{{#vide}}"), tp("x"), tp("{{/vide}}"))), ["a"], check=counts(list_item=1))
writer("an item of a comment goes", tlist("a", "{{! rien }}", titem("b", tlist("{{! rien }}"))) + tp("{{nom}}"), ["a", "b", "Léa"], check=counts(list=1, list_item=2))
writer("items of an inner list", tlist("a", titem(tlist("{{#l}}", "{{n}}", "{{/l}}"))), ["a", "un", "deux"], check=counts(list=2, list_item=4))
writer("a tag item with an inner list governs it", tlist(titem(tp("{{#l}}"), tlist("{{n}}")), "{{/l}}", "z"), ["un", "deux", "z"])
writer("lists that hold only a tag", tlist("{{#l}}") + tlist("{{n}}") + tlist("{{/l}}"), ["un", "deux"], check=counts(list=2))
writer("a section that holds only a tag", tsection(tp("{{#l}}"), "S1") + tp("{{n}}") + tsection(tp("{{/l}}"), "S2"), ["un", "deux"], check=counts(section=0))

# --- tables ------------------------------------------------------------------------------------------------------------------

both("opened in a row, closed in one below", tbl(tr("{{#l}}{{n}}", "a"), tr("b", "{{v}}{{/l}}")), ttable(trow("{{#l}}{{n}}", "a"), trow("b", "{{v}}{{/l}}")), ["un", "a", "b", "1", "deux", "a", "b", "2"], D, check=counts(tr=4, table_row=4))
both("over three rows, emptied", tbl(tr("{{#vide}}x", "a"), tr("y", "z"), tr("b", "c{{/vide}}"), tr("fin", "")), ttable(trow("{{#vide}}x", "a"), trow("y", "z"), trow("b", "c{{/vide}}"), trow("fin", "")), ["fin", ""], D, check=counts(tr=1, table_row=1))
both("from a cell to the next", tbl(tr("{{#l}}a", "b{{/l}}", "c"), columns=3), ttable(trow("{{#l}}a", "b{{/l}}", "c"), columns=3), None, D, errors=[("T-050", "§ 1", "§ 2")])
GROUP = '<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/>{0}</table:table>'
writer("a group of rows that goes", GROUP.format(trow("a", "b") + "<table:table-row-group>" + trow("{{#vide}}", "") + trow("x", "y") + trow("{{/vide}}", "") + "</table:table-row-group>"), ["a", "b"], check=counts(table_row_group=0, table_row=1))
writer("header rows that go", GROUP.format("<table:table-header-rows>" + trow("{{#non}}x", "y{{/non}}") + "</table:table-header-rows>" + trow("a", "b")), ["a", "b"], check=counts(table_header_rows=0))
writer("groups and the table go", tp("z") + GROUP.format("<table:table-row-group>" + trow("{{#non}}x", "y{{/non}}") + "</table:table-row-group>"), ["z"], check=counts(table=0))
writer("a table that goes is the last of its cell", ttable(trow(tcell(tp("a"), ttable(trow("{{#vide}}", ""), trow("x", "y"), trow("{{/vide}}", ""), name="T2")), "b")), ["a", "b"], check=counts(table=1))
word("nested tables that go leave a paragraph", tbl(tr(tc(tbl(tr(tc(tbl(tr("{{#vide}}x", "y{{/vide}}")), p("")), "")), p("")), "b")), ["", "", "", "b"], check=counts(tbl=2))

# --- breaks -------------------------------------------------------------------------------------------------------------------

PAGE = r('<w:br w:type="page"/>')
BREAK = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
word("a page break behind the tag belongs to the section", p("a") + p("{{#non}}", PAGE) + p("b") + p("{{/non}}") + p("c"), ["a", "c"], check=has(none=["w:br"]))
word("a page break before the tag stays", p("a") + p(PAGE, "{{#non}}") + p("b") + p("{{/non}}") + p("c"), contains=["a", "c"], check=has("w:br"), absent=["b"])
word("a new page before the paragraph of a tag", p("a") + p("{{#non}}", props="<w:pageBreakBefore/>") + p("b") + p("{{/non}}"), contains=["a"], absent=["b"], check=has("pageBreakBefore"))
word("a section break stays when its section goes", p("a") + p("{{#non}}", props=BREAK) + p("b") + p("{{/non}}") + p("c"), ["a", "", "c"], check=counts(sectPr=2))
word("a section break is not repeated by the tag that carries it", p("a") + p("{{#l}}", props=BREAK) + p("{{n}}") + p("{{/l}}"), ["a", "", "un", "deux"], check=counts(sectPr=2))
BEFORE = '<style:style style:name="P9" style:family="paragraph"{0}><style:paragraph-properties{1}/></style:style>'
for title, style in (("a new page before the paragraph of a tag", BEFORE.format("", ' fo:break-before="page"')), ("another page style from the paragraph of a tag on", BEFORE.format(' style:master-page-name="Standard"', ""))):
    writer(title, tp("a") + tp("{{#non}}", style="P9") + tp("b") + tp("{{/non}}") + tp("c"), ["a", "", "c"], automatic=style, check=has('text:style-name="P9"'))

# --- what is never empty ---------------------------------------------------------------------------------------------------------

word("a body that is emptied keeps a paragraph before its section", p("{{#vide}}") + p("x") + p("{{/vide}}"), [""], check=has("<w:body><w:p/><w:sectPr"))
word("a body of comments keeps a paragraph", p("{{! rien }}"), [""], check=has("<w:body><w:p/><w:sectPr"))
writer("a body that is emptied keeps a paragraph", tp("{{#vide}}") + tp("x") + tp("{{/vide}}"), [""], check=counts(p=1))
word("a section into a text box", p("{{#l}}") + p("a", text_box(p("x") + p("{{/l}}"))), errors=[("T-050", "§ 1")])
word("a section out of a text box", p("a", text_box(p("{{#l}}") + p("x"))) + p("{{/l}}"), errors=["T-050"])
word("both branches of a text box are filled", p("a", text_box(p("{{#l}}") + p("{{n}}") + p("{{/l}}"))), contains=["a", "un", "deux"], check=has("un", "deux", "mc:Fallback", "un", "deux"), lo=[])
word("both branches of a text box are emptied", p("a", text_box(p("{{#vide}}") + p("x") + p("{{/vide}}"))), contains=["a"], absent=["x"], check=has("<w:txbxContent><w:p/></w:txbxContent>", "<w:txbxContent><w:p/></w:txbxContent>"), lo=[])
case("tracked deletion of a row's text", docx=docx(tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}")) + p(f'<w:del w:id="9" {WHO}><w:r><w:delText>{{{{#x}}}}</w:delText></w:r></w:del>')), data=D, contains=["un", "deux"], braces=True, lo=[])

# --- newlines at the end --------------------------------------------------------------------------------------------------------

both("the last newline of a block of YAML", p("[{{x}}]"), tp("[{{x}}]"), ["[a\nb]"], "x: |\n  a\n  b\n")
both("only the last newline goes", p("[{{x}}]"), tp("[{{x}}]"), ["[a\n]"], "x: |+\n  a\n\n")

# --- errors: one each --------------------------------------------------------------------------------------------------------------

word("a section that is not closed in its attribute", p(picture("rId1", alt="a {{#oui}} b")), errors=["T-050"], rels=[("rId1", "image", "media/i.png")], media={"i.png": png()})
word("an attribute and a paragraph", p(picture("rId1", alt="a {{#oui}} b")) + p("{{/oui}}"), errors=["T-050"], rels=[("rId1", "image", "media/i.png")], media={"i.png": png()})
case("a malformed part is told once", docx=docx(p("{{nom}}"), parts={"word/settings.xml": "<w:settings>{{a}} &x; &y; <b></a></w:settings>"}), data=D, errors=["P-010"], mutable=False)
