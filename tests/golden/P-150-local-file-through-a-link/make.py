import os
os.makedirs("local/considerations")
open("ailleurs.yaml", "w").write("surcharge: essai\nversion: 1.0.0\ntitre: Ailleurs\n")
os.symlink("../../ailleurs.yaml", "local/considerations/essai.yaml")
