#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""threads - ccap batch and ccap render on eight threads, ccap generate and ccap check on two, under ThreadSanitizer (TAP).

    tests/batch/threads.py PROGRAM RACY

Both are built with -Db_sanitize=thread. RACY has a race on purpose: where ThreadSanitizer doesn't say so, its silence about ccap says nothing.
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
sys.path.insert(0, str(SOURCE / "tests/batch"))
from run import Cases, Place, json_market, market, run_case, title, wait_for  # noqa: E402

WARNING = b"WARNING: ThreadSanitizer"
N = 300


class Watched(Place):
    """ccap run with its threads watched."""

    def env(self, **more):
        return super().env(TSAN_OPTIONS="halt_on_error=0 second_deadlock_stack=1 history_size=4 exitcode=66", **more)

    def ccap_run(self, *words, stdin=None):
        feed = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
        return subprocess.run([self.ccap, *map(str, words)], cwd=self.folder, env=self.env(), capture_output=True, timeout=600, check=False, **feed)

    def folder_of_markets(self):
        """Sound ones, malformed ones, ones that break rules."""
        self.markets(N)
        for i in range(7, N, 50):
            self.write(f"m/m{i:03d}.marche.yaml", "marche: [\n")
            self.write(f"m/m{i + 1:03d}.marche.yaml", market(i + 1).replace("nature: travaux", "nature: travau"))


def clean(done, *statuses):
    """Problems: what ThreadSanitizer says, another exit status."""
    if WARNING in done.stderr:
        yield from done.stderr[done.stderr.index(WARNING):].decode(errors="replace").splitlines()[:60]
    if done.returncode not in statuses:
        yield f"exit status {done.returncode}: {done.stderr[-400:].decode(errors='replace')}"


def batch(place):
    """Every format, faulty markets, --resume over changes, standard input, --fail-fast, a shard, --draft with --strict."""
    place.folder_of_markets()
    every = ["-f", "docx,odt,html,txt", "-j8"]
    yield from clean(place.ccap_run("batch", "m", "-o", "o", *every), 1)
    for i in range(0, N, 9):
        place.write(f"m/m{i:03d}.marche.yaml", market(i + 1000))
        (place.folder / f"o/m{i + 2:03d}.odt").unlink(missing_ok=True)
    yield from clean(place.ccap_run("batch", "m", "-o", "o", *every, "--resume"), 1)
    lines = "".join(json_market(i) + "\n" for i in range(N)).encode() + b"{\n"
    yield from clean(place.ccap_run("batch", "-", "-o", "p", "-j8", "--name", "{marche.reference}-{acheteur.nom}", stdin=lines), 1)
    yield from clean(place.ccap_run("batch", "m", "-o", "q", "-j8", "--fail-fast"), 1)
    yield from clean(place.ccap_run("batch", "m", "-o", "r", "-j8", "--draft", "--shard", "1/2", "--lang", "fr"), 0, 1)
    yield from clean(place.ccap_run("batch", "m", "-o", "s", "-j8", "--strict", "--durable"), 1)


def interrupted(place):
    """SIGINT while eight threads are at work."""
    place.folder_of_markets()
    process = subprocess.Popen([place.ccap, "batch", "m", "-o", "o", "-j8"], cwd=place.folder, env=place.env(), stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wait_for(place.folder / "o/manifest.jsonl.partial", 20000)
    process.send_signal(signal.SIGINT)
    stderr = process.communicate(timeout=120)[1]
    yield from clean(subprocess.CompletedProcess([], process.returncode, b"", stderr), 130)


def render(place):
    """Text, DOCX and ODT templates, data as files and as lines; a record with a mistake."""
    folder = SOURCE / "docs/modeles"
    data = (folder / "tableau.yaml").read_text(encoding="utf-8")
    files = [place.write(f"d/r{i:03d}.yaml", data) for i in range(N)]
    for ending in ("docx", "odt"):
        yield from clean(place.ccap_run("render", folder / f"tableau.{ending}", *files, "-o", f"o-{ending}", "-j8"), 0)
    place.write("t.mustache", "{{#l}}{{n}} {{nom}}\n{{/l}}")
    records = [json.dumps({"l": [{"n": k, "nom": f"é {i}"} for k in range(i % 40)]}) for i in range(N)]
    place.write("r.jsonl", "\n".join(records[:150] + ['{"l": [{"n": 1}]}'] + records[150:]))
    yield from clean(place.ccap_run("render", "t.mustache", "--records", "r.jsonl", "-o", "o-text", "-j8"), 1)


def generate(place):
    """The library's parts beside the templates: samples of all considerations, faulty markets, a library with a mistake."""
    samples = sorted((SOURCE / "clauses/apercu").glob("*.yaml"))[::4]
    for sample in samples:
        yield from clean(place.ccap_run("generate", sample, "-o", "o", "-f", "docx,odt,html,txt", "--draft"), 0)
    place.write("faux.marche.yaml", market(1).replace("nature: travaux", "nature: travau"))
    yield from clean(place.ccap_run("generate", "faux.marche.yaml", "-o", "o"), 1)
    shutil.copytree(SOURCE / "clauses", place.folder / "lib")
    calculations = place.folder / "lib/calculs.yaml"
    wrong = "calculs:\n  - {id: faux, titre: Faux, par: marche, formule: inconnu + 1, source: essai}"
    calculations.write_text(calculations.read_text(encoding="utf-8").replace("calculs:", wrong, 1), encoding="utf-8")
    yield from clean(place.ccap_run("generate", samples[0], "-o", "o", "--library", "lib"), 1)


def check(place):
    """The wording of a library beside its samples."""
    yield from clean(place.ccap_run("check", SOURCE / "clauses", "--format", "short"), 0)


def main():
    tap = Cases()
    racy = subprocess.run([os.path.abspath(sys.argv[2])], capture_output=True, check=False)
    tap.case("a race is seen", [] if WARNING in racy.stderr else [f"exit status {racy.returncode}: {racy.stderr[-300:]!r}"])
    for case in (batch, interrupted, render, generate, check):
        run_case(tap, title(case), case, Watched, sys.argv[1])
    tap.end()


if __name__ == "__main__":
    main()
