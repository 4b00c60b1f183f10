/* Writes to /dev/note in three ways. Given; look, but do not change. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void try(const char *how, int fd, const void *from, size_t count) {
    errno = 0;
    ssize_t wrote = write(fd, from, count);
    printf("%s: %zd %s\n", how, wrote, wrote < 0 ? strerror(errno) : "");
}

int main(void) {
    char back[64] = {0};
    char big[200];
    int fd = open("/dev/note", O_RDWR);
    memset(big, 'x', sizeof(big));
    try("five bytes", fd, "hello", 5);
    try("200 bytes", fd, big, sizeof(big));
    try("bad address", fd, (void *)0x10, 5);
    lseek(fd, 0, SEEK_SET);
    ssize_t got = pread(fd, back, sizeof(back) - 1, 0);
    printf("kept: %zd %s\n", got, back);
    return 0;
}
