# SPDX-License-Identifier: Apache-2.0
"""An old CCAP as Word keeps it: words split over runs, a table, a header."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(os.environ["CCAP_SOURCE"]) / "tests/templates"))
from build import docx, p, r, t, tbl, tc, tr  # noqa: E402

body = (
    p(r(t("Article 9 – Clause sociale")), style="Titre1")
    + p(r(t("Le titulaire réserve XX heures à des personnes orientées par P")), r(t("ôle emp")), r(t("loi.")))
    + tbl(tr(tc(p(r(t("Pièce")))), tc(p(r(t("Destinataire"))))), tr(tc(p(r(t("Bilan")))), tc(p(r(t("DIRECCTE"))))))
    + p(r(t("La clause est fondée sur l’article 38 de l’ordonnance n°\u00a02015-899.")))
)
pathlib.Path("ancien.docx").write_bytes(docx(body, header=p(r(t("CCAP [numéro à porter]")))))
