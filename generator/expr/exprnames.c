/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exprnames - what an expression reads, found without evaluating it: dotted names, constant texts.
 *
 * Floor 2 (expr).
 */
#include "generator/expr/exprnode.h"

/* A macro's variable, hidden from the answer. */
typedef struct Hidden {
    Str name;
    const struct Hidden *outer;
} Hidden;

typedef struct Collector {
    Arena *arena;
    Str *names;
    size_t n;
    size_t cap;
} Collector;

static bool is_hidden(const Hidden *hidden, Str name)
{
    for (; hidden; hidden = hidden->outer) {
        if (str_eq(hidden->name, name)) {
            return true;
        }
    }
    return false;
}

/*
 * The key that a node adds to its base: a.b and a['b'] alike; empty if it adds none that is known
 * now.
 */
static Str key_of(const ExprNode *node)
{
    if (node->kind == NODE_FIELD) {
        return node->name;
    }
    if (node->kind == NODE_INDEX && node->args[1]->kind == NODE_LITERAL &&
        node->args[1]->literal->kind == VALUE_TEXT) {
        return node->args[1]->literal->text;
    }
    return STR_EMPTY;
}

static Status keep(Collector *c, Str name)
{
    for (size_t i = 0; i < c->n; i++) {
        if (str_eq(c->names[i], name)) {
            return ST_OK;
        }
    }
    Str *grown = arena_grow(c->arena, c->names, c->n, &c->cap, sizeof(Str));
    if (!grown) {
        return ST_NOMEM;
    }
    c->names = grown;
    c->names[c->n++] = name;
    return ST_OK;
}

/* The dotted name of a chain of fields; empty if it hangs on something else, or on a variable. */
static Status dotted(Collector *c, const ExprNode *node, const Hidden *hidden, Str *ret_name)
{
    *ret_name = STR_EMPTY;
    if (node->kind == NODE_NAME) {
        *ret_name = is_hidden(hidden, node->name) ? STR_EMPTY : node->name;
        return ST_OK;
    }
    Str key = key_of(node);
    if (key.len == 0) {
        return ST_OK;
    }
    Str base = STR_EMPTY;
    TRY(dotted(c, node->args[0], hidden, &base));
    if (base.len == 0) {
        return ST_OK;
    }
    *ret_name = arena_printf(c->arena, "%.*s.%.*s", STR_ARG(base), STR_ARG(key));
    return ret_name->ptr ? ST_OK : ST_NOMEM;
}

static Status collect(Collector *c, const ExprNode *node, const Hidden *hidden)
{
    Str name = STR_EMPTY;
    TRY(dotted(c, node, hidden, &name));
    if (name.len > 0) {
        return keep(c, name);
    }
    for (size_t i = 0; i < node->n_args; i++) {
        const Hidden variable = {.name = node->name, .outer = hidden};
        bool is_body = node->kind == NODE_MACRO && i == 1;
        TRY(collect(c, node->args[i], is_body ? &variable : hidden));
    }
    return ST_OK;
}

Status expr_names(const Expr *expr, Arena *arena, Str **ret_names, size_t *ret_n)
{
    Collector c = {.arena = arena};
    TRY(collect(&c, expr->root, NULL));
    *ret_names = c.names;
    *ret_n = c.n;
    return ST_OK;
}

static bool writes(const ExprNode *node, Str text)
{
    if (node->kind == NODE_LITERAL) {
        return node->literal->kind == VALUE_TEXT && str_eq(node->literal->text, text);
    }
    for (size_t i = 0; i < node->n_args; i++) {
        if (writes(node->args[i], text)) {
            return true;
        }
    }
    return false;
}

bool expr_writes(const Expr *expr, Str text)
{
    return writes(expr->root, text);
}
