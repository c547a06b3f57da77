/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_expr - the language of conditions and calculations: every operator, function, macro and
 * error, with its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/expr/expr.h"

static const char data_json[] =
    "{\"marche\": {\"montant\": 6200000, \"duree\": 18, \"nature\": \"travaux\", \"vide\": null, "
    "\"qpv\": true,"
    "  \"lancement\": \"2026-10-05\", \"liste\": [1, 2, 3], \"rien\": [], \"objet\": "
    "\"Réhabilitation\"},"
    " \"lots\": [{\"num\": 1, \"montant\": 100000.5, \"calcul\": {\"heures\": 31}},"
    "            {\"num\": 2, \"montant\": 50, \"calcul\": {\"heures\": 0.5}}],"
    " \"droit\": {\"CCP-L2112-2\": {\"du\": \"2019-04-01\"}},"
    " \"mixte\": [1, \"un\", null, true, [1], {\"a\": 1}],"
    " \"a\": 2, \"b\": 3, \"t\": true, \"f\": false}";

typedef struct Fixture {
    Arena arena;
    DiagList diags;
    ExprName names[16];
    size_t n_names;
} Fixture;

static int set_up(void **state)
{
    static Fixture fixture;
    Fixture *fx = &fixture;
    *fx = (Fixture){0};
    arena_init(&fx->arena, 0);
    diag_list_init(&fx->diags, &fx->arena);
    const Source *source = source_new(&fx->arena, STR("data.json"), str_of(data_json), 0);
    Value *root = NULL;
    YamlLimits limits = {.max_nodes = LIMIT_YAML_NODES, .max_depth = LIMIT_YAML_DEPTH};
    if (json_load(&fx->arena, source, limits, &fx->diags, &root) != ST_OK) {
        return -1;
    }
    for (size_t i = 0; i < root->map.n; i++) {
        fx->names[fx->n_names++] =
            (ExprName){.name = root->map.members[i].key, .value = root->map.members[i].value};
    }
    /* marche.nature stands for an entry of a catalogue. */
    Value *entry = value_map(&fx->arena, (Loc){0});
    Value *title = value_text(&fx->arena, (Loc){0}, STR("Marché de travaux"));
    if (value_map_add(&fx->arena, entry, STR("libelle"), (Loc){0}, title) != ST_OK) {
        return -1;
    }
    Value *nature = (Value *)value_path(root, STR("marche.nature"));
    nature->entry = entry;
    *state = fx;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *fx = *state;
    arena_done(&fx->arena);
    return 0;
}

static Status run(Fixture *fx, const char *text, const Value **ret_value)
{
    const Source *source = source_new(&fx->arena, STR("calculs.yaml"), STR_EMPTY, 1);
    Loc at = {.source = source, .line = 7, .column = 10};
    const Expr *expr = NULL;
    TRY(expr_compile(&fx->arena, str_of(text), at, &fx->diags, &expr));
    return expr_eval(expr, fx->names, fx->n_names, &fx->arena, &fx->diags, ret_value);
}

static void assert_gives(Fixture *fx, const char *text, const char *wanted_json)
{
    const Value *value = NULL;
    Status st = run(fx, text, &value);
    if (st != ST_OK) {
        fail_msg("“%s”: status %d, %s", text, (int)st,
                 fx->diags.n ? diag_info(fx->diags.items[fx->diags.n - 1].code)->message : "-");
    }
    Buf out;
    buf_init(&out, 100000);
    json_put(&out, value);
    buf_putc(&out, '\0');
    if (strcmp(out.ptr, wanted_json) != 0) {
        fail_msg("“%s” gives %s, not %s", text, out.ptr, wanted_json);
    }
    buf_done(&out);
}

typedef struct Case {
    const char *text;
    const char *wanted;
} Case;

static void check_all(Fixture *fx, const Case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_gives(fx, cases[i].text, cases[i].wanted);
    }
    assert_int_equal(fx->diags.n, 0);
}

#define CHECK_ALL(fx, cases) check_all((fx), (cases), sizeof(cases) / sizeof(cases)[0])

