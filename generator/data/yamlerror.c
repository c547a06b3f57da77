/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlerror - see yamlerror.h.
 *
 * Floor 1 (data).
 */
#include "generator/data/yamlerror.h"

#include "generator/base/utf8.h"

/* Where the message points: to the problem, or to what libyaml was reading when it met it. */
typedef enum Place { AT_PROBLEM, AT_CONTEXT } Place;

typedef struct Cause {
    const char *context; /* beginning of libyaml's context, "" for any */
    const char *problem; /* beginning of its problem */
    DiagCode code;
    Place place;
} Cause;

/* The first that fits. Texts of libyaml 0.2.5, scanner.c and parser.c. */
static const Cause causes[] = {
    {"while scanning a quoted scalar", "found unexpected end of stream", YAML_UNCLOSED_QUOTE,
     AT_CONTEXT},
    {"while scanning a quoted scalar", "found unexpected document indicator", YAML_UNCLOSED_QUOTE,
     AT_CONTEXT},
    {"while parsing a quoted scalar", "found unknown escape", YAML_BAD_ESCAPE, AT_PROBLEM},
    {"while parsing a quoted scalar", "did not find expected hexdecimal", YAML_BAD_ESCAPE,
     AT_PROBLEM},
    {"while parsing a quoted scalar", "found invalid Unicode", YAML_BAD_ESCAPE, AT_PROBLEM},
    {"", "mapping values are not allowed", YAML_COLON, AT_PROBLEM},
    {"", "did not find expected ',' or ']'", YAML_UNCLOSED_BRACKET, AT_CONTEXT},
    {"", "did not find expected ',' or '}'", YAML_UNCLOSED_BRACKET, AT_CONTEXT},
    {"while parsing a flow", "", YAML_UNCLOSED_BRACKET, AT_CONTEXT},
    {"", "could not find expected ':'", YAML_NO_COLON, AT_CONTEXT},
    {"", "did not find expected key", YAML_STRUCTURE, AT_PROBLEM},
    {"", "did not find expected '-' indicator", YAML_STRUCTURE, AT_PROBLEM},
    {"", "block sequence entries are not allowed", YAML_STRUCTURE, AT_PROBLEM},
    {"", "mapping keys are not allowed", YAML_STRUCTURE, AT_PROBLEM},
    {"", "did not find expected node content", YAML_STRUCTURE, AT_PROBLEM},
    {"", "found undefined tag handle", YAML_TAG, AT_PROBLEM},
    {"", "did not find expected <document start>", YAML_AFTER_END, AT_PROBLEM},
    {"while scanning a block scalar", "found a tab", YAML_TAB, AT_PROBLEM},
    {"while scanning a plain scalar", "found a tab", YAML_TAB, AT_PROBLEM},
    {"while scanning a block scalar", "", YAML_BLOCK_HEADER, AT_CONTEXT},
    {"while scanning an anchor", "", YAML_BAD_START, AT_CONTEXT},
    {"while scanning an alias", "", YAML_BAD_START, AT_CONTEXT},
    {"while scanning a directive", "", YAML_BAD_START, AT_CONTEXT},
    {"while scanning a tag", "", YAML_BAD_START, AT_CONTEXT},
    {"", "found character that cannot start any token", YAML_BAD_START, AT_PROBLEM},
};

static bool fits(const char *text, const char *beginning)
{
    return str_starts(str_of(text), str_of(beginning));
}

static const Cause *find_cause(const yaml_parser_t *parser)
{
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        if (fits(parser->context, causes[i].context) && fits(parser->problem, causes[i].problem)) {
            return &causes[i];
        }
    }
    return NULL;
}

/* A line without a byte-order mark, which libyaml did not see. */
static Str line_of(const Source *source, size_t line)
{
    Str text = source_line(source, (uint32_t)line + 1);
    return line == 0 && str_starts(text, STR("\xEF\xBB\xBF")) ? str_sub(text, 3, SIZE_MAX) : text;
}

