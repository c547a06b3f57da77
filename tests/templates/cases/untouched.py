# SPDX-License-Identifier: Apache-2.0
"""Without a tag a document goes through with the same parts; with tags, the parts that hold none do. run.py compares the bytes."""
import io
import zipfile

from build import HEAD, NUMBERING, OOXML, archive, bookmark, docx, field, frame_picture, item, note, odt, p, picture, png, r, sdt, tbl, text_box, th, tlist, tp, tr, trow, tsection, ttable
from frame import case


def all_same(out):
    """Every part, in the same order."""
    yield from (f"{name} differs" for name in out.template.parts if out.parts.get(name) != out.template.parts[name])
    if out.names != out.template.names:
        yield f"entries {out.names}, in the template {out.template.names}"


def through(name, data=None, **kinds):
    case(name, **kinds, data=data or {"x": 1}, contains=[], check=all_same, braces=True)


RICH = (p("Titre", style="Titre1") + p("a ", r("gras", "<w:b/>"), bookmark(1, "s", r("b"))) + item("x") + tbl(tr("1", "2")) + sdt(p("c")) + p(field(" PAGE ", "1")) + p("n", r('<w:footnoteReference w:id="2"/>'))
        + p(picture("rId1")) + p(text_box(p("boîte"))))
TRICH = th("Titre") + tp("a <text:s text:c='2'/>b") + tlist("x") + ttable(trow("1", "2")) + tsection(tp("c")) + tp("n" + note(1, tp("n"))) + tp(frame_picture("Pictures/i.png"))
FULL = {"numbering": NUMBERING, "footnotes": {2: p("n")}, "rels": [("rId1", "image", "media/i.png")], "media": {"i.png": png()}, "header": p("h"), "core": "<dc:title>T</dc:title>", "settings": '<w:defaultTabStop w:val="708"/>'}

through("a rich document", docx=docx(RICH, **FULL), odt=odt(TRICH, media={"i.png": png()}, header=tp("h"), meta="<dc:title>T</dc:title>"))
through("single braces", docx=docx(p("{ x } {") + p("}}") + p("{", "<w:r><w:t>x</w:t></w:r>", "{")), odt=odt(tp("{ x } {") + tp("}}")))
through("odd but valid XML", docx=docx('<!-- un commentaire --><?mso-x y="1"?><w:p   w:rsidR="00AA00AA"\n><w:r><w:t\txml:space=\'preserve\'>a &#233; &#x2019; <![CDATA[b & c]]></w:t></w:r></w:p><w:p></w:p>'),
        odt=odt('<!-- un commentaire --><?x y?><text:p   text:style-name=\'Standard\'\n>a &#233; <![CDATA[b & c]]></text:p><text:p></text:p>'))
through("an empty body", docx=docx(""), odt=odt(""))
through("no section properties", docx=docx(p("a"), sect_pr=False))

CUSTOM = {"customXml/item1.xml": '<données xmlns="urn:x"><a>{{x}}</a></données>', "customXml/itemProps1.xml": HEAD + '<ds:datastoreItem ds:itemID="{11111111-1111-1111-1111-111111111111}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
          "customXml/_rels/item1.xml.rels": HEAD + f'<Relationships xmlns="{OOXML}package/2006/relationships"><Relationship Id="rId1" Type="{OOXML}officeDocument/2006/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>'}
