/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_expects - see check_expects.h.
 */
#include "generator/app/check_expects.h"

#include "generator/base/utf8.h"
#include "generator/data/json.h"
#include "generator/service/message.h"
#include "generator/service/report.h"

#define KIND_COLUMN ((size_t)36)
#define PLACE_COLUMN ((size_t)53)

/* Words of the kinds: for programs, and for people. */
typedef struct KindWords {
    const char *name;
    const char *words;
} KindWords;

static const KindWords *kind_of(const Expect *entry)
{
    static const KindWords text = {"text", N_("text")};
    static const KindWords optional = {"optional text", N_("optional text")};
    static const KindWords list = {"list", N_("list of texts")};
    static const KindWords section = {"section", N_("section")};
    if (!entry->is_section) {
        return &text;
    }
    if (entry->is_list) {
        return &list;
    }
    return entry->is_text ? &optional : &section;
}

static size_t depth_of(const Expects *expects, size_t index)
{
    size_t depth = 0;
    for (size_t i = expects->items[index].parent; i != SIZE_MAX; i = expects->items[i].parent) {
        depth++;
    }
    return depth;
}

/* A section with nothing below it only decides whether a passage is written. */
static bool has_children(const Expects *expects, size_t index)
{
    for (size_t i = index + 1; i < expects->n; i++) {
        if (expects->items[i].parent == index) {
            return true;
        }
    }
    return false;
}

static const KindWords *kind_at(const Expects *expects, size_t index)
{
    static const KindWords condition = {"condition", N_("condition")};
    const Expect *entry = &expects->items[index];
    bool is_plain = entry->is_section && !entry->is_text && !entry->is_list;
    return is_plain && !has_children(expects, index) ? &condition : kind_of(entry);
}

static void pad(Buf *out, size_t from, size_t column)
{
    size_t width = utf8_count(str_sub(buf_str(out), from, out->len));
    for (buf_putc(out, ' '), width++; width < column; width++) {
        buf_putc(out, ' ');
    }
}

static void put_place(Buf *out, Str template, const Expect *entry, const DiagWhere *where)
{
    Str name = entry->loc.source ? entry->loc.source->name : STR_EMPTY;
    size_t mark = str_find(name, STR("!"), 0);
    if (mark == SIZE_MAX && !str_eq(name, template)) { /* a partial */
        message_put_safe(out, name, 0);
        buf_putc(out, ':');
    }
    if (mark == SIZE_MAX) {
        buf_printf(out, "%u:%u", (unsigned)entry->loc.line, (unsigned)entry->loc.column);
        return;
    }
    Str words = str_of(report_area(where->area));
    message_put_safe(out, words.len > 0 ? words : str_sub(name, mark + 1, name.len), 0);
    if (entry->paragraph > 0) {
        buf_printf(out, ", §\u00a0%u", (unsigned)entry->paragraph);
    }
}

/* References are no names of data, unless the data has them. */
static bool is_listed(const Expects *expects, const bool *known, size_t i)
{
    return !expects->items[i].is_ref || (known && known[i]);
}

void check_expects_put(Buf *out, Str template, const Expects *expects, const bool *known,
                       const DiagWhere *wheres)
{
    const Str args[3] = {template, STR_EMPTY, STR_EMPTY};
    size_t n = 0;
    for (size_t i = 0; i < expects->n; i++) {
        n += is_listed(expects, known, i);
    }
    message_expand(out, n > 0 ? _("“{1}” expects:") : _("“{1}” expects no names"), args, 0,
                   i18n_current());
    buf_putc(out, '\n');
    for (size_t i = 0; i < expects->n; i++) {
        size_t start = out->len;
        if (!is_listed(expects, known, i)) {
            continue;
        }
        buf_puts(out, "  ");
        for (size_t k = depth_of(expects, i); k > 0; k--) {
            buf_puts(out, "  ");
        }
        message_put_safe(out, expects->items[i].name, 0);
        pad(out, start, KIND_COLUMN);
        buf_put(out, str_of(i18n_text(kind_at(expects, i)->words)));
        pad(out, start, PLACE_COLUMN);
        put_place(out, template, &expects->items[i], &wheres[i]);
        if (known && !known[i]) {
            buf_printf(out, "  %s", _("← missing"));
        }
        buf_putc(out, '\n');
    }
}

static void put_key(Buf *out, const char *key, Str text)
{
    buf_printf(out, "\"%s\":", key);
    json_put_string(out, text);
}

static void put_sections(Buf *out, const Expects *expects, size_t index)
{
    size_t chain[LIMIT_SECTIONS * 2];
    size_t n = 0;
    for (size_t i = expects->items[index].parent; i != SIZE_MAX; i = expects->items[i].parent) {
        if (n < sizeof chain / sizeof chain[0]) {
            chain[n++] = i;
        }
    }
    buf_puts(out, ",\"in\":[");
    while (n-- > 0) {
        json_put_string(out, expects->items[chain[n]].name);
        buf_put(out, n > 0 ? STR(",") : STR_EMPTY);
    }
    buf_puts(out, "]");
}

static void put_json_place(Buf *out, const Expect *entry, const DiagWhere *where)
{
    Str name = entry->loc.source ? entry->loc.source->name : STR_EMPTY;
    size_t mark = str_find(name, STR("!"), 0);
    if (mark == SIZE_MAX) {
        buf_printf(out, ",\"line\":%u,\"column\":%u", (unsigned)entry->loc.line,
                   (unsigned)entry->loc.column);
        return;
    }
    buf_puts(out, ",");
    put_key(out, "part", str_sub(name, mark + 1, name.len));
    buf_printf(out, ",\"paragraph\":%u,", (unsigned)entry->paragraph);
    put_key(out, "area", str_of(report_area_name(where->area)));
}

void check_expects_put_json(Buf *out, Str template, const Expects *expects, const bool *known,
                            const DiagWhere *wheres, bool *io_is_first)
{
    for (size_t i = 0; i < expects->n; i++) {
        const Expect *entry = &expects->items[i];
        if (!is_listed(expects, known, i)) {
            continue;
        }
        buf_put(out, *io_is_first ? STR("\n {") : STR(",\n {"));
        *io_is_first = false;
        put_key(out, "name", entry->name);
        buf_puts(out, ",");
        put_key(out, "kind", str_of(kind_at(expects, i)->name));
        put_sections(out, expects, i);
        buf_puts(out, ",");
        put_key(out, "file", template);
        put_json_place(out, entry, &wheres[i]);
        buf_printf(out, ",\"known\":%s}", !known ? "null" : known[i] ? "true" : "false");
    }
}

void check_expects_put_short(Buf *out, const Expects *expects, const bool *known)
{
    for (size_t i = 0; i < expects->n; i++) {
        const Expect *entry = &expects->items[i];
        if (!is_listed(expects, known, i)) {
            continue;
        }
        message_put_safe(out, entry->loc.source ? entry->loc.source->name : STR_EMPTY, 0);
        buf_printf(out, ":%u: ", (unsigned)(entry->paragraph ? entry->paragraph : entry->loc.line));
        message_put_safe(out, entry->name, 0);
        buf_printf(out, ": %s\n", kind_at(expects, i)->name);
    }
}
