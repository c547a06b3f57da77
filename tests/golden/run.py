#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run - runs the golden cases of this folder (TAP), or shows and rewrites the expectation of one.

    tests/golden/run.py [--ccap PROGRAM] [CASE…]       runs all cases, or those named
    tests/golden/run.py --accept CASE… [--ccap …]      shows what is different and rewrites expect/

A case is a folder with `case.test`, its inputs, and `expect/`. Lines of case.test are "key: value":

    args: check a.marche.yaml     the command, words as in a shell; {source} is the source tree
    exit: 1                       exit status (0 if left out)
    base: market                  a folder of base/ copied first; the case's own files are laid over it
    zip: model.docx = model       packs a folder of parts (mimetype or [Content_Types].xml first) and removes it
    env: NAME=VALUE               one more variable of the environment
    stdin: FILE                   standard input (empty if left out)
    install: yes                  runs a copy, bin/ccap, that finds schemas/ in share/ccap of the work folder: the
                                  project's, with those of the case laid over them
    mask: sha256                  every SHA-256 of documents reads <sha256> (the library's changes with every clause), options of a batch too

`make.py` of a case, if there, runs in the work folder before the command and makes what can't be kept in a file.
Each case runs twice, in two folders; output, messages and written files must be the same bytes both times.
expect/ holds stdout and stderr (absent: empty) and files/: what the command wrote. A package is a folder there:
`entries` lists names, methods, dates and attributes in their order, each part is a file, one tag a line (a line
break of the part reads ↵); a part equal to one of templates/ or of the case is listed as such and not kept. White
space counts.
"""
import argparse
import concurrent.futures
import difflib
import io
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
EPOCH = "1789948800"  # 2026-09-21
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
KEYS = ("args", "exit", "base", "zip", "env", "stdin", "install", "mask")


class Case:
    """What case.test says."""

    def __init__(self, folder):
        self.folder = folder
        self.name = folder.name
        self.keys = {key: [] for key in KEYS}
        for number, line in enumerate((folder / "case.test").read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            key, colon, value = line.partition(":")
            if not colon or key not in KEYS:
                raise ValueError(f"case.test:{number}: unknown key “{key}”")
            self.keys[key].append(value.strip())
        if len(self.keys["args"]) != 1:
            raise ValueError("case.test: one line args: is needed")

    def first(self, key, default=""):
        return (self.keys[key] or [default])[0]


# --- the work folder ----------------------------------------------------------------------------------------------


def put_package(archive, folder):
    """A package of the parts of a folder: the first part that its format wants first, the others sorted."""
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    first = [n for n in ("mimetype", "[Content_Types].xml") if n in names]
    with zipfile.ZipFile(archive, "w") as out:
        for name in first + [n for n in names if n not in first]:
            info = zipfile.ZipInfo(name, FIXED_DATE)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            out.writestr(info, (folder / name).read_bytes())


def prepare(case, work, ccap):
    """Fills the work folder; returns the program to run."""
    if case.keys["install"]:
        shutil.copytree(SOURCE / "schemas", work / "share/ccap/schemas")
        (work / "bin").mkdir()
        for catalogues in (pathlib.Path(ccap).parent / place for place in ("po", "../share/locale")):
            if (catalogues / "fr").is_dir():
                shutil.copytree(catalogues / "fr", work / "share/locale/fr")
        # By another program: a child that this one starts meanwhile would hold the copy open for writing, and it could not be run.
        subprocess.run(["cp", str(ccap), str(work / "bin/ccap")], check=True)
        ccap = work / "bin/ccap"
    if case.first("base"):
        shutil.copytree(HERE / "base" / case.first("base"), work, dirs_exist_ok=True)
    ignored = shutil.ignore_patterns("expect", "case.test", "__pycache__")
    shutil.copytree(case.folder, work, ignore=ignored, dirs_exist_ok=True)
    for line in case.keys["zip"]:
        archive, folder = (word.strip() for word in line.split("="))
        put_package(work / archive, work / folder)
        shutil.rmtree(work / folder)
    if (work / "make.py").exists():
        subprocess.run([sys.executable, "-B", "make.py"], cwd=work, check=True, env=environment(case))
        (work / "make.py").unlink()
    return ccap


def environment(case):
    kept = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    env.update(LC_ALL="C.UTF-8", SOURCE_DATE_EPOCH=EPOCH, HOME="/nonexistent", CCAP_SOURCE=str(SOURCE))
    for line in case.keys["env"]:
        name, _, value = line.partition("=")
        env[name] = value.replace("{source}", str(SOURCE))
    return env


def snapshot(work):
    return {str(p.relative_to(work)): p.read_bytes() for p in sorted(work.rglob("*")) if p.is_file() and os.access(p, os.R_OK)}


def run_once(case, ccap):
    """Exit status, standard output and error, and the files written, of one run in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="ccap-golden-") as folder:
        work = pathlib.Path(folder)
        program = prepare(case, work, ccap)
        before = snapshot(work)
        words = [w.replace("{source}", str(SOURCE)) for w in shlex.split(case.first("args"))]
        stdin = (work / case.first("stdin")).read_bytes() if case.first("stdin") else b""
        done = subprocess.run([program, *words], cwd=work, env=environment(case), input=stdin, capture_output=True, timeout=120, check=False)
        written = {name: data for name, data in snapshot(work).items() if before.get(name) != data}
        place = str(work).encode()
        out, err = (text.replace(place, b"{work}") for text in (done.stdout, done.stderr))
        return {"exit": done.returncode, "stdout": out, "stderr": err, "files": written, "inputs": before}


