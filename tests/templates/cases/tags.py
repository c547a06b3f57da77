# SPDX-License-Identifier: Apache-2.0
"""Rule 1: a tag is one tag however it is split; the value takes the format of the place where it began."""
from build import annotation, bookmark, docx, field, frame_box, note, odt, p, picture, png, r, sdt, span, t, tbl, text_box, tp, tr, ttable, trow
from frame import case
from kit import count, style_of
from look import TEXT, W

DATA = {"nom": "Léa", "a": "un", "b": "deux", "oui": True}
WHO = 'w:author="A" w:date="2026-01-01T00:00:00Z"'
BOLD, ITALIC = "<w:b/>", "<w:i/>"


def word(name, *inner, text="Bonjour Léa !", **more):
    """One paragraph of Word: “Bonjour ”, the tag in its pieces, “ !”."""
    wanted = more.pop("paragraphs", [text])
    extra = {k: more.pop(k) for k in ("footnotes", "comments", "rels", "media") if k in more}
    case(name, docx=docx(p("Bonjour ", *inner, " !"), **extra), data=DATA, text=wanted, **more)


def writer(name, inner, text="Bonjour Léa !", **more):
    """One paragraph of Writer."""
    wanted = more.pop("paragraphs", [text])
    extra = {k: more.pop(k) for k in ("before", "automatic") if k in more}
    case(name, odt=odt(tp(f"Bonjour {inner} !"), **extra), data=DATA, text=wanted, **more)


# --- runs and spans -------------------------------------------------------------------------------------------------

word("delimiters in runs of their own", r("{{"), r("nom"), r("}}"))
word("braces apart", r("{"), r("{nom}"), r("}"))
word("one character a run", *[r(c) for c in "{{nom}}"])
word("several texts in a run", r(t("{{n") + t("o") + t("m}}")))
word("runs without text between", r("{{no"), "<w:r><w:rPr><w:b/></w:rPr></w:r>", r("m}}"))
word("spelling marks", r("{{"), '<w:proofErr w:type="spellStart"/>', r("nom"), '<w:proofErr w:type="spellEnd"/>', r("}}"), check=count(W + "proofErr", 2))
word("page break of the last print", r(t("{{no") + "<w:lastRenderedPageBreak/>" + t("m}}")))
word("soft hyphen", r(t("{{no") + "<w:softHyphen/>" + t("m}}")))
word("tab inside", r(t("{{") + "<w:tab/>" + t("nom}}")))
word("line break inside", r(t("{{nom") + "<w:br/>" + t("}}")))
word("carriage return inside", r(t("{{nom") + "<w:cr/>" + t("}}")))
word("no-break spaces inside", r("{{\u00a0nom\u202f}}"))
word("spaces inside", r("{{"), r("  "), r("nom "), r(" }}"))
word("format begins in the tag", r("{{n"), r("om}}", BOLD), check=style_of("Léa", []))
word("format of the first brace", r("{", ITALIC), r("{n"), r("om}}", BOLD), check=style_of("Léa", ["i"]))
word("format ends in the tag", r("{{n", BOLD), r("om}}"), check=style_of("Léa", ["b"]))
word("three braces over runs", r("{{"), r("{nom}"), r("}}"))
word("ampersand over runs", r("{{"), r("&amp;"), r("nom}}"))
word("comment over runs", r("Léa{{! pas"), r(" lu ", BOLD), r("}}"))
word("two tags that touch", r("{{a}}{"), r("{b}}"), text="Bonjour undeux !")
word("three tags in pieces", r("{{a"), r("}}-{{b}"), r("}-{{"), r("nom}}"), text="Bonjour un-deux-Léa !")
word("delimiters changed in pieces", r("{{=&lt;"), r("% %"), r("&gt;=}}&lt;%"), r("nom"), r("%&gt;"))
word("delimiters changed and back", r("{{=[ ]=}}[a]"), r("[={{"), r(" }}=]-{{b}}"), text="Bonjour un-deux !")
word("section tags in pieces", r("{{#o"), r("ui}}Léa{{"), r("/oui}"), r("}"))
word("braces that are no tag", r("{ {nom} } } {"), text="Bonjour { {nom} } } { !")
case("delimiters hold for their paragraph or longer", docx=docx(p("{{=&lt;% %&gt;=}}&lt;%a%&gt;") + p("x")), odt=odt(tp("{{=&lt;% %&gt;=}}&lt;%a%&gt;") + tp("x")), data=DATA, text=["un", "x"])

