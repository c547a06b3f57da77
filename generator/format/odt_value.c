/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_value - what an ODT says beside its text: the typed value of a cell follows the data, placeholders become text.
 */
#include "generator/format/odf.h"

/* --- placeholders --------------------------------------------------------------------------------------- */

/* LibreOffice writes <…> around the name of a placeholder. */
static void drop_brackets(Lift *lift, xmlNode *first, xmlNode *last)
{
    Str text =
        first && first->type == XML_TEXT_NODE ? str_of((const char *)first->content) : STR_EMPTY;
    if (first != last || !str_starts(text, STR("<")) || !str_ends(text, STR(">"))) {
        return;
    }
    xmlChar *inner = xmlStrndup(first->content + 1, (int)text.len - 2);
    lift->is_nomem = lift->is_nomem || !inner;
    if (inner) {
        xmlNodeSetContentLen(first, inner, (int)text.len - 2);
    }
    xmlFree(inner);
}

void odt_open_placeholders(Lift *lift, xmlNode *root)
{
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        const xmlNode *text = lift_is(node, NS_TEXT, "placeholder") ? node->children : NULL;
        bool has_tag = text && text->type == XML_TEXT_NODE &&
                       str_find(str_of((const char *)text->content), STR("{{"), 0) != SIZE_MAX;
        if (!has_tag) {
            continue;
        }
        while (node->properties) {
            xmlRemoveProp(node->properties);
        }
        xmlNodeSetName(node, BAD_CAST "span");
        drop_brackets(lift, node->children, node->last);
    }
}

/* --- cells ---------------------------------------------------------------------------------------------- */

/* A type of cell whose value the data can give. */
typedef struct CellForm {
    const char *type;
    CellKind kind;
    const char *before; /* what stands before the value where the type's name would end */
} CellForm;

static const CellForm forms[] = {
    {"float", CELL_NUMBER, "float\" office:value=\""},
    {"currency", CELL_NUMBER, "currency\" office:value=\""},
    {"date", CELL_DATE, "date\" office:date-value=\""},
    {"boolean", CELL_BOOLEAN, "boolean\" office:boolean-value=\""},
};

/* The marks of ours below a cell: the only tag of its text, or NULL if there are none or more. */
static const Mark *only_tag(Lift *lift, const xmlNode *cell, bool *ret_has_marks)
{
    const Mark *tag = NULL;
    bool is_alone = true;
    *ret_has_marks = false;
    for (const xmlNode *n = cell->children; n; n = lift_next(n, cell, false)) {
        const Mark *mark = lift_mark_of(lift, n);
        if (mark && (mark->kind == MARK_TAG || mark->kind == MARK_OPEN)) {
            *ret_has_marks = true;
            is_alone = is_alone && mark->kind == MARK_TAG && !tag;
            tag = mark;
        } else if (n->type == XML_TEXT_NODE && lift->dialect->is_text(n) &&
                   str_trim(str_of((const char *)n->content)).len > 0) {
            is_alone = false;
        }
    }
    return is_alone ? tag : NULL;
}

/* The value, the formula that would compute it anew, and the copy of the type that LibreOffice keeps. */
static bool is_stale(const xmlAttr *attr)
{
    static const char *const names[] = {"value",        "date-value",    "time-value",
                                        "string-value", "boolean-value", "currency"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (lift_is_attr(attr, NS_OFFICE, names[i])) {
            return true;
        }
    }
    return lift_is_attr(attr, NS_TABLE, "formula") || lift_is_attr(attr, NS_CALCEXT, "value-type");
}

static void set_type(Lift *lift, xmlNode *cell, xmlAttr *type, const Mark *tag)
{
    CLEANUP(buf_done) Buf value = {0};
    buf_init(&value, 64);
    Str old = type->children ? str_of((const char *)type->children->content) : STR_EMPTY;
    Mark mark = {.kind = MARK_CELL, .paragraph = tag ? tag->paragraph : 0};
    for (size_t i = 0; tag && i < sizeof forms / sizeof forms[0]; i++) {
        if (str_is(old, forms[i].type)) {
            mark.name = tag->name;
            mark.number = forms[i].kind;
            mark.text = str_of(forms[i].before);
        }
    }
    if (mark.text.len > 0) {
        lift_attr_mark(lift, &mark, &value);
    } else {
        buf_puts(&value, "string");
    }
    buf_putc(&value, '\0');
    bool is_set =
        buf_ok(&value) && xmlSetNsProp(cell, type->ns, BAD_CAST "value-type", BAD_CAST value.ptr);
    lift->is_nomem = lift->is_nomem || !is_set;
}

static void mend_cell(Lift *lift, xmlNode *cell)
{
    xmlAttr *type = NULL;
    bool has_marks = false;
    for (xmlAttr *attr = cell->properties; attr; attr = attr->next) {
        type = lift_is_attr(attr, NS_OFFICE, "value-type") ? attr : type;
    }
    const Mark *tag = type ? only_tag(lift, cell, &has_marks) : NULL;
    if (!has_marks) {
        return;
    }
    set_type(lift, cell, type, tag);
    for (xmlAttr *attr = cell->properties; attr;) {
        xmlAttr *next = attr->next;
        if (is_stale(attr)) {
            xmlRemoveProp(attr);
        }
        attr = next;
    }
}

/* A control that shows a value is no longer waiting for one. */
static void mend_control(const Lift *lift, xmlNode *control)
{
    bool has_tag = false;
    for (const xmlNode *n = control->children; n && !has_tag; n = lift_next(n, control, false)) {
        has_tag = lift_mark_of(lift, n) != NULL;
    }
    for (xmlAttr *attr = has_tag ? control->properties : NULL; attr;) {
        xmlAttr *next = attr->next;
        if (lift_is_attr(attr, NS_LOEXT, "showing-place-holder") ||
            lift_is_attr(attr, NS_LOEXT, "current-date")) {
            xmlRemoveProp(attr);
        }
        attr = next;
    }
}

void odt_mend_values(Lift *lift, xmlNode *root)
{
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (lift->dialect->is_cell(node)) {
            mend_cell(lift, node);
        } else if (lift_is(node, NS_LOEXT, "content-control")) {
            mend_control(lift, node);
        }
    }
}
