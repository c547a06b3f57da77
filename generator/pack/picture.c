/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture - see picture.h. PNG and JPEG; picture_svg.c reads drawings.
 */
#include "generator/pack/picture.h"

#include <libdeflate.h>

#include "generator/base/limits.h"
#include "generator/pack/picture_svg.h"

/* A raster picture as its header tells it. */
typedef struct Raster {
    uint32_t width; /* pixels */
    uint32_t height;
    uint64_t x_density; /* pixels a metre, or both of any other unit: 0 if unknown */
    uint64_t y_density;
    bool is_metric;   /* densities are pixels a metre, else only their ratio counts */
    bool is_complete; /* the end was seen */
    bool is_turned;   /* the camera was held sideways or upside down */
} Raster;

/* Pixels a metre outside of these bounds are nonsense that some programs write. */
#define MIN_DENSITY 1000    /* 25 dpi */
#define MAX_DENSITY 1000000 /* 25,400 dpi */

static uint32_t byte_at(Str s, size_t pos)
{
    return (unsigned char)s.ptr[pos];
}

static uint32_t be16(Str s, size_t pos)
{
    return byte_at(s, pos) << 8 | byte_at(s, pos + 1);
}

static uint32_t be32(Str s, size_t pos)
{
    return be16(s, pos) << 16 | be16(s, pos + 2);
}

/* --- PNG ----------------------------------------------------------------------------------------------- */

static const Str png_signature = {.ptr = "\x89PNG\r\n\x1A\n", .len = 8};

#define PNG_CHUNK_FRAME 12 /* length, type, CRC */

/* IHDR: sizes, and the depths that each colour type allows. */
static bool read_ihdr(Str data, Raster *r)
{
    static const char *const depths[] = {"\1\2\4\10\20", "", "\10\20", "\1\2\4\10",
                                         "\10\20",       "", "\10\20"};
    if (data.len != 13 || byte_at(data, 9) > 6 || byte_at(data, 8) == 0 ||
        !strchr(depths[byte_at(data, 9)], data.ptr[8])) {
        return false;
    }
    r->width = be32(data, 0);
    r->height = be32(data, 4);
    return byte_at(data, 10) == 0 && byte_at(data, 11) == 0 && byte_at(data, 12) <= 1;
}

static void read_phys(Str data, Raster *r)
{
    if (data.len == 9) {
        r->x_density = be32(data, 0);
        r->y_density = be32(data, 4);
        r->is_metric = byte_at(data, 8) == 1;
    }
}

/* All chunks up to IEND, each with its CRC. What follows IEND is not read by anyone. */
static bool read_png(Str bytes, Raster *r)
{
    size_t pos = png_signature.len;
    bool has_data = false;
    for (bool is_first = true; bytes.len - pos >= PNG_CHUNK_FRAME; is_first = false) {
        size_t len = be32(bytes, pos);
        if (len > bytes.len - pos - PNG_CHUNK_FRAME) {
            return false;
        }
        Str type = str_sub(bytes, pos + 4, 4);
        Str data = str_sub(bytes, pos + 8, len);
        if (libdeflate_crc32(0, type.ptr, len + 4) != be32(bytes, pos + 8 + len) ||
            is_first != str_is(type, "IHDR")) {
            return false;
        }
        if (is_first && !read_ihdr(data, r)) {
            return false;
        }
        if (str_is(type, "pHYs")) {
            read_phys(data, r);
        }
        has_data = has_data || (str_is(type, "IDAT") && len > 0);
        pos += len + PNG_CHUNK_FRAME;
        if (str_is(type, "IEND")) {
            r->is_complete = has_data;
            return true;
        }
    }
    return true;
}

/* --- JPEG ---------------------------------------------------------------------------------------------- */

#define JPEG_SOF0 0xC0 /* baseline, extended, progressive: the frames that word processors read */
#define JPEG_SOF2 0xC2
#define JPEG_DHT 0xC4
#define JPEG_JPG 0xC8
#define JPEG_DAC 0xCC
#define JPEG_SOF15 0xCF
#define JPEG_RST0 0xD0
#define JPEG_RST7 0xD7
#define JPEG_EOI 0xD9
#define JPEG_SOS 0xDA
#define JPEG_APP0 0xE0
#define JPEG_APP1 0xE1
#define JPEG_TEM 0x01

