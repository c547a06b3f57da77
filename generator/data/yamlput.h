/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yamlput - a value as YAML on one line, as a person would write it.
 *
 * Floor 1 (data). May be used by: everyone above.
 */
#pragma once

#include "generator/base/buf.h"
#include "generator/data/value.h"

/*
 * Appends `value`: plain where that is read back as the same value, else in double quotes; lists and maps in flow style. Dates
 * stay plain, for yamlload reads them as texts.
 */
void yamlput(Buf *out, const Value *value);
