/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_styles - the styles of an ODT: found by name, added where they lack. odt_house.c writes clauses into a document without
 * tags.
 */
#include "generator/format/odt_house.h"

#include "generator/base/limits.h"
#include "generator/format/emit.h"

#define NS_SVG "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"

/* How many parents of a style are looked at: styles may be based on themselves. */
#define MAX_PARENTS 16

/* --- reading --------------------------------------------------------------------------------------------- */

static bool family_of(const xmlNode *node, Str family, StyleFamily *ret_family)
{
    static const struct {
        const char *name;
        StyleFamily family;
    } known[] = {{"paragraph", FAMILY_PARAGRAPH}, {"text", FAMILY_TEXT}, {"table", FAMILY_TABLE}};
    *ret_family = FAMILY_LIST;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (adapt_is(node, "style") && str_is(family, known[i].name)) {
            *ret_family = known[i].family;
            return true;
        }
    }
    return adapt_is(node, "list-style");
}

static Status read_styles(Adapt *a, const xmlNode *parent, bool is_automatic, DocStyles *styles)
{
    for (const xmlNode *n = parent ? parent->children : NULL; n; n = n->next) {
        DocStyle style = {.id = adapt_attr(a, n, "name"), .name = adapt_attr(a, n, "display-name")};
        if (n->type != XML_ELEMENT_NODE || style.id.len == 0 ||
            !family_of(n, adapt_attr(a, n, "family"), &style.family) ||
            (is_automatic && style.family != FAMILY_TABLE)) {
            continue;
        }
        style.name = style.name.len > 0 ? style.name : style.id;
        style.parent = adapt_attr(a, n, "parent-style-name");
        style.list = adapt_attr(a, n, "list-style-name");
        const xmlNode *properties = adapt_child(n, "paragraph-properties");
        style.bottom = adapt_attr(a, properties, "margin-bottom");
        style.bottom = style.bottom.len > 0 ? style.bottom : adapt_attr(a, properties, "margin");
        DocStyle *grown =
            arena_grow(a->arena, styles->items, styles->n, &styles->cap, sizeof style);
        if (!grown) {
            return ST_NOMEM;
        }
        styles->items = grown;
        styles->items[styles->n++] = style;
    }
    return ST_OK;
}

/* --- what is added ----------------------------------------------------------------------------------------- */

typedef struct Definition {
    StyleRole role;
    int base; /* a role, or BASE_… */
    const char *display;
    const char *paragraph; /* attributes of style:paragraph-properties */
    const char *text;      /* of style:text-properties */
} Definition;

#define BASE_STANDARD (-1)
#define BASE_NONE (-2)
#define BOLD                                                                                       \
    "fo:font-weight=\"bold\" style:font-weight-asian=\"bold\" style:font-weight-complex=\"bold\""
#define ITALIC                                                                                     \
    "fo:font-style=\"italic\" style:font-style-asian=\"italic\" "                                  \
    "style:font-style-complex=\"italic\""
#define SIZE(pt)                                                                                   \
    "fo:font-size=\"" pt "\" style:font-size-asian=\"" pt "\" style:font-size-complex=\"" pt "\""
#define MONO                                                                                       \
    "fo:font-family=\"'Courier New'\" style:font-family-generic=\"modern\" "                       \
    "style:font-pitch=\"fixed\""
#define KEEP "fo:keep-with-next=\"always\""
#define HEADING(top, bottom)                                                                       \
    KEEP " fo:keep-together=\"always\" fo:margin-top=\"" top "\" fo:margin-bottom=\"" bottom "\""
#define CELL "fo:margin-top=\"0cm\" fo:margin-bottom=\"0cm\""

