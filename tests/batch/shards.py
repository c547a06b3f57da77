#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""shards - ccap batch --shard and ccap merge (TAP).

    tests/batch/shards.py PROGRAM [CASE…]
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
sys.path.insert(0, str(SOURCE / "tests/batch"))
from run import EPOCH, Cases, Place, expect, json_market, market, run_case, title  # noqa: E402

HEAD_KEYS = ["shard", "of", "records", "total", "ids", "library", "template", "options", "date"]


class Shards(Place):
    """A work folder with runs of all shards."""

    def shards(self, n, out, *words, env=None, stdin=None, status=(0, 1)):
        for k in range(1, n + 1):
            done = self.run(*words, "-o", out, "--shard", f"{k}/{n}", env=env, stdin=stdin)
            if done.returncode not in status:
                yield f"shard {k}/{n}: exit status {done.returncode}: {done.stderr.decode()[-600:]}"

    def merge(self, *words, **more):
        return subprocess.run([self.ccap, "merge", *map(str, words)], cwd=self.folder, env=self.env(**more), capture_output=True, stdin=subprocess.DEVNULL,
                              timeout=120, check=False)

    def manifests(self, n, out):
        return sorted(str(p.relative_to(self.folder)) for p in (self.folder / out).glob(f"manifest-*-{n}.jsonl"))

    def documents(self, out):
        """All that stands in the folder but manifests of shards."""
        return {name: data for name, data in self.bytes_of(out).items() if not re.fullmatch(r"manifest-\d+-\d+\.jsonl", name)}


def shard_of(identifier, n):
    """As docs/guide-lots.md says."""
    return int(hashlib.sha256(identifier.encode()).hexdigest()[:8], 16) % n + 1


def forty(place):
    """Markets with a faulty one, and what one run makes of them."""
    place.markets(40)
    place.write("m/m007.marche.yaml", "marche: [\n")
    yield from expect(place.run("m", "-o", "whole"), 1)


# --- cases --------------------------------------------------------------------------------------------------------------


def same_for_any_number(place):
    """1, 2, 3, 7 and 64 shards, -j1 and -j2: the same documents, the merged manifest has the same bytes; some of 64 shards are empty."""
    yield from forty(place)
    whole = place.bytes_of("whole")
    for n in (1, 2, 3, 7, 64):
        out = f"s{n}"
        yield from place.shards(n, out, "m", f"-j{1 + n % 2}")
        yield from expect(place.merge(*place.manifests(n, out), "-o", out), 0, rf"shards: {n}; markets: 40; with errors: 1", f"written: {out}/manifest.jsonl")
        if place.documents(out) != whole:
            yield f"{n} shards: {sorted(k for k in whole.keys() | place.documents(out).keys() if whole.get(k) != place.documents(out).get(k))}"
    if not any(len(place.bytes_of("s64")[pathlib.Path(p).name].splitlines()) == 1 for p in place.manifests(64, "s64")):
        yield "no shard of 64 is empty: the case says nothing"


def assignment(place):
    """Who does what is as documented, whatever the names of documents; ranks are places in the whole input."""
    names = ["été", "a b", "x", "Y", "lot-1", "2026-0001", "\"", "\\", "m10", "m11"]
    place.write("a.jsonl", "".join(json_market(i, id=name) + "\n" for i, name in enumerate(names)))
    yield from place.shards(3, "o", "a.jsonl", "--name", "{marche.reference}", status=(0,))
    for k in range(1, 4):
        text = (place.folder / f"o/manifest-{k}-3.jsonl").read_text(encoding="utf-8").splitlines()
        head, lines = json.loads(text[0]), [json.loads(line) for line in text[1:]]
        wanted = [(i, name) for i, name in enumerate(names, 1) if shard_of(name, 3) == k]
        if [(line["rank"], line["id"]) for line in lines] != wanted or list(head) != HEAD_KEYS:
            yield f"shard {k}: {[(line['rank'], line['id']) for line in lines]}, wanted {wanted}; {list(head)}"
        ids = hashlib.sha256("".join(json.dumps(name, ensure_ascii=False) + "\n" for name in names).encode()).hexdigest()
        if (head["shard"], head["of"], head["records"], head["total"], head["ids"]) != (k, 3, len(wanted), len(names), ids):
            yield f"head {head}"


