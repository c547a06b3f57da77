/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain - lays out marked text as plain lines of a fixed width: paragraphs wrapped, lists indented, tables in columns.
 *
 * Floor 3 (text). May be used by: format.
 */
#pragma once

#include "generator/base/arena.h"
#include "generator/base/buf.h"

/* Code points in a line; a longer word or table has a line of its own length. */
#define PLAIN_WIDTH 78

/*
 * A block of the text is PLAIN_BLOCK, one of the kinds below, its text, PLAIN_END. What stands outside of blocks is wrapped line
 * by line; a line of '=' or '-' alone becomes as long as the line above it; more than one empty line in a row is one.
 */
#define PLAIN_BLOCK "\x1c"
#define PLAIN_END "\x1d"
#define PLAIN_PARAGRAPH "p"
#define PLAIN_HEADING "h"
#define PLAIN_QUOTE "q"
#define PLAIN_CODE "c"
#define PLAIN_RULE "r"
#define PLAIN_NUMBERS "N" /* a numbered list begins */
#define PLAIN_BULLETS "B"
#define PLAIN_ITEM "i"
#define PLAIN_LIST_END "n"
#define PLAIN_TABLE "T"
#define PLAIN_HEAD_ROW "H" /* a row begins: of the table's head */
#define PLAIN_ROW "R"
#define PLAIN_CELL "x" /* then 'l', 'c' or 'r', and the cell's text */
#define PLAIN_TABLE_END "t"

/* Appends the laid-out text. arena: for the cells of tables. ST_NOMEM or ST_LIMIT if it does not fit. */
MUST_CHECK Status plain_layout(Arena *arena, Str marked, Buf *out);
