#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[64 * 1024];

static void report(const char *where, int with_pid) {
    char host[64];
    gethostname(host, sizeof(host));
    if (with_pid) printf("%s: pid %d, host %s\n", where, getpid(), host);
    else printf("%s: host %s\n", where, host);
    fflush(stdout);
}

/* The first process of the container. */
static int inside(void *unused) {
    (void)unused;
    sethostname("box", 3);
    report("inside", 1);
    return 0;
}

/* Makes the container; returns its first process as seen from here, or -1. */
static pid_t start(void) {
    return clone(inside, stack + sizeof(stack), CLONE_NEWUTS | SIGCHLD, NULL);
}

int main(void) {
    pid_t child = start();
    if (child < 0) {
        perror("clone");
        return 1;
    }
    waitpid(child, NULL, 0);
    report("outside", 0);
    return 0;
}
