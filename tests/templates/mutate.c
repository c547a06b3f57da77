/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mutate - spoils each part of templates and fills them: no crash, no sanitizer report, a diagnostic for every refusal, well-formed
 * parts for every document, 2 s of processor time at most.
 *
 * Usage: mutate TURNS SEED LIST [KEPT]. LIST has a line for each template: its path, a tab, the path of its data. Prints a line for each:
 * "ok PATH" or "not ok PATH", then "# why". A child does the work; when it dies that is told, and the next child goes on behind
 * the mutation that killed it. "leak" if the child that came to the end left memory behind. KEPT: file that the bytes of each mutant are
 * written to; that of the last failure stays as KEPT.failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libxml/parser.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/format/package.h"
#include "generator/pack/pkgread.h"
#include "generator/service/service.h"

#define MOST_SECONDS 2
#define KILL_SECONDS 60
#define MOST_FAILURES 3
#define MESSAGE_SIZE 400
#define PATH_SIZE 1000

/* What a child tells its parent, in shared memory. */
typedef struct Progress {
    size_t line; /* place in the list */
    size_t part;
    size_t turn;
    size_t n_failures; /* of this template */
    bool is_over;      /* all was done */
    size_t n_filled;   /* mutants that became documents all the same */
    size_t n_done;
    char what[64];
    const char *kept;
    char path[PATH_SIZE];
    char part_name[PATH_SIZE];
    char message[MESSAGE_SIZE]; /* of a mutant that failed without a crash */
} Progress;

typedef struct Subject {
    Arena arena;
    DiagList diags;
    Str path;
    Str folder;
    Str bytes;
    Package package;
    Value *root;
    Job *job;
    Progress *progress;
    uint64_t random;
} Subject;

/* --- spoiling ------------------------------------------------------------------------------------------------- */

static size_t draw(Subject *s, size_t below)
{
    s->random ^= s->random << 13; /* xorshift: the same everywhere */
    s->random ^= s->random >> 7;
    s->random ^= s->random << 17;
    return below ? (size_t)(s->random % below) : 0;
}

/* The seed of one mutation, so that each can be made again alone. */
static void seed_turn(Subject *s, uint64_t seed, size_t part, size_t turn)
{
    s->random = (seed + 1) * 0x9E3779B97F4A7C15u ^ (part + 1) * 0xBF58476D1CE4E5B9u ^
                (turn + 1) * 0x94D049BB133111EBu;
    for (int i = 0; i < 8; i++) {
        (void)draw(s, 2); /* only to mix */
    }
}

/* The markup that stands next after a random place: from "<" to ">". Empty at the end if there is none. */
static Str some_markup(Subject *s, Str bytes)
{
    size_t from = str_find(bytes, STR("<"), draw(s, bytes.len));
    size_t end = from == SIZE_MAX ? SIZE_MAX : str_find(bytes, STR(">"), from);
    return end == SIZE_MAX ? str_sub(bytes, bytes.len, 0) : str_sub(bytes, from, end + 1 - from);
}

static void put_around(Buf *out, Str bytes, Str gone, Str instead)
{
    size_t at = (size_t)(gone.ptr - bytes.ptr);
    buf_put(out, str_sub(bytes, 0, at));
    buf_put(out, instead);
    buf_put(out, str_sub(bytes, at + gone.len, bytes.len));
}

static void flip_bits(Subject *s, Str bytes, Buf *out)
{
    buf_put(out, bytes);
    for (size_t n = 1 + draw(s, 4); n > 0 && out->len > 0; n--) {
        out->ptr[draw(s, out->len)] ^= (char)(1 << draw(s, 8));
    }
}

