/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_advise - ccap advise MARKET: which considerations suit each lot, best first, with the sentence, rule and data of each.
 * A market that is not finished is no obstacle. What is said is the library's, in the library's language.
 */
#include "generator/app/generate.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/library/advice.h"
#include "generator/service/report.h"

/* --- for people ------------------------------------------------------------------------------------------------- */

static void put_text(Buf *out, const Value *map, const char *key)
{
    buf_put(out, value_get_text(map, str_of(key)));
}

/* « Données : heures possibles 31 h (calculé) ; … » */
static void put_data(Buf *out, const Value *owner, const char *indent)
{
    const Value *list = value_get(owner, STR("donnees"));
    for (size_t i = 0; list && i < list->list.n; i++) {
        const Value *datum = list->list.items[i];
        buf_put(out, i == 0 ? str_of(indent) : STR("\u202f; "));
        buf_put(out, i == 0 ? STR("Données\u00a0: ") : STR(""));
        put_text(out, datum, "titre");
        buf_puts(out, "\u00a0: ");
        put_text(out, datum, "valeur");
        if (!str_eq(value_get_text(datum, STR("origine")), STR("absent"))) {
            buf_puts(out, " (");
            put_text(out, datum, "origine");
            buf_puts(out, ")");
        }
    }
    buf_put(out, list && list->list.n > 0 ? STR("\n") : STR(""));
}

static void put_sentence(Buf *out, const Value *owner)
{
    put_text(out, owner, "phrase");
    if (value_get(owner, STR("regle"))) {
        buf_puts(out, " [");
        put_text(out, owner, "regle");
        buf_puts(out, "]");
    }
    buf_puts(out, "\n");
}

static void put_opinion(Buf *out, const Value *opinion, size_t number)
{
    buf_printf(out, "%3zu. ", number);
    put_text(out, opinion, "code");
    buf_puts(out, "  ");
    put_text(out, opinion, "titre");
    buf_puts(out, "\u00a0: considération "); /* the opinion is feminine, whatever the title */
    put_text(out, opinion, "avis");
    bool is_kept = value_is_true(value_get(opinion, STR("retenue")));
    buf_put(out, is_kept ? STR(", retenue au fichier\n") : STR("\n"));
    buf_puts(out, "     ");
    put_sentence(out, opinion);
    put_data(out, opinion, "     ");
    if (value_get(opinion, STR("motif"))) {
        buf_puts(out, "     Écartée par l’acheteur\u00a0: ");
        put_text(out, opinion, "motif");
        buf_puts(out, "\n");
    }
    const Value *reminders = value_get(opinion, STR("rappels"));
    for (size_t i = 0; i < reminders->list.n; i++) {
        buf_puts(out, "     À noter\u00a0: ");
        put_sentence(out, reminders->list.items[i]);
        put_data(out, reminders->list.items[i], "       ");
    }
}

static void put_combinations(Buf *out, const Value *list)
{
    buf_put(out, list->list.n > 0 ? STR("\nCombinaisons utiles\n") : STR(""));
    for (size_t i = 0; i < list->list.n; i++) {
        const Value *codes = value_get(list->list.items[i], STR("codes"));
        buf_puts(out, "  ");
        for (size_t k = 0; k < codes->list.n; k++) {
            buf_put(out, k > 0 ? STR(" + ") : STR(""));
            buf_put(out, codes->list.items[k]->text);
        }
        buf_puts(out, "\u00a0: ");
        put_sentence(out, list->list.items[i]);
        put_data(out, list->list.items[i], "     ");
    }
}

static void put_nothing(Buf *out, const Value *nothing)
{
    if (!nothing) {
        return;
    }
    buf_puts(out, "\nRien ne convient\n  ");
    put_sentence(out, nothing);
    put_data(out, nothing, "  ");
    buf_puts(out, "\n");
    put_text(out, nothing, "titre");
    buf_puts(out, "\n\n");
    put_text(out, nothing, "texte");
    buf_puts(out, "\n");
}

static void put_lot(Buf *out, const Value *lot)
{
    const Value *number = value_get(lot, STR("num"));
    const Value *opinions = value_get(lot, STR("avis"));
    buf_puts(out, "Lot ");
    buf_put(out, number ? number->text : STR_EMPTY);
    buf_puts(out, "\u00a0: ");
    put_text(out, lot, "intitule");
    buf_puts(out, "\n");
    if (value_is_true(value_get(lot, STR("incomplet")))) {
        buf_puts(
            out,
            "Des données manquent ou sont fausses\u202f: l’avis est à revoir une fois le fichier "
            "corrigé.\n");
    }
    buf_puts(out, "\n");
    for (size_t i = 0; i < opinions->list.n; i++) {
        put_opinion(out, opinions->list.items[i], i + 1);
    }
    put_combinations(out, value_get(lot, STR("combinaisons")));
    put_nothing(out, value_get(lot, STR("aucune")));
}