# --- what is kept -------------------------------------------------------------------------------------------------


def shown_text(data, case):
    """Bytes as a text without places of this machine."""
    text = data.decode("utf-8", errors="backslashreplace").replace(str(SOURCE), "{source}")
    if "sha256" in case.keys["mask"]:
        text = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", text)
        text = re.sub(r'"options":"[0-9a-f]{16}"', '"options":"<sha256>"', text)
    return text


def tag_by_tag(text):
    """One tag a line; the part's own line breaks are marked, so that nothing is lost."""
    text = text.replace("\n", "↵\n")
    return re.sub(r"(?<!^)(?<!\n)<", "\n<", text) + "\n"


def template_parts():
    parts = {}
    for path in sorted((SOURCE / "templates").rglob("*")):
        if path.is_file():
            parts.setdefault(path.read_bytes(), str(path.relative_to(SOURCE)))
    return parts


TEMPLATE_PARTS = template_parts()
METHODS = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflated"}


def package_texts(name, data, case, inputs):
    """{file: text} of a package: its list of entries, and the parts that no template holds."""
    texts = {}
    known = {bytes_: path for path, bytes_ in inputs.items()} | TEMPLATE_PARTS
    entries = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            part = archive.read(info)
            same = known.get(part)
            date = "%04d-%02d-%02d %02d:%02d:%02d" % info.date_time
            extra = f" extra {len(info.extra)}" if info.extra else ""
            line = f"{info.filename}  {METHODS.get(info.compress_type, info.compress_type)}  {date}  flags {info.flag_bits}  attributes {info.external_attr}{extra}"
            entries.append(line + (f"  = {same}" if same else ""))
            if not same:
                texts[f"{name}/{info.filename}"] = tag_by_tag(shown_text(part, case))
    texts[f"{name}/entries"] = "\n".join(entries) + "\n"
    return texts


def texts_of(result, case):
    """{path below expect/: text}; an empty stream has no file."""
    texts = {}
    for name in ("stdout", "stderr"):
        if result[name]:
            texts[name] = shown_text(result[name], case)
    for name, data in result["files"].items():
        if data[:4] == b"PK\x03\x04":
            texts.update(package_texts(f"files/{name}", data, case, result["inputs"]))
        else:
            texts[f"files/{name}"] = shown_text(data, case)
    return texts


def expected_texts(case):
    folder = case.folder / "expect"
    return {str(p.relative_to(folder)): p.read_bytes().decode("utf-8") for p in sorted(folder.rglob("*")) if p.is_file()}


def differences(expected, got):
    for name in sorted(set(expected) | set(got)):
        if name not in expected:
            yield f"{name}: not expected"
        if name not in got:
            yield f"{name}: missing"
        old, new = expected.get(name, ""), got.get(name, "")
        if old != new:
            yield from (line.rstrip("\n") for line in difflib.unified_diff(old.splitlines(True), new.splitlines(True), f"expect/{name}", f"now/{name}", n=1))


# --- running, accepting -------------------------------------------------------------------------------------------


def problems_of_runs(case, first, second):
    wanted = int(case.first("exit", "0"))
    if first["exit"] != wanted:
        yield f"exit status {first['exit']}, expected {wanted}"
    if any(first[n] != second[n] for n in ("exit", "stdout", "stderr", "files")):
        names = {n for n in set(first["files"]) | set(second["files"]) if first["files"].get(n) != second["files"].get(n)}
        names |= {n for n in ("exit", "stdout", "stderr") if first[n] != second[n]}
        yield f"two runs differ: {', '.join(sorted(names))}"


