magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
open("m.docx", "wb").write(magic + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 96)