static void put_human(Buf *out, const Value *lots)
{
    for (size_t i = 0; i < lots->list.n; i++) {
        buf_put(out, i > 0 ? STR("\n") : STR(""));
        put_lot(out, lots->list.items[i]);
    }
    buf_puts(out, "\nCe classement aide à choisir, il ne décide pas. Une proposition s’écarte dans "
                  "le fichier, "
                  "avec son motif (conseil.ecartees).\n");
}

/* --- the command ------------------------------------------------------------------------------------------------ */

/* What considerations lack yet is no matter while they are being chosen. */
static void drop_options(DiagList *diags)
{
    size_t n = 0;
    for (size_t i = 0; i < diags->n; i++) {
        const Diag *diag = &diags->items[i];
        if (str_find(diag->path, STR("considerations["), 0) != SIZE_MAX) {
            diags->n_errors -= diag->severity == DIAG_ERROR;
            diags->n_warnings -= diag->severity == DIAG_WARNING;
        } else {
            diags->items[n++] = *diag;
        }
    }
    diags->n = n;
}

static Status read_market(App *app, Str path, const Service *service, const Advice *advice,
                          Value **ret_root)
{
    Arena *a = &app->arena;
    const Source *source = NULL;
    Value *market = NULL;
    TRY(app_read(app, path, LIMIT_YAML_BYTES, &source));
    TRY(service_load_data(a, source, YAML_LIMITS_FILE, &app->diags, &market));
    const ContractOptions options = {.date = generate_today(a),
                                     .name = service_market_name(path),
                                     .market_sha256 = digest_of(a, source->text),
                                     .is_check = true,
                                     .advice = advice};
    return contract_build(a, service->library, market, &options, &app->diags, ret_root);
}

/* Only the lot of --lot; all without it. NULL, and reported: there is no such lot. */
static const Value *choose_lots(const Cli *cli, App *app, const Value *lots)
{
    Str wanted = cli_option(cli, "lot");
    Value *chosen = value_list(&app->arena, lots->loc);
    for (size_t i = 0; wanted.ptr && chosen && i < lots->list.n; i++) {
        const Value *number = value_get(lots->list.items[i], STR("num"));
        if (number && str_eq(number->text, wanted) &&
            value_list_add(&app->arena, chosen, lots->list.items[i]) != ST_OK) {
            return NULL;
        }
    }
    if (wanted.ptr && chosen && chosen->list.n == 0) {
        diag_add1(&app->diags, LIB_ADVICE_NO_LOT, (Loc){0}, wanted);
        return NULL;
    }
    return wanted.ptr ? chosen : lots;
}

static void put_json(Buf *out, App *app, Str name, const Value *lots)
{
    buf_puts(out, "{\"marche\":");
    json_put_string(out, name);
    buf_puts(out, ",\n\"lots\":");
    json_put(out, lots);
    buf_puts(out, ",\n\"problemes\":");
    diag_sort(&app->diags);
    report_put_json(out, &app->diags);
    buf_puts(out, "}\n");
}

/* The advice, if there is any; what is wrong in the rest of the market is told beside it. */
static int put_advice(const Cli *cli, App *app, const Value *root)
{
    const Value *all = value_get(root, STR("conseils"));
    const Value *lots = all && all->list.n > 0 ? choose_lots(cli, app, all) : NULL;
    bool is_json = str_is(cli_option(cli, "format"), "json");
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_OUTPUT_BYTES);
    if (!lots) {
        app_report(app, is_json ? REPORT_JSON : REPORT_HUMAN);
        return app_exit_status(ST_INPUT, &app->diags);
    }
    drop_options(&app->diags);
    if (is_json) {
        put_json(&out, app, service_market_name(cli->args[0]), lots);
    } else {
        put_human(&out, lots);
        app_report(app, REPORT_HUMAN);
    }
    if (!buf_ok(&out)) {
        return app_exit_status(out.status, &app->diags);
    }
    app_put_out(app, buf_str(&out));
    return EXIT_DONE;
}

int cmd_advise(const Cli *cli, App *app)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    const Advice *advice = NULL;
    Value *root = NULL;
    Status st = generate_load_library(cli, app, &service);
    if (st == ST_OK) {
        st = generate_load_advice(app, service.library, true, &advice);
    }
    if (st == ST_OK) {
        st = read_market(app, cli->args[0], &service, advice, &root);
    }
    if (status_is_fatal(st) || !root) {
        app_report(app, str_is(cli_option(cli, "format"), "json") ? REPORT_JSON : REPORT_HUMAN);
        return app_exit_status(st, &app->diags);
    }
    return put_advice(cli, app, root);
}
