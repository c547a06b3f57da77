/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlload - see yamlload.h. What people write is read by yamlplain.c, the rest by libyaml. What libyaml lets through by events
 * is refused here: duplicate keys, undefined aliases, depth, tags. What it says of malformed text is turned into our own
 * messages by yamlerror.c.
 *
 * Floor 1 (data).
 */
#include "generator/data/yamlload.h"

#include <yaml.h>

#include "generator/base/mem.h"
#include "generator/data/treebuild.h"
#include "generator/data/yamlerror.h"
#include "generator/data/yamlplain.h"

/* A name given to a node; of two with one name the later holds. */
typedef struct Anchor {
    Str name;
    Value *value;    /* NULL while the node is open: an alias there would be a circle */
    size_t size;     /* nodes reached, aliases followed */
    uint32_t height; /* 0 for a scalar */
} Anchor;

/* The anchor of an open list or map. */
typedef struct OpenAnchor {
    size_t number;    /* in `anchors` plus one; 0: none */
    size_t n_reached; /* when the node began */
} OpenAnchor;

struct YamlStream {
    const Source *source;
    YamlLimits limits;
    yaml_parser_t parser;
    bool has_parser;
    bool is_checked; /* the characters of the source were looked through */
    bool is_over;
};

typedef struct Loader {
    YamlStream *stream;
    Arena *arena;
    const Source *source;
    Anchor *anchors;
    size_t n_anchors;
    size_t cap_anchors;
    size_t n_names;    /* anchors and aliases seen */
    size_t n_reached;  /* nodes, with those behind aliases */
    size_t skip_depth; /* open collections inside a refused key */
    OpenAnchor open[LIMIT_YAML_DEPTH];
    Build build;
} Loader;

static void event_done(yaml_event_t *event)
{
    yaml_event_delete(event); /* accepts a zeroed event */
}

static Loc loc_of(const Source *source, const yaml_mark_t *mark)
{
    return (Loc){
        .source = source,
        .line = (uint32_t)mark->line + 1,
        .column = (uint32_t)mark->column + 1,
    };
}

/* One more anchor or alias. */
static Status count_name(Loader *l, Loc loc)
{
    l->n_names++;
    if (l->n_names > LIMIT_YAML_ALIASES) {
        return build_refuse(&l->build, YAML_TOO_MANY_ALIASES, loc, LIMIT_YAML_ALIASES);
    }
    return ST_OK;
}

/* Notes `&name`, if there is one; value NULL for a node that is still open. ret_number: in `anchors` plus one, or 0. */
static Status add_anchor(Loader *l, const yaml_char_t *name, Value *value, Loc loc,
                         size_t *ret_number)
{
    *ret_number = 0;
    if (!name) {
        return ST_OK;
    }
    TRY(count_name(l, loc));
    Anchor *grown = arena_grow(l->arena, l->anchors, l->n_anchors, &l->cap_anchors, sizeof(Anchor));
    if (!grown) {
        return ST_NOMEM;
    }
    l->anchors = grown;
    Str kept = arena_str(l->arena, str_of((const char *)name));
    if (!kept.ptr) {
        return ST_NOMEM;
    }
    grown[l->n_anchors] = (Anchor){.name = kept, .value = value, .size = 1};
    *ret_number = ++l->n_anchors;
    return ST_OK;
}

static const Anchor *find_anchor(const Loader *l, Str name)
{
    for (size_t i = l->n_anchors; i > 0; i--) {
        if (str_eq(l->anchors[i - 1].name, name)) {
            return &l->anchors[i - 1];
        }
    }
    return NULL;
}

#define CORE_TAG "tag:yaml.org,2002:"

/* !!str, !!map, !!seq say nothing new and are read; any other tag is refused. */
static void check_tag(Loader *l, const yaml_char_t *tag, const char *allowed, Loc loc)
{
    if (!tag || strcmp((const char *)tag, allowed) == 0) {
        return;
    }
    Str text = str_of((const char *)tag);
    if (str_starts(text, STR(CORE_TAG))) {
        text = arena_printf(l->arena, "!!%s", (const char *)tag + sizeof CORE_TAG - 1);
    }
    (void)build_report(&l->build, YAML_TAG, loc, text); /* nothing to add */
}

