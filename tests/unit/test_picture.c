/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_picture - PNG, JPEG and SVG made by hand: kinds, sizes, and what is refused with which code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libdeflate.h>

#include "generator/base/limits.h"
#include "generator/pack/picture.h"

typedef struct Bench {
    Arena arena;
    DiagList diags;
    Buf bytes;
    Picture picture;
} Bench;

static int set_up(void **state)
{
    static Bench bench;
    bench = (Bench){0};
    arena_init(&bench.arena, 16 * MIB);
    diag_list_init(&bench.diags, &bench.arena);
    buf_init(&bench.bytes, MIB);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    Bench *bench = *state;
    buf_done(&bench->bytes);
    arena_done(&bench->arena);
    return 0;
}

static Status read_bytes(Bench *b, Str bytes)
{
    b->diags.n = 0;
    return picture_read(&b->arena, STR("logo"), bytes, (Loc){0}, &b->diags, &b->picture);
}

static void assert_refused(Bench *b, Str bytes, DiagCode code)
{
    Status st = read_bytes(b, bytes);
    assert_true(st == ST_INPUT || st == ST_LIMIT);
    assert_int_equal(b->diags.n, 1);
    assert_int_equal(b->diags.items[0].code, code);
    assert_true(str_is(b->diags.items[0].args[0], "logo"));
}

static void assert_size(const Bench *b, PictureKind kind, uint64_t width, uint64_t height)
{
    assert_int_equal(b->picture.kind, kind);
    assert_int_equal(b->picture.width_emu, width);
    assert_int_equal(b->picture.height_emu, height);
}

/* --- PNG ----------------------------------------------------------------------------------------------- */

static void put32(Buf *out, uint32_t n)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        buf_putc(out, (char)(n >> shift));
    }
}

static void put_chunk(Buf *out, const char *type, Str data)
{
    put32(out, (uint32_t)data.len);
    size_t start = out->len;
    buf_put(out, str_of(type));
    buf_put(out, data);
    put32(out, libdeflate_crc32(0, out->ptr + start, out->len - start));
}

static void put_ihdr(Buf *out, uint32_t width, uint32_t height, const char *rest)
{
    char memory[16];
    Buf data;
    buf_init_fixed(&data, memory, sizeof memory);
    put32(&data, width);
    put32(&data, height);
    buf_put(&data, (Str){.ptr = rest, .len = 5});
    put_chunk(out, "IHDR", buf_str(&data));
}

#define GREY "\10\0\0\0\0" /* 8 bits, grey, no interlace */
#define PNG_SIGNATURE "\x89PNG\r\n\x1A\n"

static Str png(Bench *b, uint32_t width, uint32_t height, Str phys)
{
    buf_clear(&b->bytes);
    buf_puts(&b->bytes, PNG_SIGNATURE);
    put_ihdr(&b->bytes, width, height, GREY);
    if (phys.len > 0) {
        put_chunk(&b->bytes, "pHYs", phys);
    }
    put_chunk(&b->bytes, "IDAT", STR("any bytes"));
    put_chunk(&b->bytes, "IEND", STR_EMPTY);
    return buf_str(&b->bytes);
}

static void test_png_size(void **state)
{
    Bench *b = *state;
    assert_int_equal(read_bytes(b, png(b, 200, 100, STR_EMPTY)), ST_OK);
    assert_size(b, PICTURE_PNG, 200 * 9525, 100 * 9525);
    assert_int_equal(b->diags.n, 0);
    assert_int_equal(b->picture.bytes.len, b->bytes.len);
}

