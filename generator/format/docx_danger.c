/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_danger - the dangers of a DOCX: parts and relationships by their types, fields by what they say.
 *
 * A workbook behind a chart is data of the chart, opened only by who edits it: it stays, as long as it is a plain .xlsx.
 * MACROBUTTON stays: without macros, which are refused, it is the usual « click here and type ». AUTOTEXT stays: it takes from
 * the reader's own templates. IMPORT, INCLUDE, DATA and RD are older names of what is refused; RD reads other files too.
 */
#include "generator/base/limits.h"
#include "generator/format/danger.h"
#include "generator/format/lift.h"

/* --- relationships ------------------------------------------------------------------------------------ */

/* What is wrong with a relationship; DIAG_N_CODES if nothing is. */
static DiagCode judge_outside(const OoxmlRel *rel)
{
    if (ooxml_rel_is(rel, "hyperlink")) {
        return danger_is_safe_link(rel->target) ? DIAG_N_CODES : DANGER_LINK;
    }
    if (ooxml_rel_is(rel, "mailMergeSource") || ooxml_rel_is(rel, "mailMergeHeaderSource")) {
        return DANGER_DATABASE;
    }
    return ooxml_rel_is(rel, "image") ? DANGER_PICTURE : DANGER_OUTSIDE;
}