/* A scalar where a key is wanted. Keys are texts: 1 and "1" are the same key. */
static Status take_key(Loader *l, Str text, bool is_plain, Loc loc)
{
    bool is_dropped = false;
    if (is_plain && str_is(text, "<<")) {
        (void)build_report(&l->build, YAML_MERGE_KEY, loc, STR_EMPTY); /* nothing to add */
        is_dropped = true;
    } else if (is_plain && text.len == 0) {
        (void)build_report(&l->build, YAML_EMPTY_KEY, loc, STR_EMPTY); /* nothing to add */
        is_dropped = true;
    }
    build_key(&l->build, text, loc, is_dropped);
    return ST_OK;
}

static Status on_scalar(Loader *l, const yaml_event_t *event)
{
    Loc loc = loc_of(l->source, &event->start_mark);
    const char *bytes = (const char *)event->data.scalar.value;
    Str text = arena_str(l->arena, (Str){.ptr = bytes, .len = event->data.scalar.length});
    if (!text.ptr) {
        return ST_NOMEM;
    }
    check_tag(l, event->data.scalar.tag, CORE_TAG "str", loc);
    if (event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
        (void)build_check_unescaped(&l->build, text, loc); /* reported; the text is kept */
    }
    bool is_plain = event->data.scalar.plain_implicit;
    bool is_key = build_wants_key(&l->build);
    if (is_key && !event->data.scalar.anchor) {
        return take_key(l, text, is_plain, loc);
    }
    bool stays_text = !is_plain || is_key;
    Value *value = stays_text ? value_text(l->arena, loc, text) : build_plain(&l->build, text, loc);
    if (!value) {
        return ST_NOMEM;
    }
    size_t number = 0;
    TRY(add_anchor(l, event->data.scalar.anchor, value, loc, &number));
    l->n_reached++;
    return is_key ? take_key(l, text, is_plain, loc) : build_add(&l->build, value);
}

static Status on_alias(Loader *l, const yaml_event_t *event)
{
    Loc loc = loc_of(l->source, &event->start_mark);
    Str name = str_of((const char *)event->data.alias.anchor);
    TRY(count_name(l, loc));
    bool is_key = build_wants_key(&l->build);
    const Anchor *anchor = find_anchor(l, name);
    const Diag *last = l->build.diags->n > 0 ? &l->build.diags->items[l->build.diags->n - 1] : NULL;
    bool is_merged = last && last->code == YAML_MERGE_KEY && last->loc.source == l->source &&
                     last->loc.line == loc.line; /* “<<: *x” is one mistake */
    if (is_merged && !is_key && (!anchor || !anchor->value)) {
        return build_add(&l->build, value_null(l->arena, loc));
    }
    if (!anchor || !anchor->value) {
        (void)build_report(&l->build, anchor ? YAML_RECURSIVE_ALIAS : YAML_UNDEFINED_ALIAS, loc,
                           name); /* nothing to add */
        if (is_key) {
            build_key(&l->build, STR_EMPTY, loc, true);
            return ST_OK;
        }
        return build_add(&l->build, value_null(l->arena, loc));
    }
    l->n_reached += anchor->size;
    if (l->n_reached > l->stream->limits.max_nodes) {
        return build_refuse(&l->build, YAML_ALIAS_EXPANSION, loc, l->stream->limits.max_nodes);
    }
    if (!is_key) {
        return build_add_shared(&l->build, anchor->value, anchor->height, loc);
    }
    bool is_complex = anchor->height > 0;
    if (is_complex) {
        (void)build_report(&l->build, YAML_COMPLEX_KEY, loc, STR_EMPTY); /* nothing to add */
    }
    build_key(&l->build, anchor->value->text, loc, is_complex);
    return ST_OK;
}

/* A list or map where a key is wanted: says so, and skips it. `{{name}}` without quotes is what people mean by it. */
static void refuse_key(Loader *l, const yaml_event_t *event, Loc loc)
{
    const BuildFrame *frame = &l->build.frames[l->build.depth - 1];
    Loc outer = frame->node->loc;
    Loc first = outer.line == loc.line && outer.column + 1 == loc.column ? outer : loc;
    if (event->type == YAML_MAPPING_START_EVENT && yamlerror_is_tag(l->source, first)) {
        yamlerror_report_tag(l->source, first, l->build.diags);
        l->build.has_errors = true;
    } else {
        (void)build_report(&l->build, YAML_COMPLEX_KEY, loc, STR_EMPTY); /* nothing to add */
    }
    l->skip_depth = 1;
}

