/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mdtext - see mdtext.h.
 */
#include "generator/text/mdtext.h"

#include "generator/base/limits.h"
#include "generator/base/utf8.h"

/* What one node costs of LIMIT_RICH_BYTES: a rough share of its real size, so that both stay of one order. */
#define NODE_BYTES ((size_t)32)

Status mdtext_charge(MdReader *reader, size_t n_bytes)
{
    reader->n_bytes += n_bytes;
    if (reader->n_bytes > LIMIT_RICH_BYTES) {
        diag_add1(reader->diags, MD_GROWS, reader->scan.at,
                  arena_printf(reader->diags->arena, "%zu", LIMIT_RICH_BYTES));
        return ST_LIMIT;
    }
    return ST_OK;
}

Status mdtext_add(MdReader *reader, RichKind kind, RichNode **ret_node)
{
    TRY(mdtext_charge(reader, NODE_BYTES));
    RichNode *node = rich_add(reader->arena, reader->node, kind);
    if (!node) {
        return ST_NOMEM;
    }
    *ret_node = node;
    return ST_OK;
}

/* --- texts ----------------------------------------------------------------------------------------- */

static uint32_t last_code_point(Str s)
{
    size_t pos = s.len;
    while (pos > 0 && ((unsigned char)s.ptr[pos - 1] & 0xC0) == 0x80) {
        pos--;
    }
    pos -= pos > 0;
    return s.len ? utf8_next(s, &pos) : 0;
}

/* The text gathered so far as a node, with typography where it may be. */
Status mdtext_flush(MdReader *reader)
{
    if (reader->raw.len == 0) {
        return reader->raw.status;
    }
    bool is_code = reader->node->kind == RICH_CODE;
    buf_clear(&reader->set);
    typo_put(&reader->set, is_code ? TYPO_NONE : reader->profile, buf_str(&reader->raw),
             reader->previous);
    buf_clear(&reader->raw);
    if (!buf_ok(&reader->set)) {
        return reader->set.status;
    }
    RichNode *node = NULL;
    TRY(mdtext_add(reader, RICH_TEXT, &node));
    TRY(mdtext_charge(reader, reader->set.len));
    node->text = arena_str(reader->arena, buf_str(&reader->set));
    reader->previous = last_code_point(node->text);
    return node->text.ptr ? ST_OK : ST_NOMEM;
}

static Status put_tag(MdReader *reader, size_t index, uint32_t mark)
{
    TRY(mdtext_flush(reader));
    MdTag *tag = &reader->scan.tags[index];
    RichNode *node = NULL;
    TRY(mdtext_add(reader, RICH_TAG, &node));
    node->tag = tag->tag;
    node->loc = tag->loc;
    tag->node = node;
    reader->previous = mark;
    return ST_OK;
}

/* Text of the source: its marks become tags. */
Status mdtext_put(MdReader *reader, Str text)
{
    size_t kept = 0;
    for (size_t pos = 0; pos < text.len;) {
        size_t start = pos;
        size_t index = 0;
        if ((unsigned char)text.ptr[pos] < 0xEE) { /* below U+E000 */
            pos++;
            continue;
        }
        uint32_t cp = utf8_next(text, &pos);
        if (mdscan_is_mark(&reader->scan, cp, &index)) {
            buf_put(&reader->raw, str_sub(text, kept, start - kept));
            TRY(put_tag(reader, index, cp));
            kept = pos;
        }
    }
    buf_put(&reader->raw, str_sub(text, kept, text.len - kept));
    return reader->raw.status;
}

/* --- warnings about a text ------------------------------------------------------------------------- */

static bool is_escaped(const MdReader *reader, size_t source_pos)
{
    return source_pos > 0 && reader->scan.source.ptr[source_pos - 1] == '\\';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!' || c == '?';
}

/* The text around a place, for a message. */
static Str excerpt(Str text, size_t pos)
{
    Str rest = str_sub(text, pos, text.len - pos);
    return str_sub(rest, 0, utf8_clip(rest, 20));
}

void mdtext_check(MdReader *reader, Str text, size_t source_pos)
{
    bool has_stars = false;
    for (size_t i = 0; i + 1 < text.len; i++) {
        bool is_plain = i > 0 || !is_escaped(reader, source_pos);
        if (text.ptr[i] == '<' && is_letter(text.ptr[i + 1]) && is_plain) {
            diag_add1(reader->diags, MD_RAW_HTML, mdscan_source_loc(&reader->scan, source_pos + i),
                      excerpt(text, i));
        }
        if (text.ptr[i] == '*' && text.ptr[i + 1] == '*' && is_plain && !has_stars) {
            has_stars = true;
            diag_add1(reader->diags, MD_STRAY_STARS,
                      mdscan_source_loc(&reader->scan, source_pos + i), excerpt(text, i));
        }
    }
}

/* The code point of &#233; &#xE9; and of the few names that have no key. */
static uint32_t decode_entity(Str entity)
{
    static const struct {
        const char *name;
        uint32_t cp;
    } known[] = {{"&amp;", '&'},  {"&lt;", '<'},    {"&gt;", '>'},
                 {"&quot;", '"'}, {"&apos;", '\''}, {"&nbsp;", CP_NBSP}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_is(entity, known[i].name)) {
            return known[i].cp;
        }
    }
    if (!str_starts(entity, STR("&#"))) {
        return UTF8_BAD;
    }
    bool is_hex = entity.len > 3 && (entity.ptr[2] | 0x20) == 'x';
    uint32_t cp = 0;
    for (size_t i = is_hex ? 3 : 2; i + 1 < entity.len; i++) {
        char c = entity.ptr[i];
        uint32_t digit = c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | 0x20) - 'a') + 10;
        cp = cp > 0x10FFFF ? cp : cp * (is_hex ? 16 : 10) + digit;
    }
    bool is_private = (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000;
    return utf8_is_xml(cp) && !utf8_is_hostile(cp) && !is_private ? cp : UTF8_BAD;
}

void mdtext_put_entity(MdReader *reader, Str entity, Loc loc, Buf *out)
{
    uint32_t cp = decode_entity(entity);
    if (cp == UTF8_BAD) {
        diag_add1(reader->diags, MD_ENTITY, loc, entity);
    } else {
        buf_put_utf8(out, cp);
    }
}