def run_case(folder, ccap):
    """The problems of one case."""
    try:
        case = Case(folder)
        first, second = run_once(case, ccap), run_once(case, ccap)
        return list(problems_of_runs(case, first, second)) + list(differences(expected_texts(case), texts_of(first, case)))
    except (OSError, ValueError, subprocess.SubprocessError, zipfile.BadZipFile) as error:
        return [f"{type(error).__name__}: {error}"]


def accept_case(folder, ccap):
    """Shows the difference and rewrites expect/; the exit status is the author's word and is not rewritten."""
    case = Case(folder)
    first, second = run_once(case, ccap), run_once(case, ccap)
    got = texts_of(first, case)
    print(f"=== {case.name}")
    for line in differences(expected_texts(case), got):
        print(line)
    shutil.rmtree(folder / "expect", ignore_errors=True)
    for name, text in got.items():
        path = folder / "expect" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    problems = list(problems_of_runs(case, first, second))
    for problem in problems:
        print(f"*** {problem}")
    return not problems


# --- every code has a golden --------------------------------------------------------------------------------------


def codes():
    text = (SOURCE / "generator/base/diag.def").read_text(encoding="utf-8")
    return re.findall(r'^X\((\w+), "([A-Z]-\d{3})"', text, re.M)


def elsewhere():
    """{code: (unit test, reason)} of the codes that no command can give."""
    found = {}
    for line in (HERE / "elsewhere.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, test, reason = line.split(None, 2)
            found[code] = (test, reason)
    return found


def coverage_problems(folders):
    others = elsewhere()
    seen = {}
    for folder in folders:
        code = folder.name[:5]
        texts = [p.read_text(encoding="utf-8") for p in (folder / "expect").glob("std*")]
        if re.fullmatch(r"[A-Z]-\d{3}", code):
            seen.setdefault(code, []).append(any(f"[{code}]" in text for text in texts))
    for symbol, code in codes():
        if code in others:
            test = SOURCE / others[code][0]
            if code in seen:
                yield f"{code}: listed in elsewhere.txt, but has a golden"
            elif not test.is_file() or not re.search(rf"\b({symbol}|{code})\b", test.read_text(encoding="utf-8")):
                yield f"{code}: {others[code][0]} does not test it"
        elif code not in seen and code != "D-000":
            yield f"{code} {symbol}: no golden"
        elif not all(seen.get(code, [])):
            yield f"{code}: a folder of this name does not show it"
    known = {code for _, code in codes()}
    for code in sorted(set(seen) | set(others)):
        if code not in known and code[0] != "D":
            yield f"{code}: no such code in diag.def"


# --- command line -------------------------------------------------------------------------------------------------


def find_ccap(given):
    program = given or str(SOURCE / "build/ccap")
    if not os.access(program, os.X_OK):
        sys.exit(f"no program {program}: build it, or name it with --ccap")
    return str(pathlib.Path(program).resolve())


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--accept", action="store_true", help="show the difference and rewrite expect/")
    parser.add_argument("--ccap", help="the program (default: build/ccap)")
    parser.add_argument("cases", nargs="*")
    given = parser.parse_args()
    ccap = find_ccap(given.ccap)
    folders = sorted(p.parent for p in HERE.glob("*/case.test"))
    if given.cases:
        names = {c.rstrip("/").split("/")[-1] for c in given.cases}
        folders = [f for f in folders if f.name in names]
        if len(folders) != len(names):
            sys.exit("no such case: " + ", ".join(sorted(names - {f.name for f in folders})))
    if given.accept:
        if not folders or not given.cases:
            sys.exit("name the cases to accept")
        sys.exit(0 if all([accept_case(folder, ccap) for folder in folders]) else 1)
    checks = [] if given.cases else [("every code has a golden", coverage_problems(folders))]
    print(f"1..{len(folders) + len(checks)}", flush=True)
    has_failed = False
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        results = zip((f.name for f in folders), pool.map(lambda f: run_case(f, ccap), folders))
        for number, (name, problems) in enumerate([*checks, *results] if checks else results, 1):
            problems = list(problems)
            has_failed = has_failed or bool(problems)
            print(f"{'not ok' if problems else 'ok'} {number} - {name}")
            for line in problems[:200]:
                print(f"# {line}")
    sys.exit(1 if has_failed else 0)


if __name__ == "__main__":
    main()
