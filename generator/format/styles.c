/* SPDX-License-Identifier: Apache-2.0 */
/*
 * styles - see styles.h.
 */
#include "generator/format/styles.h"

#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/format/ooxml.h"

#define BODY_NAMES                                                                                 \
    "Body Text|Corps de texte|Text body|Texte courant|Corps du texte|Texte de base|Textbody|"      \
    "Paragraphe|Normal|Standard|Default Paragraph Style|Style par défaut"

static const RoleInfo roles[N_ROLES] = {
    [ROLE_BODY] = {"corps", "Corps", "Text_20_body", FAMILY_PARAGRAPH, BODY_NAMES},
    [ROLE_BODY_AFTER] = {"corps_apres", "CorpsApres", "Text_20_body_20_after", FAMILY_PARAGRAPH,
                         "Corps après tableau|Text body after"},
    [ROLE_BODY_KEEP] = {NULL, NULL, "Text_20_body_20_keep", FAMILY_PARAGRAPH, "Text body keep"},
    [ROLE_BODY_AFTER_KEEP] = {NULL, NULL, "Text_20_body_20_after_20_keep", FAMILY_PARAGRAPH,
                              "Text body after keep"},
    [ROLE_HEADING_1] = {"titre1", "Heading1", "Heading_20_1", FAMILY_PARAGRAPH,
                        "heading 1|Titre 1|Title 1|Überschrift 1"},
    [ROLE_HEADING_2] = {"titre2", "Heading2", "Heading_20_2", FAMILY_PARAGRAPH,
                        "heading 2|Titre 2|Title 2|Überschrift 2"},
    [ROLE_HEADING_3] = {"titre3", "Heading3", "Heading_20_3", FAMILY_PARAGRAPH,
                        "heading 3|Titre 3|Title 3|Überschrift 3"},
    [ROLE_HEADING_4] = {"titre4", "Heading4", "Heading_20_4", FAMILY_PARAGRAPH,
                        "heading 4|Titre 4|Title 4|Überschrift 4"},
    [ROLE_HEADING_5] = {"titre5", "Heading5", "Heading_20_5", FAMILY_PARAGRAPH,
                        "heading 5|Titre 5|Title 5|Überschrift 5"},
    [ROLE_HEADING_6] = {"titre6", "Heading6", "Heading_20_6", FAMILY_PARAGRAPH,
                        "heading 6|Titre 6|Title 6|Überschrift 6"},
    [ROLE_BULLET_1] = {"puce", "ListBullet", "List_20_Bullet", FAMILY_PARAGRAPH,
                       "List Bullet|Liste à puces|Puces|Puce|Liste puces|List 1|Puce 1|Liste 1|"
                       "List Paragraph|Paragraphe de liste"},
    [ROLE_BULLET_2] = {"puce2", "ListBullet2", NULL, FAMILY_PARAGRAPH,
                       "List Bullet 2|Liste à puces 2|Puces 2|Puce 2|List 2|Liste 2"},
    [ROLE_BULLET_3] = {"puce3", "ListBullet3", NULL, FAMILY_PARAGRAPH,
                       "List Bullet 3|Liste à puces 3|Puces 3|Puce 3|List 3|Liste 3"},
    [ROLE_NUMBER_1] = {"numero", "ListNumber", "List_20_Number", FAMILY_PARAGRAPH,
                       "List Number|Liste numérotée|Liste à numéros|Numéros|Numérotation|"
                       "Numbering 1|Numérotation 1|Liste numéros|List Paragraph|"
                       "Paragraphe de liste"},
    [ROLE_NUMBER_2] = {"numero2", "ListNumber2", NULL, FAMILY_PARAGRAPH,
                       "List Number 2|Liste numérotée 2|Liste à numéros 2|Numbering 2|"
                       "Numérotation 2"},
    [ROLE_NUMBER_3] = {"numero3", "ListNumber3", NULL, FAMILY_PARAGRAPH,
                       "List Number 3|Liste numérotée 3|Liste à numéros 3|Numbering 3|"
                       "Numérotation 3"},
    [ROLE_CONTINUE_1] = {"suite", "ListContinue", NULL, FAMILY_PARAGRAPH,
                         "List Continue|Liste continue|Suite de liste"},
    [ROLE_CONTINUE_2] = {"suite2", "ListContinue2", NULL, FAMILY_PARAGRAPH,
                         "List Continue 2|Liste continue 2|Suite de liste 2"},
    [ROLE_CONTINUE_3] = {"suite3", "ListContinue3", NULL, FAMILY_PARAGRAPH,
                         "List Continue 3|Liste continue 3|Suite de liste 3"},
    [ROLE_QUOTE] = {"citation", "Quote", "Quotations", FAMILY_PARAGRAPH,
                    "Quote|Citation|Citations|Quotations|Block Text|Block Quotation|Bloc de texte"},
    [ROLE_CODE_BLOCK] = {"bloc_code", "CodeBlock", "Preformatted_20_Text", FAMILY_PARAGRAPH,
                         "Code en bloc|Preformatted Text|HTML Preformatted|Préformaté HTML|"
                         "Texte préformaté|Source Code|Macro Text|Plain Text|Texte brut"},
    [ROLE_RULE] = {"filet", "Rule", "Horizontal_20_Line", FAMILY_PARAGRAPH,
                   "Filet|Horizontal Line|Ligne horizontale|Filet horizontal"},
    [ROLE_CELL] = {"cellule", "TableText", "Table_20_Contents", FAMILY_PARAGRAPH,
                   "Table Contents|Contenu de tableau|Tableau texte|Texte de tableau|Texte tableau|"
                   "Table Text|Contenu du tableau|Tableau"},
    [ROLE_CELL_CENTER] = {"cellule_centree", "TableTextCenter", "TableTextCenter", FAMILY_PARAGRAPH,
                          "Tableau texte centré"},
    [ROLE_CELL_RIGHT] = {"cellule_droite", "TableTextRight", "TableTextRight", FAMILY_PARAGRAPH,
                         "Tableau texte à droite"},
    [ROLE_HEAD] = {"entete_tableau", "TableHead", "Table_20_Heading", FAMILY_PARAGRAPH,
                   "Table Heading|Titre de tableau|En-tête de tableau|Tableau entête|Table Header|"
                   "Entête tableau"},
    [ROLE_HEAD_CENTER] = {"entete_tableau_centre", "TableHeadCenter", "TableHeadCenter",
                          FAMILY_PARAGRAPH, "Tableau entête centré"},
    [ROLE_HEAD_RIGHT] = {"entete_tableau_droite", "TableHeadRight", "TableHeadRight",
                         FAMILY_PARAGRAPH, "Tableau entête à droite"},
    [ROLE_STRONG] = {"gras", "Strong", "Strong_20_Emphasis", FAMILY_TEXT,
                     "Strong|Strong Emphasis|Accentuation forte|Élevé|Gras|Fort|Bold"},
    [ROLE_EMPHASIS] = {"italique", "Emphasis", "Emphasis", FAMILY_TEXT,
                       "Emphasis|Accentuation|Mise en évidence|Italique|Italic"},
    [ROLE_CODE] = {"code", "Code", "Source_20_Text", FAMILY_TEXT,
                   "Code|HTML Code|Code HTML|Source Text|Texte source|Verbatim Char|Teletype"},
    [ROLE_LINK] = {"lien", "Hyperlink", "Internet_20_link", FAMILY_TEXT,
                   "Hyperlink|Lien hypertexte|Internet Link|Lien Internet"},
    [ROLE_LINK_VISITED] = {NULL, NULL, "Visited_20_Internet_20_Link", FAMILY_TEXT,
                           "Visited Internet Link|Lien Internet visité|FollowedHyperlink"},
    [ROLE_TABLE] = {"tableau", "CcapTableau", "CcapTableau.Cadre", FAMILY_TABLE,
                    "Tableau ccap|Table Grid|Grille du tableau|Grille de tableau|Tableau Grille"},
    [ROLE_BULLETS] = {"liste_puces", NULL, "ccap_puce", FAMILY_LIST,
                      "List 1|Liste à puces|Puces|Puce •|Liste 1|List Bullet|Bullet •"},
    [ROLE_NUMBERS] = {"liste_numeros", NULL, "ccap_numero", FAMILY_LIST,
                      "Numbering 123|Numérotation 123|Liste numérotée|Numbering 1|Numérotation 1|"
                      "List Number"},
};

