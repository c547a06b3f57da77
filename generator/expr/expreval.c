/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expreval - walks the tree of an expression. Strict: nothing is converted, && || and ?: leave out
 * what they don't need.
 *
 * Floor 2 (expr).
 */
#include "generator/base/limits.h"
#include "generator/data/validate.h"
#include "generator/expr/exprrun.h"

/* Bytes of text that are copied or compared for the price of a step. */
#define TEXT_STEP 64

/* --- results and errors ---------------------------------------------------------------------- */

ExprResult expr_from_value(const Value *value)
{
    ExprResult result = {.kind = value->kind, .value = value};
    switch (value->kind) {
    case VALUE_BOOL:
        result.boolean = value->boolean;
        break;
    case VALUE_NUM:
        result.num = value->num;
        break;
    case VALUE_TEXT:
        result.text = value->text;
        break;
    case VALUE_NULL:
    case VALUE_LIST:
    case VALUE_MAP:
    case VALUE_LAMBDA:
        break;
    }
    return result;
}

ExprResult expr_from_num(Num num)
{
    return (ExprResult){.kind = VALUE_NUM, .num = num};
}

ExprResult expr_from_bool(bool boolean)
{
    return (ExprResult){.kind = VALUE_BOOL, .boolean = boolean};
}

ExprResult expr_from_text(Str text)
{
    return (ExprResult){.kind = VALUE_TEXT, .text = text};
}

static const Value *to_value(ExprEval *eval, const ExprResult *result)
{
    if (result->value) {
        return result->value;
    }
    Loc at = eval->expr->at;
    Value *value = NULL;
    switch (result->kind) {
    case VALUE_BOOL:
        value = value_bool(eval->arena, at, result->boolean);
        break;
    case VALUE_NUM:
        value = value_num(eval->arena, at, result->num);
        break;
    case VALUE_TEXT:
        value = value_text(eval->arena, at, result->text);
        break;
    case VALUE_NULL:
    case VALUE_LIST:
    case VALUE_MAP:
    case VALUE_LAMBDA:
        value = value_null(eval->arena, at); /* the others always come from a value */
        break;
    }
    if (value) {
        value->origin = ORIGIN_COMPUTED;
    }
    return value;
}

static Str kind_name(ValueKind kind)
{
    return str_of(value_kind_name(kind));
}

Status expr_fail(ExprEval *eval, const ExprNode *node, DiagCode code, Str arg1, Str arg2, Str arg3)
{
    const Str args[3] = {arg1, arg2, arg3};
    expr_report(eval->diags, code, eval->expr->text, eval->expr->at, node->pos, node->len, args);
    return ST_INPUT;
}

Status expr_want(ExprEval *eval, const ExprNode *node, const ExprResult *result, ValueKind wanted)
{
    if (result->kind == wanted) {
        return ST_OK;
    }
    return expr_fail(eval, node, EXPR_TYPE, expr_node_text(eval->expr, node), kind_name(wanted),
                     kind_name(result->kind));
}

static Status fail_types(ExprEval *eval, const ExprNode *node, const ExprResult *left,
                         const ExprResult *right)
{
    return expr_fail(eval, node, EXPR_TYPES, expr_node_text(eval->expr, node),
                     kind_name(left->kind), kind_name(right->kind));
}

Status expr_charge(ExprEval *eval, const ExprNode *node, size_t n_steps)
{
    if (n_steps <= LIMIT_EXPR_STEPS - eval->n_steps) {
        eval->n_steps += n_steps;
        return ST_OK;
    }
    const Str args[3] = {arena_printf(eval->arena, "%zu", LIMIT_EXPR_STEPS)};
    expr_report(eval->diags, EXPR_STEPS, eval->expr->text, eval->expr->at, node->pos, node->len,
                args);
    return ST_LIMIT;
}

/* --- names and fields ------------------------------------------------------------------------ */

/* "known here: …": the name nearest to `name`, or all of them. */
static Str known_names(ExprEval *eval, Str name, const Str *names, size_t n)
{
    Str nearest = validate_nearest(name, names, n);
    if (nearest.len > 0) {
        return nearest;
    }
    Str all = STR_EMPTY;
    for (size_t i = 0; i < n && all.len < 1000; i++) {
        all = arena_printf(eval->arena, i > 0 ? "%.*s, %.*s" : "%.*s%.*s", STR_ARG(all),
                           STR_ARG(names[i]));
    }
    return all.len > 0 ? all : STR("-");
}

