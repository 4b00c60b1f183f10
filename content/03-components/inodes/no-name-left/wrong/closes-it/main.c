#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file for reading and writing that has no name, or -1. */
static int scratch(void) {
    int fd = open("/tmp/scratch", O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd >= 0) unlink("/tmp/scratch");
    close(fd);
    return fd;
}

int main(void) {
    char buffer[32] = {0};
    struct stat st;
    int fd = scratch();
    if (fd < 0) {
        printf("no scratch file\n");
        return 1;
    }
    write(fd, "kept in mind", 12);
    lseek(fd, 0, SEEK_SET);
    read(fd, buffer, sizeof(buffer) - 1);
    fstat(fd, &st);
    printf("read: %s\nlinks: %d\nsize: %d\n", buffer, (int)st.st_nlink, (int)st.st_size);
    printf("name: %s\n", access("/tmp/scratch", F_OK) == 0 ? "still there" : "gone");
    return 0;
}
