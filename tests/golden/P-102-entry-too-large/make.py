import zipfile
z = zipfile.ZipFile("m.docx", "w", zipfile.ZIP_DEFLATED)
z.writestr("[Content_Types].xml", "<Types/>")
z.writestr("word/document.xml", "<document/>")
import random
random.seed(1)
block = random.randbytes(30000)
z.writestr("media/a.bin", b''.join(block[:29000] + random.randbytes(1000) for _ in range(2400)))
z.close()
