/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_mdread - Markdown with tags: where section tags go, what becomes of every trap of md4c's, and each diagnostic.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/text/mdread.h"

typedef struct Fixture {
    Arena arena;
    DiagList diags;
    Buf out;
    Source *source;
} Fixture;

static int setup(void **state)
{
    Fixture *f = calloc(1, sizeof *f);
    arena_init(&f->arena, 0);
    diag_list_init(&f->diags, &f->arena);
    buf_init(&f->out, 64 * MIB);
    f->source = source_new(&f->arena, STR("clause.yaml"), STR_EMPTY, 1);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    buf_done(&f->out);
    arena_done(&f->arena);
    free(f);
    return 0;
}

static Status read_text(Fixture *f, Str text, RichNode **ret_doc)
{
    const Loc at = {.source = f->source, .line = 1, .column = 1};
    f->diags.n = f->diags.n_errors = f->diags.n_warnings = 0;
    return mdread(&f->arena, text, at, 0, TYPO_NONE, &f->diags, ret_doc);
}

/* Reads without any diagnostic and compares the dump. */
static void assert_tree(void **state, const char *text, const char *wanted)
{
    Fixture *f = *state;
    RichNode *doc = NULL;
    assert_int_equal(read_text(f, str_of(text), &doc), ST_OK);
    assert_int_equal(f->diags.n, 0);
    buf_clear(&f->out);
    rich_dump(doc, &f->out);
    buf_putc(&f->out, '\0');
    assert_string_equal(f->out.ptr, wanted);
}

/* Exactly one diagnostic, of this code, at this place; and what it means for the result. */
static const Diag *assert_said(void **state, const char *text, DiagCode code, unsigned line,
                               unsigned column)
{
    Fixture *f = *state;
    RichNode *doc = NULL;
    Status st = read_text(f, str_of(text), &doc);
    assert_true(f->diags.n >= 1);
    assert_string_equal(diag_info(f->diags.items[0].code)->symbol, diag_info(code)->symbol);
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].loc.line, line);
    assert_int_equal(f->diags.items[0].loc.column, column);
    bool is_error = diag_info(code)->severity == DIAG_ERROR;
    assert_int_equal(st != ST_OK, is_error);
    assert_int_equal(doc == NULL, is_error);
    return &f->diags.items[0];
}

static void assert_other(const Diag *diag, unsigned line, unsigned column)
{
    assert_int_equal(diag->other.line, line);
    assert_int_equal(diag->other.column, column);
}

/* --- tags in a text ---------------------------------------------------------------------------------- */

static void test_inline_tags(void **state)
{
    assert_tree(state,
                "Un {{x}}, **{{y|f}}** et *a{{{z}}}* `c {{&u}}`\n{{#s}}oui{{/s}}{{^s}}non{{/s}}.",
                "DOC\n"
                "  PARAGRAPH\n"
                "    TEXT \"Un \"\n"
                "    TAG {{x}} @1:4\n"
                "    TEXT \", \"\n"
                "    STRONG\n"
                "      TAG {{y|f}} @1:13\n"
                "    TEXT \" et \"\n"
                "    EMPHASIS\n"
                "      TEXT \"a\"\n"
                "      TAG {{&z}} @1:28\n"
                "    TEXT \" \"\n"
                "    CODE\n"
                "      TEXT \"c \"\n"
                "      TAG {{&u}} @1:40\n"
                "    TEXT \" \"\n"
                "    TAG {{#s}} @2:1\n"
                "    TEXT \"oui\"\n"
                "    TAG {{/s}} @2:10\n"
                "    TAG {{^s}} @2:16\n"
                "    TEXT \"non\"\n"
                "    TAG {{/s}} @2:25\n"
                "    TEXT \".\"\n");
}

static void test_a_variable_alone_is_a_paragraph(void **state)
{
    assert_tree(state, "{{corps}}\n",
                "DOC\n"
                "  PARAGRAPH\n"
                "    TAG {{corps}} @1:1\n");
}

