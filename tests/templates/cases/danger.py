# SPDX-License-Identifier: Apache-2.0
"""Danger: packages that bring code, objects or content from elsewhere are refused; odd ones that do not go through."""
import io
import re
import zipfile

from build import docx, odt, p, r, tp
from frame import case

MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships/"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def refused(name, *codes, **templates):
    case(name, **templates, data={"a": 1}, errors=list(codes), status=5, lo_opens=False)


def field(*instruction, result="résultat"):
    """A complex field whose instruction stands in several runs."""
    inside = "".join(f'<w:r><w:instrText xml:space="preserve">{x}</w:instrText></w:r>' for x in instruction)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return mark("begin") + inside + mark("separate") + r(result) + mark("end")


def again(package, order=None, old="", new=""):
    """The same parts in another archive; order of the names; old: what is called `new` now, in names and in the parts that name others."""
    source = zipfile.ZipFile(io.BytesIO(package))
    names = order(source.namelist()) if order else source.namelist()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            data = source.read(name)
            names_others = name.endswith(".rels") or name == "[Content_Types].xml"
            data = data.replace(old.encode(), new.encode()) if old and names_others else data
            made.writestr(zipfile.ZipInfo(name.replace(old, new) if old else name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def strict(package):
    """The document with the namespaces and types of strict OOXML."""
    source = zipfile.ZipFile(io.BytesIO(package))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            data = re.sub(rb"http://schemas.openxmlformats.org/(wordprocessingml|officeDocument|drawingml)/2006/", rb"http://purl.oclc.org/ooxml/\1/", source.read(name))
            made.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# --- code -----------------------------------------------------------------------------------------------------------------

refused("macros under another name", "P-201",
        docx=docx(p("{{a}}"), rels=[("rId1", MICROSOFT + "vbaProject", "picture.bin")], parts={"word/picture.bin": OLE},
                  types={"word/picture.bin": "application/octet-stream"}),
        odt=odt(tp("{{a}}"), parts={"Basic/Standard/Module1.xml": "<module>Sub Main\nEnd Sub</module>"}))
refused("a script in the folder of scripts", "P-201", odt=odt(tp("{{a}}"), parts={"Scripts/python/a.py": "print(1)"}))
refused("a script in the text", "P-204", odt=odt(tp("<text:script>1</text:script>{{a}}")))
refused("a macro behind a link", "P-204", odt=odt(tp('<text:a xlink:type="simple" xlink:href="vnd.sun.star.script:a?language=Basic">{{a}}</text:a>')))
refused("a listener", "P-205",
        odt=odt(tp('<text:a xlink:type="simple" xlink:href="https://exemple.fr/"><office:event-listeners><script:event-listener '
                   'script:language="ooo:script" script:event-name="dom:click" xlink:href="vnd.sun.star.script:a"/></office:event-listeners>b</text:a>')))
case("lists of libraries without a library", odt=odt(tp("{{a}}"), parts={"Basic/script-lc.xml": "<!DOCTYPE x>\n<x/>"}), data={"a": 1}, text=["1"])

# --- objects --------------------------------------------------------------------------------------------------------------

refused("an object", "P-202",
        docx=docx(f'<w:p><w:r><w:object><o:OLEObject Type="Embed" ProgID="Package" r:id="rId1"/></w:object></w:r></w:p>{p("{{a}}")}',
                  rels=[("rId1", "oleObject", "embeddings/o.bin")], parts={"word/embeddings/o.bin": OLE},
                  types={"word/embeddings/o.bin": "application/vnd.openxmlformats-officedocument.oleObject"}),
        odt=odt(tp('<draw:frame draw:name="o"><draw:object-ole xlink:href="./Object 1"/></draw:frame>{{a}}'), parts={"Object 1": OLE}))
refused("an object that nothing shows", "P-202",
        docx=docx(p("{{a}}"), media={"logo.png": OLE}, rels=[("rId1", "image", "media/logo.png")]),
        odt=odt(tp("{{a}}"), parts={"Object 1": OLE}))
refused("a control", "P-203",
        docx=docx('<w:p><w:r><w:object><w:control r:id="rId1" w:name="c"/></w:object></w:r></w:p>', rels=[("rId1", "control", "activeX/a.xml")],
                  parts={"word/activeX/a.xml": "<ax/>"}, types={"word/activeX/a.xml": "application/vnd.ms-office.activeX+xml"}))
refused("another document inside", "P-211",
        docx=docx('<w:altChunk r:id="rId1"/>', rels=[("rId1", "aFChunk", "a.html")], parts={"word/a.html": "<p>a</p>"}, types={"word/a.html": "text/html"}))

# --- from elsewhere -------------------------------------------------------------------------------------------------------

for code in ("INCLUDETEXT", "INCLUDEPICTURE", "DDE", "DDEAUTO", "LINK", "DATABASE"):
    refused(f"field {code}", "P-210", docx=docx(f"<w:p>{field(' ' + code + ' ', 'x')}</w:p>"))
refused("a field in pieces, in other letters", "P-210", docx=docx(f"<w:p>{field(' in', 'Clude', 'TEXT', ' x')}</w:p>"))
refused("a simple field", "P-210", docx=docx('<w:p><w:fldSimple w:instr=" Link Excel.Sheet x"/></w:p>'))
refused("a field inside another", "P-210", docx=docx(f"<w:p>{field('IF ', '1 = 1 ').replace('</w:instrText></w:r>', '</w:instrText></w:r>' + field('LINK x'), 1)}</w:p>"))
refused("fields in headers, notes and comments", "P-210", "P-210", "P-210",
        docx=docx(p("{{a}}"), header=f"<w:p>{field('LINK x')}</w:p>", footnotes={2: f"<w:p>{field('LINK x')}</w:p>"}, comments={1: f"<w:p>{field('LINK x')}</w:p>"}))
case("fields that stay", docx=docx(f"<w:p>{r('{{a}} ')}{field(' MACROBUTTON Aucune Cliquez ici', result='Cliquez ici')}{field(' REF LINK ', result=' ici')}</w:p>"),
     data={"a": 1}, text=["1 Cliquez ici ici"], lo=[])
refused("an attached template", "P-206",
        docx=docx(p("{{a}}"), settings='<w:attachedTemplate r:id="rId1"/>', part_rels={"word/settings.xml": [("rId1", "attachedTemplate", "file:///C:/a.dotm", "External")]}))
refused("where it came from, on a server", "P-216", odt=odt(tp("{{a}}"), meta='<meta:template xlink:type="simple" xlink:href="http://exemple.fr/a.ott"/>'))
case("where it came from, on the disk", odt=odt(tp("{{a}}"), meta='<meta:template xlink:type="simple" xlink:href="../../Modeles/a.ott"/>'), data={"a": 1}, text=["1"])
refused("a picture from outside", "P-207",
        docx=docx('<w:p><w:r><w:pict><v:shape><v:imagedata r:id="rId1"/></v:shape></w:pict></w:r></w:p>', rels=[("rId1", "image", "http://exemple.fr/a.png", "External")]),
        odt=odt(tp('<draw:frame draw:name="a"><draw:image xlink:href="../a.png"/></draw:frame>')))
refused("a document from outside", "P-208",
        docx=docx('<w:subDoc r:id="rId1"/>', rels=[("rId1", "subDocument", "a.docx", "External")]),
        odt=odt(tp('<draw:frame draw:name="a"><draw:floating-frame xlink:href="http://exemple.fr/"/></draw:frame>')))
refused("a section from outside", "P-214", odt=odt(f'<text:section text:name="s"><text:section-source xlink:href="../a.odt"/>{tp("a")}</text:section>'))
refused("a value of another program", "P-215", odt=odt(tp('<text:dde-connection text:connection-name="c">1</text:dde-connection>')))
refused("a value of a database", "P-213",
        docx=docx(p("{{a}}"), settings='<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:query w:val="SELECT"/></w:mailMerge>'),
        odt=odt(tp('<text:database-display text:column-name="c" text:table-name="t" text:database-name="d">x</text:database-display>')))

# --- links ----------------------------------------------------------------------------------------------------------------

for what, address in (("to a file", "file:///C:/a.docx"), ("to a neighbour", "a.docx"), ("that runs", "javascript:alert(1)"), ("that runs, hidden", " JavaScript:alert(1)"),
                      ("with data", "data:text/html,a"), ("to a share", "\\\\serveur\\a")):
    refused(f"a link {what}", "P-209",
            docx=docx(f'<w:p><w:hyperlink r:id="rId1">{r("x")}</w:hyperlink></w:p>', rels=[("rId1", "hyperlink", address, "External")]),
            odt=odt(tp(f'<text:a xlink:type="simple" xlink:href="{address}">x</text:a>')))
for what, address in (("to a page", "https://exemple.fr/?a&amp;b"), ("to a person", "mailto:a@exemple.fr"), ("inside", "#a")):
    case(f"a link {what}", docx=docx(f'<w:p><w:hyperlink r:id="rId1">{r("{{a}}")}</w:hyperlink></w:p>', rels=[("rId1", "hyperlink", address, "External")]),
         odt=odt(tp(f'<text:a xlink:type="simple" xlink:href="{address}">{{{{a}}}}</text:a>')), data={"a": 1}, text=["1"])

# --- archives -------------------------------------------------------------------------------------------------------------

refused("a document type", "P-120", docx=docx(p("{{a}}"), parts={"customXml/item1.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
        odt=odt(tp("{{a}}"), parts={"Object 1/content.xml": "<!DOCTYPE a><a/>"}))
same_text = {"docx": docx(p("{{a}}")), "odt": odt(tp("{{a}}"))}
case("mimetype last and deflated", odt=again(same_text["odt"], order=lambda names: [n for n in names if n != "mimetype"] + ["mimetype"]), data={"a": 1}, text=["1"])
case("bytes behind the end", **{kind: package + b"behind" for kind, package in same_text.items()}, data={"a": 1}, text=["1"])
case("a main part of another name", docx=again(same_text["docx"], old="document.xml", new="principal2.xml"), data={"a": 1}, contains=["1"])
case("a strict document", docx=strict(docx(p("{{a}}") + p("{{#l}}") + p("n{{.}}") + p("{{/l}}"))), data={"a": 1, "l": [2, 3]}, contains=["1", "n2", "n3"])
refused("a strict document with an object", "P-202",
        docx=strict(docx('<w:p><w:r><w:object><o:OLEObject Type="Embed" ProgID="Package" r:id="rId1"/></w:object></w:r></w:p>',
                         rels=[("rId1", "oleObject", "embeddings/o.bin")], parts={"word/embeddings/o.bin": OLE})))
