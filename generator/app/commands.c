/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commands - the table of commands and their options, which help, completion and the reading of arguments are made of.
 */
#include "generator/app/cmd.h"
#include "generator/batch/shard.h"

/* clang-format off */
/* Options that several commands take, with the same meaning. */
#define LIBRARY_OPTION {.name = "library", .argument = N_("DIR"), .help = N_("clause library to use")}
#define STYLES_OPTION {.name = "styles", .argument = N_("FILE"), .help = N_("YAML map: styles of the template to use")}
#define PARTIALS_OPTION {.name = "partials", .argument = N_("DIR"), .help = N_("folder of partial templates")}
#define LEVEL_OPTION {.name = "level", .argument = "N", .help = N_("compression, 1 to 12 (default: 6)")}
#define DRAFT_OPTION {.name = "draft", .help = N_("write in spite of errors, marked as a draft")}
#define STRICT_OPTION {.name = "strict", .help = N_("count unacknowledged warnings as errors")}
#define NO_REPORT_OPTION {.name = "no-report", .help = N_("leave rapport.html, .csv and .json out")}
/* words: the forms, "a|b"; text: of the help, which names the default. */
#define FORMAT_OPTION(words, text) {.name = "format", .argument = words, .choices = words, .help = text}
#define ANSWER_OPTION FORMAT_OPTION("human|json", N_("form of the answer (default: human)"))
/* Where documents come from and in which formats. */
#define DOCUMENT_OPTIONS                                                                                            \
    {.name = "format", .letter = 'f', .argument = "docx,odt,html,txt", .help = N_("formats to write (default: docx,odt)")}, \
    {.name = "template", .letter = 't', .argument = N_("TEMPLATE"), .help = N_("house template: id, folder or file")}, \
    STYLES_OPTION,                                                                                                  \
    {.name = "bookmark", .argument = N_("NAME"), .help = N_("where clauses go (default: ccap, or the end)")}
/* clang-format on */

static const CliOption generate_options[] = {
    {.name = "output",
     .letter = 'o',
     .argument = N_("DIR"),
     .help = N_("folder for the documents (default: current)")},
    DOCUMENT_OPTIONS,
    {.name = "pieces",
     .argument = N_("all|ID,ID…"),
     .help = N_("other documents of the tender too (ccap list)")},
    LIBRARY_OPTION,
    DRAFT_OPTION,
    {.name = "check-only", .help = N_("check, write nothing")},
    STRICT_OPTION,
    {0},
};

static const CliOption check_options[] = {
    FORMAT_OPTION("human|short|json|sarif", N_("form of the findings (default: human)")),
    LIBRARY_OPTION,
    {.name = "data",
     .argument = N_("FILE"),
     .help = N_("compare a template with these data, and try it")},
    PARTIALS_OPTION,
    {.name = "expects", .help = N_("list the names that a template expects")},
    {.name = "annotate",
     .argument = N_("FILE"),
     .help = N_("write a copy of the template with comments")},
    {.name = "accept", .help = N_("local library: note what its base says now")},
    STRICT_OPTION,
    {0},
};

static const CliOption render_options[] = {
    {.name = "output",
     .letter = 'o',
     .argument = N_("FILE"),
     .help = N_("where to write; a folder for several data")},
    STYLES_OPTION,
    PARTIALS_OPTION,
    {.name = "missing",
     .argument = "error|empty|mark",
     .choices = "error|empty|mark",
     .help = N_("a name without value (default: error)")},
    {.name = "escape",
     .argument = "html|xml|markdown|none",
     .choices = "html|xml|markdown|none",
     .help = N_("for text templates (default: html)")},
    {.name = "records",
     .argument = N_("FILE"),
     .help = N_("JSON Lines or YAML stream: one document each")},
    {.name = "jobs", .letter = 'j', .argument = "N", .help = N_("threads to use (default: 1)")},
    LEVEL_OPTION,
    {.name = "dump", .help = N_("print the compiled template as text")},
    {0},
};

