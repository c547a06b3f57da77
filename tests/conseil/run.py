#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run - what ccap advise says of markets (TAP).

    tests/conseil/run.py [--ccap PROGRAM] [CASE …]

A case changes the base market and says what must come out: the first considerations in their order with their verdict, the
rules that decide, reminders, combinations, what is prepared where nothing suits. Every case of clauses/conseil.yaml must decide
for some market here and not for another.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or HERE.parents[1])
BUILD = pathlib.Path(os.environ.get("CCAP_BUILD") or SOURCE / "build")
sys.path.insert(0, str(SOURCE / "tests/check"))
from tap import Cases  # noqa: E402  (after the path)
LETTERS = {"+": "proposée", "o": "possible", "-": "déconseillée", "x": "impossible", "/": "écartée"}

BASE = {
    "marche": {"reference": "2026-CO-01", "objet": "Marché d'essai du conseil", "nature": "services", "montant": 400000, "duree": 12,
               "lancement": "2026-10-05", "procedure": "formalisee"},
    "acheteur": {"nom": "Commune d'Exemple", "article": "la", "type": "bloc_communal"},
    "territoire": {"lieux": ["Exemple"]},
    "facilitateur": {"structure": "Maison de l'emploi", "territoire": "Exemple",
                     "contact": {"fonction": "Facilitatrice", "courriel": "clauses@exemple.fr", "telephone": "01 02 03 04 05"}},
    "lots": [{"num": 1, "intitule": "Lot unique", "montant": 400000, "part_mo": 60}],
}


def case(name, wanted, *, rules="", reminders="", silent="", combos="", nothing=None, incomplete=False, lots=None, says=None, **changes):
    return {"name": name, "wanted": wanted, "rules": rules, "reminders": reminders, "silent": silent, "combos": combos,
            "nothing": nothing, "incomplete": incomplete, "lots": lots, "says": says or {}, "changes": changes}


