/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_rich - the tree of rich text and its dump.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "generator/base/limits.h"
#include "generator/base/mem.h"
#include "generator/text/rich.h"

static void test_children_keep_their_order(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    RichNode *doc = rich_add(&arena, NULL, RICH_DOC);
    RichNode *a = rich_add(&arena, doc, RICH_PARAGRAPH);
    RichNode *b = rich_add(&arena, doc, RICH_RULE);
    RichNode *c = rich_add(&arena, doc, RICH_LIST);
    assert_null(doc->parent);
    assert_ptr_equal(doc->first, a);
    assert_ptr_equal(a->next, b);
    assert_ptr_equal(b->next, c);
    assert_null(c->next);
    assert_ptr_equal(doc->last, c);
    assert_ptr_equal(c->parent, doc);
    arena_done(&arena);
}

/* Every kind that has details shows them; what can't be seen is spelt out. */
static void test_dump(void **state)
{
    (void)state;
    static const char wanted[] = "DOC\n"
                                 "  HEADING 3\n"
                                 "    TEXT \"a\\nb\\u00a0\\u202f\\\"\\\\\"\n"
                                 "  BLOCK_TAG {{>*x}} @2:5\n"
                                 "  LIST ordered from 4\n"
                                 "    ITEM\n"
                                 "      LINK -> \"https://\" {{y}} @0:0\n"
                                 "        CODE\n"
                                 "  TABLE of 2 columns\n"
                                 "    ROW header\n"
                                 "      CELL center\n";
    Arena arena;
    Buf out;
    arena_init(&arena, 0);
    buf_init(&out, MIB);
    RichNode *doc = rich_add(&arena, NULL, RICH_DOC);
    RichNode *heading = rich_add(&arena, doc, RICH_HEADING);
    heading->level = 3;
    rich_add(&arena, heading, RICH_TEXT)->text = STR("a\nb\xC2\xA0\xE2\x80\xAF\"\\");
    RichNode *tag = rich_add(&arena, doc, RICH_BLOCK_TAG);
    tag->tag = (Tag){.kind = TAG_PARTIAL, .is_dynamic = true, .name = STR("x")};
    tag->loc = (Loc){.line = 2, .column = 5};
    RichNode *list = rich_add(&arena, doc, RICH_LIST);
    list->is_ordered = true;
    list->start = 4;
    RichNode *link = rich_add(&arena, rich_add(&arena, list, RICH_ITEM), RICH_LINK);
    link->target = rich_add(&arena, NULL, RICH_TEXT);
    link->target->text = STR("https://");
    link->target->next = rich_add(&arena, NULL, RICH_TAG);
    link->target->next->tag = (Tag){.kind = TAG_VAR, .name = STR("y")};
    (void)rich_add(&arena, link, RICH_CODE);
    RichNode *table = rich_add(&arena, doc, RICH_TABLE);
    table->n_columns = 2;
    RichNode *row = rich_add(&arena, table, RICH_ROW);
    row->is_header = true;
    rich_add(&arena, row, RICH_CELL)->align = RICH_ALIGN_CENTER;
    rich_dump(doc, &out);
    buf_putc(&out, '\0');
    assert_string_equal(out.ptr, wanted);
    buf_clear(&out);
    rich_dump(heading->first, &out); /* one node alone: its neighbours stay out */
    assert_int_equal(memchr(out.ptr, '\n', out.len) == out.ptr + out.len - 1, 1);
    buf_done(&out);
    arena_done(&arena);
}

static void test_out_of_memory(void **state)
{
    (void)state;
    Arena arena;
    arena_init(&arena, 0);
    mem_fail_at(1);
    assert_null(rich_add(&arena, NULL, RICH_DOC));
    mem_fail_at(0);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_children_keep_their_order),
        cmocka_unit_test(test_dump),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
