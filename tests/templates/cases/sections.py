# SPDX-License-Identifier: Apache-2.0
"""Rule 2: what a section governs, by the place of its tags; what may come out empty; structure that crosses."""
import kit
from build import NUMBERING, docx, frame_box, item, note, odt, p, r, sdt, span, tbl, tc, tcell, text_box, th, titem, tlist, tp, tr, trow, tsection, ttable
from frame import case
from kit import counts

L = {"l": [{"n": "un", "v": 1}, {"n": "deux", "v": 2}, {"n": "trois", "v": 3}], "oui": True, "non": False, "vide": [], "nul": None, "texte": "", "zero": 0, "carte": {"n": "ici"}}
NONE = dict(L, l=[])


def both(name, docx_body, odt_body, text=None, data=None, **more):
    kit.both(name, docx_body, odt_body, text, data or L, **more)


def same(name, lines, text, data=None, **more):
    kit.same(name, lines, text, data or L, **more)


# --- text and paragraphs ------------------------------------------------------------------------------------------------

same("inline text", ["a{{#l}} {{n}},{{/l}} b"], ["a un, deux, trois, b"])
same("inline alone in its paragraph", ["{{#l}}{{n}} {{/l}}"], ["un deux trois "])
same("inline over formats", ["{{#l}}[{{n}}]{{/l}}{{^vide}}rien{{/vide}}"], ["[un][deux][trois]rien"])
same("paragraphs", ["avant", "{{#l}}", "- {{n}}", "{{/l}}", "après"], ["avant", "- un", "- deux", "- trois", "après"])
same("paragraphs over an empty list", ["avant", "{{#vide}}", "x", "{{/vide}}", "après"], ["avant", "après"])
same("inverted section", ["{{^vide}}", "rien", "{{/vide}}", "{{^l}}", "x", "{{/l}}"], ["rien"])
same("false, null, empty text and 0", ["{{#non}}a{{/non}}{{#nul}}b{{/nul}}{{#texte}}c{{/texte}}{{#zero}}d{{/zero}}{{#absent}}e{{/absent}}."], ["d."])
same("a map opens once", ["{{#carte}}", "{{n}}", "{{/carte}}"], ["ici"])
same("the item itself", ["{{#l}}", "{{.}}", "{{/l}}"], ["a", "b"], {"l": ["a", "b"]})
same("nested sections", ["{{#l}}", "{{n}}", "{{#m}}", "- {{x}}", "{{/m}}", "{{/l}}"], ["A", "- 1", "- 2", "B"], {"l": [{"n": "A", "m": [{"x": 1}, {"x": 2}]}, {"n": "B", "m": []}]})
same("two sections in one paragraph of tags", ["{{#oui}}{{#l}}", "{{n}}", "{{/l}}{{/oui}}"], ["un", "deux", "trois"])
same("one closes, the next opens", ["{{#oui}}", "a", "{{/oui}}{{^oui}}", "b", "{{/oui}}", "c"], ["a", "c"])
same("spaces around a lone section tag", ["  {{#l}} ", "{{n}}", "\u00a0{{/l}}"], ["un", "deux", "trois"])
same("a comment alone in its paragraph", ["a", "{{! pour l’auteur }}", "b"], ["a", "b"])
same("a comment beside text", ["a {{! non }}b"], ["a b"])
same("new delimiters alone in a paragraph", ["{{=[ ]=}}", "fin"], ["fin"])
same("dotted names", ["{{#a.b}}", "{{c}}", "{{/a.b}}"], ["x"], {"a": {"b": [{"c": "x"}]}})
same("a name of the outer map", ["{{#l}}", "{{titre}} {{n}}", "{{/l}}"], ["T un", "T deux"], {"titre": "T", "l": [{"n": "un"}, {"n": "deux"}]})
both("section tags in pieces alone in a paragraph", p(r("{{#"), r("l}", "<w:b/>"), r("}")) + p("{{n}}") + p("{{/", r("l}}")), tp("{{#" + span("l}") + "}") + tp("{{n}}") + tp("{{/" + span("l}}")), ["un", "deux", "trois"])
both("lone tags in a link, a control, an insertion",
     p('<w:ins w:id="9" w:author="A" w:date="2026-01-01T00:00:00Z">' + r("{{#l}}") + "</w:ins>") + p("{{n}}") + p(sdt(r("{{/l}}"))),
     tp('<text:a xlink:type="simple" xlink:href="https://exemple.fr/">{{#l}}</text:a>') + tp("{{n}}") + tp(span("{{/l}}")), ["un", "deux", "trois"])
