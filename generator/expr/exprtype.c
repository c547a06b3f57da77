/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exprtype - see exprtype.h. One walk over the tree; what is wrong is said once, its result then fits everywhere.
 *
 * Floor 2 (expr).
 */
#include "generator/expr/exprtype.h"

#include "generator/base/date.h"
#include "generator/data/validate.h"
#include "generator/expr/exprnode.h"

#define MAX_NEAREST 100

/* A macro's variable. */
typedef struct Variable {
    Str name;
    const ExprType *type;
    const struct Variable *outer;
} Variable;

typedef struct Typing {
    const Expr *expr;
    const ExprTypeHost *host;
    const Variable *variables;
    const ExprNode *asked; /* a name that is only compared with texts, counted or walked over */
    Arena *arena;
    DiagList *diags;
    bool has_errors;
    bool is_nomem;
} Typing;

static const ExprType any = {.kind = TYPE_ANY};

static ExprType infer(Typing *t, const ExprNode *node);

static ExprType plain(ExprTypeKind kind)
{
    return (ExprType){.kind = kind};
}

/* --- reports ------------------------------------------------------------------------------------ */

static Str kind_name(ExprTypeKind kind)
{
    static const ValueKind kinds[] = {
        [TYPE_ANY] = VALUE_NULL, [TYPE_NULL] = VALUE_NULL, [TYPE_BOOL] = VALUE_BOOL,
        [TYPE_NUM] = VALUE_NUM,  [TYPE_TEXT] = VALUE_TEXT, [TYPE_LIST] = VALUE_LIST,
        [TYPE_MAP] = VALUE_MAP,
    };
    return str_of(value_kind_name(kinds[kind]));
}

static ExprType fail(Typing *t, const ExprNode *node, DiagCode code, Str arg1, Str arg2, Str arg3)
{
    const Str args[3] = {arg1, arg2, arg3};
    expr_report(t->diags, code, t->expr->text, t->expr->at, node->pos, node->len, args);
    t->has_errors = true;
    return any;
}

static bool fits(const ExprType *type, ExprTypeKind wanted)
{
    return type->kind == wanted || type->kind == TYPE_ANY || wanted == TYPE_ANY;
}

/* True if the value may be of this kind; reports it at `node` if not. Null never fits: it is no number, text or list. */
static bool want(Typing *t, const ExprNode *node, const ExprType *type, ExprTypeKind wanted)
{
    if (fits(type, wanted)) {
        return true;
    }
    (void)fail(t, node, EXPR_TYPE, expr_node_text(t->expr, node), kind_name(wanted),
               kind_name(type->kind)); /* the caller goes on */
    return false;
}

static ExprType fail_types(Typing *t, const ExprNode *node, const ExprType *left,
                           const ExprType *right)
{
    return fail(t, node, EXPR_TYPES, expr_node_text(t->expr, node), kind_name(left->kind),
                kind_name(right->kind));
}

/* --- texts that are told apart ------------------------------------------------------------------- */

static void tell(Typing *t, const Value *choices, Str one)
{
    if (choices && t->host->told) {
        t->host->told(t->host->ctx, choices, one);
    }
}

/* A name whose value goes on to somewhere: what becomes of it may differ with each text that it may be. */
static void tell_all(Typing *t, const ExprNode *node, const ExprType *type)
{
    if (node != t->asked) {
        tell(t, type->choices, STR_EMPTY);
        tell(t, type->item ? type->item->choices : NULL, STR_EMPTY);
    }
}

static ExprType infer_asked(Typing *t, const ExprNode *node)
{
    t->asked = node;
    return infer(t, node);
}

/* --- texts that can't occur --------------------------------------------------------------------- */

/* `literal` is compared with something that is one of `type->choices`. */
static void check_choice(Typing *t, const ExprType *type, const ExprNode *literal)
{
    if (!type->choices || literal->kind != NODE_LITERAL || literal->literal->kind != VALUE_TEXT) {
        return;
    }
    Str known[MAX_NEAREST];
    size_t n = 0;
    for (size_t i = 0; i < type->choices->list.n; i++) {
        const Value *choice = type->choices->list.items[i];
        if (choice->kind == VALUE_TEXT && str_eq(choice->text, literal->literal->text)) {
            tell(t, type->choices, choice->text);
            return;
        }
        if (choice->kind == VALUE_TEXT && n < MAX_NEAREST) {
            known[n++] = choice->text;
        }
    }
    Str near = validate_nearest(literal->literal->text, known, n);
    (void)fail(t, literal, near.len ? EXPR_NO_CHOICE_NEAR : EXPR_NO_CHOICE, literal->literal->text,
               near, STR_EMPTY); /* a comparison is true or false whatever the text */
}

