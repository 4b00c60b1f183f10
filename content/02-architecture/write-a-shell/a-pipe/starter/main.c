#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* left | right: returns the exit status of the right one. */
static int run_pipe(char **left, char **right) {
    (void)left;
    (void)right;
    return -1;
}

int main(void) {
    char *left[] = {"echo", "three words here", NULL};
    char *right[] = {"wc", "-w", NULL};

    printf("status %d\n", run_pipe(left, right));
    return 0;
}