/* Byte offset of an unquoted `{{` in a line, before which only a key, dashes and blanks may stand; SIZE_MAX if none. */
static size_t find_unquoted_tag(Str line)
{
    size_t at = str_find(line, STR("{{"), 0);
    if (at == SIZE_MAX || memchr(line.ptr, '"', at) || memchr(line.ptr, '\'', at) ||
        memchr(line.ptr, '#', at)) {
        return SIZE_MAX;
    }
    size_t before = at;
    while (before > 0 && line.ptr[before - 1] == ' ') {
        before--;
    }
    bool starts_value = before == 0 || strchr(":-,[{", line.ptr[before - 1]) != NULL;
    return starts_value ? at : SIZE_MAX;
}

/* True if an unquoted mustache tag on that line explains the error; reports it. */
static bool blame_tag(const Source *source, size_t line, DiagList *diags)
{
    Str text = line_of(source, line);
    size_t at = find_unquoted_tag(text);
    if (at == SIZE_MAX) {
        return false;
    }
    Loc loc = {.source = source, .line = (uint32_t)line + 1};
    loc.column = (uint32_t)utf8_count(str_sub(text, 0, at)) + 1;
    yamlerror_report_tag(source, loc, diags);
    return true;
}

void yamlerror_report_tag(const Source *source, Loc loc, DiagList *diags)
{
    Str line = line_of(source, loc.line - 1);
    Str rest = str_sub(line, utf8_clip(line, loc.column - 1), SIZE_MAX);
    Str closing = str_starts(rest, STR("{{{")) ? STR("}}}") : STR("}}");
    size_t end = str_find(rest, closing, 0);
    if (end != SIZE_MAX) {
        rest.len = end + closing.len;
    }
    const Diag *last = diags->n > 0 ? &diags->items[diags->n - 1] : NULL;
    if (last && last->code == YAML_UNQUOTED_TAG && last->loc.source == source &&
        last->loc.line == loc.line && last->loc.column == loc.column) {
        return; /* seen as a key already, and now as what made the line malformed */
    }
    Diag *diag = diag_add1(diags, YAML_UNQUOTED_TAG, loc, str_trim(rest));
    diag->span = (uint32_t)utf8_count(str_trim(rest));
}

bool yamlerror_is_tag(const Source *source, Loc loc)
{
    Str line = line_of(source, loc.line - 1);
    return str_starts(str_sub(line, utf8_clip(line, loc.column - 1), SIZE_MAX), STR("{{"));
}

/* True if a quote closes just before the mark: 'l'eau', where the second apostrophe was meant as one. */
static bool is_after_quote(const Source *source, const yaml_mark_t *mark)
{
    Str line = line_of(source, mark->line);
    Str before = str_trim(str_sub(line, 0, utf8_clip(line, mark->column)));
    return str_ends(before, STR("'")) || str_ends(before, STR("\""));
}

/*
 * A quote that stands where a text begins (after “: ”, “- ”, “[”, “,”) but closes one opened on a line above: the place of that
 * one, on the nearest line with an odd number of such quotes. False if there is none.
 */
static bool find_opening(const Source *source, const yaml_mark_t *mark, Loc *ret_loc)
{
    Str line = line_of(source, mark->line);
    Str before = str_trim(str_sub(line, 0, utf8_clip(line, mark->column)));
    char quote = before.ptr[before.len - 1];
    bool begins = before.len > 1 && strchr(" [{,", before.ptr[before.len - 2]) != NULL;
    Str text = source->text;
    size_t end = begins ? source_line_start(source, (uint32_t)mark->line + 1) : 0;
    for (size_t i = mark->line; end > 0 && end <= text.len && i-- > 0;) {
        const char *feed = end > 1 ? memrchr(text.ptr, '\n', end - 1) : NULL;
        size_t start = feed ? (size_t)(feed - text.ptr) + 1 : 0;
        start += start == 0 && str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
        Str above = str_sub(text, start, end - 1 - start);
        end = feed ? start : 0;
        size_t n = 0;
        size_t last = 0;
        for (size_t k = 0; k < above.len; k++) {
            n += above.ptr[k] == quote;
            last = above.ptr[k] == quote ? k : last;
        }
        if (n % 2 == 1) {
            uint32_t column = (uint32_t)utf8_count(str_sub(above, 0, last)) + 1;
            *ret_loc = (Loc){.source = source, .line = (uint32_t)i + 1, .column = column};
            return true;
        }
    }
    return false;
}

