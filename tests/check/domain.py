# SPDX-License-Identifier: Apache-2.0
"""domain - fields, catalogues and lists of the library against the domain that they were taken from.

The domain is where CCAP_SHARED says; without it, only what the library says of itself is checked.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import unicodedata

from tap import SOURCE, Cases

DOMAIN = pathlib.Path(os.environ.get("CCAP_SHARED") or os.devnull) / "domain"  # nothing is below devnull
CONFIDENCE = {"verified": "verifie", "probable": "probable", "to_verify": "a_verifier"}
CLAUSES = {"k1": "clause_heures", "k2": "clause_action", "k3": "marche_reserve", "k4": "achat_insertion", "k5": "clause_illettrisme",
           "k6": "clause_diversite", "k7": "plan_progres", "k8": "critere_social", "k9": "variante_sociale"}
TYPES = {"entier": "integer", "décimal": "number", "booléen": "boolean", "choix": "string", "texte": "string", "multi": "array",
         "table": "array", "liste de communes": "array", "date": "string", "date ou texte": "string"}
# Rows that are held otherwise than by a field of that form, and by what.
OTHERWISE = {
    "D-072": "nom ou fonction, courriel et téléphone ont chacun leur champ",
    "D-074": "num et intitule",
    "D-078": "considerations du lot et du marché, motif d'un lot sans considération",
    "D-191": "lots de la considération du marché, tous à défaut",
    "D-249": "lots de la considération du marché, périmètre vérifié par la règle D-248",
}
RANGE_BY_RULE = {"D-195": "PUB-R1", "D-231": "PUB-R1", "D-250": "D-255", "D-201": "D-201", "D-322": "D-333"}
ASKED_BY_RULE = {"D-290": "D-293", "D-341": "D-341"}
# Rows whose value is calculated where nobody gives one, and by what.
CALCULATED = {"D-192": "calcul heures", "D-194": "calcul au_prorata", "D-248": "calcul article_entier"}
TYPE_OTHERWISE = {"D-223": "integer"}  # a choice between two numbers of hours


class Ccap:
    def __init__(self, program):
        self.program = program

    def json(self, *words):
        done = subprocess.run([self.program, *words, "--format", "json"], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def entries(self, kind):
        return {e["id"]: e for e in self.json("list", kind)}


def blocks(name, section=None):
    """{id: {key: text}} of the entries “- id: X” of a file of the domain, each member on its own line."""
    text = (DOMAIN / name).read_text(encoding="utf-8")
    if section:
        text = re.split(r"\n(?=\w)", text[text.index(f"\n{section}:") + 1:])[0]
    found = {}
    for chunk in re.split(r"\n  - id: ", text)[1:]:
        members = re.finditer(r'^    (\w+): (?:"([^"\n]*)"|([^\n]*))$', chunk, re.M)
        found[chunk.split("\n")[0].strip()] = {m[1]: m[2] if m[2] is not None else m[3] for m in members}
    return found


def plain(text):
    """Letters and digits alone: typography and the points of article numbers aside."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text)).lower()


def codes(text):
    return [c.strip() for c in text.strip("[]").split(",") if c.strip()]


def threshold_problems(ccap):
    ours = ccap.entries("seuils")
    for name, want in blocks("legal_references.yaml", "thresholds").items():
        mine = ours.get(name)
        if not mine:
            yield f"{name} is missing"
            continue
        period = mine.get("en_vigueur", mine)
        told = (str(mine["montant"]), period.get("du", "null"), period.get("au", "null"), mine["confiance"])
        wanted = (want["amount_eur"], want["valid_from"], want["valid_to"], CONFIDENCE[want["confidence"]])
        if told != wanted:
            yield f"{name}: {told}, the domain says {wanted}"


SPLIT = {"CCP-L3113-1": "one entry for each of its five articles here, with the date of each",
         "CMP-2006": "one entry for each of its five articles here too"}


def reference_problems(ccap):
    ours = ccap.entries("references")
    for name, want in blocks("legal_references.yaml", "references").items():
        mine = ours.get(name)
        if not mine:
            yield f"{name} is missing"
            continue
        period = mine["en_vigueur"]
        pairs = {"confiance": (mine["confiance"], CONFIDENCE[want["confidence"]]), "pour": (mine["pour"], codes(want["considerations"])),
                 "remplace_par": (mine.get("remplace_par", "null"), want["replaced_by"]),
                 "code": (plain(mine["code"]), plain(want["code"])), "note": (plain(mine.get("note", "")), plain(want.get("note", "")))}
        if name not in SPLIT:
            pairs |= {"du": (period["du"], want["in_force_from"]), "au": (period.get("au", "null"), want["in_force_to"]),
                      "article": (plain(mine["article"]), plain(want["article"])), "objet": (plain(mine["objet"]), plain(want["subject"]))}
        yield from (f"{name}.{key}: {a}, the domain says {b}" for key, (a, b) in pairs.items() if a != b)


