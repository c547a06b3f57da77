/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rich - see rich.h.
 */
#include "generator/text/rich.h"

#include "generator/base/utf8.h"

RichNode *rich_add(Arena *arena, RichNode *parent, RichKind kind)
{
    RichNode *node = arena_new(arena, RichNode);
    if (!node) {
        return NULL;
    }
    node->kind = kind;
    node->parent = parent;
    if (parent && parent->last) {
        parent->last->next = node;
        parent->last = node;
    } else if (parent) {
        parent->first = parent->last = node;
    }
    return node;
}

const RichNode *rich_next(const RichNode *node, const RichNode *root)
{
    if (node->first) {
        return node->first;
    }
    while (node != root && !node->next) {
        node = node->parent;
    }
    return node == root ? NULL : node->next;
}

static const char *const kind_names[] = {
    [RICH_DOC] = "DOC",           [RICH_PARAGRAPH] = "PARAGRAPH",
    [RICH_HEADING] = "HEADING",   [RICH_LIST] = "LIST",
    [RICH_ITEM] = "ITEM",         [RICH_TABLE] = "TABLE",
    [RICH_ROW] = "ROW",           [RICH_CELL] = "CELL",
    [RICH_QUOTE] = "QUOTE",       [RICH_CODE_BLOCK] = "CODE_BLOCK",
    [RICH_RULE] = "RULE",         [RICH_BLOCK_TAG] = "BLOCK_TAG",
    [RICH_TEXT] = "TEXT",         [RICH_TAG] = "TAG",
    [RICH_BREAK] = "BREAK",       [RICH_STRONG] = "STRONG",
    [RICH_EMPHASIS] = "EMPHASIS", [RICH_CODE] = "CODE",
    [RICH_LINK] = "LINK",
};

static const char *const tag_signs[] = {
    [TAG_VAR] = "",    [TAG_RAW] = "&",     [TAG_SECTION] = "#", [TAG_INVERTED] = "^",
    [TAG_CLOSE] = "/", [TAG_COMMENT] = "!", [TAG_PARTIAL] = ">", [TAG_PARENT] = "<",
    [TAG_BLOCK] = "$", [TAG_DELIMS] = "=",
};

static const char *const align_names[] = {
    [RICH_ALIGN_DEFAULT] = "",
    [RICH_ALIGN_LEFT] = " left",
    [RICH_ALIGN_CENTER] = " center",
    [RICH_ALIGN_RIGHT] = " right",
};

/* Between quotes, line breaks and no-break spaces made visible. */
static void dump_text(Str text, Buf *out)
{
    buf_puts(out, " \"");
    for (size_t pos = 0; pos < text.len;) {
        uint32_t cp = utf8_next(text, &pos);
        if (cp == '\n') {
            buf_puts(out, "\\n");
        } else if (cp == CP_NBSP || cp == CP_NNBSP) {
            buf_printf(out, "\\u%04x", (unsigned)cp);
        } else if (cp == '"' || cp == '\\') {
            buf_putc(out, '\\');
            buf_putc(out, (char)cp);
        } else {
            buf_put_utf8(out, cp == UTF8_BAD ? 0xFFFD : cp);
        }
    }
    buf_puts(out, "\"");
}

static void dump_tag(const RichNode *node, Buf *out)
{
    buf_puts(out, " {{");
    buf_put(out, str_of(tag_signs[node->tag.kind]));
    buf_put(out, node->tag.is_dynamic ? STR("*") : STR_EMPTY);
    buf_put(out, node->tag.name);
    buf_printf(out, "}} @%u:%u", (unsigned)node->loc.line, (unsigned)node->loc.column);
}

/* A link's address on its own line: texts and tags in order. */
static void dump_target(const RichNode *target, Buf *out)
{
    buf_puts(out, " ->");
    for (const RichNode *node = target; node; node = node->next) {
        if (node->kind == RICH_TAG) {
            dump_tag(node, out);
        } else {
            dump_text(node->text, out);
        }
    }
}

static void dump_details(const RichNode *node, Buf *out)
{
    if (node->kind == RICH_HEADING) {
        buf_printf(out, " %u", (unsigned)node->level);
    } else if (node->kind == RICH_LIST && node->is_ordered) {
        buf_printf(out, " ordered from %u", (unsigned)node->start);
    } else if (node->kind == RICH_TABLE) {
        buf_printf(out, " of %u columns", (unsigned)node->n_columns);
    } else if (node->kind == RICH_ROW && node->is_header) {
        buf_puts(out, " header");
    } else if (node->kind == RICH_CELL) {
        buf_put(out, str_of(align_names[node->align]));
    } else if (node->kind == RICH_TEXT || node->kind == RICH_CODE_BLOCK) {
        dump_text(node->text, out);
    } else if (node->kind == RICH_TAG || node->kind == RICH_BLOCK_TAG) {
        dump_tag(node, out);
    } else if (node->kind == RICH_LINK) {
        dump_target(node->target, out);
    }
    buf_putc(out, '\n');
}

void rich_dump(const RichNode *root, Buf *out)
{
    size_t depth = 0;
    for (const RichNode *node = root; node;) {
        for (size_t i = 0; i < depth; i++) {
            buf_puts(out, "  ");
        }
        buf_put(out, str_of(kind_names[node->kind]));
        dump_details(node, out);
        if (node->first) {
            node = node->first;
            depth++;
            continue;
        }
        while (node != root && !node->next) {
            node = node->parent;
            depth--;
        }
        node = node == root ? NULL : node->next;
    }
}
