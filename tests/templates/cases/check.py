# SPDX-License-Identifier: Apache-2.0
"""ccap check: every mistake with its place, the names that a template expects, copies with a comment at each mistake."""
import json
import pathlib
import re

from build import (WML, annotation, docx, field, frame_box, item, note, odt, p, r, sdt, span, tbl, tc, tcell, text_box, th, tlist, tp, tr, trow, ttable, tsection, w_part)
from frame import case
from look import Package, structure_problems

SOURCE = pathlib.Path(__file__).resolve().parents[3]
COMMENT = re.compile(r'<w:comment [^>]*w:id="(\d+)"[^>]*>(.*?)</w:comment>', re.S)
NOTE = re.compile(r"<office:annotation [^>]*>(.*?)</office:annotation>", re.S)


def plain(xml):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", xml)).replace("&gt;", ">").replace("&lt;", "<").strip()


def docx_comments(out):
    """[(text in the range, text of the comment)] of ccap's comments, in the order of the body."""
    body = out.parts[out.main_name].decode()
    rels = out.parts["word/_rels/document.xml.rels"].decode()
    target = re.search(r'Type="[^"]*/comments" Target="([^"]*)"|Target="([^"]*)"[^>]*Type="[^"]*/comments"', rels)
    told = dict(COMMENT.findall(out.parts["word/" + (target[1] or target[2])].decode()))
    found = []
    for number in re.findall(r'<w:commentReference w:id="(\d+)"/>', body):
        inside = re.search(rf'<w:commentRangeStart w:id="{number}"/>(.*?)<w:commentRangeEnd w:id="{number}"/>', body, re.S)
        found.append((plain(inside[1]).replace(" ", "") if inside else None, plain(told[number])))
    return found


def odt_comments(out):
    body = out.parts["content.xml"].decode()
    found = []
    for start in re.finditer(r'<office:annotation office:name="(ccap-check-\d+)">(.*?)</office:annotation>', body, re.S):
        end = body.find(f'<office:annotation-end office:name="{start[1]}"/>')
        inside = re.sub(r"<office:annotation .*?</office:annotation>", "", body[start.end():end], flags=re.S) if end > 0 else None
        found.append((plain(inside).replace(" ", "") if inside is not None else None, plain(start[2])))
    return found