writer("span around the name", "{{" + span("nom") + "}}")
writer("braces apart", "{" + span("{nom}") + "}")
writer("one character a span", "".join(span(c) for c in "{{nom}}"))
writer("spans in spans", span("{{" + span("n" + span("om"), style="T2")) + "}}")
writer("text:s inside", '{{<text:s/>nom<text:s text:c="3"/>}}')
writer("text:tab inside", "{{<text:tab/>nom}}")
writer("text:line-break inside", "{{nom<text:line-break/>}}")
writer("no-break spaces inside", "{{\u00a0nom\u202f}}")
writer("format begins in the tag", "{{n" + span("om}}"), check=style_of("Léa", []))
writer("format of the first brace", span("{", style="T2") + "{n" + span("om}}"), check=style_of("Léa", ["T2"]))
writer("format ends in the tag", span("{{n") + "om}}", check=style_of("Léa", ["T1"]))
writer("three braces over spans", "{{" + span("{nom}") + "}}")
writer("ampersand over spans", "{{" + span("&amp;") + "nom}}")
writer("comment over spans", "Léa{{! pas" + span(" lu ") + "}}")
writer("two tags that touch", "{{a}}{" + span("{b}}"), text="Bonjour undeux !")
writer("three tags in pieces", "{{a" + span("}}-{{b}") + "}-{{" + span("nom") + "}}", text="Bonjour un-deux-Léa !")
writer("delimiters changed in pieces", "{{=&lt;" + span("% %") + "&gt;=}}&lt;%" + span("nom") + "%&gt;")
writer("section tags in pieces", "{{#o" + span("ui}}Léa{{") + "/oui}" + span("}"))
writer("soft page break inside", "{{no<text:soft-page-break/>m}}")
writer("braces that are no tag", "{ {nom} } } {", text="Bonjour { {nom} } } { !")

# --- marks that stand inside a tag ------------------------------------------------------------------------------------

word("bookmark around the name", r("{{"), bookmark(7, "signet", r("nom")), r("}}"), check=count(W + "bookmarkEnd", 1))
word("bookmark begins in the tag", r("{{n"), '<w:bookmarkStart w:id="7" w:name="signet"/>', r("om}} ici"), '<w:bookmarkEnd w:id="7"/>', text="Bonjour Léa ici !", check=count(W + "bookmarkStart", 1))
word("bookmark ends in the tag", '<w:bookmarkStart w:id="7" w:name="signet"/>', r("ici {{n"), '<w:bookmarkEnd w:id="7"/>', r("om}}"), text="Bonjour ici Léa !", check=count(W + "bookmarkEnd", 1))
word("comment range ends in the tag", '<w:commentRangeStart w:id="3"/>', r("{{no"), '<w:commentRangeEnd w:id="3"/>', r('<w:commentReference w:id="3"/>'), r("m}}"), comments={3: p("Le nom")},
     check=count(W + "commentReference", 1))
word("comment range begins in the tag", r("{{no"), '<w:commentRangeStart w:id="3"/>', r("m}}"), '<w:commentRangeEnd w:id="3"/>', r('<w:commentReference w:id="3"/>'), comments={3: p("Le {{a}}")}, contains=["Léa", "Le un"])
word("smart tag around the name", r("{{"), f'<w:smartTag w:uri="urn:x" w:element="name">{r("nom")}</w:smartTag>', r("}}"))
word("smart tag begins the tag", f'<w:smartTag w:uri="urn:x" w:element="name">{r("{{no")}</w:smartTag>', r("m}}"))
word("custom XML around the name", r("{{"), f'<w:customXml w:uri="urn:x" w:element="name">{r("nom")}</w:customXml>', r("}}"))
word("permission range inside", r("{{"), '<w:permStart w:id="1" w:edGrp="everyone"/>', r("nom"), '<w:permEnd w:id="1"/>', r("}}"))
word("content control around the name", r("{{"), sdt(r("nom")), r("}}"))
word("content control around the tag", sdt(r("{{") + r("nom}}")))
word("content control begins the tag", sdt(r("ici {{no")), r("m}}"), text="Bonjour ici Léa !")
word("content control ends the tag", r("{{no"), sdt(r("m}} ici")), text="Bonjour Léa ici !")
word("footnote anchored inside", r("{{no"), r('<w:footnoteReference w:id="2"/>'), r("m}}"), footnotes={2: p("note {{a}}")}, contains=["Léa", "note un"], check=count(W + "footnoteReference", 1), lo=[])
word("picture anchored inside", r("{{no"), picture("rId1"), r("m}}"), rels=[("rId1", "image", "media/i.png")], media={"i.png": png()}, check=count(W + "drawing", 1))
word("text box anchored inside", r("{{no"), text_box(p("boîte {{a}}")), r("m}}"), contains=["Léa", "boîte un"], lo=[])

