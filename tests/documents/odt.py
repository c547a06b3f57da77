# SPDX-License-Identifier: Apache-2.0
"""odt - what the schemas don't see in an ODT: names, pairs, styles, numbers, manifest, properties."""
import xml.etree.ElementTree as ET

URN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TEXT, TABLE, STYLE, META, MANIFEST = (URN % n for n in ("office", "text", "table", "style", "meta", "manifest"))
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
BLOCKS = (TEXT + "p", TEXT + "h")
LOWER = "abcdefghijklmnopqrstuvwxyz"


class Odt:
    """parts: {name: bytes} in the order of the archive."""

    def __init__(self, parts):
        self.parts = parts
        self.xml = {n: ET.fromstring(b) for n, b in parts.items() if n.endswith(".xml")}
        self.content = self.xml["content.xml"]
        self.styles = self.xml["styles.xml"]
        self.body = self.content.find(f"{OFFICE}body/{OFFICE}text")


def text_of(node):
    """What is printed of a paragraph."""
    out = [node.text or ""]
    for child in node:
        if child.tag == TEXT + "s":
            out.append(" " * int(child.get(TEXT + "c", "1")))
        elif child.tag in (TEXT + "tab", TEXT + "line-break"):
            out.append("\t" if child.tag == TEXT + "tab" else "\n")
        else:
            out.append(text_of(child))
        out.append(child.tail or "")
    return "".join(out)


def items(odt):
    for node in odt.body.iter():
        if node.tag == TEXT + "h":
            yield "h", int(node.get(TEXT + "outline-level", "1")), text_of(node)
        elif node.tag == TEXT + "p":
            yield "p", 0, text_of(node)


def paragraphs(odt):
    return [text_of(p) for root in (odt.content, odt.styles) for p in root.iter() if p.tag in BLOCKS]


def twice(values, what):
    seen = set()
    for v in values:
        if v in seen:
            yield f"{what} “{v}” twice"
        seen.add(v)


def id_problems(odt):
    for name, root in odt.xml.items():
        yield from twice((n.get(XML_ID) for n in root.iter() if n.get(XML_ID)), f"{name}: xml:id")
    starts = [b.get(TEXT + "name") for b in odt.content.iter(TEXT + "bookmark-start")]
    ends = [b.get(TEXT + "name") for b in odt.content.iter(TEXT + "bookmark-end")]
    yield from twice(starts + [b.get(TEXT + "name") for b in odt.content.iter(TEXT + "bookmark")], "bookmark")
    yield from twice((s.get(TEXT + "name") for s in odt.content.iter(TEXT + "section")), "section")
    yield from twice((t.get(TABLE + "name") for t in odt.content.iter(TABLE + "table")), "table")
    if sorted(starts) != sorted(ends):
        yield "bookmarks don't pair up"


def style_problems(odt):
    """Every style named is defined, in the content or in styles.xml."""
    known = {}
    for root in (odt.content, odt.styles):
        for style in root.iter():
            if style.tag in (STYLE + "style", STYLE + "default-style"):
                known.setdefault(style.get(STYLE + "family"), set()).add(style.get(STYLE + "name"))
            elif style.tag == TEXT + "list-style":
                known.setdefault("list", set()).add(style.get(STYLE + "name"))
    families = {TEXT + "p": "paragraph", TEXT + "h": "paragraph", TEXT + "span": "text", TEXT + "a": "text", TEXT + "section": "section"}
    for node in odt.content.iter():
        used = node.get(TEXT + "style-name")
        family = "list" if node.tag == TEXT + "list" else families.get(node.tag)
        if used and family and used not in known.get(family, ()):
            yield f"the {family} style {used} is not defined"
        used = node.get(TABLE + "style-name")
        family = node.tag.replace(TABLE, "")
        if used and used not in known.get(family, ()):
            yield f"the {family} style {used} is not defined"


def list_problems(odt):
    for node in odt.content.iter(TEXT + "list"):
        if len(node) == 0:
            yield "a list without items"
        for item in node.findall(TEXT + "list-item"):
            if not text_of(item).strip():
                yield "an item without text"


