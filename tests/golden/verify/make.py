import hashlib, os, pathlib
names = sorted(str(p.relative_to("lib")) for p in pathlib.Path("lib").rglob("*") if p.is_file())
lines = [hashlib.sha256(pathlib.Path("lib", n).read_bytes()).hexdigest() + "  " + n + "\n" for n in names]
pathlib.Path("lib/SHA256SUMS").write_text("".join(lines))
