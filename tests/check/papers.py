# SPDX-License-Identifier: Apache-2.0
"""papers - the map is true to the code, the manual and the shell scripts are sound, links of the documentation lead somewhere."""
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


def main():
    cases = Cases()
    cases.case("architecture.md", map_problems())
    cases.case("lists of sources", list_problems())
    cases.case("links", link_problems())
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