static void test_markup_in_a_tag_is_not_read(void **state)
{
    assert_tree(state, "# {{a_b_c}} {{ * }}\n\n- {{#x}}[{{/x}}\n",
                "DOC\n"
                "  HEADING 1\n"
                "    TAG {{a_b_c}} @1:3\n"
                "    TEXT \" \"\n"
                "    TAG {{*}} @1:13\n"
                "  LIST\n"
                "    ITEM\n"
                "      PARAGRAPH\n"
                "        TAG {{#x}} @3:3\n"
                "        TEXT \"[\"\n"
                "        TAG {{/x}} @3:10\n");
}

static void test_comments_and_delimiters_vanish(void **state)
{
    assert_tree(state, "a{{! b }}c\n{{! alone\non two lines }}\nd {{=<% %>=}}<%x%> {{y}}\n",
                "DOC\n"
                "  PARAGRAPH\n"
                "    TEXT \"ac d \"\n"
                "    TAG {{x}} @4:14\n"
                "    TEXT \" {{y}}\"\n");
}

static void test_links(void **state)
{
    assert_tree(
        state,
        "[a {{x}}](https://{{h}}/b?c=1&amp;d) <https://e.fr> [m](mailto:{{m}}) [n]({{u}}) [r]\n\n"
        "[r]: http://{{v}}\n",
        "DOC\n"
        "  PARAGRAPH\n"
        "    LINK -> \"https://\" {{h}} @1:19 \"/b?c=1&d\"\n"
        "      TEXT \"a \"\n"
        "      TAG {{x}} @1:4\n"
        "    TEXT \" \"\n"
        "    LINK -> \"https://e.fr\"\n"
        "      TEXT \"https://e.fr\"\n"
        "    TEXT \" \"\n"
        "    LINK -> \"mailto:\" {{m}} @1:64\n"
        "      TEXT \"m\"\n"
        "    TEXT \" \"\n"
        "    LINK -> {{u}} @1:75\n"
        "      TEXT \"n\"\n"
        "    TEXT \" \"\n"
        "    LINK -> \"http://\" {{v}} @3:13\n"
        "      TEXT \"r\"\n");
}

static void test_blocks(void **state)
{
    assert_tree(state,
                "### Titre\n\nUn  \ndeux\\\ntrois\n\n> cité\n\n---\n\n```\na b\n\n  c\n```\n\n    "
                "pas du code\n",
                "DOC\n"
                "  HEADING 3\n"
                "    TEXT \"Titre\"\n"
                "  PARAGRAPH\n"
                "    TEXT \"Un\"\n"
                "    BREAK\n"
                "    TEXT \"deux\"\n"
                "    BREAK\n"
                "    TEXT \"trois\"\n"
                "  QUOTE\n"
                "    PARAGRAPH\n"
                "      TEXT \"cité\"\n"
                "  RULE\n"
                "  CODE_BLOCK \"a b\\n\\n  c\\n\"\n"
                "  PARAGRAPH\n"
                "    TEXT \"pas du code\"\n");
}

static void test_entities_and_escapes(void **state)
{
    assert_tree(state, "a&nbsp;b &amp; &#233;&#xE9; \\*\\*c\\*\\* \\<b> 1 < 2",
                "DOC\n"
                "  PARAGRAPH\n"
                "    TEXT \"a\\u00a0b & éé **c** <b> 1 < 2\"\n");
}

/* --- tags alone on their lines ----------------------------------------------------------------------- */

static void test_sections_around_paragraphs(void **state)
{
    assert_tree(state, "Un\n{{#a}}\nDeux\n\nTrois\n{{/a}}\n{{^a}}\nQuatre\n{{/a}}\nCinq",
                "DOC\n"
                "  PARAGRAPH\n"
                "    TEXT \"Un\"\n"
                "  BLOCK_TAG {{#a}} @2:1\n"
                "  PARAGRAPH\n"
                "    TEXT \"Deux\"\n"
                "  PARAGRAPH\n"
                "    TEXT \"Trois\"\n"
                "  BLOCK_TAG {{/a}} @6:1\n"
                "  BLOCK_TAG {{^a}} @7:1\n"
                "  PARAGRAPH\n"
                "    TEXT \"Quatre\"\n"
                "  BLOCK_TAG {{/a}} @9:1\n"
                "  PARAGRAPH\n"
                "    TEXT \"Cinq\"\n");
}

