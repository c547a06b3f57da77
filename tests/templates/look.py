# SPDX-License-Identifier: Apache-2.0
"""look - opens a DOCX or ODT: its text in order, and what the schemas don't see (ids, pairs, relationships, manifest)."""
import io
import pathlib
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "documents"))
import docx as docx_checks
import odt as odt_checks

W, R, REL, CT = docx_checks.W, docx_checks.R, docx_checks.REL, docx_checks.CT
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
URN = odt_checks.URN
OFFICE, TEXT, TABLE, STYLE, MANIFEST = (URN % n for n in ("office", "text", "table", "style", "manifest"))
DRAW = URN % "drawing"
XML_ID = odt_checks.XML_ID
twice = docx_checks.twice
DOCX_BODIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$")

STRICT = re.compile(rb"http://purl.oclc.org/ooxml/(wordprocessingml|officeDocument|drawingml)/")  # read as the usual ones


class Package:
    """parts: {name: bytes}. kind: docx or odt. template: the Package that it was made from, or None."""

    def __init__(self, data, kind, template=None):
        self.kind = kind
        self.template = template
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}
        self._xml = {}

    def xml(self, name):
        """The root of a part; None if it is not there or no XML."""
        if name not in self._xml:
            try:
                self._xml[name] = ET.fromstring(STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", self.parts[name]))
            except (KeyError, ET.ParseError):
                self._xml[name] = None
        return self._xml[name]

    def all_xml(self):
        return {n: self.xml(n) for n in self.parts if n.endswith((".xml", ".rels")) and self.xml(n) is not None}

    @property
    def main_name(self):
        """Name of the main part: word/document.xml unless the package says otherwise."""
        top = self.xml("_rels/.rels") if self.kind == "docx" else None
        for relation in top if top is not None else ():
            if relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target").lstrip("/")
        return "word/document.xml" if self.kind == "docx" else "content.xml"

    @property
    def main(self):
        return self.xml(self.main_name)

    def paragraphs(self, name=None, inner=False):
        """Texts of the paragraphs of a part (default: the body), in order; inner: those of boxes, notes and comments too."""
        if self.kind == "docx":
            return docx_paragraphs(self.xml(name) if name else self.main.find(W + "body"), inner)
        return odt_paragraphs(self.xml(name) if name else self.main.find(f"{OFFICE}body/{OFFICE}text"), inner)

    def text(self):
        """All text: the body, then the other parts by name."""
        if self.kind == "docx":
            others = sorted(n for n in self.parts if DOCX_BODIES.match(n) and n != self.main_name)
        else:
            others = ["styles.xml"] if "styles.xml" in self.parts else []
        lines = self.paragraphs(inner=True)
        for name in others:
            if self.xml(name) is not None:
                lines += self.paragraphs(name, inner=True)
        return "\n".join(lines)


# --- text -----------------------------------------------------------------------------------------------------------


def docx_paragraphs(root, inner):
    found = []

    def walk(node, line):
        for child in node:
            if child.tag == W + "p":
                if line is None or inner:
                    found.append("")  # its place; what it holds may hold paragraphs
                    at = len(found) - 1
                    text = []
                    walk(child, text)
                    found[at] = "".join(text)
            elif child.tag in (W + "del", W + "moveFrom", W + "rPr", W + "pPr", MC + "Fallback"):
                continue
            elif line is not None and child.tag == W + "t":
                line.append(child.text or "")
            elif line is not None and child.tag in (W + "tab", W + "br", W + "cr"):
                line.append("\t" if child.tag == W + "tab" else "\n")
            elif line is not None and child.tag == W + "noBreakHyphen":
                line.append("-")
            else:
                walk(child, line)

    walk(root, None)
    return found


def odt_paragraphs(root, inner):
    found = []
    apart = (TEXT + "note", OFFICE + "annotation", DRAW + "frame", DRAW + "custom-shape", DRAW + "rect")

    def walk(node, line):
        if line is not None and node.text and node.tag not in apart:
            line.append(node.text)
        for child in node:
            if child.tag in odt_checks.BLOCKS:
                if line is None or inner:
                    found.append("")
                    at = len(found) - 1
                    text = []
                    walk(child, text)
                    found[at] = "".join(text)
            elif child.tag == TEXT + "tracked-changes":
                pass
            elif child.tag in apart:
                if inner or line is None:
                    walk(child, [] if line is not None else None)
            elif line is not None and child.tag == TEXT + "s":
                line.append(" " * int(child.get(TEXT + "c", "1")))
            elif line is not None and child.tag in (TEXT + "tab", TEXT + "line-break"):
                line.append("\t" if child.tag == TEXT + "tab" else "\n")
            else:
                walk(child, line)
            if line is not None and child.tail:
                line.append(child.tail)

    walk(root, None)
    return found


# --- DOCX: what must be unique, what goes in pairs --------------------------------------------------------------------


def branch(root, name):
    """All elements, of mc:AlternateContent one branch only: Word writes both with the same ids."""
    other = MC + ("Fallback" if name == "Choice" else "Choice")
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in reversed(node) if child.tag != other)


