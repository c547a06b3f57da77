/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_danger - the dangers of an ODT: scripts, listeners, objects of other programs, everything fetched from outside.
 *
 * Charts, formulas and drawings are ODF documents inside the package: they stay, and are looked through like the text. What
 * ODF knows by name is judged by name: Basic/, Dialogs/, Scripts/. meta:template only tells what a document was made from;
 * LibreOffice follows it to the disk at most, so that a local one stays and one on another machine is refused.
 */
#include "generator/base/limits.h"
#include "generator/format/danger.h"
#include "generator/format/odf.h"

#define NS_FORM "urn:oasis:names:tc:opendocument:xmlns:form:1.0"

/* --- the whole package -------------------------------------------------------------------------------- */

static bool has_encryption(const xmlDoc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *n = root; n; n = lift_next(n, root, false)) {
        if (n->type == XML_ELEMENT_NODE &&
            str_is(str_of((const char *)n->name), "encryption-data")) {
            return true;
        }
    }
    return false;
}

/* An encrypted document says so in its manifest; nothing else of it can be read. */
Status odt_danger_begin(Danger *d)
{
    const PkgPart *manifest = pkgread_find(d->package, STR(MANIFEST));
    if (!manifest || !danger_holds(manifest->bytes, "encryption-data")) {
        return ST_OK;
    }
    size_t part = (size_t)(manifest - d->package->parts);
    const Source *source = danger_source(d, part);
    if (!source) {
        return ST_NOMEM;
    }
    CLEANUP(xmltree_done) xmlDoc *doc = NULL;
    DiagList unread; /* danger_check_bytes reports what is wrong */
    diag_list_init(&unread, d->arena);
    Status st = xmlshelf_parse(d->package->shelf, d->arena, source, &unread, &doc);
    if (status_is_fatal(st)) {
        return st;
    }
    if (doc && has_encryption(doc)) {
        const Loc whole = {.source = source_new(d->arena, d->package->name, STR_EMPTY, 0)};
        diag_add1(d->diags, DANGER_PASSWORD, whole, d->package->name);
        return ST_LIMIT;
    }
    xmlshelf_put(d->package->shelf, &doc);
    return ST_OK;
}

bool odt_danger_is_known(const Danger *d, size_t part)
{
    Str name = d->package->parts[part].name;
    return str_starts(name, STR("Basic/")) || str_starts(name, STR("Dialogs/"));
}

bool odt_danger_is_own(const Danger *d, size_t part)
{
    static const char *const names[] = {"content.xml", "styles.xml", "meta.xml", "settings.xml",
                                        MANIFEST};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_is(d->package->parts[part].name, names[i])) {
            return true;
        }
    }
    return false;
}

/* Lists of libraries may stand there without a library. */
static bool is_code(Str name)
{
    static const char *const lists[] = {"script-lc.xml", "script-lb.xml", "dialog-lc.xml",
                                        "dialog-lb.xml"};
    bool is_library = str_starts(name, STR("Basic/")) || str_starts(name, STR("Dialogs/"));
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (is_library && str_ends(name, str_of(lists[i]))) {
            return false;
        }
    }
    return is_library || str_starts(name, STR("Scripts/"));
}

Status odt_danger_finish(Danger *d)
{
    for (size_t i = 0; i < d->package->n_parts; i++) {
        const PkgPart *part = &d->package->parts[i];
        if (is_code(part->name) && !d->has_macros) {
            danger_report_part(d, i, DANGER_MACROS, part->name);
            d->has_macros = true;
        } else if (str_starts(part->bytes, STR(OLE_MAGIC)) && !d->is_reported[i]) {
            danger_report_part(d, i, DANGER_OBJECT, part->name);
        }
    }
    return ST_OK;
}

/* --- addresses ---------------------------------------------------------------------------------------- */

