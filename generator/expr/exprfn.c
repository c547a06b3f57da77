/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exprfn - the functions of expressions.
 *
 * Floor 2 (expr).
 */
#include "generator/base/date.h"
#include "generator/base/utf8.h"
#include "generator/expr/exprrun.h"

/* num_round takes up to 12 places. */
#define DECIMALS_MAX 12
/* More months than there are between the years 1 and 9999. */
#define MONTHS_MAX 120000

static Status run_arg(ExprEval *eval, const ExprNode *node, size_t i, ValueKind wanted,
                      ExprResult *ret)
{
    TRY(expr_run(eval, node->args[i], ret));
    return expr_want(eval, node, ret, wanted);
}

static Status fail_overflow(ExprEval *eval, const ExprNode *node)
{
    return expr_fail(eval, node, EXPR_OVERFLOW, node->name, STR_EMPTY, STR_EMPTY);
}

/* Argument i as a whole number within bounds. */
static Status run_whole(ExprEval *eval, const ExprNode *node, size_t i, int min, int max, int *ret)
{
    ExprResult arg = {0};
    TRY(run_arg(eval, node, i, VALUE_NUM, &arg));
    int64_t whole = 0;
    if (!num_to_int64(arg.num, &whole) || whole < min || whole > max) {
        return expr_fail(eval, node, EXPR_RANGE, node->name, arena_printf(eval->arena, "%d", min),
                         arena_printf(eval->arena, "%d", max));
    }
    *ret = (int)whole;
    return ST_OK;
}

static Status round_to(ExprEval *eval, const ExprNode *node, int decimals, NumRound mode,
                       ExprResult *ret)
{
    ExprResult arg = {0};
    TRY(run_arg(eval, node, 0, VALUE_NUM, &arg));
    Num rounded = NUM_ZERO;
    if (!num_round(arg.num, decimals, mode, &rounded)) {
        return fail_overflow(eval, node);
    }
    *ret = expr_from_num(rounded);
    return ST_OK;
}

static Status call_arrondi(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    int decimals = 0;
    TRY(run_whole(eval, node, 1, 0, DECIMALS_MAX, &decimals));
    return round_to(eval, node, decimals, NUM_HALF_UP, ret);
}

static Status call_size(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult arg = {0};
    TRY(expr_run(eval, node->args[0], &arg));
    size_t n = 0;
    if (arg.kind == VALUE_MAP) {
        n = arg.value->map.n;
    } else if (arg.kind == VALUE_TEXT) {
        n = utf8_count(arg.text);
    } else {
        TRY(expr_want(eval, node, &arg, VALUE_LIST));
        n = arg.value->list.n;
    }
    *ret = expr_from_num(num_from_int((int64_t)n));
    return ST_OK;
}

/* min and max: of numbers, or of texts (dates). */
static Status call_extreme(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    TRY(expr_run(eval, node->args[0], ret));
    if (ret->kind != VALUE_TEXT) {
        TRY(expr_want(eval, node, ret, VALUE_NUM));
    }
    for (size_t i = 1; i < node->n_args; i++) {
        ExprResult other = {0};
        TRY(run_arg(eval, node, i, ret->kind, &other));
        int order =
            ret->kind == VALUE_NUM ? num_cmp(other.num, ret->num) : str_cmp(other.text, ret->text);
        if (node->fn == FN_MIN ? order < 0 : order > 0) {
            *ret = other;
        }
    }
    return ST_OK;
}

static Status call_somme(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult list = {0};
    TRY(run_arg(eval, node, 0, VALUE_LIST, &list));
    TRY(expr_charge(eval, node, list.value->list.n));
    Num sum = NUM_ZERO;
    for (size_t i = 0; i < list.value->list.n; i++) {
        ExprResult item = expr_from_value(list.value->list.items[i]);
        TRY(expr_want(eval, node, &item, VALUE_NUM));
        if (!num_add(sum, item.num, &sum)) {
            return fail_overflow(eval, node);
        }
    }
    *ret = expr_from_num(sum);
    return ST_OK;
}

static Status call_abs(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    TRY(run_arg(eval, node, 0, VALUE_NUM, ret));
    if (ret->num.num < 0) {
        *ret = expr_from_num((Num){.num = -ret->num.num, .den = ret->num.den});
    }
    return ST_OK;
}

static Status run_date(ExprEval *eval, const ExprNode *node, size_t i, ExprResult *ret,
                       Date *ret_date)
{
    TRY(run_arg(eval, node, i, VALUE_TEXT, ret));
    if (!date_parse(ret->text, ret_date)) {
        return expr_fail(eval, node, EXPR_NOT_A_DATE, ret->text, STR_EMPTY, STR_EMPTY);
    }
    return ST_OK;
}