writer("bookmark around the name", '{{<text:bookmark-start text:name="s"/>nom<text:bookmark-end text:name="s"/>}}', check=count(TEXT + "bookmark-end", 1))
writer("bookmark begins in the tag", '{{n<text:bookmark-start text:name="s"/>om}} ici<text:bookmark-end text:name="s"/>', text="Bonjour Léa ici !", check=count(TEXT + "bookmark-start", 1))
writer("point bookmark inside", '{{n<text:bookmark text:name="s"/>om}}', check=count(TEXT + "bookmark", 1))
writer("reference mark inside", '{{<text:reference-mark-start text:name="s"/>nom<text:reference-mark-end text:name="s"/>}}')
writer("annotation inside", "{{no" + annotation(tp("Le {{a}}")) + "m}}", contains=["Le un"], lo=[])
writer("annotated range ends in the tag", annotation(tp("Le nom"), "c1") + '{{no<office:annotation-end office:name="c1"/>m}}', lo=[])
writer("footnote anchored inside", "{{no" + note(1, tp("note {{a}}")) + "m}}", contains=["note un"], check=count(TEXT + "note", 1), lo=[])
writer("frame anchored inside", "{{no" + frame_box(tp("boîte {{a}}")) + "m}}", contains=["boîte un"], lo=[])
writer("meta element around the name", '{{<text:meta xml:id="m1">nom</text:meta>}}')

# --- links --------------------------------------------------------------------------------------------------------------

LINK = [("rId1", "hyperlink", "https://exemple.fr/", "External")]


def link(*runs):
    return f'<w:hyperlink r:id="rId1">{"".join(runs)}</w:hyperlink>'


def tlink(inner):
    return f'<text:a xlink:type="simple" xlink:href="https://exemple.fr/">{inner}</text:a>'


word("link around the tag", link(r("{{n"), r("om}}", BOLD)), rels=LINK)
word("link begins in the tag", r("{{n"), link(r("om}} ici")), rels=LINK, text="Bonjour Léa ici !", check=count(W + "hyperlink", 1))
word("link ends in the tag", link(r("ici {{n")), r("om}}"), rels=LINK, text="Bonjour ici Léa !", check=count(W + "hyperlink", 1))
word("link around the name", r("{{"), link(r("nom")), r("}}"), rels=LINK)
writer("link around the tag", tlink("{{n" + span("om}}")))
writer("link begins in the tag", "{{n" + tlink("om}} ici"), text="Bonjour Léa ici !", check=count(TEXT + "a", 1))
writer("link ends in the tag", tlink("ici {{n") + "om}}", text="Bonjour ici Léa !", check=count(TEXT + "a", 1))
writer("link around the name", "{{" + tlink("nom") + "}}")

# --- tracked changes ----------------------------------------------------------------------------------------------------


def ins(*runs, number=11):
    return f'<w:ins w:id="{number}" {WHO}>{"".join(runs)}</w:ins>'


def deleted(text, number=12):
    return f'<w:del w:id="{number}" {WHO}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


