#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""count - adds up the cases of one run of `meson test`: prints "passed failed skipped".

    tools/lib/count.py N testlog.json…

Reads meson's log of N programs. A program that speaks TAP counts by its cases; one that does not is one case. A program that
was killed, ran out of time, bailed out, said nothing, or did not run all cases it had planned adds a failure to those of its
cases; so does each of the N that the log does not hold, since whoever ran them was stopped.
"""
import json
import re
import sys

CASE = re.compile(r"^(not )?ok\b *(\d+)?([^#]*)(#\s*(SKIP|TODO)\b.*)?", re.IGNORECASE)
PLAN = re.compile(r"^1\.\.(\d+)\s*(#\s*SKIP.*)?$", re.IGNORECASE)


def count_tap(text):
    """(passed, failed, skipped, is_whole) of TAP output; None if it is no TAP."""
    passed = failed = skipped = 0
    planned = None
    is_whole = True
    for line in text.splitlines():
        plan = PLAN.match(line)
        case = CASE.match(line)
        if plan:
            is_whole = is_whole and planned is None
            planned = int(plan.group(1))
            if planned == 0:
                skipped += 1
        elif line.startswith("Bail out!"):
            is_whole = False
        elif case and case.group(5) and case.group(5).upper() == "SKIP":
            skipped += 1
        elif case and case.group(1):
            failed += not case.group(5)
        elif case:
            passed += 1
    if planned is None and passed + failed + skipped == 0:
        return None
    if planned != 0 and planned != passed + failed + skipped:
        is_whole = False
    return passed, failed, skipped, is_whole


def show_failures(name, text):
    """Failed cases with the lines that say why, to standard error: meson shows their names only."""
    is_shown = False
    for line in text.splitlines():
        case = CASE.match(line)
        if case:
            is_shown = bool(case.group(1)) and not case.group(5)
        if is_shown:
            print(f"{name}: {line}", file=sys.stderr)


def count_test(test):
    """(passed, failed, skipped) of one program."""
    show_failures(test["name"], test.get("stdout", ""))
    result, status = test["result"], test.get("returncode", 0)
    is_skipped = result == "SKIP"
    is_good = result in ("OK", "EXPECTEDFAIL")
    tap = count_tap(test.get("stdout", ""))
    if tap is None:
        is_skipped = is_skipped and status != 0  # for meson, TAP without a case is skipped: it said nothing
        return int(is_good), int(not is_good and not is_skipped), int(is_skipped)
    passed, failed, skipped, is_whole = tap
    is_stopped = not is_whole or result in ("TIMEOUT", "INTERRUPT") or status < 0
    if is_stopped or (failed == 0 and not is_good and not is_skipped):
        print(f"{test['name']}: {result}, its cases are incomplete", file=sys.stderr)
        failed += 1
    return passed, failed, skipped


def main():
    n_wanted = int(sys.argv[1])
    totals = [0, 0, 0]
    n_tests = 0
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as log:
            for line in log:
                n_tests += 1
                for i, n in enumerate(count_test(json.loads(line))):
                    totals[i] += n
    if n_tests == 0 or n_tests < n_wanted:
        print(f"{n_tests} programs were run, of {n_wanted}", file=sys.stderr)
        totals[1] += max(n_wanted - n_tests, 1)
    print(*totals)


main()
