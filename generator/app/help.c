/* SPDX-License-Identifier: Apache-2.0 */
/*
 * help - see help.h.
 */
#include "generator/app/help.h"

#include "generator/app/cli.h"
#include "generator/base/utf8.h"

#define NAME_COLUMN 2  /* where names of commands and options begin */
#define HELP_COLUMN 28 /* where their texts begin; a longer name has its text on the next line */

/* Pads a line whose `width` columns are written, up to `column`. */
static void pad(Buf *out, size_t width, size_t column)
{
    if (width > 0 && width + 2 > column) {
        buf_puts(out, "\n");
        width = 0;
    }
    for (; width < column; width++) {
        buf_putc(out, ' ');
    }
}

/* "  name   text" */
static void put_entry(Buf *out, Str name, const char *text)
{
    pad(out, 0, NAME_COLUMN);
    buf_put(out, name);
    pad(out, NAME_COLUMN + utf8_count(name), HELP_COLUMN);
    buf_put(out, str_of(text));
    buf_putc(out, '\n');
}

static void put_title(Buf *out, const char *title)
{
    buf_put(out, str_of(title));
    buf_putc(out, '\n');
}

static void put_option(Buf *out, const CliOption *option)
{
    CLEANUP(buf_done) Buf name = {0};
    buf_init(&name, 256);
    if (option->letter) {
        buf_printf(&name, "-%c, ", option->letter);
    }
    buf_printf(&name, "--%s", option->name);
    if (option->argument) {
        buf_printf(&name, " %s", i18n_text(option->argument));
    }
    put_entry(out, buf_str(&name), i18n_text(option->help));
}

static void put_options(Buf *out, const CliOption *options)
{
    for (const CliOption *o = options; o && o->name; o++) {
        put_option(out, o);
    }
}

/* The common options on one line: they are the same everywhere. */
static void put_common(Buf *out)
{
    put_title(out, _("Every command also takes:"));
    for (const CliOption *o = cli_common_options(); o->name; o++) {
        buf_printf(out, "  --%s", o->name);
        if (o->argument) {
            buf_printf(out, " %s", i18n_text(o->argument));
        }
    }
    buf_putc(out, '\n');
}

static void put_examples(Buf *out, const char *examples)
{
    put_title(out, _("Examples:"));
    for (const char *p = examples; *p;) {
        size_t len = strcspn(p, "\n");
        buf_puts(out, "  ");
        buf_put(out, (Str){.ptr = p, .len = len});
        buf_putc(out, '\n');
        p += len + (p[len] == '\n');
    }
    buf_putc(out, '\n');
}

void help_put_command(Buf *out, const Command *command)
{
    put_examples(out, command->examples);
    buf_printf(out, "ccap %s %s\n", command->name, _("[OPTION…]"));
    if (*command->arguments) {
        out->len--; /* the arguments stand on the same line */
        buf_printf(out, " %s\n", i18n_text(command->arguments));
    }
    buf_printf(out, "  %s\n\n", i18n_text(command->summary));
    if (command->options && command->options->name) {
        put_title(out, _("Options:"));
        put_options(out, command->options);
        buf_putc(out, '\n');
    }
    put_common(out);
}

void help_put_program(Buf *out)
{
    put_examples(out, "ccap new marche ecole.marche.yaml\n"
                      "ccap check ecole.marche.yaml\n"
                      "ccap generate ecole.marche.yaml -o out/");
    put_title(out, _("Commands:"));
    for (const Command *c = cmd_table(); c->name; c++) {
        put_entry(out, str_of(c->name), i18n_text(c->summary));
    }
    buf_putc(out, '\n');
    put_common(out);
    buf_putc(out, '\n');
    put_title(out, _("“ccap COMMAND --help” tells more about one command."));
}
