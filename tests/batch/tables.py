#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tables - ccap batch on tables (CSV), maps and published contracts (TAP).

    tests/batch/tables.py PROGRAM [CASE…]
    tests/batch/tables.py PROGRAM corruptions --corruptions N --seed N

What a table says is compared through facts of the manifest and sums of the documents: forms of one table that mean the same
give the same bytes.
"""
import argparse
import csv
import io
import json
import os
import pathlib
import random
import re
import sys
import time

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
sys.path.insert(0, str(SOURCE / "tests/batch"))
from run import Cases, Place, run_case, title  # noqa: E402

EXAMPLE = (SOURCE / "examples/achats.csv").read_text(encoding="utf-8-sig")
SIMPLE = (SOURCE / "examples/achats-simples.csv").read_bytes()
SIMPLE_MAP = (SOURCE / "examples/achats-simples.yaml").read_text(encoding="utf-8")
HEADER, *ROWS = csv.reader(io.StringIO(EXAMPLE), delimiter=";")
N_CORRUPTIONS = 60


def put(rows, delimiter=";", end="\n", quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


def changed(row=2, **cells):
    """The example's header, and one of its rows with other cells ("marche__objet": "…")."""
    names = {name.replace("__", "."): text for name, text in cells.items()}
    missing = [name for name in names if name not in HEADER]
    header = HEADER + missing
    return [header, [names.get(name, old) for name, old in zip(header, ROWS[row] + [""] * len(missing))]]


