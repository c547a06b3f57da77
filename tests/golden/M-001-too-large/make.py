text = open("lib/considerations/essai.yaml").read()
text = text.replace("    Des visites.\n", ("    " + "Des visites. " * 100 + "\n") * 850)
open("lib/considerations/essai.yaml", "w").write(text)