/* `literal` is compared with a date, or stands where one must: one that is none compares as a text, and never as meant. */
static void check_date(Typing *t, const ExprNode *literal)
{
    Date date;
    if (literal->kind == NODE_LITERAL && literal->literal->kind == VALUE_TEXT &&
        !date_parse(literal->literal->text, &date)) {
        (void)fail(t, literal, EXPR_NOT_A_DATE, literal->literal->text, STR_EMPTY,
                   STR_EMPTY); /* a comparison is true or false whatever the text */
    }
}

static void check_dates(Typing *t, const ExprNode *node, const ExprType *left,
                        const ExprType *right)
{
    if (left->is_date) {
        check_date(t, node->args[1]);
    }
    if (right->is_date) {
        check_date(t, node->args[0]);
    }
}

static void check_choices(Typing *t, const ExprType *type, const ExprNode *list)
{
    for (size_t i = 0; list->kind == NODE_LIST && i < list->n_args; i++) {
        check_choice(t, type, list->args[i]);
    }
}

/* --- names -------------------------------------------------------------------------------------- */

/* The name that a path begins with, or what else it hangs on. */
static const ExprNode *start_of(const ExprNode *path)
{
    while (path->kind == NODE_FIELD) {
        path = path->args[0];
    }
    return path;
}

/* "marche.duree" as it is written, and where. */
static Str whole_of(const Typing *t, const ExprNode *path)
{
    size_t start = start_of(path)->pos;
    return str_sub(t->expr->text, start, path->pos + path->len - start);
}

static Loc place(const Typing *t, const ExprNode *path)
{
    return expr_place(t->expr->text, t->expr->at, start_of(path)->pos);
}

static ExprType infer_name(Typing *t, const ExprNode *node, const ExprNode *shown)
{
    for (const Variable *v = t->variables; v; v = v->outer) {
        if (str_eq(v->name, node->name)) {
            return *v->type;
        }
    }
    ExprType type = any;
    if (!t->host->name(t->host->ctx, node->name, whole_of(t, shown), place(t, shown), &type)) {
        t->has_errors = true;
        return any;
    }
    return type;
}

/* A field of `base`; an index with a text is one too. */
static ExprType field_of(Typing *t, const ExprNode *node, const ExprType *base, Str name,
                         const ExprNode *shown)
{
    ExprType type = any;
    bool has_fields = base->shape && (base->kind == TYPE_MAP || base->kind == TYPE_TEXT);
    tell(t, base->choices, STR_EMPTY); /* of the entry that it names */
    if (base->kind == TYPE_ANY || (base->kind == TYPE_MAP && !has_fields)) {
        return any;
    }
    if (!has_fields) {
        (void)want(t, node, base, TYPE_MAP);
        return any;
    }
    if (!t->host->field(t->host->ctx, base, name, whole_of(t, shown), place(t, shown), &type)) {
        t->has_errors = true;
        return any;
    }
    return type;
}

/* A name or path; shown: the whole path, which a report names. */
static ExprType infer_path(Typing *t, const ExprNode *node, const ExprNode *shown)
{
    if (node->kind == NODE_NAME) {
        return infer_name(t, node, shown);
    }
    if (node->kind == NODE_FIELD) {
        bool is_chain = node->args[0]->kind == NODE_NAME || node->args[0]->kind == NODE_FIELD;
        ExprType base = is_chain ? infer_path(t, node->args[0], shown) : infer(t, node->args[0]);
        return field_of(t, node, &base, node->name, shown);
    }
    ExprType base = infer(t, node->args[0]);
    ExprType index = infer(t, node->args[1]);
    const ExprNode *key = node->args[1];
    if (key->kind == NODE_LITERAL && key->literal->kind == VALUE_TEXT) {
        return field_of(t, node, &base, key->literal->text, node);
    }
    if (index.kind == TYPE_TEXT || !want(t, node, &base, TYPE_LIST) ||
        !want(t, node, &index, TYPE_NUM) || !base.item) {
        return any;
    }
    return *base.item;
}

/* --- operators ---------------------------------------------------------------------------------- */

