/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifies yamlplain.c (with yamlscan.c, yamlscalar.c and yamlflow.c) against libyaml, which yamlstream_next always asks: what it
 * reads must be the same tree, node by node with its place and its text as written; what people write it must read; the rest it
 * must leave, without a trace.
 */
#include "generator/base/file.h"
#include "generator/base/mem.h"
#include "generator/data/treebuild.h"
#include "generator/data/yamlplain.h"
#include "tests/unit/data_fixture.h"

static bool is_same_loc(Loc a, Loc b)
{
    return a.source == b.source && a.line == b.line && a.column == b.column;
}

/* A NUL stands behind the texts of both. */
static bool is_same_text(Str a, Str b)
{
    return str_eq(a, b) && a.ptr && a.ptr[a.len] == '\0';
}

static bool is_same(const Value *a, const Value *b)
{
    bool is_alike = a->kind == b->kind && a->origin == b->origin && is_same_loc(a->loc, b->loc);
    if (!is_alike) {
        return false;
    }
    if (a->kind == VALUE_LIST) {
        for (size_t i = 0; i < a->list.n; i++) {
            is_alike = is_alike && i < b->list.n && is_same(a->list.items[i], b->list.items[i]);
        }
        return is_alike && a->list.n == b->list.n;
    }
    if (a->kind == VALUE_MAP) {
        for (size_t i = 0; i < a->map.n; i++) {
            const Member *m = &a->map.members[i];
            const Member *other = &b->map.members[i];
            is_alike = is_alike && i < b->map.n && is_same_text(m->key, other->key) &&
                       is_same_loc(m->key_loc, other->key_loc) && is_same(m->value, other->value);
        }
        return is_alike && a->map.n == b->map.n;
    }
    return is_same_text(a->text, b->text) && value_equal(a, b);
}

/* The only document as libyaml reads it, or NULL. */
static Value *by_libyaml(Fixture *f, const Source *source)
{
    DiagList diags;
    YamlStream *stream = NULL;
    Value *root = NULL;
    Value *behind = NULL;
    diag_list_init(&diags, &f->arena);
    assert_int_equal(yamlstream_new(source, YAML_LIMITS_FILE, &stream), ST_OK);
    Status st = yamlstream_next(stream, &f->arena, &diags, &root);
    Status end = st == ST_OK ? yamlstream_next(stream, &f->arena, &diags, &behind) : st;
    yamlstream_free(stream);
    return end == ST_OK && !behind ? root : NULL;
}

/* True if the fast reader took the text; then libyaml reads the same. */
static bool is_read(Fixture *f, Str text)
{
    Value *root = NULL;
    const Source *source = fixture_source(f, text);
    diag_list_init(&f->diags, &f->arena);
    size_t from = build_bom_size(text);
    if (build_check_text(source, from, text.len, true, &f->diags) != ST_OK) {
        return false; /* yamlload refuses it before */
    }
    assert_int_equal(yamlplain(&f->arena, source, YAML_LIMITS_FILE, &f->diags, &root), ST_OK);
    assert_int_equal(f->diags.n, 0);
    if (!root) {
        return false;
    }
    const Value *wanted = by_libyaml(f, source);
    if (!wanted || !is_same(root, wanted)) {
        fail_msg("libyaml reads %s: %.*s", wanted ? "another tree" : "nothing", STR_ARG(text));
    }
    return true;
}

