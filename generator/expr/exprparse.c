/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exprparse - reads an expression into a tree: operator precedence, one token ahead. Stops at the
 * first mistake.
 *
 * Floor 2 (expr).
 */
#include "generator/base/limits.h"
#include "generator/base/utf8.h"
#include "generator/data/validate.h"
#include "generator/expr/exprnode.h"

/*
 * Chains (a + b + c …) don't nest, but evaluation goes down their left side: this bounds the stack.
 */
#define HEIGHT_MAX (LIMIT_EXPR_DEPTH * 8)

typedef enum TokenKind { TOKEN_END, TOKEN_NUM, TOKEN_TEXT, TOKEN_NAME, TOKEN_SIGN } TokenKind;

typedef struct Token {
    TokenKind kind;
    size_t pos;
    size_t len;
} Token;

typedef struct Parser {
    Arena *arena;
    DiagList *diags;
    Str text;
    Loc at;
    Token token;
    size_t end; /* of the last token taken */
    size_t depth;
} Parser;

/* How tightly an operator binds; unary operators stand above all of these. */
enum { BIND_NONE, BIND_CHOICE, BIND_OR, BIND_AND, BIND_COMPARE, BIND_SUM, BIND_PRODUCT };

static const struct {
    const char *sign;
    ExprKind kind;
    ExprOp op;
    int bind;
} operators[] = {
    {"||", NODE_OR, OP_ADD, BIND_OR},         {"&&", NODE_AND, OP_ADD, BIND_AND},
    {"==", NODE_BINARY, OP_EQ, BIND_COMPARE}, {"!=", NODE_BINARY, OP_NE, BIND_COMPARE},
    {"<=", NODE_BINARY, OP_LE, BIND_COMPARE}, {">=", NODE_BINARY, OP_GE, BIND_COMPARE},
    {"<", NODE_BINARY, OP_LT, BIND_COMPARE},  {">", NODE_BINARY, OP_GT, BIND_COMPARE},
    {"in", NODE_BINARY, OP_IN, BIND_COMPARE}, {"+", NODE_BINARY, OP_ADD, BIND_SUM},
    {"-", NODE_BINARY, OP_SUB, BIND_SUM},     {"*", NODE_BINARY, OP_MUL, BIND_PRODUCT},
    {"/", NODE_BINARY, OP_DIV, BIND_PRODUCT}, {"%", NODE_BINARY, OP_REM, BIND_PRODUCT},
};

#define ANY_NUMBER SIZE_MAX

static const struct {
    const char *name;
    size_t min_args;
    size_t max_args;
} functions[FN_N] = {
    [FN_SIZE] = {"size", 1, 1},
    [FN_ARRONDI] = {"arrondi", 2, 2},
    [FN_PLANCHER] = {"plancher", 1, 1},
    [FN_PLAFOND] = {"plafond", 1, 1},
    [FN_MIN] = {"min", 1, ANY_NUMBER},
    [FN_MAX] = {"max", 1, ANY_NUMBER},
    [FN_SOMME] = {"somme", 1, 1},
    [FN_ABS] = {"abs", 1, 1},
    [FN_DATE] = {"date", 1, 1},
    [FN_LONGUEUR] = {"longueur", 1, 1},
    [FN_CONTIENT] = {"contient", 2, 2},
    [FN_UNIQUE] = {"unique", 1, 1},
    [FN_MOIS_ENTRE] = {"mois_entre", 2, 2},
    [FN_AJOUTE_MOIS] = {"ajoute_mois", 2, 2},
};

static const char *const macros[MACRO_N] = {
    [MACRO_ALL] = "all",
    [MACRO_EXISTS] = "exists",
    [MACRO_FILTER] = "filter",
    [MACRO_MAP] = "map",
};

static Status parse(Parser *p, int bind, ExprNode **ret_node);

static Status fail(Parser *p, DiagCode code, size_t pos, size_t len, Str arg1, Str arg2, Str arg3)
{
    const Str args[3] = {arg1, arg2, arg3};
    expr_report(p->diags, code, p->text, p->at, pos, len, args);
    return ST_INPUT;
}

