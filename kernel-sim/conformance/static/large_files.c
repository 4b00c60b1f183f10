/* Files of more than 4 GiB (sparse), pread and pwrite beyond 32 bits, ftruncate, fallocate, lseek to data and holes, stdio's fseeko. */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
    int fd = open("big", O_RDWR | O_CREAT | O_TRUNC, 0644);
    off_t far = (off_t)5 << 30;
    printf("%zd\n", pwrite(fd, "beyond", 6, far));
    struct stat st;
    fstat(fd, &st);
    printf("%lld %d\n", (long long)st.st_size, st.st_blocks < 100);
    char text[8] = "";
    printf("%zd %s\n", pread(fd, text, 6, far), text);
    printf("%zd %d\n", pread(fd, text, 6, 1 << 20), text[0]);
    printf("%lld %lld\n", (long long)lseek(fd, -3, SEEK_END), (long long)lseek(fd, 0, SEEK_DATA) > (1 << 20));
    printf("%d\n", ftruncate(fd, ((off_t)3 << 30) + 1));
    fstat(fd, &st);
    printf("%lld\n", (long long)st.st_size);
    close(fd);
    FILE *f = fopen("big", "r+");
    printf("%d ", fseeko(f, (off_t)3 << 30, SEEK_SET));
    fputs("Z", f);
    fseeko(f, -1, SEEK_CUR);
    int c = fgetc(f);
    printf("%c %lld %d\n", c, (long long)ftello(f), feof(f));
    fclose(f);
    fd = open("data", O_RDWR | O_CREAT, 0600);
    static char block[65536];
    unsigned sum = 0;
    for (int i = 0; i < 40; i++) {
        memset(block, i * 5 + 1, sizeof block);
        if (write(fd, block, sizeof block) != sizeof block) return 1;
    }
    lseek(fd, 0, SEEK_SET);
    ssize_t n, total = 0;
    while ((n = read(fd, block, 10000)) > 0) {
        total += n;
        for (int i = 0; i < n; i += 100) sum = sum * 33 + (unsigned char)block[i];
    }
    printf("%zd %u\n", total, sum);
    close(fd);
    unlink("data");
    unlink("big");
    return 0;
}
