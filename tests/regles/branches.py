#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""branches - every section of every clause is open in one sample of the library and shut in another (TAP).

    tests/regles/branches.py [--ccap PROGRAM]

A copy of the library gets a piece that prints, for each article, which of the names that its clause's sections test are true.
"""
import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or HERE.parents[1])
BUILD = pathlib.Path(os.environ.get("CCAP_BUILD") or SOURCE / "build")
sys.path.insert(0, str(SOURCE / "tests/check"))
from tap import Cases  # noqa: E402  (after the path)
TAG = re.compile(r"\{\{([#^/>])\s*([\w./-]+)\s*\}\}")
# A rule asks for the value: the section only guards drafts.
GUARDS = {"clause_illettrisme options.partenaire": "D-293", "variante_sociale options.presentation": "D-341"}


def sections(text, library, owner, is_in_lots=False):
    """(owner, name, in lots) of the sections of a text and of the shared texts that it includes, which own theirs."""
    depth_of_lots = 0
    for kind, name in TAG.findall(text):
        if kind == ">":
            included = library / f"{name}.yaml"
            body = included.read_text(encoding="utf-8").split("corps: |", 1)[1]
            yield from sections(body, library, name, is_in_lots or depth_of_lots > 0)
        elif kind == "/":
            depth_of_lots -= name == "lots"
        elif name == "lots":
            depth_of_lots += kind == "#"
        elif "." in name or name in ("un_lot", "plusieurs_lots"):
            yield owner, name, is_in_lots or depth_of_lots > 0


def lists_of(text):
    """Options that are lists: their section is a loop, not a condition."""
    return {f"options.{m[1]}" for m in re.finditer(r"^  (\w+):\n(?:    .*\n)*?    type: array", text, re.M)}


def names_of(library):
    """{consideration: [(owner, name, in lots)]}."""
    found = {}
    for path in sorted((library / "considerations").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        body = text[re.search(r"^corps:", text, re.M).end():]
        loops = lists_of(text)
        found[path.stem] = sorted({found for found in sections(body, library, path.stem) if found[1] not in loops})
    return found


def state(name):
    return f"{{{{#{name}}}}}1{{{{/{name}}}}}{{{{^{name}}}}}0{{{{/{name}}}}}"


def piece(names):
    lines = ["id: branches", "titre: Branches", "version: 1.0.0", "resume: État de chaque section.", "source: D-001", "chapitres:"]
    for clause, of_clause in names.items():
        lines += [f"  - pour: {clause}", "    blocs:", "      - titre: États", "        corps: |"]
        lines += [f"          `{owner} {name} `{state(name)}\n" for owner, name, lots in of_clause if not lots]
        if any(lots for _, _, lots in of_clause):
            lines += ["          {{#lots}}", *(f"          `{owner} {name} `{state(name)}\n" for owner, name, lots in of_clause if lots), "          {{/lots}}"]
    return "\n".join(lines) + "\n"


def states(ccap, library, folder):
    seen = collections.defaultdict(set)
    samples = sorted((library / "apercu").glob("*.yaml"))
    done = subprocess.run([ccap, "generate", "-f", "txt", "--library", str(library), "--pieces", "branches", "-o", str(folder), *map(str, samples)],
                          capture_output=True, text=True, timeout=300, check=False, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} |
                          {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    if done.returncode != 0:
        sys.exit(f"Bail out! {done.stderr[-2000:]}")
    for path in sorted(folder.glob("*-branches.txt")):
        # a section over a list prints a 1 for each entry
        for clause, name, value in re.findall(r"([\w/]+) ([\w.]+)\s*`?\s*([01])1*\b", path.read_text(encoding="utf-8")):
            seen[f"{clause} {name}"].add(value)
    return seen


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(BUILD / "ccap"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = pathlib.Path(folder) / "clauses"
        shutil.copytree(SOURCE / "clauses", library)
        names = names_of(library)
        (library / "pieces/branches.yaml").write_text(piece(names), encoding="utf-8")
        out = pathlib.Path(folder) / "out"
        seen = states(given.ccap, library, out)
    owners = collections.defaultdict(set)
    for of_clause in names.values():
        for owner, name, _ in of_clause:
            owners[owner].add(f"{owner} {name}")
    tap = Cases()
    for owner, wanted in sorted(owners.items()):
        problems = [f"{name}: only {'open' if seen[name] == {'1'} else 'shut' if seen[name] else 'never read'}"
                    for name in sorted(wanted - set(GUARDS)) if len(seen[name]) < 2]
        tap.case(f"{owner}: {len(wanted)} sections", problems)
    tap.end()


if __name__ == "__main__":
    main()
