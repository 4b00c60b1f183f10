#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT 8000

static struct sockaddr_in local(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void attend(int client) {
    char buffer[16];
    ssize_t got;
    while ((got = read(client, buffer, sizeof(buffer))) > 0) {
        for (ssize_t i = 0; i < got; i++) buffer[i] = toupper(buffer[i]);
        write(client, buffer, got);
    }
    close(client);
}

/* Two clients, one after the other; writes to `ready` once it listens. */
static void serve(int ready) {
    struct sockaddr_in me = local(PORT);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    bind(s, (struct sockaddr *)&me, sizeof(me));
    listen(s, 4);
    write(ready, "!", 1);
    for (int i = 0; i < 2; i++) attend(accept(s, NULL, NULL));
    close(s);
}

static void client(int ready) {
    const char *texts[] = {"first client says a long sentence\n", "second one\n"};
    struct sockaddr_in server = local(PORT);
    char go;
    read(ready, &go, 1);
    for (int i = 0; i < 2; i++) {
        char answer[128];
        ssize_t got;
        int s = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(s, (struct sockaddr *)&server, sizeof(server)) < 0) {
            printf("no connection\n");
            close(s);
            continue;
        }
        write(s, texts[i], strlen(texts[i]));
        shutdown(s, SHUT_WR);
        while ((got = read(s, answer, sizeof(answer))) > 0) printf("%.*s", (int)got, answer);
        close(s);
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
