#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void report(const char *where) {
    char host[64];
    gethostname(host, sizeof(host));
    printf("%s: %s\n", where, host);
}

/* Reports the host name in the child's UTS namespace, then comes back. */
static void visit(pid_t child) {
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/ns/uts", child);
    int there = open(path, O_RDONLY);
    setns(there, CLONE_NEWUTS);
    int home = open("/proc/self/ns/uts", O_RDONLY);
    report("there");
    setns(home, CLONE_NEWUTS);
    close(there);
    close(home);
}

int main(void) {
    int ready[2];
    char c;
    pipe(ready);
    pid_t child = fork();
    if (child == 0) {
        unshare(CLONE_NEWUTS);
        sethostname("box", 3);
        write(ready[1], "!", 1);
        pause();
        _exit(0);
    }
    read(ready[0], &c, 1);
    visit(child);
    report("back");
    kill(child, SIGKILL);
    wait(NULL);
    return 0;
}
