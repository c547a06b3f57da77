#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""calculs - results of the library's calculations on markets, read from the piece « controles » (TAP).

    tests/regles/calculs.py [--ccap PROGRAM]

exigences: D-159, D-160, D-167, D-171, D-176, D-180, D-182, D-188, D-190, D-358
"""
import argparse
import html
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or HERE.parents[1])
BUILD = pathlib.Path(os.environ.get("CCAP_BUILD") or SOURCE / "build")
sys.path.insert(0, str(SOURCE / "tests/check"))
from tap import Cases  # noqa: E402  (after the path)
MARKET = """\
marche:
  reference: CALCUL
  objet: Rénovation et entretien de bâtiments publics
  nature: services
  montant: {montant}
  duree: {duree}
  lancement: 2026-06-01
  procedure: formalisee
  ccag: aucun
  {marche}
acheteur: {{nom: Commune d'Essai, type: bloc_communal}}
territoire: {{lieux: [Essai]}}
facilitateur:
  structure: Maison de l'emploi d'Essai
  contact: {{fonction: facilitatrice, courriel: clauses@exemple.fr, telephone: 01 02 03 04 05}}
  territoire: Essai
lots:
  - num: 1
    intitule: Tous corps d'état
    montant: {montant}
    part_mo: {part_mo}
    {lot}
    considerations:
      - clause: {clause}
        motif: Choix de l'essai, sans portée.
        options: {{lien_objet: Les métiers du marché accueillent des personnes en parcours., {options}}}
document: {{date: 2026-06-01}}
"""
DONE = "releves: [{{code: P1, debut: 2026-07-01, fin: 2026-12-31, heures: {heures}, eligible_le: 2026-06-20}}]"
EXEMPT = ("exonerations: [{heures: 40, motif: Les démarches du titulaire sont restées sans suite., pieces: [courriers], accord: 2026-12-01}]")
# name, what differs from the defaults, {title of a calculation: its result}
CASES = [
    ("V25: 1 000 000 €, 50 %, 5 %, 30 €", {"montant": 1000000, "options": "taux: 5, cout_horaire: 30"},
     {"Volume d’heures avant arrondi": "833,33 h", "Volume d’heures calculé": "833 h"}),
    ("1 500 000 €, 70 %, 10 %, 30 €", {"montant": 1500000, "part_mo": 70, "options": "taux: 10, cout_horaire: 30"},
     {"Volume d’heures calculé": "3 500 h"}),
    ("E1: 6 200 h, 3,86 emplois, 310 000 €", {"montant": 6200000, "duree": 18, "options": "taux: 7"},
     {"Heures dues du lot (plafond ou estimation si l’engagement n’est pas un volume fixe)": "6 200 h", "Semaines de travail": "177,1 semaines",
      "Pénalité maximale pour les heures": "310 000 €", "Pénalité maximale rapportée au montant du lot": "5 %"}),
    ("V21: 700 h dues, 560 validées, 40 exonérées, 50 €", {"options": "volume: 700, motif_volume: Volume fixé pour l'essai du calcul.",
     "lot": "execution: {" + DONE.format(heures=560) + ", " + EXEMPT + "}"},
     {"Heures non réalisées": "100 h", "Pénalité d’heures": "5 000 €"}),
    ("more hours than due: no penalty", {"options": "volume: 700, motif_volume: Volume fixé pour l'essai du calcul.",
     "lot": "execution: {" + DONE.format(heures=900) + "}"}, {"Heures non réalisées": "0 h", "Pénalité d’heures": "0 €"}),
    ("two actions at 500 €", {"clause": "clause_action", "duree": 24, "options": "metiers: [peinture], actions: [A2], lieu_accueil: le site, nombre: 3, "
     "periodicite: sur_la_duree, mode: alternative_heures", "lot": "execution: {actions_validees: 1}"}, {"Pénalité d’actions": "1 000 €"}),
    ("three documents, ten days, 100 €", {"lot": "execution: {documents_en_retard: 3, jours_de_retard: 10}"}, {"Pénalité de documents": "3 000 €"}),
    ("V26: 199 999 € invoiced, 35 h by 100 000 €", {"marche": "forme: bons_de_commande\n  max_ac: 800000", "montant": 800000,
     "options": "expression: par_tranche", "lot": "execution: {montant_facture: 199999}"},
     {"Heures dues à ce jour": "35 h"}),
    ("E3: 640 000 € invoiced, 210 h", {"marche": "forme: bons_de_commande\n  max_ac: 800000", "montant": 800000,
     "options": "expression: par_tranche", "lot": "execution: {montant_facture: 640000}"}, {"Heures dues à ce jour": "210 h"}),
    ("half of the time, a quarter of the hours", {"marche": "notification: 2026-07-01", "options": "volume: 1000, motif_volume: Volume fixé pour l'essai du calcul.",
     "lot": "execution: {etat_au: 2027-07-01, " + DONE.format(heures=250) + "}"}, {"Avancement": "25 %", "Part de la durée écoulée": "50 %"}),
]


def text_of(path):
    with zipfile.ZipFile(path) as package:
        content = package.read("content.xml").decode("utf-8")
    return html.unescape(re.sub(r"<[^>]+>", "", content)).replace("\u202f", " ").replace("\u00a0", " ")


def problems_of(ccap, folder, given, wanted):
    values = {"montant": 2000000, "duree": 24, "part_mo": 50, "marche": "", "lot": "", "clause": "clause_heures", "options": ""} | given
    path = folder / "a.marche.yaml"
    path.write_text(MARKET.format(**values), encoding="utf-8")
    done = subprocess.run([ccap, "generate", "-f", "odt", "--pieces", "controles", "-o", str(folder), str(path)], capture_output=True, text=True,
                          timeout=60, check=False, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} |
                          {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    if done.returncode != 0:
        return [f"exit status {done.returncode}: {done.stderr[-600:]}"]
    text = text_of(folder / "a-controles.odt")
    found = dict(re.findall(r"([A-ZÀ-Ý][^.:]*?), lot 1 \([^)]*\) : ([^.]*?)\. ?Formule", text))
    return [f"{title}: {found.get(title)!r}, wanted {value!r}" for title, value in wanted.items() if found.get(title) != value]


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(BUILD / "ccap"))
    given = parser.parse_args()
    tap = Cases()
    for name, market, wanted in CASES:
        with tempfile.TemporaryDirectory() as folder:
            tap.case(name, problems_of(given.ccap, pathlib.Path(folder), market, wanted))
    tap.end()


if __name__ == "__main__":
    main()
