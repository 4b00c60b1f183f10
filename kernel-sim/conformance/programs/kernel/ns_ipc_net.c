// needs: root
// Namespaces of IPC and network: objects of System V and ports are the space's own; loopback is down at first.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void said(const char *what, long r) { printf("%s: %s\n", what, r < 0 ? strerror(errno) : "ok"); }

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  int shm = shmget(0x5a5a, 4096, IPC_CREAT | 0600), q = msgget(0x5b5b, IPC_CREAT | 0600);
  int tcp = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof at;
  bind(tcp, (void *)&at, len);
  listen(tcp, 1);
  getsockname(tcp, (void *)&at, &len);
  if (fork() == 0) {
    said("unshare ipc", unshare(CLONE_NEWIPC));
    said("the segment", shmget(0x5a5a, 4096, 0600));
    said("the queue", msgget(0x5b5b, 0600));
    int mine = shmget(0x5a5a, 8192, IPC_CREAT | IPC_EXCL | 0600);
    said("one's own", mine);
    void *p = shmat(mine, NULL, 0);
    printf("attached %d\n", p != (void *)-1);
    _exit(0);
  }
  wait(NULL);
  struct shmid_ds ds;
  said("still here", shmctl(shm, IPC_STAT, &ds));
  printf("%lu bytes\n", (unsigned long)ds.shm_segsz);
  shmctl(shm, IPC_RMID, NULL);
  msgctl(q, IPC_RMID, NULL);
  if (fork() == 0) {
    said("unshare net", unshare(CLONE_NEWNET));
    int s = socket(AF_INET, SOCK_STREAM, 0);
    said("connect with loopback down", connect(s, (void *)&at, sizeof at));
    struct ifreq lo = {0};
    strcpy(lo.ifr_name, "lo");
    said("flags", ioctl(s, SIOCGIFFLAGS, &lo));
    printf("up %d loopback %d\n", (lo.ifr_flags & IFF_UP) != 0, (lo.ifr_flags & IFF_LOOPBACK) != 0);
    lo.ifr_flags |= IFF_UP;
    said("set it up", ioctl(s, SIOCSIFFLAGS, &lo));
    said("nobody listens", connect(s, (void *)&at, sizeof at));
    int other = socket(AF_INET, SOCK_STREAM, 0);
    said("the port is free", bind(other, (void *)&at, sizeof at));
    strcpy(lo.ifr_name, "eth0");
    said("other devices", ioctl(s, SIOCGIFFLAGS, &lo));
    struct sockaddr_in far = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = htonl(0x08080808)};
    int t = socket(AF_INET, SOCK_STREAM, 0);
    said("no route", connect(t, (void *)&far, sizeof far));
    listen(tcp, 2);
    len = sizeof at;
    said("an old socket keeps its space", getsockname(tcp, (void *)&at, &len));
    _exit(0);
  }
  wait(NULL);
  return 0;
}
