# SPDX-License-Identifier: Apache-2.0
"""Clauses in the document's own styles, found by name in French and English; documents of the house without tags; style maps."""
import re

from build import (HEAD, NUMBERING, ODT_STYLES, STYLES, W_ROOT, bookmark, docx, odt, p, r, tbl, tcell, th, titem, tlist, tp, tr, trow, ttable)
from frame import case

MARKET = "examples/e1-rehabilitation.marche.yaml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STYLE_NS = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT_NS = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE_NS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
NOTE = ("L-018", "")  # a reference of the market that nobody has verified yet
# what the first article of the market shows, in order
SHOWN = ["Clause sociale d’insertion", "Objet", "Personnes éligibles", "Demandeur d’emploi de longue durée"]
PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels", "word/header1.xml", "[Content_Types].xml", "_rels/.rels",
         "docProps/custom.xml", "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml")
OURS = ("ccap.bibliotheque.id", "ccap.bibliotheque.version", "ccap.bibliotheque.sha256", "ccap.etat_du_droit", "ccap.marche.sha256")


def docx_sound(out):
    """Each style and list that is used is defined; properties are ours."""
    ids = [s.get(W + "styleId") for s in out.xml("word/styles.xml").iter(W + "style")]
    names = [s.find(W + "name").get(W + "val").lower() for s in out.xml("word/styles.xml").iter(W + "style")]
    numbering = out.xml("word/numbering.xml")
    nums = {n.get(W + "numId"): n.find(W + "abstractNumId").get(W + "val") for n in numbering.iter(W + "num")}
    abstracts = [n.get(W + "abstractNumId") for n in numbering.iter(W + "abstractNum")]
    yield from (f"style id {i} twice" for i in set(ids) if ids.count(i) > 1)
    yield from (f"style name {n} twice" for n in set(names) if names.count(n) > 1)
    yield from (f"abstractNum {a} twice" for a in set(abstracts) if abstracts.count(a) > 1)
    yield from (f"num {n} leads to no abstractNum" for n, a in nums.items() if a not in abstracts)
    for node in out.main.iter():
        if node.tag in (W + "pStyle", W + "rStyle", W + "tblStyle") and node.get(W + "val") not in ids:
            yield f"style {node.get(W + 'val')} is not defined"
        if node.tag == W + "numId" and node.get(W + "val") not in nums:
            yield f"num {node.get(W + 'val')} is not defined"
    custom = out.parts["docProps/custom.xml"].decode()
    yield from (f"no property {name}" for name in OURS if custom.count(f'"{name}"') != 1)
    tags = [t.get(W + "val") for t in out.main.iter(W + "tag")]
    if "clause_heures@1.0.0#1" not in tags:
        yield f"no content control for the clause: {tags}"


def odt_sound(out):
    defined = {}
    for name in ("styles.xml", "content.xml"):
        for s in out.xml(name).iter():
            if s.tag == STYLE_NS + "style":
                defined.setdefault((s.get(STYLE_NS + "family"), s.get(STYLE_NS + "name")), []).append(name)
            if s.tag == TEXT_NS + "list-style":
                defined.setdefault(("list", s.get(STYLE_NS + "name")), []).append(name)
    yield from (f"{key} twice in {names[0]}" for key, names in defined.items() if len(names) != len(set(names)))
    for node in out.main.iter():
        family = {TEXT_NS + "p": "paragraph", TEXT_NS + "h": "paragraph", TEXT_NS + "span": "text", TEXT_NS + "list": "list"}.get(node.tag)
        name = node.get(TEXT_NS + "style-name")
        if family and name and (family, name) not in defined:
            yield f"{family} style {name} is not defined"
        family = {TABLE_NS + "table": "table", TABLE_NS + "table-column": "table-column", TABLE_NS + "table-cell": "table-cell"}.get(node.tag)
        name = node.get(TABLE_NS + "style-name")
        if family and name and (family, name) not in defined:
            yield f"{family} style {name} is not defined"
    meta = out.parts["meta.xml"].decode()
    yield from (f"no property {name}" for name in OURS if meta.count(f'"{name}"') != 1)
    if b'text:name="clause_heures@1.0.0#1"' not in out.parts["content.xml"]:
        yield "no section for the clause"


def sound(out):
    yield from docx_sound(out) if out.kind == "docx" else odt_sound(out)


