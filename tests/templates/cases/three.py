# SPDX-License-Identifier: Apache-2.0
"""Sections whose ends stand apart: in other parts, in rows; what they leave behind; what check says of names."""
import io
import json
import zipfile

from build import (NUMBERING, archive, docx, frame_box, item, note, odt, p, r, span, tbl, tc, tcell, text_box, th, tlist, tp, tr, trow, ttable)
from frame import case
from kit import both, counts

L = {"l": [{"n": "un"}, {"n": "deux"}], "o": True}
REFERENCE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


# --- ends in different parts: one mistake, both places ------------------------------------------------------------------


def torn(name, *says, **files):
    case(name, data=L, errors=[("T-050", *says)], **files)
    case(f"{name}: check", command="check", errors=[("T-050", *says)], **files)


torn("opened in the body, closed in a note", "footnote", "{{#l}}", "{{/l}}", docx=docx(p("{{#l}}a") + p("b", REFERENCE), footnotes={2: p("n {{/l}}")}))
torn("opened in a note, closed in the body", "footnote", docx=docx(p("b", REFERENCE) + p("c{{/l}}"), footnotes={2: p("n {{#l}}")}))
torn("opened in the body, closed in an endnote", "endnote", docx=docx(p("{{#l}}a") + p("b", REFERENCE.replace("foot", "end")), endnotes={2: p("n {{/l}}")}))
torn("opened in the body inside a section, closed in a note", "footnote", docx=docx(p("{{#o}}") + p("{{#l}}a") + p("b", REFERENCE) + p("{{/o}}"), footnotes={2: p("n {{/l}}")}))
torn("opened in one note, closed in another", "footnote", "{{/l}}",
     docx=docx(p("a", REFERENCE) + p("b", REFERENCE.replace('"2"', '"3"')), footnotes={2: p("n {{#l}}"), 3: p("m {{/l}}")}))
torn("opened in the body, closed in the header", "header", docx=docx(p("a{{#l}}"), header=p("b{{/l}}")), odt=odt(tp("a{{#l}}"), header=tp("b{{/l}}")))
torn("opened in the header, closed in the footer", "header", "footer", docx=docx(p("a"), header=p("{{#l}}b"), footer=p("{{/l}}")), odt=odt(tp("a"), header=tp("{{#l}}b"), footer=tp("{{/l}}")))
case("names of different parts that don't match", docx=docx(p("a{{#l}}"), header=p("b{{/o}}")), odt=odt(tp("a{{#l}}"), header=tp("b{{/o}}")), data=L, errors=["T-006", "T-007"])
case("closed before it is opened, in one part", docx=docx(p("a{{/l}}") + p("b{{#l}}")), odt=odt(tp("a{{/l}}") + tp("b{{#l}}")), data=L, errors=["T-006", "T-007"])

# --- rows: one end in a filled row, the other alone in its row -----------------------------------------------------------

ROWS = {"l": [{"n": "un", "v": "1"}, {"n": "deux", "v": "2"}], "vide": [], "o": True}
both("opened in a filled row, closed alone in a later one", tbl(tr("A", "B"), tr("{{#l}}{{n}}", "{{v}}"), tr("{{/l}}", ""), tr("Z", "z")),
     ttable(trow("A", "B"), trow("{{#l}}{{n}}", "{{v}}"), trow("{{/l}}", ""), trow("Z", "z")), ["A", "B", "un", "1", "deux", "2", "Z", "z"], data=ROWS, check=counts(tr=4, table_row=4))
both("opened alone in a row, closed in a filled one", tbl(tr("A", "B"), tr("{{#l}}", ""), tr("{{n}}", "{{v}}{{/l}}"), tr("Z", "z")),
     ttable(trow("A", "B"), trow("{{#l}}", ""), trow("{{n}}", "{{v}}{{/l}}"), trow("Z", "z")), ["A", "B", "un", "1", "deux", "2", "Z", "z"], data=ROWS, check=counts(tr=4, table_row=4))