def value(node, name):
    found = node.find(W + name)
    return None if found is None else found.get(W + "val")


def docx_problems(package):
    bodies = {n: package.xml(n) for n in package.parts if (DOCX_BODIES.match(n) or n == package.main_name) and package.xml(n) is not None}
    for which in ("Choice", "Fallback"):
        nodes = {name: list(branch(root, which)) for name, root in bodies.items()}
        every = [node for listed in nodes.values() for node in listed]
        starts = [n.get(W + "id") for n in every if n.tag == W + "bookmarkStart"]
        ends = [n.get(W + "id") for n in every if n.tag == W + "bookmarkEnd"]
        names = [n.get(W + "name") for n in every if n.tag == W + "bookmarkStart"]
        yield from twice(starts, "bookmark id")
        yield from twice(names, "bookmark name")
        yield from (f"bookmark {i} has no start or no end" for i in sorted(set(starts) ^ set(ends)))
        yield from (f"the bookmark name “{n}” is longer than 40 characters" for n in names if len(n) > 40)
        yield from twice((value(n, "id") for n in every if n.tag == W + "sdtPr" and value(n, "id")), "content control id")
        yield from twice((n.get("id") for n in every if n.tag.endswith("}docPr")), "drawing id")
        for name, listed in nodes.items():
            yield from twice((n.get(W14 + "paraId") for n in listed if n.get(W14 + "paraId")), f"{name}: paraId")
            yield from field_problems(name, listed)
    for name, root in bodies.items():
        yield from cell_problems(name, root)
    yield from note_problems(package, bodies)


def field_problems(name, nodes):
    state = []
    for node in nodes:
        kind = node.get(W + "fldCharType") if node.tag == W + "fldChar" else None
        if kind == "begin":
            state.append(kind)
        elif kind == "separate" and state[-1:] == ["begin"]:
            state[-1] = kind
        elif kind == "end" and state:
            state.pop()
        elif kind:
            yield f"{name}: “{kind}” of a field out of place"
    if state:
        yield f"{name}: {len(state)} fields are not ended"


def cell_problems(name, root):
    for table in root.iter(W + "tbl"):
        if not any(True for _ in table.iter(W + "tr")):
            yield f"{name}: a table without rows"
    for row in root.iter(W + "tr"):
        if not any(True for _ in row.iter(W + "tc")):
            yield f"{name}: a row without cells"
    for cell in root.iter(W + "tc"):
        last = [c for c in cell if c.tag not in (W + "bookmarkStart", W + "bookmarkEnd")][-1:]
        if not last or last[0].tag not in (W + "p", W + "sdt", W + "customXml"):
            yield f"{name}: a cell that does not end with a paragraph: “{''.join(cell.itertext())[:60]}”"
    for content in root.iter(W + "sdtContent"):
        if len(content) == 0:
            yield f"{name}: an empty content control"
    for holder in ("hdr", "ftr", "txbxContent", "footnote", "endnote", "comment"):
        for node in root.iter(W + holder):
            if not any(True for _ in node.iter(W + "p")):
                yield f"{name}: {holder} without a paragraph"


def note_problems(package, bodies):
    for what in ("footnote", "endnote", "comment"):
        root = package.xml(f"word/{what}s.xml")
        known = [] if root is None else [n.get(W + "id") for n in root.findall(W + what)]
        yield from twice(known, f"{what} id")
        used = [n.get(W + "id") for b in bodies.values() for n in branch(b, "Choice") if n.tag == f"{W}{what}Reference"]
        yield from (f"{what} {i} is not there" for i in used if i not in known)
        yield from twice(used, f"reference to {what}")
        if what == "comment":
            for kind in ("commentRangeStart", "commentRangeEnd"):
                ids = [n.get(W + "id") for b in bodies.values() for n in branch(b, "Choice") if n.tag == W + kind]
                yield from twice(ids, kind)
                yield from (f"{kind} {i}: no such comment" for i in ids if i not in known)
            starts, ends = ([n.get(W + "id") for b in bodies.values() for n in branch(b, "Choice") if n.tag == W + k] for k in ("commentRangeStart", "commentRangeEnd"))
            if sorted(starts) != sorted(ends):
                yield "comment ranges don't pair up"


