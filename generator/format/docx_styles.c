/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_styles - the styles and numberings of a DOCX: found by name, added where they lack. docx_house.c writes clauses into a
 * document without tags.
 */
#include "generator/format/docx_house.h"

#include "generator/base/limits.h"

/* How many levels of basedOn are followed: styles may be based on themselves. */
#define MAX_PARENTS 16
#define MAX_LEVELS 3
/* Indentation of a level of a list that we add. */
#define LEVEL_TWIP 397u

/* --- reading -------------------------------------------------------------------------------------------- */

static bool family_of(Str type, StyleFamily *ret_family)
{
    static const struct {
        const char *type;
        StyleFamily family;
    } known[] = {
        {"paragraph", FAMILY_PARAGRAPH}, {"character", FAMILY_TEXT}, {"table", FAMILY_TABLE}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_is(type, known[i].type)) {
            *ret_family = known[i].family;
            return true;
        }
    }
    *ret_family = FAMILY_PARAGRAPH; /* the default of w:type */
    return type.len == 0;
}

static Status read_style(Adapt *a, const xmlNode *node, DocStyles *styles)
{
    DocStyle style = {.id = adapt_attr(a, node, "styleId"),
                      .name = adapt_attr(a, adapt_child(node, "name"), "val"),
                      .parent = adapt_attr(a, adapt_child(node, "basedOn"), "val")};
    if (style.id.len == 0 || !family_of(adapt_attr(a, node, "type"), &style.family)) {
        return ST_OK;
    }
    Str is_default = adapt_attr(a, node, "default");
    const xmlNode *numbering = adapt_child(adapt_child(node, "pPr"), "numPr");
    style.name = style.name.len > 0 ? style.name : style.id;
    style.is_default = str_is(is_default, "1") || str_is(is_default, "true");
    style.has_number = numbering != NULL;
    style.number = adapt_number(adapt_attr(a, adapt_child(numbering, "numId"), "val"));
    style.level = adapt_number(adapt_attr(a, adapt_child(numbering, "ilvl"), "val"));
    DocStyle *grown = arena_grow(a->arena, styles->items, styles->n, &styles->cap, sizeof style);
    if (!grown) {
        return ST_NOMEM;
    }
    styles->items = grown;
    styles->items[styles->n++] = style;
    return ST_OK;
}

static const DocStyle *default_paragraph(const DocStyles *styles)
{
    for (size_t i = 0; i < styles->n; i++) {
        if (styles->items[i].is_default && styles->items[i].family == FAMILY_PARAGRAPH) {
            return &styles->items[i];
        }
    }
    return NULL;
}

/* The parts at work. */
typedef struct DocxStyles {
    Adapt *a;
    DocStyles styles;
    xmlDoc *sheet;     /* styles.xml */
    xmlDoc *numbering; /* numbering.xml; NULL: the package has none */
    Str sheet_name;
    Str default_id; /* of the default paragraph style; may be empty */
    uint32_t last_num;
    uint32_t last_abstract;
    Str heading_number[MAX_LEVELS]; /* what numbers our headings: w:numPr; empty: the style does */
    Buf sheet_text;                 /* style definitions to be added */
    Buf abstract_text;
    Buf num_text;
} DocxStyles;

static void docx_styles_done(DocxStyles *d)
{
    xmltree_done(&d->sheet);
    xmltree_done(&d->numbering);
    buf_done(&d->sheet_text);
    buf_done(&d->abstract_text);
    buf_done(&d->num_text);
}

/* The name of the main part's related part of a kind, else the usual one in the main part's folder. */
static Str related_name(const Adapt *a, const char *kind, bool *ret_exists)
{
    size_t part = ooxml_related_part(a->ooxml, a->ooxml->main, kind);
    *ret_exists = part != OOXML_NO_PART;
    if (*ret_exists) {
        return a->package.parts[part].name;
    }
    Str folder = a->ooxml->main_folder;
    return arena_printf(a->arena, "%.*s%s%s.xml", STR_ARG(folder), folder.len > 0 ? "/" : "", kind);
}

static uint32_t greatest(Adapt *a, const xmlNode *root, const char *element, const char *attribute)
{
    uint32_t most = 0;
    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        uint32_t id = adapt_is(n, element) ? adapt_number(adapt_attr(a, n, attribute)) : 0;
        most = id > most ? id : most;
    }
    return most;
}

