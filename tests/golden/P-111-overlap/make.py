import zipfile
z = zipfile.ZipFile("m.docx", "w", zipfile.ZIP_DEFLATED)
z.writestr("[Content_Types].xml", "<Types/>")
z.writestr("word/document.xml", "<document/>")
import random
import struct
random.seed(1)
z.writestr("word/a.bin", random.randbytes(5000), zipfile.ZIP_STORED)
z.close()
d = open("m.docx", "rb").read()
# a second directory entry for the same bytes
end = d.rfind(b"PK\x05\x06")
n, _, size, at = struct.unpack("<HHII", d[end + 8 : end + 20])
entries = d[at : at + size]
last = entries.rfind(b"PK\x01\x02")
copy = entries[last:].replace(b"word/a.bin", b"word/b.bin")
entries += copy
d = d[:at] + entries + d[end : end + 8] + struct.pack("<HHII", n + 1, n + 1, len(entries), at) + d[end + 20 :]
open("m.docx", "wb").write(d)