static const char *const plain_texts[] = {
    "a: 1",
    "a: 1\n",
    "a: 1\r\nb: 'x'\r\n\r\nc:\r\n  - y\r\n",
    ("\xEF\xBB\xBF"
     "clé: valeur\nété: \"é\"\n"),
    "---\na: 1\n",
    "# only a comment before\n\n  # and one further in\na: 1 # behind\n# below\n",
    "a:\nb: ~\nc: null\nd: true\ne: -1.5\nf: +.5\n",
    "a:\n  b:\n    c: x\n  d: y\ne: z\n",
    "  a: 1\n  b: 2\n",
    "- a\n- b\n-\n- - c\n  - d\n-   - e\n    - f\n",
    "- a: 1\n  b: 2\n-\n  c: 3\n- d:\n  - e\n  f:\n    - g\n",
    "a:\n- b\n-\n- c: d\n  e: f\ng:\n- h\n",
    "a:\n  - b:\n    - c\n    d: e\n  -\n",
    "a:   b  \nc :  d\n'e' : f\n\"g h\": i\n'': j\n",
    "url: http://example.org/a:b#c\ntime: 12:30:00\nhash: a#b\ndash: -x\nq: a?b\n",
    "a: 'l''été'\nb: ''''\nc: ''\nd: \"\"\ne: 'a\"b'\n",
    "a: \"dit \\\"oui\\\" \\\\ \\n\\/ \"\n",
    "a: un texte\n  sur deux lignes\n\n\n  et plus # fin\nb: x\n",
    "a:\n  un texte\n    plus loin\nb:\n  'cité'\nc:\n  [d, e]\n",
    "a: 'un\n  texte\n\n  cité  '\nb: \"un  \n deux\\n  \n\n  trois\"\n",
    "a: \"\n  x\"\nb: '\n\n\n  '\n",
    "- un texte\n  plus long\n- 'x\n  y'\n",
    "a: |\n  ligne\n    plus loin\n\n  fin\nb: |-\n  x\n\nc: |+\n  y\n\n\nd: z\n",
    "a: |\n\n\n  début vide\n  # pas un commentaire\n# un commentaire\nb: x\n",
    "a: >\n  plié\n  ici\n\n  là\n\n\n  enfin\nb: >-\n  x\n  y\n\nc: >+\n  z\n\n",
    "a: | # dit\n  x\n",
    "a: |\n  sans fin de ligne",
    "a: |+\n  sans fin de ligne\n  ",
    "- |\n x\n- >\n y\n y\n- z\n",
    "a:\n- |\n x\n- y\n",
    "a: [b, 'c', \"d\", 1, -2, ~, true]\nb: []\nc: {}\n",
    "a: {b: c, d : e, 'f': g, \"h\": [i, {j: k}], l: {}}\n",
    "a: [b,\n  c, # dit\n  # seul\n\n  d\n  ]\nb: {c: d,\n e:\n  f\n}\n",
    "a: [b,\nc]\nd: x\n",
    "- [a, b]\n- {a: b}\n-\n  [c]\n",
    "a: {é: à, b: ü, c: [ß, œ]}\nd: [http://a.b/c, 12:30]\n",
    "a: \"x\" # dit\nb: 'y'   # dit\nc: [d] # dit\n",
    "a: #\nb: # c\n- # d",
    "a: x\n# b\n  # c\nd: y\n",
    "1: a\ntrue: b\n~: c\n",
};

static void what_people_write_is_read(void **state)
{
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof plain_texts / sizeof plain_texts[0]; i++) {
        if (!is_read(f, str_of(plain_texts[i]))) {
            fail_msg("left: %s", plain_texts[i]);
        }
    }
}