both("headings", p("{{#l}}") + p("{{n}}", style="Titre1") + p("texte {{v}}") + p("{{/l}}"), tp("{{#l}}") + th("{{n}}") + tp("texte {{v}}") + tp("{{/l}}"), ["un", "texte 1", "deux", "texte 2", "trois", "texte 3"])
both("section tags in headings", p("{{#l}}", style="Titre1") + p("{{n}}", style="Titre1") + p("{{/l}}", style="Titre1"), th("{{#l}}") + th("{{n}}") + th("{{/l}}"), ["un", "deux", "trois"])
both("inline over runs of other formats", p(r("a {{#l}}", "<w:b/>"), r("{{n}}", "<w:i/>"), r(" {{/l}}b", "<w:b/>")), tp(span("a {{#l}}") + span("{{n}}", style="T2") + span(" {{/l}}b")), ["a un deux trois b"])
both("a condition inside a word", p("le", r("{{#oui}}s{{/oui}}"), " lot", r("{{#oui}}s", "<w:b/>"), "{{/oui}}"), tp("le{{#oui}}s{{/oui}} lot" + span("{{#oui}}s") + "{{/oui}}"), ["les lots"])
both("a section over line breaks and tabs", p("{{#l}}", r("<w:tab/>"), r("{{n}}"), r("<w:br/>"), r("{{/l}}")), tp("{{#l}}<text:tab/>{{n}}<text:line-break/>{{/l}}"), ["\tun\n\tdeux\n\ttrois\n"])
both("a paragraph with a section and a picture field stays", p("{{#oui}}", r('<w:fldChar w:fldCharType="begin"/>'), r("<w:instrText> PAGE </w:instrText>"), r('<w:fldChar w:fldCharType="separate"/>'), "7", r('<w:fldChar w:fldCharType="end"/>'), "{{/oui}}"),
     tp("{{#oui}}<text:page-number>7</text:page-number>{{/oui}}"), ["7"], lo=[])

# --- lists --------------------------------------------------------------------------------------------------------------

both("list items", item("{{#l}}") + item("{{n}}") + item("{{/l}}"), tlist("{{#l}}", "{{n}}", "{{/l}}"), ["un", "deux", "trois"], numbering=NUMBERING, check=counts(list=1, list_item=3))
both("list between paragraphs of tags", p("{{#l}}") + item("{{n}}") + p("{{/l}}"), tp("{{#l}}") + tlist("{{n}}") + tp("{{/l}}"), ["un", "deux", "trois"], numbering=NUMBERING, check=counts(list=3))
both("section inside an item", item("{{#l}}{{n}} {{/l}}") + item("b"), tlist("{{#l}}{{n}} {{/l}}", "b"), ["un deux trois ", "b"], numbering=NUMBERING, check=counts(list_item=2))
both("items before and after", item("a") + item("{{#l}}") + item("{{n}}") + item("{{/l}}") + item("z"), tlist("a", "{{#l}}", "{{n}}", "{{/l}}", "z"), ["a", "un", "deux", "trois", "z"], numbering=NUMBERING, check=counts(list=1, list_item=5))
case("an item of several paragraphs", odt=odt(tlist("{{#l}}", titem("{{n}}", tp("suite {{v}}")), "{{/l}}")), data=L, text=["un", "suite 1", "deux", "suite 2", "trois", "suite 3"], check=counts(list_item=3))
case("section tags inside an item over its paragraphs", odt=odt(tlist(titem("a", tp("{{#l}}"), tp("{{n}}"), tp("{{/l}}")), "b")), data=L, text=["a", "un", "deux", "trois", "b"], check=counts(list_item=2))
case("a list header", odt=odt("<text:list><text:list-header>" + tp("{{carte.n}}") + "</text:list-header>" + titem("{{#l}}") + titem("{{n}}") + titem("{{/l}}") + "</text:list>"), data=L, text=["ici", "un", "deux", "trois"])

# --- tables -------------------------------------------------------------------------------------------------------------

