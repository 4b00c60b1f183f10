/* The loopback device and its address by netlink. */
#include "net.h"
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

static char buffer[65536];

static void dump(int fd, int type, int body) {
  struct {
    struct nlmsghdr head;
    char body[16];
  } ask = {{NLMSG_LENGTH(16), (unsigned short)type, NLM_F_REQUEST | NLM_F_DUMP, 42, 0}, {0}};
  ask.body[0] = (char)body;
  send(fd, &ask, sizeof ask, 0);
  for (int done = 0; !done;) {
    int length = (int)recv(fd, buffer, sizeof buffer, 0);
    for (struct nlmsghdr *at = (struct nlmsghdr *)buffer; NLMSG_OK(at, (unsigned)length); at = NLMSG_NEXT(at, length)) {
      if (at->nlmsg_type == NLMSG_DONE) done = 1;
      if (at->nlmsg_seq != 42) printf("wrong sequence\n");
      if (at->nlmsg_type == RTM_NEWLINK) {
        struct ifinfomsg *link = NLMSG_DATA(at);
        if (link->ifi_index != 1) continue;
        printf("link 1: type %d, loopback %d, multi %d\n", link->ifi_type, (link->ifi_flags & 8) != 0, (at->nlmsg_flags & NLM_F_MULTI) != 0);
        int left = (int)(at->nlmsg_len - NLMSG_LENGTH(sizeof *link));
        struct rtattr *a = (struct rtattr *)((char *)link + sizeof *link);
        for (; RTA_OK(a, (unsigned)left); a = RTA_NEXT(a, left)) {
          if (a->rta_type == 3) printf("name %s\n", (char *)RTA_DATA(a));
          if (a->rta_type == 4) printf("mtu %u\n", *(unsigned *)RTA_DATA(a));
        }
      }
      if (at->nlmsg_type == RTM_NEWADDR) {
        struct ifaddrmsg *address = NLMSG_DATA(at);
        if (address->ifa_index != 1 || address->ifa_family != AF_INET) continue;
        printf("address of 1: prefix %d scope %d\n", address->ifa_prefixlen, address->ifa_scope);
      }
    }
  }
}

int main(void) {
  int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  struct sockaddr_nl at = {.nl_family = AF_NETLINK};
  show(bind(fd, (struct sockaddr *)&at, sizeof at));
  socklen_t size = sizeof at;
  getsockname(fd, (struct sockaddr *)&at, &size);
  printf("port is pid %d, %u bytes\n", at.nl_pid == (unsigned)getpid(), size);
  dump(fd, RTM_GETLINK, AF_UNSPEC);
  dump(fd, RTM_GETADDR, AF_INET);
  struct {
    struct nlmsghdr head;
    struct ifinfomsg body;
  } none = {{sizeof none, RTM_GETLINK, NLM_F_REQUEST, 7, 0}, {.ifi_index = 99999}};
  send(fd, &none, sizeof none, 0);
  recv(fd, buffer, sizeof buffer, 0);
  struct nlmsghdr *head = (struct nlmsghdr *)buffer;
  printf("type %d, error %s\n", head->nlmsg_type, name_of(-((struct nlmsgerr *)NLMSG_DATA(head))->error));
  show(socket(AF_NETLINK, SOCK_STREAM, 0));
  return 0;
}
