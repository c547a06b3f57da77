# SPDX-License-Identifier: Apache-2.0
"""Review: what is promised of every document and no other topic holds to account."""
import io
import re
import zipfile

from build import NUMBERING, archive, bookmark, docx, frame_picture, item, odt, p, picture, png, r, tbl, tc, tcell, tlist, tp, tr, trow, ttable
from frame import case
from kit import both, counts, same

MARKET = "examples/e1-rehabilitation.marche.yaml"
TITLE = "<dc:title>{}</dc:title>"
PROPERTY = '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{}"><vt:lpwstr>{}</vt:lpwstr></property>'


def parts_of(package):
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist()}


# --- parts in other encodings ----------------------------------------------------------------------------------------------


def encoded(package, part, declared, codec):
    """The package with a part in another encoding."""
    parts = parts_of(package)
    parts[part] = parts[part].decode().replace('encoding="UTF-8"', f'encoding="{declared}"' if declared else "").encode(codec, "xmlcharrefreplace")
    return archive(parts)


WORD, WRITER = docx(p("Été {{#l}}{{x}} — {{/l}}fin")), odt(tp("Été {{#l}}{{x}} — {{/l}}fin"))
for title, declared, codec in (("a mark of byte order", "UTF-8", "utf-8-sig"), ("UTF-16", "UTF-16", "utf-16"), ("UTF-16, large end first", "UTF-16", "utf_16_be_sig"),
                               ("no encoding told", "", "utf-8"), ("ASCII", "US-ASCII", "ascii")):
    def coded(package, part, declared=declared, codec=codec):
        if codec == "utf_16_be_sig":
            parts = parts_of(package)
            return archive(parts | {part: b"\xfe\xff" + parts[part].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16-be")})
        return encoded(package, part, declared, codec)
    case(f"encoding: {title}", docx=coded(WORD, "word/document.xml"), odt=coded(WRITER, "content.xml"), data={"l": [{"x": "œuvre 😀"}]}, text=["Été œuvre 😀 — fin"], changes=("word/document.xml", "content.xml"))
case("encoding: one that is not read", docx=encoded(WORD, "word/document.xml", "ISO-8859-1", "latin-1"), odt=encoded(WRITER, "content.xml", "ISO-8859-1", "latin-1"), data={"l": []},
     errors=[("P-011", "ISO-8859-1")], lo_opens=False)

# --- values that want to be something else ---------------------------------------------------------------------------------

for title, value in (("a paragraph", "</w:t></w:r></w:p><w:p><w:r><w:t>intrus"), ("a paragraph of ODF", "</text:p><text:p>intrus"), ("a field", '{ INCLUDETEXT "/etc/passwd" } \\* MERGEFORMAT'),
                     ("a section", "{{#l}}{{/l}}{{=<% %>=}}"), ("the mark of a tag", "<?ccap 3?>"), ("CDATA", "]]><![CDATA[x"), ("an entity", "&x; <!DOCTYPE a>")):
    same(f"a value that would be {title}", ["[{{x}}]", "{{#l}}{{.}}{{/l}}"], [f"[{value}]", value], {"x": value, "l": [value]}, braces=True)

# --- missing names in packages ---------------------------------------------------------------------------------------------

for way in ("empty", "mark"):
    both(f"missing: {way}, everywhere", p("{{a}}") + tbl(tr("{{#l}}{{b}}", "{{c}}{{/l}}")), tp("{{a}}") + ttable(trow("{{#l}}{{b}}", "{{c}}{{/l}}")), data={"l": [{"b": 1}, {"c": 2}]},
         contains=["1", "2"], args=["--missing", way], braces=True, docx_header=p("{{h}}"), odt_header=tp("{{h}}"), check=counts(tr=2, table_row=2))

# --- properties ------------------------------------------------------------------------------------------------------------


def properties(part_of, *pieces, absent=()):
    """The part for the format holds these pieces."""
    def look_at(out):
        name = part_of[out.kind]
        data = out.parts.get(name, b"").decode()
        yield from (f"“{piece}” is not in {name}: {data}" for piece in pieces if piece not in data)
        yield from (f"“{piece}” is in {name}: {data}" for piece in absent if piece in data)
    return look_at


def no_more_parts(out):
    """render adds no property and no part."""
    yield from (f"{name} was added" for name in set(out.parts) - set(out.template.parts))
    for name in ("docProps/core.xml", "docProps/custom.xml", "meta.xml"):
        if name in out.parts and b"{{" not in out.template.parts[name] and out.parts[name] != out.template.parts[name]:
            yield f"{name} was changed"


PROPERTIES = {"docx": "docProps/core.xml", "odt": "meta.xml"}
case("render adds no property", docx=docx(p("{{x}}"), core=TITLE.format("Lettre"), custom=PROPERTY.format("dossier", "7")), odt=odt(tp("{{x}}"), meta=TITLE.format("Lettre")), data={"x": "a"}, text=["a"],
     check=no_more_parts)
case("render adds no part for properties", docx=docx(p("{{x}}")), odt=odt(tp("{{x}}")), data={"x": "a"}, text=["a"], check=no_more_parts)
case("keywords and properties of one's own", docx=docx(p("a"), core="<cp:keywords>{{#k}}{{.}}, {{/k}}fin</cp:keywords>", custom=PROPERTY.format("dossier", "n° {{x}}")),
     odt=odt(tp("a"), meta='<meta:keyword>{{#k}}{{.}}, {{/k}}fin</meta:keyword><meta:user-defined meta:name="dossier">n° {{x}}</meta:user-defined>'),
     data={"x": "7 & 8", "k": ["un", "<2>"]}, text=["a"], check=properties(PROPERTIES, "un, &lt;2&gt;, fin"))


def generated(name, title, **templates):
    case(name, **templates, command="generate", market=MARKET, contains=["Clause sociale d’insertion", "Objet"], check=properties(PROPERTIES, f">{title}</dc:title>"))


OURS = "Clauses sociales du cahier des clauses administratives particulières"
generated("generate gives a document without title one", OURS, docx=docx(p("a")), odt=odt(tp("a")))
generated("generate gives an empty title the market's", OURS, docx=docx(p("a"), core="<dc:creator>A</dc:creator><dc:title/>"), odt=odt(tp("a"), meta="<dc:creator>A</dc:creator><dc:title> </dc:title>"))
generated("generate keeps the title of the house", "CCAP type", docx=docx(p("a"), core=TITLE.format("CCAP type")), odt=odt(tp("a"), meta=TITLE.format("CCAP type")))


def accessible(out):
    """Each table of a clause tells its header rows, headings make no jump, each clause has its place."""
    if out.kind == "docx":
        body = out.parts[out.main_name].decode()
        tables = re.findall(r"<w:tbl>.*?</w:tbl>", body, re.S)
        bare = [t for t in tables if "<w:tblHeader" not in t]
        places = re.findall(r'<w:tag w:val="([^"]*)"', body)
    else:
        body = out.parts["content.xml"].decode()
        tables = re.findall(r"<table:table .*?</table:table>", body, re.S)
        bare = [t for t in tables if "<table:table-header-rows" not in t]
        places = re.findall(r'<text:section [^>]*text:name="([^"]*)"', body)
        levels = [int(n) for n in re.findall(r'<text:h [^>]*text:outline-level="(\d)"', body)]
        yield from (f"a heading of level {b} follows one of level {a}" for a, b in zip([0, *levels], levels) if b > a + 1)
    if not tables:
        yield "no table"
    yield from (f"no header row: {t[:200]}" for t in bare)
    if not any(re.fullmatch(r"clause_heures@\d+\.\d+\.\d+#1", place) for place in places):
        yield f"no clause_heures@version#1 in {places}"


case("clauses in a house document are accessible", docx=docx(p("a")), odt=odt(tp("a")), command="generate", market=MARKET, contains=["Objet"], check=accessible)

# --- several things in one turn of a loop ----------------------------------------------------------------------------------

IMAGES = {"a.png": png(8, 4, 10), "b.png": png(4, 8, 250)}
case("a row with picture, bookmark and list", data={"l": [{"n": "un", "i": "a.png", "e": ["x", "y"]}, {"n": "deux", "i": "b.png", "e": []}]}, files=IMAGES,
     docx=docx(tbl(tr(tc(p("{{#l}}", bookmark(3, "m", r("{{n}}")))), tc(p(picture("rId1", alt="{{i}}")), p("{{#e}}"), item("{{.}}", num=2), p("{{/e}}"), p("{{/l}}")))), rels=[("rId1", "image", "media/i.png")],
               media={"i.png": png()}, numbering=NUMBERING),
     odt=odt(ttable(trow(tcell(tp('{{#l}}<text:bookmark-start text:name="m"/>{{n}}<text:bookmark-end text:name="m"/>')),
                         tcell(tp(frame_picture("Pictures/i.png", alt="{{i}}")), tp("{{#e}}"), tlist("{{.}}"), tp("{{/e}}"), tp("{{/l}}")))), media={"i.png": png()}),
     contains=["un", "x", "y", "deux"], changes=("word/media/*", "word/numbering.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "Pictures/*", "META-INF/manifest.xml"), check=counts(tr=2, table_row=2))
