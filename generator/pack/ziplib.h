/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ziplib - libzip, loaded where a zip archive is read. Our own templates are folders, and libzip brings OpenSSL: together a third
 * of what the start of the program loads, 1 ms of a document's 12.
 *
 * Floor 3 (pack). May be used by: pkgread.
 */
#pragma once

#include <stdbool.h>
#include <zip.h>

/* The functions that are used, each as zip.h declares it without its zip_. */
typedef struct ZipLib {
    void *handle;
    __typeof__(zip_discard) *discard;
    __typeof__(zip_error_code_zip) *error_code_zip;
    __typeof__(zip_error_init) *error_init;
    __typeof__(zip_error_strerror) *error_strerror;
    __typeof__(zip_fclose) *fclose;
    __typeof__(zip_file_get_error) *file_get_error;
    __typeof__(zip_fopen_index) *fopen_index;
    __typeof__(zip_fread) *fread;
    __typeof__(zip_get_error) *get_error;
    __typeof__(zip_get_name) *get_name;
    __typeof__(zip_get_num_entries) *get_num_entries;
    __typeof__(zip_open_from_source) *open_from_source;
    __typeof__(zip_source_buffer_create) *source_buffer_create;
    __typeof__(zip_source_free) *source_free;
    __typeof__(zip_stat_index) *stat_index;
    __typeof__(zip_stat_init) *stat_init;
} ZipLib;

/*
 * False if there is no such library, or it lacks a function. Release with ziplib_close. name: NULL: libzip. Once loaded it stays in
 * the program, so that the next call costs nothing.
 */
bool ziplib_open(ZipLib *lib, const char *name);
void ziplib_close(ZipLib *lib); /* for CLEANUP */