def inputs(place):
    """Standard input is given whole to every shard; manifests in folders of their own; a named manifest gets its numbers too."""
    text = "".join(json_market(i) + "\n" for i in range(9)).encode()
    yield from expect(place.run("-", "-o", "whole", stdin=text), 0)
    for k in (1, 2):
        yield from expect(place.run("-", "-o", f"o{k}", "--shard", f"{k}/2", "--manifest", f"o{k}/suivi.v1.jsonl", stdin=text), 0)
    yield from expect(place.merge("o1/suivi.v1-1-2.jsonl", "o2/suivi.v1-2-2.jsonl", "-o", "tout/suivi.jsonl"), 0, "written: tout/suivi.jsonl")
    if (place.folder / "tout/suivi.jsonl").read_bytes() != place.bytes_of("whole")["manifest.jsonl"]:
        yield "the merged manifest is another"
    both = place.bytes_of("o1") | place.bytes_of("o2") | place.bytes_of("tout")
    if any(both.get(k) != v for k, v in place.bytes_of("whole").items() if k != "manifest.jsonl"):
        yield "documents differ"


def collisions_over_all(place):
    """Every shard finds that two markets, of whatever shard, would have one name."""
    place.markets(6)
    place.write("m/M001.marche.yaml", market(99))
    for k in range(1, 4):
        yield from expect(place.run("m", "-o", "o", "--shard", f"{k}/3", "--fail-fast"), 1, "B-003", "m/m001.marche.yaml: error", "m/M001.marche.yaml: error")
    if place.bytes_of():
        yield f"{sorted(place.bytes_of())}"
    yield from expect(place.run("m", "-o", "whole"), 1, "B-003")
    for k in range(1, 4):
        done = place.run("m", "-o", "o", "--shard", f"{k}/3")
        if done.returncode not in (0, 1):
            yield f"exit status {done.returncode}"
    yield from expect(place.merge(*place.manifests(3, "o"), "-o", "o"), 0, "with errors: 2")
    if place.bytes_of("o")["manifest.jsonl"] != place.bytes_of("whole")["manifest.jsonl"]:
        yield "the merged manifest is another"


def resume(place):
    """A shard that was stopped, one whose input changed and one that is new: resumed, and merged again as one run."""
    yield from forty(place)
    faulty = shard_of("m007", 2)
    yield from expect(place.run("m", "-o", "o", "--shard", f"{3 - faulty}/2"), 0)
    yield from expect(place.run("m", "-o", "o", "--shard", f"{faulty}/2", "--fail-fast"), 1, "--resume goes on from there")
    yield from expect(place.merge(*place.manifests(2, "o"), "-o", "o"), 1, f"of 2 shards, 1 missing: {faulty} .*B-044")
    for k in (1, 2):
        done = place.run("m", "-o", "o", "--shard", f"{k}/2", "--resume")
        if done.returncode not in (0, 1):
            yield f"exit status {done.returncode}"
    yield from expect(place.merge(*place.manifests(2, "o"), "-o", "o"), 0)
    if place.documents("o") != place.bytes_of("whole"):
        yield "resumed shards differ from one run"
    place.write("m/m007.marche.yaml", market(7))
    place.write("m/m0005.marche.yaml", market(50))
    (place.folder / "m/m030.marche.yaml").unlink()
    kept = 0
    for k in (1, 2):
        done = place.run("m", "-o", "o", "--shard", f"{k}/2", "--resume")
        yield from expect(done, 0)
        kept += int((re.search(r"left as they were: (\d+)", done.stderr.decode()) or ["", "0"])[1])
    if kept != 38:
        yield f"{kept} markets kept, wanted 38"
    yield from expect(place.merge(*place.manifests(2, "o"), "-o", "o"), 0)
    yield from expect(place.run("m", "-o", "fresh"), 0)
    if any(place.documents("o").get(k) != v for k, v in place.bytes_of("fresh").items()):
        yield "differs from a fresh run"
    yield from expect(place.run("m", "-o", "o", "--resume"), 0, "left as they were: 40; done now: 0")


