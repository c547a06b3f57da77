/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_picture - placeholder pictures of a DOCX part: DrawingML and VML.
 */
#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/format/ooxml.h"
#include "generator/format/picture_drop.h"
#include "generator/format/picture_place.h"

#define NS_PIC "http://schemas.openxmlformats.org/drawingml/2006/picture"
#define NS_ASVG "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
#define NS_MC "http://schemas.openxmlformats.org/markup-compatibility/2006"
#define NS_VML "urn:schemas-microsoft-com:vml"
#define REL_IMAGE NS_R "/image"
/* The extension of a:blip that names a drawing, and the one of pictures with effects. */
#define URI_SVG "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
#define URI_EFFECTS "{BEBA8EAE-BF5A-486C-A8C5-ECC9F3942E4B}"

/* --- a record ---------------------------------------------------------------------------------------------- */

/* Tells [Content_Types].xml about a new file, once. */
static Status tell_type(Rendering *r, const PicturePlace *place, PictureKind kind, uint32_t number)
{
    const char *element = place->known[kind];
    bool is_untold = false;
    bool is_override = strcmp(element, "Override") == 0;
    if (element[0] == '\0') {
        return ST_OK;
    }
    TRY(pictures_is_untold(r, place->types, is_override ? number : (uint64_t)kind << 34,
                           &is_untold));
    if (!is_untold) {
        return ST_OK;
    }
    Buf *out = rendering_added(r, place->types);
    Str extension = picture_extension(kind);
    buf_printf(out, "<%s%.*s ", element, STR_ARG(place->types_ns));
    if (is_override) {
        buf_printf(out, "PartName=\"/%.*s%.*s%u%.*s\"", STR_ARG(place->folder),
                   STR_ARG(place->prefix), number, STR_ARG(extension));
    } else {
        buf_printf(out, "Extension=\"%.*s\"", STR_ARG(str_sub(extension, 1, extension.len)));
    }
    buf_printf(out, " ContentType=\"%.*s\"/>", STR_ARG(picture_media_type(kind)));
    return ST_OK;
}

/* Writes the id of the relationship to a file, which is added with its type where that is new. */
static Status put_reference(Rendering *r, const PicturePlace *place, const LoadedPicture *loaded,
                            Buf *out)
{
    uint32_t number = 0;
    bool is_untold = false;
    PictureKind kind = loaded->picture.kind;
    TRY(pictures_media(r, place, loaded, &number));
    TRY(pictures_is_untold(r, place->listing, number, &is_untold));
    if (is_untold) {
        buf_printf(
            rendering_added(r, place->listing),
            "<Relationship%.*s Id=\"%.*s%u\" Type=\"" REL_IMAGE "\" Target=\"%.*s%.*s%u%.*s\"/>",
            STR_ARG(place->listing_ns), STR_ARG(place->prefix), number, STR_ARG(place->target),
            STR_ARG(place->prefix), number, STR_ARG(picture_extension(kind)));
        TRY(tell_type(r, place, kind, number));
    }
    buf_put(out, place->prefix);
    buf_put_u64(out, number);
    return ST_OK;
}

static Status put_svg(Rendering *r, const PicturePlace *place, const PlacedPicture *placed,
                      bool is_list, Buf *out)
{
    if (placed->fate != PICTURE_REPLACED || !placed->fallback) {
        return ST_OK;
    }
    if (is_list) {
        buf_puts(out, "<a:extLst xmlns:a=\"" NS_A "\">");
    }
    buf_puts(out, "<a:ext xmlns:a=\"" NS_A "\" uri=\"" URI_SVG
                  "\"><asvg:svgBlip xmlns:asvg=\"" NS_ASVG "\" xmlns:r=\"" NS_R "\" r:embed=\"");
    TRY(put_reference(r, place, placed->loaded, out));
    buf_puts(out, "\"/></a:ext>");
    if (is_list) {
        buf_puts(out, "</a:extLst>");
    }
    return ST_OK;
}