/* --- tokens ---------------------------------------------------------------------------------- */

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static char char_at(const Parser *p, size_t pos)
{
    return pos < p->text.len ? p->text.ptr[pos] : '\0';
}

/* 12 12.5 .5 1e3: the number itself is judged by num_parse. */
static size_t number_end(const Parser *p, size_t pos)
{
    bool has_point = false;
    bool has_exponent = false;
    for (;; pos++) {
        char c = char_at(p, pos);
        if (c == '.' && !has_point && !has_exponent && ascii_is_digit(char_at(p, pos + 1))) {
            has_point = true;
        } else if ((c == 'e' || c == 'E') && !has_exponent) {
            has_exponent = true;
            pos += char_at(p, pos + 1) == '-' || char_at(p, pos + 1) == '+';
        } else if (!ascii_is_digit(c) && !is_name_start(c)) {
            return pos;
        }
    }
}

static size_t sign_length(const Parser *p, size_t pos)
{
    static const char *const signs[] = {"||", "&&", "==", "!=", "<=", ">=", "<", ">",
                                        "+",  "-",  "*",  "/",  "%",  "!",  "?", ":",
                                        "(",  ")",  "[",  "]",  ",",  "."};
    Str rest = str_sub(p->text, pos, 2);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (str_starts(rest, str_of(signs[i]))) {
            return strlen(signs[i]);
        }
    }
    return 0;
}