def refused(place):
    """Shards missing, twice, foreign, of other numbers; no shard at all: told, and nothing is written or changed."""
    yield from forty(place)
    yield from place.shards(5, "o", "m")
    yield from place.shards(2, "p", "m")
    yield from place.shards(2, "q", "m", "--level", "1")
    shutil.copy(place.folder / "o/manifest-2-5.jsonl", place.folder / "o/copie.jsonl")
    (place.folder / "o/manifest.jsonl").write_text("avant")
    o = [f"o/manifest-{k}-5.jsonl" for k in range(1, 6)]
    cases = [([o[1]], r"of 5 shards, 4 missing: 1, 3-5.*B-044"),
             ([o[0], o[2], o[3]], r"2 missing: 2, 5 .*B-044"),
             ([*o, "o/copie.jsonl"], r"“o/copie.jsonl” and “o/manifest-2-5.jsonl” are both shard 2/5.*B-042"),
             ([o[0], "p/manifest-2-2.jsonl"], r"not of the same number of shards: 1/5, 2/2.*B-041"),
             (["p/manifest-1-2.jsonl", "q/manifest-2-2.jsonl"], r"not of the same batch: their `options` differ.*B-043"),
             ([*o, "whole/manifest.jsonl"], r"“whole/manifest.jsonl” is no manifest of a shard.*B-040")]
    for words, pattern in cases:
        yield from expect(place.merge(*words, "-o", "o"), 1, pattern)
    yield from expect(place.merge(*o[:4], "o/absent.jsonl", "-o", "o"), 4, r"absent.jsonl.*F-001")
    yield from expect(place.merge(*o[:4], "m", "-o", "o"), 4, r"can't read “m”.*F-001")
    place.write("m/m100.marche.yaml", market(100))
    yield from expect(place.run("m", "-o", "o", "--shard", "5/5", "--resume"), *((1,) if shard_of("m007", 5) == 5 else (0,)))
    yield from expect(place.merge(*o, "-o", "o"), 1, r"their `total` differ.*B-043")
    if (place.folder / "o/manifest.jsonl").read_text() != "avant":
        yield "the earlier manifest was changed"


def damaged(place):
    """Lines cut short, changed, left out, of another shard, in another order: told with their place, nothing is written."""
    place.markets(30)
    yield from place.shards(2, "o", "m")
    names = place.manifests(2, "o")
    paths = [place.folder / name for name in names]
    good = [p.read_bytes().splitlines(keepends=True) for p in paths]
    one, two = good
    cases = [(b"".join(one)[:-200], rf"line {len(one)} of “o/manifest-1-2.jsonl” is damaged.*B-045"),
             (b"".join(one)[:-1], rf"line {len(one)} of .*B-045"),
             (b"".join(one[:-1]), rf"has {len(one) - 2} markets, and should have {len(one) - 1}.*B-046"),
             (b"".join(one) + b"\n", rf"line {len(one) + 1} of .*B-045"),
             (b"".join([*one[:3], one[3].replace(b'"outputs":[', b'"outputs":'), *one[4:]]), "line 4 of .*B-045"),
             (b"".join([*one[:3], two[3], *one[4:]]), "line [45] of .*B-045"),
             (b"".join([*one[:3], one[4], one[3], *one[5:]]), "line 5 of .*B-045"),
             (b"".join([*one[:3], one[3], one[3], *one[5:]]), "line 5 of .*B-045"),
             (b"".join([*one[:3], one[3].replace(b'"rank":', b'"rank":0x'), *one[4:]]), "line 4 of .*B-045"),
             (b"".join([one[0].replace(b'"records":', b'"records":1'), *one[1:]]), "B-047"),
             (one[0][:60], "no manifest of a shard.*B-040"),
             (b"", "no manifest of a shard.*B-040"),
             (b"\xff\xfe\n" * 9, "no manifest of a shard.*B-040")]
    for i, (text, pattern) in enumerate(cases):
        paths[0].write_bytes(text)
        yield from (f"case {i}: {p}" for p in expect(place.merge(*names, "-o", "x"), 1, pattern))
    # A record that stands at another's rank, with all counts right.
    ranks = [json.loads(line)["rank"] for line in one[1:]]
    free = next(r for r in range(1, 31) if r not in ranks and r + 1 in ranks)
    moved = b"".join(line.replace(b'{"rank":%d,' % (free + 1), b'{"rank":%d,' % free) for line in one)
    paths[0].write_bytes(moved)
    yield from expect(place.merge(*names, "-o", "x"), 1, rf"market {free + 1} of the input.*B-047")
    # An identifier of the same shard that is another record's.
    other = next(f"n{i}" for i in range(99) if shard_of(f"n{i}", 2) == 1).encode()
    name = json.loads(one[2])["id"].encode()
    paths[0].write_bytes(b"".join([*one[:2], one[2].replace(b'"id":"' + name, b'"id":"' + other), *one[3:]]))
    yield from expect(place.merge(*names, "-o", "x"), 1, "B-047")
    if place.bytes_of("x"):
        yield f"{sorted(place.bytes_of('x'))}"
    paths[0].write_bytes(b"".join(one))
    yield from expect(place.merge(*names, "-o", "x"), 0)


