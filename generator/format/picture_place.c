/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_place - see picture_place.h.
 */
#include "generator/format/picture_place.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/format/template.h"
#include "generator/tmpl/taglex.h"

#define MARK_BYTES 16

static Loc part_loc(void *ctx, size_t offset)
{
    const Lift *lift = ctx;
    (void)offset; /* the place in a package is the paragraph and its excerpt */
    return (Loc){.source = lift->source};
}

bool picture_find_tag(Lift *lift, Str text, PictureTag *ret_tag)
{
    TagLexer lexer;
    Tag tag;
    DiagList ignored;
    diag_list_init(&ignored, lift->arena);
    Str whole = arena_str(lift->arena, str_trim(text));
    if (!whole.ptr || !str_starts(whole, STR("{{"))) {
        return false;
    }
    taglex_init(&lexer, whole);
    bool is_found = taglex_next(&lexer, part_loc, lift, &ignored, &tag) && tag.start == 0 &&
                    (tag.kind == TAG_VAR || tag.kind == TAG_RAW);
    if (is_found) {
        *ret_tag = (PictureTag){.whole = whole,
                                .name = tag.name,
                                .words = str_trim(str_sub(whole, tag.end, whole.len))};
    }
    return is_found;
}

/* --- programs ---------------------------------------------------------------------------------------------- */

/* The paragraph that holds the frame, as diagnostics count them; 0: none. */
static uint32_t paragraph_of(Lift *lift, const xmlNode *frame)
{
    const xmlNode *holder = frame;
    while (holder && !(holder->type == XML_ELEMENT_NODE && lift->dialect->is_paragraph(holder))) {
        holder = holder->parent;
    }
    size_t n = 0;
    xmlNode **list =
        holder ? lift_paragraphs(lift->arena, lift->dialect, xmlDocGetRootElement(lift->doc), &n)
               : NULL;
    for (size_t i = 0; list && i < n; i++) {
        if (list[i] == holder) {
            return (uint32_t)i + 1;
        }
    }
    return 0;
}

/* The alternative text with its tag marked, for people. */
static Excerpt excerpt_of(Str text, size_t start, size_t end)
{
    return (Excerpt){.text = str_sub(text, 0, utf8_clip(text, 60)),
                     .before = (uint32_t)utf8_count(str_sub(text, 0, start)),
                     .span = (uint32_t)utf8_count(str_sub(text, start, end - start))};
}

/* One tag of the words; partials and blocks have no place there. */
static void put_tag(PictureFrame *f, ProgBuilder *b, const Tag *tag)
{
    Loc loc = part_loc(f->lift, 0);
    switch (tag->kind) {
    case TAG_VAR:
    case TAG_RAW:
        prog_var(b, tag->name, ESCAPE_NONE, loc);
        return;
    case TAG_SECTION:
    case TAG_INVERTED:
        prog_enter(b, tag->name, tag->kind == TAG_INVERTED, loc);
        return;
    case TAG_CLOSE:
        prog_close(b, tag->name, loc);
        return;
    case TAG_PARTIAL:
    case TAG_PARENT:
    case TAG_BLOCK:
        diag_add1(f->lift->diags, TMPL_NO_PARTIAL_HERE, loc, tag->name);
        f->lift->has_errors = true;
        return;
    case TAG_COMMENT:
    case TAG_DELIMS:
        return;
    }
}

/* `text` as a program that writes values as they are: what it wrote is escaped as a whole. */
static const Program *text_program(PictureFrame *f, Str text)
{
    uint32_t paragraph = f->paragraph;
    TagLexer lexer;
    Tag tag;
    size_t pos = 0;
    const Program *program = NULL;
    DiagList *diags = f->lift->diags;
    size_t before = diags->n;
    ProgBuilder *b = prog_builder_new(f->lift->arena, f->place->name, diags);
    if (!b) {
        f->lift->is_nomem = true;
        return NULL;
    }
    taglex_init(&lexer, text);
    while (taglex_next(&lexer, part_loc, f->lift, diags, &tag)) {
        Excerpt excerpt = excerpt_of(text, tag.start, tag.end);
        prog_text(b, str_sub(text, pos, tag.start - pos));
        prog_set_place(b, paragraph, &excerpt);
        put_tag(f, b, &tag);
        prog_set_place(b, 0, NULL);
        pos = tag.end;
    }
    prog_text(b, str_sub(text, pos, text.len));
    Status st = prog_finish(b, &program);
    f->lift->is_nomem = f->lift->is_nomem || status_is_fatal(st);
    f->lift->has_errors = f->lift->has_errors || diags->n > before;
    for (size_t i = before; i < diags->n; i++) {
        diags->items[i].paragraph = paragraph;
        diags->items[i].excerpt =
            diags->items[i].excerpt.text.len ? diags->items[i].excerpt : excerpt_of(text, 0, 0);
    }
    return st == ST_OK ? program : NULL;
}

/* --- marks ------------------------------------------------------------------------------------------------- */

static Mark object_mark(const PictureFrame *f, PictureValue value)
{
    return (Mark){.kind = MARK_OBJECT,
                  .number = f->object,
                  .value = (uint8_t)value,
                  .paragraph = f->paragraph,
                  .excerpt = f->excerpt};
}

xmlNode *picture_mark(PictureFrame *f, PictureValue value)
{
    Mark mark = object_mark(f, value);
    return lift_mark(f->lift, &mark);
}