/* 10,000 pixels a metre: 100 pixels are 1 cm. */
static void test_png_density(void **state)
{
    Bench *b = *state;
    Str phys = STR("\0\0\x27\x10\0\0\x27\x10\1");
    assert_int_equal(read_bytes(b, png(b, 200, 100, phys)), ST_OK);
    assert_size(b, PICTURE_PNG, 720000, 360000);
    phys = STR("\0\0\0\1\0\0\0\1\1"); /* one pixel a metre is nonsense */
    assert_int_equal(read_bytes(b, png(b, 200, 100, phys)), ST_OK);
    assert_size(b, PICTURE_PNG, 200 * 9525, 100 * 9525);
    phys = STR("\0\0\0\1\0\0\0\2\0"); /* only a ratio: pixels half as high as wide */
    assert_int_equal(read_bytes(b, png(b, 200, 100, phys)), ST_OK);
    assert_size(b, PICTURE_PNG, 200 * 9525, 50 * 9525);
    phys = STR("\xFF\xFF\xFF\xFF\0\0\0\0\0");
    assert_int_equal(read_bytes(b, png(b, 1, 1, phys)), ST_OK);
    assert_size(b, PICTURE_PNG, 9525, 9525);
}

/* Whatever is cut off is missed. */
static void test_png_cut_anywhere(void **state)
{
    Bench *b = *state;
    Str whole = png(b, 20, 10, STR("\0\0\x27\x10\0\0\x27\x10\1"));
    for (size_t len = 8; len < whole.len; len++) {
        assert_refused(b, str_sub(whole, 0, len), TMPL_PICTURE_DAMAGED);
    }
    buf_puts(&b->bytes, "what follows the end is not looked at");
    assert_int_equal(read_bytes(b, buf_str(&b->bytes)), ST_OK);
}

static void test_png_each_flipped_bit(void **state)
{
    Bench *b = *state;
    Str whole = png(b, 20, 10, STR_EMPTY);
    for (size_t i = 8; i < whole.len; i++) {
        b->bytes.ptr[i] ^= 1;
        assert_refused(b, whole, TMPL_PICTURE_DAMAGED);
        b->bytes.ptr[i] ^= 1;
    }
}

static void test_png_header(void **state)
{
    static const char *const bad[] = {
        "\3\0\0\0\0",  /* three bits */
        "\10\1\0\0\0", /* no such colour type */
        "\20\3\0\0\0", /* a palette of 16 bits */
        "\10\7\0\0\0", /* no such colour type */
        "\10\0\1\0\0", /* compression */
        "\10\0\0\1\0", /* filter */
        "\10\0\0\0\2", /* interlace */
        "\0\0\0\0\0",
    };
    Bench *b = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        buf_clear(&b->bytes);
        buf_puts(&b->bytes, PNG_SIGNATURE);
        put_ihdr(&b->bytes, 5, 5, bad[i]);
        put_chunk(&b->bytes, "IDAT", STR("x"));
        put_chunk(&b->bytes, "IEND", STR_EMPTY);
        assert_refused(b, buf_str(&b->bytes), TMPL_PICTURE_DAMAGED);
    }
    buf_clear(&b->bytes);
    buf_puts(&b->bytes, PNG_SIGNATURE);
    put_ihdr(&b->bytes, 5, 5, GREY);
    put_chunk(&b->bytes, "IEND", STR_EMPTY); /* no data */
    assert_refused(b, buf_str(&b->bytes), TMPL_PICTURE_DAMAGED);
}

static void test_png_too_large(void **state)
{
    Bench *b = *state;
    assert_refused(b, png(b, 0, 10, STR_EMPTY), TMPL_PICTURE_DAMAGED);
    assert_refused(b, png(b, LIMIT_PICTURE_SIDE + 1, 1, STR_EMPTY), TMPL_PICTURE_TOO_LARGE);
    assert_true(str_is(b->diags.items[0].args[1], "30001 × 1"));
    assert_refused(b, png(b, 0xFFFFFFFF, 0xFFFFFFFF, STR_EMPTY), TMPL_PICTURE_TOO_LARGE);
    assert_refused(b, png(b, 12000, 10001, STR_EMPTY), TMPL_PICTURE_TOO_LARGE);
    assert_int_equal(read_bytes(b, png(b, 12000, 10000, STR_EMPTY)), ST_OK);
}

/* --- JPEG ---------------------------------------------------------------------------------------------- */

