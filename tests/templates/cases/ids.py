# SPDX-License-Identifier: Apache-2.0
"""Identifiers: what repeats stays unique, what refers to it follows, notes are written once for each turn."""
import re

from build import docx, odt, p, r, tp
from frame import case

TURNS = {"l": [{"n": "un", "m": ["a", "b"]}, {"n": "deux", "m": ["c"]}], "vide": []}


def loop(inner, name="l"):
    return p(f"{{{{#{name}}}}}") + inner + p(f"{{{{/{name}}}}}")


def oloop(inner, name="l"):
    return tp(f"{{{{#{name}}}}}") + inner + tp(f"{{{{/{name}}}}}")


def mark(name, number, text):
    return f'<w:p><w:bookmarkStart w:id="{number}" w:name="{name}"/>{r(text)}<w:bookmarkEnd w:id="{number}"/></w:p>'


def field(instruction, result):
    return (f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')


def has(part, *wanted, absent=()):
    """The pieces of a part's XML, in order."""
    def check(out):
        text, at = out.parts[part].decode(), 0
        for piece in wanted:
            at = text.find(piece, at)
            if at < 0:
                yield f"{part}: {piece} is not there, or not in order: {text}"
                return
            at += len(piece)
        for piece in absent:
            if piece in text:
                yield f"{part}: {piece} is there"
    return check


# --- names ---------------------------------------------------------------------------------------------------------

case("bookmarks in a loop and what refers to them",
     docx=docx(field("REF tableau \\h", "voir") + loop('<w:p><w:hyperlink w:anchor="tableau">' + r("lien") + "</w:hyperlink></w:p>" + mark("tableau", 3, "{{n}}")
                                                       + field("PAGEREF tableau \\h", "1"))),
     odt=odt(tp('<text:bookmark-ref text:reference-format="text" text:ref-name="tableau">voir</text:bookmark-ref>')
             + oloop(tp('<text:a xlink:type="simple" xlink:href="#tableau">lien</text:a>')
                     + tp('<text:bookmark-start text:name="tableau"/>{{n}}<text:bookmark-end text:name="tableau"/>')
                     + tp('<text:bookmark-ref text:reference-format="page" text:ref-name="tableau">1</text:bookmark-ref>'))),
     data=TURNS, text=["voir", "lien", "un", "1", "lien", "deux", "1"], lo=["lien", "un", "lien", "deux"],
     check=lambda out: has(*{
         "docx": ("word/document.xml", " REF tableau ", 'w:anchor="tableau"', 'w:name="tableau"', "PAGEREF tableau ", 'w:anchor="tableau_2"', 'w:name="tableau_2"', "PAGEREF tableau_2 "),
         "odt": ("content.xml", 'text:ref-name="tableau"', '"#tableau"', 'bookmark-start text:name="tableau"', 'bookmark-end text:name="tableau"', 'text:ref-name="tableau"',
                 '"#tableau_2"', 'bookmark-start text:name="tableau_2"', 'bookmark-end text:name="tableau_2"', 'text:ref-name="tableau_2"')}[out.kind])(out))
case("a bookmark outside keeps its name and number",
     docx=docx(mark("_Toc12345678", 7, "Titre") + loop(p("{{n}}"))),
     odt=odt(tp('<text:bookmark-start text:name="_Toc12345678"/>Titre<text:bookmark-end text:name="_Toc12345678"/>') + oloop(tp("{{n}}"))),
     data=TURNS, text=["Titre", "un", "deux"],
     check=lambda out: has(*{"docx": ("word/document.xml", '<w:bookmarkStart w:id="7" w:name="_Toc12345678"/>', '<w:bookmarkEnd w:id="7"/>'),
                             "odt": ("content.xml", 'bookmark-start text:name="_Toc12345678"')}[out.kind])(out))
case("a range from before a loop into it",
     docx=docx('<w:p><w:bookmarkStart w:id="3" w:name="b"/>' + r("avant") + "</w:p>" + loop("<w:p>" + r("{{n}}") + '<w:bookmarkEnd w:id="3"/></w:p>')),
     odt=odt(tp('<text:bookmark-start text:name="b"/>avant') + oloop(tp('{{n}}<text:bookmark-end text:name="b"/>'))),
     data=TURNS, text=["avant", "un", "deux"])
case("a bookmark that begins beside the tag of a loop",
     docx=docx("<w:p>" + '<w:bookmarkStart w:id="3" w:name="b"/>' + r("{{#l}}") + "</w:p>" + p("{{n}}") + "<w:p>" + r("{{/l}}") + '</w:p><w:p><w:bookmarkEnd w:id="3"/></w:p>'
               + field("REF b", "x")),
     data=TURNS, text=["un", "deux", "", "x"], check=lambda out: has("word/document.xml", '<w:bookmarkStart w:id="3" w:name="b"/>', '<w:bookmarkEnd w:id="3"/>')(out), lo=["un", "deux"])
case("names of sections, tables, frames and lists in a loop",
     odt=odt(oloop('<text:section text:name="S">' + '<table:table table:name="T"><table:table-column/><table:table-row><table:table-cell>' + tp("{{n}}")
                   + "</table:table-cell></table:table-row></table:table></text:section>"
                   + '<text:list xml:id="l1"><text:list-item>' + tp("a") + "</text:list-item></text:list>" + tp("entre")
                   + '<text:list text:continue-list="l1"><text:list-item>' + tp("b") + "</text:list-item></text:list>"
                   + tp('<draw:frame draw:name="F" text:anchor-type="as-char" svg:width="1cm" svg:height="1cm"><draw:text-box>' + tp("boîte") + "</draw:text-box></draw:frame>"))),
     data=TURNS, contains=["un", "deux"],
     check=has("content.xml", 'text:name="S"', 'table:name="T"', 'xml:id="l1"', 'continue-list="l1"', 'draw:name="F"', 'text:name="S_2"', 'table:name="T_2"',
               'xml:id="l1_2"', 'continue-list="l1_2"', 'draw:name="F_2"'))
case("controls, changes, permissions and paragraph identifiers in a loop",
     docx=docx(loop('<w:sdt><w:sdtPr><w:id w:val="12"/></w:sdtPr><w:sdtContent><w:p w14:paraId="00000001" w14:textId="77777777">' + r("{{n}}") + "</w:p></w:sdtContent></w:sdt>"
                    + '<w:p><w:permStart w:id="9" w:edGrp="everyone"/><w:ins w:id="4" w:author="A">' + r("ajout") + '</w:ins><w:permEnd w:id="9"/></w:p>')),
     data=TURNS, text=["un", "ajout", "deux", "ajout"])

# --- notes ---------------------------------------------------------------------------------------------------------

NOTE = '<w:r><w:{0}Reference w:id="{1}"/></w:r>'


def note(text):
    return p(text)


case("footnotes and endnotes in a loop",
     docx=docx(loop("<w:p>" + r("{{n}}") + NOTE.format("footnote", 2) + NOTE.format("endnote", 2) + "</w:p>") + "<w:p>" + r("fin") + NOTE.format("footnote", 3) + "</w:p>",
               footnotes={2: note("pied {{n}}"), 3: note("pied seul")}, endnotes={2: note("fin {{n}}")}),
     odt=odt(oloop(tp('{{n}}<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>' + tp("pied {{n}}")
                      + '</text:note-body></text:note><text:note text:id="edn1" text:note-class="endnote"><text:note-citation>i</text:note-citation><text:note-body>' + tp("fin {{n}}")
                      + "</text:note-body></text:note>"))),
     data=TURNS, contains=["un", "deux"],
     check=lambda out: [*has(*{"docx": ("word/footnotes.xml", 'w:id="3"', "pied seul", 'w:id="4"', "pied ", "un", 'w:id="5"', "deux"), "odt": (
         "content.xml", 'text:id="ftn1"', "pied un", 'text:id="edn1"', "fin un", 'text:id="ftn1_2"', "pied deux", 'text:id="edn1_2"', "fin deux")}[out.kind])(out),
         *(has("word/endnotes.xml", 'w:id="3"', "un", 'w:id="4"', "deux")(out) if out.kind == "docx" else ())])
case("a footnote of a section that is false goes",
     docx=docx(loop("<w:p>" + r("jamais") + NOTE.format("footnote", 2) + "</w:p>", "vide") + p("reste"), footnotes={2: note("pied {{absent}}")}),
     odt=odt(oloop(tp('jamais<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>' + tp("pied {{absent}}")
                      + "</text:note-body></text:note>"), "vide") + tp("reste")),
     data=TURNS, text=["reste"], absent=["pied"])
case("a footnote without a tag in a loop",
     docx=docx(loop("<w:p>" + r("{{n}}") + NOTE.format("footnote", 2) + "</w:p>"), footnotes={2: note("toujours")}),
     data=TURNS, text=["un", "deux"], changes=("word/footnotes.xml",),
     check=has("word/footnotes.xml", 'w:id="3"', "toujours", 'w:id="4"', "toujours", absent=['w:id="2"']))
case("a footnote with a loop of its own",
     docx=docx(loop("<w:p>" + r("{{n}}") + NOTE.format("footnote", 2) + "</w:p>"), footnotes={2: note("{{n}}: {{#m}}[{{.}}]{{/m}}") + loop(p("- {{.}}"), "m")}),
     data=TURNS, contains=["un", "deux", "un: [a][b]", "- a", "- b", "deux: [c]", "- c"], lo=["un", "deux"])
case("a missing name in a note of a loop",
     docx=docx(p("{{n}}") + loop("<w:p>" + r("x") + NOTE.format("footnote", 3) + "</w:p>"), footnotes={2: note("un"), 3: note("deux {{absent}}")}),
     data=TURNS | {"n": 1}, text=None, errors=[("T-010", "“absent”", "footnote (word/footnotes.xml), § 4"), ("T-010", "“absent”", "l[1]")])
case("comments in a loop",
     docx=docx(loop('<w:p><w:commentRangeStart w:id="0"/>' + r("{{n}}") + '<w:commentRangeEnd w:id="0"/>' + NOTE.format("comment", 0) + "</w:p>"), comments={0: note("à propos de {{n}}"), 5: note("autre")}),
     odt=odt(oloop(tp('<office:annotation office:name="__Annotation__1"><dc:creator>A</dc:creator>' + tp("à propos de {{n}}")
                      + '</office:annotation>{{n}}<office:annotation-end office:name="__Annotation__1"/>'))),
     data=TURNS, contains=["un", "deux"],
     check=lambda out: has(*{"docx": ("word/comments.xml", 'w:id="5"', 'w:id="10000"', "à propos de ", "un", 'w:id="10001"', "deux"),
                             "odt": ("content.xml", 'annotation office:name="__Annotation__1"', 'annotation-end office:name="__Annotation__1"',
                                     'annotation office:name="__Annotation__1_2"', 'annotation-end office:name="__Annotation__1_2"')}[out.kind])(out))
case("a comment around a whole loop",
     docx=docx('<w:p><w:commentRangeStart w:id="0"/>' + r("avant") + "</w:p>" + loop("<w:p>" + r("{{n}}") + "</w:p>")
               + "<w:p>" + r("après") + '<w:commentRangeEnd w:id="0"/>' + NOTE.format("comment", 0) + "</w:p>", comments={0: note("tout")}),
     odt=odt(tp('<office:annotation office:name="a"><dc:creator>A</dc:creator>' + tp("tout") + "</office:annotation>avant") + oloop(tp("{{n}}"))
             + tp('après<office:annotation-end office:name="a"/>')),
     data=TURNS, text=["avant", "un", "deux", "après"])
case("a comment whose range ends in a loop",
     docx=docx('<w:p><w:commentRangeStart w:id="0"/>' + r("avant") + "</w:p>" + loop("<w:p>" + r("{{n}}") + '<w:commentRangeEnd w:id="0"/>' + NOTE.format("comment", 0) + "</w:p>"), comments={0: note("sur {{n}}")}),
     data=TURNS, text=["avant", "un", "deux"])

# --- links ---------------------------------------------------------------------------------------------------------

HYPER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def link(target, text="lien", number=1):
    """A paragraph with a link in both formats: (DOCX body, ODT body, rels)."""
    return (f'<w:p><w:hyperlink r:id="rId{number}">{r(text)}</w:hyperlink></w:p>',
            tp(f'<text:a xlink:type="simple" xlink:href="{target}">{text}</text:a>'), [(f"rId{number}", "hyperlink", target, "External")])


def links(name, target, data, wanted, before="", after="", **more):
    """wanted: the addresses of the document, in order."""
    d, o, rels = link(target)
    if before:
        d, o = p(before) + d + p(after), tp(before) + o + tp(after)

    def check(out):
        part = "word/_rels/document.xml.rels" if out.kind == "docx" else "content.xml"
        pattern = rb'Target="([^"]*)" TargetMode' if out.kind == "docx" else rb'xlink:href="([^"]*)"'
        found = [x.decode() for x in re.findall(pattern, out.parts[part])]
        if found != wanted:
            yield f"addresses {found}, not {wanted}"
    case(name, docx=docx(d, rels=rels), odt=odt(o), data=data, text=None if more.get("errors") else more.pop("text", ["lien"]), check=None if more.get("errors") else check,
         changes=("word/_rels/document.xml.rels",), **more)


links("an address with a tag", "https://exemple.fr/{{slug}}?a=1&amp;b={{b}}", {"slug": "été 2026/“x”", "b": "1&2"},
      ["https://exemple.fr/%C3%A9t%C3%A9%202026/%E2%80%9Cx%E2%80%9D?a=1&amp;b=1&amp;2"])
links("an address as Word writes it", "%7B%7Burl%7D%7D", {"url": "https://exemple.fr/a?b=c#d"}, ["https://exemple.fr/a?b=c#d"])
links("an address as LibreOffice writes it", "../%7B%7B%20url%7D%7D", {"url": "mailto:a@exemple.fr"}, ["mailto:a@exemple.fr"])
links("an address with its scheme twice", "http://{{url}}", {"url": "https://exemple.fr"}, ["https://exemple.fr"])
links("a place in the document", "{{url}}", {"url": "#signet"}, ["#signet"])
links("addresses in a loop", "https://exemple.fr/{{n}}", TURNS, ["https://exemple.fr/un", "https://exemple.fr/deux"], "{{#l}}", "{{/l}}", text=["lien", "lien"])
links("an address of an empty loop", "https://exemple.fr/{{absent}}", TURNS, [], "{{#vide}}", "{{/vide}}", text=[""])
for bad in ("javascript:alert(1)", "file:///etc/passwd", "\\\\serveur\\partage", "data:text/html,x", " java\nscript:x", "exemple.fr"):
    links(f"an address that leads to {bad.strip()[:10]}".replace("\\", "-").replace("\n", "").replace(":", "").replace("/", ""), "{{url}}", {"url": bad}, [], errors=[("T-111", "http")])
links("a value that would leave the attribute", "https://exemple.fr/{{x}}", {"x": '"/><a href=\'javascript:x\'>'},
      ["https://exemple.fr/%22/%3E%3Ca%20href=%27javascript:x%27%3E"])
links("a missing value in an address", "https://exemple.fr/{{x}}", {}, [], errors=["T-010"])
links("an address that is missing, in a draft", "{{x}}", {}, ["#"], args=("--missing", "mark"))
case("a link in a note of a loop",
     docx=docx(loop("<w:p>" + r("{{n}}") + NOTE.format("footnote", 2) + "</w:p>"), footnotes={2: '<w:p><w:hyperlink r:id="rId1">' + r("voir") + "</w:hyperlink></w:p>"},
               part_rels={"word/footnotes.xml": [("rId1", "hyperlink", "https://exemple.fr/{{n}}", "External")]}),
     data=TURNS, text=["un", "deux"], changes=("word/footnotes.xml", "word/_rels/footnotes.xml.rels"),
     check=has("word/_rels/footnotes.xml.rels", "https://exemple.fr/un", "https://exemple.fr/deux", absent=["{{", "rId1"]))
case("the address of a picture in a loop",
     odt=odt(oloop(tp('<draw:a xlink:type="simple" xlink:href="https://exemple.fr/{{n}}"><draw:frame draw:name="F" text:anchor-type="as-char" svg:width="1cm" svg:height="1cm">'
                      "<draw:text-box>" + tp("x") + "</draw:text-box></draw:frame></draw:a>"))),
     data=TURNS, contains=[], check=has("content.xml", "https://exemple.fr/un", "https://exemple.fr/deux"))

# --- fields --------------------------------------------------------------------------------------------------------


def code(instruction, value, wanted, name, **more):
    case(name, docx=docx(field(instruction, "x")), data={"x": value, "n": "s1"}, text=None if "errors" in more else ["x"], lo=[],
         check=None if "errors" in more else has("word/document.xml", wanted), **more)


code('HYPERLINK "https://exemple.fr/{{x}}" \\o "{{n}}"', 'a" \\l "b', '"https://exemple.fr/a%22%20%5Cl%20%22b" \\o "s1"', "an address in a field")
code('HYPERLINK \\l "{{n}}" \\o "{{x}}"', "a", '\\l "s1" \\o "a"', "a bookmark in a field")
code('HYPERLINK "{{x}}"', "https://exemple.fr", '"https://exemple.fr"', "a whole address in a field")
code('HYPERLINK "{{x}}"', "file:///etc/passwd", "", "an address in a field that leads to a file", errors=["T-111"])
code('QUOTE "{{x}}"', 'a" \\* "b\\', 'QUOTE "a\\&quot; \\\\* \\&quot;b\\\\"'.replace("&quot;", "&quot;"), "quotation marks in a field")
code("REF {{x}} \\h", "s1", "REF s1 \\h", "a word in a field")
code("REF {{x}} \\h", "s1 \\* MERGEFORMAT", "", "a value that would be a switch of a field", errors=[("T-110", "“x”", "§ 1")])
case("a field in short", docx=docx('<w:p><w:fldSimple w:instr="HYPERLINK &quot;{{x}}&quot;">' + r("x") + "</w:fldSimple></w:p>"), data={"x": "javascript:1"}, errors=["T-111"])
case("a field in a loop", docx=docx(loop(field('HYPERLINK "https://exemple.fr/{{n}}"', "{{n}}"))), data=TURNS, text=["un", "deux"], lo=[],
     check=has("word/document.xml", '"https://exemple.fr/un"', '"https://exemple.fr/deux"'))

# --- every part ----------------------------------------------------------------------------------------------------

VALUES = {"x": "valeur", "t": "titre <&>"}
BOX = ('<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="100000" cy="100000"/><wp:docPr id="1" name="n" title="{{t}}" descr="alt {{x}}"/>'
       '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx><w:txbxContent>{0}'
       '</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape id="s" alt="{{x}}"><v:textbox>'
       "<w:txbxContent>{0}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>").replace("{{", "\1").replace("}}", "\2")
case("all parts of a document of Word",
     docx=docx(p("{{x}}") + "<w:p><w:r>" + BOX.format(p("\1x\2")).replace("\1", "{{").replace("\2", "}}") + "</w:r></w:p>"
               + "<w:p>" + r("y") + NOTE.format("footnote", 2) + NOTE.format("endnote", 2) + NOTE.format("comment", 0) + "</w:p>",
               headers={k: p(k + " {{x}}") for k in ("default", "first", "even")}, footers={k: p(k + " {{x}}") for k in ("default", "first", "even")},
               footnotes={2: p("{{x}}")}, endnotes={2: p("{{x}}")}, comments={0: p("{{x}}")}, core="<dc:title>{{t}}</dc:title>", app="<Company>{{x}}</Company>",
               custom='<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="a"><vt:lpwstr>{{x}}</vt:lpwstr></property>'),
     data=VALUES, contains=["valeur"], check=lambda out: [problem for name, count in {
         "word/document.xml": 5, "word/header1.xml": 1, "word/header2.xml": 1, "word/header3.xml": 1, "word/footer1.xml": 1, "word/footer2.xml": 1, "word/footer3.xml": 1,
         "word/footnotes.xml": 1, "word/endnotes.xml": 1, "word/comments.xml": 1, "docProps/app.xml": 1, "docProps/custom.xml": 1}.items()
         for problem in ([] if out.parts[name].decode().count("valeur") == count else [f"{name}: {out.parts[name]}"])]
     + list(has("docProps/core.xml", "<dc:title>titre &lt;&amp;&gt;</dc:title>")(out)))
case("all parts of an OpenDocument text",
     odt=odt(tp("{{x}}") + tp('<draw:frame draw:name="n" text:anchor-type="as-char" svg:width="1cm" svg:height="1cm"><draw:text-box>' + tp("{{x}}")
                              + "</draw:text-box><svg:title>{{t}}</svg:title><svg:desc>alt {{x}}</svg:desc></draw:frame>"),
             header=tp("{{x}}"), footer=tp("{{x}}"), meta='<dc:title>{{t}}</dc:title><meta:user-defined meta:name="a">{{x}}</meta:user-defined>'),
     data=VALUES, contains=["valeur"], check=lambda out: [*has("content.xml", "valeur", "valeur", "titre &lt;&amp;&gt;", "alt valeur")(out), *has("styles.xml", "valeur", "valeur")(out),
                                                          *has("meta.xml", "titre &lt;&amp;&gt;", "valeur")(out)])
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
case("threads of comments in a loop",
     docx=docx(loop('<w:p><w:commentRangeStart w:id="0"/>' + r("{{n}}") + '<w:commentRangeEnd w:id="0"/>' + NOTE.format("comment", 0) + "</w:p>"),
               comments={0: '<w:p w14:paraId="00000011">' + r("à propos") + "</w:p>"}, rels=[("rId7", "http://schemas.microsoft.com/office/2011/relationships/commentsExtended", "commentsExtended.xml")],
               parts={"word/commentsExtended.xml": f'<?xml version="1.0"?><w15:commentsEx {W15}><w15:commentEx w15:paraId="00000011" w15:done="0"/></w15:commentsEx>'},
               types={"word/commentsExtended.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"}),
     data=TURNS, text=["un", "deux"], changes=("word/comments.xml", "word/commentsExtended.xml"), check=has("word/commentsExtended.xml", "commentsEx ", absent=["00000011"]))


def moved(data):
    """The same package with its main part in another folder."""
    import io
    import zipfile
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    names = {"word/document.xml": "docs/corps.xml", "word/_rels/document.xml.rels": "docs/_rels/corps.xml.rels"}
    out = {}
    for name, content in parts.items():
        text = content.decode().replace("word/document.xml", "docs/corps.xml")
        if name == "word/_rels/document.xml.rels":
            text = re.sub(r'Target="([a-z0-9]+\.xml)"', r'Target="/word/\1"', text)
        out[names.get(name, name)] = text
    from build import archive
    return archive(out)


case("a main part of another name",
     docx=moved(docx(loop("<w:p>" + r("{{n}}") + NOTE.format("footnote", 2) + "</w:p>") + link("https://exemple.fr/{{t}}")[0], footnotes={2: p("{{n}}")}, header=p("{{t}}"),
                     rels=link("https://exemple.fr/{{t}}")[2])),
     data=TURNS | {"t": "titre"}, text=["un", "deux", "lien"], changes=("docs/_rels/corps.xml.rels", "word/footnotes.xml"),
     check=has("docs/_rels/corps.xml.rels", "https://exemple.fr/titre"))
REGION = ('<text:changed-region xml:id="{0}" text:id="{0}"><text:{1}><office:change-info><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info>{2}</text:{1}>'
          "</text:changed-region>")
case("tracked changes in a loop are accepted, others stay",
     odt=odt(tp('<text:change-start text:change-id="c3"/>ici<text:change-end text:change-id="c3"/>')
             + oloop(tp('{{n}}<text:change-start text:change-id="c1"/> plus<text:change-end text:change-id="c1"/><text:change text:change-id="c2"/>')),
             before="<text:tracked-changes>" + REGION.format("c1", "insertion", "") + REGION.format("c2", "deletion", tp("moins")) + REGION.format("c3", "insertion", "")
             + "</text:tracked-changes>"),
     data=TURNS, text=["ici", "un plus", "deux plus"], check=has("content.xml", 'xml:id="c3"', 'change-id="c3"', absent=['"c1"', '"c2"']))