static void test_literals(void **state)
{
    static const Case cases[] = {
        {"1", "1"},
        {"1.50", "1.5"},
        {".5", "0.5"},
        {"1e3", "1000"},
        {"12.5e-1", "1.25"},
        {"true", "true"},
        {"false", "false"},
        {"null", "null"},
        {"'texte'", "\"texte\""},
        {"\"texte d'ici\"", "\"texte d'ici\""},
        {"'l\\'été \\\\ \\\" \\n\\t'", "\"l'été \\\\ \\\" \\n\\t\""},
        {"''", "\"\""},
        {"[]", "[]"},
        {"[1, 'a', [true], null]", "[1,\"a\",[true],null]"},
        {" \t\n 1 \r\n", "1"},
    };
    CHECK_ALL((Fixture *)*state, cases);
}

static void test_names_and_fields(void **state)
{
    static const Case cases[] = {
        {"a", "2"},
        {"marche.duree", "18"},
        {"marche . duree", "18"},
        {"lots[0].montant", "100000.5"},
        {"lots[1].calcul.heures", "0.5"},
        {"lots[size(lots) - 1].num", "2"},
        {"marche['duree']", "18"},
        {"droit['CCP-L2112-2'].du", "\"2019-04-01\""},
        {"marche.vide", "null"},
        {"marche.nature", "\"travaux\""},
        {"marche.nature.libelle", "\"Marché de travaux\""},
        {"marche.nature == 'travaux'", "true"},
        {"[marche][0].nature.libelle", "\"Marché de travaux\""},
    };
    CHECK_ALL((Fixture *)*state, cases);
}

static void test_arithmetic(void **state)
{
    static const Case cases[] = {
        {"1 + 2 * 3", "7"},
        {"(1 + 2) * 3", "9"},
        {"10 - 4 - 3", "3"},
        {"100 / 10 / 2", "5"},
        {"7 % 3", "1"},
        {"-7 % 3", "-1"},
        {"-a", "-2"},
        {"- - a", "2"},
        {"2 - -3", "5"},
        {"-a * b", "-6"},
        {"0.1 + 0.2 == 0.3", "true"},
        {"1 / 3 * 3 == 1", "true"},
        {"1 / 3", "0.333333333333"},
        {"2/3", "0.666666666667"},
        {"'a' + 'b' + 'c'", "\"abc\""},
        {"'' + ''", "\"\""},
        {"[1] + [2, 3] + []", "[1,2,3]"},
        {"marche.montant / 100", "62000"},
        /* The control values of the domain: E1, D-159, E2. */
        {"6200000*50/100/35*7/100 == 6200", "true"},
        {"arrondi(6200000*50/100/35*7/100, 0)", "6200"},
        {"arrondi(1000000*0.5/30*0.05, 0)", "833"},
        {"arrondi(1000000*0.5/30*0.05, 2)", "833.33"},
        {"1500000*0.7/30*0.1 == 3500", "true"},
        {"arrondi(72000*0.30/35*0.05, 0)", "31"},
        {"max(0, 700 - 560 - 40) * 50", "5000"},
    };
    CHECK_ALL((Fixture *)*state, cases);
}

static void test_comparison(void **state)
{
    static const Case cases[] = {
        {"1 == 1.0", "true"},
        {"1 != 1", "false"},
        {"1 < 2", "true"},
        {"2 < 2", "false"},
        {"2 <= 2", "true"},
        {"3 > 2", "true"},
        {"2 > 2", "false"},
        {"2 >= 2", "true"},
        {"'a' < 'b'", "true"},
        {"'a' < 'B'", "false"},
        {"'z' < 'é'", "true"},
        {"'a' < 'aa'", "true"},
        {"'2026-09-30' < marche.lancement", "true"},
        {"marche.lancement >= '2026-10-05'", "true"},
        {"'a' == 'a'", "true"},
        {"'a' != 'b'", "true"},
        {"true == false", "false"},
        {"true != false", "true"},
        {"null == null", "true"},
        {"marche.vide == null", "true"},
        {"marche.duree != null", "true"},
        {"null == 0", "false"},
        {"'' == null", "false"},
        {"null != [1]", "true"},
        {"[1, 2] == [1, 2.0]", "true"},
        {"[1, 2] == [2, 1]", "false"},
        {"lots[0] == lots[0]", "true"},
        {"lots[0] != lots[1]", "true"},
        {"1 in [1, 2]", "true"},
        {"3 in [1, 2]", "false"},
        {"1 in []", "false"},
        {"'1' in [1, 2]", "false"},
        {"'un' in mixte", "true"},
        {"null in mixte", "true"},
        {"[1] in mixte", "true"},
        {"false in mixte", "false"},
        {"'duree' in marche", "true"},
        {"'absent' in marche", "false"},
        {"marche.nature in ['travaux', 'services']", "true"},
        {"!(1 in [1])", "false"},
        {"1 + 1 in [2]", "true"},
    };
    CHECK_ALL((Fixture *)*state, cases);
}

