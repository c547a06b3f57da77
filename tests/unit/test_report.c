/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_report - the form of diagnostics for people, editors and programs, and that hostile text stays harmless.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/limits.h"
#include "generator/service/message.h"
#include "generator/service/report.h"

typedef struct Fixture {
    Arena arena;
    DiagList diags;
    Buf out;
    Source *source;
} Fixture;

static const char market[] = "marche:\n  reference: 2026-TX\n  durée: [12]\n";

static int setup(void **state)
{
    static Fixture fixture;
    fixture = (Fixture){0};
    arena_init(&fixture.arena, 0);
    diag_list_init(&fixture.diags, &fixture.arena);
    buf_init(&fixture.out, MIB);
    fixture.source = source_new(&fixture.arena, STR("a b.marche.yaml"), str_of(market), 0);
    i18n_start(LANG_EN, i18n_program_folder(&fixture.arena));
    *state = &fixture;
    return fixture.source ? 0 : -1;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    buf_done(&f->out);
    arena_done(&f->arena);
    return 0;
}

static const char *printed(Fixture *f, ReportFormat format, bool has_color)
{
    buf_clear(&f->out);
    report_put(&f->out, &f->diags, format, has_color);
    buf_putc(&f->out, '\0');
    assert_true(buf_ok(&f->out));
    return f->out.ptr;
}

static Diag *add_key(Fixture *f)
{
    Diag *diag = diag_add1(&f->diags, DATA_DUPLICATE_KEY, ((Loc){f->source, 3, 3}), STR("durée"));
    diag->span = 5;
    return diag;
}

/* Place, message, code, the source line with carets under what is meant, path, second place, hint. */
static void test_human(void **state)
{
    Fixture *f = *state;
    Diag *diag = add_key(f);
    diag->path = STR("marche.durée");
    diag->other = (Loc){f->source, 2, 3};
    assert_string_equal(
        printed(f, REPORT_HUMAN, false),
        "a b.marche.yaml:3:3: error: the key “durée” stands twice in the same map [Y-027]\n"
        "    3 |   durée: [12]\n"
        "      |   ^^^^^\n"
        "  in marche.durée\n"
        "  see also a b.marche.yaml:2:3\n"
        "    2 |   reference: 2026-TX\n"
        "      |   ^\n"
        "  hint: keep one of them\n");
}

/* In French: guillemets, the severity with its space, the hint. */
static void test_french(void **state)
{
    Fixture *f = *state;
    i18n_start(LANG_FR, i18n_program_folder(&f->arena));
    (void)diag_add2(&f->diags, FILE_CANT_READ, (Loc){0}, STR("absent.yaml"),
                    STR("No such file or directory"));
    assert_string_equal(
        printed(f, REPORT_HUMAN, false),
        "ccap: erreur\u00a0: lecture impossible de «\u00a0absent.yaml\u00a0»\u00a0: "
        "fichier ou dossier introuvable [F-001]\n"
        "  conseil\u00a0: vérifiez le chemin et les droits d’accès\n");
}

/* A draft's problems are French while the run is English, and the run stays English. */
static void test_other_language(void **state)
{
    Fixture *f = *state;
    const Diag *diag =
        diag_add2(&f->diags, FILE_CANT_READ, (Loc){0}, STR("a"), STR("Is a directory"));
    message_put_hint(&f->out, diag, LANG_FR);
    buf_puts(&f->out, " / ");
    message_put_hint(&f->out, diag, LANG_EN);
    buf_putc(&f->out, '\0');
    assert_string_equal(f->out.ptr, "vérifiez le chemin et les droits d’accès / "
                                    "check the path and the permissions");
    assert_int_equal(i18n_current(), LANG_EN);
}

/* In a package: part, paragraph and excerpt instead of line and column. */
static void test_package(void **state)
{
    Fixture *f = *state;
    const Source *part = source_new(&f->arena, STR("m.docx!word/document.xml"), STR_EMPTY, 1);
    Diag *diag = diag_add1(&f->diags, DATA_DUPLICATE_KEY, ((Loc){part, 0, 0}), STR("x"));
    diag->paragraph = 12;
    diag->excerpt =
        (Excerpt){.text = STR("Le montant est de {{x"), .before = 18, .span = 3, .column = 19};
    const char *text = printed(f, REPORT_HUMAN, false);
    const char *wanted =
        "m.docx: word/document.xml, §\u00a012: error: the key “x” stands twice in the "
        "same map [Y-027]\n"
        " §\u00a012 | Le montant est de {{x\n"
        "      |                   ^^^\n";
    assert_memory_equal(text, wanted, strlen(wanted));
    assert_string_equal(printed(f, REPORT_SHORT, false),
                        "m.docx!word/document.xml:12:19: error: the key “x” stands twice in the "
                        "same map: “Le montant est de {{x” [Y-027]\n");
    text = printed(f, REPORT_JSON, false);
    assert_non_null(strstr(text, "\"file\":\"m.docx\""));
    assert_non_null(strstr(text, "\"part\":\"word/document.xml\",\"paragraph\":12,"
                                 "\"excerpt\":\"Le montant est de {{x\",\"excerpt_start\":18,"
                                 "\"excerpt_length\":3"));
    text = printed(f, REPORT_SARIF, false);
    assert_non_null(strstr(text, "\"uri\":\"m.docx\""));
    assert_non_null(strstr(text, "\"fullyQualifiedName\":\"word/document.xml\""));
}

