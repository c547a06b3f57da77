# SPDX-License-Identifier: Apache-2.0
"""scaffolds - what `ccap new` writes passes `ccap check` at once and makes a document, for every consideration of the library."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from tap import Cases

CCAP = os.path.abspath(sys.argv[1])


def run(*words, cwd):
    env = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "1789948800"}
    env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    return subprocess.run([CCAP, *words], capture_output=True, text=True, cwd=cwd, env=env, stdin=subprocess.DEVNULL)


def problems(*words, cwd):
    done = run(*words, cwd=cwd)
    if done.returncode != 0:
        yield f"ccap {' '.join(words)}: status {done.returncode}: {done.stderr[:600]}{done.stdout[:300]}"


def codes(cwd):
    return re.findall(r"^(K\d+)  ", run("list", cwd=cwd).stdout, re.M)


def market(cases, folder, code):
    name = f"{code}.marche.yaml"
    found = [*problems("new", "marche", name, "--clause", code, cwd=folder)]
    found += [] if found else [*problems("check", name, cwd=folder), *problems("generate", name, "--draft", cwd=folder)]
    text = (folder / name).read_text(encoding="utf-8") if not found else ""
    if not found and len(re.findall(r"^ +- clause: ", text, re.M)) != 1:  # others are comments
        found.append("not one consideration")
    if not found and "\nexemple: true\n" not in text:
        found.append("not marked as an example")
    cases.case(f"a market for {code}", found)


def uncomment(text, clause):
    """The market with the commented consideration instead of the one in use, as an editor's command would do it."""
    lines = text.split("\n")
    start = next(i for i, line in enumerate(lines) if line == f"      # - clause: {clause}")
    end = next(i for i in range(start, len(lines)) if not lines[i].startswith("      #   ") and i > start)
    used = next(i for i, line in enumerate(lines) if line.startswith("      - clause: "))
    used_end = next(i for i in range(used, len(lines)) if not lines[i].startswith("        ") and i > used)
    bare = [line.replace("      # ", "      ", 1) for line in lines[start:end]]
    return "\n".join(lines[:used] + lines[used_end:start] + bare + lines[end:])


def lone_clause(cases, folder):
    alone = [*problems("new", "clause", "visites.yaml", cwd=folder), *problems("check", "visites.yaml", cwd=folder)]
    cases.case("a consideration that stands alone", alone)
    schema = re.search(r"\$schema=(\S+)", (folder / "visites.yaml").read_text(encoding="utf-8")).group(1)
    cases.case("its schema is where its first line says", [] if (folder / schema).is_file() else [schema])


