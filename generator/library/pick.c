/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pick - see pick.h. Words of what is needed are gathered in the order in which a library refers: markets name
 * considerations, these name shared texts, calculations and rules say what they are for, all of them name lists and references.
 */
#include "generator/library/pick.h"

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/library/opened.h"

/* A set of words, as bits of their hashes: it may hold too many, never too few. */
#define WORD_BITS 17

typedef struct Picking {
    Arena *arena;
    PickFile *files;
    size_t n_files;
    Pick *pick;
    Str *wanted; /* identifiers and codes of the considerations that are needed */
    size_t n_wanted;
    uint8_t *words;
    uint8_t in_word[256]; /* by byte: 1 for those of words */
} Picking;

/* --- words -------------------------------------------------------------------------------------------- */

/* Bytes of words, one bit each: letters, digits, “_”, “-”, and whatever is not ASCII. */
static inline bool is_word_byte(char c)
{
    static const uint64_t bits[4] = {(UINT64_C(0x3FF) << 48) | (UINT64_C(1) << 45),
                                     (UINT64_C(0x3FFFFFF) << 33) | (UINT64_C(1) << 31) |
                                         (UINT64_C(0x3FFFFFF) << 1),
                                     UINT64_MAX, UINT64_MAX};
    unsigned char byte = (unsigned char)c;
    return (bits[byte >> 6] >> (byte & 63) & 1) != 0;
}

/* Twelve letters fit into it; quick, since every letter of a library comes here. */
static inline uint64_t step(uint64_t hash, char c)
{
    return (hash << 5 | hash >> 59) ^ (unsigned char)c;
}

static size_t slot_of(uint64_t hash)
{
    return (size_t)((hash * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - WORD_BITS));
}

static void add_words(Picking *p, Str text)
{
    const uint8_t *in_word = p->in_word;
    const char *at = text.ptr;
    const char *end = at + text.len;
    while (at < end) {
        if (!in_word[(unsigned char)*at]) {
            at++;
            continue;
        }
        uint64_t hash = 0;
        do {
            hash = step(hash, *at++);
        } while (at < end && in_word[(unsigned char)*at]);
        size_t slot = slot_of(hash);
        p->words[slot / 8] = (uint8_t)(p->words[slot / 8] | (1u << slot % 8));
    }
}

/* True as well for what is no single word. */
static bool has_word(const Picking *p, Str word)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (!is_word_byte(word.ptr[i])) {
            return true;
        }
        hash = step(hash, word.ptr[i]);
    }
    size_t slot = slot_of(hash);
    return (p->words[slot / 8] >> slot % 8 & 1) != 0;
}

/* --- lines -------------------------------------------------------------------------------------------- */

/* The line at *io_pos with its end; moves past it. */
static Str next_line(Str text, size_t *io_pos)
{
    size_t start = *io_pos;
    size_t end = str_find(text, STR("\n"), start);
    *io_pos = end == SIZE_MAX ? text.len : end + 1;
    return str_sub(text, start, *io_pos - start);
}

static size_t indent_of(Str line)
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] == ' ') {
        n++;
    }
    return n;
}

/* True for an empty line and for a comment: they belong to what stands before. */
static bool is_silent(Str line)
{
    size_t n = 0;
    while (n < line.len && ascii_is_space(line.ptr[n])) {
        n++;
    }
    return n == line.len || line.ptr[n] == '#';
}

static bool is_item(Str line, size_t indent)
{
    return line.len > indent + 1 && line.ptr[indent] == '-' && line.ptr[indent + 1] == ' ';
}

/* The plain or quoted word behind `key` where it first stands in the text; empty if there is none. */
static Str value_after(Str text, Str key)
{
    for (size_t at = str_find(text, key, 0); at != SIZE_MAX;
         at = str_find(text, key, at + key.len)) {
        bool is_key = at == 0 || (!is_word_byte(text.ptr[at - 1]) && text.ptr[at - 1] != '.');
        size_t start = at + key.len;
        while (start < text.len &&
               (text.ptr[start] == ' ' || text.ptr[start] == '"' || text.ptr[start] == '\'')) {
            start++;
        }
        size_t end = start;
        while (end < text.len && is_word_byte(text.ptr[end])) {
            end++;
        }
        if (is_key && end > start) {
            return str_sub(text, start, end - start);
        }
    }
    return STR_EMPTY;
}

