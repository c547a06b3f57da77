import os
os.symlink("../decp.yaml", "lib/decp.yaml")