def commented(*wanted):
    """The copy has these comments in this order: (text that the range covers or None, pieces of the comment …)."""
    def look_at(outcome):
        kind = outcome.case.out_kind
        copy = outcome.output.read_bytes()
        out = Package(copy, kind, Package(outcome.case.template, kind))
        found = docx_comments(out) if kind == "docx" else odt_comments(out)
        if len(found) != len(wanted):
            yield f"{len(found)} comments, wanted {len(wanted)}: {found}"
            return
        for (covered, text), (piece, *says) in zip(found, wanted):
            if covered != (piece.replace(" ", "") if piece else piece):
                yield f"the comment “{text}” covers “{covered}”, wanted “{piece}”"
            yield from (f"“{say}” is not in the comment “{text}”" for say in says if say not in text)
        yield from (problem for problem in structure_problems(out) if outcome.case.kind != "ott" or "mimetype" not in problem)  # it stays a template
        untouched = {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels", "word/comments.xml", "content.xml"}
        template = Package(outcome.case.template, kind)
        yield from (f"{name} was changed" for name, data in template.parts.items() if name not in untouched and out.parts.get(name) != data)
    return look_at


def annotated(name, *, wanted, errors, **templates):
    for kind, template in templates.items():
        case(name, **{kind: template}, command="check", args=("--annotate", f"copy.{kind}"), errors=errors, check=commented(*wanted))


annotated("a comment at a tag", docx=docx(p("Bonjour {{nom, merci")), odt=odt(tp("Bonjour {{nom, merci")), errors=["T-001"], wanted=[("{{nom, merci", "not closed [T-001]", "close it")])
annotated("a tag in several runs", docx=docx(p(r("Voir {{"), r("x ", "<w:b/>"), r("y}} et la suite", "<w:i/>"))), odt=odt(tp("Voir {{", span("x "), span("y}}", style="T2"), " et la suite")),
          errors=["T-003"], wanted=[("{{x y}}", "is no name")])
annotated("two mistakes in a paragraph", docx=docx(p("{{a b}} et {{/c}} fin")), odt=odt(tp("{{a b}} et {{/c}} fin")), errors=["T-003", "T-006"], wanted=[("{{a b}}", "T-003"), ("{{/c}}", "T-006")])
annotated("in a cell", docx=docx(tbl(tr("a", tc("b {{x y}} c")))), odt=odt(ttable(trow("a", tcell("b {{x y}} c")))), errors=["T-003"], wanted=[("{{x y}}", "T-003")])
annotated("in a list item", docx=docx(item("un {{x y}}")), odt=odt(tlist("un {{x y}}")), errors=["T-003"], wanted=[("{{x y}}", "T-003")])
annotated("with a tab and a break inside", docx=docx(p(r("<w:t>a</w:t><w:tab/><w:t>{{x</w:t><w:br/><w:t>y}}</w:t>"), "b")), odt=odt(tp("a<text:tab/>{{x<text:line-break/>y}}b")),
          errors=["T-003"], wanted=[("{{xy}}", "T-003")])
annotated("in a header", docx=docx(p("Corps"), header=p("En-tête {{/x}}")), odt=odt(tp("Corps"), header=tp("En-tête {{/x}}")), errors=["T-006"], wanted=[(None, "header, § 1", "En-tête", "T-006")])
annotated("in a header, and the body is a table", docx=docx(tbl(tr("a", "b")) + p(""), header=p("{{/x}}")), odt=odt(ttable(trow("a", "b")), header=tp("{{/x}}")), errors=["T-006"],
          wanted=[(None, "header, § 1", "T-006")])
annotated("in a text box", docx=docx(p("Avant ", text_box(p("{{x y}}")), " après")), errors=["T-003", "T-003"], wanted=[(None, "text box, § 3", "T-003"), (None, "text box, § 2", "T-003")])
annotated("in a frame", odt=odt(tp("Avant ", frame_box(tp("{{x y}}")), " après")), errors=["T-003"], wanted=[(None, "text box", "T-003")])
annotated("in a footnote", docx=docx(p("Premier") + p("Texte", r('<w:footnoteReference w:id="2"/>')), footnotes={2: p("Note {{x y}}")}), errors=["T-003"], wanted=[(None, "footnote", "T-003")])
annotated("in a note of ODF", odt=odt(tp("Texte", note(1, tp("Note {{x y}}")))), errors=["T-003"], wanted=[(None, "footnote", "T-003")])
annotated("in a content control", docx=docx(p(sdt(r("a {{x y}} b")))), errors=["T-003"], wanted=[("{{x y}}", "T-003")])
annotated("in an ODF section", odt=odt(tsection(tp("a {{x y}} b"))), errors=["T-003"], wanted=[("{{x y}}", "T-003")])
annotated("beside a field", docx=docx(p("Page ", field("PAGE", "1"), r(" {{x y}} "), field("NUMPAGES", "2"))), errors=["T-003"], wanted=[("{{x y}}", "T-003")])
annotated("both ends of a section", docx=docx(p("{{#a}}") + tbl(tr("x", "{{/a}}"))), odt=odt(tp("{{#a}}") + ttable(trow("x", "{{/a}}"))), errors=["T-050"], wanted=[("{{#a}}", "T-050")])
annotated("a section that is never closed", docx=docx(p("{{#a}}") + p("b")), odt=odt(tp("{{#a}}") + tp("b")), errors=["T-007"], wanted=[("{{#a}}", "T-007")])
annotated("in a heading", odt=odt(th("Titre {{x y}}")), docx=docx(p("Titre {{x y}}", style="Titre1")), errors=["T-003"], wanted=[("{{x y}}", "T-003")])
annotated("a document with comments", docx=docx(p('<w:commentRangeStart w:id="4"/>', "Texte {{x y}}", '<w:commentRangeEnd w:id="4"/>', r('<w:commentReference w:id="4"/>')), comments={4: p("déjà là")}),
          errors=["T-003"], wanted=[("Texte {{x y}}", "déjà là"), ("{{x y}}", "T-003")])
annotated("a document with annotations", odt=odt(tp("Texte ", annotation(tp("déjà là")), "{{x y}}")), errors=["T-003"], wanted=[("{{x y}}", "T-003")])
annotated("a template of Word or LibreOffice", dotx=docx(p("{{x y}}"), template=True), ott=odt(tp("{{x y}}"), template=True), errors=["T-003"], wanted=[("{{x y}}", "T-003")])
annotated("text outside the BMP", docx=docx(p("🙂🙂 é {{x y}} 🙂")), odt=odt(tp("🙂🙂 é {{x y}} 🙂")), errors=["T-003"], wanted=[("{{x y}}", "T-003")])

# The comments of an earlier check quote tags: they are not read when the copy becomes the template.
OLD = '<w:comment w:id="0" w:author="ccap" w:initials="ccap"><w:p><w:r><w:t>{{jamais lu</w:t></w:r></w:p></w:comment>'
case("comments of an earlier check are not read", command="check", errors=[],
     docx=docx(p("Corps {{x}}", r('<w:commentReference w:id="0"/>')), parts={"word/comments.xml": w_part("comments", OLD)},
               types={"word/comments.xml": WML + "comments+xml"}, rels=[("rId1", "comments", "comments.xml")]),
     odt=odt(tp("Corps {{x}}", '<office:annotation office:name="ccap-check-1"><dc:creator>ccap</dc:creator><text:p>{{jamais lu</text:p></office:annotation>')))

# Every mistake at once, in whatever part.
case("mistakes of all parts", command="check", errors=[("T-003", "body of the document", "under “Durée”"), ("T-007", "cell B1 of table 1"), ("T-006", "header"), ("T-001", "footer")],
     docx=docx(p("Durée", style="Titre1") + p("{{x y}}") + tbl(tr("a", "{{#l}}")), header=p("{{/z}}"), footer=p("{{pied")),
     odt=odt(th("Durée") + tp("{{x y}}") + ttable(trow("a", "{{#l}}")), header=tp("{{/z}}"), footer=tp("{{pied")))


# --- names ---------------------------------------------------------------------------------------------------------------

def expects(*wanted):
    """Names and kinds, in order, as --format json tells them."""
    def look_at(outcome):
        told = json.loads(outcome.said[: outcome.said.rindex("}") + 1])
        found = [("/".join(x["in"] + [x["name"]]), x["kind"]) for x in told["expects"]]
        if found != list(wanted):
            yield f"the names are {found}, wanted {list(wanted)}"
    return look_at


case("names and their kinds", command="check", args=("--expects", "--format", "json"), errors=[],
     docx=docx(p("{{nom}} {{#remarque}}({{remarque}}){{/remarque}}") + p("{{#lots}}") + p("{{titre}} {{nom}}") + p("{{#prix}}{{.}} {{/prix}}") + p("{{/lots}}") + p("{{^lots}}Aucun{{/lots}}")
               + p("{{#urgent}}vite{{/urgent}}"), header=p("{{objet}}")),
     odt=odt(tp("{{nom}} {{#remarque}}({{remarque}}){{/remarque}}") + tp("{{#lots}}") + tp("{{titre}} {{nom}}") + tp("{{#prix}}{{.}} {{/prix}}") + tp("{{/lots}}") + tp("{{^lots}}Aucun{{/lots}}")
             + tp("{{#urgent}}vite{{/urgent}}"), header=tp("{{objet}}")),
     check=expects(("nom", "text"), ("remarque", "optional text"), ("lots", "section"), ("lots/titre", "text"), ("lots/nom", "text"), ("lots/prix", "list"), ("urgent", "condition"), ("objet", "text")))
DATA = {"d.json": json.dumps({"nom": "A", "lots": [{"titre": "un"}, {"titre": "deux", "option": "x"}], "vide": []})}
case("names that data lack", command="check", args=("--data", "d.json"), files=DATA, errors=[("T-019", "did you mean “nom”"), ("T-010", "adresse"), ("T-153", "did you mean “lots”"), ("T-152", "annexes")],
     docx=docx(p("{{nmo}} {{adresse}}") + p("{{#lot}}") + p("{{inconnu}}") + p("{{/lot}}") + p("{{#annexes}}x{{/annexes}}") + p("{{#vide}}{{tout}}{{/vide}}") + p("{{^rien}}y{{/rien}}")),
     odt=odt(tp("{{nmo}} {{adresse}}") + tp("{{#lot}}") + tp("{{inconnu}}") + tp("{{/lot}}") + tp("{{#annexes}}x{{/annexes}}") + tp("{{#vide}}{{tout}}{{/vide}}") + tp("{{^rien}}y{{/rien}}")))
case("a name that one item lacks shows when it is filled", command="check", args=("--data", "d.json"), files=DATA, errors=[("T-010", "option", "lots[0]")],
     docx=docx(p("{{#lots}}") + p("{{titre}} {{option}}") + p("{{/lots}}")), odt=odt(tp("{{#lots}}") + tp("{{titre}} {{option}}") + tp("{{/lots}}")))
case("names of a house template are the market's", command="check", args=("--library", str(SOURCE / "clauses")), errors=[("T-150", "signataire"), ("T-151", "did you mean “blocs”")],
     docx=docx(p("{{acheteur.nom}} {{signataire}}") + p("{{#articles}}") + p("{{titre}}") + p("{{#bloc}}{{titre}}{{/bloc}}") + p("{{/articles}}")),
     odt=odt(tp("{{acheteur.nom}} {{signataire}}") + tp("{{#articles}}") + tp("{{titre}}") + tp("{{#bloc}}{{titre}}{{/bloc}}") + tp("{{/articles}}")))
