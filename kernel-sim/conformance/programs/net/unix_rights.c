/* Open files and identities travel through AF_UNIX sockets. */
#include "net.h"

union control {
  char bytes[256];
  struct cmsghdr align;
};

static long give(int fd, const int *files, int count, const char *text) {
  union control c;
  memset(&c, 0, sizeof c);
  struct iovec part = {(void *)text, strlen(text)};
  struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = c.bytes, .msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count)};
  struct cmsghdr *h = CMSG_FIRSTHDR(&m);
  h->cmsg_level = SOL_SOCKET;
  h->cmsg_type = SCM_RIGHTS;
  h->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
  memcpy(CMSG_DATA(h), files, sizeof(int) * (size_t)count);
  return sendmsg(fd, &m, 0);
}

static int take(int fd, int *files, size_t room, int flags) {
  union control c;
  char text[100];
  struct iovec part = {text, sizeof text};
  struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = c.bytes, .msg_controllen = room};
  long n = recvmsg(fd, &m, flags);
  int count = 0;
  printf("got %ld", n);
  if (n > 0) printf(" \"%.*s\"", (int)n, text);
  for (struct cmsghdr *h = n < 0 ? NULL : CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
    size_t size = h->cmsg_len - CMSG_LEN(0);
    printf(", level %d type %d, %d bytes", h->cmsg_level, h->cmsg_type, (int)size);
    if (h->cmsg_type == SCM_RIGHTS) {
      count = (int)(size / sizeof(int));
      memcpy(files, CMSG_DATA(h), size);
    } else if (h->cmsg_type == SCM_CREDENTIALS) {
      struct ucred who;
      memcpy(&who, CMSG_DATA(h), sizeof who);
      printf(" (mine %d, uid %d)", who.pid == getpid(), who.uid == getuid());
    }
  }
  printf(", flags %x, %zu of control\n", n < 0 ? 0 : m.msg_flags & ~MSG_CMSG_CLOEXEC, n < 0 ? 0 : m.msg_controllen);
  return count;
}

int main(void) {
  int p[2], pipes[2], files[8];
  socketpair(AF_UNIX, SOCK_STREAM, 0, p);
  pipe(pipes);
  show(give(p[0], pipes, 2, "both ends"));
  int count = take(p[1], files, 256, MSG_CMSG_CLOEXEC);
  printf("%d files, new numbers %d, cloexec %d\n", count, files[0] != pipes[0], fcntl(files[0], F_GETFD));
  close(pipes[0]);
  close(pipes[1]);
  char buf[20];
  show(write(files[1], "through", 7));
  show(read(files[0], buf, sizeof buf));
  int bad = 99;
  show(give(p[0], &bad, 1, "x"));
  /* Room for one of two: the other is lost and MSG_CTRUNC says so. */
  show(give(p[0], files, 2, "cut"));
  count = take(p[1], files + 2, CMSG_LEN(sizeof(int)), 0);
  printf("%d file\n", count);
  show(give(p[0], files, 1, "dropped"));
  show(read(p[1], buf, sizeof buf));
  /* A piece with files is read together with what comes before it, not with what comes after. */
  write(p[0], "before", 6);
  give(p[0], files, 1, "with");
  write(p[0], "after", 5);
  take(p[1], files + 2, 256, 0);
  take(p[1], files + 2, 256, 0);
  int on = 1;
  show(setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
  write(p[0], "who", 3);
  take(p[1], files, 256, 0);
  /* A file in flight keeps its pipe open. */
  pipe(pipes);
  int d[2];
  socketpair(AF_UNIX, SOCK_DGRAM, 0, d);
  give(d[0], &pipes[1], 1, "w");
  close(pipes[1]);
  fcntl(pipes[0], F_SETFL, O_NONBLOCK);
  show(read(pipes[0], buf, 1));
  close(d[0]);
  close(d[1]);
  show(read(pipes[0], buf, 1));
  return 0;
}