def table_problems(odt):
    for table in odt.content.iter(TABLE + "table"):
        name = table.get(TABLE + "name")
        columns = sum(int(c.get(TABLE + "number-columns-repeated", "1")) for c in table.iter(TABLE + "table-column"))
        header = table.find(f"{TABLE}table-header-rows")
        if header is None or len(header) == 0:
            yield f"the table {name} has no header row"
        for row in table.iter(TABLE + "table-row"):
            cells = list(row)
            n = sum(int(c.get(TABLE + "number-columns-spanned", "1")) for c in cells if c.tag == TABLE + "table-cell")
            if n != columns:
                yield f"a row of {n} columns in the table {name} of {columns}"
            if any(len(c) == 0 for c in cells if c.tag == TABLE + "table-cell"):
                yield f"an empty cell in the table {name}"


def part_problems(odt):
    manifest = [e.get(MANIFEST + "full-path") for e in odt.xml["META-INF/manifest.xml"].iter(MANIFEST + "file-entry")]
    yield from twice(manifest, "manifest: ")
    unlisted = ("mimetype", "META-INF/manifest.xml")
    for name in odt.parts:
        if name not in unlisted and name not in manifest:
            yield f"{name}: not in the manifest"
    for name in manifest:
        if name != "/" and not name.endswith("/") and name not in odt.parts:
            yield f"{name}: in the manifest, not in the archive"
    if odt.parts["mimetype"] != b"application/vnd.oasis.opendocument.text":
        yield "mimetype: another text"


# --- numbers ------------------------------------------------------------------------------------------------------


def outline(odt):
    """{level: (start, levels shown)} of the numbered levels."""
    found = {}
    for style in odt.styles.iter(TEXT + "outline-level-style"):
        if style.get(STYLE + "num-format"):
            level = int(style.get(TEXT + "level"))
            found[level] = (int(style.get(TEXT + "start-value", "1")), int(style.get(TEXT + "display-levels", "1")))
    return found


def reference_problems(odt, first_article):
    levels = outline(odt)
    counts, numbers, first = {}, {}, None
    for heading in odt.body.iter(TEXT + "h"):
        level = int(heading.get(TEXT + "outline-level", "1"))
        if level not in levels or heading.get(TEXT + "is-list-header") == "true":
            continue
        counts[level] = counts[level] + 1 if level in counts else levels[level][0]
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        shown = range(level - levels[level][1] + 1, level + 1)
        number = ".".join(str(counts.get(k, levels[k][0])) for k in shown)
        first = first or number
        for mark in heading.iter(TEXT + "bookmark-start"):
            numbers[mark.get(TEXT + "name")] = number
    if first not in (None, str(first_article)):
        yield f"the first article is {first}, not {first_article}"
    for ref in odt.content.iter(TEXT + "bookmark-ref"):
        name = ref.get(TEXT + "ref-name")
        if numbers.get(name) != text_of(ref):
            yield f"the reference to {name} says “{text_of(ref)}”, the heading has {numbers.get(name)}"
        if ref.get(TEXT + "reference-format") != "number":
            yield f"the reference to {name} is not to a number"


def n_references(odt):
    return sum(1 for _ in odt.content.iter(TEXT + "bookmark-ref"))


# --- properties ---------------------------------------------------------------------------------------------------


def properties(odt):
    meta = odt.xml["meta.xml"].find(OFFICE + "meta")
    custom = {u.get(META + "name"): (u.text or "") for u in meta.iter(META + "user-defined")}
    return custom, (meta.findtext(DC + "title") or ""), (meta.findtext(DC + "language") or "")


def language_problems(odt):
    for default in odt.styles.iter(STYLE + "default-style"):
        if default.get(STYLE + "family") == "paragraph":
            text = default.find(STYLE + "text-properties")
            if text is not None and (text.get(FO + "language"), text.get(FO + "country")) == ("fr", "FR"):
                return
    yield "the document's language is not French (France)"


def labels(odt):
    return [s.get(TEXT + "name") for s in odt.body.iter(TEXT + "section")]
