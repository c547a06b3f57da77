/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift - finds the tags of a package part however they are split, and puts each into one place of the tree, so that the
 * part can be written as bytes and instructions. One rule for Word and ODF: a section tag alone in its paragraph governs
 * whole paragraphs, alone in a row or list item whole rows or items.
 *
 * Floor 5 (format). May be used by: format. Works at compile time only.
 */
#pragma once

#include <libxml/tree.h>

#include "generator/format/format.h"
#include "generator/pack/xmltree.h"

/* Marks in attribute values: the last private plane, which no document uses (Word's symbol fonts sit in U+F000…). */
#define ATTR_MARK_FIRST 0x100000u
#define ATTR_MARK_LAST 0x10FFFDu

/* Who writes the comments of `ccap check --annotate`; they are not read when the copy becomes a template again. */
#define LIFT_ANNOTATOR "ccap"

typedef enum MarkKind {
    MARK_TAG,  /* a variable, partial … as it was written */
    MARK_OPEN, /* section or inverted section */
    MARK_CLOSE,
    MARK_RICH_BEGIN, /* the paragraph that follows gives way to rich text */
    MARK_RICH_END,
    MARK_HEADING, /* a paragraph to count; number: level of a heading, or 0; list, value: where */
    MARK_FIRST_TURN,  /* number: slot; what MARK_AGAIN writes next is "false" */
    MARK_AGAIN,       /* number: slot; "false" once, then "true" */
    MARK_COUNT,       /* number: slot; 1, 2, 3 */
    MARK_TOC,         /* name: models of entries; number: highest level; value: all but the first */
    MARK_TOC_HEADING, /* number: first of two slots; from: level; value: has a number */
    MARK_START,       /* number: the next count of list, value */
    MARK_NEW_LIST,    /* number: slot; list: begins again, the slot gets its number */
    MARK_ANCHOR,      /* name: "ref.x" of a bookmark, as a path or text */
    MARK_ANCHOR_END,  /* the end of the bookmark that the last anchor began */
    MARK_UID_NEXT,    /* number: slot */
    MARK_UID_SAME,
    MARK_LITERAL,    /* name: text of the document that looks like a mark of ours */
    MARK_LINK_END,   /* number: the slot of the MARK_PLACE where an address begins */
    MARK_COPY_NEXT,  /* number: slot */
    MARK_COPY_FIRST, /* number: slot; from: the slot that counts */
    MARK_COPY_NAME,  /* number: slot; name: of prog_copy_name, escaped */
    MARK_PLACE,      /* number: slot */
    MARK_FILL,       /* number: slot; name: bytes for when nothing was written since */
    MARK_FILL_TABLE, /* as FILL, also for when a table was written last */
    MARK_CELL,       /* name: a tag; number: CellKind; text: of prog_cell */
    MARK_LINE_BEGIN, /* number: the first of LINE_SLOTS; what follows goes if its sections write nothing */
    MARK_LINE_GREW, /* behind a section, whose place is in slot + LINE_SECTION */
    MARK_LINE_END,
    MARK_TAKE_BACK, /* number: the first of three slots */
    MARK_REF,       /* number: RefMode; value: NumberContext; name: without "ref." */
    MARK_OBJECT,    /* number: of parts_add_object; value: which of its values */
} MarkKind;

typedef struct Mark {
    MarkKind kind;
    TagKind tag;
    Str name;
    Str text;
    Escape escape;
    uint32_t number;
    uint32_t from;
    uint8_t value;
    uint32_t list;   /* of the document numbering, 1-based; 0: none is said */
    bool is_path;    /* ANCHOR: the name is a tag */
    bool is_address; /* TAG: its value begins an address; number: a slot */
    bool
        has_object; /* OPEN, CLOSE: a picture or note is all that its paragraph holds beside tags */
    uint32_t paragraph;
    Excerpt excerpt;
} Mark;

/* What an element does to a field of Word, whose parts are only marked in the text. */
typedef enum FieldStep { FIELD_NONE, FIELD_BEGIN, FIELD_SEPARATE, FIELD_END } FieldStep;