#define ITEM(text) "    ITEM\n      PARAGRAPH\n        TEXT \"" text "\"\n"

/* The lists around a section stay one list; also with blank lines around the tags. */
static void test_items_stay_one_list(void **state)
{
    static const char wanted[] =
        "DOC\n"
        "  LIST\n"
        "    BLOCK_TAG {{#x}} @1:1\n" ITEM(
            "item") "    BLOCK_TAG {{/x}} @3:1\n"
                    "    BLOCK_TAG {{^x}} @4:1\n" ITEM("other") "    BLOCK_TAG {{/x}} @6:1\n" ITEM(
                        "third");
    assert_tree(state, "{{#x}}\n- item\n{{/x}}\n{{^x}}\n- other\n{{/x}}\n- third", wanted);
    assert_tree(state, "- a\n\n{{#x}}\n\n- b\n\n{{/x}}\n\n- c\n",
                "DOC\n"
                "  LIST\n" ITEM("a") "    BLOCK_TAG {{#x}} @3:1\n" ITEM(
                    "b") "    BLOCK_TAG {{/x}} @7:1\n" ITEM("c"));
    assert_tree(state, "1. a\n{{#x}}\n2. b\n{{/x}}\n3. c\n",
                "DOC\n"
                "  LIST ordered from 1\n" ITEM("a") "    BLOCK_TAG {{#x}} @2:1\n" ITEM(
                    "b") "    BLOCK_TAG {{/x}} @4:1\n" ITEM("c"));
}

/* After a last item the tag does not swallow the next paragraph. */
static void test_section_over_the_last_item(void **state)
{
    assert_tree(
        state, "- a\n{{#x}}\n- b\n{{/x}}\nSuite\n",
        "DOC\n"
        "  LIST\n" ITEM("a") "    BLOCK_TAG {{#x}} @2:1\n" ITEM("b") "    BLOCK_TAG {{/x}} @4:1\n"
                                                                     "  PARAGRAPH\n"
                                                                     "    TEXT \"Suite\"\n");
}

/* Around a whole list the section stands outside, and numbers start again at each turn … */
static void test_section_around_a_list(void **state)
{
    assert_tree(state, "Voici :\n{{#x}}\n1. a\n2. b\n{{/x}}\nSuite",
                "DOC\n"
                "  PARAGRAPH\n"
                "    TEXT \"Voici :\"\n"
                "  BLOCK_TAG {{#x}} @2:1\n"
                "  LIST ordered from 1\n" ITEM("a") ITEM("b") "  BLOCK_TAG {{/x}} @5:1\n"
                                                              "  PARAGRAPH\n"
                                                              "    TEXT \"Suite\"\n");
}

/* … but around a single item it repeats the item, and numbers run on; so do the sections inside it. */
static void test_section_around_one_item(void **state)
{
    assert_tree(state, "{{#x}}\n{{#y}}\n1. a\n{{/y}}\n{{/x}}\nSuite",
                "DOC\n"
                "  LIST ordered from 1\n"
                "    BLOCK_TAG {{#x}} @1:1\n"
                "    BLOCK_TAG {{#y}} @2:1\n" ITEM("a") "    BLOCK_TAG {{/y}} @4:1\n"
                                                        "    BLOCK_TAG {{/x}} @5:1\n"
                                                        "  PARAGRAPH\n"
                                                        "    TEXT \"Suite\"\n");
}