static ExprType infer_equal(Typing *t, const ExprNode *node, const ExprType *left,
                            const ExprType *right)
{
    bool is_null = left->kind == TYPE_NULL || right->kind == TYPE_NULL;
    if (!is_null && !fits(left, right->kind) && right->kind != TYPE_ANY) {
        (void)fail_types(t, node, left, right); /* true or false all the same */
    }
    check_choice(t, left, node->args[1]);
    check_choice(t, right, node->args[0]);
    check_dates(t, node, left, right);
    return plain(TYPE_BOOL);
}

static ExprType infer_order(Typing *t, const ExprNode *node, const ExprType *left,
                            const ExprType *right)
{
    bool is_num = fits(left, TYPE_NUM) && fits(right, TYPE_NUM);
    bool is_text = fits(left, TYPE_TEXT) && fits(right, TYPE_TEXT);
    if (!is_num && !is_text) {
        (void)fail_types(t, node, left, right); /* true or false all the same */
    }
    check_dates(t, node, left, right);
    return plain(TYPE_BOOL);
}

static ExprType infer_in(Typing *t, const ExprNode *node, const ExprType *left,
                         const ExprType *right)
{
    bool is_key = fits(left, TYPE_TEXT) && fits(right, TYPE_MAP);
    bool is_item = fits(right, TYPE_LIST);
    bool is_odd = right->kind == TYPE_LIST && right->item && left->kind != TYPE_NULL &&
                  right->item->kind != TYPE_NULL && !fits(left, right->item->kind) &&
                  right->item->kind != TYPE_ANY;
    if ((!is_key && !is_item) || is_odd) {
        (void)fail_types(t, node, left, is_odd ? right->item : right); /* true or false */
    }
    check_choices(t, left, node->args[1]);
    if (right->item) {
        check_choice(t, right->item, node->args[0]);
    }
    return plain(TYPE_BOOL);
}

static ExprType infer_arithmetic(Typing *t, const ExprNode *node, const ExprType *left,
                                 const ExprType *right)
{
    if (fits(left, TYPE_NUM) && fits(right, TYPE_NUM)) {
        bool is_open = node->op == OP_ADD && left->kind == TYPE_ANY && right->kind == TYPE_ANY;
        return is_open ? any : plain(TYPE_NUM);
    }
    bool is_joined =
        fits(left, right->kind) && (right->kind == TYPE_TEXT || right->kind == TYPE_LIST ||
                                    left->kind == TYPE_TEXT || left->kind == TYPE_LIST);
    if (node->op == OP_ADD && is_joined) {
        ExprType joined = left->kind == TYPE_ANY ? *right : *left;
        joined.choices = NULL;
        joined.is_date = false;
        return joined;
    }
    return fail_types(t, node, left, right);
}

/* A literal, or a list of literals. */
static bool is_written(const ExprNode *node)
{
    bool is_list = node->kind == NODE_LIST;
    for (size_t i = 0; is_list && i < node->n_args; i++) {
        is_list = node->args[i]->kind == NODE_LITERAL;
    }
    return is_list || node->kind == NODE_LITERAL;
}

static ExprType infer_binary(Typing *t, const ExprNode *node)
{
    bool is_test = node->op == OP_EQ || node->op == OP_NE || node->op == OP_IN;
    ExprNode *const *args = node->args;
    ExprType left = is_test && is_written(args[1]) ? infer_asked(t, args[0]) : infer(t, args[0]);
    ExprType right = is_test && is_written(args[0]) ? infer_asked(t, args[1]) : infer(t, args[1]);
    switch (node->op) {
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV:
    case OP_REM:
        return infer_arithmetic(t, node, &left, &right);
    case OP_EQ:
    case OP_NE:
        return infer_equal(t, node, &left, &right);
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
        return infer_order(t, node, &left, &right);
    case OP_IN:
        return infer_in(t, node, &left, &right);
    }
    return any;
}

/* What both may be: the same kind, else anything. */
static ExprType either(const ExprType *a, const ExprType *b)
{
    if (a->kind == TYPE_NULL || b->kind == TYPE_NULL) {
        return a->kind == TYPE_NULL ? *b : *a;
    }
    if (a->kind != b->kind) {
        return any;
    }
    bool is_same = a->item == b->item && a->shape == b->shape && a->choices == b->choices;
    ExprType type = is_same ? *a : plain(a->kind);
    type.is_date = a->is_date && b->is_date;
    return type;
}