/* Bytes that mean something to us. */
static void put_words(Subject *s, Str bytes, Buf *out)
{
    static const char *const words[] = {"{{",
                                        "}}",
                                        "{{#l}}",
                                        "{{/l}}",
                                        "{{n}}",
                                        "{{=<% %>=}}",
                                        "<",
                                        ">",
                                        "\"",
                                        "&#x110000;",
                                        "\xF4\x80\x80\x80",
                                        "<?ccap 0?>",
                                        "<![CDATA[",
                                        "-->",
                                        "xmlns=\"\" ",
                                        "{{#x}}{{/y}}",
                                        "{{{",
                                        "\xEF\xBB\xBF"};
    const char *word = words[draw(s, sizeof words / sizeof words[0])];
    put_around(out, bytes, str_sub(bytes, draw(s, bytes.len + 1), 0), str_of(word));
}

static const char *spoil(Subject *s, Str bytes, size_t turn, Buf *out)
{
    Str gone = str_sub(bytes, draw(s, bytes.len), draw(s, 40));
    switch (turn == 0 ? 0 : 1 + draw(s, 9)) {
    case 0:
        return "emptied";
    case 1:
        buf_put(out, str_sub(bytes, 0, draw(s, bytes.len)));
        return "cut short";
    case 2:
        put_around(out, bytes, gone, STR_EMPTY);
        return "bytes cut out";
    case 3:
    case 4:
        flip_bits(s, bytes, out);
        return "bits flipped";
    case 5:
        put_words(s, bytes, out);
        return "word put in";
    case 6:
        put_around(out, bytes, some_markup(s, bytes), STR_EMPTY);
        return "markup cut out";
    case 7:
        put_around(out, bytes, some_markup(s, bytes), some_markup(s, bytes));
        return "markup replaced";
    case 8:
        put_around(out, bytes, str_sub(some_markup(s, bytes), 0, 0), some_markup(s, bytes));
        return "markup put in";
    default:
        put_around(out, bytes, gone, str_sub(bytes, draw(s, bytes.len), draw(s, 400)));
        return "bytes copied";
    }
}

/* --- filling -------------------------------------------------------------------------------------------------- */

static void ignore_errors(void *ctx, const char *format, ...)
{
    (void)ctx, (void)format; /* what is not well-formed is told by us */
}

