# SPDX-License-Identifier: Apache-2.0
"""floors - a file includes headers of its own folder or of lower floors only; two folders of one floor don't know each other."""
import re

from tap import GENERATOR, SOURCE, Cases, c_files, name_of

FLOORS = {
    "base": 0,
    "data": 1,
    "tmpl": 2,
    "expr": 2,
    "text": 3,
    "pack": 3,
    "library": 4,
    "format": 5,
    "service": 6,
    "batch": 7,
    "app": 8,
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def problems_of(path):
    folder = path.relative_to(GENERATOR).parts[0]
    for target in INCLUDE.findall(path.read_text(encoding="utf-8")):
        parts = target.split("/")
        if parts[0] != "generator" or len(parts) != 3:
            yield f'{name_of(path)}: "{target}" is no full path from the root'
        elif not (SOURCE / target).is_file():
            yield f'{name_of(path)}: "{target}" does not exist'
        elif parts[1] != folder and FLOORS[parts[1]] >= FLOORS[folder]:
            yield f"{name_of(path)} (floor {FLOORS[folder]}) includes {target} (floor {FLOORS[parts[1]]})"


def main():
    cases = Cases()
    folders = {p.name for p in GENERATOR.iterdir() if p.is_dir()}
    cases.case("every folder has a floor", folders - FLOORS.keys())
    for folder in sorted(folders & FLOORS.keys()):
        files = c_files(f"generator/{folder}")
        cases.case(f"includes of {folder}", (p for path in files for p in problems_of(path)))
    cases.end()


main()
