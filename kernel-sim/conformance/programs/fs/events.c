// eventfd and epoll.
#include "show.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

int main(void) {
  unsigned long v;
  int e = eventfd(3, EFD_NONBLOCK), s = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
  show(read(e, &v, 8));
  printf("%lu\n", v);
  show(read(e, &v, 8));
  v = 5;
  show(write(e, &v, 8));
  show(write(e, &v, 8));
  show(read(e, &v, 8));
  printf("%lu\n", v);
  show(read(s, &v, 8));
  show(read(s, &v, 8));
  printf("%lu\n", v);
  show(read(s, &v, 8));
  show(read(e, &v, 4));

  int ep = epoll_create1(0), p[2];
  pipe(p);
  struct epoll_event in = {EPOLLIN, {.u32 = 1}}, out = {EPOLLOUT, {.u32 = 2}}, got[4];
  show(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &in));
  show(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &in));
  show(epoll_ctl(ep, EPOLL_CTL_ADD, p[1], &out));
  show(epoll_ctl(ep, EPOLL_CTL_DEL, e, 0));
  show(epoll_ctl(ep, EPOLL_CTL_ADD, 99, &in));
  show(epoll_ctl(ep, EPOLL_CTL_ADD, open("f", O_CREAT | O_RDWR, 0644), &in));
  show(epoll_wait(ep, got, 4, 0));
  printf("%x %u\n", got[0].events, got[0].data.u32);
  show(epoll_ctl(ep, EPOLL_CTL_DEL, p[1], 0));
  show(epoll_wait(ep, got, 4, 10));
  write(p[1], "x", 1);
  show(epoll_wait(ep, got, 4, -1));
  printf("%x %u\n", got[0].events, got[0].data.u32);
  in.events = EPOLLIN | EPOLLONESHOT;
  show(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &in));
  show(epoll_wait(ep, got, 4, 0));
  show(epoll_wait(ep, got, 4, 0));
  in.events = EPOLLIN | EPOLLET;
  show(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &in));
  show(epoll_wait(ep, got, 4, 0));
  show(epoll_wait(ep, got, 4, 0));
  close(p[1]);
  show(epoll_wait(ep, got, 4, 0));
  printf("%x\n", got[0].events);
  show(epoll_wait(ep, got, 0, 0));
  show(epoll_wait(p[0], got, 4, 0));
  if (fork() == 0) {
    usleep(5000);
    v = 9;
    write(e, &v, 8);
    _exit(0);
  }
  in.events = EPOLLIN, in.data.u32 = 3;
  epoll_ctl(ep, EPOLL_CTL_DEL, p[0], 0);
  epoll_ctl(ep, EPOLL_CTL_ADD, e, &in);
  show(epoll_wait(ep, got, 4, 5000));
  printf("%u\n", got[0].data.u32);
  wait(0);
  return 0;
}
