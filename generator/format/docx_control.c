/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_control - content controls whose text comes from tags: what Word would show in its place, or keep beside it, goes.
 */
#include "generator/format/ooxml.h"

static bool has_mark(const Lift *lift, const xmlNode *node)
{
    for (const xmlNode *n = node->children; n; n = lift_next(n, node, false)) {
        const Mark *mark = lift_mark_of(lift, n);
        if (mark && (mark->kind == MARK_TAG || mark->kind == MARK_OPEN)) {
            return true;
        }
    }
    return false;
}

/* The stored value of a date, of a list, of a box that is ticked: the text no longer agrees with it. */
static void drop_attr(xmlNode *node, const char *namespace, const char *name)
{
    for (xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (lift_is_attr(attr, namespace, name)) {
            xmlRemoveProp(attr);
            return;
        }
    }
}

/* True for what says that the text is a placeholder, comes from elsewhere, or is one of two signs. */
static bool is_stale(const xmlNode *n)
{
    return lift_is(n, NS_W, "showingPlcHdr") || lift_is(n, NS_W, "dataBinding") ||
           lift_is(n, NS_W15, "dataBinding") || lift_is(n, NS_W14, "checkbox");
}

static void mend_properties(xmlNode *properties)
{
    for (xmlNode *n = properties->children; n;) {
        xmlNode *next = n->next;
        if (lift_is(n, NS_W, "date")) {
            drop_attr(n, NS_W, "fullDate");
        } else if (lift_is(n, NS_W, "dropDownList") || lift_is(n, NS_W, "comboBox")) {
            drop_attr(n, NS_W, "lastValue");
        } else if (is_stale(n)) {
            lift_remove(n);
        }
        n = next;
    }
}

void docx_mend_controls(Lift *lift, xmlNode *root)
{
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (!lift_is(node, NS_W, "sdtPr")) {
            continue;
        }
        xmlNode *content = node->next;
        while (content && !lift_is(content, NS_W, "sdtContent")) {
            content = content->next;
        }
        if (content && has_mark(lift, content)) {
            mend_properties(node);
        }
    }
}
