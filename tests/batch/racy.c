/* SPDX-License-Identifier: Apache-2.0 */
/* racy - two threads write one number without a lock: threads.py sees with it that ThreadSanitizer is at work. */
#include <pthread.h>
#include <stdio.h>

static void *add(void *number)
{
    for (int i = 0; i < 1000; i++) {
        ++*(volatile int *)number;
    }
    return NULL;
}

int main(void)
{
    int number = 0;
    pthread_t thread;
    if (pthread_create(&thread, NULL, add, &number) != 0) {
        return 2;
    }
    add(&number);
    (void)pthread_join(thread, NULL);
    printf("%d\n", number);
    return 0;
}
