# SPDX-License-Identifier: Apache-2.0
"""build - small valid DOCX and ODT packages from the XML of their bodies; same call, same bytes.

    docx(p("Bonjour {{nom}}"), header=p("{{titre}}"))        bytes of a .docx, or .dotx with template=True
    odt(tp("Bonjour {{nom}}"), header=tp("{{titre}}"))       bytes of an .odt, or .ott with template=True

Words for DOCX (p, r, tbl, tr, tc, sdt …) and ODT (tp, th, span, ttable, trow, tcell, tlist …) make the usual XML. They take XML,
not text: write &lt; for <.
"""
import io
import struct
import zipfile
import zlib

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OOXML = "http://schemas.openxmlformats.org/"
RELATION = OOXML + "officeDocument/2006/relationships/"
W_ROOT = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("w", OOXML + "wordprocessingml/2006/main"),
        ("r", OOXML + "officeDocument/2006/relationships"),
        ("wp", OOXML + "drawingml/2006/wordprocessingDrawing"),
        ("a", OOXML + "drawingml/2006/main"),
        ("pic", OOXML + "drawingml/2006/picture"),
        ("mc", OOXML + "markup-compatibility/2006"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
        ("w15", "http://schemas.microsoft.com/office/word/2012/wordml"),
        ("v", "urn:schemas-microsoft-com:vml"),
        ("o", "urn:schemas-microsoft-com:office:office"),
    )
)
IGNORABLE = 'mc:Ignorable="w14 w15 wps"'
WML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
IMAGE_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "svg": "image/svg+xml", "gif": "image/gif"}
ODT_TYPE = "application/vnd.oasis.opendocument.text"
ODF_ROOT = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        *((n, f"urn:oasis:names:tc:opendocument:xmlns:{long}:1.0") for n, long in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"), ("meta", "meta"),
            ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("number", "datastyle"), ("form", "form"), ("script", "script"),
            ("config", "config"))),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("xlink", "http://www.w3.org/1999/xlink"),
        ("loext", "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"),
    )
)


def archive(parts):
    """A zip of {name: bytes or str}, dates fixed; `mimetype` stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0
            package.writestr(info, data if isinstance(data, bytes) else data.encode())
    return out.getvalue()


def png(width=2, height=2, grey=128):
    """A grey picture."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + bytes([grey]) * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


# --- DOCX -----------------------------------------------------------------------------------------------------------