static void test_logic(void **state)
{
    static const Case cases[] = {
        {"t && t", "true"},
        {"t && f", "false"},
        {"f && t", "false"},
        {"t || f", "true"},
        {"f || f", "false"},
        {"f || t", "true"},
        {"!t", "false"},
        {"!!t", "true"},
        {"!f && t", "true"},
        {"t || f && f", "true"},
        {"(t || f) && f", "false"},
        {"f && inconnu", "false"},
        {"t || 1 / 0 == 1", "true"},
        {"t ? 1 : 2", "1"},
        {"f ? 1 : 2", "2"},
        {"t ? 1 : 1 / 0", "1"},
        {"f ? inconnu : 2", "2"},
        {"f ? 1 : f ? 2 : 3", "3"},
        {"f ? 1 : t ? 2 : 3", "2"},
        {"t ? f ? 1 : 2 : 3", "2"},
        {"1 > 2 || 3 > 2 ? 'oui' : 'non'", "\"oui\""},
        {"a == 2 && b == 3", "true"},
    };
    CHECK_ALL((Fixture *)*state, cases);
}

static void test_has(void **state)
{
    static const Case cases[] = {
        {"has(marche.duree)", "true"},
        {"has(marche.vide)", "false"},
        {"has(marche.absent)", "false"},
        {"has(marche.absent.plus)", "false"},
        {"has(marche.vide.plus)", "false"},
        {"has(marche.duree.plus)", "false"},
        {"has(lots[0].calcul.heures)", "true"},
        {"has(lots[9].calcul)", "false"},
        {"has(lots[0].part_mo)", "false"},
        {"has(marche.nature.libelle)", "true"},
        {"has(marche.nature.absent)", "false"},
        {"has(a)", "true"},
        {"has(inconnu)", "false"},
        {"has(inconnu.champ)", "false"},
        {"lots.all(l, has(l.num))", "true"},
        {"lots.exists(l, has(l.absent))", "false"},
        {"has(marche.absent) && marche.absent > 3", "false"},
    };
    CHECK_ALL((Fixture *)*state, cases);
}

static void test_macros(void **state)
{
    static const Case cases[] = {
        {"lots.map(l, l.num)", "[1,2]"},
        {"lots.map(l, l.calcul.heures * 2)", "[62,1]"},
        {"lots.filter(l, l.montant > 100).map(l, l.num)", "[1]"},
        {"lots.all(l, l.num > 0)", "true"},
        {"lots.all(l, l.num > 1)", "false"},
        {"lots.exists(l, l.num == 2)", "true"},
        {"lots.exists(l, l.num == 3)", "false"},
        {"marche.rien.all(x, false)", "true"},
        {"marche.rien.exists(x, true)", "false"},
        {"marche.rien.map(x, x)", "[]"},
        {"[1, 2].map(x, [3, 4].map(y, x * y))", "[[3,4],[6,8]]"},
        {"[1, 2].map(x, [3].map(x, x))", "[[3],[3]]"},
        {"[1, 2, 3].filter(x, x in marche.liste && x != 2)", "[1,3]"},
        {"[1].map(a, a)[0] + a", "3"},
        {"somme(lots.map(l, l.montant))", "100050.5"},
        {"size(lots.filter(l, l.num == 2))", "1"},
        {"lots.filter(l, l.num == 2)[0].montant", "50"},
        {"[2, 1].exists(x, x == 2 || x / 0 == 1)", "true"},
    };
    CHECK_ALL((Fixture *)*state, cases);
}

