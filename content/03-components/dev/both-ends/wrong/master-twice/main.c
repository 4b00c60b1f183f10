#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Opens a new pseudo terminal; 0, or -1. */
static int open_pair(int *master, int *slave) {
    *master = posix_openpt(O_RDWR | O_NOCTTY);
    if (*master < 0 || grantpt(*master) < 0 || unlockpt(*master) < 0) return -1;
    *slave = posix_openpt(O_RDWR | O_NOCTTY);
    return *slave < 0 ? -1 : 0;
}

static void show(const char *what, const char *bytes, ssize_t length) {
    printf("%s:", what);
    for (ssize_t i = 0; i < length; i++) printf(bytes[i] < ' ' ? " %02x" : " %c", bytes[i]);
    printf("\n");
}

int main(void) {
    int master, slave;
    char buffer[64];
    if (open_pair(&master, &slave) < 0) {
        printf("no pair\n");
        return 1;
    }
    printf("slave is a terminal: %s\n", isatty(slave) ? "yes" : "no");
    write(master, "abc\n", 4);
    show("slave reads", buffer, read(slave, buffer, sizeof(buffer)));
    show("echo", buffer, read(master, buffer, sizeof(buffer)));
    write(slave, "x\n", 2);
    show("master reads", buffer, read(master, buffer, sizeof(buffer)));
    return 0;
}
