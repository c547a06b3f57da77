/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service - load, check, render: the same calls for the command line and whatever comes beside it. Prints nothing.
 *
 * Floor 6 (service). May be used by: batch, app. Library and templates are shared by threads, a ServiceJob belongs to one.
 */
#pragma once

#include "generator/base/digest.h"
#include "generator/data/yamlload.h"
#include "generator/format/package.h"
#include "generator/library/contract.h"
#include "generator/service/package_ahead.h"

/* Room for every format that there may be. */
#define SERVICE_MAX_FORMATS 4

/* What is loaded once. */
typedef struct Service {
    Arena *arena; /* borrowed; holds library and templates */
    uint32_t *io_sources;
    const Library *library;
    LibraryLoading *loading; /* what is left of it is being loaded; NULL: it is there */
    Ahead *ahead; /* between service_expect_template and service_end_library, else NULL */
    PackageAhead *expected;
    Str clause_file; /* set by the caller before the library is loaded: one consideration more */
    TemplateOptions options; /* set by the caller before templates are loaded */
    const Template *templates[SERVICE_MAX_FORMATS]; /* one a format, in the order asked for */
    size_t n_templates;
    bool is_dry;          /* documents are looked at, not kept: templates are not compressed */
    Str templates_sha256; /* of the names and bytes of all their parts; made when they are loaded */
    int level; /* libdeflate's; 0: SERVICE_LEVEL. Set by the caller before templates are loaded */
} Service;

/* Libdeflate's level for documents: as small as zlib's 6 at half its time. */
#define SERVICE_LEVEL 6

/* shipped: the base of a local library that names no folder. */
MUST_CHECK Status service_load_library(Service *service, Str folder, Str schemas, Str shipped,
                                       DiagList *diags);
/* The pieces of the library that was loaded; before templates are. */
MUST_CHECK Status service_load_pieces(Service *service, Str schemas, DiagList *diags);
/*
 * Has a template read and parsed meanwhile that service_load_template will be asked for with the same path and formats; before the
 * library is begun. Only a lack of memory is told. service_end_library must follow, whatever is returned.
 */
MUST_CHECK Status service_expect_template(Service *service, Str path, const Str *formats,
                                          size_t n_formats);
/*
 * Begins with what the markets in `texts` need, see library_begin_for; templates may be loaded next, then service_end_library must
 * follow, whatever was returned here and in between. Whoever finds that library_suffices is false for a market of theirs loads
 * everything, templates too, and begins again.
 */
MUST_CHECK Status service_begin_library_for(Service *service, Str folder, Str schemas, Str shipped,
                                            const Str *texts, size_t n_texts, DiagList *diags);
/*
 * Waits for the rest of a library that was begun, then checks the names of the templates; for one that is whole it only releases
 * what was expected. ST_INPUT: all must be loaded whole, to tell what is wrong.
 */
MUST_CHECK Status service_end_library(Service *service, DiagList *diags);
/*
 * Loads the template at `path` for each format: a folder with one folder of parts per format (as templates/annexe), a folder
 * of parts, a folder of documents, one of each format, or a .docx .dotx .odt .ott file, which gives its own format only. May be
 * called for several. Formats it can't give are reported, and two templates of one format (T-).
 */
MUST_CHECK Status service_load_template(Service *service, Str path, const Str *formats,
                                        size_t n_formats, DiagList *diags);
/*
 * Reads one package (file or folder of parts) and compiles it; library NULL for plain render, else every name of the template
 * is checked against what a contract of the library offers.
 * level: of its unchanging parts. *ret_template may be set after ST_INPUT, as with template_compile.
 */
MUST_CHECK Status service_compile_package(Arena *arena, Str path, const Library *library, int level,
                                          uint32_t *io_sources, DiagList *diags,
                                          const Template **ret_template);

/* The same for a page (page.h): `path` is its text. */
MUST_CHECK Status service_compile_page(Arena *arena, Str path, const Format *format,
                                       const Library *library, uint32_t *io_sources,
                                       DiagList *diags, const Template **ret_template);

/* One worker's memory, reset from record to record. */
typedef struct ServiceJob {
    Arena arena;
    Job *job;
    Buf outputs[SERVICE_MAX_FORMATS]; /* finished packages, in the order of Service.templates */
    DiagList diags;                   /* of the record at work, in `arena` */
    ContractScratch scratch;
    RecordFiles files; /* that the record named, in `arena` */
    Value *root;       /* what the record's templates saw; NULL if it did not come so far */
    bool has_document; /* false: an exemption alone, which has pieces only */
} ServiceJob;

MUST_CHECK Status service_job_init(ServiceJob *job);
/* For documents that nobody keeps (ccap check): they are not compressed. */
MUST_CHECK Status service_job_init_dry(ServiceJob *job);
/* The same with another level than SERVICE_LEVEL. */
MUST_CHECK Status service_job_init_level(ServiceJob *job, int level);
void service_job_done(ServiceJob *job);
/* Forgets the last record. */
void service_job_reset(ServiceJob *job);

typedef struct ServiceOptions {
    Str date; /* ISO: document.date where the market gives none */
    bool is_draft;
    bool is_check;                    /* nothing is written: the mark `exemple` is no error */
    bool has_facts;                   /* the root gets `faits`, for reports */
    const TenderPiece *const *pieces; /* for which service_piece follows, or none */
    size_t n_pieces;
    /* For drafts: one problem as a map {code, niveau, lieu, message, aide}; printing is the caller's language. */
    Status (*problem)(void *ctx, Arena *arena, const Diag *diag, Value **ret_problem);
    void *ctx;
} ServiceOptions;

/* "01-rehabilitation" of "dossier/01-rehabilitation.marche.yaml". Borrowed. */
Str service_market_name(Str path);
/*
 * Checks the market in `source` and, unless there is an error, renders it into job->outputs. Diagnostics are in job->diags.
 * With is_draft, documents come out in spite of ST_INPUT if the market can be read at all: ST_OK then.
 */
MUST_CHECK Status service_generate(const Service *service, ServiceJob *job, const Source *source,
                                   const ServiceOptions *options);
/* A market that was read already, from a file or a record of many. */
typedef struct ServiceMarket {
    const Source *source;
    Value *market;
    Str name;   /* document.identifiant */
    Str sha256; /* of the record's bytes */
    Str folder; /* that pictures are named from */
} ServiceMarket;
/* As service_generate. */
MUST_CHECK Status service_generate_market(const Service *service, ServiceJob *job,
                                          const ServiceMarket *market,
                                          const ServiceOptions *options);
/*
 * Renders one piece of the market that service_generate took last, over job->outputs. *ret_is_needed false: the market has no
 * use for it, nothing was rendered. The library has pieces (pieces_load).
 */
MUST_CHECK Status service_piece(const Service *service, ServiceJob *job, const TenderPiece *piece,
                                const Source *source, const ServiceOptions *options,
                                bool *ret_is_needed);
/* Only the checks. */
MUST_CHECK Status service_check(const Service *service, ServiceJob *job, const Source *source,
                                const ServiceOptions *options);
/* Reads a YAML or (by its name's ending) JSON document of either size class. */
MUST_CHECK Status service_load_data(Arena *arena, const Source *source, YamlLimits limits,
                                    DiagList *diags, Value **ret_value);
