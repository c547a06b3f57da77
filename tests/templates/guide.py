#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""guide - the examples of docs/guide-modeles.md: makes them (--write), and tests them (TAP).

    tests/templates/guide.py [--ccap PROGRAM]    the files of docs/modeles are these, and ccap makes of each what it should
    tests/templates/guide.py --write             writes docs/modeles again

One example a rule: NAME.docx, NAME.odt and NAME.yaml. Parts are compared, not archives: another zlib may pack otherwise.
"""
import argparse
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

import look
from build import (HEAD, NUMBERING, ODT_STYLES, OOXML, STYLES, docx, frame_picture, item, note, odt, p, picture, png, r, span, tbl, tc, tcell, th, titem, tlist, tp, tr, trow, ttable)

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
BUILD = pathlib.Path(os.environ.get("CCAP_BUILD") or SOURCE / "build")
FOLDER = SOURCE / "docs/modeles"
BOLD = "<w:b/>"

# A heading numbered 1, 2 … by its style, in both formats.
OUTLINE = ('<w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Titre1"/>'
           '<w:suff w:val="space"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>')
NUMBERED = NUMBERING.replace('<w:num w:numId="1">', OUTLINE + '<w:num w:numId="1">', 1) + '<w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num>'
NUMBERED_STYLES = STYLES.replace('<w:outlineLvl w:val="0"/>', '<w:numPr><w:numId w:val="7"/></w:numPr><w:outlineLvl w:val="0"/>')
ODT_NUMBERED = ODT_STYLES + ('<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/></text:outline-style>')
ODT_LISTS = ('<text:list-style style:name="Numeros"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>'
             '<text:list-style style:name="Puces"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>')


def numbered(*items):
    return tlist(*items).replace("<text:list>", '<text:list text:style-name="Numeros">', 1)


def bullets(*items):
    return tlist(*items).replace("<text:list>", '<text:list text:style-name="Puces">', 1)


def anchor(number, name, inner):
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{r(inner)}<w:bookmarkEnd w:id="{number}"/>'


def odt_anchor(name, inner):
    return f'<text:bookmark-start text:name="{name}"/>{inner}<text:bookmark-end text:name="{name}"/>'


# name: (docx, odt, data, text) — data None: for `ccap generate`; text None: the template is faulty
EXAMPLES = {}

EXAMPLES["balises"] = (
    docx(p("Objet : {{objet}}", style="Titre1") + p("Madame, Monsieur {{desti", r("nataire.nom}}", BOLD), ",")
         + p("La réunion du {{date.longue}} porte sur ", r("{{objet}}", BOLD), ", pour un montant de {{montant.montant}} ({{montant.en_lettres}} euros).")
         + p("{{! Cette note de travail ne paraît pas. }}Cordialement,") + p("{{signature}}")),
    odt(th("Objet : {{objet}}") + tp("Madame, Monsieur {{desti", span("nataire.nom}}"), ",")
        + tp("La réunion du {{date.longue}} porte sur ", span("{{objet}}"), ", pour un montant de {{montant.montant}} ({{montant.en_lettres}} euros).")
        + tp("{{! Cette note de travail ne paraît pas. }}Cordialement,") + tp("{{signature}}")),
    """objet: la réfection des façades
destinataire: {nom: Lefèvre}
date: 2026-10-05
montant: 72000
signature: |-
  Pour le directeur,
  Claire Morel
