/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pictures - see pictures.h. Which file a placeholder gets in a record, and the media of its document.
 */
#include "generator/format/pictures.h"

#include "generator/base/digest.h"
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/base/utf8.h"
#include "generator/format/package.h"
#include <libdeflate.h>

/* Files that stay loaded from record to record: a logo for all, but not the photos of 100,000 records. */
#define MAX_KEPT_BYTES (64 * MIB)

/* One file of the document at work; its number is its index + 1. */
typedef struct Media {
    const LoadedPicture *loaded;
} Media;

typedef struct Told {
    size_t part;
    uint64_t what;
} Told;

struct PictureStore {
    Arena files; /* bytes that were loaded */
    Arena notes; /* what is known of them */
    size_t record;
    LoadedPicture *loaded;
    Media *media;
    size_t n_media;
    size_t cap_media;
    Told *told;
    size_t n_told;
    size_t cap_told;
    PlacedPicture placed; /* the placeholder at work */
};

PictureStore *pictures_new(void)
{
    PictureStore *store = mem_alloc(sizeof *store);
    if (store) {
        arena_init(&store->files, 0);
        arena_init(&store->notes, 0);
    }
    return store;
}

void pictures_free(PictureStore *store)
{
    if (!store) {
        return;
    }
    arena_done(&store->files);
    arena_done(&store->notes);
    mem_free(store->media);
    mem_free(store->told);
    mem_free(store);
}

void pictures_begin(PictureStore *store)
{
    store->n_media = 0;
    store->n_told = 0;
    store->placed = (PlacedPicture){0};
    store->record++;
    if (store->files.total + store->notes.total > MAX_KEPT_BYTES) {
        arena_done(&store->files);
        arena_done(&store->notes);
        arena_init(&store->files, 0);
        arena_init(&store->notes, 0);
        store->loaded = NULL;
    }
}

/* --- reporting ------------------------------------------------------------------------------------------- */

/* Where a finding belongs: the tag in the template, and the value in the data. */
typedef struct Place {
    Rendering *r;
    const Program *program;
    const Op *op;
    const Value *value;
} Place;

static void report(const Place *at, DiagCode code, Str first, Str second)
{
    Diag *diag = exec_report(rendering_exec(at->r), at->program, at->op, code, first, second);
    diag->span = 0;
    if (at->value) {
        diag->other = at->value->loc;
    }
}

/* What the reader of a file found. A warning stops nothing, and is told once a record. */
static void tell_notes(const Place *at, LoadedPicture *loaded)
{
    size_t record = rendering_pictures(at->r)->record;
    for (size_t i = 0; i < loaded->notes.n; i++) {
        const Diag *note = &loaded->notes.items[i];
        if (note->severity == DIAG_ERROR) {
            report(at, note->code, note->args[0], note->args[1]);
        } else if (loaded->told_in != record) {
            Loc loc = at->value ? at->value->loc : (Loc){0};
            diag_add2(rendering_diags(at->r), note->code, loc, note->args[0], note->args[1]);
        }
    }
    loaded->told_in = record;
}

/* --- loading --------------------------------------------------------------------------------------------- */

static LoadedPicture *find_loaded(const PictureStore *store, Str path)
{
    for (LoadedPicture *l = store->loaded; l; l = l->next) {
        if (str_eq(l->path, path)) {
            return l;
        }
    }
    return NULL;
}

static Str folder_of(const Rendering *r)
{
    Str folder = rendering_folder(r);
    return folder.len > 0 ? folder : STR(".");
}

/* The entry of a file: PNG and JPEG are compressed already. */
static Status make_entry(Rendering *r, LoadedPicture *loaded)
{
    Str bytes = loaded->picture.bytes;
    if (loaded->picture.kind != PICTURE_SVG) {
        loaded->entry = deflate_stored(STR_EMPTY, bytes);
        return ST_OK;
    }
    CLEANUP(buf_done) Buf packed = {0};
    buf_init(&packed, LIMIT_PICTURE_BYTES + KIB);
    TRY(deflate_entry(rendering_deflater(r), STR_EMPTY, bytes, &packed, &loaded->entry));
    if (loaded->entry.data.ptr == packed.ptr) {
        loaded->entry.data = arena_str(&rendering_pictures(r)->files, loaded->entry.data);
    }
    return loaded->entry.data.ptr ? ST_OK : ST_NOMEM;
}

