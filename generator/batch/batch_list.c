/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_list - see batch_list.h.
 */
#include "generator/batch/batch_list.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/utf8.h"

/* Paths of ten million files; what a folder of the largest file systems holds. */
#define LIMIT_PATHS_BYTES (1024 * MIB)

/* Folders that are still to be read, below the group's prefix, NUL-terminated one behind the other. */
typedef struct Walk {
    BatchList *list;
    Str prefix;
    Buf folders;
    size_t next;
    DiagList *diags;
} Walk;

static void walk_done(Walk *w)
{
    buf_done(&w->folders);
}

static void dir_done(DIR **dir)
{
    if (*dir) {
        (void)closedir(*dir); /* read only: nothing to lose */
    }
}

static void glob_done(glob_t *found)
{
    globfree(found);
}

void batch_list_init(BatchList *list, Arena *arena)
{
    *list = (BatchList){.arena = arena};
    buf_init(&list->paths, LIMIT_PATHS_BYTES);
    buf_init(&list->places, LIMIT_PATHS_BYTES);
}

void batch_list_done(BatchList *list)
{
    buf_done(&list->paths);
    buf_done(&list->places);
}

Str batch_list_path(const BatchList *list, size_t index)
{
    return str_of(list->paths.ptr + buf_word(&list->places, index));
}

/* One path below the prefix: folder (empty: none), then name. */
static Status add_path(BatchList *list, Str folder, Str name)
{
    buf_put_word(&list->places, list->paths.len);
    buf_put(&list->paths, folder);
    buf_put(&list->paths, folder.len > 0 ? STR("/") : STR_EMPTY);
    buf_put(&list->paths, name);
    buf_putc(&list->paths, '\0');
    return buf_ok(&list->paths) && buf_ok(&list->places) ? ST_OK : ST_NOMEM;
}

static Status begin_group(BatchList *list, Str prefix, bool is_single)
{
    BatchGroup *grown =
        arena_grow(list->arena, list->groups, list->n_groups, &list->cap_groups, sizeof *grown);
    if (!grown) {
        return ST_NOMEM;
    }
    list->groups = grown;
    grown[list->n_groups++] =
        (BatchGroup){.prefix = prefix, .is_single = is_single, .first = buf_n_words(&list->places)};
    return ST_OK;
}

static int compare_places(const void *va, const void *vb, void *paths)
{
    uint64_t a = 0;
    uint64_t b = 0;
    memcpy(&a, va, sizeof a);
    memcpy(&b, vb, sizeof b);
    return strcmp((const char *)paths + a, (const char *)paths + b);
}

/* The files of the last group in their order; ST_INPUT if there are none. */
static Status end_group(BatchList *list, Str word, DiagList *diags)
{
    BatchGroup *group = &list->groups[list->n_groups - 1];
    group->n = buf_n_words(&list->places) - group->first;
    if (group->n == 0) {
        diag_add1(diags, BATCH_NOTHING, (Loc){0}, word);
        return ST_INPUT;
    }
    qsort_r(list->places.ptr + group->first * sizeof(uint64_t), group->n, sizeof(uint64_t),
            compare_places, list->paths.ptr);
    return ST_OK;
}

/* --- folders ----------------------------------------------------------------------------------------------------- */

static bool is_market_name(Str name)
{
    return str_ends(name, STR(".marche.yaml")) || str_ends(name, STR(".marche.yml")) ||
           str_ends(name, STR(".marche.json"));
}

/* prefix + folder + "/" + name. */
static Str whole_path(const Walk *w, Arena *arena, Str folder, Str name)
{
    return arena_printf(arena, "%.*s%.*s%s%.*s", STR_ARG(w->prefix), STR_ARG(folder),
                        folder.len > 0 && name.len > 0 ? "/" : "", STR_ARG(name));
}

static Status take_entry(Walk *w, Arena *scratch, Str folder, const struct dirent *entry)
{
    Str name = str_of(entry->d_name);
    FileKind kind = entry->d_type == DT_REG   ? FILE_REGULAR
                    : entry->d_type == DT_DIR ? FILE_FOLDER
                                              : FILE_ABSENT;
    if (name.ptr[0] == '.') {
        return ST_OK;
    }
    if (kind == FILE_ABSENT) { /* a link, or a file system that does not say */
        Str path = whole_path(w, scratch, folder, name);
        kind = file_kind(path, false);
        FileKind target = kind == FILE_LINK ? file_kind(path, true) : kind;
        bool is_file = target == FILE_REGULAR || target == FILE_ABSENT; /* told when read */
        kind = kind == FILE_LINK && is_file ? FILE_REGULAR : kind;
    }
    if (kind == FILE_FOLDER) { /* links to folders are not followed: they may lead back */
        buf_put(&w->folders, folder);
        buf_put(&w->folders, folder.len > 0 ? STR("/") : STR_EMPTY);
        buf_put(&w->folders, name);
        buf_putc(&w->folders, '\0');
        return w->folders.status;
    }
    return kind == FILE_REGULAR && is_market_name(name) ? add_path(w->list, folder, name) : ST_OK;
}

/* path: of the folder. scratch: holds it, and is as it was afterwards. */
static Status take_entries(Walk *w, Arena *scratch, Str folder, Str path)
{
    CLEANUP(dir_done) DIR *dir = opendir(path.ptr);
    const ArenaMark mark = arena_mark(scratch);
    for (;;) {
        errno = dir ? 0 : errno;
        const struct dirent *entry = dir ? readdir(dir) : NULL;
        if (!entry) {
            return errno == 0 ? ST_OK : file_report(w->diags, FILE_CANT_READ, path, errno);
        }
        TRY(take_entry(w, scratch, folder, entry));
        arena_rewind(scratch, mark);
    }
}

