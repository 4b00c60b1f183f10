// needs: root
/* Programs on sockets and devices, and pinned: SO_ATTACH_BPF, XDP by netlink (IFLA_XDP), BPF_OBJ_PIN and BPF_OBJ_GET. In a network namespace of its own. */
#define _GNU_SOURCE
#include "bpf_test.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define XDP_FLAGS_UPDATE_IF_NOEXIST 1
#define XDP_FLAGS_SKB_MODE 2
static int check(int r) { return r < 0 ? -errno : r; }
static void say(const char *what, int r) { printf("%s %d\n", what, r); }

static struct sockaddr_in here;
static int pair(int *server) {
  *server = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(0x7f000001)}};
  socklen_t n = sizeof a;
  bind(*server, (void *)&a, n), getsockname(*server, (void *)&a, &n);
  here = a;
  return socket(AF_INET, SOCK_DGRAM, 0);
}
static int through(int client, int server) {
  char text[32];
  sendto(client, "hello world", 11, 0, (void *)&here, sizeof here);
  return check(recv(server, text, sizeof text, MSG_DONTWAIT));
}

static void sockets(void) {
  int server, client = pair(&server);
  insn drop[] = {MOV(0, 0), EXIT}, cut[] = {MOV(0, 13), EXIT}, all[] = {MOV(0, -1), EXIT};
  /* The UDP header lies in front: bytes 8 and 9 are the text. */
  insn look[] = {MOVR(6, 1), I(0x28, 0, 0, 0, 8), I(0x15, 0, 0, 2, 0x6865), MOV(0, 0), EXIT, MOV(0, -1), EXIT};
  insn pass[] = {MOV(0, 2), EXIT};
  int f[] = {load(1, drop, LEN(drop)), load(1, cut, LEN(cut)), load(1, all, LEN(all)), load(1, look, LEN(look)), load(6, pass, LEN(pass))};
  const char *names[] = {"drop", "cut", "all", "look", "xdp"};
  for (int i = 0; i < 5; i++) {
    say(names[i], check(setsockopt(server, SOL_SOCKET, 50, &f[i], 4)));
    say("  came", through(client, server));
  }
  int bad = 999;
  say("no descriptor", check(setsockopt(server, SOL_SOCKET, 50, &bad, 4)));
  say("short", check(setsockopt(server, SOL_SOCKET, 50, &f[0], 2)));
  say("detach", check(setsockopt(server, SOL_SOCKET, 27, &bad, 4)));
  say("again", check(setsockopt(server, SOL_SOCKET, 27, &bad, 4)));
  say("came", through(client, server));
  close(client), close(server);
}

static int set_xdp(int ifindex, int fd, unsigned flags) {
  /* nlmsghdr, ifinfomsg, IFLA_XDP (nested) with IFLA_XDP_FD and IFLA_XDP_FLAGS. */
  struct {
    uint32_t length;
    uint16_t type, message_flags;
    uint32_t seq, port;
    uint8_t family, pad;
    uint16_t device;
    int32_t index;
    uint32_t device_flags, change;
    uint16_t nested[2], a[2];
    int32_t fd;
    uint16_t b[2];
    uint32_t flags;
  } m = {sizeof m, 19, 5, 1, 0, 0, 0, 0, ifindex, 0, 0, {20, 43 | 0x8000}, {8, 1}, fd, {8, 3}, flags};
  int s = socket(AF_NETLINK, SOCK_RAW, 0);
  send(s, &m, sizeof m, 0);
  struct {
    uint32_t length;
    uint16_t type, flags;
    uint32_t seq, port;
    int32_t error;
    char rest[4096];
  } answer;
  recv(s, &answer, sizeof answer, 0);
  close(s);
  return answer.type == 2 ? answer.error : 1;
}

static void xdp(void) {
  int lo = if_nametoindex("lo");
  int server, client = pair(&server);
  insn pass[] = {MOV(0, 2), EXIT}, drop[] = {MOV(0, 1), EXIT}, filter[] = {MOV(0, 0), EXIT};
  int p = load(6, pass, LEN(pass)), d = load(6, drop, LEN(drop)), f = load(1, filter, LEN(filter));
  say("pass", set_xdp(lo, p, XDP_FLAGS_SKB_MODE));
  say("came", through(client, server));
  say("drop if none", set_xdp(lo, d, XDP_FLAGS_SKB_MODE | XDP_FLAGS_UPDATE_IF_NOEXIST));
  say("drop", set_xdp(lo, d, XDP_FLAGS_SKB_MODE));
  say("came", through(client, server));
  say("a filter", set_xdp(lo, f, XDP_FLAGS_SKB_MODE));
  say("no descriptor", set_xdp(lo, 999, XDP_FLAGS_SKB_MODE));
  say("no device", set_xdp(99, p, XDP_FLAGS_SKB_MODE));
  say("bad flags", set_xdp(lo, p, 64));
  say("off", set_xdp(lo, -1, XDP_FLAGS_SKB_MODE));
  say("came", through(client, server));
  close(client), close(server);
}

static int object(int cmd, const char *path, int fd) {
  clear();
  ptr(0, path), u32(8, fd);
  return bpf(cmd, 16);
}
static void pins(void) {
  char dir[] = "/tmp/rz-bpffs-XXXXXX", path[64], below[64], dotted[64];
  mkdtemp(dir);
  say("mount", check(mount("bpf", dir, "bpf", 0, 0)));
  snprintf(path, 64, "%s/map", dir), snprintf(below, 64, "%s/d/prog", dir), snprintf(dotted, 64, "%s/a.b", dir);
  int map = map_create(2, 4, 8, 4, 0), key = 1;
  uint64_t value = 42;
  update(map, &key, &value, 0);
  say("pin", object(6, path, map));
  say("again", object(6, path, map));
  say("dot", object(6, dotted, map));
  say("elsewhere", object(6, "/tmp/rz-not-bpffs", map));
  say("no directory", object(6, below, map));
  close(map);
  map = object(7, path, 0);
  value = 0;
  lookup(map, &key, &value);
  printf("get %d value %d\n", map > 0, (int)value);
  insn pass[] = {MOV(0, 2), EXIT};
  int prog = load(6, pass, LEN(pass));
  char sub[64];
  snprintf(sub, 64, "%s/d", dir);
  say("mkdir", check(mkdir(sub, 0700)));
  say("pin program", object(6, below, prog));
  close(prog);
  prog = object(7, below, 0);
  char packet[64] = {0};
  say("runs", test_run(prog, packet, 64, 0, 0, 0));
  struct stat st;
  stat(below, &st);
  printf("mode %o size %d\n", st.st_mode, (int)st.st_size);
  say("open", check(open(below, O_RDONLY)));
  say("rmdir", check(rmdir(sub)));
  say("unlink", check(unlink(below)));
  say("get gone", object(7, below, 0));
  say("rmdir", check(rmdir(sub)));
  char moved[64];
  snprintf(moved, 64, "%s/other", dir);
  say("rename", check(rename(path, moved)));
  say("get", object(7, moved, 0) > 0);
  say("bad fd", object(6, path, 0));
  umount(dir), rmdir(dir);
}

int main(void) {
  setvbuf(stdout, 0, _IOLBF, 0);
  say("unshare", check(unshare(CLONE_NEWNET)));
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct ifreq r = {0};
  strcpy(r.ifr_name, "lo");
  r.ifr_flags = IFF_UP;
  say("up", check(ioctl(s, SIOCSIFFLAGS, &r)));
  close(s);
  sockets();
  xdp();
  pins();
  return 0;
}
