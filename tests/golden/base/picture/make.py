# SPDX-License-Identifier: Apache-2.0
"""A document with a placeholder picture, and pictures of every kind, good and bad."""
import os
import pathlib
import struct
import sys
import zlib

sys.path.insert(0, os.environ["CCAP_SOURCE"] + "/tests/templates")
import build  # noqa: E402


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png():
    head = struct.pack(">IIBBBBB", 40000, 20000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"\0") + chunk(b"IEND", b"")


def turned_jpeg():
    exif = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    frame = b"\xff\xc0\0\x0b\x08\0\x08\0\x10\x01\x01\x11\0"
    return b"\xff\xd8" + exif + frame + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\0\xff\xd9"


SVG = '<svg xmlns="http://www.w3.org/2000/svg" {0}>{1}</svg>\n'
FILES = {
    "model.docx": build.docx(build.p("Avant ", build.picture("rId1", alt="{{logo}} Logo de {{nom}}"), " après"),
                             rels=[("rId1", "image", "media/old.png")], media={"old.png": build.png()}),
    "cut.png": build.png(20, 20)[:-9],
    "huge.png": huge_png(),
    "logo.gif": b"GIF89a\1\0\1\0\0\0\0;",
    "logo.png": build.png(40, 20),
    "nosize.svg": SVG.format("", "<circle r='4'/>").encode(),
    "plan.svg": SVG.format("width='40' height='20'", "<circle r='4'/>").encode(),
    "script.svg": SVG.format("width='40' height='20'", "<script>alert(1)</script>").encode(),
    "turned.jpg": turned_jpeg(),
}
for name, data in FILES.items():
    pathlib.Path(name).write_bytes(data)
os.symlink("/etc/hostname", "link.png")