#define EXIF_ORIENTATION 0x0112

static uint32_t exif16(Str s, size_t pos, bool is_little)
{
    return is_little ? byte_at(s, pos) | byte_at(s, pos + 1) << 8 : be16(s, pos);
}

static uint32_t exif32(Str s, size_t pos, bool is_little)
{
    return is_little ? exif16(s, pos, true) | exif16(s, pos + 2, true) << 16 : be32(s, pos);
}

/* The orientation that the first directory of an Exif segment tells: 1 is upright. */
static uint32_t exif_orientation(Str tiff)
{
    if (tiff.len < 8) {
        return 1;
    }
    bool is_little = str_starts(tiff, STR("II"));
    size_t pos = exif32(tiff, 4, is_little);
    if (pos > tiff.len || tiff.len - pos < 2) {
        return 1;
    }
    size_t n = exif16(tiff, pos, is_little);
    for (size_t i = 0; i < n; i++) {
        size_t entry = pos + 2 + 12 * i;
        if (entry > tiff.len || tiff.len - entry < 12) {
            return 1;
        }
        if (exif16(tiff, entry, is_little) == EXIF_ORIENTATION) {
            return exif16(tiff, entry + 8, is_little);
        }
    }
    return 1;
}

/* A segment's contents without its length. False: a frame that can't be read. */
static bool read_segment(uint32_t marker, Str data, Raster *r)
{
    if (marker == JPEG_APP0 && data.len >= 12 && str_starts(data, STR("JFIF\0"))) {
        uint64_t per_unit = byte_at(data, 7) == 1 ? 10000 : byte_at(data, 7) == 2 ? 25400 : 0;
        r->is_metric = per_unit > 0; /* inches: 10000/254 a metre; centimetres: 100 */
        r->x_density = per_unit ? be16(data, 8) * per_unit / 254 : be16(data, 8);
        r->y_density = per_unit ? be16(data, 10) * per_unit / 254 : be16(data, 10);
    } else if (marker == JPEG_APP1 && str_starts(data, STR("Exif\0\0"))) {
        uint32_t orientation = exif_orientation(str_sub(data, 6, data.len));
        r->is_turned = orientation >= 2 && orientation <= 8;
    } else if (marker >= JPEG_SOF0 && marker <= JPEG_SOF15 && marker != JPEG_DHT &&
               marker != JPEG_JPG && marker != JPEG_DAC) {
        if (marker > JPEG_SOF2 || data.len < 6 || r->width > 0) {
            return false;
        }
        r->height = be16(data, 1);
        r->width = be16(data, 3);
        return r->width > 0 && r->height > 0;
    }
    return true;
}

/* Past the coded data of a scan: at the 0xFF of the next marker, or at the end of the bytes. */
static size_t skip_scan(Str bytes, size_t pos)
{
    while (pos < bytes.len) {
        const char *hit = memchr(bytes.ptr + pos, 0xFF, bytes.len - pos);
        if (!hit) {
            return bytes.len;
        }
        pos = (size_t)(hit - bytes.ptr);
        uint32_t next = pos + 1 < bytes.len ? byte_at(bytes, pos + 1) : 0;
        if (next != 0 && next != 0xFF && !(next >= JPEG_RST0 && next <= JPEG_RST7)) {
            return pos;
        }
        pos++;
    }
    return bytes.len;
}

/* All segments and scans up to the end marker. */
static bool read_jpeg(Str bytes, Raster *r)
{
    bool has_scan = false;
    size_t pos = 2;
    while (bytes.len - pos >= 2) {
        uint32_t marker = byte_at(bytes, pos + 1);
        if (byte_at(bytes, pos) != 0xFF) {
            return false;
        }
        if (marker == 0xFF) {
            pos++; /* fill byte */
            continue;
        }
        pos += 2;
        if (marker == JPEG_EOI) {
            r->is_complete = has_scan && r->width > 0;
            return true;
        }
        if (marker == JPEG_TEM || (marker >= JPEG_RST0 && marker <= JPEG_RST7)) {
            continue;
        }
        size_t len = bytes.len - pos >= 2 ? be16(bytes, pos) : 0;
        if (len < 2 || len > bytes.len - pos ||
            !read_segment(marker, str_sub(bytes, pos + 2, len - 2), r)) {
            return false;
        }
        pos += len;
        if (marker == JPEG_SOS) {
            has_scan = true;
            pos = skip_scan(bytes, pos);
        }
    }
    return true;
}

