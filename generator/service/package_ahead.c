/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package_ahead - see package_ahead.h.
 */
#include "generator/service/package_ahead.h"

#include <libxml/parser.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/format/kind.h"

struct PackageAhead {
    PackageAhead *next;
    AheadTask task;
    Str path;
    Package package;
    XmlShelf shelf;
    bool is_taken;
};

Status package_read(Arena *arena, Str path, DiagList *diags, Package *ret_package)
{
    if (file_kind(path, true) == FILE_FOLDER) {
        return pkgread_folder(arena, path, diags, ret_package);
    }
    Str bytes;
    TRY(file_read(arena, path, LIMIT_PKG_BYTES, (Loc){0}, diags, &bytes));
    TRY(kind_refuse_file(path, bytes, diags));
    if (!pkgread_is_zip(bytes)) {
        diag_add1(diags, TMPL_NOT_A_TEMPLATE, (Loc){0}, path);
        return ST_INPUT;
    }
    return pkgread_zip(arena, path, bytes, diags, ret_package);
}

/* Parts that every compilation looks into; a wrong guess costs a parse. */
static bool is_xml(const PkgPart *part)
{
    return str_ends(part->name, STR(".xml")) || str_ends(part->name, STR(".rels"));
}

static Status shelve(PackageAhead *p, Arena *arena, const PkgPart *part)
{
    DiagList unseen; /* whoever looks at the part says what is wrong with it */
    diag_list_init(&unseen, arena);
    const Source *source = source_new(arena, part->name, part->bytes, 0);
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    if (!source) {
        return ST_NOMEM;
    }
    Status st = xmlshelf_parse(&p->shelf, arena, source, &unseen, &doc);
    xmlshelf_put(&p->shelf, &doc);
    return status_is_fatal(st) ? st : ST_OK;
}

static Status prepare(void *ctx, Arena *arena)
{
    PackageAhead *p = ctx;
    DiagList unseen; /* of a package that has anything to say; it is read again */
    diag_list_init(&unseen, arena);
    TRY(package_read(arena, p->path, &unseen, &p->package));
    for (size_t i = 0; unseen.n == 0 && i < p->package.n_parts; i++) {
        TRY(is_xml(&p->package.parts[i]) ? shelve(p, arena, &p->package.parts[i]) : ST_OK);
    }
    p->package.shelf = &p->shelf;
    return unseen.n == 0 ? ST_OK : ST_INPUT;
}

Status package_ahead(Arena *arena, Ahead *ahead, Str path, PackageAhead **io_first)
{
    PackageAhead *p = arena_new(arena, PackageAhead);
    if (!p || !path.ptr) {
        return ST_NOMEM;
    }
    FileKind kind = file_kind(path, true);
    if (kind != FILE_REGULAR && kind != FILE_FOLDER) {
        return ST_OK; /* a pipe can't be read again to tell what is wrong */
    }
    *p = (PackageAhead){.next = *io_first, .task = {.work = prepare, .ctx = p}, .path = path};
    *io_first = p;
    xmlInitParser(); /* before a second thread is at it */
    ahead_give(ahead, &p->task);
    return ST_OK;
}

bool package_ahead_take(PackageAhead *first, Ahead *ahead, Arena *arena, Str path,
                        Package *ret_package)
{
    PackageAhead *p = first;
    while (p && (p->is_taken || !str_eq(p->path, path))) {
        p = p->next;
    }
    if (!p) {
        return false;
    }
    p->is_taken = true;
    if (ahead_take(ahead, arena, &p->task) != ST_OK) {
        return false;
    }
    *ret_package = p->package;
    return true;
}

void package_ahead_clear(PackageAhead *first)
{
    for (PackageAhead *p = first; p; p = p->next) {
        xmlshelf_clear(&p->shelf);
    }
}
