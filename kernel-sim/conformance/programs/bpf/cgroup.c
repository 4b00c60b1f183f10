// needs: root
/* cgroup2 and the programs on it: groups made and removed, processes moved, addresses rewritten, packets and sockets refused, who runs above whom. */
#include "bpf_test.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* Up to eight numbers, evaluated from left to right. */
#define SAY(format, ...)                                                                                               \
  do {                                                                                                                 \
    int v[8] = {__VA_ARGS__};                                                                                          \
    printf(format, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);                                                    \
  } while (0)

static char root[] = "/tmp/rz-cgroup-XXXXXX";
static char group[128], below[160];

static const char *in(const char *dir, const char *file) {
  static char path[2][256];
  static int turn;
  char *p = path[turn ^= 1];
  snprintf(p, sizeof path[0], "%s/%s", dir, file);
  return p;
}
static int put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) return -errno;
  int r = write(fd, text, strlen(text));
  if (r < 0) r = -errno;
  close(fd);
  return r;
}
static const char *get(const char *path) {
  static char text[4096];
  int fd = open(path, O_RDONLY);
  if (fd < 0) return "none\n";
  int n = read(fd, text, sizeof text - 1);
  close(fd);
  if (n < 0) return "unreadable\n";
  text[n] = 0;
  return text;
}
static int lines(const char *text) {
  int n = 0;
  for (; *text; text++) n += *text == '\n';
  return n;
}
static const char *own_group(void) {
  char *at = strstr(get("/proc/self/cgroup"), "0::");
  static char line[256];
  sscanf(at ? at : "none", "%255[^\n]", line);
  /* Its name has a number, so that two runs do not meet. */
  char *name = strstr(line, strrchr(group, '/'));
  if (name) memmove(name + 3, name + strlen(strrchr(group, '/')), strlen(name + strlen(strrchr(group, '/'))) + 1);
  return line;
}

static int load_for(int type, int attach, const insn *code, int n) {
  clear();
  u32(0, type), u32(4, n), ptr(8, code), ptr(16, "GPL"), u32(68, attach);
  return bpf(5, 144);
}
static int attach(int cg, int prog, int type, int flags) {
  clear();
  u32(0, cg), u32(4, prog), u32(8, type), u32(12, flags);
  return bpf(8, 20);
}
static int detach(int cg, int prog, int type) {
  clear();
  u32(0, cg), u32(4, prog), u32(8, type);
  return bpf(9, 20);
}
static int query(int cg, int type, int effective) {
  clear();
  u32(0, cg), u32(4, type), u32(8, effective);
  int r = bpf(16, 64);
  return r < 0 ? r : (int)(get32(24) * 10 + get32(12));
}

static struct sockaddr_in at(const char *ip, int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, ip, &a.sin_addr);
  return a;
}
static int check(int r) { return r < 0 ? -errno : r; }
static int try_connect(int type, const char *ip, int port) {
  int s = socket(AF_INET, type, 0);
  if (s < 0) return -errno;
  struct sockaddr_in a = at(ip, port);
  int r = check(connect(s, (void *)&a, sizeof a));
  socklen_t n = sizeof a;
  if (r == 0 && getpeername(s, (void *)&a, &n) == 0) r = ntohs(a.sin_port);
  close(s);
  return r;
}
static int try_bind(const char *ip, int port) {
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in a = at(ip, port);
  int r = check(bind(s, (void *)&a, sizeof a));
  socklen_t n = sizeof a;
  if (r == 0 && getsockname(s, (void *)&a, &n) == 0) r = ntohs(a.sin_port);
  close(s);
  return r;
}
static int send_to(int s, const char *ip, int port) {
  struct sockaddr_in a = at(ip, port);
  return check(sendto(s, "hello", 5, 0, (void *)&a, sizeof a));
}