static Status write_value(Rendering *r, const Object *object, const Program *program, const Op *op,
                          Buf *out)
{
    const PicturePlace *place = object->data;
    const PlacedPicture *placed = NULL;
    PictureValue value = (PictureValue)op->mode;
    TRY(pictures_resolve(r, object, program, op, true, &placed));
    if (pictures_write_common(place, placed, value, out)) {
        return ST_OK;
    }
    if (value == PICTURE_SVG_LIST || value == PICTURE_SVG_ITEM) {
        return put_svg(r, place, placed, value == PICTURE_SVG_LIST, out);
    }
    if (placed->fate == PICTURE_KEPT) {
        escape_put(out, ESCAPE_XML_ATTR, place->original);
        return pictures_keep_original(r, place);
    }
    if (placed->fate == PICTURE_GONE) {
        return ST_OK;
    }
    return put_reference(r, place, placed->fallback ? placed->fallback : placed->loaded, out);
}

/* --- where new files and what tells about them go ----------------------------------------------------------- */

#define EMPTY_RELS                                                                                 \
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "               \
    "xmlns=\"" NS_RELS "\"></Relationships>"

/* The part with the relationships of the part at work, which may not be there yet. SIZE_MAX: no memory. */
static size_t need_rels(Lift *lift)
{
    size_t known = lift->ooxml->rels[lift->part]->rels_part;
    if (known != OOXML_NO_PART) {
        return parts_need(lift->parts, lift->package->parts[known].name, STR_EMPTY);
    }
    Str owner = lift->package->parts[lift->part].name;
    Str folder = str_sub(owner, 0, owner.len - file_base(owner).len);
    Str name = arena_printf(lift->arena, "%.*s_rels/%.*s.rels", STR_ARG(folder),
                            STR_ARG(file_base(owner)));
    return name.ptr ? parts_need(lift->parts, name, STR(EMPTY_RELS)) : SIZE_MAX;
}

/* A declaration for elements that are added to a part whose own are not in the default namespace. */
static Str missing_ns(const Lift *lift, size_t part, Str declaration)
{
    Str bytes = part < lift->package->n_parts ? lift->package->parts[part].bytes : STR(EMPTY_RELS);
    return str_find(bytes, declaration, 0) == SIZE_MAX ? declaration : STR_EMPTY;
}

/* What the content types say about the ending of a kind of picture. */
static const char *how_known(const OoxmlPackage *ooxml, PictureKind kind)
{
    Str extension = picture_extension(kind);
    for (size_t i = 0; i < ooxml->n_defaults; i++) {
        const OoxmlType *type = &ooxml->defaults[i];
        if (ooxml_type_is(type->name, extension.ptr + 1)) { /* whatever the case */
            return str_starts(type->type, STR("image/")) ? "" : "Override";
        }
    }
    return "Default";
}

static bool set_homes(Lift *lift, PicturePlace *place)
{
    const OoxmlPackage *ooxml = lift->ooxml;
    Str owner = lift->package->parts[lift->part].name;
    size_t types = ooxml_find(ooxml, STR("[Content_Types].xml"));
    if (types == OOXML_NO_PART) {
        return false;
    }
    bool is_beside =
        str_eq(file_folder(owner), ooxml->main_folder.len ? ooxml->main_folder : STR("."));
    place->listing = need_rels(lift);
    place->listing_ns = missing_ns(lift, place->listing, STR(" xmlns=\"" NS_RELS "\""));
    place->types = parts_need(lift->parts, lift->package->parts[types].name, STR_EMPTY);
    place->types_ns = missing_ns(lift, place->types, STR(" xmlns=\"" NS_TYPES "\""));
    for (size_t kind = 0; kind < 3; kind++) {
        place->known[kind] = how_known(ooxml, (PictureKind)kind);
    }
    place->folder = arena_printf(lift->arena, "%.*s%smedia/", STR_ARG(ooxml->main_folder),
                                 ooxml->main_folder.len ? "/" : "");
    place->target =
        is_beside ? STR("media/") : arena_printf(lift->arena, "/%.*s", STR_ARG(place->folder));
    place->prefix = picture_prefix(lift);
    lift->is_nomem = lift->is_nomem || place->listing == SIZE_MAX || place->types == SIZE_MAX ||
                     !place->folder.ptr || !place->target.ptr || !place->prefix.ptr;
    return !lift->is_nomem;
}

/* --- the placeholder ---------------------------------------------------------------------------------------- */