/* A changed part that is XML must be well-formed. */
static bool is_well_formed(Str bytes)
{
    xmlDoc *doc =
        xmlReadMemory(bytes.ptr, (int)bytes.len, NULL, NULL,
                      XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    bool is_good = doc != NULL;
    xmlFreeDoc(doc);
    return is_good;
}

static void look_at_document(Subject *s, const Template *template, const Package *package, Str out)
{
    Package made = {0};
    Arena arena;
    DiagList diags;
    arena_init(&arena, 0);
    diag_list_init(&diags, &arena);
    if (pkgread_zip(&arena, s->path, out, &diags, &made) != ST_OK) {
        snprintf(s->progress->message, MESSAGE_SIZE, "the document can't be read again");
    }
    for (size_t i = 0; i < package->n_parts; i++) {
        const PkgPart *part = pkgread_find(&made, package->parts[i].name);
        bool is_xml = str_ends(package->parts[i].name, STR(".xml")) ||
                      str_ends(package->parts[i].name, STR(".rels"));
        if (part && is_xml && template_is_changing(template, i) && !is_well_formed(part->bytes)) {
            snprintf(s->progress->message, MESSAGE_SIZE, "%.*s is not well-formed",
                     STR_ARG(part->name));
        }
    }
    s->progress->n_filled++;
    arena_done(&arena);
}

static Status fill(Subject *s, Arena *arena, const Package *package, DiagList *diags)
{
    const Template *template = NULL;
    uint32_t n_sources = 2;
    CLEANUP(buf_done) Buf out = {0};
    buf_init(&out, LIMIT_OUTPUT_BYTES);
    TRY(template_compile(arena, package, NULL, 1, &n_sources, diags, &template));
    const RecordOptions options = {.missing = MISSING_ERROR, .folder = s->folder};
    TRY(template_render(template, s->job, s->root, &options, diags, &out));
    look_at_document(s, template, package, buf_str(&out));
    return ST_OK;
}

/* The package with one part spoilt, or, behind the last part, from spoilt bytes. */
static Status fill_spoilt(Subject *s, Arena *arena, size_t part, Str bytes, DiagList *diags)
{
    Package package = s->package;
    if (part == package.n_parts) {
        TRY(pkgread_zip(arena, s->path, bytes, diags, &package));
        return fill(s, arena, &package, diags);
    }
    package.parts = arena_array(arena, package.n_parts, PkgPart);
    if (!package.parts) {
        return ST_NOMEM;
    }
    memcpy(package.parts, s->package.parts, package.n_parts * sizeof(PkgPart));
    package.parts[part].bytes = bytes;
    return fill(s, arena, &package, diags);
}

static long long cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void run_turn(Subject *s, uint64_t seed, size_t part, size_t turn)
{
    Arena arena;
    DiagList diags;
    CLEANUP(buf_done) Buf spoilt = {0};
    buf_init(&spoilt, LIMIT_PKG_BYTES);
    arena_init(&arena, 0);
    diag_list_init(&diags, &arena);
    seed_turn(s, seed, part, turn);
    s->progress->part = part;
    s->progress->turn = turn;
    Str name = part < s->package.n_parts ? s->package.parts[part].name : STR("the archive");
    snprintf(s->progress->part_name, PATH_SIZE, "%.*s", STR_ARG(name));
    Str whole = part == s->package.n_parts ? s->bytes : s->package.parts[part].bytes;
    snprintf(s->progress->what, sizeof s->progress->what, "%s", spoil(s, whole, turn, &spoilt));
    if (s->progress->kept &&
        file_write_atomic(str_of(s->progress->kept), buf_str(&spoilt), false, &diags) != ST_OK) {
        s->progress->kept = NULL; /* for people: without it the run is as good */
    }
    long long begin = cpu_ns();
    Status st = fill_spoilt(s, &arena, part, buf_str(&spoilt), &diags);
    if (cpu_ns() - begin > MOST_SECONDS * 1000000000LL) {
        snprintf(s->progress->message, MESSAGE_SIZE, "%lld ms", (cpu_ns() - begin) / 1000000);
    } else if (st != ST_OK && st != ST_INPUT && st != ST_LIMIT) {
        snprintf(s->progress->message, MESSAGE_SIZE, "status %d", (int)st);
    } else if (st != ST_OK && diags.n_errors == 0) {
        snprintf(s->progress->message, MESSAGE_SIZE, "refused without a word");
    }
    s->progress->n_done++;
    arena_done(&arena);
}

/* --- one template --------------------------------------------------------------------------------------------- */

static bool load(Subject *s, Str data)
{
    Str text;
    const Source *source;
    arena_init(&s->arena, 0);
    diag_list_init(&s->diags, &s->arena);
    s->folder = file_folder(s->path);
    s->job = job_new(1);
    bool is_read =
        file_read(&s->arena, s->path, LIMIT_PKG_BYTES, (Loc){0}, &s->diags, &s->bytes) == ST_OK &&
        file_read(&s->arena, data, LIMIT_DATA_BYTES, (Loc){0}, &s->diags, &text) == ST_OK;
    source = is_read ? source_new(&s->arena, data, text, 1) : NULL;
    return source && s->job &&
           service_load_data(&s->arena, source, YAML_LIMITS_DATA, &s->diags, &s->root) == ST_OK &&
           pkgread_zip(&s->arena, s->path, s->bytes, &s->diags, &s->package) == ST_OK;
}

/* All mutations of a template from the present one on; leaves the process at the first that fails. */
static void run_template(Subject *s, uint64_t seed, size_t n_turns)
{
    Progress *p = s->progress;
    size_t first = p->turn;
    for (size_t part = p->part; part <= s->package.n_parts; part++) {
        for (size_t turn = first; turn < n_turns; turn++) {
            (void)alarm(KILL_SECONDS); /* no earlier alarm is of interest */
            run_turn(s, seed, part, turn);
            if (p->message[0] != '\0') {
                _exit(1);
            }
        }
        first = 0;
    }
    if (p->n_failures == 0) {
        printf("ok %s\n", p->path);
    }
}

static void run_line(Str line, Progress *p, uint64_t seed, size_t n_turns)
{
    size_t tab = str_find(line, STR("\t"), 0);
    if (tab == SIZE_MAX) {
        return;
    }
    Subject s = {.path = str_sub(line, 0, tab), .progress = p};
    snprintf(p->path, PATH_SIZE, "%.*s", STR_ARG(s.path));
    if (load(&s, str_sub(line, tab + 1, line.len))) {
        run_template(&s, seed, n_turns);
    } else {
        printf("ok %s # SKIP it can't be read even when it is sound\n", p->path);
    }
    fflush(stdout);
    job_free(s.job);
    arena_done(&s.arena);
}

/* The child: the list from the present line on. */
static void run_list(Str list, Progress *p, uint64_t seed, size_t n_turns)
{
    while (p->line < list.len) {
        size_t end = str_find(list, STR("\n"), p->line);
        end = end == SIZE_MAX ? list.len : end;
        run_line(str_sub(list, p->line, end - p->line), p, seed, n_turns);
        p->part = p->turn = p->n_failures = 0;
        p->line = end + 1;
    }
    p->is_over = true;
}

static void next_line(Str list, Progress *p)
{
    size_t end = str_find(list, STR("\n"), p->line);
    p->line = end == SIZE_MAX ? list.len : end + 1;
    p->part = p->turn = p->n_failures = 0;
}

/* A child ended badly: tells it, and goes on behind the mutation at work. */
static void tell_failure(Str list, Progress *p, int status)
{
    char failed[PATH_SIZE];
    if (p->kept && snprintf(failed, sizeof failed, "%s.failed", p->kept) < PATH_SIZE) {
        (void)rename(p->kept, failed); /* for people: without it the run is as good */
    }
    if (p->n_failures++ == 0) {
        printf("not ok %s\n", p->path);
    }
    printf("# %s, turn %zu (%s): ", p->part_name, p->turn, p->what);
    if (WIFSIGNALED(status)) {
        printf("killed by signal %d\n", WTERMSIG(status));
    } else {
        printf("%s, exit status %d\n", p->message, WEXITSTATUS(status));
    }
    p->message[0] = '\0';
    p->turn++; /* behind the last there is none: the next part follows */
    if (p->n_failures == MOST_FAILURES) {
        next_line(list, p);
    }
}

int main(int argc, char **argv)
{
    Str list;
    Arena arena;
    DiagList diags;
    bool is_good = true;
    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: mutate TURNS SEED LIST [KEPT]\n");
        return 2;
    }
    Progress *progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    arena_init(&arena, 0);
    diag_list_init(&diags, &arena);
    /* read whole: a child that leaves would move an open file's place for its parent too */
    if (progress == MAP_FAILED ||
        file_read(&arena, str_of(argv[3]), LIMIT_DATA_BYTES, (Loc){0}, &diags, &list) != ST_OK) {
        return 2;
    }
    *progress = (Progress){.kept = argc == 5 ? argv[4] : NULL};
    xmlSetGenericErrorFunc(NULL, ignore_errors);
    while (!progress->is_over) {
        int status = 0;
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            run_list(list, progress, strtoull(argv[2], NULL, 10), strtoul(argv[1], NULL, 10));
            arena_done(&arena);
            exit(0); /* looks for leaks */
        }
        if (child < 0 || waitpid(child, &status, 0) != child) {
            return 2;
        }
        bool is_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        is_good = is_good && is_well;
        if (progress->is_over && !is_well) {
            printf("leak: the last child ended with status %d\n", status);
        } else if (!is_well) {
            tell_failure(list, progress, status);
        }
    }
    printf("# %zu mutants, %zu of them became documents\n", progress->n_done, progress->n_filled);
    arena_done(&arena);
    return is_good ? 0 : 1;
}
