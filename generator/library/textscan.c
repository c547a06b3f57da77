/* SPDX-License-Identifier: Apache-2.0 */
/*
 * textscan - see textscan.h.
 */
#include "generator/library/textscan.h"

#include <stdlib.h>

#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/library/cited.h"
#include "generator/text/french.h"
#include "generator/tmpl/exec.h"

#define MASK '\x1A'              /* one byte for each that is no text: it is part of no word */
#define TAG_BYTES ((size_t)2000) /* a longer one is none */
#define SHOWN_CODE_POINTS ((size_t)80)

Status textscan_begin(TextScan *scan, ContractScratch *scratch, Arena *arena,
                      const Library *library, TextKind kind, Str date)
{
    *scan = (TextScan){.arena = arena, .lib = library, .kind = kind, .date = date};
    contract_scratch_init(&scan->own);
    scan->scratch = scratch ? scratch : &scan->own;
    diag_list_init(&scan->ignored, arena);
    if (!scan->scratch->room) {
        scan->scratch->room = pattern_room_new();
    }
    return scan->scratch->room ? ST_OK : ST_NOMEM;
}

void textscan_done(TextScan *scan)
{
    contract_scratch_done(&scan->own);
    *scan = (TextScan){0};
}

/* --- what is no text -------------------------------------------------------------------------------------- */

static void mask(char *text, size_t from, size_t to)
{
    memset(text + from, MASK, to - from);
}

static void mask_malformed(char *text, Str s)
{
    for (size_t pos = 0; pos < s.len;) {
        size_t from = pos;
        if (utf8_next(s, &pos) == UTF8_BAD) {
            mask(text, from, pos);
        }
    }
}

static void mask_tags(char *text, Str s)
{
    for (size_t at = str_find(s, STR("{{"), 0); at != SIZE_MAX; at = str_find(s, STR("{{"), at)) {
        size_t end = str_find(str_sub(s, 0, at + TAG_BYTES), STR("}}"), at);
        if (end == SIZE_MAX) {
            at += 2;
            continue;
        }
        end += 2;
        end += end < s.len && s.ptr[end] == '}';
        mask(text, at, end);
        at = end;
    }
}

/* Addresses: "https://…" from its scheme on, "nom@exemple.fr" as a whole. */
static void mask_addresses(char *text, Str s)
{
    for (size_t i = 0; i < s.len;) {
        size_t end = i;
        size_t from = SIZE_MAX;
        while (end < s.len && !ascii_is_space(s.ptr[end])) {
            bool is_scheme = s.ptr[end] == ':' && str_starts(str_sub(s, end, 3), STR("://"));
            from = s.ptr[end] == '@' ? i : from;
            from = is_scheme && from == SIZE_MAX ? end : from;
            end++;
        }
        while (from != SIZE_MAX && from > i && s.ptr[from - 1] >= 'a' && s.ptr[from - 1] <= 'z') {
            from--; /* the scheme's own letters */
        }
        if (from != SIZE_MAX) {
            mask(text, from, end);
        }
        i = end < s.len ? end + 1 : end;
    }
}

/* `code` within a line, and blocks between lines of ```. */
static void mask_code(char *text, Str s)
{
    bool is_fenced = false;
    for (size_t i = 0; i < s.len;) {
        size_t end = str_find(s, STR("\n"), i);
        end = end == SIZE_MAX ? s.len : end;
        bool is_fence = str_starts(str_trim(str_sub(s, i, end - i)), STR("```"));
        if (is_fenced || is_fence) {
            mask(text, i, end);
            is_fenced = is_fenced != is_fence;
        }
        for (size_t open = i; !is_fenced && !is_fence && open < end; open++) {
            size_t close = s.ptr[open] == '`' ? str_find(s, STR("`"), open + 1) : SIZE_MAX;
            if (close < end) {
                mask(text, open, close + 1);
                open = close;
            }
        }
        i = end + 1;
    }
}

