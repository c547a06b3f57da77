/* SPDX-License-Identifier: Apache-2.0 */
/*
 * limits - every limit on input and output, with its reason. Each has a diagnostic and a test. What one file holds back for itself
 * (the room of a buffer) stands there.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

#include <stddef.h>

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

/* A market, clause or schema written by a person: far above any real one (5 KiB), below what hurts. */
#define LIMIT_YAML_BYTES (4 * MIB)
#define LIMIT_YAML_NODES ((size_t)100000)
/* Data of `render` and records of a batch: spreadsheets of 100,000 rows. */
#define LIMIT_DATA_BYTES (64 * MIB)
#define LIMIT_DATA_NODES ((size_t)10000000)
/* Cells of a row of a table: what spreadsheets can hold. */
#define LIMIT_CSV_CELLS ((size_t)16384)
/* libyaml is quadratic in nesting. */
#define LIMIT_YAML_DEPTH 64
/* Aliases share nodes; the count of nodes reached through them is bounded by the node limit. */
#define LIMIT_YAML_ALIASES ((size_t)10000)

/* Schemas: alternatives inside alternatives multiply; ten million nodes, each looked at ten times, are still fine. */
#define LIMIT_SCHEMA_STEPS ((size_t)100000000)
/* References and alternatives one inside the other at one place of the data; ours stay below 6. */
#define LIMIT_SCHEMA_NESTING 32
/* Steps of one regular expression on one text; a sound one needs a few hundred. */
#define LIMIT_PATTERN_STEPS 100000
/* Bytes of one paragraph that text rules look at as a whole: ten pages; a longer one is cut at a space. */
#define LIMIT_TEXT_PARAGRAPH ((size_t)(32 * KIB))

/* Packages: a real DOCX has 20 entries; a zip bomb announces itself by count, size or ratio. */
#define LIMIT_PKG_ENTRIES ((size_t)1000)
#define LIMIT_PKG_ENTRY_BYTES (64 * MIB)
#define LIMIT_PKG_BYTES (256 * MIB)
#define LIMIT_PKG_RATIO ((size_t)100)
#define LIMIT_PKG_RATIO_FLOOR (100 * KIB)
/* Pictures that replace a placeholder: a photo of 100 megapixels passes, a bomb of pixels does not. */
#define LIMIT_PICTURE_BYTES (32 * MIB)
#define LIMIT_PICTURE_SIDE 30000
#define LIMIT_PICTURE_PIXELS ((uint64_t)120000000)
/* XML: Word's own documents stay below 40. */
#define LIMIT_XML_DEPTH 256

/* Templates. */
#define LIMIT_RECURSION 32
#define LIMIT_SECTIONS 64
#define LIMIT_OUTPUT_BYTES (256 * MIB)
/* Turns of sections and calls of partials in one record; a list inside itself 64 deep would never end. */
#define LIMIT_TURNS ((size_t)100000000)
/* The text of one clause body once laid out; md4c can blow 61 KB of link references up to 30 MB. */
#define LIMIT_MARKDOWN_BYTES (1 * MIB)
#define LIMIT_RICH_BYTES (8 * MIB)
/* Shared texts in one block, those that they include counted again; the longest clause has 4. */
#define LIMIT_INCLUDES ((size_t)1000)
/* One private-use code point each, U+E000 to U+F8FF; the longest clause has 150. */
#define LIMIT_MARKDOWN_TAGS ((size_t)6400)
/* Lists, quotations and formats inside one another; what walks the tree may then recurse. */
#define LIMIT_RICH_DEPTH 64

/* Expressions: a rule is one line; nesting and steps bound the work of a hostile one. */
#define LIMIT_EXPR_BYTES (4 * KIB)
#define LIMIT_EXPR_DEPTH 32
#define LIMIT_EXPR_STEPS ((size_t)1000000)

/* One line of a manifest: 100 diagnostics of a record and the facts of its lots. */
#define LIMIT_LINE_BYTES (16 * MIB)
/* Hashes that tell records of a batch apart: a hundred million of them. */
#define LIMIT_HASHES_BYTES (2048 * MIB)

/* Diagnostics a source; then one says so. */
#define LIMIT_DIAGS ((size_t)100)
