/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odt_picture - placeholder pictures of an ODT part: draw:frame with a draw:image.
 */
#include "generator/format/odf.h"
#include "generator/format/picture_drop.h"
#include "generator/format/picture_place.h"
#include "generator/format/template.h"

/* --- a record ---------------------------------------------------------------------------------------------- */

/* Writes the name of a file, which the manifest is told about where it is new. */
static Status put_reference(Rendering *r, const PicturePlace *place, const LoadedPicture *loaded,
                            Buf *out)
{
    uint32_t number = 0;
    bool is_untold = false;
    PictureKind kind = loaded->picture.kind;
    TRY(pictures_media(r, place, loaded, &number));
    Str name = arena_printf(rendering_arena(r), "%.*s%.*s%u%.*s", STR_ARG(place->target),
                            STR_ARG(place->prefix), number, STR_ARG(picture_extension(kind)));
    if (!name.ptr) {
        return ST_NOMEM;
    }
    buf_put(out, name);
    if (place->listing == SIZE_MAX) {
        return ST_OK;
    }
    TRY(pictures_is_untold(r, place->listing, number, &is_untold));
    if (is_untold) {
        buf_printf(rendering_added(r, place->listing),
                   "<manifest:file-entry%.*s manifest:full-path=\"%.*s\" "
                   "manifest:media-type=\"%.*s\"/>",
                   STR_ARG(place->listing_ns), STR_ARG(name), STR_ARG(picture_media_type(kind)));
    }
    return ST_OK;
}

/* Behind a drawing, its PNG for those who can't draw it. */
static Status put_fallback(Rendering *r, const PicturePlace *place, const PlacedPicture *placed,
                           Buf *out)
{
    if (placed->fate != PICTURE_REPLACED || !placed->fallback) {
        return ST_OK;
    }
    buf_puts(out,
             "<draw:image xmlns:draw=\"" NS_DRAW "\" xmlns:xlink=\"" NS_XLINK "\" xlink:href=\"");
    TRY(put_reference(r, place, placed->fallback, out));
    buf_puts(out, "\" xlink:type=\"simple\" xlink:show=\"embed\" xlink:actuate=\"onLoad\"/>");
    return ST_OK;
}

static Status write_value(Rendering *r, const Object *object, const Program *program, const Op *op,
                          Buf *out)
{
    const PicturePlace *place = object->data;
    const PlacedPicture *placed = NULL;
    PictureValue value = (PictureValue)op->mode;
    TRY(pictures_resolve(r, object, program, op, false, &placed));
    if (pictures_write_common(place, placed, value, out)) {
        return ST_OK;
    }
    if (value == PICTURE_FALLBACK) {
        return put_fallback(r, place, placed, out);
    }
    if (value == PICTURE_TYPE) {
        buf_put(out, placed->fate == PICTURE_REPLACED
                         ? picture_media_type(placed->loaded->picture.kind)
                         : place->original_type);
        return ST_OK;
    }
    if (placed->fate == PICTURE_KEPT) {
        escape_put(out, ESCAPE_XML_ATTR, place->original);
        return pictures_keep_original(r, place);
    }
    return placed->fate == PICTURE_GONE ? ST_OK : put_reference(r, place, placed->loaded, out);
}

/* --- the placeholder ---------------------------------------------------------------------------------------- */

/* The text of svg:title or svg:desc. */
static Str text_of(Lift *lift, const xmlNode *node)
{
    xmlChar *text = node ? xmlNodeGetContent(node) : NULL;
    Str copy = text ? arena_str(lift->arena, str_trim(str_of((const char *)text))) : STR_EMPTY;
    xmlFree(text);
    return copy;
}

/* Where new files go, and the manifest that lists them. */
static bool set_homes(Lift *lift, PicturePlace *place)
{
    static const Str declaration = {.ptr = " xmlns:manifest=\"" NS_MANIFEST "\"",
                                    .len = sizeof " xmlns:manifest=\"" NS_MANIFEST "\"" - 1};
    const PkgPart *manifest = pkgread_find(lift->package, STR(MANIFEST));
    place->listing = manifest ? parts_need(lift->parts, STR(MANIFEST), STR_EMPTY) : SIZE_MAX;
    bool is_declared = manifest && str_find(manifest->bytes, declaration, 0) != SIZE_MAX;
    place->listing_ns = is_declared ? STR_EMPTY : declaration;
    place->types = SIZE_MAX;
    place->folder = STR("Pictures/");
    place->target = STR("Pictures/");
    place->prefix = picture_prefix(lift);
    lift->is_nomem =
        lift->is_nomem || !place->prefix.ptr || (manifest && place->listing == SIZE_MAX);
    return !lift->is_nomem;
}