static void test_nested_lists_and_paragraphs_of_items(void **state)
{
    assert_tree(state,
                "- a\n  {{#x}}\n  - a1\n  {{/x}}\n  - a2\n- b\n\n  {{#y}}\n  suite\n  "
                "{{/y}}\n{{#z}}\n- c\n{{/z}}\n",
                "DOC\n"
                "  LIST\n"
                "    ITEM\n"
                "      PARAGRAPH\n"
                "        TEXT \"a\"\n"
                "      LIST\n"
                "        BLOCK_TAG {{#x}} @2:3\n"
                "        ITEM\n"
                "          PARAGRAPH\n"
                "            TEXT \"a1\"\n"
                "        BLOCK_TAG {{/x}} @4:3\n"
                "        ITEM\n"
                "          PARAGRAPH\n"
                "            TEXT \"a2\"\n"
                "    ITEM\n"
                "      PARAGRAPH\n"
                "        TEXT \"b\"\n"
                "      BLOCK_TAG {{#y}} @8:3\n"
                "      PARAGRAPH\n"
                "        TEXT \"suite\"\n"
                "      BLOCK_TAG {{/y}} @10:3\n"
                "    BLOCK_TAG {{#z}} @11:1\n" ITEM("c") "    BLOCK_TAG {{/z}} @13:1\n");
}

static void test_quotations(void **state)
{
    assert_tree(state, "> a\n> {{#x}}\n> b\n> {{/x}}\n> c\n",
                "DOC\n"
                "  QUOTE\n"
                "    PARAGRAPH\n"
                "      TEXT \"a\"\n"
                "    BLOCK_TAG {{#x}} @2:3\n"
                "    PARAGRAPH\n"
                "      TEXT \"b\"\n"
                "    BLOCK_TAG {{/x}} @4:3\n"
                "    PARAGRAPH\n"
                "      TEXT \"c\"\n");
}

static void test_rules_between_tags(void **state)
{
    assert_tree(state, "a\n{{#x}}\n\n* * *\n{{/x}}\n\n---\n",
                "DOC\n"
                "  PARAGRAPH\n"
                "    TEXT \"a\"\n"
                "  BLOCK_TAG {{#x}} @2:1\n"
                "  RULE\n"
                "  BLOCK_TAG {{/x}} @5:1\n"
                "  RULE\n");
}

static void test_several_tags_on_a_line(void **state)
{
    assert_tree(state, "{{#x}}{{#y}}\na\n{{/y}} {{/x}}{{! fin }}\n",
                "DOC\n"
                "  BLOCK_TAG {{#x}} @1:1\n"
                "  BLOCK_TAG {{#y}} @1:7\n"
                "  PARAGRAPH\n"
                "    TEXT \"a\"\n"
                "  BLOCK_TAG {{/y}} @3:1\n"
                "  BLOCK_TAG {{/x}} @3:8\n");
}

/* --- tables ------------------------------------------------------------------------------------------ */

#define TABLE                                                                                      \
    "  TABLE of 2 columns\n"                                                                       \
    "    ROW header\n"                                                                             \
    "      CELL\n"                                                                                 \
    "        TEXT \"A\"\n"                                                                         \
    "      CELL right\n"                                                                           \
    "        TEXT \"B\"\n"
#define ROW(a, b)                                                                                  \
    "    ROW\n      CELL\n        TEXT \"" a "\"\n      CELL right\n        TEXT \"" b "\"\n"

static void test_rows_stay_one_table(void **state)
{
    assert_tree(
        state,
        "| A | B |\n|---|--:|\n{{#x}}\n| 1 | 2 |\n{{/x}}\n{{^x}}\n| 3 | 4 |\n{{/x}}\n| 5 | 6 |\n",
        "DOC\n" TABLE "    BLOCK_TAG {{#x}} @3:1\n" ROW(
            "1", "2") "    BLOCK_TAG {{/x}} @5:1\n"
                      "    BLOCK_TAG {{^x}} @6:1\n" ROW("3", "4") "    BLOCK_TAG {{/x}} @8:1\n" ROW(
                          "5", "6"));
}

