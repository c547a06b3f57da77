/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlay_follow - whether the base still says what it said when a local library changed it; see overlay.h. What it said is kept
 * in suivi-base.yaml of the local library, word for word, so that a change of the base can be shown and not only told.
 */
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/library/overlay.h"

/* What the base says: a text as it is, anything else as JSON. */
static Str told(Arena *arena, const Value *value)
{
    CLEANUP(buf_done) Buf out = {0};
    if (value->kind == VALUE_TEXT) {
        return value->text;
    }
    buf_init(&out, LIMIT_YAML_BYTES);
    json_put(&out, value);
    return buf_ok(&out) ? arena_str(arena, buf_str(&out)) : (Str){0};
}

static const Value *note_of(const Value *notes, Str place)
{
    const Value *list = value_get(notes, STR("passages"));
    for (size_t i = 0; list && i < list->list.n; i++) {
        if (str_eq(value_get_text(list->list.items[i], STR("sur")), place)) {
            return list->list.items[i];
        }
    }
    return NULL;
}

/* The next line of a text, without its end; *io_at goes behind it. */
static Str next_line(Str text, size_t *io_at)
{
    size_t end = str_find(text, STR("\n"), *io_at);
    Str line = str_sub(text, *io_at, end == SIZE_MAX ? text.len : end - *io_at);
    *io_at = end == SIZE_MAX ? text.len : end + 1;
    return line;
}

/* Bytes that two lines begin with alike, back to the start of the word before the first difference. */
static size_t alike(Str a, Str b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n]) {
        n++;
    }
    for (int words = 0; n > 0 && words < 2; words += a.ptr[n] == ' ') {
        n--;
    }
    return n;
}

/* "1.1.0 : … where the line differs" */
static Str in_version(Arena *arena, Str version, Str line, size_t from)
{
    Str rest = str_trim(str_sub(line, from, line.len));
    return arena_printf(arena, "%.*s : %s%.*s", STR_ARG(version), from > 0 ? "…" : "",
                        (int)(rest.len > 0 ? rest.len : 3), rest.len > 0 ? rest.ptr : "—");
}

static Status report_change(Overlay *o, const LibraryChange *change, const Value *note, Str now)
{
    Str old = value_get_text(note, STR("texte"));
    size_t at_old = 0;
    size_t at_now = 0;
    Str old_line = STR_EMPTY;
    Str now_line = STR_EMPTY;
    while (str_eq(old_line, now_line) && (at_old < old.len || at_now < now.len)) {
        old_line = next_line(old, &at_old);
        now_line = next_line(now, &at_now);
    }
    size_t from = alike(old_line, now_line);
    Str was = in_version(o->arena, value_get_text(note, STR("version")), old_line, from);
    Str is = in_version(o->arena, value_get_text(o->base, STR("version")), now_line, from);
    if (!was.ptr || !is.ptr) {
        return ST_NOMEM;
    }
    Diag *diag = diag_add(o->diags, LIB_BASE_CHANGED, change->loc, change->place, was, is);
    if (change->base) {
        diag->other = change->base->loc;
    }
    return ST_OK;
}

static Status follow(Overlay *o, const LibraryChange *change)
{
    const Value *note = note_of(o->notes, change->place);
    if (!note) {
        if (change->base) {
            diag_add1(o->diags, LIB_BASE_UNNOTED, change->loc, change->place)->other =
                change->base->loc;
        }
        return ST_OK;
    }
    Str now = change->base ? told(o->arena, change->base) : STR_EMPTY;
    if (!now.ptr) {
        return ST_NOMEM;
    }
    bool is_same = change->base && str_eq(now, value_get_text(note, STR("texte")));
    return is_same ? ST_OK : report_change(o, change, note, now);
}