LINK = "Les métiers du marché accueillent des personnes en parcours."
# says: words of the sentence of a consideration. wanted: "+K1 +K8 oK2": the first considerations, in this order; "…" then some that come anywhere. rules: "K1:D-113".
CASES = [
    # --- the scenarios of the domain -----------------------------------------------------------------------------------------
    case("E1 works with much labour", "+K1 +K8 oK2", rules="K1:D-113 K8:D-124 K7:D-123 K4:D-277 K6:D-126 K3:D-121", reminders="K1:D-126",
         combos="K1+K8 K1+K2", silent="D-127 D-125 D-118",
         marche={"nature": "travaux", "secteur": "batiment", "montant": 6200000, "duree": 18}, acheteur={"type": "bailleur"},
         territoire={"qpv": True, "min_heures": 100}, lots=[{"num": 1, "intitule": "Tous corps d'état", "montant": 6200000, "part_mo": 50}]),
    case("E2 a small technical service", "+K2 … -K1 -K8 -K9 -K5 -K6 -K7", rules="K2:D-114 K1:D-114", silent="D-126 D-118 D-096",
         marche={"montant": 72000, "technicite": "forte", "procedure": "adaptee", "lancement": "2026-10-12"},
         lots=[{"num": 1, "intitule": "Contrôle des stations", "montant": 72000, "part_mo": 30}]),
    case("E3 information technology", "+K2 oK1 oK7", rules="K2:D-116 K1:D-116", combos="K1+K2", silent="D-118",
         marche={"nature": "tic", "secteur": "informatique", "montant": 800000, "duree": 48, "reconductions": 1, "forme": "bons_de_commande",
                 "max_ac": 800000, "technicite": "tres_forte", "lancement": "2026-11-16"},
         acheteur={"type": "etablissement_public"}, lots=[{"num": 1, "intitule": "Maintenance", "montant": 800000}]),
    case("E4 cleaning with staff taken over", "+K1 +K5 oK2", rules="K1:D-113 K5:D-290 K8:D-124", reminders="K1:D-127", combos="K1+K5 K1+K2 K1+K7",
         silent="D-126 D-118",
         marche={"secteur": "proprete", "montant": 1200000, "duree": 48, "reconductions": 3, "reprise": True, "lancement": "2026-09-14"},
         acheteur={"type": "hopital"}, conseil={"relais_illettrisme": True, "metiers_accessibles": True},
         lots=[{"num": 1, "intitule": "Propreté", "montant": 1200000, "part_mo": 80}]),
    case("E5 paths into work", "+K4 … -K1 -K9", rules="K4:D-122 K1:D-344 K2:D-122 K3:D-284 K8:D-124", reminders="K4:D-097", silent="D-126 D-119",
         marche={"secteur": "espaces_verts", "montant": 480000, "duree": 36, "procedure": "services_sociaux", "lancement": "2026-10-01"},
         acheteur={"type": "departement"}, lots=[{"num": 1, "intitule": "Sentiers et berges", "montant": 480000}]),
    # --- hours -----------------------------------------------------------------------------------------------------------------
    case("hours between a week and the minimum", "+K2 oK1", rules="K2:D-115 K1:D-115", silent="D-114",
         lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000, "part_mo": 10}]),
    case("hours just at the minimum", "+K1", rules="K1:D-113", lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000, "part_mo": 12.25}]),
    case("34 hours", "+K2", rules="K1:D-114", lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000, "part_mo": 6}]),
    case("35 hours", "+K2 oK1", rules="K1:D-115", lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000, "part_mo": 6.125}]),
    case("a share of labour that nobody gave", "oK1", rules="K1:D-077", lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000}]),
    case("trades open to nobody", "+K2 … -K1 -K8", rules="K1:D-113 K2:D-113 K8:D-328", conseil={"metiers_accessibles": False}),
    case("two months", "+K2 oK1", rules="K2:D-116 K1:D-116 K5:D-286 K6:D-303", marche={"duree": 2}),
    case("a sector that is new", "+K1 +K2", rules="K2:D-117", combos="K1+K2", conseil={"secteur_nouveau": True}, marche={"reprise": True}),
    case("a concession", "+K1", reminders="K1:D-125", silent="D-126", marche={"nature": "concession", "duree": 60}),
    case("only an action where hours are possible", "+K1", reminders="K2:D-118",
         lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000, "part_mo": 60, "considerations": [{"clause": "clause_action"}]}]),
    case("hours in a lot that is reserved", "… oK1", rules="K1:D-266",
         lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000, "part_mo": 60, "considerations": [{"clause": "marche_reserve"}]}]),
    # --- reservation -------------------------------------------------------------------------------------------------------
    case("forty structures", "… +K3", rules="K3:D-120", reminders="K3:D-096", territoire={"offre": 40}, acheteur={"type": "region"}),
    case("one structure", "… -K3", rules="K3:D-120", territoire={"offre": 1}),
    case("five structures", "… oK3", rules="K3:D-120", territoire={"offre": 5}),
    case("posts that are too technical to reserve", "… -K3", rules="K3:D-120", marche={"technicite": "forte"}, territoire={"offre": 40}),
    case("twelve structures and two lots", "… +K3", rules="K3:D-120", territoire={"offre": 12},
         lots=[{"num": 1, "intitule": "Premier lot", "montant": 200000, "part_mo": 60}, {"num": 2, "intitule": "Second lot", "montant": 200000, "part_mo": 60}]),
    case("many places", "… oK3", rules="K3:D-121", territoire={"offre": 40, "lieux": [f"Lieu {n}" for n in range(1, 18)]}),
    # --- paths, plans, criteria, variants ---------------------------------------------------------------------------------------
    case("no need of paths", "… -K4", rules="K4:D-122", acheteur={"type": "departement"}),
    case("a need of paths that the buyer states", "+K4", rules="K4:D-122", acheteur={"type": "departement"}, conseil={"besoin_parcours": True}),
    case("a plan and somebody to follow it", "… +K7", rules="K7:D-123", combos="K1+K7", marche={"duree": 24}, conseil={"equipe_suivi": True}),
    case("a plan and nobody to follow it", "… -K7", rules="K7:D-123", marche={"duree": 24}, conseil={"equipe_suivi": False}),
    case("23 months", "… -K7", rules="K7:D-123", marche={"duree": 23}, conseil={"equipe_suivi": True}),
    case("no competition", "… xK8 xK9", rules="K8:D-329 K9:D-340", marche={"procedure": "sans_publicite"}),
    case("below the threshold", "… oK8", rules="K8:D-124", silent="D-096",
         marche={"montant": 200000}, lots=[{"num": 1, "intitule": "Lot unique", "montant": 200000, "part_mo": 60}]),
    case("nobody for literacy", "… -K5", rules="K5:D-293", marche={"secteur": "proprete"}, conseil={"relais_illettrisme": False}),
    case("perhaps somebody for literacy", "… oK5", rules="K5:D-293", marche={"secteur": "proprete"}),
    # --- the buyer's word; nothing at all --------------------------------------------------------------------------------------
    case("hours dismissed by the buyer", "+K8 … /K1", silent="D-127", combos="", marche={"reprise": False},
         conseil={"ecartees": [{"clause": "clause_heures", "motif": "Le site n'accueille aucun nouvel arrivant avant 2028."}]}),
    case("dismissed for another lot", "+K1", conseil={"ecartees": [{"clause": "clause_heures", "motif": "Le lot 2 est trop court.", "lots": [2]}]},
         lots=[{"num": 1, "intitule": "Premier lot", "montant": 300000, "part_mo": 60}, {"num": 2, "intitule": "Second lot", "montant": 100000, "part_mo": 60}]),
    case("an exemption for want of a link", "+K1", reminders="K2:D-103", dispense={"cas": "EX-M2", "motif": "x" * 90}),
    case("nothing, and an obligation", "-K1", nothing="D-105", rules="",
         conseil={"ecartees": [{"clause": c, "motif": "Essai du conseil : rien ne convient."} for c in
                               ("clause_action", "marche_reserve", "clause_illettrisme", "clause_diversite", "critere_social", "variante_sociale")],
                  "metiers_accessibles": False}),
    case("nothing, and no obligation", "-K1", nothing="D-128", marche={"montant": 50000, "technicite": "forte"},
         conseil={"ecartees": [{"clause": "clause_action", "motif": "Aucun prescripteur ne peut être mobilisé."}]},
         lots=[{"num": 1, "intitule": "Lot unique", "montant": 50000, "part_mo": 10}]),
    case("works whose staff may be hired from outside", "… oK6", combos="K2+K6", rules="K6:D-126", marche={"nature": "travaux", "duree": 8},
         conseil={"secteur_nouveau": True}),
    # --- what the market gives already; which of several reasons it is -------------------------------------------------------
    case("hours at the market's own rates", "+K1", rules="K1:D-113", says={"K1": "environ 600 h"}, marche={"montant": 300000, "duree": 10},
         lots=[{"num": 1, "intitule": "Lot unique", "montant": 300000, "part_mo": 50, "considerations": [
             {"clause": "clause_heures", "options": {"taux": 10, "cout_horaire": 25, "lien_objet": LINK}}]}]),
    case("hours at the market's own rate, its clause being unfinished", "+K1", says={"K1": "environ 686 h"}, marche={"duree": 10},
         lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000, "part_mo": 60, "considerations": [{"clause": "clause_heures", "options": {"taux": 10}}]}]),
    case("hours that an alternative names", "+K2", rules="K1:D-115", says={"K1": "69 h"},
         lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000, "part_mo": 60, "considerations": [
             {"clause": "clause_action", "options": {"taux": 2, "cout_horaire": 70, "lien_objet": LINK, "metiers": ["agent"], "lieu_accueil": "l'atelier du marché"}}]}]),
    case("technical posts in a long contract", "+K2", marche={"technicite": "forte", "duree": 36},
         says={"K2": "Les postes sont très techniques :", "K1": "les postes, très techniques, se prêtent mal", "K5": "Les postes sont très qualifiés :",
               "K8": "les postes, très techniques, laissent"}),
    case("a short contract of simple posts", "+K2", marche={"duree": 2}, says={"K2": "Le lot est court (2 mois) :", "K1": "la durée du lot (2 mois) se prête mal",
                                                                              "K5": "Le lot ne dure que 2 mois :"}),
    case("a long contract with few people", "+K2", marche={"montant": 90000, "duree": 48}, says={"K5": "L'effectif du lot est réduit :", "K9": "est faible :"},
         lots=[{"num": 1, "intitule": "Fruits", "montant": 90000, "part_mo": 5}]),
    case("no post within reach", "+K2", conseil={"metiers_accessibles": False}, says={"K8": "Aucun poste du marché n'est accessible"}),
    case("what stands on a shelf", "… -K9", marche={"standard": True}, says={"K9": "sur étagère"}),
    case("a value that is wrong", "oK1", incomplete=True, marche={"technicite": 7}, lots=[{"num": 1, "intitule": "Lot unique", "montant": 400000}]),
]


