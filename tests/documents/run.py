#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run - makes the annexes of all our markets and looks at them as Word, LibreOffice and their readers do (TAP).

    tests/documents/run.py --ccap PROGRAM [--keep FOLDER]

Schemas come from $CCAP_SHARED/conformance, pictures from LibreOffice and poppler: what is missing is skipped, never
passed. --keep leaves the documents and their PDF in FOLDER.
"""
import argparse
import concurrent.futures
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import docx
import odt
import words

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
SHARED = pathlib.Path(os.environ.get("CCAP_SHARED") or os.devnull)  # nothing is below devnull
EPOCH = "1789948740"  # 2026-09-20 23:59 UTC: another day east of Greenwich
LABEL = re.compile(r"[a-z][a-z0-9_]*@\d+\.\d+\.\d+(?:\+[a-z][a-z0-9-]*\.\d+\.\d+\.\d+)?#[1-9]\d*")
FIXED = (1980, 1, 1, 0, 0, 0)
# The parts of a page, in points from its top left: body; header and footer (A4, margins of 25 mm).
BODY = ("-x", "0", "-y", "64", "-W", "596", "-H", "708")
HEADER = ("-x", "0", "-y", "0", "-W", "596", "-H", "64")
FOOTER = ("-x", "0", "-y", "772", "-W", "596", "-H", "70")


class Cases:
    def __init__(self):
        self.n = self.n_failed = 0

    def case(self, name, problems):
        problems = list(problems)
        self.n += 1
        self.n_failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.n} - {name}")
        for problem in problems[:40]:
            print(f"# {problem}")
        sys.stdout.flush()

    def skip(self, name, reason):
        self.n += 1
        print(f"ok {self.n} - {name} # SKIP {reason}", flush=True)


# --- making the documents -------------------------------------------------------------------------------------------


def environment(**more):
    kept = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    return env | {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": EPOCH, "HOME": "/nonexistent"} | more


def generate(ccap, markets, out, *options, env=None, cwd=None, umask=0o022):
    """Problems of the command; the documents are in `out`."""
    words_ = [ccap, "generate", *options, "-o", str(out), "--", *map(str, markets)]
    done = subprocess.run(words_, env=env or environment(), cwd=cwd, umask=umask, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0:
        yield f"exit status {done.returncode}"
        yield from done.stderr.splitlines()[:30]


def parts_of(path):
    """{name: bytes} in the archive's order."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def archive_problems(path):
    """Order, methods, dates: what makes two runs the same, and what ODF asks for."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        first = "mimetype" if path.suffix == ".odt" else "[Content_Types].xml"
        if entries[0].filename != first:
            yield f"the first entry is {entries[0].filename}, not {first}"
        for entry in entries:
            is_ready = entry.filename == "mimetype" or entry.filename.endswith((".png", ".jpg"))  # compressed by themselves
            wanted = zipfile.ZIP_STORED if is_ready else zipfile.ZIP_DEFLATED
            if entry.compress_type != wanted:
                yield f"{entry.filename}: method {entry.compress_type}"
            if entry.date_time != FIXED or entry.external_attr or entry.extra or entry.comment:
                yield f"{entry.filename}: a date, attribute, extra field or comment of its own"
            if entry.flag_bits & ~0x800:
                yield f"{entry.filename}: flags {entry.flag_bits:#x}"
        names = [e.filename.lower() for e in entries]
        if len(set(names)) != len(names):
            yield "two entries of one name"
        if archive.testzip():
            yield f"{archive.testzip()}: wrong checksum"
    if shutil.which("unzip"):
        judged = subprocess.run(["unzip", "-tqq", path], capture_output=True, text=True, check=False)
        if judged.returncode != 0 or judged.stdout or judged.stderr:
            yield f"unzip: {judged.stdout}{judged.stderr}"
    if path.suffix == ".odt":
        head = path.read_bytes()[:80]
        if head[30:38] != b"mimetype" or head[28:30] != b"\0\0" or head[38:77] != b"application/vnd.oasis.opendocument.text":
            yield "mimetype does not stand bare at the beginning of the file"


# --- schemas --------------------------------------------------------------------------------------------------------


def xmllint(schema, paths):
    done = subprocess.run(["xmllint", "--nonet", "--noout", *schema, *map(str, paths)], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        yield from (line for line in done.stderr.splitlines() if not line.endswith(" validates"))


def put_parts(parts, folder):
    paths = {}
    for name, data in parts.items():
        path = folder / name.replace("/", "_")
        path.write_bytes(data)
        paths[name] = path
    return paths


def docx_schema_problems(parts):
    """Raw parts: ours use no extension, so that nothing need be stripped first."""
    schema = SHARED / "conformance/ooxml/xsd/docx.xsd"
    with tempfile.TemporaryDirectory() as folder:
        paths = put_parts(parts, pathlib.Path(folder))
        yield from xmllint(("--schema", str(schema)), [p for n, p in paths.items() if n.endswith((".xml", ".rels"))])


def odt_schema_problems(parts):
    schemas = SHARED / "conformance/odf/1.3"
    with tempfile.TemporaryDirectory() as folder:
        paths = put_parts(parts, pathlib.Path(folder))
        manifest = paths.pop("META-INF/manifest.xml")
        yield from xmllint(("--relaxng", str(schemas / "OpenDocument-v1.3-schema.rng")), [p for n, p in paths.items() if n.endswith(".xml")])
        yield from xmllint(("--relaxng", str(schemas / "OpenDocument-v1.3-manifest-schema.rng")), [manifest])


# --- one document -----------------------------------------------------------------------------------------------------


class Document:
    """One file, opened by the module of its format."""

    def __init__(self, path, market, is_draft):
        self.path = path
        self.market = market
        self.is_draft = is_draft
        self.format = docx if path.suffix == ".docx" else odt
        self.parts = parts_of(path)
        self.opened = docx.Docx(self.parts) if self.format is docx else odt.Odt(self.parts)
        found = re.search(r"premier_article: *(\d+)", market.read_text(encoding="utf-8"))
        self.first_article = int(found.group(1)) if found else 1

    def schema_problems(self):
        return docx_schema_problems(self.parts) if self.format is docx else odt_schema_problems(self.parts)

    def structure_problems(self):
        f, d = self.format, self.opened
        yield from f.id_problems(d)
        yield from f.part_problems(d)
        yield from f.table_problems(d)
        yield from f.list_problems(d)
        if f is odt:
            yield from odt.style_problems(d)

    def text_problems(self):
        items = list(self.format.items(self.opened))
        # a draft lists its problems before the first article; a title block stands before it too
        start = next((i for i, item in enumerate(items) if item[0] == "h"), 0)
        yield from words.heading_problems(items[start:])
        if not self.is_draft:
            yield from words.text_problems(self.format.paragraphs(self.opened))

    def property_problems(self):
        custom, title, language = self.format.properties(self.opened)
        yield from self.format.language_problems(self.opened)
        if language != "fr-FR":
            yield f"the language property is “{language}”"
        if not title.strip() or "{{" in title:
            yield f"the title property is “{title}”"
        wanted = {"ccap.bibliotheque.id": r"[a-z][a-z0-9-]*", "ccap.bibliotheque.version": r"\d+\.\d+\.\d+", "ccap.bibliotheque.sha256": r"[0-9a-f]{64}"}
        for name, pattern in wanted.items():
            if not re.fullmatch(pattern, custom.get(name, "")):
                yield f"the property {name} is “{custom.get(name)}”"
        if custom.get("ccap.marche.sha256") != hashlib.sha256(self.market.read_bytes()).hexdigest():
            yield "ccap.marche.sha256 is not that of the market file"
        everything = b"\n".join(self.parts.values())
        for secret in (str(SOURCE), "/root", os.environ.get("USER") or "/home/"):
            if len(secret) > 4 and secret.encode() in everything:
                yield f"the document holds “{secret}”"

    def label_problems(self):
        labels = self.format.labels(self.opened)
        if not labels and not self.is_draft:
            yield "no article is marked"
        if len(set(labels)) != len(labels):
            yield f"labels twice: {labels}"
        for label in labels:
            if not LABEL.fullmatch(label or ""):
                yield f"the label “{label}” is not id@version#n"


def document_cases(cases, documents):
    has_schemas = (SHARED / "conformance/ooxml/xsd/docx.xsd").is_file() and shutil.which("xmllint")
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        schema = list(pool.map(lambda d: list(d.schema_problems()), documents)) if has_schemas else []
    for i, document in enumerate(documents):
        name = document.path.name
        cases.case(f"{name}: archive", archive_problems(document.path))
        if has_schemas:
            cases.case(f"{name}: schemas", schema[i])
        else:
            cases.skip(f"{name}: schemas", "no xmllint, or no CCAP_SHARED")
        cases.case(f"{name}: structure", document.structure_problems())
        cases.case(f"{name}: numbers and references", document.format.reference_problems(document.opened, document.first_article))
        cases.case(f"{name}: text", document.text_problems())
        cases.case(f"{name}: properties", document.property_problems())
        cases.case(f"{name}: marks of articles", document.label_problems())
        if document.path.stem in RESULTS:
            cases.case(f"{name}: results", result_problems(document))


def pair_problems(pair):
    """DOCX and ODT of one market: the same articles, headings, paragraphs, references."""
    first, second = pair
    if first.format.labels(first.opened) != second.format.labels(second.opened):
        yield "not the same articles"
    a = [i for i in first.format.items(first.opened) if i[2].strip()]
    b = [i for i in second.format.items(second.opened) if i[2].strip()]
    for x, y in zip(a, b):
        if x != y:
            yield f"“{x[2][:120]}” in DOCX, “{y[2][:120]}” in ODT"
            break
    if len(a) != len(b):
        yield f"{len(a)} paragraphs in DOCX, {len(b)} in ODT"
    if first.format.n_references(first.opened) != second.format.n_references(second.opened):
        yield "not as many references"


# What the examples must come to, by the domain they were taken from, and the law their clauses are.
RESULTS = {
    "e1-rehabilitation": (("clause_heures@",), (r"\b6[\u202f\u00a0]200[\u202f\u00a0]h(eures)?\b", r"\b50[\u202f\u00a0]€", r"\b7[\u202f\u00a0]%", r"quartier prioritaire")),
    "e2-stations-de-pompage": (("clause_action@",), (r"[Dd]écouverte", r"[Ii]mmersion", r"station de pompage", r"\b35[\u202f\u00a0]h", r"\b500[\u202f\u00a0]€", r"\b100[\u202f\u00a0]€")),
}


def result_problems(document):
    """The considerations of an example and the figures that it must show."""
    labels, patterns = RESULTS[document.path.stem]
    found = document.format.labels(document.opened)
    text = "\n".join(document.format.paragraphs(document.opened))
    for label in labels:
        if not any(f.startswith(label) for f in found):
            yield f"no article {label}: {found}"
    if len([f for f in found if not f.startswith("communs@")]) != len(labels):
        yield f"other articles: {found}"
    for pattern in patterns:
        if not re.search(pattern, text):
            yield f"nothing reads as {pattern}"


# --- LibreOffice --------------------------------------------------------------------------------------------------


def convert_once(paths, out, profile):
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf", "--outdir", str(out), *map(str, paths)]
    profile.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=dict(os.environ, HOME=str(profile)))
    if done.returncode != 0:
        return [f"exit status {done.returncode}", done.stderr[-500:]]
    return [f"{p.name}: no PDF" for p in paths if not (out / (p.stem + ".pdf")).is_file()]


def convert(paths, out, profile):
    """
    One call for all files; problems. LibreOffice 7.4 now and then crashes while it makes a new profile (UNO runtime exceptions
    before any document is read): only then, ended by a crash with not one PDF written, is it run a second time. A document
    that is not converted is never given another chance.
    """
    problems = convert_once(paths, out, profile)
    if problems and problems[0].startswith("exit status") and not any(out.glob("*.pdf")):
        print(f"# LibreOffice crashed at its start and is run again: {' '.join(problems)!r}", flush=True)
        problems = convert_once(paths, out, profile.with_name(profile.name + "-again"))
    return problems


def pdf_text(path, region):
    done = subprocess.run(["pdftotext", *region, str(path), "-"], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.replace("\f", " ").split()


def n_pages(path):
    done = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, timeout=60, check=True)
    return int(re.search(r"^Pages: *(\d+)", done.stdout, re.M).group(1))


def first_difference(a, b):
    for i, (x, y) in enumerate(zip(a, b)):
        if x != y:
            start = max(i - 6, 0)
            return f"“{' '.join(a[start : i + 6])}” in DOCX, “{' '.join(b[start : i + 6])}” in ODT"
    return f"{len(a)} words in DOCX, {len(b)} in ODT"


def print_problems(name, folder):
    a, b = (folder / kind / f"{name}.pdf" for kind in ("docx", "odt"))
    if n_pages(a) != n_pages(b):
        yield f"{n_pages(a)} pages from DOCX, {n_pages(b)} from ODT"
    for what, region in (("body", BODY), ("header", HEADER), ("footer", FOOTER)):
        x, y = pdf_text(a, region), pdf_text(b, region)
        if x != y:
            yield f"{what}: {first_difference(x, y)}"
        if not x:
            yield f"{what}: no text"


def print_cases(cases, names, out, folder):
    if not shutil.which("soffice") or not shutil.which("pdftotext"):
        for name in names:
            cases.skip(f"{name}: printed alike", "no LibreOffice or no poppler")
        return
    kinds = ("docx", "odt")
    for kind in kinds:
        (folder / kind).mkdir(parents=True, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [pool.submit(convert, [out / f"{n}.{k}" for n in names], folder / k, folder / f"profile-{k}") for k in kinds]
        failed = [problem for job in jobs for problem in job.result()]
    cases.case("LibreOffice converts every document", failed)
    for name in (n for n in names if not failed and not n.startswith("brouillon")):
        cases.case(f"{name}: printed alike", print_problems(name, folder))


# --- the same bytes -------------------------------------------------------------------------------------------------


def installed_locales():
    done = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False)
    return done.stdout.split()


def same_bytes_cases(cases, ccap, markets, work):
    """One run as the others, each with one thing of the surroundings changed."""
    far = work / "ailleurs"
    far.mkdir()
    for market in markets:
        shutil.copy(market, far / market.name)
    runs = {
        "in another time zone": {"env": environment(TZ="Pacific/Kiritimati")},
        "in a third time zone": {"env": environment(TZ="America/Los_Angeles")},
        "in the locale C": {"env": environment(LC_ALL="C")},
        "with French messages": {"env": environment(CCAP_LANG="fr", LC_ALL="fr_FR.UTF-8")},
        "with another umask": {"umask": 0o077},
        "in another folder": {"cwd": far},
        "with other variables": {"env": environment(HOME=str(work), USER="autre", COLUMNS="40", TMPDIR=str(work), LANG="de_DE")},
    }
    for locale in (l for l in installed_locales() if l not in ("C", "POSIX", "C.utf8")):
        runs[f"in the locale {locale}"] = {"env": environment(LC_ALL=locale)}
    base = work / "premier"
    cases.case("the documents that others are compared with", generate(ccap, markets, base))
    for number, (name, how) in enumerate(runs.items()):
        out = work / f"autre-{number}"
        given = [m.name for m in markets] if "cwd" in how else markets
        problems = list(generate(ccap, given, out, **how))
        for path in sorted(base.iterdir()):
            other = out / path.name
            if not other.is_file() or other.read_bytes() != path.read_bytes():
                problems.append(f"{path.name} differs")
            elif other.stat().st_mode & 0o777 != 0o666 & ~how.get("umask", 0o022):
                problems.append(f"{path.name}: mode {other.stat().st_mode & 0o777:o}")
        cases.case(f"same bytes {name}", problems)


def local_problems(ccap, local):
    """No error, and notes of every passage that it changes (ccap check --accept writes them)."""
    words_ = [ccap, "check", "--format", "short", str(local)]
    done = subprocess.run(words_, env=environment(), capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0:
        yield f"exit status {done.returncode}"
    yield from (line for line in done.stdout.splitlines() if ": error: " in line or "[L-158]" in line)


# --- all ------------------------------------------------------------------------------------------------------------


def run(ccap, work):
    cases = Cases()
    markets = sorted((SOURCE / "examples").glob("*.marche.yaml")) + sorted((SOURCE / "clauses/apercu").glob("*.marche.yaml")) + sorted((HERE / "marches").glob("*.marche.yaml"))
    drafts = sorted((HERE / "brouillons").glob("*.marche.yaml"))
    local = SOURCE / "examples/val-ormoise"  # a local library, with its own sample
    samples = sorted((local / "apercu").glob("*.marche.yaml"))
    out = work / "out"
    cases.case("all markets are generated", generate(ccap, markets, out))
    cases.case("drafts are generated", generate(ccap, drafts, out, "--draft"))
    cases.case("the local library is sound", local_problems(ccap, local))
    cases.case("markets of the local library are generated", generate(ccap, samples, out, "--library", str(local)))
    documents = []
    for market in markets + drafts + samples:
        name = market.name[: -len(".marche.yaml")]
        pair = [Document(out / f"{name}.{kind}", market, market in drafts) for kind in ("docx", "odt") if (out / f"{name}.{kind}").is_file()]
        documents += pair
        cases.case(f"{name}: DOCX and ODT say the same", pair_problems(pair) if len(pair) == 2 else ["not both were written"])
    document_cases(cases, documents)
    names = sorted({d.path.stem for d in documents})
    print_cases(cases, names, out, work / "pdf")
    same_bytes_cases(cases, ccap, [markets[0], HERE / "marches/sans-date.marche.yaml"], work)
    print(f"1..{cases.n}")
    return 1 if cases.n_failed else 0


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(SOURCE / "build/ccap"))
    parser.add_argument("--keep", help="folder that the documents are left in")
    given = parser.parse_args()
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", line_buffering=True)
    ccap = str(pathlib.Path(given.ccap).resolve())
    if given.keep:
        pathlib.Path(given.keep).mkdir(parents=True)
        sys.exit(run(ccap, pathlib.Path(given.keep).resolve()))
    with tempfile.TemporaryDirectory(prefix="ccap-documents-") as folder:
        sys.exit(run(ccap, pathlib.Path(folder)))


if __name__ == "__main__":
    main()