/* Reads the file at `path`, which is called `name` in the data. */
static Status read_file(Rendering *r, Str path, Str name, LoadedPicture **ret_loaded)
{
    PictureStore *store = rendering_pictures(r);
    LoadedPicture *l = arena_new(&store->notes, LoadedPicture);
    ArenaMark mark = arena_mark(&store->files);
    Str bytes = STR_EMPTY;
    if (!l) {
        return ST_NOMEM;
    }
    l->path = arena_str(&store->notes, path);
    l->next = store->loaded;
    diag_list_init(&l->notes, &store->notes);
    Status st = file_read(&store->files, path, LIMIT_PICTURE_BYTES, (Loc){0}, &l->notes, &bytes);
    if (st == ST_OK) {
        l->sha256 = digest_of(&store->notes, bytes);
        st = l->sha256.ptr ? ST_OK : ST_NOMEM;
    }
    if (st == ST_OK) {
        st = picture_read(&store->notes, name, bytes, (Loc){0}, &l->notes, &l->picture);
    }
    if (st == ST_OK) {
        st = make_entry(r, l);
    }
    if (st == ST_NOMEM || st == ST_BUG || !l->path.ptr) {
        return st == ST_OK ? ST_NOMEM : st;
    }
    l->is_bad = st != ST_OK;
    if (l->is_bad) {
        arena_rewind(&store->files, mark);
    }
    store->loaded = l;
    *ret_loaded = l;
    return ST_OK;
}

/* All files of one document together. */
static Status check_total(Rendering *r)
{
    if (rendering_pictures(r)->files.total <= LIMIT_OUTPUT_BYTES + MAX_KEPT_BYTES) {
        return ST_OK;
    }
    diag_add0(rendering_diags(r), TMPL_OUTPUT, (Loc){0});
    return ST_LIMIT;
}

/* What the record named, and what was found there. */
static Status note_file(const Place *at, Str name, const LoadedPicture *loaded)
{
    RecordFiles *files = rendering_files(at->r);
    return files ? record_files_note(files, name, loaded ? loaded->sha256 : (Str){0}) : ST_OK;
}

/* A file named in the data, inside its folder. *ret_loaded NULL: reported, or absent where that is allowed. */
static Status load(const Place *at, Str name, bool may_be_absent, const LoadedPicture **ret_loaded)
{
    Arena *arena = rendering_arena(at->r);
    Str folder = folder_of(at->r);
    Str path = file_join(arena, folder, name);
    *ret_loaded = NULL;
    if (!path.ptr) {
        return ST_NOMEM;
    }
    if (!file_is_inside(name) || !file_stays_inside(folder, path)) {
        report(at, FILE_LEAVES_FOLDER, name, STR_EMPTY);
        return note_file(at, name, NULL);
    }
    LoadedPicture *loaded = find_loaded(rendering_pictures(at->r), path);
    if (!loaded && file_kind(path, true) != FILE_REGULAR) {
        if (!may_be_absent) {
            report(at, TMPL_NO_PICTURE, name, folder);
        }
        return note_file(at, name, NULL);
    }
    if (!loaded) {
        TRY(check_total(at->r));
        TRY(read_file(at->r, path, name, &loaded));
    }
    tell_notes(at, loaded);
    *ret_loaded = loaded->is_bad ? NULL : loaded;
    return note_file(at, name, loaded);
}

/* "logo.png" for "logo.svg". */
static Str png_name(Arena *arena, Str name)
{
    Str base = file_base(name);
    const char *dot = base.ptr ? memrchr(base.ptr, '.', base.len) : NULL;
    size_t len = dot ? name.len - (base.len - (size_t)(dot - base.ptr)) : name.len;
    return arena_printf(arena, "%.*s.png", STR_ARG(str_sub(name, 0, len)));
}

/* The PNG beside a drawing, for programs that can't draw it. */
static Status load_fallback(const Place *at, Str name, bool needs_png,
                            const LoadedPicture **ret_loaded)
{
    Str png = png_name(rendering_arena(at->r), name);
    if (!png.ptr) {
        return ST_NOMEM;
    }
    TRY(load(at, png, true, ret_loaded));
    bool is_png = *ret_loaded && (*ret_loaded)->picture.kind == PICTURE_PNG;
    if (!is_png) {
        *ret_loaded = NULL;
        if (needs_png) {
            report(at, TMPL_PICTURE_NO_PNG, name, png);
        }
    }
    return ST_OK;
}