static Status fail_name(ExprEval *eval, const ExprNode *node)
{
    size_t n = 0;
    Str *names = arena_array(eval->arena, eval->n_names + LIMIT_EXPR_DEPTH, Str);
    if (!names) {
        return ST_NOMEM;
    }
    for (const ExprLocal *local = eval->locals; local && n < LIMIT_EXPR_DEPTH;
         local = local->outer) {
        names[n++] = local->name;
    }
    for (size_t i = 0; i < eval->n_names; i++) {
        names[n++] = eval->names[i].name;
    }
    return expr_fail(eval, node, EXPR_NO_NAME, node->name, known_names(eval, node->name, names, n),
                     STR_EMPTY);
}

/* What was refused says nothing; that it was refused has been said. Of a map, what is there can be read. */
static Status take(const Value *value, ExprResult *ret)
{
    *ret = expr_from_value(value);
    return value->is_doubtful && value->kind != VALUE_MAP ? ST_INPUT : ST_OK;
}

/* ret_found: NULL, or takes the answer instead of a diagnostic where the name is missing (has). */
static Status run_name(ExprEval *eval, const ExprNode *node, bool *ret_found, ExprResult *ret)
{
    for (const ExprLocal *local = eval->locals; local; local = local->outer) {
        if (str_eq(local->name, node->name)) {
            return take(local->value, ret);
        }
    }
    for (size_t i = eval->n_names; i > 0; i--) {
        if (str_eq(eval->names[i - 1].name, node->name)) {
            return take(eval->names[i - 1].value, ret);
        }
    }
    if (ret_found) {
        *ret_found = false;
        return ST_OK;
    }
    return fail_name(eval, node);
}

/*
 * The map whose fields can be read: the value itself, or the catalogue entry that a code stands
 * for.
 */
static const Value *fields_of(const ExprResult *base)
{
    if (base->kind == VALUE_MAP) {
        return base->value;
    }
    return base->kind == VALUE_TEXT && base->value ? base->value->entry : NULL;
}

static Status fail_field(ExprEval *eval, const ExprNode *node, const Value *map, Str name)
{
    Str *names = arena_array(eval->arena, map->map.n + 1, Str);
    if (!names) {
        return ST_NOMEM;
    }
    for (size_t i = 0; i < map->map.n; i++) {
        names[i] = map->map.members[i].key;
    }
    return expr_fail(eval, node, EXPR_NO_FIELD, name, expr_node_text(eval->expr, node->args[0]),
                     known_names(eval, name, names, map->map.n));
}

static Status read_field(ExprEval *eval, const ExprNode *node, const ExprResult *base, Str name,
                         bool *ret_found, ExprResult *ret)
{
    const Value *map = fields_of(base);
    const Value *value = map ? value_get(map, name) : NULL;
    if (value) {
        return take(value, ret);
    }
    if (map && map->is_doubtful) {
        return ST_INPUT; /* it may be what is missing */
    }
    if (ret_found) {
        *ret_found = false;
        return ST_OK;
    }
    if (map) {
        return fail_field(eval, node, map, name);
    }
    return expr_want(eval, node, base, VALUE_MAP);
}

static Status read_item(ExprEval *eval, const ExprNode *node, const ExprResult *base,
                        const ExprResult *index, bool *ret_found, ExprResult *ret)
{
    TRY(expr_want(eval, node, base, VALUE_LIST));
    TRY(expr_want(eval, node, index, VALUE_NUM));
    const Value *list = base->value;
    int64_t at = 0;
    if (num_to_int64(index->num, &at) && at >= 0 && (uint64_t)at < list->list.n) {
        return take(list->list.items[at], ret);
    }
    if (ret_found) {
        *ret_found = false;
        return ST_OK;
    }
    const Value *shown = to_value(eval, index);
    return expr_fail(eval, node, EXPR_NO_ITEM, shown ? shown->text : STR_EMPTY,
                     arena_printf(eval->arena, "%zu", list->list.n), STR_EMPTY);
}

/* A name, a.b or a[i]; ret_found as in run_name. Any other node is simply run. */
static Status run_path(ExprEval *eval, const ExprNode *node, bool *ret_found, ExprResult *ret)
{
    if (node->kind == NODE_NAME) {
        return run_name(eval, node, ret_found, ret);
    }
    if (node->kind != NODE_FIELD && node->kind != NODE_INDEX) {
        return expr_run(eval, node, ret);
    }
    TRY(expr_charge(eval, node, 1));
    ExprResult base = {0};
    TRY(run_path(eval, node->args[0], ret_found, &base));
    if (ret_found && !*ret_found) {
        return ST_OK;
    }
    if (node->kind == NODE_FIELD) {
        return read_field(eval, node, &base, node->name, ret_found, ret);
    }
    ExprResult index = {0};
    TRY(expr_run(eval, node->args[1], &index));
    if (index.kind == VALUE_TEXT) {
        return read_field(eval, node, &base, index.text, ret_found, ret);
    }
    return read_item(eval, node, &base, &index, ret_found, ret);
}