static void groups(void) {
  SAY("mkdir %d again %d\n", check(mkdir(group, 0755)), check(mkdir(group, 0755)));
  SAY("below %d\n", check(mkdir(below, 0755)));
  SAY("file %d\n", check(open(in(group, "x"), O_CREAT | O_WRONLY, 0644)));
  printf("events %s", get(in(group, "cgroup.events")));
  SAY("rmdir with children %d, file %d\n", check(rmdir(group)), check(rmdir(in(group, "cgroup.procs"))));
  printf("type %s", get(in(group, "cgroup.type")));
  printf("max %s", get(in(group, "cgroup.max.depth")));
  SAY("nobody there: %d, letters %d, negative %d\n", put(in(group, "cgroup.procs"), "999999"), put(in(group, "cgroup.procs"), "me"), put(in(group, "cgroup.procs"), "-5"));
  SAY("unknown controller %d, sign %d\n", put(in(group, "cgroup.subtree_control"), "+nothing"), put(in(group, "cgroup.subtree_control"), "pids"));
  SAY("write controllers %d\n", put(in(group, "cgroup.controllers"), "x"));
  SAY("kill 2: %d, x: %d\n", put(in(group, "cgroup.kill"), "2"), put(in(group, "cgroup.kill"), "x"));
  SAY("move %d\n", put(in(group, "cgroup.procs"), "0"));
  printf("now %s, %d in it\n", own_group(), lines(get(in(group, "cgroup.procs"))));
  printf("events %s", get(in(group, "cgroup.events")));
  int said[2];
  pipe(said);
  int pid = fork();
  if (pid == 0) {
    printf("child %s, %d in it\n", own_group(), lines(get(in(group, "cgroup.procs"))));
    put(in(below, "cgroup.procs"), "0");
    printf("then %s, %d and %d\n", own_group(), lines(get(in(group, "cgroup.procs"))), lines(get(in(below, "cgroup.procs"))));
    fflush(stdout);
    write(said[1], "", 1);
    pause();
  }
  char said_so;
  read(said[0], &said_so, 1);
  close(said[0]), close(said[1]);
  SAY("rmdir with a process %d\n", check(rmdir(below)));
  SAY("kill %d\n", put(in(below, "cgroup.kill"), "1"));
  int status;
  waitpid(pid, &status, 0);
  SAY("died of %d\n", WTERMSIG(status));
  SAY("depth 0: %d, mkdir %d\n", put(in(below, "cgroup.max.depth"), "0"), check(mkdir(in(below, "deep"), 0755)));
  SAY("descendants %d\n", atoi(get(in(group, "cgroup.stat")) + 15));
}

/* r0 = verdict, whatever comes. */
static int constant(int type, int attach, int verdict) {
  insn code[] = {MOV(0, verdict), EXIT};
  return load_for(type, attach, code, LEN(code));
}
/* 10.96.0.1:80 becomes 127.0.0.1:port; 10.96.0.9 is refused; all else stays. */
static int service(int type, int port) {
  insn code[] = {I(0x61, 2, 1, 4, 0), I(0x61, 3, 1, 24, 0), I(0x16, 2, 0, 8, htonl(0x0a600009)),
                 I(0x56, 2, 0, 5, htonl(0x0a600001)), I(0x56, 3, 0, 4, htons(80)),
                 MOV(2, htonl(0x7f000001)), I(0x63, 1, 2, 4, 0), MOV(2, htons(port)), I(0x63, 1, 2, 24, 0), MOV(0, 1), EXIT, MOV(0, 0), EXIT};
  return load_for(18, type, code, LEN(code));
}

