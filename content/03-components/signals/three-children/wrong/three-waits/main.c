#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int collected;

static void on_child(int signal) {
    (void)signal;
    while (waitpid(-1, NULL, 0) > 0) collected++;
}

int main(void) {
    sigset_t chld;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    signal(SIGCHLD, on_child);

    sigprocmask(SIG_BLOCK, &chld, NULL);
    for (int i = 0; i < 3; i++) {
        if (fork() == 0) _exit(0);
    }
    usleep(50000); /* all three have ended */
    sigprocmask(SIG_UNBLOCK, &chld, NULL);

    printf("collected %d\n", collected);
    fflush(stdout);
    return 0;
}
