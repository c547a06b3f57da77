# SPDX-License-Identifier: Apache-2.0
"""commands - the outer skin of the program: help, usage errors, languages, closed output; manual and completion agree."""
import os
import re
import subprocess
import sys

from tap import SOURCE, Cases

CCAP = os.path.abspath(sys.argv[1])
LINES, COLUMNS = 24, 80  # one screen
LONGER = {"batch": 34}  # it joins inputs, names, resuming and shards: more options than one screen holds
TABLE = SOURCE / "generator/app/commands.c"


def run(*words, **more):
    env = {"PATH": os.environ["PATH"], **more.pop("env", {})}
    env.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    return subprocess.run([CCAP, *words], capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL, **more)


def commands():
    """{command: [option names]} out of its help."""
    text = run("--help").stdout
    names = re.findall(r"^  (\w+) ", text.split("Commands:\n")[1].split("\n\n")[0], re.M)
    return {name: re.findall(r"--([a-z][a-z-]+)", run(name, "--help").stdout) for name in names}


def help_problems(words, lang):
    done = run(*words, "--help", "--lang", lang)
    lines = done.stdout.splitlines()
    if done.returncode != 0 or done.stderr:
        yield f"status {done.returncode}, {done.stderr!r}"
    if not lines or not lines[0].startswith({"en": "Examples:", "fr": "Exemples"}[lang]):
        yield "examples do not come first"
    if len(lines) > LONGER.get(words[0] if words else "", LINES):
        yield f"{len(lines)} lines: more than one screen"
    for line in lines:
        if len(line) > COLUMNS:
            yield f"{len(line)} columns: {line}"


def usage_problems(words, pattern):
    done = run(*words)
    if done.returncode != 2 or done.stdout or not re.search(pattern, done.stderr):
        yield f"ccap {' '.join(words)}: status {done.returncode}, {done.stdout!r}, {done.stderr!r}; wanted 2 and {pattern!r}"


def bad_options(name, options):
    yield from usage_problems([name, "--no-such-option"], "unknown option “--no-such-option”")
    yield from usage_problems([name, "-Z"], "unknown option “-Z”")
    yield from usage_problems([name, "--lang", "de"], "can't be “de”")
    yield from usage_problems([name, "--quiet=1"], "takes no value")
    yield from usage_problems([name, "--color"], "needs a value")
    for option in options:
        short = option[:-1]
        if len(short) > 2 and short not in options:
            yield from usage_problems([name, f"--{short}"], f"unknown option “--{short}”; did you mean “--{option}”")


def closed_problems():
    for words in (["--version"], ["--help"], ["explain", "F-001"]):
        line = " ".join(["exec", CCAP, *words, ">&-"])
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
        if done.returncode != 4:
            yield f"ccap {' '.join(words)} >&-: status {done.returncode}"
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([CCAP, *words], stdout=full, stderr=subprocess.PIPE, text=True)
        if done.returncode != 4 or not done.stderr:
            yield f"ccap {' '.join(words)} >/dev/full: status {done.returncode}, {done.stderr!r}"


def language_problems():
    wanted = [
        ({}, [], "Examples:"),
        ({"LC_ALL": "C"}, [], "Examples:"),
        ({"LC_ALL": "fr_FR.UTF-8"}, [], "Exemples"),
        ({"LANG": "fr_FR.UTF-8"}, [], "Exemples"),
        ({"LANG": "fr_FR.UTF-8", "CCAP_LANG": "en"}, [], "Examples:"),
        ({"CCAP_LANG": "fr"}, [], "Exemples"),
        ({"CCAP_LANG": "fr"}, ["--lang", "en"], "Examples:"),
        ({"LC_ALL": "en_US.UTF-8"}, ["--lang=fr"], "Exemples"),
    ]
    for env, words, text in wanted:
        out = run("--help", *words, env=env).stdout
        if not out.startswith(text):
            yield f"{env} {words}: {out[:20]!r}, wanted {text!r}"


def color_problems():
    for words, has_color in ((["--color=always"], True), (["--color=never"], False), ([], False)):
        text = run("check", "/nowhere/at/all.marche.yaml", *words).stderr
        if ("\033[" in text) != has_color:
            yield f"{words}: {text!r}"