""",
    ["Objet : la réfection des façades", "Madame, Monsieur Lefèvre,",
     "La réunion du 5 octobre 2026 porte sur la réfection des façades, pour un montant de 72 000 € (soixante-douze mille euros).",
     "Cordialement,", "Pour le directeur, Claire Morel"])

EXAMPLES["conditions"] = (
    docx(p("Convocation", style="Titre1") + p("La séance se tient {{#visio}}à distance{{/visio}}{{^visio}}en salle {{salle}}{{/visio}}.")
         + p("{{#pieces}}") + p("Merci d’apporter les pièces demandées.") + p("{{/pieces}}") + p("{{^pieces}}") + p("Aucune pièce n’est à apporter.") + p("{{/pieces}}")
         + p("{{#remarque}}Remarque : {{remarque}}{{/remarque}}") + p("Le secrétariat")),
    odt(th("Convocation") + tp("La séance se tient {{#visio}}à distance{{/visio}}{{^visio}}en salle {{salle}}{{/visio}}.")
        + tp("{{#pieces}}") + tp("Merci d’apporter les pièces demandées.") + tp("{{/pieces}}") + tp("{{^pieces}}") + tp("Aucune pièce n’est à apporter.") + tp("{{/pieces}}")
        + tp("{{#remarque}}Remarque : {{remarque}}{{/remarque}}") + tp("Le secrétariat")),
    """visio: false
salle: B 12
pieces: []
remarque: Les travaux bloquent l’entrée nord.
""",
    ["Convocation", "La séance se tient en salle B 12.", "Aucune pièce n’est à apporter.", "Remarque : Les travaux bloquent l’entrée nord.", "Le secrétariat"])

EXAMPLES["tableau"] = (
    docx(p("Lots", style="Titre1") + tbl(tr("N°", "Intitulé", "Montant"), tr("{{#lots}}{{num}}", "{{intitule}}", "{{montant.montant}}{{/lots}}"), tr("", "Total", "{{total.montant}}"), columns=3)
         + p("Options", style="Titre1") + tbl(tr("{{#options}}"), tr("{{code}}", "{{titre}}"), tr("comprend", "{{#detail}}{{.}} {{/detail}}"), tr("{{/options}}")) + p("Fin")),
    odt(th("Lots") + ttable(trow("N°", "Intitulé", "Montant"), trow("{{#lots}}{{num}}", "{{intitule}}", "{{montant.montant}}{{/lots}}"), trow("", "Total", "{{total.montant}}"), columns=3)
        + th("Options") + ttable(trow(tcell("{{#options}}"), tcell("")), trow("{{code}}", "{{titre}}"), trow("comprend", "{{#detail}}{{.}} {{/detail}}"), trow(tcell("{{/options}}"), tcell("")), name="Tableau2")
        + tp("Fin")),
    """lots:
  - {num: 1, intitule: Gros œuvre, montant: 40000}
  - {num: 2, intitule: Peinture, montant: 12500.5}
total: 52500.5
options:
  - {code: A, titre: Nettoyage, detail: [halls, paliers]}
""",
    ["Lots", "N°", "Intitulé", "Montant", "1", "Gros œuvre", "40 000 €", "2", "Peinture", "12 500,50 €", "", "Total", "52 500,50 €",
     "Options", "A", "Nettoyage", "comprend", "halls paliers ", "Fin"])

EXAMPLES["listes"] = (
    docx(p("{{#lots}}") + p("Lot {{num}}", style="Titre1") + item("{{#etapes}}", num=2) + item("{{nom}}", num=2) + item("{{/etapes}}", num=2) + p("Le lot {{num}} est clos.") + p("{{/lots}}"), numbering=NUMBERING),
    odt(tp("{{#lots}}") + th("Lot {{num}}") + numbered("{{#etapes}}", "{{nom}}", "{{/etapes}}") + tp("Le lot {{num}} est clos.") + tp("{{/lots}}"), automatic=ODT_LISTS),
    """lots:
  - num: 1
    etapes: [{nom: Préparer}, {nom: Peindre}]
  - num: 2
    etapes: [{nom: Livrer}]
