#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""french - the table of numbers in words (tests/unit/french_words.inc), read back (TAP).

The unit test says that the program writes what the table says; this says that the table is right, by a way of its own: the
words are read as numbers, and the marks of plural, the hyphens and the feminine are asked for where grammar wants them.
"""
import os
import pathlib
import re

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
ROW = re.compile(r'\{INT64_C\((-?\d+)\), "([^"]*)", "([^"]*)", "([^"]*)", "([^"]*)"\}')
VALUES = {word: value for value, word in enumerate(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split())}
VALUES.update(vingt=20, vingts=20, trente=30, quarante=40, cinquante=50, soixante=60, une=1)
NOUNS = {"million": 10 ** 6, "millions": 10 ** 6, "milliard": 10 ** 9, "milliards": 10 ** 9}


def value(words):
    """The number that the words say: read from left to right, a larger word multiplies what stands before it."""
    if words.startswith("moins "):
        return -value(words[6:])
    total = below_million = below_thousand = 0
    for word in re.split("[ -]", words):
        if word == "et":
            continue
        if word in NOUNS:
            total += (below_million + below_thousand) * NOUNS[word]
            below_million = below_thousand = 0
        elif word == "mille":
            below_million += max(below_thousand, 1) * 1000
            below_thousand = 0
        elif word in ("cent", "cents"):
            below_thousand = max(below_thousand, 1) * 100
        elif word in ("vingt", "vingts") and below_thousand % 100 == 4:
            below_thousand += 76
        else:
            below_thousand += VALUES[word]
    return total + below_million + below_thousand


def faults_of_traditional(words):
    """Hyphens below one hundred only; « et »; plural of vingt and cent before nothing but a noun."""
    for match in re.finditer(r"\b(quatre-vingts?|cents?)\b(?=([ -]?)(\w*))", words):
        word, following = match.group(1), match.group(3)
        multiplied = word.startswith("quatre") or re.search(
            r"\b(deux|trois|quatre|cinq|six|sept|huit|neuf) $", words[:match.start()])
        if word.endswith("s") != bool(multiplied and (not following or following in NOUNS)):
            yield f"plural of {word}"
    for hyphenated in re.findall(r"[\wé]+(?:-[\wé]+)+", words):
        if value(hyphenated) >= 100 or "cent" in hyphenated or "mille" in hyphenated:
            yield f"hyphens of {hyphenated}"
    if re.search(r"\b(vingt|trente|quarante|cinquante|soixante)[ -](un|onze)\b", words.replace("quatre-vingt-", "")):
        yield "« et » is missing"
    if re.search(r"\bun mille\b", re.sub(r"et un mille\b|-un mille\b|cent un mille\b", "", words)):
        yield "« un mille »"
    for count, noun in re.findall(r"(\w+) (milli(?:on|ard)s?)\b", words):
        is_one = re.search(rf"(^|(milliards?) )un {noun}", words)
        if noun.endswith("s") == bool(is_one):
            yield f"plural of {noun}"


def faults(number, words, since_1990, feminine, euros):
    if any(value(column) != number for column in (words, since_1990, feminine)):
        yield "another number"
    yield from faults_of_traditional(words)
    if re.sub("[ -]", " ", since_1990) != re.sub("[ -]", " ", words):
        yield "1990: other words"
    if any(left not in NOUNS and right not in NOUNS
           for left, right in zip(since_1990.replace("-", " - ").split(" "), since_1990.replace("-", " - ").split(" ")[1:])
           if "-" not in (left, right) and left != "moins"):
        yield "1990: a hyphen is missing"
    if re.search(r"-milli(on|ard)|milli(on|ard)s?-", since_1990):
        yield "1990: million and milliard are nouns"
    if feminine != (words + "e" if words.endswith("un") else words):
        yield "feminine"
    noun = "euro" if abs(number) < 2 else "euros"
    link = " d’" if words.split(" ")[-1] in NOUNS else " "
    if euros != words + link + noun:
        yield "amount"


def main():
    rows = ROW.findall((SOURCE / "tests/unit/french_words.inc").read_text(encoding="utf-8"))
    wrong = [f"{row[0]}: {fault}: {row[1:]}" for row in rows for fault in faults(int(row[0]), *row[1:])]
    print("1..2")
    print(f"{'ok' if len(rows) >= 300 and len({row[0] for row in rows}) == len(rows) else 'not ok'} 1 - {len(rows)} numbers, each once")
    print(f"{'not ok' if wrong else 'ok'} 2 - every column says its number by the rules of grammar")
    for line in wrong[:20]:
        print("#", line)
    raise SystemExit(bool(wrong) or len(rows) < 300)


if __name__ == "__main__":
    main()
