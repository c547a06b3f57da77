#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run - the editor path (TAP): what `ccap schema` prints compiles in ajv, judges every sample and every seeded mistake as ccap does,
and makes yaml-language-server complete and complain.

    tests/editor/run.py PROGRAM

The npm packages of package.json go to build/editor-npm; where node or the packages can't be had, everything is skipped with the reason.
"""
import copy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path.insert(0, str(SOURCE / "tests/check"))
from tap import Cases  # noqa: E402  (after the path)

CCAP = os.path.abspath(sys.argv[1])
MODULES = pathlib.Path(os.environ.get("CCAP_BUILD") or SOURCE / "build") / "editor-npm"
# What schemas can say. The rest is beyond them: rules, options required under a condition, numbers of lots that don't exist.
SCHEMA_FAMILIES = ("S-", "Y-")
SCHEMA_CODES = {"L-002", "L-004", "L-009", "L-022", "L-023", "L-024", "L-029", "L-030", "L-037"}


def run(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, check=False, **more)


def install():
    """The reason why the packages can't be had, or None."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node or npm is not installed"
    MODULES.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package.json").read_text(encoding="utf-8")
    stamp = MODULES / "installed.json"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return None
    (MODULES / "package.json").write_text(wanted, encoding="utf-8")
    words = "npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error".split()
    try:
        done = run(*words, cwd=MODULES, timeout=240)
    except subprocess.TimeoutExpired:
        return "npm install did not end within four minutes"
    if done.returncode != 0:
        return "npm install failed: " + (done.stderr.strip().splitlines() or ["no message"])[0][:100]
    stamp.write_text(wanted, encoding="utf-8")
    return None


def node(script, job):
    env = {"PATH": os.environ["PATH"], "NODE_MODULES": str(MODULES), "HOME": "/nonexistent"}
    done = run("node", str(HERE / script), input=json.dumps(job), env=env, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"{script}: {done.stderr[:2000]}")
    return json.loads(done.stdout)