/* A break that a paragraph carries: it outlives the section tag that stands alone there. */
typedef enum LiftBreak {
    BREAK_NONE,
    BREAK_SECTION, /* layout of the pages: stays outside of the section, whichever end stands here */
    BREAK_BEFORE,  /* a new page before the paragraph: before its tags */
    BREAK_AFTER,
} LiftBreak;

/* A range that is part of the text of paragraphs; a place is one that only starts. */
typedef enum RangeHalf { RANGE_NONE, RANGE_START, RANGE_END } RangeHalf;

/* A prefix that what we write relies on. */
typedef struct LiftName {
    const char *prefix;
    const char *namespace;
} LiftName;

/* The words of a dialect: how Word and ODF call the same things. "NULL: none" means that the function may be missing. */
struct LiftDialect {
    const LiftName *names; /* ends with a prefix of NULL */
    bool (*is_paragraph)(const xmlNode *node);
    bool (*is_skipped)(
        const xmlNode *node); /* with all it contains: deleted text, notes anchored here … */
    bool (*is_text)(const xmlNode *text); /* this XML text node is text of the document */
    Escape (*text_escape)(const xmlNode *text);
    bool (*is_code)(
        const xmlNode
            *text); /* text of a field code, read apart from the text around it; NULL: none */
    FieldStep (*field_step)(const xmlNode *node); /* NULL: none */
    /* How a value at `at` in a field code is escaped; *ret_address: where the address begins that it is part of, or SIZE_MAX. */
    Escape (*code_escape)(Str code, size_t at, size_t *ret_address);
    bool (*is_code_attr)(const xmlAttr *attr); /* a field code too; NULL: none */
    const char *(*letters)(
        const xmlNode *node); /* an element that is text: "" soft hyphen, "-", " "; NULL: no text */
    bool (*is_object)(const xmlNode *node);     /* something visible that is no text */
    bool (*is_page_break)(const xmlNode *node); /* in the text; NULL: none */
    bool (*is_range)(
        const xmlNode
            *node); /* half of a range, which may stand between paragraphs; NULL: none may */
    RangeHalf (*half_of)(const xmlNode *node); /* such as may not; NULL: none */
    bool (*is_splittable)(
        const xmlNode *node); /* is cut in two wherever a section tag stands in it */
    bool (*is_cuttable)(const xmlNode *node);   /* the same, only if the section goes on outside */
    bool (*is_climbable)(const xmlNode *node);  /* a section tag at its edge may stand outside */
    bool (*is_properties)(const xmlNode *node); /* copied to both halves of a cut (w:rPr) */
    bool (*is_deleted)(const xmlNode *node);    /* a tracked deletion: nothing below it is read */
    bool (*is_caption)(
        const xmlNode
            *node); /* holds text that no paragraph holds: alternative texts; NULL: none */
    bool (*is_table)(const xmlNode *node);
    bool (*is_holder)(const xmlNode *node); /* must hold a paragraph: cell, header, note, box */
    bool (*is_row)(const xmlNode *node);
    bool (*is_cell)(const xmlNode *node);
    bool (*is_merged)(const xmlNode *cell);    /* shown as part of the one above; NULL: none is */
    bool (*is_item)(const xmlNode *node);      /* list item */
    bool (*is_group)(const xmlNode *node);     /* goes if a section tag is all that stands in it */
    bool (*is_vanishing)(const xmlNode *node); /* goes if all that it holds does: table, list … */
    xmlNode *(*content)(xmlNode *node); /* of a vanishing one: itself, or the child with it */
    LiftBreak (*break_of)(const xmlNode *paragraph);
    xmlNode *(*empty_paragraph)(xmlNode *cell); /* a new empty paragraph for a cell */
    void (*keep_space)(
        xmlNode *parent); /* spaces at the ends of this text count; NULL: nothing to do */
    void (*mend)(Lift *lift, xmlNode *root); /* after the tags: what would contradict the values */
    Str table_end; /* a cell that ends with this lacks a paragraph; empty: it may */
    Str paragraph_start;
    /* How inline rich text stands at this mark (docx: between two runs); NULL: no rich text. False: not here. */
    bool (*rich_place)(Lift *lift, const xmlNode *mark, RichPlace *ret_place);
};

