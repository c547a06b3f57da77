#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""report - rapport.html, rapport.csv and rapport.json of ccap batch (TAP).

    tests/batch/report.py PROGRAM [CASE …]
"""
import csv
import html.parser
import io
import json
import os
import pathlib
import re
import sys

SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
sys.path.insert(0, str(SOURCE / "tests/batch"))
from run import Cases, Place, run_case, title  # noqa: E402

REPORT = ["rapport.html", "rapport.csv", "rapport.json"]
VOID = {"meta", "link", "br", "hr", "img", "input", "col"}


class Reports(Place):
    """A work folder with reports."""

    def run(self, *words, status=0):
        """Messages; another exit status is thrown."""
        done = super().run(*words)
        text = done.stderr.decode()
        if done.returncode != status:
            raise ValueError(f"exit status {done.returncode}, wanted {status}: {text[-600:]}")
        return text

    def records(self, name, records):
        self.write(name, "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records))

    def json(self, out="o"):
        return json.loads((self.folder / out / "rapport.json").read_text(encoding="utf-8"))

    def page(self, out="o"):
        return (self.folder / out / "rapport.html").read_text(encoding="utf-8")

    def rows(self, out="o"):
        data = (self.folder / out / "rapport.csv").read_bytes()
        text = data.decode("utf-8")
        if not text.startswith("\ufeff") or re.search(r"(?<!\r)\n", text.replace("\r\n", "")):
            raise ValueError("no byte order mark, or lines without CR LF")
        return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";", strict=True))

    def bytes_of_report(self, out="o"):
        return [(self.folder / out / name).read_bytes() for name in REPORT]


# --- markets ------------------------------------------------------------------------------------------------------------


def market(reference, nature, amount, clauses, buyer="Commune d'Ormoise", kind="bloc_communal", lots=None, **more):
    """A market of one lot, or of the lots given; clauses: {clause: options}."""
    return {
        "marche": {"reference": reference, "objet": "Entretien de stations", "nature": nature, "montant": amount, "duree": 12, "lancement": "2026-10-05",
                   "procedure": "formalisee", **more},
        "acheteur": {"nom": buyer, "article": "la", "type": kind},
        "territoire": {"lieux": ["Ormoise"]},
        "facilitateur": {"structure": "Maison de l'emploi", "contact": {"fonction": "Facilitatrice", "courriel": "clauses@exemple.fr", "telephone": "01 02 03 04 05"},
                         "territoire": "Val d'Ormoise"},
        "lots": lots or [{"num": 1, "intitule": "Lot unique", "montant": amount, "part_mo": 50, "considerations": considerations(clauses)}],
        "document": {"date": "2026-09-21"},
    }


def considerations(clauses):
    return [{"clause": clause, "motif": REASON, "options": options} for clause, options in clauses.items()]


HOURS = {"lien_objet": "Les travaux comportent des tâches que des personnes en parcours apprennent sur le chantier."}
ACTIONS = {"lien_objet": "Les actions portent sur les métiers de l'entretien.", "metiers": ["agent d'entretien"], "lieu_accueil": "une station exploitée au titre du contrat",
           "securite": "Les visiteurs portent les équipements remis à l'entrée."}
LITERACY = {"lien_objet": "Les agents de propreté lisent des protocoles d'hygiène et des étiquettes de produits.", "metiers": ["agent de service"], "effectif": 40,
            "partenaire": "le centre de ressources de Montarel", "plan_local": "plan de Montarel pour les compétences de base", "lieu": "la salle de formation"}
RESERVED = {"lien_objet": "L'entretien courant des massifs est une activité support de l'emploi des personnes."}
CRITERION = {"lien_objet": "L'accueil et le tutorat des personnes en parcours se font sur les métiers du chantier."}


REASON = "Les postes sont de haute technicité et demandent un diplôme : imposer des heures écarterait les personnes visées."


def scenarios():
    """The markets E1 to E5 that the domain gives as examples."""
    e5 = (SOURCE / "clauses/apercu/insertion-sentiers.marche.yaml").read_text(encoding="utf-8")
    return [
        ("e1", market("E1", "travaux", 6200000, {"clause_heures": {**HOURS, "taux": 7, "cout_horaire": 35},
                                                 "critere_social": CRITERION}, "Office d'habitat du Val d'Ormoise", "bailleur", duree=18, ccag="travaux")),
        ("e2", market("E2", "services", 72000, {"clause_action": ACTIONS}, "Syndicat mixte du Haut-Verdais", procedure="adaptee")),
        ("e3", market("E3", "tic", 800000, {"clause_action": ACTIONS}, "Agence régionale Numéria", "region", ccag="tic")),
        ("e4", market("E4", "services", 1200000, {"clause_heures": {**HOURS, "taux": 10, "cout_horaire": 32, "part_mo": 80}, "clause_illettrisme": LITERACY},
                      "Centre hospitalier de Montarel", "hopital", duree=48)),
        ("e5", e5),
    ]


# --- cases --------------------------------------------------------------------------------------------------------------


def row_of(report, table, code):
    rows = next(t for t in report["tableaux"] if t["id"] == table)["lignes"]
    return next((r for r in rows if r["code"] == code), None)


def values_of_scenarios(place):
    """E1 to E5: the values of DECP and eForms, hours, actions, penalties, shares."""
    for name, text in scenarios():
        place.write(f"m/{name}.marche.{'yaml' if isinstance(text, str) else 'json'}", text if isinstance(text, str) else json.dumps(text))
    place.run("m", "-o", "o")
    report = place.json()
    wanted = {
        "e1": (["Clause sociale", "Critère social"], ["soc-obj"], ["opp"], True, True),
        "e2": (["Clause sociale"], ["soc-obj"], ["opp"], True, False),
        "e3": (["Clause sociale"], ["soc-obj"], ["opp"], True, True),
        "e4": (["Clause sociale"], ["soc-obj"], ["opp", "other"], True, True),
        "e5": (["Clause sociale"], ["soc-obj"], ["opp"], True, True),
    }
    for line in report["marches"]:
        facts = line["faits"]
        lot = facts["lots"][0]
        found = (facts["considerations_sociales"], lot["bt_06"], lot["bt_775"], facts["decp_obligatoire"], facts["avis_europeen"])
        if found != wanted[line["id"]]:
            yield f"{line['id']}: {found}, wanted {wanted[line['id']]}"
        if (lot["bt_71"], lot["bt_736"], lot["bt_774"], lot["bt_776"]) != ("none", "no", [], []) or not lot["bt_777"]:
            yield f"{line['id']}: {lot}"
    total = report["ensemble"]
    # 6 200 h (E1) + 3 000 h (E4) + 43 200 h (E5)
    for key, value in {"marches": 5, "documents": 5, "en_erreur": 0, "lots": 5, "montant": 8752000, "avec_consideration": 5, "part_avec_consideration": 100, "heures": 52400,
                       "heures_formation": 2520}.items():
        if total[key] != value:
            yield f"{key}: {total[key]}, wanted {value}"
    for table, code, counted in (("nature", "services", 3), ("nature", "travaux", 1), ("tranche_montant", "M2", 1), ("tranche_montant", "M5", 1), ("tranche_montant", "M4", 3),
                                 ("acheteur", "Agence régionale Numéria", 1), ("consideration", "clause_heures", 2), ("fondement", "EXEC_CRIT", 1), ("fondement", "INSERTION", 1),
                                 ("fondement", "EXEC", 3), ("considerations_sociales", "Clause sociale", 5), ("considerations_sociales", "Critère social", 1), ("bt_06", "soc-obj", 5),
                                 ("bt_775", "opp", 5), ("bt_775", "other", 1)):
        row = row_of(report, table, code)
        if not row or row["nombre"] != counted:
            yield f"{table} {code}: {row}"
    travaux = row_of(report, "nature", "travaux")
    if (travaux["montant"], travaux["heures"], travaux["part"]) != (6200000, 6200, 20):
        yield f"{travaux}"
    hours = [c for line in report["marches"] for c in line["faits"]["lots"][0]["considerations"] if c["code"] == "K1"]
    if [(c["heures"], c["penalite_max"]) for c in hours] != [(6200, 310000), (3000, 150000)]:
        yield f"{hours}"


def values_of_the_others(place):
    """Reservations, diversity, progress, variants, private buyers, environment: the rules DECP-R1 to R3 and EF-R1 to R4."""
    lots = [{"num": n, "intitule": f"Lot {n}", "montant": 50000} for n in (1, 2, 3)]
    lots[0] |= {"considerations": considerations({"marche_reserve": {**RESERVED, "variante": "handicap"}})}
    lots[1] |= {"considerations": considerations({"clause_action": ACTIONS}), "incidences_environnementales": ["biodiv-eco", "other"]}
    lots[2] |= {"motif": "Le lot est une simple fourniture.", "achat_innovant": ["proc-innov"]}
    place.records("a.jsonl", [
        {"id": "lots"} | market("L", "services", 150000, {}, lots=lots),
        {"id": "rien"} | market("R", "services", 30000, {}, lots=[{"num": 1, "intitule": "Lot unique", "montant": 30000}]),
        {"id": "prive"} | market("P", "services", 150000, {"clause_action": ACTIONS}, "Société privée", "prive"),
        {"id": "concession"} | market("C", "concession", 150000, {"marche_reserve": {**RESERVED, "variante": "iae"}}),
    ])
    place.run("a.jsonl", "-o", "o", "--draft")
    found = {}
    for line in place.json()["marches"]:
        facts = line["faits"] or {}
        found[line["id"]] = (facts.get("considerations_sociales"), [[lot[k] for k in ("bt_06", "bt_71", "bt_736", "bt_774", "bt_775", "bt_776")] for lot in facts.get("lots", [])])
        for lot in facts.get("lots", []):
            if bool(lot["bt_777"]) != bool(set(lot["bt_06"]) - {"none"}):
                yield f"EF-R2: {lot}"
    wanted = {
        "rien": (["Pas de considération sociale"], [[["none"], "none", "no", [], [], []]]),
        "lots": (["Clause sociale", "Marché réservé"],
                 [[["soc-obj"], "res-ws", "yes", [], ["opp"], []], [["env-imp", "soc-obj"], "none", "no", ["biodiv-eco", "other"], ["opp"], []],
                  [["inn-pur"], "none", "no", [], [], ["proc-innov"]]]),
        "prive": ([], [[[], None, None, [], [], []]]),
        "concession": (["Concession réservée"], [[["soc-obj"], "res-ws", "no", [], ["opp"], []]]),
    }
    for name, value in wanted.items():
        if found[name] != value:
            yield f"{name}: {found[name]}, wanted {value}"


def formulas_in_cells(place):
    """Whatever a spreadsheet would run is text; the other cells come back as they were."""
    odd = ["=1+1", "+33", "-2", "@somme", "  =1", "\u00a0=1", "＝1", 'dit "oui" ; non', "Syndicat; mixte", "O'Neil"]
    place.records("a.jsonl", [{"id": f"m{i}"} | market(f"R{i}", "services", 72000, {"clause_action": ACTIONS}, text) for i, text in enumerate(odd)])
    place.run("a.jsonl", "-o", "o")
    names = [line["faits"]["acheteur"] for line in place.json()["marches"]]
    for row, name in zip(place.rows(), names):
        is_run = re.match(r"[\s\u202f]*[=+\-@＝]", name)
        if row["Acheteur"] != ("'" if is_run else "") + name:
            yield f"{name!r} is written as {row['Acheteur']!r}"
        for key, cell in row.items():
            if re.match(r"[\s\u00a0\u202f]*[=+\-@\t\r\n＝＋－＠]", cell):
                yield f"{key}: {cell!r} would be run"
    if len({name[:1] for name in names} & set("=+-@")) < 4:
        yield f"the case says nothing: {names}"


class Page(html.parser.HTMLParser):
    """Elements in order, what is open, and what is wrong."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.problems = []
        self.seen = []
        self.ids = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.seen.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self.open[-1:]} at {self.getpos()}")
        else:
            self.open.pop()


