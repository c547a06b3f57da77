/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_json - diagnostics for programs: a JSON array, and SARIF 2.1.0; see report.h.
 */
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/service/message.h"
#include "generator/service/report.h"

#define LIMIT_TEXT_BYTES (64 * KIB) /* one message with three arguments of 200 code points */

static void put_key(Buf *out, const char *key)
{
    buf_printf(out, "\"%s\":", key);
}

static void put_text(Buf *out, const char *key, Str text)
{
    put_key(out, key);
    json_put_string(out, text);
}

/* The message or hint of a diagnostic as a JSON string. */
static void put_filled(Buf *out, const char *key, const Diag *diag,
                       void (*put)(Buf *out, const Diag *diag, Lang lang))
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_TEXT_BYTES);
    put(&text, diag, i18n_current());
    put_text(out, key, buf_str(&text));
}

static void put_number_or_null(Buf *out, const char *key, uint32_t n)
{
    put_key(out, key);
    if (n > 0) {
        buf_put_u64(out, n);
    } else {
        buf_puts(out, "null");
    }
}

/* Where in the document, for people: what is not known is left out. */
static void put_where(Buf *out, const DiagWhere *where)
{
    if (where->area == AREA_NONE) {
        return;
    }
    buf_puts(out, ",");
    put_text(out, "area", str_of(report_area_name(where->area)));
    if (where->heading.len > 0) {
        buf_puts(out, ",");
        put_text(out, "heading", where->heading);
    }
    if (where->table > 0) {
        buf_printf(out, ",\"table\":%u,\"cell\":\"", (unsigned)where->table);
        report_put_cell(out, where);
        buf_puts(out, "\"");
    }
}

/* A place in a part of a package, where there are no lines. */
static void put_part(Buf *out, const Diag *diag, Str part)
{
    buf_puts(out, ",");
    put_text(out, "part", part);
    buf_puts(out, ",");
    put_number_or_null(out, "paragraph", diag->paragraph);
    buf_puts(out, ",");
    put_text(out, "excerpt", diag->excerpt.text);
    if (diag->excerpt.span > 0) {
        buf_printf(out, ",\"excerpt_start\":%u,\"excerpt_length\":%u",
                   (unsigned)diag->excerpt.before, (unsigned)diag->excerpt.span);
    }
    put_where(out, &diag->where);
}

static void put_json(Buf *out, const Diag *diag)
{
    Loc loc = diag->loc;
    buf_puts(out, "{");
    put_text(out, "code", diag_code_text(diag));
    buf_puts(out, ",");
    put_text(out, "severity", str_of(report_severity_name(diag->severity)));
    buf_puts(out, ",");
    Str file = report_file(diag);
    size_t mark = report_is_in_part(diag) ? str_find(file, STR("!"), 0) : SIZE_MAX;
    if (file.len > 0) {
        put_text(out, "file", str_sub(file, 0, mark));
    } else {
        buf_puts(out, "\"file\":null");
    }
    buf_puts(out, ",");
    put_number_or_null(out, "line", loc.source ? report_line(loc) : 0);
    buf_puts(out, ",");
    put_number_or_null(out, "column", loc.source && loc.line ? loc.column : 0);
    buf_puts(out, ",");
    put_filled(out, "message", diag, message_put);
    buf_puts(out, ",");
    put_filled(out, "hint", diag, message_put_hint);
    buf_puts(out, ",");
    put_text(out, "path", diag->path);
    if (mark != SIZE_MAX) {
        put_part(out, diag, str_sub(file, mark + 1, file.len));
    }
    buf_puts(out, "}");
}

void report_put_json(Buf *out, const DiagList *diags)
{
    buf_puts(out, "[");
    for (size_t i = 0; i < diags->n; i++) {
        buf_put(out, i > 0 ? STR(",\n ") : STR("\n "));
        put_json(out, &diags->items[i]);
    }
    buf_puts(out, "\n]\n");
}

/* A path as a relative URI: what RFC 3986 does not allow in a path is percent-encoded. */
static void put_uri(Buf *out, Str path)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-._~/";
    buf_puts(out, "\"");
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (memchr(allowed, c, sizeof allowed - 1)) {
            buf_putc(out, (char)c);
        } else {
            buf_printf(out, "%%%02X", c);
        }
    }
    buf_puts(out, "\"");
}

/* One rule a code that occurs, in order of first occurrence. */
static void put_sarif_rules(Buf *out, const DiagList *diags)
{
    bool is_first = true;
    for (size_t i = 0; i < diags->n; i++) {
        Str code = diag_code_text(&diags->items[i]);
        bool is_known = false;
        for (size_t k = 0; k < i && !is_known; k++) {
            is_known = str_eq(code, diag_code_text(&diags->items[k]));
        }
        if (!is_known) {
            buf_put(out, is_first ? STR("{") : STR(",{"));
            put_text(out, "id", code);
            buf_puts(out, "}");
            is_first = false;
        }
    }
}

static void put_sarif_location(Buf *out, const Diag *diag)
{
    Loc loc = diag->loc;
    buf_puts(out, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    Str file = report_file(diag);
    size_t mark = report_is_in_part(diag) ? str_find(file, STR("!"), 0) : SIZE_MAX;
    put_uri(out, str_sub(file, 0, mark));
    buf_puts(out, "}");
    if (loc.source && loc.line > 0) {
        buf_printf(out, ",\"region\":{\"startLine\":%u,\"startColumn\":%u",
                   (unsigned)report_line(loc), (unsigned)(loc.column ? loc.column : 1));
        if (diag->span > 0) {
            buf_printf(out, ",\"endColumn\":%u", (unsigned)(loc.column + diag->span));
        }
        buf_puts(out, "}");
    }
    buf_puts(out, "}");
    if (mark != SIZE_MAX) {
        buf_puts(out, ",\"logicalLocations\":[{");
        put_text(out, "fullyQualifiedName", str_sub(file, mark + 1, file.len));
        buf_puts(out, "}],\"properties\":{");
        put_number_or_null(out, "paragraph", diag->paragraph);
        buf_puts(out, ",");
        put_text(out, "excerpt", diag->excerpt.text);
        buf_puts(out, "}");
    } else if (diag->path.len > 0) {
        buf_puts(out, ",\"logicalLocations\":[{");
        put_text(out, "fullyQualifiedName", diag->path);
        buf_puts(out, "}]");
    }
    buf_puts(out, "}]");
}

static void put_sarif_result(Buf *out, const Diag *diag)
{
    buf_puts(out, "{");
    put_text(out, "ruleId", diag_code_text(diag));
    buf_puts(out, ",");
    put_text(out, "level", str_of(report_severity_name(diag->severity)));
    buf_puts(out, ",\"message\":{");
    put_filled(out, "text", diag, message_put);
    buf_puts(out, "}");
    if (report_file(diag).len > 0) {
        put_sarif_location(out, diag);
    }
    buf_puts(out, "}");
}

void report_put_sarif(Buf *out, const DiagList *diags)
{
    buf_puts(out,
             "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
             "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"ccap\",\"version\":\"" CCAP_VERSION
             "\",\"rules\":[");
    put_sarif_rules(out, diags);
    buf_puts(out, "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    for (size_t i = 0; i < diags->n; i++) {
        buf_put(out, i > 0 ? STR(",\n") : STR("\n"));
        put_sarif_result(out, &diags->items[i]);
    }
    buf_puts(out, "\n]}]}\n");
}
