#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run - fills every template of the corpus with ccap and looks at what comes out (TAP).

    tests/templates/run.py [--ccap PROGRAM] [--only WORD] [--keep FOLDER] [--no-office]

One point a case; where a document comes out, one for the schemas and one for LibreOffice. Schemas come from
$CCAP_SHARED/conformance; what is missing is skipped, never passed. --only: cases whose title holds the word. --keep: templates, data and
documents are left in FOLDER, in one folder a case; what LibreOffice read of them is in FOLDER/text.
"""
import argparse
import collections
import concurrent.futures
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import zipfile

import frame
import look
import schemas

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or HERE.parents[1])
BUILD = pathlib.Path(os.environ.get("CCAP_BUILD") or SOURCE / "build")
EPOCH = "1789948740"
SECONDS = 20
CODE = re.compile(r"\[([A-Z]-\d{3})\]\s*$", re.M)
TEXT_FILTER = "txt:Text (encoded):UTF8"


class Points:
    def __init__(self):
        self.n = self.n_failed = 0

    def point(self, name, problems):
        problems = list(problems)
        self.n += 1
        self.n_failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.n} - {name}")
        for problem in problems[:12]:
            print("# " + str(problem).replace("\n", "⏎"))

    def skip(self, name, reason):
        self.n += 1
        print(f"ok {self.n} - {name} # SKIP {reason}")


# --- running the program ------------------------------------------------------------------------------------------------

Outcome = collections.namedtuple("Outcome", "case folder status said output written")


def environment():
    kept = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": EPOCH, "HOME": "/nonexistent"}


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def data_file(case, folder):
    if isinstance(case.data, (bytes, str)):
        name = "data.yaml" if isinstance(case.data, str) else "data.json"
        write(folder / name, case.data)
        return name
    write(folder / "data.json", json.dumps({} if case.data is None else case.data, ensure_ascii=False))
    return "data.json"


def words_of(case, folder):
    """The command line after the program, and the path of the document that it should write (None: none)."""
    template = f"model.{case.kind}"
    if case.command == "check":
        copies = [word for flag, word in zip(case.args, case.args[1:]) if flag == "--annotate"]
        return ["check", *case.args, template], folder / copies[0] if copies else None
    if case.command == "generate":
        market = "market.marche.yaml"
        text = case.market if "\n" in case.market else (SOURCE / case.market).read_text(encoding="utf-8")
        write(folder / market, text)
        return ["generate", "-t", template, "-o", "out", *case.args, market], folder / "out" / f"market.{case.out_kind}"
    output = f"out/result.{case.out_kind}"
    (folder / "out").mkdir(exist_ok=True)
    return ["render", template, data_file(case, folder), "-o", output, *case.args], folder / output


def run_case(ccap, case, work):
    folder = work / case.slug
    write(folder / f"model.{case.kind}", case.template)
    for name, data in case.files.items():
        write(folder / name, data)
    words, output = words_of(case, folder)
    before = {p for p in folder.rglob("*") if p.is_file()}
    try:
        done = subprocess.run([ccap, *words], cwd=folder, env=environment(), capture_output=True, timeout=SECONDS * 5, check=False)
        status, said = done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace").replace("\u00a0", " ")
    except subprocess.TimeoutExpired:
        status, said = -1, f"not done in {SECONDS * 5} seconds"
    written = sorted(p for p in folder.rglob("*") if p.is_file() and p not in before)
    return Outcome(case, folder, status, said, output, written)


# --- one case -----------------------------------------------------------------------------------------------------------


def code_problems(outcome, wanted):
    """Codes reported against those wanted: "T-007", or ("T-007", "piece", …)."""
    wanted = [(w,) if isinstance(w, str) else w for w in wanted]
    found = CODE.findall(outcome.said)
    if outcome.case.command == "generate":  # whether the library's references are verified is not the template's business
        found, wanted = [code for code in found if code != "L-018"], [w for w in wanted if w[0] != "L-018"]
    if sorted(found) != sorted(w[0] for w in wanted):
        yield f"reported {found}, wanted {[w[0] for w in wanted]}: {outcome.said[:1200]}"
    for code, *pieces in wanted:
        yield from (f"{code}: “{piece}” is not said: {outcome.said[:1200]}" for piece in pieces if piece not in outcome.said)


def error_problems(outcome):
    case = outcome.case
    if outcome.status != case.status:
        yield f"exit status {outcome.status}, wanted {case.status}: {outcome.said[:1200]}"
    yield from code_problems(outcome, case.errors)
    if case.command != "check" or "--annotate" not in case.args:
        yield from (f"{path.name} was written" for path in outcome.written)


def open_output(outcome):
    case = outcome.case
    template = look.Package(case.template, case.out_kind)
    return look.Package(outcome.output.read_bytes(), case.out_kind, template)


def text_problems(case, out):
    if case.text is not None:
        found = out.paragraphs()
        if found != case.text:
            yield f"the paragraphs are {found}, wanted {case.text}"
    whole = out.text()
    yield from look.in_order_problems(whole, case.contains or [])
    yield from (f"“{piece}” stands in the text" for piece in case.absent if piece in whole)
    if not case.braces and ("{{" in whole or "}}" in whole):
        yield f"a tag is left: “{whole[max(whole.find('{{') - 40, 0):][:120]}”"


def output_problems(outcome):
    case = outcome.case
    if outcome.status != case.status:
        yield f"exit status {outcome.status}, wanted {case.status}: {outcome.said[:1200]}"
        return
    yield from code_problems(outcome, case.says)
    if case.command != "generate":
        yield from (f"{path.name} was written" for path in outcome.written if path != outcome.output)
    if not outcome.output.is_file():
        yield "no document was written"
        return
    try:
        out = open_output(outcome)
    except (zipfile.BadZipFile, KeyError) as error:
        yield f"the document can't be opened: {error}"
        return
    yield from (f"{name} is no XML" for name in out.parts if name.endswith((".xml", ".rels")) and out.xml(name) is None and out.template.xml(name) is not None)
    if out.main is None:
        return
    yield from text_problems(case, out)
    known = set(look.structure_problems(out.template)) if out.template.main is not None else set()
    yield from (problem for problem in look.structure_problems(out) if problem not in known)
    if case.command != "generate":
        changes = case.changes + (("[Content_Types].xml",) if case.kind == "dotx" else ("mimetype", "META-INF/manifest.xml") if case.kind == "ott" else ())
        yield from look.same_part_problems(out, changes)
    if case.check:
        yield from case.check(out)


def annotated_problems(outcome):
    """A check that writes a copy: what the case's own function says of it."""
    yield from error_problems(outcome)
    if outcome.case.check:
        yield from outcome.case.check(outcome)


