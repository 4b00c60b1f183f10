#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT 8080

static void answer(int client) {
    char request[512], text[256];
    size_t length = 0;
    ssize_t got;
    request[0] = 0;
    while (!strstr(request, "\r\n\r\n") && (got = read(client, request + length, sizeof(request) - 1 - length)) > 0) {
        length += got;
        request[length] = 0;
    }
    int found = strncmp(request, "GET / ", 6) == 0;
    const char *body = found ? "hello\n" : "no such page\n";
    int size = snprintf(text, sizeof(text), "HTTP/1.0 %s\r\nContent-Length: %d\r\n\r\n%s",
                        found ? "200 OK" : "404 Not Found", (int)strlen(body) - 1, body);
    write(client, text, size);
    close(client);
}

static struct sockaddr_in local(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void serve(int s) {
    for (int i = 0; i < 2; i++) answer(accept(s, NULL, NULL));
}

static void get(const char *path) {
    char text[512], request[64];
    size_t length = 0;
    ssize_t got;
    struct sockaddr_in server = local(PORT);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    connect(s, (struct sockaddr *)&server, sizeof(server));
    int first = snprintf(request, sizeof(request), "GET %s HTTP/1.0\r\n", path);
    write(s, request, first);
    usleep(20000);
    write(s, "Host: localhost\r\n\r\n", 19);
    while ((got = read(s, text + length, sizeof(text) - 1 - length)) > 0) length += got;
    text[length] = 0;
    for (char *c = text; *c; c++)
        if (*c == '\r') *c = '~';
    printf("%s", text);
    close(s);
}

int main(void) {
    struct sockaddr_in me = local(PORT);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    bind(s, (struct sockaddr *)&me, sizeof(me));
    listen(s, 4);
    if (fork() == 0) {
        get("/");
        get("/nothing");
        fflush(stdout);
        _exit(0);
    }
    serve(s);
    wait(NULL);
    return 0;
}
