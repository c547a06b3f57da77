/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stylemap - the options that tell how clauses are put into a document of the house: --styles FILE and --bookmark NAME.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"
#include "generator/format/styles.h"

/*
 * Reads the style map that --styles names, if any, and checks it by schemas/styles.schema.json (Y-, S-); takes --bookmark.
 * What is read lives in the run's arena.
 */
MUST_CHECK Status stylemap_load(App *app, const Cli *cli, TemplateOptions *ret_options);