const RoleInfo *styles_role(StyleRole role)
{
    return &roles[role];
}

bool styles_role_of_key(Str key, StyleRole *ret_role)
{
    for (int i = 0; i < N_ROLES; i++) {
        if (roles[i].key && str_is(key, roles[i].key)) {
            *ret_role = (StyleRole)i;
            return true;
        }
    }
    return false;
}

/* --- names that differ in nothing that matters ------------------------------------------------------- */

/* Longer names are compared by their beginning. */
#define FOLD_MAX 96

typedef struct Folded {
    uint32_t cps[FOLD_MAX];
    size_t n;
} Folded;

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ODF writes a character that a name can't hold as _20_ (one to four digits). */
static bool encoded(Str name, size_t *pos, uint32_t *ret_cp)
{
    uint32_t cp = 0;
    size_t at = *pos + 1;
    while (at < name.len && at <= *pos + 4 && hex_digit(name.ptr[at]) >= 0) {
        cp = cp * 16 + (uint32_t)hex_digit(name.ptr[at++]);
    }
    if (name.ptr[*pos] != '_' || at == *pos + 1 || at >= name.len || name.ptr[at] != '_') {
        return false;
    }
    *pos = at + 1;
    *ret_cp = cp;
    return true;
}

/* The letter under an accent, in small; 0 for what counts for nothing. */
static uint32_t fold_letter(uint32_t cp)
{
    bool is_nothing = cp == ' ' || cp == '_' || cp == '-' || cp == '\'' || cp == 0x2019 ||
                      cp == CP_NBSP || cp == CP_NNBSP || (cp >= 0x300 && cp < 0x370);
    return is_nothing ? 0 : utf8_plain(cp);
}