static Str masked(Arena *arena, Str text, bool is_markdown)
{
    char *copy = arena_alloc(arena, text.len + 1);
    if (!copy) {
        return (Str){0};
    }
    if (text.len > 0) {
        memcpy(copy, text.ptr, text.len);
    }
    mask_malformed(copy, text);
    mask_tags(copy, text);
    mask_addresses(copy, text);
    if (is_markdown) {
        mask_code(copy, text);
    }
    return (Str){.ptr = copy, .len = text.len};
}

/* --- paragraphs and sentences ------------------------------------------------------------------------------- */

/* The end of the paragraph at `from`: a blank line, or a space where it is too long to be one. */
static size_t end_of_paragraph(Str s, size_t from)
{
    size_t last_space = SIZE_MAX;
    for (size_t i = from; i < s.len; i++) {
        if (s.ptr[i] == '\n') {
            size_t k = i + 1;
            while (k < s.len && (s.ptr[k] == ' ' || s.ptr[k] == '\t' || s.ptr[k] == '\r')) {
                k++;
            }
            if (k >= s.len || s.ptr[k] == '\n') {
                return i + 1;
            }
        }
        last_space = ascii_is_space(s.ptr[i]) ? i : last_space;
        if (i - from >= LIMIT_TEXT_PARAGRAPH && ((unsigned char)s.ptr[i] & 0xC0) != 0x80) {
            return last_space == SIZE_MAX ? i : last_space + 1;
        }
    }
    return s.len;
}

/* True if a sentence ends with the byte at i: a stop, then a capital or the end. */
static bool ends_sentence(Str s, size_t i)
{
    char c = s.ptr[i];
    if (c == '\n') {
        size_t k = i + 1;
        return k < s.len && (s.ptr[k] == '-' || s.ptr[k] == '*' || s.ptr[k] == '#' ||
                             s.ptr[k] == '|' || s.ptr[k] == '\n');
    }
    if (c != '.' && c != '!' && c != '?' && c != ';') {
        return false;
    }
    size_t k = i + 1;
    while (k < s.len && ascii_is_space(s.ptr[k])) {
        k++;
    }
    bool is_capital = k < s.len && ((s.ptr[k] >= 'A' && s.ptr[k] <= 'Z') || s.ptr[k] == '\xC3');
    bool is_initial = i > 0 && s.ptr[i - 1] >= 'A' && s.ptr[i - 1] <= 'Z';
    return k > i + 1 && (c == ';' || (is_capital && !is_initial));
}

/* The sentence around bytes [from, to) of a paragraph. */
static Str sentence_of(Str paragraph, size_t from, size_t to, size_t *ret_start)
{
    size_t start = from;
    while (start > 0 && !ends_sentence(paragraph, start - 1)) {
        start--;
    }
    while (to < paragraph.len && (to == 0 || !ends_sentence(paragraph, to - 1))) {
        to++;
    }
    *ret_start = start;
    return str_sub(paragraph, start, to - start);
}

/* --- findings --------------------------------------------------------------------------------------------- */

/* One text at work. */
typedef struct Run {
    TextScan *scan;
    Str text;      /* masked */
    Str written;   /* as it is */
    size_t offset; /* of the paragraph in it */
    Str paragraph;
    TextFinding *items;
    size_t n;
    size_t cap;
} Run;

static bool is_told_before(const Run *run, const TextRule *rule, size_t from, size_t to)
{
    for (size_t i = 0; i < run->n; i++) {
        const TextFinding *f = &run->items[i];
        if (str_eq(f->rule->id, rule->id) && from < f->to && f->from < to) {
            return true;
        }
    }
    return false;
}

static Status add(Run *run, const TextFinding *finding)
{
    TextFinding *grown = arena_grow(run->scan->arena, run->items, run->n, &run->cap, sizeof *grown);
    if (!grown) {
        return ST_NOMEM;
    }
    run->items = grown;
    run->items[run->n++] = *finding;
    return ST_OK;
}