/* In an order in which each finds its base. */
static const Definition definitions[] = {
    {ROLE_BODY_AFTER, ROLE_BODY, "Text body after", "fo:margin-top=\"8pt\" fo:margin-bottom=\"%s\"",
     ""},
    {ROLE_BODY_KEEP, ROLE_BODY, "Text body keep", KEEP, ""},
    {ROLE_BODY_AFTER_KEEP, ROLE_BODY_AFTER, "Text body after keep", KEEP, ""},
    {ROLE_HEADING_1, BASE_STANDARD, "Heading 1", HEADING("18pt", "6pt"), BOLD " " SIZE("14pt")},
    {ROLE_HEADING_2, BASE_STANDARD, "Heading 2", HEADING("12pt", "4pt"), BOLD " " SIZE("12pt")},
    {ROLE_HEADING_3, BASE_STANDARD, "Heading 3", HEADING("8pt", "3pt"), BOLD},
    {ROLE_HEADING_4, BASE_STANDARD, "Heading 4", HEADING("6pt", "3pt"), BOLD " " ITALIC},
    {ROLE_HEADING_5, BASE_STANDARD, "Heading 5", HEADING("6pt", "3pt"), BOLD " " ITALIC},
    {ROLE_HEADING_6, BASE_STANDARD, "Heading 6", HEADING("6pt", "3pt"), BOLD " " ITALIC},
    {ROLE_BULLET_1, ROLE_BODY, "List Bullet", "fo:margin-bottom=\"4pt\"", ""},
    {ROLE_NUMBER_1, ROLE_BODY, "List Number", "fo:margin-bottom=\"4pt\"", ""},
    {ROLE_QUOTE, ROLE_BODY, "Quotations", "fo:margin-left=\"0.7cm\" fo:margin-right=\"0.7cm\"",
     ITALIC},
    {ROLE_CODE_BLOCK, ROLE_BODY, "Preformatted Text",
     "fo:margin-left=\"0.7cm\" fo:keep-together=\"always\"", MONO " " SIZE("9pt")},
    {ROLE_RULE, BASE_STANDARD, "Horizontal Line",
     "fo:margin-bottom=\"6pt\" fo:border-top=\"none\" fo:border-left=\"none\" "
     "fo:border-right=\"none\" fo:border-bottom=\"0.5pt solid #808080\" fo:padding=\"0cm\"",
     SIZE("4pt")},
    {ROLE_CELL, BASE_STANDARD, "Table Contents", CELL, ""},
    {ROLE_CELL_CENTER, ROLE_CELL, "TableTextCenter", "fo:text-align=\"center\"", ""},
    {ROLE_CELL_RIGHT, ROLE_CELL, "TableTextRight", "fo:text-align=\"end\"", ""},
    {ROLE_HEAD, ROLE_CELL, "Table Heading", KEEP, BOLD},
    {ROLE_HEAD_CENTER, ROLE_HEAD, "TableHeadCenter", "fo:text-align=\"center\"", ""},
    {ROLE_HEAD_RIGHT, ROLE_HEAD, "TableHeadRight", "fo:text-align=\"end\"", ""},
    {ROLE_STRONG, BASE_NONE, "Strong Emphasis", "", BOLD},
    {ROLE_EMPHASIS, BASE_NONE, "Emphasis", "", ITALIC},
    {ROLE_CODE, BASE_NONE, "Source Text", "", MONO},
    {ROLE_LINK, BASE_NONE, "Internet link", "",
     "fo:color=\"#1f4e8c\" style:text-underline-style=\"solid\" "
     "style:text-underline-width=\"auto\" style:text-underline-color=\"font-color\""},
    {ROLE_LINK_VISITED, BASE_NONE, "Visited Internet Link", "",
     "fo:color=\"#1f4e8c\" style:text-underline-style=\"solid\" "
     "style:text-underline-width=\"auto\" style:text-underline-color=\"font-color\""},
};

/* The lower margin of body text: LibreOffice forgets it where a style names the upper one alone. */
static Str body_margin(Adapt *a, const DocStyles *styles)
{
    const DocStyle *style = styles_by_id(styles, FAMILY_PARAGRAPH, a->styles->ids[ROLE_BODY]);
    for (int i = 0; style && style->bottom.len == 0 && i < MAX_PARENTS; i++) {
        style = styles_by_id(styles, FAMILY_PARAGRAPH, style->parent);
    }
    return style && style->bottom.len > 0 ? adapt_escape(a, style->bottom) : STR("0cm");
}