def days(place):
    """Shards of several days: a warning; the manifest is written."""
    place.markets(4)
    for k in (1, 2):
        yield from expect(place.run("m", "-o", "o", "--shard", f"{k}/2", env={"SOURCE_DATE_EPOCH": str(int(EPOCH) + k * 86400)}), 0)
    yield from expect(place.merge(*place.manifests(2, "o"), "-o", "o"), 0, "from 2026-09-22 to 2026-09-23.*B-048")


SLURM = {"SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_MIN": "4"}
KUBERNETES = {"JOB_COMPLETION_INDEX": "0", "CCAP_SHARD_COUNT": "3"}
ENVIRONMENTS = [  # variables, further words, exit status, what is said, manifest
    ({"CCAP_SHARD": "3/3"}, [], 0, "shard 3 of 3, as CCAP_SHARD says; --shard none", "manifest-3-3.jsonl"),
    (SLURM, [], 0, "shard 2 of 3, as SLURM_ARRAY_TASK_ID says", "manifest-2-3.jsonl"),
    (KUBERNETES, [], 0, "shard 1 of 3, as JOB_COMPLETION_INDEX says", "manifest-1-3.jsonl"),
    (SLURM | KUBERNETES | {"CCAP_SHARD": "3/3"}, ["--shard", "1/2"], 0, None, "manifest-1-2.jsonl"),
    (SLURM | KUBERNETES | {"CCAP_SHARD": "3/3"}, [], 0, "CCAP_SHARD says", "manifest-3-3.jsonl"),
    (SLURM | KUBERNETES, [], 0, "SLURM", "manifest-2-3.jsonl"),
    (SLURM | KUBERNETES | {"CCAP_SHARD": "3/3"}, ["--shard", "none"], 0, None, "manifest.jsonl"),
    (SLURM | {"CCAP_SHARD": "none"}, [], 0, None, "manifest.jsonl"),
    (SLURM | {"CCAP_SHARD": ""}, [], 0, "SLURM", "manifest-2-3.jsonl"),
    (SLURM | {"SLURM_ARRAY_TASK_ID": "8", "SLURM_ARRAY_TASK_STEP": "2", "SLURM_ARRAY_TASK_MAX": "8"}, [], 0, "shard 3 of 3", "manifest-3-3.jsonl"),
    ({"JOB_COMPLETION_INDEX": "2"}, [], 0, "without CCAP_SHARD_COUNT: all markets are done here", "manifest.jsonl"),
    ({"SLURM_JOB_ID": "7"}, [], 0, None, "manifest.jsonl"),
    ({}, ["--shard", "0/3"], 2, "--shard takes K/N", None),
    ({}, ["--shard", "4/3"], 2, "not “4/3”", None),
    ({}, ["--shard", "a/b"], 2, "not “a/b”", None),
    ({}, ["--shard", "1/4097"], 2, "not “1/4097”", None),
    ({}, ["--shard", "1/4294967297"], 2, "K/N", None),
    ({}, ["--shard", "1/2/3"], 2, "K/N", None),
    ({}, ["--shard", "+1/2"], 2, "K/N", None),
    ({}, ["--shard", "2"], 2, "K/N", None),
    ({}, ["--shard="], 2, "K/N", None),
    ({"CCAP_SHARD": "0/3"}, [], 2, "CCAP_SHARD is “0/3”", None),
    ({k: v for k, v in SLURM.items() if not k.endswith("MIN")}, [], 2, "is set without SLURM_ARRAY_TASK_MIN", None),
    ({k: v for k, v in SLURM.items() if not k.endswith("COUNT")}, [], 2, "is set without SLURM_ARRAY_TASK_COUNT", None),
    (SLURM | {"SLURM_ARRAY_TASK_COUNT": "0"}, [], 2, "SLURM_ARRAY_TASK_COUNT is “0”", None),
    (SLURM | {"SLURM_ARRAY_TASK_ID": "x"}, [], 2, "SLURM_ARRAY_TASK_ID is “x”", None),
    (SLURM | {"SLURM_ARRAY_TASK_ID": "3"}, [], 2, "task 3 is not of an array without holes", None),
    (SLURM | {"SLURM_ARRAY_TASK_ID": "7"}, [], 2, "task 7 is not", None),
    (SLURM | {"SLURM_ARRAY_TASK_MAX": "9"}, [], 2, "task 5 is not", None),
    (SLURM | {"SLURM_ARRAY_TASK_STEP": "0"}, [], 2, "task 5 is not", None),
    ({"CCAP_SHARD_COUNT": "3"}, [], 2, "CCAP_SHARD_COUNT is set without JOB_COMPLETION_INDEX", None),
    (KUBERNETES | {"JOB_COMPLETION_INDEX": "3"}, [], 2, "JOB_COMPLETION_INDEX is “3”", None),
    (KUBERNETES | {"CCAP_SHARD_COUNT": "0"}, [], 2, "CCAP_SHARD_COUNT is “0”", None),
]