/* The words found, on one line and not too long. */
static Str words_of(Run *run, size_t from, size_t to)
{
    Buf *out = &run->scan->scratch->text;
    Str text = str_trim(str_sub(run->written, from, to - from));
    Str shown = str_sub(text, 0, utf8_clip(text, SHOWN_CODE_POINTS));
    buf_clear(out);
    for (size_t i = 0; i < shown.len; i++) {
        bool is_double = ascii_is_space(shown.ptr[i]) && i > 0 && ascii_is_space(shown.ptr[i - 1]);
        if (!is_double) {
            buf_putc(out, ascii_is_space(shown.ptr[i]) ? ' ' : shown.ptr[i]);
        }
    }
    buf_put(out, shown.len < text.len ? STR("…") : STR_EMPTY);
    return buf_ok(out) ? arena_str(run->scan->arena, buf_str(out)) : (Str){0};
}

/* Appends a name of the message; an empty text is there, and false. */
static Status set(Run *run, Value *context, const char *name, Str text)
{
    Value *value = text.ptr ? value_text(run->scan->arena, (Loc){0}, text) : NULL;
    return value ? value_map_set(run->scan->arena, context, str_of(name), value) : ST_NOMEM;
}

static Status put_law(Run *run, const CitedFinding *cited, Value *context)
{
    const Value *period = value_get(cited->entry, STR("en_vigueur"));
    Str degree = value_get_text(cited->entry, STR("confiance"));
    TRY(set(run, context, "article", cited->article));
    Str object = cited->is_part ? STR("") : value_get_text(cited->entry, STR("objet"));
    TRY(set(run, context, "objet", object));
    TRY(set(run, context, "debut", value_get_text(period, STR("du"))));
    TRY(set(run, context, "fin", value_get_text(period, STR("au"))));
    TRY(set(run, context, "reference", value_get_text(cited->entry, STR("id"))));
    return set(run, context, "confiance",
               value_get_text(run->scan->lib->texts->confidence, degree));
}

/* Adds what a rule says of bytes [from, to). cited: what an article turned out to be, or NULL. */
static Status tell(Run *run, const TextRule *rule, size_t from, size_t to, Str replacement,
                   const CitedFinding *cited)
{
    const ExecOptions options = {.missing = MISSING_EMPTY};
    TextScan *scan = run->scan;
    const ExecHost host = {.ctx = (void *)(uintptr_t)&scan->lib->french, .facet = french_facet};
    Value *context = value_map(scan->arena, (Loc){0});
    Buf *out = &scan->scratch->text;
    if (is_told_before(run, rule, from, to)) {
        return ST_OK;
    }
    scan->scratch->exec = scan->scratch->exec ? scan->scratch->exec : exec_new();
    if (!context || !scan->scratch->exec) {
        return ST_NOMEM;
    }
    TRY(set(run, context, "texte", words_of(run, from, to)));
    TRY(set(run, context, "remplace", replacement.len > 0 ? replacement : STR_EMPTY));
    if (cited) {
        TRY(put_law(run, cited, context));
    }
    buf_clear(out);
    exec_begin(scan->scratch->exec, &options, &host, &scan->ignored);
    Status st = exec_run(scan->scratch->exec, rule->message, context, out);
    if (status_is_fatal(st)) {
        return st;
    }
    TextFinding finding = {
        .rule = rule, .from = from, .to = to, .message = arena_str(scan->arena, buf_str(out))};
    return finding.message.ptr ? add(run, &finding) : ST_NOMEM;
}

static Status give_up(Run *run, const TextRule *rule)
{
    size_t blank = 0;
    while (blank < run->paragraph.len && ascii_is_space(run->paragraph.ptr[blank])) {
        blank++;
    }
    const TextFinding finding = {.rule = rule,
                                 .from = run->offset + blank,
                                 .to = run->offset + run->paragraph.len,
                                 .is_too_hard = true};
    return is_told_before(run, rule, finding.from, finding.to) ? ST_OK : add(run, &finding);
}

/* --- rules over wording ----------------------------------------------------------------------------------- */

static bool is_excepted(Run *run, const Pattern *except, PatternSpan found)
{
    PatternSpan spans[PATTERN_GROUPS];
    size_t start = 0;
    if (!except) {
        return false;
    }
    Str sentence = sentence_of(run->paragraph, found.from, found.to, &start);
    return pattern_find(except, run->scan->scratch->room, sentence, 0, spans) == PATTERN_YES;
}

