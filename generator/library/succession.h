/* SPDX-License-Identifier: Apache-2.0 */
/*
 * succession - lists whose entries follow one another in time: no day without a value, none with two.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/library.h"

/*
 * The lists that `suites` of bibliotheque.yaml names. Entries with the same texts under its keys are one series; between one and
 * the next a day may be missing (a warning), or belong to both. An entry without one of the keys is of no series. Lists that the
 * library lacks are told, in `protection` too. ST_INPUT if an error was reported.
 */
MUST_CHECK Status succession_check(const Value *about, const Value *catalogues, DiagList *diags);