def public_problems(ccap):
    ours = ccap.entries("publics")
    for name, want in blocks("eligible_publics.yaml", "publics").items():
        mine = ours.get(name, {})
        told = (mine.get("famille"), mine.get("pour"), mine.get("confiance"), bool(mine.get("note")))
        wanted = (want["family"], codes(want["applies_to"]), CONFIDENCE[want["confidence"]], "note" in want)
        if told != wanted:
            yield f"{name}: {told}, the domain says {wanted}"
    text = (DOMAIN / "eligible_publics.yaml").read_text(encoding="utf-8")
    for name, entry in ccap.entries("listes_publics").items():
        want = re.search(rf"^  {name}: (\[.*\])$", text, re.M)
        if not want or codes(want[1]) != entry["publics"]:
            yield f"{name}: {entry['publics']}"
    for name, entry in ccap.entries("parametres_publics").items():
        want = re.search(rf"id: {name}\n    default: (\d+)\n.*\n    range: \[(\d+), (\d+)\]\n(?:    note.*\n)?    confidence: (\w+)", text)
        told = (str(entry["valeur"]), str(entry["minimum"]), str(entry["maximum"]), entry["confiance"])
        if not want or told != (want[1], want[2], want[3], CONFIDENCE[want[4]]):
            yield f"{name}: {told}"
    criteria = text[text.index("iae_criteria:"):text.index("hour_modalities:")]
    levels = {1: set(codes(re.search(r"level_1: (\[.*\])", criteria)[1])), 2: set(re.findall(r"^    - (\w+)$", criteria, re.M))}
    told = {rank: {n for n, e in ccap.entries("criteres_iae").items() if e["rang"] == rank} for rank in (1, 2)}
    yield from (f"criteres_iae of rank {rank}: {sorted(told[rank] ^ levels[rank])}" for rank in (1, 2) if told[rank] != levels[rank])


def action_problems(ccap):
    text = (DOMAIN / "actions.yaml").read_text(encoding="utf-8")
    ours = {}
    for kind in ("actions", "formes_decouverte", "formes_immersion", "formes_partenariat", "formes_mixite", "modes_actions", "regles_actions"):
        ours |= ccap.entries(kind)
    wanted = set(re.findall(r"\bid: (A\d(?:-[\w-]+)?|AX-[\w-]+|imposee|au_choix|alternative_heures|ACT-R\d)\b", text))
    yield from (f"{name} is missing" for name in sorted(wanted - set(ours)))
    for chunk in re.split(r"\n  - id: ", text[text.index("\nactions:"):])[1:]:
        mine = ours.get(chunk.split("\n")[0], {})
        n = len(re.findall(r"- \{level: ", chunk))
        listed = re.search(r"\n    proofs: \[(.*)\]", chunk)
        lacks = [key for key in ("source", "confiance", "preuves", "unite_penalite", "objet") if not mine.get(key)]
        yield from (f"{mine.get('id')}: no {key}" for key in lacks)
        if n and len(mine.get("contraintes", [])) < n - (mine.get("id") == "A2"):  # two limits of one period are one line here
            yield f"{mine.get('id')}: {len(mine.get('contraintes', []))} constraints, the domain has {n}"
        if listed and len(mine.get("preuves", [])) < listed[1].count('", "') + 1 - (mine.get("id") == "A3"):
            yield f"{mine.get('id')}: {mine.get('preuves')}"