def used(*wanted, absent=()):
    """The body uses these styles, itself or through an automatic style; both: sound too."""
    def check(out):
        yield from sound(out)
        if out.kind == "docx":
            found = {n.get(W + "val") for n in out.main.iter() if n.tag in (W + "pStyle", W + "rStyle", W + "tblStyle")}
        else:
            found = {n.get(TEXT_NS + "style-name") for n in out.main.iter()}
            found |= {n.get(STYLE_NS + "parent-style-name") for n in out.main.iter(STYLE_NS + "style") if n.get(STYLE_NS + "name") in found}
        yield from (f"style {name} is not used" for name in wanted if name not in found)
        yield from (f"style {name} is used" for name in absent if name in found)
    return check


def references(article):
    """Cached references name this article."""
    def check(out):
        yield from sound(out)
        if out.kind == "docx":
            xml = out.parts["word/document.xml"].decode()
            found = re.findall(r' REF \S+ .*?separate"/></w:r><w:r>(?:<w:rPr>.*?</w:rPr>)?<w:t[^>]*>([^<]*)', xml)
        else:
            found = re.findall(r"<text:bookmark-ref [^>]*>([^<]*)", out.parts["content.xml"].decode())
        if not found or any(not label.startswith(f"{article}.") for label in found):
            yield f"references {found[:5]}, not {article}.n"
    return check


def house(name, *, shown=SHOWN, check=sound, args=(), lo=None, files=None, **kinds):
    case(name, **kinds, command="generate", market=MARKET, args=args, files=files, contains=shown, check=check, says=[NOTE], changes=PARTS, lo=shown if lo is None else lo)


# --- where clauses go -----------------------------------------------------------------------------------------------

BEGIN, END = "Cahier des clauses de Rivemont", "Fait à Rivemont"
house("at the end", docx=docx(p(BEGIN) + p(END)), odt=odt(tp(BEGIN) + tp(END)), shown=[BEGIN, END, *SHOWN])
house("at the end of what is empty", docx=docx(""), odt=odt(""))
house("a template file", dotx=docx(p(BEGIN), template=True), ott=odt(tp(BEGIN), template=True), shown=[BEGIN, *SHOWN])
T_MARK = '<text:bookmark text:name="{}"/>'
T_SPAN = '<text:bookmark-start text:name="{0}"/>{1}<text:bookmark-end text:name="{0}"/>'
house("at a bookmark in an empty paragraph", docx=docx(p(BEGIN) + p(bookmark(1, "ccap")) + p(END)), odt=odt(tp(BEGIN) + tp(T_MARK.format("ccap")) + tp(END)),
      shown=[BEGIN, *SHOWN, END])
house("at a bookmark over other words", docx=docx(p(BEGIN) + p(bookmark(1, "clauses", r("[à remplacer]"))) + p(END)),
      odt=odt(tp(BEGIN) + tp(T_SPAN.format("clauses", "[à remplacer]")) + tp(END)), shown=[BEGIN, *SHOWN, END],
      check=lambda out: [*sound(out), *(["the placeholder is left"] if "[à remplacer]" in out.text() else [])])
house("at a bookmark over two paragraphs", docx=docx(p(BEGIN) + p('<w:bookmarkStart w:id="1" w:name="ccap"/>', r("[un]")) + p(r("[deux]"), '<w:bookmarkEnd w:id="1"/>') + p(END)),
      odt=odt(tp(BEGIN) + tp('<text:bookmark-start text:name="ccap"/>[un]') + tp('[deux]<text:bookmark-end text:name="ccap"/>') + tp(END)), shown=[BEGIN, *SHOWN, END],
      check=lambda out: [*sound(out), *(["the placeholder is left"] if "[un]" in out.text() or "[deux]" in out.text() else [])])
house("behind the sentence of a bookmark", docx=docx(p(BEGIN) + p("Voici", bookmark(1, "ccap"), " la suite.") + p(END)),
      odt=odt(tp(BEGIN) + tp("Voici", T_MARK.format("ccap"), " la suite.") + tp(END)), shown=[BEGIN, "Voici", "la suite.", *SHOWN, END])