static void test_functions(void **state)
{
    static const Case cases[] = {
        {"size(lots)", "2"},
        {"size([])", "0"},
        {"size('été')", "3"},
        {"size(lots[0])", "3"},
        {"arrondi(2.5, 0)", "3"},
        {"arrondi(-2.5, 0)", "-3"},
        {"arrondi(833.335, 2)", "833.34"},
        {"plancher(2.9)", "2"},
        {"plancher(-2.1)", "-3"},
        {"plafond(2.1)", "3"},
        {"plafond(-2.9)", "-2"},
        {"plafond(3)", "3"},
        {"min(3, 1, 2)", "1"},
        {"max(3, 1, 2)", "3"},
        {"min(5)", "5"},
        {"max('2026-01-01', marche.lancement)", "\"2026-10-05\""},
        {"min('2026-01-01', marche.lancement)", "\"2026-01-01\""},
        {"somme([])", "0"},
        {"somme([0.1, 0.2, 0.7])", "1"},
        {"abs(-3.5)", "3.5"},
        {"abs(3)", "3"},
        {"date('2026-08-22')", "\"2026-08-22\""},
        {"date('2026-08-22') < marche.lancement", "true"},
        {"longueur(marche.objet)", "14"},
        {"contient('insertion', 'sert')", "true"},
        {"contient('insertion', 'x')", "false"},
        {"contient('', '')", "true"},
        {"unique([1, 2, 1.0, 'a', 'a', null, null])", "[1,2,\"a\",null]"},
        {"mois_entre('2026-01-31', '2026-02-28')", "1"},
        {"mois_entre('2026-01-15', '2026-03-14')", "1"},
        {"mois_entre('2026-01-15', '2026-03-15')", "2"},
        {"mois_entre('2026-03-15', '2026-01-16')", "-1"},
        {"mois_entre('2026-03-15', '2026-01-15')", "-2"},
        {"mois_entre('2026-03-15', '2026-03-15')", "0"},
        {"ajoute_mois('2026-10-05', marche.duree)", "\"2028-04-05\""},
        {"ajoute_mois('2024-02-29', 12)", "\"2025-02-28\""},
        {"ajoute_mois('2026-10-05', -10)", "\"2025-12-05\""},
    };
    CHECK_ALL((Fixture *)*state, cases);
}

typedef struct Wrong {
    const char *text;
    const char *code;
    uint32_t line;
    uint32_t column; /* the expression begins at 7:10 */
    uint32_t span;
    const char *arg1;
} Wrong;

static void check_wrong(Fixture *fx, const Wrong *wrong)
{
    fx->diags.n = 0;
    const Value *value = NULL;
    Status st = run(fx, wrong->text, &value);
    if (st == ST_OK || fx->diags.n != 1) {
        fail_msg("“%s”: status %d, %zu diagnostics", wrong->text, (int)st, fx->diags.n);
    }
    const Diag *diag = &fx->diags.items[0];
    const char *code = diag_info(diag->code)->code;
    if (strcmp(code, wrong->code) != 0 || diag->loc.line != wrong->line ||
        diag->loc.column != wrong->column || diag->span != wrong->span ||
        (wrong->arg1 && !str_is(diag->args[0], wrong->arg1))) {
        fail_msg("“%s”: %s at %u:%u span %u “%.*s”", wrong->text, code, diag->loc.line,
                 diag->loc.column, diag->span, STR_ARG(diag->args[0]));
    }
    assert_null(value);
}

