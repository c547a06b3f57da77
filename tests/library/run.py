#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run - the shipped library with one mistake of each kind (TAP).

    tests/library/run.py [--ccap PROGRAM] [--show] [CASE …]

A case changes one text of a copy of clauses/ and says which diagnostic must come: its code, its file and line. Errors and warnings
beyond those of the clean library must be this one alone. The line is that of the first changed one, or of the text `at` after the
change. --show prints what came. First of all: what a local library may change in the shipped one has a name to change it by.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("CCAP_SOURCE") or HERE.parents[1])
BUILD = pathlib.Path(os.environ.get("CCAP_BUILD") or SOURCE / "build")

K1, K2, K5, K7, K8 = (f"considerations/{name}.yaml"
                      for name in ("clause_heures", "clause_action", "clause_illettrisme", "plan_progres", "critere_social"))
VOLUME = "apercu/critere-volume.marche.yaml"


def seed(name, file, old, new, code, at=None, where=None, also=()):
    """also: further texts of the file and what they become, for a mistake that takes several."""
    pairs = [(old, new), *zip(also[::2], also[1::2])]
    return {"name": name, "file": file, "pairs": pairs, "code": code, "at": at, "where": where or file}


def block_of(file, name):
    """A block of a consideration, from its key to the next one."""
    text = (SOURCE / "clauses" / file).read_text(encoding="utf-8")
    return re.search(rf"^  {name}: \|\n(?:    .*\n|\n)+", text, re.M)[0]


def moved(name, file, to):
    """A file that is not found under its name; what it holds is not told to be missing."""
    return {"name": name, "file": file, "to": to, "code": "L-047", "at": None, "where": to}


ABOUT = "id: ici\ntitre: Bibliothèque d'ici\nversion: 1.0.0\ndate: 2026-11-01\nbase:\n  id: clauses-sociales\n  dossier: ../clauses\n"


def local(name, file, text, code, at):
    """A local library over the clean one: bibliotheque.yaml, and one file with the mistake."""
    return {"name": "local library: " + name, "file": file, "text": text, "code": code, "at": at, "where": file}