STYLES = """<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="fr-FR"/></w:rPr></w:rPrDefault></w:docDefaults>\
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>\
<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>\
<w:style w:type="table" w:default="1" w:styleId="TableauNormal"><w:name w:val="Normal Table"/></w:style>"""
# num 1: bullets, num 2: 1. 2. 3.
NUMBERING = """<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>\
<w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>\
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>"""
SEPARATORS = """<w:{0} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{0}>\
<w:{0} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{0}>"""
CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{0}</cp:coreProperties>"""


def w_part(root, inner, ignorable=True):
    return f'{HEAD}<w:{root} {W_ROOT}{" " + IGNORABLE if ignorable else ""}>{inner}</w:{root}>'


def relations(items):
    """items: (id, type, target) or (id, type, target, mode); a type without scheme is one of Office's own."""
    rows = []
    for name, kind, target, *mode in items:
        kind = kind if "://" in kind else RELATION + kind
        rows.append(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"{f" TargetMode=%s" % chr(34) + mode[0] + chr(34) if mode else ""}/>')
    return f'{HEAD}<Relationships xmlns="{OOXML}package/2006/relationships">{"".join(rows)}</Relationships>'


def docx(body, *, sect="", styles=STYLES, numbering=None, header=None, footer=None, headers=None, footers=None, footnotes=None, endnotes=None,
         comments=None, settings=None, core=None, app=None, custom=None, rels=(), parts=None, types=None, media=None, part_rels=None, template=False, sect_pr=True):
    """
    body: XML inside w:body, before the final w:sectPr (sect: XML inside that, after references to headers; sect_pr=False: none).
    header, footer: XML of the default one; headers, footers: {"first" or "even" or "default": XML}.
    footnotes, endnotes, comments: {id: XML}. settings, core, app, custom: XML inside the root. rels: of the document, as in relations().
    parts: {name: bytes or XML text} more parts; types: {name: content type} of those that need one; media: {"x.png": bytes} in word/media,
    to be named in rels; part_rels: {"word/header1.xml": relations}. Ids rId1… rId9 are for rels; the frame uses rIdF….
    """
    out, overrides, related, references = {}, {}, [], []

    def add(name, kind, content_type, data, target=None):
        out[f"word/{name}.xml"] = data
        overrides[f"/word/{name}.xml"] = WML + content_type + "+xml"
        related.append((f"rIdF{len(related) + 1}", kind, target or f"{name}.xml"))

    add("styles", "styles", "styles", w_part("styles", styles))
    if numbering is not None:
        add("numbering", "numbering", "numbering", w_part("numbering", numbering))
    for what, root, given, default in (("header", "hdr", headers, header), ("footer", "ftr", footers, footer)):
        wanted = dict(given or {}) | ({"default": default} if default is not None else {})
        for i, (kind, inner) in enumerate(wanted.items(), 1):
            add(f"{what}{i}", what, what, w_part(root, inner))
            references.append(f'<w:{what}Reference w:type="{kind}" r:id="{related[-1][0]}"/>')
    for what, given in (("footnote", footnotes), ("endnote", endnotes)):
        if given is not None:
            notes = "".join(f'<w:{what} w:id="{n}">{inner}</w:{what}>' for n, inner in given.items())
            add(what + "s", what + "s", what + "s", w_part(what + "s", SEPARATORS.format(what) + notes))
    if comments is not None:
        notes = "".join(f'<w:comment w:id="{n}" w:author="A" w:initials="A">{inner}</w:comment>' for n, inner in comments.items())
        add("comments", "comments", "comments", w_part("comments", notes))
    if settings is not None:
        add("settings", "settings", "settings", w_part("settings", settings))
    final = f"<w:sectPr>{''.join(references)}{sect}</w:sectPr>" if sect_pr else ""
    main = "template.main" if template else "document.main"
    top = [("rId1", "officeDocument", "word/document.xml")]
    for name, root, inner, kind in (("core", CORE, core, OOXML + "package/2006/relationships/metadata/core-properties"),
                                    ("app", f'<Properties xmlns="{OOXML}officeDocument/2006/extended-properties">{{0}}</Properties>', app, "extended-properties"),
                                    ("custom", f'<Properties xmlns="{OOXML}officeDocument/2006/custom-properties" xmlns:vt="{OOXML}officeDocument/2006/docPropsVTypes">{{0}}</Properties>', custom, "custom-properties")):
        if inner is not None:
            out[f"docProps/{name}.xml"] = HEAD + root.replace("{0}", inner)
            types_of = {"core": "application/vnd.openxmlformats-package.core-properties+xml", "app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
                        "custom": "application/vnd.openxmlformats-officedocument.custom-properties+xml"}
            overrides[f"/docProps/{name}.xml"] = types_of[name]
            top.append((f"rId{len(top) + 1}", kind, f"docProps/{name}.xml"))
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    for name, data in (media or {}).items():
        out[f"word/media/{name}"] = data
        end = name.rsplit(".", 1)[1].lower()
        defaults[end] = IMAGE_TYPES[end]
    overrides |= {"/" + name: kind for name, kind in (types or {}).items()}
    listed = "".join(f'<Default Extension="{k}" ContentType="{v}"/>' for k, v in defaults.items())
    listed += f'<Override PartName="/word/document.xml" ContentType="{WML}{main}+xml"/>'
    listed += "".join(f'<Override PartName="{k}" ContentType="{v}"/>' for k, v in overrides.items())
    whole = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{OOXML}package/2006/content-types">{listed}</Types>',
        "_rels/.rels": relations(top),
        "word/document.xml": w_part("document", f"<w:body>{body}{final}</w:body>"),
        "word/_rels/document.xml.rels": relations([*related, *rels]),
    }
    for name, items in (part_rels or {}).items():
        folder, base = name.rsplit("/", 1)
        whole[f"{folder}/_rels/{base}.rels"] = relations(items)
    return archive(whole | out | (parts or {}))