def ccap(*words):
    return run(CCAP, *words, env={"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "1789948800", **asan()})


def asan():
    return {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}


def findings(path):
    """What ccap says that a schema could say: [(line, code, message)]."""
    done = ccap("check", str(path), "--format", "json")
    found = json.loads(done.stdout)
    return [(f["line"], f["code"], f["message"]) for f in found if f["code"].startswith(SCHEMA_FAMILIES) or f["code"] in SCHEMA_CODES]


# --- documents ----------------------------------------------------------------------------------------------------


def sound_documents():
    """[(schema, path)] of everything that we ship."""
    clauses = SOURCE / "clauses"
    yield from (("marche", p) for p in sorted(clauses.glob("apercu/*.yaml")))
    yield from (("marche", p) for p in sorted((SOURCE / "examples").glob("*.marche.yaml")))
    yield from (("clause", p) for p in sorted(clauses.glob("considerations/*.yaml")))
    yield from (("commun", p) for p in sorted(clauses.glob("communs/*.yaml")))
    yield from (("regles", p) for p in sorted(clauses.glob("regles/*.yaml")))
    yield from (("catalogue", clauses / f"{n}.yaml") for n in ("actions", "publics", "references", "listes"))
    yield from (("modele", p) for p in sorted((SOURCE / "templates").glob("*/modele.yaml")))
    yield "calculs", clauses / "calculs.yaml"
    yield "bibliotheque", clauses / "bibliotheque.yaml"


OPTIONS = ("lots", 0, "considerations", 0, "options")
DELETE = object()
# A path in MARKET, and what is put there: one mistake each.
MARKET_MISTAKES = {
    "a section missing": (("acheteur",), DELETE),
    "an unknown section": (("marches",), {}),
    "a required field missing": (("marche", "objet"), DELETE),
    "an unknown field": (("marche", "montan"), 5),
    "a number as text": (("marche", "montant"), "1000"),
    "a text as number": (("marche", "objet"), 12),
    "a list as map": (("lots",), {"num": 1}),
    "no lot": (("lots",), []),
    "null": (("marche", "objet"), None),
    "an unknown code of a list": (("marche", "nature"), "travau"),
    "a sector that no list knows": (("marche", "secteur"), "batimen"),
    "zero where more is wanted": (("marche", "montant"), 0),
    "parts of cents": (("marche", "montant"), 100.001),
    "a fraction of months": (("marche", "duree"), 2.5),
    "too many months": (("marche", "duree"), 481),
    "a date as people write it": (("marche", "lancement"), "5/10/2026"),
    "a day that does not exist": (("document",), {"date": "2026-02-30"}),
    "a launch before the law": (("marche", "lancement"), "2018-01-01"),
    "text too short": (("marche", "objet"), "court"),
    "text too long": (("marche", "reference"), "x" * 61),
    "yes for a boolean": (("marche", "reprise"), "oui"),
    "a bad article": (("acheteur", "article"), "le "),
    "a bad address": (("facilitateur", "contact", "courriel"), "clauses.exemple.fr"),
    "a bad telephone": (("facilitateur", "contact", "telephone"), "12"),
    "neither name nor function": (("facilitateur", "contact", "fonction"), DELETE),
    "a place twice": (("territoire", "lieux"), ["Ormoise", "Ormoise"]),
    "an unknown priority": (("territoire", "priorites"), ["RSAA"]),
    "a lot number of the wrong kind": (("lots", 0, "num"), "n° 1"),
    "an unknown consideration": (("lots", 0, "considerations", 0, "clause"), "clause_heure"),
    "a code for an identifier": (("lots", 0, "considerations", 0, "clause"), "K1"),
    "no consideration named": (("lots", 0, "considerations", 0, "clause"), DELETE),
    "a required option missing": (OPTIONS + ("lien_objet",), DELETE),
    "all options missing": (OPTIONS, DELETE),
    "an unknown option": (OPTIONS + ("tau",), 5),
    "an option of another consideration": (OPTIONS + ("forfait_penalite",), 500),
    "an option above its range": (OPTIONS + ("taux",), 21),
    "an option below its range": (OPTIONS + ("cout_horaire",), 19.99),
    "an option of the wrong type": (OPTIONS + ("tutorat",), 1),
    "an unknown value of an option": (OPTIONS + ("expression",), "volume"),
    "an unknown public": (OPTIONS + ("publics",), ["DELD", "DELDD"]),
    "no publics": (OPTIONS + ("publics",), []),
    "an unknown key in a list of an option": (OPTIONS + ("repartition",), [{"periode": "année 1", "heures": 3, "an": 1}]),
    "an acknowledgement without date": (("acquittements",), [{"regle": "D-126", "motif": "Un motif suffisant."}]),
    "an acknowledgement of no rule": (("acquittements",), [{"regle": "126", "motif": "Un motif suffisant.", "date": "2026-09-20"}]),
    "an unknown exemption": (("dispense",), {"cas": "EX-M9", "motif": "Un motif."}),
}
# File of the library, schema, text, its replacement.
LIBRARY_MISTAKES = {
    "an unknown key of a clause": ("considerations/clause_heures.yaml", "clause", "\nresume:", "\nresumee:"),
    "a version that is none": ("considerations/clause_heures.yaml", "clause", "version: 1.0.0", "version: un"),
    "an option without help": ("considerations/clause_heures.yaml", "clause", "x-aide: Coût", "x-aid: Coût"),
    "an unknown block": ("considerations/clause_heures.yaml", "clause", "\n  controle: |", "\n  controles: |"),
    "an unknown legal basis": ("considerations/clause_heures.yaml", "clause", "[CCP-L2112-2,", "[CCP-L2112-222,"),
    "a shared text without title": ("communs/accompagnement.yaml", "commun", "\ntitre:", "\ntitle:"),
    "an unknown level of a rule": ("regles/heures.yaml", "regles", "niveau: avertissement", "niveau: attention"),
    "a rule for no consideration": ("regles/heures.yaml", "regles", "consideration: clause_heures", "consideration: clause_heure"),
    "an unknown key of a calculation": ("calculs.yaml", "calculs", "titre: Marché public,", "nom: Marché public,"),
    "an entry without identifier": ("publics.yaml", "catalogue", "- id: DELD", "- ident: DELD"),
    "a library without version": ("bibliotheque.yaml", "bibliotheque", "\nversion:", "\nversions:"),
}


def mutate(data, path, value):
    data = copy.deepcopy(data)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    if value is DELETE:
        inner.pop(path[-1], None)
    else:
        inner[path[-1]] = value
    return data


def market_verdicts(cases, folder, schemas, sample):
    jobs = []
    for name, (path, value) in MARKET_MISTAKES.items():
        file = folder / f"{len(jobs)}.marche.json"
        file.write_text(json.dumps(mutate(sample, path, value), ensure_ascii=False), encoding="utf-8")
        jobs.append((name, file))
    judged = node("verdicts.mjs", {"schemas": schemas, "documents": [{"schema": "marche", "path": str(f)} for _, f in jobs]})
    for (name, file), document in zip(jobs, judged["documents"]):
        ours = findings(file)
        problems = [] if document["errors"] else ["ajv sees nothing wrong"]
        problems += [] if ours else [f"ccap sees nothing wrong; ajv: {document['errors'][:3]}"]
        cases.case(f"market: {name}", problems)


def library_verdicts(cases, folder, schemas):
    jobs = []
    for name, (file, schema, old, new) in LIBRARY_MISTAKES.items():
        library = folder / f"library-{len(jobs)}"
        shutil.copytree(SOURCE / "clauses", library, ignore=shutil.ignore_patterns("apercu"))
        text = (library / file).read_text(encoding="utf-8")
        if text.count(old) == 0:
            cases.case(f"library: {name}", [f"{old!r} is not in {file}"])
            continue
        (library / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        jobs.append((name, library, library / file, schema))
    documents = [{"schema": schema, "path": str(path)} for _, _, path, schema in jobs]
    judged = node("verdicts.mjs", {"schemas": schemas, "documents": documents})
    for (name, library, _, _), document in zip(jobs, judged["documents"]):
        done = ccap("check", str(library), "--format", "json")
        problems = [] if document["errors"] else ["ajv sees nothing wrong"]
        problems += [] if json.loads(done.stdout) else ["ccap sees nothing wrong"]
        cases.case(f"library: {name}", problems)


# --- the language server ------------------------------------------------------------------------------------------

MARKET = """# yaml-language-server: $schema=marche.schema.json
marche:
  reference: 2026-TX-014
  objet: Réhabilitation de logements
  nature: travaux
  montant: 100000
  duree: 18
  lancement: 2026-10-05
  procedure: adaptee
acheteur: {nom: Commune d'Exemple, type: bloc_communal}
territoire:
  lieux: [Exemple]
facilitateur:
  structure: Maison de l'emploi
  contact: {fonction: facilitatrice, courriel: clauses@exemple.fr, telephone: 01 02 03 04 05}
  territoire: Pays d'Exemple
lots:
  - num: 1
    intitule: Tous corps d'état
    montant: 100000
    part_mo: 50
    considerations:
      - clause: clause_heures
        options:
          taux: 7
          expression: volume_fixe
          lien_objet: Les métiers du second œuvre accueillent des personnes en parcours.
          publics: [DELD, RSA]
"""
# Text to replace: where the server and ccap must both complain, on the same line.
SERVER_MISTAKES = {
    "nature: travaux": "nature: travau",
    "duree: 18": "duree: 500",
    "  lieux: [Exemple]": "  lieu: [Exemple]",
    "montant: 100000\n  duree": "montant: beaucoup\n  duree",
    "clause: clause_heures": "clause: clause_heure",
    "taux: 7": "tau: 7",
    "taux: 7\n": "taux: 70\n",
    "expression: volume_fixe": "expression: volume",
    "[DELD, RSA]": "[DELD, RSAA]",
    "          lien_objet:": "          # lien_objet:",
}


def place(text, before):
    """Line and character, from 0, behind the first occurrence."""
    lines = text[: text.index(before) + len(before)].split("\n")
    return [len(lines) - 1, len(lines[-1])]


def server_cases(cases, folder):
    keys = MARKET.replace("          taux: 7\n", "          \n")
    section = MARKET.replace("  duree: 18\n", "  \n")
    action = MARKET.replace("clause_heures", "clause_action").replace("          taux: 7\n", "          \n")
    files = [
        {"name": "sound.yaml", "text": MARKET, "complete": [place(MARKET, w) for w in ("nature: ", "clause: ", "expression: ", "publics: [")]},
        {"name": "keys.yaml", "text": keys, "complete": [place(keys, "options:\n          ")]},
        {"name": "section.yaml", "text": section, "complete": [place(section, "montant: 100000\n  ")]},
        {"name": "action.yaml", "text": action, "complete": [place(action, "options:\n          ")]},
    ]
    files += [{"name": f"{i}.yaml", "text": MARKET.replace(old, new, 1)} for i, (old, new) in enumerate(SERVER_MISTAKES.items())]
    for name in scaffolds(folder):
        files.append({"name": name, "text": (folder / name).read_text(encoding="utf-8")})
    said = dict(zip((f["name"] for f in files), node("server.mjs", {"folder": str(folder), "files": files})))
    completes(cases, "values of a list", said["sound.yaml"]["completions"][0], {"travaux", "fournitures", "concession"}, {"taux"})
    completes(cases, "considerations", said["sound.yaml"]["completions"][1], {"clause_heures", "clause_action", "variante_sociale"}, {"travaux"})
    completes(cases, "publics", said["sound.yaml"]["completions"][3], {"RSA", "DELD", "TH"}, {"taux"})
    completes(cases, "values of an option", said["sound.yaml"]["completions"][2], {"volume_fixe", "par_tranche", "pourcentage"}, set())
    completes(cases, "options of K1", said["keys.yaml"]["completions"][0], {"taux", "cout_horaire", "priorites"}, {"forfait_penalite", "expression"})
    completes(cases, "fields of the contract", said["section.yaml"]["completions"][0], {"duree", "forme", "ccag"}, {"objet", "taux"})
    completes(cases, "options of K2", said["action.yaml"]["completions"][0], {"forfait_penalite", "actions"}, {"penalite_indexee"})
    cases.case("server: nothing wrong in a sound market", said["sound.yaml"]["diagnostics"])
    for i, (_, new) in enumerate(SERVER_MISTAKES.items()):
        same_lines(cases, folder, f"{i}.yaml", files[4 + i]["text"], new.strip(), said)
    for name in scaffolds(folder):
        cases.case(f"server: nothing wrong in {name}", said[name]["diagnostics"])


def scaffolds(folder):
    return sorted(p.name for p in folder.glob("neu*.yaml"))


def completes(cases, name, labels, wanted, unwanted):
    problems = [f"{w} is not among {labels[:40]}" for w in sorted(wanted - set(labels))]
    problems += [f"{w} is among them" for w in sorted(unwanted & set(labels))]
    cases.case(f"server completes {name}", problems)


def same_lines(cases, folder, name, text, mistake, said):
    market = folder / (name + ".marche.yaml")
    market.write_text(text, encoding="utf-8")
    ours = sorted({line for line, _, _ in findings(market)})
    theirs = sorted({line for line, _ in said[name]["diagnostics"]})
    problems = [] if ours else ["ccap sees nothing wrong"]
    # A missing key is told at the map: by ccap at its first key, by the server at the key that holds it.
    pairs = [(ours, theirs), (theirs, ours)]
    is_near = all(any(abs(a - b) <= 1 for b in others) for lines, others in pairs for a in lines)
    problems += [] if is_near else [f"ccap: lines {ours}, server: {said[name]['diagnostics']}"]
    cases.case(f"server and ccap complain about “{mistake}”", problems)


def main():
    cases = Cases()
    reason = install()
    if reason:
        cases.skip("editor", reason)
        cases.end()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        schemas = {}
        for line in ccap("schema").stdout.splitlines():
            schema = line.split()[0]
            schemas[schema] = str(folder / f"{schema}.schema.json")
            pathlib.Path(schemas[schema]).write_text(ccap("schema", schema).stdout, encoding="utf-8")
        (folder / "sample.yaml").write_text(MARKET, encoding="utf-8")
        sound = [*sound_documents(), ("marche", folder / "sample.yaml")]
        judged = node("verdicts.mjs", {"schemas": schemas, "documents": [{"schema": s, "path": str(p)} for s, p in sound]})
        for what, error in judged["compiled"].items():
            cases.case(f"ajv compiles {what}", [error] if error else [])
        for (schema, path), document in zip(sound, judged["documents"]):
            cases.case(f"ajv accepts {path.name} as {schema}", document["errors"][:5])
        market_verdicts(cases, folder, schemas, judged["documents"][-1]["data"])
        library_verdicts(cases, folder, schemas)
        ccap("new", "marche", str(folder / "neuf.marche.yaml"))
        ccap("new", "clause", str(folder / "neuve.yaml"))
        server_cases(cases, folder)
    cases.end()


main()
