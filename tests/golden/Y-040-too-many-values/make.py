open("b.marche.yaml", "w").write("a: [" + "1," * 100001 + "]\n")
