import zipfile
z = zipfile.ZipFile("m.docx", "w", zipfile.ZIP_DEFLATED)
z.writestr("[Content_Types].xml", "<Types/>")
z.writestr("word/document.xml", "<document/>")
z.writestr("word/a.xml", "texte " * 100)
z.close()
d = bytearray(open("m.docx", "rb").read())
at = d.find(b"word/a.xml") + 20
d[at] ^= 0x55
open("m.docx", "wb").write(d)
