# SPDX-License-Identifier: Apache-2.0
"""frame - what a case is, and the list of all; topic modules in cases/ call case()."""
import dataclasses
import importlib.util
import pathlib
import re
import typing

CASES = pathlib.Path(__file__).resolve().parent / "cases"
KINDS = ("docx", "dotx", "odt", "ott")


@dataclasses.dataclass
class Case:
    name: str
    kind: str  # one of KINDS
    template: bytes
    data: typing.Any  # written as JSON; a text is YAML
    args: tuple
    command: str
    market: str | None
    files: dict
    text: list | None
    contains: list | None
    absent: list
    braces: bool
    changes: tuple
    check: typing.Callable | None
    errors: list | None
    says: list
    status: int
    lo: list | None
    lo_opens: bool
    mutable: bool
    topic: str = ""

    @property
    def title(self):
        return f"{self.topic}: {self.name} ({self.kind})"

    @property
    def slug(self):
        return re.sub(r"[^\w.,-]+", "-", f"{self.topic}-{self.name}-{self.kind}")

    @property
    def out_kind(self):
        return {"dotx": "docx", "ott": "odt"}.get(self.kind, self.kind)


registered = []


def case(name, *, docx=None, odt=None, dotx=None, ott=None, data=None, args=(), command="render", market=None, files=None, text=None, contains=None,
         absent=(), braces=False, changes=(), check=None, errors=None, says=(), status=None, lo=None, lo_opens=True, mutable=True):
    """
    Registers a case for each format given (bytes of build.docx, build.odt …; or a function that returns them).

    data       map, list or text for JSON; a str is the YAML file itself, bytes are the JSON file itself
    args       more words of the command line; files: {name: bytes or text} laid beside the data, the current folder of the program
    command    "render" (data), "check" (no data; nothing is written) or "generate" (market: the YAML of a market, or the path of one
               in the source tree)
    text       every paragraph of the document's body in order, empty ones too, texts of boxes, notes and comments left out
    contains   pieces that follow each other in the text of the whole document: body, then the other parts by name (headers, footers,
               notes, comments), boxes and all
    absent     pieces that stand nowhere; braces=True: "{{" may be left in the text
    changes    parts that may differ from the template's although they hold no tag ("word/numbering.xml"), new ones too;
               what ends in "*" is a beginning
    check      function(out) that yields problems; see look.Package: out.parts, out.xml(name), out.paragraphs(), out.template …
    errors     codes that must be reported, in any order and no others: "T-007", or ("T-007", "piece of the message", …); such a case
               ends with `status` (1) and writes nothing; in a "check" it may be [] for a template that is in order
    says       the same for warnings of a document that is written all the same
    lo         what LibreOffice must print, in order, white space aside (default: the texts of `text`); [] to look for nothing
    lo_opens   False: not opened in LibreOffice (say why in the case)
    mutable    False: too large for the mutation run
    """
    given = {"docx": docx, "odt": odt, "dotx": dotx, "ott": ott}
    assert any(v is not None for v in given.values()), name
    assert errors is not None or command == "check" or text is not None or contains is not None or check is not None, name
    for kind, template in given.items():
        if template is None:
            continue
        if status is None:
            status = 1 if errors else 0
        registered.append(Case(name, kind, template() if callable(template) else template, data, tuple(args), command, market, dict(files or {}), text,
                               contains, list(absent), braces, tuple(changes), check, errors, list(says), status, lo, lo_opens, mutable))


def load():
    """All cases; names are unique in their topic."""
    seen = set()
    for path in sorted(CASES.glob("*.py")):
        before = len(registered)
        spec = importlib.util.spec_from_file_location(f"cases_{path.stem}", path)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
        for one in registered[before:]:
            one.topic = path.stem
            assert one.slug not in seen, f"{one.title} twice"
            seen.add(one.slug)
    return list(registered)
