open("d.yaml", "w").write("a: &a 1\nb:\n" + "- *a\n" * 10001)
