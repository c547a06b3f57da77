#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mutate - every part of every template of the corpus cut, bit-flipped or emptied; see mutate.c for what is asked (TAP).

    tests/templates/mutate.py --driver PROGRAM --ccap PROGRAM [--turns N] [--seed N] [--only WORD] [--kept FILE]

One point a template: N mutations of each of its parts, and of the archive, in the driver. Then, with the program itself, one
mutation of each template, filled and checked: no crash, and nothing is written after an error.
"""
import argparse
import concurrent.futures
import dataclasses
import io
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import zipfile

import frame
import run

STATUSES = (0, 1, 5)


def lay_out(cases, work):
    """Templates and data on disk; lines of the driver's list."""
    lines = []
    for case in cases:
        folder = work / case.slug
        run.write(folder / f"model.{case.kind}", case.template)
        for name, data in case.files.items():
            run.write(folder / name, data)
        has_bad_data = any((code if isinstance(code, str) else code[0]).startswith("Y-") for code in case.errors or [])
        data = folder / run.data_file(dataclasses.replace(case, data={}) if has_bad_data else case, folder)
        lines.append(f"{folder / f'model.{case.kind}'}\t{data}\n")
    return lines


def drive(driver, lines, turns, seed, work, kept):
    """Two drivers, half of the list each; their lines."""
    def one(n):
        path = work / f"list-{n}"
        path.write_text("".join(lines[n::2]), encoding="utf-8")
        done = subprocess.run([driver, str(turns), str(seed), str(path), *([f"{kept}-{n}"] if kept else [])], capture_output=True, text=True, errors="replace", check=False, env=run.environment())
        return done.stdout.splitlines() + [f"# {line}" for line in done.stderr.splitlines()[:200]] + ([] if done.returncode in (0, 1) else [f"# exit status {done.returncode}"])
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        return [line for part in pool.map(one, range(2)) for line in part]


def told_of(lines):
    """{folder: problems, or None for what was left out}, and the lines about all."""
    told, last, rest = {}, None, []
    for line in lines:
        match = re.match(r"(not )?ok (.*?)/model\.\w+( # SKIP.*)?$", line)
        if match:
            last = pathlib.Path(match.group(2)).name
            told[last] = ["a mutation failed"] if match.group(1) else None if match.group(3) else []
        elif told.get(last) and re.match(r"# .*, turn \d+ ", line):
            told[last].append(line[2:])
        else:
            rest.append(line)
    return told, rest


def spoil(data, rng):
    """The archive with one part cut, flipped or emptied."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    name = rng.choice(sorted(n for n in parts if parts[n]) or sorted(parts))
    part = bytearray(parts[name])
    how = rng.randrange(3)
    if how == 0:
        part = part[: rng.randrange(len(part) + 1)]
    elif how == 1 and part:
        part[rng.randrange(len(part))] ^= 1 << rng.randrange(8)
    elif how == 2:
        part = b""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for n, old_bytes in parts.items():
            new.writestr(n, bytes(part) if n == name else old_bytes)
    return out.getvalue()


def command_problems(ccap, case, work, seed):
    folder = work / case.slug
    run.write(folder / f"spoilt.{case.kind}", spoil(case.template, random.Random(f"{seed} {case.slug}")))
    out = folder / "out"
    out.mkdir(exist_ok=True)
    words = [ccap, "render", f"spoilt.{case.kind}", run.data_file(case, folder), "-o", f"out/result.{case.out_kind}"]
    try:
        done = subprocess.run(words, cwd=folder, env=run.environment(), capture_output=True, text=True, errors="replace", timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return [f"{case.title}: too slow"]
    left = [p.name for p in out.iterdir()]
    problems = []
    if done.returncode not in STATUSES:
        problems.append(f"{case.title}: exit status {done.returncode}: {done.stderr[-300:]!r}")
    if done.returncode != 0 and left:
        problems.append(f"{case.title}: {left} was left after an error")
    if done.returncode != 0 and not done.stderr:
        problems.append(f"{case.title}: refused without a word")
    try:
        words = [ccap, "check", f"spoilt.{case.kind}", "--annotate", f"out/annotated.{case.kind}"]
        done = subprocess.run(words, cwd=folder, env=run.environment(), capture_output=True, text=True, errors="replace", timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return problems + [f"{case.title}: the check is too slow"]
    if done.returncode not in STATUSES:
        problems.append(f"{case.title}: exit status {done.returncode} of the check: {done.stderr[-300:]!r}")
    return problems


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--driver", default=str(run.BUILD / "tests/templates/mutate"))
    parser.add_argument("--ccap", default=str(run.BUILD / "ccap"))
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--kept", help="the bytes of the last part that failed are left in KEPT-0.failed or KEPT-1.failed")
    given = parser.parse_args()
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    cases = [c for c in frame.load() if c.mutable and given.only in c.title]
    points = run.Points()
    with tempfile.TemporaryDirectory(prefix="ccap-mutate-") as folder:
        work = pathlib.Path(folder)
        lines = lay_out(cases, work)
        told, rest = told_of(drive(given.driver, lines, given.turns, given.seed, work, given.kept))
        for case in cases:
            name = f"{case.title}: mutations"
            if told.get(case.slug, "") is None:
                points.skip(name, "not even the sound one can be read")
            else:
                points.point(name, told.get(case.slug, ["the driver does not speak of it"]))
        points.point("nothing is left in memory", [line for line in rest if line.startswith(("leak", "# exit status"))])
        for line in rest:
            print(line)
        ccap = os.path.abspath(given.ccap)
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            found = [p for problems in pool.map(lambda c: command_problems(ccap, c, work, given.seed), cases) for p in problems]
        points.point("the program writes nothing after an error", found)
    print(f"1..{points.n}", flush=True)
    sys.exit(1 if points.n_failed else 0)


if __name__ == "__main__":
    main()
