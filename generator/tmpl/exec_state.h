/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exec_state - the inside of an Exec, shared by the exec files.
 *
 * Floor 2 (tmpl). May be used by: tmpl.
 */
#pragma once

#include "generator/tmpl/exec.h"
#include "generator/tmpl/numbering.h"

/* Lists start at this number (exec.h). */
#define EXEC_FIRST_LIST 100

typedef struct Frame {
    const Value *value;
    const Value *list; /* the list that is walked, or NULL */
    size_t index;
    uint32_t turn; /* of a list: no other turn of this record has it */
    Str name;      /* of the section */
} Frame;

typedef struct Override {
    Str name;
    const Program *program;
    uint32_t start;
    uint32_t end; /* past its last instruction */
} Override;

/* The turns of the outermost lists around a place: what stands in the same turn belongs together. */
#define EXEC_TURNS 4
typedef struct Turns {
    uint32_t items[EXEC_TURNS]; /* 0: no list */
} Turns;

typedef struct Anchor {
    Turns turns;
    uint32_t scope;
    uint32_t number; /* of its bookmark */
    Str name;
    uint32_t event; /* the paragraph that was counted last, 1-based; 0: none */
} Anchor;

/* A reference that is filled in after the walk. */
typedef struct Late {
    Turns turns;
    Buf *out;
    size_t at; /* offset in it */
    uint32_t scope;
    uint32_t event; /* counted last before it */
    const Program *program;
    const Op *op;
} Late;

/* A heading, for the table of contents. */
typedef struct TocEntry {
    uint32_t level;
    uint32_t bookmark;
    uint32_t event; /* 1-based; 0: without a number */
    Str text;       /* escaped, in the arena */
} TocEntry;

typedef struct NumberCounts NumberCounts;

struct Exec {
    Str holes[5]; /* format of the place of the inline rich text at work */
    const ExecOptions *options;
    const ExecHost *host;
    DiagList *diags;
    MissingMode missing;
    Frame *frames;
    size_t n_frames;
    size_t cap_frames;
    Override *overrides;
    size_t n_overrides;
    size_t cap_overrides;
    uint32_t *lists; /* abstract list of each list begun */
    size_t n_lists;
    size_t cap_lists;
    uint32_t *list_stack; /* numbers of the lists open */
    size_t n_list_stack;
    size_t cap_list_stack;
    Anchor *anchors;
    size_t n_anchors;
    uint32_t last_bookmark; /* number of the anchor that wrote its bookmark last */
    size_t cap_anchors;
    Late *late;
    size_t n_late;
    size_t cap_late;
    uint32_t *slots;
    size_t cap_slots;
    size_t slot_base; /* slots of the program at work begin here */
    size_t slot_top;  /* past the slots in use */
    const Numbering *numbering;
    NumberCounts *counts; /* in the arena; NULL: nothing counted yet */
    TocEntry *toc;
    size_t n_toc;
    size_t cap_toc;
    NumberEvent *events;
    size_t n_events;
    size_t cap_events;
    uint32_t scope;
    uint32_t next_uid;
    unsigned calls;
    uint32_t next_turn;
    size_t turns;     /* of sections and calls in this record */
    size_t max_bytes; /* of the output at work */
    size_t indent_start;
    bool has_errors;
    Diag unseen;          /* takes the fields of a diagnostic that is not shown again */
    bool is_line_pending; /* a block is expanded where a line starts */
    Buf scratch;          /* forms of values, results of lambdas */
    Buf spare;            /* output while late references are filled in */
    Buf indent;           /* indentation of all calls; in force from indent_start on */
    Arena arena;          /* of the record: names of anchors, programs of lambdas */
};

/* ST_OK while the record may go on: the output has room, turns are left. Reports what is used up. */
MUST_CHECK Status exec_go_on(Exec *x, const Program *p, const Op *op, const Buf *out);
/* A diagnostic at the instruction's place; a tag that fails turn after turn is shown a few times only. */
bool exec_is_shown(const Exec *x, const Program *p, const Op *op, Str name);
/* As exec_report, of what a value is that can't be written; the second place is where the data gives it. */
Diag *exec_report_value(Exec *x, const Program *p, const Op *op, DiagCode code, const Value *value,
                        Str second);
/* Runs from `pc` to the END that belongs to it. */
MUST_CHECK Status exec_ops(Exec *x, const Program *p, size_t pc, Buf *out);

/* exec_value.c */
MUST_CHECK Status exec_var(Exec *x, const Program *p, const Op *op, Buf *out);
void exec_cell(Exec *x, const Program *p, const Op *op, Buf *out);
/* Calls a lambda and renders what it returns into out. */
MUST_CHECK Status exec_lambda(Exec *x, const Program *p, const Op *op, const Lambda *lambda,
                              Str text, Str open, Str close, Buf *out);

/* exec_number.c */
void exec_count_begin(Exec *x);
/* Counts a paragraph; a place without a list counts nothing. */
MUST_CHECK Status exec_count(Exec *x, NumberPlace place);
/* Takes back the only event since there were `n_events`. */
void exec_uncount(Exec *x, size_t n_events);
/* The next paragraph of the place has this count. */
MUST_CHECK Status exec_start(Exec *x, NumberPlace place, uint32_t start);
/* A list of the document begins again; slot: gets its number. */
MUST_CHECK Status exec_new_list(Exec *x, uint32_t list, uint32_t slot);
/* Where a heading of a clause counts, by level, 1-based. */
NumberPlace exec_heading_place(const Exec *x, uint32_t level);
/* The number of an event as a reference behind event `from` shows it (numbering_put). False if it can't be told. */
bool exec_put_number(const Exec *x, uint32_t event, uint32_t from, NumberContext context, Buf *out);

/* exec_toc.c */
/* A heading was written to out. */
MUST_CHECK Status exec_toc_add(Exec *x, const Op *op, const Buf *out);
/* Writes a table of contents into x->spare. */
void exec_put_toc(Exec *x, const Late *late);

/* exec_ref.c */
MUST_CHECK Status exec_set_slot(Exec *x, uint32_t slot, uint32_t value);
MUST_CHECK Status exec_number(Exec *x, const Program *p, const Op *op, Buf *out);
MUST_CHECK Status exec_ref(Exec *x, const Program *p, const Op *op, Buf *out);
/* Fills in all references that wait, and forgets them. */
MUST_CHECK Status exec_fill_late(Exec *x);