def case_problems(outcome):
    """All that is wrong; what a check can't cope with is wrong too."""
    problems = []
    try:
        problems += output_problems(outcome) if outcome.case.errors is None else annotated_problems(outcome)
    except Exception as error:  # a broken document may break any check
        where = traceback.extract_tb(error.__traceback__)[-1]
        problems.append(f"{type(error).__name__}: {error}, at {pathlib.Path(where.filename).name}:{where.lineno}")
    return problems


# --- schemas ------------------------------------------------------------------------------------------------------------


def schema_points(points, outcomes, work):
    written = [o for o in outcomes if o.output and o.output.is_file()]
    if not schemas.available():
        for outcome in written:
            points.skip(f"{outcome.case.title}: schemas", "no xmllint, or no CCAP_SHARED")
        return
    packages = {}
    for o in written:
        for which, path in (("template", o.folder / f"model.{o.case.kind}"), ("output", o.output)):
            with zipfile.ZipFile(path) as archive:
                packages[o.case.slug, which] = (o.case.out_kind, {n: archive.read(n) for n in archive.namelist()})
    large = {slug for (slug, _), package in packages.items() if schemas.is_too_large(*package)}
    failed = schemas.problems({key: package for key, package in packages.items() if key[0] not in large}, work)
    for o in written:
        name = f"{o.case.title}: schemas"
        if o.case.slug in large:
            points.skip(name, "too large for xmllint")
            continue
        before, after = failed[o.case.slug, "template"], failed[o.case.slug, "output"]
        worse = [f"{part}: {line}" for part, lines in after.items() if part not in before for line in lines]
        if worse or not after:
            points.point(name, worse)
        else:
            points.skip(name, f"the template is not valid: {', '.join(sorted(after))}")


