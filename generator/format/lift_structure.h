/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_structure - section marks take their place in the structure: rows, list items, runs; pairs are checked.
 *
 * Floor 5 (format). May be used by: lift.
 */
#pragma once

#include "generator/format/lift.h"

/* Moves marks to whole rows, items and between runs; reports sections that would tear the structure, both ends. */
void lift_structure(Lift *lift);
/* Only the pairs: partners must have one parent. For plain parts. */
void lift_pairs(Lift *lift);
