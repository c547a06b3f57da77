/* SPDX-License-Identifier: Apache-2.0 */
/*
 * provenance - what a library takes from its base and what it says itself, for ccap list and ccap show. Writes nothing for a
 * library that has no base.
 *
 * Floor 8 (app). May be used by: app.
 */
#pragma once

#include "generator/app/card.h"

/* The base, and how much of it is changed where: "clause_heures  5". */
void provenance_put_summary(Buf *out, const Library *library);
/*
 * What the local library changes of `owner` ("clause_heures", "communs/difficultes", "listes.publics.SENIOR") as the list
 * `local_changes` of a card: what it says, what the base says, and where.
 */
void provenance_add(CardMaker *maker, Value *card, Str owner);
