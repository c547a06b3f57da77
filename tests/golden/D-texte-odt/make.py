# SPDX-License-Identifier: Apache-2.0
"""An old CCAP as LibreOffice keeps it: words split over spans, a list, a table, a header."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(os.environ["CCAP_SOURCE"]) / "tests/templates"))
from build import odt, span, tcell, th, tlist, tp, trow, ttable  # noqa: E402

body = (
    th("Article 9 – Clause sociale")
    + tp("Le titulaire réserve XX heures à des personnes orientées par P", span("ôle emp"), "loi.")
    + tlist("Les salariés doivent habiter la commune.", "La réservation relève de l’art. 2113-12 du code.")
    + ttable(trow("Document", "Destinataire"), trow("Bilan", tcell("DIRECCTE")))
    + tp("La clause est fondée sur l’ordonnance n°\u00a02015-899, article 38 ; le SPASER est dû dès 100\u00a0M€ d’achats.")
)
pathlib.Path("ancien.odt").write_bytes(odt(body, header=tp("CCAP [numéro à porter]")))