def clause_in_a_copy(cases, folder):
    """A library that was copied without the schemas: new clause writes its schema beside the file, where check lets it be."""
    source = pathlib.Path(os.environ.get("CCAP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
    shutil.copytree(source / "clauses", folder / "copie", ignore=shutil.ignore_patterns("apercu"))
    found = [*problems("new", "clause", "copie/considerations/visites.yaml", cwd=folder)]
    found += [] if (folder / "copie/considerations/clause.schema.json").is_file() else ["no schema beside it"]
    cases.case("a consideration in a copy of the library", [*found, *problems("check", "copie", cwd=folder)])


def library(cases, folder):
    found = [*problems("new", "bibliotheque", "lib", cwd=folder), *problems("check", "lib", cwd=folder)]
    done = run("check", "lib", "--format", "short", cwd=folder)
    found += done.stdout.splitlines()  # not even a warning
    cases.case("a library", found)
    for path in sorted((folder / "lib").rglob("*.yaml")):
        schema = re.search(r"\$schema=(\S+)", path.read_text(encoding="utf-8").splitlines()[0])
        if "modeles" not in path.parts and not (schema and (path.parent / schema.group(1)).is_file()):
            cases.case(f"the schema of {path.relative_to(folder)}", [f"{schema and schema.group(1)} is not there"])
    samples = [str(p.relative_to(folder)) for p in sorted((folder / "lib/apercu").iterdir())]
    cases.case("its samples make documents", problems("generate", *samples, "--library", "lib", "-o", "out", cwd=folder))
    more = [*problems("new", "clause", "lib/considerations/accueil.yaml", "--library", "lib", cwd=folder)]
    more += problems("check", "lib/considerations/accueil.yaml", cwd=folder)
    more += problems("new", "marche", "b.marche.yaml", "--library", "lib", "--clause", "accueil,K1", cwd=folder)
    more += problems("check", "b.marche.yaml", "--library", "lib", cwd=folder)
    more += problems("generate", "b.marche.yaml", "--library", "lib", "--draft", "-o", "out", cwd=folder)
    cases.case("one consideration more, and a market with both", more)
    again = [*problems("new", "bibliotheque", "lib2", "--library", "lib", cwd=folder), *problems("check", "lib2", cwd=folder)]
    first = (folder / "lib/considerations/clause_exemple.yaml").read_bytes()
    again += [] if first == (folder / "lib2/considerations/clause_exemple.yaml").read_bytes() else ["another scaffold"]
    cases.case("a library made from it", again)


def examples(cases):
    """The local library that the guide shows, over the shipped one: nothing wrong but warnings that a market acknowledges."""
    source = pathlib.Path(os.environ.get("CCAP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
    folder = source / "examples"
    known = sorted(p.parent for p in folder.glob("*/bibliotheque.yaml"))
    cases.case("the examples have a local library", [] if known else [f"none in {folder}"])
    for library_ in known:
        done = run("check", library_.name, "--format", "short", cwd=folder)
        wrong = [line for line in done.stdout.splitlines() if not re.search(r": (note|warning): .* \[D-\d+\]$|: note: |/clauses/apercu/", line)]
        cases.case(f"the local library {library_.name}", wrong + ([] if done.returncode == 0 else [f"status {done.returncode}"]))
        base_in_page(cases, library_)


def base_in_page(cases, library_):
    """The page tells the base of a local library, as the properties of DOCX and ODT do."""
    with tempfile.TemporaryDirectory() as out:
        sample = next((library_ / "apercu").glob("*.marche.yaml"))
        found = [*problems("generate", str(sample), "--library", str(library_), "-f", "html", "-o", out, cwd=library_)]
        page = "".join(p.read_text(encoding="utf-8") for p in pathlib.Path(out).glob("*.html"))
        told = dict(re.findall(r'<meta name="ccap\.base\.(\w+)" content="([^"]+)">', page))
        base = re.search(r"^base:\n  id: ([\w-]+)", (library_ / "bibliotheque.yaml").read_text(encoding="utf-8"), re.M)[1]
        found += [] if told.get("id") == base and len(told.get("sha256", "")) == 64 and "version" in told else [f"the page says {told}"]
        cases.case(f"the page names the base of {library_.name}", found)


def main():
    cases = Cases()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        known = codes(folder)
        cases.case("the library has considerations", [] if len(known) >= 9 else [f"only {known}"])
        for code in known:
            market(cases, folder, code)
        cases.case("a market for all", [*problems("new", "marche", "tout.marche.yaml", cwd=folder), *problems("check", "tout.marche.yaml", cwd=folder)])
        text = (folder / "tout.marche.yaml").read_text(encoding="utf-8")
        commented = re.findall(r"^      # - clause: (\w+)$", text, re.M)
        cases.case("all considerations are offered", [] if len(commented) == len(known) - 1 else [f"commented: {commented}"])
        for clause in commented:
            (folder / "essai.marche.yaml").write_text(uncomment(text, clause), encoding="utf-8")
            done = run("check", "essai.marche.yaml", "--format", "short", cwd=folder)
            wrong = [line for line in done.stdout.splitlines() if "error" in line and not re.search(r"\[(L-003|D-\d+)\]$", line)]
            cases.case(f"{clause} without its comment marks", wrong)
        lone_clause(cases, folder)
        clause_in_a_copy(cases, folder)
        library(cases, folder)
        examples(cases)
    cases.end()


main()