def market_of(one):
    market = json.loads(json.dumps(BASE))
    for section, values in one["changes"].items():
        market[section] = market.get(section, {}) | values
    if one["lots"]:
        market["lots"] = one["lots"]
    market["marche"].setdefault("montant", sum(lot["montant"] for lot in market["lots"]))
    return market


def advice(ccap, path):
    return subprocess.run([ccap, "advise", "--format", "json", str(path)], capture_output=True, text=True, timeout=60, check=False,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})


def check_order(wanted, opinions):
    found = {o["code"]: o for o in opinions}
    is_first, problems = True, []
    for place, word in enumerate(wanted.split()):
        if word == "…":
            is_first = False
            continue
        verdict, code = LETTERS[word[0]], word[1:]
        if is_first and opinions[place]["code"] != code:
            problems.append(f"place {place + 1} is {opinions[place]['code']}, wanted {code}")
        if found[code]["avis"] != verdict:
            problems.append(f"{code} is {found[code]['avis']} [{found[code].get('regle')}], wanted {verdict}")
    return problems


def problems_of(one, lot):
    found = {o["code"]: o for o in lot["avis"]}
    problems = check_order(one["wanted"], lot["avis"])
    for pair in one["rules"].split():
        code, rule = pair.split(":")
        if found[code].get("regle") != rule:
            problems.append(f"{code} rests on {found[code].get('regle')}, wanted {rule}")
    reminders = {f"{o['code']}:{r['regle']}" for o in lot["avis"] for r in o["rappels"]}
    problems += [f"no reminder {r}" for r in one["reminders"].split() if r not in reminders]
    combos = ["+".join(c["codes"]) for c in lot["combinaisons"]]
    problems += [f"no combination {c}, only {combos}" for c in one["combos"].split() if c not in combos]
    said = {r.split(":")[1] for r in reminders} | {c["regle"] for c in lot["combinaisons"]} | {o["regle"] for o in lot["avis"]
                                                                                                if o["avis"] == "proposée"}
    problems += [f"{rule} is said" for rule in one["silent"].split() if rule in said]
    if (lot.get("aucune") or {}).get("regle") != one["nothing"]:
        problems.append(f"prepared {lot.get('aucune')}, wanted {one['nothing']}")
    if lot["incomplet"] != one["incomplete"]:
        problems.append(f"incomplet is {lot['incomplet']}")
    problems += [f"{code} says « {found[code]['phrase']} »" for code, words in one["says"].items()
                 if words not in re.sub(r"[\u00a0\u202f]", " ", found[code]["phrase"]).replace("’", "'")]
    for o in lot["avis"]:
        problems += [f"{o['code']}: no sentence"] if not o["phrase"].rstrip().endswith(".") or "{{" in o["phrase"] else []
        problems += [f"{o['code']}: « {o['phrase']} »"] if "[…" in o["phrase"] or "⟦" in o["phrase"] else []
        problems += [f"{o['code']}: {d['nom']} has no value or title" for d in o["donnees"] if not d["valeur"] or d["titre"] == d["nom"]]
    return problems


