#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    pid_t pid = fork();
    if (pid == 0) {
        printf("child: working\n");
        fflush(stdout);
        _exit(7);
    }
    printf("parent: child exited with 7\n");
    return 0;
}
