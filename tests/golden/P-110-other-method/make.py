import zipfile
z = zipfile.ZipFile("m.docx", "w", zipfile.ZIP_DEFLATED)
z.writestr("[Content_Types].xml", "<Types/>")
z.writestr("word/document.xml", "<document/>")
z.writestr("word/a.xml", "texte " * 100, zipfile.ZIP_BZIP2)
z.close()
