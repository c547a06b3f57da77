/* SPDX-License-Identifier: Apache-2.0 */
/*
 * message - the text of a diagnostic in a person's language, with what the user wrote made safe to show.
 *
 * Floor 6 (service). May be used by: batch, app. Thread-safe once i18n_start was called.
 */
#pragma once

#include "generator/base/diag.h"
#include "generator/service/i18n.h"

/* A user's text is quoted up to this many code points, so that a message stays a line. */
#define MESSAGE_QUOTE_MAX 40

/* The message, with its acknowledgement if there is one, and the hint (maybe nothing) of one diagnostic. */
void message_put(Buf *out, const Diag *diag, Lang lang);
void message_put_hint(Buf *out, const Diag *diag, Lang lang);
/* Untrusted text: control characters escaped, cut after max code points with "…"; 0: not cut. */
void message_put_safe(Buf *out, Str text, size_t max);
/*
 * Writes `format`, already translated, with {1} {2} {3} replaced. Arguments in quotes are the user's: made safe, and cut after
 * quote_max code points (0: not cut). The others are ours, and translated into `lang`.
 */
void message_expand(Buf *out, const char *format, const Str args[3], size_t quote_max, Lang lang);