/* A new placeholder of an embedded file; NULL if it is none, or no memory. */
static PicturePlace *new_place(Lift *lift, Str id, const char *unit)
{
    const OoxmlRel *rel = ooxml_rel_by_id(lift->ooxml, lift->part, id);
    PicturePlace *place = id.len > 0 ? arena_new(lift->arena, PicturePlace) : NULL;
    if (!place) {
        lift->is_nomem = lift->is_nomem || id.len > 0;
        return NULL;
    }
    place->unit = unit;
    place->original = id;
    place->original_part = rel && !rel->is_external ? rel->part : OOXML_NO_PART;
    return set_homes(lift, place) ? place : NULL;
}

/* The first element of this name below `root`; *ret_n counts them. */
static xmlNode *find_only(xmlNode *root, const char *ns, const char *name, size_t *ret_n)
{
    xmlNode *found = NULL;
    *ret_n = 0;
    for (xmlNode *node = root; node; node = lift_next(node, root, false)) {
        if (lift_is(node, ns, name)) {
            found = found ? found : node;
            ++*ret_n;
        }
    }
    return found;
}

/* A size in EMU; 0 if it is none, or larger than any page. */
static uint64_t read_emu(Str text)
{
    uint64_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || n > PICTURE_MAX_EMU) {
            return 0;
        }
        n = n * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return n <= PICTURE_MAX_EMU ? n : 0;
}

static void set_size(PictureFrame *f, xmlNode *node)
{
    if (node) {
        picture_set(f, node, NULL, "cx", PICTURE_WIDTH);
        picture_set(f, node, NULL, "cy", PICTURE_HEIGHT);
    }
}

/* The old drawing behind the picture goes, and effects that hold a copy of it. The new one gets its place. */
static void set_extensions(PictureFrame *f, xmlNode *blip)
{
    xmlNode *list = lift_child(blip, NS_A, "extLst");
    for (xmlNode *ext = list ? list->children : NULL; ext;) {
        xmlNode *next = ext->next;
        Str uri = lift_attr(f->lift, ext, NULL, "uri");
        if (str_is(uri, URI_SVG) || str_is(uri, URI_EFFECTS)) {
            for (xmlNode *node = ext; node; node = lift_next(node, ext, false)) {
                picture_drop_use(f->lift, f->place->listing,
                                 lift_attr(f->lift, node, NS_R, "embed"));
            }
            lift_remove(ext);
        }
        ext = next;
    }
    if (list && !list->children) {
        lift_remove(list);
        list = NULL;
    }
    xmlNode *mark = picture_mark(f, list ? PICTURE_SVG_ITEM : PICTURE_SVG_LIST);
    if (mark) {
        xmlAddChild(list ? list : blip, mark);
    }
}

/* What the cut of the old picture was says nothing about the new one; sizes in percent of the page would win over ours. */
static void remove_old_shape(xmlNode *drawing, xmlNode *blip)
{
    xmlNode *cut = lift_child(blip->parent, NS_A, "srcRect");
    if (cut) {
        lift_remove(cut);
    }
    static const char *const names[] = {"sizeRelH", "sizeRelV"};
    for (size_t i = 0; i < 2; i++) {
        xmlNode *relative = lift_child(drawing, NS_WP14, names[i]);
        if (relative) {
            lift_remove(relative);
        }
    }
}

/* The alternative text: the words for a tag in descr or title, everywhere that it stands. */
static void set_words(PictureFrame *f, xmlNode *node, const PictureTag *tag)
{
    Str title = lift_attr(f->lift, node, NULL, "title");
    if (str_eq(str_trim(title), tag->whole)) {
        xmlUnsetProp(node, BAD_CAST "title");
    }
    Str words = lift_attr(f->lift, node, NULL, "descr");
    if (words.len == 0 || str_eq(str_trim(words), tag->whole)) {
        picture_set(f, node, NULL, "descr", PICTURE_WORDS_ATTR);
    }
}

/* The tag of a placeholder, in the description or the title; and the words that it gets where none follow the tag. */
static bool find_tag(Lift *lift, const xmlNode *properties, PictureTag *ret_tag, Str *ret_words)
{
    Str words = lift_attr(lift, properties, NULL, "descr");
    Str title = lift_attr(lift, properties, NULL, "title");
    bool is_first = picture_find_tag(lift, words, ret_tag);
    if (!is_first && !picture_find_tag(lift, title, ret_tag)) {
        return false;
    }
    Str other = is_first ? title : words;
    *ret_words = ret_tag->words.len ? ret_tag->words : other;
    if (str_eq(str_trim(other), ret_tag->whole)) {
        *ret_words = ret_tag->words;
    }
    return true;
}