def page_problems(text):
    """Well-formed, self-contained, readable without scripts, accessible."""
    page = Page()
    page.feed(text)
    yield from page.problems
    if page.open:
        yield f"left open: {page.open}"
    if len(page.ids) != len(set(page.ids)):
        yield "two elements of one id"
    tags = [tag for tag, _ in page.seen]
    for bad in ("script", "iframe", "img", "link", "object", "form"):
        if bad in tags:
            yield f"<{bad}>"
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    if levels[:1] != [1] or levels.count(1) != 1 or any(b > a + 1 for a, b in zip(levels, levels[1:])):
        yield f"headings: {levels}"
    if ("html", {"lang": "fr"}) not in page.seen or "title" not in tags or "main" not in tags or "nav" not in tags:
        yield "language, title, main or nav is missing"
    if tags.count("table") != tags.count("caption"):
        yield "a table without a caption"
    if any(tag == "th" and attrs.get("scope") not in ("col", "row") for tag, attrs in page.seen):
        yield "a heading cell without scope"
    for tag, attrs in page.seen:
        for name in attrs.get("aria-labelledby", "").split():
            if name not in page.ids:
                yield f"aria-labelledby names nothing: {name}"
        if tag == "a" and attrs["href"].startswith("#") and attrs["href"][1:] not in page.ids:
            yield f"link to nothing: {attrs['href']}"
        if any(key.startswith("on") for key in attrs) or re.search(r"https?://(?!www\.w3\.org/2000/svg)", " ".join(filter(None, attrs.values()))):
            yield f"not self-contained: {attrs}"
    for picture in re.findall(r"<svg.*?</svg>", text, re.S):
        if 'role="img"' not in picture or "<title" not in picture or "<desc" not in picture:
            yield "a chart without role, title or description"
    plain = re.sub(r"<style>.*?</style>|<[^>]*>", "", text, flags=re.S)
    for found in re.finditer(r"\{\{|\}\}|[^\u00a0\u202f] ?[;!?:%] ", plain):
        yield f"a tag, or French punctuation without its space: {plain[max(0, found.start() - 40):found.end() + 20]!r}"