/* The first line that begins with a key of a file, without indentation; empty if there is none. */
static Str top_line(Str text, Str key)
{
    for (size_t pos = 0; pos < text.len;) {
        Str line = next_line(text, &pos);
        if (str_starts(line, key)) {
            return line;
        }
    }
    return STR_EMPTY;
}

/* The first line of an item that begins with a key, indented as it may be. */
static Str key_line(Str item, Str key)
{
    for (size_t pos = 0; pos < item.len;) {
        Str line = next_line(item, &pos);
        Str rest = str_sub(line, indent_of(line), line.len);
        if (str_starts(rest, key)) {
            return rest;
        }
    }
    return STR_EMPTY;
}

/* --- what is left out of a file ----------------------------------------------------------------------- */

/* The copy of a file, with nothing but the ends of the lines that are left out. */
typedef struct Copy {
    char *bytes;
    size_t len;
} Copy;

static void keep(Copy *copy, Str part)
{
    memcpy(copy->bytes + copy->len, part.ptr, part.len);
    copy->len += part.len;
}

static void leave_out(Copy *copy, Str part)
{
    for (size_t at = str_find(part, STR("\n"), 0); at != SIZE_MAX;
         at = str_find(part, STR("\n"), at + 1)) {
        copy->bytes[copy->len++] = '\n';
    }
}

typedef bool Wants(const Picking *p, Str item);

/* The item of a list that begins at *io_pos with its dash; moves past it. */
static Str next_item(Str text, size_t indent, size_t *io_pos)
{
    size_t start = *io_pos;
    (void)next_line(text, io_pos); /* the dash's own */
    while (*io_pos < text.len) {
        size_t pos = *io_pos;
        Str line = next_line(text, &pos);
        if (!is_silent(line) && indent_of(line) <= indent) {
            break;
        }
        *io_pos = pos;
    }
    return str_sub(text, start, *io_pos - start);
}

/* Each item of the lists of a file as `wants` says; items that don't begin with their identifier are kept. Counts the kept. */
static size_t copy_items(const Picking *p, Str text, Wants *wants, Copy *copy)
{
    size_t n_kept = 0;
    for (size_t pos = 0; pos < text.len;) {
        size_t start = pos;
        Str line = next_line(text, &pos);
        size_t indent = indent_of(line);
        if (!is_item(line, indent)) {
            keep(copy, line);
            continue;
        }
        pos = start;
        Str item = next_item(text, indent, &pos);
        Str head = str_sub(item, indent + 2, item.len);
        bool is_known = str_starts(head, STR("id:")) || str_starts(head, STR("{id:"));
        if (!is_known || wants(p, item)) {
            keep(copy, item);
            n_kept++;
        } else {
            leave_out(copy, item);
        }
    }
    return n_kept;
}

static bool is_wanted(const Picking *p, Str id_or_code)
{
    for (size_t i = 0; i < p->n_wanted; i++) {
        if (str_eq(p->wanted[i], id_or_code)) {
            return true;
        }
    }
    return id_or_code.len == 0;
}

/* `pour: clause_heures` of calculations. */
static bool wants_calc(const Picking *p, Str item)
{
    bool is_flow = str_starts(str_sub(item, indent_of(item) + 2, item.len), STR("{"));
    return is_wanted(p, value_after(is_flow ? item : key_line(item, STR("pour:")), STR("pour:")));
}

/* `pour: {consideration: clause_heures, par: lot}` of rules, or the same on lines of its own. A message may have such words. */
static bool wants_rule(const Picking *p, Str item)
{
    Str key = STR("consideration:");
    Str named = value_after(key_line(item, STR("pour:")), key);
    return is_wanted(p, named.len > 0 ? named : value_after(key_line(item, key), key));
}

static bool wants_entry(const Picking *p, Str item)
{
    Str id = value_after(item, STR("id:"));
    return id.len == 0 || has_word(p, id);
}

/*
 * Lists of a catalogue whose names are not written anywhere are left out whole; of `references` each entry is looked at. Counts
 * the kept.
 */
