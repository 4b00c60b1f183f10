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
    work();
    printf("%s: %s\n", name, "?");
}

int main(void) {
    measure("compute", compute);
    measure("ask", ask);
    return 0;
}
