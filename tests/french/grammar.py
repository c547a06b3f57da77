#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""grammar - grammalecte reads the documents of all sample markets, and the table of numbers in words (TAP, slow).

    tests/french/grammar.py CCAP

Skipped where grammalecte-cli (Debian package of that name) is not installed. It is an oracle that nobody here wrote: what it
reports is a fault, but for what the lists below give a reason for.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import texts

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
ROW = re.compile(r'\{INT64_C\(-?\d+\), "[^"]*", "[^"]*", "([^"]*)", "([^"]*)"\}')
# Rules that ask for another usage than ours.
OTHER_USAGE = {
    "g2__maj_code": "codes are cited without a capital: « code du travail »",
    "g2__typo_ordinaux": "1er is written without raised letters",
}
# What the sample markets say, not the library.
OF_MARKETS = ("plan lecture et calcul",)
# Right, but taken for the article « un »: « cent un euros ».
NUMBER_IN_UN = re.compile(r"\b(cents?|mille|millions?|milliards?) un (euro|million|milliard)s\b")
# Words of the trade that its dictionary lacks; names and references of markets have a capital or a digit.
WORDS = {"cotraitance"}


def check(folder, name, lines):
    """What grammalecte reports of these lines and nothing excuses."""
    path = pathlib.Path(folder) / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(["grammalecte-cli", "-f", path, "-j", "-owe"], capture_output=True, text=True, check=True)
    for paragraph in json.loads(done.stdout)["data"]:
        line = lines[paragraph["iParagraph"] - 1]
        for error in paragraph["lGrammarErrors"]:
            is_usage = error["sRuleId"].startswith(tuple(OTHER_USAGE))
            around = line[max(0, error["nStart"] - 30):error["nEnd"] + 30]
            is_number = NUMBER_IN_UN.search(around) and error["sRuleId"].startswith("g3__gn_un_")
            if not is_usage and not is_number and not any(words in around for words in OF_MARKETS):
                yield f"“{around}”: {error['sMessage']} [{error['sRuleId']}]"
        for error in paragraph["lSpellingErrors"]:
            word = error["sValue"]
            if word == word.lower() and not re.search(r"\d", word) and word not in WORDS:
                yield f"“{word}” in “{line[:120]}”"


def report(number, name, faults, n_lines):
    faults = list(faults)
    is_good = not faults and n_lines > 300
    print(f"{'ok' if is_good else 'not ok'} {number} - {name}: {n_lines} texts, {len(faults)} faults")
    for fault in faults[:40]:
        print("#", fault)
    return is_good


def main():
    if not shutil.which("grammalecte-cli"):
        print("1..0 # SKIP grammalecte-cli is not installed")
        return 0
    print("1..3")
    with tempfile.TemporaryDirectory() as folder:
        planted = list(check(folder, "planted.txt", ["Le titulaire remettent les document."]))
        print(f"{'ok' if planted else 'not ok'} 1 - a planted mistake is found")
        documents = [path for path in texts.generate(sys.argv[1], SOURCE, folder) if path.suffix == ".docx"]
        lines = list(dict.fromkeys(line for path in documents for line in texts.paragraphs(path)))
        good = report(2, "documents of the sample markets", check(folder, "documents.txt", lines), len(lines))
        rows = ROW.findall((SOURCE / "tests/unit/french_words.inc").read_text(encoding="utf-8"))
        said = [f"Le titulaire verse {euros}." for feminine, euros in rows if not euros.startswith("moins")]
        good = report(3, "numbers in words", check(folder, "numbers.txt", said), len(said)) and good
    return 0 if good and planted else 1


if __name__ == "__main__":
    sys.exit(main())
