/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service - see service.h.
 */
#include "generator/service/service.h"

#include <endian.h>

#include "generator/base/file.h"
#include "generator/base/limits.h"
#include "generator/data/json.h"
#include "generator/format/page.h"
#include "generator/format/place.h"
#include "generator/library/names.h"
#include "generator/library/pieces.h"

/* A record's values: far above any market, below what would starve other workers. */
#define JOB_ARENA_BYTES (2048 * MIB)

Status service_load_library(Service *service, Str folder, Str schemas, Str shipped, DiagList *diags)
{
    TRY(arena_expect(service->arena) ? ST_OK : ST_NOMEM);
    return library_load_with(service->arena, folder, schemas, shipped, service->clause_file,
                             service->io_sources, diags, &service->library);
}

Status service_load_pieces(Service *service, Str schemas, DiagList *diags)
{
    return pieces_load(service->arena, service->library, schemas, service->io_sources, diags,
                       &service->library);
}

static Status start_ahead(Service *service)
{
    if (!service->ahead) {
        TRY(arena_expect(service->arena) ? ST_OK : ST_NOMEM);
        service->ahead = ahead_start();
    }
    return service->ahead ? ST_OK : ST_NOMEM;
}

/* True for a folder that holds documents and is not itself the parts of one. */
static bool is_folder_of_documents(Service *service, Str path)
{
    Arena *arena = service->arena;
    return file_kind(path, true) == FILE_FOLDER &&
           file_kind(file_join(arena, path, STR("[Content_Types].xml")), true) != FILE_REGULAR &&
           file_kind(file_join(arena, path, STR("mimetype")), true) != FILE_REGULAR &&
           file_kind(file_join(arena, path, STR("content.xml")), true) != FILE_REGULAR;
}

Status service_expect_template(Service *service, Str path, const Str *formats, size_t n_formats)
{
    Arena *arena = service->arena;
    TRY(start_ahead(service));
    if (file_kind(file_join(arena, path, STR("modele.yaml")), true) != FILE_REGULAR) {
        return is_folder_of_documents(service, path)
                   ? ST_OK
                   : package_ahead(arena, service->ahead, path, &service->expected);
    }
    for (size_t i = 0; i < n_formats; i++) {
        const Format *format = format_by_name(formats[i]);
        if (format && !page_is_format(format)) {
            Str folder = file_join(arena, path, formats[i]);
            TRY(package_ahead(arena, service->ahead, folder, &service->expected));
        }
    }
    return ST_OK;
}

Status service_begin_library_for(Service *service, Str folder, Str schemas, Str shipped,
                                 const Str *texts, size_t n_texts, DiagList *diags)
{
    TRY(start_ahead(service));
    Status st = library_begin_for(service->arena, service->ahead, folder, schemas, texts, n_texts,
                                  service->io_sources, &service->library, &service->loading);
    return st == ST_INPUT ? service_load_library(service, folder, schemas, shipped, diags) : st;
}

/* --- templates ---------------------------------------------------------------------------------------- */

/* A name that no market can give is a mistake of the template, whatever the market. */
static Status check_names(Arena *arena, const Template *template, const Library *library,
                          DiagList *diags)
{
    Expects expects = {.arena = arena};
    size_t n_before = diags->n;
    TRY(template_expects(template, &expects));
    Status st = names_check_template(library, arena, &expects, diags, NULL);
    place_fill(template_source(template), diags, n_before);
    return st;
}

/* What a template's compilation came to, and its names. names: the library that knows them; NULL: not now. */
static Status with_names(Arena *arena, Status st, const Template *template, const Library *names,
                         DiagList *diags)
{
    if (status_is_fatal(st) || !names || !template) {
        return st;
    }
    Status checked = check_names(arena, template, names, diags);
    return checked != ST_OK ? checked : st;
}

static void end_ahead(Service *service)
{
    ahead_end(service->ahead, service->arena);
    service->ahead = NULL;
    package_ahead_clear(service->expected);
    service->expected = NULL;
}

Status service_end_library(Service *service, DiagList *diags)
{
    bool is_begun = service->loading != NULL;
    Status worst = is_begun ? library_end(service->loading) : ST_OK;
    service->loading = NULL;
    end_ahead(service);
    for (size_t i = 0; is_begun && worst == ST_OK && i < service->n_templates; i++) {
        worst = check_names(service->arena, service->templates[i], service->library, diags);
    }
    return worst;
}

