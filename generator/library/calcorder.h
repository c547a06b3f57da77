/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calcorder - calculations that read what has no value yet: themselves, in a ring, or one further down.
 *
 * Floor 4 (library). May be used by: shape.c, types.c.
 */
#pragma once

#include "generator/library/shape.h"

/* The calculation at work names one that stands at its own place or further down. */
void calcorder_note_later(Names *n, size_t target, Str whole, Loc at);
/* The calculation at work names this one; where rings are looked for only. */
void calcorder_note_read(Names *n, size_t target);
/* Tells what calcorder_note_later noted, each ring once. note_reads: checks the formula of one calculation again. */
MUST_CHECK Status calcorder_report(Names *n, Status (*note_reads)(Names *n, size_t index));