def page_is_accessible(place):
    """The page: form, accessibility, charts beside tables with the same numbers, texts that are no markup."""
    place.records("a.jsonl", [{"id": f"m{i}<b>"} | market(f"R{i}", ("services", "travaux")[i % 2], 72000 + i, {"clause_action": ACTIONS}, "<script>alert(1)</script>")
                              for i in range(3)])
    place.run("a.jsonl", "-o", "o")
    text = place.page()
    yield from page_problems(text)
    if "&lt;script&gt;" not in text or "144\u202f002\u00a0€" not in text:
        yield "the buyer or an amount is missing"
    chart = re.search(r"<svg.*?</svg>", text, re.S).group()
    bars = re.findall(r'text-anchor="end">(.*?)</text>.*?<text[^>]*>(.*?)</text>', chart, re.S)
    cells = re.findall(r'<th scope="row">(.*?)</th>\s*<td class="n">(.*?)</td>', text.split('id="nature"')[1], re.S)[:2]
    if bars != cells or bars != [("Travaux", "1"), ("Services", "2")]:
        yield f"the chart {bars} and its table {cells} differ"


def faulty_and_nothing(place):
    """Records with errors are counted and listed, with what can be understood of them; rules name their markets; no record gives no batch."""
    wrong = market("R2", "travaux", 1, {})
    wrong["marche"]["duree"] = "longue"
    place.write("a.jsonl", "{\n" + json.dumps(market("R1", "services", 72000, {"clause_action": ACTIONS})) + "\n"
                + json.dumps(wrong) + "\n")
    place.run("a.jsonl", "-o", "o", status=1)
    report = place.json()
    total = report["ensemble"]
    if (total["marches"], total["documents"], total["en_erreur"], total["lus"], total["lus_en_partie"], total["montant"]) != (3, 1, 2, 2, 1, 72001):
        yield f"{total}"
    natures = {row["code"]: (row["nombre"], row["en_erreur"]) for table in report["tableaux"] if table["id"] == "nature" for row in table["lignes"]}
    if natures != {"services": (1, 0), "travaux": (1, 1)}:
        yield f"natures {natures}"
    listed = re.search(r'<h2 id="en-erreur">.*?</section>', place.page(), re.S).group()
    if re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', listed) != [("a-1", "a.jsonl:1"), ("R2", "a.jsonl:3")]:
        yield f"listed with errors: {listed}"
    rules = {rule["code"]: rule for rule in report["constats"]}
    for line in report["marches"]:
        for diag in line["diagnostics"]:
            if line["id"] not in rules[diag["code"]]["marches"]:
                yield f"{diag['code']} does not name {line['id']}"
    if sum(rule["occurrences"] for rule in rules.values()) != sum(len(line["diagnostics"]) for line in report["marches"]):
        yield "findings are lost"
    if [row["État"] for row in place.rows()] != ["En erreur", "Documents produits", "En erreur"]:
        yield f"{[row['État'] for row in place.rows()]}"
    yield from page_problems(place.page())
    place.write("b.jsonl", "{\n")
    place.run("b.jsonl", "-o", "b", status=1)
    if place.json("b")["ensemble"]["montant"] != 0 or place.json("b")["ensemble"]["part_avec_consideration"] != 0:
        yield "nothing of nothing is not 0"
    yield from page_problems(place.page("b"))
    place.write("c.jsonl", "")
    place.run("c.jsonl", "-o", "c", status=1)
    place.run("a.jsonl", "-o", "n", "--no-report", status=1)
    if any((place.folder / out / name).exists() for out in ("c", "n") for name in REPORT):
        yield "a report that nobody asked for"