static Status read_folder(Walk *w, Str folder)
{
    Arena scratch;
    arena_init(&scratch, 0);
    Str path = whole_path(w, &scratch, folder, STR_EMPTY);
    Status st =
        path.ptr ? take_entries(w, &scratch, folder, path.len > 0 ? path : STR(".")) : ST_NOMEM;
    arena_done(&scratch);
    return st;
}

/* All market files below prefix + folder. */
static Status walk(BatchList *list, Str prefix, Str folder, DiagList *diags)
{
    CLEANUP(walk_done) Walk w = {.list = list, .prefix = prefix, .diags = diags};
    buf_init(&w.folders, LIMIT_PATHS_BYTES);
    buf_put(&w.folders, folder);
    buf_putc(&w.folders, '\0');
    Arena scratch;
    arena_init(&scratch, 0);
    Status st = w.folders.status;
    while (st == ST_OK && w.next < w.folders.len) {
        arena_reset(&scratch);
        Str one = arena_str(&scratch, str_of(w.folders.ptr + w.next)); /* the buffer grows */
        w.next += one.len + 1;
        st = one.ptr ? read_folder(&w, one) : ST_NOMEM;
    }
    arena_done(&scratch);
    return st;
}

/* --- words ------------------------------------------------------------------------------------------------------- */

static Status add_folder(BatchList *list, Str word, DiagList *diags)
{
    Str prefix = str_is(word, ".") ? STR_EMPTY
                                   : arena_printf(list->arena, "%.*s%s", STR_ARG(word),
                                                  str_ends(word, STR("/")) ? "" : "/");
    if (!prefix.ptr) {
        return ST_NOMEM;
    }
    TRY(begin_group(list, prefix, false));
    TRY(walk(list, prefix, STR_EMPTY, diags));
    return end_group(list, word, diags);
}

static bool is_pattern(Str word)
{
    return word.len > 0 && strcspn(word.ptr, "*?[") < word.len;
}

/* What stands before the first part of the path with a wild card. */
static Str fixed_part(Str pattern)
{
    Str fixed = str_sub(pattern, 0, strcspn(pattern.ptr, "*?["));
    const char *slash = fixed.len > 0 ? memrchr(fixed.ptr, '/', fixed.len) : NULL;
    return str_sub(pattern, 0, slash ? (size_t)(slash - fixed.ptr) + 1 : 0);
}

static Status add_pattern(BatchList *list, Str word, DiagList *diags)
{
    Str prefix = fixed_part(word);
    CLEANUP(glob_done) glob_t found = {0};
    TRY(begin_group(list, prefix, false));
    int failure = glob(word.ptr, GLOB_NOSORT, NULL, &found);
    if (failure == GLOB_NOSPACE) {
        return ST_NOMEM;
    }
    for (size_t i = 0; failure == 0 && i < found.gl_pathc; i++) {
        Str path = str_of(found.gl_pathv[i]);
        Str below = str_sub(path, prefix.len, path.len);
        FileKind kind = file_kind(path, true);
        if (kind == FILE_FOLDER) {
            TRY(walk(list, prefix, below, diags));
        } else if (kind != FILE_PIPE && kind != FILE_OTHER) { /* these would be waited for */
            TRY(add_path(list, STR_EMPTY, below));
        }
    }
    return end_group(list, word, diags);
}

Status batch_list_add(BatchList *list, Str word, DiagList *diags)
{
    FileKind kind = str_is(word, "-") ? FILE_PIPE : file_kind(word, true);
    if (kind == FILE_FOLDER) {
        return add_folder(list, word, diags);
    }
    if (kind == FILE_ABSENT && is_pattern(word)) {
        return add_pattern(list, word, diags);
    }
    if (kind == FILE_ABSENT || kind == FILE_OTHER) { /* told before anything is written */
        Str reason = kind == FILE_ABSENT ? str_of(strerrordesc_np(ENOENT))
                                         : STR("neither a file nor a pipe");
        diag_add2(diags, FILE_CANT_READ, (Loc){0}, word, reason);
        return ST_IO;
    }
    Str base = file_base(word);
    TRY(begin_group(list, str_sub(word, 0, word.len - base.len), true));
    TRY(add_path(list, STR_EMPTY, base));
    return end_group(list, word, diags);
}

/* --- for messages ------------------------------------------------------------------------------------------------ */

void batch_list_put_shown(Buf *out, Str text, size_t max)
{
    size_t start = out->len;
    for (size_t pos = 0; pos < text.len && out->len - start < max;) {
        size_t from = pos;
        uint32_t cp = utf8_next(text, &pos);
        bool is_shown = cp != UTF8_BAD && cp >= 0x20 && cp != 0x7F && !utf8_is_hostile(cp);
        for (size_t i = from; !is_shown && i < pos; i++) {
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)text.ptr[i]);
        }
        buf_put(out, is_shown ? str_sub(text, from, pos - from) : STR_EMPTY);
    }
}

Str batch_list_place(const BatchList *list, Arena *arena, size_t file, uint32_t line)
{
    size_t group = 0;
    CLEANUP(buf_done) Buf shown = {0};
    buf_init(&shown, 6 * PATH_MAX + 1);
    while (group + 1 < list->n_groups &&
           file >= list->groups[group].first + list->groups[group].n) {
        group++;
    }
    batch_list_put_shown(&shown, list->groups[group].prefix, SIZE_MAX);
    batch_list_put_shown(&shown, batch_list_path(list, file), SIZE_MAX);
    if (line > 0) {
        buf_printf(&shown, ":%u", (unsigned)line);
    }
    return arena_str(arena, buf_str(&shown));
}
