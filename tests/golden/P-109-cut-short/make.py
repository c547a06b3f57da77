import zipfile
z = zipfile.ZipFile("m.docx", "w", zipfile.ZIP_DEFLATED)
z.writestr("[Content_Types].xml", "<Types/>")
z.writestr("word/document.xml", "<document/>")
z.writestr("word/a.bin", bytes(range(256)) * 10)
z.close()
d = open("m.docx", "rb").read()
open("m.docx", "wb").write(d[: len(d) - 60])
