import os, subprocess
env = dict(os.environ, CCAP_LIBRARY="")
subprocess.run(["bin/ccap", "generate", "--library", "lib", "-t", "tpl", "a.marche.yaml", "--quiet"], check=True, env=env)
for name in ("considerations/essai.yaml", "calculs.yaml"):
    text = open("lib/" + name).read()
    open("lib/" + name, "w").write(text.replace("id: essai", "id: autre").replace("pour: essai", "pour: autre"))