house("behind the list of a bookmark", odt=odt(tlist(titem(tp("un", T_MARK.format("ccap"))), titem("deux")) + tp(END)), shown=["un", "deux", *SHOWN, END])
house("at a bookmark in a cell", docx=docx(tbl(tr("a", "b"), tr(p("x", bookmark(1, "ccap")), "y")) + p(END)),
      odt=odt(ttable(trow("a", "b"), trow(tcell(tp("x", T_MARK.format("ccap"))), "y")) + tp(END)), shown=["a", "b", *SHOWN, END],
      check=lambda out: [*sound(out), *([] if out.kind == "odt" or b'w:w="5000" w:type="pct"' in out.parts["word/document.xml"] else ["no relative table width"])])
house("at a bookmark of another name", docx=docx(p(BEGIN) + p(bookmark(1, "insertion")) + p(END)), odt=odt(tp(BEGIN) + tp(T_MARK.format("insertion")) + tp(END)),
      args=("--bookmark", "insertion"), shown=[BEGIN, *SHOWN, END])
house("tags beside a bookmark", docx=docx(p("Marché {{marche.reference}}") + p(bookmark(1, "ccap")) + p(END)),
      odt=odt(tp("Marché {{marche.reference}}") + tp(T_MARK.format("ccap")) + tp(END)), shown=["Marché 2026-TX-014", *SHOWN, END])
case("a bookmark that is not there", docx=docx(p(BEGIN) + p(bookmark(1, "clauses_sociales"))), odt=odt(tp(BEGIN) + tp(T_MARK.format("clauses_sociales"))), command="generate",
     market=MARKET, args=("--bookmark", "clause_sociales"), errors=[("T-133", "clauses_sociales")])
case("tags and no clause", docx=docx(p("Marché {{marche.reference}}")), odt=odt(tp("Marché {{marche.reference}}")), command="generate", market=MARKET,
     contains=["Marché 2026-TX-014"], says=[NOTE, ("T-134", "")], changes=PARTS)

# --- the document's own styles ---------------------------------------------------------------------------------------


def w_style(identifier, name, kind="paragraph", inner="", more=""):
    return f'<w:style w:type="{kind}"{more} w:styleId="{identifier}"><w:name w:val="{name}"/>{inner}</w:style>'


NORMAL = w_style("Normal", "Normal", more=' w:default="1"')


def numbered(number, level=0):
    return f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'


