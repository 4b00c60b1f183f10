#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Sets the time of the world back by an hour. */
static void set_back(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec -= 3600;
    clock_settime(CLOCK_REALTIME, &now);
}

static void work(void) {
    usleep(100000);
    set_back();
    usleep(150000);
}

static long measure(void) {
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    work();
    clock_gettime(CLOCK_MONOTONIC, &after);
    return (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
}

int main(void) {
    printf("%ld ms\n", measure());
    return 0;
}