static Status read_all(DocxStyles *d)
{
    Adapt *a = d->a;
    bool has_sheet = false;
    bool has_numbering = false;
    d->sheet_name = related_name(a, "styles", &has_sheet);
    a->styles->numbering = related_name(a, "numbering", &has_numbering);
    if (!d->sheet_name.ptr || !a->styles->numbering.ptr) {
        return ST_NOMEM;
    }
    if (has_sheet) {
        TRY(adapt_parse(a, d->sheet_name, &d->sheet));
    }
    if (has_numbering) {
        TRY(adapt_parse(a, a->styles->numbering, &d->numbering));
    }
    const xmlNode *root = d->sheet ? xmlDocGetRootElement(d->sheet) : NULL;
    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (adapt_is(n, "style")) {
            TRY(read_style(a, n, &d->styles));
        }
    }
    const DocStyle *standard = default_paragraph(&d->styles);
    d->default_id = standard ? standard->id : STR_EMPTY;
    const xmlNode *numbers = d->numbering ? xmlDocGetRootElement(d->numbering) : NULL;
    d->last_num = greatest(a, numbers, "num", "numId");
    d->last_abstract = greatest(a, numbers, "abstractNum", "abstractNumId");
    return ST_OK;
}

/* The abstract numbering behind a w:num; UINT32_MAX if there is none. */
static uint32_t abstract_of(const DocxStyles *d, uint32_t number)
{
    const xmlNode *root = d->numbering ? xmlDocGetRootElement(d->numbering) : NULL;
    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (adapt_is(n, "num") && adapt_number(adapt_attr(d->a, n, "numId")) == number) {
            const xmlNode *abstract = adapt_child(n, "abstractNumId");
            return abstract ? adapt_number(adapt_attr(d->a, abstract, "val")) : UINT32_MAX;
        }
    }
    return UINT32_MAX;
}

/* The definition of a level in an abstract numbering; NULL if it has none. */
static const xmlNode *level_of(const DocxStyles *d, uint32_t abstract, uint32_t level)
{
    const xmlNode *root = d->numbering ? xmlDocGetRootElement(d->numbering) : NULL;
    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (!adapt_is(n, "abstractNum") ||
            adapt_number(adapt_attr(d->a, n, "abstractNumId")) != abstract) {
            continue;
        }
        for (const xmlNode *l = n->children; l; l = l->next) {
            if (adapt_is(l, "lvl") && adapt_number(adapt_attr(d->a, l, "ilvl")) == level) {
                return l;
            }
        }
    }
    return NULL;
}

/* True if paragraphs numbered so show a number or bullet: LibreOffice writes lists that show none. */
static bool shows_number(const DocxStyles *d, uint32_t number, uint32_t level)
{
    const xmlNode *definition = level_of(d, abstract_of(d, number), level);
    Str format = adapt_attr(d->a, adapt_child(definition, "numFmt"), "val");
    Str text = adapt_attr(d->a, adapt_child(definition, "lvlText"), "val");
    return definition && !str_is(format, "none") && text.len > 0;
}

/* The style that gives a style its numbering: itself, or what it is based on; NULL if nothing is shown. */
static const DocStyle *numbered(const DocxStyles *d, const DocStyle *style)
{
    for (int i = 0; style && i < MAX_PARENTS; i++) {
        if (style->has_number) {
            bool is_shown = style->number > 0 && shows_number(d, style->number, style->level);
            return is_shown ? style : NULL;
        }
        style =
            style->parent.len > 0 ? styles_by_id(&d->styles, style->family, style->parent) : NULL;
    }
    return NULL;
}

/* --- what is added ---------------------------------------------------------------------------------------- */

typedef struct Definition {
    StyleRole role;
    int base; /* a role, or BASE_… */
    const char *name;
    bool is_custom;
    const char *paragraph; /* w:pPr before and behind the indentation that belongs between */
    const char *run;
} Definition;

#define BASE_DEFAULT (-1)
#define BASE_NONE (-2)
#define BOLD "<w:b/><w:bCs/>"
#define ITALIC "<w:i/><w:iCs/>"
#define SIZE(halfpt) "<w:sz w:val=\"" halfpt "\"/><w:szCs w:val=\"" halfpt "\"/>"
#define HEADING(before, after)                                                                     \
    "<w:keepNext/><w:keepLines/>%s<w:spacing w:before=\"" before "\" w:after=\"" after "\"/>"