both("opened in a filled row, rows between, closed alone", tbl(tr("{{#l}}", "{{n}}"), tr("m", "{{v}}"), tr("", "{{/l}}")), ttable(trow("{{#l}}", "{{n}}"), trow("m", "{{v}}"), trow("", "{{/l}}")),
     ["", "un", "m", "1", "", "deux", "m", "2"], data=ROWS, check=counts(tr=4, table_row=4))
both("rows that vanish, closed alone", tbl(tr("A", "B"), tr("{{#vide}}{{n}}", "b"), tr("{{/vide}}", "")), ttable(trow("A", "B"), trow("{{#vide}}{{n}}", "b"), trow("{{/vide}}", "")), ["A", "B"],
     data=ROWS, check=counts(tr=1, table_row=1))
both("rows that vanish, and the table with them", p("a") + tbl(tr("{{#vide}}{{n}}", "b"), tr("{{/vide}}", "")) + p("z"), tp("a") + ttable(trow("{{#vide}}{{n}}", "b"), trow("{{/vide}}", "")) + tp("z"),
     ["a", "z"], data=ROWS, check=counts(tbl=0, table=0))
both("both ways, nested", tbl(tr("{{#o}}A", "B"), tr("{{#l}}", ""), tr("{{n}}", "{{v}}{{/l}}"), tr("{{/o}}", "")),
     ttable(trow("{{#o}}A", "B"), trow("{{#l}}", ""), trow("{{n}}", "{{v}}{{/l}}"), trow("{{/o}}", "")), ["A", "B", "un", "1", "deux", "2"], data=ROWS, check=counts(tr=3, table_row=3))
case("opened in the last cell of a filled row, closed alone", docx=docx(tbl(tr("a", "{{#l}}b"), tr("{{/l}}", ""))), odt=odt(ttable(trow("a", "{{#l}}b"), trow("{{/l}}", ""))), data=ROWS, errors=["T-050"])
case("opened alone in a row, closed in the first cell", docx=docx(tbl(tr("{{#l}}", ""), tr("a{{/l}}", "b"))), odt=odt(ttable(trow("{{#l}}", ""), trow("a{{/l}}", "b"))), data=ROWS, errors=["T-050"])

# --- what check says of data --------------------------------------------------------------------------------------------

DATA = {"d.json": json.dumps({"liste": [1, 2], "carte": {"a": 1}, "nom": "x", "lots": [{"n": 1}, {"n": 2, "o": 3}]})}
LINES = ["{{nom}} {{ref.penalites}}", "{{absent}}", "{{liste}} {{carte}}", "{{liste.enumeration}}", "{{#lots}}{{n}} {{o}}{{/lots}}"]
case("check: all that data lack, at once", command="check", args=("--data", "d.json"), files=DATA, docx=docx("".join(p(line) for line in LINES)), odt=odt("".join(tp(line) for line in LINES)),
     errors=[("T-016", "“penalites”"), ("T-010", "absent"), ("T-011", "liste"), ("T-011", "carte"), ("T-010", "“o”", "lots[0]")])
case("check: a reference that the data give", command="check", args=("--data", "d.json"), files={"d.json": json.dumps({"ref": {"x": "4.2"}})}, docx=docx(p("{{ref.x}}")), odt=odt(tp("{{ref.x}}")), errors=[])


def expects_only(*names):
    def look_at(outcome):
        found = [one["name"] for one in json.loads(outcome.said[: outcome.said.rindex("}") + 1])["expects"]]
        if found != list(names):
            yield f"expects {found}, wanted {list(names)}"
    return look_at


case("check: references are no names of data", command="check", args=("--expects", "--format", "json"), docx=docx(p("{{nom}} {{ref.penalites}}")), odt=odt(tp("{{nom}} {{ref.penalites}}")), errors=[],
     check=expects_only("nom"))

# --- any document type declaration is refused ---------------------------------------------------------------------------

OLD_MANIFEST = ('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">\n'
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                '<manifest:file-entry manifest:media-type="application/vnd.oasis.opendocument.text" manifest:full-path="/"/>{}</manifest:manifest>')


