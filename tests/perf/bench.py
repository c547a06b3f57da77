#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bench - how fast ccap is, beside other generators and beside the floor, as Markdown tables.

    CCAP_SHARED=FOLDER python3 tests/perf/bench.py [--quick] [--build DIR] [--only SECTION,…] [--rounds N]

Sections: common (the common job: 1,000 records, peers, the floor), threads, cold, growth, own (ccap batch), stages.
The common job, its records and the peers' programs are those of $CCAP_SHARED/bench/peers; its setup.sh installs the peers and
makes templates and records in /tmp/peerbench ($PEERBENCH). Where that is missing, templates and records alone are made in a
folder of our own, and peers are skipped. Whole processes, in rounds that go through all of them in turn, so that a slow phase
of the machine hits all alike; ratios are medians of the rounds' ratios. Fails on an error only, never on a time.

--quick: peers that no target names do 100 records, 10,000 markets are made once each way. Some four minutes.
"""
import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOB = pathlib.Path(os.environ.get("CCAP_SHARED") or os.devnull) / "bench/peers"  # nothing is below devnull
LEVEL = "1"
N_RECORDS = 1000
N_MARKETS = 10000
GROWTH = (10, 1000, 10000, 100000)
SECTIONS = ("common", "threads", "cold", "growth", "own", "stages")
# name: program, its peer, the format it competes in, the target if there is one. All read JSON, which costs them next to
# nothing, but those in READS_YAML, which read what ccap reads.
PEERS = {
    "docxtemplater": ("node", "docxtemplater", "docx", 40),
    "docxtemplater, from YAML": ("node", "docxtemplater", "docx", 40),
    "relatorio (ODT)": ("py", "relatorio", "odt", 12),
    "easy-template-x": ("node", "easy-template-x", "docx", None),
    "carbone": ("node", "carbone", "docx", None),
    "carbone (ODT)": ("node", "carbone", "odt", None),
    "docx-templates, no sandbox": ("node", "docx-templates-nosandbox", "docx", None),
    "docxtpl": ("py", "docxtpl", "docx", None),
}
READS_YAML = ("docxtemplater, from YAML",)
TEMPLATES = {"easy-template-x": "docxtemplater", "docx-templates-nosandbox": "docx-templates"}


class Run:
    """One process: seconds of wall and of processor, peak MiB, what it printed."""

    def __init__(self, command, env=None):
        out = tempfile.TemporaryFile()
        start = time.perf_counter()
        child = subprocess.Popen([str(c) for c in command], stdout=out, stderr=subprocess.PIPE, env=env)
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        self.wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.mib = usage.ru_maxrss / 1024
        out.seek(0)
        self.text = out.read().decode("utf-8", "replace")
        if child.returncode != 0:
            sys.exit(f"{' '.join(str(c) for c in command[:8])} …: exit status {child.returncode}: "
                     f"{said.decode('utf-8', 'replace')[-600:]}")


def median(values):
    return statistics.median(list(values))


def span(values):
    values = list(values)
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(str(c) for c in row) + " |")
    print(flush=True)


def verdict(is_met):
    return "met" if is_met else "**missed**"


class Bench:
    def __init__(self, args, places):
        self.args = args
        self.ccap = args.build / "ccap"
        self.floor = args.build / "tests/perf/floor"
        self.places = places  # name: folder
        self.made = {}  # (place, name): the folder that was made last
        self.n_made = 0
        self.job = self.find_job()
        self.records = [self.job / f"data/yaml/{i}.yaml" for i in range(N_RECORDS)]

    def fresh(self, place, name):
        """A new folder. What is on disk is removed at the end only: ext4 looks one by one through the inodes of files that
        were deleted in the last minutes before it takes one, which would cost each new file as much as its document."""
        last = self.made.get((place, name))
        if last and place != "disk":
            shutil.rmtree(last)
        self.n_made += 1
        folder = self.places[place] / f"{name}-{self.n_made}"
        folder.mkdir()
        self.made[place, name] = folder
        return folder

    def find_job(self):
        """The folder with templates and records; they are made where setup.sh never ran."""
        if not JOB.is_dir():
            sys.exit("bench.py: CCAP_SHARED must name the folder that holds bench/peers, the common job")
        ready = pathlib.Path(os.environ.get("PEERBENCH", "/tmp/peerbench"))
        if (ready / "data/rows100000.yaml").exists():
            return ready
        print(f"{ready} is missing: peers are skipped ({JOB}/setup.sh installs them)\n")
        made = self.fresh("disk", "job")
        (made / "tpl").mkdir()
        (made / "data/yaml").mkdir(parents=True)
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        script = ("import sys; sys.argv = ['gen_data', '1']\n"
                  "import contextlib, io\n"
                  "with contextlib.redirect_stdout(io.StringIO()):\n"
                  "    import gen_data\n"
                  "def put(record, path):\n"
                  "    lines = []\n"
                  "    gen_data.emit(record, lines)\n"
                  "    open(path, 'w', encoding='utf-8').write('\\n'.join(lines) + '\\n')\n"
                  f"for i in range({N_RECORDS}): put(gen_data.record(i + 1), f'{made}/data/yaml/{{i}}.yaml')\n"
                  f"for n in {GROWTH}: put(gen_data.record(1, n), f'{made}/data/rows{{n}}.yaml')\n")
        subprocess.run([sys.executable, "gen_templates.py", made / "tpl"], cwd=JOB, env=env, check=True)
        subprocess.run([sys.executable, "-c", script], cwd=JOB, env=env, check=True)
        return made

    def template(self, form):
        return self.job / f"tpl/annexe.mustache.{form}"

    def render(self, form, folder, n_threads=1, n=N_RECORDS):
        return Run([self.ccap, "render", self.template(form), *self.records[:n], "-o", folder, "-j", n_threads,
                    "--level", LEVEL])

    def run_floor(self, form, folder, n=N_RECORDS):
        return json.loads(Run([self.floor, self.template(form), LEVEL, folder, *self.records[:n]]).text)

    def spin(self):
        return float(Run([self.floor, "spin", "200"]).text)

    # --- the common job ----------------------------------------------------------------------------------------

    def installed_peers(self):
        """name: (command without folder, format, target, records)"""
        modules = self.job / "npm/node_modules"
        python = shutil.which("python3", path=os.confstr("CS_PATH"))
        found = {}
        for name, (program, peer, form, target) in PEERS.items():
            template = self.job / f"tpl/annexe.{TEMPLATES.get(peer, peer)}.{form}"
            package = {"docx-templates-nosandbox": "docx-templates"}.get(peer, peer)
            if program == "node":
                has_it = shutil.which("node") and (modules / package).is_dir()
                start = ["node", JOB / "peer.js"]
            else:
                has_it = subprocess.run([python, "-c", f"import {package}"], capture_output=True).returncode == 0
                start = [python, JOB / "peer.py"]
            if has_it and template.exists():
                n = 100 if self.args.quick and not target else N_RECORDS
                data = "data/r1000.yaml" if name in READS_YAML else "data/r1000.json"
                found[name] = ([*start, peer, "batch", template, self.job / data], form, target, n)
        return found

    def common(self):
        """On one core, all alike: Node collects garbage and compiles on others where it may."""
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {max(cores)})
        try:
            self.common_on_one_core()
        finally:
            os.sched_setaffinity(0, cores)

    def common_on_one_core(self):
        peers = self.installed_peers()
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PEERBENCH_NODE": str(self.job / "npm/node_modules")}
        for place in self.places:
            ours = {"docx": [], "odt": []}
            floors = {"docx": [], "odt": []}
            theirs = {name: [] for name in peers}
            for _ in range(self.args.rounds):
                for form in ours:
                    out = self.fresh(place, "ours")
                    ours[form].append(self.render(form, out))
                    assert len(list(out.iterdir())) == N_RECORDS
                    floors[form].append(self.run_floor(form, self.fresh(place, "floor")))
                for name, (command, _, target, n) in peers.items():
                    if target or place == "tmpfs" or not self.args.quick:
                        out = self.fresh(place, "peer")
                        theirs[name].append(Run([*command, out, "0", n], env))
                        assert len(list(out.iterdir())) == n
            self.print_common(place, peers, ours, floors, theirs)

    def print_common(self, place, peers, ours, floors, theirs):
        stages = ("floor_events", "floor_deflate", "floor_zip", "floor_write")
        rows = []
        for form in ours:
            mine = [r.wall / N_RECORDS * 1e6 for r in ours[form]]
            rows.append([f"**ccap, {form.upper()}**", N_RECORDS, f"{median(mine):.0f}",
                         f"{median(r.cpu for r in ours[form]) / N_RECORDS * 1e6:.0f}", f"{1e6 / median(mine):.0f}",
                         f"{median(r.mib for r in ours[form]):.0f}", "", "", ""])
            least = [sum(f[s] for s in stages) for f in floors[form]]
            ratios = [m / f for m, f in zip(mine, least)]
            cpu = [r.cpu / N_RECORDS * 1e6 / f["floor_cpu"] for r, f in zip(ours[form], floors[form])]
            rows.append([f"floor, {form.upper()}", N_RECORDS, f"{median(least):.0f}",
                         f"{median(f['floor_cpu'] for f in floors[form]):.0f}", f"{1e6 / median(least):.0f}", "",
                         f"ccap takes {span(ratios)}", span(cpu), f"≤ 1.5: {verdict(median(ratios) <= 1.5)}"])
        for name, (_, form, target, n) in peers.items():
            if theirs[name]:
                each = [r.wall / n * 1e6 for r in theirs[name]]
                ratios = [e / (r.wall / N_RECORDS * 1e6) for e, r in zip(each, ours[form])]
                cpu = [(t.cpu / n) / (r.cpu / N_RECORDS) for t, r in zip(theirs[name], ours[form])]
                rows.append([name, n, f"{median(each):.0f}", f"{median(r.cpu for r in theirs[name]) / n * 1e6:.0f}",
                             f"{1e6 / median(each):.0f}", f"{median(r.mib for r in theirs[name]):.0f}", span(ratios),
                             span(cpu), f"≥ {target}: {verdict(median(ratios) >= target)}" if target else ""])
        sizes = ", ".join(f"{form.upper()} {floors[form][0]['bytes']} bytes" for form in floors)
        print(f"## Common job, one core, level {LEVEL}, {place}\n\nMean size of our documents: {sizes}. µs are per "
              "document, of the whole process for ccap and peers (start and template included).\n")
        table(["", "records", "µs", "processor µs", "documents/s", "MiB", "ratio, wall (range)", "ratio, processor",
               "target"], rows)

    # --- threads -------------------------------------------------------------------------------------------------

    def threads(self):
        rows = []
        for place in self.places:
            one, two, spins = [], [], []
            for _ in range(max(self.args.rounds, 9)):
                spins.append(self.spin())
                one.append(self.render("docx", self.fresh(place, "ours"), 1))
                two.append(self.render("docx", self.fresh(place, "ours"), 2))
            gains = [a.wall / b.wall for a, b in zip(one, two)]
            wanted = 1 + 0.6 * (median(spins) - 1) / 0.8
            rows.append([place, f"{median(r.wall for r in one) * 1e3:.0f}", f"{median(r.wall for r in two) * 1e3:.0f}",
                         span(gains), span(spins), f"≥ {wanted:.2f}: {verdict(median(gains) >= wanted)}"])
        print("## Two threads\n\nThe target is 1.6 where a spin loop scales 1.8, and less in proportion where it scales less.\n")
        table(["", "ms, -j 1", "ms, -j 2", "gain (range)", "spin loop", "target"], rows)

    # --- one document -------------------------------------------------------------------------------------------

    def cold(self):
        text = Run([self.args.build / "tests/perf/bench_cold", ROOT, self.ccap, "30" if self.args.quick else "100"]).text
        rows = []
        for line in text.splitlines():
            m = re.match(r"  (.+?) +(\d+) us(?: wall +(\d+) us.*)?$", line)
            if m:
                ms = [f"{int(v) / 1e3:.1f}" if v else "" for v in (m[2], m[3])]
                is_judged = "-f docx" in m[1] and "odt" not in m[1]
                rows.append([m[1], *ms, f"< 15: {verdict(int(m[2]) < 15000)}" if is_judged else ""])
        folder = self.places["tmpfs"]
        runs = [Run([self.ccap, "render", self.template("docx"), self.job / "data/yaml/0.yaml", "-o", folder / "1.docx",
                     "--level", LEVEL]) for _ in range(30)]
        rows.append(["ccap render, common job (started by Python)", f"{median(r.wall for r in runs) * 1e3:.1f}",
                     f"{median(r.cpu for r in runs) * 1e3:.1f}", ""])
        print("## One document, cold: whole processes, then stages in one process\n")
        table(["", "ms, wall", "ms, processor", "target"], rows)

    # --- growth ---------------------------------------------------------------------------------------------------

    def growth(self):
        rows = []
        folder = self.places["tmpfs"]
        for form in ("docx", "odt"):
            runs = {n: [] for n in GROWTH}
            for _ in range(self.args.rounds):
                for n in GROWTH:
                    out = folder / f"rows.{form}"
                    runs[n].append(Run([self.ccap, "render", self.template(form), self.job / f"data/rows{n}.yaml", "-o",
                                        out, "--level", LEVEL]))
                    size = out.stat().st_size
                    out.unlink()
            base = median(r.cpu for r in runs[GROWTH[0]])
            for n in GROWTH:
                wall, mib = median(r.wall for r in runs[n]), median(r.mib for r in runs[n])
                per_row = f"{(median(r.cpu for r in runs[n]) - base) / n * 1e6:.2f}" if n > 10 else ""
                is_last = n == GROWTH[-1]
                target = f"< 0.8 s, < 300 MiB: {verdict(wall < 0.8 and mib < 300)}" if is_last else ""
                rows.append([form.upper(), n, f"{wall:.3f}", f"{median(r.cpu for r in runs[n]):.3f}", f"{mib:.0f}", per_row,
                             target])
        print("## One document with a table of 10 to 100,000 rows, from YAML, level 1\n")
        table(["", "rows", "s, wall", "s, processor", "MiB", "processor µs a row more", "target"], rows)

    # --- our own markets --------------------------------------------------------------------------------------------

    def make_markets(self, folder):
        """Copies of our examples, each with a reference of its own; how many examples."""
        texts = []
        for path in sorted((ROOT / "examples").glob("*.marche.yaml")):
            text = path.read_text(encoding="utf-8")
            is_sound = subprocess.run([self.ccap, "generate", "--check-only", path], capture_output=True).returncode == 0
            if is_sound and re.search(r"^  reference: \S+$", text, re.M):
                texts.append(text)
        for i in range(N_MARKETS):
            text = re.sub(r"^  reference: \S+$", f"  reference: 2026-{i:05d}", texts[i % len(texts)], count=1, flags=re.M)
            (folder / f"m{i:05d}.marche.yaml").write_text(text, encoding="utf-8")
        return len(texts)

    def own(self):
        rows = []
        n_kinds = 0
        for place in self.places:
            folder = self.fresh(place, "marches")
            n_kinds = self.make_markets(folder)
            for j in (1, 2):
                runs = []
                for _ in range(1 if self.args.quick else 5):
                    runs.append(Run([self.ccap, "batch", folder, "-o", self.fresh(place, "out"), "-j", j]))
                wall, mib = median(r.wall for r in runs), median(r.mib for r in runs)
                limit = 64 + 64 * N_MARKETS / 2**20
                rows.append([place, j, f"{wall:.1f}", f"{median(r.cpu for r in runs):.1f}", f"{N_MARKETS / wall:.0f}",
                             f"{2 * N_MARKETS / wall:.0f}", f"{mib:.1f}", f"< {limit:.1f} MiB: {verdict(mib < limit)}"])
        print(f"## {N_MARKETS} markets of our own library, DOCX and ODT both, level 6\n\n`ccap batch`, {n_kinds} examples in turn.\n")
        table(["", "threads", "s, wall", "s, processor", "markets/s", "documents/s", "MiB", "target"], rows)

    # --- stages ------------------------------------------------------------------------------------------------------

    def stages(self):
        rows = []
        for form in ("docx", "odt"):
            runs = [self.run_floor(form, self.fresh("tmpfs", "floor")) for _ in range(self.args.rounds)]

            def us(name):
                return median(r[name] for r in runs)

            walk = us("render") - us("floor_deflate") - us("archive")
            rows.append([form.upper(), *(f"{us(s):.1f}" for s in ("read", "parse")), f"{walk:.1f}",
                         *(f"{us(s):.1f}" for s in ("floor_deflate", "archive", "write", "floor_events", "floor_zip", "floor_write")),
                         f"{us('allocations'):.3f}"])
        print("## Stages, µs a record, common job, level 1, tmpfs, one process\n")
        table(["", "read", "parse", "exec", "deflate", "archive", "write", "floor: events", "floor: zip", "floor: write",
               "own allocations a record"], rows)
        print("Our own markets, level 6:\n\n```\n" +
              Run([self.args.build / "tests/perf/bench_generate", ROOT, "100" if self.args.quick else "500"]).text + "```\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    args.build = args.build.resolve()
    wanted = args.only.split(",")
    for name in wanted:
        if name not in SECTIONS:
            sys.exit(f"bench.py: no section {name}; there are {', '.join(SECTIONS)}")
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace"))
    load = " ".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"# ccap, {time.strftime('%Y-%m-%d %H:%M')}: {model[1] if model else platform.machine()}, {os.cpu_count()} cores, "
          f"load before {load}, medians of {args.rounds} rounds\n", flush=True)
    start = time.monotonic()
    memory = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="ccap-bench-", dir=memory if memory.is_dir() else None) as tmpfs, \
            tempfile.TemporaryDirectory(prefix="ccap-bench-", dir="/var/tmp") as disk:
        bench = Bench(args, {"tmpfs": pathlib.Path(tmpfs), "disk": pathlib.Path(disk)})
        for name in wanted:
            getattr(bench, name)()
    load = " ".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"{time.monotonic() - start:.0f} s; load after {load}")


main()
