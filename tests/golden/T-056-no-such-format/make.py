import shutil
shutil.rmtree("tpl/odt")