/* --- what a value says ------------------------------------------------------------------------------------- */

/* True if the text means a file: it ends like a picture, good or not. */
static bool is_file_name(Str text)
{
    static const char *const endings[] = {"png", "jpg",  "jpeg", "jpe", "svg", "svgz", "gif", "bmp",
                                          "tif", "tiff", "webp", "pdf", "emf", "wmf",  "heic"};
    const char *dot = text.len ? memrchr(text.ptr, '.', text.len) : NULL;
    size_t start = dot ? (size_t)(dot - text.ptr) + 1 : text.len;
    char ending[8];
    size_t len = text.len - start;
    if (len == 0 || len >= sizeof ending) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        char c = text.ptr[start + i];
        ending[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (str_is((Str){.ptr = ending, .len = len}, endings[i])) {
            return true;
        }
    }
    return false;
}

/* "logo de la commune" of "images/logo-de_la-commune.png": better than nothing. */
static Str words_of_name(Arena *arena, Str name)
{
    Str base = file_base(name);
    const char *dot = base.ptr ? memrchr(base.ptr, '.', base.len) : NULL;
    Str words = str_sub(base, 0, dot ? (size_t)(dot - base.ptr) : base.len);
    char *copy = arena_alloc(arena, words.len + 1);
    for (size_t i = 0; copy && i < words.len; i++) {
        copy[i] = words.ptr[i] == '-' || words.ptr[i] == '_' ? ' ' : words.ptr[i];
    }
    return copy ? (Str){.ptr = copy, .len = words.len} : (Str){0};
}

/* A map gives file and words, a text the file. False: neither; reported. */
static bool read_value(const Place *at, const PicturePlace *place, Str *ret_name, Str *ret_words)
{
    const Value *value = at->value;
    *ret_words = STR_EMPTY;
    if (value->kind == VALUE_MAP) {
        const Value *words = value_get(value, STR("texte"));
        *ret_words = words && words->kind == VALUE_TEXT ? str_trim(words->text) : STR_EMPTY;
        value = value_get(value, STR("fichier"));
    }
    if (value && value->kind == VALUE_NULL) {
        *ret_name = STR_EMPTY;
        return true;
    }
    if (!value || value->kind != VALUE_TEXT) {
        report(at, TMPL_PICTURE_VALUE, place->name, STR_EMPTY);
        return false;
    }
    *ret_name = str_trim(value->text);
    return true;
}

/* The words beside the tag, with their values. */
static Status run_words(const Place *at, const PicturePlace *place, Str *ret_words)
{
    *ret_words = STR_EMPTY;
    if (!place->words) {
        return ST_OK;
    }
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_OUTPUT_BYTES);
    TRY(exec_nested(rendering_exec(at->r), at->program, at->op, place->words, 0, &out));
    *ret_words = arena_str(rendering_arena(at->r), str_trim(buf_str(&out)));
    return buf_ok(&out) && ret_words->ptr ? ST_OK : ST_NOMEM;
}

/* The largest size of this ratio inside the box; a box that is not known is the picture's own size. */
static void fit(const PicturePlace *place, const Picture *picture, PlacedPicture *placed)
{
    uint64_t width = picture->width_emu;
    uint64_t height = picture->height_emu;
    uint64_t box_width = place->width_emu ? place->width_emu : place->height_emu ? 0 : width;
    uint64_t box_height = place->height_emu;
    bool is_wide = box_height == 0 || (box_width > 0 && width * box_height > box_width * height);
    placed->width_emu = is_wide ? box_width : box_height * width / height;
    placed->height_emu = is_wide ? box_width * height / width : box_height;
    placed->width_emu = placed->width_emu ? placed->width_emu : 1;
    placed->height_emu = placed->height_emu ? placed->height_emu : 1;
}

/* --- resolving --------------------------------------------------------------------------------------------- */

static Status keep(const Place *at, const PicturePlace *place, Str tag_words, PlacedPicture *placed)
{
    Str words = STR_EMPTY;
    TRY(run_words(at, place, &words));
    placed->fate = PICTURE_KEPT;
    placed->width_emu = place->width_emu;
    placed->height_emu = place->height_emu;
    placed->words = arena_printf(rendering_arena(at->r), "%.*s%s%.*s", STR_ARG(tag_words),
                                 words.len ? " " : "", STR_ARG(words));
    return placed->words.ptr ? ST_OK : ST_NOMEM;
}

