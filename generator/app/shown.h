/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shown - the library as ccap show and ccap explain see it: with its pieces, its advice and the list of requirements; and what a
 * consideration looks like in a document.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/card.h"
#include "generator/app/generate.h"

/* Loads the library that the command line names, and what goes with it, into `service` and `maker`. */
MUST_CHECK Status shown_load(const Cli *cli, App *app, Service *service, CardMaker *maker);
/*
 * Adds `preview` to the card of a consideration: its articles as plain text, from the first sample market of the library
 * (apercu/) that has this consideration alone, else that has it at all; and `sample`, that market's path. Adds nothing where no
 * sample has it. max_lines: the text ends with "…" at the first empty line after so many lines; 0: it is whole.
 */
MUST_CHECK Status shown_preview(App *app, Service *service, CardMaker *maker, Value *card,
                                size_t max_lines);
/* Prints the card for people or, after --format json, as JSON. */
void shown_put(const Cli *cli, App *app, const Value *card);
/* True after --format json. */
bool shown_is_json(const Cli *cli);
