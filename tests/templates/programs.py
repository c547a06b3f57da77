#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""programs - templates that LibreOffice wrote itself, filled and printed (TAP).

    tests/templates/programs.py [--ccap PROGRAM] [--accept] [--keep FOLDER]

libreoffice/*.fodt are our own documents. LibreOffice saves each as ODT and as DOCX, so that the templates hold what a real
program writes; ccap fills both with the YAML of the same name; LibreOffice prints them. The two must print the text of
libreoffice/*.txt, on as many pages. --accept writes these texts from the ODT, for a person to read; --keep: all stays in FOLDER.
"""
import argparse
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import look
import schemas

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("CCAP_BUILD") or HERE.parents[1] / "build")
SOURCES = HERE / "libreoffice"
FILTERS = {"odt": "odt", "docx": "docx:MS Word 2007 XML"}


def office(profile, wanted, paths, out):
    """One call of LibreOffice; a crash at its start, before the first document, is tried once more."""
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", wanted, "--outdir", str(out), *map(str, paths)]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=dict(os.environ, HOME=str(profile)))
        if done.returncode == 0 or list(out.iterdir()):
            break


def printed(path):
    """Text and number of pages of a PDF; runs of white space are one blank."""
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode("utf-8")
    return " ".join(text.split()), text.count("\f")


def words(path):
    """The text in reading order, a paragraph or cell a line; layout sets page headers apart, so they are left as they come."""
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode("utf-8")
    return [line.strip().replace("\f", "") for line in text.splitlines() if line.strip()]


def squeezed(lines, without_numbers=False):
    """What two formats break and bullet differently stays aside: line ends, blanks, the dash of a list, the blank behind a note's number."""
    text = re.sub(r"(\d)([A-ZÀ-Ý])", r"\1 \2", " ".join(lines))
    aside = r"[-–…\uf02d]|\d+" if without_numbers else r"[-–\uf02d]"
    return sorted(word for word in text.split() if not re.fullmatch(aside, word))


def fill(ccap, template, name, out):
    data = SOURCES / f"{name}.yaml"
    done = subprocess.run([ccap, "render", str(template), str(data), "-o", str(out)], capture_output=True, text=True, check=False,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
    return [] if done.returncode == 0 else [f"exit status {done.returncode}: {done.stderr[:1500]}"]


def package_problems(template, output, kind, work):
    """As the corpus has it: what the template had not, and the output has."""
    before = look.Package(template.read_bytes(), kind)
    after = look.Package(output.read_bytes(), kind, before)
    known = set(look.structure_problems(before))
    yield from (p for p in look.structure_problems(after) if p not in known)
    if "{{" in after.text():
        yield "a tag is left"
    if not schemas.available():
        return
    packages = {}
    for which, path in (("template", template), ("output", output)):
        with zipfile.ZipFile(path) as archive:
            packages[which, path.name] = (kind, {n: archive.read(n) for n in archive.namelist()})
    failed = schemas.problems(packages, work)
    old = failed["template", template.name]
    yield from (f"{part}: {line}" for part, lines in failed["output", output.name].items() if part not in old for line in lines)


def print_problems(name, path, accepted):
    if not path.is_file():
        yield "LibreOffice prints nothing"
        return
    found = words(path)
    is_renewed_later = any("…" in line for line in found)  # page numbers of a table of contents that Word has to renew
    if squeezed(found, is_renewed_later) != squeezed(accepted, is_renewed_later):
        extra = [w for w in squeezed(found) if w not in squeezed(accepted)][:12]
        lost = [w for w in squeezed(accepted) if w not in squeezed(found)][:12]
        yield f"{name}: it prints other words than libreoffice/{name}.txt: more {extra}, fewer {lost}"


def run(ccap, work, accept):
    names = sorted(p.stem for p in SOURCES.glob("*.fodt"))
    points = []
    for folder in ("odt", "docx", "filled", "pdf"):
        (work / folder).mkdir()
    for kind, wanted in FILTERS.items():
        office(work / "profile", wanted, [SOURCES / f"{n}.fodt" for n in names], work / kind)
    filled = {}
    for name in names:
        for kind in FILTERS:
            template, output = work / kind / f"{name}.{kind}", work / "filled" / f"{name}-{kind}.{kind}"
            problems = fill(ccap, template, name, output) if template.is_file() else ["LibreOffice did not write it"]
            if not problems:
                filled[name, kind] = output
                problems = list(package_problems(template, output, kind, work / f"schemas-{name}-{kind}"))
            points.append((f"{name}.{kind}: filled", problems))
    office(work / "profile", "pdf", filled.values(), work / "pdf")
    for name in names:
        pdfs = {kind: work / "pdf" / f"{name}-{kind}.pdf" for kind in FILTERS}
        text = SOURCES / f"{name}.txt"
        if accept and pdfs["odt"].is_file():
            text.write_text("\n".join(words(pdfs["odt"])) + "\n", encoding="utf-8")
        accepted = text.read_text(encoding="utf-8").splitlines()
        points += [(f"{name}.{kind}: printed", list(print_problems(name, path, accepted))) for kind, path in pdfs.items()]
        if all(p.is_file() for p in pdfs.values()):
            pages = {kind: printed(path)[1] for kind, path in pdfs.items()}
            points.append((f"{name}: pages", [] if len(set(pages.values())) == 1 else [f"pages: {pages}"]))
    return points


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(BUILD / "ccap"))
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("--keep")
    given = parser.parse_args()
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    if not shutil.which("soffice") or not shutil.which("pdftotext"):
        print("1..0 # SKIP no LibreOffice, or no pdftotext")
        return 0
    with tempfile.TemporaryDirectory(prefix="ccap-programs-") as folder:
        if given.keep:
            pathlib.Path(given.keep).mkdir(parents=True)
        points = run(str(pathlib.Path(given.ccap).resolve()), pathlib.Path(given.keep or folder).resolve(), given.accept)
    n_failed = 0
    for number, (name, problems) in enumerate(points, 1):
        problems = list(problems)
        n_failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} - {name}")
        for problem in problems[:12]:
            print("# " + problem.replace("\n", "⏎"))
    print(f"1..{len(points)}")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
