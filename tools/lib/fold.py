#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fold - writes generator/base/fold.inc: what file names that differ by case or Unicode form only are compared as.

    python3 tools/lib/fold.py > generator/base/fold.inc

Each code point that is not itself once its case is folded and it is decomposed (NFD), and the combining classes.
"""
import unicodedata

HANGUL = range(0xAC00, 0xD7A4)  # decomposed by rule


def folded(cp):
    text = unicodedata.normalize("NFD", chr(cp))
    return unicodedata.normalize("NFD", text.casefold())


def main():
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print(f"/* Made by tools/lib/fold.py from Unicode {unicodedata.unidata_version}: code points folded and decomposed, then classes. */")
    print("#define FOLD_MAX 4")
    print("static const FoldEntry entries[] = {")
    for cp in range(0x110000):
        if cp in HANGUL or 0xD800 <= cp < 0xE000:
            continue
        to = folded(cp)
        if to != chr(cp):
            assert len(to) <= 4, hex(cp)
            print("    {0x%04X, {%s}}," % (cp, ", ".join("0x%04X" % ord(c) for c in to)))
    print("};")
    print("static const FoldClass classes[] = {")
    start, last = None, 0
    for cp in range(0x110001):
        ccc = unicodedata.combining(chr(cp)) if cp < 0x110000 else 0
        if ccc != last:
            if last:
                print("    {0x%04X, 0x%04X, %d}," % (start, cp - 1, last))
            start, last = cp, ccc
    print("};")


main()