/* A section that began before the table ends it; what follows is no row. */
static void test_section_around_a_table(void **state)
{
    assert_tree(state, "{{#x}}\n| A | B |\n|---|--:|\n| 1 | 2 |\n{{/x}}\nSuite | fin\n",
                "DOC\n"
                "  BLOCK_TAG {{#x}} @1:1\n" TABLE ROW("1", "2") "  BLOCK_TAG {{/x}} @5:1\n"
                                                                "  PARAGRAPH\n"
                                                                "    TEXT \"Suite | fin\"\n");
    assert_tree(state, "| A | B |\n|---|--:|\n| 1 | 2 |\n{{#x}}\nSuite\n{{/x}}\n",
                "DOC\n" TABLE ROW("1", "2") "  BLOCK_TAG {{#x}} @4:1\n"
                                            "  PARAGRAPH\n"
                                            "    TEXT \"Suite\"\n"
                                            "  BLOCK_TAG {{/x}} @6:1\n");
}

/* From the first cell to the last: the row. Alone in a row: the rows between. */
static void test_sections_over_cells(void **state)
{
    assert_tree(
        state,
        "| A | B |\n|---|--:|\n| {{#x}}{{#y}}1 | 2{{/y}}{{/x}} |\n| {{#z}} | |\n| 3 | 4 |\n| "
        "{{/z}} |\n",
        "DOC\n" TABLE "    BLOCK_TAG {{#x}} @3:3\n"
        "    BLOCK_TAG {{#y}} @3:9\n" ROW("1", "2") "    BLOCK_TAG {{/y}} @3:20\n"
                                                    "    BLOCK_TAG {{/x}} @3:26\n"
                                                    "    BLOCK_TAG {{#z}} @4:3\n" ROW(
                                                        "3", "4") "    BLOCK_TAG {{/z}} @6:3\n");
}

static void test_items_of_tags_only(void **state)
{
    assert_tree(
        state, "- a\n- {{#x}}\n- b\n- {{/x}}\n",
        "DOC\n"
        "  LIST\n" ITEM("a") "    BLOCK_TAG {{#x}} @2:3\n" ITEM("b") "    BLOCK_TAG {{/x}} @4:3\n");
}

/* --- includes ---------------------------------------------------------------------------------------- */

static void test_includes(void **state)
{
    assert_tree(state, "a\n{{> communs/x}}\nb\n\n- c\n  {{> y}}\n\n{{#s}}\n{{> z}}\n{{/s}}\n",
                "DOC\n"
                "  PARAGRAPH\n"
                "    TEXT \"a\"\n"
                "  BLOCK_TAG {{>communs/x}} @2:1\n"
                "  PARAGRAPH\n"
                "    TEXT \"b\"\n"
                "  LIST\n"
                "    ITEM\n"
                "      PARAGRAPH\n"
                "        TEXT \"c\"\n"
                "      BLOCK_TAG {{>y}} @6:3\n"
                "  BLOCK_TAG {{#s}} @8:1\n"
                "  BLOCK_TAG {{>z}} @9:1\n"
                "  BLOCK_TAG {{/s}} @10:1\n");
}

/* An overridable block keeps its place even when it holds nothing. */
static void test_overridable_blocks(void **state)
{
    assert_tree(
        state,
        "{{<p}}\n{{$a}}\nun\n{{/a}}\n{{$b}}\n{{/b}}\n{{/p}}\n{{<q}}{{/q}}\nfin {{$c}}d{{/c}}",
        "DOC\n"
        "  BLOCK_TAG {{<p}} @1:1\n"
        "  BLOCK_TAG {{$a}} @2:1\n"
        "  PARAGRAPH\n"
        "    TEXT \"un\"\n"
        "  BLOCK_TAG {{/a}} @4:1\n"
        "  BLOCK_TAG {{$b}} @5:1\n"
        "  BLOCK_TAG {{/b}} @6:1\n"
        "  BLOCK_TAG {{/p}} @7:1\n"
        "  BLOCK_TAG {{<q}} @8:1\n"
        "  BLOCK_TAG {{/q}} @8:7\n"
        "  PARAGRAPH\n"
        "    TEXT \"fin \"\n"
        "    TAG {{$c}} @9:5\n"
        "    TEXT \"d\"\n"
        "    TAG {{/c}} @9:12\n");
}

/* --- typography and places ---------------------------------------------------------------------------- */