static const char *type_attribute(const xmlNode *image, xmlNs **ret_ns)
{
    static const char *const spaces[] = {NS_DRAW, NS_LOEXT};
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        const xmlAttr *attr = xmlHasNsProp(image, BAD_CAST "mime-type", BAD_CAST spaces[i]);
        if (attr) {
            *ret_ns = attr->ns;
            return spaces[i];
        }
    }
    *ret_ns = NULL;
    return NULL;
}

/* The media type of a file by its beginning, for the manifest. */
static Str type_of_bytes(const Lift *lift, size_t part)
{
    Str bytes = part < lift->package->n_parts ? lift->package->parts[part].bytes : STR_EMPTY;
    return str_starts(bytes, STR("\x89PNG"))    ? STR("image/png")
           : str_starts(bytes, STR("\xFF\xD8")) ? STR("image/jpeg")
                                                : STR_EMPTY;
}

/* "45%" in thousandths; 0 if it is "scale", or nothing. */
static uint64_t read_percent(Str text)
{
    uint64_t n = 0;
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || n > 1000) {
            return 0;
        }
        n = n * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return str_ends(text, STR("%")) ? n * 1000 : 0;
}

/* Reads the box and marks where its sizes stand. */
static void read_box(Lift *lift, const xmlNode *frame, PicturePlace *place)
{
    place->width_emu = picture_length(lift_attr(lift, frame, NS_SVG_COMPATIBLE, "width"));
    place->height_emu = picture_length(lift_attr(lift, frame, NS_SVG_COMPATIBLE, "height"));
    place->percent[0] = read_percent(lift_attr(lift, frame, NS_STYLE, "rel-width"));
    place->percent[1] = read_percent(lift_attr(lift, frame, NS_STYLE, "rel-height"));
}

static void mark_box(PictureFrame *f)
{
    static const struct {
        const char *ns;
        const char *name;
        PictureValue value;
    } sizes[] = {{NS_SVG_COMPATIBLE, "width", PICTURE_WIDTH},
                 {NS_SVG_COMPATIBLE, "height", PICTURE_HEIGHT},
                 {NS_STYLE, "rel-width", PICTURE_PERCENT_WIDTH},
                 {NS_STYLE, "rel-height", PICTURE_PERCENT_HEIGHT}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        xmlNs *ns = picture_attr_ns(f->frame, sizes[i].ns, sizes[i].name);
        bool is_relative = i >= 2;
        if (is_relative && f->place->percent[i - 2] == 0) {
            continue; /* "scale": as the other side */
        }
        if (!ns && !is_relative) {
            ns = xmlSearchNsByHref(f->lift->doc, f->frame, BAD_CAST sizes[i].ns);
        }
        if (ns) {
            picture_set(f, f->frame, ns, sizes[i].name, sizes[i].value);
        }
    }
}

/* The graphic style of this name in the part; NULL: none. */
static xmlNode *find_style(Lift *lift, Str name)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (lift_is(node, NS_STYLE, "style") &&
            str_eq(lift_attr(lift, node, NS_STYLE, "name"), name) &&
            str_is(lift_attr(lift, node, NS_STYLE, "family"), "graphic")) {
            return node;
        }
    }
    return NULL;
}

/* A copy of the style that cuts nothing off, made once; other frames may need the cut. */
static xmlNode *uncut_style(Lift *lift, xmlNode *style, Str name)
{
    xmlNode *copy = find_style(lift, name);
    if (copy) {
        return copy;
    }
    copy = xmlCopyNode(style, 1);
    xmlNode *properties = copy ? lift_child(copy, NS_STYLE, "graphic-properties") : NULL;
    xmlAttr *cut = properties ? xmlHasNsProp(properties, BAD_CAST "clip", BAD_CAST NS_FO) : NULL;
    if (!cut || xmlRemoveProp(cut) != 0 ||
        !xmlSetNsProp(copy, style->ns, BAD_CAST "name", BAD_CAST name.ptr)) {
        xmlFreeNode(copy);
        return NULL;
    }
    xmlAddNextSibling(style, copy);
    return copy;
}

