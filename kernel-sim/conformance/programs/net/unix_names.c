// Names of UNIX sockets: abstract ones, autobind, paths that outlive their socket, credentials of the other side, refusals.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void said(const char *what, long r) { printf("%s: %s\n", what, r < 0 ? strerror(errno) : "ok"); }
static socklen_t abstract(struct sockaddr_un *a, const char *name) {
  memset(a, 0, sizeof *a);
  a->sun_family = AF_UNIX;
  strcpy(a->sun_path + 1, name);
  return offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
}

int main(void) {
  struct sockaddr_un a, b;
  char name[64];
  sprintf(name, "rz-%d", getpid());
  socklen_t len = abstract(&a, name), got = sizeof b;
  int s = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0), d = socket(AF_UNIX, SOCK_DGRAM, 0);
  said("connect to nobody", connect(c, (void *)&a, len));
  said("bind", bind(s, (void *)&a, len));
  said("bind again", bind(s, (void *)&a, len));
  said("the same name", bind(c, (void *)&a, len));
  said("connect before listen", connect(c, (void *)&a, len));
  said("accept before listen", accept(s, NULL, NULL));
  said("listen", listen(s, 1));
  said("another type", connect(d, (void *)&a, len));
  said("connect", connect(c, (void *)&a, len));
  said("connect twice", connect(c, (void *)&a, len));
  getsockname(s, (void *)&b, &got);
  printf("name: %d bytes, first %d\n", got == len, b.sun_path[0]);
  int t = accept(s, (void *)&b, &got);
  printf("peer without a name: %d\n", (int)got);
  struct ucred cred;
  got = sizeof cred;
  said("SO_PEERCRED", getsockopt(t, SOL_SOCKET, SO_PEERCRED, &cred, &got));
  printf("%d %d\n", cred.pid == getpid(), cred.uid == geteuid());
  a.sun_family = AF_UNIX;
  said("autobind", bind(d, (void *)&a, sizeof(sa_family_t)));
  got = sizeof b;
  getsockname(d, (void *)&b, &got);
  printf("autobound: %d bytes, first %d\n", (int)got, b.sun_path[0]);
  struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = "sock"};
  int p = socket(AF_UNIX, SOCK_STREAM, 0), q = socket(AF_UNIX, SOCK_STREAM, 0);
  said("a path", bind(p, (void *)&path, sizeof path));
  struct stat st;
  stat("sock", &st);
  printf("a socket file: %d\n", S_ISSOCK(st.st_mode));
  said("open it", open("sock", 2));
  listen(p, 1);
  close(p);
  said("the file stays", access("sock", F_OK));
  said("connect to the file", connect(q, (void *)&path, sizeof path));
  p = socket(AF_UNIX, SOCK_STREAM, 0);
  said("bind over the file", bind(p, (void *)&path, sizeof path));
  unlink("sock");
  said("connect to no file", connect(q, (void *)&path, sizeof path));
  path.sun_family = AF_INET;
  said("a wrong family", bind(p, (void *)&path, sizeof path));
  said("too short", bind(p, (void *)&path, 1));
  said("socketpair of AF_INET", socketpair(AF_INET, SOCK_STREAM, 0, (int[2]){0, 0}));
  said("unknown type", socket(AF_UNIX, 77, 0));
  said("unknown protocol", socket(AF_UNIX, SOCK_STREAM, 5));
  return 0;
}
