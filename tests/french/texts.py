# SPDX-License-Identifier: Apache-2.0
"""texts - the documents of all sample markets, as paragraphs of text. Used by library.py and grammar.py."""
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def generate(ccap, source, folder):
    """Writes the documents of clauses/apercu/ to `folder`; returns them."""
    markets = sorted((source / "clauses/apercu").glob("*.marche.yaml"))
    done = subprocess.run([ccap, "generate", "--quiet", "--library", source / "clauses", "-o", folder, *markets],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ccap generate: {done.returncode}\n{done.stderr[:2000]}")
    return sorted(path for path in pathlib.Path(folder).iterdir() if path.suffix in (".docx", ".odt"))


def text_of(node, blanks):
    """What a paragraph reads; notes and nested paragraphs (text boxes) are paragraphs of their own."""
    parts = [node.text or ""] if node.tag in (W + "t",) or node.tag.startswith(T) else []
    for child in node:
        if child.tag in blanks:
            parts.append(blanks[child.tag])
        elif child.tag not in (W + "p", T + "note", T + "p", W + "instrText"):
            parts.append(text_of(child, blanks))
        if node.tag.startswith(T):
            parts.append(child.tail or "")
    return "".join(parts)


def paragraphs(path):
    """The texts of the body of a DOCX or ODT, one a paragraph, without empty ones."""
    part = "word/document.xml" if path.suffix == ".docx" else "content.xml"
    root = ElementTree.fromstring(zipfile.ZipFile(path).read(part))
    blanks = {W + "tab": "\t", W + "br": "\t", T + "tab": "\t", T + "line-break": "\t", T + "s": " "}
    tags = (W + "p", T + "p", T + "h")
    found = (text_of(node, blanks) for node in root.iter() if node.tag in tags)
    return [re.sub(r"[\t\n]", "\t", text) for text in found if text.strip()]