static void test_syntax_errors(void **state)
{
    static const Wrong cases[] = {
        {"", "E-001", 7, 10, 0, NULL},
        {"  \n ", "E-001", 7, 10, 0, NULL},
        {"1 & 2", "E-004", 7, 12, 1, "&"},
        {"é", "E-004", 7, 10, 1, "é"},
        {"a = 2", "E-004", 7, 12, 1, "="},
        {"'é' + 'abc", "E-005", 7, 16, 1, NULL},
        {"'abc\\'", "E-005", 7, 10, 1, NULL},
        {"'a\\qb'", "E-006", 7, 12, 2, "\\q"},
        {"1e400", "E-007", 7, 10, 5, "1e400"},
        {"12h", "E-007", 7, 10, 3, "12h"},
        {"1_000", "E-007", 7, 10, 5, NULL},
        {"1 + * 2", "E-008", 7, 14, 1, "*"},
        {"in [1]", "E-008", 7, 10, 2, "in"},
        {")", "E-008", 7, 10, 1, ")"},
        {"a.(b)", "E-008", 7, 12, 1, "("},
        {"1 +", "E-009", 7, 13, 0, NULL},
        {"a.", "E-009", 7, 12, 0, NULL},
        {"!", "E-009", 7, 11, 0, NULL},
        {"size(lots 1)", "E-010", 7, 20, 1, ")"},
        {"t ? 1 2", "E-010", 7, 16, 1, ":"},
        {"[1 2]", "E-010", 7, 13, 1, "]"},
        {"lots.map(l l)", "E-010", 7, 21, 1, ","},
        {"(1", "E-011", 7, 12, 0, ")"},
        {"lots[0", "E-011", 7, 16, 0, "]"},
        {"1 2", "E-012", 7, 12, 1, "2"},
        {"(1))", "E-012", 7, 13, 1, ")"},
        {"1 < 2 < 3", "E-013", 7, 16, 1, "<"},
        {"a == b == t", "E-013", 7, 17, 2, "=="},
        {"arondi(1, 0)", "E-014", 7, 10, 6, "arondi"},
        {"lots.any(l, t)", "E-014", 7, 15, 3, "any"},
        {"arrondi(1)", "E-015", 7, 10, 7, "arrondi"},
        {"min()", "E-015", 7, 10, 3, "min"},
        {"size(1, 2)", "E-015", 7, 10, 4, "size"},
        {"lots.map(1, l)", "E-016", 7, 19, 1, "map"},
        {"lots.map(null, 1)", "E-016", 7, 19, 4, "map"},
        {"has(1 + 2)", "E-017", 7, 14, 6, NULL},
        {"has()", "E-017", 7, 14, 1, NULL},
        {"a ==\n  2 +", "E-009", 8, 6, 0, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_wrong(*state, &cases[i]);
    }
}

static void test_run_errors(void **state)
{
    static const Wrong cases[] = {
        {"marhce.duree", "E-020", 7, 10, 6, "marhce"},
        {"marche.dure > 1", "E-021", 7, 17, 4, "dure"},
        {"'é' == marche.dure", "E-021", 7, 24, 4, "dure"},
        {"marche.nature.titre", "E-021", 7, 24, 5, "titre"},
        {"marche['dure']", "E-021", 7, 16, 8, "dure"},
        {"marche.vide.champ", "E-022", 7, 22, 5, "champ"},
        {"marche.duree.champ", "E-022", 7, 23, 5, "champ"},
        {"marche.duree[0]", "E-022", 7, 22, 3, NULL},
        {"lots['a']", "E-022", 7, 14, 5, NULL},
        {"lots[true]", "E-022", 7, 14, 6, NULL},
        {"!1", "E-022", 7, 10, 1, "!"},
        {"-'a'", "E-022", 7, 10, 1, "-"},
        {"1 && t", "E-022", 7, 12, 2, "&&"},
        {"t && 1", "E-022", 7, 12, 2, "&&"},
        {"1 ? 2 : 3", "E-022", 7, 12, 1, "?"},
        {"marche.map(x, x)", "E-022", 7, 17, 3, "map"},
        {"lots.filter(l, 1)", "E-022", 7, 15, 6, "filter"},
        {"size(1)", "E-022", 7, 10, 4, "size"},
        {"arrondi('a', 0)", "E-022", 7, 10, 7, "arrondi"},
        {"somme(['a'])", "E-022", 7, 10, 5, "somme"},
        {"min(1, 'a')", "E-022", 7, 10, 3, "min"},
        {"min(true)", "E-022", 7, 10, 3, "min"},
        {"longueur(1)", "E-022", 7, 10, 8, "longueur"},
        {"contient('a', 1)", "E-022", 7, 10, 8, "contient"},
        {"1 + 'a'", "E-023", 7, 12, 1, "+"},
        {"1 + null", "E-023", 7, 12, 1, "+"},
        {"'a' * 2", "E-023", 7, 14, 1, "*"},
        {"1 == 'a'", "E-023", 7, 12, 2, "=="},
        {"t != 1", "E-023", 7, 12, 2, "!="},
        {"marche.duree == '18'", "E-023", 7, 23, 2, "=="},
        {"1 < 'a'", "E-023", 7, 12, 1, "<"},
        {"t < f", "E-023", 7, 12, 1, "<"},
        {"marche.vide > 1", "E-023", 7, 22, 1, ">"},
        {"'a' in 'abc'", "E-023", 7, 14, 2, "in"},
        {"1 in marche", "E-023", 7, 12, 2, "in"},
        {"1 / (a - 2)", "E-025", 7, 12, 1, "/"},
        {"1 % 0", "E-025", 7, 12, 1, "%"},
        {"1e30 * 1e30", "E-026", 7, 15, 1, "*"},
        {"somme([1e38, 1e38])", "E-026", 7, 10, 5, "somme"},
        {"lots[2]", "E-028", 7, 14, 3, "2"},
        {"lots[-1]", "E-028", 7, 14, 4, "-1"},
        {"lots[0.5]", "E-028", 7, 14, 5, "0.5"},
        {"date('2026-02-30')", "E-029", 7, 10, 4, "2026-02-30"},
        {"mois_entre('2026-01-01', 'demain')", "E-029", 7, 10, 10, "demain"},
        {"arrondi(1.5, 13)", "E-030", 7, 10, 7, "arrondi"},
        {"arrondi(1.5, 0.5)", "E-030", 7, 10, 7, "arrondi"},
        {"ajoute_mois('2026-01-01', 1e9)", "E-030", 7, 10, 11, "ajoute_mois"},
        {"1 +\n  marche.duré", "E-004", 8, 13, 1, "é"},
        {"1 +\n  marche.dure", "E-021", 8, 10, 4, "dure"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_wrong(*state, &cases[i]);
    }
}

/* Verifies that an unknown name comes with the nearest one, or with all. */
static void test_suggestions(void **state)
{
    Fixture *fx = *state;
    const Value *value = NULL;
    assert_int_equal(run(fx, "marhce.duree", &value), ST_INPUT);
    assert_true(str_is(fx->diags.items[0].args[1], "marche"));
    assert_int_equal(run(fx, "marche.dure", &value), ST_INPUT);
    assert_true(str_is(fx->diags.items[1].args[1], "marche"));
    assert_true(str_is(fx->diags.items[1].args[2], "duree"));
    assert_int_equal(run(fx, "lots[0].xyzxyz", &value), ST_INPUT);
    assert_true(str_is(fx->diags.items[2].args[2], "num, montant, calcul"));
    assert_int_equal(run(fx, "lots.map(lot, lott.num)", &value), ST_INPUT);
    assert_true(str_is(fx->diags.items[3].args[1], "lot"));
    assert_int_equal(run(fx, "arondi(1, 0)", &value), ST_INPUT);
    assert_true(str_is(fx->diags.items[4].args[1], "arrondi"));
}

static char *repeat(Arena *arena, const char *part, size_t n, const char *end)
{
    size_t len = strlen(part);
    char *text = arena_alloc(arena, len * n + strlen(end) + 1);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * len, part, len);
    }
    memcpy(text + n * len, end, strlen(end));
    return text;
}

