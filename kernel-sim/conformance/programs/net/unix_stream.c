/* AF_UNIX streams: names in the file system, abstract names, peers, ends. */
#include "net.h"

static struct sockaddr_un named(const char *path) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  strcpy(at.sun_path, path);
  return at;
}

static void show_name(const char *what, struct sockaddr_un *at, socklen_t size) {
  printf("%s: %u bytes", what, size);
  if (size > 2) printf(" %s%s", at->sun_path[0] ? "" : "@", at->sun_path + !at->sun_path[0]);
  printf("\n");
}

int main(void) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/unix-stream-%d", getpid());
  struct sockaddr_un at = named(path), got;
  socklen_t size = sizeof at;
  int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
  show(listen(l, 1));
  show(connect(c, (struct sockaddr *)&at, size));
  show(bind(l, (struct sockaddr *)&at, size));
  show(connect(c, (struct sockaddr *)&at, size));
  show(bind(l, (struct sockaddr *)&at, size));
  int again = socket(AF_UNIX, SOCK_STREAM, 0);
  show(bind(again, (struct sockaddr *)&at, size));
  struct stat about;
  stat(path, &about);
  printf("mode %o\n", about.st_mode & ~0777);
  show(open(path, O_RDWR));
  show(listen(l, 1));
  show(connect(c, (struct sockaddr *)&at, size));
  show(connect(c, (struct sockaddr *)&at, size));
  int s = accept(l, (struct sockaddr *)&got, &size);
  show_name("who connects", &got, size);
  size = sizeof got;
  getsockname(l, (struct sockaddr *)&got, &size);
  printf("own name: length right %d\n", size == 2 + strlen(path) + 1);
  size = sizeof got;
  getpeername(c, (struct sockaddr *)&got, &size);
  printf("peer name right %d\n", strcmp(got.sun_path, path) == 0);
  struct ucred who;
  size = sizeof who;
  getsockopt(c, SOL_SOCKET, SO_PEERCRED, &who, &size);
  printf("peer is me %d\n", who.pid == getpid() && who.uid == geteuid());
  char buf[100];
  show(write(c, "hello", 5));
  show(write(c, " there", 6));
  show(read(s, buf, sizeof buf));
  show(sendto(c, "x", 1, 0, (struct sockaddr *)&at, sizeof at));
  show(shutdown(c, SHUT_WR));
  show(read(s, buf, sizeof buf));
  show(write(s, "ok", 2));
  show(read(c, buf, sizeof buf));
  show(close(s));
  show(read(c, buf, sizeof buf));
  signal(SIGPIPE, SIG_IGN);
  show(write(c, "x", 1));
  show_poll("alone", now(c));
  unlink(path);
  int late = socket(AF_UNIX, SOCK_STREAM, 0);
  size = sizeof at;
  show(connect(late, (struct sockaddr *)&at, size));
  struct sockaddr_un secret = {.sun_family = AF_UNIX};
  snprintf(secret.sun_path + 1, 50, "secret-%d", getpid());
  socklen_t length = 2 + 1 + (socklen_t)strlen(secret.sun_path + 1);
  int hidden = socket(AF_UNIX, SOCK_STREAM, 0), second = socket(AF_UNIX, SOCK_STREAM, 0);
  show(bind(hidden, (struct sockaddr *)&secret, length));
  show(bind(second, (struct sockaddr *)&secret, length));
  show(listen(hidden, 1));
  show(connect(late, (struct sockaddr *)&secret, length));
  show(connect(second, (struct sockaddr *)&secret, length - 1));
  int dgram = socket(AF_UNIX, SOCK_DGRAM, 0);
  show(connect(dgram, (struct sockaddr *)&secret, length));
  /* Autobind. */
  int some = socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un blank = {.sun_family = AF_UNIX};
  show(bind(some, (struct sockaddr *)&blank, 2));
  size = sizeof got;
  getsockname(some, (struct sockaddr *)&got, &size);
  printf("autobind: %u bytes, abstract %d\n", size, got.sun_path[0] == 0);
  show(bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&at, 200));
  show(recv(hidden, buf, 1, 0));
  show(recv(socket(AF_UNIX, SOCK_STREAM, 0), buf, 1, 0));
  show(send(socket(AF_UNIX, SOCK_STREAM, 0), buf, 1, 0));
  return 0;
}