/* Reads a text up to its quote; what it holds is read later, by unescape. */
static Status next_text(Parser *p, size_t pos)
{
    char quote = p->text.ptr[pos];
    size_t end = pos + 1;
    while (end < p->text.len && p->text.ptr[end] != quote) {
        end += p->text.ptr[end] == '\\' ? 2 : 1;
    }
    if (end >= p->text.len) {
        return fail(p, EXPR_UNTERMINATED, pos, 1, STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    p->token = (Token){.kind = TOKEN_TEXT, .pos = pos, .len = end + 1 - pos};
    return ST_OK;
}

static Status next_token(Parser *p)
{
    p->end = p->token.pos + p->token.len;
    size_t pos = p->end;
    while (char_at(p, pos) == ' ' || char_at(p, pos) == '\t' || char_at(p, pos) == '\n' ||
           char_at(p, pos) == '\r') {
        pos++;
    }
    if (pos >= p->text.len) {
        p->token = (Token){.kind = TOKEN_END, .pos = p->text.len};
        return ST_OK;
    }
    char c = p->text.ptr[pos];
    if (c == '\'' || c == '"') {
        return next_text(p, pos);
    }
    size_t end = pos;
    if (ascii_is_digit(c) || (c == '.' && ascii_is_digit(char_at(p, pos + 1)))) {
        end = number_end(p, pos);
        p->token = (Token){.kind = TOKEN_NUM, .pos = pos, .len = end - pos};
        return ST_OK;
    }
    while (is_name_start(char_at(p, end)) || (end > pos && ascii_is_digit(char_at(p, end)))) {
        end++;
    }
    if (end > pos) {
        p->token = (Token){.kind = TOKEN_NAME, .pos = pos, .len = end - pos};
        return ST_OK;
    }
    size_t len = sign_length(p, pos);
    if (len == 0) {
        end = pos;
        (void)utf8_next(p->text, &end); /* only the move counts */
        return fail(p, EXPR_CHARACTER, pos, end - pos, str_sub(p->text, pos, end - pos), STR_EMPTY,
                    STR_EMPTY);
    }
    p->token = (Token){.kind = TOKEN_SIGN, .pos = pos, .len = len};
    return ST_OK;
}

static Str token_text(const Parser *p)
{
    return str_sub(p->text, p->token.pos, p->token.len);
}

static bool token_is(const Parser *p, const char *sign)
{
    return (p->token.kind == TOKEN_SIGN || p->token.kind == TOKEN_NAME) &&
           str_is(token_text(p), sign);
}

/* Takes `sign`, or says that it is missing. */
static Status expect(Parser *p, const char *sign)
{
    if (token_is(p, sign)) {
        return next_token(p);
    }
    if (p->token.kind == TOKEN_END) {
        return fail(p, EXPR_TOKEN_AT_END, p->text.len, 0, str_of(sign), STR_EMPTY, STR_EMPTY);
    }
    return fail(p, EXPR_TOKEN, p->token.pos, p->token.len, str_of(sign), token_text(p), STR_EMPTY);
}

/* --- nodes ----------------------------------------------------------------------------------- */

/* A node with room for `n_args` arguments that the caller fills before finish_node. */
static ExprNode *new_node(Parser *p, ExprKind kind, Token token, size_t n_args)
{
    ExprNode *node = arena_new(p->arena, ExprNode);
    if (!node) {
        return NULL;
    }
    node->kind = kind;
    node->pos = (uint32_t)token.pos;
    node->len = (uint32_t)token.len;
    node->n_args = n_args;
    if (n_args > 0) {
        node->args = arena_array(p->arena, n_args, ExprNode *);
        if (!node->args) {
            return NULL;
        }
    }
    return node;
}

static Status too_deep(Parser *p, size_t pos, size_t len)
{
    Str limit = arena_printf(p->arena, "%d", LIMIT_EXPR_DEPTH);
    (void)fail(p, EXPR_TOO_DEEP, pos, len, limit, STR_EMPTY, STR_EMPTY); /* it is a limit */
    return ST_LIMIT;
}

/* Sums up the height of a node whose arguments are complete. */
static Status finish_node(Parser *p, ExprNode *node, ExprNode **ret_node)
{
    for (size_t i = 0; i < node->n_args; i++) {
        uint32_t above = node->args[i]->height + 1;
        node->height = above > node->height ? above : node->height;
    }
    if (node->height > HEIGHT_MAX) {
        return too_deep(p, node->pos, node->len);
    }
    *ret_node = node;
    return ST_OK;
}

static Status literal_node(Parser *p, Value *value, ExprNode **ret_node)
{
    ExprNode *node = value ? new_node(p, NODE_LITERAL, p->token, 0) : NULL;
    if (!node) {
        return ST_NOMEM;
    }
    node->literal = value;
    *ret_node = node;
    return next_token(p);
}

static Loc token_loc(const Parser *p)
{
    return expr_place(p->text, p->at, p->token.pos);
}

/* --- operands -------------------------------------------------------------------------------- */

/* The content of a quoted text without its escapes. */
static Status unescape(Parser *p, Str *ret_text)
{
    static const char from[] = "\\'\"nt";
    static const char to[] = "\\'\"\n\t";
    Str raw = str_sub(p->text, p->token.pos + 1, p->token.len - 2);
    char *out = arena_alloc(p->arena, raw.len + 1);
    if (!out) {
        return ST_NOMEM;
    }
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] != '\\') {
            out[n++] = raw.ptr[i];
            continue;
        }
        const char *known = memchr(from, raw.ptr[++i], sizeof from - 1);
        if (!known) {
            return fail(p, EXPR_ESCAPE, p->token.pos + i, 2, str_sub(raw, i - 1, 2), STR_EMPTY,
                        STR_EMPTY);
        }
        out[n++] = to[known - from];
    }
    *ret_text = (Str){.ptr = out, .len = n};
    return ST_OK;
}

static Status parse_number(Parser *p, ExprNode **ret_node)
{
    Num num = NUM_ZERO;
    if (!num_parse(token_text(p), &num)) {
        return fail(p, EXPR_NUMBER, p->token.pos, p->token.len, token_text(p), STR_EMPTY,
                    STR_EMPTY);
    }
    return literal_node(p, value_num(p->arena, token_loc(p), num), ret_node);
}

/* Arguments up to `close`, whose opening bracket was taken. */
static Status parse_items(Parser *p, const char *close, ExprNode *node)
{
    size_t cap = 0;
    while (!token_is(p, close)) {
        if (node->n_args > 0) {
            TRY(expect(p, ","));
        }
        ExprNode **grown = arena_grow(p->arena, node->args, node->n_args, &cap, sizeof(ExprNode *));
        if (!grown) {
            return ST_NOMEM;
        }
        node->args = grown;
        ExprNode *item = NULL;
        TRY(parse(p, BIND_NONE, &item));
        node->args[node->n_args++] = item;
        if (!token_is(p, ",") && !token_is(p, close)) {
            return expect(p, close);
        }
    }
    return next_token(p);
}

