#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in here(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* A socket that listens on this port, or -1. */
static int listen_on(int port) {
    struct sockaddr_in address = here(port);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(s, (struct sockaddr *)&address, sizeof(address)) < 0) {
        int error = errno;
        close(s);
        errno = error;
        return -1;
    }
    listen(s, 8);
    return s;
}

static void visit(int port) {
    char buffer[16];
    struct sockaddr_in address = here(port);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    connect(s, (struct sockaddr *)&address, sizeof(address));
    while (read(s, buffer, sizeof(buffer)) > 0) {
    }
    close(s);
    _exit(0);
}

int main(void) {
    for (int start = 1; start <= 2; start++) {
        int s = listen_on(9000);
        if (s < 0) {
            printf("start %d: %s\n", start, strerror(errno));
            continue;
        }
        if (fork() == 0) visit(9000);
        int client = accept(s, NULL, NULL);
        write(client, "welcome\n", 8);
        close(client); /* we close first */
        close(s);
        wait(NULL);
        printf("start %d: served\n", start);
    }
    return 0;
}