/* True if a relative address leaves the package from the folder of this part: more ".." than folders. */
static bool leaves_package(Str part_name, Str address)
{
    long depth = 0;
    for (size_t i = 0; i < part_name.len; i++) {
        depth += part_name.ptr[i] == '/';
    }
    if (address.len > 0 && address.ptr[0] == '/') {
        return true;
    }
    for (size_t start = 0; start < address.len;) {
        Str rest = str_sub(address, start, address.len);
        size_t end = str_find(rest, STR("/"), 0);
        Str segment = str_sub(rest, 0, end == SIZE_MAX ? rest.len : end);
        bool is_nothing = segment.len == 0 || str_is(segment, ".");
        depth += str_is(segment, "..") ? -1 : is_nothing ? 0 : 1;
        if (depth < 0) {
            return true;
        }
        start += segment.len + 1;
    }
    return false;
}

static bool is_outside(const DangerPlace *at, Str address)
{
    Str part = at->danger->package->parts[at->part].name;
    return danger_is_outside(address) || leaves_package(part, address);
}

static bool is_script_address(Str address)
{
    Str start = str_sub(str_trim(address), 0, 24);
    return danger_holds(start, "vnd.sun.star.script:") || danger_holds(start, "macro:");
}

static bool is_on_machine(Str address)
{
    return str_starts(address, STR("//")) || str_starts(address, STR("\\\\")) ||
           str_starts(address, STR("file:////")) ||
           (str_starts(address, STR("file://")) && !str_starts(address, STR("file:///")));
}

/* Where a document came from: a place on this computer's disk says nothing. */
static bool is_remote(Str address)
{
    return is_on_machine(address) ||
           (danger_is_outside(address) && !danger_holds(str_sub(address, 0, 5), "file:") &&
            !(address.len > 1 && address.ptr[1] == ':'));
}

/* Elements whose address is followed by a click. */
static bool is_link(const xmlNode *node)
{
    return lift_is(node, NS_TEXT, "a") || lift_is(node, NS_DRAW, "a") ||
           lift_is(node, NS_FORM, "form") || lift_is(node, NS_FORM, "button") ||
           str_starts(str_of((const char *)node->name), STR("area-"));
}

static bool is_picture(const xmlNode *node)
{
    static const char *const names[] = {"image", "background-image", "fill-image",
                                        "list-level-style-image", "image-frame"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_is(str_of((const char *)node->name), names[i])) {
            return true;
        }
    }
    return false;
}

static Str address_of(Danger *d, const xmlNode *node)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (attr->ns && strcmp((const char *)attr->ns->href, NS_XLINK) == 0 &&
            strcmp((const char *)attr->name, "href") == 0) {
            xmlChar *value = xmlNodeListGetString(node->doc, attr->children, 1);
            Str copy = arena_str(d->arena, str_trim(str_of(value ? (const char *)value : "")));
            xmlFree(value);
            return copy;
        }
    }
    return STR_EMPTY;
}

static bool is_listener(const xmlNode *node)
{
    return str_is(str_of((const char *)node->name), "event-listener");
}

static void check_address(const DangerPlace *at, const xmlNode *node, Str address)
{
    if (address.len == 0 || address.ptr[0] == '#' || is_listener(node)) {
        return;
    }
    if (is_script_address(address)) {
        danger_report(at, DANGER_SCRIPT, address, STR_EMPTY);
    } else if (lift_is(node, NS_META, "template")) {
        if (is_remote(address) || danger_has_tag(address)) {
            danger_report(at, DANGER_ORIGIN, address, STR_EMPTY);
        }
    } else if (is_link(node)) {
        if (!danger_is_safe_link(address)) {
            danger_report(at, DANGER_LINK, address, STR_EMPTY);
        }
    } else if (lift_is(node, NS_TEXT, "section-source")) {
        danger_report(at, DANGER_SECTION, address, STR_EMPTY);
    } else if (is_outside(at, address) || danger_has_tag(address)) {
        danger_report(at, is_picture(node) ? DANGER_PICTURE : DANGER_OUTSIDE, address, STR_EMPTY);
    }
}

/* --- elements ----------------------------------------------------------------------------------------- */

/* office:script holds an empty list of libraries where there are none. */
static bool is_empty_script(const xmlNode *script)
{
    for (const xmlNode *n = lift_next(script, script, false); n; n = lift_next(n, script, false)) {
        bool is_list =
            n->type == XML_ELEMENT_NODE && str_is(str_of((const char *)n->name), "libraries");
        bool is_blank =
            n->type == XML_TEXT_NODE && str_trim(str_of((const char *)n->content)).len == 0;
        if (!is_list && !is_blank && n->type != XML_COMMENT_NODE) {
            return false;
        }
    }
    return true;
}

