/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status - what a call says about going on; `Diag` says what is wrong.
 *
 * Floor 0 (base). May be used by: everyone.
 */
#pragma once

typedef enum Status {
    ST_OK,    /* done */
    ST_INPUT, /* the user's data is wrong; at least one diagnostic says why */
    ST_LIMIT, /* a limit of base/limits.h was reached; a diagnostic says which */
    ST_NOMEM, /* out of memory */
    ST_IO,    /* a file or disk failed; a diagnostic says which */
    ST_BUG,   /* our own mistake */
} Status;

#define MUST_CHECK __attribute__((warn_unused_result))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define UNUSED __attribute__((unused))

/* Returns any status but ST_OK to the caller; the only macro that hides a `return`. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        Status try_status_ = (call);                                                               \
        if (try_status_ != ST_OK) {                                                                \
            return try_status_;                                                                    \
        }                                                                                          \
    } while (0)

/* True for statuses that mean "the system failed": always forwarded. */
static inline int status_is_fatal(Status st)
{
    return st == ST_NOMEM || st == ST_IO || st == ST_BUG;
}
