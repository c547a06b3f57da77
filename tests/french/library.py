#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""library - typography of the whole library and of its documents (TAP).

    tests/french/library.py CCAP TYPOCHECK

A second pass over any text of clauses/ changes nothing, in any profile; and what stands in the documents of all sample
markets is set: typography finds nothing to do in any paragraph.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import texts

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))


def case(number, name, arguments):
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines() or [done.stderr]
    is_good = done.returncode == 0 and int(lines[-1].split()[0]) > 1000
    print(f"{'ok' if is_good else 'not ok'} {number} - {name}: {lines[-1]}")
    for line in [] if is_good else lines[:40]:
        print("#", line)
    return is_good


def main():
    ccap, check = sys.argv[1:]
    print("1..3")
    good = case(1, "a second pass changes nothing", [check, *sorted((SOURCE / "clauses").rglob("*.yaml"))])
    with tempfile.TemporaryDirectory() as folder:
        documents = texts.generate(ccap, SOURCE, folder)
        for number, suffix in enumerate((".docx", ".odt"), 2):
            files = []
            for path in documents:
                if path.suffix == suffix:
                    files.append(path.with_name(path.name + ".txt"))
                    files[-1].write_text("\n".join(texts.paragraphs(path)) + "\n", encoding="utf-8")
            good = case(number, f"paragraphs of {suffix} documents are set", [check, *files]) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
