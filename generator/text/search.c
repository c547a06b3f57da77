/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search - see search.h.
 */
#include "generator/text/search.h"

#include "generator/base/utf8.h"

/* What stands for a letter of Latin-1 from U+00C0 on, capital and small alike; NULL: the character stays. */
static const char *plain_letter(uint32_t cp)
{
    static const char *const from_c0[32] = {
        "a", "a", "a", "a", "a", "a", "ae", "c",  "e", "e", "e", "e", "i", "i", "i",  "i",
        "d", "n", "o", "o", "o", "o", "o",  NULL, "o", "u", "u", "u", "u", "y", NULL, "ss"};
    if (cp == 0x152 || cp == 0x153) {
        return "oe";
    }
    if (cp == 0xFF || cp == 0x178) {
        return "y";
    }
    if (cp < 0xC0 || cp > 0xFF) {
        return NULL;
    }
    return from_c0[(cp - 0xC0) % 32];
}

static bool is_blank(uint32_t cp)
{
    return cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0 || cp == 0x202F || cp == 0x2009;
}

void search_fold(Buf *out, Str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t before = at;
        uint32_t cp = utf8_next(text, &at);
        const char *letter = plain_letter(cp);
        if (cp >= 'A' && cp <= 'Z') {
            buf_putc(out, (char)(cp - 'A' + 'a'));
        } else if (cp >= 0x300 && cp <= 0x36F) {
            continue; /* an accent that stands by itself */
        } else if (is_blank(cp)) {
            buf_putc(out, ' ');
        } else if (cp == 0x2019) {
            buf_putc(out, '\'');
        } else if (letter) {
            buf_put(out, str_of(letter));
        } else {
            buf_put(out, str_sub(text, before, at - before));
        }
    }
}

bool search_has(Str folded, Str words)
{
    for (size_t at = 0; at < words.len;) {
        size_t end = str_find(words, STR(" "), at);
        end = end == SIZE_MAX ? words.len : end;
        Str word = str_sub(words, at, end - at);
        if (word.len > 0 && str_find(folded, word, 0) == SIZE_MAX) {
            return false;
        }
        at = end + 1;
    }
    return true;
}
