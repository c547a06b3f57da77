import os, subprocess
env = dict(os.environ, CCAP_LIBRARY="")
subprocess.run(["bin/ccap", "generate", "--library", "lib", "-t", "tpl", "a.marche.yaml", "--quiet"], check=True, env=env)
