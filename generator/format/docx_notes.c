/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_notes - footnotes, endnotes and comments that stand in sections: each turn gets one of its own, with its values.
 */
#include "generator/format/docx_notes.h"

#include "generator/base/limits.h"
#include "generator/format/docx_number.h"
#include "generator/format/ooxml.h"

#define N_KINDS 3

typedef struct NoteWords {
    const char *reference;
    const char *element;
    const char *relation;
} NoteWords;

static const NoteWords words[N_KINDS] = {
    {"footnoteReference", "footnote", "footnotes"},
    {"endnoteReference", "endnote", "endnotes"},
    {"commentReference", "comment", "comments"},
};
#define KIND_COMMENT 2

/* What a note needs at run time. */
typedef struct NoteData {
    uint32_t first; /* number of the first new note, for those without a slot */
    uint32_t slot;  /* holds the number, if has_slot */
    bool has_slot;
} NoteData;

/* The part that the notes of one kind stand in, parsed once. */
struct DocxNotePart {
    xmlDoc *doc;
    const Source *source;
    size_t part; /* OOXML_NO_PART: there is none */
    uint32_t first;
    bool is_read;
};

/* --- while a record is rendered ------------------------------------------------------------------------- */

/* Appends the note to its part, and writes its number if it has no slot. */
static Status write_note(Rendering *r, const Object *object, const Program *program, const Op *op,
                         Buf *out)
{
    const NoteData *data = object->data;
    Exec *exec = rendering_exec(r);
    uint32_t number = data->has_slot ? exec_slot(exec, data->slot)
                                     : data->first + rendering_count(r, object->part) - 1;
    if (!data->has_slot) {
        buf_put_u64(out, number);
    }
    return exec_nested(exec, program, op, object->program, number,
                       rendering_added(r, object->part));
}

/* --- gathering ------------------------------------------------------------------------------------------- */

bool docx_notes_visit(DocxNotes *notes, xmlNode *node, uint32_t section)
{
    for (size_t kind = 0; kind < N_KINDS; kind++) {
        if (!lift_is(node, NS_W, words[kind].reference)) {
            continue;
        }
        DocxNoteUse *grown = arena_grow(notes->lift->arena, notes->uses, notes->n_uses,
                                        &notes->cap_uses, sizeof *grown);
        if (!grown) {
            notes->lift->is_nomem = true;
            return true;
        }
        notes->uses = grown;
        notes->uses[notes->n_uses++] =
            (DocxNoteUse){.kind = kind,
                          .node = node,
                          .section = section,
                          .id = lift_attr(notes->lift, node, NS_W, "id")};
        return true;
    }
    return false;
}

void docx_notes_pair(DocxNotes *notes, const IdEnd *start, const IdEnd *end)
{
    DocxNoteRange *grown = arena_grow(notes->lift->arena, notes->ranges, notes->n_ranges,
                                      &notes->cap_ranges, sizeof *grown);
    if (!grown) {
        notes->lift->is_nomem = true;
        return;
    }
    notes->ranges = grown;
    notes->ranges[notes->n_ranges++] = (DocxNoteRange){
        .id = start->key, .section = start->section, .start = start->node, .end = end->node};
}

/* --- the part of the notes ------------------------------------------------------------------------------- */

static uint32_t number_of(Str text)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++) {
        value = value > INT32_MAX ? value : value * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return value > INT32_MAX ? 0 : (uint32_t)value;
}

static Status read_part(DocxNotes *notes, size_t kind, DocxNotePart *note_part)
{
    Lift *lift = notes->lift;
    note_part->is_read = true;
    note_part->part = ooxml_related_part(lift->ooxml, lift->part, words[kind].relation);
    if (note_part->part == OOXML_NO_PART) { /* comments of notes are those of the document */
        note_part->part = ooxml_related_part(lift->ooxml, lift->ooxml->main, words[kind].relation);
    }
    if (note_part->part == OOXML_NO_PART) {
        return ST_OK;
    }
    const PkgPart *part = &lift->package->parts[note_part->part];
    Str name =
        arena_printf(lift->arena, "%.*s!%.*s", STR_ARG(lift->package->name), STR_ARG(part->name));
    Source *source = source_new(lift->arena, name, part->bytes, lift->source->number);
    if (!name.ptr || !source) {
        return ST_NOMEM;
    }
    DiagList unheard; /* the part itself is compiled, and says what is wrong with it */
    diag_list_init(&unheard, lift->arena);
    Status st =
        xmlshelf_parse(lift->package->shelf, lift->arena, source, &unheard, &note_part->doc);
    if (st != ST_OK) {
        note_part->part = OOXML_NO_PART;
        return status_is_fatal(st) ? st : ST_OK;
    }
    note_part->source = source;
    for (const xmlNode *n = xmlDocGetRootElement(note_part->doc)->children; n; n = n->next) {
        uint32_t number =
            n->type == XML_ELEMENT_NODE ? number_of(lift_attr(lift, n, NS_W, "id")) : 0;
        note_part->first = number > note_part->first ? number : note_part->first;
    }
    note_part->first++;
    return ST_OK;
}