static const CliOption batch_options[] = {
    {.name = "output",
     .letter = 'o',
     .argument = N_("DIR"),
     .help = N_("folder for documents and manifest")},
    DOCUMENT_OPTIONS,
    LIBRARY_OPTION,
    {.name = "name", .argument = N_("PATTERN"), .help = N_("names of documents (default: {id})")},
    {.name = "manifest",
     .argument = N_("FILE"),
     .help = N_("default: manifest.jsonl in the folder")},
    {.name = "resume", .help = N_("skip what is done and unchanged")},
    {.name = "shard", .argument = "K/N", .help = N_("part K of N, to be put together with merge")},
    {.name = "fail-fast", .help = N_("stop at the first market with an error")},
    STRICT_OPTION,
    DRAFT_OPTION,
    {.name = "jobs",
     .letter = 'j',
     .argument = "N",
     .help = N_("threads to use (default: all cores)")},
    LEVEL_OPTION,
    {.name = "durable", .help = N_("each file on the disk before the next")},
    {.name = "map", .argument = N_("FILE"), .help = N_("YAML: columns of tables, what all share")},
    {.name = "delimiter",
     .argument = ";|,|tab",
     .choices = ";|,|tab",
     .help = N_("between cells (default: found out)")},
    {.name = "from",
     .argument = "csv|decp|jsonl|yaml",
     .choices = "csv|decp|jsonl|yaml",
     .help = N_("what standard input holds")},
    NO_REPORT_OPTION,
    {0},
};

static const CliOption merge_options[] = {
    {.name = "output",
     .letter = 'o',
     .argument = N_("DIR"),
     .help = N_("folder for the manifest, or a file *.jsonl")},
    LIBRARY_OPTION,
    NO_REPORT_OPTION,
    {0},
};

static const CliOption inspect_options[] = {
    LIBRARY_OPTION,
    {.name = "market",
     .argument = N_("FILE"),
     .help = N_("say whether this market file has changed since")},
    ANSWER_OPTION,
    {0},
};

static const CliOption verify_options[] = {
    {.name = "sums", .help = N_("print the lines of SHA256SUMS, compare nothing")},
    {0},
};

static const CliOption advise_options[] = {
    FORMAT_OPTION("human|json", N_("form of the advice (default: human)")),
    LIBRARY_OPTION,
    {.name = "lot", .argument = "N", .help = N_("this lot only, by its number")},
    {0},
};

static const CliOption library_options[] = {
    LIBRARY_OPTION,
    {0},
};

static const CliOption show_options[] = {
    LIBRARY_OPTION,
    {.name = "preview", .help = N_("its whole text, as in a sample market")},
    {.name = "text", .help = N_("the texts of its blocks, with their tags")},
    ANSWER_OPTION,
    {0},
};

static const CliOption explain_options[] = {
    LIBRARY_OPTION,
    ANSWER_OPTION,
    {0},
};

static const CliOption list_options[] = {
    LIBRARY_OPTION,
    {.name = "nature", .argument = "NATURE", .help = N_("clauses for this nature of contract")},
    {.name = "procedure", .argument = "PROCEDURE", .help = N_("clauses for this procedure")},
    {.name = "montant", .argument = N_("AMOUNT"), .help = N_("clauses for this value, in euros")},
    {.name = "public", .argument = "PUBLIC", .help = N_("clauses that take this public")},
    {.name = "texte",
     .argument = N_("WORDS"),
     .help = N_("what holds these words; accents don't count")},
    FORMAT_OPTION("table|json", N_("form of the list (default: table)")),
    {0},
};

static const CliOption new_options[] = {
    LIBRARY_OPTION,
    {.name = "clause",
     .argument = N_("ID,…"),
     .help = N_("considerations of a new market (default: the first)")},
    {0},
};