def cases_of_library():
    """(consideration, rule, verdict, rank) of every case; the rule of reminders and combinations with what they are about."""
    text = (SOURCE / "clauses/conseil.yaml").read_text(encoding="utf-8")
    parts = re.split(r"^(considerations|rappels|combinaisons|aucune):$", text, flags=re.M)
    by_name = dict(zip(parts[1::2], parts[2::2]))
    wanted = set()
    for block in re.split(r"^  - consideration: ", by_name["considerations"], flags=re.M)[1:]:
        clause = block.split()[0]
        for rule, verdict, rank in re.findall(r"- id: (\S+)\n(?:        nom: \w+\n)?(?:        si: .*\n)?        avis: (\w+)\n        rang: (\d+)", block):
            wanted.add((clause, rule, verdict, int(rank)))
    for kind in ("rappels", "combinaisons"):
        for rule, clauses in re.findall(r"- id: (\S+)\n(?:    nom: \w+\n)?    considerations: \[(.*)\]", by_name[kind]):
            wanted.add((kind, rule, clauses))
    wanted |= {("aucune", rule) for rule in re.findall(r"- id: (\S+)", by_name["aucune"])}
    return wanted


def said_in(lot, ids):
    """The same, of one lot's advice."""
    plain = str.maketrans("éè", "ee")
    for o in lot["avis"]:
        if o["avis"] != "écartée":
            yield (o["consideration"], o["regle"], o["avis"].translate(plain), o["rang"])
        for r in o["rappels"]:
            yield ("rappels", r["regle"], o["consideration"])
    for c in lot["combinaisons"]:
        yield ("combinaisons", c["regle"], ", ".join(ids[code] for code in c["codes"]))
    if lot.get("aucune"):
        yield ("aucune", lot["aucune"]["regle"])


