/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kind - see kind.h. The names of kinds are translated where a diagnostic is shown.
 */
#include "generator/format/kind.h"

#include "generator/format/danger.h"

/* What is looked at of a file: names of OLE streams stand in its first directory sector, which may lie anywhere. */
/* Bytes at the beginning of a flat ODF document in which its root stands. */
#define FLAT_ODF_HEAD 1024

#define N_(text) text

/* The file as a whole. */
static Loc place_of_file(Str name, DiagList *diags)
{
    return (Loc){.source = source_new(diags->arena, arena_str(diags->arena, name), STR_EMPTY, 0)};
}

static Status refuse(Str name, const char *kind, DiagList *diags)
{
    diag_add2(diags, PKG_OTHER_KIND, place_of_file(name, diags), name, str_of(kind));
    return ST_INPUT;
}

/* "WordDocument" as the directory of an OLE file spells it: UTF-16. */
static bool has_stream(Str bytes, const char *name)
{
    char wide[64];
    size_t n = strlen(name);
    for (size_t i = 0; i < n && 2 * i + 1 < sizeof wide; i++) {
        wide[2 * i] = name[i];
        wide[2 * i + 1] = '\0';
    }
    return str_find(bytes, (Str){.ptr = wide, .len = 2 * n}, 0) != SIZE_MAX;
}

static Status refuse_ole(Str name, Str bytes, DiagList *diags)
{
    if (has_stream(bytes, "EncryptedPackage")) {
        diag_add1(diags, DANGER_PASSWORD, place_of_file(name, diags), name);
        return ST_LIMIT;
    }
    const char *kind = has_stream(bytes, "WordDocument") ? N_("a document of Word 97-2003 (.doc)")
                       : has_stream(bytes, "Workbook") || has_stream(bytes, "Book")
                           ? N_("a workbook of Excel 97-2003 (.xls)")
                       : has_stream(bytes, "PowerPoint Document")
                           ? N_("a presentation of PowerPoint 97-2003 (.ppt)")
                           : N_("a file of an old Office program");
    return refuse(name, kind, diags);
}

/* Zero bytes behind a first byte that begins no text; UTF-16, which has them too, is told from its mark by who reads it. */
static bool is_binary(Str bytes)
{
    bool is_utf16 = str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF"));
    return bytes.len > 0 && (unsigned char)bytes.ptr[0] >= 0x80 && !is_utf16 &&
           memchr(bytes.ptr, '\0', bytes.len);
}

Status kind_refuse_file(Str name, Str bytes, DiagList *diags)
{
    if (str_starts(bytes, STR(OLE_MAGIC))) {
        return refuse_ole(name, bytes, diags);
    }
    Str head = str_sub(bytes, 0, FLAT_ODF_HEAD);
    const char *kind = str_starts(bytes, STR("{\\rtf"))  ? N_("an RTF document")
                       : str_starts(bytes, STR("%PDF-")) ? N_("a PDF document")
                       : str_find(head, STR("<office:document "), 0) != SIZE_MAX ||
                               str_find(head, STR("<office:document\n"), 0) != SIZE_MAX
                           ? N_("a flat OpenDocument file (.fodt)")
                       : is_binary(bytes) ? N_("a file of another program")
                                          : NULL;
    return kind ? refuse(name, kind, diags) : ST_OK;
}

typedef struct KindOf {
    const char *word; /* of the content type or media type, in small letters */
    const char *kind;
} KindOf;

static const char *kind_of_type(Str type, const KindOf *kinds, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (danger_holds(type, kinds[i].word)) {
            return kinds[i].kind;
        }
    }
    return NULL;
}

static const char *kind_of_ooxml(const OoxmlPackage *ooxml)
{
    static const KindOf kinds[] = {{"spreadsheet", N_("a workbook (Excel)")},
                                   {"ms-excel", N_("a workbook (Excel)")},
                                   {"presentation", N_("a presentation (PowerPoint)")},
                                   {"ms-powerpoint", N_("a presentation (PowerPoint)")},
                                   {"visio", N_("a drawing (Visio)")},
                                   {"fixeddocument", N_("an XPS document")}};
    Str type = ooxml->main == OOXML_NO_PART ? STR_EMPTY : ooxml->types[ooxml->main];
    const char *kind = kind_of_type(type, kinds, sizeof kinds / sizeof kinds[0]);
    for (size_t i = 0; !kind && i < ooxml->n_overrides; i++) { /* XPS has another main part */
        kind = kind_of_type(ooxml->overrides[i].type, kinds, sizeof kinds / sizeof kinds[0]);
    }
    return kind;
}

static const char *kind_of_mimetype(Str type)
{
    static const KindOf kinds[] = {
        {"opendocument.spreadsheet", N_("a spreadsheet (LibreOffice Calc)")},
        {"opendocument.presentation", N_("a presentation (LibreOffice Impress)")},
        {"opendocument.graphics", N_("a drawing (LibreOffice Draw)")},
        {"opendocument.formula", N_("a formula (LibreOffice Math)")},
        {"opendocument.chart", N_("a chart (LibreOffice)")},
        {"opendocument.base", N_("a database (LibreOffice Base)")},
        {"opendocument.text-master", N_("a master document (LibreOffice)")},
        {"opendocument.text-web", N_("a web page (LibreOffice)")},
        {"sun.xml.writer", N_("a document of OpenOffice 1 (.sxw)")},
        {"epub", N_("an e-book")}};
    return kind_of_type(type, kinds, sizeof kinds / sizeof kinds[0]);
}

Status kind_refuse_package(const Package *package, const OoxmlPackage *ooxml, DiagList *diags)
{
    const PkgPart *mimetype = pkgread_find(package, STR("mimetype"));
    const char *kind = mimetype ? kind_of_mimetype(str_sub(mimetype->bytes, 0, 200)) : NULL;
    if (!kind && ooxml) {
        kind = kind_of_ooxml(ooxml);
    }
    if (!kind && pkgread_find(package, STR("META-INF/MANIFEST.MF"))) {
        kind = N_("a Java archive");
    }
    if (kind) {
        return refuse(package->name, kind, diags);
    }
    diag_add1(diags, TMPL_NOT_A_TEMPLATE, place_of_file(package->name, diags), package->name);
    return ST_INPUT;
}
