/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ziplib - see ziplib.h.
 */
#include "generator/pack/ziplib.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* Debian's name of the library, and that of its authors; what is called is the same in both. */
static const char *const libzip_names[] = {"libzip.so.4", "libzip.so.5"};

typedef struct ZipFunction {
    const char *name;
    size_t place; /* in ZipLib */
} ZipFunction;

#define FUNCTION(name)                                                                             \
    {                                                                                              \
        "zip_" #name, offsetof(ZipLib, name)                                                       \
    }

static const ZipFunction functions[] = {
    FUNCTION(discard),         FUNCTION(error_code_zip),
    FUNCTION(error_init),      FUNCTION(error_strerror),
    FUNCTION(fclose),          FUNCTION(file_get_error),
    FUNCTION(fopen_index),     FUNCTION(fread),
    FUNCTION(get_error),       FUNCTION(get_name),
    FUNCTION(get_num_entries), FUNCTION(open_from_source),
    FUNCTION(source_free),     FUNCTION(source_buffer_create),
    FUNCTION(stat_index),      FUNCTION(stat_init),
};

_Static_assert(sizeof(ZipLib) == sizeof(void *) * (1 + sizeof functions / sizeof functions[0]),
               "each function is looked up");

static void *load(const char *name)
{
    return dlopen(name, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
}

bool ziplib_open(ZipLib *lib, const char *name)
{
    *lib = (ZipLib){.handle = name ? load(name) : NULL};
    for (size_t i = 0; !name && !lib->handle && i < 2; i++) {
        lib->handle = load(libzip_names[i]);
    }
    for (size_t i = 0; lib->handle && i < sizeof functions / sizeof functions[0]; i++) {
        void *found = dlsym(lib->handle, functions[i].name);
        if (!found) {
            ziplib_close(lib);
            return false;
        }
        memcpy((char *)lib + functions[i].place, &found, sizeof found); /* as POSIX allows */
    }
    return lib->handle != NULL;
}

void ziplib_close(ZipLib *lib)
{
    if (lib->handle) {
        (void)dlclose(lib->handle); /* ours; it stays loaded */
        lib->handle = NULL;
    }
}