/* A quote that nobody closed took in the lines up to the next one: told where it stands. */
static bool blame_opening(const Source *source, const yaml_mark_t *mark, DiagList *diags)
{
    Loc loc = {0};
    if (!is_after_quote(source, mark) || !find_opening(source, mark, &loc)) {
        return false;
    }
    diag_add0(diags, YAML_UNCLOSED_QUOTE, loc)->other = (Loc){
        .source = source, .line = (uint32_t)mark->line + 1, .column = (uint32_t)mark->column + 1};
    return true;
}

/* “-key: value”, on the line itself or the one above, of which YAML makes a key “-key”: told there. */
static bool blame_dash(const Source *source, size_t line, DiagList *diags)
{
    for (size_t i = line + 1; i-- > 0 && i + 1 >= line;) {
        Str text = line_of(source, i);
        size_t at = 0;
        while (at < text.len && text.ptr[at] == ' ') {
            at++;
        }
        Str rest = str_sub(text, at, SIZE_MAX);
        bool is_dash = str_starts(rest, STR("-")) && !str_starts(rest, STR("- ")) &&
                       !str_starts(rest, STR("--")) && str_find(rest, STR(": "), 0) != SIZE_MAX;
        if (is_dash) {
            Loc loc = {.source = source, .line = (uint32_t)i + 1, .column = (uint32_t)at + 1};
            diag_add0(diags, YAML_DASH, loc);
            return true;
        }
    }
    return false;
}

/* The character at a mark, for YAML_BAD_START; a tab has its own message. */
static Str character_at(const Source *source, const yaml_mark_t *mark)
{
    Str rest = line_of(source, mark->line);
    rest = str_sub(rest, utf8_clip(rest, mark->column), SIZE_MAX);
    return str_sub(rest, 0, utf8_clip(rest, 1));
}

void yamlerror_report(const Source *source, const yaml_parser_t *parser, DiagList *diags)
{
    const yaml_mark_t *problem = &parser->problem_mark;
    if (blame_tag(source, problem->line, diags) ||
        (parser->context && blame_tag(source, parser->context_mark.line, diags))) {
        return;
    }
    const Cause *cause = find_cause(parser);
    bool at_context = cause && cause->place == AT_CONTEXT && parser->context;
    const yaml_mark_t *mark = at_context ? &parser->context_mark : problem;
    Loc loc = {.source = source};
    loc.line = (uint32_t)mark->line + 1;
    loc.column = (uint32_t)mark->column + 1;
    DiagCode code = cause ? cause->code : YAML_SYNTAX;
    Str arg = cause ? character_at(source, mark) : str_of(parser->problem);
    if (code == YAML_BAD_START && str_is(arg, "\t")) {
        code = YAML_TAB;
    }
    bool is_misplaced = code == YAML_STRUCTURE || code == YAML_COLON;
    if (is_misplaced && (blame_dash(source, mark->line, diags) ||
                         (code == YAML_STRUCTURE && blame_opening(source, mark, diags)))) {
        return;
    }
    if (code == YAML_STRUCTURE && is_after_quote(source, mark)) {
        code = YAML_AFTER_QUOTE;
    }
    Diag *diag = diag_add1(diags, code, loc, arg);
    if (at_context && problem->line != mark->line) {
        diag->other = (Loc){.source = source,
                            .line = (uint32_t)problem->line + 1,
                            .column = (uint32_t)problem->column + 1};
    }
}
