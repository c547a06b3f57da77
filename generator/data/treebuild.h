/* SPDX-License-Identifier: Apache-2.0 */
/*
 * treebuild - puts values together into a tree, for the readers of YAML and JSON, and keeps their common limits:
 * characters, nodes, depth, duplicate keys.
 *
 * Floor 1 (data). May be used by: yamlload, yamlplain, json; what looks at texts and numbers: everyone above.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/base/limits.h"
#include "generator/data/value.h"
#include "generator/data/yamlload.h"

/* Members that wait for the end of their map or list; more than that go to the arena. */
#define BUILD_FIRST_MEMBERS 64

typedef struct BuildFrame {
    Value *node;
    Member next;     /* key that waits for its value */
    size_t first;    /* of its members, in Build.members */
    uint32_t height; /* of the tree so far: 1 without children */
    bool has_key;
    bool drops_value; /* the key was refused: its value goes too */
} BuildFrame;

typedef struct Build {
    Arena *arena;
    const Source *source;
    DiagList *diags;
    YamlLimits limits;
    size_t n_nodes;
    bool has_errors;
    Value *root;
    uint32_t depth; /* open frames */
    Member *members;
    size_t n_members;
    size_t cap_members;
    BuildFrame frames[LIMIT_YAML_DEPTH];
    Member first_members[BUILD_FIRST_MEMBERS];
} Build;

/* Prepares for one tree. limits.max_depth: at most LIMIT_YAML_DEPTH. */
void build_init(Build *b, Arena *arena, const Source *source, YamlLimits limits, DiagList *diags);
/* True if the innermost open node is a map that waits for a key. */
bool build_wants_key(const Build *b);
/* Reports at loc; the load goes on and fails at its end. */
Diag *build_report(Build *b, DiagCode code, Loc loc, Str arg);
/* Reports that a limit was reached, with its value as argument; gives ST_LIMIT. */
MUST_CHECK Status build_refuse(Build *b, DiagCode code, Loc loc, size_t limit);
/* Opens a VALUE_MAP or VALUE_LIST. ST_LIMIT: too deep, too many nodes. */
MUST_CHECK Status build_open(Build *b, ValueKind kind, Loc loc);
/* The key of the next value. is_dropped: the key was refused, its value will be read and forgotten. */
void build_key(Build *b, Str key, Loc loc, bool is_dropped);
/* Adds a value made by the caller (NULL: out of memory). ST_LIMIT: too many nodes. */
MUST_CHECK Status build_add(Build *b, Value *value);
/* Adds a value that stands in the tree already, by an alias at loc. height: of its tree. ST_LIMIT: too deep. */
MUST_CHECK Status build_add_shared(Build *b, Value *value, uint32_t height, Loc loc);
/* Closes the innermost node; reports duplicate keys. ret_height may be NULL. */
MUST_CHECK Status build_close(Build *b, Value **ret_closed, uint32_t *ret_height);

/*
 * Looks through bytes [from, to) of the source for what we refuse anywhere: malformed UTF-8, control characters,
 * bidirectional overrides; has_yaml_breaks: also line breaks that YAML 1.1 and 1.2 read differently.
 * Reports each; ST_INPUT if there was one.
 */
MUST_CHECK Status build_check_text(const Source *source, size_t from, size_t to,
                                   bool has_yaml_breaks, DiagList *diags);
/* Reports hostile characters that came into `text` by escape sequences; false if there was one. */
bool build_check_unescaped(Build *b, Str text, Loc loc);
/* True for a YAML 1.2 core decimal: "12", "-0.5", "+.5", "5.", "1e3". */
bool build_is_decimal(Str text);
/*
 * The value of a plain scalar by the core schema of YAML 1.2; decimal numbers only, so 0x1F, 0o17, .inf and .nan stay texts. A
 * number that can't be kept is reported. text: borrowed. NULL: out of memory.
 */
Value *build_plain(Build *b, Str text, Loc loc);
/* Bytes of a byte-order mark at the start of the text: 0 or 3. */
size_t build_bom_size(Str text);
