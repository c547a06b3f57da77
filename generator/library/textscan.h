/* SPDX-License-Identifier: Apache-2.0 */
/*
 * textscan - runs the text rules of a library over texts: what they say where, whatever the text comes from.
 *
 * Floor 4 (library). May be used by: library, app. A TextScan belongs to one thread.
 */
#pragma once

#include "generator/library/contract.h"
#include "generator/library/textrules.h"

/* One run over the texts of one market, library or document; see textscan_begin. */
typedef struct TextScan {
    Arena *arena;
    const Library *lib;
    TextKind kind;
    Str date; /* ISO: on which the law is read */
    ContractScratch *scratch;
    ContractScratch own; /* where the caller gave none */
    DiagList ignored;
    Str *told; /* what is said once: articles that the library does not know */
    size_t n_told;
    size_t cap_told;
} TextScan;

typedef struct TextFinding {
    const TextRule *rule;
    size_t from; /* bytes of the text */
    size_t to;
    Str message;      /* in the library's language */
    bool is_too_hard; /* nothing was found: this rule gave up on the paragraph */
} TextFinding;

/*
 * Starts a run; date: ISO. arena: holds the findings. scratch: borrowed, kept from run to run, or NULL. `scan` stays where it is
 * until textscan_done.
 */
MUST_CHECK Status textscan_begin(TextScan *scan, ContractScratch *scratch, Arena *arena,
                                 const Library *library, TextKind kind, Str date);
void textscan_done(TextScan *scan);
/*
 * Findings of one text, in its order. Mustache tags, addresses of links and mail, and with is_markdown code too, are no text.
 * Any bytes will do; what is no UTF-8 is passed over. Work is bounded paragraph by paragraph.
 */
MUST_CHECK Status textscan_run(TextScan *scan, Str text, bool is_markdown,
                               const TextFinding **ret_findings, size_t *ret_n);