static void fold(Str name, bool is_encoded, Folded *ret_folded)
{
    ret_folded->n = 0;
    for (size_t pos = 0; pos < name.len && ret_folded->n < FOLD_MAX;) {
        uint32_t cp = 0;
        if (!is_encoded || !encoded(name, &pos, &cp)) {
            cp = utf8_next(name, &pos);
        }
        cp = fold_letter(cp);
        if (cp != 0) {
            ret_folded->cps[ret_folded->n++] = cp;
        }
    }
}

static bool is_like(Str a, bool is_encoded, const Folded *b)
{
    Folded folded;
    fold(a, is_encoded, &folded);
    return folded.n > 0 && folded.n == b->n &&
           memcmp(folded.cps, b->cps, folded.n * sizeof folded.cps[0]) == 0;
}

/* --- looking up -------------------------------------------------------------------------------------- */

const DocStyle *styles_by_id(const DocStyles *styles, StyleFamily family, Str id)
{
    for (size_t i = 0; i < styles->n; i++) {
        if (styles->items[i].family == family && str_eq(styles->items[i].id, id)) {
            return &styles->items[i];
        }
    }
    return NULL;
}

/* By what its author sees first, then by its identifier. */
static const DocStyle *find_like(const DocStyles *styles, StyleFamily family, Str name)
{
    Folded wanted;
    fold(name, false, &wanted);
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < styles->n; i++) {
            const DocStyle *style = &styles->items[i];
            if (style->family == family &&
                is_like(turn == 0 ? style->name : style->id, true, &wanted)) {
                return style;
            }
        }
    }
    return NULL;
}