HEAD, THEAD = tr("Nom", "Valeur"), trow("Nom", "Valeur")
ROWS = ["Nom", "Valeur", "un", "1", "deux", "2", "trois", "3"]
both("row opened and closed in itself", tbl(HEAD, tr("{{#l}}{{n}}", "{{v}}{{/l}}")), ttable(THEAD, trow("{{#l}}{{n}}", "{{v}}{{/l}}")), ROWS, check=counts(tr=4, table_row=4))
both("rows of tags", tbl(HEAD, tr("{{#l}}", ""), tr("{{n}}", "{{v}}"), tr("{{/l}}", "")), ttable(THEAD, trow("{{#l}}", ""), trow("{{n}}", "{{v}}"), trow("{{/l}}", "")), ROWS, check=counts(tr=4, table_row=4))
both("several rows", tbl(tr("{{#l}}", ""), tr("{{n}}", "x"), tr("y", "{{v}}"), tr("{{/l}}", "")), ttable(trow("{{#l}}", ""), trow("{{n}}", "x"), trow("y", "{{v}}"), trow("{{/l}}", "")),
     ["un", "x", "y", "1", "deux", "x", "y", "2", "trois", "x", "y", "3"], check=counts(tr=6, table_row=6))
both("section opens in one row and closes in another", tbl(tr("{{#l}}{{n}}", "x"), tr("y", "{{v}}{{/l}}")), ttable(trow("{{#l}}{{n}}", "x"), trow("y", "{{v}}{{/l}}")), ["un", "x", "y", "1", "deux", "x", "y", "2", "trois", "x", "y", "3"], check=counts(tr=6, table_row=6))
both("row of tags in merged cells", tbl(HEAD, tr(tc("{{#l}}", props='<w:gridSpan w:val="2"/>')), tr("{{n}}", "{{v}}"), tr(tc("{{/l}}", props='<w:gridSpan w:val="2"/>'))),
     ttable(THEAD, trow(tcell("{{#l}}", props='table:number-columns-spanned="2"'), "<table:covered-table-cell/>"), trow("{{n}}", "{{v}}"), trow(tcell("{{/l}}", props='table:number-columns-spanned="2"'), "<table:covered-table-cell/>")), ROWS, check=counts(tr=4, table_row=4))