/* --- both ---------------------------------------------------------------------------------------------- */

/* Pixels to a length by their density. */
static uint64_t emu_of(uint32_t pixels, uint64_t density)
{
    uint64_t emu = pixels * (EMU_MM * 1000) / density;
    return emu == 0 ? 1 : emu > PICTURE_MAX_EMU ? PICTURE_MAX_EMU : emu;
}

/* A ratio of densities that is not square is stretched to a whole one: pixels of a fax are twice as high as wide. */
static void set_size(const Raster *r, Picture *picture)
{
    uint64_t x = r->x_density;
    uint64_t y = r->y_density;
    bool is_known = r->is_metric && x >= MIN_DENSITY && x <= MAX_DENSITY && y >= MIN_DENSITY &&
                    y <= MAX_DENSITY;
    if (is_known) {
        picture->width_emu = emu_of(r->width, x);
        picture->height_emu = emu_of(r->height, y);
        return;
    }
    picture->width_emu = r->width * EMU_PIXEL;
    picture->height_emu = r->height * EMU_PIXEL;
    bool is_ratio = !r->is_metric && x > 0 && y > 0 && x <= UINT16_MAX && y <= UINT16_MAX;
    if (is_ratio && x != y) { /* sides are at most LIMIT_PICTURE_SIDE: no overflow */
        picture->height_emu = picture->height_emu * x / y;
        picture->height_emu = picture->height_emu > PICTURE_MAX_EMU ? PICTURE_MAX_EMU
                              : picture->height_emu == 0            ? 1
                                                                    : picture->height_emu;
    }
}

static Status check_sides(Arena *arena, Str name, const Raster *r, Loc at, DiagList *diags)
{
    bool is_large = r->width > LIMIT_PICTURE_SIDE || r->height > LIMIT_PICTURE_SIDE ||
                    (uint64_t)r->width * r->height > LIMIT_PICTURE_PIXELS;
    if (!is_large) {
        return ST_OK;
    }
    Str size = arena_printf(arena, "%u × %u", r->width, r->height);
    diag_add2(diags, TMPL_PICTURE_TOO_LARGE, at, name, size);
    return ST_LIMIT;
}

Status picture_read(Arena *arena, Str name, Str bytes, Loc at, DiagList *diags,
                    Picture *ret_picture)
{
    Raster r = {0};
    bool is_png = str_starts(bytes, png_signature);
    bool is_jpeg = str_starts(bytes, STR("\xFF\xD8\xFF"));
    if (!is_png && !is_jpeg) {
        if (picture_svg_looks_like_xml(bytes)) {
            return picture_svg_read(arena, name, bytes, at, diags, ret_picture);
        }
        diag_add1(diags, TMPL_PICTURE_KIND, at, name);
        return ST_INPUT;
    }
    bool is_sound = is_png ? read_png(bytes, &r) : read_jpeg(bytes, &r);
    if (!is_sound || !r.is_complete || r.width == 0 || r.height == 0) {
        diag_add1(diags, TMPL_PICTURE_DAMAGED, at, name);
        return ST_INPUT;
    }
    TRY(check_sides(arena, name, &r, at, diags));
    if (r.is_turned) {
        diag_add1(diags, TMPL_PICTURE_TURNED, at, name);
    }
    *ret_picture = (Picture){.kind = is_png ? PICTURE_PNG : PICTURE_JPEG, .bytes = bytes};
    set_size(&r, ret_picture);
    return ST_OK;
}

Str picture_extension(PictureKind kind)
{
    switch (kind) {
    case PICTURE_PNG:
        return STR(".png");
    case PICTURE_JPEG:
        return STR(".jpg");
    case PICTURE_SVG:
        return STR(".svg");
    }
    return STR_EMPTY;
}

Str picture_media_type(PictureKind kind)
{
    switch (kind) {
    case PICTURE_PNG:
        return STR("image/png");
    case PICTURE_JPEG:
        return STR("image/jpeg");
    case PICTURE_SVG:
        return STR("image/svg+xml");
    }
    return STR_EMPTY;
}