""",
    ["Lot 1", "Préparer", "Peindre", "Le lot 1 est clos.", "Lot 2", "Livrer", "Le lot 2 est clos."])

EXAMPLES["references"] = (
    docx(p("Les pénalités sont à l’article {{ref.penalites}}.") + p("{{#objet}}") + p("Objet", style="Titre1") + p("{{objet}}") + p("{{/objet}}")
         + p(anchor(1, "ref.penalites", "Pénalités"), style="Titre1") + p("{{penalite.montant}} par jour."), styles=NUMBERED_STYLES, numbering=NUMBERED),
    odt(tp("Les pénalités sont à l’article {{ref.penalites}}.") + tp("{{#objet}}") + th("Objet") + tp("{{objet}}") + tp("{{/objet}}")
        + th(odt_anchor("ref.penalites", "Pénalités")) + tp("{{penalite.montant}} par jour."), styles=ODT_NUMBERED),
    """objet: Entretien des espaces verts.
penalite: 150
""",
    ["Les pénalités sont à l’article 2.", "Objet", "Entretien des espaces verts.", "Pénalités", "150 € par jour."])

EXAMPLES["partout"] = (
    docx(p("Marché {{reference}}", r('<w:footnoteReference w:id="2"/>'), ".") + p("Acheteur : {{acheteur}}"), header=p("{{acheteur}}"), footer=p("Marché {{reference}}"),
         footnotes={2: p("Réf. interne : {{interne}}")}, core="<dc:title>Marché {{reference}}</dc:title>"),
    odt(tp("Marché {{reference}}", note(1, tp("Réf. interne : {{interne}}")), ".") + tp("Acheteur : {{acheteur}}"), header=tp("{{acheteur}}"), footer=tp("Marché {{reference}}"),
        meta="<dc:title>Marché {{reference}}</dc:title>"),
    """reference: 2026-TX-014
acheteur: Office d’habitat du Val d’Ormoise
interne: DT-77
""",
    ["Marché 2026-TX-014.", "Acheteur : Office d’habitat du Val d’Ormoise"])

EXAMPLES["images"] = (
    docx(p(picture("rId1", alt="{{logo}}")) + p("{{acheteur}}"), rels=[("rId1", "image", "media/emplacement.png")], media={"emplacement.png": png(60, 20, 200)}),
    odt(tp(frame_picture("Pictures/emplacement.png", alt="{{logo}}")) + tp("{{acheteur}}"), media={"emplacement.png": png(60, 20, 200)}),
    """acheteur: Office d’habitat du Val d’Ormoise
logo: logo.png
""",
    ["", "Office d’habitat du Val d’Ormoise"])

LEVELS = "".join(f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Titre{i + 1}"/><w:suff w:val="space"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
                 for i, text in enumerate(("%1.", "%1.%2")))
ANNEX_NUMBERING = NUMBERED.replace(OUTLINE, '<w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>' + LEVELS + "</w:abstractNum>")
ANNEX_STYLES = NUMBERED_STYLES + ('<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr>'
                                  '<w:outlineLvl w:val="1"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>')
ODT_ANNEX = (ODT_STYLES + '<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="2"/>'
             '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
             '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>')
EXAMPLES["annexe"] = (
    docx(p("{{document.titre}}", style="Titre") + p("{{acheteur.nom}}, {{document.date.longue}}") + p("{{#articles}}") + p(anchor(1, "ref.{{ancre}}", "{{titre}}"), style="Titre1") + p("{{#blocs}}")
         + p(anchor(2, "ref.{{ancre}}", "{{titre}}"), style="Titre2") + p("{{corps}}") + p("{{/blocs}}") + p("{{/articles}}"), styles=ANNEX_STYLES, numbering=ANNEX_NUMBERING),
    odt(tp("{{document.titre}}") + tp("{{acheteur.nom}}, {{document.date.longue}}") + tp("{{#articles}}") + th(odt_anchor("ref.{{ancre}}", "{{titre}}")) + tp("{{#blocs}}")
        + th(odt_anchor("ref.{{ancre}}", "{{titre}}"), level=2).replace("Heading_20_1", "Heading_20_2") + tp("{{corps}}") + tp("{{/blocs}}") + tp("{{/articles}}"), styles=ODT_ANNEX),
    None, [])

ARTICLE = '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Article"><w:name w:val="Article"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:caps/></w:rPr></w:style>'
ODT_ARTICLE = ('<style:style style:name="Article" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="1">'
               '<style:text-properties fo:font-weight="bold" fo:text-transform="uppercase"/></style:style>')
EXAMPLES["maison"] = (
    docx(p("Cahier des clauses particulières", style="Titre1") + p("Ce document est celui de la maison : il n’a aucune balise.") + p('<w:bookmarkStart w:id="1" w:name="ccap"/><w:bookmarkEnd w:id="1"/>')
         + p("Fait en un exemplaire."), styles=STYLES + ARTICLE, header=p("Office d’habitat du Val d’Ormoise")),
    odt(th("Cahier des clauses particulières") + tp("Ce document est celui de la maison : il n’a aucune balise.") + tp('<text:bookmark text:name="ccap"/>') + tp("Fait en un exemplaire."),
        styles=ODT_STYLES + ODT_ARTICLE, header=tp("Office d’habitat du Val d’Ormoise")),
    None, [])
HOUSE_STYLES = """# Les styles de maison.docx et de maison.odt que prennent les clauses.
styles:
  titre1: Article
