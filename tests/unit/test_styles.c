/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies styles.c: a role finds the document's style by every name that Word and LibreOffice give it, whatever case,
 * accents, spaces and encoding; what a map chooses comes first, and a name that the document lacks is reported once.
 */
#include "generator/format/styles.h"
#include "tests/unit/data_fixture.h"

static DocStyle paragraph(const char *id, const char *name)
{
    return (DocStyle){.family = FAMILY_PARAGRAPH, .id = str_of(id), .name = str_of(name)};
}

static const char *found(Fixture *f, DocStyles styles, StyleRole role, bool is_docx,
                         const StyleMap *map)
{
    bool has_errors = false;
    diag_list_init(&f->diags, &f->arena);
    const DocStyle *style = styles_find(&styles, role, is_docx, map, &f->diags, &has_errors);
    assert_int_equal(has_errors, f->diags.n_errors > 0);
    if (f->diags.n > 0) {
        return fixture_report(f);
    }
    return style ? arena_str(&f->arena, style->id).ptr : "none";
}

/* One style under each of its names. */
static void names_of_programs(void **state)
{
    static const struct {
        const char *id;
        const char *name;
        StyleRole role;
    } cases[] = {
        {"Heading1", "heading 1", ROLE_HEADING_1},
        {"Titre1", "heading 1", ROLE_HEADING_1},
        {"x", "Titre 1", ROLE_HEADING_1},
        {"Heading_20_1", "Heading_20_1", ROLE_HEADING_1},
        {"Titre_20_1", "Titre_20_1", ROLE_HEADING_1},
        {"x", "TITRE\u00A01", ROLE_HEADING_1},
        {"Corpsdetexte", "Body Text", ROLE_BODY},
        {"x", "Corps de texte", ROLE_BODY},
        {"Text_20_body", "Text body", ROLE_BODY},
        {"Standard", "Standard", ROLE_BODY},
        {"x", "Liste à puces", ROLE_BULLET_1},
        {"x", "liste a puces", ROLE_BULLET_1},
        {"Liste_20__e0__20_puces", "Liste_20__e0__20_puces", ROLE_BULLET_1},
        {"x", "Liste numérotée", ROLE_NUMBER_1},
        {"Paragraphedeliste", "List Paragraph", ROLE_NUMBER_1},
        {"Quotations", "Quotations", ROLE_QUOTE},
        {"x", "Citation", ROLE_QUOTE},
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        DocStyle one = {
            .family = FAMILY_PARAGRAPH, .id = str_of(cases[i].id), .name = str_of(cases[i].name)};
        const DocStyles styles = {.items = &one, .n = 1};
        assert_string_equal(found(f, styles, cases[i].role, true, NULL), cases[i].id);
        one.family = FAMILY_TEXT; /* a style of another kind is no answer */
        assert_string_equal(found(f, styles, cases[i].role, true, NULL), "none");
    }
}

/* Our own names first, then the order of the known ones. */
static void best_name_wins(void **state)
{
    Fixture *f = *state;
    DocStyle items[] = {paragraph("Normal", "Normal"), paragraph("BodyText", "Body Text"),
                        paragraph("Corps", "Texte de la maison")};
    assert_string_equal(found(f, (DocStyles){.items = items, .n = 1}, ROLE_BODY, true, NULL),
                        "Normal");
    assert_string_equal(found(f, (DocStyles){.items = items, .n = 2}, ROLE_BODY, true, NULL),
                        "BodyText");
    assert_string_equal(found(f, (DocStyles){.items = items, .n = 3}, ROLE_BODY, true, NULL),
                        "Corps");
    assert_string_equal(found(f, (DocStyles){.items = items, .n = 3}, ROLE_BODY, false, NULL),
                        "BodyText");
}

static void maps_choose(void **state)
{
    Fixture *f = *state;
    DocStyle items[] = {paragraph("Normal", "Normal"), paragraph("Titre1", "heading 1"),
                        paragraph("x1", "Titre d\u2019article")};
    const DocStyles styles = {.items = items, .n = 3};
    static const struct {
        const char *name;
        bool is_docx;
        const char *found;
    } cases[] = {
        {"Titre d'article", true, "x1"},
        {"x1", true, "x1"},
        {"Titre 1", true, "Titre1"}, /* what Word shows for « heading 1 » in French */
        {"Titre d'artcle", true,
         "1:1 T-131 the document has no style \u201CTitre d'artcle\u201D (for corps); did you mean "
         "\u201CTitre d\u2019article\u201D?"},
        {"Encadr\u00E9", true,
         "1:1 T-130 the document has no style \u201CEncadr\u00E9\u201D (for corps)"},
        {"Titre d'article", false, "Normal"}, /* said of the other format */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        StyleChoice choice = {.role = ROLE_BODY,
                              .is_docx = cases[i].is_docx,
                              .is_odt = !cases[i].is_docx,
                              .name = str_of(cases[i].name),
                              .loc = {.line = 1, .column = 1}};
        const StyleMap map = {.choices = &choice, .n = 1};
        assert_string_equal(found(f, styles, ROLE_BODY, true, &map), cases[i].found);
    }
}

/* Every key of the schema is a role, and the other way round. */
static void keys(void **state)
{
    (void)state;
    StyleRole role = N_ROLES;
    for (int i = 0; i < N_ROLES; i++) {
        const char *key = styles_role((StyleRole)i)->key;
        if (key) {
            assert_true(styles_role_of_key(str_of(key), &role));
            assert_int_equal(role, i);
        }
    }
    assert_false(styles_role_of_key(STR("titre"), &role));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_of_programs),
        TEST(best_name_wins),
        TEST(maps_choose),
        TEST(keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
