#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run - ccap batch as people and machines use it (TAP).

    tests/batch/run.py PROGRAM             all cases, a dozen kills
    tests/batch/run.py PROGRAM --kills N   only the kills, N of them
"""
import argparse
import fcntl
import hashlib
import json
import os
import pathlib
import pty
import random
import re
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata
import zlib
import zipfile

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
sys.path.insert(0, str(SOURCE / "tests/check"))
from tap import Cases  # noqa: E402

EXAMPLE = (SOURCE / "examples/e1-rehabilitation.marche.yaml").read_text(encoding="utf-8")
OTHER = (SOURCE / "examples/e2-stations-de-pompage.marche.yaml").read_text(encoding="utf-8")
REPORT = {"rapport.csv", "rapport.html", "rapport.json"}
EPOCH = "1789948800"  # 2026-09-21
KEYS = ["id", "source", "sha256", "library", "template", "options", "date", "status", "outputs", "files", "diagnostics", "faits"]


def market(number, text=EXAMPLE):
    return re.sub(r"reference: .*", f"reference: 2026-{number:04d}", text, count=1)


def json_market(number, **more):
    """A market as one JSON line."""
    return json.dumps({
        **more,
        "marche": {"reference": f"2026-{number:04d}", "objet": "Entretien de stations", "nature": "services", "montant": 72000, "duree": 12,
                   "lancement": "2026-10-12", "procedure": "adaptee"},
        "acheteur": {"nom": "Syndicat mixte du Haut-Verdais", "article": "le", "type": "bloc_communal"},
        "territoire": {"lieux": ["Verdais"]},
        "facilitateur": {"structure": "Maison de l'emploi", "contact": {"fonction": "Facilitatrice", "courriel": "clauses@exemple.fr", "telephone": "01 02 03 04 05"},
                         "territoire": "Haut-Verdais"},
        "lots": [{"num": 1, "intitule": "Entretien", "montant": 72000, "considerations": [
            {"clause": "clause_action", "options": {"lien_objet": "Les actions portent sur les métiers de l'entretien.", "metiers": ["agent d'entretien"],
                                                    "lieu_accueil": "une station exploitée au titre du contrat",
                                                    "securite": "Les visiteurs portent les équipements remis à l'entrée."}}]}],
        "document": {"date": "2026-09-21"},
    }, ensure_ascii=False)


class Place:
    """A work folder, and ccap run in it."""

    def __init__(self, ccap, folder):
        self.ccap = ccap
        self.folder = folder

    def env(self, **more):
        kept = {k: v for k, v in os.environ.items() if k == "PATH" or k.endswith("SAN_OPTIONS")}
        return kept | {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": EPOCH} | more

    def run(self, *words, stdin=None, env=None, **more):
        feed = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
        return subprocess.run([self.ccap, "batch", *map(str, words)], cwd=self.folder, env=self.env(**(env or {})), capture_output=True,
                              timeout=120, check=False, **feed, **more)

    def start(self, *words, **more):
        return subprocess.Popen([self.ccap, "batch", *map(str, words)], cwd=self.folder, env=self.env(), stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def markets(self, n, folder="m"):
        for i in range(n):
            self.write(f"{folder}/m{i:03d}.marche.yaml", market(i, EXAMPLE if i % 2 else OTHER))

    def lines(self, out="o"):
        return [json.loads(line) for line in (self.folder / out / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]

    def bytes_of(self, out="o"):
        return {p.name: p.read_bytes() for p in (self.folder / out).iterdir()} if (self.folder / out).is_dir() else {}


def run_case(tap, name, case, place, ccap, *more):
    """One case in a work folder of its own, a Place or what is derived from it; whatever it throws is its problem."""
    with tempfile.TemporaryDirectory(prefix="ccap-batch-") as folder:
        problems = []
        try:
            problems += case(place(os.path.abspath(ccap), pathlib.Path(folder)), *more)
        except Exception as error:  # pylint: disable=broad-exception-caught
            problems.append(f"{type(error).__name__}: {error}")
        tap.case(name, problems)


def title(case):
    return case.__name__.replace("_", " ")


def expect(done, status, *patterns):
    """Problems with an exit status and messages."""
    text = done.stderr.decode() if isinstance(done.stderr, bytes) else done.stderr
    if done.returncode != status:
        yield f"exit status {done.returncode}, wanted {status}: {text[-800:]}"
    for pattern in patterns:
        if not re.search(pattern, text):
            yield f"no {pattern!r} in {text[-800:]!r}"
    if done.stdout:
        yield f"standard output: {done.stdout[:200]!r}"


def documents_problems(place, out="o"):
    """Every output that the manifest names is there, whole, with its bytes; nothing else is there."""
    named = {"manifest.jsonl", *REPORT}
    for line in place.lines(out):
        if list(line) != KEYS:
            yield f"keys {list(line)}"
        for output in line["outputs"]:
            named.add(output["name"])
            data = (place.folder / out / output["name"]).read_bytes()
            if len(data) != output["bytes"] or hashlib.sha256(data).hexdigest() != output["sha256"]:
                yield f"{output['name']} is not what the manifest says"
            if zipfile.ZipFile(place.folder / out / output["name"]).testzip():
                yield f"{output['name']} is damaged"
    there = {p.name for p in (place.folder / out).iterdir()}
    if there != named:
        yield f"in the folder: {sorted(there ^ named)}"


# --- cases --------------------------------------------------------------------------------------------------------------


def folder_like_generate(place):
    """A folder gives what generate gives for each file."""
    place.write("m/ecole.marche.yaml", market(1))
    place.write("m/lot a/été.marche.yaml", market(2, OTHER))
    place.write("m/lot a/.caché.marche.yaml", "non")
    place.write("m/notes.yaml", "non")
    yield from expect(place.run("m", "-o", "o"), 0, r"markets done: 2 of 2; with errors: 0", r"written: o/manifest.jsonl")
    yield from documents_problems(place)
    subprocess.run([place.ccap, "generate", "m/ecole.marche.yaml", "m/lot a/été.marche.yaml", "-o", "g"], cwd=place.folder, env=place.env(), check=True,
                   capture_output=True)
    for ours, theirs in (("ecole", "ecole"), ("lot a-été", "été")):
        for ending in (".docx", ".odt"):
            if (place.folder / "o" / (ours + ending)).read_bytes() != (place.folder / "g" / (theirs + ending)).read_bytes():
                yield f"{ours}{ending} differs from generate's"
    if [line["id"] for line in place.lines()] != ["ecole", "lot a/été"]:
        yield f"ids {[line['id'] for line in place.lines()]}"
    facts = place.lines()[0]["faits"]
    wanted = {"reference": "2026-0001", "nature": "travaux", "montant": 6200000, "considerations": ["clause_heures"]}
    if any(facts.get(k) != v for k, v in wanted.items()) or facts["lots"][0]["considerations"][0]["heures"] != 6200:
        yield f"facts {facts}"


def faulty_go_on(place):
    """A faulty market is told with its place, and stops no other."""
    place.markets(6)
    place.write("m/m001.marche.yaml", market(1).replace("nature: travaux", "nature: travau"))
    place.write("m/m003.marche.yaml", "marche: [\n")
    done = place.run("m", "-o", "o", "-j2")
    yield from expect(done, 1, r"m/m001.marche.yaml:\d+:\d+: error: .*travau.*\[S-111\]", r"m/m003.marche.yaml:\d+", r"done: 6 of 6; with errors: 2")
    yield from documents_problems(place)
    states = [line["status"] for line in place.lines()]
    if states != ["ok", "error", "ok", "error", "ok", "ok"]:
        yield f"states {states}"
    diag = place.lines()[1]["diagnostics"][0]
    if diag["code"] != "S-111" or diag["file"] != "m/m001.marche.yaml" or not diag["line"] or "vouliez-vous dire" not in diag["message"]:
        yield f"diagnostic {diag}"
    english = place.bytes_of()
    yield from expect(place.run("m", "-o", "o", "--lang", "fr"), 1, "erreur")
    if place.bytes_of() != english:
        yield "the manifest depends on the language of messages"


def fail_fast(place):
    """--fail-fast: what stands before the first error is done, nothing after it, for any number of threads."""
    place.markets(12)
    place.write("m/m005.marche.yaml", "marche: 3\n")
    for threads in (1, 2, 8):
        yield from expect(place.run("m", "-o", f"o{threads}", "--fail-fast", f"-j{threads}"), 1, "m/m005", r"done: 6 of 12", "--resume")
        names = sorted(place.bytes_of(f"o{threads}"))
        if names != sorted([f"m{i:03d}{e}" for i in range(5) for e in (".docx", ".odt")] + ["manifest.jsonl.partial", *REPORT]):
            yield f"-j{threads}: {names}"
    place.write("m/m005.marche.yaml", market(5, EXAMPLE))
    yield from expect(place.run("m", "-o", "o2", "--fail-fast", "--resume"), 0, "unchanged, left as they were: 5; done now: 7")
    yield from documents_problems(place, "o2")


def strict_and_draft(place):
    """--strict makes errors of warnings; --draft writes in spite of errors."""
    place.write("m/a.marche.yaml", market(1).split("acquittements:")[0] + "document: {date: 2026-09-21}\n")
    yield from expect(place.run("m", "-o", "o"), 0, "warnings, told in the manifest: 1")
    if {d["severity"] for d in place.lines()[0]["diagnostics"]} != {"warning"}:
        yield f"{place.lines()[0]['diagnostics']}"
    yield from expect(place.run("m", "-o", "s", "--strict"), 1, r"warning: .*\[D-153\]")
    if set(place.bytes_of("s")) != {"manifest.jsonl", *REPORT}:
        yield f"{sorted(place.bytes_of('s'))}"
    place.write("m/a.marche.yaml", market(1).replace("nature: travaux", "nature: travau"))
    yield from expect(place.run("m", "-o", "d", "--draft"), 0)
    line = place.lines("d")[0]
    if line["status"] != "draft" or len(line["outputs"]) != 2 or line["diagnostics"][0]["code"] != "S-111":
        yield f"{line}"


def same_for_any_threads(place):
    """-j1, -j2 and -j8 give the same bytes."""
    place.markets(40)
    place.write("m/m007.marche.yaml", "marche: [\n")
    for threads in (1, 2, 8):
        yield from expect(place.run("m", "-o", f"o{threads}", f"-j{threads}"), 1)
    if not place.bytes_of("o1") == place.bytes_of("o2") == place.bytes_of("o8"):
        yield "they differ"
    yield from documents_problems(place, "o8")


def json_lines(place):
    """JSON Lines: id, reference or line; blank lines, a faulty line with its number, a last line without an end."""
    text = "\n".join([json_market(1), "", json_market(2, id="Lot B/2"), '{"marche": ', json_market(4, id=7)])
    place.write("a.jsonl", text)
    yield from expect(place.run("a.jsonl", "-o", "o"), 1, r"a\.jsonl:4:\d+: error: malformed JSON", "done: 4 of 4; with errors: 1")
    ids = [(line["id"], line["source"]["line"], line["status"]) for line in place.lines()]
    if ids != [("2026-0001", 1, "ok"), ("Lot B/2", 3, "ok"), ("a-4", 4, "error"), ("7", 5, "ok")]:
        yield f"ids {ids}"
    if place.lines()[1]["sha256"] != hashlib.sha256(text.split("\n")[2].encode()).hexdigest():
        yield "sha256 is not that of the line"
    yield from documents_problems(place)
    if "Lot B-2.docx" not in place.bytes_of():
        yield f"{sorted(place.bytes_of())}"


def standard_input(place):
    """Standard input: JSON Lines and YAML documents, the same as from a file; a pipe; nothing left of the copy."""
    text = json_market(1) + "\n" + json_market(2) + "\n"
    place.write("a.jsonl", text)
    yield from expect(place.run("-", "-o", "o", stdin=text.encode()), 0, "done: 2 of 2")
    yield from documents_problems(place)
    yield from expect(place.run("a.jsonl", "-o", "f"), 0)
    if {k: v for k, v in place.bytes_of().items() if k != "manifest.jsonl"} != {k: v for k, v in place.bytes_of("f").items() if k != "manifest.jsonl"}:
        yield "documents differ from the file's"
    yaml = "# deux marchés\n---\n" + market(1) + "\n---\n# rien\n---\n" + market(2).replace("nature: travaux", "nature: travau") + "...\n"
    yield from expect(place.run("-", "-o", "y", stdin=yaml.encode()), 1, r"-:\d+:\d+: error: .*S-111")
    lines = place.lines("y")
    wrong = yaml[:yaml.index("travau\n")].count("\n") + 1
    if [line["id"] for line in lines] != ["2026-0001", "2026-0002"] or lines[1]["diagnostics"][0]["line"] != wrong:
        yield f"{[line['id'] for line in lines]}, line {lines[1]['diagnostics'][0]['line']}, wanted {wrong}"
    done = subprocess.run(["bash", "-c", f"exec {place.ccap} batch <(cat a.jsonl) -o p"], cwd=place.folder, env=place.env(), capture_output=True, check=False)
    yield from expect(done, 0, "done: 2 of 2")
    yield from expect(place.run("-", "-o", "e", stdin=b"# rien\n"), 1, "B-001")


def globs(place):
    """Patterns: identifiers below the fixed part, files sorted, folders that match are walked."""
    place.write("d/2026-a/x.marche.yaml", market(1))
    place.write("d/2026-b/x.marche.yaml", market(2))
    place.write("d/2025/x.marche.yaml", market(3))
    yield from expect(place.run("d/2026-*", "-o", "o"), 0)
    yield from expect(place.run("d/*/x.marche.yaml", "-o", "p"), 0)
    for out, wanted in (("o", ["2026-a/x", "2026-b/x"]), ("p", ["2025/x", "2026-a/x", "2026-b/x"])):
        if [line["id"] for line in place.lines(out)] != wanted:
            yield f"{[line['id'] for line in place.lines(out)]}"
    for word in ("d/2024-*", "rien"):
        (place.folder / "rien").mkdir(exist_ok=True)
        yield from expect(place.run(word, "-o", "q"), 1, r"no market in .*B-001")
    yield from expect(place.run("d", "d/absent.marche.yaml", "d/2024-*", "-o", "r"), 4, r"can't read .*absent.*F-001", "B-001")
    if place.bytes_of("r"):
        yield f"{sorted(place.bytes_of('r'))}"


def collisions(place):
    """Identifiers and names that are the same, by case, Unicode form or refused characters: neither market gets documents, the others do."""
    nfc, nfd = unicodedata.normalize("NFC", "été"), unicodedata.normalize("NFD", "été")
    pairs = [("a.marche.yaml", "a.marche.yml"), ("Ecole.marche.yaml", "eCole.marche.yaml"), (f"{nfc}.marche.yaml", f"{nfd}.marche.yaml"),
             ("lot/b.marche.yaml", "lot-b.marche.yaml"), ("straße.marche.yaml", "STRASSE.marche.yaml")]
    for i, pair in enumerate(pairs):
        for name in pair:
            place.write(f"m{i}/{name}", market(1))
        place.write(f"m{i}/seul.marche.yaml", market(2))
        code = "B-002" if i == 0 else "B-003"
        yield from expect(place.run(f"m{i}", "-o", f"o{i}", "--fail-fast"), 1, code, *(re.escape(f"m{i}/{name}: error: ") for name in pair))
        if place.bytes_of(f"o{i}"):
            yield f"{pair}: {sorted(place.bytes_of(f'o{i}'))}"
        yield from expect(place.run(f"m{i}", "-o", f"o{i}"), 1, code, *(re.escape(f"m{i}/{name}: error: ") for name in pair))
        found = {line["source"]["file"]: [line["status"], len(line["outputs"]), *(d["code"] for d in line["diagnostics"][:1] if line["status"] == "error")]
                 for line in place.lines(f"o{i}")}
        wanted = {f"m{i}/{name}": ["error", 0, code] for name in pair} | {f"m{i}/seul.marche.yaml": ["ok", 2]}
        if found != wanted or len(place.bytes_of(f"o{i}")) != 6:
            yield f"{pair}: {found}, {sorted(place.bytes_of(f'o{i}'))}"
    for name in ("x", "y"):
        place.write(f"m/{name}.marche.yaml", market(1))
    place.write("m/z.marche.yaml", market(2))
    yield from expect(place.run("m", "-o", "o", "--name", "{marche.reference}"), 1, r"m/x.marche.yaml: error: .*m/y.marche.yaml.*2026-0001.*B-003")
    if [line["status"] for line in place.lines()] != ["error", "error", "ok"]:
        yield f"{[line['status'] for line in place.lines()]}"
    # What an earlier run said counts no more when the other one has gone, or has come.
    (place.folder / "m/y.marche.yaml").unlink()
    yield from expect(place.run("m", "-o", "o", "--name", "{marche.reference}", "--resume"), 0, "left as they were: 1; done now: 1")
    place.write("m/y.marche.yaml", market(1))
    yield from expect(place.run("m", "-o", "o", "--name", "{marche.reference}", "--resume"), 1, "B-003")
    if [line["status"] for line in place.lines()] != ["error", "error", "ok"]:
        yield f"{[line['status'] for line in place.lines()]}"
    place.write("a.jsonl", json_market(1, id="a") + "\n" + json_market(3, id="b") + "\n" + json_market(2, id="a") + "\n")
    yield from expect(place.run("a.jsonl", "-o", "p", "--name", "{marche.reference}"), 1, r"a.jsonl:1:1: error: .*“a” is also that of “a.jsonl:3”.*B-002", r"a.jsonl:3:1: error: .*“a.jsonl:1”")
    if [line["status"] for line in place.lines("p")] != ["error", "ok", "error"]:
        yield f"{[line['status'] for line in place.lines('p')]}"


def names(place):
    """--name: fields, safe names, mistakes."""
    odd = {"x/..": "x-", "con": "_con", "  a\u00a0 b.": "a b", "a<b>:c": "a-b--c", "\u200ba": "a", "COM\u00b9": "_COM\u00b9", "lpt2": "_lpt2", "conout$": "_conout$", "com": "com",
           "nul .x": "_nul .x"}
    for i, text in enumerate(odd):
        place.write(f"m/m{i}.marche.yaml", market(i).replace(f"reference: 2026-{i:04d}", f"reference: {json.dumps(text, ensure_ascii=False)}"))
    done = place.run("m", "-o", "o", "--name", "{marche.reference}", "-f", "odt")
    yield from expect(done, 0)
    for line, (text, wanted) in zip(place.lines(), odd.items()):
        name = line["outputs"][0]["name"] if line["outputs"] else "?"
        if name != wanted + ".odt":
            yield f"{text!r} is written as {name!r}"
    long = "é" * 115
    place.write(f"l/{long}.marche.yaml", market(1))
    place.write(f"l/{long[1:]}e.marche.yaml", market(2))
    yield from expect(place.run("l", "-o", "k", "-f", "odt"), 0)
    cut = [line["outputs"][0]["name"] for line in place.lines("k")]
    if len(set(cut)) != 2 or any(len(n.encode()) > 210 or not re.search(r"é~[0-9a-f]{8}\.odt$", n) for n in cut):
        yield f"{cut}"
    place.write("n/a.marche.yaml", market(1))
    yield from expect(place.run("n", "-o", "p", "--name", "{acheteur.nom} ({id})"), 0)
    if "Office d'habitat du Val d'Ormoise (a).docx" not in place.bytes_of("p"):
        yield f"{sorted(place.bytes_of('p'))}"
    yield from expect(place.run("n", "-o", "q", "--name", "{marche.referense}"), 2, "did you mean “reference”")
    yield from expect(place.run("n", "-o", "q", "--name", "{lots}"), 2, "no single value")
    yield from expect(place.run("n", "-o", "q", "--name", "{id"), 2, "not understood")
    yield from expect(place.run("n", "-o", "q", "--name", "{marche.max_ac}"), 1, "B-004")
    yield from expect(place.run("n"), 2, "with -o")
    yield from expect(place.run("n", "-o", "q", "-j", "0"), 2, "from 1 to 64")
    yield from expect(place.run("n", "-o", "q", "--level", "13"), 2, "from 1 to 12")


def nothing_is_overwritten(place):
    """No document takes the report's name, no manifest that of a document; an input is never replaced by the manifest or the report."""
    text = json_market(1, id="Rapport") + "\n" + json_market(2, id="rapport-2") + "\n"
    place.write("a.jsonl", text)
    yield from expect(place.run("a.jsonl", "-o", "o", "-f", "html,txt"), 0)
    named = {output["name"] for line in place.lines() for output in line["outputs"]}
    page = place.bytes_of().get("rapport.html", b"")
    if named != {"_rapport.html", "_rapport.txt", "rapport-2.html", "rapport-2.txt"} or not named < set(place.bytes_of()) or b"rapport.csv" not in page:
        yield f"{sorted(named)}, {sorted(place.bytes_of())}"
    yield from expect(place.run("a.jsonl", "-o", "d"), 0)
    if "Rapport.docx" not in place.bytes_of("d"):
        yield f"{sorted(place.bytes_of('d'))}"
    for name in ("p/Rapport.DOCX", "rapport.json", "p/x.html"):
        yield from expect(place.run("a.jsonl", "-o", "p", "--manifest", name), 2, "end it in .jsonl")
    table = (SOURCE / "examples/achats.csv").read_text(encoding="utf-8")
    place.write("t/rapport.csv", table)
    (place.folder / "link.jsonl").symlink_to("a.jsonl")
    for words, name in ((("t/rapport.csv", "-o", "t"), "t/rapport.csv"), (("t/*.csv", "-o", "t"), "t/rapport.csv"),
                        (("a.jsonl", "-o", "p", "--manifest", "a.jsonl"), "a.jsonl"), (("link.jsonl", "-o", "p", "--manifest", "./a.jsonl"), "a.jsonl")):
        yield from expect(place.run(*words), 1, f"{re.escape(name)}.* is an input of this batch.*B-009")
    if (place.folder / "t/rapport.csv").read_text(encoding="utf-8") != table or (place.folder / "a.jsonl").read_text(encoding="utf-8") != text:
        yield "an input was replaced"
    yield from expect(place.run("t/rapport.csv", "-o", "t", "--no-report"), 0)