/* Verifies the limits: length, nesting, chains, steps; and what lies just below. */
static void test_limits(void **state)
{
    Fixture *fx = *state;
    const struct {
        char *text;
        const char *code;
    } cases[] = {
        {repeat(&fx->arena, " ", LIMIT_EXPR_BYTES, "1"), "E-002"},
        {repeat(&fx->arena, "(", 40, "1"), "E-003"},
        {repeat(&fx->arena, "!", 40, "t"), "E-003"},
        {repeat(&fx->arena, "[", 4000, ""), "E-003"},
        {repeat(&fx->arena, "t?1:", 40, "1"), "E-003"},
        {repeat(&fx->arena, "1+", 1000, "1"), "E-003"},
        {repeat(&fx->arena, "a", 1, repeat(&fx->arena, ".a", 1000, "")), "E-003"},
        {repeat(&fx->arena, "[0,0,0,0,0,0,0,0,0,0,0,0].map(x,", 6, "1))))))"), "E-027"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fx->diags.n = 0;
        const Value *value = NULL;
        assert_int_equal(run(fx, cases[i].text, &value), ST_LIMIT);
        assert_int_equal(fx->diags.n, 1);
        assert_string_equal(diag_info(fx->diags.items[0].code)->code, cases[i].code);
    }
    fx->diags.n = 0;
    assert_gives(fx, repeat(&fx->arena, " ", LIMIT_EXPR_BYTES - 1, "1"), "1");
    assert_gives(fx, repeat(&fx->arena, "1+", 200, "1"), "201");
    assert_gives(fx, repeat(&fx->arena, "f || ", 200, "t"), "true");
    assert_gives(
        fx,
        repeat(&fx->arena, "(", 31, repeat(&fx->arena, "1", 1, repeat(&fx->arena, ")", 31, ""))),
        "1");
}

/* Verifies that places follow the file: quotes, folded blocks and their indentation. */
static void test_places_in_yaml(void **state)
{
    Fixture *fx = *state;
    static const char yaml[] = "a: \"marche.dure > 1\"\n"
                               "b: >-\n"
                               "  t &&\n"
                               "    marche.duree ==\n"
                               "  marche.dure\n"
                               "c: marche.dure\n"
                               "d: '!t || ''l'' == ''x'' || marche.dure'\n"
                               "e: \"t \\u0026& \\\n"
                               "   marche.dure\"\n"
                               "f: '''x'' == marche.dure'\n"
                               "g: \"\\\"\\xe9\\\" == marche.dure\"\n";
    const Source *source = source_new(&fx->arena, STR("calculs.yaml"), str_of(yaml), 1);
    static const struct {
        const char *text;
        uint32_t at[2];
        uint32_t wanted[2];
    } cases[] = {
        {"marche.dure > 1", {1, 4}, {1, 12}},
        {"marche.dure > 1", {1, 5}, {1, 12}},
        {"t && marche.duree == marche.dure", {2, 4}, {5, 10}},
        {"marche.dure", {6, 4}, {6, 11}},
        {"!t || 'l' == 'x' || marche.dure", {7, 4}, {7, 36}},
        {"t && marche.dure", {8, 4}, {9, 11}},
        {"'x' == marche.dure", {10, 4}, {10, 21}},
        {"\"é\" == marche.dure", {11, 4}, {11, 24}},
        {"marche.duree > marche.dure", {6, 4}, {6, 26}}, /* not what the file says: counted */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fx->diags.n = 0;
        Loc at = {.source = source, .line = cases[i].at[0], .column = cases[i].at[1]};
        const Expr *expr = NULL;
        const Value *value = NULL;
        assert_int_equal(expr_compile(&fx->arena, str_of(cases[i].text), at, &fx->diags, &expr),
                         ST_OK);
        assert_int_equal(expr_eval(expr, fx->names, fx->n_names, &fx->arena, &fx->diags, &value),
                         ST_INPUT);
        assert_int_equal(fx->diags.items[0].loc.line, cases[i].wanted[0]);
        assert_int_equal(fx->diags.items[0].loc.column, cases[i].wanted[1]);
    }
}

static void test_bool(void **state)
{
    Fixture *fx = *state;
    const Expr *expr = NULL;
    bool answer = false;
    assert_int_equal(expr_compile(&fx->arena, STR("a < b"), (Loc){0}, &fx->diags, &expr), ST_OK);
    assert_int_equal(expr_eval_bool(expr, fx->names, fx->n_names, &fx->arena, &fx->diags, &answer),
                     ST_OK);
    assert_true(answer);
    assert_true(str_is(expr_text(expr), "a < b"));
    assert_int_equal(expr_compile(&fx->arena, STR("a + b"), (Loc){0}, &fx->diags, &expr), ST_OK);
    assert_int_equal(expr_eval_bool(expr, fx->names, fx->n_names, &fx->arena, &fx->diags, &answer),
                     ST_INPUT);
    assert_string_equal(diag_info(fx->diags.items[0].code)->code, "E-024");
}

/*
 * Verifies that what is read comes back as it is, with its origin, and that what is computed says
 * so.
 */
static void test_origin(void **state)
{
    Fixture *fx = *state;
    const Value *value = NULL;
    assert_int_equal(run(fx, "marche.duree", &value), ST_OK);
    assert_ptr_equal(value, value_get(fx->names[0].value, STR("duree")));
    assert_int_equal(run(fx, "t ? marche.nature : 'x'", &value), ST_OK);
    assert_non_null(value->entry);
    static const char *const computed[] = {"1 + 1",
                                           "a == 2",
                                           "'a' + 'b'",
                                           "[a]",
                                           "lots.map(l, l.num)",
                                           "unique([1])",
                                           "ajoute_mois('2026-01-01', 1)"};
    for (size_t i = 0; i < sizeof computed / sizeof computed[0]; i++) {
        assert_int_equal(run(fx, computed[i], &value), ST_OK);
        assert_int_equal(value->origin, ORIGIN_COMPUTED);
    }
}

/* Verifies that later names hide earlier ones. */
static void test_scopes(void **state)
{
    Fixture *fx = *state;
    fx->names[fx->n_names++] =
        (ExprName){.name = STR("a"), .value = value_text(&fx->arena, (Loc){0}, STR("caché"))};
    assert_gives(fx, "a", "\"caché\"");
}

static void test_names(void **state)
{
    Fixture *fx = *state;
    static const struct {
        const char *text;
        const char *wanted;
    } cases[] = {
        {"1 + 2", ""},
        {"a", "a"},
        {"marche.duree + marche.duree * marche.montant", "marche.duree marche.montant"},
        {"has(options.volume) && lot.calcul.heures > 3", "options.volume lot.calcul.heures"},
        {"listes.natures.exists(n, n.id == marche.nature && n.seuil == x)",
         "listes.natures marche.nature x"},
        {"lots[0].num", "lots"},
        {"lots[i.j].num", "lots i.j"},
        {"droit['CCP-L2112-2'].du", "droit.CCP-L2112-2.du"},
        {"n.map(n, n.a)", "n"},
        {"l.map(n, n.map(m, m + n + o))", "l o"},
        {"somme(article.lots.filter(l, t)[0].x)", "article.lots t"},
        {"min(a, [b, -c], !d)", "a b c d"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Expr *expr = NULL;
        assert_int_equal(
            expr_compile(&fx->arena, str_of(cases[i].text), (Loc){0}, &fx->diags, &expr), ST_OK);
        Str *names = NULL;
        size_t n = 0;
        assert_int_equal(expr_names(expr, &fx->arena, &names, &n), ST_OK);
        Buf out;
        buf_init(&out, 1000);
        for (size_t j = 0; j < n; j++) {
            buf_put(&out, j > 0 ? STR(" ") : STR_EMPTY);
            buf_put(&out, names[j]);
        }
        buf_putc(&out, '\0');
        assert_string_equal(out.ptr, cases[i].wanted);
        buf_done(&out);
    }
}

static void test_constant_texts(void **state)
{
    Fixture *fx = *state;
    const Expr *expr = NULL;
    Str text = STR("l.filter(r, r.id == 'usuel')[0].valeur * (a ? 2 : size(['x y']))");
    assert_int_equal(expr_compile(&fx->arena, text, (Loc){0}, &fx->diags, &expr), ST_OK);
    assert_true(expr_writes(expr, STR("usuel")));
    assert_true(expr_writes(expr, STR("x y")));
    assert_false(expr_writes(expr, STR("usue")));
    assert_false(expr_writes(expr, STR("valeur")));
    assert_false(expr_writes(expr, STR_EMPTY));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_literals),       TEST(test_names_and_fields),
        TEST(test_arithmetic),     TEST(test_comparison),
        TEST(test_logic),          TEST(test_has),
        TEST(test_macros),         TEST(test_functions),
        TEST(test_syntax_errors),  TEST(test_run_errors),
        TEST(test_suggestions),    TEST(test_limits),
        TEST(test_places_in_yaml), TEST(test_bool),
        TEST(test_origin),         TEST(test_scopes),
        TEST(test_names),          TEST(test_constant_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
