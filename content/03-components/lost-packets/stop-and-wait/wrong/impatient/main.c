#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGES = 20, TRIES = 50 };

struct message {
    uint32_t number;
    char text[28];
};

/* A UDP socket whose other end is the echo service: it sends back whatever it gets. */
static int open_echo(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7)};
    inet_pton(AF_INET, "10.0.2.3", &to.sin_addr);
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof(to)) < 0) perror("socket");
    return s;
}

/* Sends message `number` and waits for its echo, which comes in `*echo`. 0, or -1 when it never came. */
static int exchange(int s, uint32_t number, struct message *echo) {
    struct message out = {.number = number};
    snprintf(out.text, sizeof(out.text), "message %u", number);
    struct pollfd wait = {.fd = s, .events = POLLIN};
    for (int try = 0; try < 20 * TRIES; try++) {
        send(s, &out, sizeof(out), 0);
        while (poll(&wait, 1, 1) == 1)
            if (recv(s, echo, sizeof(*echo), 0) == sizeof(*echo) && echo->number == number) return 0;
    }
    return -1;
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    int s = open_echo();
    for (uint32_t i = 0; i < MESSAGES; i++) {
        struct message echo;
        if (exchange(s, i, &echo) < 0) printf("%u never came back\n", i);
        else printf("%u %s\n", echo.number, echo.text);
    }
    return 0;
}
