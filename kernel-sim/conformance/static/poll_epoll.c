/* An event loop: epoll, eventfd, select and poll over pipes; a signal ends a wait, ppoll opens a mask. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t seen;
static void on_signal(int sig) { seen = sig; }

int main(void) {
    int ep = epoll_create1(0), ev = eventfd(3, EFD_NONBLOCK), pipes[2];
    pipe(pipes);
    int fds[] = {ev, pipes[0]};
    for (int i = 0; i < 2; i++) epoll_ctl(ep, EPOLL_CTL_ADD, fds[i], &(struct epoll_event){.events = EPOLLIN, .data.u32 = i});
    struct epoll_event got[8];
    printf("%d %u\n", epoll_wait(ep, got, 8, 0), got[0].data.u32);
    uint64_t value;
    read(ev, &value, 8);
    printf("%lu %zd\n", (unsigned long)value, read(ev, &value, 8));
    write(pipes[1], "abc", 3);
    int n = epoll_wait(ep, got, 8, 0), mask = 0;
    for (int i = 0; i < n; i++) mask |= 1 << got[i].data.u32;
    printf("%d %d\n", n, mask);
    char text[8];
    printf("%zd\n", read(pipes[0], text, 8));
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGALRM, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
    struct itimerval timer = {{0, 0}, {0, 3000}};
    setitimer(ITIMER_REAL, &timer, NULL);
    n = epoll_wait(ep, got, 8, 5000);
    printf("%d %d %d\n", n, errno == EINTR, seen == SIGALRM);
    sigset_t blocked, none;
    sigemptyset(&none);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    kill(getpid(), SIGUSR1);
    n = ppoll(NULL, 0, NULL, &none);
    printf("%d %d %d\n", n, errno == EINTR, seen == SIGUSR1);
    close(pipes[1]);
    struct pollfd p = {pipes[0], POLLIN, 0};
    printf("%d %d\n", poll(&p, 1, 0), p.revents == POLLHUP);
    fd_set in;
    FD_ZERO(&in);
    FD_SET(pipes[0], &in);
    struct timeval soon = {0, 1000};
    printf("%d %d\n", select(pipes[0] + 1, &in, NULL, NULL, &soon), FD_ISSET(pipes[0], &in) != 0);
    return 0;
}
