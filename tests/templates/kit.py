# SPDX-License-Identifier: Apache-2.0
"""kit - what topics share: the same body in both formats, and checks on the elements that are left."""
from build import docx, odt, p, tp
from frame import case
from look import TABLE, TEXT, W

DOCX_ONLY = ("numbering", "footnotes", "endnotes", "comments", "sect", "sect_pr", "styles", "rels", "media", "settings")
ODT_ONLY = ("automatic", "before", "more_styles", "master")


def both(name, docx_body, odt_body, text=None, data=None, **more):
    """A case for both formats. Words of build.docx and build.odt are handed on; what both have is given as docx_header, odt_header."""
    given = {"docx": {k: more.pop(k) for k in DOCX_ONLY if k in more}, "odt": {k: more.pop(k) for k in ODT_ONLY if k in more}}
    for key in [k for k in more if k.startswith(("docx_", "odt_"))]:
        kind, word = key.split("_", 1)
        given[kind][word] = more.pop(key)
    case(name, docx=docx(docx_body, **given["docx"]), odt=odt(odt_body, **given["odt"]), data=data, text=text, **more)


def same(name, lines, text=None, data=None, **more):
    """The same paragraphs of plain text in both formats."""
    both(name, "".join(p(x) for x in lines), "".join(tp(x) for x in lines), text, data, **more)


def counts(**wanted):
    """How many elements are left in the body: tr=3 in Word, table_row=3 in Writer."""
    def look_at(out):
        for name, n in wanted.items():
            is_odf = "_" in name or name in ("table", "list", "section", "span", "note", "change", "bookmark", "a")
            if is_odf != (out.kind == "odt"):
                continue
            prefix = W if not is_odf else TABLE if name.startswith("table") else TEXT
            found = sum(1 for _ in out.main.iter(prefix + name.replace("_", "-")))
            if found != n:
                yield f"{found} {name}, wanted {n}"
    return look_at


def style_of(value, wanted):
    """The run or span that holds the value has this format: elements of w:rPr, or names of styles ([] for none)."""
    def look_at(out):
        if out.kind == "docx":
            runs = [run for run in out.main.iter(W + "r") if value in "".join(x.text or "" for x in run.iter(W + "t"))]
            found = [[e.tag.replace(W, "") for e in run.iterfind(f"{W}rPr/*")] for run in runs]
            if found != [wanted]:
                yield f"“{value}” stands in runs of {found}, wanted {wanted}"
        else:
            spans = [s.get(TEXT + "style-name") for s in out.main.iter(TEXT + "span") if value in (s.text or "") + "".join(c.tail or "" for c in s)]
            if spans != wanted:
                yield f"“{value}” stands in spans of {spans}, wanted {wanted}"
    return look_at


def count(tag, wanted):
    """So many elements with this tag are left in the body."""
    def look_at(out):
        n = sum(1 for _ in out.main.iter(tag))
        if n != wanted:
            yield f"{n} {tag.split('}')[1]}, wanted {wanted}"
    return look_at


def every(*checks):
    """Several checks in one."""
    return lambda out: [problem for check in checks for problem in check(out)]