#define JPEG_START "\xFF\xD8"
#define JFIF(unit, density) "\xFF\xE0\0\x10JFIF\0\1\2" unit density density "\0\0"
#define SOF0 "\xFF\xC0\0\x0B\10\0\x50\0\xA0\1\1\x11\0" /* 160 × 80 */
#define SCAN "\xFF\xDA\0\10\1\1\0\0\x3F\0\x12\xFF\0\x34\xFF\xD0\x56"
#define JPEG_END "\xFF\xD9"

static void test_jpeg_size(void **state)
{
    Bench *b = *state;
    assert_int_equal(read_bytes(b, STR(JPEG_START SOF0 SCAN JPEG_END)), ST_OK);
    assert_size(b, PICTURE_JPEG, 160 * 9525, 80 * 9525);
    assert_int_equal(read_bytes(b, STR(JPEG_START JFIF("\2", "\0\x32") SOF0 SCAN JPEG_END)), ST_OK);
    assert_size(b, PICTURE_JPEG, 1152000, 576000); /* 50 a centimetre: 3.2 cm */
    assert_int_equal(read_bytes(b, STR(JPEG_START JFIF("\0", "\0\1") SOF0 SCAN JPEG_END)), ST_OK);
    assert_size(b, PICTURE_JPEG, 160 * 9525, 80 * 9525);
    assert_int_equal(b->diags.n, 0);
}

/* Progressive pictures have several scans; fill bytes and restarts are allowed. */
static void test_jpeg_scans(void **state)
{
    Bench *b = *state;
    static const char bytes[] =
        JPEG_START "\xFF\xFF\xFE\0\4hi\xFF\xC2\0\x0B\10\0\x50\0\xA0\1\1\x11\0" SCAN
                   "\xFF\xC4\0\2" SCAN JPEG_END "trailing";
    assert_int_equal(read_bytes(b, (Str){bytes, sizeof bytes - 1}), ST_OK);
    assert_size(b, PICTURE_JPEG, 160 * 9525, 80 * 9525);
}

static void test_jpeg_cut_anywhere(void **state)
{
    Bench *b = *state;
    Str whole = STR(JPEG_START JFIF("\1", "\0\x60") SOF0 SCAN JPEG_END);
    assert_int_equal(read_bytes(b, whole), ST_OK);
    for (size_t len = 3; len < whole.len; len++) {
        assert_refused(b, str_sub(whole, 0, len), TMPL_PICTURE_DAMAGED);
    }
}

static void test_jpeg_damaged(void **state)
{
    Bench *b = *state;
    assert_refused(b, STR(JPEG_START SCAN JPEG_END), TMPL_PICTURE_DAMAGED);
    assert_refused(b, STR(JPEG_START SOF0 JPEG_END), TMPL_PICTURE_DAMAGED);
    assert_refused(b, STR(JPEG_START SOF0 SOF0 SCAN JPEG_END), TMPL_PICTURE_DAMAGED);
    assert_refused(b, STR(JPEG_START "\xFF\xC0\0\2" SCAN JPEG_END), TMPL_PICTURE_DAMAGED);
    assert_refused(b, STR(JPEG_START "\xFF\xC0\0\x0B\10\0\0\0\0\1\1\x11\0" SCAN JPEG_END),
                   TMPL_PICTURE_DAMAGED);
    assert_refused(b, STR(JPEG_START "\xFF\xC3\0\x0B\10\0\x50\0\xA0\1\1\x11\0" SCAN JPEG_END),
                   TMPL_PICTURE_DAMAGED); /* lossless */
    assert_refused(b, STR(JPEG_START "\xFF\xC0\0\1" SCAN JPEG_END), TMPL_PICTURE_DAMAGED);
}

#define EXIF(order, first, entry)                                                                  \
    "\xFF\xE1\0\x22"                                                                               \
    "Exif\0\0" order first entry
#define BIG_ENTRY "\1\x12\0\3\0\0\0\1\0\6\0\0"
#define LITTLE_ENTRY "\x12\1\3\0\1\0\0\0\1\0\0\0"