static xmlNode *find_note(const DocxNotePart *part, const char *element, Str id)
{
    xmlNode *n = xmlDocGetRootElement(part->doc)->children;
    for (; n; n = n->next) {
        xmlAttr *attr = lift_is(n, NS_W, element) ? ids_attr(n, NS_W, "id") : NULL;
        if (attr && attr->children && str_is(id, (const char *)attr->children->content)) {
            return n;
        }
    }
    return NULL;
}

/* Paragraphs of the part before the note, for diagnostics. */
static uint32_t paragraphs_before(const DocxNotePart *part, const xmlNode *note)
{
    const xmlNode *root = xmlDocGetRootElement(part->doc);
    uint32_t n = 0;
    for (const xmlNode *node = root; node && node != note; node = lift_next(node, root, false)) {
        n += lift_is(node, NS_W, "p");
    }
    return n;
}

/* --- one note -------------------------------------------------------------------------------------------- */

/* Reads the note as a document of its own, whose number stands in slot 0. */
static Status compile_note(DocxNotes *notes, const DocxNotePart *part, xmlNode *note,
                           const Program **ret_program)
{
    Lift *outer = notes->lift;
    CLEANUP(xmltree_done) xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *root = doc ? xmlDocCopyNode(note, doc, 1) : NULL;
    if (!root) {
        return ST_NOMEM;
    }
    xmlDocSetRootElement(doc, root);
    Lift lift = *outer;
    lift.source = part->source;
    lift.doc = doc;
    lift.part = part->part;
    lift.marks = NULL;
    lift.n_marks = 0;
    lift.cap_marks = 0;
    lift.first_paragraph = paragraphs_before(part, note);
    lift.n_slots = 1;
    lift.has_errors = false;
    TRY(lift_start(&lift));
    TRY(docx_prepare(&lift));
    TRY(lift_document(&lift));
    TRY(docx_settle(&lift));
    TRY(docx_renew_nested(&lift));
    const Mark same = {.kind = MARK_UID_SAME, .number = 0};
    Ids ids = {.lift = &lift};
    ids_set_mark(&ids, root, ids_attr(root, NS_W, "id"), &same);
    return lift_compile(&lift, lift.package->parts[part->part].name, ret_program);
}

/* The range of a comment; a comment without one is a point. */
static DocxNoteRange *find_range(DocxNotes *notes, const DocxNoteUse *use)
{
    for (size_t i = 0; use->kind == KIND_COMMENT && i < notes->n_ranges; i++) {
        DocxNoteRange *range = &notes->ranges[i];
        if (!range->is_used && range->section == use->section && str_eq(range->id, use->id)) {
            return range;
        }
    }
    return NULL;
}

static void set_id(DocxNotes *notes, xmlNode *node, MarkKind kind, uint32_t number)
{
    const Mark mark = {.kind = kind, .number = number};
    Ids ids = {.lift = notes->lift};
    xmlAttr *id = ids_attr(node, NS_W, "id");
    if (id) {
        ids_set_mark(&ids, node, id, &mark);
    }
}

/* A comment's number stands in its range, its reference and its body: in a slot. */
static void number_comment(DocxNotes *notes, const DocxNoteUse *use, uint32_t slot, uint32_t object)
{
    DocxNoteRange *range = find_range(notes, use);
    if (range) {
        range->is_used = true;
        set_id(notes, range->start, MARK_UID_NEXT, slot);
        set_id(notes, range->end, MARK_UID_SAME, slot);
    }
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, KIB);
    const Mark number = {.kind = range ? MARK_UID_SAME : MARK_UID_NEXT, .number = slot};
    const Mark body = {.kind = MARK_OBJECT, .number = object};
    lift_attr_mark(notes->lift, &number, &value);
    lift_attr_mark(notes->lift, &body, &value);
    buf_putc(&value, '\0');
    bool is_set =
        buf_ok(&value) && xmlSetNsProp(use->node, use->node->ns, BAD_CAST "id", BAD_CAST value.ptr);
    notes->lift->is_nomem = notes->lift->is_nomem || !is_set;
}

/* Threads, marks "done" and dates of comments hang on identifiers of paragraphs that repeat: they go. False: no memory. */
static bool tell_threads(Lift *lift)
{
    static const char *const relations[] = {"commentsExtended", "commentsIds",
                                            "commentsExtensible"};
    for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++) {
        size_t part = ooxml_related_part(lift->ooxml, lift->ooxml->main, relations[i]);
        bool is_told = part == OOXML_NO_PART ||
                       parts_knows(lift->parts, part, FACT_NOTE_REPEATS, (Str){0}) ||
                       parts_remember(lift->parts, part, FACT_NOTE_REPEATS, STR_EMPTY);
        if (!is_told) {
            return false;
        }
    }
    return true;
}

