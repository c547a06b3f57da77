/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_inner - what the lift files share: found tags, text that is cut, structure, what may vanish.
 *
 * Floor 5 (format). May be used by: lift_*.c.
 */
#pragma once

#include "generator/format/lift.h"

/* A tag with its place in the text of its paragraph. */
typedef struct FoundTag {
    Tag tag;
    uint32_t column; /* 1-based, in code points; 0: not in the text of a paragraph */
    bool is_quoted;  /* between quotation marks, where these mean something: in a field code */
} FoundTag;

/* A stretch of joined text: a text node, or an element that stands for letters. */
typedef struct Piece {
    xmlNode *node;
    size_t start;
    size_t len;
    bool is_own; /* its bytes were copied once, and are cut in place from then on */
} Piece;

/* Text that is read as one, however it is split: of a paragraph, a field code, a label. */
typedef struct Flow {
    Piece *pieces;
    size_t n;
    size_t cap;
    Str text;
    FoundTag *tags;
    size_t n_tags;
    size_t cap_tags;
    Buf joining; /* until the text is complete */
} Flow;

typedef struct Paragraph {
    xmlNode *node;
    Flow flow;
    Flow *codes; /* of fields */
    size_t n_codes;
    size_t cap_codes;
    bool has_object;
    bool has_page_break;
    size_t break_at; /* offset of the last in the text */
} Paragraph;

/* lift_paragraph.c */
/* Joins the text of a paragraph and finds its tags; NULL if it has none. */
Paragraph *lift_find(Lift *lift, xmlNode *node);
/* Puts the marks of its tags in the tree. */
void lift_paragraph(Lift *lift, Paragraph *p);
/* The kind of a field is no value: data would say what Word does. Reports a tag that is or touches a code's first word. */
void lift_check_code(Lift *lift, const Flow *code);

/* lift_attr.c */
/* The tags of an element's attributes. */
void lift_attributes(Lift *lift, const xmlNode *element);
/* One text node that is read by itself: marks stand where the tags stood. */
void lift_plain_text(Lift *lift, xmlNode *node);
/* What looks like a mark of ours in attributes is kept as text. */
void lift_keep_literals(Lift *lift, xmlNode *root);

/* lift_flow.c: what paragraphs and attributes share */
/* One more piece; `text` is appended to flow->joining. */
void lift_add_piece(Lift *lift, Flow *flow, xmlNode *node, Str text);
/* Tags of flow->text, with the delimiters in force; changed ones stay so. is_paragraph: false for labels and codes. */
bool lift_find_tags(Lift *lift, Flow *flow, bool is_paragraph);
bool lift_has_delimiter(const Lift *lift, Str text);
/* True if hints are wanted and the text has what closes a tag. */
bool lift_has_stray(const Lift *lift, Str text);
/* The mark's value stands in this field code. */
void lift_mark_in_code(Lift *lift, Str code, const Tag *tag, Mark *mark);
Mark lift_mark_of_tag(Lift *lift, Str text, const FoundTag *tag, Escape escape);
/* Removes the bytes of one tag from all pieces it touches and puts its mark where it began; is_silent: no mark. */
void lift_cut_tag(Lift *lift, Flow *flow, const FoundTag *tag, bool is_silent);
bool lift_is_silent(const Tag *tag); /* comments and delimiters */
bool lift_opens(TagKind kind);
/* Diagnostics reported since `before` are placed in `text`, where their columns are offsets. */
void lift_place_diags(Lift *lift, size_t before, Str text, bool is_paragraph);
Loc lift_loc(void *lift, size_t offset);
bool lift_is_blank(Str text);

/* Half of a range, in dialects where such stand between paragraphs. */
static inline bool lift_is_range(const LiftDialect *d, const xmlNode *node)
{
    return d->is_range && d->is_range(node);
}

/* lift_structure.c */
/* Moves marks to whole rows, items and between runs; reports sections that would tear the structure, both ends. */
void lift_structure(Lift *lift);
bool lift_is_section_mark(const Lift *lift, const xmlNode *node);
/* A cell that lost its only paragraph gets an empty one. */
void lift_keep_paragraph(Lift *lift, xmlNode *cell);
xmlNode *lift_first_cell(const Lift *lift, xmlNode *row);
xmlNode *lift_last_cell(const Lift *lift, xmlNode *row);

/* lift_pairs.c */
/* Partners must have one parent, in one field: those that need it step out; others are reported with both ends. */
void lift_pairs(Lift *lift);

/* lift_empty.c */
/* A paragraph that holds only sections goes if they write nothing. To be called before what is around it is guarded. */
void lift_guard_paragraph(Lift *lift, xmlNode *paragraph);

/* lift_guard.c */
/* What may come out empty goes, or keeps a paragraph. */
void lift_guard(Lift *lift);
