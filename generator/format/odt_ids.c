/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_ids - anchors and identifiers of an ODT part: what repeats stays unique.
 */
#include "generator/format/odf.h"

static bool is_text_ns(const xmlNode *node, const char *name)
{
    return lift_is(node, NS_TEXT, name);
}

static void set_name(Lift *lift, xmlNode *node, const Mark *mark)
{
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, 64);
    lift_attr_mark(lift, mark, &value);
    buf_putc(&value, '\0');
    bool is_set =
        buf_ok(&value) && xmlSetNsProp(node, node->ns, BAD_CAST "name", BAD_CAST value.ptr);
    lift->is_nomem = lift->is_nomem || !is_set;
}

/* A bookmark named "ref.x" or "ref.{{x}}" is an anchor; start and end write the same unique name. */
void odt_mark_anchor(Lift *lift, xmlNode *node)
{
    bool is_end = is_text_ns(node, "bookmark-end");
    if (!is_end && !is_text_ns(node, "bookmark-start") && !is_text_ns(node, "bookmark")) {
        return;
    }
    Str name = lift_attr(lift, node, NS_TEXT, "name");
    if (!str_starts(name, STR("ref."))) {
        return;
    }
    Str target = str_sub(name, 4, name.len);
    bool is_path = str_starts(target, STR("{{")) && str_ends(target, STR("}}"));
    Mark anchor = {.kind = is_end ? MARK_ANCHOR_END : MARK_ANCHOR,
                   .name = is_path ? str_trim(str_sub(target, 2, target.len - 4)) : target,
                   .is_path = is_path};
    set_name(lift, node, &anchor);
}
