# SPDX-License-Identifier: Apache-2.0
"""docx - what the schemas don't see in a DOCX: identifiers, pairs, relationships, numbers, properties."""
import posixpath
import re
import xml.etree.ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DC = "{http://purl.org/dc/elements/1.1/}"
PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
BODIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")


class Docx:
    """parts: {name: bytes} in the order of the archive."""

    def __init__(self, parts):
        self.parts = parts
        self.xml = {n: ET.fromstring(b) for n, b in parts.items() if n.endswith((".xml", ".rels"))}
        self.document = self.xml["word/document.xml"]
        self.styles = self.xml["word/styles.xml"]
        self.numbering = self.xml["word/numbering.xml"]
        self.outline = heading_styles(self.styles)

    def bodies(self):
        return [(name, root) for name, root in self.xml.items() if BODIES.match(name)]


def value(element, path, default=None):
    found = element.find(path) if element is not None else None
    return default if found is None else found.get(W + "val", default)


def text_of(paragraph):
    """What is printed: results of fields, not their instructions."""
    out = []
    for node in paragraph.iter():
        if node.tag == W + "t":
            out.append(node.text or "")
        elif node.tag in (W + "tab", W + "br"):
            out.append("\t" if node.tag == W + "tab" else "\n")
    return "".join(out)


def heading_styles(styles):
    """{style id: level from 1} of the styles with an outline level."""
    found = {}
    for style in styles.iter(W + "style"):
        level = value(style, f"{W}pPr/{W}outlineLvl")
        if level is not None:
            found[style.get(W + "styleId")] = int(level) + 1
    return found


def items(docx):
    """Headings, paragraphs and list items of the body, as words.heading_problems wants them."""
    for paragraph in docx.document.iter(W + "p"):
        level = docx.outline.get(value(paragraph, f"{W}pPr/{W}pStyle"))
        yield ("h", level, text_of(paragraph)) if level else ("p", 0, text_of(paragraph))


def paragraphs(docx):
    return [text_of(p) for _, root in docx.bodies() for p in root.iter(W + "p")]


# --- structure ------------------------------------------------------------------------------------------------------


def twice(values, what):
    seen = set()
    for v in values:
        if v in seen:
            yield f"{what} “{v}” twice"
        seen.add(v)


def id_problems(docx):
    starts, ends, names, sdts, drawings = [], [], [], [], []
    for name, root in docx.bodies():
        starts += [b.get(W + "id") for b in root.iter(W + "bookmarkStart")]
        ends += [b.get(W + "id") for b in root.iter(W + "bookmarkEnd")]
        names += [b.get(W + "name") for b in root.iter(W + "bookmarkStart")]
        sdts += [value(s, W + "id") for s in root.iter(W + "sdtPr")]
        drawings += [d.get("id") for d in root.iter() if d.tag.endswith("}docPr")]
        yield from field_problems(name, root)
    yield from twice(starts, "bookmark id")
    yield from twice(names, "bookmark name")
    yield from twice(sdts, "content control id")
    yield from twice(drawings, "drawing id")
    yield from twice((style.get(W + "styleId") for style in docx.styles.iter(W + "style")), "style")
    if sorted(starts) != sorted(ends):
        yield "bookmarks don't pair up"
    for long in (n for n in names if len(n) > 40):
        yield f"the bookmark name “{long}” is longer than 40 characters"


def field_problems(name, root):
    """begin, separate, end of complex fields, paragraph by paragraph."""
    for paragraph in root.iter(W + "p"):
        state = []
        for node in paragraph.iter(W + "fldChar"):
            kind = node.get(W + "fldCharType")
            if kind == "begin":
                state.append(kind)
            elif kind == "separate" and state[-1:] == ["begin"]:
                state[-1] = kind
            elif kind == "end" and state[-1:] == ["separate"]:
                state.pop()
            else:
                yield f"{name}: “{kind}” of a field out of place: “{text_of(paragraph)}”"
        if state:
            yield f"{name}: a field is not ended: “{text_of(paragraph)}”"


