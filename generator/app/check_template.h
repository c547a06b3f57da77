/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_template - one template: its mistakes, the names it expects, and an annotated copy.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/check_text.h"
#include "generator/service/service.h"

typedef struct TemplateCheck {
    App *app;
    const Library
        *library; /* names are compared with what its contracts offer; NULL: they are not */
    const Value *
        data; /* names are compared with these data, and the template is filled with them; or NULL */
    bool has_expects; /* the names are listed in `expects` */
    ReportFormat format;
    Buf *expects;
    const Value *attend; /* the list of modele.yaml while its formats are checked, or NULL */
    Str attending;       /* the format at work then */
    bool is_first;       /* nothing stands in `expects` yet */
    bool is_text;        /* the template at work is a text, no package */
    Str partials;        /* folder of those of text templates; empty: they are not looked at */
    Str annotated;       /* file for a copy with comments; empty: none */
    TextCheck *texts;    /* the wording is checked too; NULL: it is not */
    Service
        *compiled; /* takes the templates that are compiled with the library; NULL: not wanted */
} TemplateCheck;

/* Checks a template; all is reported in app->diags. */
MUST_CHECK Status check_template(TemplateCheck *check, Str path);