def explain_problems():
    codes = re.findall(r'"([A-Z]-\d{3})"', (SOURCE / "generator/base/diag.def").read_text(encoding="utf-8"))
    for code in codes:
        if code == "D-000":  # stands for the rules of a library, which have numbers of their own
            continue
        done = run("explain", code, "--lang", "fr")
        if done.returncode != 0 or not done.stdout.startswith(code) or len(done.stdout.splitlines()) < 4:
            yield f"{code}: status {done.returncode}, {done.stdout!r}, {done.stderr!r}"


def mention_problems(path, table):
    text = path.read_text(encoding="utf-8").replace("Fl \\-", "--")
    for name, options in table.items():
        for word in (name, *(f"--{o}" for o in options)):
            if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text):
                yield f"{path.name} does not mention {word}"


def manual_problems(table):
    """Each option of a command stands in that command's section, and no section has an option that its command does not take."""
    text = (SOURCE / "docs/ccap.1").read_text(encoding="utf-8").replace("Fl \\-", "--")
    parts = re.split(r"^\.S[sh] (.*)$", text, flags=re.M)
    sections = dict(zip(parts[1::2], parts[2::2]))
    said = {title: set(re.findall(r"(?<![\w-])--([a-z][a-z-]+)", body)) for title, body in sections.items()}
    everywhere = said["Options of every command"]
    for name, options in table.items():
        if name not in sections:
            yield f"ccap.1 has no section {name}"
            continue
        yield from (f"ccap.1, {name}: --{o} is not told" for o in sorted(set(options) - said[name] - everywhere))
    known = everywhere.union(*table.values())
    yield from (f"ccap.1, {title}: no command takes --{o}" for title, found in said.items() for o in sorted(found - known))


def guide_problems(table):
    """Commands that the documentation shows take the options that it shows."""
    everywhere = set.intersection(*(set(options) for options in table.values())) | {"version", "help"}
    for path in [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md")), *sorted((SOURCE / "docs/cluster").iterdir())]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for name, words in re.findall(r"\bccap (\w+)([^`|#]*)", line):
                shown = re.findall(r"(?<![\w-])--([a-z][a-z-]+)", words)
                yield from (f"{path.name}:{number}: ccap {name} --{o}" for o in shown if name in table and o not in {*table[name], *everywhere})


def completion_problems(table):
    script = SOURCE / "tools/completion.bash"

    def complete(*words):
        line = f'. {script}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ccap; printf "%s\\n" "${{COMPREPLY[@]}}"'
        done = subprocess.run(["bash", "-c", line, "bash", CCAP, *words], capture_output=True, text=True)
        return done.stdout.split()

    yield from (f"command {name}" for name in table if name not in complete(""))
    for name, options in table.items():
        yield from (f"{name} --{o}" for o in options if f"--{o}" not in complete(name, "--"))
    if complete("check", "--format", "s") != ["short", "sarif"]:
        yield f"values of --format: {complete('check', '--format', 's')}"


def main():
    cases = Cases()
    table = commands()
    for lang in ("en", "fr"):
        cases.case(f"--help, {lang}", help_problems([], lang))
        for name in table:
            cases.case(f"{name} --help, {lang}", help_problems([name], lang))
    for name, options in table.items():
        cases.case(f"{name}: bad options", bad_options(name, options))
    cases.case("no command", usage_problems([], "no command"))
    cases.case("near command", usage_problems(["generat"], "unknown command “generat”; did you mean “generate”"))
    cases.case("unknown command", usage_problems(["zzzzzzzz"], "unknown command “zzzzzzzz”\n"))
    cases.case("missing arguments", usage_problems(["generate"], "needs more arguments"))
    cases.case("too many arguments", usage_problems(["explain", "F-001", "F-002"], "one argument too many: “F-002”"))
    cases.case("options end at --", usage_problems(["explain", "--", "--help"], "unknown code “--help”"))
    cases.case("unknown code", usage_problems(["explain", "F-999"], "unknown code “F-999”"))
    cases.case("closed output", closed_problems())
    cases.case("languages", language_problems())
    cases.case("colours", color_problems())
    cases.case("every code is explained", explain_problems())
    cases.case("version", [] if re.fullmatch(r"ccap \d+\.\d+\.\d+\n", run("--version").stdout) else [run("--version").stdout])
    cases.case("manual", mention_problems(SOURCE / "docs/ccap.1", table))
    cases.case("manual, command by command", manual_problems(table))
    cases.case("options that the documentation shows", guide_problems(table))
    cases.case("completion", completion_problems(table))
    cases.end()


main()