def table_problems(docx):
    for name, root in docx.bodies():
        for table in root.iter(W + "tbl"):
            rows = table.findall(W + "tr")
            n_columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
            if not rows:
                yield f"{name}: a table without rows"
                continue
            if rows[0].find(f"{W}trPr/{W}tblHeader") is None:
                yield f"{name}: a table without header row: “{text_of(rows[0])}”"
            for row in rows:
                cells = row.findall(W + "tc")
                spans = sum(int(value(c, f"{W}tcPr/{W}gridSpan", "1")) for c in cells)
                if spans != n_columns:
                    yield f"{name}: a row of {spans} columns in a table of {n_columns}: “{text_of(row)}”"
                if any(len(c) == 0 or c[-1].tag != W + "p" for c in cells):
                    yield f"{name}: a cell that does not end with a paragraph: “{text_of(row)}”"
                if row is rows[0] and any(not text_of(c).strip() for c in cells):
                    yield f"{name}: a header cell without text: “{text_of(row)}”"
        for content in root.iter(W + "sdtContent"):
            if len(content) == 0:
                yield f"{name}: an empty content control"


def list_problems(docx):
    """Empty items, items whose list is not defined, styles that are not defined."""
    numbers = {n.get(W + "numId") for n in docx.numbering.iter(W + "num")}
    abstracts = {a.get(W + "abstractNumId") for a in docx.numbering.iter(W + "abstractNum")}
    known = {s.get(W + "styleId") for s in docx.styles.iter(W + "style")}
    yield from twice((n.get(W + "numId") for n in docx.numbering.iter(W + "num")), "list")
    for num in docx.numbering.iter(W + "num"):
        if value(num, W + "abstractNumId") not in abstracts:
            yield f"the list {num.get(W + 'numId')} has no definition"
    tags = [child.tag for child in docx.numbering]
    if W + "num" in tags and W + "abstractNum" in tags[tags.index(W + "num") :]:
        yield "numbering.xml: an abstractNum after a num"
    for name, root in docx.bodies():
        for paragraph in root.iter(W + "p"):
            number = value(paragraph, f"{W}pPr/{W}numPr/{W}numId")
            if number is not None and number not in numbers:
                yield f"{name}: the list {number} is not defined"
            if number is not None and not text_of(paragraph).strip():
                yield f"{name}: an item without text"
        for tag in ("pStyle", "rStyle", "tblStyle"):
            for style in root.iter(W + tag):
                if style.get(W + "val") not in known:
                    yield f"{name}: the style {style.get(W + 'val')} is not defined"


def part_problems(docx):
    """Content types, relationships, orphans."""
    types = docx.xml["[Content_Types].xml"]
    defaults = {d.get("Extension").lower() for d in types.iter(CT + "Default")}
    overrides = [o.get("PartName") for o in types.iter(CT + "Override")]
    yield from twice((n.lower() for n in docx.parts), "part")
    yield from twice(overrides, "content type of")
    for part in (o for o in overrides if o.lstrip("/") not in docx.parts):
        yield f"content type of {part}, which is not there"
    reached = {"[Content_Types].xml"}
    for name in (n for n in docx.parts if n.endswith(".rels")):
        reached.add(name)
        yield from relation_problems(docx, name, reached)
    for name in docx.parts:
        if name not in reached:
            yield f"{name}: no relationship leads to it"
        if name.rsplit(".", 1)[-1].lower() not in defaults and "/" + name not in overrides:
            yield f"{name}: no content type"


def relation_problems(docx, name, reached):
    folder, base = posixpath.split(name)
    owner_folder = posixpath.dirname(folder)
    owner = posixpath.join(owner_folder, base[: -len(".rels")])
    ids = []
    for relation in docx.xml[name].iter(REL + "Relationship"):
        ids.append(relation.get("Id"))
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(owner_folder, target))
        reached.add(part)
        if part not in docx.parts:
            yield f"{name}: {target} is not there"
    yield from twice(ids, f"{name}: id")
    if owner in docx.xml:
        used = {v for node in docx.xml[owner].iter() for k, v in node.attrib.items() if k.startswith(R)}
        for missing in sorted(used - set(ids)):
            yield f"{owner}: the relationship {missing} is not there"
    elif owner:
        yield f"{name}: of no part"