static Status replace(const Place *at, const PicturePlace *place, Str name, Str words,
                      bool needs_png, PlacedPicture *placed)
{
    TRY(load(at, name, false, &placed->loaded));
    if (!placed->loaded) {
        return ST_OK;
    }
    if (placed->loaded->picture.kind == PICTURE_SVG) {
        TRY(load_fallback(at, name, needs_png, &placed->fallback));
        if (needs_png && !placed->fallback) {
            return ST_OK;
        }
    }
    if (words.len == 0) {
        TRY(run_words(at, place, &words));
    }
    placed->words = words.len ? words : words_of_name(rendering_arena(at->r), name);
    placed->fate = PICTURE_REPLACED;
    fit(place, &placed->loaded->picture, placed);
    return placed->words.ptr ? ST_OK : ST_NOMEM;
}

static Status resolve(const Place *at, const PicturePlace *place, MissingMode missing,
                      bool needs_png, PlacedPicture *placed)
{
    Str name = STR_EMPTY;
    Str words = STR_EMPTY;
    placed->fate = PICTURE_GONE;
    if (!at->value) {
        exec_missing(rendering_exec(at->r), place->value, &place->value->ops[0]);
        if (missing != MISSING_MARK) {
            return ST_OK;
        }
        Str mark = arena_printf(rendering_arena(at->r), "[%.*s ?]", STR_ARG(place->name));
        return mark.ptr ? keep(at, place, mark, placed) : ST_NOMEM;
    }
    bool is_words = place->may_be_words && at->value->kind != VALUE_MAP &&
                    at->value->kind != VALUE_LIST && at->value->text.len > 0 &&
                    !is_file_name(str_trim(at->value->text));
    if (is_words) {
        return keep(at, place, at->value->text, placed);
    }
    if (!read_value(at, place, &name, &words) || name.len == 0) {
        return ST_OK;
    }
    return replace(at, place, name, words, needs_png, placed);
}

/* A character that no document can hold. */
static void check_words(const Place *at, const PicturePlace *place, PlacedPicture *placed)
{
    size_t bad = escape_find_forbidden(placed->words);
    if (bad != SIZE_MAX) {
        uint32_t cp = utf8_next(placed->words, &bad);
        report(at, TMPL_BAD_CHAR, place->name, arena_printf(rendering_arena(at->r), "U+%04X", cp));
        placed->words = STR_EMPTY;
    }
}

Status pictures_resolve(Rendering *r, const Object *object, const Program *program, const Op *op,
                        bool needs_png, const PlacedPicture **ret_placed)
{
    PictureStore *store = rendering_pictures(r);
    PlacedPicture *placed = &store->placed;
    *ret_placed = placed;
    if (placed->is_set && placed->object == op->a && op->mode != PICTURE_BEGIN) {
        return ST_OK;
    }
    const PicturePlace *place = object->data;
    *placed = (PlacedPicture){.is_set = true, .object = op->a};
    const Place at = {
        .r = r,
        .program = program,
        .op = op,
        .value = exec_find_section(rendering_exec(r), place->value, &place->value->ops[0])};
    placed->value = at.value;
    TRY(resolve(&at, place, rendering_missing(r), needs_png, placed));
    check_words(&at, place, placed);
    return ST_OK;
}

/* --- media ------------------------------------------------------------------------------------------------- */

static bool is_same_file(const LoadedPicture *a, const LoadedPicture *b)
{
    return a == b || (a->entry.crc == b->entry.crc && str_eq(a->picture.bytes, b->picture.bytes));
}

Status pictures_media(Rendering *r, const PicturePlace *place, const LoadedPicture *loaded,
                      uint32_t *ret_number)
{
    PictureStore *store = rendering_pictures(r);
    for (size_t i = 0; i < store->n_media; i++) {
        if (is_same_file(store->media[i].loaded, loaded)) {
            *ret_number = (uint32_t)i + 1;
            return ST_OK;
        }
    }
    TRY(mem_reserve((void **)&store->media, store->n_media, &store->cap_media, sizeof(Media)));
    store->media[store->n_media++] = (Media){.loaded = loaded};
    *ret_number = (uint32_t)store->n_media;
    Entry entry = loaded->entry;
    entry.name = arena_printf(rendering_arena(r), "%.*s%.*s%u%.*s", STR_ARG(place->folder),
                              STR_ARG(place->prefix), *ret_number,
                              STR_ARG(picture_extension(loaded->picture.kind)));
    return entry.name.ptr ? rendering_add_entry(r, &entry) : ST_NOMEM;
}

