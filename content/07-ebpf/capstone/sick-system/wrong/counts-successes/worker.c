/* One of the programs of the sick system. Given; look, but do not change. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    char name[64];
    int number = atoi(argv[1]), sick = argc > 2;
    snprintf(name, sizeof(name), "/var/cache/worker-%d/%s.conf", number, sick ? "theme" : "user");
    for (int i = 0; i < 2000; i++) {
        int fd = open(i % 50 == 0 || sick ? name : "/etc/hostname", O_RDONLY);
        if (fd >= 0) close(fd);
        usleep(sick ? 2000 : 20000);
    }
    return 0;
}
