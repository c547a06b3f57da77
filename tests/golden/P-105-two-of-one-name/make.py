import zipfile
z = zipfile.ZipFile("m.docx", "w", zipfile.ZIP_DEFLATED)
z.writestr("[Content_Types].xml", "<Types/>")
z.writestr("word/document.xml", "<document/>")
z.writestr("word/Document.xml", "<document/>")
z.close()
