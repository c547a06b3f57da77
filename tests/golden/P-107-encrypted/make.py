import zipfile
z = zipfile.ZipFile("m.docx", "w", zipfile.ZIP_DEFLATED)
z.writestr("[Content_Types].xml", "<Types/>")
z.writestr("word/document.xml", "<document/>")
z.close()
d = bytearray(open("m.docx", "rb").read())
at = d.find(b"PK\x01\x02")
d[at + 8] |= 1
d[6] |= 1
open("m.docx", "wb").write(d)