static size_t copy_lists(const Picking *p, Str text, Copy *copy)
{
    size_t n_kept = 0;
    for (size_t pos = 0; pos < text.len;) {
        size_t start = pos;
        Str head = next_line(text, &pos);
        while (pos < text.len) { /* to the next line that begins with a key */
            size_t next = pos;
            Str line = next_line(text, &next);
            if (!is_silent(line) && line.ptr[0] != ' ' && line.ptr[0] != '-') {
                break;
            }
            pos = next;
        }
        Str section = str_sub(text, start, pos - start);
        size_t colon = str_find(head, STR(":"), 0);
        bool is_list = colon != SIZE_MAX && !is_silent(head);
        if (str_starts(head, STR("references:"))) { /* named one by one, by `droit` */
            const Copy before = *copy;
            size_t n_entries = copy_items(p, section, wants_entry, copy);
            if (n_entries == 0) { /* a list of nothing is no list */
                *copy = before;
                leave_out(copy, section);
            }
            n_kept += n_entries;
        } else if (is_list && !has_word(p, str_sub(head, 0, colon))) {
            leave_out(copy, section);
        } else {
            keep(copy, section);
            n_kept += is_list;
        }
    }
    return n_kept;
}

/* --- files -------------------------------------------------------------------------------------------- */

static bool is_in(const PickFile *file, const char *folder)
{
    return str_starts(file->name, str_of(folder));
}

static bool is_catalogue(const PickFile *file)
{
    return str_find(file->name, STR("/"), 0) == SIZE_MAX && !str_is(file->name, "calculs.yaml") &&
           !str_is(file->name, "bibliotheque.yaml");
}

/* A local library changes the parts of another, wherever they are. */
static bool has_base(const Picking *p)
{
    for (size_t i = 0; i < p->n_files; i++) {
        if (str_is(p->files[i].name, "bibliotheque.yaml")) {
            return top_line(p->files[i].whole, STR("base:")).len > 0;
        }
    }
    return false;
}

/* A consideration is needed if a market has the word that is its identifier or its code. */
static Status pick_considerations(Picking *p)
{
    p->wanted = arena_array(p->arena, 2 * p->n_files, Str);
    p->pick->ids = arena_array(p->arena, p->n_files, Str);
    p->pick->n_ids = 0;
    if (!p->wanted || !p->pick->ids) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < p->n_files; i++) {
        PickFile *file = &p->files[i];
        if (!is_in(file, "considerations/")) {
            continue;
        }
        Str id = value_after(top_line(file->whole, STR("id:")), STR("id:"));
        Str code = value_after(top_line(file->whole, STR("code:")), STR("code:"));
        if (id.len == 0 || code.len == 0) {
            return ST_INPUT;
        }
        p->pick->ids[p->pick->n_ids++] = id;
        file->is_skipped = !has_word(p, id) && !has_word(p, code);
        if (!file->is_skipped) {
            p->wanted[p->n_wanted++] = id;
            p->wanted[p->n_wanted++] = code;
        }
    }
    return ST_OK;
}

/* The words of all considerations that are needed, and of bibliotheque.yaml. */
static void read_considerations(Picking *p)
{
    for (size_t i = 0; i < p->n_files; i++) {
        const PickFile *file = &p->files[i];
        bool is_read = is_in(file, "considerations/") || str_is(file->name, "bibliotheque.yaml");
        if (is_read && !file->is_skipped) {
            add_words(p, file->whole);
        }
    }
}

/* Shared texts may name others: until no more are found. */
static void pick_commons(Picking *p)
{
    for (size_t i = 0; i < p->n_files; i++) {
        p->files[i].is_skipped = p->files[i].is_skipped || is_in(&p->files[i], "communs/");
    }
    for (bool is_new = true; is_new;) {
        is_new = false;
        for (size_t i = 0; i < p->n_files; i++) {
            PickFile *file = &p->files[i];
            Str name = str_sub(file->name, sizeof "communs/" - 1, SIZE_MAX);
            size_t dot = str_find(name, STR("."), 0);
            if (is_in(file, "communs/") && file->is_skipped && has_word(p, str_sub(name, 0, dot))) {
                file->is_skipped = false;
                add_words(p, file->whole);
                is_new = true;
            }
        }
    }
}

