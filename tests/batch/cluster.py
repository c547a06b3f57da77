#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""cluster - the examples of docs/cluster at work: GNU parallel, a Slurm array on a cluster of this machine alone (TAP).

    tests/batch/cluster.py PROGRAM

GNU parallel and Slurm run for real where Debian's parallel, slurm-wlm and munge are installed, or root can install them; the daemons need
root, listen on loopback, and end with the test. The Job of Kubernetes is a case of shards.py.
"""
import contextlib
import datetime
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
sys.path.insert(0, str(SOURCE / "tests/batch"))
from run import EPOCH, Cases, Place, expect, run_case  # noqa: E402

EXAMPLES = SOURCE / "docs/cluster"
PROGRAMS = {"parallel": "parallel", "slurmctld": "slurm-wlm", "slurmd": "slurm-wlm", "sbatch": "slurm-wlm", "munged": "munge"}
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
CORES = 2  # of the machine that Slurm is told of


def missing(*programs):
    """Which of the programs are not there, once apt-get was asked."""
    absent = [p for p in programs if not shutil.which(p, path=PATH)]
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = sorted({PROGRAMS[p] for p in absent})
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-q", "-y", "install", *packages], env=env, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return [p for p in programs if not shutil.which(p, path=PATH)]


def markets(place):
    place.markets(60, "mes marchés")
    place.write("mes marchés/m007.marche.yaml", "marche: [\n")
    yield from expect(place.run("mes marchés", "-o", "whole"), 1)


def compare(place, out):
    """The folder holds what one run gives, besides manifests of shards."""
    whole = place.bytes_of("whole")
    ours = {name: data for name, data in place.bytes_of(out).items() if not re.fullmatch(r"manifest-\d+-\d+\.jsonl", name)}
    if ours != whole:
        yield f"differs from one run: {sorted(k for k in whole.keys() | ours.keys() if whole.get(k) != ours.get(k))[:9]}"


# --- GNU parallel -------------------------------------------------------------------------------------------------------


def gnu_parallel(place):
    yield from markets(place)
    words = ["sh", EXAMPLES / "gnu-parallel.sh", "mes marchés", "o", "3"]
    env = place.env(CCAP=place.ccap, HOME=str(place.folder))
    done = subprocess.run(words, cwd=place.folder, env=env, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False)
    text = done.stderr.decode()
    if done.returncode != 1 or "des marchés sont en erreur" not in text or not re.search(r"part 3/3\s", text) or "shards: 3; markets: 60" not in text:
        yield f"exit status {done.returncode}: {text[-600:]}"
    yield from compare(place, "o")
    (place.folder / "o/manifest-2-3.jsonl").unlink()
    (place.folder / "mes marchés/m007.marche.yaml").write_bytes((place.folder / "mes marchés/m005.marche.yaml").read_bytes())
    done = subprocess.run(words, cwd=place.folder, env=env, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False)
    if done.returncode != 0 or "left as they were" not in done.stderr.decode():
        yield f"run again: exit status {done.returncode}: {done.stderr.decode()[-600:]}"


# --- Slurm --------------------------------------------------------------------------------------------------------------


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Slurm:
    """munged, slurmctld and slurmd of one machine, in a folder of their own."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = folder / "munge.socket"
        self.processes = []
        self.env = {"PATH": PATH, "SLURM_CONF": str(folder / "slurm.conf"), "LC_ALL": "C.UTF-8"}

    def write_conf(self):
        host = socket.gethostname().split(".")[0]
        for name in ("state", "spool", "log"):
            (self.folder / name).mkdir()
        settings = {
            "ClusterName": "ccap", "SlurmctldHost": f"{host}(127.0.0.1)", "SlurmUser": "root", "SlurmdUser": "root",
            "SlurmctldPort": free_port(), "SlurmdPort": free_port(), "AuthType": "auth/munge", "AuthInfo": f"socket={self.socket}",
            "CredType": "cred/munge", "CommunicationParameters": "NoInAddrAny", "StateSaveLocation": self.folder / "state",
            "SlurmdSpoolDir": self.folder / "spool", "SlurmctldPidFile": self.folder / "slurmctld.pid", "SlurmdPidFile": self.folder / "slurmd.pid",
            "SlurmctldLogFile": self.folder / "log/slurmctld", "SlurmdLogFile": self.folder / "log/slurmd", "ProctrackType": "proctrack/linuxproc",
            "TaskPlugin": "task/none", "JobAcctGatherType": "jobacct_gather/none", "SchedulerType": "sched/backfill", "SelectType": "select/cons_tres",
            "SelectTypeParameters": "CR_Core", "ReturnToService": 2, "MpiDefault": "none", "SwitchType": "switch/none", "MailProg": "/bin/true",
            "SlurmctldParameters": "idle_on_node_suspend", "SchedulerParameters": "sched_interval=2,sched_min_interval=100000",
        }
        lines = [f"{name}={value}" for name, value in settings.items()]
        lines += [f"NodeName={host} NodeAddr=127.0.0.1 CPUs={CORES} State=UNKNOWN", f"PartitionName=tout Nodes={host} Default=YES State=UP"]
        (self.folder / "slurm.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def start(self, *words):
        log = open(self.folder / f"{words[0]}.out", "wb")  # lives as long as the process
        self.processes.append(subprocess.Popen(words, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True))
        log.close()

    def __enter__(self):
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        self.write_conf()
        self.start("munged", "--foreground", "--force", f"--socket={self.socket}", f"--key-file={key}", f"--pid-file={self.folder}/munge.pid",
                   f"--log-file={self.folder}/munge.log", f"--seed-file={self.folder}/munge.seed", "--num-threads=2")
        self.wait(self.socket.exists, "munged")
        self.start("slurmctld", "-D", "-i")
        self.start("slurmd", "-D", "-N", socket.gethostname().split(".")[0])
        self.wait(lambda: b"idle" in self.run("sinfo", "-h", "-o", "%T").stdout, "a machine that is ready")
        return self

    def run(self, *words, **more):
        env = self.env | more.pop("env", {})
        return subprocess.run(words, env=env, capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False, **more)

    def wait(self, is_done, what, seconds=60):
        deadline = time.monotonic() + seconds
        while not is_done():
            ended = [p.args[0] for p in self.processes if p.poll() is not None]
            if ended or time.monotonic() > deadline:
                raise OSError(f"{ended or 'time is over'}, waiting for {what}: {self.logs()}")
            time.sleep(0.2)

    def logs(self):
        texts = [p.read_text(encoding="utf-8", errors="replace")[-500:] for p in sorted(self.folder.glob("*.out")) + sorted((self.folder / "log").glob("*"))]
        return " | ".join(" ".join(t.split()) for t in texts)

    def __exit__(self, *_):
        self.run("scancel", "--user=root")
        for process in reversed(self.processes):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            if process.poll() is None:
                process.kill()
                process.wait()


def slurm_array(place):
    """The array of the example, then its merge when all tasks have ended; then one task that is killed and comes back."""
    yield from markets(place)
    with tempfile.TemporaryDirectory(prefix="ccap-slurm-") as folder, Slurm(pathlib.Path(folder)) as slurm:
        fixed = {"SOURCE_DATE_EPOCH": EPOCH}

        def submit(*words, env=None):
            env = {"CCAP": place.ccap} | (fixed if env is None else env)
            done = slurm.run("sbatch", "--parsable", "--output=%A-%a.out", *map(str, words), cwd=place.folder, env=env)
            if done.returncode != 0:
                raise OSError(f"sbatch: {done.stderr.decode()} {slurm.logs()}")
            return done.stdout.decode().strip()

        def ended(job):
            return lambda: not slurm.run("squeue", "-h", "-t", "PD,R,CG,CF", "-j", job).stdout.strip()

        array = submit(EXAMPLES / "slurm-array.sbatch", "mes marchés", "o")
        merge = submit(f"--dependency=afterok:{array}", "--wrap", f"{place.ccap} merge o/manifest-*-8.jsonl -o o")
        slurm.wait(ended(merge), "the array and its merge", 180)
        outs = {p.name: p.read_text(encoding="utf-8") for p in place.folder.glob("*.out")}
        for k in range(1, 9):
            if f"shard {k} of 8, as SLURM_ARRAY_TASK_ID says" not in outs.get(f"{array}-{k}.out", ""):
                yield f"task {k}: {outs.get(f'{array}-{k}.out')}"
        if not (place.folder / "o/manifest.jsonl").exists():
            yield f"not merged: {outs} {slurm.logs()}"
            return
        yield from compare(place, "o")
        (place.folder / "o/manifest-5-8.jsonl").unlink()
        slurm.wait(ended(submit("--array=5", "--export=ALL,CCAP_SHARD=5/8", EXAMPLES / "slurm-array.sbatch", "mes marchés", "o")), "one task", 60)
        (place.folder / "o/manifest.jsonl").unlink()
        slurm.wait(ended(submit("--wrap", f"{place.ccap} merge o/manifest-*-8.jsonl -o o")), "a merge", 60)
        yield from compare(place, "o")
        # Without a date of its own, the array takes that of its submission.
        slurm.wait(ended(submit("--array=1-2", EXAMPLES / "slurm-array.sbatch", "mes marchés", "p", env={"TZ": "UTC"})), "two tasks", 60)
        heads = [json.loads((place.folder / f"p/manifest-{k}-2.jsonl").read_bytes().split(b"\n")[0]) for k in (1, 2)]
        if heads[0]["date"] != heads[1]["date"] or abs(datetime.date.fromisoformat(heads[0]["date"]) - datetime.date.today()).days > 1:
            yield f"dates {[head['date'] for head in heads]}"


CASES = {"GNU parallel": (gnu_parallel, ["parallel"]), "a Slurm array": (slurm_array, ["munged", "slurmctld", "slurmd", "sbatch"])}


def main():
    tap = Cases()
    for name, (case, programs) in CASES.items():
        absent = missing(*programs)
        if absent:
            tap.skip(name, f"not there, and not to be installed: {', '.join(absent)}")
            continue
        if case is slurm_array and os.geteuid() != 0:
            tap.skip(name, "the daemons need root")
            continue
        run_case(tap, name, case, Place, sys.argv[1])
    tap.end()


if __name__ == "__main__":
    main()
