# SPDX-License-Identifier: Apache-2.0
"""messages - every text that users see is extracted and has a French translation in correct typography."""
import pathlib
import re
import shutil
import subprocess
import tempfile

from tap import SOURCE, Cases, bare, c_files, name_of

PO = SOURCE / "po"
KEYWORDS = ["--from-code=UTF-8", "--language=C", "--keyword=_", "--keyword=N_", "--keyword=i18n_plural:1,2", "--no-wrap"]


CODE = "b == 0 ? 0 : a / b"  # an expression, in a hint


def read_po(text):
    """[(msgid, [msgstr…], flags)] of a catalogue."""
    entries = []
    for block in re.split(r"\n\s*\n", text):
        if "#~" in block:
            entries.append(("#~ obsolete", [], ""))
            continue
        fields, current = {}, None
        flags = " ".join(re.findall(r"^#, (.*)$", block, re.M))
        for line in block.splitlines():
            head = re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', line)
            more = re.match(r'"(.*)"$', line)
            if head:
                current = head.group(1)
                fields[current] = head.group(2)
            elif more and current:
                fields[current] += more.group(1)
        if fields.get("msgid"):
            entries.append((fields["msgid"], [v for k, v in fields.items() if k.startswith("msgstr")], flags))
    return entries


def extracted():
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "ccap.pot"
        subprocess.run(
            ["xgettext", *KEYWORDS, "-o", str(out), "-f", str(PO / "POTFILES"), "-D", str(SOURCE)],
            check=True,
            cwd=SOURCE,
        )
        return [msgid for msgid, _, _ in read_po(out.read_text(encoding="utf-8"))]


def marked_files():
    """Files that mark texts, by _() or N_(); headers only show how."""
    for path in (p for p in c_files() if p.suffix != ".h"):
        if re.search(r"(?<!\w)(_|N_)\(\s*\"", path.read_text(encoding="utf-8")) and bare(path.read_text(encoding="utf-8")):
            yield name_of(path)


def placeholders(text):
    return sorted(re.findall(r"\{[1-3]\}", text))


def typography_problems(msgid, text):
    """No-break spaces where French has them, guillemets, typographic apostrophes."""
    where = f"“{text[:60]}”"
    if msgid.endswith(":") != text.endswith(":"):
        yield f"colon at the end of only one of {where}"
    text = text.replace(CODE, "")
    if "“" in text or "”" in text:
        yield f"English quotes in {where}"
    if re.search(r"«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»", text):
        yield f"no no-break space inside « » in {where}"
    if re.search(r"[\w}»)] [;:?!](\s|$)|[a-zà-ÿ»][;?!](\s|$)", text):
        yield f"no no-break space before ; : ? ! in {where}"
    if re.search(r"[a-zà-ÿ]'[a-zà-ÿA-ZÀ-Ý]", text, re.I):
        yield f"straight apostrophe in {where}"


def main():
    cases = Cases()
    listed = [line for line in (PO / "POTFILES").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    marked = list(marked_files())
    cases.case("POTFILES lists every file with texts", (name for name in marked if name not in listed))
    cases.case("POTFILES lists nothing else", (name for name in listed if name not in marked))
    if not shutil.which("xgettext"):
        cases.skip("French translations", "xgettext is not installed")
        cases.end()
    wanted = extracted()
    have = {msgid: (texts, flags) for msgid, texts, flags in read_po((PO / "fr.po").read_text(encoding="utf-8"))}
    cases.case("every text is translated", (m for m in wanted if not have.get(m, ([], ""))[0] or not all(have[m][0])))
    cases.case("nothing is fuzzy", (m for m, (_, flags) in have.items() if "fuzzy" in flags))
    cases.case("nothing is left over", (m for m in have if m not in wanted))
    cases.case(
        "arguments are the same",
        (f"{m} / {t}" for m, (ts, _) in have.items() for t in ts if t and placeholders(m) != placeholders(t)),
    )
    cases.case("typography", (p for m, (ts, _) in have.items() for t in ts for p in typography_problems(m, t)))
    done = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(PO / "fr.po")], capture_output=True, text=True)
    cases.case("msgfmt", done.stderr.splitlines() if done.returncode else [])
    cases.end()


main()