void picture_put(PictureFrame *f, PictureValue value, Buf *out)
{
    Mark mark = object_mark(f, value);
    lift_attr_mark(f->lift, &mark, out);
}

void picture_set_text(PictureFrame *f, xmlNode *node, xmlNs *ns, const char *name, Buf *text)
{
    buf_putc(text, '\0');
    bool is_set = buf_ok(text) && (ns ? xmlSetNsProp(node, ns, BAD_CAST name, BAD_CAST text->ptr)
                                      : xmlSetProp(node, BAD_CAST name, BAD_CAST text->ptr));
    f->lift->is_nomem = f->lift->is_nomem || !is_set;
}

static void put_place(PictureFrame *f, uint32_t slot, Buf *out)
{
    Mark mark = {.kind = MARK_PLACE, .number = slot};
    lift_attr_mark(f->lift, &mark, out);
}

xmlNs *picture_attr_ns(const xmlNode *node, const char *ns, const char *name)
{
    const xmlAttr *attr = xmlHasNsProp(node, BAD_CAST name, BAD_CAST ns);
    return attr ? attr->ns : NULL;
}

void picture_set(PictureFrame *f, xmlNode *node, xmlNs *ns, const char *name, PictureValue value)
{
    char memory[4 * MARK_BYTES];
    Buf out;
    buf_init_fixed(&out, memory, sizeof memory);
    if (value == PICTURE_REF) {
        put_place(f, f->slot + 1, &out);
    }
    picture_put(f, value, &out);
    if (value == PICTURE_REF) {
        put_place(f, f->slot + 2, &out);
    }
    picture_set_text(f, node, ns, name, &out);
}

/* Where the frame begins, what resolves it, and what takes it back if it refers to nothing. */
static void wrap(PictureFrame *f)
{
    const Mark marks[] = {{.kind = MARK_PLACE, .number = f->slot},
                          object_mark(f, PICTURE_BEGIN),
                          {.kind = MARK_TAKE_BACK, .number = f->slot}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        xmlNode *pi = lift_mark(f->lift, &marks[i]);
        if (pi && i < 2) {
            xmlAddPrevSibling(f->frame, pi);
        } else if (pi) {
            xmlAddNextSibling(f->frame, pi);
        }
    }
}

/* The placeholder as an object of the template; `names`: what tells the names that it expects. */
static bool add_object(PictureFrame *f, const Program *names)
{
    const Object object = {.write = f->write, .program = names, .part = SIZE_MAX, .data = f->place};
    f->object = parts_add_object(f->lift->parts, &object);
    if (f->object == UINT32_MAX) {
        f->lift->is_nomem = true;
        return false;
    }
    f->slot = f->lift->n_slots;
    f->lift->n_slots += 3;
    f->lift->has_tags = true;
    f->place->next = f->lift->parts->pictures;
    f->lift->parts->pictures = f->place;
    return true;
}

/* The tag as a program of one instruction. */
static const Program *value_program(PictureFrame *f)
{
    const Program *program = NULL;
    ProgBuilder *b = prog_builder_new(f->lift->arena, f->place->name, f->lift->diags);
    if (b) {
        prog_set_place(b, f->paragraph, &f->excerpt);
        prog_var(b, f->place->name, ESCAPE_NONE, part_loc(f->lift, 0));
    }
    if (!b || prog_finish(b, &program) != ST_OK) {
        f->lift->is_nomem = true; /* nothing else can go wrong with one name */
        return NULL;
    }
    return program;
}

/* All names of the alternative text. What is wrong in it was reported before. */
static const Program *names_program(PictureFrame *f, Str whole)
{
    DiagList *diags = f->lift->diags;
    DiagList ignored;
    diag_list_init(&ignored, f->lift->arena);
    f->lift->diags = &ignored;
    const Program *program = text_program(f, whole);
    f->lift->diags = diags;
    return program;
}

bool picture_begin(PictureFrame *f, const PictureTag *tag, Str words)
{
    PicturePlace *place = f->place;
    Str after = str_sub(tag->whole, tag->whole.len - tag->words.len, tag->words.len);
    Str before = str_trim(str_sub(tag->whole, 0, tag->whole.len - after.len));
    f->paragraph = paragraph_of(f->lift, f->frame);
    f->excerpt = excerpt_of(tag->whole, 0, before.len);
    place->name = tag->name;
    place->may_be_words = tag->words.len > 0;
    place->part = f->lift->part;
    place->value = value_program(f);
    place->words = words.len ? text_program(f, words) : NULL;
    if (!place->value || (words.len > 0 && !place->words)) {
        return false;
    }
    const Program *names = place->may_be_words ? names_program(f, tag->whole) : place->value;
    if (!names || !add_object(f, names)) {
        return false;
    }
    wrap(f);
    return true;
}

size_t picture_count_attr(Str bytes, Str text)
{
    size_t n = 0;
    for (size_t at = str_find(bytes, text, 0); text.len && at != SIZE_MAX;
         at = str_find(bytes, text, at + text.len)) {
        char before = at > 0 ? bytes.ptr[at - 1] : ' ';
        char after = at + text.len < bytes.len ? bytes.ptr[at + text.len] : ' ';
        n += (before == '"' || before == '\'') && before == after;
    }
    return n;
}