/* The picture of VML that stands behind a drawing; NULL: none. */
static xmlNode *fallback_of(const xmlNode *drawing)
{
    const xmlNode *choice = drawing->parent;
    xmlNode *fallback = lift_is(choice, NS_MC, "Choice") ? choice->next : NULL;
    while (fallback && !lift_is(fallback, NS_MC, "Fallback")) {
        fallback = fallback->next;
    }
    return fallback ? lift_child(fallback, NS_W, "pict") : NULL;
}

/* True if the node is the only element of its parent, of one kind of element apart. */
static bool is_alone(const xmlNode *node, const char *ns, const char *apart)
{
    for (const xmlNode *n = node->parent->children; n; n = n->next) {
        if (n != node && n->type == XML_ELEMENT_NODE && !lift_is(n, ns, apart)) {
            return false;
        }
    }
    return true;
}

/* Both branches and the run go with the picture, if they hold nothing else. */
static xmlNode *frame_of(xmlNode *drawing)
{
    xmlNode *frame = drawing;
    if (fallback_of(drawing) && is_alone(drawing, NS_W, "drawing") &&
        is_alone(drawing->parent, NS_MC, "Fallback")) {
        frame = drawing->parent->parent;
    }
    return lift_is(frame->parent, NS_W, "r") && is_alone(frame, NS_W, "rPr") ? frame->parent
                                                                             : frame;
}

/* --- VML ---------------------------------------------------------------------------------------------------- */

/* The value of a property in a style: bytes [*ret_from, *ret_to); false: none. */
static bool find_property(Str style, Str name, size_t *ret_from, size_t *ret_to)
{
    for (size_t pos = 0; pos < style.len;) {
        size_t end = str_find(style, STR(";"), pos);
        end = end == SIZE_MAX ? style.len : end;
        size_t colon = str_find(style, STR(":"), pos);
        if (colon < end && str_eq(str_trim(str_sub(style, pos, colon - pos)), name)) {
            *ret_from = colon + 1;
            *ret_to = end;
            return true;
        }
        pos = end + 1;
    }
    return false;
}

static uint64_t style_length(Str style, Str name)
{
    size_t from = 0;
    size_t to = 0;
    return find_property(style, name, &from, &to) ? picture_length(str_sub(style, from, to - from))
                                                  : 0;
}

/* width and height of a style become marks. */
static void set_style(PictureFrame *f, xmlNode *shape, Str style)
{
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_PKG_ENTRY_BYTES);
    size_t pos = 0;
    while (pos < style.len) {
        size_t from[2] = {SIZE_MAX, SIZE_MAX};
        size_t to[2] = {0, 0};
        Str rest = str_sub(style, pos, style.len);
        (void)find_property(rest, STR("width"), &from[0], &to[0]); /* SIZE_MAX if there is none */
        (void)find_property(rest, STR("height"), &from[1], &to[1]);
        size_t first = from[0] < from[1] ? 0 : 1;
        if (from[first] == SIZE_MAX) {
            break;
        }
        buf_put(&out, str_sub(rest, 0, from[first]));
        picture_put(f, first == 0 ? PICTURE_WIDTH : PICTURE_HEIGHT, &out);
        pos += to[first];
    }
    buf_put(&out, str_sub(style, pos, style.len));
    picture_set_text(f, shape, NULL, "style", &out);
}

