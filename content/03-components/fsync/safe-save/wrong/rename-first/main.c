#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* Replaces /mnt/config; 0, or -1. */
static int save(const char *text) {
    int fd = open("/mnt/config.new", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0) return -1;
    write(fd, text, strlen(text));
    if (rename("/mnt/config.new", "/mnt/config") < 0) return -1;
    if (fsync(fd) < 0 || close(fd) < 0) return -1;
    int directory = open("/mnt", O_RDONLY | O_DIRECTORY);
    int result = fsync(directory);
    close(directory);
    return result;
}

static void make_disk(void) {
    if (fork() == 0) {
        execlp("mkfs.ext2", "mkfs.ext2", "-q", "/dev/vda", NULL);
        _exit(1);
    }
    wait(NULL);
    mount("/dev/vda", "/mnt", "ext2", 0, NULL);
}

int main(void) {
    char back[64] = {0};
    make_disk();
    save("colour = blue\n");
    if (save("colour = green\n") < 0) {
        perror("save");
        return 1;
    }
    int fd = open("/mnt/config", O_RDONLY);
    read(fd, back, sizeof(back) - 1);
    printf("%s", back);
    return 0;
}