/* Typography reaches texts, across tags and formats; never code, addresses, blocks of code. */
static void test_typography(void **state)
{
    Fixture *f = *state;
    RichNode *doc = NULL;
    Str text = STR(
        "L'objet : **a**\n; {{x}} ; `l'x ; y` [l'a](https://e.fr/l'b;c)\n\n```\nl'y ; z\n```\n");
    const Loc at = {.source = f->source, .line = 1, .column = 1};
    assert_int_equal(mdread(&f->arena, text, at, 0, TYPO_IMPRIMERIE_NATIONALE, &f->diags, &doc),
                     ST_OK);
    rich_dump(doc, &f->out);
    buf_putc(&f->out, '\0');
    assert_string_equal(f->out.ptr, "DOC\n"
                                    "  PARAGRAPH\n"
                                    "    TEXT \"L’objet\\u00a0: \"\n"
                                    "    STRONG\n"
                                    "      TEXT \"a\"\n"
                                    "    TEXT \"\\u202f; \"\n"
                                    "    TAG {{x}} @2:3\n"
                                    "    TEXT \"\\u202f; \"\n"
                                    "    CODE\n"
                                    "      TEXT \"l'x ; y\"\n"
                                    "    TEXT \" \"\n"
                                    "    LINK -> \"https://e.fr/l'b;c\"\n"
                                    "      TEXT \"l’a\"\n"
                                    "  CODE_BLOCK \"l'y ; z\\n\"\n");
}

/* Places are those of the YAML file: the block scalar begins on line 40, indented by 4. */
static void test_places_are_those_of_the_file(void **state)
{
    Fixture *f = *state;
    RichNode *doc = NULL;
    const Loc at = {.source = f->source, .line = 40, .column = 5};
    Str text = STR("é {{x}}\n{{! c }}\n  é {{y}} {{#z}}");
    assert_int_equal(mdread(&f->arena, text, at, 4, TYPO_NONE, &f->diags, &doc), ST_INPUT);
    assert_int_equal(f->diags.n, 1);
    assert_int_equal(f->diags.items[0].loc.line, 42);
    assert_int_equal(f->diags.items[0].loc.column, 15);
    assert_ptr_equal(f->diags.items[0].loc.source, f->source);
    assert_int_equal(
        mdread(&f->arena, str_sub(text, 0, text.len - 6), at, 4, TYPO_NONE, &f->diags, &doc),
        ST_OK);
    rich_dump(doc, &f->out);
    buf_putc(&f->out, '\0');
    assert_non_null(strstr(f->out.ptr, "{{x}} @40:7\n"));
    assert_non_null(strstr(f->out.ptr, "{{y}} @42:9\n"));
    assert_int_equal(doc->first->loc.line, 40);
    assert_int_equal(doc->first->loc.column, 5);
}

/* --- diagnostics -------------------------------------------------------------------------------------- */

static void test_sections_must_match(void **state)
{
    (void)assert_said(state, "a {{#x}} b", MD_UNCLOSED, 1, 3);
    (void)assert_said(state, "a\n{{#x}}\nb", MD_UNCLOSED, 2, 1);
    (void)assert_said(state, "a {{/x}} b", MD_UNOPENED, 1, 3);
    assert_other(assert_said(state, "{{#x}}{{#y}}a{{/x}}", MD_CLOSES_OTHER, 1, 14), 1, 7);
    assert_other(assert_said(state, "{{#x}}\na {{/x}}", MD_MIXED, 1, 1), 2, 3);
    assert_other(assert_said(state, "a {{#x}} b\n\nc {{/x}}", MD_CROSSES, 1, 3), 3, 3);
    assert_other(assert_said(state, "{{#x}}**a{{/x}}**", MD_CROSSES, 1, 1), 1, 10);
    assert_other(assert_said(state, "- {{#x}}a\n- b{{/x}}", MD_CROSSES, 1, 3), 2, 4);
    (void)assert_said(state, "a\n{{#x}}\n{{/x}}\nb", MD_NOTHING_INSIDE, 2, 1);
    (void)assert_said(state, "{{x\n\na", TMPL_UNCLOSED_TAG, 1, 1);
}

