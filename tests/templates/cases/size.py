# SPDX-License-Identifier: Apache-2.0
"""Large templates and large data come out right; what is nested too deep is a diagnostic. Times are measured in tests/perf."""
import functools

from build import docx, odt, p, r, span, tbl, tp, tr, trow, ttable
from frame import case
from kit import counts

ROWS = {"l": [{"n": f"ligne {i}", "v": i * 7} for i in range(5000)]}
CELLS = [text for row in ROWS["l"] for text in (row["n"], str(row["v"]))]
case("5,000 rows", docx=docx(tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}"))), odt=odt(ttable(trow("{{#l}}{{n}}", "{{v}}{{/l}}"))), data=ROWS, text=CELLS, check=counts(tr=5000, table_row=5000), lo=["ligne 0", "ligne 2500", "ligne 4999"], mutable=False)
FEW = {"l": ROWS["l"][:300]}
case("300 rows", docx=docx(tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}"))), odt=odt(ttable(trow("{{#l}}{{n}}", "{{v}}{{/l}}"))), data=FEW, text=CELLS[:600], mutable=False)
MORE = [f"paragraphe {i * 7919 % 100003} {i}" for i in range(4500)]
case("5,000 paragraphs in the template", docx=docx("".join(p(r("{{"), r(f"l.{i}"), r("}}")) for i in range(500)) + "".join(p(x) for x in MORE)), odt=odt("".join(tp("{{" + span(f"l.{i}") + "}}") for i in range(500)) + "".join(tp(x) for x in MORE)),
     data={"l": {str(i): f"v{i}" for i in range(500)}}, text=[f"v{i}" for i in range(500)] + MORE, lo=["v0", "v499"], mutable=False)
TAGS = {f"nom_{i}": f"valeur {i}" for i in range(3000)}
case("3,000 distinct tags", docx=docx("".join(p(f"{{{{nom_{i}}}}}") for i in range(3000))), odt=odt("".join(tp(f"{{{{nom_{i}}}}}") for i in range(3000))), data=TAGS, text=list(TAGS.values()), lo=["valeur 0", "valeur 2999"], mutable=False)
case("3,000 distinct tags in one paragraph", docx=docx(p(" ".join(f"{{{{nom_{i}}}}}" for i in range(3000)))), odt=odt(tp(" ".join(f"{{{{nom_{i}}}}}" for i in range(3000)))), data=TAGS, text=[" ".join(TAGS.values())], lo=["valeur 0 valeur 1", "valeur 2999"], mutable=False)


def nested(n, paragraph, inline):
    names = [f"s{i}" for i in range(n)]
    if inline:
        return paragraph("a " + "".join(f"{{{{#{s}}}}}" for s in names) + "fond" + "".join(f"{{{{/{s}}}}}" for s in reversed(names)))
    return "".join(paragraph(f"{{{{#{s}}}}}") for s in names) + paragraph("fond") + "".join(paragraph(f"{{{{/{s}}}}}") for s in reversed(names))


for depth in (60, 64):
    data = {f"s{i}": True for i in range(depth)}
    case(f"{depth} nested sections of paragraphs", docx=docx(nested(depth, p, False)), odt=odt(nested(depth, tp, False)), data=data, text=["fond"], mutable=depth == 64)
    case(f"{depth} nested sections in a paragraph", docx=docx(nested(depth, p, True)), odt=odt(nested(depth, tp, True)), data=data, text=["a fond"], mutable=depth == 64)
data = {f"s{i}": True for i in range(65)}
case("65 nested sections of paragraphs", docx=docx(nested(65, p, False)), odt=odt(nested(65, tp, False)), data=data, errors=[("T-008", "s64", "§ 65")])
case("65 nested sections in a paragraph", docx=docx(nested(65, p, True)), odt=odt(nested(65, tp, True)), data=data, errors=[("T-008", "s64", "§ 1")])
case("sections over 60 nested maps", docx=docx(nested(60, p, False).replace("fond", "{{fond}}")), odt=odt(nested(60, tp, False).replace("fond", "{{fond}}")), data=functools.reduce(lambda inner, i: {f"s{i}": inner}, range(59, -1, -1), {"fond": "là"}), text=["là"])
case("100 mistakes are told, then it stops", docx=docx("".join(p(f"{{{{inconnu_{i}}}}}") for i in range(150))), odt=odt("".join(tp(f"{{{{inconnu_{i}}}}}") for i in range(150))), data={"x": 1}, errors=["T-010"] * 100 + ["F-009"])
