/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_links - see docx_links.h.
 */
#include "generator/format/docx_links.h"

#include "generator/base/limits.h"
#include "generator/format/lift_link.h"
#include "generator/format/ooxml.h"

/* New relationships are called "ccap" and a number. */
#define ID_PREFIX "ccap"

/* --- while a record is rendered ------------------------------------------------------------------------- */

/* Appends the relationship, and writes its name. */
static Status write_link(Rendering *r, const Object *object, const Program *program, const Op *op,
                         Buf *out)
{
    Exec *exec = rendering_exec(r);
    uint32_t number = exec_next_uid(exec);
    buf_puts(out, ID_PREFIX);
    buf_put_u64(out, number);
    return exec_nested(exec, program, op, object->program, number,
                       rendering_added(r, object->part));
}

/* --- one relationship ------------------------------------------------------------------------------------ */

static bool is_set(xmlNode *node, const char *name, Str value)
{
    return xmlSetProp(node, BAD_CAST name, BAD_CAST value.ptr) != NULL;
}

/* The relationship as a part of its own, whose number stands in slot 0. */
static Status compile_link(const Lift *outer, const OoxmlRel *rel, uint32_t paragraph,
                           const Program **ret_program)
{
    CLEANUP(xmltree_done) xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *root = doc ? xmlNewDocNode(doc, NULL, BAD_CAST "Relationship", NULL) : NULL;
    xmlNs *ns = root ? xmlNewNs(root, BAD_CAST NS_RELS, NULL) : NULL;
    if (!ns) {
        xmlFreeNode(root);
        return ST_NOMEM;
    }
    xmlSetNs(root, ns);
    xmlDocSetRootElement(doc, root);
    Lift lift = *outer;
    lift.doc = doc;
    lift.marks = NULL;
    lift.n_marks = 0;
    lift.cap_marks = 0;
    lift.n_slots = 1;
    lift.paragraph = paragraph;
    lift.has_errors = false;
    CLEANUP(buf_done) Buf id = {0};
    buf_init(&id, KIB);
    const Mark number = {.kind = MARK_UID_SAME, .number = 0};
    buf_puts(&id, ID_PREFIX);
    lift_attr_mark(&lift, &number, &id);
    buf_putc(&id, '\0');
    Str type = arena_str(outer->arena, rel->type);
    Str target = arena_str(outer->arena, rel->target);
    if (!buf_ok(&id) || !type.ptr || !target.ptr || !is_set(root, "Id", buf_str(&id)) ||
        !is_set(root, "Type", type) || !is_set(root, "Target", target) ||
        !is_set(root, "TargetMode", STR("External"))) {
        return ST_NOMEM;
    }
    TRY(lift_plain(&lift));
    return lift_compile(&lift, STR("relationship"), ret_program);
}

static Status repeat_link(Lift *lift, xmlNode *node, xmlAttr *id, const OoxmlRel *rel, size_t rels)
{
    const Program *program = NULL;
    TRY(compile_link(lift, rel, lift_paragraph_of(node), &program));
    const Object object = {.write = write_link, .program = program, .part = rels};
    uint32_t number = parts_add_object(lift->parts, &object);
    if (number == UINT32_MAX ||
        parts_need(lift->parts, lift->package->parts[rels].name, STR_EMPTY) == SIZE_MAX) {
        return ST_NOMEM;
    }
    Ids ids = {.lift = lift};
    const Mark mark = {.kind = MARK_OBJECT, .number = number};
    ids_set_mark(&ids, node, id, &mark);
    return lift->is_nomem ? ST_NOMEM : ST_OK;
}

Status docx_link_visit(Lift *lift, xmlNode *node, bool is_repeated)
{
    xmlAttr *id = ids_attr(node, NS_R, "id");
    if (!id || !lift->ooxml) {
        return ST_OK;
    }
    Str name = lift_attr(lift, node, NS_R, "id");
    const OoxmlRel *rel = ooxml_rel_by_id(lift->ooxml, lift->part, name);
    size_t rels = lift->ooxml->rels[lift->part]->rels_part;
    if (!rel || rels == OOXML_NO_PART || !ooxml_rel_is(rel, "hyperlink") ||
        !lift_link_has_tag(rel->target)) {
        return ST_OK;
    }
    if (!is_repeated) {
        return parts_remember(lift->parts, rels, FACT_LINK_STANDS, name) ? ST_OK : ST_NOMEM;
    }
    return repeat_link(lift, node, id, rel, rels);
}

/* --- the part that lists them ---------------------------------------------------------------------------- */

static size_t owner_of(const Lift *lift)
{
    for (size_t i = 0; i < lift->ooxml->n_all; i++) {
        if (lift->ooxml->all[i].rels_part == lift->part) {
            return lift->ooxml->all[i].owner;
        }
    }
    return OOXML_NO_PART;
}

bool docx_links_drop_repeated(Lift *lift)
{
    size_t owner = lift->ooxml ? owner_of(lift) : OOXML_NO_PART;
    bool has_dropped = false;
    if (owner == OOXML_NO_PART || !parts_is_changing(lift->parts, owner)) {
        return false; /* as it stands, so do its links */
    }
    for (xmlNode *n = xmlDocGetRootElement(lift->doc)->children; n;) {
        xmlNode *next = n->next;
        Str name = n->type == XML_ELEMENT_NODE ? lift_attr(lift, n, NULL, "Id") : STR_EMPTY;
        const OoxmlRel *rel = name.len > 0 ? ooxml_rel_by_id(lift->ooxml, owner, name) : NULL;
        if (rel && ooxml_rel_is(rel, "hyperlink") && lift_link_has_tag(rel->target) &&
            !parts_knows(lift->parts, lift->part, FACT_LINK_STANDS, name)) {
            lift_remove(n);
            has_dropped = true;
        }
        n = next;
    }
    return has_dropped;
}
