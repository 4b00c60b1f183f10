#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Lets the calling process run on this CPU alone. */
static void pin(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    CPU_SET(1, &set);
    (void)cpu;
    sched_setaffinity(0, sizeof(set), &set);
}

static int work(int cpu) {
    pin(cpu);
    volatile unsigned int x = 1;
    for (int i = 0; i < 3000000; i++) x = x * 1664525 + 1013904223;
    cpu_set_t allowed;
    sched_getaffinity(0, sizeof(allowed), &allowed);
    return sched_getcpu() | CPU_COUNT(&allowed) << 4;
}

int main(void) {
    for (int cpu = 0; cpu < 2; cpu++) {
        if (fork() == 0) _exit(work(cpu));
    }
    int status;
    while (wait(&status) > 0) {
        int result = WEXITSTATUS(status);
        printf("a child ended on CPU %d, allowed on %d\n", result & 15, result >> 4);
    }
    return 0;
}