static Status run_term(Run *run, const TextRule *rule, const TextTerm *term)
{
    PatternSpan spans[PATTERN_GROUPS];
    for (size_t at = 0; at <= run->paragraph.len;) {
        PatternMatch found =
            pattern_find(term->pattern, run->scan->scratch->room, run->paragraph, at, spans);
        if (found == PATTERN_TOO_HARD) {
            return give_up(run, rule);
        }
        if (found == PATTERN_NO) {
            return ST_OK;
        }
        bool is_empty = spans[0].to <= spans[0].from;
        if (!is_empty && !is_excepted(run, term->except, spans[0])) {
            TRY(tell(run, rule, run->offset + spans[0].from, run->offset + spans[0].to,
                     term->replacement, NULL));
        }
        at = is_empty ? run->paragraph.len + 1 : spans[0].to;
    }
    return ST_OK;
}

static bool holds_on(const TextRule *rule, Str date)
{
    return (rule->from.len == 0 || str_cmp(date, rule->from) >= 0) &&
           (rule->to.len == 0 || str_cmp(date, rule->to) <= 0);
}

static Status run_rules(Run *run)
{
    const TextRules *texts = run->scan->lib->texts;
    for (size_t i = 0; i < texts->n; i++) {
        const TextRule *rule = &texts->rules[i];
        if (!(rule->kinds & (unsigned)run->scan->kind) || !holds_on(rule, run->scan->date)) {
            continue;
        }
        for (size_t k = 0; k < rule->n_terms; k++) {
            TRY(run_term(run, rule, &rule->terms[k]));
        }
    }
    return ST_OK;
}

/* --- citations -------------------------------------------------------------------------------------------- */

/* The number as references write it: every hyphen is "-", no spaces. */
static Str plain_number(Run *run, PatternSpan span)
{
    char *out =
        span.from == SIZE_MAX ? NULL : arena_alloc(run->scan->arena, span.to - span.from + 1);
    size_t n = 0;
    for (size_t pos = span.from; out && pos < span.to;) {
        uint32_t cp = utf8_next(run->paragraph, &pos);
        if (cp < 0x80 && !ascii_is_space((char)cp)) {
            out[n++] = (char)cp;
        } else if (cp == 0x2010 || cp == 0x2011) {
            out[n++] = '-';
        }
    }
    return (Str){.ptr = out ? out : "", .len = n};
}

/* A code of which the library knows nothing counts right behind the article only: the sentence may go on to it. */
static bool is_near(const CitingCode *code, size_t at, size_t end)
{
    return code->prefix.len > 0 || at - end < 30;
}

/* Which code an article is of: the first that the sentence names behind it, else none is said. */
static void find_code(Run *run, PatternSpan found, CitedArticle *article)
{
    const TextRules *texts = run->scan->lib->texts;
    PatternSpan spans[PATTERN_GROUPS];
    size_t start = 0;
    size_t best = SIZE_MAX;
    Str sentence = sentence_of(run->paragraph, found.from, found.to, &start);
    for (size_t i = 0; i < texts->n_codes; i++) {
        const CitingCode *code = &texts->codes[i];
        if (pattern_find(code->pattern, run->scan->scratch->room, sentence, found.to - start,
                         spans) == PATTERN_YES &&
            spans[0].from < best && is_near(code, spans[0].from, found.to - start)) {
            best = spans[0].from;
            article->prefix = code->prefix;
            article->is_foreign = code->prefix.len == 0;
        }
    }
}

static bool is_said_before(TextScan *scan, Str article)
{
    for (size_t i = 0; i < scan->n_told; i++) {
        if (str_eq(scan->told[i], article)) {
            return true;
        }
    }
    Str *grown = arena_grow(scan->arena, scan->told, scan->n_told, &scan->cap_told, sizeof *grown);
    if (grown) {
        scan->told = grown;
        scan->told[scan->n_told++] = article;
    }
    return false;
}

/* True if it is told of the texts at work. */
static bool is_read(const Run *run, const TextRule *rule)
{
    return rule->id.len > 0 && (rule->kinds & (unsigned)run->scan->kind) != 0;
}