static Status run_has(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    bool is_found = true;
    ExprResult value = {0};
    TRY(run_path(eval, node->args[0], &is_found, &value));
    *ret = expr_from_bool(is_found && value.kind != VALUE_NULL);
    return ST_OK;
}

/* --- operators ------------------------------------------------------------------------------- */

Status expr_equal(ExprEval *eval, const ExprNode *node, const ExprResult *a, const ExprResult *b,
                  bool *ret_same_kind, bool *ret_equal)
{
    *ret_same_kind = a->kind == b->kind;
    *ret_equal = false;
    if (a->kind != b->kind) {
        return ST_OK;
    }
    switch (a->kind) {
    case VALUE_NULL:
        *ret_equal = true;
        break;
    case VALUE_BOOL:
        *ret_equal = a->boolean == b->boolean;
        break;
    case VALUE_NUM:
        *ret_equal = num_cmp(a->num, b->num) == 0;
        break;
    case VALUE_TEXT:
        TRY(expr_charge(eval, node, a->text.len == b->text.len ? a->text.len / TEXT_STEP : 0));
        *ret_equal = str_eq(a->text, b->text);
        break;
    case VALUE_LIST:
        TRY(expr_charge(eval, node, a->value->list.n));
        *ret_equal = value_equal(a->value, b->value);
        break;
    case VALUE_MAP:
        TRY(expr_charge(eval, node, a->value->map.n));
        *ret_equal = value_equal(a->value, b->value);
        break;
    case VALUE_LAMBDA:
        *ret_same_kind = false;
        break;
    }
    return ST_OK;
}

static Status run_equal(ExprEval *eval, const ExprNode *node, const ExprResult *left,
                        const ExprResult *right, ExprResult *ret)
{
    bool is_same_kind = false;
    bool is_equal = false;
    TRY(expr_equal(eval, node, left, right, &is_same_kind, &is_equal));
    if (!is_same_kind && left->kind != VALUE_NULL && right->kind != VALUE_NULL) {
        return fail_types(eval, node, left, right);
    }
    *ret = expr_from_bool(is_equal == (node->op == OP_EQ));
    return ST_OK;
}

static Status run_order(ExprEval *eval, const ExprNode *node, const ExprResult *left,
                        const ExprResult *right, ExprResult *ret)
{
    int order = 0;
    if (left->kind == VALUE_NUM && right->kind == VALUE_NUM) {
        order = num_cmp(left->num, right->num);
    } else if (left->kind == VALUE_TEXT && right->kind == VALUE_TEXT) {
        order = str_cmp(left->text, right->text);
    } else {
        return fail_types(eval, node, left, right);
    }
    bool is_true = node->op == OP_LT   ? order < 0
                   : node->op == OP_LE ? order <= 0
                   : node->op == OP_GT ? order > 0
                                       : order >= 0;
    *ret = expr_from_bool(is_true);
    return ST_OK;
}

static Status run_in(ExprEval *eval, const ExprNode *node, const ExprResult *left,
                     const ExprResult *right, ExprResult *ret)
{
    if (right->kind == VALUE_MAP && left->kind == VALUE_TEXT) {
        *ret = expr_from_bool(value_member(right->value, left->text) != NULL);
        return ST_OK;
    }
    if (right->kind != VALUE_LIST) {
        return fail_types(eval, node, left, right);
    }
    const Value *list = right->value;
    TRY(expr_charge(eval, node, list->list.n));
    bool is_equal = false;
    for (size_t i = 0; i < list->list.n && !is_equal; i++) {
        ExprResult item = expr_from_value(list->list.items[i]);
        bool is_same_kind = false;
        TRY(expr_equal(eval, node, left, &item, &is_same_kind, &is_equal));
    }
    *ret = expr_from_bool(is_equal);
    return ST_OK;
}