Status service_compile_package(Arena *arena, Str path, const Library *library, int level,
                               uint32_t *io_sources, DiagList *diags, const Template **ret_template)
{
    Package *package = arena_new(arena, Package); /* lives as long as the template */
    *ret_template = NULL;
    if (!package) {
        return ST_NOMEM;
    }
    TRY(package_read(arena, path, diags, package));
    Status st = template_compile(arena, package, library, level, io_sources, diags, ret_template);
    return with_names(arena, st, *ret_template, library, diags);
}

/* Adds a package to the sum of the templates: the sum so far, then names and bytes, each with its length. */
static Status hash_package(Service *service, const Package *package)
{
    Digest digest;
    char digits[DIGEST_DIGITS];
    digest_init(&digest);
    digest_add(&digest, service->templates_sha256);
    for (size_t i = 0; i < package->n_parts; i++) {
        const Str texts[] = {package->parts[i].name, package->parts[i].bytes};
        for (size_t k = 0; k < 2; k++) {
            uint64_t length = htole64(texts[k].len);
            digest_add(&digest, (Str){.ptr = (const char *)&length, .len = sizeof length});
            digest_add(&digest, texts[k]);
        }
    }
    digest_end_hex(&digest, digits);
    service->templates_sha256 =
        arena_str(service->arena, (Str){.ptr = digits, .len = sizeof digits});
    return service->templates_sha256.ptr ? ST_OK : ST_NOMEM;
}

/* The library that names of templates are looked up in as soon as they are compiled; NULL: once it is there. */
static const Library *names_now(const Service *service)
{
    return service->loading ? NULL : service->library;
}

static int level_of(const Service *service)
{
    if (service->is_dry) {
        return DEFLATE_NONE;
    }
    return service->level ? service->level : SERVICE_LEVEL;
}

static Status keep_template(Service *service, Str path, DiagList *diags, const Template *template)
{
    for (size_t i = 0; i < service->n_templates; i++) {
        if (template_format(service->templates[i]) == template_format(template)) {
            diag_add2(diags, TMPL_SAME_FORMAT, (Loc){0}, path, template_format(template)->name);
            return ST_INPUT;
        }
    }
    if (service->n_templates == sizeof service->templates / sizeof service->templates[0]) {
        return ST_BUG;
    }
    service->templates[service->n_templates++] = template;
    return ST_OK;
}

static Status add_template(Service *service, Str path, DiagList *diags,
                           const Template **ret_template)
{
    Package *package = arena_new(service->arena, Package); /* lives as long as the template */
    *ret_template = NULL;
    if (!package) {
        return ST_NOMEM;
    }
    bool is_there = service->ahead && package_ahead_take(service->expected, service->ahead,
                                                         service->arena, path, package);
    TRY(is_there ? ST_OK : package_read(service->arena, path, diags, package));
    TRY(hash_package(service, package));
    Status st = template_compile_house(service->arena, package, service->library, &service->options,
                                       level_of(service), service->io_sources, diags, ret_template);
    TRY(with_names(service->arena, st, *ret_template, names_now(service), diags));
    return keep_template(service, path, diags, *ret_template);
}

/* A page as the package of one part that it is for the sum of the templates; its names are not looked at. */
static Status load_page(Arena *arena, Str path, const Format *format, const Library *library,
                        uint32_t *io_sources, DiagList *diags, PkgPart *ret_part,
                        const Template **ret_template)
{
    *ret_template = NULL;
    *ret_part = (PkgPart){.name = path};
    TRY(file_read(arena, path, LIMIT_PKG_ENTRY_BYTES, (Loc){0}, diags, &ret_part->bytes));
    const Source *source = source_new(arena, path, ret_part->bytes, (*io_sources)++);
    if (!source) {
        return ST_NOMEM;
    }
    return page_compile(arena, source, format, library, diags, ret_template);
}

Status service_compile_page(Arena *arena, Str path, const Format *format, const Library *library,
                            uint32_t *io_sources, DiagList *diags, const Template **ret_template)
{
    PkgPart part;
    Status st = load_page(arena, path, format, library, io_sources, diags, &part, ret_template);
    return with_names(arena, st, *ret_template, library, diags);
}

/* The one text of a page in its folder. */
static Status add_page(Service *service, Str folder, const Format *format, DiagList *diags)
{
    const Template *template = NULL;
    PkgPart part;
    Str name = arena_printf(service->arena, "document%.*s", STR_ARG(format->extension));
    Status st = load_page(service->arena, file_join(service->arena, folder, name), format,
                          service->library, service->io_sources, diags, &part, &template);
    TRY(with_names(service->arena, st, template, names_now(service), diags));
    part.name = name; /* wherever it stands */
    const Package package = {.parts = &part, .n_parts = 1};
    TRY(hash_package(service, &package));
    return keep_template(service, folder, diags, template);
}