def messages_name_places(place):
    """In French too, keys of the data stay as they are written, and long paths are whole."""
    place.write("a.jsonl", json_market(1, library=1) + "\n")
    yield from expect(place.run("a.jsonl", "-o", "o", env={"CCAP_LANG": "fr"}), 1, r"\n  dans library\n")
    path = "achats-" + "2026-" * 30 + "fin.csv"
    (place.folder / path).write_bytes((SOURCE / "examples/achats.csv").read_text(encoding="utf-8-sig").replace("\u202f", " ").encode("cp1252"))
    yield from expect(place.run(path, "-o", "p"), 0, re.escape(path) + ".*B-028")
    yield from expect(place.run("absent-" * 20 + "*", "-o", "q"), 1, re.escape("absent-" * 20 + "*") + ".*B-001")


def odd_file_names(place):
    """File names that are no UTF-8, or begin with a dash."""
    folder = os.fsencode(place.folder / "m")
    os.mkdir(folder)
    for name in (b"\xff\xfe.marche.yaml", b"-rf.marche.yaml", b"a\nb.marche.yaml"):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(market(1))
    yield from expect(place.run("m", "-o", "o"), 0)
    got = [(line["id"], line["outputs"][0]["name"]) for line in place.lines()]
    if got != [("-rf", "rf.docx"), ("a%0Ab", "a%0Ab.docx"), ("%FF%FE", "%FF%FE.docx")]:
        yield f"{got}"