# --- numbers ------------------------------------------------------------------------------------------------------


def levels_of(docx, number):
    """{level: (start, text)} of a list, its overrides applied."""
    num = next((n for n in docx.numbering.iter(W + "num") if n.get(W + "numId") == number), None)
    abstract_id = value(num, W + "abstractNumId")
    abstract = next(a for a in docx.numbering.iter(W + "abstractNum") if a.get(W + "abstractNumId") == abstract_id)
    levels = {}
    for level in abstract.iter(W + "lvl"):
        levels[int(level.get(W + "ilvl"))] = [int(value(level, W + "start", "1")), value(level, W + "lvlText", "")]
    for override in num.iter(W + "lvlOverride"):
        start = value(override, W + "startOverride")
        if start is not None:
            levels[int(override.get(W + "ilvl"))][0] = int(start)
    return levels


def heading_numbers(docx):
    """[(paragraph, number)] of the numbered headings, counted as Word counts."""
    style_numbers = {}
    for style in docx.styles.iter(W + "style"):
        number = value(style, f"{W}pPr/{W}numPr/{W}numId")
        if number is not None:
            style_numbers[style.get(W + "styleId")] = (number, int(value(style, f"{W}pPr/{W}numPr/{W}ilvl", "0")))
    counters = {}
    found = []
    for paragraph in docx.document.iter(W + "p"):
        style = value(paragraph, f"{W}pPr/{W}pStyle")
        if style not in docx.outline or style not in style_numbers:
            continue
        number, level = style_numbers[style]
        levels = levels_of(docx, number)
        counts = counters.setdefault(number, {})
        counts[level] = counts[level] + 1 if level in counts else levels[level][0]
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        text = levels[level][1]
        for k in range(level + 1):
            text = text.replace(f"%{k + 1}", str(counts.get(k, levels[k][0])))
        found.append((paragraph, text.rstrip(".")))
    return found


def reference_problems(docx, first_article):
    """Cached results of REF fields against the numbers of the headings they point to."""
    numbers = {}
    headings = heading_numbers(docx)
    for paragraph, number in headings:
        for bookmark in paragraph.iter(W + "bookmarkStart"):
            numbers[bookmark.get(W + "name")] = number
    if headings and headings[0][1] != str(first_article):
        yield f"the first article is {headings[0][1]}, not {first_article}"
    for _, root in docx.bodies():
        for paragraph in root.iter(W + "p"):
            for instruction, result in fields_of(paragraph):
                words = instruction.split()
                if words[:1] != ["REF"]:
                    continue
                if numbers.get(words[1]) != result:
                    yield f"“{instruction.strip()}” says “{result}”, the heading has {numbers.get(words[1])}: “{text_of(paragraph)[:80]}”"
                if r"\r" not in words or r"\h" not in words:
                    yield f"“{instruction.strip()}” is no reference to a number with a link"


def fields_of(paragraph):
    """(instruction, result) of the complex fields of a paragraph, none inside another."""
    instruction = result = ""
    state = None
    for node in paragraph.iter():
        if node.tag == W + "fldChar":
            state = node.get(W + "fldCharType")
            if state == "begin":
                instruction = result = ""
            elif state == "end":
                yield instruction, result
        elif node.tag == W + "instrText" and state == "begin":
            instruction += node.text or ""
        elif node.tag == W + "t" and state == "separate":
            result += node.text or ""


def n_references(docx):
    return sum(i.split()[:1] == ["REF"] for p in docx.document.iter(W + "p") for i, _ in fields_of(p))


# --- what stands in the properties ---------------------------------------------------------------------------------


def properties(docx):
    custom = {p.get("name"): "".join(p.itertext()).strip() for p in docx.xml["docProps/custom.xml"].iter(PROPERTY)}
    core = docx.xml["docProps/core.xml"]
    return custom, (core.findtext(DC + "title") or ""), (core.findtext(DC + "language") or "")


def language_problems(docx):
    lang = docx.styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    if lang is None or lang.get(W + "val") != "fr-FR":
        yield "the document's language is not fr-FR"


def labels(docx):
    return [value(p, W + "tag") for p in docx.document.iter(W + "sdtPr")]