/* given: the tag of the drawing that this picture stands behind, for programs that can't show it; NULL: none. */
static void lift_vml(Lift *lift, xmlNode *pict, const PictureTag *given, Str words)
{
    size_t n_images = 0;
    PictureTag tag;
    xmlNode *image = find_only(pict, NS_VML, "imagedata", &n_images);
    xmlNode *shape = image ? image->parent : NULL;
    if (n_images != 1 || shape == pict) {
        return;
    }
    Str alt = lift_attr(lift, shape, NULL, "alt");
    if (given && (alt.len == 0 || str_eq(str_trim(alt), given->whole))) {
        tag = *given;
    } else if (!picture_find_tag(lift, alt, &tag)) {
        return;
    } else {
        words = tag.words;
    }
    PictureFrame f = {.lift = lift, .frame = frame_of(pict), .write = write_value};
    f.place = new_place(lift, lift_attr(lift, image, NS_R, "id"), "pt");
    if (!f.place) {
        return;
    }
    Str style = lift_attr(lift, shape, NULL, "style");
    f.place->width_emu = style_length(style, STR("width"));
    f.place->height_emu = style_length(style, STR("height"));
    if (!picture_begin(&f, &tag, words)) {
        return;
    }
    picture_drop_use(lift, f.place->listing, f.place->original);
    set_style(&f, shape, style);
    picture_set(&f, shape, NULL, "alt", PICTURE_WORDS_ATTR);
    picture_set(&f, image, picture_attr_ns(image, NS_R, "id"), "id", PICTURE_REF);
    static const char *const cuts[] = {"croptop", "cropbottom", "cropleft", "cropright"};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        xmlUnsetProp(image, BAD_CAST cuts[i]);
    }
}

/* --- DrawingML ---------------------------------------------------------------------------------------------- */

static void lift_drawing(Lift *lift, xmlNode *drawing)
{
    size_t n_blips = 0;
    PictureTag tag;
    Str words;
    xmlNode *box = lift_child(drawing, NS_WP, "inline");
    box = box ? box : lift_child(drawing, NS_WP, "anchor");
    xmlNode *properties = box ? lift_child(box, NS_WP, "docPr") : NULL;
    xmlNode *graphic = box ? lift_child(box, NS_A, "graphic") : NULL;
    xmlNode *data = graphic ? lift_child(graphic, NS_A, "graphicData") : NULL;
    xmlNode *picture = data ? lift_child(data, NS_PIC, "pic") : NULL; /* a group is none */
    xmlNode *blip = picture ? find_only(picture, NS_A, "blip", &n_blips) : NULL;
    if (!properties || n_blips != 1 || !lift_is(blip->parent, NS_PIC, "blipFill") ||
        !find_tag(lift, properties, &tag, &words)) {
        return;
    }
    PictureFrame f = {.lift = lift, .frame = frame_of(drawing), .write = write_value};
    f.place = new_place(lift, lift_attr(lift, blip, NS_R, "embed"), "");
    xmlNode *extent = lift_child(box, NS_WP, "extent");
    if (!f.place || !extent) {
        return;
    }
    f.place->width_emu = read_emu(lift_attr(lift, extent, NULL, "cx"));
    f.place->height_emu = read_emu(lift_attr(lift, extent, NULL, "cy"));
    if (!picture_begin(&f, &tag, words)) {
        return;
    }
    picture_drop_use(lift, f.place->listing, f.place->original);
    xmlNode *shape = lift_child(picture, NS_PIC, "spPr");
    xmlNode *frame = shape ? lift_child(shape, NS_A, "xfrm") : NULL;
    set_size(&f, extent);
    set_size(&f, frame ? lift_child(frame, NS_A, "ext") : NULL);
    set_words(&f, properties, &tag);
    size_t n = 0;
    xmlNode *inner = find_only(picture, NS_PIC, "cNvPr", &n);
    if (inner &&
        (lift_attr(lift, inner, NULL, "descr").len || lift_attr(lift, inner, NULL, "title").len)) {
        set_words(&f, inner, &tag);
    }
    picture_set(&f, blip, picture_attr_ns(blip, NS_R, "embed"), "embed", PICTURE_REF);
    remove_old_shape(box, blip);
    set_extensions(&f, blip);
    xmlNode *fallback = fallback_of(drawing);
    if (fallback) {
        lift_vml(lift, fallback, &tag, words);
    }
}

void docx_lift_pictures(Lift *lift)
{
    xmlNode *root = xmlDocGetRootElement(lift->doc);
    for (xmlNode *node = root; node && lift->ooxml && !lift->is_nomem;) {
        xmlNode *next = lift_next(node, root, false);
        if (lift_is(node, NS_W, "drawing")) {
            lift_drawing(lift, node);
            next = lift_next(node, root, false); /* nodes in it may be gone */
        } else if (lift_is(node, NS_W, "pict")) {
            lift_vml(lift, node, NULL, STR_EMPTY);
        }
        node = next;
    }
}
