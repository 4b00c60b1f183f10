/* The loopback device by ioctl(2), and addresses as text. */
#include "net.h"
#include <net/if.h>

int main(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct ifreq r;
  memset(&r, 0, sizeof r);
  strcpy(r.ifr_name, "lo");
  show(ioctl(fd, SIOCGIFINDEX, &r));
  printf("index %d\n", r.ifr_ifindex);
  show(ioctl(fd, SIOCGIFFLAGS, &r));
  printf("up %d loopback %d running %d broadcast %d\n", !!(r.ifr_flags & IFF_UP), !!(r.ifr_flags & IFF_LOOPBACK),
         !!(r.ifr_flags & IFF_RUNNING), !!(r.ifr_flags & IFF_BROADCAST));
  show(ioctl(fd, SIOCGIFADDR, &r));
  printf("address %s\n", inet_ntoa(((struct sockaddr_in *)&r.ifr_addr)->sin_addr));
  show(ioctl(fd, SIOCGIFNETMASK, &r));
  printf("mask %s\n", inet_ntoa(((struct sockaddr_in *)&r.ifr_addr)->sin_addr));
  show(ioctl(fd, SIOCGIFMTU, &r));
  printf("mtu %d\n", r.ifr_mtu);
  show(ioctl(fd, SIOCGIFHWADDR, &r));
  printf("type %d\n", r.ifr_hwaddr.sa_family);
  strcpy(r.ifr_name, "nothere0");
  show(ioctl(fd, SIOCGIFFLAGS, &r));
  show(ioctl(fd, SIOCGIFFLAGS, (void *)1));
  show(ioctl(fd, 0x1234, &r));
  memset(&r, 0, sizeof r);
  r.ifr_ifindex = 1;
  show(ioctl(fd, SIOCGIFNAME, &r));
  printf("name %s\n", r.ifr_name);
  printf("%u %s\n", if_nametoindex("lo"), if_indextoname(1, r.ifr_name));
  show(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
  show(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "nothere0", 9));
  char name[16] = "";
  socklen_t size = sizeof name;
  show(getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, &size));
  printf("bound to %s (%u)\n", name, size);
  static const char *const texts[] = {"1.2.3.4", "255.255.255.255", "1.2.3", "0x7f.1", "01.02.03.04", "1.2.3.256", "1.2.3.4x", "", "1..2.3", "10"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct in_addr a = {0}, b = {0};
    int n = inet_pton(AF_INET, texts[i], &a), o = inet_aton(texts[i], &b);
    printf("\"%s\": pton %d %08x, aton %d %08x\n", texts[i], n, n == 1 ? ntohl(a.s_addr) : 0, o != 0, o ? ntohl(b.s_addr) : 0);
  }
  char text[16];
  struct in_addr a = {htonl(0x0a00020f)};
  printf("%s %s\n", inet_ntop(AF_INET, &a, text, sizeof text), inet_ntop(AF_INET, &a, text, 5) ? "fits" : "does not fit");
  printf("%x %x\n", htonl(0x01020304), htons(0x0102));
  return 0;
}
