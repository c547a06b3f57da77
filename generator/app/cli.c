/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli - see cli.h.
 */
#include "generator/app/cli.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "generator/app/help.h"
#include "generator/base/limits.h"
#include "generator/data/validate.h"

#define LIMIT_HELP_BYTES (64 * KIB) /* far above any help, below what hurts */
#define NAMES_MAX 32                /* commands, or options of one command with the common ones */

static const CliOption common_options[] = {
    {.name = "lang", .argument = "fr|en", .choices = "fr|en", .help = N_("language of messages")},
    {.name = "quiet", .help = N_("print errors only")},
    {.name = "color",
     .argument = "auto|always|never",
     .choices = "auto|always|never",
     .help = N_("colour in messages (default: auto)")},
    {.name = "version", .help = N_("print the version")},
    {.name = "help", .help = N_("print this help")},
    {0},
};

const CliOption *cli_common_options(void)
{
    return common_options;
}

int cli_usage(App *app, const Command *command, const char *format, Str a, Str b, Str c)
{
    (void)app;
    app_complain("ccap: ", format, a, b, c);
    if (command->name) {
        app_complain("", N_("“ccap {1} --help” shows how it is used"), str_of(command->name),
                     STR_EMPTY, STR_EMPTY);
    } else {
        app_complain("", N_("“ccap --help” shows how it is used"), STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    return EXIT_USAGE;
}

Str cli_option(const Cli *cli, const char *name)
{
    for (size_t i = cli->n_values; i > 0; i--) {
        if (strcmp(cli->values[i - 1].option->name, name) == 0) {
            return cli->values[i - 1].value;
        }
    }
    return (Str){0};
}

bool cli_flag(const Cli *cli, const char *name)
{
    return cli_option(cli, name).ptr != NULL;
}

bool cli_split(Arena *arena, Str list, Str **ret_items, size_t *ret_n)
{
    Str *items = NULL;
    size_t n = 0;
    size_t cap = 0;
    for (size_t at = 0; at <= list.len;) {
        size_t comma = str_find(list, STR(","), at);
        size_t end = comma == SIZE_MAX ? list.len : comma;
        Str item = str_trim(str_sub(list, at, end - at));
        at = end + 1;
        if (item.len == 0) {
            continue;
        }
        Str *grown = arena_grow(arena, items, n, &cap, sizeof(Str));
        if (!grown) {
            return false;
        }
        items = grown;
        items[n++] = item;
    }
    *ret_items = items;
    *ret_n = n;
    return true;
}

/* The option of a long name (without dashes), in the command's table or the common one. */
static const CliOption *find_long(const Command *command, Str name)
{
    const CliOption *const tables[] = {command->options, common_options};
    for (size_t t = 0; t < 2; t++) {
        for (const CliOption *o = tables[t]; o && o->name; o++) {
            if (str_is(name, o->name)) {
                return o;
            }
        }
    }
    return NULL;
}

static const CliOption *find_letter(const Command *command, char letter)
{
    for (const CliOption *o = command->options; o && o->name; o++) {
        if (o->letter == letter) {
            return o;
        }
    }
    return NULL;
}

/* The long option that an unknown or abbreviated one was meant to be, or empty. */
static Str near_option(const Command *command, Str name)
{
    Str names[NAMES_MAX];
    size_t n = 0;
    const CliOption *const tables[] = {command->options, common_options};
    for (size_t t = 0; t < 2; t++) {
        for (const CliOption *o = tables[t]; o && o->name && n < NAMES_MAX; o++) {
            names[n++] = str_of(o->name);
            if (name.len >= 2 && str_starts(str_of(o->name), name)) {
                return str_of(o->name);
            }
        }
    }
    return validate_nearest(name, names, n);
}

static Str near_command(Str name)
{
    Str names[NAMES_MAX];
    size_t n = 0;
    for (const Command *c = cmd_table(); c->name && n < NAMES_MAX; c++) {
        names[n++] = str_of(c->name);
        if (name.len >= 2 && str_starts(str_of(c->name), name)) {
            return str_of(c->name);
        }
    }
    return validate_nearest(name, names, n);
}

static int unknown_option(App *app, const Command *command, Str word)
{
    Str name = str_sub(word, 0, strcspn(word.ptr, "="));
    Str near =
        near_option(command, str_starts(name, STR("--")) ? str_sub(name, 2, name.len) : name);
    if (near.len > 0) {
        return cli_usage(app, command, N_("unknown option “{1}”; did you mean “--{2}”?"), name,
                         near, STR_EMPTY);
    }
    return cli_usage(app, command, N_("unknown option “{1}”"), name, STR_EMPTY, STR_EMPTY);
}

/* True if `value` is one of "fr|en". */
static bool is_choice(const char *choices, Str value)
{
    for (const char *p = choices; *p;) {
        size_t len = strcspn(p, "|");
        if (str_eq(value, (Str){.ptr = p, .len = len})) {
            return true;
        }
        p += len + (p[len] == '|');
    }
    return false;
}

/* Keeps one option with its value; checks the value. shown: "-o" or "--output", for messages. */
static int add_value(App *app, Cli *cli, const CliOption *option, Str shown, Str value)
{
    if (option->argument && value.len == 0) {
        return cli_usage(app, cli->command, N_("option “{1}” needs a value ({2})"), shown,
                         str_of(i18n_text(option->argument)), STR_EMPTY);
    }
    if (option->choices && !is_choice(option->choices, value)) {
        return cli_usage(app, cli->command, N_("option “{1}” can't be “{2}”; it is one of {3}"),
                         shown, value, str_of(option->choices));
    }
    cli->values[cli->n_values++] = (CliValue){.option = option, .value = value};
    return EXIT_DONE;
}

/* "--name", "--name=value" or "--name value"; *i is moved past a value that was used. */
static int parse_long(App *app, const Str *words, size_t n_words, size_t *i, Cli *cli)
{
    Str word = words[*i];
    size_t equals = str_find(word, STR("="), 0);
    bool has_value = equals != SIZE_MAX;
    Str shown = str_sub(word, 0, equals);
    const CliOption *option = find_long(cli->command, str_sub(shown, 2, shown.len));
    if (!option) {
        return unknown_option(app, cli->command, word);
    }
    Str value = has_value ? str_sub(word, equals + 1, word.len) : STR_EMPTY;
    if (!option->argument && has_value) {
        return cli_usage(app, cli->command, N_("option “{1}” takes no value"), shown, STR_EMPTY,
                         STR_EMPTY);
    }
    if (option->argument && !has_value && *i + 1 < n_words) {
        value = words[++*i];
    }
    return add_value(app, cli, option, shown, value);
}

/* "-o value" or "-ovalue". */
static int parse_short(App *app, const Str *words, size_t n_words, size_t *i, Cli *cli)
{
    Str word = words[*i];
    Str shown = str_sub(word, 0, 2);
    const CliOption *option = find_letter(cli->command, word.ptr[1]);
    if (!option) {
        return unknown_option(app, cli->command, word);
    }
    Str value = str_sub(word, 2, word.len);
    if (!option->argument && value.len > 0) {
        return cli_usage(app, cli->command, N_("option “{1}” takes no value"), shown, STR_EMPTY,
                         STR_EMPTY);
    }
    if (option->argument && value.len == 0 && *i + 1 < n_words) {
        value = words[++*i];
    }
    return add_value(app, cli, option, shown, value);
}

static int check_n_args(App *app, const Cli *cli)
{
    const Command *command = cli->command;
    if (cli_flag(cli, "help") || cli_flag(cli, "version")) {
        return EXIT_DONE;
    }
    if (cli->n_args < command->min_args) {
        return cli_usage(app, command, N_("“ccap {1}” needs more arguments: {2}"),
                         str_of(command->name), str_of(i18n_text(command->arguments)), STR_EMPTY);
    }
    if (cli->n_args > command->max_args) {
        return cli_usage(app, command, N_("“ccap {1}” has one argument too many: “{2}”"),
                         str_of(command->name), cli->args[command->max_args], STR_EMPTY);
    }
    return EXIT_DONE;
}

int cli_parse(App *app, const Str *words, size_t n_words, Cli *cli)
{
    cli->values = arena_array(&app->arena, n_words + 1, CliValue);
    cli->args = arena_array(&app->arena, n_words + 1, Str);
    if (!cli->values || !cli->args) {
        return app_exit_status(ST_NOMEM, &app->diags);
    }
    bool is_after_dashes = false;
    for (size_t i = 0; i < n_words; i++) {
        Str word = words[i];
        int st = EXIT_DONE;
        if (is_after_dashes || word.len < 2 || word.ptr[0] != '-') {
            cli->args[cli->n_args++] = word;
        } else if (str_is(word, "--")) {
            is_after_dashes = true;
        } else if (word.ptr[1] == '-') {
            st = parse_long(app, words, n_words, &i, cli);
        } else {
            st = parse_short(app, words, n_words, &i, cli);
        }
        if (st != EXIT_DONE) {
            return st;
        }
    }
    return check_n_args(app, cli);
}

/* --lang must be known before the first message, even if the rest is wrong. */
static const char *scan_lang(const Str *words, size_t n)
{
    const char *lang = NULL;
    for (size_t i = 0; i < n && !str_is(words[i], "--"); i++) {
        if (str_starts(words[i], STR("--lang="))) {
            lang = words[i].ptr + strlen("--lang=");
        } else if (str_is(words[i], "--lang") && i + 1 < n) {
            lang = words[i + 1].ptr;
        }
    }
    return lang;
}

/* `choice` of --color, else NO_COLOR, else whether a person reads `fd`. */
static bool wants_color(Str choice, int fd)
{
    if (str_is(choice, "always") || str_is(choice, "never")) {
        return str_is(choice, "always");
    }
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    bool is_dumb = !term || strcmp(term, "dumb") == 0;
    return !(no_color && *no_color) && !is_dumb && isatty(fd);
}

static void put_help(App *app, const Command *command)
{
    CLEANUP(buf_done) Buf text = {0};
    buf_init(&text, LIMIT_HELP_BYTES);
    if (command->name) {
        help_put_command(&text, command);
    } else {
        help_put_program(&text);
    }
    app_put_out(app, buf_str(&text));
}

/* Understands the words of one command and runs it. */
static int run_command(App *app, const Command *command, const Str *words, size_t n_words)
{
    Cli cli = {.command = command};
    int st = cli_parse(app, words, n_words, &cli);
    if (st != EXIT_DONE) {
        return st;
    }
    app->is_quiet = cli_flag(&cli, "quiet");
    app->has_color = wants_color(cli_option(&cli, "color"), STDERR_FILENO);
    app->has_color_out = wants_color(cli_option(&cli, "color"), STDOUT_FILENO);
    if (cli_flag(&cli, "help")) {
        put_help(app, command);
        return EXIT_DONE;
    }
    if (cli_flag(&cli, "version")) {
        app_put_out(app, STR("ccap " CCAP_VERSION "\n"));
        return EXIT_DONE;
    }
    return command->run(&cli, app);
}

/* No command was named, and neither --help nor --version: help, as an error. */
static int run_bare(const Cli *cli, App *app)
{
    return cli_usage(app, cli->command, N_("no command given"), STR_EMPTY, STR_EMPTY, STR_EMPTY);
}

/* The first word that is no common option or its value; n_words if there is none. */
static size_t find_command(const Str *words, size_t n_words)
{
    size_t i = 0;
    while (i < n_words && words[i].len > 1 && words[i].ptr[0] == '-') {
        bool takes_next = str_is(words[i], "--lang") || str_is(words[i], "--color");
        i += takes_next ? 2 : 1;
    }
    return i < n_words ? i : n_words;
}

/* Chooses the command; the words before its name are common options, and read with the others. */
static int run_words(App *app, Str *words, size_t n_words)
{
    static const Command bare = {.arguments = "", .run = run_bare};
    size_t at = find_command(words, n_words);
    if (at == n_words) {
        return run_command(app, &bare, words, n_words);
    }
    Str name = words[at];
    for (const Command *c = cmd_table(); c->name; c++) {
        if (str_is(name, c->name)) {
            memmove(&words[at], &words[at + 1], (n_words - at - 1) * sizeof *words);
            return run_command(app, c, words, n_words - 1);
        }
    }
    Str near = near_command(name);
    if (near.len > 0) {
        return cli_usage(app, &bare, N_("unknown command “{1}”; did you mean “{2}”?"), name, near,
                         STR_EMPTY);
    }
    return cli_usage(app, &bare, N_("unknown command “{1}”"), name, STR_EMPTY, STR_EMPTY);
}

/* A full disk or a closed pipe shows here at the latest (idea: util-linux, closestream). */
static int close_output(App *app, int status)
{
    bool has_failed = ferror(stdout) != 0;
    has_failed = fclose(stdout) != 0 || has_failed || app->has_failed_output;
    if (!has_failed) {
        return status;
    }
    app_note(app, N_("ccap: standard output could not be written"), STR_EMPTY, STR_EMPTY,
             STR_EMPTY);
    return status == EXIT_INTERNAL || status == EXIT_UNSAFE ? status : EXIT_FILE;
}

static Str *words_of(Arena *arena, int argc, char **argv)
{
    Str *words = arena_array(arena, (size_t)argc + 1, Str);
    for (int i = 1; words && i < argc; i++) {
        words[i - 1] = str_of(argv[i]);
    }
    return words;
}

int cli_main(int argc, char **argv)
{
    App app = {0};
    arena_init(&app.arena, 0);
    diag_list_init(&app.diags, &app.arena);
    (void)setenv(
        "TZ", "UTC0",
        1); /* libzip asks for local time at each entry: the zone's file is not read again */
    (void)signal(SIGXFSZ, SIG_IGN); /* so is a file that may not grow */
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of writing, with its status */
    int n_words = argc > 0 ? argc - 1 : 0;
    Str *words = words_of(&app.arena, argc, argv);
    if (!words) {
        arena_done(&app.arena);
        return EXIT_INTERNAL;
    }
    app.program_folder = i18n_program_folder(&app.arena);
    app.lang = i18n_choose(scan_lang(words, (size_t)n_words), getenv);
    i18n_start(app.lang, app.program_folder);
    int status = run_words(&app, words, (size_t)n_words);
    status = close_output(&app, status);
    arena_done(&app.arena);
    return status;
}