Status pictures_is_untold(Rendering *r, size_t part, uint64_t what, bool *ret_is_untold)
{
    PictureStore *store = rendering_pictures(r);
    *ret_is_untold = false;
    for (size_t i = 0; i < store->n_told; i++) {
        if (store->told[i].part == part && store->told[i].what == what) {
            return ST_OK;
        }
    }
    TRY(mem_reserve((void **)&store->told, store->n_told, &store->cap_told, sizeof(Told)));
    store->told[store->n_told++] = (Told){.part = part, .what = what};
    *ret_is_untold = true;
    return ST_OK;
}

/* Numbers of pairs above all media: originals by their text. */
#define TOLD_ORIGINAL ((uint64_t)1 << 33)

Status pictures_keep_original(Rendering *r, const PicturePlace *place)
{
    bool is_untold = false;
    if (!place->is_dropped) {
        return ST_OK;
    }
    uint64_t what = TOLD_ORIGINAL | libdeflate_crc32(0, place->original.ptr, place->original.len);
    TRY(pictures_is_untold(r, place->listing, what, &is_untold));
    if (is_untold) {
        buf_put(rendering_added(r, place->listing), place->dropped);
    }
    if (place->dropped_type.len > 0) {
        TRY(pictures_is_untold(r, place->types, what, &is_untold));
        buf_put(rendering_added(r, place->types), is_untold ? place->dropped_type : STR_EMPTY);
    }
    if (place->original_part != SIZE_MAX) {
        rendering_keep_part(r, place->original_part);
    }
    return ST_OK;
}

/* --- writing ----------------------------------------------------------------------------------------------- */

/* EMU in the unit of the placeholder, with three decimals where it has a unit. */
static void put_length(Buf *out, uint64_t emu, const char *unit)
{
    if (unit[0] == '\0') {
        buf_put_u64(out, emu);
        return;
    }
    uint64_t per_unit = strcmp(unit, "pt") == 0 ? EMU_POINT : EMU_MM * 10;
    uint64_t thousandths = (emu * 1000 + per_unit / 2) / per_unit;
    thousandths = thousandths ? thousandths : 1;
    buf_printf(out, "%llu.%03llu%s", (unsigned long long)(thousandths / 1000),
               (unsigned long long)(thousandths % 1000), unit);
}

/* A relative size shrinks as the picture does in its box. */
static void put_percent(Buf *out, uint64_t thousandths, uint64_t size, uint64_t box)
{
    uint64_t percent = box ? thousandths * size / box : thousandths;
    percent = percent < 1000 ? 1000 : percent; /* ODF wants at least 1 % */
    buf_put_u64(out, percent / 1000);
    buf_puts(out, "%");
}

bool pictures_write_common(const PicturePlace *place, const PlacedPicture *placed,
                           PictureValue value, Buf *out)
{
    switch (value) {
    case PICTURE_BEGIN:
        return true;
    case PICTURE_WIDTH:
        put_length(out, placed->width_emu, place->unit);
        return true;
    case PICTURE_HEIGHT:
        put_length(out, placed->height_emu, place->unit);
        return true;
    case PICTURE_WORDS_ATTR:
        escape_put(out, ESCAPE_XML_ATTR, placed->words);
        return true;
    case PICTURE_WORDS_TEXT:
        escape_put(out, ESCAPE_XML_TEXT, placed->words);
        return true;
    case PICTURE_PERCENT_WIDTH:
        put_percent(out, place->percent[0], placed->width_emu, place->width_emu);
        return true;
    case PICTURE_PERCENT_HEIGHT:
        put_percent(out, place->percent[1], placed->height_emu, place->height_emu);
        return true;
    case PICTURE_REF:
    case PICTURE_SVG_LIST:
    case PICTURE_SVG_ITEM:
    case PICTURE_TYPE:
    case PICTURE_FALLBACK:
        return false;
    }
    return false;
}
