/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate - what the commands that read markets share: dates, problems of drafts, loading by the command line.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"
#include "generator/service/service.h"

/* Today's date, or that of SOURCE_DATE_EPOCH, as ISO text in arena; usage error text if the variable is no number. */
Str generate_today(Arena *arena);
/* The hook of ServiceOptions for drafts: messages in French, the language of the documents. */
Status generate_problem(void *ctx, Arena *arena, const Diag *diag, Value **ret_problem);
/* Moves the diagnostics of a job into the run's list; texts are copied. */
void generate_keep_diags(App *app, const DiagList *diags);
/* Takes away information: that of the domain, which ccap check tells, or all of it. */
void generate_drop_notes(DiagList *diags, bool all);
/* Takes away what only the keeper of a local library needs to know: what its base has changed. */
void generate_drop_base(DiagList *diags);
/* Finds and loads the library that the command line names, without that. */
MUST_CHECK Status generate_load_library(const Cli *cli, App *app, Service *service);
/* Its pieces, and its advice (advice_load), without that too. */
MUST_CHECK Status generate_load_pieces(App *app, Service *service);
MUST_CHECK Status generate_load_advice(App *app, const Library *library, bool is_wanted,
                                       const Advice **ret_advice);
/* Before that, where a part of the library will do: has the templates of the next function read meanwhile. */
MUST_CHECK Status generate_expect_templates(const Cli *cli, App *app, Service *service);
/* Then the templates of -t, in the formats of -f, with the options of --styles and --bookmark. */
MUST_CHECK Status generate_load_templates(const Cli *cli, App *app, Service *service);
/* EXIT_DONE if -f names formats that exist, each once; else a usage error was printed. */
int generate_check_formats(const Cli *cli, App *app);
/* Threads of -j: 1 to POOL_MAX_THREADS; `otherwise` if it was not given; 0 if it is no such number. */
size_t generate_threads(const Cli *cli, size_t otherwise);
/* Compression of --level: 1 to 12, SERVICE_LEVEL if it was not given; 0 if it is no such number. */
int generate_level(const Cli *cli);
/* The same with no more than the markets in `texts` need, see service_begin_library_for. */
MUST_CHECK Status generate_begin_library_for(const Cli *cli, App *app, Service *service,
                                             const Str *texts, size_t n_texts);
