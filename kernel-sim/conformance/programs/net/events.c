/* poll, select and epoll on sockets: what is ready when. */
#include "net.h"
#include <sys/epoll.h>
#include <sys/select.h>

int main(void) {
  int e[2];
  char buf[100];
  int l = listener(1);
  show_poll("listener", now(l));
  int fresh = socket(AF_INET, SOCK_STREAM, 0);
  show_poll("fresh tcp", now(fresh));
  show_poll("fresh udp", now(socket(AF_INET, SOCK_DGRAM, 0)));
  show_poll("fresh unix", now(socket(AF_UNIX, SOCK_STREAM, 0)));
  show_poll("fresh unix dgram", now(socket(AF_UNIX, SOCK_DGRAM, 0)));
  connect_to(fresh, port_of(l));
  show_poll("listener", wait_for(l, POLLIN));
  show_poll("connected", now(fresh));
  tcp_pair(e);
  int ep = epoll_create1(0);
  struct epoll_event want = {.events = EPOLLIN | EPOLLRDHUP, .data.u32 = 7}, got[4];
  show(epoll_ctl(ep, EPOLL_CTL_ADD, e[1], &want));
  show(epoll_ctl(ep, EPOLL_CTL_ADD, e[1], &want));
  show(epoll_wait(ep, got, 4, 0));
  write(e[0], "x", 1);
  show(epoll_wait(ep, got, 4, 1000));
  printf("events %x data %u\n", got[0].events, got[0].data.u32);
  show(read(e[1], buf, sizeof buf));
  show(epoll_wait(ep, got, 4, 0));
  want.events = EPOLLIN | EPOLLOUT | EPOLLONESHOT;
  show(epoll_ctl(ep, EPOLL_CTL_MOD, e[1], &want));
  show(epoll_wait(ep, got, 4, 0));
  printf("events %x\n", got[0].events);
  show(epoll_wait(ep, got, 4, 0));
  if (fflush(stdout), fork() == 0) {
    pause_ms(10);
    write(e[0], "later", 5);
    exit(0);
  }
  fd_set reads;
  FD_ZERO(&reads);
  FD_SET(e[1], &reads);
  struct timeval limit = {2, 0};
  show(select(e[1] + 1, &reads, NULL, NULL, &limit));
  printf("set %d\n", FD_ISSET(e[1], &reads) != 0);
  wait(NULL);
  read(e[1], buf, sizeof buf);
  shutdown(e[0], SHUT_WR);
  show_poll("half closed", wait_for(e[1], POLLIN | POLLRDHUP));
  show_poll("other half", now(e[0]));
  shutdown(e[1], SHUT_WR);
  pause_ms(10);
  show_poll("both", now(e[1]));
  int u[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, u);
  show_poll("pair", now(u[0]));
  shutdown(u[1], SHUT_WR);
  show_poll("peer shut", now(u[0]));
  close(u[1]);
  show_poll("peer gone", now(u[0]));
  return 0;
}
