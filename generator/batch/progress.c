/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress - see progress.h.
 */
#include "generator/batch/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "generator/base/utf8.h"
#include "generator/service/app.h"
#include "generator/service/message.h"

#define STEP_MS 200
/* Before that, a rate says more about the start than about the records. */
#define RATE_AFTER_MS 1000

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* exists on every system that we run on */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_start(Progress *progress, size_t total, bool is_quiet)
{
    *progress = (Progress){
        .is_shown = !is_quiet && isatty(STDERR_FILENO), .total = total, .start_ms = now_ms()};
}

/* "2 h 05 min", "3 min 20 s", "12 s" */
static void put_time(Buf *out, uint64_t seconds)
{
    if (seconds >= 3600) {
        buf_printf(out, "%u\u00a0h %02u\u00a0min", (unsigned)(seconds / 3600),
                   (unsigned)(seconds / 60 % 60));
    } else if (seconds >= 60) {
        buf_printf(out, "%u\u00a0min %02u\u00a0s", (unsigned)(seconds / 60),
                   (unsigned)(seconds % 60));
    } else {
        buf_printf(out, "%u\u00a0s", (unsigned)seconds);
    }
}

static void put_text(Buf *out, const Progress *progress, size_t n_done, size_t n_skipped,
                     size_t n_errors, int64_t elapsed_ms)
{
    char counts[96];
    char rates[32];
    char times[48];
    Buf count;
    Buf rate;
    Buf rest;
    buf_init_fixed(&count, counts, sizeof counts);
    buf_init_fixed(&rate, rates, sizeof rates);
    buf_init_fixed(&rest, times, sizeof times);
    buf_printf(&count, "%zu/%zu", n_done, progress->total);
    size_t n_new = n_done - n_skipped;
    if (elapsed_ms >= RATE_AFTER_MS && n_new > 0) {
        uint64_t left = progress->total - n_done;
        buf_put_u64(&rate, (uint64_t)n_new * 1000 / (uint64_t)elapsed_ms);
        put_time(&rest, left * (uint64_t)elapsed_ms / n_new / 1000);
        const Str args[3] = {buf_str(&count), buf_str(&rate), buf_str(&rest)};
        message_expand(out, _("{1} markets, {2} a second, {3} left"), args, 0, i18n_current());
    } else {
        const Str args[3] = {buf_str(&count), STR_EMPTY, STR_EMPTY};
        message_expand(out, _("{1} markets"), args, 0, i18n_current());
    }
    if (n_errors > 0) {
        buf_clear(&count);
        buf_put_u64(&count, n_errors);
        const Str args[3] = {buf_str(&count), STR_EMPTY, STR_EMPTY};
        message_expand(out, _(", {1} with errors"), args, 0, i18n_current());
    }
}

/* Bytes of a line, from `start` on, that stay on one line of the terminal: what wraps could not be written over. */
static size_t fitting(Str line, size_t start)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return line.len; /* it does not say */
    }
    size_t pos = start;
    for (size_t n = 1; n < size.ws_col && pos < line.len; n++) {
        (void)utf8_next(line, &pos);
    }
    return pos;
}

void progress_tell(Progress *progress, size_t n_done, size_t n_skipped, size_t n_errors)
{
    if (!progress->is_shown) {
        return;
    }
    int64_t now = now_ms();
    if (progress->shown_ms > 0 && now - progress->shown_ms < STEP_MS) {
        return;
    }
    char bytes[512];
    Buf line;
    buf_init_fixed(&line, bytes, sizeof bytes);
    buf_puts(&line, "\r\033[K");
    put_text(&line, progress, n_done, n_skipped, n_errors, now - progress->start_ms);
    line.len = fitting(buf_str(&line), strlen("\r\033[K"));
    app_put_err(buf_str(&line));
    progress->shown_ms = now;
}

void progress_clear(Progress *progress)
{
    if (progress->is_shown && progress->shown_ms > 0) {
        app_put_err(STR("\r\033[K"));
        progress->shown_ms = 0;
    }
}