/* A camera held sideways is a warning, an upright one nothing; a directory that points nowhere is ignored. */
static void test_jpeg_orientation(void **state)
{
    Bench *b = *state;
    assert_int_equal(read_bytes(b, STR(JPEG_START EXIF("MM\0*", "\0\0\0\10\0\1",
                                                       BIG_ENTRY) "\0\0\0\0" SOF0 SCAN JPEG_END)),
                     ST_OK);
    assert_int_equal(b->diags.n, 1);
    assert_int_equal(b->diags.items[0].code, TMPL_PICTURE_TURNED);
    assert_int_equal(b->diags.items[0].severity, DIAG_WARNING);
    assert_int_equal(
        read_bytes(b, STR(JPEG_START EXIF("II*\0", "\10\0\0\0\1\0",
                                          LITTLE_ENTRY) "\0\0\0\0" SOF0 SCAN JPEG_END)),
        ST_OK);
    assert_int_equal(b->diags.n, 0);
    assert_int_equal(read_bytes(b, STR(JPEG_START EXIF("MM\0*", "\xFF\xFF\xFF\xFF\0\1",
                                                       BIG_ENTRY) "\0\0\0\0" SOF0 SCAN JPEG_END)),
                     ST_OK);
    assert_int_equal(b->diags.n, 0);
}

/* --- SVG ----------------------------------------------------------------------------------------------- */

#define SVG(attributes, content)                                                                   \
    "<svg xmlns='http://www.w3.org/2000/svg' " attributes ">" content "</svg>"
#define SIZED(content)                                                                             \
    SVG("width='10mm' height='5mm' xmlns:xlink='http://www.w3.org/1999/xlink'", content)

static void test_svg_sizes(void **state)
{
    Bench *b = *state;
    static const char *const sizes[] = {
        SVG("width='10mm' height='5mm'", ""),
        SVG("width='1cm' height='0.5cm'", ""),
        SVG("width='10mm' viewBox='0 0 20 10'", ""),
        SVG("height='5mm' viewBox='-3,-4.5 20,10'", ""),
        "\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- x -->" SVG("width='10mm' height='5mm'", "<g/>"),
    };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(read_bytes(b, str_of(sizes[i])), ST_OK);
        assert_size(b, PICTURE_SVG, 360000, 180000);
    }
    static const char *const pixels[] = {
        SVG("width='20' height='10px'", ""),
        SVG("viewBox='0 0 20 10'", ""),
        SVG("width='100%' height='100%' viewBox='0 0 20 10'", ""),
        SVG("width='15pt' height='7.5pt'", ""),
        SVG("width='2e1' height='1e1' viewBox='5 5 20.000 10'", ""),
    };
    for (size_t i = 0; i < sizeof pixels / sizeof pixels[0]; i++) {
        assert_int_equal(read_bytes(b, str_of(pixels[i])), ST_OK);
        assert_size(b, PICTURE_SVG, 20 * 9525, 10 * 9525);
    }
}

static void test_svg_without_size(void **state)
{
    static const char *const sizes[] = {
        SVG("", ""),
        SVG("width='10mm'", ""),
        SVG("width='0' height='0'", ""),
        SVG("width='-5' height='10'", ""),
        SVG("viewBox='0 0 0 10'", ""),
        SVG("viewBox='0 0 10'", ""),
        SVG("width='99999999999999999999' height='1'", ""),
        SVG("width='1000000in' height='1in'", ""),
        SVG("width='1mm' viewBox='0 0 .001 1000000'", ""),
    };
    Bench *b = *state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_refused(b, str_of(sizes[i]), TMPL_PICTURE_NO_SIZE);
    }
}

