/* Servers at 8001 and 8002, six clients with ports 9000 to 9005 that send to 8000. Given; look, but do not change. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static struct sockaddr_in local(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int udp(int port) {
    struct sockaddr_in address = local(port);
    struct timeval patience = {.tv_usec = 100000};
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    bind(s, (struct sockaddr *)&address, sizeof(address));
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    return s;
}

int main(void) {
    int servers[2] = {udp(8001), udp(8002)};
    struct sockaddr_in service = local(8000);
    for (int i = 0; i < 6; i++) {
        int client = udp(9000 + i);
        sendto(client, "hello", 5, 0, (struct sockaddr *)&service, sizeof(service));
        close(client);
    }
    for (int i = 0; i < 2; i++) {
        char buffer[16];
        struct sockaddr_in from;
        socklen_t size = sizeof(from);
        while (recvfrom(servers[i], buffer, sizeof(buffer), 0, (struct sockaddr *)&from, &size) == 5)
            printf("%d got one from %d\n", 8001 + i, ntohs(from.sin_port));
    }
    return 0;
}
