# SPDX-License-Identifier: Apache-2.0
"""Fresh eyes: what authors combine that no other topic does."""
from build import docx, odt, p, r, t, tbl, tc, tcell, tp, tr, trow, ttable
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
