import os, subprocess
env = dict(os.environ, CCAP_LIBRARY="")
subprocess.run(["bin/ccap", "generate", "--library", "lib", "-t", "tpl", "a.marche.yaml", "--quiet"], check=True, env=env)
with open("lib/publics.yaml", "a") as f:
    f.write("# une ligne\n")