CUSTOM_TYPES = {"customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"}
through("custom XML with braces", docx=docx(p("a"), parts=CUSTOM, types=CUSTOM_TYPES, rels=[("rId1", "customXml", "../customXml/item1.xml")]))
EXTRA = {"word/inconnu.bin": bytes(range(256)) * 8, "word/avenir.xml": '<x:racine xmlns:x="urn:demain"><x:a>{{pas une balise}}</x:a></x:racine>'}
EXTRA_TYPES = {"word/inconnu.bin": "application/x-inconnu", "word/avenir.xml": "application/x-avenir+xml"}
EXTRA_RELS = [("rId1", "urn:inconnu://bin", "inconnu.bin"), ("rId2", "urn:inconnu://xml", "avenir.xml")]
through("unknown parts", docx=docx(p("a"), parts=EXTRA, types=EXTRA_TYPES, rels=EXTRA_RELS),
        odt=odt(tp("a"), parts={"Configurations2/accelerator/current.xml": "", "Thumbnails/thumbnail.png": png(), "layout-cache": b"\0\1\2\3", "Inconnu/x.bin": bytes(range(256)), "manifest.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'},
                types={"Thumbnails/thumbnail.png": "image/png", "layout-cache": "application/binary", "manifest.rdf": "application/rdf+xml"}))
case("unknown parts beside tags", docx=docx(p("{{x}}"), parts=EXTRA | CUSTOM, types=EXTRA_TYPES | CUSTOM_TYPES, rels=[*EXTRA_RELS, ("rId3", "customXml", "../customXml/item1.xml")]),
     odt=odt(tp("{{x}}"), parts={"Inconnu/x.bin": bytes(range(256)), "Inconnu/y.xml": "<a>{{x}}</a>"}), data={"x": "un"}, text=["un"])
case("tags in the header only", docx=docx(p("corps"), header=p("{{x}}")), odt=odt(tp("corps"), header=tp("{{x}}")), data={"x": "un"}, text=["corps"], contains=["corps", "un"],
     check=lambda out: [] if out.parts[out.main_name] == out.template.parts[out.main_name] else ["the body differs"])
case("a template file becomes a document", dotx=docx(p("{{x}}"), template=True), ott=odt(tp("{{x}}"), template=True), data={"x": "un"}, text=["un"],
     check=lambda out: [f"{n}: still a template" for n, data in out.parts.items() if b"template.main+xml" in data or b"text-template" in data])
case("a template file without tags", dotx=docx(p("a"), template=True), ott=odt(tp("a"), template=True), data={"x": "un"}, text=["a"],
     check=lambda out: [f"{n}: still a template" for n, data in out.parts.items() if b"template.main+xml" in data or b"text-template" in data])


# --- archives as other programs write them ------------------------------------------------------------------------------


def rezipped(data, how):
    """The package's parts, written in another way: how(archive, name, bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in how.get("order", lambda names: names)(old.namelist()):
            info = zipfile.ZipInfo(name, (2024, 2, 29, 12, 34, 56))
            info.compress_type = zipfile.ZIP_STORED if how.get("stored") or name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = how.get("attributes", 0) << 16
            info.extra = b"" if name == "mimetype" else how.get("extra", b"")
            new.writestr(info, old.read(name))
        for folder in how.get("folders", ()):
            new.writestr(zipfile.ZipInfo(folder, (2024, 2, 29, 12, 34, 56)), b"")
        new.comment = how.get("comment", b"")
    return out.getvalue()


def zipped(name, **how):
    case(name, docx=rezipped(docx(p("{{x}}")), how), odt=rezipped(odt(tp("{{x}}")), how), data={"x": "un"}, text=["un"], changes=tuple(how.get("folders", ())))


zipped("archive: nothing compressed", stored=True)
zipped("archive: dates, permissions, a comment", attributes=0o100644, comment="fait à la main".encode())
zipped("archive: extra fields", extra=b"\x55\x54\x05\x00\x03\x00\x00\x00\x60")
case("archive: another order", docx=rezipped(docx(p("{{x}}")), {"order": lambda names: names[::-1]}), data={"x": "un"}, text=["un"])
case("archive: folders as LibreOffice writes them", odt=rezipped(odt(tp("{{x}}")), {"folders": ("Configurations2/images/Bitmaps/", "Configurations2/menubar/")}), data={"x": "un"}, text=["un"], changes=("Configurations2/*",))
case("archive: folders in a DOCX", docx=rezipped(docx(p("{{x}}")), {"folders": ("word/media/", "customXml/")}), data={"x": "un"}, text=["un"], changes=("word/media/", "customXml/"))


def main_named(name):
    """A DOCX whose main part has another name, as Word on the web writes it."""
    with zipfile.ZipFile(io.BytesIO(docx(p("{{x}}")))) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    folder, base = name.rsplit("/", 1)
    parts[name] = parts.pop("word/document.xml")
    parts[f"{folder}/_rels/{base}.rels"] = parts.pop("word/_rels/document.xml.rels").replace(b'Target="styles.xml"', b'Target="/word/styles.xml"')
    for n in ("[Content_Types].xml", "_rels/.rels"):
        parts[n] = parts[n].replace(b"word/document.xml", name.encode())
    return archive(parts)


case("the main part is word/document2.xml", docx=main_named("word/document2.xml"), data={"x": "un"}, text=["un"])
case("the main part has another name and folder", docx=main_named("textes/principal.xml"), data={"x": "un"}, text=["un"])
