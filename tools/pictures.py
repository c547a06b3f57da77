#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pictures - draws the pictures that this project ships, all our own: same script, same bytes.

    tools/pictures.py          writes them into the source tree

The placeholder of templates/annexe, in whose place the buyer's logo comes, and the arms of an imaginary town for the tests.
"""
import pathlib
import struct
import zlib

SOURCE = pathlib.Path(__file__).resolve().parents[1]
GREY, LINE, WHITE, BLUE, GREEN, GOLD = (230, 236, 242), (159, 179, 200), (255, 255, 255), (31, 78, 121), (46, 125, 80), (224, 172, 43)


def png(width, height, colour_at, dots_a_metre):
    """A PNG of three colours a dot."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"".join(bytes(colour_at(x, y)) for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    density = struct.pack(">IIB", dots_a_metre, dots_a_metre, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"pHYs", density) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def placeholder(x, y, width=240, height=64):
    is_edge = min(x, y, width - 1 - x, height - 1 - y) < 2
    return LINE if is_edge else GREY


def in_shield(x, y):
    """A shield of 2 × 2.4 around its middle; sides from straight to a point."""
    return abs(x) <= 1 and -1.2 <= y <= 0.2 or y > 0.2 and x * x + (y - 0.2) ** 2 <= 1


def arms(px, py, size=120):
    """Blue with a green field at its foot, a golden wave between them."""
    x, y = (px - size / 2 + 0.5) / (size * 0.46), (py - size / 2 + 0.5) / (size * 0.46) + 0.1
    if not in_shield(x, y):
        return WHITE
    if not in_shield(x * 1.09, (y + 0.02) * 1.08):
        return GOLD
    wave = y - 0.1 * (1 - abs((x * 2 + 4) % 2 - 1) * 2)
    return GOLD if abs(wave) < 0.13 else BLUE if wave < 0 else GREEN


def main():
    holder = png(240, 64, placeholder, 4000)
    files = {
        "templates/annexe/docx/word/media/logo.png": holder,
        "templates/annexe/odt/Pictures/logo.png": holder,
        "tests/documents/marches/images/armes.png": png(120, 120, arms, 7500),
    }
    for name, data in files.items():
        path = SOURCE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(f"{name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
