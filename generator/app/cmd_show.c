/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_show - ccap show ID: one consideration with its options, legal bases and texts; or one entry of a catalogue.
 * The library's own words are shown as they are, in the library's language.
 */
#include "generator/app/generate.h"
#include "generator/app/provenance.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"

static void put_line(Buf *out, const char *label, Str text)
{
    if (text.len > 0) {
        buf_put(out, str_of(label));
        buf_put(out, text);
        buf_puts(out, "\n");
    }
}

/* An annotation, text or number, as it was written. */
static void put_member(Buf *out, const char *label, const Value *map, const char *key)
{
    const Value *value = value_get(map, str_of(key));
    if (!value) {
        return;
    }
    if (value->kind == VALUE_LIST || value->kind == VALUE_MAP) {
        buf_put(out, str_of(label));
        json_put(out, value);
        buf_puts(out, "\n");
    } else {
        put_line(out, label, value->text);
    }
}

/* The library's codes in the words of its language; a code that is not here is shown as it is. */
static Str in_words(Str code)
{
    static const struct {
        const char *code;
        const char *words;
    } known[] = {
        {"string", "texte"},      {"integer", "nombre entier"},
        {"number", "nombre"},     {"boolean", "true ou false"},
        {"array", "liste"},       {"verifie", "vérifiée"},
        {"probable", "probable"}, {"a_verifier", "à vérifier avant de s'y fier"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_is(code, known[i].code)) {
            return str_of(known[i].words);
        }
    }
    return code;
}

static void put_code(Buf *out, const char *label, const Value *map, const char *key)
{
    put_line(out, label, in_words(value_get_text(map, str_of(key))));
}

static void put_option(Buf *out, const Member *option)
{
    buf_puts(out, "  ");
    buf_put(out, option->key);
    buf_puts(out, "\n");
    put_member(out, "      ", option->value, "title");
    put_code(out, "      type : ", option->value, "type");
    put_member(out, "      valeurs : ", option->value, "enum");
    put_member(out, "      unité : ", option->value, "x-unite");
    put_member(out, "      minimum : ", option->value, "minimum");
    put_member(out, "      maximum : ", option->value, "maximum");
    put_member(out, "      défaut : ", option->value, "default");
    put_member(out, "      défaut calculé : ", option->value, "x-defaut");
    put_member(out, "      requis si : ", option->value, "x-requis-si");
    put_member(out, "      liste : ", option->value, "x-catalogue");
    put_member(out, "      aide : ", option->value, "x-aide");
    put_member(out, "      source : ", option->value, "x-source");
}

/* A legal basis with the confidence the brief gives it: never hidden. */
static void put_law(Buf *out, const Library *library, Str id)
{
    const Value *law = value_get(library->laws, id);
    buf_puts(out, "  ");
    buf_put(out, id);
    buf_puts(out, "\n");
    if (law) {
        put_member(out, "      ", law, "citation");
        put_member(out, "      ", law, "objet");
        put_code(out, "      confiance : ", law, "confiance");
        put_member(out, "      source : ", law, "source");
    }
}

static void put_clause(Buf *out, const Library *library, const Clause *clause)
{
    put_line(out, "", clause->title);
    buf_printf(out, "%.*s  %.*s  version %.*s\n\n", STR_ARG(clause->code), STR_ARG(clause->id),
               STR_ARG(clause->version));
    put_member(out, "", clause->source, "resume");
    put_member(out, "Convient : ", clause->source, "convient");
    put_member(out, "Ne convient pas : ", clause->source, "ne_convient_pas");
    buf_puts(out, "\nFondements\n");
    const Value *bases = value_get(clause->source, STR("fondements"));
    for (size_t i = 0; bases && i < bases->list.n; i++) {
        put_law(out, library, bases->list.items[i]->text);
    }
    buf_puts(out, "\nOptions\n");
    const Value *options = value_get(clause->source, STR("options"));
    for (size_t i = 0; options && i < options->map.n; i++) {
        put_option(out, &options->map.members[i]);
    }
    const Value *body = value_get(clause->source, STR("corps"));
    for (size_t i = 0; body && i < body->map.n; i++) {
        buf_puts(out, "\n[");
        buf_put(out, body->map.members[i].key);
        buf_puts(out, "]\n");
        buf_put(out, body->map.members[i].value->text);
    }
}

static bool put_entry(Buf *out, const Library *library, Str id)
{
    for (size_t i = 0; i < library->catalogues->map.n; i++) {
        const Member *list = &library->catalogues->map.members[i];
        const Value *entry = library_entry(list->value, id);
        for (size_t k = 0; entry && k < entry->map.n; k++) {
            const Member *m = &entry->map.members[k];
            buf_put(out, m->key);
            buf_puts(out, " : ");
            if (m->value->kind == VALUE_LIST || m->value->kind == VALUE_MAP) {
                json_put(out, m->value);
            } else {
                buf_put(out, m->value->text);
            }
            buf_puts(out, "\n");
        }
        if (entry) {
            CLEANUP(buf_done) Buf owner = {0};
            buf_init(&owner, 1024);
            buf_printf(&owner, "listes.%.*s.%.*s", STR_ARG(list->key), STR_ARG(id));
            provenance_put_changes(out, library, buf_str(&owner));
            return true;
        }
    }
    return false;
}

static Status show(App *app, const Library *library, Str id, Buf *out)
{
    const Clause *clause = library_clause(library, id);
    const Block *common = library_common(library, id);
    if (clause) {
        put_clause(out, library, clause);
        provenance_put_changes(out, library, clause->id);
    } else if (common) {
        put_line(out, "", common->title);
        buf_put(out, common->text);
        provenance_put_changes(out, library, common->id);
    } else if (!put_entry(out, library, id)) {
        diag_add_near(&app->diags, LIB_UNKNOWN_CLAUSE, LIB_UNKNOWN_CLAUSE_NEAR, (Loc){0}, id,
                      library_nearest_clause(library, id));
        return ST_INPUT;
    }
    return ST_OK;
}

int cmd_show(const Cli *cli, App *app)
{
    Service service = {.arena = &app->arena, .io_sources = &app->n_sources};
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, 16 * MIB);
    Status st = generate_load_library(cli, app, &service);
    if (st == ST_OK) {
        st = show(app, service.library, cli->args[0], &out);
    }
    app_put_out(app, buf_str(&out));
    app_report(app, REPORT_HUMAN);
    return app_exit_status(st, &app->diags);
}
