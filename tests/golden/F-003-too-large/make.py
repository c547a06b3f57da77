open("grand.marche.yaml", "w").write("a: b\n" * (4 * 1024 * 1024 // 5 + 1))
