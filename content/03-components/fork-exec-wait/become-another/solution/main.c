#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(void) {
    char *const argv[] = {"echo", "from", "exec", NULL};
    pid_t pid = fork();
    if (pid == 0) {
        execve("/bin/echo", argv, environ);
        perror("execve");
        _exit(127);
    }
    waitpid(pid, NULL, 0);
    printf("back in the parent\n");
    return 0;
}