FRENCH_WORD = (NORMAL + w_style("Titre1", "heading 1", inner='<w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
               + w_style("Titre2", "heading 2", inner='<w:pPr><w:outlineLvl w:val="1"/></w:pPr>') + w_style("Corpsdetexte", "Body Text")
               + w_style("Listepuces", "List Bullet", inner=numbered(1)) + w_style("Listenumros", "List Number", inner=numbered(2))
               + w_style("Grilledutableau", "Table Grid", "table") + w_style("lev", "Strong", "character"))
ENGLISH_WORD = (NORMAL + w_style("Heading1", "heading 1", inner='<w:pPr><w:outlineLvl w:val="0"/></w:pPr>') + w_style("BodyText", "Body Text")
                + w_style("ListParagraph", "List Paragraph") + w_style("TableGrid", "Table Grid", "table"))
CUSTOM_FRENCH = (w_style("a", "Standard", more=' w:default="1"') + w_style("b", "Titre 1", inner='<w:pPr><w:outlineLvl w:val="0"/></w:pPr>') + w_style("c", "CORPS  DE TEXTE")
                 + w_style("d", "Liste à puces") + w_style("e", "Liste numérotée") + w_style("f", "Grille du tableau", "table"))
house("Word in French", docx=docx(p(BEGIN), styles=FRENCH_WORD, numbering=NUMBERING),
      check=used("Corpsdetexte", "Listepuces", "Listenumros", "Grilledutableau", absent=("Normal", "ListBullet", "CcapTableau", "Corps")))
house("Word in English", docx=docx(p(BEGIN), styles=ENGLISH_WORD), check=used("BodyText", "ListParagraph", "TableGrid", absent=("Corps", "ListBullet", "ListNumber")))
house("French names in the file", docx=docx(p(BEGIN), styles=CUSTOM_FRENCH), check=used("c", "d", "e", "f", absent=("Corps", "ListBullet", "CcapTableau")))
LATENT = '<w:latentStyles w:defUIPriority="99"><w:lsdException w:name="List Bullet"/><w:lsdException w:name="Body Text"/></w:latentStyles>' + NORMAL
house("latent styles are not there", docx=docx(p(BEGIN), styles=LATENT), check=used("Normal", "ListBullet", "TableText", "CcapTableau"))
TAKEN = NORMAL + w_style("TableText", "TableText", "character") + w_style("Quote", "List Bullet", "character")
house("identifiers that are taken", docx=docx(p(BEGIN), styles=TAKEN), check=used("CcapTableText", "CcapListBullet"))


def t_style(name, display="", family="paragraph", inner="", more=""):
    shown = f' style:display-name="{display}"' if display else ""
    return f'<style:style style:name="{name}"{shown} style:family="{family}"{more}>{inner}</style:style>'


STANDARD = t_style("Standard")
LIBRE = (STANDARD + t_style("Text_20_body", "Text body") + t_style("Heading_20_1", "Heading 1", more=' style:default-outline-level="1"')
         + t_style("List_20_1", "List 1", more=' style:list-style-name="List_20_1"') + t_style("Numbering_20_1", "Numbering 1") + t_style("Strong_20_Emphasis", "Strong Emphasis", "text")
         + '<text:list-style style:name="List_20_1" style:display-name="List 1"><text:list-level-style-bullet text:level="1" text:bullet-char="–"/></text:list-style>')
house("LibreOffice", odt=odt(tp(BEGIN), styles=LIBRE), check=used("Text_20_body", "Heading_20_1", "List_20_1", "Numbering_20_1", "ccap_numero", absent=("List_20_Bullet", "ccap_puce")))
IMPORTED = STANDARD + t_style("Corps_20_de_20_texte", "Corps de texte") + t_style("Titre_20_1", "Titre 1") + t_style("Liste_20__e0__20_puces", "Liste à puces")
house("French names in an ODT", odt=odt(tp(BEGIN), styles=IMPORTED), check=used("Corps_20_de_20_texte", "Titre_20_1", "Liste_20__e0__20_puces", absent=("Text_20_body", "List_20_Bullet")))
house("an ODT without any style", odt=odt(tp(BEGIN), styles=""), check=used("List_20_Bullet", "Heading_20_1"))

# What a document made of an older template of ours has is its own, and is not defined twice.
OF_OURS = "".join(t_style(f"CcapTableau.{name}", family=family) for name, family in (("Cellule", "table-cell"), ("Entete", "table-cell"), ("Ligne", "table-row"), ("Largeur2", "table-column")))


def once(out):
    names = re.findall(rb'style:name="(Ccap[^"]*)"', out.parts["content.xml"])
    yield from sound(out)
    yield from (f"{name.decode()} is defined {names.count(name)} times" for name in sorted(set(names)) if names.count(name) > 1)
    yield from (f"{name.decode()} is missing" for name in (b"CcapTableau.Cadre", b"CcapTableau.Largeur3", b"CcapTableau.Rang0") if name not in names)


house("table styles of an older template", odt=odt(tp(BEGIN), automatic=OF_OURS), check=once)

# --- style maps ---------------------------------------------------------------------------------------------------------

OWN = STYLES + w_style("x1", "Titre d’article") + w_style("x2", "Texte maison") + w_style("x3", "Puce maison")
T_OWN = ODT_STYLES + t_style("x1", "Titre d’article") + t_style("x2", "Texte maison") + t_style("x3", "Puce maison")
MAP = "styles:\n  titre2: Titre d’article\n  corps: texte maison\n  puce: Puce  Maison\n"


def mapped(name, text, **kinds):
    house(name, args=("--styles", "carte.yaml"), files={"carte.yaml": text}, **kinds)




mapped("a map", MAP, docx=docx(p(BEGIN), styles=OWN), odt=odt(tp(BEGIN), styles=T_OWN), check=used("x2", "x3", absent=("ListBullet", "List_20_Bullet")))
mapped("a map for each format", "styles: {corps: absent}\ndocx: {corps: Texte maison}\nodt: {corps: Puce maison}\n", docx=docx(p(BEGIN), styles=OWN), check=used("x2"))
case("a map with a name that is not there", docx=docx(p(BEGIN), styles=OWN), odt=odt(tp(BEGIN), styles=T_OWN), command="generate", market=MARKET, args=("--styles", "carte.yaml"),
     files={"carte.yaml": "styles:\n  corps: Texte maisson\n"}, errors=[("T-131", "Texte maison")])
case("a map with a wrong key", docx=docx(p(BEGIN), styles=OWN), command="generate", market=MARKET, args=("--styles", "carte.yaml"),
     files={"carte.yaml": "styles:\n  corp: Texte maison\n"}, errors=[("S-133", "corps")])

# --- numbers and widths ------------------------------------------------------------------------------------------------------


def outline(*texts):
    levels = "".join(f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Titre{i + 1}"/><w:lvlText w:val="{t}"/><w:lvlJc w:val="left"/></w:lvl>' for i, t in enumerate(texts))
    return f'<w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'


def heading_style(level, number):
    return w_style(f"Titre{level}", f"heading {level}", inner=f'<w:pPr><w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{number}"/></w:numPr><w:outlineLvl w:val="{level - 1}"/></w:pPr>')


HEADED = NORMAL + heading_style(1, 250) + heading_style(2, 250)
HOUSE_LIST = outline("Article %1", "%1.%2") + '<w:num w:numId="250"><w:abstractNumId w:val="7"/></w:num>'
house("articles go on with the numbers of the house", docx=docx(p("Objet", style="Titre1") + p("Prix", style="Titre1"), styles=HEADED, numbering=HOUSE_LIST), check=references(3))
UNNUMBERED = NORMAL + "".join(w_style(f"Titre{i}", f"heading {i}", inner=f'<w:pPr><w:outlineLvl w:val="{i - 1}"/></w:pPr>') for i in (1, 2))
house("articles are numbered where the house numbers nothing", docx=docx(p("Objet", style="Titre1"), styles=UNNUMBERED), odt=odt(th("Objet") + tp("a")), check=references(14))


def width(out):
    yield from sound(out)
    widths = {node.get(W + "w") for node in out.main.iter(W + "tblW")}
    if widths != {"13958"}:
        yield f"table widths {widths}, not that of the landscape section"


LANDSCAPE = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1000" w:right="1440" w:bottom="1000" w:left="1440" w:header="500" w:footer="500" w:gutter="0"/>'
house("tables as wide as the section", docx=docx(p(BEGIN), sect=LANDSCAPE), check=width)

# --- odd packages ---------------------------------------------------------------------------------------------------------------

PREFIXED = f'{HEAD}<ns0:document xmlns:ns0="{W[1:-1]}"><ns0:body><ns0:p><ns0:r><ns0:t>{BEGIN}</ns0:t></ns0:r></ns0:p><ns0:sectPr/></ns0:body></ns0:document>'
house("another prefix for Word’s namespace", docx=docx("", parts={"word/document.xml": PREFIXED}), shown=[BEGIN, *SHOWN])
PREFIXED_STYLES = f'{HEAD}<x:styles xmlns:x="{W[1:-1]}"><x:style x:type="paragraph" x:default="1" x:styleId="Normal"><x:name x:val="Normal"/></x:style></x:styles>'
house("another prefix in the styles", docx=docx(p(BEGIN), parts={"word/styles.xml": PREFIXED_STYLES}), shown=[BEGIN, *SHOWN])
EMPTY_STYLES = f'{HEAD}<w:styles {W_ROOT}/>'
house("a style sheet without styles", docx=docx(p(BEGIN), parts={"word/styles.xml": EMPTY_STYLES}), shown=[BEGIN, *SHOWN])
house("drafts carry their mark", docx=docx(p(BEGIN), header=p("Ville de Rivemont")), odt=odt(tp(BEGIN), header=tp("Ville de Rivemont")), args=("--draft",),
      shown=[BEGIN, "Brouillon : points à régler", *SHOWN], lo=[BEGIN, "Brouillon : points à régler", *SHOWN],
      check=lambda out: [*sound(out), *([] if b"BROUILLON" in out.parts["word/header1.xml" if out.kind == "docx" else "styles.xml"] else ["no watermark"])])

# LibreOffice writes style:list-style-name="" for headings that bear no number, as after reading HTML: ours get theirs all the same
NO_LIST = ODT_STYLES.replace('style:default-outline-level="1"/>', 'style:default-outline-level="1" style:list-style-name=""/>') + (
    '<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:default-outline-level="2" style:list-style-name=""/>')
case("headings of a house that say they have no list", odt=odt(th("La maison") + tp("Préambule"), styles=NO_LIST), command="generate", market=MARKET, says=[NOTE],
     contains=["La maison", "Préambule", "Clause sociale d’insertion"], lo=["La maison", "14. Clause sociale d’insertion", "14.1 Objet", "présenté à l’article 14.7, constate"])