static Status parse_list(Parser *p, ExprNode **ret_node)
{
    ExprNode *node = new_node(p, NODE_LIST, p->token, 0);
    if (!node) {
        return ST_NOMEM;
    }
    TRY(next_token(p));
    TRY(parse_items(p, "]", node));
    return finish_node(p, node, ret_node);
}

/* "known here: …" for a function: the nearest, or all. */
static Str known_functions(Parser *p, Str name)
{
    Str names[FN_N + 1];
    Str all = STR("has");
    for (size_t i = 0; i < FN_N; i++) {
        names[i] = str_of(functions[i].name);
        all = arena_printf(p->arena, "%.*s, %s", STR_ARG(all), functions[i].name);
    }
    names[FN_N] = STR("has");
    Str nearest = validate_nearest(name, names, FN_N + 1);
    return nearest.len > 0 ? nearest : all;
}

static Status check_count(Parser *p, const ExprNode *node)
{
    size_t min = functions[node->fn].min_args;
    size_t max = functions[node->fn].max_args;
    if (node->n_args >= min && node->n_args <= max) {
        return ST_OK;
    }
    Str given = arena_printf(p->arena, "%zu", node->n_args);
    Str wanted = arena_printf(p->arena, max == ANY_NUMBER ? "≥ %zu" : "%zu", min);
    return fail(p, EXPR_ARGUMENTS, node->pos, node->len, node->name, given, wanted);
}

