# SPDX-License-Identifier: Apache-2.0
"""memory - valgrind finds nothing wrong and nothing lost while the examples are generated, checked and rendered."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from tap import SOURCE, Cases

CCAP = os.path.abspath(sys.argv[1])
VALGRIND = ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect"]


def problems(words, wanted, folder):
    done = subprocess.run([*VALGRIND, CCAP, *words], capture_output=True, text=True, cwd=folder, stdin=subprocess.DEVNULL)
    if done.returncode != wanted or "==" in done.stderr:
        yield f"ccap {' '.join(words)}: status {done.returncode}"
        yield from done.stderr.splitlines()[:40]


def main():
    cases = Cases()
    examples = sorted((SOURCE / "examples").glob("*.marche.yaml"))
    if not shutil.which("valgrind"):
        for example in examples:
            cases.skip(example.name, "valgrind is not installed")
        cases.end()
    with tempfile.TemporaryDirectory() as folder:
        for example in examples:
            cases.case(f"generate {example.name}", problems(["generate", str(example), "-o", "out"], 0, folder))
        wrong = pathlib.Path(folder) / "wrong.marche.yaml"
        wrong.write_text("marche: {reference: [1, }\n", encoding="utf-8")
        cases.case("check a wrong market", problems(["check", "--format", "json", "wrong.marche.yaml"], 1, folder))
        template = pathlib.Path(folder) / "t.mustache"
        template.write_text("{{#a}}{{b}} {{/a}}\n", encoding="utf-8")
        (pathlib.Path(folder) / "d.yaml").write_text("a: [{b: 1}, {b: 2}]\n", encoding="utf-8")
        cases.case("render a text", problems(["render", "t.mustache", "d.yaml"], 0, folder))
        cases.case("list", problems(["list"], 0, folder))
    cases.end()


main()
