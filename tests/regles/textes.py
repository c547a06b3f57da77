#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""textes - the text rules of the library on sentences that fire them and on sentences that don't (TAP).

    tests/regles/textes.py [--ccap PROGRAM]

textes.txt holds the sentences. Each is looked at in a Markdown file, a YAML file, a DOCX, an ODT, and as free text of a market:
a “+” sentence gives its rule at its level, at its line or paragraph; a “-” sentence gives nothing of that rule at that level.
Then odd bytes: texts made to be hard, malformed, or long, each within its time.
"""
import argparse
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or HERE.parents[1])
BUILD = pathlib.Path(os.environ.get("CCAP_BUILD") or SOURCE / "build")
sys.path.insert(0, str(SOURCE / "tests/templates"))
import build  # noqa: E402  pylint: disable=wrong-import-position
sys.path.insert(0, str(SOURCE / "tests/check"))
from tap import Cases  # noqa: E402  pylint: disable=wrong-import-position

EPOCH = "1789948800"  # 2026-09-21
LEVELS = {"erreur": "error", "avertissement": "warning", "information": "note"}
MARKET = """marche: {{reference: T-1, objet: Entretien des voies et des abords, nature: services, montant: {n}000, duree: 12,
  lancement: 2026-09-21, procedure: adaptee, ccag: aucun}}
acheteur: {{nom: Commune d'Essai, type: bloc_communal}}
territoire: {{lieux: [Essai]}}
facilitateur: {{structure: Maison de l'emploi, territoire: Essai,
  contact: {{fonction: facilitatrice, courriel: clauses@exemple.fr, telephone: 01 02 03 04 05}}}}
lots:
"""


def sentences():
    """[(rule, level, kinds, fires, text)]"""
    rule = level = kinds = None
    for line in (HERE / "textes.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            rule, level, *kinds = line[3:].split()
        elif line[:2] in ("+ ", "- "):
            yield rule, LEVELS[level], kinds or ["marche", "document"], line[0] == "+", line[2:]


def run(ccap, folder, name, *more, seconds=60):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": EPOCH}
    env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
    start = time.monotonic()
    done = subprocess.run([ccap, "check", "--format", "json", *more, name], cwd=folder, env=env, capture_output=True, text=True, errors="replace",
                          timeout=seconds, check=False)
    return done, time.monotonic() - start


def place_of(finding, kind):
    """The number of the sentence, from 0, that a finding stands at."""
    if kind in ("docx", "odt"):
        return finding["paragraph"] - 1
    if kind == "md":
        return (finding["line"] - 1) // 2
    if kind == "yaml":
        return finding["line"] - 1
    return (finding["line"] - 8) // 2  # a market: two lines a lot


def documents(texts):
    yield "md", "document", "\n\n".join(texts).encode()
    yield "yaml", "document", "\n".join("- " + json.dumps(text, ensure_ascii=False) for text in texts).encode()
    yield "docx", "document", build.docx("".join(build.p(*(build.r(build.t(escape(half))) for half in split(text))) for text in texts))
    yield "odt", "document", build.odt("".join(build.tp(*(build.span(escape(half)) for half in split(text))) for text in texts))
    lots = [f"  - {{num: {n}, intitule: Lot, montant: 1000,\n     motif: {json.dumps(text, ensure_ascii=False)}}}" for n, text in enumerate(texts, 1)]
    yield "marche.yaml", "marche", (MARKET.format(n=len(texts)) + "\n".join(lots)).encode()


def split(text):
    """A sentence in two runs, as Word and LibreOffice keep it."""
    middle = len(text) // 2
    return [text[:middle], text[middle:]]


def problems_of(ccap, folder, kind, texts_kind, data, cases):
    path = folder / f"textes.{kind}"
    path.write_bytes(data)
    done, _ = run(ccap, folder, path.name)
    try:
        found = json.loads(done.stdout)
    except json.JSONDecodeError:
        yield f"exit status {done.returncode}: {done.stderr[-400:]}"
        return
    if any(f["code"] == "F-009" for f in found):
        yield "too many findings for one source: split textes.txt"
    at = {}
    for finding in found:
        if re.match(r"D-\d|PUB-R", finding["code"]) and (finding.get("line") or finding.get("paragraph")):
            at.setdefault(place_of(finding, kind), set()).add((finding["code"], finding["severity"]))
    for number, (rule, level, kinds, fires, text) in enumerate(cases):
        got = (rule, level) in at.get(number, set())
        if texts_kind in kinds and got != fires:
            yield f"{rule} ({level}) {'says nothing' if fires else 'speaks'} of « {text} » ({sorted(at.get(number, []))})"


def chunks(cases, size=30):
    return [cases[i:i + size] for i in range(0, len(cases), size)]


def rule_problems(cases):
    text = (SOURCE / "clauses/regles/textes.yaml").read_text(encoding="utf-8")
    known = set(re.findall(r"^ +(?:- )?id: (\S+)$", text, re.M))
    for sign, fires in (("+", True), ("-", False)):
        told = {rule for rule, _, _, f, _ in cases if f == fires}
        yield from (f"{rule}: no sentence with {sign}" for rule in sorted(known - told))


def odd_texts():
    rng = random.Random(20260921)
    words = ["pénalité de ", "quota ", "(", "[", "L. 2", "-1", "article ", "«", "…", "Pôle ", "é", "\u00a0", "{{", "}}", "`", "\n", "recrut", "25 %", "2020", "x ", "à "]
    yield "bytes", bytes(rng.randrange(256) for _ in range(60000))
    yield "words", "".join(rng.choice(words) for _ in range(60000)).encode()
    yield "one-line", ("recrute " * 40000).encode()
    yield "brackets", b"[" * 200000
    yield "dots", b". " * 100000
    yield "numbers", b"p\xc3\xa9nalit\xc3\xa9 de 1" + b"1 1." * 60000
    yield "tags", b"{{a" * 60000
    yield "marks", "\u202e\u0000\ufffe".encode("utf-8", "surrogatepass") * 5000
    yield "half", "Pôle emploi".encode()[:2] + b"\xff" + "le emploi, x personnes".encode()
    yield "articles", b"L. 2112-2, " * 20000


def odd_problems(ccap, folder):
    for name, data in odd_texts():
        path = folder / f"{name}.txt"
        path.write_bytes(data)
        try:
            done, seconds = run(ccap, folder, path.name, seconds=120)
        except subprocess.TimeoutExpired:
            yield f"{name}: no end within two minutes"
            continue
        if done.returncode not in (0, 1):
            yield f"{name}: exit status {done.returncode}: {done.stderr[-300:]}"
        if seconds > 30:
            yield f"{name}: {seconds:.1f} s"


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(BUILD / "ccap"))
    given = parser.parse_args()
    given.ccap = os.path.abspath(given.ccap)  # it runs in other folders
    cases = list(sentences())
    tap = Cases()
    tap.case("every text rule has sentences of both kinds", rule_problems(cases))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        by_kind = {}
        for chunk in chunks(cases):
            for kind, texts_kind, data in documents([case[4] for case in chunk]):
                by_kind.setdefault(kind, []).extend(problems_of(given.ccap, folder, kind, texts_kind, data, chunk))
        for kind, problems in by_kind.items():
            tap.case(f"{len(cases)} sentences as {kind}", problems)
        tap.case("odd bytes end in time and without a crash", odd_problems(given.ccap, folder))
    tap.end()


if __name__ == "__main__":
    main()
