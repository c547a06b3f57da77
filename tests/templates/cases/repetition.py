# SPDX-License-Identifier: Apache-2.0
"""Rule 5: what repeats stays valid. run.py looks at every identifier; here stands what repeats."""
from build import annotation, bookmark, docx, field, frame_box, frame_picture, note, odt, p, picture, png, r, sdt, tbl, tc, tcell, text_box, tp, tr, trow, tsection, ttable
from frame import case
from kit import both
from look import DRAW, TEXT

L = {"l": [{"n": "un"}, {"n": "deux"}, {"n": "trois"}]}
UNS = ["un", "deux", "trois"]
IMAGE = {"rels": [("rId1", "image", "media/i.png")], "media": {"i.png": png()}}


def loop(inner):
    return p("{{#l}}") + inner + p("{{/l}}")


def tloop(inner):
    return tp("{{#l}}") + inner + tp("{{/l}}")


def names(tag, attribute, n):
    """n different names."""
    def look_at(out):
        found = [x.get(attribute) for x in out.main.iter(tag)]
        if len(found) != n or len(set(found)) != n or None in found:
            yield f"{tag.split('}')[1]}: {found}, wanted {n} different"
    return look_at


both("a bookmark around the loop", p('<w:bookmarkStart w:id="5" w:name="s"/>', "a") + loop(p("{{n}}")) + p("z", '<w:bookmarkEnd w:id="5"/>'), tp('<text:bookmark-start text:name="s"/>a') + tloop(tp("{{n}}")) + tp('z<text:bookmark-end text:name="s"/>'),
     ["a", *UNS, "z"], L)
both("a bookmark on the tags' own paragraph", p(bookmark(5, "s", r("{{#l}}"))) + p("{{n}}") + p("{{/l}}"), tp('<text:bookmark-start text:name="s"/>{{#l}}<text:bookmark-end text:name="s"/>') + tp("{{n}}") + tp("{{/l}}"), UNS, L)
both("a bookmark that begins on a tag's paragraph", p('<w:bookmarkStart w:id="5" w:name="s"/>', "{{#l}}") + p("{{n}}") + p("{{/l}}", '<w:bookmarkEnd w:id="5"/>'), tp('<text:bookmark-start text:name="s"/>{{#l}}') + tp("{{n}}") + tp('{{/l}}<text:bookmark-end text:name="s"/>'), UNS, L)
case("content controls", docx=docx(loop(sdt(p("{{n}}"))) + p(sdt(r("fin"), 1001))), data=L, text=[*UNS, "fin"])
both("a footnote that is never used", p("{{#vide}}") + p("x", r('<w:footnoteReference w:id="2"/>')) + p("{{/vide}}") + p("z"), tp("{{#vide}}") + tp("x" + note(1, tp("note"))) + tp("{{/vide}}") + tp("z"), ["z"], {"vide": []}, footnotes={2: p("note")}, changes=("word/footnotes.xml",))
both("fields", loop(p(field(" DATE ", "{{n}}"))), tloop(tp("{{n}}<text:page-number>1</text:page-number>")), None, L, contains=UNS, lo=[])
case("a field that begins and ends around the loop", docx=docx(p(r('<w:fldChar w:fldCharType="begin"/>'), r("<w:instrText> QUOTE </w:instrText>"), r('<w:fldChar w:fldCharType="separate"/>'), "a") + loop(p("{{n}}")) + p("z", r('<w:fldChar w:fldCharType="end"/>'))), data=L, text=["a", *UNS, "z"], lo=[])
case("a name of a frame that a value makes", odt=odt(tloop(tp(frame_box(tp("{{n}}"), "Cadre {{n}}")))), data=L, contains=UNS, check=names(DRAW + "frame", DRAW + "name", 3))
both("bookmarks", loop(p(bookmark(5, "signet", r("{{n}}")))), tloop(tp('<text:bookmark-start text:name="s"/>{{n}}<text:bookmark-end text:name="s"/>')), UNS, L)
both("point bookmarks", loop(p(bookmark(5, "signet"), "{{n}}")), tloop(tp('<text:bookmark text:name="s"/>{{n}}')), UNS, L)
both("two bookmarks, one in the other", loop(p(bookmark(5, "a", bookmark(6, "b", r("{{n}}"))))),
     tloop(tp('<text:bookmark-start text:name="a"/><text:bookmark-start text:name="b"/>{{n}}<text:bookmark-end text:name="b"/><text:bookmark-end text:name="a"/>')), UNS, L)