static void put_style(Buf *out, const StyleSet *styles, const Definition *def, Str name,
                      Str standard, Str bottom)
{
    Str base = def->base == BASE_STANDARD ? standard
               : def->base == BASE_NONE   ? STR_EMPTY
                                          : styles->ids[def->base];
    bool is_heading = def->role >= ROLE_HEADING_1 && def->role <= ROLE_HEADING_6;
    buf_printf(out,
               "<style:style style:name=\"%.*s\" style:display-name=\"%s\" style:family=\"%s\"",
               STR_ARG(name), def->display,
               styles_role(def->role)->family == FAMILY_TEXT ? "text" : "paragraph");
    if (base.len > 0) {
        buf_printf(out, " style:parent-style-name=\"%.*s\"", STR_ARG(base));
    }
    if (is_heading) {
        buf_printf(out, " style:default-outline-level=\"%d\"",
                   (int)def->role - (int)ROLE_HEADING_1 + 1);
    }
    buf_puts(out, ">");
    if (def->paragraph[0] != '\0') {
        Str text = str_of(def->paragraph);
        size_t hole = str_find(text, STR("%s"), 0);
        buf_puts(out, "<style:paragraph-properties ");
        buf_put(out, str_sub(text, 0, hole));
        if (hole != SIZE_MAX) {
            buf_put(out, bottom);
            buf_put(out, str_sub(text, hole + 2, text.len));
        }
        buf_puts(out, "/>");
    }
    if (def->text[0] != '\0') {
        buf_printf(out, "<style:text-properties %s/>", def->text);
    }
    buf_puts(out, "</style:style>");
}

/* Ten levels, as ODF has them; those below the third look like it. */
static void put_list(Buf *out, Str name, bool is_numbers)
{
    static const char *const formats[] = {"1", "a", "i"};
    static const char *const suffixes[] = {".", ")", ")"};
    static const char *const bullets[] = {"•", "–", "▪"};
    buf_printf(out, "<text:list-style style:name=\"%.*s\">", STR_ARG(name));
    for (unsigned level = 1; level <= 10; level++) {
        unsigned like = level > 3 ? 2 : level - 1;
        const char *kind = is_numbers ? "number" : "bullet";
        buf_printf(out, "<text:list-level-style-%s text:level=\"%u\" ", kind, level);
        if (is_numbers) {
            buf_printf(out, "style:num-suffix=\"%s\" style:num-format=\"%s\">", suffixes[like],
                       formats[like]);
        } else {
            buf_printf(out, "text:bullet-char=\"%s\">", bullets[like]);
        }
        buf_printf(out,
                   "<style:list-level-properties "
                   "text:list-level-position-and-space-mode=\"label-alignment\">"
                   "<style:list-level-label-alignment text:label-followed-by=\"listtab\" "
                   "text:list-tab-stop-position=\"%u.%ucm\" fo:margin-left=\"%u.%ucm\" "
                   "fo:text-indent=\"-0.7cm\"/></style:list-level-properties>"
                   "</text:list-level-style-%s>",
                   level * 7 / 10, level * 7 % 10, level * 7 / 10, level * 7 % 10, kind);
    }
    buf_puts(out, "</text:list-style>");
}

/* What tables look like: lines between rows, the width of the text. Automatic styles: LibreOffice reads no others for tables. */
static void put_table(Buf *out)
{
    static const char *const cells[][2] = {{"Entete", "0.5pt solid #808080"}, {"Cellule", "none"}};
    buf_puts(out, "<style:style style:name=\"CcapTableau.Cadre\" style:family=\"table\">"
                  "<style:table-properties style:width=\"16cm\" style:rel-width=\"100%\" "
                  "fo:margin-top=\"0cm\" fo:margin-bottom=\"0cm\" table:align=\"margins\" "
                  "table:border-model=\"separating\" style:may-break-between-rows=\"true\"/>"
                  "</style:style>");
    for (unsigned width = 1; width <= COLUMNS_STEPS; width++) { /* of 16 cm */
        unsigned millimetres = width * 160 / COLUMNS_STEPS;
        buf_printf(out,
                   "<style:style style:name=\"CcapTableau.Largeur%u\" "
                   "style:family=\"table-column\"><style:table-column-properties "
                   "style:column-width=\"%u.%ucm\" style:rel-column-width=\"%u000*\"/>"
                   "</style:style>",
                   width, millimetres / 10, millimetres % 10, width);
    }
    buf_puts(out, "<style:style style:name=\"CcapTableau.Ligne\" style:family=\"table-row\">"
                  "<style:table-row-properties fo:keep-together=\"always\"/></style:style>");
    for (size_t i = 0; i < 2; i++) {
        buf_printf(out,
                   "<style:style style:name=\"CcapTableau.%s\" style:family=\"table-cell\">"
                   "<style:table-cell-properties fo:padding-left=\"0.2cm\" "
                   "fo:padding-right=\"0.2cm\" fo:padding-top=\"0.1cm\" "
                   "fo:padding-bottom=\"0.1cm\" fo:border-left=\"none\" fo:border-right=\"none\" "
                   "fo:border-top=\"%s\" fo:border-bottom=\"0.5pt solid #808080\"/></style:style>",
                   cells[i][0], cells[i][1]);
    }
}