/* Control characters and direction overrides never reach the terminal; a long text is cut; a file's name is not. */
static void test_hostile(void **state)
{
    Fixture *f = *state;
    message_put_safe(&f->out, STR("a\033[31m\n\u202e\xff b"), 0);
    assert_true(str_is(buf_str(&f->out), "a\\u{001B}[31m\\n\\u{202E}\ufffd b"));
    buf_clear(&f->out);
    message_put_safe(&f->out, STR("ééééé"), 3);
    assert_true(str_is(buf_str(&f->out), "ééé…"));
    Str name = STR("/a/very/long/path/that/is/longer/than/forty/code/points.yaml");
    static const DiagCode whole[] = {FILE_CANT_READ, PKG_LINK, BATCH_SAME_ID, BATCH_CHANGED,
                                     MERGE_NO_SHARD, CSV_NUL,  CSV_NO_HEADER, CSV_WINDOWS};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        diag_list_init(&f->diags, &f->arena);
        (void)diag_add2(&f->diags, whole[i], (Loc){0}, name, name);
        assert_non_null(strstr(printed(f, REPORT_SHORT, false), name.ptr));
    }
    diag_list_init(&f->diags, &f->arena);
    (void)diag_add1(&f->diags, TABLE_UNKNOWN, (Loc){0}, name);
    assert_null(strstr(printed(f, REPORT_SHORT, false), name.ptr));
}

/* A line of a megabyte is shown around its place. */
static void test_long_line(void **state)
{
    Fixture *f = *state;
    char *text = arena_alloc(&f->arena, 1000);
    memset(text, 'x', 999);
    text[500] = '!';
    const Source *source = source_new(&f->arena, STR("l"), (Str){text, 999}, 1);
    (void)diag_add1(&f->diags, DATA_DUPLICATE_KEY, ((Loc){source, 1, 501}), STR("x"));
    const char *line = strchr(printed(f, REPORT_HUMAN, false), '\n') + 1;
    const char *carets = strchr(line, '\n') + 1;
    size_t at =
        (size_t)(strchr(line, '!') - line) - 2; /* the ellipsis is three bytes and one column */
    assert_true(carets - line < 150);
    assert_int_equal(carets[at], '^');
}

/* Colour frames place, severity and carets, and only if asked for. */
static void test_color(void **state)
{
    Fixture *f = *state;
    (void)add_key(f);
    assert_null(strchr(printed(f, REPORT_HUMAN, false), '\033'));
    assert_non_null(strstr(printed(f, REPORT_HUMAN, true), "\033[1;31merror:\033[0m"));
}

static void test_short(void **state)
{
    Fixture *f = *state;
    (void)add_key(f);
    assert_string_equal(
        printed(f, REPORT_SHORT, false),
        "a b.marche.yaml:3:3: error: the key “durée” stands twice in the same map [Y-027]\n");
}

static void test_json(void **state)
{
    Fixture *f = *state;
    assert_string_equal(printed(f, REPORT_JSON, false), "[\n]\n");
    add_key(f)->path = STR("marche.\"x\"");
    assert_string_equal(printed(f, REPORT_JSON, false),
                        "[\n {\"code\":\"Y-027\",\"severity\":\"error\",\"file\":\"a "
                        "b.marche.yaml\",\"line\":3,\"column\":3,"
                        "\"message\":\"the key “durée” stands twice in the same "
                        "map\",\"hint\":\"keep one of them\","
                        "\"path\":\"marche.\\\"x\\\"\"}\n]\n");
}

/* Rules once each, URIs encoded, columns in code points; a file that could not be read is the place. */
static void test_sarif(void **state)
{
    Fixture *f = *state;
    (void)add_key(f);
    (void)add_key(f);
    (void)diag_add2(&f->diags, FILE_CANT_READ, (Loc){0}, STR("a"), STR("b"));
    const char *text = printed(f, REPORT_SARIF, false);
    assert_non_null(strstr(text, "\"rules\":[{\"id\":\"Y-027\"},{\"id\":\"F-001\"}]"));
    assert_non_null(strstr(text, "\"artifactLocation\":{\"uri\":\"a%20b.marche.yaml\"},"
                                 "\"region\":{\"startLine\":3,\"startColumn\":3,\"endColumn\":8}"));
    assert_non_null(strstr(text, "{\"ruleId\":\"F-001\",\"level\":\"error\",\"message\":{\"text\":"
                                 "\"can't read “a”: b\"},\"locations\":[{\"physicalLocation\":"
                                 "{\"artifactLocation\":{\"uri\":\"a\"}}}]}\n]}]}\n"));
    assert_non_null(
        strstr(printed(f, REPORT_SHORT, false), "\na: error: can't read “a”: b [F-001]\n"));
    assert_non_null(strstr(printed(f, REPORT_JSON, false), "\"file\":\"a\",\"line\":null"));
}

/* A rule's message is the library's text, shown whole, with the rule's own number. */
static void test_rule(void **state)
{
    Fixture *f = *state;
    Diag *diag = diag_add2(&f->diags, DIAG_RULE, (Loc){0}, STR("12 h : sous le minimum."),
                           STR("Revoir le taux."));
    diag->rule = STR("D-115");
    diag->severity = DIAG_WARNING;
    assert_string_equal(
        printed(f, REPORT_HUMAN, false),
        "ccap: warning: 12 h : sous le minimum. [D-115]\n  hint: Revoir le taux.\n");
}

static void test_summary(void **state)
{
    Fixture *f = *state;
    report_put_summary(&f->out, &f->diags);
    assert_int_equal(f->out.len, 0);
    f->diags.n_errors = 1;
    f->diags.n_warnings = 2;
    report_put_summary(&f->out, &f->diags);
    buf_putc(&f->out, 0);
    assert_string_equal(f->out.ptr, "1 error, 2 warnings\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_human),   TEST(test_french),    TEST(test_other_language), TEST(test_package),
        TEST(test_hostile), TEST(test_long_line), TEST(test_color),          TEST(test_short),
        TEST(test_json),    TEST(test_sarif),     TEST(test_rule),           TEST(test_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