both("tags in paragraphs of the first and last cell", tbl(HEAD, tr(tc("{{#l}}", "{{n}}"), tc("{{v}}", "{{/l}}"))), ttable(THEAD, trow(tcell("{{#l}}", "{{n}}"), tcell("{{v}}", "{{/l}}"))), ROWS, check=counts(tr=4, table_row=4))
both("cell: paragraphs", tbl(tr(tc("{{#l}}", "{{n}}", "{{/l}}"), "b")), ttable(trow(tcell("{{#l}}", "{{n}}", "{{/l}}"), "b")), ["un", "deux", "trois", "b"], check=counts(tr=1, tc=2))
both("cell: inline", tbl(tr("{{#l}}{{n}} {{/l}}", "b")), ttable(trow("{{#l}}{{n}} {{/l}}", "b")), ["un deux trois ", "b"], check=counts(tr=1))
both("cell emptied by a condition", tbl(tr(tc("{{#non}}", "x", "{{/non}}"), "b")), ttable(trow(tcell("{{#non}}", "x", "{{/non}}"), "b")), ["", "b"])
both("inline condition that empties a cell", tbl(tr("{{#non}}x{{/non}}", "b")), ttable(trow("{{#non}}x{{/non}}", "b")), ["", "b"])
both("row emptied by a condition", tbl(HEAD, tr("{{#non}}a", "b{{/non}}"), tr("c", "d")), ttable(THEAD, trow("{{#non}}a", "b{{/non}}"), trow("c", "d")), ["Nom", "Valeur", "c", "d"], check=counts(tr=2, table_row=2))
both("header row alone stays", tbl(HEAD, tr("{{#l}}{{n}}", "{{v}}{{/l}}")), ttable(THEAD, trow("{{#l}}{{n}}", "{{v}}{{/l}}")), ["Nom", "Valeur"], NONE, check=counts(tr=1, table_row=1))
both("a table without rows goes", p("a") + tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}")) + p("b"), tp("a") + ttable(trow("{{#l}}{{n}}", "{{v}}{{/l}}")) + tp("b"), ["a", "b"], NONE, check=counts(tbl=0, table=0))
both("a table alone in the body that goes", tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}")), ttable(trow("{{#l}}{{n}}", "{{v}}{{/l}}")), None, NONE, contains=[], check=counts(tbl=0, table=0))
both("nested table: its rows", tbl(tr(tc(tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}")), p("fin")), "b")), ttable(trow(tcell(ttable(trow("{{#l}}{{n}}", "{{v}}{{/l}}"), name="T2"), tp("fin")), "b")),
     ["un", "1", "deux", "2", "trois", "3", "fin", "b"], check=counts(tr=4, table_row=4), lo=["un", "deux", "trois", "fin"])
both("nested table emptied", tbl(tr(tc(tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}")), p("fin")), "b")), ttable(trow(tcell(ttable(trow("{{#l}}{{n}}", "{{v}}{{/l}}"), name="T2"), tp("fin")), "b")), ["fin", "b"], NONE, check=counts(tbl=1, table=1))
both("nested table alone in its cell goes", tbl(tr(tc(tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}")), p("")), "b")), ttable(trow(tcell(ttable(trow("{{#l}}{{n}}", "{{v}}{{/l}}"), name="T2")), "b")), ["", "b"], NONE)
both("rows in rows", tbl(tr("{{#l}}", ""), tr("{{n}}", ""), tr("{{#m}}", ""), tr("", "{{.}}"), tr("{{/m}}", ""), tr("{{/l}}", "")), ttable(trow("{{#l}}", ""), trow("{{n}}", ""), trow("{{#m}}", ""), trow("", "{{.}}"), trow("{{/m}}", ""), trow("{{/l}}", "")),
     ["A", "", "", "1", "", "2", "B", ""], {"l": [{"n": "A", "m": [1, 2]}, {"n": "B", "m": []}]}, check=counts(tr=4, table_row=4))
both("one row, two sections", tbl(tr("{{#l}}{{#m}}{{n}}", "{{.}}{{/m}}{{/l}}")), ttable(trow("{{#l}}{{#m}}{{n}}", "{{.}}{{/m}}{{/l}}")), ["A", "1", "A", "2"], {"l": [{"n": "A", "m": [1, 2]}, {"n": "B", "m": []}]}, check=counts(tr=2, table_row=2))
both("condition over a row of a loop", tbl(tr("{{#l}}", ""), tr("{{#v}}{{n}}", "{{v}}{{/v}}"), tr("{{^v}}{{n}}", "aucun{{/v}}"), tr("{{/l}}", "")), ttable(trow("{{#l}}", ""), trow("{{#v}}{{n}}", "{{v}}{{/v}}"), trow("{{^v}}{{n}}", "aucun{{/v}}"), trow("{{/l}}", "")),
     ["a", "1", "b", "aucun"], {"l": [{"n": "a", "v": 1}, {"n": "b", "v": None}]}, check=counts(tr=2, table_row=2))
case("header rows stay apart", odt=odt('<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/><table:table-header-rows>' + THEAD + "</table:table-header-rows>" + trow("{{#l}}{{n}}", "{{v}}{{/l}}") + "</table:table>"), data=L, text=ROWS, check=counts(table_header_rows=1, table_row=4))
case("rows of a group", odt=odt('<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/><table:table-row-group>' + trow("{{#l}}", "") + trow("{{n}}", "{{v}}") + trow("{{/l}}", "") + "</table:table-row-group></table:table>"), data=L, text=ROWS[2:], check=counts(table_row=3, table_row_group=1), lo=[])  # Writer has no groups of rows
case("rows in table-rows", odt=odt('<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/><table:table-rows>' + trow("{{#l}}{{n}}", "{{v}}{{/l}}") + "</table:table-rows></table:table>") , data=L, text=ROWS[2:], check=counts(table_row=3))
case("the header row of Word", docx=docx(tbl(tr("Nom", "Valeur", props="<w:cantSplit/><w:tblHeader/>"), tr("{{#l}}{{n}}", "{{v}}{{/l}}", props="<w:cantSplit/>"))), data=L, text=ROWS)
case("vertically merged cells in a loop", docx=docx(tbl(tr("{{#l}}", ""), tr(tc("{{n}}", props='<w:vMerge w:val="restart"/>'), "a"), tr(tc("", props="<w:vMerge/>"), "{{v}}"), tr("{{/l}}", ""))), data=L,
     text=["un", "a", "", "1", "deux", "a", "", "2", "trois", "a", "", "3"], check=counts(tr=6))

# --- content controls ---------------------------------------------------------------------------------------------------

case("control of runs around a section", docx=docx(p("a ", sdt(r("{{#l}}{{n}} {{/l}}")), "b")), data=L, text=["a un deux trois b"], check=counts(sdt=1))
case("control of runs inside a section", docx=docx(p("{{#l}}", sdt(r("{{n}}")), " {{/l}}")), data=L, text=["un deux trois "], check=counts(sdt=3))
case("control of blocks around a section", docx=docx(sdt(p("{{#l}}") + p("{{n}}") + p("{{/l}}"))), data=L, text=["un", "deux", "trois"], check=counts(sdt=1))
case("control of blocks inside a section", docx=docx(p("{{#l}}") + sdt(p("{{n}}") + p("{{v}}")) + p("{{/l}}")), data=L, text=["un", "1", "deux", "2", "trois", "3"], check=counts(sdt=3))
case("control of rows around a section", docx=docx(tbl(HEAD, sdt(tr("{{#l}}{{n}}", "{{v}}{{/l}}")))), data=L, text=ROWS, check=counts(sdt=1, tr=4))
case("control of rows with rows of tags", docx=docx(tbl(HEAD, sdt(tr("{{#l}}", "") + tr("{{n}}", "{{v}}") + tr("{{/l}}", "")))), data=L, text=ROWS, check=counts(sdt=1, tr=4))
case("control of rows inside a section", docx=docx(tbl(HEAD, tr("{{#l}}", ""), sdt(tr("{{n}}", "{{v}}")), tr("{{/l}}", ""))), data=L, text=ROWS, check=counts(sdt=3, tr=4))
case("control of a cell", docx=docx(tbl(tr(sdt(tc("{{#l}}", "{{n}}", "{{/l}}")), "b"))), data=L, text=["un", "deux", "trois", "b"], check=counts(sdt=1, tr=1))
case("repeating section control of Word 2013", docx=docx(tbl(HEAD, sdt(sdt(tr("{{#l}}{{n}}", "{{v}}{{/l}}"), 1002, props="<w15:repeatingSectionItem/>"), 1001, props="<w15:repeatingSection/>"))), data=L, text=ROWS)

# --- boxes, sections, headers, notes ----------------------------------------------------------------------------------------

both("text box around a section", p("a", text_box(p("{{#l}}") + p("{{n}}") + p("{{/l}}"))), tp("a" + frame_box(tp("{{#l}}") + tp("{{n}}") + tp("{{/l}}"))), ["a"], contains=["a", "un", "deux", "trois"], lo=["a"])
both("text box emptied", p("a", text_box(p("{{#vide}}") + p("x") + p("{{/vide}}"))), tp("a" + frame_box(tp("{{#vide}}") + tp("x") + tp("{{/vide}}"))), ["a"], absent=["x"])
both("section tag beside a text box", p("{{#oui}}", text_box(p("dans"))) + p("b{{/oui}}"), tp("{{#oui}}" + frame_box(tp("dans"))) + tp("b{{/oui}}"), None, errors=["T-050"])
case("section of Writer around", odt=odt(tsection(tp("{{#l}}") + tp("{{n}}") + tp("{{/l}}"))), data=L, text=["un", "deux", "trois"], check=counts(section=1))
case("section of Writer emptied", odt=odt(tp("a") + tsection(tp("{{#vide}}") + tp("x") + tp("{{/vide}}")) + tp("b")), data=L, contains=["a", "b"], absent=["x"])
both("header and footer", p("corps"), tp("corps"), ["corps"], docx_header=p("{{#l}}") + p("{{n}}") + p("{{/l}}"), odt_header=tp("{{#l}}") + tp("{{n}}") + tp("{{/l}}"), contains=["corps", "un", "deux", "trois"])
both("header emptied", p("corps"), tp("corps"), ["corps"], docx_header=p("{{#vide}}") + p("x") + p("{{/vide}}"), odt_header=tp("{{#vide}}") + tp("x") + tp("{{/vide}}"), absent=["x"])
both("section in a note", p("a", r('<w:footnoteReference w:id="2"/>')), tp("a" + note(1, tp("{{#l}}{{n}} {{/l}}"))), ["a"], footnotes={2: p("{{#l}}{{n}} {{/l}}")}, contains=["un deux trois"])
both("the whole body emptied", p("{{#vide}}") + p("x") + p("{{/vide}}"), tp("{{#vide}}") + tp("x") + tp("{{/vide}}"), None, absent=["x"], contains=[])
BREAK = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
case("a section tag carries a section break", docx=docx(p("a") + p("{{#oui}}", props=BREAK) + p("b") + p("{{/oui}}")), data=L, contains=["a", "b"], check=counts(sectPr=2))
case("a closing tag carries a section break", docx=docx(p("{{#l}}") + p("{{n}}") + p("{{/l}}", props=BREAK) + p("z")), data=L, contains=["un", "deux", "trois", "z"], check=counts(sectPr=2))
case("a section break inside a loop", docx=docx(p("{{#l}}") + p("{{n}}", props=BREAK) + p("{{/l}}") + p("z")), data=L, text=["un", "deux", "trois", "z"], check=counts(sectPr=4))
case("a section break inside what goes", docx=docx(p("a") + p("{{#vide}}") + p("x", props=BREAK) + p("{{/vide}}") + p("z")), data=L, text=["a", "z"], check=counts(sectPr=1))
case("a variable carries a section break", docx=docx(p("{{carte.n}}", props=BREAK) + p("z")), data=L, text=["ici", "z"], check=counts(sectPr=2))

# Both tags at the edges of a list or section govern it whole.
case("a whole list", odt=odt(tlist("{{#l}}", "{{n}}") + tp("{{/l}}")), data=L, text=["un", "deux", "trois"], check=counts(list=3))
case("a whole section of Writer", odt=odt(tsection(tp("{{#carte}}") + tp("{{n}}")) + tp("{{/carte}}")), data=L, text=["ici"], check=counts(section=1))

# --- structure that crosses: both ends are shown -----------------------------------------------------------------------


def crossing(name, docx_body, odt_body, *pieces, code="T-050"):
    case(name, docx=docx(docx_body) if docx_body else None, odt=odt(odt_body) if odt_body else None, data=L, errors=[(code, *pieces)])


crossing("paragraphs torn", p("a {{#l}}b") + p("c{{/l}} d"), tp("a {{#l}}b") + tp("c{{/l}} d"), "§ 1", "§ 2")
crossing("into a table", p("{{#l}}") + tbl(tr("a", "b{{/l}}")), tp("{{#l}}") + ttable(trow("a", "b{{/l}}")), "§ 1", "§ 3")
crossing("out of a table", tbl(tr("{{#l}}a", "b")) + p("{{/l}}"), ttable(trow("{{#l}}a", "b")) + tp("{{/l}}"), "§ 1", "§ 3")
crossing("second cell to the next row", tbl(tr("a", "{{#l}}b"), tr("c{{/l}}", "d")), ttable(trow("a", "{{#l}}b"), trow("c{{/l}}", "d")), "§ 2", "§ 3")
crossing("between two tables", tbl(tr("{{#l}}", "a")) + p("x") + tbl(tr("{{/l}}", "b")), ttable(trow("{{#l}}", "a")) + tp("x") + ttable(trow("{{/l}}", "b"), name="T2"), "§ 1", "§ 4")
# nothing of the two tables is left to tear: they give way as a list or control that holds only a tag does
both("two tables that hold nothing but the tags", tbl(tr("{{#l}}", "")) + p("{{n}}") + tbl(tr("{{/l}}", "")), ttable(trow("{{#l}}", "")) + tp("{{n}}") + ttable(trow("{{/l}}", ""), name="T2"), ["un", "deux", "trois"], check=counts(tbl=0, table=0))
crossing("into a frame", None, tp("{{#l}}") + tp("x" + frame_box(tp("{{/l}}"))), "§ 1")
crossing("into a note", None, tp("{{#l}}x" + note(1, tp("n{{/l}}"))), "§ 1")
crossing("into a content control", p("{{#l}}") + sdt(p("x") + p("{{/l}}") + p("y")), None, "§ 1", "§ 3")
crossing("out of a section of Writer", None, tsection(tp("a") + tp("{{#l}}") + tp("x")) + tp("{{/l}}"), "§ 2", "§ 4")
crossing("out of a list", None, tlist("a", "{{#l}}", "x") + tp("{{/l}}"), "§ 2", "§ 4")
crossing("crossed names", p("{{#l}}{{#oui}}x{{/l}}{{/oui}}"), tp("{{#l}}{{#oui}}x{{/l}}{{/oui}}"), "§ 1", code="T-005")
crossing("never closed", p("a") + p("{{#l}}") + p("x"), tp("a") + tp("{{#l}}") + tp("x"), "§ 2", code="T-007")
crossing("never opened", p("a") + p("{{/l}}") + p("x"), tp("a") + tp("{{/l}}") + tp("x"), "§ 2", code="T-006")
case("body to header", docx=docx(p("{{#l}}"), header=p("{{/l}}")), odt=odt(tp("{{#l}}"), header=tp("{{/l}}")), data=L, errors=["T-050"])
both("a whole table repeated", p("{{#l}}") + tbl(tr("{{n}}", "{{v}}")) + p("{{/l}}"), tp("{{#l}}") + ttable(trow("{{n}}", "{{v}}")) + tp("{{/l}}"), ["un", "1", "deux", "2", "trois", "3"], check=counts(tbl=3, table=3))
both("nested table: rows around it", tbl(tr(tc(p("{{#l}}{{n}}"), tbl(tr("x", "{{v}}")), p("")), "b{{/l}}")), ttable(trow(tcell(tp("{{#l}}{{n}}"), ttable(trow("x", "{{v}}"), name="T2"), tp("")), "b{{/l}}")),
     ["un", "x", "1", "", "b", "deux", "x", "2", "", "b", "trois", "x", "3", "", "b"], check=counts(tbl=4, table=4), lo=["un", "x", "1", "b", "deux"])
case("rows with a bookmark over columns", docx=docx(tbl(tr(tc(p('<w:bookmarkStart w:id="1" w:name="c" w:colFirst="0" w:colLast="0"/>', "{{#l}}{{n}}", '<w:bookmarkEnd w:id="1"/>')), "{{v}}{{/l}}"))), data=L, text=ROWS[2:])
both("text box inside a section", p("{{#l}}") + p("a", text_box(p("{{n}}"))) + p("{{/l}}"), tp("{{#l}}") + tp("a" + frame_box(tp("{{n}}"))) + tp("{{/l}}"), ["a", "a", "a"], contains=["un", "deux", "trois"], lo=["a"])
case("section of Writer inside", odt=odt(tp("{{#l}}") + tsection(tp("{{n}}")) + tp("{{/l}}")), data=L, text=["un", "deux", "trois"], check=counts(section=3))
both("a section over the whole body", p("{{#l}}") + p("{{n}}") + tbl(tr("{{v}}", "x")) + p("{{/l}}"), tp("{{#l}}") + tp("{{n}}") + ttable(trow("{{v}}", "x")) + tp("{{/l}}"), ["un", "1", "x", "deux", "2", "x", "trois", "3", "x"])

# --- section breaks of Word --------------------------------------------------------------------------------------------
both("a list without items goes", p("a") + item("{{#vide}}") + item("x") + item("{{/vide}}") + p("b"), tp("a") + tlist("{{#vide}}", "x", "{{/vide}}") + tp("b"), ["a", "b"], numbering=NUMBERING, check=counts(list=0))
both("nested list items", item("{{#l}}") + item("{{n}}") + item("{{#m}}", level=0) + item("{{.}}", level=0) + item("{{/m}}") + item("{{/l}}"),
     tlist("{{#l}}", titem("{{n}}", tlist("{{#m}}", "{{.}}", "{{/m}}")), "{{/l}}"), ["A", "1", "2", "B"], {"l": [{"n": "A", "m": [1, 2]}, {"n": "B", "m": []}]}, numbering=NUMBERING, check=counts(list=2))
case("a group of rows that goes", odt=odt('<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/>' + THEAD + "<table:table-row-group>" + trow("{{#l}}", "") + trow("{{n}}", "{{v}}") + trow("{{/l}}", "") + "</table:table-row-group></table:table>"), data=NONE, text=ROWS[:2], check=counts(table_row=1, table_row_group=0))
case("control of blocks emptied", docx=docx(p("a") + sdt(p("{{#vide}}") + p("x") + p("{{/vide}}")) + p("b")), data=L, contains=["a", "b"], absent=["x"])
case("control of rows emptied", docx=docx(tbl(HEAD, sdt(tr("{{#l}}{{n}}", "{{v}}{{/l}}")))), data=NONE, text=ROWS[:2])
case("control of cells in a repeated row", docx=docx(tbl(HEAD, tr(sdt(tc("{{#l}}{{n}}")), sdt(tc("{{v}}{{/l}}"), 1002)))), data=L, text=ROWS, check=counts(tr=4))
case("into a text box", docx=docx(p("{{#l}}") + p("x", text_box(p("{{/l}}")))), data=L, errors=[("T-050", "§ 1", "§ 3")])  # a box has two branches, each with its tag: told once
