#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* Follows the child to its end; it has just stopped after execve. */
static void trace(pid_t child) {
    int status;
    ptrace(PTRACE_CONT, child, 0, 0);
    waitpid(child, &status, 0);
}

int main(void) {
    char *command[] = {"echo", "hi", NULL};
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        execvp(command[0], command);
        _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    fprintf(stderr, "traced\n");
    trace(child);
    return 0;
}
