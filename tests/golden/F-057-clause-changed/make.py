import os, subprocess
env = dict(os.environ, CCAP_LIBRARY="")
subprocess.run(["bin/ccap", "generate", "--library", "lib", "-t", "tpl", "a.marche.yaml", "--quiet"], check=True, env=env)
text = open("lib/considerations/essai.yaml").read()
open("lib/considerations/essai.yaml", "w").write(text.replace("version: 0.1.0", "version: 0.2.0"))
