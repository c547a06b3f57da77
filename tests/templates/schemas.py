# SPDX-License-Identifier: Apache-2.0
"""schemas - parts of many packages against the schemas of $CCAP_SHARED, in few calls of xmllint."""
import io
import os
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

SHARED = pathlib.Path(os.environ.get("CCAP_SHARED") or os.devnull)  # nothing is below devnull
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
ODF_KNOWN = ("urn:oasis:names:tc:opendocument:xmlns:", "http://purl.org/dc/elements/1.1/", "http://www.w3.org/")


# xmllint's time for a table of ODF grows with the square of its rows: 5,000 take a minute and a half.
MOST_ROWS = 1000


def is_too_large(kind, parts):
    return kind == "odt" and parts.get("content.xml", b"").count(b"<table:table-row") > MOST_ROWS


def available():
    return (SHARED / "conformance/ooxml/xsd/docx.xsd").is_file() and shutil.which("xmllint") is not None


def namespace(name):
    return name[1:].split("}")[0] if name.startswith("{") else ""


def strip_docx(data):
    """Markup compatibility as for a reader that knows no extension; parts without it stay as they are."""
    if MC.encode() not in data or (b"Ignorable" not in data and b"AlternateContent" not in data):
        return data
    prefixes = {}
    for _, (prefix, uri) in ET.iterparse(io.BytesIO(data), events=("start-ns",)):
        prefixes.setdefault(prefix, uri)
    root = ET.fromstring(data)
    ignored = {prefixes[p] for p in root.get(f"{{{MC}}}Ignorable", "").split() if p in prefixes}

    def clean(node):
        for name in [n for n in node.attrib if namespace(n) in ignored | {MC}]:
            del node.attrib[name]
        kept = []
        for child in node:
            if child.tag == f"{{{MC}}}AlternateContent":
                kept += [c for fallback in child.findall(f"{{{MC}}}Fallback") for c in fallback]
            elif namespace(child.tag) not in ignored:
                kept.append(child)
        for child in list(node):
            node.remove(child)
        node.extend(kept)
        for child in kept:
            clean(child)

    clean(root)
    return ET.tostring(root, encoding="utf-8")


def strip_odt(data):
    """Foreign attributes and elements go; a foreign element inside a paragraph leaves its children."""
    if b"loext:" not in data:
        return data
    root = ET.fromstring(data)

    def is_foreign(name):
        ns = namespace(name)
        return bool(ns) and not ns.startswith(ODF_KNOWN)

    def clean(node, in_paragraph):
        for name in [n for n in node.attrib if is_foreign(n)]:
            del node.attrib[name]
        in_paragraph = in_paragraph or node.tag.endswith(("xmlns:text:1.0}p", "xmlns:text:1.0}h"))
        at = 0
        while at < len(node):
            child = node[at]
            if not is_foreign(child.tag):
                clean(child, in_paragraph)
                at += 1
                continue
            before = node[at - 1] if at else None
            node.remove(child)
            texts = [child.text or "", child.tail or ""] if in_paragraph else ["", child.tail or ""]
            inner = list(child) if in_paragraph else []
            if inner:
                inner[-1].tail = (inner[-1].tail or "") + texts[1]
                texts[1] = ""
                for i, one in enumerate(inner):
                    node.insert(at + i, one)
            if before is None:
                node.text = (node.text or "") + texts[0] + texts[1]
            else:
                before.tail = (before.tail or "") + texts[0] + texts[1]

    clean(root, False)
    return ET.tostring(root, encoding="utf-8")


def xmllint(schema, paths):
    """{path: first complaints} of those that don't validate."""
    bad = {}
    for start in range(0, len(paths), 2000):
        command = ["xmllint", "--nonet", "--noout", *schema, *map(str, paths[start : start + 2000])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        told, failed = {}, []
        for line in done.stderr.splitlines():
            match = re.match(r"(.*?):\d+: (.*)", line)
            if match:
                told.setdefault(match.group(1), []).append(match.group(2))
            elif line.endswith(" fails to validate"):
                failed.append(line.rsplit(" fails", 1)[0])
        failed += [path for path, lines in told.items() if "parser error" in lines[0]]
        bad |= {path: told.get(path, ["fails to validate"])[:4] for path in failed}
        if done.returncode not in (0, 3, 4) and not bad:
            bad["xmllint"] = [f"exit status {done.returncode}: {done.stderr[-300:]}"]
    return bad


def odf_version(data):
    found = re.search(rb'(?:office|manifest):version="(1\.[234])"', data[:8000])
    return found.group(1).decode() if found else None


def problems(packages, work):
    """packages: {key: (kind, parts)}; {key: {part: complaints}} of the invalid ones."""
    work.mkdir(parents=True, exist_ok=True)
    calls = {}  # schema arguments: paths
    owner = {}
    failed = {key: {} for key in packages}
    for n, (key, (kind, parts)) in enumerate(packages.items()):
        for m, (name, data) in enumerate(parts.items()):
            schema = schema_of(kind, name, data)
            if not schema:
                continue
            path = work / f"{n}-{m}.xml"
            try:
                path.write_bytes((strip_docx if kind == "docx" else strip_odt)(data))
            except ET.ParseError as error:
                failed[key][name] = [str(error)]
                continue
            owner[str(path)] = (key, name)
            calls.setdefault(schema, []).append(path)
    for schema, paths in calls.items():
        for path, lines in xmllint(schema, paths).items():
            if path not in owner:
                raise RuntimeError(f"{path}: {lines}")
            key, name = owner[path]
            failed[key][name] = lines
    return failed


def schema_of(kind, name, data):
    """Arguments of xmllint for a part, or None if no schema fits."""
    if kind == "docx":
        known = name == "[Content_Types].xml" or name.endswith(".rels") or name.startswith("docProps/") or (name.startswith("word/") and name.count("/") == 1 and name.endswith(".xml"))
        root = re.search(rb"<(?:(\w+):)?\w+[^>]*>", data)
        is_ours = root and re.search(rb"xmlns%s=.http://(schemas\.openxmlformats\.org|purl\.org)/" % (b":" + root.group(1) if root.group(1) else b""), root.group(0))
        return ("--schema", str(SHARED / "conformance/ooxml/xsd/docx.xsd")) if known and is_ours else None
    version = odf_version(data)
    if not version:
        return None
    short = "-os" if version == "1.2" else ""
    if name == "META-INF/manifest.xml":
        return ("--relaxng", str(SHARED / f"conformance/odf/{version}/OpenDocument-v{version}{short}-manifest-schema.rng"))
    if name in ("content.xml", "styles.xml", "meta.xml", "settings.xml"):
        return ("--relaxng", str(SHARED / f"conformance/odf/{version}/OpenDocument-v{version}{short}-schema.rng"))
    return None
