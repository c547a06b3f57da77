# SPDX-License-Identifier: Apache-2.0
open("achats.csv", "a", encoding="utf-8").write("A1" + ";" * 16384 + "\n")