static void addresses(int cg, int server, int tcp_server) {
  struct sockaddr_in a;
  socklen_t n = sizeof a;
  getsockname(tcp_server, (void *)&a, &n);
  int tcp_port = ntohs(a.sin_port);
  getsockname(server, (void *)&a, &n);
  int udp_port = ntohs(a.sin_port);
  int p = service(10, tcp_port);
  SAY("connect4 program %d, as bind4 %d, as skb %d\n", p > 0, attach(cg, p, 8, 0), attach(cg, p, 0, 0));
  SAY("attach %d, flags %d\n", attach(cg, p, 10, 0), attach(cg, p, 10, 1 << 20));
  SAY("rewritten %d\n", try_connect(SOCK_STREAM, "10.96.0.1", 80) == tcp_port);
  SAY("refused %d udp %d\n", try_connect(SOCK_STREAM, "10.96.0.9", 80), try_connect(SOCK_DGRAM, "10.96.0.9", 80));
  SAY("other port %d\n", try_connect(SOCK_DGRAM, "127.0.0.1", 81));
  SAY("detach %d again %d\n", detach(cg, p, 10), detach(cg, p, 10));
  SAY("sendmsg4 %d\n", attach(cg, service(14, udp_port), 14, 0));
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  char text[16];
  SAY("sent %d refused %d\n", send_to(s, "10.96.0.1", 80), send_to(s, "10.96.0.9", 80));
  SAY("came %d\n", check(recv(server, text, sizeof text, 0)));
  SAY("detach by type %d\n", detach(cg, 0, 14));
  insn bind[] = {MOV(2, htons(4242)), I(0x63, 1, 2, 24, 0), MOV(0, 1), EXIT};
  int b = load_for(18, 8, bind, LEN(bind));
  SAY("bind4 %d port %d", attach(cg, b, 8, 0), try_bind("127.0.0.1", 4000));
  SAY(" detach %d port %d\n", detach(cg, b, 8), try_bind("127.0.0.1", 4000));
  int q = constant(9, 12, 0);
  SAY("post_bind4 %d port %d", attach(cg, q, 12, 0), try_bind("127.0.0.1", 4001));
  SAY(" detach %d\n", detach(cg, q, 12));
  insn set[] = {MOV(1, -111), CALL(187), MOV(0, 0), EXIT};
  int refuse = load_for(18, 10, set, LEN(set));
  SAY("set_retval %d connect %d", attach(cg, refuse, 10, 0), try_connect(SOCK_DGRAM, "127.0.0.1", 9));
  SAY(" detach %d\n", detach(cg, refuse, 10));
  close(s);
}

static void packets(int cg, int server) {
  struct sockaddr_in a;
  socklen_t n = sizeof a;
  char text[16];
  getsockname(server, (void *)&a, &n);
  int port = ntohs(a.sin_port), s = socket(AF_INET, SOCK_DGRAM, 0);
  int drop = constant(8, 1, 0);
  SAY("egress %d sendto %d", attach(cg, drop, 1, 0), send_to(s, "127.0.0.1", port));
  SAY(" detach %d sendto %d\n", detach(cg, drop, 1), send_to(s, "127.0.0.1", port));
  SAY("came %d\n", check(recv(server, text, sizeof text, 0)));
  int cn = constant(8, 1, 2);
  SAY("with congestion %d sendto %d", attach(cg, cn, 1, 0), send_to(s, "127.0.0.1", port));
  SAY(" detach %d\n", detach(cg, cn, 1));
  /* Length, first byte and family as the program sees them: from the IP header on. */
  int l = load(8, (insn[]){MOVR(6, 1), I(0x61, 7, 6, 0, 0), I(0x56, 7, 0, 10, 33), MOV(2, 0), MOVR(3, 10), ADD(3, -8), MOV(4, 1), CALL(26), I(0x71, 0, 10, -8, 0), I(0x56, 0, 0, 3, 0x45), I(0x61, 7, 6, 88, 0), MOV(0, 0), EXIT, MOV(0, 1), EXIT}, 15);
  SAY("looks %d: ingress %d sendto %d", l > 0, attach(cg, l, 0, 0), send_to(s, "127.0.0.1", port));
  SAY(" left %d", check(recv(server, text, sizeof text, MSG_DONTWAIT)));
  SAY(" detach %d\n", detach(cg, l, 0));
  int none = constant(9, 0, 0);
  SAY("sock create %d socket %d", attach(cg, none, 2, 0), check(socket(AF_INET, SOCK_STREAM, 0)));
  int u = socket(AF_UNIX, SOCK_STREAM, 0);
  SAY(" unix %d detach %d\n", u >= 0, detach(cg, none, 2));
  close(u);
  close(s);
}

