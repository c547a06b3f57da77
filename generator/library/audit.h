/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit - what contradicts itself in a library though each of its files follows its schema.
 *
 * Floor 4 (library). May be used by: library.
 */
#pragma once

#include "generator/library/library.h"

/* A period that ends before it begins, a version that its history does not tell, a range of amounts that holds none. */
MUST_CHECK Status audit_clause(const Value *source, DiagList *diags);
/* The version of a file against the last one of its history, if it has one. */
MUST_CHECK Status audit_version(const Value *source, DiagList *diags);
/* Keys that name references: fondements, fondements_marche …, and what replaces a reference. */
bool audit_names_laws(Str key);
/*
 * Periods of entries, the references that they name, keys that all entries but one have. laws: as Library.laws, or NULL where they
 * could not be read.
 */
MUST_CHECK Status audit_list(const Value *list, const Value *laws, DiagList *diags);
/* Entries of one list with the same identifier. */
MUST_CHECK Status audit_identifiers(const Value *list, DiagList *diags);
/* Where an item says what it is called. */
Loc audit_name_loc(const Value *item, Str name);
/* Items of a list with the same name, where they have one. */
MUST_CHECK Status audit_names(const Value *list, Str (*name)(const Value *item), DiagList *diags);
/*
 * Texts that look like numbers where other entries of the list have numbers (“140 000”; a code 2A beside 75 is none), told once
 * each; they become 0, so that no calculation that reads them is blamed.
 */
MUST_CHECK Status audit_numbers(Value *list, DiagList *diags);
/*
 * What entries are for (pour: [K1, K2]): each is « commun », a consideration of the library, or one that bibliotheque.yaml
 * names in `autres_considerations`, which its lists serve though the library does not have it (L-067).
 */
MUST_CHECK Status audit_uses(const Library *library, DiagList *diags);
/*
 * The options of a consideration: values that their catalogue lacks (has_wrong_choices then); two defaults, a
 * default that reads an option which gets its value later.
 */
MUST_CHECK Status audit_options(Arena *arena, FieldList *options, DiagList *diags);
/*
 * Braces that stand in a text beside its tags, as in {options.taux} or {{taux}}}: they would be printed. ST_INPUT if any.
 */
MUST_CHECK Status audit_braces(const Value *text, DiagList *diags);