def unreadable(place):
    """A file that can't be read is told, goes into the manifest, and stops no other; a resumed run tries it again."""
    place.markets(3)
    (place.folder / "m/m001.marche.yaml").unlink()
    (place.folder / "m/m001.marche.yaml").symlink_to("nulle-part")
    yield from expect(place.run("m", "-o", "o"), 4, r"can't read .*m001.*F-001")
    if [(line["status"], line["sha256"] is None) for line in place.lines()] != [("ok", False), ("error", True), ("ok", False)]:
        yield f"{[line['status'] for line in place.lines()]}"
    (place.folder / "m/m001.marche.yaml").unlink()
    place.write("m/m001.marche.yaml", market(1))
    yield from expect(place.run("m", "-o", "o", "--resume"), 0, "left as they were: 2; done now: 1")
    yield from documents_problems(place)


def pipes_and_devices(place):
    """Each pipe that is named is read, whatever its name; in folders and patterns nobody waits for pipes and devices; a device that is named is refused."""
    table = (SOURCE / "examples/achats.csv").read_bytes()
    script = "exec {} batch <(echo \"$ONE\") <(echo \"$TWO\") - -o o"
    done = subprocess.run(["bash", "-c", script.format(place.ccap)], cwd=place.folder, env=place.env(ONE=json_market(1), TWO=json_market(2)),
                          input=json_market(3).encode(), capture_output=True, timeout=60, check=False)
    yield from expect(done, 0, "done: 3 of 3")
    if [line["id"] for line in place.lines()] != ["2026-0001", "2026-0002", "2026-0003"]:
        yield f"{[line['id'] for line in place.lines()]}"
    os.mkfifo(place.folder / "t.csv")
    process = place.start("t.csv", "-o", "t")
    (place.folder / "t.csv").write_bytes(table)
    stderr = process.communicate(timeout=60)[1].decode()
    if process.returncode != 0 or "done: 2 of 2" not in stderr:
        yield f"a table from a pipe: {stderr[-300:]}"
    place.markets(1)
    os.mkfifo(place.folder / "m/pipe.marche.yaml")
    os.mkfifo(place.folder / "pipe")
    (place.folder / "m/zero.marche.yaml").symlink_to("/dev/zero")
    (place.folder / "m/link.marche.yaml").symlink_to("../pipe")
    for word in ("m", "m/*.marche.yaml"):
        yield from expect(place.run(word, "-o", "f"), 0, "done: 1 of 1")
    for word in ("/dev/zero", "m/zero.marche.yaml"):
        yield from expect(place.run(word, "-o", "z"), 4, "can't read .*neither a file nor a pipe.*F-001")
    if place.bytes_of("z"):
        yield f"{sorted(place.bytes_of('z'))}"