class Opened:
    """What docx_checks.part_problems and odt_checks.part_problems look at."""

    def __init__(self, package):
        self.parts = package.parts
        self.xml = package.all_xml()


# --- ODT --------------------------------------------------------------------------------------------------------------


def odt_problems(package):
    for name, root in package.all_xml().items():
        yield from twice((n.get(XML_ID) for n in root.iter() if n.get(XML_ID)), f"{name}: xml:id")
        if name not in ("content.xml", "styles.xml"):
            continue
        for tag, attribute in ((TEXT + "section", TEXT + "name"), (TABLE + "table", TABLE + "name"), (TEXT + "note", TEXT + "id"), (DRAW + "frame", DRAW + "name"),
                               (TEXT + "table-of-content", TEXT + "name"), (OFFICE + "annotation", OFFICE + "name"), (OFFICE + "annotation-end", OFFICE + "name")):
            yield from twice((n.get(attribute) for n in root.iter(tag) if n.get(attribute)), f"{name}: {tag.split('}')[1]}")
        for start, end in (("bookmark-start", "bookmark-end"), ("reference-mark-start", "reference-mark-end")):
            starts, ends = ([n.get(TEXT + "name") for n in root.iter(TEXT + which)] for which in (start, end))
            single = [n.get(TEXT + "name") for n in root.iter(TEXT + start.rsplit("-", 1)[0])]
            yield from twice(starts + single, f"{name}: {start}")
            yield from (f"{name}: {start} “{n}” has no partner" for n in sorted(set(starts) ^ set(ends)))
        for table in root.iter(TABLE + "table"):
            if not any(True for _ in table.iter(TABLE + "table-row")):
                yield f"{name}: the table {table.get(TABLE + 'name')} has no rows"
        for row in root.iter(TABLE + "table-row"):
            if not len(row):
                yield f"{name}: a row without cells"
        for listed in root.iter(TEXT + "list"):
            if not len(listed):
                yield f"{name}: a list without items"
        ranges = ([n.get(OFFICE + "name") for n in root.iter(OFFICE + "annotation") if n.get(OFFICE + "name")], [n.get(OFFICE + "name") for n in root.iter(OFFICE + "annotation-end")])
        yield from (f"{name}: annotation-end “{n}” has no beginning" for n in ranges[1] if n not in ranges[0])


def structure_problems(package):
    if package.kind == "docx":
        yield from docx_problems(package)
        yield from docx_checks.part_problems(Opened(package))
    else:
        yield from odt_problems(package)
        yield from odt_checks.part_problems(Opened(package))
        if package.names[0] != "mimetype":
            yield "mimetype is not the first entry"


# --- the whole --------------------------------------------------------------------------------------------------------


def may_hold_tag(data):
    """True if "{{" stands in the text or an attribute, however split; a part of another kind never does."""
    if not any(sign in data for sign in (b"{", b"%7B", b"&#123;", b"&#x7")):
        return False
    data = re.sub(rb"&#(?:123|x7[bB]);", b"{", data)
    bare = re.sub(rb"<[^>]*>", b"", re.sub(rb"<!\[CDATA\[|\]\]>|<!--.*?-->", b"", data, flags=re.S))
    inside = b" ".join(re.findall(rb"<[^>]*>", data))
    return any(mark in text for text in (bare, inside) for mark in (b"{{", b"%7B%7B"))


def same_part_problems(package, changes):
    """Parts without a tag are those of the template."""
    def may_change(name):
        return any(name == c or (c.endswith("*") and name.startswith(c[:-1])) for c in changes)
    for name, data in package.template.parts.items():
        if name not in package.parts:
            if not may_change(name):
                yield f"{name} of the template is gone"
        elif not may_hold_tag(data) and data != package.parts[name] and not may_change(name):
            yield f"{name} holds no tag and differs from the template's"
    yield from (f"{name} is new" for name in package.parts if name not in package.template.parts and not may_change(name))


def in_order_problems(text, pieces):
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            where = "not there" if piece not in text else "out of order"
            yield f"“{piece[:80]}” is {where}; the text is “{text[:400]}”"
            return
        at = found + len(piece)