static Status join_texts(ExprEval *eval, const ExprNode *node, Str left, Str right, ExprResult *ret)
{
    TRY(expr_charge(eval, node, left.len / TEXT_STEP + right.len / TEXT_STEP));
    char *text = arena_alloc(eval->arena, left.len + right.len + 1);
    if (!text) {
        return ST_NOMEM;
    }
    if (left.len > 0) {
        memcpy(text, left.ptr, left.len);
    }
    if (right.len > 0) {
        memcpy(text + left.len, right.ptr, right.len);
    }
    *ret = expr_from_text((Str){.ptr = text, .len = left.len + right.len});
    return ST_OK;
}

static Status add_item(ExprEval *eval, Value *list, const Value *item)
{
    return value_list_add(eval->arena, list, (Value *)item); /* values are only read once built */
}

static Status join_lists(ExprEval *eval, const ExprNode *node, const Value *left,
                         const Value *right, ExprResult *ret)
{
    TRY(expr_charge(eval, node, left->list.n + right->list.n));
    Value *list = value_list(eval->arena, eval->expr->at);
    if (!list) {
        return ST_NOMEM;
    }
    list->origin = ORIGIN_COMPUTED;
    for (size_t i = 0; i < left->list.n; i++) {
        TRY(add_item(eval, list, left->list.items[i]));
    }
    for (size_t i = 0; i < right->list.n; i++) {
        TRY(add_item(eval, list, right->list.items[i]));
    }
    *ret = expr_from_value(list);
    return ST_OK;
}

static Status run_arithmetic(ExprEval *eval, const ExprNode *node, const ExprResult *left,
                             const ExprResult *right, ExprResult *ret)
{
    if (node->op == OP_ADD && left->kind == right->kind) {
        if (left->kind == VALUE_TEXT) {
            return join_texts(eval, node, left->text, right->text, ret);
        }
        if (left->kind == VALUE_LIST) {
            return join_lists(eval, node, left->value, right->value, ret);
        }
    }
    if (left->kind != VALUE_NUM || right->kind != VALUE_NUM) {
        return fail_types(eval, node, left, right);
    }
    static bool (*const operations[])(Num, Num, Num *) = {
        [OP_ADD] = num_add, [OP_SUB] = num_sub, [OP_MUL] = num_mul,
        [OP_DIV] = num_div, [OP_REM] = num_rem,
    };
    Num result = NUM_ZERO;
    if (!operations[node->op](left->num, right->num, &result)) {
        bool by_zero = (node->op == OP_DIV || node->op == OP_REM) && right->num.num == 0;
        return expr_fail(eval, node, by_zero ? EXPR_ZERO : EXPR_OVERFLOW,
                         expr_node_text(eval->expr, node), STR_EMPTY, STR_EMPTY);
    }
    *ret = expr_from_num(result);
    return ST_OK;
}

static Status run_binary(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult left = {0};
    ExprResult right = {0};
    TRY(expr_run(eval, node->args[0], &left));
    TRY(expr_run(eval, node->args[1], &right));
    switch (node->op) {
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV:
    case OP_REM:
        return run_arithmetic(eval, node, &left, &right, ret);
    case OP_EQ:
    case OP_NE:
        return run_equal(eval, node, &left, &right, ret);
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
        return run_order(eval, node, &left, &right, ret);
    case OP_IN:
        return run_in(eval, node, &left, &right, ret);
    }
    return ST_BUG;
}

static Status run_logic(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    TRY(expr_run(eval, node->args[0], ret));
    TRY(expr_want(eval, node, ret, VALUE_BOOL));
    if (ret->boolean == (node->kind == NODE_OR)) {
        return ST_OK;
    }
    TRY(expr_run(eval, node->args[1], ret));
    return expr_want(eval, node, ret, VALUE_BOOL);
}

static Status run_unary(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult operand = {0};
    TRY(expr_run(eval, node->args[0], &operand));
    if (node->kind == NODE_NOT) {
        TRY(expr_want(eval, node, &operand, VALUE_BOOL));
        *ret = expr_from_bool(!operand.boolean);
        return ST_OK;
    }
    TRY(expr_want(eval, node, &operand, VALUE_NUM));
    *ret = expr_from_num((Num){.num = -operand.num.num, .den = operand.num.den});
    return ST_OK;
}

static Status run_choice(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult condition = {0};
    TRY(expr_run(eval, node->args[0], &condition));
    TRY(expr_want(eval, node, &condition, VALUE_BOOL));
    return expr_run(eval, node->args[condition.boolean ? 1 : 2], ret);
}

/* --- lists ----------------------------------------------------------------------------------- */