/* The part behind a chart or diagram: a workbook without macros. */
static bool is_chart_data(const Danger *d, size_t owner, const OoxmlRel *rel)
{
    return owner != OOXML_NO_PART && rel->part != OOXML_NO_PART &&
           danger_holds(d->ooxml->types[owner], "chart") &&
           ooxml_type_is(d->ooxml->types[rel->part],
                         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

static DiagCode judge_rel(const Danger *d, size_t owner, const OoxmlRel *rel)
{
    static const struct {
        const char *kind;
        DiagCode code;
    } kinds[] = {{"vbaProject", DANGER_MACROS},
                 {"wordVbaData", DANGER_MACROS},
                 {"attachedTemplate", DANGER_TEMPLATE},
                 {"control", DANGER_CONTROL},
                 {"activeXControlBinary", DANGER_CONTROL},
                 {"aFChunk", DANGER_CHUNK}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (ooxml_rel_is(rel, kinds[i].kind)) {
            return kinds[i].code;
        }
    }
    bool is_open = danger_has_tag(rel->target) && !ooxml_rel_is(rel, "hyperlink");
    if (rel->is_external || danger_is_outside(rel->target) || is_open) {
        return judge_outside(rel);
    }
    if (ooxml_rel_is(rel, "package")) {
        return is_chart_data(d, owner, rel) ? DIAG_N_CODES : DANGER_OBJECT;
    }
    return ooxml_rel_is(rel, "oleObject") ? DANGER_OBJECT : DIAG_N_CODES;
}

static bool is_rel_reported(const Danger *d, const OoxmlRel *rel)
{
    for (size_t i = d->n_rels_reported; i-- > 0;) {
        if (d->rels_reported[i] == rel) {
            return true;
        }
    }
    return false;
}

/* More than LIMIT_DIAGS are not shown, so not remembered. */
static Status note_rel(Danger *d, const OoxmlRel *rel)
{
    if (rel->part != OOXML_NO_PART) {
        d->is_reported[rel->part] = true;
    }
    if (d->n_rels_reported > LIMIT_DIAGS) {
        return ST_OK;
    }
    const OoxmlRel **grown = arena_grow(d->arena, d->rels_reported, d->n_rels_reported,
                                        &d->cap_rels_reported, sizeof *grown);
    if (!grown) {
        return ST_NOMEM;
    }
    d->rels_reported = grown;
    grown[d->n_rels_reported++] = rel;
    return ST_OK;
}

static Status report_rel(const DangerPlace *at, const OoxmlRel *rel, DiagCode code)
{
    Danger *d = at->danger;
    if (is_rel_reported(d, rel) || (code == DANGER_MACROS && d->has_macros)) {
        return ST_OK;
    }
    d->has_macros = d->has_macros || code == DANGER_MACROS;
    danger_report(at, code, rel->target, STR_EMPTY);
    return note_rel(d, rel);
}

/* --- fields ------------------------------------------------------------------------------------------- */

typedef struct OpenField {
    size_t start; /* of its instruction, in FieldWalk.text */
    bool is_result;
    bool is_bare;   /* instructions without a field around them: as far as the paragraph goes */
    DangerPlace at; /* where it begins */
} OpenField;

/*
 * The fields around a place of the tree. Their instructions lie one behind the other in one text; what a field gives is part of
 * the instruction around it.
 */
typedef struct FieldWalk {
    Danger *danger;
    OpenField *open;
    size_t n;
    size_t cap;
    size_t n_instructions; /* of the open ones, still in their instruction */
    Buf text;
} FieldWalk;

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ';
}

/* The next word of an instruction, quoted or not; *text moves past it. */
static Str next_word(Str *text)
{
    size_t i = 0;
    while (i < text->len &&
           (is_blank(text->ptr[i]) || str_starts(str_sub(*text, i, 2), STR("\u00a0")))) {
        i += is_blank(text->ptr[i]) ? 1 : 2;
    }
    bool is_quoted = i < text->len && text->ptr[i] == '"';
    size_t start = i + is_quoted;
    size_t end = start;
    while (end < text->len && (is_quoted ? text->ptr[end] != '"' : !is_blank(text->ptr[end]))) {
        end++;
    }
    Str word = str_sub(*text, start, end - start);
    *text = str_sub(*text, end + is_quoted, text->len);
    return word;
}

/* A switch that has a word of its own: \l "bookmark", \o "tip", \t "frame". */
static bool takes_word(Str word)
{
    return word.len == 2 && word.ptr[0] == '\\' && memchr("lLoOtT", word.ptr[1], 6);
}

/* Checks the address of a HYPERLINK field: its first word that is no switch. */
static void judge_hyperlink(const DangerPlace *at, Str rest)
{
    while (rest.len > 0) {
        Str word = next_word(&rest);
        if (takes_word(word)) {
            (void)next_word(&rest); /* a place in a document, a tip or a frame */
        } else if (word.len > 0 && word.ptr[0] != '\\') {
            if (!danger_is_safe_link(
                    word)) { /* what a tag leads to is looked at once it is written */
                danger_report(at, DANGER_LINK, word, STR_EMPTY);
            }
            return;
        } else if (word.len > 1 && word.ptr[1] == '\\') {
            danger_report(at, DANGER_LINK, word, STR_EMPTY); /* \\machine\file */
            return;
        }
    }
}

static void judge_instruction(const DangerPlace *at, Str instruction)
{
    static const char *const fetching[] = {
        "includepicture", "includetext", "include",  "import", "dde",
        "ddeauto",        "link",        "database", "data",   "rd"};
    Str rest = instruction;
    Str name = next_word(&rest);
    for (size_t i = 0; i < sizeof fetching / sizeof fetching[0]; i++) {
        if (danger_is_word(name, fetching[i])) {
            danger_report(at, DANGER_FIELD, name, STR_EMPTY);
            return;
        }
    }
    if (danger_is_word(name, "control") || danger_is_word(name, "htmlcontrol")) {
        danger_report(at, DANGER_CONTROL, name, STR_EMPTY);
    } else if (danger_is_word(name, "hyperlink")) {
        judge_hyperlink(at, rest);
    }
}

static Status open_field(FieldWalk *walk, const DangerPlace *at)
{
    OpenField *grown =
        arena_grow(walk->danger->arena, walk->open, walk->n, &walk->cap, sizeof *grown);
    if (!grown) {
        return ST_NOMEM;
    }
    walk->open = grown;
    grown[walk->n++] = (OpenField){.start = walk->text.len, .at = *at};
    walk->n_instructions++;
    return ST_OK;
}

/* The instruction of the innermost field is complete. */
static void end_instruction(FieldWalk *walk)
{
    OpenField *field = &walk->open[walk->n - 1];
    if (field->is_result) {
        return;
    }
    judge_instruction(&field->at, str_sub(buf_str(&walk->text), field->start, walk->text.len));
    walk->text.len = field->start;
    field->is_result = true;
    walk->n_instructions--;
}

static void end_bare(FieldWalk *walk)
{
    if (walk->n > 0 && walk->open[walk->n - 1].is_bare) {
        end_instruction(walk);
        walk->n--;
    }
}

static Status on_field_mark(FieldWalk *walk, const xmlNode *node, const DangerPlace *at)
{
    Str type = danger_attribute(walk->danger, node, "fldCharType");
    if (!type.ptr) {
        return ST_NOMEM;
    }
    end_bare(walk);
    if (str_is(type, "begin")) {
        return open_field(walk, at);
    }
    if (walk->n > 0 && (str_is(type, "separate") || str_is(type, "end"))) {
        end_instruction(walk);
        walk->n -= str_is(type, "end");
    }
    return ST_OK;
}

/* Text counts as far as it belongs to an instruction. */
static Status on_text(FieldWalk *walk, const xmlNode *text, const DangerPlace *at)
{
    const char *parent = (const char *)text->parent->name;
    bool is_instruction = strcmp(parent, "instrText") == 0 || strcmp(parent, "delInstrText") == 0;
    if (is_instruction && walk->n == 0) {
        TRY(open_field(walk, at));
        walk->open[0].is_bare = true;
    }
    if (walk->n_instructions > 0 && (is_instruction || strcmp(parent, "t") == 0)) {
        buf_put(&walk->text, str_of((const char *)text->content));
    }
    return buf_ok(&walk->text) ? ST_OK : walk->text.status;
}

/* --- the tree ----------------------------------------------------------------------------------------- */

static bool is_named(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

/* Attributes that name relationships (r:id, r:embed, r:link …): what they lead to is reported where they stand. */
static Status check_relationships(const DangerPlace *at, const xmlNode *node)
{
    Danger *d = at->danger;
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        const char *namespace = attr->ns ? (const char *)attr->ns->href : "";
        const xmlNode *text = attr->children;
        if (!danger_holds(str_of(namespace), "relationships") || !text ||
            text->type != XML_TEXT_NODE) {
            continue;
        }
        const OoxmlRel *rel =
            ooxml_rel_by_id(d->ooxml, at->part, str_trim(str_of((const char *)text->content)));
        bool is_shown = rel && !ooxml_rel_is(rel, "activeXControlBinary"); /* part of its control */
        DiagCode code = is_shown ? judge_rel(d, at->part, rel) : DIAG_N_CODES;
        if (code != DIAG_N_CODES) {
            TRY(report_rel(at, rel, code));
        }
    }
    return ST_OK;
}

/* Drawings of old programs name pictures and links without a relationship. */
static Status check_vml(const DangerPlace *at, const xmlNode *node)
{
    if (!node->ns || !danger_holds(str_of((const char *)node->ns->href), "microsoft-com:vml")) {
        return ST_OK;
    }
    Str picture = danger_attribute(at->danger, node, "src");
    Str link = danger_attribute(at->danger, node, "href");
    if (!picture.ptr || !link.ptr) {
        return ST_NOMEM;
    }
    if (danger_is_outside(picture)) {
        danger_report(at, DANGER_PICTURE, picture, STR_EMPTY);
    }
    if (!danger_is_safe_link(link) && danger_is_outside(link)) {
        danger_report(at, DANGER_LINK, link, STR_EMPTY);
    }
    return ST_OK;
}

static bool has_child(const xmlNode *node, const char *name)
{
    for (const xmlNode *n = node->children; n; n = n->next) {
        if (n->type == XML_ELEMENT_NODE && is_named(n, name)) {
            return true;
        }
    }
    return false;
}

static Status on_element(FieldWalk *walk, const xmlNode *node, const DangerPlace *at)
{
    if (is_named(node, "fldChar")) {
        return on_field_mark(walk, node, at);
    }
    if (is_named(node, "fldSimple")) {
        Str instruction = danger_attribute(walk->danger, node, "instr");
        if (!instruction.ptr) {
            return ST_NOMEM;
        }
        judge_instruction(at, instruction);
    }
    if (is_named(node, "mailMerge") &&
        (has_child(node, "connectString") || has_child(node, "query"))) {
        danger_report(at, DANGER_DATABASE, STR_EMPTY, STR_EMPTY);
        const OoxmlRel *rel = ooxml_rel_by_kind(walk->danger->ooxml, at->part, "mailMergeSource");
        return rel ? note_rel(walk->danger, rel) : ST_OK;
    }
    TRY(check_vml(at, node));
    return check_relationships(at, node);
}

Status docx_danger_tree(Danger *d, size_t part, const xmlDoc *doc)
{
    FieldWalk walk = {.danger = d};
    DangerPlace at = {.danger = d, .part = part};
    buf_init(&walk.text, 2 * LIMIT_PKG_ENTRY_BYTES);
    const xmlNode *root = xmlDocGetRootElement(doc);
    Status st = ST_OK;
    for (const xmlNode *node = root; node && st == ST_OK; node = lift_next(node, root, false)) {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            st = on_text(&walk, node, &at);
        } else if (node->type == XML_ELEMENT_NODE) {
            if (is_named(node, "p") && node->ns &&
                danger_holds(str_of((const char *)node->ns->href), "wordprocessingml")) {
                at.paragraph = node;
                at.number++;
                end_bare(&walk);
            }
            st = on_element(&walk, node, &at);
        }
    }
    for (; st == ST_OK && walk.n > 0; walk.n--) { /* a field without an end counts as well */
        end_instruction(&walk);
    }
    buf_done(&walk.text);
    return st;
}

