text = open("lib/considerations/essai.yaml").read()
text = text.replace("    Des visites.\n", ("    " + "{{num}}" * 100 + "\n") * 65)
open("lib/considerations/essai.yaml", "w").write(text)