static Status parse_has(Parser *p, ExprNode *node)
{
    size_t start = p->token.pos;
    TRY(parse_items(p, ")", node));
    if (node->n_args != 1 ||
        (node->args[0]->kind != NODE_FIELD && node->args[0]->kind != NODE_NAME)) {
        return fail(p, EXPR_HAS_FIELD, start, p->end - start, STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    return ST_OK;
}

/* name(…, whose name and opening bracket were taken. */
static Status parse_call(Parser *p, Token token, ExprNode **ret_node)
{
    ExprNode *node = new_node(p, NODE_CALL, token, 0);
    if (!node) {
        return ST_NOMEM;
    }
    node->name = str_sub(p->text, token.pos, token.len);
    if (str_is(node->name, "has")) {
        node->kind = NODE_HAS;
        TRY(parse_has(p, node));
        return finish_node(p, node, ret_node);
    }
    size_t fn = 0;
    while (fn < FN_N && !str_is(node->name, functions[fn].name)) {
        fn++;
    }
    if (fn == FN_N) {
        return fail(p, EXPR_UNKNOWN_FUNCTION, token.pos, token.len, node->name,
                    known_functions(p, node->name), STR_EMPTY);
    }
    node->fn = (ExprFn)fn;
    TRY(parse_items(p, ")", node));
    TRY(check_count(p, node));
    return finish_node(p, node, ret_node);
}

static Status parse_name(Parser *p, ExprNode **ret_node)
{
    Token token = p->token;
    if (token_is(p, "true") || token_is(p, "false")) {
        return literal_node(p, value_bool(p->arena, token_loc(p), token_is(p, "true")), ret_node);
    }
    if (token_is(p, "null")) {
        return literal_node(p, value_null(p->arena, token_loc(p)), ret_node);
    }
    TRY(next_token(p));
    if (token_is(p, "(")) {
        TRY(next_token(p));
        return parse_call(p, token, ret_node);
    }
    ExprNode *node = new_node(p, NODE_NAME, token, 0);
    if (!node) {
        return ST_NOMEM;
    }
    node->name = str_sub(p->text, token.pos, token.len);
    *ret_node = node;
    return ST_OK;
}

/* list.macro(variable, body): `token` is the macro's name, the bracket was taken. */
static Status parse_macro(Parser *p, Token token, ExprNode *list, ExprNode **ret_node)
{
    Str name = str_sub(p->text, token.pos, token.len);
    size_t macro = 0;
    while (macro < MACRO_N && !str_is(name, macros[macro])) {
        macro++;
    }
    if (macro == MACRO_N) {
        return fail(p, EXPR_UNKNOWN_FUNCTION, token.pos, token.len, name,
                    STR("all, exists, filter, map"), STR_EMPTY);
    }
    ExprNode *node = new_node(p, NODE_MACRO, token, 2);
    if (!node) {
        return ST_NOMEM;
    }
    node->macro = (ExprMacro)macro;
    bool is_reserved =
        token_is(p, "true") || token_is(p, "false") || token_is(p, "null") || token_is(p, "in");
    if (p->token.kind != TOKEN_NAME || is_reserved) {
        return fail(p, EXPR_VARIABLE, p->token.pos, p->token.len, name, STR_EMPTY, STR_EMPTY);
    }
    node->name = token_text(p);
    TRY(next_token(p));
    TRY(expect(p, ","));
    node->args[0] = list;
    TRY(parse(p, BIND_NONE, &node->args[1]));
    TRY(expect(p, ")"));
    return finish_node(p, node, ret_node);
}

static Status parse_field(Parser *p, ExprNode *base, ExprNode **ret_node)
{
    TRY(next_token(p));
    Token token = p->token;
    if (token.kind == TOKEN_END) {
        return fail(p, EXPR_OPERAND_AT_END, p->text.len, 0, STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    if (token.kind != TOKEN_NAME) {
        return fail(p, EXPR_OPERAND, token.pos, token.len, token_text(p), STR_EMPTY, STR_EMPTY);
    }
    TRY(next_token(p));
    if (token_is(p, "(")) {
        TRY(next_token(p));
        return parse_macro(p, token, base, ret_node);
    }
    ExprNode *node = new_node(p, NODE_FIELD, token, 1);
    if (!node) {
        return ST_NOMEM;
    }
    node->name = str_sub(p->text, token.pos, token.len);
    node->args[0] = base;
    return finish_node(p, node, ret_node);
}

static Status parse_index(Parser *p, ExprNode *base, ExprNode **ret_node)
{
    ExprNode *node = new_node(p, NODE_INDEX, p->token, 2);
    if (!node) {
        return ST_NOMEM;
    }
    TRY(next_token(p));
    node->args[0] = base;
    TRY(parse(p, BIND_NONE, &node->args[1]));
    TRY(expect(p, "]"));
    node->len = (uint32_t)(p->end - node->pos);
    return finish_node(p, node, ret_node);
}

static Status parse_unary(Parser *p, ExprKind kind, ExprNode **ret_node);

/* What can stand where a value is wanted, without what may follow it. */
static Status parse_primary(Parser *p, ExprNode **ret_node)
{
    switch (p->token.kind) {
    case TOKEN_END:
        return fail(p, EXPR_OPERAND_AT_END, p->text.len, 0, STR_EMPTY, STR_EMPTY, STR_EMPTY);
    case TOKEN_NUM:
        return parse_number(p, ret_node);
    case TOKEN_TEXT: {
        Str text = STR_EMPTY;
        TRY(unescape(p, &text));
        return literal_node(p, value_text(p->arena, token_loc(p), text), ret_node);
    }
    case TOKEN_NAME:
        if (!token_is(p, "in")) {
            return parse_name(p, ret_node);
        }
        break;
    case TOKEN_SIGN:
        if (token_is(p, "(")) {
            TRY(next_token(p));
            TRY(parse(p, BIND_NONE, ret_node));
            return expect(p, ")");
        }
        if (token_is(p, "[")) {
            return parse_list(p, ret_node);
        }
        break;
    }
    return fail(p, EXPR_OPERAND, p->token.pos, p->token.len, token_text(p), STR_EMPTY, STR_EMPTY);
}

/* An operand: unary operators, a primary, then .field [index] .macro(…) as often as wanted. */
static Status parse_operand(Parser *p, ExprNode **ret_node)
{
    if (token_is(p, "!") || token_is(p, "-")) {
        return parse_unary(p, token_is(p, "!") ? NODE_NOT : NODE_NEGATE, ret_node);
    }
    ExprNode *node = NULL;
    TRY(parse_primary(p, &node));
    for (;;) {
        if (token_is(p, ".")) {
            TRY(parse_field(p, node, &node));
        } else if (token_is(p, "[")) {
            TRY(parse_index(p, node, &node));
        } else {
            *ret_node = node;
            return ST_OK;
        }
    }
}

static Status parse_unary(Parser *p, ExprKind kind, ExprNode **ret_node)
{
    ExprNode *node = new_node(p, kind, p->token, 1);
    if (!node) {
        return ST_NOMEM;
    }
    if (++p->depth > LIMIT_EXPR_DEPTH) {
        return too_deep(p, p->token.pos, p->token.len);
    }
    TRY(next_token(p));
    TRY(parse_operand(p, &node->args[0]));
    p->depth--;
    return finish_node(p, node, ret_node);
}

/* --- operators ------------------------------------------------------------------------------- */

static Status parse_choice(Parser *p, ExprNode *condition, ExprNode **ret_node)
{
    ExprNode *node = new_node(p, NODE_CHOICE, p->token, 3);
    if (!node) {
        return ST_NOMEM;
    }
    node->args[0] = condition;
    TRY(next_token(p));
    TRY(parse(p, BIND_NONE, &node->args[1]));
    TRY(expect(p, ":"));
    TRY(parse(p, BIND_NONE, &node->args[2]));
    return finish_node(p, node, ret_node);
}

/* The row of the operator at hand in `operators`, or SIZE_MAX. */
static size_t find_operator(const Parser *p)
{
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (token_is(p, operators[i].sign)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static Status parse_binary(Parser *p, size_t row, ExprNode *left, ExprNode **ret_node)
{
    ExprNode *node = new_node(p, operators[row].kind, p->token, 2);
    if (!node) {
        return ST_NOMEM;
    }
    node->op = operators[row].op;
    node->args[0] = left;
    TRY(next_token(p));
    TRY(parse(p, operators[row].bind, &node->args[1]));
    TRY(finish_node(p, node, ret_node));
    size_t next = find_operator(p);
    if (operators[row].bind == BIND_COMPARE && next != SIZE_MAX &&
        operators[next].bind == BIND_COMPARE) {
        return fail(p, EXPR_CHAIN, p->token.pos, p->token.len, token_text(p), STR_EMPTY, STR_EMPTY);
    }
    return ST_OK;
}

/* An expression whose operators all bind more tightly than `bind`. */
static Status parse(Parser *p, int bind, ExprNode **ret_node)
{
    if (++p->depth > LIMIT_EXPR_DEPTH) {
        return too_deep(p, p->token.pos, p->token.len);
    }
    ExprNode *node = NULL;
    TRY(parse_operand(p, &node));
    for (;;) {
        size_t row = find_operator(p);
        if (row != SIZE_MAX && operators[row].bind > bind) {
            TRY(parse_binary(p, row, node, &node));
        } else if (token_is(p, "?") && bind < BIND_CHOICE) {
            TRY(parse_choice(p, node, &node));
        } else {
            break;
        }
    }
    p->depth--;
    *ret_node = node;
    return ST_OK;
}

Status expr_compile(Arena *arena, Str text, Loc at, DiagList *diags, const Expr **ret_expr)
{
    Parser p = {.arena = arena, .diags = diags, .text = text, .at = at};
    if (text.len > LIMIT_EXPR_BYTES) {
        Str limit = arena_printf(arena, "%zu", LIMIT_EXPR_BYTES);
        (void)fail(&p, EXPR_TOO_LONG, 0, 1, limit, STR_EMPTY, STR_EMPTY); /* it is a limit */
        return ST_LIMIT;
    }
    TRY(next_token(&p));
    if (p.token.kind == TOKEN_END) {
        return fail(&p, EXPR_EMPTY, 0, 0, STR_EMPTY, STR_EMPTY, STR_EMPTY);
    }
    ExprNode *root = NULL;
    TRY(parse(&p, BIND_NONE, &root));
    if (p.token.kind != TOKEN_END) {
        return fail(&p, EXPR_TRAILING, p.token.pos, p.token.len, token_text(&p), STR_EMPTY,
                    STR_EMPTY);
    }
    Expr *expr = arena_new(arena, Expr);
    if (!expr) {
        return ST_NOMEM;
    }
    *expr = (Expr){.text = text, .at = at, .root = root};
    *ret_expr = expr;
    return ST_OK;
}

Str expr_text(const Expr *expr)
{
    return expr->text;
}

Loc expr_loc(const Expr *expr)
{
    return expr->at;
}
