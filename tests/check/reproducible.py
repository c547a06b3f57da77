# SPDX-License-Identifier: Apache-2.0
"""reproducible - the same market gives the same bytes in any time zone, locale, umask, language and folder; files are plain."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from tap import SOURCE, Cases

CCAP = os.path.abspath(sys.argv[1])
PLACES = [
    ("UTC", {"TZ": "UTC", "LC_ALL": "C"}, 0o022),
    ("far east", {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"}, 0o077),
    ("by rule", {"TZ": "XYZ+11:30", "LC_ALL": "fr_FR.UTF-8"}, 0o000),
    ("French messages", {"TZ": "Europe/Paris", "CCAP_LANG": "fr", "LC_ALL": "tr_TR.UTF-8"}, 0o027),
]


def generate(examples, env, umask):
    """{file: SHA-256} and {file: mode} of the examples, generated from a copy in a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        for example in examples:
            shutil.copy(example, folder)
        words = [CCAP, "generate", *(e.name for e in examples), "-o", "out"]
        more = {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS") or k == "PATH"}
        subprocess.run(words, cwd=folder, env={**more, **env}, umask=umask, check=True, capture_output=True)
        files = sorted((pathlib.Path(folder) / "out").iterdir())
        hashes = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
        return hashes, {f.name: f.stat().st_mode & 0o777 for f in files}


def main():
    cases = Cases()
    examples = sorted((SOURCE / "examples").glob("*.marche.yaml"))
    first, _ = generate(examples, *PLACES[0][1:])
    cases.case("documents of every example", [] if len(first) == 2 * len(examples) else [str(first)])
    for name, env, umask in PLACES[1:]:
        hashes, modes = generate(examples, env, umask)
        cases.case(f"same bytes: {name}", (f"{f} differs" for f in first if hashes.get(f) != first[f]))
        wanted = 0o666 & ~umask
        cases.case(f"mode by umask: {name}", (f"{f}: {m:o}" for f, m in modes.items() if m != wanted))
    cases.end()


main()