def resume_changes(place):
    """--resume: what changed is done again — text, documents, options, library order of files — and the manifest is that of a fresh run."""
    place.markets(8)
    words = ("m", "-o", "o", "-j2")
    yield from expect(place.run(*words), 0)
    yield from expect(place.run(*words, "--resume"), 0, "left as they were: 8; done now: 0")
    place.write("m/m002.marche.yaml", market(99))
    place.write("m/m0025.marche.yaml", market(100))
    (place.folder / "m/m006.marche.yaml").unlink()
    (place.folder / "o/m004.odt").write_bytes(b"autre")
    (place.folder / "o/m005.docx").unlink()
    yield from expect(place.run(*words, "--resume"), 0, "left as they were: 4; done now: 4")
    yield from expect(place.run("m", "-o", "fresh"), 0)
    fresh = place.bytes_of("fresh")
    ours = {k: v for k, v in place.bytes_of().items() if not k.startswith("m006")}
    if ours != fresh:
        yield f"differs from a fresh run: {sorted(k for k in ours.keys() | fresh.keys() if ours.get(k) != fresh.get(k))}"
    yield from expect(place.run(*words, "--resume", "--level", "1"), 0, "done: 8 of 8")
    if b"left as they were" in place.run(*words, "--resume", "--strict").stderr:
        yield "options are not compared"


