import os
os.rename("local/suivi-base.yaml", "local/autre.yaml")
os.symlink("autre.yaml", "local/suivi-base.yaml")
