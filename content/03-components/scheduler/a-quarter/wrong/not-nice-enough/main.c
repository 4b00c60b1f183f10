#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int over;

static void on_alarm(int signal) {
    (void)signal;
    over = 1;
}

/* In the child, before it starts to run. */
static void child_share(void) {
    nice(1);
}

static double seconds(struct timeval time) {
    return time.tv_sec + time.tv_usec / 1e6;
}

int main(void) {
    struct rusage mine, childs;
    signal(SIGALRM, on_alarm);

    pid_t child = fork();
    if (child == 0) {
        child_share();
        alarm(2);
        while (!over) {
        }
        _exit(0);
    }
    alarm(2);
    while (!over) {
    }
    waitpid(child, NULL, 0);
    getrusage(RUSAGE_SELF, &mine);
    getrusage(RUSAGE_CHILDREN, &childs);
    double a = seconds(mine.ru_utime), b = seconds(childs.ru_utime);
    printf("child: %d %%\n", (int)(100 * b / (a + b) + 0.5));
    return 0;
}