def resume_pictures(place):
    """--resume: a market whose picture changed, came or went is done again; the manifest says which files were taken."""
    def picture(grey):
        def chunk(kind, data):
            return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])) + chunk(b"IDAT", zlib.compress(bytes([0, grey])))
                + chunk(b"IEND", b""))
    place.markets(4)
    for i in (1, 2):
        place.write(f"m/m00{i}.marche.yaml", market(i).replace("acheteur:\n", f"acheteur:\n  logo: p{i}.png\n", 1))
    (place.folder / "m/p1.png").write_bytes(picture(1))
    words = ("m", "-o", "o", "-j2")
    yield from expect(place.run(*words), 1, "p2.png")
    found = [line["files"] for line in place.lines()]
    if found != [[], [{"name": "p1.png", "sha256": hashlib.sha256(picture(1)).hexdigest()}], [{"name": "p2.png", "sha256": None}], []]:
        yield f"files {found}"
    yield from expect(place.run(*words, "--resume"), 1, "left as they were: 4; done now: 0")
    (place.folder / "m/p1.png").write_bytes(picture(9))
    yield from expect(place.run(*words, "--resume"), 1, "left as they were: 3; done now: 1")
    (place.folder / "m/p2.png").write_bytes(picture(2))
    yield from expect(place.run(*words, "--resume"), 0, "left as they were: 3; done now: 1")
    yield from expect(place.run("m", "-o", "fresh"), 0)
    if place.bytes_of() != place.bytes_of("fresh"):
        yield "differs from a fresh run"
    (place.folder / "m/p1.png").unlink()
    yield from expect(place.run(*words, "--resume"), 1, "p1.png", "left as they were: 3; done now: 1")


