/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shard_option - see shard_option.h.
 */
#include "generator/app/shard_option.h"

#include <stdlib.h>

/* One of the variables that a scheduler sets; absent if empty. */
typedef struct Variable {
    const char *name;
    Str text;
} Variable;

static Variable variable(const char *name)
{
    return (Variable){.name = name, .text = str_of(getenv(name))};
}

static bool is_set(Variable v)
{
    return v.text.len > 0;
}

static int wrong_variable(const Cli *cli, App *app, Variable v)
{
    return cli_usage(app, cli->command,
                     N_("{1} is “{2}”, which makes no shard; --shard none does all markets"),
                     str_of(v.name), v.text, STR_EMPTY);
}

static int missing_variable(const Cli *cli, App *app, const char *there, const char *missing)
{
    return cli_usage(app, cli->command,
                     N_("{1} is set without {2}; --shard K/N or --shard none says what to do"),
                     str_of(there), str_of(missing), STR_EMPTY);
}

static int from_own(const Cli *cli, App *app, Variable own, Shard *ret_shard)
{
    if (str_is(own.text, "none") || shard_parse(own.text, ret_shard)) {
        return EXIT_DONE;
    }
    return wrong_variable(cli, app, own);
}

/* Tasks are numbered from MIN on, by STEP; an array with holes has no shards of its own. */
static int from_slurm(const Cli *cli, App *app, Variable id, Shard *ret_shard)
{
    Variable count = variable("SLURM_ARRAY_TASK_COUNT");
    Variable min = variable("SLURM_ARRAY_TASK_MIN");
    Variable max = variable("SLURM_ARRAY_TASK_MAX");
    Variable step = variable("SLURM_ARRAY_TASK_STEP");
    uint32_t n[5] = {0};
    if (!is_set(count) || !is_set(min)) {
        return missing_variable(cli, app, id.name, is_set(count) ? min.name : count.name);
    }
    step.text = is_set(step) ? step.text : STR("1");
    const Variable all[] = {id, count, min, step, is_set(max) ? max : id};
    for (size_t i = 0; i < 5; i++) {
        if (!shard_number(all[i].text, INT32_MAX, &n[i])) {
            return wrong_variable(cli, app, all[i]);
        }
    }
    if (n[1] < 1 || n[1] > SHARD_MAX) {
        return wrong_variable(cli, app, count);
    }
    bool is_whole = n[0] >= n[2] && n[3] >= 1 && (n[0] - n[2]) % n[3] == 0 &&
                    (n[0] - n[2]) / n[3] < n[1] &&
                    (!is_set(max) || (n[4] >= n[2] && (n[4] - n[2]) / n[3] + 1 == n[1]));
    if (!is_whole) {
        return cli_usage(app, cli->command,
                         N_("task {1} is not of an array without holes; --shard K/N or CCAP_SHARD "
                            "says which shard it is"),
                         id.text, STR_EMPTY, STR_EMPTY);
    }
    *ret_shard = (Shard){.number = (n[0] - n[2]) / n[3] + 1, .count = n[1]};
    return EXIT_DONE;
}

static int from_kubernetes(const Cli *cli, App *app, Variable index, Shard *ret_shard)
{
    Variable count = variable("CCAP_SHARD_COUNT");
    uint32_t k = 0;
    uint32_t n = 0;
    if (!is_set(index)) {
        return missing_variable(cli, app, count.name, index.name);
    }
    if (!is_set(count)) {
        app_note(app, N_("{1} is set without {2}: all markets are done here"), str_of(index.name),
                 str_of(count.name), STR_EMPTY);
        return EXIT_DONE;
    }
    if (!shard_number(count.text, SHARD_MAX, &n) || n < 1) {
        return wrong_variable(cli, app, count);
    }
    if (!shard_number(index.text, SHARD_MAX, &k) || k >= n) {
        return wrong_variable(cli, app, index);
    }
    *ret_shard = (Shard){.number = k + 1, .count = n};
    return EXIT_DONE;
}

int shard_option(const Cli *cli, App *app, Shard *ret_shard)
{
    Str given = cli_option(cli, "shard");
    Variable own = variable("CCAP_SHARD");
    Variable task = variable("SLURM_ARRAY_TASK_ID");
    Variable index = variable("JOB_COMPLETION_INDEX");
    bool is_job = is_set(index) || is_set(variable("CCAP_SHARD_COUNT"));
    *ret_shard = (Shard){0};
    if (given.ptr) {
        return str_is(given, "none") || shard_parse(given, ret_shard)
                   ? EXIT_DONE
                   : cli_usage(app, cli->command,
                               N_("--shard takes K/N, shard K of N (2/3), or none, not “{1}”"),
                               given, STR_EMPTY, STR_EMPTY);
    }
    Variable used = is_set(own) ? own : is_set(task) ? task : index;
    int status = is_set(own)    ? from_own(cli, app, own, ret_shard)
                 : is_set(task) ? from_slurm(cli, app, task, ret_shard)
                 : is_job       ? from_kubernetes(cli, app, index, ret_shard)
                                : EXIT_DONE;
    if (ret_shard->count > 0) {
        Str number = arena_printf(&app->arena, "%u", ret_shard->number);
        Str count = arena_printf(&app->arena, "%u", ret_shard->count);
        app_note(app, N_("shard {1} of {2}, as {3} says; --shard none does all markets"),
                 number.ptr ? number : STR_EMPTY, count.ptr ? count : STR_EMPTY, str_of(used.name));
    }
    return status;
}
