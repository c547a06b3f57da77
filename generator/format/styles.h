/* SPDX-License-Identifier: Apache-2.0 */
/*
 * styles - which of a document's own styles rich text is written in: roles, the names that Word and LibreOffice give them in
 * French and English, the map of a house that overrides them. docx_styles.c and odt_styles.c read and complete a package.
 *
 * Floor 5 (format). May be used by: format, app. Works at compile time; a StyleSet is constant from then on.
 */
#pragma once

#include "generator/base/diag.h"

/* What rich text needs a style for. Bullets, numbers and continuations have three levels, one after the other. */
typedef enum StyleRole {
    ROLE_BODY,
    ROLE_BODY_AFTER,      /* behind a table or list */
    ROLE_BODY_KEEP,       /* before one: stays on its page (ODT) */
    ROLE_BODY_AFTER_KEEP, /* both (ODT) */
    ROLE_HEADING_1,
    ROLE_HEADING_2,
    ROLE_HEADING_3,
    ROLE_HEADING_4,
    ROLE_HEADING_5,
    ROLE_HEADING_6,
    ROLE_BULLET_1,
    ROLE_BULLET_2,
    ROLE_BULLET_3,
    ROLE_NUMBER_1,
    ROLE_NUMBER_2,
    ROLE_NUMBER_3,
    ROLE_CONTINUE_1, /* further paragraphs of an item (DOCX) */
    ROLE_CONTINUE_2,
    ROLE_CONTINUE_3,
    ROLE_QUOTE,
    ROLE_CODE_BLOCK,
    ROLE_RULE,
    ROLE_CELL,
    ROLE_CELL_CENTER,
    ROLE_CELL_RIGHT,
    ROLE_HEAD,
    ROLE_HEAD_CENTER,
    ROLE_HEAD_RIGHT,
    ROLE_STRONG,
    ROLE_EMPHASIS,
    ROLE_CODE,
    ROLE_LINK,
    ROLE_LINK_VISITED, /* ODT */
    ROLE_TABLE,
    ROLE_BULLETS, /* list style (ODT) */
    ROLE_NUMBERS,
    N_ROLES
} StyleRole;

typedef enum StyleFamily { FAMILY_PARAGRAPH, FAMILY_TEXT, FAMILY_TABLE, FAMILY_LIST } StyleFamily;

/* A role as people and our own templates call it. */
typedef struct RoleInfo {
    const char *key;  /* in a style map; NULL: not to be chosen */
    const char *docx; /* styleId in templates/annexe; NULL: DOCX does without */
    const char *odt;  /* style:name there; NULL: ODT does without */
    StyleFamily family;
    const char *names; /* of Word and LibreOffice, best first, separated by "|" */
} RoleInfo;

const RoleInfo *styles_role(StyleRole role);

/* One line of a style map. */
typedef struct StyleChoice {
    StyleRole role;
    bool is_docx; /* said of DOCX, of ODT */
    bool is_odt;
    Str name; /* as its author wrote it */
    Loc loc;
    size_t span; /* code points of the name */
} StyleChoice;

/* What a house says of its documents. */
typedef struct StyleMap {
    StyleChoice *choices;
    size_t n;
    size_t cap;
} StyleMap;

/* What a run says of its templates. */
typedef struct TemplateOptions {
    const StyleMap *map; /* NULL: none */
    bool has_hints;      /* what is no mistake by itself is told too: a "}}" without its tag */
    Str bookmark; /* where clauses go in a document of the house; empty: "ccap", "clauses", else its end */
} TemplateOptions;

/* The role of a key ("titre1"); false if there is none. */
bool styles_role_of_key(Str key, StyleRole *ret_role);

/* A style that a document defines. */
typedef struct DocStyle {
    StyleFamily family;
    Str id;   /* what its uses name: styleId, style:name */
    Str name; /* what its author sees; the id if it has no other */
    bool is_default;
    Str parent;      /* id of the style it is based on; empty: none */
    bool has_number; /* DOCX: it says how it is numbered, or that it is not */
    uint32_t number; /* w:numId; 0: none */
    uint32_t level;  /* in it */
    Str list;        /* ODT: its list style */
    Str bottom;      /* ODT: its lower margin; empty: that of its parent */
} DocStyle;

typedef struct DocStyles {
    DocStyle *items;
    size_t n;
    size_t cap;
} DocStyles;

/*
 * The document's style for a role: the map's choice first, then the name that our own templates use, then the known names, by
 * id and by name, whatever the case, accents, spaces and encoding. NULL if there is none. A choice that the document does not
 * have is reported (T-130, T-131) with the nearest name; *has_errors is set then.
 */
const DocStyle *styles_find(const DocStyles *styles, StyleRole role, bool is_docx,
                            const StyleMap *map, DiagList *diags, bool *has_errors);
/* The style with this id; NULL if there is none. */
const DocStyle *styles_by_id(const DocStyles *styles, StyleFamily family, Str id);

/* What the writers of rich text write for each role. */
typedef struct StyleSet {
    Str ids[N_ROLES];         /* escaped for an attribute; empty: no style */
    bool is_added[N_ROLES];   /* the document lacked it */
    uint32_t width_twip;      /* DOCX: of the text column that tables fill */
    bool is_relative;         /* DOCX: tables take the width of where they stand */
    uint32_t abstracts[2][3]; /* DOCX: w:abstractNumId of bullets and numbers by level */
    uint32_t levels[2][3];    /* DOCX: w:ilvl in it */
    Str numbering;            /* DOCX: the part that lists are added to */
} StyleSet;

/* That of templates/annexe. */
void styles_of_annex(bool is_docx, StyleSet *ret_set);