both("a bookmark over two paragraphs", loop(p('<w:bookmarkStart w:id="5" w:name="s"/>', "{{n}}") + p("x", '<w:bookmarkEnd w:id="5"/>')), tloop(tp('<text:bookmark-start text:name="s"/>{{n}}') + tp('x<text:bookmark-end text:name="s"/>')),
     ["un", "x", "deux", "x", "trois", "x"], L)
both("a bookmark in an inline loop", p("{{#l}}", bookmark(5, "s", r("{{n}}")), " {{/l}}"), tp('{{#l}}<text:bookmark-start text:name="s"/>{{n}}<text:bookmark-end text:name="s"/> {{/l}}'), ["un deux trois "], L)
both("a bookmark that begins in a loop and ends behind it", p("{{#l}}") + p('<w:bookmarkStart w:id="5" w:name="s"/>', "{{n}}") + p("{{/l}}") + p("z", '<w:bookmarkEnd w:id="5"/>'),
     tp("{{#l}}") + tp('<text:bookmark-start text:name="s"/>{{n}}') + tp("{{/l}}") + tp('z<text:bookmark-end text:name="s"/>'), None, L, contains=["un", "z"])
both("pictures", loop(p("{{n}}", picture("rId1"))), tloop(tp("{{n}}" + frame_picture("Pictures/i.png"))), UNS, L, **IMAGE, odt_media={"i.png": png()})
both("text boxes", loop(p("a", text_box(p("{{n}}")))), tloop(tp("a" + frame_box(tp("{{n}}")))), ["a", "a", "a"], L, contains=UNS)
case("identifiers of paragraphs", docx=docx(loop('<w:p w14:paraId="1A2B3C4D" w14:textId="77777777"><w:r><w:t>{{n}}</w:t></w:r></w:p>')), data=L, text=UNS)
case("tables", odt=odt(tloop(ttable(trow("{{n}}", "x"), name="T"))), data=L, text=["un", "x", "deux", "x", "trois", "x"], check=names("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table", "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}name", 3))
case("sections of Writer", odt=odt(tloop(tsection(tp("{{n}}"), "S"))), data=L, text=UNS, check=names(TEXT + "section", TEXT + "name", 3))
case("xml:id", odt=odt(tloop('<text:p xml:id="p1">{{n}}</text:p><text:list xml:id="l1"><text:list-item><text:p>x</text:p></text:list-item></text:list>')), data=L, text=["un", "x", "deux", "x", "trois", "x"])
case("a list continues one of the same turn", odt=odt(tloop('<text:list xml:id="l1"><text:list-item><text:p>{{n}}</text:p></text:list-item></text:list><text:list text:continue-list="l1"><text:list-item><text:p>x</text:p></text:list-item></text:list>')), data=L,
     text=["un", "x", "deux", "x", "trois", "x"], check=lambda out: [f"continue-list {n} leads nowhere" for n in [x.get(TEXT + "continue-list") for x in out.main.iter(TEXT + "list")] if n and n not in [x.get("{http://www.w3.org/XML/1998/namespace}id") for x in out.main.iter(TEXT + "list")]])
both("loops in loops", p("{{#l}}") + p("{{#m}}") + p(bookmark(5, "s", r("{{.}}")), picture("rId1")) + p("{{/m}}") + p("{{/l}}"), tp("{{#l}}") + tp("{{#m}}") + tp('<text:bookmark text:name="s"/>{{.}}' + frame_picture("Pictures/i.png")) + tp("{{/m}}") + tp("{{/l}}"),
     ["1", "2", "3"], {"l": [{"m": [1, 2]}, {"m": [3]}]}, **IMAGE, odt_media={"i.png": png()})