/* Rare YAML and mistakes are libyaml's. */
static void the_rest_is_left(void **state)
{
    Fixture *f = *state;
    static const char *const texts[] = {
        "",
        "# nothing",
        "scalar",
        "[a]",
        "{a: b}",
        "a: &x 1\nb: *x",
        "a: !!str 1",
        "? a\n: b",
        "%YAML 1.2\n---\na: 1",
        ("\n\xEF\xBB\xBF"
         "a: b"),
        "--- a",
        "a: 1\n---\nb: 2",
        "a: 1\n...",
        "a: 1\n...b: 2",
        "\n\n\n",
        "a: %x\n",
        "a:\tb",
        "a: |2\n  x",
        "a: >\n  x\n    y",
        "a: |\n   \n  x",
        "a: |\n",
        "a: \"\\u00e9\"",
        "a: \"x\\\n  y\"",
        "a: 1\na: 2",
        "a: {b: 1, b: 2}",
        "<<: {a: 1}",
        "a: {<<: b}",
        "a: b: c",
        "a: 'b' c",
        "a: 'b'#c",
        "a: 'b",
        "a: [b",
        "a: [b, ]",
        "a: [, b]",
        "a: [b: c]",
        "a: {b}",
        "a: {b: }",
        "a: {\"b\":c}",
        "a: [b]]",
        "a: {b: c]",
        "a: {{x}}",
        "a: - b",
        "a:\n  b: 1\n c: 2",
        "- a\nb: 1",
        "a: 1\n- b",
        "a: 1\n  b: 2",
        "a: @x",
        "a: 99999999999999999999999999999999999999999",
        "a\nb: 1",
        "a: x\n - y\n b: z",
        "a: [x\n  y]",
        "a: {b\n: c}",
        "a: 'x\n---\n'",
        "a:\n|\n x",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (is_read(f, str_of(texts[i]))) {
            fail_msg("read: %s", texts[i]);
        }
    }
}

/* One step beyond what libyaml allows is left: nesting, nodes, keys of a thousand bytes. */
static void limits_are_left(void **state)
{
    Fixture *f = *state;
    Buf out;
    buf_init(&out, 4 * MIB);
    for (size_t depth = LIMIT_YAML_DEPTH - 1; depth <= LIMIT_YAML_DEPTH + 1; depth++) {
        buf_clear(&out);
        for (size_t i = 0; i < depth; i++) {
            buf_puts(&out, "- ");
        }
        buf_puts(&out, "x\n");
        assert_int_equal(is_read(f, buf_str(&out)), depth <= LIMIT_YAML_DEPTH);
        buf_clear(&out);
        buf_puts(&out, "a: ");
        for (size_t i = 1; i < depth; i++) {
            buf_puts(&out, "[");
        }
        for (size_t i = 1; i < depth; i++) {
            buf_puts(&out, "]");
        }
        assert_int_equal(is_read(f, buf_str(&out)), depth <= LIMIT_YAML_DEPTH);
    }
    for (size_t n = 0; n < 2; n++) {
        buf_clear(&out);
        for (size_t i = 0; i < LIMIT_YAML_NODES - 1 + n; i++) {
            buf_puts(&out, "- x\n");
        }
        assert_int_equal(is_read(f, buf_str(&out)), n == 0);
    }
    for (size_t n = 900; n < 1200; n += 50) {
        buf_clear(&out);
        for (size_t i = 0; i < n; i++) {
            buf_putc(&out, 'k');
        }
        buf_puts(&out, ": x\n");
        assert_int_equal(is_read(f, buf_str(&out)), n <= 1000);
    }
    buf_done(&out);
}

static void read_folder(Fixture *f, Str path, size_t *io_n, size_t *io_read)
{
    Str *names = NULL;
    size_t n = 0;
    ArenaMark mark = arena_mark(&f->arena);
    assert_int_equal(file_list(&f->arena, path, &f->diags, &names, &n), ST_OK);
    for (size_t i = 0; i < n; i++) {
        Str file = file_join(&f->arena, path, names[i]);
        Str text;
        if (file_kind(file, false) == FILE_FOLDER) {
            read_folder(f, file, io_n, io_read);
        } else if (str_ends(file, STR(".yaml"))) {
            Status st = file_read(&f->arena, file, LIMIT_YAML_BYTES, (Loc){0}, &f->diags, &text);
            assert_int_equal(st, ST_OK);
            *io_n += 1;
            *io_read += is_read(f, text);
        }
    }
    arena_rewind(&f->arena, mark);
}