def resume_damaged(place):
    """A journal with a line cut short, lines of other programs and garbage."""
    place.markets(6)
    yield from expect(place.run("m", "-o", "fresh"), 0)
    whole = (place.folder / "fresh/manifest.jsonl").read_bytes().splitlines(keepends=True)
    yield from expect(place.run("m", "-o", "o"), 0)
    (place.folder / "o/manifest.jsonl").unlink()
    journal = b"{\"id\":\"m000\"\n\x00\xff\n" + whole[1] + b"{}\n" + whole[0] + whole[3] + whole[2][:150]
    (place.folder / "o/manifest.jsonl.partial").write_bytes(journal)
    yield from expect(place.run("m", "-o", "o", "--resume"), 0, "left as they were: 3; done now: 3")
    if place.bytes_of() != place.bytes_of("fresh"):
        yield "differs from a fresh run"


def resume_date(place):
    """A batch that goes on gives documents the date that it began with."""
    for i in range(4):
        place.write(f"m/m{i}.marche.yaml", market(i).replace("date: 2026-09-21,", ""))
    place.write("m/m2.marche.yaml", "marche: 3\n")
    yield from expect(place.run("m", "-o", "o", "--fail-fast"), 1)
    place.write("m/m2.marche.yaml", market(2).replace("date: 2026-09-21,", ""))
    later = {"SOURCE_DATE_EPOCH": str(int(EPOCH) + 86400)}
    yield from expect(place.run("m", "-o", "o", "--resume", env=later), 0)
    yield from expect(place.run("m", "-o", "fresh"), 0)
    if place.bytes_of() != place.bytes_of("fresh"):
        yield "the date is not that of the first run"
    yield from expect(place.run("m", "-o", "later", env=later), 0)
    if place.bytes_of("later") == place.bytes_of("fresh"):
        yield "the date makes no difference: the case says nothing"


