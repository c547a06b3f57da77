# SPDX-License-Identifier: Apache-2.0
"""install - what `meson install` puts in place works by itself: program, library, templates, schemas, messages, manual, completion."""
import os
import pathlib
import subprocess
import tempfile

from tap import SOURCE, Cases

BUILD = os.environ.get("CCAP_BUILD") or str(SOURCE / "build")
FILES = """bin/ccap share/man/man1/ccap.1 share/bash-completion/completions/ccap share/locale/fr/LC_MESSAGES/ccap.mo
share/ccap/clauses/bibliotheque.yaml share/ccap/schemas/marche.schema.json share/ccap/templates/annexe/modele.yaml""".split()


def run(program, *words, cwd):
    return subprocess.run([program, *words], capture_output=True, text=True, cwd=cwd, env={"PATH": os.environ["PATH"]})


def problems_of(done, text):
    if done.returncode != 0 or text not in done.stdout:
        yield f"{' '.join(done.args)}: status {done.returncode}, {text!r} is not in {done.stdout[:300]!r}; {done.stderr[:300]!r}"


def main():
    cases = Cases()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", f"{folder}/dest"],
            check=True,
            capture_output=True,
        )
        programs = list(pathlib.Path(folder, "dest").rglob("bin/ccap"))
        prefix = programs[0].parent.parent.rename(f"{folder}/moved")
        ccap = str(prefix / "bin/ccap")
        cases.case("everything is there", (f for f in FILES if not list(prefix.glob(f))))
        sums = str(prefix / "share/ccap/clauses")
        verified = subprocess.run([ccap, "verify", sums], capture_output=True, text=True)
        cases.case("the library is as its sums say", [] if verified.returncode == 0 else [verified.stderr])
        about = prefix / "share/ccap/clauses/bibliotheque.yaml"
        about.write_text(about.read_text(encoding="utf-8").replace("titre: ", "titre: Moved ", 1), encoding="utf-8")
        cases.case("its own library, not the source tree's", problems_of(run(ccap, "list", cwd=folder), "Moved "))
        cases.case("French messages", problems_of(run(ccap, "--lang", "fr", "--help", cwd=folder), "Exemples"))
        example = next((SOURCE / "examples").glob("*.marche.yaml"))
        run(ccap, "new", "marche", "ecole.marche.yaml", cwd=folder)
        schema = pathlib.Path(folder, "marche.schema.json")
        is_there = schema.exists() and "options_clause_heures" in schema.read_text(encoding="utf-8")
        cases.case("a new market has its schema beside it", [] if is_there else ["no marche.schema.json with the options of K1"])
        cases.case("generates", problems_of(run(ccap, "generate", str(example), "-o", "out", cwd=folder), ""))
        written = sorted(p.suffix for p in pathlib.Path(folder, "out").iterdir())
        cases.case("both formats", [] if written == [".docx", ".odt"] else written)
    cases.end()


main()
