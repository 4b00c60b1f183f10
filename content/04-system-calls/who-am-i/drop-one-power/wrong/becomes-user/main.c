#include <errno.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *bind_to_80(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
    int s = socket(AF_INET, SOCK_STREAM, 0);
    int result = bind(s, (struct sockaddr *)&address, sizeof(address));
    int error = errno;
    close(s);
    return result == 0 ? "bound" : strerror(error);
}

static void drop(int capability) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    syscall(SYS_capget, &header, data);
    (void)capability;
    setuid(1000);
}

int main(void) {
    printf("before: %s\n", bind_to_80());
    drop(CAP_NET_BIND_SERVICE);
    printf("after: %s\n", bind_to_80());
    printf("still root: %d\n", geteuid());
    return 0;
}
