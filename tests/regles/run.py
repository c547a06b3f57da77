#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run - the rules of the library on markets that fire them, and on markets that don't (TAP).

    tests/regles/run.py [--ccap PROGRAM] [CASE …]

A case is a market file here: its first lines say what `ccap check` must report of the domain's rules.
    # attendu: D-115 D-153      exactly these errors and warnings (none: the word « rien »)
    # information: D-107        these pieces of information, among others
    # acquitte: D-126           these, acknowledged in the market
    # sans: D-091               none of these, at any level
and what the documents made of it say (a line each, as often as needed):
    # texte: au moins 6 200 h   a passage of the plain text, spaces and line ends alike
    # absent: 6 201             no passage of it
    # fiche: 3,86 | 20           a passage of the characterisation sheet
    # cadre: Formation          a passage of the frame of the insertion memoir
    # notice: le mémoire        a passage of the note for candidates
    # reglement: est réservée    a passage of the rules of the consultation
    # controles: à corriger      a passage of the piece of checks and calculations
    # recapitulatif: 16.1.5      a passage of the list of departures from the CCAG
    # note: par tout moyen      a passage of the note that gives the reasons of an exemption
    # decompte: 210 h           a passage of the account of what is done
    # calcul: lot 1, Heures = 20  a result in the piece « controles »
    # fait: lots.0.considerations.0.heures = 6200   a fact in the manifest of ccap batch
The scenarios of the domain (E*) and others of the same kind (S*) name every piece of information they give.
Every rule of clauses/regles must be named by a case that fires it, and be silent in another.
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
RULE = re.compile(r"^(D-\d{3}|[A-Z]{2,5}-R\d+)$")
LINE = re.compile(r"^# (attendu|information|acquitte|sans): (.*)$", re.M)
SAID = re.compile(r"^# (texte|absent|cadre|fiche|notice|reglement|controles|decompte|note|recapitulatif|calcul|fait): (.*)$", re.M)
WHOLE = re.compile(r"^[ES]\d")  # names of cases that name all the information they give
RESULT = re.compile(r"(?:^|[.)] )([A-ZÀ-Ý][^.]*?) : ([^:]*?)\. Formule : ")


def findings(ccap, path):
    """[(code, severity, message)] of the rules; what is no rule is an error of the case."""
    done = subprocess.run([ccap, "check", "--format", "json", str(path)], capture_output=True, text=True, timeout=60, check=False,
                          env=environment())
    try:
        return [(d["code"], d["severity"], d["message"]) for d in json.loads(done.stdout)], done
    except (json.JSONDecodeError, KeyError):
        return [], done


def plain(text):
    return re.sub(r"\s+", " ", text.replace("’", "'"))


def environment():
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}


def results_in(text):
    """{"lot 1, Title": "value"}, {"Title": "value"} of the calculations a piece « controles » tells: the first consideration's of a title."""
    found = {}
    for name, value in RESULT.findall(text):
        bare = re.sub(r" \([^()]*\)$", "", name)
        title, _, lot = bare.rpartition(", lot ")
        found.setdefault(f"lot {lot}, {title}" if title else bare, value)
    return found


def fact_at(facts, place):
    for key in place.split("."):
        try:
            facts = facts[int(key)] if key.isdigit() else facts[key]
        except (KeyError, IndexError, TypeError):
            return None
    return facts


PIECES = {"cadre": "memoire", "fiche": "caracterisation", "controles": "controles", "decompte": "decompte", "note": "note_dispense", "notice": "notice", "reglement": "reglement", "recapitulatif": "derogations"}


def told(ccap, path, folder, kinds):
    """({"texte", "fiche", "decompte" …: plain text}, results of the calculations, facts of the manifest)"""
    pieces = {kind: name for kind, name in PIECES.items() if kind in ("fiche", "controles") or kind in kinds}
    has_annex = "note" not in kinds  # an exemption alone has pieces only, and no record of a batch
    for command in (["generate", "-f", "txt", "--pieces", ",".join(pieces.values()), "-o", folder, str(path)],
                    ["batch", "-f", "txt", "--quiet", "-o", os.path.join(folder, "batch"), str(path)])[:2 if has_annex else 1]:
        done = subprocess.run([ccap, *command], capture_output=True, text=True, timeout=60, check=False, env=environment())
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]}: exit status {done.returncode}: {done.stderr[-600:]}")
    stem = os.path.join(folder, path.name.split(".")[0])
    files = {"texte": f"{stem}.txt"} | {kind: f"{stem}-{name}.txt" for kind, name in pieces.items()}
    if not has_annex:
        del files["texte"]
    texts = {kind: plain(pathlib.Path(file).read_text(encoding="utf-8")) for kind, file in files.items()}
    if not has_annex:
        return texts, results_in(texts["controles"]), {}
    with open(os.path.join(folder, "batch/manifest.jsonl"), encoding="utf-8") as manifest:
        return texts, results_in(texts["controles"]), json.loads(manifest.readline())["faits"]


