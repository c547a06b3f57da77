/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page - see page.h.
 */
#include "generator/format/page.h"

#include "generator/format/template.h"
#include "generator/text/plain.h"
#include "generator/tmpl/compile.h"

#define LEVELS 6

bool page_is_format(const Format *format)
{
    return format == &format_html || format == &format_txt;
}

/* In HTML, values stand in attributes and between them. */
static Escape escape_of(const Format *format)
{
    return format == &format_html ? ESCAPE_XML_ATTR : ESCAPE_NONE;
}

/* The names that stand for more than a value. */
static bool write_variable(void *ctx, ProgBuilder *b, Str name, Loc loc)
{
    static const Str level = {.ptr = "niveau.", .len = 7};
    const Format *format = ctx;
    if (str_starts(name, level) && name.len == level.len + 1 && name.ptr[level.len] >= '1' &&
        name.ptr[level.len] <= '0' + LEVELS) {
        prog_number(b, NUMBER_HEADING, (uint16_t)(name.ptr[level.len] - '0'), 0);
    } else if (str_is(name, "numero")) {
        prog_number(b, NUMBER_LABEL, 0, 0);
    } else if (str_is(name, "ancre")) {
        if (format == &format_html) {
            prog_anchor(b, name, true, loc);
        } else {
            prog_anchor_quiet(b, name, true, loc);
        }
    } else if (str_is(name, "corps")) {
        prog_rich_begin(b, name, loc);
        prog_var(b, name, escape_of(format), loc);
        prog_rich_end(b);
    } else {
        return false;
    }
    return true;
}

Status page_compile(Arena *arena, const Source *source, const Format *format,
                    const Library *library, DiagList *diags, const Template **ret_template)
{
    const CompileHook hook = {.ctx = (void *)(uintptr_t)format, .variable = write_variable};
    Template *template = arena_new(arena, Template);
    TemplatePart *part = arena_new(arena, TemplatePart);
    *ret_template = NULL;
    if (!template || !part) {
        return ST_NOMEM;
    }
    *part = (TemplatePart){.name = source->name};
    *template = (Template){
        .format = format,
        .library = library,
        .source = {.format = format},
        .parts = {.arena = arena, .items = part, .n = 1, .has_any_anchor = true},
    };
    Status st = compile_text_hook(arena, source, escape_of(format), &hook, diags, &part->program);
    if (status_is_fatal(st)) {
        return st;
    }
    Status blocks = template_compile_blocks(arena, template, diags);
    *ret_template = template;
    return blocks != ST_OK ? blocks : st;
}

Status page_finish(const Format *format, Arena *arena, Str written, Buf *out)
{
    buf_clear(out);
    if (format == &format_txt) {
        return plain_layout(arena, written, out);
    }
    buf_put(out, written);
    return out->status;
}
