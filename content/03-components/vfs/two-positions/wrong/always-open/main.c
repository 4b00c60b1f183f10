#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *path = "/root/letters";

static void report(const char *how, int two) {
    char c = '?';
    read(two, &c, 1);
    printf("%s: %c\n", how, c);
    fflush(stdout);
}

int main(void) {
    char three[3];
    int one = open(path, O_RDONLY);
    read(one, three, 3);

    /* A second opening of the same file. */
    report("open again", open(path, O_RDONLY));

    lseek(one, 3, SEEK_SET);
    /* A second descriptor for the same opening. */
    report("dup", open(path, O_RDONLY));

    lseek(one, 3, SEEK_SET);
    /* The child has a copy of the descriptor; it reads from the one it inherited. */
    if (fork() == 0) {
        report("fork", one);
        _exit(0);
    }
    wait(NULL);
    return 0;
}