# --- LibreOffice --------------------------------------------------------------------------------------------------------


def convert(paths, out, profile):
    """One call for all; None, or why it ended badly."""
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", TEXT_FILTER, "--outdir", str(out), *map(str, paths)]
    profile.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60 + 3 * len(paths), check=False, env=dict(os.environ, HOME=str(profile)))
    except subprocess.TimeoutExpired:
        return "too slow"
    return None if done.returncode == 0 else f"exit status {done.returncode}: {done.stderr[-300:]}"


def convert_all(paths, out, work):
    """
    A hundred at a time: LibreOffice leaves out what comes after some 250 names. A document that it dies of takes those behind it
    along: they are tried again without it. LibreOffice 7.4 now and then crashes while it makes a new profile, before it reads any
    document: then the first has one more chance.
    """
    n_calls = 0
    for start in range(0, len(paths), 100):
        todo = paths[start : start + 100]
        for turn in range(6):
            profile = work / f"profile-{0 if turn == 0 else n_calls}"
            n_calls += 1
            told = convert(todo, out, profile)
            left = [p for p in todo if not (out / (p.stem + ".txt")).is_file()]
            if not left:
                break
            print(f"# LibreOffice: {told!r}, {len(left)} documents left, first {left[0].name}")
            is_start = told is not None and turn == 0 and len(left) == len(todo)
            todo = left if is_start else left[1:]
            if not todo:
                break


def squeeze(text):
    return " ".join(text.replace("\ufeff", " ").split())


def office_points(points, outcomes, work):
    written = [o for o in outcomes if o.output and o.output.is_file() and o.case.lo_opens]
    if not shutil.which("soffice"):
        for o in written:
            points.skip(f"{o.case.title}: LibreOffice", "not installed")
        return
    gathered, out = work / "office", work / "text"
    gathered.mkdir()
    out.mkdir()
    paths = {}
    for o in written:
        paths[o.case.slug] = gathered / f"{o.case.slug}.{o.case.out_kind}"
        shutil.copy(o.output, paths[o.case.slug])
    convert_all(list(paths.values()), out, work)
    for o in written:
        path = out / f"{o.case.slug}.txt"
        if not path.is_file():
            points.point(f"{o.case.title}: LibreOffice", ["it does not open the document"])
            continue
        wanted = o.case.lo if o.case.lo is not None else o.case.text or []
        text = squeeze(path.read_text(encoding="utf-8", errors="replace"))
        points.point(f"{o.case.title}: LibreOffice", look.in_order_problems(text, [squeeze(w) for w in wanted if w.strip()]))


# --- all ----------------------------------------------------------------------------------------------------------------


def run(ccap, cases, work, with_office):
    points = Points()
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(lambda c: run_case(ccap, c, work / "cases"), cases))
    for outcome in outcomes:
        points.point(outcome.case.title, case_problems(outcome))
    sys.stdout.flush()
    schema_points(points, outcomes, work / "schemas")
    if with_office:
        office_points(points, outcomes, work)
    print(f"1..{points.n}", flush=True)
    return 1 if points.n_failed else 0


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(BUILD / "ccap"))
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    parser.add_argument("--no-office", action="store_true")
    given = parser.parse_args()
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    ccap = str(pathlib.Path(given.ccap).resolve())
    cases = [c for c in frame.load() if given.only in c.title]
    if given.keep:
        pathlib.Path(given.keep).mkdir(parents=True)
        sys.exit(run(ccap, cases, pathlib.Path(given.keep).resolve(), not given.no_office))
    with tempfile.TemporaryDirectory(prefix="ccap-templates-") as folder:
        sys.exit(run(ccap, cases, pathlib.Path(folder), not given.no_office))


if __name__ == "__main__":
    main()