static void test_sections_must_not_cut(void **state)
{
    assert_other(assert_said(state, "- a\n{{#x}}\n- b\n\nc\n{{/x}}", MD_CUT, 2, 1), 6, 1);
    assert_other(assert_said(state, "a\n{{#x}}\nb\n\n- c\n{{/x}}\n- d", MD_CUT, 2, 1), 6, 1);
    assert_other(assert_said(state, "- a\n  {{#x}}\n  - b\n- c\n{{/x}}\n- d", MD_CUT, 2, 3), 5, 1);
    assert_other(assert_said(state, "- a\n{{#x}}\n- b\n\nc\n\n- d\n{{/x}}\n- e", MD_CUT, 2, 1), 8,
                 1);
}

static void test_traps_of_markdown(void **state)
{
    (void)assert_said(state, "**« x »**suite", MD_STRAY_STARS, 1, 1);
    (void)assert_said(state, "é <b>x", MD_RAW_HTML, 1, 3);
    (void)assert_said(state, "a <!-- x", MD_RAW_HTML, 1, 3);
    (void)assert_said(state, "Texte\n---", MD_SETEXT, 1, 1);
    (void)assert_said(state, "2026. Les heures", MD_BIG_NUMBER, 1, 7);
    (void)assert_said(state, "l&eacute;", MD_ENTITY, 1, 2);
    (void)assert_said(state, "a &#xE000;", MD_ENTITY, 1, 3);
    (void)assert_said(state, "![a *b*](b.png)", MD_PICTURE, 1, 1);
}

static void test_links_that_are_refused(void **state)
{
    (void)assert_said(state, "a [b](javascript:c)", MD_ADDRESS, 1, 3);
    (void)assert_said(state, "a [b](autre.docx)", MD_ADDRESS, 1, 3);
    (void)assert_said(state, "a [b](https://c \"d\")", MD_LINK_TITLE, 1, 3);
    (void)assert_said(state, "[b](https://{{#c}}d{{/c}})", MD_SECTION_IN_ADDRESS, 1, 13);
}

/* What md4c leaves out in silence is said. */
static void test_nothing_is_lost(void **state)
{
    (void)assert_said(state, "[r]: https://{{x}}\n\na", MD_TAG_LOST, 1, 14);
    (void)assert_said(state, "| A |\n|---|\n| a | b |", MD_TOO_MANY_CELLS, 3, 3);
    (void)assert_said(state, "a\n\n```\n{{x}}\n```", MD_TAG_IN_CODE, 4, 1);
    (void)assert_said(state, "a {{> x}} b", MD_INCLUDE_IN_TEXT, 1, 3);
    (void)assert_said(state, "- a\n-\n- b", MD_EMPTY_BLOCK, 1, 4);
    (void)assert_said(state, "a \xEE\x80\x80", MD_PRIVATE_USE, 1, 3);
    (void)assert_said(state, "a \xF3\xB0\x80\x80", MD_PRIVATE_USE, 1, 3);
}

static Str repeat(Fixture *f, const char *piece, size_t n_bytes)
{
    buf_clear(&f->out);
    while (f->out.len + strlen(piece) <= n_bytes) {
        buf_put(&f->out, str_of(piece));
    }
    return arena_str(&f->arena, buf_str(&f->out));
}

static void assert_limit(Fixture *f, Str text, DiagCode code)
{
    RichNode *doc = NULL;
    assert_int_equal(read_text(f, text, &doc), ST_LIMIT);
    assert_null(doc);
    assert_string_equal(diag_info(f->diags.items[f->diags.n - 1].code)->symbol,
                        diag_info(code)->symbol);
}

