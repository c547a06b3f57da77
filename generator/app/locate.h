/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locate - where the program's data are: by option, then CCAP_LIBRARY, then the install path, then the source tree.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/cmd.h"

/*
 * Each returns a path, NUL-terminated, in app's arena or borrowed from the option; it may not exist, and then is the one
 * to complain about. option: value of --library or --template, ptr NULL if it was not given.
 */
Str locate_library(App *app, Str option);
/* The library that comes with ccap: the base of a local library that names no other. */
Str locate_shipped(App *app);
/* The folder of JSON Schemas. */
Str locate_schemas(App *app);
/* One of our templates by its name. */
Str locate_own(App *app, Str name);
/* The numbered requirements of the domain (exigences.yaml). */
Str locate_requirements(App *app);
/* The template of rapport.html. */
Str locate_report_page(App *app);
/* A file or folder as given, or the name of one of our templates; by default "annexe". */
Str locate_template(App *app, Str option);
