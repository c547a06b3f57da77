/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold - texts that differ by case or Unicode form only become one: what file systems may take for the same name.
 *
 * Floor 0 (base). May be used by: everyone. Thread-safe.
 */
#pragma once

#include "generator/base/buf.h"

/* Appends `text` case-folded and decomposed (NFD of the full case folding). Malformed bytes stay as they are. */
void fold_put(Buf *out, Str text);
