# SPDX-License-Identifier: Apache-2.0
"""Sections whose ends stand apart: in other parts, in rows; what they leave behind; what check says of names."""
from build import docx, frame_box, note, odt, p, r, sdt, tbl, tc, tcell, th, tlist, tp, tr, trow, ttable
from frame import case
from kit import both, counts, same

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