#define LIFT_MAX_TORN 16
/* Of the text around a tag that a diagnostic shows. */
#define EXCERPT_CODE_POINTS ((size_t)40)

struct Lift {
    Arena *arena;
    const Source *source;
    DiagList *diags;
    xmlDoc *doc;
    const Package *package;
    const Library *library;    /* NULL: no tag is rich text */
    const OoxmlPackage *ooxml; /* facts about the package, NULL for ODF */
    Parts *parts;
    size_t part; /* of `parts` and of the package: the one at work */
    const LiftDialect *dialect;
    Mark *marks;
    size_t n_marks;
    size_t cap_marks;
    uint32_t first_paragraph; /* paragraphs of the part before this tree */
    uint32_t paragraph;
    Str delims[2]; /* in force, as a tag changed them; empty: {{ }} */
    uint32_t n_slots;
    Str torn
        [LIFT_MAX_TORN]; /* sections reported already, of whose other tags nothing more is said */
    size_t n_torn;
    bool has_library; /* values may be rich text */
    bool has_hints;   /* of TemplateOptions */
    bool has_tags;    /* a tag was found; without one the part stays as it is */
    bool has_errors;
    bool is_nomem;
};

/* A new mark's processing instruction, not yet in the tree; NULL if out of memory. */
xmlNode *lift_mark(Lift *lift, const Mark *mark);
/* The mark of a processing instruction of ours, or NULL. */
const Mark *lift_mark_of(const Lift *lift, const xmlNode *node);
/* True if a variable refers to an article ("ref.x"), false if the data gives it. */
bool lift_is_ref(const Lift *lift, const Mark *mark);
/* Cuts the mark's parent in two around it, so that it stands beside the halves; empty halves go. False: no memory. */
bool lift_split(Lift *lift, xmlNode *mark);
/* How many sections the tags of a text leave open: before the lift, and roughly. */
int lift_depth_change(Str text);
/* A mark as a code point for an attribute value, appended to out as UTF-8. */
void lift_attr_mark(Lift *lift, const Mark *mark, Buf *out);
/* To be called first: what looks like a mark of ours in the attributes of the part is kept as text. */
MUST_CHECK Status lift_start(Lift *lift);
/* Lifts all tags of a document part (paragraphs, then rows, items, pairs). ST_INPUT if anything was reported. */
MUST_CHECK Status lift_document(Lift *lift);
/* Lifts the tags of every text node and attribute of a plain part. */
MUST_CHECK Status lift_plain(Lift *lift);
/* ST_INPUT if anything was reported so far, ST_NOMEM if memory ran out. */
MUST_CHECK Status lift_status(const Lift *lift);
/* Writes the tree as a program. */
MUST_CHECK Status lift_compile(Lift *lift, Str name, const Program **ret_program);

/* All paragraphs of a document part as they are counted in diagnostics; NULL if out of memory. */
xmlNode **lift_paragraphs(Arena *arena, const LiftDialect *dialect, xmlNode *root, size_t *ret_n);
/* Halves of ranges below a node that is about to go move beside it, so that the others keep their partners. */
void lift_save_ranges(Lift *lift, xmlNode *node, bool is_before);

/* The number of the paragraph around a node, while the part is lifted; 0: none. */
uint32_t lift_paragraph_of(const xmlNode *node);
/* The next node in document order within `root`, or NULL; `skip`: not into this one. */
xmlNode *lift_next(const xmlNode *node, const xmlNode *root, bool skip);
/* True if the node is an element of this namespace and local name; strict OOXML counts as what it stands for. */
bool lift_is(const xmlNode *node, const char *namespace, const char *name);
/* The same for attributes; namespace NULL: none. */
bool lift_is_attr(const xmlAttr *attr, const char *namespace, const char *name);
/* The first child of this name, or NULL; NULL also if `node` is NULL. */
xmlNode *lift_child(const xmlNode *node, const char *namespace, const char *name);
/* Takes a node out of its tree and frees it with all below it; NULL: nothing. */
void lift_remove(xmlNode *node);
/* The attribute's value in the lift's arena (namespace NULL: none), or STR_EMPTY. */
Str lift_attr(Lift *lift, const xmlNode *node, const char *namespace, const char *name);