/* What a listener starts: an address or a macro's name. LibreOffice also writes listeners that start nothing. */
static Str action_of(Danger *d, const xmlNode *listener)
{
    static const char *const names[] = {"href", "macro-name"};
    Str action = STR_EMPTY;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && action.ptr && action.len == 0; i++) {
        action = danger_attribute(d, listener, names[i]);
    }
    return action;
}

static void check_script(const DangerPlace *at, const xmlNode *node)
{
    bool is_script = (lift_is(node, NS_OFFICE, "script") && !is_empty_script(node)) ||
                     lift_is(node, NS_TEXT, "script") || lift_is(node, NS_TEXT, "execute-macro");
    if (is_script) {
        danger_report(at, DANGER_SCRIPT, str_of((const char *)node->name), STR_EMPTY);
    } else if (is_listener(node)) {
        Str action = action_of(at->danger, node);
        if (!action.ptr || action.len > 0) { /* without memory, rather once too often */
            danger_report(at, DANGER_LISTENER, action.ptr ? action : STR_EMPTY, STR_EMPTY);
        }
    }
}

/* The part that an embedded object lies in is reported with it. */
static void check_object(const DangerPlace *at, const xmlNode *node, Str address)
{
    if (!lift_is(node, NS_DRAW, "object-ole") && !lift_is(node, NS_DRAW, "applet")) {
        return;
    }
    danger_report(at, DANGER_OBJECT, address, STR_EMPTY);
    const Package *package = at->danger->package;
    Str name = str_starts(address, STR("./")) ? str_sub(address, 2, address.len) : address;
    for (size_t i = 0; i < package->n_parts; i++) {
        if (str_eq(package->parts[i].name, name)) {
            at->danger->is_reported[i] = true;
        }
    }
}

static bool has_data_source(const xmlNode *node)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (str_is(str_of((const char *)attr->name), "datasource") && attr->children &&
            xmlNodeIsText(attr->children) && attr->children->content[0] != '\0') {
            return true;
        }
    }
    return false;
}

/* Values that LibreOffice fetches from databases and other programs. */
static void check_source(const DangerPlace *at, const xmlNode *node)
{
    Str name = str_of((const char *)node->name);
    bool is_text = node->ns && strcmp((const char *)node->ns->href, NS_TEXT) == 0;
    bool is_form = node->ns && strcmp((const char *)node->ns->href, NS_FORM) == 0;
    if (str_is(name, "dde-connection-decl") || str_is(name, "dde-connection") ||
        str_is(name, "dde-source")) {
        danger_report(at, DANGER_DDE, name, STR_EMPTY);
    } else if ((is_text && str_starts(name, STR("database-"))) ||
               (is_form && (str_is(name, "connection-resource") || has_data_source(node)))) {
        danger_report(at, DANGER_DATABASE, name, STR_EMPTY);
    }
}

static Status on_element(const DangerPlace *at, const xmlNode *node)
{
    Str address = address_of(at->danger, node);
    if (!address.ptr) {
        return ST_NOMEM;
    }
    check_script(at, node);
    check_source(at, node);
    check_object(at, node, address);
    check_address(at, node, address);
    return ST_OK;
}

Status odt_danger_tree(Danger *d, size_t part, const xmlDoc *doc)
{
    DangerPlace at = {.danger = d, .part = part};
    const xmlNode *root = xmlDocGetRootElement(doc);
    const xmlNode *deleted_end = NULL; /* the first node behind what was deleted */
    bool is_deleted = false;
    Status st = ST_OK;
    for (const xmlNode *node = root; node && st == ST_OK; node = lift_next(node, root, false)) {
        is_deleted = is_deleted && node != deleted_end;
        if (node->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (lift_is(node, NS_TEXT, "tracked-changes")) {
            is_deleted = true;
            deleted_end = lift_next(node, root, true);
        } else if (!is_deleted && (lift_is(node, NS_TEXT, "p") || lift_is(node, NS_TEXT, "h"))) {
            at.paragraph = node;
            at.number++;
        }
        st = on_element(&at, node);
    }
    return st;
}