static Status run_list(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    Value *list = value_list(eval->arena, eval->expr->at);
    if (!list) {
        return ST_NOMEM;
    }
    list->origin = ORIGIN_COMPUTED;
    for (size_t i = 0; i < node->n_args; i++) {
        ExprResult item = {0};
        TRY(expr_run(eval, node->args[i], &item));
        const Value *value = to_value(eval, &item);
        if (!value) {
            return ST_NOMEM;
        }
        TRY(add_item(eval, list, value));
    }
    *ret = expr_from_value(list);
    return ST_OK;
}

/*
 * One turn of a macro: the body with the variable set to `item`; *ret_go_on false: the answer is
 * known.
 */
static Status run_turn(ExprEval *eval, const ExprNode *node, const Value *item, Value *made,
                       ExprResult *ret, bool *ret_go_on)
{
    const ExprLocal local = {.name = node->name, .value = item, .outer = eval->locals};
    ExprResult body = {0};
    eval->locals = &local;
    Status st = expr_run(eval, node->args[1], &body);
    eval->locals = local.outer;
    TRY(st);
    *ret_go_on = true;
    if (node->macro == MACRO_MAP) {
        const Value *value = to_value(eval, &body);
        return value ? add_item(eval, made, value) : ST_NOMEM;
    }
    TRY(expr_want(eval, node, &body, VALUE_BOOL));
    if (node->macro == MACRO_FILTER) {
        return body.boolean ? add_item(eval, made, item) : ST_OK;
    }
    if (body.boolean == (node->macro == MACRO_EXISTS)) {
        *ret = expr_from_bool(body.boolean);
        *ret_go_on = false;
    }
    return ST_OK;
}

static Status run_macro(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult base = {0};
    TRY(expr_run(eval, node->args[0], &base));
    TRY(expr_want(eval, node, &base, VALUE_LIST));
    Value *made = NULL;
    *ret = expr_from_bool(node->macro == MACRO_ALL);
    if (node->macro == MACRO_MAP || node->macro == MACRO_FILTER) {
        made = value_list(eval->arena, eval->expr->at);
        if (!made) {
            return ST_NOMEM;
        }
        made->origin = ORIGIN_COMPUTED;
    }
    bool go_on = true;
    for (size_t i = 0; i < base.value->list.n && go_on; i++) {
        TRY(run_turn(eval, node, base.value->list.items[i], made, ret, &go_on));
    }
    if (made) {
        *ret = expr_from_value(made);
    }
    return ST_OK;
}

/* --- entry points ---------------------------------------------------------------------------- */

Status expr_run(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    TRY(expr_charge(eval, node, 1));
    switch (node->kind) {
    case NODE_LITERAL:
        *ret = expr_from_value(node->literal);
        return ST_OK;
    case NODE_LIST:
        return run_list(eval, node, ret);
    case NODE_NAME:
    case NODE_FIELD:
    case NODE_INDEX:
        return run_path(eval, node, NULL, ret);
    case NODE_NOT:
    case NODE_NEGATE:
        return run_unary(eval, node, ret);
    case NODE_BINARY:
        return run_binary(eval, node, ret);
    case NODE_AND:
    case NODE_OR:
        return run_logic(eval, node, ret);
    case NODE_CHOICE:
        return run_choice(eval, node, ret);
    case NODE_HAS:
        return run_has(eval, node, ret);
    case NODE_CALL:
        return expr_call(eval, node, ret);
    case NODE_MACRO:
        return run_macro(eval, node, ret);
    }
    return ST_BUG;
}

Status expr_eval(const Expr *expr, const ExprName *names, size_t n_names, Arena *arena,
                 DiagList *diags, const Value **ret_value)
{
    ExprEval eval = {
        .expr = expr, .names = names, .n_names = n_names, .arena = arena, .diags = diags};
    ExprResult result = {0};
    TRY(expr_run(&eval, expr->root, &result));
    const Value *value = to_value(&eval, &result);
    if (!value) {
        return ST_NOMEM;
    }
    *ret_value = value;
    return ST_OK;
}

Status expr_eval_bool(const Expr *expr, const ExprName *names, size_t n_names, Arena *arena,
                      DiagList *diags, bool *ret_bool)
{
    ExprEval eval = {
        .expr = expr, .names = names, .n_names = n_names, .arena = arena, .diags = diags};
    ExprResult result = {0};
    TRY(expr_run(&eval, expr->root, &result));
    if (result.kind != VALUE_BOOL) {
        return expr_fail(&eval, expr->root, EXPR_CONDITION, kind_name(result.kind), STR_EMPTY,
                         STR_EMPTY);
    }
    *ret_bool = result.boolean;
    return ST_OK;
}
