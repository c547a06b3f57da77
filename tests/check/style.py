# SPDX-License-Identifier: Apache-2.0
"""style - banned calls, floating point, heap, first lines, lengths of files and functions, mutable data."""
import os
import pathlib
import re
import shutil
import subprocess

from tap import SOURCE, Cases, bare, c_files, name_of

BANNED = """strcpy strcat sprintf vsprintf strncpy strncat strtok atoi atol atof strtod strtof gets localtime gmtime rand
srand toupper tolower isalpha isupper islower isalnum strcoll asctime ctime alloca""".split()
# Where a call that is banned elsewhere belongs.
OWNERS = {
    "setlocale": ("generator/service/i18n.c",),
    "exit": ("generator/app/",),
    "abort": ("generator/app/",),
    "malloc": ("generator/base/",),
    "calloc": ("generator/base/",),
    "realloc": ("generator/base/",),
    "free": ("generator/base/",),
    "printf": ("generator/app/",),
    "fprintf": ("generator/app/",),
    "puts": ("generator/app/",),
    "getenv": ("generator/app/",),
    "time": ("generator/app/generate.c",),
    "clock_gettime": ("generator/batch/progress.c",),
}
FILE_LINES = 700
FUNCTION_LINES = 60
LINE_COLUMNS = 132  # comments; clang-format keeps code to 100
# A dispatch loop whose cases are one line each may be longer.
LONG_FUNCTIONS = {}
# Mutable data with a reason: the allocator's counters, by which tests make allocations fail.
MUTABLE = {"mem"}


def calls(text, name):
    return re.finditer(rf"(?<![\w.>]){name}\s*\(", text)


def line_of(text, pos):
    return text.count("\n", 0, pos) + 1


def banned_problems(path, text):
    for name in BANNED:
        for match in calls(text, name):
            yield f"{name_of(path)}:{line_of(text, match.start())}: {name} is banned"
    for name, owners in OWNERS.items():
        if not name_of(path).startswith(owners):
            for match in calls(text, name):
                yield f"{name_of(path)}:{line_of(text, match.start())}: {name} belongs in {owners[0]}"


def float_problems(path, text):
    for match in re.finditer(r"\b(float|double)\b", text):
        yield f"{name_of(path)}:{line_of(text, match.start())}: {match.group(0)}"


def head_problems(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != "/* SPDX-License-Identifier: Apache-2.0 */":
        yield f"{name_of(path)}: the first line is not the licence"
    elif path.suffix != ".def" and (len(lines) < 3 or lines[1] != "/*" or not re.match(rf" \* {path.stem} - .", lines[2])):
        yield f"{name_of(path)}: the second comment does not begin with “{path.stem} - ”"
    if path.suffix == ".h" and "#pragma once" not in lines:
        yield f"{name_of(path)}: no #pragma once"
    if path.suffix == ".h" and not any(line.startswith(" * Floor ") for line in lines):
        yield f"{name_of(path)}: the contract names no floor"


def length_problems(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > FILE_LINES:
        yield f"{name_of(path)}: {len(lines)} lines, more than {FILE_LINES}"
    if path.suffix == ".def":
        return
    for i, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS:
            yield f"{name_of(path)}:{i}: {len(line)} columns"


def function_problems(path, text):
    """A function's body opens with { and closes with } in the first column."""
    start = None
    lines = text.splitlines()
    for i, line in enumerate(lines, 1):
        if line.rstrip() == "{":
            start = i
        elif line.rstrip() == "}" and start:
            if i - start - 1 > FUNCTION_LINES and f"{name_of(path)}:{start}" not in LONG_FUNCTIONS:
                yield f"{name_of(path)}:{start}: a function of {i - start - 1} lines, more than {FUNCTION_LINES}"
            start = None


def dead_problems(path, raw, text):
    for match in re.finditer(r"^\s*#\s*if\s+0\b", text, re.M):
        yield f"{name_of(path)}:{line_of(text, match.start())}: #if 0"
    for match in re.finditer(r"\b(TODO|FIXME|XXX)\b", raw):
        yield f"{name_of(path)}:{line_of(raw, match.start())}: {match.group(0)}"
    for match in re.finditer(r"\bgoto\b", text):
        yield f"{name_of(path)}:{line_of(text, match.start())}: goto"


def mutable_problems(archive):
    """Symbols in writable sections of the library; what is only relocated (.data.rel.ro) is constant."""
    text = subprocess.run(["nm", "--format=sysv", str(archive)], capture_output=True, text=True, check=True).stdout
    member = ""
    for line in text.splitlines():
        head = re.match(r".*\[?generator_\w+?_(\w+)\.c\.o\]?:", line) or re.match(r"Symbols from .*\[(.*)\]", line)
        if head:
            member = re.sub(r"^generator_[a-z]+_|\.c\.o$", "", head.group(1))
        parts = [p.strip() for p in line.split("|")]
        if len(parts) == 7 and re.match(r"\.(data|bss)(?!\.rel\.ro)", parts[6]) and parts[3] != "SECTION":
            if member not in MUTABLE and not parts[0].startswith((".", "__")):
                yield f"{member}.c: {parts[0]} in {parts[6]}"


def main():
    cases = Cases()
    files = [(p, p.read_text(encoding="utf-8")) for p in c_files()]
    texts = [(p, raw, bare(raw)) for p, raw in files]
    tests = c_files("tests")
    cases.case("banned calls", (x for p, _, t in texts for x in banned_problems(p, t)))
    cases.case("no floating point", (x for p, _, t in texts for x in float_problems(p, t)))
    cases.case("licence and contract", (x for p, _, _ in texts for x in head_problems(p)))
    cases.case(
        "licence of tests",
        (name_of(p) for p in tests if not p.read_text(encoding="utf-8").startswith("/* SPDX-License-Identifier: Apache-2.0 */")),
    )
    cases.case("lengths of files and lines", (x for p, _, _ in texts for x in length_problems(p)))
    cases.case("lengths of functions", (x for p, _, t in texts for x in function_problems(p, t)))
    cases.case("nothing dead or to do", (x for p, r, t in texts for x in dead_problems(p, r, t)))
    archive = pathlib.Path(os.environ.get("CCAP_BUILD", SOURCE / "build")) / "libccap.a"
    if shutil.which("nm") and archive.is_file():
        cases.case("no static mutable data", mutable_problems(archive))
    else:
        cases.skip("no static mutable data", "no nm, or no library built")
    if shutil.which("clang-format"):
        code = [str(p) for p in c_files("generator", "tests") if p.suffix != ".def"]
        done = subprocess.run(["clang-format", "--dry-run", *code], capture_output=True, text=True, cwd=SOURCE)
        cases.case("clang-format", (line for line in done.stderr.splitlines() if ": warning:" in line or "rror" in line))
    else:
        cases.skip("clang-format", "clang-format is not installed")
    cases.end()


main()
