#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* left | right: returns the exit status of the right one. */
static int run_pipe(char **left, char **right) {
    int p[2];
    pipe(p);
    pid_t first = fork();
    if (first == 0) {
        dup2(p[1], 1);
        close(p[0]);
        close(p[1]);
        execvp(left[0], left);
        _exit(127);
    }
    int early;
    waitpid(first, &early, 0);
    pid_t second = fork();
    if (second == 0) {
        dup2(p[0], 0);
        close(p[0]);
        close(p[1]);
        execvp(right[0], right);
        _exit(127);
    }
    close(p[0]);
    close(p[1]);
    int status;
    waitpid(second, &status, 0);
    return WEXITSTATUS(status);
}

int main(void) {
    char *left[] = {"echo", "three words here", NULL};
    char *right[] = {"wc", "-w", NULL};

    printf("status %d\n", run_pipe(left, right));
    return 0;
}
