import os
os.symlink("../../lib", "dossier/local/base")