static Status on_start(Loader *l, const yaml_event_t *event)
{
    Loc loc = loc_of(l->source, &event->start_mark);
    if (build_wants_key(&l->build)) {
        refuse_key(l, event, loc);
        return ST_OK;
    }
    bool is_map = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *anchor =
        is_map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    check_tag(l, is_map ? event->data.mapping_start.tag : event->data.sequence_start.tag,
              is_map ? CORE_TAG "map" : CORE_TAG "seq", loc);
    TRY(build_open(&l->build, is_map ? VALUE_MAP : VALUE_LIST, loc));
    OpenAnchor *open = &l->open[l->build.depth - 1];
    open->n_reached = l->n_reached++;
    return add_anchor(l, anchor, NULL, loc, &open->number);
}

static Status on_end(Loader *l)
{
    OpenAnchor open = l->open[l->build.depth - 1];
    Value *closed = NULL;
    uint32_t height = 0;
    TRY(build_close(&l->build, &closed, &height));
    if (open.number > 0) {
        Anchor *anchor = &l->anchors[open.number - 1];
        anchor->value = closed;
        anchor->height = height;
        anchor->size = l->n_reached - open.n_reached;
    }
    return ST_OK;
}

/* Inside a refused key only the depth is followed; after its end its value is wanted, and dropped. */
static Status skip_event(Loader *l, const yaml_event_t *event)
{
    Loc loc = loc_of(l->source, &event->start_mark);
    if (event->type == YAML_MAPPING_START_EVENT || event->type == YAML_SEQUENCE_START_EVENT) {
        l->skip_depth++;
    } else if (event->type == YAML_MAPPING_END_EVENT || event->type == YAML_SEQUENCE_END_EVENT) {
        l->skip_depth--;
    }
    if (l->skip_depth == 0) {
        build_key(&l->build, STR_EMPTY, loc, true);
    }
    size_t max_depth = l->stream->limits.max_depth;
    if (l->build.depth + l->skip_depth > max_depth) {
        return build_refuse(&l->build, DATA_TOO_DEEP, loc, max_depth);
    }
    return ST_OK;
}

