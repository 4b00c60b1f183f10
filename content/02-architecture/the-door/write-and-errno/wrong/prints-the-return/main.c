#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Writes the text to a descriptor and says how that went. */
static void report(int fd) {
    const char text[] = "door\n";
    ssize_t n = write(fd, text, strlen(text));
    if (n < 0) {
        printf("error %zd: %s\n", n, strerror(errno));
    } else {
        printf("wrote %zd\n", n);
        fflush(stdout);
    }
}

int main(void) {
    report(1);
    report(42);
    return 0;
}