static Status judge(Run *run, const CitingForm *form, const PatternSpan *spans)
{
    const TextRules *texts = run->scan->lib->texts;
    CitedArticle article = {.prefix = form->prefix, .is_bare = form->is_bare};
    CitedFinding cited = {0};
    PatternSpan letter = spans[form->letter];
    article.letter = form->letter && letter.from != SIZE_MAX ? run->paragraph.ptr[letter.from] : 0;
    article.number = form->number ? plain_number(run, spans[form->number]) : STR_EMPTY;
    if (form->prefix.len == 0) {
        find_code(run, spans[0], &article);
    }
    TRY(cited_judge(run->scan->arena, run->scan->lib, &article, run->scan->date, &cited));
    if (form->prefix.len == 0 && article.prefix.len > 0 && cited.is_told && !cited.entry) {
        article.prefix = STR_EMPTY; /* the code may have been that of another article */
        TRY(cited_judge(run->scan->arena, run->scan->lib, &article, run->scan->date, &cited));
    }
    bool is_once = cited.outcome == CITING_UNKNOWN || cited.outcome == CITING_UNSURE;
    const TextRule *spelled = &texts->citing[CITING_SPELLED];
    if (is_once && is_read(run, spelled)) {
        return tell(run, spelled, run->offset + spans[0].from, run->offset + spans[0].to,
                    cited.replacement, &cited);
    }
    const TextRule *rule = &texts->citing[cited.outcome];
    bool is_told = cited.is_told && is_read(run, rule) && !(article.is_bare && article.is_foreign);
    if (!is_told || (is_once && is_said_before(run->scan, cited.article))) {
        return ST_OK;
    }
    return tell(run, rule, run->offset + spans[0].from, run->offset + spans[0].to,
                cited.replacement, &cited);
}

static Status run_form(Run *run, const CitingForm *form)
{
    PatternSpan spans[PATTERN_GROUPS];
    const TextRule *rule = &run->scan->lib->texts->citing[CITING_EXPIRED];
    for (size_t at = 0; at <= run->paragraph.len;) {
        PatternMatch found =
            pattern_find(form->pattern, run->scan->scratch->room, run->paragraph, at, spans);
        if (found == PATTERN_TOO_HARD && rule->id.len > 0) {
            return give_up(run, rule);
        }
        if (found != PATTERN_YES || spans[0].to <= spans[0].from) {
            return ST_OK;
        }
        if (!is_excepted(run, form->except, spans[0])) {
            TRY(judge(run, form, spans));
        }
        at = spans[0].to;
    }
    return ST_OK;
}

/* --- all -------------------------------------------------------------------------------------------------- */

static int compare(const void *va, const void *vb)
{
    const TextFinding *a = va;
    const TextFinding *b = vb;
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    return str_cmp(a->rule->id, b->rule->id);
}

Status textscan_run(TextScan *scan, Str text, bool is_markdown, const TextFinding **ret_findings,
                    size_t *ret_n)
{
    const TextRules *texts = scan->lib->texts;
    ArenaMark mark = arena_mark(scan->arena);
    size_t n_told = scan->n_told;
    Run run = {.scan = scan, .written = text, .text = masked(scan->arena, text, is_markdown)};
    if (!run.text.ptr) {
        return ST_NOMEM;
    }
    for (size_t at = 0; at < text.len; at += run.paragraph.len) {
        run.offset = at;
        run.paragraph = str_sub(run.text, at, end_of_paragraph(run.text, at) - at);
        TRY(run_rules(&run));
        for (size_t i = 0; i < texts->n_forms; i++) {
            TRY(run_form(&run, &texts->forms[i]));
        }
    }
    if (run.n == 0 && scan->n_told == n_told) {
        arena_rewind(scan->arena, mark); /* most texts: nothing is kept of them */
    }
    if (run.n > 1) {
        qsort(run.items, run.n, sizeof *run.items, compare);
    }
    *ret_findings = run.items;
    *ret_n = run.n;
    return ST_OK;
}
