#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scale - time of `ccap render` as rows and distinct tags double: processor milliseconds, and the ratio to half as many.

    tests/perf/scale.py [PROGRAM]

Linear time shows as ratios near 2. For people: fails on an error only, never on a time.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "templates"))
from build import docx, odt, p, tbl, tp, tr, trow, ttable

ROUNDS = 5
ROWS = (1250, 2500, 5000, 10000)
TAGS = (750, 1500, 3000, 6000)


def rows(n):
    """One row in a loop, n records."""
    data = {"l": [{"n": f"ligne {i}", "v": i * 7} for i in range(n)]}
    return docx(tbl(tr("{{#l}}{{n}}", "{{v}}{{/l}}"))), odt(ttable(trow("{{#l}}{{n}}", "{{v}}{{/l}}"))), data


def bookmarked_rows(n):
    """The same with a bookmark in each row: names and numbers are made."""
    data = {"l": [{"n": f"ligne {i}"} for i in range(n)]}
    word = tbl(tr(p('<w:bookmarkStart w:id="1" w:name="s"/>', "{{#l}}{{n}}", '<w:bookmarkEnd w:id="1"/>'), "{{/l}}"))
    writer = ttable(trow(tp('{{#l}}<text:bookmark text:name="s"/>{{n}}'), "{{/l}}"))
    return docx(word), odt(writer), data


def tags(n):
    """n paragraphs with a tag of its own each."""
    names = [f"nom_{i}" for i in range(n)]
    return docx("".join(p(f"{{{{{x}}}}}") for x in names)), odt("".join(tp(f"{{{{{x}}}}}") for x in names)), {x: x.upper() for x in names}


def tags_of_one_paragraph(n):
    names = [f"nom_{i}" for i in range(n)]
    text = " ".join(f"{{{{{x}}}}}" for x in names)
    return docx(p(text)), odt(tp(text)), {x: x.upper() for x in names}


def milliseconds(command):
    """Processor time of one run."""
    child = subprocess.Popen(command, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command}: exit status {child.returncode}: {said.decode('utf-8', 'replace')}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def measure(ccap, work, template, kind, data):
    model, values, out = work / f"m.{kind}", work / "d.json", work / f"o.{kind}"
    model.write_bytes(template)
    values.write_text(json.dumps(data), encoding="utf-8")
    return min(milliseconds([ccap, "render", str(model), str(values), "-o", str(out)]) for _ in range(ROUNDS))


def main():
    ccap = sys.argv[1] if len(sys.argv) > 1 else str(HERE.parents[1] / "build/ccap")
    with tempfile.TemporaryDirectory(prefix="ccap-scale-") as folder:
        for name, make, sizes in (("rows", rows, ROWS), ("rows with bookmarks", bookmarked_rows, ROWS), ("distinct tags", tags, TAGS), ("distinct tags, one paragraph", tags_of_one_paragraph, TAGS)):
            before = {}
            for n in sizes:
                word, writer, data = make(n)
                for kind, template in (("docx", word), ("odt", writer)):
                    ms = measure(ccap, pathlib.Path(folder), template, kind, data)
                    ratio = f"ratio {ms / before[kind]:.2f}" if kind in before else ""
                    print(f"{name:30} {kind:5} {n:6} {ms:9.1f} ms  {ratio}", flush=True)
                    before[kind] = ms


main()