SEEDS = [
    # --- files -------------------------------------------------------------------------------------------------------------------
    moved("a consideration with another ending", K7, K7.replace(".yaml", ".yml")),
    moved("a shared text with two endings", "communs/difficultes.yaml", "communs/difficultes.yaml.txt"),
    moved("a misspelt list", "publics.yaml", "public.yaml"),
    moved("a misspelt folder", "regles", "regle"),
    moved("a sample with another ending", VOLUME, VOLUME.replace(".yaml", ".yml")),
    # --- the text of files -----------------------------------------------------------------------------------------------------
    seed("a tab in YAML", K7, "  lien_objet:\n", "\tlien_objet:\n", "Y-002"),
    seed("a key twice in a map", K7, "convient: Marché long", "titre: Plan\nconvient: Marché long", "Y-027"),
    seed("a text that is never closed", "listes.yaml", "libelle: \"Maîtrise d'œuvre\"", "libelle: \"Maîtrise d'œuvre", "Y-007"),
    seed("a byte that is no UTF-8", "publics.yaml", "libelle: Demandeur d'emploi de longue durée", b"libelle: Demandeur d'emploi de longue dur\xe9e", "Y-030"),
    seed("a merge key of nothing", K7, "    minimum: 15\n    maximum: 120", "    <<: *base\n    maximum: 120", "Y-025"),
    seed("an alias of nothing", "listes.yaml", "libelle: Procédure adaptée}", "libelle: *rien}", "Y-022"),
    # --- bibliotheque.yaml -----------------------------------------------------------------------------------------------------
    seed("an unknown key of the library", "bibliotheque.yaml", "langue: fr-FR", "langage: fr-FR\nlangue: fr-FR", "S-133"),
    seed("an unknown profile of typography", "bibliotheque.yaml", "typographie: imprimerie-nationale", "typographie: imprimerie-national", "S-111"),
    seed("a version that is none", "bibliotheque.yaml", "version: 1.0.0", "version: un", "S-143"),
    seed("a block twice", "bibliotheque.yaml", "{id: reexamen, titre: Réexamen}", "{id: mention, titre: Réexamen}", "L-007", at="  - {id: mention, titre: Mention"),
    # --- considerations ----------------------------------------------------------------------------------------------------------
    seed("an unknown key of a consideration", K7, "convient: Marché", "convien: Marché", "S-133"),
    seed("an option without title", K7, "    title: Lien avec l'objet du marché\n", "", "S-130", at="    type: string"),
    seed("an option of an unknown type", K7, "    type: string\n    minLength: 30", "    type: chaine\n    minLength: 30", "S-110"),
    seed("a default that its own schema refuses", K7, "    default: 60", "    default: soixante", "S-103"),
    seed("an option that nothing reads", K7, "options:\n", "options:\n  inutile:\n    title: Option inutile\n    type: boolean\n    default: false\n"
         "    x-source: D-309\n    x-aide: Cette option ne change rien au texte.\n", "L-196"),
    seed("a value of an option that nothing tells apart", K7, "enum: [annuel, semestriel]", "enum: [annuel, semestriel, trimestriel]", "L-197"),
    seed("a value of an option that its catalogue lacks", K7, "enum: [deux_niveaux, trois_niveaux,", "enum: [deux_niveaux, trois_niveau,", "L-022"),
    seed("a value of a list's items that its catalogue lacks", K7, "savoirs, achats]}", "savoir, achats]}", "L-022"),
    seed("another catalogue", K7, "x-catalogue: echelles_progres", "x-catalogue: axes_progres", "L-050"),
    seed("a value of another type among the values", K7, "enum: [annuel, semestriel]", "enum: [annuel, semestriel, 3]", "S-027"),
    seed("a length of a number", K7, "    minimum: 15\n", "    minLength: 15\n", "S-025"),
    seed("a minimum of a text", K7, "    minLength: 30\n", "    minimum: 30\n", "S-025"),
    seed("a unit of a text", K7, "    minLength: 30\n", "    x-unite: jours\n", "S-025"),
    seed("a range without a value", K7, "    minimum: 15\n    maximum: 120", "    minimum: 120\n    maximum: 15", "S-026", at="    maximum: 15"),
    seed("a list that can't be long enough", K7, "    minItems: 1\n    maxItems: 16", "    minItems: 17\n    maxItems: 16", "S-026", at="    maxItems: 16"),
    seed("a key of items that nothing declares", K1, "required: [periode, heures]", "required: [periode, heure]", "S-028"),
    seed("a default that reads a later option", K7, "    default: 60\n", "    x-defaut: options.delai_avis * 4\n", "L-041"),
    seed("a default that reads itself", K7, "    default: 60\n", "    x-defaut: options.delai_plan\n", "L-041"),
    seed("two defaults", K7, "    default: 60\n", "    default: 60\n    x-defaut: '30'\n", "L-044"),
    seed("a calculated default out of its range", K7, "    default: 60\n", "    x-defaut: '1000'\n", "L-051"),
    seed("a calculated default that is none of the values", K7, "    default: annuel\n", "    x-defaut: \"'mensuel'\"\n", "L-051"),
    seed("a consideration that ends before it begins", K7, "en_vigueur: {du: 2019-04-01}", "en_vigueur: {du: 2019-04-01, au: 2018-04-01}", "L-040"),
    seed("a consideration that ends before its samples", K7, "en_vigueur: {du: 2019-04-01}", "en_vigueur: {du: 2019-04-01, au: 2026-01-31}", "L-018"),
    seed("a version that its history does not tell", K7, "version: 1.0.0\n", "version: 1.1.0\n", "L-042"),
    seed("a range of amounts that holds none", K1, "portee: {montant_min: 49000}", "portee: {montant_min: 49000, montant_max: 40000}", "L-043"),
    seed("a requirement of no block", K7, "exigences:\n", "exigences:\n  penalties: [D-001]\n", "L-029"),
    seed("a required option that is none", K7, "options_requises: [lien_objet]", "options_requises: [lien_objets]", "L-021"),
    seed("an unknown catalogue", K2, "x-catalogue: periodicites", "x-catalogue: periodicite", "L-001"),
    seed("a consideration's identifier twice", K7, "id: plan_progres", "id: clause_diversite", "L-007"),
    seed("a consideration's code twice", K7, "code: K7", "code: K6", "L-007"),
    seed("a legal basis that does not exist", K7, "fondements: [CCP-L2112-2,", "fondements: [CCP-L2112-9,", "L-022"),
    seed("an expired legal basis", K7, "fondements: [CCP-L2112-2,", "fondements: [ORD-2015-899-38,", "L-195"),
    seed("no penalties", K7, block_of(K7, "penalites"), "", "L-010", at="corps:"),
    seed("penalties without a word", K7, block_of(K7, "penalites"), "  penalites: ''\n", "S-140", at="  penalites: ''"),
    seed("penalties that say nothing", K7, block_of(K7, "penalites"), "  penalites: \"{{! plus tard }}\"\n", "L-010", at="  penalites: \"{{!"),
    seed("a misspelt block", K7, "  penalites: |", "  penalite: |", "L-029"),
    seed("an unknown block", K7, "  penalites: |", "  penalties: |", "L-029"),
    seed("a dangling include", K5, "{{> communs/accompagnement}}", "{{> communs/accompagnements}}", "L-008"),
    seed("an include in a sentence", K5, "    {{> communs/difficultes}}", "    Voir {{> communs/difficultes}} ici.", "M-022"),
    seed("a cyclic inclusion", "communs/difficultes.yaml", "  Si une difficulté", "  {{> communs/difficultes}}\n\n  Si une difficulté", "L-016"),
    seed("a misspelt option in a text", K2, "{{options.lien_objet}}", "{{options.lien_objets}}", "L-021"),
    seed("a misspelt section in a text", K2, "    {{#calcul.un_metier}}\n    {{#calcul.une_seule_due}}L'action", "    {{#calcul.un_metie}}\n    {{#calcul.une_seule_due}}L'action", "M-007",
         at="    {{/calcul.un_metier}}"),
    seed("an unbalanced tag", K2, "    {{/calcul.concession_publique}}\n    {{^calcul.droit_public}}", "    {{^calcul.droit_public}}", "M-005",
         at="    {{#calcul.concession_publique}}"),
    seed("a tag that is never closed", K2, "{{droit.CCP-L2112-2.citation}}", "{{droit.CCP-L2112-2.citation", "T-001"),
    seed("a misspelt key of what a calculation takes from a list", K8, "{{libelle}} | {{contenu}} | {{engagement}} |\n    {{/calcul.rubriques_qualite}}",
         "{{libelle}} | {{contenus}} | {{engagement}} |\n    {{/calcul.rubriques_qualite}}", "L-021", at="    | {{libelle}} | {{contenus}}"),
    seed("a misspelt key of it in a piece", "pieces/memoire.yaml", "{{#calcul.rubriques_qualite}}\n          ## {{libelle}}",
         "{{#calcul.rubriques_qualite}}\n          ## {{libellé}}", "L-021", at="          ## {{libellé}}"),
    seed("a reference in a text that does not exist", K2, "{{droit.CCP-L2112-2.citation}}", "{{droit.CCP-L2112-8.citation}}", "L-011"),
    seed("a form that the value does not have", K2, "{{options.metiers.enumeration}}.\n    {{/calcul.un_metier}}\n    {{^", "{{options.metiers.montant}}.\n    {{/calcul.un_metier}}\n    {{^", "L-017"),
    seed("a boolean in a text", K2, "{{options.lien_objet}}", "{{calcul.droit_public}}", "L-046"),
    seed("a list in a text", K2, "{{options.lien_objet}}", "{{options.metiers}}", "T-011"),
    seed("a map in a text", K2, "{{options.lien_objet}}", "{{acheteur}}", "T-011"),
    seed("HTML in a text", K2, "Elle vaut pour l'ensemble du marché.", "Elle vaut<br>pour l'ensemble du marché.", "M-013"),
    seed("a shared text that its schema refuses", "communs/difficultes.yaml", "version: 1.0.1", "version: 1.0", "S-101"),
    # --- lists -------------------------------------------------------------------------------------------------------------------
    seed("a number with a blank beside codes that are none", "listes.yaml", "natures:\n", "departements:\n  - {id: D75, libelle: Paris, insee: 75}\n"
         "  - {id: D2A, libelle: Corse-du-Sud, insee: 2A}\n  - {id: D01, libelle: Ain, insee: '01'}\n  - {id: D30, libelle: Gard, insee: 3 0}\nnatures:\n", "S-102",
         at="insee: 3 0"),
    seed("a text among the numbers of a list", "references.yaml", "    montant: 140000\n", "    montant: 140 000\n", "S-102"),
    seed("a decimal comma between braces", "listes.yaml", "valeur: 12.02, du", "valeur: 12,02, du", "S-134"),
    seed("a public of no consideration", "publics.yaml", "l'insertion par l'activité économique\n    pour: [K1, K2, K4, K8]\n    source: \"Instruction",
         "l'insertion par l'activité économique\n    pour: []\n    source: \"Instruction", "S-155", at="    pour: []"),
    seed("a public of an unknown consideration", "publics.yaml", "l'insertion par l'activité économique\n    pour: [K1, K2, K4, K8]\n    source: \"Instruction",
         "l'insertion par l'activité économique\n    pour: [K1, K12]\n    source: \"Instruction", "L-067", at="    pour: [K1, K12]"),
    seed("a code of another library that no list has", "listes.yaml", "{id: heures_dues, pour: [K1],", "{id: heures_dues, pour: [K1, K10],", "L-067"),
    # --- expressions -------------------------------------------------------------------------------------------------------------
    seed("a wrong type in a calculation", "calculs.yaml", "formule: size(lots) > 1,", "formule: lots > 1,", "E-023"),
    seed("an unknown name in a calculation", "calculs.yaml", "formule: marche.nature == 'concession'", "formule: marche.natur == 'concession'", "L-021"),
    seed("a value that can't occur", "calculs.yaml", "formule: marche.nature == 'concession'", "formule: marche.nature == 'concesion'", "E-032"),
    seed("an entry that the list does not have", "calculs.yaml", "r.id == 'obligation_sociale_marche'", "r.id == 'obligation_social_marche'", "E-032"),
    seed("an entry that the list does not have, by its place", "calculs.yaml", "r.id == 'heures_etp'", "r.id == 'heures_etpp'", "E-032"),
    seed("a text for a date in a calculation", "calculs.yaml", "r.id == 'rapport_concession' && r.du <= marche.lancement",
         "r.id == 'rapport_concession' && '2026-8-1' <= marche.lancement", "E-029"),
    seed("a day that is none in a calculation", "calculs.yaml", "r.id == 'rapport_concession' && r.du <= marche.lancement",
         "r.id == 'rapport_concession' && date('2026-13-01') <= marche.lancement", "E-029"),
    seed("an expression that ends too soon", "calculs.yaml", "formule: marche.reconductions > 0", "formule: marche.reconductions >", "E-009"),
    seed("an unknown function", "calculs.yaml", "formule: size(territoire.lieux) == 1", "formule: taille(territoire.lieux) == 1", "E-014"),
    seed("a calculation twice", "calculs.yaml", "id: alloti,", "id: concession,", "L-007"),
    seed("a calculation that reads itself", "calculs.yaml", "formule: marche.reconductions > 0,", "formule: calcul.reconductible,", "L-058"),
    seed("two calculations that read each other", "calculs.yaml", "par: marche, formule: size(lots) > 1, source: D-074}\n", "par: marche, formule: calcul.a_tranches && size(lots) > 1, source: D-074}\n", "L-058",
         also=("formule: marche.forme == 'tranches'", "formule: \"calcul.alloti && marche.forme == 'tranches'\"")),
    seed("three calculations that read each other in a ring", "calculs.yaml", "formule: size(lots) > 1, source: D-074}\n", "formule: calcul.accord_cadre && size(lots) > 1, source: D-074}\n", "L-058",
         also=("formule: marche.forme == 'tranches'", "formule: \"calcul.alloti && marche.forme == 'tranches'\"", "formule: \"marche.forme in", "formule: \"calcul.a_tranches && marche.forme in")),
    seed("a calculation that reads one further down", "calculs.yaml", "formule: marche.nature == 'concession'", "formule: \"calcul.alloti && marche.nature == 'concession'\"", "L-059"),
    seed("a calculation of an unknown consideration", "calculs.yaml", "pour: clause_illettrisme,", "pour: clause_illetrisme,", "L-024"),
    seed("a calculation that nothing reads", "calculs.yaml", "calculs:\n", "calculs:\n  - {id: inutile, titre: Calcul inutile, par: marche, formule: size(lots), source: D-001}\n", "L-198"),
    seed("a calculation that only one of its name reads", "calculs.yaml", ", note_seule: true}", "}", "L-198"),
    seed("a shared text that nothing includes", "considerations/marche_reserve.yaml", "{{> communs/reserve_difficultes}}", "Le titulaire en avertit l'acheteur.", "L-199",
         at="id: marche_reserve", where="communs/reserve_difficultes.yaml"),
    seed("an unknown scope of a calculation", "calculs.yaml", "titre: Contrat alloti, par: marche", "titre: Contrat alloti, par: marché", "S-111"),
    # --- catalogues --------------------------------------------------------------------------------------------------------------
    seed("an identifier twice in a list", "listes.yaml", "{id: adaptee,", "{id: formalisee,", "L-007", at="  - {id: formalisee, libelle: Procédure formalisée}"),
    seed("an identifier twice, in place of a default", "listes.yaml", "{id: semestriel, libelle: Bilan", "{id: trimestriel, libelle: Bilan", "L-007"),
    seed("an entry without identifier", "listes.yaml", "{id: adaptee, libelle: Procédure adaptée}", "{libelle: Procédure adaptée}", "S-130"),
    seed("a date that is none", "references.yaml", "    en_vigueur: {du: 2019-04-01}", "    en_vigueur: {du: 2019-04-31}", "S-145"),
    seed("a date of a threshold that is none", "references.yaml", "    au: 2027-12-31", "    au: 2027-12-32", "S-145"),
    seed("a reference that ends before it begins", "references.yaml", "    en_vigueur: {du: 2019-04-01}", "    en_vigueur: {du: 2019-04-01, au: 2018-01-01}", "L-040"),
    seed("a threshold that ends before it begins", "references.yaml", "    au: 2027-12-31", "    au: 2025-12-31", "L-040"),
    seed("a day without threshold", "references.yaml", "    au: 2025-12-31\n    dernier_connu: false", "    au: 2025-12-30\n    dernier_connu: false", "L-053",
         at="    du: 2026-01-01\n    au: 2027-12-31\n    dernier_connu: true"),
    seed("the last known threshold handed on to a new one, a day late", "references.yaml", "  - id: SEUIL-EU-FCS-CENTRAL\n",
         "  - {id: SEUIL-EU-FCS-CENTRAL-2028, libelle: Autorités centrales, usage: europeen, champ: central, montant: 143000, du: 2028-01-02, au: 2029-12-31, "
         "dernier_connu: true, source: Règlement délégué, confiance: verifie}\n  - id: SEUIL-EU-FCS-CENTRAL\n", "L-053", at="  - {id: SEUIL-EU-FCS-CENTRAL-2028",
         also=("    au: 2027-12-31\n    dernier_connu: true\n", "    au: 2027-12-31\n")),
    seed("thresholds that overlap", "references.yaml", "    au: 2026-03-31", "    au: 2026-04-01", "L-052", at="    du: 2026-04-01"),
    seed("a threshold without end before the next", "references.yaml", "    au: 2022-12-31\n", "", "L-052", at="    du: 2023-01-01\n    source: Code de la commande publique art. D. 2111-3"),
    seed("two thresholds of which each is the last one known", "references.yaml", "    dernier_connu: false", "    dernier_connu: true", "L-054"),
    seed("a series of a list that there is not", "bibliotheque.yaml", "  seuils: [usage, champ]", "  seuil: [usage, champ]", "L-056"),
    seed("a series by a key that no entry has", "bibliotheque.yaml", "  seuils: [usage, champ]", "  seuils: [usage, champs]", "L-057"),
    seed("a protected list that there is not", "bibliotheque.yaml", "fermees: [seuils,", "fermees: [seuls,", "L-056"),
    seed("a reference that takes the place of nothing known", "references.yaml", "remplace_par: CCP-L2112-2-2026", "remplace_par: CCP-L2112-2-2027", "L-022"),
    seed("a legal basis of an entry that does not exist", "listes.yaml", "fondements: [CCP-L2112-2-1],", "fondements: [CCP-L2112-2-9],", "L-022"),
    seed("aliases that multiply", "listes.yaml", "natures:\n", "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
         "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\nnatures:\n", "Y-043", at="e: [*d"),
    seed("an unknown degree of confidence", "references.yaml", "confiance: verifie", "confiance: verifié", "S-111"),
    # --- articles named in prose -------------------------------------------------------------------------------------------------
    seed("an article named in a text", K2, "{{droit.CCP-L2112-2.citation}}", "article L. 2112-2 du code de la commande publique", "D-386"),
    seed("a law named in a text", "communs/difficultes.yaml", "Si une difficulté", "Sans préjudice de la loi n° 75-1334 du 31 décembre 1975, si une difficulté", "D-386"),
    seed("an article named in a list", "publics.yaml", "origine: Catégorie ouverte des pratiques publiques", "origine: Code du travail, article L. 5132-4", "D-386"),
    seed("an article for the identifier of its reference", "publics.yaml", "fondements: [CT-L5132-4]", "fondements: [Code du travail article L. 5132-4]", "S-148"),
    seed("an article named in a piece", "pieces/note_dispense.yaml", "de l'{{droit.CCP-L3114-2-1.citation}}", "de l'article L. 3114-2-1 du code de la commande publique", "D-386"),
    seed("an article named in the hint of a rule", "regles/reserve.yaml", "aide: Relisez cet article,", "aide: Relisez l'article L. 3113-3,", "D-386"),
    seed("an article named in the advice", "conseil.yaml", "par le code de la commande publique.", "par l'article L. 2112-2-1.", "D-386"),
    # --- rules -------------------------------------------------------------------------------------------------------------------
    seed("a rule that covers none", "regles/diversite.yaml", "couvre: [D-155]", "couvre: [D-1555]", "L-069"),
    seed("an unknown field in a rule", "regles/droit.yaml", "si: size(lot.clauses) == 0 &&", "si: size(lot.clause) == 0 &&", "L-021"),
    seed("a rule's number twice", "regles/droit.yaml", "id: D-080", "id: D-079", "L-007"),
    seed("a level that is none", "regles/droit.yaml", "niveau: erreur", "niveau: grave", "S-110"),
    seed("a rule of an unknown consideration", "regles/progres.yaml", "consideration: plan_progres", "consideration: plan_progre", "L-024"),
    seed("a rule without hint", "regles/progres.yaml", "    aide: Étudiez un plan de progrès avec le facilitateur, sur d'autres axes que les heures d'insertion.\n", "", "S-130", at="  - id: D-123"),
    seed("a condition that is no condition", "regles/droit.yaml", "    si: calcul.droit_public && marche.lancement == '2026-08-21'", "    si: marche.lancement", "E-024"),
    seed("a condition that reads nothing", "regles/droit.yaml", "    si: calcul.droit_public && marche.lancement == '2026-08-21'", "    si: 1 > 2", "E-033"),
    seed("a boolean in a message", "regles/progres.yaml", "{{marche.duree.avec_unite}}", "{{calcul.alloti}}", "L-046"),
    seed("a date as people write it in a rule", "regles/droit.yaml", "marche.lancement == '2026-08-21'", "marche.lancement == '21/08/2026'", "E-029"),
    seed("a misspelt name in a message", "regles/progres.yaml", "{{marche.duree.avec_unite}}", "{{marche.dure.avec_unite}}", "L-021"),
    seed("a misspelt place of a finding", "regles/progres.yaml", "    sur: marche.duree\n", "    sur: marche.dure\n", "L-021"),
    # --- advice ------------------------------------------------------------------------------------------------------------------
    seed("an unknown consideration in the advice", "conseil.yaml", "  - consideration: plan_progres", "  - consideration: plan_progre", "L-024"),
    seed("an unreachable case of the advice", "conseil.yaml", "        si: conseil.equipe_suivi == true\n", "", "L-192",
         at="      - id: D-123\n        nom: autre\n        avis: possible"),
    seed("a wrong type in the advice", "conseil.yaml", "si: lot.duree < calcul.duree_plan", "si: lot.duree < marche.objet", "E-023"),
    seed("a misspelt name in the advice's data", "conseil.yaml", "donnees: [conseil.equipe_suivi, lot.duree]", "donnees: [conseil.equipe_suivie, lot.duree]", "L-021"),
    seed("a verdict that is none", "conseil.yaml", "avis: impossible", "avis: interdite", "S-110"),
    # --- pieces ------------------------------------------------------------------------------------------------------------------
    seed("a misspelt name in a piece", "pieces/avis.yaml", "{{marche.objet}}", "{{marche.object}}", "L-021"),
    seed("a piece for an unknown consideration", "pieces/avis.yaml", "  - pour: clause_heures", "  - pour: clause_heure", "L-024"),
    # --- published contracts -----------------------------------------------------------------------------------------------------
    seed("an unknown key of published data", "decp.yaml", "publication:\n", "publications:\n", "S-133"),
    seed("a published field for a misspelt field of a market", "decp.yaml", "{de: dureeMois, vers: marche.duree}", "{de: dureeMois, vers: marche.dureee}", "B-067"),
    seed("a published field for no field of a market", "decp.yaml", "{de: montant, vers: marche.montant}", "{de: montant, vers: prix.hors_taxes.total}", "B-063"),
    seed("a hint for a misspelt field of a market", "decp.yaml", "pour: marche.lancement", "pour: marche.lancment", "B-067"),
    seed("a published value for an entry that the list does not have", "decp.yaml", "Procédure adaptée: adaptee", "Procédure adaptée: adapte", "S-111"),
    seed("a beginning of codes for an entry that the list does not have", "decp.yaml", '"45": travaux,', '"45": ouvrages,', "S-110"),
    seed("a published value that its field refuses", "decp.yaml", "{Marché de défense ou de sécurité: true}", "{Marché de défense ou de sécurité: peut-être}", "B-036"),
    seed("two ways for one published field", "decp.yaml", "{de: id, vers: marche.reference}", "{de: id, vers: marche.reference, pour: marche.objet}", "S-161"),
    # --- sample markets ----------------------------------------------------------------------------------------------------------
    seed("an unknown key in a sample", VOLUME, "  duree: 24", "  durée: 24", "S-133"),
    seed("an unknown option in a sample", VOLUME, "      rang: 2", "      range: 2", "S-133"),
    seed("an unknown consideration in a sample", VOLUME, "  - clause: critere_social", "  - clause: critere_sociale", "L-024"),
    seed("a wrong type in a sample", VOLUME, "      rang: 2", "      rang: deux", "S-103"),
    seed("an unknown code in a sample", VOLUME, "nature: services", "nature: service", "S-111"),
    seed("lots that do not add up", VOLUME, "montant: 300000}", "montant: 310000}", "D-079", at="  montant: 800000"),
    seed("two lots of one number", VOLUME, "{num: 2,", "{num: 1,", "L-007"),
    # --- what facilitators write when they edit --------------------------------------------------------------------------------
    seed("a tag with single braces", K7, "{{options.delai_plan.avec_unite}} au plus après", "{options.delai_plan.avec_unite} au plus après", "L-063"),
    seed("a brace too many", K7, "{{options.lien_objet}}", "{{options.lien_objet}}}", "L-063"),
    seed("single braces in a message", "regles/progres.yaml", "{{marche.duree.avec_unite}}", "{marche.duree.avec_unite}", "L-063"),
    seed("an option named without its map", K7, "{{options.lien_objet}}", "{{lien_objet}}", "L-021"),
    seed("a calculation named without its map", K7, "{{calcul.plans_dus.nombre}}", "{{plans_dus.nombre}}", "L-021"),
    seed("an option with a capital", K7, "{{options.lien_objet}}", "{{options.Lien_objet}}", "L-021"),
    seed("an option that may lack, printed in any case", K7, "    maximum: 60\n    default: 15\n    x-unite: jours\n    x-source: D-140", "    maximum: 60\n    x-unite: jours\n    x-source: D-140",
         "L-062", at="{{options.delai_compte_rendu.avec_unite}}"),
    seed("a value of lots outside of them", K7, "{{options.delai_avis.avec_unite}} au plus après sa", "{{calcul.plans_dus.nombre}} au plus après sa", "L-060"),
    seed("a reference to a misspelt block", K7, "{{ref.penalites}}", "{{ref.penalite}}", "L-012"),
    seed("an unknown key of entries", K7, "- {{libelle}} : {{texte}}.", "- {{nom}} : {{texte}}.", "L-011"),
    seed("a section closed by another name", K7, "{{#calcul.un_axe}}Cet axe", "{{#un_axe}}Cet axe", "M-007"),
    seed("a section closed twice", K7, "{{/options.axes}}", "{{/options.axes}}{{/options.axes}}", "M-006"),
    seed("a heading for a block that there is not", K7, "  controle: Évaluation, suivi", "  controles: Évaluation, suivi", "L-029"),
    seed("a line of a body that is not indented", K7, "    Le plan ne réserve aucun emploi.", "Le plan ne réserve aucun emploi.", "Y-008"),
    seed("a colon in a sentence without quotes", K7, "resume: Fixer avec le titulaire", "resume: Fixer : avec le titulaire", "Y-004"),
    seed("a date as people write it", K7, "en_vigueur: {du: 2019-04-01}", "en_vigueur: {du: 01/04/2019}", "S-145"),
    seed("a default below its minimum", K7, "    default: 60", "    default: 6", "S-120"),
    seed("a default that is none of the values", K7, "    default: annuel\n", "    default: annuelle\n", "S-111"),
    seed("an example out of its range", K7, "    examples: [4]\n", "    examples: [400]\n", "S-121"),
    seed("a placeholder left in a body", K7, "Le plan ne réserve aucun emploi.", "Le plan réserve XX emplois.", "D-130"),
    seed("a former name in a body", K7, "le service public de l'emploi.", "Pôle emploi.", "D-013"),
    seed("one = in a condition", "regles/progres.yaml", "si: lot.duree < 24", "si: lot.duree = 24", "E-004"),
    seed("« et » in a condition", "regles/progres.yaml", "marche.duree >= 24 && size(clauses) > 0", "marche.duree >= 24 et size(clauses) > 0", "E-012"),
    seed("a sign of printers in a condition", "regles/progres.yaml", "marche.duree >= 24", "marche.duree ≥ 24", "E-004"),
    seed("a decimal comma in a condition", "regles/progres.yaml", "si: lot.duree < 24", "si: lot.duree < 24,5", "E-012"),
    seed("a bracket that is never closed", "regles/progres.yaml", "!('plan_progres' in clauses)\"", "!('plan_progres' in clauses\"", "E-011"),
    seed("a value of lots in a condition on the market", "regles/progres.yaml", "si: \"marche.duree >= 24 &&", "si: \"lot.duree >= 24 &&", "L-060"),
    seed("a text without quotes in a condition", "regles/progres.yaml", "'emploi' in options.axes", "emploi in options.axes", "L-011"),
    seed("a code that its catalogue lacks in a condition", "regles/progres.yaml", "'savoirs' in options.axes", "'savoir' in options.axes", "E-032"),
    seed("an option in a calculation on the market", "calculs.yaml", "pour: plan_progres, par: article, formule: options.rythme == 'annuel'", "pour: plan_progres, par: marche, formule: options.rythme == 'annuel'", "L-060"),
    seed("a calculation of another consideration", "calculs.yaml", "formule: size(lots) > 1, source: D-074", "formule: calcul.plans_dus > 1, source: D-074", "L-061"),
    seed("a text times a number", "calculs.yaml", "formule: options.revues * plafond", "formule: options.rythme * plafond", "E-023"),
    seed("a rounding without decimals", "calculs.yaml", "\"arrondi(calcul.penalite_max / lot.montant * 100, 2)\"", "\"arrondi(calcul.penalite_max / lot.montant * 100)\"", "E-015"),
    seed("an entry without label", "publics.yaml", "    libelle: Demandeur d'emploi de très longue durée\n", "", "L-065", at="  - id: DETLD"),
    seed("a misspelt key of an entry", "publics.yaml", "    conditions: personne sans emploi, inscrite à France Travail depuis douze", "    condition: personne sans emploi, inscrite à France Travail depuis douze", "L-064"),
    seed("a misspelt field of a threshold", "references.yaml", "    champ: central\n", "    champ: centrale\n", "L-066"),
    seed("a misspelt use of a threshold", "references.yaml", "    usage: europeen\n", "    usage: européen\n", "L-066"),
    seed("an amount with its sign", "references.yaml", "    montant: 216000\n", "    montant: 216000 €\n", "S-102"),
    seed("a reference replaced by itself", "references.yaml", "remplace_par: CCP-L2112-2-2026", "remplace_par: CCP-L2112-2-2019", "L-068"),
    seed("an amount with blanks and sign in a sample", VOLUME, "  montant: 800000", "  montant: 800 000 €", "S-102"),
    seed("a date as people write it in a sample", VOLUME, "  lancement: 2024-03-04", "  lancement: 04/03/2024", "S-145"),
    seed("an address that is none in a sample", VOLUME, "courriel: clauses@exemple.fr", "courriel: clauses.exemple.fr", "S-146"),
    seed("a lot without its dash", VOLUME, "  - {num: 2, intitule: Tri", "    {num: 2, intitule: Tri", "Y-005"),
    seed("a condition of a piece that means nothing", "pieces/avis.yaml", "si: clauses\n", "si: clause\n", "L-011"),
    seed("a misspelt key of a chapter", "pieces/avis.yaml", "    titre: Mentions communes\n    blocs:", "    titre: Mentions communes\n    bloc:", "S-133"),
    # --- a local library over the clean one ------------------------------------------------------------------------------------
    local("an entry that the base does not have", "publics.yaml", "publics:\n  retraits: [TOUT_AUTRE]\n", "L-150", "  retraits"),
    local("a list that is law", "references.yaml", "references:\n  retraits: [CCP-L2112-2]\n", "L-155", "references:"),
    local("a rule made looser", "regles/ici.yaml", "niveaux:\n  D-091: info\n", "L-156", "  D-091"),
    local("a consideration that the base does not have", "considerations/ici.yaml", "surcharge: clause_heure\nversion: 1.0.0\ntitre: Heures\n", "L-151", "surcharge"),
    local("a key that no change has", "considerations/ici.yaml", "surcharge: clause_heures\nversion: 1.0.0\nresumé: Rien.\n", "S-133", "resumé"),
    local("a list that the base has already", "publics.yaml", "publics:\n  entrees:\n    - {id: TOUT_AUTRE, libelle: Tout autre}\n", "L-007", "  entrees"),
    local("an identifier that is none in a list of its own", "listes.yaml", "couleurs:\n  entrees:\n    - {id: \"9\", libelle: Neuf}\n", "S-143", "    - {id"),
    local("a change in a list of its own", "listes.yaml", "couleurs:\n  entrees:\n    - {id: bleu, libelle: Bleu}\n  retraits: [vert]\n", "L-150", "  retraits"),
    local("a reading of published contracts of its own", "decp.yaml", "publication: {}\n", "L-049", "publication"),
    local("a case that the advice does not have", "conseil.yaml", "considerations:\n  clause_heures:\n    cas:\n      techniques: {rang: 4}\n", "L-151", "      techniques"),
    local("an impossible case made possible", "conseil.yaml", "considerations:\n  critere_social:\n    cas:\n      sans_concurrence: {avis: possible}\n", "L-156", "      sans_concurrence"),
    local("a case before what is impossible", "conseil.yaml", "considerations:\n  achat_insertion:\n    nouveaux_cas:\n      - id: ICI-R1\n        avant: sans_competence\n"
          "        si: lot.duree > 3\n        avis: proposee\n        rang: 1\n        phrase: Le territoire manque de parcours d'insertion.\n        donnees: [lot.duree]\n", "L-156", "        avis"),
    local("the case that says something of every lot taken away", "conseil.yaml", "considerations:\n  clause_heures:\n    cas:\n      volume: null\n", "L-191", "      volume"),
    local("a piece that the base does not have", "pieces/ici.yaml", "surcharge: avi\nversion: 1.0.0\ntitre: Avis local\n", "L-151", "surcharge"),
    local("a chapter that the piece does not have", "pieces/ici.yaml", "surcharge: avis\nversion: 1.0.0\nchapitres:\n  clause_heure: {titre: Heures}\n", "L-151", "  clause_heure"),
    local("a misspelt name in a piece", "pieces/ici.yaml", "surcharge: notice\nversion: 1.0.0\nnouveaux_chapitres:\n  - titre: Ici\n    blocs:\n      - {titre: Objet, corps: \"{{marche.object}}\"}\n", "L-021", "      - {titre"),
    local("no base", "bibliotheque.yaml", ABOUT.replace("../clauses", "../absente"), "L-152", "  dossier"),
    local("another base", "bibliotheque.yaml", ABOUT.replace("clauses-sociales", "clauses-autres"), "L-153", "  id: clauses-autres"),
]