static void hierarchy(int top, int leaf) {
  int pass = constant(8, 0, 1), drop = constant(8, 0, 0), other = constant(8, 0, 1);
  SAY("both flags %d, replace alone %d\n", attach(top, pass, 0, 3), attach(top, pass, 0, 4));
  SAY("exclusive %d below %d", attach(top, pass, 0, 0), attach(leaf, drop, 0, 0));
  SAY(" then override %d\n", attach(top, pass, 0, 1));
  SAY("detach %d, override %d below %d multi on it %d\n", detach(top, pass, 0), attach(top, pass, 0, 1), attach(leaf, drop, 0, 1), attach(leaf, other, 0, 2));
  SAY("query top %d leaf %d effective %d\n", query(top, 0, 0), query(leaf, 0, 0), query(leaf, 0, 1));
  SAY("detach %d %d\n", detach(leaf, drop, 0), detach(top, 0, 0));
  SAY("multi %d %d twice %d\n", attach(top, pass, 0, 2), attach(leaf, drop, 0, 2), attach(leaf, drop, 0, 2));
  SAY("more %d, query top %d leaf %d effective %d\n", attach(leaf, other, 0, 2), query(top, 0, 0), query(leaf, 0, 0), query(leaf, 0, 1));
  SAY("detach none %d other %d drop %d pass %d\n", detach(leaf, 0, 0), detach(leaf, other, 0), detach(leaf, drop, 0), detach(top, pass, 0));
  SAY("empty %d, no group %d, bad type %d\n", query(leaf, 0, 1), attach(0, pass, 0, 0), attach(leaf, pass, 100, 0));
  clear();
  u32(0, pass), u32(4, leaf), u32(8, 0);
  int link = bpf(28, 64);
  SAY("link %d query %d, not by detach %d\n", link > 0, query(leaf, 0, 0), detach(leaf, pass, 0));
  close(link);
  SAY("closed %d\n", query(leaf, 0, 0));
}

static void identity(const char *dir, int cg) {
  struct stat st;
  stat(dir, &st);
  int values = map_create(2, 4, 8, 4, 0), array = map_create(8, 4, 4, 2, 0), zero = 0, one = 1;
  insn code[] = {CALL(80), I(0x7b, 10, 0, -16, 0), I(0x62, 10, 0, -4, 0), MAP(1, values), MOVR(2, 10), ADD(2, -4), MOVR(3, 10), ADD(3, -16), MOV(4, 0), CALL(2),
                 MOV(1, 0), CALL(123), I(0x7b, 10, 0, -16, 0), I(0x62, 10, 0, -4, 1), MAP(1, values), MOVR(2, 10), ADD(2, -4), MOVR(3, 10), ADD(3, -16), MOV(4, 0), CALL(2), MOV(0, 1), EXIT};
  int p = load_for(9, 0, code, LEN(code));
  SAY("identity %d attach %d", p > 0, attach(cg, p, 2, 0));
  close(socket(AF_INET, SOCK_DGRAM, 0));
  uint64_t id = 0, top = 0;
  lookup(values, &zero, &id), lookup(values, &one, &top);
  SAY(" own %d root %d detach %d\n", id == st.st_ino, (int)top, detach(cg, p, 2));
  SAY("array %d no group %d\n", update(array, &zero, &cg, 0), update(array, &one, &values, 0));
}

int main(void) {
  setvbuf(stdout, 0, _IOLBF, 0);
  mkdtemp(root);
  if (mount("none", root, "cgroup2", 0, 0) != 0) return perror("mount"), 1;
  snprintf(group, sizeof group, "%s/rz%d", root, getpid());
  snprintf(below, sizeof below, "%s/below", group);
  struct stat st;
  stat(root, &st);
  SAY("root id %d\n", (int)st.st_ino);
  groups();
  int top = open(group, O_RDONLY | O_DIRECTORY), leaf = open(below, O_RDONLY | O_DIRECTORY);
  int udp = socket(AF_INET, SOCK_DGRAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in any = at("127.0.0.1", 0);
  bind(udp, (void *)&any, sizeof any);
  bind(tcp, (void *)&any, sizeof any);
  listen(tcp, 5);
  addresses(top, udp, tcp);
  packets(top, udp);
  hierarchy(top, leaf);
  identity(group, top);
  SAY("busy %d out %d\n", check(rmdir(group)), put(in(root, "cgroup.procs"), "0"));
  SAY("rmdir deep %d\n", check(rmdir(in(below, "deep"))));
  close(top), close(leaf);
  SAY("gone %d %d %d\n", check(rmdir(below)), check(rmdir(group)), check(rmdir(group)));
  umount(root);
  rmdir(root);
  return 0;
}