"""

EXAMPLES["fautes"] = (
    docx(p("Lettre", style="Titre1") + p("Bonjour {{nom, merci de votre courrier.") + p("Le {{date de signature}}, à {{lieu}}.") + p("{{#lots}}")
         + tbl(tr("{{intitule}}", "{{/lots}}")), header=p("{{/annexe}}")),
    odt(th("Lettre") + tp("Bonjour {{nom, merci de votre courrier.") + tp("Le {{date de signature}}, à {{lieu}}.") + tp("{{#lots}}")
        + ttable(trow("{{intitule}}", "{{/lots}}")), header=tp("{{/annexe}}")),
    None, None)
FAULTS = ["T-001", "T-003", "T-006", "T-050"]
LOGO = png(400, 100, 60)


def files():
    """{file name: bytes} of the folder."""
    found = {"logo.png": LOGO, "maison.styles.yaml": HOUSE_STYLES.encode()}
    for name, (word, office, data, _) in EXAMPLES.items():
        found |= {f"{name}.docx": word, f"{name}.odt": office}
        if data is not None:
            found[f"{name}.yaml"] = data.encode()
    return found


def parts(data):
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(i.filename, i.compress_type, archive.read(i)) for i in archive.infolist()]


def folder_problems():
    wanted = files()
    there = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    yield from (f"{name} is not there" for name in wanted if name not in there)
    yield from (f"{name} is not made by guide.py" for name in there if name not in wanted)
    yield from (f"{name} differs; guide.py --write makes it again" for name in wanted if name in there and parts(wanted[name]) != parts(there[name]))


def run(ccap, *words, cwd=FOLDER):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1789948740", "HOME": "/nonexistent"}
    done = subprocess.run([ccap, *map(str, words)], cwd=cwd, env=env, capture_output=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace").replace("\u00a0", " ")


def render_problems(ccap, name, kind, work):
    template, output = FOLDER / f"{name}.{kind}", work / f"{name}.{kind}"
    for words in (("check", template.name, "--data", f"{name}.yaml"), ("render", template.name, f"{name}.yaml", "-o", output)):
        status, said = run(ccap, *words)
        if status != 0 or "[" in said:
            yield f"{words[0]}: exit status {status}: {said}"
            return
    out = look.Package(output.read_bytes(), kind, look.Package(template.read_bytes(), kind))
    found = [re.sub("[\u00a0\u202f]", " ", line).replace("\n", " ") for line in out.paragraphs()]
    if found != EXAMPLES[name][3]:
        yield f"the paragraphs are {found}, wanted {EXAMPLES[name][3]}"
    yield from look.structure_problems(out)
    for piece in {"partout": ["Réf. interne : DT-77", "Office d’habitat", "Marché 2026-TX-014"]}.get(name, []):
        if piece not in re.sub("[\u00a0\u202f]", " ", out.text()):
            yield f"“{piece}” is not in the document"
    if name == "images" and LOGO not in out.parts.values():
        yield "the logo is not in the document"


def generate_problems(ccap, kind, work):
    status, said = run(ccap, "generate", "-t", f"annexe.{kind}", "-f", kind, "-o", work, SOURCE / "examples/e1-rehabilitation.marche.yaml")
    path = work / f"e1-rehabilitation.{kind}"
    if status != 0 or not path.is_file():
        yield f"exit status {status}: {said}"
        return
    out = look.Package(path.read_bytes(), kind, look.Package((FOLDER / f"annexe.{kind}").read_bytes(), kind))
    if len(out.paragraphs()) < 30 or "{{" in out.text():
        yield f"the annex has {len(out.paragraphs())} paragraphs"


def house_problems(ccap, kind, work):
    status, said = run(ccap, "generate", "-t", f"maison.{kind}", "--styles", "maison.styles.yaml", "-f", kind, "-o", work / "maison", SOURCE / "examples/e1-rehabilitation.marche.yaml")
    path = work / "maison" / f"e1-rehabilitation.{kind}"
    if status != 0 or not path.is_file():
        yield f"exit status {status}: {said}"
        return
    out = look.Package(path.read_bytes(), kind, look.Package((FOLDER / f"maison.{kind}").read_bytes(), kind))
    lines = [line for line in out.paragraphs() if line]
    if lines[0] != "Cahier des clauses particulières" or lines[-1] != "Fait en un exemplaire." or len(lines) < 30:
        yield f"the clauses are not between the texts of the house: {lines[:3]} … {lines[-2:]}"
    body = out.parts[out.main_name].decode()
    if not re.search('<w:pStyle w:val="(Article|CcapArticle1)"/>' if kind == "docx" else 'text:style-name="Article"', body):
        yield "the style of the house is not used"


def fault_problems(ccap, kind, work):
    copy = work / f"fautes-annote.{kind}"
    status, said = run(ccap, "check", f"fautes.{kind}", "--annotate", copy)
    codes = sorted(re.findall(r"\[([A-Z]-\d{3})\]", said))
    if status != 1 or codes != FAULTS:
        yield f"exit status {status}, codes {codes}, wanted {FAULTS}: {said}"
    if not copy.is_file():
        yield "no copy was written"


def guide_problems():
    """The guide shows every example, and every file that it names is there."""
    text = (SOURCE / "docs/guide-modeles.md").read_text(encoding="utf-8")
    yield from (f"{name} is not in the guide" for name in EXAMPLES if f"modeles/{name}." not in text)


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(BUILD / "ccap"))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    if given.write:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, data in files().items():
            (FOLDER / name).write_bytes(data)
        return 0
    ccap = str(pathlib.Path(given.ccap).resolve())
    points = [("files of docs/modeles", list(folder_problems())), ("guide", list(guide_problems()))]
    with tempfile.TemporaryDirectory(prefix="ccap-guide-") as folder:
        work = pathlib.Path(folder)
        for name, (_, _, data, _) in EXAMPLES.items():
            for kind in ("docx", "odt"):
                if data is not None:
                    points.append((f"{name}.{kind}", list(render_problems(ccap, name, kind, work))))
        for kind in ("docx", "odt"):
            points.append((f"annexe.{kind}", list(generate_problems(ccap, kind, work))))
            points.append((f"maison.{kind}", list(house_problems(ccap, kind, work))))
            points.append((f"fautes.{kind}", list(fault_problems(ccap, kind, work))))
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    for i, (name, problems) in enumerate(points, 1):
        print(f"{'not ok' if problems else 'ok'} {i} - {name}")
        for problem in problems[:8]:
            print("# " + str(problem).replace("\n", "⏎")[:1500])
    print(f"1..{len(points)}", flush=True)
    return 1 if any(problems for _, problems in points) else 0


if __name__ == "__main__":
    sys.exit(main())