static void test_svg_dangers(void **state)
{
    static const char *const bad[] = {
        SIZED("<script>alert(1)</script>"),
        SIZED("<g onload='x()'/>"),
        SIZED("<foreignObject/>"),
        SIZED("<image href='photo.png'/>"),
        SIZED("<image xlink:href='http://exemple.fr/photo.png'/>"),
        SIZED("<image xlink:href='file:///etc/passwd'/>"),
        SIZED("<image href='data:image/svg+xml,x'/>"),
        SIZED("<use xlink:href=' other.svg#a'/>"),
        SIZED("<a href='javascript:x'/>"),
        SIZED("<g xml:base='http://exemple.fr/'><use href='#a'/></g>"),
        SIZED("<set attributeName='xlink:href' to='http://exemple.fr'/>"),
        SIZED("<style>@IMPORT 'a.css';</style>"),
        SIZED("<style>rect{fill:url( \"http://exemple.fr/a\")}</style>"),
        SIZED("<style>rect{fill:u\\72l(http://exemple.fr/a)}</style>"),
        SIZED("<rect fill='URL(//exemple.fr/a)'/>"),
        SIZED("<rect style='filter:url(a.svg#b)'/>"),
        "<?xml-stylesheet href='a.css'?>" SIZED(""),
        "<!DOCTYPE svg [<!ENTITY a 'b'>]>" SIZED(""),
    };
    Bench *b = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_refused(b, str_of(bad[i]), PKG_PICTURE_UNSAFE);
    }
}

static void test_svg_harmless(void **state)
{
    static const char *const good[] = {
        SIZED(
            "<linearGradient id='a'/><rect fill='url(#a)'/><use xlink:href='#a'/><image href=''/>"),
        SIZED("<style>rect{fill:url('#a')} @font-face{font-family:x}</style>"),
        SIZED("<image href='data:image/png;base64,AAAA'/><metadata>http://exemple.fr</metadata>"),
    };
    Bench *b = *state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(read_bytes(b, str_of(good[i])), ST_OK);
        assert_int_equal(b->diags.n, 0);
    }
}

static void test_svg_depth(void **state)
{
    Bench *b = *state;
    buf_puts(&b->bytes, "<svg xmlns='http://www.w3.org/2000/svg'>");
    for (int i = 0; i < 300; i++) {
        buf_puts(&b->bytes, "<g>");
    }
    assert_refused(b, buf_str(&b->bytes), PKG_PICTURE_UNSAFE);
}

/* --- neither ------------------------------------------------------------------------------------------- */

static void test_other_kinds(void **state)
{
    static const Str others[] = {{"", 0},        {"GIF89a", 6},   {"BM\0\0\0\0", 6},
                                 {"PK\3\4", 4},  {"%PDF-1.7", 8}, {"RIFF\0\0\0\0WEBP", 12},
                                 {"\x89PNG", 4}, {"\xFF\xD8", 2}, {"<html/>", 7},
                                 {"<svg/>", 6}}; /* without its namespace it draws nothing */
    Bench *b = *state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_refused(b, others[i], TMPL_PICTURE_KIND);
    }
    assert_refused(b, STR("<svg xmlns='http://www.w3.org/2000/svg'"), TMPL_PICTURE_DAMAGED);
}

static void test_names(void **state)
{
    (void)state;
    assert_true(str_is(picture_extension(PICTURE_JPEG), ".jpg"));
    assert_true(str_is(picture_media_type(PICTURE_PNG), "image/png"));
    assert_true(str_is(picture_extension(PICTURE_SVG), ".svg"));
    assert_true(str_is(picture_media_type(PICTURE_SVG), "image/svg+xml"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_png_size),          CASE(test_png_density),
        CASE(test_png_cut_anywhere),  CASE(test_png_each_flipped_bit),
        CASE(test_png_header),        CASE(test_png_too_large),
        CASE(test_jpeg_size),         CASE(test_jpeg_scans),
        CASE(test_jpeg_cut_anywhere), CASE(test_jpeg_damaged),
        CASE(test_jpeg_orientation),  CASE(test_svg_sizes),
        CASE(test_svg_without_size),  CASE(test_svg_dangers),
        CASE(test_svg_harmless),      CASE(test_svg_depth),
        CASE(test_other_kinds),       CASE(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