static Status call_date(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    Date date = {0};
    return run_date(eval, node, 0, ret, &date);
}

/* Whole months from one date to the other, negative if the second comes first. */
static Status call_mois_entre(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult text = {0};
    Date from = {0};
    Date to = {0};
    TRY(run_date(eval, node, 0, &text, &from));
    TRY(run_date(eval, node, 1, &text, &to));
    int64_t last = date_to_days(to);
    int months = (to.year - from.year) * 12 + to.month - from.month;
    if (months > 0 && date_to_days(date_add_months(from, months)) > last) {
        months--;
    } else if (months < 0 && date_to_days(date_add_months(from, months)) < last) {
        months++;
    }
    *ret = expr_from_num(num_from_int(months));
    return ST_OK;
}

static Status call_ajoute_mois(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult text = {0};
    Date date = {0};
    int months = 0;
    TRY(run_date(eval, node, 0, &text, &date));
    TRY(run_whole(eval, node, 1, -MONTHS_MAX, MONTHS_MAX, &months));
    char bytes[16];
    Buf out = {
        .ptr = bytes, .cap = sizeof bytes, .max_bytes = sizeof bytes}; /* never grows: ten bytes */
    date_put(&out, date_add_months(date, months));
    Str kept = arena_str(eval->arena, buf_str(&out));
    if (!kept.ptr) {
        return ST_NOMEM;
    }
    *ret = expr_from_text(kept);
    return ST_OK;
}

static Status call_longueur(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult text = {0};
    TRY(run_arg(eval, node, 0, VALUE_TEXT, &text));
    TRY(expr_charge(eval, node, text.text.len / 64));
    *ret = expr_from_num(num_from_int((int64_t)utf8_count(text.text)));
    return ST_OK;
}

static Status call_contient(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult text = {0};
    ExprResult part = {0};
    TRY(run_arg(eval, node, 0, VALUE_TEXT, &text));
    TRY(run_arg(eval, node, 1, VALUE_TEXT, &part));
    TRY(expr_charge(eval, node, text.text.len / 64));
    *ret = expr_from_bool(str_find(text.text, part.text, 0) != SIZE_MAX);
    return ST_OK;
}

static Status is_known(ExprEval *eval, const ExprNode *node, const Value *list, const Value *value,
                       bool *ret_known)
{
    ExprResult item = expr_from_value(value);
    *ret_known = false;
    TRY(expr_charge(eval, node, list->list.n));
    for (size_t i = 0; i < list->list.n && !*ret_known; i++) {
        ExprResult other = expr_from_value(list->list.items[i]);
        bool is_same_kind = false;
        TRY(expr_equal(eval, node, &item, &other, &is_same_kind, ret_known));
    }
    return ST_OK;
}

/* The list without what it holds twice; the first of equals stays. */
static Status call_unique(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    ExprResult list = {0};
    TRY(run_arg(eval, node, 0, VALUE_LIST, &list));
    Value *kept = value_list(eval->arena, eval->expr->at);
    if (!kept) {
        return ST_NOMEM;
    }
    kept->origin = ORIGIN_COMPUTED;
    for (size_t i = 0; i < list.value->list.n; i++) {
        bool is_double = false;
        TRY(is_known(eval, node, kept, list.value->list.items[i], &is_double));
        if (!is_double) {
            TRY(value_list_add(eval->arena, kept, list.value->list.items[i]));
        }
    }
    *ret = expr_from_value(kept);
    return ST_OK;
}

Status expr_call(ExprEval *eval, const ExprNode *node, ExprResult *ret)
{
    switch (node->fn) {
    case FN_SIZE:
        return call_size(eval, node, ret);
    case FN_ARRONDI:
        return call_arrondi(eval, node, ret);
    case FN_PLANCHER:
        return round_to(eval, node, 0, NUM_FLOOR, ret);
    case FN_PLAFOND:
        return round_to(eval, node, 0, NUM_CEIL, ret);
    case FN_MIN:
    case FN_MAX:
        return call_extreme(eval, node, ret);
    case FN_SOMME:
        return call_somme(eval, node, ret);
    case FN_ABS:
        return call_abs(eval, node, ret);
    case FN_DATE:
        return call_date(eval, node, ret);
    case FN_LONGUEUR:
        return call_longueur(eval, node, ret);
    case FN_CONTIENT:
        return call_contient(eval, node, ret);
    case FN_UNIQUE:
        return call_unique(eval, node, ret);
    case FN_MOIS_ENTRE:
        return call_mois_entre(eval, node, ret);
    case FN_AJOUTE_MOIS:
        return call_ajoute_mois(eval, node, ret);
    case FN_N:
        break;
    }
    return ST_BUG;
}