DELETED = ["Bonjour"]  # LibreOffice prints deleted text too
word("insertion in the name", r("{{n"), ins(r("o")), r("m}}"), check=style_of("Léa", []))
word("insertion of the whole tag", ins(r("{{nom"), r("}}")), check=count(W + "ins", 1))
word("insertion begins the tag", ins(r("{{no")), r("m}}"))
word("insertion ends the tag", r("{{no"), ins(r("m}}")))
word("deletion in the name", r("{{n"), deleted("XX"), r("om}}"), check=count(W + "del", 1), lo=DELETED)
word("deletion of a whole tag", r("Léa"), deleted("{{inconnu}}"), check=count(W + "delText", 1), braces=True, lo=DELETED)
word("deletion of half a tag", r("{{"), deleted("autre"), ins(r("nom")), r("}}"), lo=DELETED)
word("deletion in an insertion", ins(r("{{n"), deleted("XX", 13), r("om}}")), lo=DELETED)
word("move", r("Léa{{a}}"), f'<w:moveFrom w:id="21" {WHO}>{r("{{b}}")}</w:moveFrom>', f'<w:moveTo w:id="22" {WHO}>{r("{{")}{r("b}}")}</w:moveTo>',
     text="Bonjour Léaundeux !", lo=[], check=count(W + "moveFrom", 1))
word("change of format in the tag", r("{{n"), r("om}}", f'<w:b/><w:rPrChange w:id="31" {WHO}><w:rPr/></w:rPrChange>'))

CHANGES = ('<text:tracked-changes><text:changed-region xml:id="ct1" text:id="ct1"><text:{0}><office:change-info><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>'
           "</office:change-info>{1}</text:{0}></text:changed-region></text:tracked-changes>")
writer("insertion in the name", '{{n<text:change-start text:change-id="ct1"/>o<text:change-end text:change-id="ct1"/>m}}', before=CHANGES.format("insertion", ""), check=count(TEXT + "change-end", 1))
writer("insertion begins in the tag", '{{n<text:change-start text:change-id="ct1"/>om}}<text:change-end text:change-id="ct1"/>', before=CHANGES.format("insertion", ""))
writer("deletion in the name", '{{n<text:change text:change-id="ct1"/>om}}', before=CHANGES.format("deletion", tp("XX")), lo=[], check=count(TEXT + "change", 1))
writer("deletion of a whole tag", 'Léa<text:change text:change-id="ct1"/>', before=CHANGES.format("deletion", tp("{{inconnu}}")), lo=[])

# --- elsewhere ------------------------------------------------------------------------------------------------------------

word("result of a field", field(" MERGEFIELD nom ", "{{nom}}"))
case("instruction of a field is no text", docx=docx(p(r('<w:fldChar w:fldCharType="begin"/>'), r("<w:instrText> QUOTE </w:instrText>"), r('<w:fldChar w:fldCharType="separate"/>'), r("{{nom}}"), r('<w:fldChar w:fldCharType="end"/>'), " fin")), data=DATA, text=["Léa fin"])
word("simple field", f'<w:fldSimple w:instr=" AUTHOR ">{r("{{nom}}")}</w:fldSimple>')
case("cells", docx=docx(tbl(tr(p(r("{{"), r("a}}")), "{{b}}"))), odt=odt(ttable(trow(tp("{{" + span("a}}")), "{{b}}"))), data=DATA, text=["un", "deux"])

# --- errors: the place is told --------------------------------------------------------------------------------------------

case("tag over two paragraphs", docx=docx(p("un {{no") + p("m}} deux")), odt=odt(tp("un {{no") + tp("m}} deux")), data=DATA, errors=[("T-001", "§ 1", "un {{no")])
case("tag without end", docx=docx(p("zéro") + p(r("un {"), r("{nom"))), odt=odt(tp("zéro") + tp("un {" + span("{nom"))), data=DATA, errors=[("T-001", "§ 2", "un {{nom")])
case("empty tag", docx=docx(p("ici {{", r(" "), "}}")), odt=odt(tp("ici {{<text:s/>}}")), data=DATA, errors=[("T-002", "§ 1", "ici")])
case("tag over two cells", docx=docx(tbl(tr("{{no", "m}}"))), odt=odt(ttable(trow("{{no", "m}}"))), data=DATA, errors=["T-001"])
case("unknown name", docx=docx(p("ici ", r("{{n"), r("omm}}"))), odt=odt(tp("ici {{n" + span("omm}}"))), data=DATA, errors=[("T-019", "nomm", "“nom”", "§ 1", "ici")])
case("ruby", odt=odt(tp("Bonjour <text:ruby><text:ruby-base>{{nom}}</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby> !")), data={"nom": "Léa"}, text=["Bonjour Léax !"], lo=[])
case("content control of LibreOffice", odt=odt(tp("Bonjour {{<loext:content-control>nom}}</loext:content-control> !")), data={"nom": "Léa"}, text=["Bonjour Léa !"])