def with_part(package, name, text):
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return archive({one: source.read(one) for one in source.namelist()} | {name: text.encode()})


for title, more in (("the manifest of OpenOffice 2", ""), ("the same, encrypted", '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>')):
    case(f"DOCTYPE: {title}", odt=with_part(odt(tp("{{x}}")), "META-INF/manifest.xml", OLD_MANIFEST.format(more)), data={"x": 1}, errors=[("P-120", "document type declaration")], status=5, lo_opens=False)

# --- what a false section leaves ------------------------------------------------------------------------------------------

GONE = {"b": False, "o": True, "vide": [], "l": ["un", "deux"], "n": None}
case("an item that holds only a section that is false", docx=docx(item("a") + item("{{#b}}x{{/b}}") + item("c"), numbering=NUMBERING), odt=odt(tlist("a", "{{#b}}x{{/b}}", "c")), data=GONE, text=["a", "c"],
     check=counts(list_item=2))
case("an item that holds only a section that is true", docx=docx(item("a") + item("{{#o}}x{{/o}}") + item("c"), numbering=NUMBERING), odt=odt(tlist("a", "{{#o}}x{{/o}}", "c")), data=GONE, text=["a", "x", "c"],
     check=counts(list_item=3))
case("an item with a section over a list stays one item", docx=docx(item("{{#l}}{{.}}, {{/l}}") + item("z"), numbering=NUMBERING), odt=odt(tlist("{{#l}}{{.}}, {{/l}}", "z")), data=GONE, text=["un, deux, ", "z"],
     check=counts(list_item=2))
case("the only item, and the list with it", docx=docx(p("a") + item("{{#vide}}{{.}}, {{/vide}}") + p("z"), numbering=NUMBERING), odt=odt(tp("a") + tlist("{{#vide}}{{.}}, {{/vide}}") + tp("z")), data=GONE,
     text=["a", "z"], check=counts(list=0, list_item=0))
both("a heading that holds only a section", p("{{#b}}Titre{{/b}}", style="Titre1") + p("a") + p("{{#o}}Autre{{/o}}", style="Titre1"), th("{{#b}}Titre{{/b}}") + tp("a") + th("{{#o}}Autre{{/o}}"), ["a", "Autre"],
     data=GONE)
both("two sections, one after the other", p("a") + p("{{#b}}x{{/b}} {{^o}}y{{/o}}") + p("{{#b}}x{{/b}} {{#o}}y{{/o}}") + p("z"), tp("a") + tp("{{#b}}x{{/b}} {{^o}}y{{/o}}") + tp("{{#b}}x{{/b}} {{#o}}y{{/o}}") + tp("z"),
     ["a", " y", "z"], data=GONE, lo=["a", "y", "z"])
both("a section in a section", p("a") + p("{{#o}}{{#b}}x{{/b}}{{/o}}") + p("{{#l}}{{#b}}x{{/b}}{{/l}}") + p("z"), tp("a") + tp("{{#o}}{{#b}}x{{/b}}{{/o}}") + tp("{{#l}}{{#b}}x{{/b}}{{/l}}") + tp("z"), ["a", "z"],
     data=GONE)
both("split over runs, in bold", p("a") + p(r("{{#b}}"), r("x", "<w:b/>"), r("{{/b}}")) + p("z"), tp("a") + tp(span("{{#b}}") + span("x") + span("{{/b}}")) + tp("z"), ["a", "z"], data=GONE)
both("in a loop, some turns", p("{{#t}}") + p("{{#x}}{{x}}{{/x}}") + p("{{/t}}") + p("z"), tp("{{#t}}") + tp("{{#x}}{{x}}{{/x}}") + tp("{{/t}}") + tp("z"), ["1", "3", "z"],
     data={"t": [{"x": 1}, {"x": None}, {"x": 3}, {"x": ""}]})