/* --- headings ------------------------------------------------------------------------------------------------ */

static xmlNode *outline_level(Adapt *a, const xmlNode *outline, uint32_t level)
{
    for (xmlNode *n = outline ? outline->children : NULL; n; n = n->next) {
        if (adapt_is(n, "outline-level-style") &&
            adapt_number(adapt_attr(a, n, "level")) == level) {
            return n;
        }
    }
    return NULL;
}

static void put_outline_level(Buf *out, uint32_t level)
{
    buf_printf(out,
               "<text:outline-level-style text:level=\"%u\" style:num-format=\"1\" %s>"
               "<style:list-level-properties "
               "text:list-level-position-and-space-mode=\"label-alignment\">"
               "<style:list-level-label-alignment text:label-followed-by=\"space\"/>"
               "</style:list-level-properties></text:outline-level-style>",
               level,
               level == 1
                   ? "style:num-suffix=\".\" text:start-value=\"{{document.premier_article}}\""
               : level == 2 ? "text:display-levels=\"2\""
                            : "text:display-levels=\"3\"");
}

/* A style that says "no list" takes the outline's number from its headings. */
static void let_number(const OdtHouse *h, const xmlNode *office_styles, uint32_t level)
{
    Adapt *a = h->a;
    Str name = a->styles->ids[ROLE_HEADING_1 + level - 1];
    for (xmlNode *n = office_styles->children; n; n = n->next) {
        xmlAttr *list = adapt_is(n, "style") && str_eq(adapt_attr(a, n, "name"), name)
                            ? xmlHasProp(n, BAD_CAST "list-style-name")
                            : NULL;
        if (list && adapt_attr(a, n, "list-style-name").len == 0) {
            (void)xmlRemoveProp(list); /* fails only for NULL */
        }
    }
}

/*
 * Levels that the house numbers go on with its numbers; the others get one, from document.premier_article on, and the house's
 * own headings of that level are marked as going without.
 */
static Status number_outline(OdtHouse *h, xmlNode *office_styles)
{
    CLEANUP(buf_done) Buf text = {0};
    Adapt *a = h->a;
    xmlNode *outline = adapt_child(office_styles, "outline-style");
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    for (uint32_t level = 1; level <= ODT_NUMBERED; level++) {
        xmlNode *node = outline_level(a, outline, level);
        if (adapt_attr(a, node, "num-format").len > 0) {
            continue;
        }
        h->is_unnumbered[level - 1] = true;
        let_number(h, office_styles, level);
        put_outline_level(&text, level);
        if (node) {
            lift_remove(node);
        }
    }
    Str levels = adapt_keep(a, &text);
    if (levels.len == 0) {
        return levels.ptr ? ST_OK : ST_NOMEM;
    }
    h->is_sheet_changed = true;
    if (!outline) {
        levels = arena_printf(a->arena,
                              "<text:outline-style style:name=\"Outline\">%.*s"
                              "</text:outline-style>",
                              STR_ARG(levels));
    }
    return odt_append(&h->sheet_texts, outline ? outline : office_styles, levels);
}

/* --- all roles -------------------------------------------------------------------------------------------------- */

static void resolve(OdtHouse *h, const DocStyles *styles)
{
    static const StyleRole lists[][2] = {{ROLE_BULLETS, ROLE_BULLET_1},
                                         {ROLE_NUMBERS, ROLE_NUMBER_1}};
    Adapt *a = h->a;
    StyleSet *set = a->styles;
    for (int role = 0; role < N_ROLES; role++) {
        const DocStyle *style =
            styles_find(styles, (StyleRole)role, false, a->map, a->diags, &a->has_errors);
        set->ids[role] = style ? adapt_escape(a, style->id) : STR_EMPTY;
    }
    for (size_t i = 0; i < 2; i++) { /* the list style of the paragraph style, if it has one */
        const DocStyle *paragraph = styles_by_id(styles, FAMILY_PARAGRAPH, set->ids[lists[i][1]]);
        bool is_own = str_is(set->ids[lists[i][0]], styles_role(lists[i][0])->odt);
        if (paragraph && paragraph->list.len > 0 && !is_own &&
            styles_by_id(styles, FAMILY_LIST, paragraph->list)) {
            set->ids[lists[i][0]] = adapt_escape(a, paragraph->list);
        }
    }
    if (set->ids[ROLE_BODY].len == 0) {
        set->ids[ROLE_BODY] = STR("Standard"); /* what a paragraph without a style has */
    }
}