both("what is in the document twice already keeps apart", loop(p(bookmark(5, "s", r("{{n}}")))) + p(bookmark(6, "s_2", r("fin"))), tloop(tp('<text:bookmark text:name="s"/>{{n}}')) + tp('<text:bookmark text:name="s_2"/>fin'), [*UNS, "fin"], L)
both("bookmarks in body and header", loop(p(bookmark(5, "s", r("{{n}}")))), tloop(tp('<text:bookmark text:name="s"/>{{n}}')), UNS, L, docx_header=p(bookmark(6, "h", r("{{#l}}{{n}}{{/l}}"))), odt_header=tp("{{#l}}{{n}}{{/l}}"))
both("footnotes", loop(p("{{n}}", r('<w:footnoteReference w:id="2"/>'))), tloop(tp("{{n}}" + note(1, tp("note {{n}}")))), UNS, L, footnotes={2: p(r("<w:footnoteRef/>"), " note {{n}}")}, contains=[*UNS, "note un", "note deux", "note trois"][0:0])
both("endnotes", loop(p("{{n}}", r('<w:endnoteReference w:id="2"/>'))), tloop(tp("{{n}}" + note(1, tp("note {{n}}"), "endnote"))), UNS, L, endnotes={2: p(r("<w:endnoteRef/>"), " note {{n}}")})
both("footnotes in rows", tbl(tr(tc(p("{{#l}}{{n}}", r('<w:footnoteReference w:id="2"/>'))), "{{/l}}")), ttable(trow(tcell(tp("{{#l}}{{n}}" + note(1, tp("note {{n}}")))), "{{/l}}")), ["un", "", "deux", "", "trois", ""], L, footnotes={2: p("note {{n}}")}, lo=UNS)
both("comments", loop(p('<w:commentRangeStart w:id="3"/>', "{{n}}", '<w:commentRangeEnd w:id="3"/>', r('<w:commentReference w:id="3"/>'))), tloop(tp(annotation(tp("note {{n}}"), "c1") + '{{n}}<office:annotation-end office:name="c1"/>')), UNS, L, comments={3: p("note {{n}}")}, lo=[])

# --- ranges of ODF whose ends stand beside the tags of a section: the line goes, they don't ---------------------------------


def marks(*wanted):
    """The bookmarks of the body in order, as (element, name)."""
    def look_at(out):
        found = [(x.tag.split("}")[1], x.get(TEXT + "name")) for x in out.main.iter() if "}bookmark" in str(x.tag) and x.get(TEXT + "name")]
        return [] if found == list(wanted) else [f"bookmarks {found}"]
    return look_at


def half(kind, name="s"):
    return f'<text:bookmark{kind} text:name="{name}"/>'


X = {"l": [1, 2], "no": []}
case("a bookmark that begins before the tag of a loop", odt=odt(tp(half("-start") + "{{#l}}") + tp("x") + tp("{{/l}}") + tp("y" + half("-end"))), data=X, text=["x", "x", "y"],
     check=marks(("bookmark", "s")))
case("a bookmark that ends behind the tag of a loop", odt=odt(tp("a" + half("-start")) + tp("{{#l}}") + tp("x") + tp("{{/l}}" + half("-end")) + tp("z")), data=X, text=["a", "x", "x", "z"],
     check=marks(("bookmark", "s")))
case("a place beside the tag of a loop", odt=odt(tp("{{#l}}" + half("")) + tp("x") + tp("{{/l}}")), data=X, text=["x", "x"], check=marks(("bookmark", "s"), ("bookmark", "s_2")))
case("bookmarks around a loop of items", odt=odt(f"<text:list><text:list-item>{tp(half('-start') + '{{#l}}')}</text:list-item><text:list-item>{tp('x')}</text:list-item>"
     f"<text:list-item>{tp('{{/l}}' + half('-end'))}</text:list-item></text:list>" + tp("y")), data=X, text=["x", "x", "y"], check=marks(("bookmark-start", "s"), ("bookmark-end", "s"), ("bookmark-start", "s_2"), ("bookmark-end", "s_2")))
case("a bookmark with a section that is false", odt=odt(tp("{{#no}}" + half("-start")) + tp("x") + tp("{{/no}}") + tp("y" + half("-end"))), data=X, text=["y"], check=marks(("bookmark", "s")))
case("a comment that begins beside a tag", odt=odt(tp("{{#l}}" + annotation(tp("c"), "c1")) + tp("x") + tp("{{/l}}") + tp('y<office:annotation-end office:name="c1"/>')), data=X, text=["x", "x", "y"])
