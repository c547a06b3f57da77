/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mdplace - puts the tags that stood alone on their lines back, among the blocks, items or rows that they govern.
 *
 * Floor 3 (text). May be used by: mdread.
 */
#pragma once

#include "generator/text/mdscan.h"

/*
 * Changes the tree of `doc`, whose blocks all have a place. Reports M- for sections that cut a block, cross formats, hold
 * nothing or are lost. ST_NOMEM only: errors of the text are counted in the list.
 */
MUST_CHECK Status mdplace_run(MdScan *scan, RichNode *doc);