def replaced(place):
    """Publications of a contract that was published again are no markets: they are told, and counted apart."""
    contract = {"id": "12", "acheteur": {"id": "21350238800019"}, "objet": "Réfection", "codeCPV": "45210000", "montant": 100, "dureeMois": 3}
    contracts = [contract | {"datePublicationDonnees": f"2026-0{i}-01", "montant": 100 * i} for i in (1, 3, 2)] + [contract | {"id": "13"}]
    place.write("d.json", json.dumps({"marches": {"marche": contracts}}))
    place.run("d.json", "-o", "o", "--draft")
    total = place.json()["ensemble"]
    if (total["marches"], total["remplaces"], total["brouillons"], total["lus"], total["montant"]) != (2, 2, 2, 2, 400):
        yield f"{total}"
    if [rule for rule in place.json()["constats"] if "B-00" in rule["code"]]:
        yield "a replaced publication is no finding"
    state = "Remplacé par une publication plus récente"
    if [row["État"] for row in place.rows()] != [state, "Brouillon", state, "Brouillon"]:
        yield f"{[row['État'] for row in place.rows()]}"
    if not re.search(r"Publications remplacées[^<]*</dt><dd>2</dd>", place.page()):
        yield "the page does not tell"
    yield from page_problems(place.page())


def interrupted(place):
    """What is done before the first error is reported, and that it is not all; --resume makes the report of one run."""
    records = [{"id": f"m{i}"} | market(f"R{i}", "services", 72000, {"clause_action": ACTIONS}) for i in range(6)]
    place.records("a.jsonl", records[:3] + [{"id": "non"}] + records[3:])
    place.run("a.jsonl", "-o", "o", "--fail-fast", status=1)
    report = place.json()
    if report["complet"] or report["attendus"] != 7 or report["ensemble"]["marches"] != 4 or "4 marchés sur 7" not in place.page():
        yield f"{report['complet']}, {report['ensemble']}"
    place.run("a.jsonl", "-o", "o", "--resume", status=1)
    place.run("a.jsonl", "-o", "fresh", status=1)
    if place.bytes_of_report() != place.bytes_of_report("fresh"):
        yield "differs from a fresh run"


