# SPDX-License-Identifier: Apache-2.0
"""coverage - every requirement that counts is met by something, and every value of an option by a sample of the library.

The list of requirements is compared with the domain that it was taken from where that is there: CCAP_SHARED names its folder.
"""
import os
import pathlib
import re
import subprocess
import sys

from tap import SOURCE, Cases

DOMAIN = pathlib.Path(os.environ.get("CCAP_SHARED") or os.devnull) / "domain"  # nothing is below devnull


def tool_problems():
    done = subprocess.run([sys.executable, SOURCE / "tools/coverage", "--bref"], capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    at = next((i for i, line in enumerate(lines) if line.startswith("production,")), -1)
    yield from lines[at + 1:]
    if done.returncode != 0 and at + 1 == len(lines):
        yield f"status {done.returncode}"


def unknown_problems():
    """The tool is no test that can't fail: a number that does not exist is told."""
    done = subprocess.run([sys.executable, SOURCE / "tools/coverage", "D-999"], capture_output=True, text=True, check=False)
    if done.returncode != 2 or "D-999" not in done.stderr:
        yield f"D-999: status {done.returncode}, {done.stderr!r}"


def levels_of_list():
    """{number: level} as docs/exigences.yaml has them."""
    text = (SOURCE / "docs/exigences.yaml").read_text(encoding="utf-8")
    return dict(re.findall(r"^  - \{id: ([A-Z]+-R?\d+), niveau: (\w+),", text, re.M))


def levels_of_domain():
    """{number: level} as the domain has them."""
    text = (DOMAIN / "domain.md").read_text(encoding="utf-8")
    found = {m[1]: m[2].split("·")[1].strip() for m in re.finditer(r"^- \*\*(D-\d{3})\*\* \(([^)]*)\)", text, re.M)}
    for match in re.finditer(r"^\| (D-\d{3}) \| `[^`]+` \|(.*)\|$", text, re.M):
        found[match[1]] = "must" if match[2].split("|")[5].strip() == "oui" else "should"
    for name in ("eligible_publics", "actions", "reporting"):
        catalogue = (DOMAIN / f"{name}.yaml").read_text(encoding="utf-8")
        found.update(re.findall(r"id: ((?:PUB|ACT|DECP|EF)-R\d+)[\s,]+level: (\w+)", catalogue))
    return found


def domain_problems():
    listed, domain = levels_of_list(), levels_of_domain()
    for number in sorted(set(listed) | set(domain)):
        if listed.get(number) != domain.get(number):
            yield f"{number}: {listed.get(number, 'absent')} in docs/exigences.yaml, {domain.get(number, 'absent')} in the domain"


def declared(text):
    """(option, type, values, default) of a consideration: what can be told from the declaration alone."""
    options = text[text.index("\noptions:"):re.search(r"^corps:", text, re.M).start()]
    for match in re.finditer(r"^  (\w+):\n((?:    .*\n|\n)+)", options, re.M):
        body = match[2]
        enum = re.search(r"enum: \[([^\]]*)\]", body)
        kind = re.search(r"^    type: (\w+)", body, re.M)
        default = re.search(r"^    default: (.+)$", body, re.M)
        values = re.findall(r"[\w.-]+", enum[1]) if enum else ["true", "false"] if kind and kind[1] == "boolean" else []
        if kind:
            yield match[1], kind[1], values, default[1] if default else ""


def used(samples, option):
    """Every word that stands as a value of this option in a sample: in a flow or block list, or alone."""
    words = set()
    for match in re.finditer(rf"\b{option}: *(\[[^\]]*\]|[^,\n}}]*)((?:\n +- [^\n]*)*)", samples):
        words |= set(re.findall(r"[\w.-]+", match[1] + match[2]))
    return words


# Values that a rule refuses in a finished document: no sample can hold them, a market of tests/regles fires the rule.
REFUSED = {
    "critere_social.memoire false": "D-330",
    "marche_reserve.double_qualite false": "D-258",
    "marche_reserve.equivalents false": "D-256",
    "variante_sociale.autorisee false": "D-340",
}


def considerations_of(sample):
    """(consideration, its lines) of a market: from “clause: X” to the next one, or to what stands further to the left."""
    for match in re.finditer(r"^( *)(- *)?\{?(?:.*\{)?clause: (\w+)(.*\n(?:\1 .*\n|\n)*)", sample, re.M):
        yield match[3], match[4]


def sample_problems():
    said = {}
    for path in sorted((SOURCE / "clauses/apercu").glob("*.yaml")):
        for consideration, lines in considerations_of(path.read_text(encoding="utf-8") + "\n"):
            said[consideration] = said.get(consideration, "") + lines + "\n"
    left = set(REFUSED)
    for path in sorted((SOURCE / "clauses/considerations").glob("*.yaml")):
        for option, _, values, default in declared(path.read_text(encoding="utf-8")):
            seen = used(said.get(path.stem, ""), option) | set(re.findall(r"[\w.-]+", default))
            for value in values:
                name = f"{path.stem}.{option} {value}"
                left.discard(name if value not in seen else None)
                if value not in seen and name not in REFUSED:
                    yield f"{name} is in no sample of clauses/apercu"
    yield from (f"{name} is in a sample, and said to be refused" for name in sorted(left))


def code_problems():
    """An option that takes codes of a list, whatever they are, is given some in a sample: its default is not all that is tried."""
    said = {}
    for path in sorted((SOURCE / "clauses/apercu").glob("*.yaml")):
        for consideration, lines in considerations_of(path.read_text(encoding="utf-8") + "\n"):
            said[consideration] = said.get(consideration, "") + lines + "\n"
    for path in sorted((SOURCE / "clauses/considerations").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        options = text[text.index("\noptions:"):re.search(r"^corps:", text, re.M).start()]
        for match in re.finditer(r"^  (\w+):\n((?:    .*\n|\n)+)", options, re.M):
            if "\n    x-catalogue: " in match[2] and not used(said.get(path.stem, ""), match[1]):
                yield f"{path.stem}.{match[1]} is given no code in a sample of clauses/apercu"


def refused_problems():
    """Each value that no sample can hold is in a market which fires the rule, an error."""
    rules = "\n".join(p.read_text(encoding="utf-8") for p in sorted((SOURCE / "clauses/regles").glob("*.yaml")))
    for name, rule in REFUSED.items():
        option, value = name.partition(".")[2].split()
        if not re.search(rf"^  - id: {rule}\n(?:    .*\n)*?    niveau: erreur$", rules, re.M):
            yield f"{rule} is no error"
        cases = [p.read_text(encoding="utf-8") for p in sorted((SOURCE / "tests/regles").glob(f"{rule}-*.marche.yaml"))]
        if not any(re.search(rf"^# attendu:.*\b{rule}\b", case, re.M) and re.search(rf"\b{option}: {value}\b", case) for case in cases):
            yield f"{name}: no market of tests/regles fires {rule}"


def law_problems():
    """What documents print cites the law through reference ids ({{droit.X.citation}}), so that dates and confidence are checked."""
    law = re.compile(r"\b[LRD]\.\s?\d{3,4}-\d|\b(?:[Ll]oi|[Dd]écret|[Oo]rdonnance) n°|\barticles? \d+ (?:de la loi|du décret|de l'ordonnance)")
    unprinted = re.compile(r"^ *(?:-? *(?:source|x-source)\b|#)")
    folders = ("considerations", "communs", "pieces")
    paths = [p for folder in folders for p in sorted((SOURCE / "clauses" / folder).glob("*.yaml"))]
    for path in [*paths, *(SOURCE / "clauses" / f"{name}.yaml" for name in ("publics", "actions", "listes", "bibliotheque"))]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            cited = law.search(line)
            if cited and not unprinted.match(line):
                yield f"{path.relative_to(SOURCE)}:{number}: “{cited[0]}” is cited without a reference id"


def unit_problems():
    """D-393: a number is a quantity with a unit, or says that it is none."""
    counts = {"rang", "canaux", "mixite_mesures", "postes", "nombre", "jour_releve", "coefficient_smic", "revues", "points_etape", "pages"}
    for path in sorted((SOURCE / "clauses/considerations").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        options = text[text.index("\noptions:"):re.search(r"^corps:", text, re.M).start()]
        for match in re.finditer(r"^  (\w+):\n((?:    .*\n|\n)+)", options, re.M):
            is_number = re.search(r"^    type: (?:integer|number)", match[2], re.M)
            if is_number and "x-unite" not in match[2] and match[1] not in counts:
                yield f"{path.stem}.{match[1]}: a number without x-unite"


def main():
    cases = Cases()
    cases.case("requirements that count are met, the others have a reason", tool_problems())
    cases.case("a number that does not exist is refused", unknown_problems())
    if (DOMAIN / "domain.md").is_file():
        cases.case("the list of requirements is the domain's", domain_problems())
    else:
        cases.skip("the list of requirements is the domain's", "the domain is not here (CCAP_SHARED)")
    cases.case("every value of an option is in a sample", sample_problems())
    cases.case("every option of codes is given some in a sample", code_problems())
    cases.case("values that a rule refuses fire it", refused_problems())
    cases.case("documents cite the law by reference ids", law_problems())
    cases.case("numbers have a unit", unit_problems())
    cases.end()


if __name__ == "__main__":
    main()