def copy_of_library(folder):
    library = pathlib.Path(folder) / "clauses"
    shutil.copytree(SOURCE / "clauses", library)
    return library


def findings(ccap, path):
    done = subprocess.run([ccap, "check", "--format", "json", str(path)], capture_output=True, text=True, timeout=120, check=False,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    if done.returncode not in (0, 1):
        return [{"code": f"exit {done.returncode}", "file": "", "line": 0, "message": done.stderr[-300:], "severity": "error"}]
    return [d for d in json.loads(done.stdout) if d["severity"] != "note"]


def key(finding, library):
    return finding["code"], os.path.relpath(finding["file"] or str(library), library), finding["message"]


def line_of(text, one, before):
    """The line of `at` after the change, or of the first changed one."""
    if one["at"]:
        return text[:text.index(one["at"])].count("\n") + 1
    a, b = before.split("\n"), text.split("\n")
    return next(n for n, (x, y) in enumerate(zip(a, b), 1) if x != y)


def verdict(one, beyond, line, library):
    """What is wrong with what came, and how it looks."""
    shown = [f"{f['code']} {os.path.relpath(f['file'] or str(library), library)}:{f['line']} {f['message']}" for f in beyond]
    if len(beyond) == 1 and beyond[0]["code"] == one["code"] and shown[0].split(" ")[1] == f"{one['where']}:{line}":
        return [], shown
    return [f"wanted {one['code']} at {one['where']}:{line} alone, of {len(beyond)}:"] + [f"  {s}" for s in shown[:8]], shown


def run_local(ccap, one, library):
    folder = library.parent / "ici"
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in {"bibliotheque.yaml": ABOUT, one["file"]: one["text"]}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return verdict(one, findings(ccap, folder), line_of(one["text"], one, ""), folder)


def beyond_clean(found, clean, library):
    """The findings without those of the clean library, each of which is left out once."""
    spare = list(clean)
    beyond = []
    for finding in found:
        if key(finding, library) in spare:
            spare.remove(key(finding, library))
        else:
            beyond.append(finding)
    return beyond


def run_moved(ccap, one, library, clean):
    (library / one["file"]).rename(library / one["to"])
    try:
        found = findings(ccap, library)
    finally:
        (library / one["to"]).rename(library / one["file"])
    return verdict(one, beyond_clean(found, clean, library), 1, library)


def run_case(ccap, one, library, clean):
    if "to" in one:
        return run_moved(ccap, one, library, clean)
    path = library / one["file"]
    before = path.read_bytes()
    text = before.decode("utf-8")
    changed = before
    for old, new in one["pairs"]:
        if old.encode("utf-8") not in changed:
            return [f"{one['file']} has no “{old}”: mend this test"], []
        changed = changed.replace(old.encode("utf-8"), new if isinstance(new, bytes) else new.encode("utf-8"), 1)
    path.write_bytes(changed)
    try:
        found = findings(ccap, library)
    finally:
        path.write_bytes(before)
    line = line_of(changed.decode("utf-8", "replace"), one, text)
    return verdict(one, beyond_clean(found, clean, library), line, library)


def nameless():
    """Chapters and texts of pieces, cases of the advice, that no local library could name."""
    for path in sorted((SOURCE / "clauses/pieces").glob("*.yaml")):
        for item in re.findall(r"^  - (?!id:|pour:).*|^      - (?!id:).*", path.read_text(encoding="utf-8"), re.M):
            yield f"{path.name}: {item.strip()}"
    advice = (SOURCE / "clauses/conseil.yaml").read_text(encoding="utf-8")
    yield from (f"conseil.yaml: {item.strip()}" for item in re.findall(r"^ *- id: .*\n(?! *nom: )", advice, re.M))


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--ccap", default=str(BUILD / "ccap"))
    parser.add_argument("--show", action="store_true")
    parser.add_argument("cases", nargs="*")
    given = parser.parse_args()
    cases = [one for one in SEEDS if not given.cases or any(word in one["name"] for word in given.cases)]
    failed = 0
    print(f"1..{len(cases) + 1}")
    found = list(nameless())
    failed += bool(found)
    print(f"{'not ok' if found else 'ok'} 1 - everything that a local library may change has a name", flush=True)
    for item in found:
        print(f"# {item}")
    with tempfile.TemporaryDirectory() as folder:
        library = copy_of_library(folder)
        clean = [key(finding, library) for finding in findings(given.ccap, library)]
        for number, one in enumerate(cases, 2):
            problems, shown = run_local(given.ccap, one, library) if "text" in one else run_case(given.ccap, one, library, clean)
            failed += bool(problems)
            print(f"{'not ok' if problems else 'ok'} {number} - {one['name']}", flush=True)
            for problem in problems or (shown if given.show else []):
                print(f"# {problem}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