/* A name of ours that the document gives to no style of this family. */
static Str free_name(Adapt *a, const DocStyles *styles, StyleRole role)
{
    const RoleInfo *info = styles_role(role);
    Str name = str_of(info->odt);
    return styles_by_id(styles, info->family, name) ? arena_printf(a->arena, "Ccap_%s", info->odt)
                                                    : name;
}

static Status add_missing(OdtHouse *h, const DocStyles *styles, xmlNode *office_styles)
{
    CLEANUP(buf_done) Buf text = {0};
    Adapt *a = h->a;
    StyleSet *set = a->styles;
    const DocStyle *standard = styles_by_id(styles, FAMILY_PARAGRAPH, STR("Standard"));
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    if (!styles_by_id(styles, FAMILY_PARAGRAPH, set->ids[ROLE_BODY])) {
        buf_puts(&text, "<style:style style:name=\"Standard\" style:family=\"paragraph\"/>");
    }
    for (size_t i = 0; i < sizeof definitions / sizeof definitions[0]; i++) {
        const Definition *def = &definitions[i];
        if (set->ids[def->role].len > 0) {
            continue;
        }
        Str name = free_name(a, styles, def->role);
        if (!name.ptr) {
            return ST_NOMEM;
        }
        put_style(&text, set, def, name, standard ? standard->id : STR_EMPTY,
                  body_margin(a, styles));
        set->ids[def->role] = name;
        set->is_added[def->role] = true;
    }
    for (int role = ROLE_BULLETS; role <= ROLE_NUMBERS; role++) {
        if (set->ids[role].len == 0) {
            set->ids[role] = str_of(styles_role((StyleRole)role)->odt);
            put_list(&text, set->ids[role], role == ROLE_NUMBERS);
        }
    }
    Str added = adapt_keep(a, &text);
    if (added.len == 0) {
        return added.ptr ? ST_OK : ST_NOMEM;
    }
    h->is_sheet_changed = true;
    return odt_append(&h->sheet_texts, office_styles, added);
}

/* Items, and the paragraphs of first cells, look like those of the others, and some stay with the next one. */
static void put_rows(Buf *out, const StyleSet *set)
{
    static const struct {
        const char *name;
        StyleRole role;
    } rows[] = {{"Tableau.Rang", ROLE_CELL},
                {"Tableau.RangCentre", ROLE_CELL_CENTER},
                {"Tableau.RangDroite", ROLE_CELL_RIGHT},
                {"Liste.Puce", ROLE_BULLET_1},
                {"Liste.Numero", ROLE_NUMBER_1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (unsigned stays = 0; stays < 2; stays++) {
            buf_printf(out,
                       "<style:style style:name=\"Ccap%s%u\" style:family=\"paragraph\" "
                       "style:parent-style-name=\"%.*s\"><style:paragraph-properties "
                       "fo:keep-with-next=\"%s\"/></style:style>",
                       rows[i].name, stays, STR_ARG(set->ids[rows[i].role]),
                       stays ? "always" : "auto");
        }
    }
}

/* True if the document defines an automatic style of this name. */
static bool has_automatic(Adapt *a, const xmlNode *styles, Str name)
{
    for (const xmlNode *n = styles ? styles->children : NULL; n; n = n->next) {
        if (adapt_is(n, "style") && str_eq(adapt_attr(a, n, "name"), name)) {
            return true;
        }
    }
    return false;
}

/* The definitions that the document lacks: one that was made of an older template of ours has some, and they are its own now. */
static void put_lacking(Buf *out, OdtHouse *h, Str wanted)
{
    const Str end = STR("</style:style>");
    const Str key = STR("style:name=\"");
    const xmlNode *styles = adapt_child(xmlDocGetRootElement(h->content), "automatic-styles");
    for (size_t from = 0; from < wanted.len;) {
        size_t to = str_find(wanted, end, from) + end.len; /* we wrote them */
        size_t name = str_find(wanted, key, from) + key.len;
        size_t quote = str_find(wanted, STR("\""), name);
        if (!has_automatic(h->a, styles, str_sub(wanted, name, quote - name))) {
            buf_put(out, str_sub(wanted, from, to - from));
        }
        from = to;
    }
}

static Status add_table(OdtHouse *h)
{
    CLEANUP(buf_done) Buf text = {0};
    CLEANUP(buf_done) Buf lacking = {0};
    StyleSet *set = h->a->styles;
    bool has_own = str_is(set->ids[ROLE_TABLE], styles_role(ROLE_TABLE)->odt);
    set->ids[ROLE_TABLE] = str_of(styles_role(ROLE_TABLE)->odt);
    if (has_own || !h->content) {
        return ST_OK;
    }
    buf_init(&text, LIMIT_PKG_ENTRY_BYTES);
    buf_init(&lacking, LIMIT_PKG_ENTRY_BYTES);
    put_table(&text);
    put_rows(&text, set);
    if (!buf_ok(&text)) {
        return text.status;
    }
    put_lacking(&lacking, h, buf_str(&text));
    h->is_content_changed = true;
    return odt_append(&h->content_texts, odt_need_child(h->content, "automatic-styles", "body"),
                      adapt_keep(h->a, &lacking));
}

/* What a package without styles.xml gets. */
#define EMPTY_SHEET                                                                                \
    STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-styles "                     \
        "xmlns:office=\"" NS_OFFICE                                                                \
        "\" office:version=\"1.3\"><office:styles/></office:document-styles>")

