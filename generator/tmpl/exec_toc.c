/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exec_toc - headings are remembered as they are written; the table of contents is made of them when all parts were walked.
 */
#include "generator/tmpl/exec_state.h"

#include "generator/base/mem.h"

/* The end tag that belongs to the element that begins at `pos`, or past the end; an empty element ends itself. */
static size_t skip_element(Str bytes, size_t pos, Str name)
{
    size_t end = str_find(bytes, STR(">"), pos);
    if (end == SIZE_MAX || bytes.ptr[end - 1] == '/') {
        return end == SIZE_MAX ? bytes.len : end + 1;
    }
    for (size_t at = str_find(bytes, name, end); at != SIZE_MAX;
         at = str_find(bytes, name, at + 1)) {
        if (at >= 2 && bytes.ptr[at - 2] == '<' && bytes.ptr[at - 1] == '/') {
            size_t close = str_find(bytes, STR(">"), at);
            return close == SIZE_MAX ? bytes.len : close + 1;
        }
    }
    return bytes.len;
}

/* The name of the tag at `pos`, without its "<". */
static Str tag_at(Str bytes, size_t pos)
{
    size_t end = pos + 1;
    while (end < bytes.len && !strchr(" />\t\n\r", bytes.ptr[end])) {
        end++;
    }
    return str_sub(bytes, pos + 1, end - pos - 1);
}

/* What is read of a heading: no instructions of fields, notes, annotations, pictures; a tab or line end is a blank. */
static void put_plain_text(Buf *out, Str bytes)
{
    static const char *const hidden[] = {"w:instrText", "w:delText",           "w:pPr",
                                         "w:rPr",       "mc:AlternateContent", "w:drawing",
                                         "w:pict",      "text:note",           "office:annotation",
                                         "draw:frame",  "text:ruby-text"};
    static const char *const blanks[] = {"w:tab",           "w:br",  "w:cr", "text:tab",
                                         "text:line-break", "text:s"};
    for (size_t pos = 0; pos < bytes.len;) {
        if (bytes.ptr[pos] != '<') {
            size_t next = str_find(bytes, STR("<"), pos);
            next = next == SIZE_MAX ? bytes.len : next;
            buf_put(out, str_sub(bytes, pos, next - pos));
            pos = next;
            continue;
        }
        Str name = tag_at(bytes, pos);
        if (str_is_one_of(name, hidden, sizeof hidden / sizeof hidden[0])) {
            pos = skip_element(bytes, pos, name);
            continue;
        }
        if (str_is_one_of(name, blanks, sizeof blanks / sizeof blanks[0])) {
            buf_putc(out, ' ');
        }
        size_t end = str_find(bytes, STR(">"), pos);
        pos = end == SIZE_MAX ? bytes.len : end + 1;
    }
}

Status exec_toc_add(Exec *x, const Op *op, const Buf *out)
{
    const uint32_t *slots = &x->slots[x->slot_base + op->a];
    if (!buf_ok(out) || slots[0] > out->len) {
        return ST_OK; /* whoever looks at the output tells */
    }
    buf_clear(&x->scratch);
    put_plain_text(&x->scratch, str_sub(buf_str(out), slots[0], out->len - slots[0]));
    Str text = str_trim(buf_str(&x->scratch));
    if (text.len == 0) {
        return buf_ok(&x->scratch) ? ST_OK : x->scratch.status;
    }
    TRY(mem_reserve((void **)&x->toc, x->n_toc, &x->cap_toc, sizeof(TocEntry)));
    TocEntry entry = {.level = op->depth,
                      .bookmark = slots[1],
                      .event = op->b ? (uint32_t)x->n_events : 0,
                      .text = arena_str(&x->arena, text)};
    if (!entry.text.ptr) {
        return ST_NOMEM;
    }
    x->toc[x->n_toc++] = entry;
    return ST_OK;
}

/* The model of a level: those of all levels stand one behind the other. */
static Str model_of(Str models, uint32_t level)
{
    for (uint32_t i = 1; i < level; i++) {
        size_t end = str_find(models, STR(TOC_NEXT_LEVEL), 0);
        models = str_sub(models, end == SIZE_MAX ? models.len : end + 1, models.len);
    }
    size_t end = str_find(models, STR(TOC_NEXT_LEVEL), 0);
    return str_sub(models, 0, end == SIZE_MAX ? models.len : end);
}

static void put_entry(Exec *x, Str model, const TocEntry *entry)
{
    buf_clear(&x->scratch);
    if (entry->event > 0) { /* what can't be told is written all the same */
        (void)numbering_put_label(x->numbering, &x->events[entry->event - 1], &x->scratch);
    }
    bool has_label = x->scratch.len > 0;
    bool is_in_label = false;
    for (size_t i = 0; i < model.len; i++) {
        char c = model.ptr[i];
        if (c == TOC_LABEL[0] || c == TOC_LABEL_END[0]) {
            is_in_label = c == TOC_LABEL[0];
        } else if (is_in_label && !has_label) {
            continue;
        } else if (c == TOC_NUMBER[0]) {
            escape_put(&x->spare, ESCAPE_XML_TEXT, buf_str(&x->scratch));
        } else if (c == TOC_TEXT[0]) {
            buf_put(&x->spare, entry->text);
        } else if (c == TOC_BOOKMARK[0]) {
            buf_puts(&x->spare, TOC_PREFIX);
            buf_put_u64(&x->spare, entry->bookmark);
        } else {
            buf_putc(&x->spare, c);
        }
    }
}

void exec_put_toc(Exec *x, const Late *late)
{
    const Op *op = late->op;
    Str models = {.ptr = late->program->text + op->a, .len = op->b};
    uint32_t max_level = op->depth >> 1;
    bool is_first_only = !(op->depth & 1);
    size_t n = 0;
    for (size_t i = 0; i < x->n_toc; i++) {
        const TocEntry *entry = &x->toc[i];
        if (entry->level > max_level) {
            continue;
        }
        if ((n == 0) == is_first_only) {
            put_entry(x, model_of(models, entry->level), entry);
        }
        n++;
    }
}
