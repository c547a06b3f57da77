import zipfile
z = zipfile.ZipFile("m.docx", "w", zipfile.ZIP_DEFLATED)
z.writestr("[Content_Types].xml", "<Types/>")
z.writestr("word/document.xml", "<document/>")
z.writestr("word/media/a.bin", b"\0" * 1000000)
z.close()
