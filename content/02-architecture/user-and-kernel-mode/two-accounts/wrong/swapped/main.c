#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static long microseconds(struct timeval time) {
    return time.tv_sec * 1000000L + time.tv_usec;
}

static void compute(void) {
    volatile unsigned int x = 1;
    for (int i = 0; i < 200000; i++) x = x * 1664525 + 1013904223;
}

static void ask(void) {
    static char buffer[4096];
    int zeros = open("/dev/zero", O_RDONLY);
    for (int i = 0; i < 2000; i++) read(zeros, buffer, sizeof(buffer));
    close(zeros);
}

static void measure(const char *name, void (*work)(void)) {
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    work();
    getrusage(RUSAGE_SELF, &after);
    long user = microseconds(after.ru_utime) - microseconds(before.ru_utime);
    long system = microseconds(after.ru_stime) - microseconds(before.ru_stime);
    printf("%s: %s\n", name, system > user ? "user" : "kernel");
}

int main(void) {
    measure("compute", compute);
    measure("ask", ask);
    return 0;
}