/* All files of the library and our examples: the same tree, and hardly one of them is left to libyaml. */
static void our_files_are_read(void **state)
{
    static const char *const folders[] = {"clauses", "examples", "templates", "tests"};
    Fixture *f = *state;
    size_t n = 0;
    size_t n_read = 0;
    const char *root = getenv("CCAP_SOURCE"); /* set by meson */
    if (!root) {
        skip();
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        Str path = arena_printf(&f->arena, "%s/%s", root, folders[i]);
        read_folder(f, path, &n, &n_read);
        print_message("# %s: %zu of %zu\n", folders[i], n_read, n);
    }
    assert_true(n > 200);
    assert_true(n_read * 100 >= n * 90);
}

/* The same numbers on every machine. */
static uint32_t next_random(uint64_t *io_state)
{
    *io_state = *io_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*io_state >> 33);
}

/* Pieces that mean something to YAML. */
static const char *const pieces[] = {
    " ",    "  ",   "\n", "\n  ", "\n\n", "\r\n", "- ", ": ",  ":",  ",",
    "[",    "]",    "{",  "}",    "#",    " #",   "'",  "\"",  "|",  ">",
    "|-\n", ">+\n", "-",  "---",  "a",    "é",    "''", "\\n", "? ", "\n- ",
};

/* Texts changed at random: taken away, put in, moved. Whatever is read of them is what libyaml reads. */
static void changed_texts_are_read_alike(void **state)
{
    enum { TURNS = 60000, MOST = 600 };
    Fixture *f = *state;
    uint64_t random = 20261121;
    size_t n_texts = sizeof plain_texts / sizeof plain_texts[0];
    size_t n_read = 0;
    ArenaMark mark = arena_mark(&f->arena);
    for (size_t turn = 0; turn < TURNS; turn++) {
        Str text = str_of(plain_texts[next_random(&random) % n_texts]);
        char *bytes = malloc(MOST); /* its own block, so that the sanitizer sees its end */
        size_t n = text.len;
        memcpy(bytes, text.ptr, n);
        for (size_t edits = next_random(&random) % 4 + 1; edits > 0; edits--) {
            size_t at = next_random(&random) % (n + 1);
            Str piece = str_of(pieces[next_random(&random) % (sizeof pieces / sizeof pieces[0])]);
            size_t gone = next_random(&random) % 3;
            gone = gone < n - at ? gone : n - at;
            if (n + piece.len > MOST) {
                continue;
            }
            memmove(bytes + at + piece.len, bytes + at + gone, n - at - gone);
            memcpy(bytes + at, piece.ptr, piece.len);
            n = n + piece.len - gone;
        }
        bytes = realloc(bytes, n > 0 ? n : 1);
        n_read += is_read(f, (Str){.ptr = bytes, .len = n});
        free(bytes);
        arena_rewind(&f->arena, mark);
    }
    print_message("# %zu of %d read\n", n_read, TURNS);
    assert_true(n_read > TURNS / 10);
}

/* Each allocation fails in turn; what is left behind is nothing. */
static void out_of_memory(void **state)
{
    (void)state;
    bool is_over = false;
    for (size_t i = 1; !is_over; i++) {
        Arena arena;
        DiagList diags;
        Value *root = NULL;
        arena_init(&arena, 0);
        diag_list_init(&diags, &arena);
        Source source = {.name = STR("x"), .text = STR("a: [b, {c: d}]\ne:\n  - f\n")};
        mem_fail_at(i);
        Status st = yamlplain(&arena, &source, YAML_LIMITS_FILE, &diags, &root);
        mem_fail_at(0);
        is_over = st == ST_OK;
        assert_true(is_over ? root != NULL : st == ST_NOMEM && !root);
        arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_people_write_is_read),
        TEST(the_rest_is_left),
        TEST(limits_are_left),
        TEST(our_files_are_read),
        TEST(changed_texts_are_read_alike),
        TEST(out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