def environment(place):
    """The shard from the option, then CCAP_SHARD, Slurm, Kubernetes: always told; wrong values are usage errors."""
    place.markets(3)
    for i, (variables, words, status, pattern, manifest) in enumerate(ENVIRONMENTS):
        done = place.run("m", "-o", f"o{i}", "-f", "txt", *words, env=variables)
        yield from (f"case {i}: {p}" for p in expect(done, status, *([pattern] if pattern else [])))
        if not pattern and b"shard" in done.stderr:
            yield f"case {i}: {done.stderr.decode()}"
        if [n for n in place.bytes_of(f"o{i}") if n.startswith("manifest")] != ([manifest] if manifest else []):
            yield f"case {i}: {sorted(place.bytes_of(f'o{i}'))}"


# What the Job says, as one line each; {{#command}} stands behind a mark.
JOB = """{{apiVersion}} {{kind}} {{spec.completionMode}} {{spec.template.spec.restartPolicy}}
{{spec.completions}} {{spec.parallelism}}
{{#spec.template.spec.containers}}{{#env}}{{name}}={{value}} {{/env}}
{{#command}}{{.}}\x1f{{/command}}{{/spec.template.spec.containers}}"""


def kubernetes_job(place):
    """The Job of docs/cluster is sound YAML, and its command, run once for each index in the environment of its pods, makes all shards."""
    yield from forty(place)
    place.write("job.mustache", JOB)
    job = subprocess.run([place.ccap, "render", "job.mustache", SOURCE / "docs/cluster/kubernetes-indexed-job.yaml", "--escape", "none"], cwd=place.folder,
                         env=place.env(), capture_output=True, text=True, check=False)
    kind, counts, variables, command = (job.stdout + "\n" * 4).split("\n")[:4]
    if kind != "batch/v1 Job Indexed OnFailure" or job.returncode != 0:
        yield f"the Job is “{kind}”: {job.stderr}"
        return
    completions, env = int(counts.split()[0]), dict(word.split("=") for word in variables.split())
    if env.get("CCAP_SHARD_COUNT") != str(completions):
        yield f"{completions} completions, {env}"
    (place.folder / "bin").mkdir()
    (place.folder / "bin/ccap").symlink_to(place.ccap)
    (place.folder / "travail").mkdir()
    (place.folder / "m").rename(place.folder / "travail/marches")
    words = [word.replace("/travail/", "") for word in command.split("\x1f")[:-1]]
    for index in range(completions):
        pod = place.env(**env, JOB_COMPLETION_INDEX=str(index), PATH=f"{place.folder}/bin:{os.environ['PATH']}")
        done = subprocess.run(words, cwd=place.folder / "travail", env=pod, capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False)
        yield from expect(done, 0, f"shard {index + 1} of {completions}, as JOB_COMPLETION_INDEX says")
    yield from expect(place.merge(*place.manifests(completions, "travail/out"), "-o", "travail/out"), 0, "markets: 40; with errors: 1")
    if [n for n, b in place.bytes_of("whole").items() if n not in ("manifest.jsonl", "rapport.json", "rapport.html") and place.bytes_of("travail/out").get(n) != b]:
        yield "documents differ from one run"


def merge_usage(place):
    """Where merge writes, and what it doesn't write over."""
    place.markets(2)
    yield from place.shards(1, "o", "m")
    yield from expect(place.merge("o/manifest-1-1.jsonl"), 2, "with -o")
    yield from expect(place.merge("-o", "o"), 2, "")
    yield from expect(place.merge("o/manifest-1-1.jsonl", "-o", "o/../o/manifest-1-1.jsonl"), 2, "written over itself")
    yield from expect(place.merge("o/manifest-1-1.jsonl", "-o", "nouveau/dossier"), 0, "written: nouveau/dossier/manifest.jsonl")
    place.write("fichier", "x")
    yield from expect(place.merge("o/manifest-1-1.jsonl", "-o", "fichier"), 4, "Not a directory")


CASES = [same_for_any_number, assignment, inputs, collisions_over_all, resume, refused, damaged, days, environment, kubernetes_job, merge_usage]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ccap")
    parser.add_argument("cases", nargs="*")
    given = parser.parse_args()
    tap = Cases()
    for case in CASES:
        if given.cases and case.__name__ not in given.cases:
            continue
        run_case(tap, title(case), case, Shards, given.ccap)
    tap.end()


if __name__ == "__main__":
    main()
