/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jsonscan - see jsonscan.h.
 */
#include "generator/data/jsonscan.h"

static Str key_at(const JsonScan *s, size_t level)
{
    return (Str){.ptr = s->key[level], .len = s->n_key[level]};
}

static bool is_list_key(Str key)
{
    return str_is(key, "marche") || str_is(key, "contrat-concession");
}

/* True if what stands at this place is an element. c: its first byte. */
static bool is_element(const JsonScan *s, char c)
{
    bool in_marches = s->depth > 0 && s->open[0] == '{' && str_is(key_at(s, 0), "marches");
    if (s->depth == 1) {
        return s->open[0] == '[';
    }
    if (s->depth == 2) {
        return in_marches &&
               (s->open[1] == '[' || (s->open[1] == '{' && is_list_key(key_at(s, 1)) && c == '{'));
    }
    return s->depth == 3 && in_marches && s->open[1] == '{' && is_list_key(key_at(s, 1)) &&
           s->open[2] == '[';
}

static void open_bracket(JsonScan *s, char c)
{
    if (s->depth < JSONSCAN_DEPTH) {
        s->open[s->depth] = c;
        s->wants_key[s->depth] = c == '{';
        s->n_key[s->depth] = 0;
    }
    s->depth++;
}

static void begin_string(JsonScan *s)
{
    size_t level = s->depth - 1;
    s->is_string = true;
    s->is_key = s->depth > 0 && level < JSONSCAN_DEPTH && s->wants_key[level];
    if (s->is_key) {
        s->n_key[level] = 0;
        s->wants_key[level] = false;
    }
}

static void in_string(JsonScan *s, char c)
{
    size_t level = s->depth - 1;
    if (s->is_escaped) {
        s->is_escaped = false;
    } else if (c == '\\') {
        s->is_escaped = true;
    } else if (c == '"') {
        s->is_string = false;
        return;
    }
    if (s->is_key && s->n_key[level] < JSONSCAN_KEY_BYTES) {
        s->key[level][s->n_key[level]++] = c;
    }
}

/* A byte outside of strings. */
static void outside(JsonScan *s, char c)
{
    if (c == '"') {
        begin_string(s);
    } else if (c == '{' || c == '[') {
        open_bracket(s, c);
    } else if ((c == '}' || c == ']') && s->depth > 0) {
        s->depth--;
    } else if (c == ',' && s->depth > 0 && s->depth <= JSONSCAN_DEPTH) {
        s->wants_key[s->depth - 1] = s->open[s->depth - 1] == '{';
    }
}

JsonEvent jsonscan(JsonScan *s, char c)
{
    if (s->is_string) {
        in_string(s, c);
        bool ends = s->is_inside && !s->is_string && s->depth == s->base;
        s->is_inside = s->is_inside && !ends;
        return ends ? JSON_ENDS_AFTER : JSON_NOTHING;
    }
    bool is_mark = c == ',' || c == ']' || c == '}' || c == ':';
    bool begins = !s->is_inside && !ascii_is_space(c) && !is_mark && is_element(s, c);
    bool ends_before = s->is_inside && s->depth == s->base && (is_mark || ascii_is_space(c));
    if (begins) {
        s->is_inside = true;
        s->base = s->depth;
    }
    outside(s, c);
    bool is_list = c == '[' && !s->is_inside;
    s->has_list = s->has_list || (is_list && is_element(s, '{')) || begins;
    if (ends_before) {
        s->is_inside = false;
        return JSON_ENDS_BEFORE;
    }
    bool ends = s->is_inside && !begins && s->depth == s->base && (c == '}' || c == ']');
    s->is_inside = s->is_inside && !ends;
    return begins ? JSON_BEGINS : ends ? JSON_ENDS_AFTER : JSON_NOTHING;
}