/* No notes at all: said once, of the first thing that is changed. */
static void report_unnoted(Overlay *o, Loc loc, size_t from)
{
    size_t n = 0;
    Str first = STR_EMPTY;
    for (size_t i = from; i < o->changes.n; i++) {
        if (o->changes.items[i].base) {
            first = n++ == 0 ? o->changes.items[i].place : first;
        }
    }
    if (n > 0) {
        Str more = n > 1 ? arena_printf(o->arena, "%.*s (+ %zu)", STR_ARG(first), n - 1) : first;
        diag_add1(o->diags, LIB_BASE_UNNOTED, loc, more.ptr ? more : first);
    }
}

void overlay_follow_version(Overlay *o)
{
    Str noted = value_get_text(value_get(o->notes, STR("base")), STR("version"));
    Str now = value_get_text(o->base, STR("version"));
    if (o->notes && !str_eq(noted, now)) {
        diag_add(o->diags, LIB_BASE_VERSION, value_member(o->about, STR("base"))->key_loc,
                 value_get_text(o->base, STR("id")), noted, now);
    }
}

Status overlay_follow(Overlay *o, size_t first)
{
    if (!o->notes) {
        report_unnoted(o, value_member(o->about, STR("base"))->key_loc, first);
        return ST_OK;
    }
    for (size_t i = first; i < o->changes.n; i++) {
        TRY(follow(o, &o->changes.items[i]));
    }
    return ST_OK;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

/* Whether a block scalar (|) gives the text back: several lines, none of the characters that YAML takes for something else. */
static bool is_block(Str text)
{
    const char *odd[] = {"\xc2\x85", "\u2028", "\u2029", "\ufeff", "\x7f"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        if (str_find(text, str_of(odd[i]), 0) != SIZE_MAX) {
            return false;
        }
    }
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < ' ' && text.ptr[i] != '\n') {
            return false;
        }
    }
    return text.len > 1 && text.ptr[0] != '\n' && text.ptr[0] != ' ' &&
           str_find(text, STR("\n"), 0) != SIZE_MAX && !str_ends(text, STR("\n\n"));
}

static void put_text(Buf *out, Str text)
{
    size_t at = 0;
    if (!is_block(text)) {
        json_put_string(out, text);
        buf_puts(out, "\n");
        return;
    }
    buf_put(out, str_ends(text, STR("\n")) ? STR("|\n") : STR("|-\n"));
    while (at < text.len) {
        Str line = next_line(text, &at);
        buf_put(out, line.len > 0 ? STR("      ") : STR_EMPTY);
        buf_put(out, line);
        buf_puts(out, "\n");
    }
}

void library_put_notes(const Library *library, Buf *out)
{
    CLEANUP(arena_done) Arena arena = {0};
    const Value *base = value_get(library->about, STR("base"));
    arena_init(&arena, 0);
    buf_puts(out,
             "# Écrit par « ccap check --accept ». Ce que dit la base de chaque passage que cette "
             "bibliothèque change :\n# quand la base change à son tour, ccap check montre l'ancien "
             "texte et le nouveau.\nbase:\n");
    static const char *const keys[] = {"id", "version", "sha256"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        buf_printf(out, "  %s: ", keys[i]);
        json_put_string(out, value_get_text(base, str_of(keys[i])));
        buf_puts(out, "\n");
    }
    buf_puts(out, "passages:\n");
    size_t n = 0;
    for (size_t i = 0; i < library->changes->n; i++) {
        const LibraryChange *change = &library->changes->items[i];
        if (!change->base) {
            continue;
        }
        n++;
        buf_puts(out, "  - sur: ");
        json_put_string(out, change->place);
        buf_puts(out, "\n    version: ");
        json_put_string(out, value_get_text(base, STR("version")));
        buf_puts(out, "\n    texte: ");
        Str text = told(&arena, change->base);
        put_text(out, text.ptr ? text : STR_EMPTY);
        out->status = text.ptr ? out->status : ST_NOMEM;
    }
    if (n == 0) {
        out->len--; /* behind "passages:" */
        buf_puts(out, " []\n");
    }
}
