# SPDX-License-Identifier: Apache-2.0
"""words - what no printed text of a document may hold, whatever its format."""
import re

NEVER = (
    (re.compile(r"\{\{|\}\}"), "a tag is left"),
    (re.compile(r"undefined|\bnull\b|\bNULL\b|\btrue\b|\bfalse\b|\bNone\b"), "a word of programs"),
    (re.compile(r"\[[^\]]* \?\]|\.\.\.\.|__+|\bTODO\b|\bXXX\b|à compléter"), "a blank is left"),
    (re.compile(r"  "), "two spaces"),
    (re.compile(r" [,.)\]]|[(\[] "), "a space on the wrong side"),
    (re.compile(r" [;:?!»€%]|« |[«][^\u00a0\u202f]"), "an ordinary space where none may break"),
    (re.compile(r"[a-zàâçéèêëîïôûùü]'[a-zàâçéèêëîïôûùü]", re.I), "a straight apostrophe"),
    (re.compile(r"\(\)|,,|;;|,\.|\.\.(?!\.)|\*\*"), "punctuation without text"),
    (re.compile(r"[\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufffd]"), "a character that is not for reading"),
    (re.compile(r"\b[a-z]+_[a-z_]+\b|\b[A-Z]+_[A-Z_0-9]+\b"), "an identifier of the data"),
)


def text_problems(paragraphs):
    """paragraphs: texts in their order. Problems of each, quoted."""
    for text in paragraphs:
        for pattern, what in NEVER:
            hit = pattern.search(text)
            if hit:
                at = max(hit.start() - 30, 0)
                yield f"{what}: “{text[at : hit.end() + 30]}”"


def heading_problems(items):
    """items: ("h", level, text) or ("p", 0, text), in order. Headings without text below, levels left out, layout by blanks."""
    last = 0
    for kind, _, text in items:
        if not text.strip():
            yield "a paragraph without text, between others"
        if "\t" in text:
            yield f"a tab: “{text}”"
    for index, (kind, level, text) in enumerate(items):
        if kind != "h":
            continue
        if not text.strip():
            yield f"a heading of level {level} without text"
        if level > last + 1:
            yield f"“{text}” is of level {level}, after level {last}"
        last = level
        following = items[index + 1] if index + 1 < len(items) else None
        if following is None or (following[0] == "h" and following[1] <= level):
            yield f"nothing stands below the heading “{text}”"