def report_problems(ccap):
    text = (DOMAIN / "reporting.yaml").read_text(encoding="utf-8")
    indicators = text[text.index("\ncontract_indicators:"):text.index("\nterritorial_tables:")]
    ours = ccap.entries("indicateurs_suivi")
    for chunk in re.split(r"\n  (?=K\d:)", indicators)[1:]:
        for name in re.findall(r"\{id: (\w+)", chunk):
            if chunk[:2] not in ours.get(name, {}).get("pour", []):
                yield f"indicateurs_suivi: {name} of {chunk[:2]}"
    kinds = {"tableaux_territoriaux": r"\{id: (T\d\d)", "chiffres_reference": r"\{id: (F\d\d)", "bilan_service_etat": r"\{id: (partenariat|beneficiaires|facilitateurs),"}
    for kind, pattern in kinds.items():
        yield from (f"{kind}: {name}" for name in sorted(set(re.findall(pattern, text)) ^ set(ccap.entries(kind))))
    for match in re.finditer(r"\{id: (F\d\d), value: ([\d.]+), unit: (\S+), year: (\d+)", text):
        mine = ccap.entries("chiffres_reference").get(match[1], {})
        if (str(mine.get("valeur")), str(mine.get("unite")), str(mine.get("annee"))) != (match[2], match[3].strip('"'), match[4]):
            yield f"chiffres_reference {match[1]}: {mine}"
    coded = {"donneur_ordre": "donneurs_ordre_territoire", "secteur": "secteurs_rapport", "tranche_montant": "tranches_montant",
             "fondement": "fondements", "situation": "situations_suivi", "strategic-procurement": "objectifs_strategiques",
             "social-objective": "objectifs_sociaux", "reserved-procurement": "participations_reservees",
             "applicability_reserved-execution": "emplois_proteges"}
    for name, kind in coded.items():
        part = re.split(r"\n    (?=\S)", text[text.index(f"\n    {name}:") + 1:])[0]
        wanted = set(re.findall(r'\{code: "?([\w-]+)', part))
        yield from (f"{kind}: {code}" for code in sorted(wanted ^ set(ccap.entries(kind))))
    listed = {"prescripteur": "prescripteurs_territoire", "type_entreprise": "types_entreprise", "sexe": "sexes",
              "environmental-impact": "incidences_environnementales", "innovative-acquisition": "achats_innovants"}
    for name, kind in listed.items():
        wanted = set(codes(re.search(rf"\n    {name}: (\[.*\])", text)[1]))
        yield from (f"{kind}: {code}" for code in sorted(wanted ^ set(ccap.entries(kind))))
    counted = {"taille_entreprise": "tailles_entreprise", "age": "tranches_age", "niveau": "niveaux_qualification"}
    for name, kind in counted.items():
        n = len(codes(re.search(rf"\n    {name}: (\[.*\])", text)[1]))
        if len(ccap.entries(kind)) != n:
            yield f"{kind}: {len(ccap.entries(kind))} entries, the domain has {n}"


def market_fields():
    """[(source, field as ccap show tells options)] of the schema of markets."""
    found = []

    def walk(node, name, required):
        if not isinstance(node, dict):
            return
        if "x-source" in node:
            field = {"id": name, "source": node["x-source"], "help": node.get("x-aide"), "unit": node.get("x-unite"), "type": node.get("type")}
            field |= {"obligation": "required" if required else "required_if" if "x-requis-si" in node else "optional"}
            field |= {ours: node[key] for ours, key in KEYS.items() if key in node}
            found.append(field)
        for key, child in node.get("properties", {}).items():
            walk(child, key, key in node.get("required", []))
        for key, child in node.get("$defs", {}).items():
            walk(child, key, False)
        walk(node.get("items"), name, False)

    walk(json.loads((SOURCE / "schemas/marche.schema.json").read_text(encoding="utf-8")), "marche", True)
    return found


KEYS = {"minimum": "minimum", "maximum": "maximum", "exclusive_minimum": "exclusiveMinimum", "min_length": "minLength", "max_length": "maxLength",
        "min_items": "minItems", "max_items": "maxItems", "default": "default", "default_expression": "x-defaut", "pattern": "pattern"}


def number(text):
    text = re.sub(r"[   ]", "", text).replace(",", ".")
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def range_of(text, kind):
    """{key: value} that a field of this range has."""
    both = re.match(r"([\d   ]+(?:,\d+)?) à ([\d   ]+(?:,\d+)?)( caractères)?$", text)
    if both:
        low, high = number(both[1]), number(both[2])
        names = ("min_length", "max_length") if both[3] else ("min_items", "max_items") if kind == "array" else ("minimum", "maximum")
        return {n: v for n, v in zip(names, (low, high)) if not (v == 0 and n != "minimum")}
    least = re.match(r"au moins (\d+)$", text)
    if least:
        return {"min_items": number(least[1])}
    return {"> 0": {"exclusive_minimum": 0.0}, "≥ 0": {"minimum": 0.0}}.get(text, {})