static void test_limits(void **state)
{
    Fixture *f = *state;
    RichNode *doc = NULL;
    Str tags = repeat(f, "{{x}} ", 6 * LIMIT_MARKDOWN_TAGS);
    assert_int_equal(read_text(f, tags, &doc), ST_OK);
    assert_limit(f, repeat(f, "{{x}} ", 6 * (LIMIT_MARKDOWN_TAGS + 1)), MD_TOO_MANY_TAGS);
    assert_int_equal(read_text(f, repeat(f, "mot ", LIMIT_MARKDOWN_BYTES), &doc), ST_OK);
    assert_limit(f, repeat(f, "x", LIMIT_MARKDOWN_BYTES + 1), MD_TOO_LARGE);
    assert_limit(f, repeat(f, "> ", 4096), MD_TOO_DEEP);
    /* A reference that is defined once and used often. */
    Str uses = repeat(f, "[a] ", 40 * KIB);
    buf_clear(&f->out);
    buf_put(&f->out, uses);
    buf_puts(&f->out, "\n\n[a]: https://");
    for (size_t i = 0; i < 20 * KIB; i++) {
        buf_putc(&f->out, 'x');
    }
    assert_limit(f, arena_str(&f->arena, buf_str(&f->out)), MD_GROWS);
}

/* Pathological texts of the largest size end, well inside the time that meson gives. */
static void test_hostile_texts_end(void **state)
{
    static const char *const pieces[] = {"[",      "*a ",   "- \n", "|-|\n", "- a\n", "`",
                                         "{{#a}}", "a\n\n", "**a_", "![](",  "<a",    "1. a\n   "};
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        RichNode *doc = NULL;
        Status st = read_text(f, repeat(f, pieces[i], 100 * KIB), &doc);
        assert_true(st == ST_OK || st == ST_INPUT || st == ST_LIMIT);
        assert_int_equal(doc != NULL, st == ST_OK);
    }
    buf_clear(&f->out);
    for (size_t i = 0; i < 3000; i++) {
        buf_puts(&f->out, "{{#a}}\n- x\n{{/a}}\n- y\n");
    }
    RichNode *doc = NULL;
    Str sections = arena_str(&f->arena, buf_str(&f->out));
    assert_int_equal(read_text(f, sections, &doc), ST_OK);
    assert_ptr_equal(doc->first, doc->last); /* one list */
}

/* Each of our allocations fails in turn, until all succeed. */
static void test_out_of_memory(void **state)
{
    Fixture *f = *state;
    Str text =
        STR("a {{x}}\n{{#a}}\n- b **c** [d](https://{{e}})\n{{/a}}\n- f\n\n| A |\n|---|\n| g |\n");
    Status st = ST_NOMEM;
    for (size_t i = 1; i < 100 && st == ST_NOMEM; i++) {
        Arena arena;
        RichNode *doc = NULL;
        const Loc at = {.source = f->source, .line = 1, .column = 1};
        arena_init(&arena, 0);
        mem_fail_at(i);
        st = mdread(&arena, text, at, 0, TYPO_NONE, &f->diags, &doc);
        mem_fail_at(0);
        assert_int_equal(doc != NULL, st == ST_OK);
        arena_done(&arena);
    }
    assert_int_equal(st, ST_OK);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_inline_tags),
        T(test_a_variable_alone_is_a_paragraph),
        T(test_markup_in_a_tag_is_not_read),
        T(test_comments_and_delimiters_vanish),
        T(test_links),
        T(test_blocks),
        T(test_entities_and_escapes),
        T(test_sections_around_paragraphs),
        T(test_items_stay_one_list),
        T(test_section_over_the_last_item),
        T(test_section_around_a_list),
        T(test_section_around_one_item),
        T(test_nested_lists_and_paragraphs_of_items),
        T(test_quotations),
        T(test_rules_between_tags),
        T(test_several_tags_on_a_line),
        T(test_rows_stay_one_table),
        T(test_section_around_a_table),
        T(test_sections_over_cells),
        T(test_items_of_tags_only),
        T(test_includes),
        T(test_overridable_blocks),
        T(test_typography),
        T(test_places_are_those_of_the_file),
        T(test_sections_must_match),
        T(test_sections_must_not_cut),
        T(test_traps_of_markdown),
        T(test_links_that_are_refused),
        T(test_nothing_is_lost),
        T(test_limits),
        T(test_hostile_texts_end),
        T(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