#define CONTINUE(left) "<w:spacing w:after=\"80\"/><w:ind w:left=\"" left "\"/>"

/* In an order in which each finds its base. */
static const Definition definitions[] = {
    {ROLE_BODY_AFTER, ROLE_BODY, "Corps après tableau", true, "<w:spacing w:before=\"160\"/>", ""},
    {ROLE_HEADING_1, BASE_DEFAULT, "heading 1", false, HEADING("360", "120"), BOLD SIZE("28")},
    {ROLE_HEADING_2, BASE_DEFAULT, "heading 2", false, HEADING("240", "80"), BOLD SIZE("24")},
    {ROLE_HEADING_3, BASE_DEFAULT, "heading 3", false, HEADING("160", "60"), BOLD},
    {ROLE_HEADING_4, BASE_DEFAULT, "heading 4", false, HEADING("120", "60"), BOLD ITALIC},
    {ROLE_HEADING_5, BASE_DEFAULT, "heading 5", false, HEADING("120", "60"), BOLD ITALIC},
    {ROLE_HEADING_6, BASE_DEFAULT, "heading 6", false, HEADING("120", "60"), BOLD ITALIC},
    {ROLE_BULLET_1, ROLE_BODY, "List Bullet", false, "<w:spacing w:after=\"80\"/>", ""},
    {ROLE_NUMBER_1, ROLE_BODY, "List Number", false, "<w:spacing w:after=\"80\"/>", ""},
    {ROLE_CONTINUE_1, ROLE_BODY, "List Continue", false, CONTINUE("397"), ""},
    {ROLE_CONTINUE_2, ROLE_BODY, "List Continue 2", false, CONTINUE("794"), ""},
    {ROLE_CONTINUE_3, ROLE_BODY, "List Continue 3", false, CONTINUE("1191"), ""},
    {ROLE_QUOTE, ROLE_BODY, "Quote", false, "<w:ind w:left=\"397\" w:right=\"397\"/>", ITALIC},
    {ROLE_CODE_BLOCK, ROLE_BODY, "Code en bloc", true,
     "<w:keepLines/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:left=\"397\"/>",
     COURIER "<w:noProof/>" SIZE("18")},
    {ROLE_RULE, BASE_DEFAULT, "Filet", true,
     "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"auto\"/></w:pBdr>"
     "<w:spacing w:after=\"120\" w:line=\"240\" w:lineRule=\"auto\"/>",
     SIZE("8")},
    {ROLE_CELL, BASE_DEFAULT, "Tableau texte", true,
     "<w:spacing w:before=\"40\" w:after=\"40\" w:line=\"240\" w:lineRule=\"auto\"/>", ""},
    {ROLE_CELL_CENTER, ROLE_CELL, "Tableau texte centré", true, "<w:jc w:val=\"center\"/>", ""},
    {ROLE_CELL_RIGHT, ROLE_CELL, "Tableau texte à droite", true, "<w:jc w:val=\"right\"/>", ""},
    {ROLE_HEAD, ROLE_CELL, "Tableau entête", true, "<w:keepNext/>", BOLD},
    {ROLE_HEAD_CENTER, ROLE_HEAD, "Tableau entête centré", true, "<w:jc w:val=\"center\"/>", ""},
    {ROLE_HEAD_RIGHT, ROLE_HEAD, "Tableau entête à droite", true, "<w:jc w:val=\"right\"/>", ""},
    {ROLE_STRONG, BASE_NONE, "Strong", false, NULL, BOLD},
    {ROLE_EMPHASIS, BASE_NONE, "Emphasis", false, NULL, ITALIC},
    {ROLE_CODE, BASE_NONE, "Code", true, NULL, COURIER "<w:noProof/>"},
    {ROLE_LINK, BASE_NONE, "Hyperlink", false, NULL,
     "<w:color w:val=\"1F4E8C\"/><w:u w:val=\"single\"/>"},
    {ROLE_TABLE, BASE_NONE, "Tableau ccap", true, NULL, NULL},
};

