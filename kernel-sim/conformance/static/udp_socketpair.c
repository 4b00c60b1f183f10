/* UDP both ways with sendmsg, and a socketpair that carries a descriptor. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, from;
    bind(a, (struct sockaddr *)&at, sizeof at);
    socklen_t len = sizeof at;
    getsockname(a, (struct sockaddr *)&at, &len);
    struct iovec iov[2] = {{"hello, ", 7}, {"udp", 3}};
    struct msghdr message = {.msg_name = &at, .msg_namelen = sizeof at, .msg_iov = iov, .msg_iovlen = 2};
    printf("%zd\n", sendmsg(b, &message, 0));
    char text[64] = "";
    len = sizeof from;
    printf("%zd %s\n", recvfrom(a, text, sizeof text, 0, (struct sockaddr *)&from, &len), text);
    printf("%zd\n", sendto(a, "back", 4, 0, (struct sockaddr *)&from, len));
    memset(text, 0, sizeof text);
    printf("%zd %.2s\n", recv(b, text, 2, MSG_TRUNC), text);
    int pair[2], pipes[2];
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
    pipe(pipes);
    char control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec one = {"x", 1};
    struct msghdr rights = {.msg_iov = &one, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *c = CMSG_FIRSTHDR(&rights);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &pipes[1], sizeof(int));
    printf("%zd\n", sendmsg(pair[0], &rights, 0));
    close(pipes[1]);
    fflush(stdout);
    if (fork() == 0) {
        char buffer[4];
        struct iovec in = {buffer, 4};
        char space[CMSG_SPACE(sizeof(int))];
        struct msghdr got = {.msg_iov = &in, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
        recvmsg(pair[1], &got, 0);
        int fd;
        memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&got)), sizeof fd);
        write(fd, "through a gift", 14);
        _exit(3);
    }
    int status;
    wait(&status);
    memset(text, 0, sizeof text);
    printf("%zd %s %d\n", read(pipes[0], text, sizeof text), text, WEXITSTATUS(status));
    return 0;
}
