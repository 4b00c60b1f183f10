/* A TCP server with a thread per client on the loopback; getaddrinfo on numbers; poll. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void *serve(void *arg) {
    int fd = (int)(long)arg;
    char line[256];
    ssize_t n;
    long sum = 0;
    while ((n = read(fd, line, sizeof line)) > 0)
        for (ssize_t i = 0; i < n; i++) sum += (unsigned char)line[i];
    dprintf(fd, "sum %ld\n", sum);
    close(fd);
    return NULL;
}

static void *accept_all(void *arg) {
    int listener = (int)(long)arg;
    pthread_t t[4];
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, serve, (void *)(long)accept(listener, NULL, NULL));
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    return NULL;
}

int main(void) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST}, *info;
    printf("%d\n", getaddrinfo("127.0.0.1", "0", &hints, &info));
    int listener = socket(info->ai_family, info->ai_socktype, info->ai_protocol);
    bind(listener, info->ai_addr, info->ai_addrlen);
    listen(listener, 8);
    struct sockaddr_in at;
    socklen_t len = sizeof at;
    getsockname(listener, (struct sockaddr *)&at, &len);
    pthread_t server;
    pthread_create(&server, NULL, accept_all, (void *)(long)listener);
    for (int c = 0; c < 4; c++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        connect(fd, (struct sockaddr *)&at, sizeof at);
        char block[1000];
        memset(block, 'a' + c, sizeof block);
        for (int i = 0; i < 50; i++) write(fd, block, sizeof block);
        shutdown(fd, SHUT_WR);
        struct pollfd p = {fd, POLLIN, 0};
        printf("%d ", poll(&p, 1, 5000));
        char answer[64] = "";
        FILE *in = fdopen(fd, "r");
        fgets(answer, sizeof answer, in);
        printf("%s", answer);
        fclose(in);
    }
    pthread_join(server, NULL);
    char text[64];
    printf("%s\n", inet_ntop(AF_INET, &at.sin_addr, text, sizeof text));
    struct in6_addr six;
    printf("%d %s\n", inet_pton(AF_INET6, "fe80::1:2", &six), inet_ntop(AF_INET6, &six, text, sizeof text));
    freeaddrinfo(info);
    return 0;
}
