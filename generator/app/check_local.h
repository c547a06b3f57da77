/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_local - what ccap check does for a local library beside the rest: samples of its base, notes of what the base says.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"
#include "generator/library/library.h"

/* True if the local library has a sample of that name itself, which then stands for that of its base. */
bool check_local_replaces(App *app, const Library *library, Str name);
/*
 * Writes suivi-base.yaml: from here on, only what the base changes after this is reported. Reports F-002 (ST_IO), and P-150
 * (ST_INPUT) if the file is a link.
 */
MUST_CHECK Status check_local_accept(App *app, const Library *library);