/* The next of the names separated by "|"; false at their end. */
static bool next_name(Str *rest, Str *ret_name)
{
    size_t bar = str_find(*rest, STR("|"), 0);
    size_t len = bar == SIZE_MAX ? rest->len : bar;
    *ret_name = str_sub(*rest, 0, len);
    *rest = str_sub(*rest, len + 1, rest->len);
    return ret_name->len > 0;
}

static const DocStyle *find_known(const DocStyles *styles, StyleRole role)
{
    Str rest = str_of(roles[role].names);
    Str name;
    while (next_name(&rest, &name)) {
        const DocStyle *style = find_like(styles, roles[role].family, name);
        if (style) {
            return style;
        }
    }
    return NULL;
}

/* What Word's users know under a French name stands in the file under an English one, or the other way round. */
static const DocStyle *find_translated(const DocStyles *styles, StyleFamily family, Str name)
{
    Folded wanted;
    fold(name, false, &wanted);
    for (int role = 0; role < N_ROLES; role++) {
        Str rest = str_of(roles[role].names);
        Str known;
        while (roles[role].family == family && role != ROLE_BODY && next_name(&rest, &known)) {
            if (is_like(known, false, &wanted)) {
                return find_known(styles, (StyleRole)role);
            }
        }
    }
    return NULL;
}

#define MAX_NAMES 256

static void report_unknown(const DocStyles *styles, const StyleChoice *choice, StyleFamily family,
                           DiagList *diags)
{
    Str names[MAX_NAMES];
    size_t n = 0;
    for (size_t i = 0; i < styles->n && n < MAX_NAMES; i++) {
        if (styles->items[i].family == family) {
            names[n++] = styles->items[i].name;
        }
    }
    Str near = validate_nearest(choice->name, names, n);
    Str key = str_of(roles[choice->role].key);
    Diag *diag = near.len > 0
                     ? diag_add(diags, STYLE_UNKNOWN_NEAR, choice->loc, choice->name, key, near)
                     : diag_add2(diags, STYLE_UNKNOWN, choice->loc, choice->name, key);
    diag->span = (uint32_t)choice->span;
}

const DocStyle *styles_find(const DocStyles *styles, StyleRole role, bool is_docx,
                            const StyleMap *map, DiagList *diags, bool *has_errors)
{
    const RoleInfo *info = &roles[role];
    const char *own = is_docx ? info->docx : info->odt;
    if (!own) {
        return NULL;
    }
    for (size_t i = map ? map->n : 0; i-- > 0;) {
        const StyleChoice *choice = &map->choices[i];
        if (choice->role != role || !(is_docx ? choice->is_docx : choice->is_odt)) {
            continue;
        }
        const DocStyle *chosen = find_like(styles, info->family, choice->name);
        chosen = chosen ? chosen : find_translated(styles, info->family, choice->name);
        if (!chosen) {
            report_unknown(styles, choice, info->family, diags);
            *has_errors = true;
        }
        return chosen;
    }
    const DocStyle *style = styles_by_id(styles, info->family, str_of(own));
    return style ? style : find_known(styles, role);
}

/* --- our own template -------------------------------------------------------------------------------- */

void styles_of_annex(bool is_docx, StyleSet *ret_set)
{
    *ret_set = (StyleSet){.width_twip = DOCX_TEXT_WIDTH, .numbering = STR("word/numbering.xml")};
    for (int i = 0; i < N_ROLES; i++) {
        const char *own = is_docx ? roles[i].docx : roles[i].odt;
        ret_set->ids[i] = own ? str_of(own) : STR_EMPTY;
    }
    for (uint32_t level = 0; level < 3; level++) {
        ret_set->ids[ROLE_BULLET_1 + level] = ret_set->ids[ROLE_BULLET_1];
        ret_set->ids[ROLE_NUMBER_1 + level] = ret_set->ids[ROLE_NUMBER_1];
        ret_set->abstracts[0][level] = DOCX_LIST_BULLET;
        ret_set->abstracts[1][level] = DOCX_LIST_ORDERED;
        ret_set->levels[0][level] = level;
        ret_set->levels[1][level] = level;
    }
}