/* What is left of a file; its words count where others may name them. */
static Status reduce(Picking *p, PickFile *file, Wants *wants)
{
    char *bytes = arena_alloc(p->arena, file->whole.len + 1);
    Copy copy = {.bytes = bytes};
    if (!bytes) {
        return ST_NOMEM;
    }
    size_t n_kept =
        wants ? copy_items(p, file->whole, wants, &copy) : copy_lists(p, file->whole, &copy);
    file->is_skipped = n_kept == 0;
    file->text = (Str){.ptr = bytes, .len = copy.len};
    add_words(p, file->is_skipped ? STR_EMPTY : file->text);
    return ST_OK;
}

/* References come last: catalogues name them too. */
static Status reduce_files(Picking *p)
{
    for (size_t i = 0; i < p->n_files; i++) {
        PickFile *file = &p->files[i];
        bool is_rules = is_in(file, "regles/");
        file->text = file->whole;
        file->is_skipped = file->is_skipped || is_in(file, "pieces/"); /* of the sum alone */
        if (is_rules || str_is(file->name, "calculs.yaml")) {
            TRY(reduce(p, file, is_rules ? wants_rule : wants_calc));
        }
    }
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < p->n_files; i++) {
            bool is_last = str_is(p->files[i].name, "references.yaml");
            if (is_catalogue(&p->files[i]) && is_last == (turn == 1)) {
                TRY(reduce(p, &p->files[i], NULL));
            }
        }
    }
    return ST_OK;
}

Status pick_run(Arena *arena, Pick *pick, const Str *texts, size_t n_texts, Str schema)
{
    Picking p = {.arena = arena, .files = pick->files, .n_files = pick->n_files, .pick = pick};
    for (int byte = 0; byte < 256; byte++) {
        p.in_word[byte] = is_word_byte((char)byte);
    }
    p.words = arena_array(arena, (1u << WORD_BITS) / 8, uint8_t);
    if (!p.words) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < n_texts; i++) {
        add_words(&p, texts[i]);
    }
    if (has_base(&p)) {
        return ST_INPUT;
    }
    TRY(pick_considerations(&p));
    add_words(&p, schema);
    read_considerations(&p);
    pick_commons(&p);
    return reduce_files(&p);
}

/* --- reading ------------------------------------------------------------------------------------------ */

static Status add_file(Arena *arena, Str folder, Str name, DiagList *diags, Pick *pick)
{
    PickFile *grown =
        arena_grow(arena, pick->files, pick->n_files, &pick->cap_files, sizeof *grown);
    if (!grown) {
        return ST_NOMEM;
    }
    pick->files = grown;
    Str whole;
    TRY(opened_text(arena, folder, file_join(arena, folder, name), diags, &whole));
    grown[pick->n_files++] = (PickFile){.name = name, .whole = whole, .text = whole};
    return ST_OK;
}

static Status add_folder(Arena *arena, Str folder, Str inner, DiagList *diags, Pick *pick)
{
    Str *names = NULL;
    size_t n = 0;
    Str path = file_join(arena, folder, inner);
    if (file_kind(path, true) != FILE_FOLDER) {
        return ST_OK;
    }
    TRY(file_list(arena, path, diags, &names, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_ends(names[i], STR(".yaml")) && names[i].ptr[0] != '.') {
            TRY(add_file(arena, folder, file_join(arena, inner, names[i]), diags, pick));
        }
    }
    return ST_OK;
}

Status pick_read(Arena *arena, const PickFrom *from, DiagList *diags, Pick *ret_pick,
                 Str *ret_schema)
{
    static const char *const folders[] = {"communs", "considerations", "regles", "pieces"};
    Str path = file_join(arena, from->schemas, STR("marche.schema.json"));
    TRY(opened_text(arena, from->schemas, path, diags, ret_schema));
    TRY(add_file(arena, from->folder, STR("bibliotheque.yaml"), diags, ret_pick));
    for (size_t i = 0; i < from->n_catalogues; i++) {
        TRY(add_file(arena, from->folder, str_of(from->catalogues[i]), diags, ret_pick));
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (i == 2) { /* in the order in which a library is read whole: the sum is over them all */
            TRY(add_file(arena, from->folder, STR("calculs.yaml"), diags, ret_pick));
        }
        TRY(add_folder(arena, from->folder, str_of(folders[i]), diags, ret_pick));
    }
    return ST_OK;
}