static const Command commands[] = {
    {.name = "generate",
     .arguments = N_("MARKET…"),
     .summary = N_("check market files and write their annexes"),
     .examples = "ccap generate ecole.marche.yaml -o out/\n"
                 "ccap generate --draft ecole.marche.yaml",
     .min_args = 1,
     .max_args = SIZE_MAX,
     .options = generate_options,
     .run = cmd_generate},
    {.name = "batch",
     .arguments = N_("INPUT…"),
     .summary = N_("many markets at once: folders, CSV, JSON Lines, DECP"),
     .examples = "ccap batch marches/ -o out/\n"
                 "ccap batch achats.csv -o out/\n"
                 "ccap batch marches/ -o out/ --resume",
     .min_args = 1,
     .max_args = SIZE_MAX,
     .options = batch_options,
     .run = cmd_batch},
    {.name = "merge",
     .arguments = N_("MANIFEST…"),
     .summary = N_("make one manifest of those of all shards"),
     .examples = "ccap merge out/manifest-*-3.jsonl -o out/",
     .min_args = 1,
     .max_args = SHARD_MAX,
     .options = merge_options,
     .run = cmd_merge},
    {.name = "check",
     .arguments = N_("[PATH…]"),
     .summary = N_("tell everything wrong in markets, clauses, templates"),
     .examples = "ccap check ecole.marche.yaml\n"
                 "ccap check clauses/ --format short\n"
                 "ccap check modele.docx --annotate modele-annote.docx",
     .min_args = 0,
     .max_args = SIZE_MAX,
     .options = check_options,
     .run = cmd_check},
    {.name = "render",
     .arguments = N_("TEMPLATE [DATA…]"),
     .summary = N_("fill a mustache template (text, DOCX, ODT) with data"),
     .examples = "ccap render lettre.mustache donnees.yaml\n"
                 "ccap render lettre.docx donnees.json -o lettre-1.docx",
     .min_args = 1,
     .max_args = SIZE_MAX,
     .options = render_options,
     .run = cmd_render},
    {.name = "advise",
     .arguments = N_("MARKET"),
     .summary = N_("rank the considerations for each lot, with reasons"),
     .examples = "ccap advise ecole.marche.yaml\n"
                 "ccap advise ecole.marche.yaml --lot 2",
     .min_args = 1,
     .max_args = 1,
     .options = advise_options,
     .run = cmd_advise},
    {.name = "new",
     .arguments = N_("marche|clause|bibliotheque FILE"),
     .summary = N_("write a commented file or library to start from"),
     .examples = "ccap new marche ecole.marche.yaml\n"
                 "ccap new marche ecole.marche.yaml --clause K1,K5\n"
                 "ccap new clause visites.yaml\n"
                 "ccap new bibliotheque mes-clauses",
     .min_args = 2,
     .max_args = 2,
     .options = new_options,
     .run = cmd_new},
    {.name = "list",
     .arguments = N_("[KIND]"),
     .summary = N_("list what the library holds"),
     .examples = "ccap list --nature travaux --montant 90000\n"
                 "ccap list --public RSA --texte \"penalite\"\n"
                 "ccap list publics --texte jeune",
     .min_args = 0,
     .max_args = 1,
     .options = list_options,
     .run = cmd_list},
    {.name = "show",
     .arguments = N_("ID"),
     .summary = N_("show one clause, rule, public, reference …"),
     .examples = "ccap show K1\n"
                 "ccap show clause_heures --preview\n"
                 "ccap show RSA\n"
                 "ccap show CCP-L2112-2 --format json",
     .min_args = 1,
     .max_args = 1,
     .options = show_options,
     .run = cmd_show},
    {.name = "schema",
     .arguments = N_("[NAME]"),
     .summary = N_("print a JSON Schema for editors, or list the names"),
     .examples = "ccap schema\n"
                 "ccap schema marche > marche.schema.json",
     .min_args = 0,
     .max_args = 1,
     .options = library_options,
     .run = cmd_schema},
    {.name = "explain",
     .arguments = N_("CODE"),
     .summary = N_("explain a diagnostic or rule and how to mend it"),
     .examples = "ccap explain F-001\n"
                 "ccap explain D-115",
     .min_args = 1,
     .max_args = 1,
     .options = explain_options,
     .run = cmd_explain},
    {.name = "inspect",
     .arguments = N_("FILE"),
     .summary = N_("tell where a generated document comes from"),
     .examples = "ccap inspect out/ecole.docx\n"
                 "ccap inspect out/ecole.odt --library clauses --market ecole.marche.yaml",
     .min_args = 1,
     .max_args = 1,
     .options = inspect_options,
     .run = cmd_inspect},
    {.name = "verify",
     .arguments = N_("LIBRARY"),
     .summary = N_("compare a library with its checksums"),
     .examples = "ccap verify clauses\n"
                 "ccap verify --sums clauses > clauses/SHA256SUMS",
     .min_args = 1,
     .max_args = 1,
     .options = verify_options,
     .run = cmd_verify},
    {0},
};

const Command *cmd_table(void)
{
    return commands;
}
