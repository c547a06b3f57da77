/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ids - names and ranges that stand in sections of a lifted part, once its section marks have their places: the first copy of
 * a name keeps it, the others get a number; what refers to it in the same turn follows. What stands in no section stays as
 * its author wrote it.
 *
 * Floor 5 (format). May be used by: docx_*.c, odt_*.c. Works at compile time only.
 */
#pragma once

#include "generator/format/lift.h"

/* A section of the part; number 0 is the part itself. */
typedef struct IdSection {
    xmlNode *open;
    xmlNode *close;
    uint32_t parent;
    uint32_t depth;
    uint32_t counted; /* the last name of which each turn begins a copy */
} IdSection;

/* A name where it is given (target) or used. */
typedef struct IdUse {
    int kind; /* names of one kind are unique among themselves */
    Str name;
    uint32_t section;
    bool is_target;
    xmlNode *node; /* element or text node; NULL: it is gone */
    xmlAttr *attr; /* NULL: in the text node's content */
    size_t from;   /* bytes of the name in the value or content */
    size_t to;
    size_t order;
    uint32_t slot;
    Str text; /* of the mark; ptr NULL: it stays */
} IdUse;

/* The start or end of a range. */
typedef struct IdEnd {
    int kind;
    Str key;
    uint32_t section;
    bool is_start;
    xmlNode *node;
    size_t order;
    size_t use; /* the name that stands there; SIZE_MAX: none */
} IdEnd;

typedef struct Ids Ids;
struct Ids {
    Lift *lift;
    IdSection *sections;
    size_t n_sections;
    size_t cap_sections;
    IdUse *uses;
    size_t n_uses;
    size_t cap_uses;
    IdEnd *ends;
    size_t n_ends;
    size_t cap_ends;
    bool has_lost_starts; /* ends alone are mended wherever they stand */
    size_t max_name;      /* code points that a name may have; 0: any */
    Str uid_mark;         /* of ids_set_uid */
    bool is_nested;       /* the whole part is run for each copy, and its slot 0 numbers them */
    void *ctx;            /* the format's own */
    void (*visit)(Ids *ids, xmlNode *node,
                  uint32_t section); /* each element; may not unlink nodes */
    /* A range whose ends now stand in one section. */
    void (*pair)(Ids *ids, const IdEnd *start, const IdEnd *end);
    /* True if an end may stand beside this section mark. */
    bool (*fits)(const xmlNode *mark);
    /* An end without its partner, or a range that can't be one: `point` stays, if not NULL, `gone` goes. */
    void (*collapse)(Ids *ids, IdEnd *point, IdEnd *gone);
};

/* Walks the part and calls `visit`, which calls the functions below; then ranges are mended and names made unique. */
MUST_CHECK Status ids_run(Ids *ids, Lift *lift);

/*
 * The first of many numbers that no identifier of the package is, or ends in: new ones are counted from there. At least
 * `wanted`. ST_NOMEM without memory.
 */
MUST_CHECK Status ids_first_free(Arena *arena, const Package *package, uint32_t wanted,
                                 uint32_t *ret_first);

/* The attribute (namespace NULL: none), or NULL. */
xmlAttr *ids_attr(const xmlNode *node, const char *namespace, const char *name);
/*
 * A name that is the value of `attr` without `skip` bytes at its start and what follows the first `stop` ('\0': nothing). One
 * that holds a tag is its author's own care.
 */
void ids_add_attr(Ids *ids, int kind, bool is_target, uint32_t section, xmlNode *node,
                  xmlAttr *attr, size_t skip, char stop);
/* A name in bytes from … to of the attribute's value. */
void ids_add_value(Ids *ids, int kind, bool is_target, uint32_t section, xmlNode *node,
                   xmlAttr *attr, size_t from, size_t to);
/* A name in bytes from … to of a text node. */
void ids_add_text(Ids *ids, int kind, uint32_t section, xmlNode *text, size_t from, size_t to);
/* True if a name holds a tag, which is then its author's own care. */
bool ids_has_mark(Str name);
/* To be called behind ids_add_attr if the end carries a name. */
void ids_add_end(Ids *ids, int kind, Str key, bool is_start, uint32_t section, xmlNode *node);
/* The attribute's value becomes `before` with a new unique number. */
void ids_set_uid(Ids *ids, xmlNode *node, xmlAttr *attr, const char *before);
/* The attribute's value becomes a mark. */
void ids_set_mark(Ids *ids, xmlNode *node, xmlAttr *attr, const Mark *mark);
/* Takes the end, with its name, out of the tree. */
void ids_drop_end(Ids *ids, IdEnd *end);
