#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pages - the annexes of all our markets as HTML pages and plain text: the same words as in ODT, sound and self-contained (TAP).

    tests/documents/pages.py --ccap PROGRAM [--keep FOLDER]
"""
import argparse
import html.parser
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile
from xml.etree import ElementTree

import odt
import words

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/check"))
from tap import Cases  # noqa: E402  (after the path)
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
VOID = {"meta", "br", "hr", "img", "link", "input"}
WIDTH = 78


class Page(html.parser.HTMLParser):
    """What a reader of the page meets, and what is wrong with its structure."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.stack, self.problems, self.headings, self.ids, self.targets = [], [], [], [], []
        self.tags, self.lang, self.title, self.clauses, self.addresses = set(), None, "", [], []
        self.text, self.blocks = "", []
        self.feed(text)
        self.close()
        self.problems += [f"<{tag}> is left open" for tag in self.stack]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.add(tag)
        if tag == "html":
            self.lang = attrs.get("lang")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append([int(tag[1]), ""])
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if attrs.get("data-clause"):
            self.clauses.append(attrs["data-clause"])
        for name in ("href", "src"):
            if name in attrs:
                (self.targets if attrs[name].startswith("#") else self.addresses).append(attrs[name])
        if tag == "th" and attrs.get("scope") != "col":
            self.problems.append("a header cell without scope")
        if tag == "p" and "p" in self.stack:
            self.problems.append("a paragraph inside a paragraph")
        if tag in ("br", "li", "tr", "td", "th", "p"):
            self.text += " "
        if tag in ("p", "td", "th", "h2", "h3", "h4") and "main" in self.stack:
            self.blocks.append("")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if "title" in self.stack:
            self.title += data
        if self.headings and self.stack and re.fullmatch(r"h[1-6]", self.stack[-1]):
            self.headings[-1][1] += data
        if "main" in self.stack:
            self.text += data
            if self.blocks:
                self.blocks[-1] += data


def page_problems(text):
    page = Page(text)
    yield from page.problems
    if page.lang != "fr":
        yield "the page does not say its language"
    if not page.title.strip():
        yield "no title"
    if not {"main", "nav", "header", "footer", "style"} <= page.tags:
        yield "a landmark is missing"
    if page.tags & {"script", "link", "iframe", "img"}:
        yield f"not self-contained, or with a script: {page.tags}"
    if len(set(page.ids)) != len(page.ids):
        yield "an id stands twice"
    yield from (f"{target} leads nowhere" for target in set(page.targets) if target[1:] not in page.ids)
    yield from (f"the address {a}" for a in page.addresses if not re.match(r"https?://|mailto:", a))
    last = 0
    for level, heading in page.headings:
        if level > last + 1 or not heading.strip():
            yield f"the heading “{heading}” is of level {level}, after {last}"
        last = level
    yield from words.text_problems(page.blocks)
    if not page.clauses or any(not re.fullmatch(r"[a-z][a-z0-9_]*@\d+\.\d+\.\d+#[1-9]\d*", c) for c in page.clauses):
        yield f"the labels of the clauses: {page.clauses}"


def odt_words(path):
    """Words of the articles, without the numbers of headings."""
    with zipfile.ZipFile(path) as archive:
        body = ElementTree.fromstring(archive.read("content.xml")).find(f"{OFFICE}body/{OFFICE}text")
    found = []
    for section in body.iter(f"{TEXT}section"):
        for node in section.iter():
            if node.tag in (f"{TEXT}p", f"{TEXT}h"):
                found += odt.text_of(node).split()
    return found


def without_labels(tokens):
    """Without what only one of the formats writes as text: numbers of headings, marks of lists, lines of tables."""
    joined = " ".join(tokens)
    joined = re.sub(r"(?<!\S)(Article \d+ –|[=\-+|]{2,}|[-+]+|\||–|\d+\.\d+(?:\.\d+)?|\d+\.|[a-z]+\))(?!\S)", " ", joined)
    return joined.split()


def text_problems(text, wanted):
    lines = text.split("\n")
    body = text[re.search(r"^Article \d+ – ", text, re.M).start() : text.rindex("\nClauses")]
    grid = "|" in body
    found = without_labels(body.split())
    if not grid and found != wanted:
        yield first_difference(found, wanted)
    if grid and sorted(found) != sorted(wanted):
        yield f"other words than in ODT: {sorted(set(found) ^ set(wanted))[:12]}"
    yield from (f"a line of {len(line)} characters: {line[:60]}…" for line in lines if len(line) > WIDTH + 20)
    yield from (f"blanks end a line: “{line}”" for line in lines if line != line.rstrip(" "))
    if "\n\n\n" in text:
        yield "two empty lines in a row"
    if re.search(r"[\x00-\x08\x0b-\x1f]", text):
        yield "a mark of the layout is left"
    if "{{" in text:
        yield "a tag is left"


def first_difference(found, wanted):
    at = next((i for i, (a, b) in enumerate(zip(found, wanted)) if a != b), min(len(found), len(wanted)))
    return f"words {at} and following: “{' '.join(found[at : at + 8])}”, in ODT “{' '.join(wanted[at : at + 8])}”"


def problems_of(out, name):
    page = (out / f"{name}.html").read_text(encoding="utf-8")
    wanted = without_labels(odt_words(out / f"{name}.odt"))
    yield from page_problems(page)
    found = without_labels(Page(page).text.split())
    if found != wanted:
        yield first_difference(found, wanted)
    yield from text_problems((out / f"{name}.txt").read_text(encoding="utf-8"), wanted)


def run(ccap, out):
    markets = sorted((SOURCE / "clauses/apercu").glob("*.marche.yaml")) + sorted((SOURCE / "examples").glob("*.marche.yaml"))
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1789948740"}
    env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
    done = subprocess.run([ccap, "generate", "--quiet", "-f", "html,txt,odt", "-o", str(out), *map(str, markets)], capture_output=True, text=True, check=False, env=env)
    was_made = done.returncode == 0
    tap = Cases()
    tap.case("all markets as pages", [] if was_made else [done.stderr[-800:]])
    for market in markets:
        name = market.name.removesuffix(".marche.yaml")
        tap.case(name, problems_of(out, name) if was_made else ["not made"])
    tap.end()


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(SOURCE / "build/ccap"))
    parser.add_argument("--keep", help="folder that the documents are left in")
    given = parser.parse_args()
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", line_buffering=True)
    ccap = str(pathlib.Path(given.ccap).resolve())
    if given.keep:
        pathlib.Path(given.keep).mkdir(parents=True, exist_ok=True)
        run(ccap, pathlib.Path(given.keep).resolve())
    with tempfile.TemporaryDirectory(prefix="ccap-pages-") as folder:
        run(ccap, pathlib.Path(folder))


if __name__ == "__main__":
    main()
