text = open("lib/considerations/essai.yaml").read()
text = text.replace("    Des visites.\n", "    " + "[a]" * 20000 + "\n\n    [a]: https://exemple.fr/" + "x" * 900 + "\n")
open("lib/considerations/essai.yaml", "w").write(text)