/* --- parts -------------------------------------------------------------------------------------------- */

bool docx_danger_is_own(const Danger *d, size_t part)
{
    return danger_holds(d->ooxml->types[part], "wordprocessingml.") ||
           danger_holds(d->ooxml->types[part], "ms-word.");
}

/* Relationships that nothing in the text led to. Those of a part that was reported are part of it. */
static Status check_rels(Danger *d, const OoxmlRels *rels)
{
    if (rels->owner != OOXML_NO_PART && d->is_reported[rels->owner]) {
        for (size_t i = 0; i < rels->n; i++) {
            if (rels->items[i].part != OOXML_NO_PART) {
                d->is_reported[rels->items[i].part] = true;
            }
        }
        return ST_OK;
    }
    const DangerPlace at = {.danger = d,
                            .part = rels->owner == OOXML_NO_PART ? rels->rels_part : rels->owner};
    for (size_t i = 0; i < rels->n; i++) {
        DiagCode code = judge_rel(d, rels->owner, &rels->items[i]);
        if (code != DIAG_N_CODES) {
            TRY(report_rel(&at, &rels->items[i], code));
        }
    }
    return ST_OK;
}

static void check_part(Danger *d, size_t part)
{
    Str type = d->ooxml->types[part];
    Str name = d->package->parts[part].name;
    if (d->is_reported[part]) {
        d->has_macros = d->has_macros || danger_holds(type, "vba");
    } else if (danger_holds(type, "macroenabled") || danger_holds(type, "vbaproject") ||
               danger_holds(type, "vbadata")) {
        if (!d->has_macros) {
            danger_report_part(d, part, DANGER_MACROS, name);
        }
        d->has_macros = true;
    } else if (danger_holds(type, "activex")) {
        danger_report_part(d, part, DANGER_CONTROL, name);
    } else if (danger_holds(type, "oleobject") ||
               str_starts(d->package->parts[part].bytes, STR(OLE_MAGIC))) {
        danger_report_part(d, part, DANGER_OBJECT, name);
    }
}

Status docx_danger_finish(Danger *d)
{
    for (size_t i = 0; i < d->ooxml->n_all; i++) {
        TRY(check_rels(d, &d->ooxml->all[i]));
    }
    for (size_t i = 0; i < d->package->n_parts; i++) {
        check_part(d, i);
    }
    return ST_OK;
}