def coverage(seen, n_lots):
    never, always = [], []
    for wanted in cases_of_library():
        n = max((seen.get((wanted[0], wanted[1], clause), 0) for clause in wanted[2].split(", ")), default=0) if wanted[0] == "rappels" else seen.get(wanted, 0)
        never += [f"never: {wanted}"] if n == 0 else []
        always += [f"always: {wanted}"] if n == n_lots else []
    return sorted(never), sorted(always)


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(BUILD / "ccap"))
    parser.add_argument("cases", nargs="*")
    given = parser.parse_args()
    tap, seen, n_lots = Cases(), {}, 0
    with tempfile.TemporaryDirectory() as folder:
        for one in CASES:
            if given.cases and not any(word in one["name"] for word in given.cases):
                continue
            path = pathlib.Path(folder) / "essai.marche.json"
            path.write_text(json.dumps(market_of(one)), encoding="utf-8")
            done = advice(given.ccap, path)
            if done.returncode != 0:
                tap.case(one["name"], [f"exit status {done.returncode}: {done.stdout[-400:]} {done.stderr[-400:]}"])
                continue
            lots = json.loads(done.stdout)["lots"]
            tap.case(one["name"], problems_of(one, lots[0]))
            for lot in lots:
                n_lots += 1
                ids = {o["code"]: o["consideration"] for o in lot["avis"]}
                for said in set(said_in(lot, ids)):
                    seen[said] = seen.get(said, 0) + 1
    if not given.cases:
        never, always = coverage(seen, n_lots)
        tap.case("every case of the library is said of some lot", never)
        tap.case("no case of the library is said of all", always)
    tap.end()


if __name__ == "__main__":
    main()
