/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_show - ccap show ID: one thing of the library, a consideration with its options, legal bases, rules and texts, a rule, a
 * calculation, an entry of a list … The library's own words are shown as they are, in the library's language.
 */
#include "generator/app/shown.h"

#define PREVIEW_LINES 12 /* of the text that ends the card of a consideration */

/* "K12": no other thing is called so. */
static bool is_clause_code(Str name)
{
    bool is_code = name.len > 1 && (name.ptr[0] == 'K' || name.ptr[0] == 'k');
    for (size_t i = 1; is_code && i < name.len; i++) {
        is_code = name.ptr[i] >= '0' && name.ptr[i] <= '9';
    }
    return is_code;
}

static Status unknown(App *app, CardMaker *maker, Str name)
{
    if (is_clause_code(name)) {
        diag_add_near(&app->diags, LIB_UNKNOWN_CLAUSE, LIB_UNKNOWN_CLAUSE_NEAR, (Loc){0}, name,
                      library_nearest_clause(maker->lib, name));
    } else {
        diag_add_near(&app->diags, LIB_UNKNOWN_THING, LIB_UNKNOWN_THING_NEAR, (Loc){0}, name,
                      card_nearest(maker, name));
    }
    return ST_INPUT;
}

static Status show(const Cli *cli, App *app, Service *service, CardMaker *maker)
{
    Value *card = NULL;
    bool is_whole = cli_flag(cli, "preview") || shown_is_json(cli);
    TRY(shown_load(cli, app, service, maker));
    maker->has_texts = cli_flag(cli, "text") || shown_is_json(cli);
    TRY(card_find(maker, cli->args[0], &card));
    if (!card) {
        return unknown(app, maker, cli->args[0]);
    }
    if (str_is(value_get_text(card, STR("kind")), "consideration")) {
        TRY(shown_preview(app, service, maker, card, is_whole ? 0 : PREVIEW_LINES));
    }
    shown_put(cli, app, card);
    return ST_OK;
}

int cmd_show(const Cli *cli, App *app)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    CardMaker maker = {0};
    Status st = show(cli, app, &service, &maker);
    app_report(app, REPORT_HUMAN);
    return app_exit_status(st, &app->diags);
}