static ExprType infer_choice(Typing *t, const ExprNode *node)
{
    ExprType condition = infer(t, node->args[0]);
    ExprType yes = infer(t, node->args[1]);
    ExprType no = infer(t, node->args[2]);
    (void)want(t, node, &condition, TYPE_BOOL); /* reports by itself */
    return either(&yes, &no);
}

static ExprType infer_logic(Typing *t, const ExprNode *node)
{
    for (size_t i = 0; i < node->n_args; i++) {
        ExprType operand = infer(t, node->args[i]);
        (void)want(t, node, &operand, TYPE_BOOL); /* reports by itself */
    }
    return plain(TYPE_BOOL);
}

/* --- lists -------------------------------------------------------------------------------------- */

static ExprType list_of(Typing *t, const ExprType *item)
{
    ExprType *kept = arena_new(t->arena, ExprType);
    if (!kept) {
        t->is_nomem = true;
        return plain(TYPE_LIST);
    }
    *kept = *item;
    return (ExprType){.kind = TYPE_LIST, .item = kept};
}

static ExprType infer_list(Typing *t, const ExprNode *node)
{
    ExprType item = any;
    for (size_t i = 0; i < node->n_args; i++) {
        ExprType next = infer(t, node->args[i]);
        item = i == 0 ? next : either(&item, &next);
    }
    return list_of(t, &item);
}

static ExprType infer_macro(Typing *t, const ExprNode *node)
{
    bool is_kept = node->macro == MACRO_FILTER;
    ExprType list = is_kept ? infer(t, node->args[0]) : infer_asked(t, node->args[0]);
    bool is_list = want(t, node, &list, TYPE_LIST);
    const Variable variable = {
        .name = node->name, .type = is_list && list.item ? list.item : &any, .outer = t->variables};
    t->variables = &variable;
    ExprType body = infer(t, node->args[1]);
    t->variables = variable.outer;
    if (node->macro == MACRO_MAP) {
        return list_of(t, &body);
    }
    (void)want(t, node->args[1], &body, TYPE_BOOL); /* reports by itself */
    return node->macro == MACRO_FILTER ? list : plain(TYPE_BOOL);
}

/* --- functions ---------------------------------------------------------------------------------- */

/* Types of the first two arguments and of the result; those that take several kinds are done by hand. */
static const struct {
    ExprTypeKind first;
    ExprTypeKind second;
    ExprTypeKind result;
} signatures[FN_N] = {
    [FN_SIZE] = {TYPE_ANY, TYPE_ANY, TYPE_NUM},
    [FN_ARRONDI] = {TYPE_NUM, TYPE_NUM, TYPE_NUM},
    [FN_PLANCHER] = {TYPE_NUM, TYPE_ANY, TYPE_NUM},
    [FN_PLAFOND] = {TYPE_NUM, TYPE_ANY, TYPE_NUM},
    [FN_MIN] = {TYPE_ANY, TYPE_ANY, TYPE_ANY},
    [FN_MAX] = {TYPE_ANY, TYPE_ANY, TYPE_ANY},
    [FN_SOMME] = {TYPE_LIST, TYPE_ANY, TYPE_NUM},
    [FN_ABS] = {TYPE_NUM, TYPE_ANY, TYPE_NUM},
    [FN_DATE] = {TYPE_TEXT, TYPE_ANY, TYPE_TEXT},
    [FN_LONGUEUR] = {TYPE_TEXT, TYPE_ANY, TYPE_NUM},
    [FN_CONTIENT] = {TYPE_TEXT, TYPE_TEXT, TYPE_BOOL},
    [FN_UNIQUE] = {TYPE_LIST, TYPE_ANY, TYPE_LIST},
    [FN_MOIS_ENTRE] = {TYPE_TEXT, TYPE_TEXT, TYPE_NUM},
    [FN_AJOUTE_MOIS] = {TYPE_TEXT, TYPE_NUM, TYPE_TEXT},
};

/* min and max: all of one kind, numbers or texts. */
static ExprType infer_extreme(Typing *t, const ExprNode *node, const ExprType *args)
{
    ExprType result = args[0];
    for (size_t i = 0; i < node->n_args && i < 2; i++) {
        if (args[i].kind != TYPE_TEXT && !want(t, node, &args[i], TYPE_NUM)) {
            return any;
        }
    }
    if (node->n_args > 1 && !fits(&args[0], args[1].kind) && args[1].kind != TYPE_ANY) {
        return fail_types(t, node, &args[0], &args[1]);
    }
    result.choices = NULL;
    return result;
}

