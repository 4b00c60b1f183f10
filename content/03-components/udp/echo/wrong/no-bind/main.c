#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT 7000

static int udp_socket(void) {
    return socket(AF_INET, SOCK_DGRAM, 0);
}

/* 127.0.0.1, this port. */
static struct sockaddr_in local(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* Binds the socket, then tells the client by the pipe that it may begin. */
static void serve(int ready) {
    int s = udp_socket();
    (void)s;
    write(ready, "!", 1);
}

static void client(int ready) {
    const char *messages[] = {"one", "two words", "bye"};
    struct sockaddr_in server = local(PORT);
    char answer[64], go;
    int s = udp_socket();
    struct timeval patience = {.tv_sec = 1};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    read(ready, &go, 1);
    for (int i = 0; i < 3; i++) {
        sendto(s, messages[i], strlen(messages[i]), 0, (struct sockaddr *)&server, sizeof(server));
        ssize_t got = recv(s, answer, sizeof(answer), 0);
        if (got < 0) printf("no answer\n");
        else printf("%.*s\n", (int)got, answer);
    }
}

int main(void) {
    int ready[2];
    pipe(ready);
    if (fork() == 0) {
        client(ready[0]);
        fflush(stdout);
        _exit(0);
    }
    serve(ready[1]);
    wait(NULL);
    return 0;
}
