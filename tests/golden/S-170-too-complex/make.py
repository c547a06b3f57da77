with open("a.marche.yaml", "a") as f:
    f.write("x: [" + "1, " * 20000 + "1]\n")