static Status repeat_note(DocxNotes *notes, const DocxNoteUse *use, DocxNotePart *part)
{
    Lift *lift = notes->lift;
    xmlNode *note = find_note(part, words[use->kind].element, use->id);
    if (!note) {
        return ST_OK; /* it refers to nothing, and goes on doing so */
    }
    const Program *program = NULL;
    Status st = compile_note(notes, part, note, &program);
    if (status_is_fatal(st)) {
        return st;
    }
    /* also if it has mistakes: the part would tell them again */
    if (!parts_remember(lift->parts, part->part, FACT_NOTE_REPEATS, use->id)) {
        return ST_NOMEM;
    }
    TRY(st);
    NoteData *data = arena_new(lift->arena, NoteData);
    if (!data) {
        return ST_NOMEM;
    }
    *data = (NoteData){.first = part->first,
                       .has_slot = use->kind == KIND_COMMENT,
                       .slot = use->kind == KIND_COMMENT ? lift->n_slots++ : 0};
    const Object object = {
        .write = write_note, .program = program, .part = part->part, .data = data};
    if (use->kind == KIND_COMMENT && !tell_threads(lift)) {
        return ST_NOMEM;
    }
    uint32_t number = parts_add_object(lift->parts, &object);
    Str name = lift->package->parts[part->part].name;
    if (number == UINT32_MAX || parts_need(lift->parts, name, STR_EMPTY) == SIZE_MAX) {
        return ST_NOMEM;
    }
    if (data->has_slot) {
        number_comment(notes, use, data->slot, number);
    } else {
        set_id(notes, use->node, MARK_OBJECT, number);
    }
    return ST_OK;
}

/* --- all -------------------------------------------------------------------------------------------------- */

/* True for a note that is only written anew, and stands in its part no more. */
static bool is_repeated(const Parts *parts, size_t part, Str id)
{
    return parts_knows(parts, part, FACT_NOTE_REPEATS, id) &&
           !parts_knows(parts, part, FACT_NOTE_STANDS, id);
}

static Status finish(DocxNotes *notes, DocxNotePart *parts)
{
    Status worst = ST_OK;
    for (size_t i = 0; i < notes->n_uses; i++) {
        const DocxNoteUse *use = &notes->uses[i];
        DocxNotePart *part = &parts[use->kind];
        if (!part->is_read) {
            TRY(read_part(notes, use->kind, part));
        }
        if (part->part == OOXML_NO_PART) {
            continue;
        }
        Status st = ST_OK;
        if (use->section > 0 || notes->is_nested) {
            st = repeat_note(notes, use, part);
        } else if (!parts_remember(notes->lift->parts, part->part, FACT_NOTE_STANDS, use->id)) {
            st = ST_NOMEM;
        }
        if (status_is_fatal(st)) {
            return st;
        }
        worst = st == ST_OK ? worst : st;
    }
    for (size_t i = 0; i < notes->n_ranges; i++) { /* whose reference stands elsewhere */
        const DocxNoteRange *range = &notes->ranges[i];
        bool repeats = range->section > 0 || notes->is_nested ||
                       is_repeated(notes->lift->parts, parts[KIND_COMMENT].part, range->id);
        if (!range->is_used && repeats) {
            lift_remove(range->start);
            lift_remove(range->end);
        }
    }
    notes->lift->has_errors = notes->lift->has_errors || worst != ST_OK;
    return worst;
}

Status docx_notes_finish(DocxNotes *notes)
{
    DocxNotePart parts[N_KINDS] = {0};
    Status st = finish(notes, parts);
    for (size_t kind = 0; kind < N_KINDS; kind++) {
        xmltree_done(&parts[kind].doc);
    }
    return st;
}

bool docx_notes_drop_repeated(Lift *lift)
{
    bool has_dropped = false;
    if (!parts_knows(lift->parts, lift->part, FACT_NOTE_REPEATS, (Str){0})) {
        return false;
    }
    for (xmlNode *n = xmlDocGetRootElement(lift->doc)->children; n;) {
        xmlNode *next = n->next;
        Str id = n->type == XML_ELEMENT_NODE ? lift_attr(lift, n, NS_W, "id") : STR_EMPTY;
        if (id.len > 0 && is_repeated(lift->parts, lift->part, id)) {
            lift_remove(n);
            has_dropped = true;
        }
        n = next;
    }
    return has_dropped;
}

bool docx_notes_drop_threads(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    if (!parts_knows(lift->parts, lift->part, FACT_NOTE_REPEATS, (Str){0})) {
        return false;
    }
    while (root->children) {
        xmlNode *n = root->children;
        lift_remove(n);
    }
    return true;
}