def t(text):
    return f'<w:t xml:space="preserve">{text}</w:t>'


def r(inner, props=""):
    """A run; XML that does not begin with "<" is text."""
    inner = inner if inner.startswith("<") else t(inner) if inner else ""
    return f"<w:r>{f'<w:rPr>{props}</w:rPr>' if props else ''}{inner}</w:r>"


def p(*inner, props="", style=None):
    """A paragraph of runs; what does not begin with "<" becomes a run."""
    props = (f'<w:pStyle w:val="{style}"/>' if style else "") + props
    runs = "".join(i if i.startswith("<") else r(i) for i in inner if i)
    return f"<w:p>{f'<w:pPr>{props}</w:pPr>' if props else ''}{runs}</w:p>"


def item(*inner, num=1, level=0):
    return p(*inner, props=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def tc(*blocks, props=""):
    """A cell; what does not begin with "<" becomes a paragraph."""
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{props}</w:tcPr>{"".join(b if b.startswith("<") else p(b) for b in blocks)}</w:tc>'


def tr(*cells, props=""):
    """A row; what does not begin with "<w:tc" or "<w:sdt" becomes a cell."""
    return f'<w:tr>{f"<w:trPr>{props}</w:trPr>" if props else ""}{"".join(c if c.startswith(("<w:tc", "<w:sdt")) else tc(c) for c in cells)}</w:tr>'


def tbl(*rows, columns=2):
    grid = '<w:gridCol w:w="2000"/>' * columns
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


def sdt(inner, number=1001, tag="", props=""):
    """A content control of any level."""
    return f'<w:sdt><w:sdtPr>{f"<w:tag w:val={chr(34)}{tag}{chr(34)}/>" if tag else ""}<w:id w:val="{number}"/>{props}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def bookmark(number, name, inner=""):
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def field(instruction, result):
    """A complex field, as runs."""
    def char(kind):
        return r(f'<w:fldChar w:fldCharType="{kind}"/>')
    return char("begin") + r(f'<w:instrText xml:space="preserve">{instruction}</w:instrText>') + char("separate") + r(result) + char("end")


def picture(relation, number=1, alt="", name="Image", width=360000, height=360000):
    """A run with an inline picture."""
    return r(f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="{name}" descr="{alt}"/>'
             f'<a:graphic><a:graphicData uri="{OOXML}drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
             f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
             '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>')


def text_box(content, number=1, name="Zone", fallback=None):
    """A run with a text box as Word writes it: a shape, and VML for readers that don't know shapes."""
    return r(f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="1440000" cy="720000"/>'
             f'<wp:docPr id="{number}" name="{name}"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
             f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1440000" cy="720000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
             f'<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>'
             f'<mc:Fallback><w:pict><v:shape id="Z{number}" style="width:113pt;height:56pt" type="#_x0000_t202"><v:textbox><w:txbxContent>{fallback or content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>')


# --- ODT ------------------------------------------------------------------------------------------------------------

ODT_STYLES = """<style:default-style style:family="paragraph"><style:text-properties fo:language="fr" fo:country="FR"/></style:default-style>\
<style:style style:name="Standard" style:family="paragraph"/>\
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="1"/>"""
ODT_AUTOMATIC = """<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>\
<style:style style:name="T2" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>\
<style:style style:name="fr1" style:family="graphic"><style:graphic-properties text:anchor-type="as-char"/></style:style>"""


def odt(body, *, automatic="", styles=ODT_STYLES, more_styles="", header=None, footer=None, master="", meta="", settings=None, parts=None,
        types=None, media=None, before="", template=False, version="1.3"):
    """
    body: XML inside office:text (before: what stands first there, as text:tracked-changes). automatic: more automatic styles of the
    content. header, footer: XML of the master page; master: more XML inside it. meta: XML inside office:meta. parts: {name: bytes or
    XML}; types: {name: media type}; media: {"x.png": bytes} in Pictures/.
    """
    of = f'{ODF_ROOT} office:version="{version}"'
    kind = ODT_TYPE + ("-template" if template else "")
    bands = (f"<style:header>{header}</style:header>" if header is not None else "") + (f"<style:footer>{footer}</style:footer>" if footer is not None else "")
    whole = {
        "mimetype": kind,
        "content.xml": f"{HEAD}<office:document-content {of}><office:automatic-styles>{ODT_AUTOMATIC}{automatic}</office:automatic-styles>"
                       f"<office:body><office:text>{before}{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"{HEAD}<office:document-styles {of}><office:styles>{styles}{more_styles}</office:styles><office:automatic-styles>"
                      '<style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/></style:page-layout></office:automatic-styles>'
                      f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1">{bands}{master}</style:master-page></office:master-styles></office:document-styles>',
        "meta.xml": f"{HEAD}<office:document-meta {of}><office:meta>{meta}</office:meta></office:document-meta>",
    }
    if settings is not None:
        whole["settings.xml"] = f"{HEAD}<office:document-settings {of}>{settings}</office:document-settings>"
    kinds = {name: "text/xml" for name in whole if name.endswith(".xml")}
    for name, data in (media or {}).items():
        whole[f"Pictures/{name}"] = data
        kinds[f"Pictures/{name}"] = IMAGE_TYPES[name.rsplit(".", 1)[1].lower()]
    for name, data in (parts or {}).items():
        whole[name] = data
        kinds.setdefault(name, "text/xml" if name.endswith(".xml") else "")
    kinds |= types or {}
    rows = "".join(f'<manifest:file-entry manifest:full-path="{n}" manifest:media-type="{k}"/>' for n, k in kinds.items())
    whole["META-INF/manifest.xml"] = (
        f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="{version}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="{version}" manifest:media-type="{kind}"/>{rows}</manifest:manifest>')
    return archive(whole)


def tp(*inner, style="Standard"):
    return f'<text:p text:style-name="{style}">{"".join(inner)}</text:p>'


def th(*inner, level=1):
    return f'<text:h text:style-name="Heading_20_1" text:outline-level="{level}">{"".join(inner)}</text:h>'


def span(*inner, style="T1"):
    return f'<text:span text:style-name="{style}">{"".join(inner)}</text:span>'


def tcell(*blocks, props=""):
    """A cell; what does not begin with "<" becomes a paragraph."""
    return f'<table:table-cell{" " + props if props else ""}>{"".join(b if b.startswith("<") else tp(b) for b in blocks)}</table:table-cell>'


def trow(*cells):
    return f'<table:table-row>{"".join(c if c.startswith("<table:") else tcell(c) for c in cells)}</table:table-row>'


def ttable(*rows, name="Tableau1", columns=2):
    return f'<table:table table:name="{name}"><table:table-column table:number-columns-repeated="{columns}"/>{"".join(rows)}</table:table>'


def titem(*blocks):
    """A list item; what does not begin with "<" becomes a paragraph."""
    return f'<text:list-item>{"".join(b if b.startswith("<") else tp(b) for b in blocks)}</text:list-item>'


def tlist(*items):
    """A list; what does not begin with "<" becomes an item."""
    return f'<text:list>{"".join(i if i.startswith("<") else titem(i) for i in items)}</text:list>'


def tsection(inner, name="Section1"):
    return f'<text:section text:name="{name}">{inner}</text:section>'


def note(number, content, kind="footnote"):
    return f'<text:note text:id="ftn{number}" text:note-class="{kind}"><text:note-citation>{number}</text:note-citation><text:note-body>{content}</text:note-body></text:note>'


def annotation(content, name=""):
    named = f' office:name="{name}"' if name else ""
    return f"<office:annotation{named}><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>{content}</office:annotation>"


def frame(inner, name="Cadre1", more=""):
    return f'<draw:frame draw:style-name="fr1" draw:name="{name}" text:anchor-type="as-char" svg:width="4cm" svg:height="2cm">{inner}{more}</draw:frame>'


def frame_box(content, name="Cadre1"):
    return frame(f"<draw:text-box>{content}</draw:text-box>", name)


def frame_picture(href, name="Image1", alt=""):
    return frame(f'<draw:image xlink:href="{href}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>', name, f"<svg:desc>{alt}</svg:desc>" if alt else "")