static bool is_wanted(const Template *template, const Str *formats, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(template_format(template)->name, formats[i])) {
            return true;
        }
    }
    return false;
}

/* One document of each format in a folder of the house: "maison.docx" and "maison.odt" side by side. */
static Status load_folder(Service *service, Str path, const Str *names, size_t n_names,
                          const Str *formats, size_t n_formats, DiagList *diags)
{
    static const Str endings[] = {{".docx", 5}, {".dotx", 5}, {".odt", 4}, {".ott", 4}};
    const Template *template = NULL;
    size_t n_before = service->n_templates;
    for (size_t i = 0; i < n_names; i++) {
        for (size_t k = 0; k < 4; k++) {
            bool is_template =
                str_ends(names[i], endings[k]) && names[i].ptr[0] != '.' && names[i].ptr[0] != '~';
            Str format = k < 2 ? STR("docx") : STR("odt");
            bool is_asked = n_formats > 1 || str_eq(format, formats[0]);
            if (is_template && is_asked) {
                TRY(add_template(service, file_join(service->arena, path, names[i]), diags,
                                 &template));
            }
        }
    }
    if (service->n_templates == n_before) {
        diag_add2(diags, TMPL_NO_SUCH_FORMAT, (Loc){0}, path, formats[0]);
        return ST_INPUT;
    }
    return ST_OK;
}

Status service_load_template(Service *service, Str path, const Str *formats, size_t n_formats,
                             DiagList *diags)
{
    bool is_of_formats =
        file_kind(file_join(service->arena, path, STR("modele.yaml")), true) == FILE_REGULAR;
    const Template *template = NULL;
    if (!is_of_formats && is_folder_of_documents(service, path)) {
        Str *names = NULL;
        size_t n = 0;
        TRY(file_list(service->arena, path, diags, &names, &n));
        return load_folder(service, path, names, n, formats, n_formats, diags);
    }
    if (!is_of_formats) {
        TRY(add_template(service, path, diags, &template));
        if (!is_wanted(template, formats, n_formats)) {
            diag_add2(diags, TMPL_NO_SUCH_FORMAT, (Loc){0}, path, formats[0]);
            return ST_INPUT;
        }
        return ST_OK;
    }
    for (size_t i = 0; i < n_formats; i++) {
        Str folder = file_join(service->arena, path, formats[i]);
        if (file_kind(folder, true) != FILE_FOLDER) {
            diag_add2(diags, TMPL_NO_SUCH_FORMAT, (Loc){0}, path, formats[i]);
            return ST_INPUT;
        }
        const Format *format = format_by_name(formats[i]);
        TRY(page_is_format(format) ? add_page(service, folder, format, diags)
                                   : add_template(service, folder, diags, &template));
    }
    return ST_OK;
}

/* --- jobs --------------------------------------------------------------------------------------------- */

Status service_job_init(ServiceJob *job)
{
    return service_job_init_level(job, SERVICE_LEVEL);
}

Status service_job_init_level(ServiceJob *job, int level)
{
    *job = (ServiceJob){.files = {.arena = &job->arena}};
    arena_init(&job->arena, JOB_ARENA_BYTES);
    diag_list_init(&job->diags, &job->arena);
    for (size_t i = 0; i < sizeof job->outputs / sizeof job->outputs[0]; i++) {
        buf_init(&job->outputs[i], LIMIT_OUTPUT_BYTES);
    }
    contract_scratch_init(&job->scratch);
    job->job = job_new(level);
    return job->job ? ST_OK : ST_NOMEM;
}

Status service_job_init_dry(ServiceJob *job)
{
    return service_job_init_level(job, DEFLATE_NONE);
}

void service_job_done(ServiceJob *job)
{
    job_free(job->job);
    contract_scratch_done(&job->scratch);
    for (size_t i = 0; i < sizeof job->outputs / sizeof job->outputs[0]; i++) {
        buf_done(&job->outputs[i]);
    }
    arena_done(&job->arena);
    *job = (ServiceJob){0};
}

void service_job_reset(ServiceJob *job)
{
    arena_reset(&job->arena);
    job->root = NULL;
    job->files = (RecordFiles){.arena = &job->arena};
    diag_list_init(&job->diags, &job->arena);
}

/* --- one market --------------------------------------------------------------------------------------- */

Str service_market_name(Str path)
{
    if (str_is(path, "-")) {
        return STR("marche"); /* standard input has no name */
    }
    static const Str endings[] = {{".marche.yaml", 12}, {".marche.yml", 11}, {".marche.json", 12},
                                  {".yaml", 5},         {".yml", 4},         {".json", 5}};
    Str name = file_base(path);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (str_ends(name, endings[i]) && name.len > endings[i].len) {
            return str_sub(name, 0, name.len - endings[i].len);
        }
    }
    return name;
}