class Tables(Place):
    """A work folder, and a batch of one table after another in it."""

    def __init__(self, ccap, folder):
        super().__init__(ccap, folder)
        self.n = 0

    def run(self, *words, data=None, name="t.csv"):
        """Exit status, messages, the manifest's lines, by which way a table given as bytes or text went."""
        self.n += 1
        out = f"o{self.n}"
        if data is not None:
            (self.folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
            words = (name, *words)
        done = super().run(*words, "-o", out, "-f", "txt", "-j", "1")
        return done.returncode, done.stderr.decode(), self.lines(out) if (self.folder / out / "manifest.jsonl").exists() else None


def result(line):
    """What a market of the manifest says and writes, wherever it stood."""
    return line["id"], line["status"], line["faits"], [output["sha256"] for output in line["outputs"]]


def same(place, wanted, what, data, *words):
    """The table gives exactly the wanted markets."""
    status, text, lines = place.run(*words, data=data)
    if status != 0 or lines is None:
        yield f"{what}: exit status {status}: {text[-400:]}"
    elif [result(line) for line in lines] != wanted:
        yield f"{what}: other markets: {[result(line)[:2] for line in lines]}"


def facts_are(place, what, rows, **wanted):
    """The only market of the table has these facts."""
    status, text, lines = place.run(data=put(rows))
    if status != 0 or not lines:
        yield f"{what}: exit status {status}: {text[-400:]}"
        return
    for name, value in wanted.items():
        if lines[0]["faits"].get(name) != value:
            yield f"{what}: {name} is {lines[0]['faits'].get(name)!r}, wanted {value!r}"


def refused(place, what, data, patterns, *words):
    """Exit status 1, nothing written, and these messages."""
    status, text, _ = place.run(*words, data=data)
    if status != 1:
        yield f"{what}: exit status {status}"
    out = place.folder / f"o{place.n}"
    if out.is_dir() and any(out.iterdir()):
        yield f"{what}: written: {[p.name for p in out.iterdir()]}"
    yield from (f"{what}: no {p!r} in {text[-500:]!r}" for p in patterns if not re.search(p, text))


def one_wrong(place, what, data, wrong, n, patterns, *words):
    """Of n markets, that of number `wrong` alone is in error, and these messages say why."""
    yield from some_wrong(place, what, data, [wrong], n, patterns, *words)


def some_wrong(place, what, data, wrong, n, patterns, *words):
    """Of n markets, those of these numbers alone are in error, and these messages say why."""
    status, text, lines = place.run(*words, data=data)
    wanted = ["error" if i in wrong else "ok" for i in range(n)]
    if status != 1 or lines is None or [line["status"] for line in lines] != wanted:
        yield f"{what}: exit status {status}, {lines and [line['status'] for line in lines]}, wanted {wanted}: {text[-400:]}"
        return
    if any(lines[i]["outputs"] for i in wrong):
        yield f"{what}: a wrong market has documents"
    yield from (f"{what}: no {p!r} in {text[-500:]!r}" for p in patterns if not re.search(p, text))


# --- cases --------------------------------------------------------------------------------------------------------------


def forms(place):
    """One table in all forms that RFC 4180 and spreadsheets know: the same markets, the same documents."""
    rows = [HEADER, *ROWS]
    _, _, lines = place.run(data=put(rows))
    wanted = [result(line) for line in lines]
    if [w[:2] for w in wanted] != [("2026-EV-001", "ok"), ("2026-SV-007", "ok")]:
        yield f"markets {[w[:2] for w in wanted]}"
    lf = put(rows)
    for what, data in {
        "as it is": EXAMPLE, "BOM": b"\xef\xbb\xbf" + lf.encode(), "CRLF": put(rows, end="\r\n"), "all quoted": put(rows, quoting=csv.QUOTE_ALL),
        "all quoted, CRLF": put(rows, end="\r\n", quoting=csv.QUOTE_ALL), "BOM and quotes": b"\xef\xbb\xbf" + put(rows, quoting=csv.QUOTE_ALL).encode(),
        "comma": put(rows, ","), "tab": put(rows, "\t"), "no end": lf.rstrip("\n"), "no end, quoted": put(rows, quoting=csv.QUOTE_ALL).rstrip("\n"),
        "CRLF but at the end": put(rows, end="\r\n").rstrip("\r\n"), "blank lines": "\n" + lf.replace("\n2026-SV", "\n\n \n2026-SV") + "\n\n",
        "empty row": lf.replace("\n2026-SV", "\n" + ";" * (len(HEADER) - 1) + "\n2026-SV"), "sep=": "sep=;\n" + lf, "sep=, CRLF": "sep=;\r\n" + put(rows, end="\r\n"),
        "trailing separators": put([row + [""] for row in rows]), "two trailing separators": put([row + ["", ""] for row in rows]),
        "columns the other way round": put([row[::-1] for row in rows]), "blanks around": put([[f" {cell} " for cell in row] for row in rows]),
    }.items():
        yield from same(place, wanted, what, data)
    yield from same(place, wanted, "--delimiter", put(rows, ","), "--delimiter", ",")


def cells(place):
    """Marks, separators and ends of lines inside cells."""
    plain = changed(marche__objet='Dit "le parc" ; nord, sud')
    yield from facts_are(place, "doubled marks", plain, objet="Dit «\u00a0le parc\u00a0»\u202f; nord, sud")
    yield from facts_are(place, "a mark inside a plain cell", changed(marche__objet="Tuyau de 3 pouces"), objet="Tuyau de 3 pouces")
    raw = put(changed(marche__objet="OBJET"))
    for what, cell, wanted in (("empty marks", '""', None), ("marks alone", '""""', None), ("mark inside", 'tuyau 3" neuf', 'tuyau 3" neuf')):
        status, text, lines = place.run(data=raw.replace("OBJET", cell))
        found = lines and lines[0]["faits"] and lines[0]["faits"].get("objet")
        if wanted is None and status != 1 or wanted is not None and (status, found) != (0, wanted):
            yield f"{what}: exit status {status}, {found!r}: {text[-300:]}"
    two = [HEADER, ROWS[2], ["2026-SV-008", *ROWS[2][1:]]]
    two[1] = list(two[1])
    at = HEADER.index("clause_action.securite")
    two[1][at] = "Les visiteurs portent un casque.\nIls suivent leur guide."
    status, text, lines = place.run(data=put(two))
    if status != 0 or [line["source"]["line"] for line in lines] != [2, 4]:
        yield f"a line break in a cell: {status}, {lines and [line['source'] for line in lines]}: {text[-300:]}"
    else:
        yield from same(place, [result(line) for line in lines], "line break as CRLF", put(two, end="\r\n").replace("casque.\n", "casque.\r\n"))
    two[2][HEADER.index("marche.montant")] = "beaucoup"
    yield from one_wrong(place, "line after a line break", put(two), 1, 2, [r"t\.csv:4:\d+: .*beaucoup"])


def encodings(place):
    """Windows-1252 is told once; UTF-16, NUL and old lines are no tables."""
    rows = [HEADER, *ROWS, ["2026-SV-008", *ROWS[2][1:]]]
    rows = [[cell.replace("\u202f", " ").replace("\u00a0", " ") for cell in row] for row in rows]
    _, _, lines = place.run(data=put(rows))
    wanted = [result(line) for line in lines]
    status, text, lines = place.run(data=put(rows).encode("cp1252"))
    if status != 0 or [result(line) for line in lines] != wanted or text.count("B-028") != 1:
        yield f"Windows-1252: {status}, told {text.count('B-028')} times: {text[-300:]}"
    late = put(rows).encode() + b"\n"
    yield from same(place, wanted, "UTF-8", late)
    # A byte that went wrong in UTF-8 is its own market's matter; the others keep their accents.
    good = put(rows).encode()
    for what, data in (("UTF-8", good), ("UTF-8 with a mark", b"\xef\xbb\xbf" + good)):
        stray = b"\n2026-SV-009;\xe9t\xe9" + b";" * (len(HEADER) - 2) + b"\n"
        status, text, lines = place.run(data=data + stray)
        if status != 1 or "Y-030" not in text or "B-028" in text or [result(line) for line in lines[:-1]] != wanted or lines[-1]["status"] != "error":
            yield f"a stray byte in {what}: {status}, {[line['status'] for line in lines]}: {text[-300:]}"
    yield from refused(place, "UTF-16", put(rows).encode("utf-16"), ["B-026"])
    yield from refused(place, "NUL", put(rows).replace("2026-SV-007", "2026\0SV").encode(), ["B-029"])
    yield from refused(place, "CR alone", put(rows, end="\r"), ["B-027"])
    yield from refused(place, "empty", b"", ["B-025"])
    yield from refused(place, "BOM alone", b"\xef\xbb\xbf", ["B-025"])


def structure(place):
    """Marks that don't close and ragged rows are told with their place, and are their own market's matter."""
    three = [HEADER, *([f"2026-SV-00{i}", *ROWS[2][1:]] for i in (1, 2, 3))]
    lines = put(three).splitlines()
    yield from one_wrong(place, "short", "\n".join([*lines[:2], lines[2].rsplit(";", 3)[0], lines[3]]), 1, 3, [r"t\.csv:3:1: .*B-023"])
    yield from one_wrong(place, "long", "\n".join([*lines[:2], lines[2] + ";de;trop", lines[3]]), 1, 3, [r"t\.csv:3:\d+: .*“de”.*"])
    yield from one_wrong(place, "after a mark", "\n".join([*lines[:2], lines[2].replace("Contrôle périodique", '"Contrôle" périodique', 1), lines[3]]), 1, 3,
                         [r"t\.csv:3:\d+: .*"])
    yield from one_wrong(place, "open mark", "\n".join([*lines[:3], re.sub(r";28/09/2026$", ';"28/09/2026', lines[3])]), 2, 3, [r"t\.csv:4:\d+: .*never closed"])
    status, text, found = place.run(data="\n".join([*lines[:2], "seul", *lines[2:]]))
    if status != 1 or [line["status"] for line in found or []] != ["ok", "error", "ok", "ok"] or "t.csv:3:1" not in text:
        yield f"a stray line: {status}: {text[-400:]}"


def values(place):
    """Numbers, dates, yes and no, lists and titles as French people write them."""
    for cell in ("72000", "72 000", "72 000,00", "72 000,00 €", "72\u202f000 €", "72\u00a0000,0 euros", "72.000,00", "72,000.00", "72000.00", "+72000", "72 000 € HT"):
        yield from facts_are(place, cell, changed(marche__montant=cell), montant=72000)
    for cell, value in (("72000,5", 72000.5), ("72 000,50 €", 72000.5)):
        yield from facts_are(place, cell, changed(marche__montant=cell, lots__montant=cell), montant=value)
    for cell in ("12", "12 mois", "12,0"):
        yield from facts_are(place, cell, changed(marche__duree=cell), duree=12)
    for cell in ("2026-10-05", "05/10/2026", "5/10/2026"):
        yield from facts_are(place, cell, changed(marche__lancement=cell), lancement="2026-10-05")
    for cell in ("Verdais|Saint-Aubin-le-Haut", " Verdais | Saint-Aubin-le-Haut ", "Verdais||Saint-Aubin-le-Haut|"):
        yield from facts_are(place, cell, changed(territoire__lieux=cell), lieux=["Verdais", "Saint-Aubin-le-Haut"])
    for cell in ("adaptee", "Procédure adaptée", "PROCÉDURE ADAPTÉE"):
        yield from facts_are(place, cell, changed(marche__procedure=cell), procedure="adaptee")
    _, _, lines = place.run(data=put(changed(marche__defense="oui")))
    yes = lines and [result(line) for line in lines]
    for cell in ("Oui", "vrai", "TRUE", "1"):
        status, text, lines = place.run(data=put(changed(marche__defense=cell)))
        if not yes or not lines or [result(line) for line in lines] != yes:
            yield f"{cell}: {status}, not as oui: {text[-300:]}"
    three = [[*HEADER, "marche.defense"], *([f"2026-SV-00{i}", *ROWS[2][1:], ""] for i in (1, 2, 3))]
    for name, cell, code in (("marche.montant", "72,00,0", "B-035"), ("marche.montant", "1 23", "B-035"), ("marche.montant", "12.34.56", "B-035"),
                             ("marche.montant", "-", "B-035"), ("marche.lancement", "31/02/2026", "B-037"), ("marche.lancement", "05-10-26", "B-037"),
                             ("marche.defense", "peut-être", "B-036"), ("considerations", "clause_heure", "B-039"), ("considerations", "zzz", "B-038")):
        rows = [list(row) for row in three]
        rows[2][rows[0].index(name)] = cell
        column = len(put([rows[2][:rows[0].index(name)]]).rstrip("\n")) + 2
        yield from one_wrong(place, f"{name} {cell}", put(rows), 1, 3, [rf"t\.csv:3:{column}: .*{re.escape(cell)}.*", code])


def lots(place):
    """Rows next to each other with one reference are the lots of one market."""
    north, south = ROWS[0], ROWS[1]
    _, _, lines = place.run(data=put([HEADER, north, south]))
    wanted = [result(line) for line in lines]
    if len(wanted) != 1 or [(lot["num"], lot["intitule"], lot["montant"]) for lot in wanted[0][2]["lots"]] != [(1, "Secteur nord", 280000), (2, "Secteur sud", 200000)]:
        yield f"lots {wanted}"
    first = HEADER.index("lots.intitule")
    again = [old if i < first else cell for i, (old, cell) in enumerate(zip(north, south))]
    yield from same(place, wanted, "the market's cells again", put([HEADER, north, again]))
    yield from same(place, wanted, "numbered", put([[*HEADER, "lots.num"], [*north, "1"], [*south, "2"]]))
    yield from same(place, wanted, "an empty line between", put([HEADER, north]) + "\n" + put([south]))
    yield from same(place, wanted, "reference quoted and not", put([HEADER, north]) + put([south]).replace("2026-EV-001", '"2026-EV-001"'))
    differs = list(again)
    differs[HEADER.index("marche.duree")] = "36"
    yield from one_wrong(place, "another duration", put([HEADER, north, differs, ROWS[2]]), 0, 2, [r"t\.csv:3:\d+: .*36.*24"])
    yield from some_wrong(place, "apart", put([HEADER, north, ROWS[2], again]), [0, 2], 3, ["B-002", r"t\.csv:2:1: error: .*t\.csv:4”", r"t\.csv:4:1: error: .*t\.csv:2”"])
    wrong = list(south)
    wrong[HEADER.index("lots.montant")] = "vingt"
    yield from one_wrong(place, "a wrong second lot", put([HEADER, north, wrong, ROWS[2]]), 0, 2, [r"t\.csv:3:\d+: .*vingt"])


def headers(place):
    """A wrong header stops everything before anything is written, with its place and the nearest name."""
    for what, old, new, pattern in (
        ("near", "marche.montant", "marche.montat", r"t\.csv:1:60: .*marche\.montat.*marche\.montant"),
        ("far", "marche.montant", "prix", r"t\.csv:1:60: .*“prix”"),
        ("group", "acheteur.nom", "acheteur", r"t\.csv:1:\d+: .*group"),
        ("twice", "marche.secteur", "marche.nature", r"t\.csv:1:45: .*marche\.nature"),
        ("option", "clause_heures.taux", "clause_heures.tau", r"t\.csv:1:\d+: .*clause_heures\.tau”.*clause_heures\.taux"),
    ):
        header = [new if name == old else name for name in HEADER]
        yield from refused(place, what, put([header, *ROWS]), [pattern])
    yield from refused(place, "behind blank lines", "\n\n" + put([["marche.referense", *HEADER[1:]], *ROWS]), [r"t\.csv:3:1: "])
    three = [[*HEADER, ""], *([f"2026-SV-00{i}", *ROWS[2][1:], ""] for i in (1, 2, 3))]
    three[2][-1] = "perdu"
    yield from one_wrong(place, "a cell without a name", put(three), 1, 3, [r"t\.csv:3:\d+: .*perdu"])


def maps(place):
    """--map: other titles, words, what all share; a wrong map stops everything."""
    (place.folder / "m.yaml").write_text(SIMPLE_MAP, encoding="utf-8")
    status, text, lines = place.run("--map", "m.yaml", data=SIMPLE)
    found = [(f["reference"], f["nature"], f["montant"], f["duree"], f["lancement"], f["acheteur"]) for f in (line["faits"] for line in lines or [])]
    if status != 0 or found != [("2026-NT-001", "services", 310000, 36, "2026-10-05", "Ville d’Ormoise"),
                                ("2026-EV-002", "services", 205000, 24, "2026-10-12", "Ville d’Ormoise")]:
        yield f"the example: {status}, {found}: {text[-400:]}"
    wanted = [result(line) for line in lines or []]
    plain = SIMPLE.decode("cp1252")
    yield from same(place, wanted, "UTF-8", plain, "--map", "m.yaml")
    (place.folder / "w.yaml").write_text(SIMPLE_MAP + 'encodage: windows-1252\nseparateur: ";"\n', encoding="utf-8")
    status, text, lines = place.run("--map", "w.yaml", data=SIMPLE)
    if status != 0 or [result(line) for line in lines] != wanted or "B-028" in text:
        yield f"encoding given: {status}: {text[-400:]}"
    yield from refused(place, "a title that the map lacks", plain.replace("Objet", "Sujet"), [r"t\.csv:1:\d+: .*Sujet"], "--map", "m.yaml")
    (place.folder / "x.yaml").write_text(SIMPLE_MAP.replace("marche.montant", "marche.montat"), encoding="utf-8")
    yield from refused(place, "a wrong field", plain, [r"x\.yaml:\d+:\d+: .*marche\.montat"], "--map", "x.yaml")


CONTRACT = {"id": "2026-12", "acheteur": {"id": "21350238800019"}, "objet": "Travaux de rénovation du groupe scolaire", "codeCPV": "45214210",
            "nature": "Marché", "procedure": "Procédure adaptée", "dureeMois": 14, "dateNotification": "2026-05-04", "montant": 640000.5,
            "lieuExecution": {"code": "35238", "typeCode": "Code commune"}, "considerationsSociales": {"considerationSociale": ["Clause sociale"]}}

SHARED = """champs:
  - {de: acheteur.id, vers: acheteur.nom, valeurs: {"21350238800019": Ville d'Ormoise}}
  - {de: dateNotification, vers: marche.lancement}
commun:
  acheteur: {article: la, type: bloc_communal}
  territoire: {lieux: [Ormoise]}
  facilitateur:
    structure: Maison de l'emploi
    territoire: Val d'Ormoise
    contact: {fonction: Facilitatrice, courriel: clauses@exemple.fr, telephone: 01 02 03 04 05}
  considerations:
    - clause: clause_action
      motif: Le chantier en cours ne recrute plus.
      options:
        lien_objet: Les actions font découvrir les métiers de la rénovation, que le titulaire emploie sur ce chantier.
        metiers: [maçon]
        lieu_accueil: le chantier
        securite: Les visiteurs portent les équipements remis à l'entrée.
"""


def publications(place, contract):
    """Which publication counts: by its date, its last modification's, else its place; what lacks its number or buyer is on its own."""
    change = {"modification": {"id": 1, "datePublicationDonneesModification": "2026-06-30", "montant": 5}}
    lone = {k: v for k, v in contract.items() if k != "id"}
    nobody = {k: v for k, v in contract.items() if k != "acheteur"}
    cases = {
        "the same": ([contract] * 3, ["replaced", "replaced", "ok"], ["B-008", "B-008"]),
        "written otherwise": ([contract, dict(contract.items())], ["replaced", "ok"], ["B-008"]),
        "no date": ([contract | {"datePublicationDonnees": "bientôt", "objet": "a"}, contract, contract | {"datePublicationDonnees": None}], ["replaced", "ok", "replaced"], ["B-007"] * 2),
        "modified": ([contract | {"modifications": [change]}, contract | {"datePublicationDonnees": "2026-06-29"}], ["ok", "replaced"], ["B-007"]),
        "modified, old form": ([contract | {"modifications": [change["modification"]]}, contract | {"datePublicationDonnees": "2026-06-29"}], ["ok", "replaced"], ["B-007"]),
        "wrong, then mended": ([contract | {"montant": "?"}, contract], ["replaced", "ok"], ["B-007"]),
        "without number or buyer": ([lone, lone, nobody, nobody, contract], ["error"] * 4 + ["ok"], []),
        "concession": ([nobody | {"autoriteConcedante": {"id": "21350238800019"}, "dateSignature": "2026-01-01"}, contract], ["replaced", "ok"], ["B-007"]),
    }
    for what, (records, wanted, codes) in cases.items():
        data = json.dumps({"marches": {"marche": records}}, ensure_ascii=False, indent=1 if what == "the same" else None)
        status, text, lines = place.run("--map", "c.yaml", data=data, name="d.json")
        found = [line["status"] for line in lines or []]
        told = [d["code"] for line in lines or [] for d in line["diagnostics"] if d["code"] in ("B-007", "B-008")]
        if status != ("error" in wanted) or found != wanted or told != codes:
            yield f"{what}: {status}, {found}, {told}: {text[-400:]}"
    # A market among the contracts is no publication of one: both are told.
    market = {"id": "21350238800019-2026-12", "marche": {"reference": "x"}}
    status, text, lines = place.run("--map", "c.yaml", data=json.dumps([contract, market]), name="d.json")
    if status != 1 or [line["status"] for line in lines or []] != ["error"] * 2 or "B-002" not in text:
        yield f"a market of the same identifier: {status}: {text[-300:]}"


def contracts(place):
    """Published contracts: what they say is used, what they don't is told; nothing is supposed."""
    more = CONTRACT | {"id": "2026-13", "codeCPV": "48000000", "procedure": "Procédure inconnue"}
    for what, data in (("list", [CONTRACT, more]), ("marches", {"marches": {"marche": [CONTRACT, more]}})):
        status, text, lines = place.run("--draft", data=json.dumps(data, ensure_ascii=False), name="d.json")
        if [line["id"] for line in lines or []] != ["21350238800019-2026-12", "21350238800019-2026-13"] or [line["status"] for line in lines] != ["draft"] * 2:
            yield f"{what}: {status}, {lines and [result(line)[:2] for line in lines]}: {text[-400:]}"
            continue
        told = json.dumps(lines[0]["diagnostics"], ensure_ascii=False)
        yield from (f"{what}: {word} is not told: {told[:600]}" for word in ("B-064", "B-065", "acheteur", "territoire", "Clause sociale", "35238") if word not in told)
        told = json.dumps(lines[1]["diagnostics"], ensure_ascii=False)
        yield from (f"{what}: second: {word} is not told" for word in ("48000000", "Procédure inconnue", "marche.nature") if word not in told)
    status, text, lines = place.run(data=json.dumps([CONTRACT, more]), name="d.json")
    if status != 1 or [line["status"] for line in lines or []] != ["error"] * 2 or any(line["outputs"] for line in lines):
        yield f"without --draft: {status}: {text[-300:]}"
    status, text, lines = place.run("--draft", data=json.dumps([CONTRACT, 12, more]), name="d.json")
    if status != 1 or [line["status"] for line in lines or []] != ["draft", "error", "draft"]:
        yield f"an element that is none: {status}: {lines and [result(line)[:2] for line in lines]}: {text[-300:]}"
    (place.folder / "c.yaml").write_text(SHARED, encoding="utf-8")
    status, text, lines = place.run("--map", "c.yaml", data=json.dumps([CONTRACT]), name="d.json")
    facts = lines and lines[0]["faits"] or {}
    wanted = {"reference": "2026-12", "objet": CONTRACT["objet"], "nature": "travaux", "procedure": "adaptee", "montant": 640000.5, "duree": 14,
              "lancement": "2026-05-04", "acheteur": "Ville d’Ormoise", "lieux": ["Ormoise"]}
    if status != 0:
        yield f"completed by a map: exit status {status}: {text[-400:]}"
    yield from (f"completed by a map: {k} is {facts.get(k)!r}, wanted {v!r}" for k, v in wanted.items() if facts.get(k) != v)
    if facts and [(lot["intitule"], lot["montant"]) for lot in facts["lots"]] != [(CONTRACT["objet"], 640000.5)]:
        yield f"completed by a map: lots {facts['lots']}"
    twice = [CONTRACT | {"datePublicationDonnees": "2026-05-20"}, CONTRACT | {"datePublicationDonnees": "2026-09-01", "montant": 700000}]
    status, text, lines = place.run("--map", "c.yaml", data=json.dumps(twice[::-1] + twice[:1]), name="d.json")
    found = [(line["id"], line["status"], line["faits"] and line["faits"]["montant"], [d["code"] for d in line["diagnostics"]][:1]) for line in lines or []]
    id_ = "21350238800019-2026-12"
    if status != 0 or found[1:] != [(id_, "replaced", None, ["B-007"]), (id_, "replaced", None, ["B-007"])] or found[0][:3] != (id_, "ok", 700000):
        yield f"published twice: {status}, {found}: {text[-400:]}"
    if "left out: 2; of these, without changes: 0" not in text:
        yield f"published twice: not told: {text[-400:]}"
    yield from publications(place, twice[0])
    (place.folder / "i.yaml").write_text("identifiant: [acheteur.id, id, datePublicationDonnees]\n" + SHARED, encoding="utf-8")
    status, text, lines = place.run("--map", "i.yaml", data=json.dumps(twice), name="d.json")
    found = [(line["id"], line["faits"]["montant"]) for line in lines or []]
    if status != 0 or found != [("21350238800019-2026-12-2026-05-20", 640000.5), ("21350238800019-2026-12-2026-09-01", 700000)]:
        yield f"published twice, told apart by the map: {status}, {found}: {text[-400:]}"


def duplicates(place):
    """One identifier twice is told with both places; the other markets are done, with --fail-fast nothing is."""
    rows = put([HEADER, ROWS[2], ROWS[0], ROWS[1], ROWS[2]])
    told = ["B-002", r"t\.csv:2:1: error: .*t\.csv:5”", r"t\.csv:5:1: error: .*t\.csv:2”"]
    yield from refused(place, "rows, --fail-fast", rows, told, "--fail-fast")
    yield from some_wrong(place, "rows", rows, [0, 2], 3, told)
    ids = [[*HEADER, "id"], [*ROWS[2], "a"], [*ROWS[0], "x"], [*ROWS[1], ""], [*ROWS[2], "a"]]
    yield from some_wrong(place, "id", put(ids), [0, 2], 3, ["B-002", "“a”"])
    ids[4][-1] = "b"
    status, text, lines = place.run(data=put(ids))
    if status != 0 or [line["id"] for line in lines] != ["a", "x", "b"]:
        yield f"ids: {status}, {lines and [line['id'] for line in lines]}: {text[-300:]}"


def mixed(place):
    """Tables among other inputs, in any order: each market is what it is alone."""
    market = str(SOURCE / "examples/e1-rehabilitation.marche.yaml")
    (place.folder / "r.jsonl").write_text('{"id": "r"}\n', encoding="utf-8")
    (place.folder / "d.json").write_text('{"marches": [{"id": "2026-1"}]}', encoding="utf-8")
    (place.folder / "t.csv").write_text(EXAMPLE, encoding="utf-8")
    alone = {name: [result(line) for line in place.run(name)[2]] for name in ("t.csv", market, "r.jsonl", "d.json")}
    for names in (("t.csv", market), (market, "t.csv"), ("t.csv", "r.jsonl", market), ("t.csv", "d.json", market, "r.jsonl")):
        status, text, lines = place.run(*names)
        if [result(line) for line in lines or []] != [one for name in names for one in alone[name]]:
            yield f"{names}: exit status {status}: {text[-400:]}"


def corruptions(place, n, seed):
    """Damaged tables never do worse than a told error."""
    chance = random.Random(seed)
    sources = [(EXAMPLE.encode(), ()), (SIMPLE, ("--map", "m.yaml")), (json.dumps([CONTRACT, CONTRACT | {"id": "2"}], ensure_ascii=False).encode(), ("--draft",))]
    (place.folder / "m.yaml").write_text(SIMPLE_MAP, encoding="utf-8")
    signs = [b'"', b'""', b";", b",", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"|", b"{", b"]", b"\xe2\x80", b"9" * 200, b"=1+1", b'";"', b"\\"]
    start = time.monotonic()
    for i in range(n):
        data, words = sources[i % len(sources)]
        data = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            at = chance.randrange(len(data) + 1)
            size = chance.choice((0, 0, 1, 1, 2, 50))
            data[at:at + size] = chance.choice((b"", chance.choice(signs), chance.choice(signs), bytes([chance.randrange(256)])))
            if chance.random() < 0.05:
                del data[chance.randrange(len(data) + 1):]
        name = "d.json" if "--draft" in words else "t.csv"
        status, text, _ = place.run(*words, data=bytes(data), name=name)
        if status not in (0, 1, 4, 5) or (status != 0 and "error" not in text):
            yield f"corruption {i}: exit status {status}: {text[-300:]!r}: {bytes(data)[:200]!r}…"
        if time.monotonic() - start > 240:
            yield f"only {i + 1} corruptions in four minutes"
            return


CASES = [forms, cells, encodings, structure, values, lots, headers, maps, contracts, duplicates, mixed, corruptions]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ccap")
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--corruptions", type=int, default=N_CORRUPTIONS)
    parser.add_argument("--seed", type=int, default=4180)
    given = parser.parse_args()
    tap = Cases()
    for case in CASES:
        if given.cases and case.__name__ not in given.cases:
            continue
        more = (given.corruptions, given.seed) if case is corruptions else ()
        run_case(tap, title(case), case, Tables, given.ccap, *more)
    tap.end()


if __name__ == "__main__":
    main()
