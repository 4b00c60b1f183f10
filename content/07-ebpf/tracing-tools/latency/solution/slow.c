/* Reads from a pipe that somebody writes to 20 times, every 10 milliseconds. Given; look, but do not change. */
#include <unistd.h>

int main(void) {
    int p[2];
    char c;
    pipe(p);
    if (fork() == 0) {
        for (int i = 0; i < 20; i++) {
            usleep(10000);
            write(p[1], "x", 1);
        }
        _exit(0);
    }
    close(p[1]);
    while (read(p[0], &c, 1) > 0) {
    }
    return 0;
}