both("text beside it stays", p("a {{#b}}x{{/b}}") + p("{{#b}}x{{/b}}{{n}}"), tp("a {{#b}}x{{/b}}") + tp("{{#b}}x{{/b}}{{n}}"), ["a ", ""], data=GONE, lo=["a"])
both("the only paragraph of a cell stays", tbl(tr("{{#b}}x{{/b}}", "b")), ttable(trow("{{#b}}x{{/b}}", "b")), ["", "b"], data=GONE, check=counts(tc=2, table_cell=2))
both("one of two in a cell goes", tbl(tr(tc(p("a"), p("{{#b}}x{{/b}}")), "b")), ttable(trow(tcell(tp("a"), tp("{{#b}}x{{/b}}")), "b")), ["a", "b"], data=GONE)
both("all of a cell, each by itself", tbl(tr(tc(p("{{^o}}a{{/o}}"), p("{{#b}}x{{/b}}")), "b")), ttable(trow(tcell(tp("{{^o}}a{{/o}}"), tp("{{#b}}x{{/b}}")), "b")), ["", "b"], data=GONE)
both("the whole body, line by line", p("{{#b}}x{{/b}}") + p("{{#b}}x{{/b}}"), tp("{{#b}}x{{/b}}") + tp("{{#b}}x{{/b}}"), [""], data=GONE)
both("between two tables it stays", tbl(tr("a", "b")) + p("{{#b}}x{{/b}}") + tbl(tr("c", "d")), ttable(trow("a", "b")) + tp("{{#b}}x{{/b}}") + ttable(trow("c", "d"), name="T2"), ["a", "b", "", "c", "d"], data=GONE,
     check=counts(tbl=2, table=2))
case("a picture in the section goes with it", odt=odt(tp("a") + tp("{{#b}}x" + frame_box(tp("y")) + "{{/b}}") + tp("z")), docx=docx(p("a") + p("{{#b}}", text_box(p("y")), "{{/b}}") + p("z")), data=GONE, text=["a", "z"],
     absent=["y"])
case("a section break in its properties stays", docx=docx(p("a") + p("{{#b}}x{{/b}}", props='<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>') + p("z")), data=GONE, contains=["a", "z"], check=counts(sectPr=2))
both("half of a bookmark stays", p('<w:bookmarkStart w:id="1" w:name="m"/>', "{{#b}}x{{/b}}") + p("z", '<w:bookmarkEnd w:id="1"/>'),
     tp('<text:bookmark-start text:name="m"/>{{#b}}x{{/b}}') + tp('z<text:bookmark-end text:name="m"/>'), ["", "z"], data=GONE, lo=["z"])

# --- what stands on the line of a tag ---------------------------------------------------------------------------------------


def held(name, says, docx_body, odt_body):
    case(name, docx=docx(docx_body) if docx_body else None, odt=odt(odt_body), data=L, errors=[("T-102", *says)])


held("a frame hangs on the line of the opening tag", ("{{#l}}", "§ 1"), p("{{#l}}", text_box(p("y"))) + p("x") + p("{{/l}}"), tp("{{#l}}" + frame_box(tp("y"))) + tp("x") + tp("{{/l}}"))
held("a note hangs on the line of the closing tag", ("{{/l}}",), None, tp("{{#l}}") + tp("x") + tp("{{/l}}" + note(1, tp("n"))))
case("a note on the line of its section's tag, which ends in it", odt=odt(tp("{{#l}}" + note(1, tp("n{{/l}}")))), data=L, errors=["T-050"])
case("check: braces that close nothing", command="check", docx=docx(p("{{o}} {o}} et {{o}}") + p("o}}") + p("{{{o}}}")), odt=odt(tp("{{o}} {o}} et {{o}}") + tp("o}}") + tp("{{{o}}}")),
     errors=[("T-101", "§ 1"), ("T-101", "§ 2")], status=0)
both("braces that close nothing are written", p("{{o}} {o}}"), tp("{{o}} {o}}"), ["1 {o}}"], data={"o": 1}, braces=True)
both("changed delimiters: braces mean nothing", p("{{=[[ ]]=}}") + p("[[o]] }}"), tp("{{=[[ ]]=}}") + tp("[[o]] }}"), ["1 }}"], data={"o": 1}, braces=True)