def problems_of_documents(ccap, path):
    wanted = [(key, plain(value).strip()) for key, value in SAID.findall(path.read_text(encoding="utf-8"))]
    if not wanted:
        return []
    with tempfile.TemporaryDirectory() as folder:
        try:
            texts, results, facts = told(ccap, path, folder, dict(wanted))
        except RuntimeError as error:
            return [str(error)]
    problems = []
    for key, value in wanted:
        name, _, figure = value.rpartition(" = ")
        if key == "absent" and value in texts["texte"]:
            problems.append(f"the text has « {value} »")
        elif key in texts and value not in texts[key]:
            problems.append(f"{key}: lacks « {value} »")
        elif key == "calcul" and results.get(name) != figure:
            problems.append(f"{name}: {results.get(name)!r}, wanted {figure!r}")
        elif key == "fait" and fact_at(facts, name) != json.loads(figure):
            problems.append(f"fact {name}: {fact_at(facts, name)!r}, wanted {figure}")
    return problems


def problems_of(ccap, path):
    wanted = {key: set(re.findall(r"[A-Z]+-R?\d+", value)) for key, value in LINE.findall(path.read_text(encoding="utf-8"))}
    found, done = findings(ccap, path)
    if done.returncode not in (0, 1):
        return [f"exit status {done.returncode}: {done.stderr[-600:]}"], set(), set()
    others = [f"{code}: {message}" for code, _, message in found if not RULE.match(code)]
    loud = {code for code, severity, _ in found if RULE.match(code) and severity in ("error", "warning")}
    quiet = {code for code, severity, message in found if RULE.match(code) and severity == "note" and "(acquitté le" not in message}
    accepted = {code for code, _, message in found if "(acquitté le" in message}
    problems = list(others)
    if "attendu" not in wanted:
        problems.append("the case does not say what it expects (# attendu: …)")
    elif loud != wanted["attendu"]:
        problems.append(f"reported {sorted(loud)}, wanted {sorted(wanted['attendu'])}")
    problems += [f"{code} is not told as information" for code in sorted(wanted.get("information", set()) - quiet)]
    if WHOLE.match(path.name):
        problems += [f"{code} is told as information, and not named" for code in sorted(quiet - wanted.get("information", set()))]
    problems += [f"{code} is not acknowledged" for code in sorted(wanted.get("acquitte", set()) - accepted)]
    problems += [f"{code} is reported" for code in sorted(wanted.get("sans", set()) & (loud | quiet))]
    return problems, loud | quiet | accepted, wanted.get("attendu", set()) | wanted.get("information", set()) | wanted.get("acquitte", set())


def rules():
    """(id, file) of every rule; those over wording have sentences of their own (textes.py)."""
    for path in sorted(p for p in (SOURCE / "clauses/regles").glob("*.yaml") if p.name != "textes.yaml"):
        for rule in re.findall(r"^  - id: (\S+)$", path.read_text(encoding="utf-8"), re.M):
            yield rule, path.name


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(BUILD / "ccap"))
    parser.add_argument("cases", nargs="*")
    given = parser.parse_args()
    paths = [p for p in sorted(HERE.glob("*.marche.yaml")) if not given.cases or p.name.split(".")[0] in given.cases]
    tap, fired, claimed = Cases(), {}, set()
    for path in paths:
        problems, all_fired, named = problems_of(given.ccap, path)
        problems += problems_of_documents(given.ccap, path)
        tap.case(path.name.removesuffix(".marche.yaml"), problems)
        claimed |= named
        for rule in all_fired:
            fired[rule] = fired.get(rule, 0) + 1
    if not given.cases:
        known = dict.fromkeys(rule for rule, _ in rules())
        tap.case("every rule has a market that fires it", [f"{rule}: no case" for rule in known if rule not in claimed])
        tap.case("every rule has a market that does not", [f"{rule}: fires in all {len(paths)} cases" for rule in known if fired.get(rule) == len(paths)])
    tap.end()


if __name__ == "__main__":
    main()
