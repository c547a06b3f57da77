# SPDX-License-Identifier: Apache-2.0
"""tap - what the checks share: cases in TAP, the source tree, C text without comments and strings."""
import os
import pathlib
import re
import sys

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
GENERATOR = SOURCE / "generator"


class Cases:
    """Collects cases; end() prints them as TAP and leaves with 1 if one failed."""

    def __init__(self):
        self.lines = []
        self.n = 0
        self.has_failed = False

    def case(self, name, problems):
        """One case: it passes if the list of problems is empty."""
        problems = list(problems)
        self.n += 1
        if problems:
            self.has_failed = True
            self.lines.append(f"not ok {self.n} - {name}")
            self.lines += [f"# {p}" for p in problems[:60]]
        else:
            self.lines.append(f"ok {self.n} - {name}")

    def skip(self, name, reason):
        self.n += 1
        self.lines.append(f"ok {self.n} - {name} # SKIP {reason}")

    def end(self):
        print(f"1..{self.n}")
        print("\n".join(self.lines))
        sys.exit(1 if self.has_failed else 0)


def c_files(*folders):
    """All .c .h .def files below the folders of the source tree, sorted."""
    found = []
    for folder in folders or ("generator",):
        found += [p for p in (SOURCE / folder).rglob("*") if p.suffix in (".c", ".h", ".def")]
    return sorted(found)


def name_of(path):
    return str(path.relative_to(SOURCE))


TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""", re.S
)


def bare(text):
    """C text whose comments and literals are blanked; lines stay where they are."""

    def blank(match):
        kept = re.sub(r"[^\n]", " ", match.group(0))
        return kept if match.group("comment") else '""' + kept[2:]

    return TOKEN.sub(blank, text)
