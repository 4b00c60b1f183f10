/* A raw socket and a ping socket see an echo request and its answer. Needs root. */
#include "net.h"
#include <netinet/ip_icmp.h>

static unsigned short sum(const unsigned char *b, int n) {
  unsigned total = 0;
  for (int i = 0; i < n; i += 2) total += (unsigned)(b[i] << 8 | (i + 1 < n ? b[i + 1] : 0));
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  return htons((unsigned short)~total);
}

int main(void) {
  if (geteuid() != 0) return 0;
  int raw = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), only = socket(AF_INET, SOCK_RAW, 253);
  unsigned char packet[32] = {8, 0, 0, 0, 0x12, (unsigned char)getpid(), 0, 1}, in[200];
  unsigned short check = sum(packet, sizeof packet);
  memcpy(packet + 2, &check, 2);
  struct sockaddr_in to = loopback(0), from;
  socklen_t size = sizeof from;
  struct timeval limit = {1, 0};
  setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  show(sendto(raw, packet, sizeof packet, 0, (struct sockaddr *)&to, sizeof to));
  int request = 0, reply = 0;
  for (int i = 0; i < 50 && !(request && reply); i++) {
    long n = recvfrom(raw, in, sizeof in, 0, (struct sockaddr *)&from, &size);
    if (n < 52 || in[24] != 0x12 || in[25] != (unsigned char)getpid()) continue;
    if (in[20] == 8) request = 1;
    if (in[20] == 0) reply = 1;
    printf("%ld bytes, version %d, protocol %d, type %d, from %s port %d\n", n, in[0] >> 4, in[9], in[20], inet_ntoa(from.sin_addr),
           ntohs(from.sin_port));
  }
  show(recv(only, in, sizeof in, MSG_DONTWAIT));
  show(sendto(only, "data", 4, 0, (struct sockaddr *)&to, sizeof to));
  long n = recv(only, in, sizeof in, 0);
  printf("own protocol: %ld bytes, protocol %d, data %.4s\n", n, in[9], in + 20);
  int on = 1;
  show(setsockopt(only, IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
  unsigned char header[24] = {0x45, 0, 0, 0, 0, 0, 0, 0, 17, 253, 0, 0, 0, 0, 0, 0, 127, 0, 0, 1, 'o', 'w', 'n', '!'};
  show(sendto(only, header, sizeof header, 0, (struct sockaddr *)&to, sizeof to));
  n = recv(only, in, sizeof in, 0);
  printf("own header: %ld bytes, ttl %d, source %d.%d, data %.4s\n", n, in[8], in[12], in[15], in + 20);
  show(sendto(only, header, 10, 0, (struct sockaddr *)&to, sizeof to));
  int stream = socket(AF_INET, SOCK_STREAM, 0);
  show(setsockopt(stream, IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
  return 0;
}
