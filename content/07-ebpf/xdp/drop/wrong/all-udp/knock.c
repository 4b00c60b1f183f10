/* Sends a datagram to each of two ports of its own and says whether it arrives. Given; look, but do not change. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int main(void) {
    for (int port = 7000; port <= 7001; port++) {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
        struct timeval patience = {.tv_usec = 200000};
        char buffer[16];
        int in = socket(AF_INET, SOCK_DGRAM, 0), out = socket(AF_INET, SOCK_DGRAM, 0);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bind(in, (struct sockaddr *)&address, sizeof(address));
        setsockopt(in, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        sendto(out, "knock", 5, 0, (struct sockaddr *)&address, sizeof(address));
        printf("port %d: %s\n", port, recv(in, buffer, sizeof(buffer), 0) == 5 ? "arrived" : "nothing");
        close(in);
        close(out);
    }
    return 0;
}
