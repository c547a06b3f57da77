# SPDX-License-Identifier: Apache-2.0
"""Rule 5: what repeats stays valid. run.py looks at every identifier; here stands what repeats."""
from build import (annotation, bookmark, docx, field, frame_box, frame_picture, note, odt, p, picture, png, r, sdt, span, t, tbl, tc, tcell, text_box, th, tlist, tp, tr, trow, tsection, ttable)
from frame import case
from kit import both, count, counts
from look import DRAW, OFFICE, TEXT, W

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
both("a footnote that is never used", p("{{#vide}}") + p("x", r('<w:footnoteReference w:id="2"/>')) + p("{{/vide}}") + p("z"), tp("{{#vide}}") + tp("x" + note(1, tp("note"))) + tp("{{/vide}}") + tp("z"), ["z"], {"vide": []}, footnotes={2: p("note")})
both("fields", loop(p(field(" DATE ", "{{n}}"))), tloop(tp("{{n}}<text:page-number>1</text:page-number>")), None, L, contains=UNS, lo=[])
case("a field that begins and ends around the loop", docx=docx(p(r('<w:fldChar w:fldCharType="begin"/>'), r("<w:instrText> QUOTE </w:instrText>"), r('<w:fldChar w:fldCharType="separate"/>'), "a") + loop(p("{{n}}")) + p("z", r('<w:fldChar w:fldCharType="end"/>'))), data=L, text=["a", *UNS, "z"], lo=[])
case("a name of a frame that a value makes", odt=odt(tloop(tp(frame_box(tp("{{n}}"), "Cadre {{n}}")))), data=L, contains=UNS, check=names(DRAW + "frame", DRAW + "name", 3))
