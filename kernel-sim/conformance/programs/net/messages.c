/* sendmsg, recvmsg and their plural: many parts, names, flags. */
#include "net.h"

int main(void) {
  int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);
  bind_any(a);
  bind_any(b);
  struct sockaddr_in to = loopback(port_of(b)), from;
  struct iovec parts[3] = {{"one ", 4}, {"", 0}, {"two", 3}};
  struct msghdr m = {.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = parts, .msg_iovlen = 3};
  show(sendmsg(a, &m, 0));
  char x[3], y[10];
  struct iovec in[2] = {{x, sizeof x}, {y, sizeof y}};
  struct msghdr r = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = in, .msg_iovlen = 2, .msg_flags = 77};
  show(recvmsg(b, &r, 0));
  printf("%.3s|%.4s, name %u, flags %d, control %zu\n", x, y, r.msg_namelen, r.msg_flags, r.msg_controllen);
  show(sendmsg(a, &m, 0));
  r.msg_iovlen = 1;
  show(recvmsg(b, &r, 0));
  printf("truncated %d\n", (r.msg_flags & MSG_TRUNC) != 0);
  show(sendmsg(a, &m, 0));
  show(recvmsg(b, &r, MSG_TRUNC));
  m.msg_iovlen = 2000;
  show(sendmsg(a, &m, 0));
  m.msg_iovlen = 3;
  m.msg_namelen = (socklen_t)-1;
  show(sendmsg(a, &m, 0));
  m.msg_namelen = 4;
  show(sendmsg(a, &m, 0));
  m.msg_namelen = sizeof to;
  show(sendmsg(a, (void *)1, 0));
  m.msg_iov = (void *)1;
  show(sendmsg(a, &m, 0));
  struct mmsghdr many[3] = {0};
  struct iovec texts[3] = {{"a", 1}, {"bb", 2}, {"ccc", 3}};
  for (int i = 0; i < 3; i++) {
    many[i].msg_hdr.msg_name = &to;
    many[i].msg_hdr.msg_namelen = sizeof to;
    many[i].msg_hdr.msg_iov = &texts[i];
    many[i].msg_hdr.msg_iovlen = 1;
  }
  show(sendmmsg(a, many, 3, 0));
  printf("sizes %u %u %u\n", many[0].msg_len, many[1].msg_len, many[2].msg_len);
  char room[4][10];
  struct mmsghdr got[4] = {0};
  struct iovec rooms[4];
  for (int i = 0; i < 4; i++) {
    rooms[i].iov_base = room[i];
    rooms[i].iov_len = sizeof room[i];
    got[i].msg_hdr.msg_iov = &rooms[i];
    got[i].msg_hdr.msg_iovlen = 1;
  }
  show(recvmmsg(b, got, 4, MSG_WAITFORONE, NULL));
  printf("sizes %u %u %u: %.3s\n", got[0].msg_len, got[1].msg_len, got[2].msg_len, room[2]);
  show(recvmmsg(b, got, 4, MSG_DONTWAIT, NULL));
  int on = 1, ttl = 9;
  show(setsockopt(b, IPPROTO_IP, IP_RECVTTL, &on, sizeof on));
  show(setsockopt(b, IPPROTO_IP, IP_PKTINFO, &on, sizeof on));
  show(setsockopt(a, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl));
  sendto(a, "ttl", 3, 0, (struct sockaddr *)&to, sizeof to);
  union {
    char bytes[200];
    struct cmsghdr align;
  } control;
  r.msg_control = control.bytes;
  r.msg_controllen = sizeof control;
  show(recvmsg(b, &r, 0));
  for (struct cmsghdr *h = CMSG_FIRSTHDR(&r); h; h = CMSG_NXTHDR(&r, h)) {
    printf("level %d type %d length %d", h->cmsg_level, h->cmsg_type, (int)h->cmsg_len);
    if (h->cmsg_type == IP_TTL) printf(" ttl %d", *(int *)CMSG_DATA(h));
    printf("\n");
  }
  return 0;
}
