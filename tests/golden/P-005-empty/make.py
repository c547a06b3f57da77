import zipfile
zipfile.ZipFile("m.docx", "w").close()
