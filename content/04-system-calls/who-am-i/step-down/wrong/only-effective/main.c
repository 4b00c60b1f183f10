#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void step_down(void) {
    setegid(1000);
    seteuid(1000);
}

int main(void) {
    int secret = open("/secret", O_RDONLY);
    step_down();

    printf("uid=%d euid=%d gid=%d egid=%d\n", getuid(), geteuid(), getgid(), getegid());
    printf("secret is %s\n", secret >= 0 ? "open" : strerror(errno));
    printf("open it again: %s\n", open("/secret", O_RDONLY) >= 0 ? "yes" : strerror(errno));
    printf("back to root: %s\n", setuid(0) == 0 ? "yes" : strerror(errno));
    return 0;
}