/* What was cut off the old picture says nothing about the new one. */
static void remove_cut(PictureFrame *f)
{
    Str name = lift_attr(f->lift, f->frame, NS_DRAW, "style-name");
    xmlNode *style = name.len > 0 ? find_style(f->lift, name) : NULL;
    xmlNode *properties = style ? lift_child(style, NS_STYLE, "graphic-properties") : NULL;
    if (!properties || !xmlHasNsProp(properties, BAD_CAST "clip", BAD_CAST NS_FO)) {
        return;
    }
    Str uncut = arena_printf(f->lift->arena, "%.*s_ccap", STR_ARG(name));
    bool is_set = uncut.ptr && uncut_style(f->lift, style, uncut) &&
                  xmlSetNsProp(f->frame, picture_attr_ns(f->frame, NS_DRAW, "style-name"),
                               BAD_CAST "style-name", BAD_CAST uncut.ptr);
    f->lift->is_nomem = f->lift->is_nomem || !is_set;
}

/* Only the first image stays; its fallback is ours. */
static void mark_images(PictureFrame *f, xmlNode *image)
{
    Lift *lift = f->lift;
    xmlNs *ns = NULL;
    for (xmlNode *node = image->next; node;) {
        xmlNode *next = node->next;
        if (lift_is(node, NS_DRAW, "image")) {
            picture_drop_use(lift, f->place->listing, lift_attr(lift, node, NS_XLINK, "href"));
            lift_remove(node);
        }
        node = next;
    }
    picture_set(f, image, picture_attr_ns(image, NS_XLINK, "href"), "href", PICTURE_REF);
    if (type_attribute(image, &ns)) {
        picture_set(f, image, ns, "mime-type", PICTURE_TYPE);
    }
    xmlNode *mark = picture_mark(f, PICTURE_FALLBACK);
    if (mark) {
        xmlAddNextSibling(image, mark);
    }
}

/* The alternative text stands where the tag stood. */
static void mark_words(PictureFrame *f, xmlNode *holder)
{
    for (xmlNode *node = holder->children; node;) {
        xmlNode *next = node->next;
        lift_remove(node);
        node = next;
    }
    xmlNode *mark = picture_mark(f, PICTURE_WORDS_TEXT);
    if (mark) {
        xmlAddChild(holder, mark);
    }
}

static void lift_frame(Lift *lift, xmlNode *frame)
{
    PictureTag tag;
    xmlNode *image = lift_child(frame, NS_DRAW, "image");
    xmlNode *title = lift_child(frame, NS_SVG_COMPATIBLE, "title");
    xmlNode *desc = lift_child(frame, NS_SVG_COMPATIBLE, "desc");
    bool is_first = desc && picture_find_tag(lift, text_of(lift, desc), &tag);
    if (!image || lift_child(frame, NS_DRAW, "object") ||
        !picture_attr_ns(image, NS_XLINK, "href") ||
        (!is_first && !(title && picture_find_tag(lift, text_of(lift, title), &tag)))) {
        return;
    }
    PictureFrame f = {.lift = lift, .frame = frame, .write = write_value};
    f.place = arena_new(lift->arena, PicturePlace);
    if (!f.place || !set_homes(lift, f.place)) {
        lift->is_nomem = true;
        return;
    }
    Str other = is_first ? text_of(lift, title) : text_of(lift, desc);
    bool is_twice = str_eq(other, tag.whole);
    f.place->unit = "cm";
    f.place->original = lift_attr(lift, image, NS_XLINK, "href");
    f.place->original_part = parts_find(lift->parts, f.place->original);
    f.place->original_type = type_of_bytes(lift, f.place->original_part);
    read_box(lift, frame, f.place);
    if (!picture_begin(&f, &tag, tag.words.len || is_twice ? tag.words : other)) {
        return;
    }
    picture_drop_use(lift, f.place->listing, f.place->original);
    mark_box(&f);
    remove_cut(&f);
    mark_images(&f, image);
    mark_words(&f, is_first ? desc : title);
    if (is_twice) {
        lift_remove(is_first ? title : desc);
    }
}

void odt_lift_pictures(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node && !lift->is_nomem;) {
        if (lift_is(node, NS_DRAW, "frame")) {
            lift_frame(lift, node);
        }
        node = lift_next(node, root, false);
    }
}
