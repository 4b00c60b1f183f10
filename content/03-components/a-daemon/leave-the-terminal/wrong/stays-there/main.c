#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void become_daemon(void) {
    if (fork() > 0) _exit(0);
    setsid();
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++) dup2(null, fd);
}

int main(void) {
    chdir("/root"); /* where a shell would have started it */
    become_daemon();

    usleep(50000); /* the parent has ended by now */
    char cwd[256];
    FILE *report = fopen("/tmp/report", "w");
    fprintf(report, "leader=%s\n", getsid(0) == getpid() ? "yes" : "no");
    fprintf(report, "parent=%d\n", getppid());
    fprintf(report, "cwd=%s\n", getcwd(cwd, sizeof(cwd)));
    fclose(report);
    printf("nobody should read this\n");
    return 0;
}