def thousand(place):
    """A thousand markets, buyers beyond what the page shows: sums are exact, the same bytes for any number of threads."""
    natures = ["services", "fournitures", "travaux", "pi"]
    place.records("a.jsonl", ({"id": f"m{i}"} | market(f"R{i}", natures[i % 4], 50000.25 + i, {"clause_action": ACTIONS}, f"Commune {i % 300:03d}") for i in range(1000)))
    place.run("a.jsonl", "-o", "o1", "-j1", "-f", "txt")
    place.run("a.jsonl", "-o", "o8", "-j8", "-f", "txt")
    if place.bytes_of_report("o1") != place.bytes_of_report("o8"):
        yield "-j1 and -j8 differ"
    report = place.json("o1")
    if report["ensemble"]["marches"] != 1000 or report["ensemble"]["montant"] != 1000 * 50000.25 + 499500:
        yield f"{report['ensemble']}"
    if [row_of(report, "nature", n)["nombre"] for n in natures] != [250] * 4:
        yield "markets by nature"
    buyers = next(t for t in report["tableaux"] if t["id"] == "acheteur")["lignes"]
    if len(buyers) != 300 or sum(b["nombre"] for b in buyers) != 1000 or buyers != sorted(buyers, key=lambda b: (-b["montant"], b["code"])):
        yield f"{len(buyers)} buyers, or not by amount"
    text = place.page("o1")
    yield from page_problems(text)
    if "Lignes suivantes, dans rapport.json\u00a0: 250" not in text or "Lots suivants, dans rapport.csv\u00a0: 500" not in text:
        yield "the page does not say what it leaves out"
    if len(place.rows("o1")) != 1000:
        yield "lines of rapport.csv"


CASES = [values_of_scenarios, values_of_the_others, formulas_in_cells, page_is_accessible, faulty_and_nothing, replaced, interrupted, thousand]


def main():
    tap = Cases()
    for case in CASES:
        if len(sys.argv) > 2 and case.__name__ not in sys.argv[2:]:
            continue
        run_case(tap, title(case), case, Reports, sys.argv[1])
    tap.end()


main()