def full_disk(place):
    """Where a file can't grow, the batch ends, exit status 4, no part of a file; --resume goes on."""
    place.markets(5)
    done = place.run("m", "-o", "o", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (14000, 14000)))
    yield from expect(done, 4, r"can't write .*F-002")
    left = sorted(place.bytes_of())
    if any(not n.startswith("manifest.jsonl.partial") for n in left):
        yield f"left: {left}"
    yield from expect(place.run("m", "-o", "o", "--resume"), 0)
    yield from documents_problems(place)
    (place.folder / "f").write_text("un fichier")
    yield from expect(place.run("m", "-o", "f"), 4, "Not a directory")


def busy(place):
    """Two batches don't write one manifest."""
    place.markets(1)
    (place.folder / "o").mkdir()
    with open(place.folder / "o/manifest.jsonl.partial", "w", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield from expect(place.run("m", "-o", "o"), 1, "another batch is writing .*B-005")
    yield from expect(place.run("m", "-o", "o"), 0)


def wait_for(path, size):
    """Waits until a file has more than this many bytes."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (path.exists() and path.stat().st_size > size):
        time.sleep(0.002)


def changed_input(place):
    """A market that gets another name between the two passes is left out."""
    place.markets(300)
    process = place.start("m", "-o", "o", "-j2", "--name", "{marche.reference}")
    wait_for(place.folder / "o/manifest.jsonl.partial", 0)
    process.send_signal(signal.SIGSTOP)
    place.write("m/m299.marche.yaml", market(0))
    process.send_signal(signal.SIGCONT)
    stderr = process.communicate(timeout=60)[1].decode()
    if process.returncode != 1 or not re.search("m299.* was changed .*B-006", stderr):
        yield f"exit status {process.returncode}: {stderr[-300:]}"
    if [line["status"] for line in place.lines()] != ["ok"] * 299 + ["error"]:
        yield "another market is wrong"


def stopped_by_signal(place):
    """SIGINT, SIGTERM and SIGHUP: exit status 130, 143 and 129, whole documents, what is done is kept, --resume ends with the manifest of one run."""
    place.markets(300)
    yield from expect(place.run("m", "-o", "fresh"), 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        out = f"o{int(number)}"
        # A test run that is itself under nohup hands its ignored SIGHUP down.
        process = place.start("m", "-o", out, "-j2", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))
        partial = place.folder / out / "manifest.jsonl.partial"
        wait_for(partial, 20000)
        process.send_signal(number)
        stderr = process.communicate(timeout=60)[1].decode()
        if process.returncode != 128 + number or "--resume" not in stderr:
            yield f"{number.name}: exit status {process.returncode}, {stderr[-300:]}"
        names_left = sorted(place.bytes_of(out))
        lines = partial.read_bytes().splitlines(keepends=True)
        if "manifest.jsonl" in names_left or len(names_left) != 2 * len(lines) + 1 + len(REPORT) or not lines[-1].endswith(b"\n"):
            yield f"{number.name}: {len(names_left)} files, {len(lines)} lines"
        yield from expect(place.run("m", "-o", out, "--resume"), 0, "left as they were")
        if place.bytes_of(out) != place.bytes_of("fresh"):
            yield f"{number.name}: differs from a fresh run"
    process = place.start("m", "-o", "nohup", "-j2", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    wait_for(place.folder / "nohup/manifest.jsonl.partial", 20000)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    if process.returncode != 0 or place.bytes_of("nohup") != place.bytes_of("fresh"):
        yield f"SIGHUP under nohup: exit status {process.returncode}"


def progress(place):
    """On a terminal, a line that is written again, never wider than it; nothing of it in a pipe or with --quiet."""
    place.markets(60)
    for words, wanted in ((("-o", "o"), True), (("-o", "p", "--quiet"), False)):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 12, 0, 0))
        process = subprocess.Popen([place.ccap, "batch", "m", *words], cwd=place.folder, env=place.env(TERM="xterm"), stdin=subprocess.DEVNULL, stderr=slave)
        os.close(slave)
        seen = b""
        while select.select([master], [], [], 20)[0]:
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
        process.wait(timeout=60)
        os.close(master)
        shown = b"\r\x1b[K" in seen and re.search(rb"\d+/60 m", seen)
        wide = [part for part in re.findall(rb"\r\x1b\[K([^\r\n]*)", seen)[:-1] if len(part.decode()) >= 12]
        if bool(shown) != wanted or process.returncode != 0 or wide:
            yield f"{words}: {wide}, {seen[-300:]!r}"
    if b"\r" in place.run("m", "-o", "q").stderr:
        yield "progress in a pipe"


def durable_and_levels(place):
    """--durable and --level change no text; --manifest stands elsewhere."""
    place.markets(2)
    yield from expect(place.run("m", "-o", "a", "--durable", "--manifest", "elsewhere.jsonl"), 0, "written: elsewhere.jsonl")
    yield from expect(place.run("m", "-o", "b", "--level", "1"), 0)
    if sorted(place.bytes_of("a")) != ["m000.docx", "m000.odt", "m001.docx", "m001.odt"] or not (place.folder / "elsewhere.jsonl").exists():
        yield f"{sorted(place.bytes_of('a'))}"
    parts = [{i.filename: z.read(i) for i in z.infolist()} for z in (zipfile.ZipFile(place.folder / f / "m001.docx") for f in "ab")]
    sizes = [(place.folder / f / "m001.docx").stat().st_size for f in "ab"]
    if parts[0] != parts[1] or sizes[0] >= sizes[1]:
        yield f"level 1: {sizes}"


def kills(place, n, seed=2026):
    """Killed at random times and resumed: at any moment only whole documents; at the end the manifest of one run."""
    place.markets(120)
    yield from expect(place.run("m", "-o", "fresh"), 0)
    whole = place.bytes_of("fresh")
    chance = random.Random(seed)
    start = time.monotonic()
    place.run("m", "-o", "timed", "-j2")
    duration = time.monotonic() - start
    done, rounds, ended = 0, 0, 0
    while done < n and rounds < 4 * n:
        rounds += 1
        process = place.start("m", "-o", "o", "-j2", "--resume")
        time.sleep(chance.uniform(0.2, 1.0) * duration * (0.4 if ended * 3 > done else 1.0))
        process.kill()
        process.communicate(timeout=60)
        done += process.returncode == -signal.SIGKILL
        now = place.bytes_of()
        for name, data in now.items():
            if name.startswith("manifest.jsonl") and name.endswith(".partial"):
                continue
            if name not in whole or whole[name] != data:
                yield f"round {rounds}: {name} is no whole document"
        if "manifest.jsonl" in now:
            ended += 1
            shutil.rmtree(place.folder / "o")
    if done < n:
        yield f"only {done} kills in {rounds} rounds"
    yield from expect(place.run("m", "-o", "o", "--resume"), 0)
    if place.bytes_of() != whole:
        yield "the end differs from one run"


CASES = [folder_like_generate, faulty_go_on, fail_fast, strict_and_draft, same_for_any_threads, json_lines, standard_input, globs, collisions, names,
         nothing_is_overwritten, messages_name_places, odd_file_names, unreadable, pipes_and_devices, resume_changes, resume_pictures, resume_damaged, resume_date, full_disk, busy, changed_input, stopped_by_signal, progress, durable_and_levels]


def has_terminals():
    """True if a pseudo-terminal can be had: a root without /dev/pts has none."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        return False
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ccap")
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--kills", type=int)
    given = parser.parse_args()
    tap = Cases()
    if given.kills:
        run_case(tap, f"{given.kills} random kills", kills, Place, given.ccap, given.kills)
    else:
        for case in CASES:
            if given.cases and case.__name__ not in given.cases:
                continue
            if case is progress and not has_terminals():
                tap.skip(case.__name__, "no pseudo-terminals here")
            else:
                run_case(tap, title(case), case, Place, given.ccap)
        if not given.cases:
            run_case(tap, "a dozen random kills", kills, Place, given.ccap, 12)
    tap.end()


if __name__ == "__main__":
    main()
