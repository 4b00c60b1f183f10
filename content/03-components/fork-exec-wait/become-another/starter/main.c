#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(void) {
    char *const argv[] = {"echo", "from", "exec", NULL};
    (void)argv;
    printf("back in the parent\n");
    return 0;
}
