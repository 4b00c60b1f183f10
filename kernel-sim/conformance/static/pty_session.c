/* A child in a session of its own on a pseudo terminal, that asks its tty, its size and whether it is one. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int main(void) {
    int master;
    struct winsize size = {.ws_row = 33, .ws_col = 99};
    pid_t pid = forkpty(&master, NULL, NULL, &size);
    if (pid == 0) {
        struct winsize w;
        ioctl(0, TIOCGWINSZ, &w);
        char line[64];
        printf("tty %d %d %dx%d sid %d\n", isatty(0), strncmp(ttyname(0), "/dev/pts/", 9), w.ws_row, w.ws_col, getsid(0) == getpid());
        fgets(line, sizeof line, stdin);
        printf("got %s", line);
        exit(6);
    }
    char all[1024] = "", part[256];
    ssize_t n;
    size_t have = 0;
    int asked = 0;
    while ((n = read(master, part, sizeof part)) > 0) {
        memcpy(all + have, part, n);
        all[have += n] = 0;
        if (!asked && strchr(all, '\n')) {
            write(master, "hello\x7f!\n", 8);
            asked = 1;
        }
    }
    int status;
    waitpid(pid, &status, 0);
    for (char *c = all; *c; c++)
        if (*c == '\r') printf("\\r");
        else if (*c == '\b') printf("\\b");
        else putchar(*c);
    return WEXITSTATUS(status);
}
