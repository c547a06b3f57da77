# SPDX-License-Identifier: Apache-2.0
"""papers - the map is true to the code, manual and shell scripts are sound, links lead somewhere, and nobody is sent outside the project."""
import re
import shutil
import subprocess

from tap import GENERATOR, SOURCE, Cases

SCRIPTS = ["tools/demo", "tools/install-sums", "tools/test", "tools/fresh-root", "tools/lib/common.sh", "tools/completion.bash", ".ci/run",
           "docs/cluster/gnu-parallel.sh", "docs/cluster/slurm-array.sbatch"]


def map_problems():
    text = (SOURCE / "docs/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z0-9_]+\.(?:c|h|def))`", text))
    there = {p.name for p in GENERATOR.rglob("*") if p.suffix in (".c", ".h", ".def")}
    yield from (f"{name} is not in the map" for name in sorted(there - named) if name.endswith(".c"))
    yield from (f"{name} is in the map and does not exist" for name in sorted(named - there))
    for folder in sorted(p.name for p in GENERATOR.iterdir() if p.is_dir() and any(p.glob("*.c"))):
        if f"generator/{folder}/" not in text:
            yield f"folder {folder} is not in the map"
    tests = {p.name for p in (SOURCE / "tests").iterdir() if (p / "meson.build").is_file()}
    rows = re.findall(r"^\| `tests/(\w+)/` \|", text, re.M)
    yield from (f"tests/{name} is in the map {rows.count(name)} times" for name in sorted(tests | set(rows)) if rows.count(name) != 1)
    files = re.findall(r"^\| (`.+?) \|", text, re.M)
    yield from (f"{row} is in the map {files.count(row)} times" for row in sorted(set(files)) if files.count(row) > 1)


def list_problems():
    text = (GENERATOR / "meson.build").read_text(encoding="utf-8")
    for block in re.findall(r"files\(\n(.*?)\)", text, re.S):
        names = re.findall(r"'([^']+)'", block)
        if names != sorted(names):
            yield f"not sorted: {names}"
    listed = set(re.findall(r"'(\w+/\w+\.c)'", text)) | {"app/main.c"}
    there = {str(p.relative_to(GENERATOR)) for p in GENERATOR.rglob("*.c")}
    yield from (f"{name} is not built" for name in sorted(there - listed))
    tests = (SOURCE / "tests/unit/meson.build").read_text(encoding="utf-8")
    for path in sorted((SOURCE / "tests/unit").glob("test_*.c")):
        if f"'{path.stem[5:]}'" not in tests:
            yield f"{path.name} is not run"


def link_problems():
    for path in [SOURCE / "README.md", SOURCE / "CHANGELOG.md", *sorted((SOURCE / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                yield f"{path.name}: {target}"


def outside_problems():
    """Paths and papers that only the people who wrote the program have."""
    outside = re.compile(r"\.\./shared|(?<!\w)/work/(?:shared|main|wt|notes)|(?<![\w/-])(?:product|style|domain|recipes)\.md")
    folders = ("clauses", "docs", "examples", "generator", "po", "schemas", "templates", "tools")
    paths = [p for folder in folders for p in sorted((SOURCE / folder).rglob("*")) if p.is_file() and p.suffix not in (".docx", ".odt", ".png")]
    for path in [SOURCE / "README.md", SOURCE / "CHANGELOG.md", *paths]:
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if match := outside.search(line):
                yield f"{path.relative_to(SOURCE)}:{number}: {match[0]}"


def main():
    cases = Cases()
    cases.case("architecture.md", map_problems())
    cases.case("lists of sources", list_problems())
    cases.case("links", link_problems())
    cases.case("nobody is sent outside the project", outside_problems())
    if shutil.which("mandoc"):
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", "docs/ccap.1"], capture_output=True, text=True, cwd=SOURCE)
        cases.case("manual", done.stdout.splitlines())
    else:
        cases.skip("manual", "mandoc is not installed")
    if shutil.which("shellcheck"):
        done = subprocess.run(["shellcheck", "-x", *SCRIPTS], capture_output=True, text=True, cwd=SOURCE)
        cases.case("shell scripts", done.stdout.splitlines())
    else:
        cases.skip("shell scripts", "shellcheck is not installed")
    cases.end()


main()