static ExprType infer_call(Typing *t, const ExprNode *node)
{
    ExprType args[2] = {any, any};
    for (size_t i = 0; i < node->n_args; i++) {
        bool is_counted = node->fn == FN_SIZE;
        ExprType arg = is_counted ? infer_asked(t, node->args[i]) : infer(t, node->args[i]);
        if (i < 2) {
            args[i] = arg;
        }
    }
    if (node->fn == FN_MIN || node->fn == FN_MAX) {
        return infer_extreme(t, node, args);
    }
    bool has_size = args[0].kind == TYPE_LIST || args[0].kind == TYPE_MAP ||
                    args[0].kind == TYPE_TEXT || args[0].kind == TYPE_ANY;
    if (node->fn == FN_SIZE && !has_size) {
        (void)want(t, node, &args[0], TYPE_LIST); /* reports by itself */
    }
    (void)want(t, node, &args[0], signatures[node->fn].first);  /* reports by itself */
    (void)want(t, node, &args[1], signatures[node->fn].second); /* the same */
    if (node->fn == FN_SOMME && args[0].item && args[0].item->kind != TYPE_ANY) {
        (void)want(t, node, args[0].item, TYPE_NUM); /* the same */
    }
    bool is_of_date =
        node->fn == FN_DATE || node->fn == FN_MOIS_ENTRE || node->fn == FN_AJOUTE_MOIS;
    for (size_t i = 0; is_of_date && i < node->n_args; i++) {
        check_date(t, node->args[i]);
    }
    return node->fn == FN_UNIQUE ? args[0]
                                 : (ExprType){.kind = signatures[node->fn].result,
                                              .is_date = is_of_date && node->fn != FN_MOIS_ENTRE};
}

/* --- the walk ----------------------------------------------------------------------------------- */

static ExprType infer_literal(const ExprNode *node)
{
    static const ExprTypeKind kinds[] = {
        [VALUE_NULL] = TYPE_NULL,  [VALUE_BOOL] = TYPE_BOOL, [VALUE_NUM] = TYPE_NUM,
        [VALUE_TEXT] = TYPE_TEXT,  [VALUE_LIST] = TYPE_LIST, [VALUE_MAP] = TYPE_MAP,
        [VALUE_LAMBDA] = TYPE_ANY,
    };
    return plain(kinds[node->literal->kind]);
}

/* Depth is bounded when an expression is compiled. */
static ExprType infer(Typing *t, const ExprNode *node)
{
    switch (node->kind) {
    case NODE_LITERAL:
        return infer_literal(node);
    case NODE_LIST:
        return infer_list(t, node);
    case NODE_NAME:
    case NODE_FIELD:
    case NODE_INDEX: {
        ExprType type = infer_path(t, node, node);
        tell_all(t, node, &type);
        return type;
    }
    case NODE_NOT:
    case NODE_AND:
    case NODE_OR:
        return infer_logic(t, node);
    case NODE_NEGATE: {
        ExprType operand = infer(t, node->args[0]);
        (void)want(t, node, &operand, TYPE_NUM); /* reports by itself */
        return plain(TYPE_NUM);
    }
    case NODE_BINARY:
        return infer_binary(t, node);
    case NODE_CHOICE:
        return infer_choice(t, node);
    case NODE_HAS:
        (void)infer_path(t, node->args[0], node->args[0]); /* a name that can't be is a mistake */
        return plain(TYPE_BOOL);
    case NODE_CALL:
        return infer_call(t, node);
    case NODE_MACRO:
        return infer_macro(t, node);
    }
    return any;
}

Status expr_typecheck(const Expr *expr, const ExprTypeHost *host, ExprTypeKind wanted, Arena *arena,
                      DiagList *diags, ExprType *ret_type)
{
    Typing t = {.expr = expr, .host = host, .arena = arena, .diags = diags};
    ExprType type = infer(&t, expr->root);
    if (wanted == TYPE_BOOL && !fits(&type, TYPE_BOOL)) {
        (void)fail(&t, expr->root, EXPR_CONDITION, kind_name(type.kind), STR_EMPTY, STR_EMPTY);
    } else if (!t.has_errors) {
        (void)want(&t, expr->root, &type, wanted); /* reports by itself */
    }
    if (ret_type) {
        *ret_type = t.has_errors ? any : type;
    }
    return t.is_nomem ? ST_NOMEM : t.has_errors ? ST_INPUT : ST_OK;
}
