import os
os.symlink("/etc/hostname", "m/word/lien.xml")
