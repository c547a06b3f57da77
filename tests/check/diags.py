# SPDX-License-Identifier: Apache-2.0
"""diags - every code of diag.def is well formed, unique, used by the program and covered by a test."""
import re

from tap import GENERATOR, SOURCE, Cases, bare, c_files

ENTRY = re.compile(r'^X\((\w+), "([A-Z]-\d{3})", DIAG_(?:ERROR|WARNING|NOTE), (.*)\)$', re.M)
TESTED = (".c", ".h", ".py", ".test", ".diag", ".spec", ".txt", ".json", ".expect", ".out", ".err", ".yaml")


def entries():
    return ENTRY.findall((GENERATOR / "base/diag.def").read_text(encoding="utf-8"))


def text_of_tests():
    files = [p for p in (SOURCE / "tests").rglob("*") if p.is_file() and (p.suffix in TESTED or not p.suffix)]
    files = [p for p in files if p.name != "diags.py"]
    return "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in files)


def form_problems(definition):
    """Messages begin in lower case, use straight arguments, and end without a full stop."""
    for symbol, code, rest in definition:
        message = re.search(r'N_\("((?:\\.|[^"\\])*)"\)', rest)
        if message and re.match(r"[A-Z][a-z]+ ", message.group(1)) and not re.match(r"Markdown|Word|LibreOffice", message.group(1)):
            yield f"{code} {symbol}: the message begins with a capital"
        if message and message.group(1).endswith("."):
            yield f"{code} {symbol}: the message ends with a full stop"


def main():
    cases = Cases()
    raw = (GENERATOR / "base/diag.def").read_text(encoding="utf-8")
    found = entries()
    codes = [code for _, code, _ in found]
    cases.case("entries are well formed", [f"{len(found)} understood of {raw.count(chr(10) + 'X(')}"] if len(found) != raw.count("\nX(") else [])
    cases.case("no code twice", sorted({c for c in codes if codes.count(c) > 1}))
    cases.case("form of messages", form_problems(found))
    words = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", "\n".join(bare(p.read_text(encoding="utf-8")) for p in c_files() if p.suffix != ".def")))
    cases.case("every code is used", (f"{code} {symbol}" for symbol, code, _ in found if symbol not in words))
    tests = text_of_tests()
    seen = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", tests)) | set(re.findall(r"\b[A-Z]-\d{3}\b", tests))
    cases.case("every code is tested", (f"{code} {symbol}" for symbol, code, _ in found if symbol not in seen and code not in seen))
    cases.end()


main()