Status service_load_data(Arena *arena, const Source *source, YamlLimits limits, DiagList *diags,
                         Value **ret_value)
{
    if (str_ends(source->name, STR(".json"))) {
        return json_load(arena, source, limits, diags, ret_value);
    }
    return yamlload(arena, source, limits, diags, ret_value);
}

static Status load_market(ServiceJob *job, const Source *source, ServiceMarket *ret_market)
{
    *ret_market = (ServiceMarket){.source = source,
                                  .name = service_market_name(source->name),
                                  .sha256 = digest_of(&job->arena, source->text),
                                  .folder = file_folder(source->name)};
    return service_load_data(&job->arena, source, YAML_LIMITS_FILE, &job->diags,
                             &ret_market->market);
}

static Status build(const Service *service, ServiceJob *job, const ServiceMarket *market,
                    const ServiceOptions *options, bool is_check)
{
    const ContractOptions contract = {.scratch = &job->scratch,
                                      .date = options->date,
                                      .name = market->name,
                                      .market_sha256 = market->sha256,
                                      .is_draft = options->is_draft,
                                      .is_check = is_check,
                                      .pieces = options->pieces,
                                      .n_pieces = options->n_pieces,
                                      .has_facts = options->has_facts};
    return contract_build(&job->arena, service->library, market->market, &contract, &job->diags,
                          &job->root);
}

Status service_check(const Service *service, ServiceJob *job, const Source *source,
                     const ServiceOptions *options)
{
    ServiceMarket market;
    TRY(load_market(job, source, &market));
    return build(service, job, &market, options, true);
}

/* The diagnostics so far as document.problemes. */
static Status add_problems(ServiceJob *job, const ServiceOptions *options, Value *root)
{
    Value *list = value_list(&job->arena, root->loc);
    if (!list) {
        return ST_NOMEM;
    }
    diag_sort(&job->diags);
    for (size_t i = 0; i < job->diags.n; i++) {
        Value *problem = NULL;
        if (job->diags.items[i].severity == DIAG_NOTE) {
            continue; /* information is no problem */
        }
        TRY(options->problem(options->ctx, &job->arena, &job->diags.items[i], &problem));
        TRY(value_list_add(&job->arena, list, problem));
    }
    return contract_set_problems(&job->arena, root, list);
}

/* `root` through every template, into job->outputs. */
static Status render_all(const Service *service, ServiceJob *job, Str folder,
                         const ServiceOptions *options, const Value *root)
{
    const RecordOptions record = {.missing = options->is_draft ? MISSING_MARK : MISSING_ERROR,
                                  .folder = folder,
                                  .french = &service->library->french,
                                  .files = &job->files};
    Status worst = ST_OK;
    for (size_t i = 0; i < service->n_templates; i++) {
        Status st = template_render(service->templates[i], job->job, root, &record, &job->diags,
                                    &job->outputs[i]);
        if (status_is_fatal(st)) {
            return st;
        }
        worst = st != ST_OK ? st : worst;
    }
    return worst;
}

Status service_generate(const Service *service, ServiceJob *job, const Source *source,
                        const ServiceOptions *options)
{
    ServiceMarket market;
    TRY(load_market(job, source, &market));
    return service_generate_market(service, job, &market, options);
}

Status service_generate_market(const Service *service, ServiceJob *job, const ServiceMarket *market,
                               const ServiceOptions *options)
{
    Status st = build(service, job, market, options, options->is_check);
    Value *root = job->root;
    bool goes_on = st == ST_OK || (options->is_draft && root && !status_is_fatal(st));
    if (!goes_on) {
        return st;
    }
    if (options->is_draft) {
        TRY(add_problems(job, options, root));
    }
    const Value *articles = value_get(root, STR("articles"));
    job->has_document = options->n_pieces == 0 || (articles && articles->list.n > 0);
    return job->has_document ? render_all(service, job, market->folder, options, root) : ST_OK;
}

Status service_piece(const Service *service, ServiceJob *job, const TenderPiece *piece,
                     const Source *source, const ServiceOptions *options, bool *ret_is_needed)
{
    Value *root = NULL;
    *ret_is_needed = false;
    if (!job->root) {
        return ST_BUG;
    }
    TRY(pieces_root(&job->arena, piece, job->root, &root));
    *ret_is_needed = root != NULL;
    return root ? render_all(service, job, file_folder(source->name), options, root) : ST_OK;
}