def row_problems(row, fields):
    number_of, _, kind, unit, default, limits, asked = row
    mine = [f for f in fields if re.search(rf"\b{number_of}\b", f["source"])]
    if not mine:
        yield "no field has it as its source"
        return
    if not all(f.get("help") for f in mine):
        yield "no help"
    if number_of in OTHERWISE:
        return
    wanted = TYPE_OTHERWISE.get(number_of) or TYPES[kind]
    mine = [f for f in mine if f["type"] == wanted] or mine
    first = mine[0]
    if not any(f["type"] == wanted for f in mine):
        yield f"type {first['type']}, the domain says {kind}"
    if unit != "-" and wanted != "array" and not any(plain(f.get("unit") or "") in (plain(unit), plain(unit).replace("é", "e")) for f in mine):
        yield f"unit {first.get('unit')}, the domain says {unit}"
    for key, value in (range_of(limits, wanted) if number_of not in RANGE_BY_RULE else {}).items():
        if not any(float(f.get(key, "nan")) == value for f in mine):
            yield f"{key} {first.get(key)}, the domain says {limits}"
    if number(default) is not None and number_of not in ("D-051", "D-221") and not any(f.get("default") == number(default) for f in mine):
        yield f"default {first.get('default')}, the domain says {default}"
    has_value = number_of in CALCULATED or any("default" in f or "default_expression" in f for f in mine)
    if asked == "oui" and not has_value and not any(f["obligation"] == "required" for f in mine) and number_of not in ASKED_BY_RULE:
        yield "optional, the domain asks for it"
    if asked.startswith("si ") and not has_value and not any(f["obligation"].startswith("required") for f in mine):
        yield f"optional, the domain asks for it {asked}"


def field_problems(ccap):
    text = (DOMAIN / "domain.md").read_text(encoding="utf-8")
    market = market_fields()
    options = {name: ccap.json("show", name)["options"] for name in CLAUSES.values()}
    for match in re.finditer(r"^\| (D-\d{3}) \| `([^`]+)` \|(.*)\|$", text, re.M):
        cells = [c.strip() for c in match[3].split("|")]
        prefix = match[2].split(".")[0]
        fields = options[CLAUSES[prefix]] + (market if match[1] in OTHERWISE else []) if prefix in CLAUSES else market + options["clause_heures"]
        fields = [f for f in fields if f.get("source")]
        row = (match[1], match[2], cells[1], cells[2], cells[3].removeprefix("= "), cells[4], cells[5])
        yield from (f"{match[1]} {match[2]}: {problem}" for problem in row_problems(row, fields))


def calculated_problems(ccap):
    """The calculations that CALCULATED names are there, and rest on a requirement."""
    text = (SOURCE / "clauses/calculs.yaml").read_text(encoding="utf-8")
    for number_of, name in CALCULATED.items():
        if not re.search(rf"\bid: {name.split()[1]}\b", text):
            yield f"{number_of}: no {name}"


def own_problems(ccap):
    """What the library says of itself: every entry that documents or rules rest on has its origin and its confidence."""
    needs = {"publics": ("libelle", "conditions", "famille", "preuve", "pour", "source", "confiance"),
             "references": ("code", "article", "citation", "objet", "en_vigueur", "pour", "source", "confiance"),
             "seuils": ("libelle", "montant", "source", "confiance"), "actions": ("libelle", "objet", "preuves", "source", "confiance")}
    for kind, keys in needs.items():
        for name, entry in ccap.entries(kind).items():
            yield from (f"{kind} {name}: no {key}" for key in keys if not entry.get(key))
            if kind == "publics" and not entry.get("fondements") and not entry.get("origine"):
                yield f"publics {name}: rests on no article, and does not say where it comes from"


def default_problems(ccap):
    """The lists proposed at the beginning are the defaults of the options."""
    lists = ccap.entries("listes_publics")
    for name, clause in (("K1_default", "clause_heures"), ("K2_default", "clause_action")):
        option = next(o for o in ccap.json("show", clause)["options"] if o["id"] == "publics")
        told = option.get("default") or re.findall(r"'(\w+)'", option["default_expression"].split(":")[-1])
        if told != lists[name]["publics"]:
            yield f"{clause}.publics: {told}, {name} is {lists[name]['publics']}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ccap", nargs="?", default=str(SOURCE / "build/ccap"))
    ccap = Ccap(parser.parse_args().ccap)
    cases = Cases()
    cases.case("every entry of a catalogue has its origin and confidence", own_problems(ccap))
    cases.case("calculations give what nobody has to say", calculated_problems(ccap))
    cases.case("lists of publics are the defaults of options", default_problems(ccap))
    for name, problems in (("thresholds", threshold_problems), ("references", reference_problems), ("publics", public_problems),
                           ("actions", action_problems), ("reporting lists", report_problems), ("fields: type, unit, default, range, obligation", field_problems)):
        if (DOMAIN / "domain.md").is_file():
            cases.case(f"{name} as in the domain", problems(ccap))
        else:
            cases.skip(f"{name} as in the domain", "the domain is not here (CCAP_SHARED)")
    cases.end()


if __name__ == "__main__":
    main()