/* --- writing ------------------------------------------------------------------------------------------------------ */

/* Our texts use these prefixes. */
static Status declare(const xmlDoc *doc)
{
    static const char *const prefixes[][2] = {
        {"office", NS_OFFICE}, {"text", NS_TEXT}, {"table", NS_TABLE}, {"style", NS_STYLE},
        {"draw", NS_DRAW},     {"fo", NS_FO},     {"svg", NS_SVG},     {"xlink", NS_XLINK}};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        TRY(adapt_declare(doc, prefixes[i][0], prefixes[i][1]));
    }
    return ST_OK;
}

/* Writes what was changed; what was only looked at is there for the next who looks. */
static Status write_changed(OdtHouse *h)
{
    if (h->is_sheet_changed) {
        TRY(declare(h->sheet));
        TRY(adapt_write(h->a, STR("styles.xml"), h->sheet, &h->sheet_texts));
    } else {
        xmlshelf_put(h->a->package.shelf, &h->sheet);
    }
    if (h->is_content_changed) {
        TRY(declare(h->content));
        TRY(adapt_write(h->a, STR("content.xml"), h->content, &h->content_texts));
    } else {
        xmlshelf_put(h->a->package.shelf, &h->content);
    }
    return ST_OK;
}

static void odt_house_done(OdtHouse *h)
{
    xmltree_done(&h->content);
    xmltree_done(&h->sheet);
}

static Status read_all(OdtHouse *h, DocStyles *styles)
{
    Adapt *a = h->a;
    TRY(adapt_parse(a, STR("content.xml"), &h->content));
    TRY(adapt_parse(a, STR("styles.xml"), &h->sheet));
    if (h->sheet) {
        TRY(read_styles(a, adapt_child(xmlDocGetRootElement(h->sheet), "styles"), false, styles));
    }
    if (h->content) {
        TRY(read_styles(a, adapt_child(xmlDocGetRootElement(h->content), "automatic-styles"), true,
                        styles));
    }
    return ST_OK;
}

Status odt_adapt(Adapt *a)
{
    CLEANUP(odt_house_done) OdtHouse h = {.a = a};
    DocStyles styles = {0};
    bool has_map = a->map && a->map->n > 0;
    if (!a->library && !has_map) {
        return ST_OK;
    }
    TRY(read_all(&h, &styles));
    TRY(odt_house_begin(&h));
    if (a->has_errors) {
        return ST_OK; /* said once is enough */
    }
    if (!a->is_rich && !a->is_house && !has_map) {
        return ST_OK;
    }
    resolve(&h, &styles);
    if (!a->is_rich && !a->is_house) {
        return ST_OK; /* the map was checked; nothing is written in its styles */
    }
    if (!h.sheet) {
        TRY(odt_add_part(a, STR("styles.xml"), EMPTY_SHEET));
        TRY(adapt_parse(a, STR("styles.xml"), &h.sheet));
    }
    h.is_sheet_changed = h.sheet && !adapt_child(xmlDocGetRootElement(h.sheet), "styles");
    xmlNode *office_styles = h.sheet ? odt_need_child(h.sheet, "styles", "automatic-styles") : NULL;
    if (!office_styles) {
        return ST_NOMEM;
    }
    TRY(add_missing(&h, &styles, office_styles));
    TRY(add_table(&h));
    if (a->is_house) {
        TRY(number_outline(&h, office_styles));
        TRY(odt_house_finish(&h));
    }
    return write_changed(&h);
}