/* True if the document defines a style of this identifier or name, of whatever family. */
static bool is_taken(const DocStyles *styles, Str id, Str name)
{
    for (size_t i = 0; i < styles->n; i++) {
        if (str_eq(styles->items[i].id, id) || str_eq(styles->items[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void put_table(Buf *out)
{
    static const char *const borders[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    static const char *const margins[] = {"left", "right"};
    buf_puts(out, "<w:tblPr><w:tblBorders>");
    for (size_t i = 0; i < sizeof borders / sizeof borders[0]; i++) {
        buf_printf(out, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>",
                   borders[i]);
    }
    buf_puts(out, "</w:tblBorders><w:tblCellMar>");
    for (size_t i = 0; i < 2; i++) {
        buf_printf(out, "<w:%s w:w=\"108\" w:type=\"dxa\"/>", margins[i]);
    }
    buf_puts(out, "</w:tblCellMar></w:tblPr>");
}

static void put_begin(Buf *out, const char *type, Str id, bool is_custom, Str name, Str base)
{
    buf_printf(out, "<w:style w:type=\"%s\"%s w:styleId=\"", type,
               is_custom ? " w:customStyle=\"1\"" : "");
    buf_put(out, id);
    buf_puts(out, "\"><w:name w:val=\"");
    buf_put(out, name);
    buf_puts(out, "\"/>");
    if (base.len > 0) {
        buf_puts(out, "<w:basedOn w:val=\"");
        buf_put(out, base);
        buf_puts(out, "\"/>");
    }
}

/* w:pPr of a definition; `number` where a heading has a number of its own, and the level of its outline behind it. */
static void put_paragraph(Buf *out, const Definition *def, Str number)
{
    if (!def->paragraph || def->paragraph[0] == '\0') {
        return;
    }
    Str text = str_of(def->paragraph);
    size_t hole = str_find(text, STR("%s"), 0);
    buf_puts(out, "<w:pPr>");
    buf_put(out, str_sub(text, 0, hole == SIZE_MAX ? text.len : hole));
    if (hole != SIZE_MAX) {
        buf_put(out, number);
        buf_put(out, str_sub(text, hole + 2, text.len));
        buf_printf(out, "<w:outlineLvl w:val=\"%d\"/>", (int)def->role - (int)ROLE_HEADING_1);
    }
    buf_puts(out, "</w:pPr>");
}

static Status add_style(DocxStyles *d, const Definition *def, Str number)
{
    static const char *const types[] = {"paragraph", "character", "table", "numbering"};
    Adapt *a = d->a;
    const RoleInfo *info = styles_role(def->role);
    Str id = str_of(info->docx);
    Str name = str_of(def->name);
    bool is_custom = def->is_custom;
    if (is_taken(&d->styles, id, name)) {
        id = arena_printf(a->arena, "Ccap%s", info->docx);
        name = arena_printf(a->arena, "ccap %s", def->name);
        is_custom = true;
    }
    if (!id.ptr || !name.ptr) {
        return ST_NOMEM;
    }
    Str base = def->base == BASE_DEFAULT ? adapt_escape(a, d->default_id)
               : def->base == BASE_NONE  ? STR_EMPTY
                                         : a->styles->ids[def->base];
    Buf *out = &d->sheet_text;
    put_begin(out, types[info->family], id, is_custom, name, base);
    put_paragraph(out, def, number);
    if (def->run && def->run[0] != '\0') {
        buf_puts(out, "<w:rPr>");
        buf_put(out, str_of(def->run));
        buf_puts(out, "</w:rPr>");
    }
    if (info->family == FAMILY_TABLE) {
        put_table(out);
    }
    buf_puts(out, "</w:style>");
    a->styles->ids[def->role] = id;
    a->styles->is_added[def->role] = true;
    return ST_OK;
}

/* --- numbering ------------------------------------------------------------------------------------------- */

/* One level of an abstract numbering: format, text with %1 …, left edge, hanging indentation. */
static void put_level(Buf *out, uint32_t level, const char *format, const char *text,
                      uint32_t left_twip, uint32_t hanging_twip)
{
    buf_printf(out,
               "<w:lvl w:ilvl=\"%u\"><w:start w:val=\"1\"/><w:numFmt w:val=\"%s\"/>%s"
               "<w:lvlText w:val=\"%s\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"%u\" "
               "%s=\"%u\"/></w:pPr></w:lvl>",
               level, format, hanging_twip == 0 ? "<w:suff w:val=\"space\"/>" : "", text, left_twip,
               hanging_twip == 0 ? "w:firstLine" : "w:hanging", hanging_twip);
}

/* Our abstract numberings, by the w:nsid that Word keeps when it renumbers them. */
typedef enum OwnList { OWN_HEADINGS = 0, OWN_NUMBERS = 1, OWN_BULLETS = 2 } OwnList;

/* A new abstract numbering; its number. */
static uint32_t add_abstract(DocxStyles *d, OwnList kind)
{
    static const char *const formats[3][MAX_LEVELS] = {
        {"decimal", "decimal", "decimal"},
        {"decimal", "lowerLetter", "lowerRoman"},
        {"bullet", "bullet", "bullet"},
    };
    static const char *const texts[3][MAX_LEVELS] = {
        {"%1.", "%1.%2", "%1.%2.%3"}, {"%1.", "%2)", "%3)"}, {"•", "–", "▪"}};
    Buf *out = &d->abstract_text;
    uint32_t number = ++d->last_abstract;
    buf_printf(out,
               "<w:abstractNum w:abstractNumId=\"%u\"><w:nsid w:val=\"0CCA%04X\"/>"
               "<w:multiLevelType w:val=\"multilevel\"/><w:tmpl w:val=\"0CCA%04X\"/>",
               number, (unsigned)kind, (unsigned)kind + 16);
    for (uint32_t i = 0; i < MAX_LEVELS; i++) {
        uint32_t left = kind == OWN_HEADINGS ? 0 : LEVEL_TWIP * (i + 1);
        put_level(out, i, formats[kind][i], texts[kind][i], left,
                  kind == OWN_HEADINGS ? 0 : LEVEL_TWIP);
    }
    buf_puts(out, "</w:abstractNum>");
    return number;
}

/* The abstract numbering that we gave a document before, or that templates/annexe brings; else a new one. */
static uint32_t own_abstract(DocxStyles *d, OwnList kind)
{
    const xmlNode *root = d->numbering ? xmlDocGetRootElement(d->numbering) : NULL;
    Str nsid = arena_printf(d->a->arena, "0CCA%04X", (unsigned)kind);
    for (const xmlNode *n = root ? root->children : NULL; n; n = n->next) {
        if (adapt_is(n, "abstractNum") &&
            str_eq(adapt_attr(d->a, adapt_child(n, "nsid"), "val"), nsid)) {
            return adapt_number(adapt_attr(d->a, n, "abstractNumId"));
        }
    }
    return add_abstract(d, kind);
}

/* What numbers lists: the style's own numbering, level by level, else ours. */
static void number_lists(DocxStyles *d, bool is_numbers, StyleRole first)
{
    StyleSet *set = d->a->styles;
    uint32_t own = UINT32_MAX;
    for (uint32_t level = 0; level < MAX_LEVELS; level++) {
        Str id = set->ids[(uint32_t)first + level];
        const DocStyle *style = styles_by_id(&d->styles, FAMILY_PARAGRAPH, id);
        const DocStyle *source = style ? numbered(d, style) : NULL;
        uint32_t abstract = source ? abstract_of(d, source->number) : UINT32_MAX;
        bool is_same = level > 0 && str_eq(id, set->ids[first]); /* one style for all levels */
        uint32_t at = source ? source->level + (is_same ? level : 0) : level;
        if (abstract == UINT32_MAX || !level_of(d, abstract, at)) {
            own = own == UINT32_MAX ? own_abstract(d, is_numbers ? OWN_NUMBERS : OWN_BULLETS) : own;
            abstract = own;
            at = level;
        }
        set->abstracts[is_numbers][level] = abstract;
        set->levels[is_numbers][level] = at;
    }
}

/* --- headings ---------------------------------------------------------------------------------------------- */

static Str number_properties(const DocxStyles *d, uint32_t number, uint32_t level)
{
    return arena_printf(d->a->arena,
                        "<w:numPr><w:ilvl w:val=\"%u\"/><w:numId w:val=\"%u\"/></w:numPr>", level,
                        number);
}

/*
 * A house whose first headings carry a number of their own goes on with it; further levels without one take that of the same
 * list. A house without numbered headings gets a numbering for ours, from document.premier_article on.
 */
static Status number_headings(DocxStyles *d, const DocStyle *const *headings)
{
    const DocStyle *first = headings[0] ? numbered(d, headings[0]) : NULL;
    uint32_t number = first ? first->number : ++d->last_num;
    for (uint32_t level = 0; level < MAX_LEVELS; level++) {
        if (headings[level] && numbered(d, headings[level])) {
            continue;
        }
        d->heading_number[level] =
            number_properties(d, number, first ? first->level + level : level);
        if (!d->heading_number[level].ptr) {
            return ST_NOMEM;
        }
    }
    if (!first) {
        buf_printf(&d->num_text,
                   "<w:num w:numId=\"%u\"><w:abstractNumId w:val=\"%u\"/><w:lvlOverride "
                   "w:ilvl=\"0\"><w:startOverride w:val=\"{{document.premier_article}}\"/>"
                   "</w:lvlOverride></w:num>",
                   number, own_abstract(d, OWN_HEADINGS));
    }
    return ST_OK;
}

/* A style like the house's heading, with a number: the house's own headings stay as they are. */
static Status derive_heading(DocxStyles *d, uint32_t level, Str number)
{
    Adapt *a = d->a;
    Str id = arena_printf(a->arena, "CcapArticle%u", level + 1);
    Str name = arena_printf(a->arena, "Article %u (ccap)", level + 1);
    if (!id.ptr || !name.ptr) {
        return ST_NOMEM;
    }
    put_begin(&d->sheet_text, "paragraph", id, true, name, a->styles->ids[ROLE_HEADING_1 + level]);
    buf_puts(&d->sheet_text, "<w:pPr>");
    buf_put(&d->sheet_text, number);
    buf_printf(&d->sheet_text, "<w:outlineLvl w:val=\"%u\"/></w:pPr></w:style>", level);
    a->styles->ids[ROLE_HEADING_1 + level] = id;
    return ST_OK;
}

static Status resolve_headings(DocxStyles *d)
{
    const DocStyle *headings[6] = {0};
    Adapt *a = d->a;
    for (uint32_t i = 0; i < 6; i++) {
        headings[i] = styles_find(&d->styles, (StyleRole)(ROLE_HEADING_1 + i), true, a->map,
                                  a->diags, &a->has_errors);
        a->styles->ids[ROLE_HEADING_1 + i] =
            headings[i] ? adapt_escape(a, headings[i]->id) : STR_EMPTY;
    }
    if (a->is_house) {
        TRY(number_headings(d, headings));
    }
    for (uint32_t i = 0; i < MAX_LEVELS; i++) {
        if (headings[i] && d->heading_number[i].len > 0) {
            TRY(derive_heading(d, i, d->heading_number[i]));
        }
    }
    return ST_OK;
}

/* --- all roles ---------------------------------------------------------------------------------------------- */

static void resolve(DocxStyles *d)
{
    Adapt *a = d->a;
    for (int role = 0; role < N_ROLES; role++) {
        if (role >= ROLE_HEADING_1 && role <= ROLE_HEADING_6) {
            continue;
        }
        const DocStyle *style =
            styles_find(&d->styles, (StyleRole)role, true, a->map, a->diags, &a->has_errors);
        a->styles->ids[role] = style ? adapt_escape(a, style->id) : STR_EMPTY;
    }
    if (a->styles->ids[ROLE_BODY].len == 0) {
        a->styles->ids[ROLE_BODY] = adapt_escape(a, d->default_id);
    }
}

static Status add_missing(DocxStyles *d)
{
    StyleSet *set = d->a->styles;
    for (size_t i = 0; i < sizeof definitions / sizeof definitions[0]; i++) {
        const Definition *def = &definitions[i];
        if (set->ids[def->role].len == 0) {
            bool is_numbered = def->role >= ROLE_HEADING_1 && def->role <= ROLE_HEADING_3;
            TRY(add_style(d, def,
                          is_numbered ? d->heading_number[def->role - ROLE_HEADING_1] : STR_EMPTY));
        }
    }
    for (uint32_t level = 1; level < MAX_LEVELS; level++) { /* deeper items as those above */
        for (int kind = 0; kind < 2; kind++) {
            uint32_t first = kind ? ROLE_NUMBER_1 : ROLE_BULLET_1;
            if (set->ids[first + level].len == 0) {
                set->ids[first + level] = set->ids[first];
            }
        }
    }
    return ST_OK;
}

/* --- writing -------------------------------------------------------------------------------------------------- */

static Status write_sheet(DocxStyles *d)
{
    Adapt *a = d->a;
    Str text = adapt_keep(a, &d->sheet_text);
    AdaptText texts = {0};
    if (!text.ptr) {
        return ST_NOMEM;
    }
    if (text.len == 0) {
        return ST_OK;
    }
    if (!d->sheet) {
        Str bytes = arena_printf(a->arena,
                                 "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                                 "<w:styles xmlns:w=\"" NS_W "\">%.*s</w:styles>",
                                 STR_ARG(text));
        TRY(adapt_put(a, d->sheet_name, bytes));
        return docx_add_part(a, d->sheet_name, "styles", TYPES_WORD "styles+xml");
    }
    xmlNode *root = xmlDocGetRootElement(d->sheet);
    xmlNode *place = adapt_place(&texts, d->sheet, text);
    TRY(docx_declare(d->sheet));
    return place && xmlAddChild(root, place) ? adapt_write(a, d->sheet_name, d->sheet, &texts)
                                             : ST_NOMEM;
}

/* Abstract numberings stand before the first w:num, numbers behind the last. */
static Status write_into_numbering(DocxStyles *d, Str abstracts, Str numbers)
{
    AdaptText texts = {0};
    xmlNode *root = xmlDocGetRootElement(d->numbering);
    xmlNode *first = adapt_child(root, "num");
    xmlNode *last = NULL;
    xmlNode *tail = adapt_child(root, "numIdMacAtCleanup");
    for (xmlNode *n = first; n; n = n->next) {
        last = adapt_is(n, "num") ? n : last;
    }
    xmlNode *a_place = adapt_place(&texts, d->numbering, abstracts);
    xmlNode *n_place = adapt_place(&texts, d->numbering, numbers);
    if (!a_place || !n_place) {
        return ST_NOMEM;
    }
    if (first) {
        xmlAddPrevSibling(first, a_place);
        xmlAddNextSibling(last, n_place);
    } else if (tail) {
        xmlAddPrevSibling(tail, a_place);
        xmlAddPrevSibling(tail, n_place);
    } else {
        xmlAddChild(root, a_place);
        xmlAddChild(root, n_place);
    }
    TRY(docx_declare(d->numbering));
    return adapt_write(d->a, d->a->styles->numbering, d->numbering, &texts);
}

static Status write_numbering(DocxStyles *d)
{
    Adapt *a = d->a;
    Str abstracts = adapt_keep(a, &d->abstract_text);
    Str numbers = adapt_keep(a, &d->num_text);
    if (!abstracts.ptr || !numbers.ptr) {
        return ST_NOMEM;
    }
    if (abstracts.len + numbers.len == 0) {
        return ST_OK;
    }
    if (d->numbering) {
        return write_into_numbering(d, abstracts, numbers);
    }
    Str bytes = arena_printf(a->arena,
                             "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                             "<w:numbering xmlns:w=\"" NS_W "\">%.*s%.*s</w:numbering>",
                             STR_ARG(abstracts), STR_ARG(numbers));
    TRY(adapt_put(a, a->styles->numbering, bytes));
    return docx_add_part(a, a->styles->numbering, "numbering", TYPES_WORD "numbering+xml");
}

Status docx_adapt(Adapt *a)
{
    CLEANUP(docx_styles_done) DocxStyles d = {.a = a};
    xmlDoc *none = NULL; /* what was changed stays here */
    buf_init(&d.sheet_text, LIMIT_PKG_ENTRY_BYTES);
    buf_init(&d.abstract_text, LIMIT_PKG_ENTRY_BYTES);
    buf_init(&d.num_text, LIMIT_PKG_ENTRY_BYTES);
    TRY(docx_house_begin(a));
    if (a->has_errors) {
        return ST_OK; /* said once is enough */
    }
    if (!a->is_rich && !a->is_house && !(a->map && a->map->n > 0)) {
        return ST_OK;
    }
    TRY(read_all(&d));
    resolve(&d);
    TRY(resolve_headings(&d));
    if (!a->is_rich && !a->is_house) {
        return ST_OK; /* the map was checked; nothing is written in its styles */
    }
    TRY(add_missing(&d));
    number_lists(&d, false, ROLE_BULLET_1);
    number_lists(&d, true, ROLE_NUMBER_1);
    TRY(write_sheet(&d));
    TRY(write_numbering(&d));
    xmlshelf_put(a->package.shelf, d.sheet_text.len == 0 ? &d.sheet : &none);
    xmlshelf_put(a->package.shelf,
                 d.abstract_text.len + d.num_text.len == 0 ? &d.numbering : &none);
    return docx_house_finish(a);
}