/* One event of a document. */
static Status on_event(Loader *l, const yaml_event_t *event)
{
    if (l->skip_depth > 0) {
        return skip_event(l, event);
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return on_scalar(l, event);
    case YAML_ALIAS_EVENT:
        return on_alias(l, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return on_start(l, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return on_end(l);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return ST_OK;
    }
    return ST_BUG;
}

/* The next event, or a diagnostic and ST_INPUT. */
static Status next_event(YamlStream *s, DiagList *diags, yaml_event_t *ret_event)
{
    if (yaml_parser_parse(&s->parser, ret_event)) {
        return ST_OK;
    }
    if (s->parser.error == YAML_MEMORY_ERROR) {
        return ST_NOMEM;
    }
    yamlerror_report(s->source, &s->parser, diags);
    return ST_INPUT;
}

/* Events up to the end of a document whose start was read. */
static Status load_events(Loader *l)
{
    bool is_done = false;
    while (!is_done) {
        CLEANUP(event_done) yaml_event_t event = {0};
        TRY(next_event(l->stream, l->build.diags, &event));
        TRY(on_event(l, &event));
        is_done = event.type == YAML_DOCUMENT_END_EVENT;
    }
    return l->build.has_errors ? ST_INPUT : ST_OK;
}

static Status load_document(YamlStream *s, Arena *arena, DiagList *diags, Value **ret_root)
{
    Loader l; /* not cleared: its arrays are large, and written before they are read */
    l.stream = s;
    l.arena = arena;
    l.source = s->source;
    l.anchors = NULL;
    l.n_anchors = l.cap_anchors = l.n_names = l.n_reached = l.skip_depth = 0;
    build_init(&l.build, arena, s->source, s->limits, diags);
    Status st = load_events(&l);
    if (st == ST_OK) {
        *ret_root = l.build.root;
    }
    return st;
}

/* Ready to read the first document. The byte-order mark is passed over. */
static Status stream_init(YamlStream *s, const Source *source, YamlLimits limits)
{
    *s = (YamlStream){.source = source, .limits = limits};
    if (!yaml_parser_initialize(&s->parser)) {
        return ST_NOMEM;
    }
    s->has_parser = true;
    Str text = str_sub(source->text, build_bom_size(source->text), SIZE_MAX);
    yaml_parser_set_encoding(&s->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&s->parser, (const unsigned char *)text.ptr, text.len);
    return ST_OK;
}

static void stream_done(YamlStream *s)
{
    if (s && s->has_parser) {
        yaml_parser_delete(&s->parser);
        s->has_parser = false;
    }
}

static Status check_characters(const Source *source, DiagList *diags)
{
    return build_check_text(source, build_bom_size(source->text), source->text.len, true, diags);
}

/* Reads up to the start of the next document. ret_start: its place; is_over is set at the end of the stream. */
static Status find_document(YamlStream *s, DiagList *diags, Loc *ret_start)
{
    if (!s->is_checked) {
        s->is_checked = true;
        TRY(check_characters(s->source, diags));
    }
    for (;;) {
        CLEANUP(event_done) yaml_event_t event = {0};
        TRY(next_event(s, diags, &event));
        if (event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT) {
            s->is_over = true;
            return ST_OK;
        }
        if (event.type == YAML_DOCUMENT_START_EVENT) {
            *ret_start = loc_of(s->source, &event.start_mark);
            return ST_OK;
        }
    }
}

/* Reads the only document; an empty stream is a null. */
static Status load_only(YamlStream *s, Arena *arena, DiagList *diags, Value **ret_root)
{
    Loc start = {.source = s->source, .line = 1, .column = 1};
    TRY(find_document(s, diags, &start));
    if (s->is_over) {
        Value *root = value_null(arena, start);
        if (!root) {
            return ST_NOMEM;
        }
        *ret_root = root;
        return ST_OK;
    }
    Value *root = NULL;
    Status st = load_document(s, arena, diags, &root);
    if (status_is_fatal(st) || st == ST_LIMIT || s->parser.error != YAML_NO_ERROR) {
        return st;
    }
    TRY(find_document(s, diags, &start));
    if (!s->is_over) {
        (void)diag_add0(diags, YAML_SEVERAL_DOCUMENTS, start);
        return ST_INPUT;
    }
    if (st == ST_OK) {
        *ret_root = root;
    }
    return st;
}

Status yamlload(Arena *arena, const Source *source, YamlLimits limits, DiagList *diags,
                Value **ret_root)
{
    CLEANUP(stream_done) YamlStream s = {0};
    Value *plain = NULL;
    TRY(check_characters(source, diags));
    TRY(yamlplain(arena, source, limits, diags, &plain));
    if (plain) {
        *ret_root = plain;
        return ST_OK;
    }
    TRY(stream_init(&s, source, limits));
    s.is_checked = true;
    return load_only(&s, arena, diags, ret_root);
}

Status yamlstream_new(const Source *source, YamlLimits limits, YamlStream **ret_stream)
{
    YamlStream *s = mem_alloc(sizeof *s);
    if (!s) {
        return ST_NOMEM;
    }
    Status st = stream_init(s, source, limits);
    if (st != ST_OK) {
        yamlstream_free(s);
        return st;
    }
    *ret_stream = s;
    return ST_OK;
}

void yamlstream_free(YamlStream *stream)
{
    stream_done(stream);
    mem_free(stream);
}

Status yamlstream_next(YamlStream *stream, Arena *arena, DiagList *diags, Value **ret_root)
{
    *ret_root = NULL;
    if (stream->is_over) {
        return ST_OK;
    }
    Loc start = {0};
    Status st = find_document(stream, diags, &start);
    if (st == ST_OK && !stream->is_over) {
        st = load_document(stream, arena, diags, ret_root);
    }
    /* Where the text can't be followed any more, or a limit was reached, nothing more is read. */
    if (st == ST_LIMIT || status_is_fatal(st) || stream->parser.error != YAML_NO_ERROR) {
        stream->is_over = true;
    }
    return st;
}
