# SPDX-License-Identifier: Apache-2.0
"""Pictures: a tag at the start of the alternative text names the file that takes the place of a placeholder."""
import re
import struct
import zlib

from build import docx, frame_picture, odt, p, picture, png, tbl, tc, tp, tr, trow, ttable
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

# --- a market -------------------------------------------------------------------------------------------------------

case("the logo of the buyer", docx=docx(p("Marché {{acheteur.nom.de}}, remis {{acheteur.nom.a}}") + p(W_PLACE.replace("{{logo}}", "{{acheteur.logo}} Logo {{acheteur.nom.de}}")), rels=RELS, media={"old.png": OLD}),
     odt=odt(tp("Marché {{acheteur.nom.de}}, remis {{acheteur.nom.a}}") + tp(frame_picture("Pictures/old.png", alt="{{acheteur.logo}} Logo {{acheteur.nom.de}}")), media={"old.png": OLD}),
     command="generate", market="tests/documents/marches/logo.marche.yaml", files={"images/armes.png": WIDE}, changes=LISTED, says=["T-134"],
     text=["Marché du Syndicat mixte du Haut-Verdais, remis au Syndicat mixte du Haut-Verdais", ""],
     check=shows((WIDE, "Logo du Syndicat mixte du Haut-Verdais", 4 * CM, CM), n_media=1))
