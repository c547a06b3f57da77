import os
open("secret", "w").write("secret")
os.symlink("../secret", "parts/p.mustache")
