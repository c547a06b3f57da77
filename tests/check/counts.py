# SPDX-License-Identifier: Apache-2.0
"""counts - the numbers that tools/test prints are true, whatever becomes of a test program."""
import json
import subprocess
import sys
import tempfile

from tap import SOURCE, Cases

WHOLE = "1..3\nok 1 - a\nok 2 # SKIP b\nok 3 - c\n"
LOGS = [
    ("all is well", [("OK", WHOLE)], "2 0 1"),
    ("cmocka's way to skip", [("OK", "1..2\nok 1 - a\nnot ok 2 # SKIP b\n")], "1 0 1"),
    ("a case failed", [("FAIL", "1..2\nok 1 - a\nnot ok 2 - b\n# why\n")], "1 1 0"),
    ("killed between cases", [("FAIL", "1..3\nok 1 - a\nok 2 - b\n")], "2 1 0"),
    ("killed before the plan", [("FAIL", "")], "0 1 0"),
    ("too slow", [("TIMEOUT", "1..2\nok 1 - a\n")], "1 1 0"),
    ("bailed out", [("ERROR", "1..1\nok 1 - a\nBail out! no memory\n")], "1 1 0"),
    ("no plan", [("ERROR", "ok 1 - a\n")], "1 1 0"),
    ("fewer than planned", [("ERROR", "1..3\nok 1 - a\n")], "1 1 0"),
    ("more than planned", [("ERROR", "1..1\nok 1 - a\nok 2 - b\n")], "2 1 0"),
    ("good cases, bad exit", [("ERROR", "1..1\nok 1 - a\n")], "1 1 0"),
    ("a case failed, then killed", [("ERROR", "1..3\nok 1 - a\nnot ok 2 - b\n", -9)], "1 2 0"),
    ("a case failed, then too slow", [("TIMEOUT", "1..2\nok 1 - a\nnot ok 2 - b\n", -15)], "1 2 0"),
    ("a case failed, killed at the end", [("ERROR", "1..2\nok 1 - a\nnot ok 2 - b\n", -6)], "1 2 0"),
    ("a case failed, bad exit", [("ERROR", "1..2\nok 1 - a\nnot ok 2 - b\n", 1)], "1 1 0"),
    ("said nothing", [("SKIP", "", 0)], "0 1 0"),
    ("skipped whole", [("SKIP", "1..0 # SKIP no shared folder\n")], "0 0 1"),
    ("no TAP", [("OK", "done"), ("FAIL", "oops", 1), ("SKIP", "", 77)], "1 1 1"),
    ("several programs", [("OK", WHOLE), ("OK", WHOLE)], "4 0 2"),
    ("no test at all", [], "0 1 0"),
]


def count(tests, n):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as log:
        for result, stdout, *status in tests:
            log.write(json.dumps({"name": "x", "result": result, "stdout": stdout} | {"returncode": s for s in status}) + "\n")
        log.flush()
        command = [sys.executable, str(SOURCE / "tools/lib/count.py"), str(n), log.name]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def main():
    cases = Cases()
    for name, tests, wanted in LOGS:
        got = count(tests, len(tests))
        cases.case(name, [] if got == wanted else [f"{got}, wanted {wanted}"])
    got = count([("OK", WHOLE)], 3)
    cases.case("two of three programs never ran", [] if got == "2 2 1" else [got])
    cases.end()


main()
