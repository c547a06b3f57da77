# SPDX-License-Identifier: Apache-2.0
"""Pictures: a tag at the start of the alternative text names the file that takes the place of a placeholder."""
import re
import struct
import zlib

from build import docx, frame, frame_picture, note, odt, p, picture, png, r, tbl, tc, text_box, tp, tr, trow, ttable
from frame import case

OLD = png(7, 7, 1)
WIDE = png(400, 100, 60)
TALL = png(50, 100, 200)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40mm" height="10mm" viewBox="0 0 40 10"><rect width="40" height="10" fill="#246"/></svg>'
RELS = [("rId1", "image", "media/old.png")]
REL = re.compile(r'<Relationship\b[^>]*?/>')


def jpeg(width, height):
    """A grey JPEG of one colour: tables for one code each, all blocks the same."""
    def segment(marker, data):
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data
    blocks = -(-width // 8) * -(-height // 8)
    bits = "00" * blocks  # DC difference 0 (code 0), end of block (code 0)
    bits += "1" * (-len(bits) % 8)
    scan = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
    return (b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\1\0\x60\0\x60\0\0") + segment(0xDB, b"\0" + b"\x10" * 64)
            + segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
            + segment(0xC4, b"\0" + b"\1" + b"\0" * 15 + b"\0") + segment(0xC4, b"\x10" + b"\1" + b"\0" * 15 + b"\0")
            + segment(0xDA, b"\1\1\0\0\x3f\0") + scan + b"\xff\xd9")


def shown(out):
    """What the document shows: [(bytes of the picture, alternative text, width, height)], sizes in EMU."""
    found = []
    if out.kind == "docx":
        for name in sorted(n for n in out.parts if n.endswith(".xml") and n.startswith("word/")):
            folder, base = name.rsplit("/", 1)
            rels = out.parts.get(f"{folder}/_rels/{base}.rels", b"").decode()
            targets = {re.search(r'Id="([^"]*)"', x)[1]: re.search(r'Target="([^"]*)"', x)[1] for x in REL.findall(rels)}
            text = out.parts[name].decode()
            for drawing in re.findall(r"<w:drawing>.*?</w:drawing>", text, re.S):
                if "<pic:pic" not in drawing:
                    continue
                target = targets[re.search(r'r:embed="([^"]*)"', drawing)[1]]
                target = target[1:] if target.startswith("/") else f"{folder}/{target}"
                alt = re.search(r'<wp:docPr[^>]*descr="([^"]*)"', drawing)
                size = re.search(r'<wp:extent cx="(\d+)" cy="(\d+)"', drawing)
                found.append((out.parts[target], alt[1] if alt else "", int(size[1]), int(size[2])))
    else:
        for name in ("content.xml", "styles.xml"):
            for box in re.findall(r"<draw:frame.*?</draw:frame>", out.parts[name].decode(), re.S):
                href = re.search(r'xlink:href="([^"]*)"', box)
                alt = re.search(r"<svg:(?:desc|title)>(.*?)</svg:", box)
                width, height = (round(float(re.search(rf'svg:{n}="([\d.]+)cm"', box)[1]) * 360000) for n in ("width", "height"))
                found.append((out.parts[href[1]], alt[1] if alt else "", width, height))
    return found


def media(out):
    return sorted(n for n in out.parts if n.startswith(("word/media/", "Pictures/")))


def shows(*wanted, n_media=None):
    """A check: these pictures, (bytes, alternative text, width, height), sizes to a hundredth of a millimetre; so many files."""
    def check(out):
        found = shown(out)
        if len(found) != len(wanted):
            yield f"{len(found)} pictures instead of {len(wanted)}"
            return
        for i, (got, want) in enumerate(zip(found, wanted)):
            if got[0] != want[0]:
                yield f"picture {i}: {len(got[0])} other bytes"
            if got[1] != want[1]:
                yield f"picture {i}: alternative text “{got[1]}” instead of “{want[1]}”"
            if abs(got[2] - want[2]) > 360 or abs(got[3] - want[3]) > 360:
                yield f"picture {i}: {got[2]} × {got[3]} instead of {want[2]} × {want[3]}"
        if n_media is not None and len(media(out)) != n_media:
            yield f"{media(out)} instead of {n_media} files"
    return check


CM = 360000
W_PLACE = picture("rId1", alt="{{logo}}", width=4 * CM, height=2 * CM)
LISTED = ("word/_rels/*", "[[]Content_Types].xml", "[Content_Types].xml", "word/media/*", "Pictures/*", "META-INF/manifest.xml")


def one(alt="{{logo}}", before="Avant ", after=" après"):
    """The same placeholder of 4 × 2 cm in both formats."""
    return {"docx": docx(p(before, picture("rId1", alt=alt, width=4 * CM, height=2 * CM), after), rels=RELS, media={"old.png": OLD}),
            "odt": odt(tp(before, frame_picture("Pictures/old.png", alt=alt), after), media={"old.png": OLD})}


def both(name, *, alt="{{logo}}", **more):
    case(name, **one(alt), changes=LISTED, **more)


# --- kinds, sizes, alternative texts --------------------------------------------------------------------------------

both("a wide PNG keeps the width", data={"logo": "logo.png"}, files={"logo.png": WIDE}, text=["Avant  après"],
     check=shows((WIDE, "logo", 4 * CM, 1 * CM), n_media=1))
both("a tall PNG keeps the height", data={"logo": "images/mon_logo-bleu.png"}, files={"images/mon_logo-bleu.png": TALL}, text=["Avant  après"],
     check=shows((TALL, "mon logo bleu", 1 * CM, 2 * CM), n_media=1))
both("a JPEG whatever its name says", data={"logo": "photo.png"}, files={"photo.png": jpeg(64, 64)}, text=["Avant  après"],
     check=shows((jpeg(64, 64), "photo", 2 * CM, 2 * CM), n_media=1))
both("words behind the tag", alt="{{logo}} Logo de {{commune}} &amp; Cie", data={"logo": "a.png", "commune": "Saint-Léon \"<"}, files={"a.png": WIDE},
     text=["Avant  après"], check=lambda out: shows((WIDE, "Logo de Saint-Léon &quot;&lt; &amp; Cie" if out.kind == "docx" else "Logo de Saint-Léon \"&lt; &amp; Cie", 4 * CM, CM))(out))
both("words in the data", alt="{{logo}} sans effet", data={"logo": {"fichier": "a.png", "texte": "Blason d’Ormoise"}}, files={"a.png": WIDE},
     text=["Avant  après"], check=shows((WIDE, "Blason d’Ormoise", 4 * CM, CM)))
both("an ordinary alternative text", alt="Vue de {{commune}}", data={"commune": "Ormoise"}, text=["Avant  après"],
     check=shows((OLD, "Vue de Ormoise", 4 * CM, 2 * CM), n_media=1))
both("a tag first that is no file", alt="{{commune}} vue du ciel", data={"commune": "Ormoise"}, text=["Avant  après"],
     check=shows((OLD, "Ormoise vue du ciel", 4 * CM, 2 * CM), n_media=1))


def check_svg(out):
    if out.kind == "docx":
        yield from shows((WIDE, "logo", 4 * CM, CM), n_media=2)(out)
        text = out.parts["word/document.xml"].decode()
        blip = re.search(r'<asvg:svgBlip[^>]*r:embed="([^"]*)"', text)
        rels = out.parts["word/_rels/document.xml.rels"].decode()
        target = re.search(rf'<Relationship[^>]*Id="{blip[1]}"[^>]*Target="([^"]*)"', rels)[1] if blip else ""
        if out.parts.get("word/" + target) != SVG.encode():
            yield "the drawing is not behind the PNG"
        if 'Extension="svg"' not in out.parts["[Content_Types].xml"].decode():
            yield "no content type for svg"
    else:
        yield from shows((SVG.encode(), "logo", 4 * CM, CM), n_media=2)(out)
        if out.parts["content.xml"].decode().count("<draw:image") != 2:
            yield "no second image"


both("an SVG with its PNG", data={"logo": "logo.svg"}, files={"logo.svg": SVG, "logo.png": WIDE}, text=["Avant  après"], check=check_svg)
case("an SVG alone", odt=one()["odt"], data={"logo": "logo.svg"}, files={"logo.svg": SVG}, text=["Avant  après"], changes=LISTED,
     check=shows((SVG.encode(), "logo", 4 * CM, CM), n_media=1))
case("an SVG without its PNG", docx=one()["docx"], data={"logo": "logo.svg"}, files={"logo.svg": SVG}, errors=[("T-127", "logo.svg", "logo.png")])

# --- nothing to show ------------------------------------------------------------------------------------------------

both("null takes it away", data={"logo": None}, text=["Avant  après"], check=shows(n_media=0))
both("an empty text takes it away", alt="{{logo}} Le logo", data={"logo": ""}, text=["Avant  après"], check=shows(n_media=0))
both("a map without a file", data={"logo": {"fichier": None, "texte": "rien"}}, text=["Avant  après"], check=shows(n_media=0))
both("a missing name", data={"autre": 1}, errors=[("T-010", "“logo”", "{{logo}}")])
both("a missing name left empty", data={"autre": 1}, args=("--missing", "empty"), text=["Avant  après"], check=shows(n_media=0))
both("a missing name marked", alt="{{logo}} de {{lieu}}", data={"lieu": "Ormoise"}, args=("--missing", "mark"), text=["Avant  après"],
     check=shows((OLD, "[logo ?] de Ormoise", 4 * CM, 2 * CM), n_media=1))

# --- what is refused ------------------------------------------------------------------------------------------------

both("a file that is not there", data={"logo": "absent.png"}, errors=[("T-125", "absent.png")])
both("a name that is a sentence", data={"logo": "Ormoise"}, errors=[("T-125", "Ormoise")])
both("a file above the folder", data={"logo": "../logo.png"}, errors=["P-150"], status=5)
both("an absolute path", data={"logo": "/etc/hostname"}, errors=["P-150"], status=5)
both("a list", data={"logo": ["a.png"]}, errors=[("T-126", "logo")])
both("a number", data={"logo": 12}, errors=[("T-126", "logo")])
both("a GIF", data={"logo": "a.gif"}, files={"a.gif": b"GIF89a\1\0\1\0\0\0\0;"}, errors=[("T-120", "a.gif")])
both("a PNG cut short", data={"logo": "a.png"}, files={"a.png": WIDE[:-20]}, errors=[("T-121", "a.png")])
both("an SVG with a script", data={"logo": "a.svg"}, files={"a.svg": SVG.replace("<rect", "<script/><rect")}, errors=["P-151"], status=5)
both("a folder", data={"logo": "images"}, files={"images/a.png": WIDE}, errors=[("T-125", "images")])
both("a mistake in the words", alt="{{logo}} de {{commune", data={"logo": "a.png"}, files={"a.png": WIDE}, errors=["T-001"])

# --- loops, several places ------------------------------------------------------------------------------------------

PEOPLE = {"gens": [{"nom": "A", "photo": "a.png"}, {"nom": "B", "photo": "b.png"}, {"nom": "C", "photo": None}, {"nom": "D", "photo": "copie de a.png"}]}
PHOTOS = {"a.png": WIDE, "b.png": TALL, "copie de a.png": WIDE}
case("a picture in each row",
     docx=docx(tbl(tr("{{#gens}}{{nom}}", tc(p(picture("rId1", alt="{{photo}} Portrait de {{nom}}", width=4 * CM, height=2 * CM)), p("{{/gens}}")))), rels=RELS, media={"old.png": OLD}),
     odt=odt(ttable(trow("{{#gens}}{{nom}}", f'<table:table-cell>{tp(frame_picture("Pictures/old.png", alt="{{photo}} Portrait de {{nom}}"))}{tp("{{/gens}}")}</table:table-cell>')), media={"old.png": OLD}),
     data=PEOPLE, files=PHOTOS, contains=["A", "B", "C", "D"], changes=LISTED,
     check=shows((WIDE, "Portrait de A", 4 * CM, CM), (TALL, "Portrait de B", CM, 2 * CM), (WIDE, "Portrait de D", 4 * CM, CM), n_media=2))
case("a picture in a list that is empty",
     docx=docx(p("{{#gens}}") + p(picture("rId1", alt="{{photo}}")) + p("{{/gens}}") + p("Fin"), rels=RELS, media={"old.png": OLD}),
     odt=odt(tp("{{#gens}}") + tp(frame_picture("Pictures/old.png", alt="{{photo}}")) + tp("{{/gens}}") + tp("Fin"), media={"old.png": OLD}),
     data={"gens": []}, text=["Fin"], changes=LISTED, check=shows(n_media=0))
case("the placeholder's picture is used elsewhere too",
     docx=docx(p(picture("rId1", alt="{{logo}}", width=4 * CM, height=2 * CM), picture("rId1", 2, alt="Autre", width=CM, height=CM)), rels=RELS, media={"old.png": OLD}),
     odt=odt(tp(frame_picture("Pictures/old.png", alt="{{logo}}"), frame_picture("Pictures/old.png", "Image2", alt="Autre")), media={"old.png": OLD}),
     data={"logo": "logo.png"}, files={"logo.png": WIDE}, text=[""], changes=LISTED,
     check=lambda out: shows((WIDE, "logo", 4 * CM, CM), (OLD, "Autre", CM if out.kind == "docx" else 4 * CM, CM if out.kind == "docx" else 2 * CM), n_media=2)(out))
case("in headers, without relationships before",
     docx=docx(p("Corps"), header=p(picture("rId1", alt="{{logo}}", width=4 * CM, height=2 * CM)), part_rels={"word/header1.xml": RELS}, media={"old.png": OLD}),
     odt=odt(tp("Corps"), header=tp(frame_picture("Pictures/old.png", alt="{{logo}}")), media={"old.png": OLD}),
     data={"logo": "logo.png"}, files={"logo.png": WIDE}, text=["Corps"], changes=LISTED, check=shows((WIDE, "logo", 4 * CM, CM), n_media=1))
case("the same file in body and header is there once",
     docx=docx(p(picture("rId1", alt="{{logo}}", width=4 * CM, height=2 * CM)), rels=RELS, header=p(picture("rId1", alt="{{logo}}", width=2 * CM, height=2 * CM)),
               part_rels={"word/header1.xml": RELS}, media={"old.png": OLD}),
     odt=odt(tp(frame_picture("Pictures/old.png", alt="{{logo}}")), header=tp(frame_picture("Pictures/old.png", alt="{{logo}}")), media={"old.png": OLD}),
     data={"logo": "logo.png"}, files={"logo.png": WIDE}, text=[""], changes=LISTED,
     check=lambda out: shows((WIDE, "logo", 4 * CM, CM), (WIDE, "logo", 2 * CM if out.kind == "docx" else 4 * CM, CM // 2 if out.kind == "docx" else CM), n_media=1)(out))

# --- placeholders of every make ---------------------------------------------------------------------------------------

def drawing(*, blip="", cut="", more="", props='descr="{{logo}}"', inner=""):
    """An anchored picture of 4 × 2 cm as Word writes it, with more in it."""
    return r('<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
             '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
             f'<wp:extent cx="{4 * CM}" cy="{2 * CM}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="5" name="Image 5" {props}/><wp:cNvGraphicFramePr/>'
             f'<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="5" name="x.png" {inner}/><pic:cNvPicPr/></pic:nvPicPr>'
             f'<pic:blipFill><a:blip r:embed="rId1">{blip}</a:blip>{cut}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
             f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{4 * CM}" cy="{2 * CM}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>{more}</wp:anchor></w:drawing>')


SVG_EXT = ('<a:extLst><a:ext uri="{28A0092B-C50C-407E-A947-70E740481C1C}"/><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
           '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rId2"/></a:ext></a:extLst>')
WP14 = ('<wp14:sizeRelH xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing" relativeFrom="page"><wp14:pctWidth>50000</wp14:pctWidth></wp14:sizeRelH>'
        '<wp14:sizeRelV xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing" relativeFrom="page"><wp14:pctHeight>50000</wp14:pctHeight></wp14:sizeRelV>')


def docx_one(run, rels=RELS, media_files=None):
    return docx(p("Avant ", run, " après"), rels=rels, media=media_files or {"old.png": OLD})


def no_traces(*traces, wanted):
    def check(out):
        yield from wanted(out)
        text = out.parts["word/document.xml" if out.kind == "docx" else "content.xml"].decode()
        yield from (f"“{trace}” is left" for trace in traces if trace in text)
    return check


LOGO = {"data": {"logo": "logo.png"}, "files": {"logo.png": WIDE}, "text": ["Avant  après"], "changes": LISTED}
SHOWN = shows((WIDE, "logo", 4 * CM, CM), n_media=1)
case("a cut of the placeholder goes", docx=docx_one(drawing(cut='<a:srcRect l="10000" r="20000"/>')), check=no_traces("srcRect", wanted=SHOWN), **LOGO)
case("a drawing as placeholder", docx=docx_one(drawing(blip=SVG_EXT), [*RELS, ("rId2", "image", "media/old.svg")], {"old.png": OLD, "old.svg": SVG.encode()}),
     check=no_traces("svgBlip", wanted=SHOWN), **LOGO)
case("a drawing in the place of a drawing", docx=docx_one(drawing(blip=SVG_EXT), [*RELS, ("rId2", "image", "media/old.svg")], {"old.png": OLD, "old.svg": b"<svg/>"}),
     check=check_svg, **(LOGO | {"data": {"logo": "logo.svg"}, "files": {"logo.svg": SVG, "logo.png": WIDE}}))
case("a relationship that LibreOffice writes twice", docx=docx_one(drawing(), [*RELS, ("rId2", "image", "media/old.png")]), check=SHOWN, **LOGO)
NAMED = {"types": {"word/media/old.png": "image/png"}}
case("a content type of the placeholder alone", docx=docx(p("Avant ", W_PLACE, " après"), rels=RELS, media={"old.png": OLD}, **NAMED),
     check=lambda out: [*SHOWN(out), *(["it is listed yet"] if "old.png" in out.parts["[Content_Types].xml"].decode() else [])], **LOGO)
case("a placeholder that stays keeps its content type", docx=docx(p("Avant ", picture("rId1", alt="{{nom}} rouge", width=4 * CM, height=2 * CM), picture("rId1", 2, "{{nom}} vert", width=CM, height=CM)), rels=RELS, media={"old.png": OLD}, **NAMED),
     data={"nom": "carré"}, text=["Avant "], changes=LISTED,
     check=lambda out: [*shows((OLD, "carré rouge", 4 * CM, 2 * CM), (OLD, "carré vert", CM, CM), n_media=1)(out),
                        *(["not listed once"] if out.parts["[Content_Types].xml"].decode().count("old.png") != 1 else [])])
case("a size in percent of the page", docx=docx_one(drawing(more=WP14)), check=no_traces("sizeRel", wanted=SHOWN), **LOGO)
case("the tag in the title, words in the description", docx=docx_one(drawing(props='title="{{logo}}" descr="Blason de la ville"')),
     odt=odt(tp("Avant ", frame('<draw:image xlink:href="Pictures/old.png" xlink:type="simple"/>', more="<svg:title>{{logo}}</svg:title><svg:desc>Blason de la ville</svg:desc>"), " après"), media={"old.png": OLD}),
     check=lambda out: shows((WIDE, "Blason de la ville", 4 * CM, CM), n_media=1)(out), **LOGO)
case("the tag in the description, words in the title", docx=docx_one(drawing(props='title="Blason" descr="{{logo}}"', inner='descr="{{logo}}"')),
     check=no_traces("{{", wanted=shows((WIDE, "Blason", 4 * CM, CM), n_media=1)), **LOGO)
case("the tag in both", docx=docx_one(drawing(props='title="{{logo}}" descr="{{logo}}"')), check=no_traces("title=", wanted=SHOWN), **LOGO)


def check_vml(out):
    text = out.parts["word/document.xml"].decode()
    wanted = 'alt="Le blason" style="position:absolute;width:113.386pt;height:28.346pt;z-index:1"'
    if wanted not in text:
        yield f"no {wanted} in {text[text.find('<v:shape'):][:300]}"
    if "croptop" in text:
        yield "it is still cut"
    if media(out) != ["word/media/ccap1.png"]:
        yield str(media(out))


VML = ('<w:pict><v:shape id="a" alt="{{logo}} Le blason" style="position:absolute;width:4cm;height:56.7pt;z-index:1"><v:imagedata r:id="rId1" croptop="1000f"/></v:shape></w:pict>')
case("VML", docx=docx_one(r(VML)), check=check_vml, **LOGO)
case("VML that goes", docx=docx_one(r(VML)), check=no_traces("w:pict", "imagedata", wanted=lambda out: media(out)), **(LOGO | {"data": {"logo": None}}))
PAIR = drawing().replace("<w:drawing>", '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>').replace(
    "</w:drawing>", "</w:drawing></mc:Choice><mc:Fallback>" + VML.replace('alt="{{logo}} Le blason" ', "").replace("rId1", "rId2") + "</mc:Fallback></mc:AlternateContent>")
TWICE = [*RELS, ("rId2", "image", "media/old.png")]


def check_pair(out):
    yield from SHOWN(out)
    text = out.parts["word/document.xml"].decode()
    if text.count('"ccap1"') != 2 or 'alt="logo"' not in text:
        yield "the branches differ"


case("two branches as LibreOffice writes them", docx=docx_one(PAIR, TWICE), check=check_pair, **LOGO)
case("two branches that go", docx=docx_one(PAIR, TWICE), check=no_traces("AlternateContent", wanted=lambda out: media(out)), **(LOGO | {"data": {"logo": ""}}))
case("a shape is no placeholder", docx=docx_one(r('<w:pict><v:rect alt="{{nom}} rouge" style="width:1cm;height:1cm"/></w:pict>'), [], {}), data={"nom": "carré"}, text=["Avant  après"],
     check=lambda out: [] if 'alt="carré rouge"' in out.parts["word/document.xml"].decode() else ["other words"])

IMAGE = '<draw:image xlink:href="Pictures/old.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad" {0}/>'
DESC = "<svg:desc>{{logo}}</svg:desc>"


def odt_one(box, media_files=None):
    return odt(tp("Avant ", box, " après"), media=media_files or {"old.png": OLD})


def check_percent(out):
    yield from SHOWN(out)
    text = out.parts["content.xml"].decode()
    if 'style:rel-width="50%"' not in text or 'style:rel-height="10%"' not in text:
        yield text[text.find("<draw:frame"):][:300]


case("relative sizes", odt=odt_one(frame(IMAGE.format(""), more=DESC).replace('svg:width', 'style:rel-width="50%" style:rel-height="20%" svg:width')), check=check_percent, **LOGO)
CUT = '<style:style style:name="fr2" style:family="graphic"><style:graphic-properties text:anchor-type="as-char" fo:clip="rect(0cm, 1cm, 0cm, 0cm)"/></style:style>'


def check_cut(out):
    text = out.parts["content.xml"].decode()
    if text.count("fo:clip") != 1 or 'draw:style-name="fr2_ccap"' not in text or text.count('style:name="fr2_ccap"') != 1 or 'draw:style-name="fr2"' not in text:
        yield "the wrong one is cut"


case("a cut of the placeholder goes, that of others stays", odt=odt(
         tp("Avant ", *(frame(IMAGE.format(""), f"Image{i}", more=d).replace('"fr1"', '"fr2"') for i, d in enumerate((DESC, DESC, ""))), " après"), automatic=CUT, media={"old.png": OLD}),
     check=check_cut, **LOGO)
case("a height that follows", odt=odt_one(frame(IMAGE.format(""), more=DESC).replace('svg:width', 'style:rel-width="50%" style:rel-height="scale" svg:width')),
     check=no_traces('rel-height="1', wanted=SHOWN), **LOGO)
case("the type of the placeholder is told anew", odt=odt_one(frame(IMAGE.format('draw:mime-type="image/png"'), more=DESC)), data={"logo": "a.jpg"}, files={"a.jpg": jpeg(64, 32)},
     text=["Avant  après"], changes=LISTED, check=no_traces('mime-type="image/png"', wanted=shows((jpeg(64, 32), "a", 4 * CM, 2 * CM))))
case("a drawing with its PNG as placeholder", odt=odt_one(frame(IMAGE.format("").replace("old.png", "old.svg") + IMAGE.format(""), more=DESC), {"old.png": OLD, "old.svg": SVG.encode()}),
     check=no_traces("old.", wanted=SHOWN), **LOGO)
case("on the page, not in a paragraph", odt=odt(frame(IMAGE.format(""), more=DESC).replace('"as-char"', '"page" text:anchor-page-number="1"') + tp("Corps"), media={"old.png": OLD}),
     check=SHOWN, **(LOGO | {"text": ["Corps"]}))
case("a text box with a tag for alternative text", odt=odt(tp("Avant ", frame("<draw:text-box>" + tp("dedans") + "</draw:text-box>", more="<svg:desc>{{logo}}</svg:desc>"))), data={"logo": "logo.png"},
     text=["Avant "], check=lambda out: [] if "<svg:desc>logo.png</svg:desc>" in out.parts["content.xml"].decode() else ["other words"])
case("a section in the alternative text of a box", odt=odt(tp("A", frame("<draw:text-box>" + tp("dedans") + "</draw:text-box>", more="<svg:desc>{{#l}}{{.}}, {{/l}}fin</svg:desc>"))), data={"l": [1, 2]},
     text=["A"], check=lambda out: [] if "<svg:desc>1, 2, fin</svg:desc>" in out.parts["content.xml"].decode() else ["other words"])
case("a template that ccap made", docx=docx(p("Avant ", W_PLACE, " après", picture("ccap1", 2, "Autre", width=CM, height=CM)), rels=[*RELS, ("ccap1", "image", "media/ccap1.png")], media={"old.png": OLD, "ccap1.png": TALL}),
     odt=odt(tp("Avant ", frame_picture("Pictures/old.png", alt="{{logo}}"), " après", frame_picture("Pictures/ccap1.png", "Image2", alt="Autre")), media={"old.png": OLD, "ccap1.png": TALL}),
     check=lambda out: shows((WIDE, "logo", 4 * CM, CM), (TALL, "Autre", CM if out.kind == "docx" else 4 * CM, CM if out.kind == "docx" else 2 * CM), n_media=2)(out), **LOGO)

NOTE_REF = r('<w:footnoteReference w:id="2"/>')
case("in a note of each turn",
     docx=docx(p("{{#gens}}") + p("{{nom}}", NOTE_REF) + p("{{/gens}}"), footnotes={2: p("note ", picture("rId1", alt="{{photo}} Portrait de {{nom}}", width=4 * CM, height=2 * CM))},
               part_rels={"word/footnotes.xml": RELS}, media={"old.png": OLD}),
     odt=odt(tp("{{#gens}}") + tp("{{nom}}", note(1, tp("note ", frame_picture("Pictures/old.png", alt="{{photo}} Portrait de {{nom}}")))) + tp("{{/gens}}"), media={"old.png": OLD}),
     data=PEOPLE, files=PHOTOS, text=["A", "B", "C", "D"], changes=LISTED,
     check=shows((WIDE, "Portrait de A", 4 * CM, CM), (TALL, "Portrait de B", CM, 2 * CM), (WIDE, "Portrait de D", 4 * CM, CM), n_media=2))
case("in a text box, both branches",
     docx=docx(p(text_box(p("boîte ", W_PLACE))), rels=RELS, media={"old.png": OLD}), data={"logo": "logo.png"}, files={"logo.png": WIDE}, text=[""], changes=LISTED,
     check=lambda out: [] if out.parts["word/document.xml"].decode().count('cx="1440000" cy="360000"') == 4 and media(out) == ["word/media/ccap1.png"] else ["not both"])
case("a shape with a picture in its text is no placeholder",
     docx=docx(p(text_box(p("boîte ", picture("rId1"))).replace('name="Zone"', 'name="Zone" descr="{{nom}} rouge"')), rels=RELS, media={"old.png": OLD}), data={"nom": "Cadre"}, text=[""],
     check=lambda out: [] if out.parts["word/document.xml"].decode().count('descr="Cadre rouge"') == 1 else ["other words"])

# --- a market -------------------------------------------------------------------------------------------------------

case("the logo of the buyer", docx=docx(p("Marché {{acheteur.nom.de}}, remis {{acheteur.nom.a}}") + p(W_PLACE.replace("{{logo}}", "{{acheteur.logo}} Logo {{acheteur.nom.de}}")), rels=RELS, media={"old.png": OLD}),
     odt=odt(tp("Marché {{acheteur.nom.de}}, remis {{acheteur.nom.a}}") + tp(frame_picture("Pictures/old.png", alt="{{acheteur.logo}} Logo {{acheteur.nom.de}}")), media={"old.png": OLD}),
     command="generate", market="tests/documents/marches/logo.marche.yaml", files={"images/armes.png": WIDE}, changes=LISTED, says=["T-134"],
     text=["Marché du Syndicat mixte du Haut-Verdais, remis au Syndicat mixte du Haut-Verdais", ""],
     check=shows((WIDE, "Logo du Syndicat mixte du Haut-Verdais", 4 * CM, CM), n_media=1))
