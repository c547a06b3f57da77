import zipfile
z = zipfile.ZipFile("m.docx", "w", zipfile.ZIP_DEFLATED)
z.writestr("[Content_Types].xml", "<Types/>")
z.writestr("word/document.xml", "<document/>")
for i in range(1000):
    z.writestr(f"a{i}", b"")
z.close()
