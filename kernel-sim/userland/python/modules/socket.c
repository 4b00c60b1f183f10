/* _socket: the system calls of sockets. lib/socket.py has the class. Addresses: (host, port), a path for AF_UNIX. */
#include "../py.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <stdlib.h>
#include <unistd.h>

typedef union { struct sockaddr sa; struct sockaddr_in in; struct { unsigned short family, port; unsigned flow; unsigned char addr[16]; unsigned scope; } in6; struct { unsigned short family; char path[108]; } un; char room[128]; } Address;

static V checked(long r) {
  if (r < 0) raise_errno(NULL);
  return SMALL(r);
}
/* Names: dotted numbers, "", "localhost", and what /etc/hosts has. */
static uint32_t host_of(V v) {
  const char *s = CSTR(v);
  struct in_addr a;
  if (!*s) return 0;
  if (!strcmp(s, "<broadcast>")) return 0xffffffffu;
  if (!strcmp(s, "localhost")) return htonl(0x7f000001);
  if (inet_pton(AF_INET, s, &a) == 1) return a.s_addr;
  extern Str *read_source(const char *);
  Str *hosts = read_source("/etc/hosts");
  for (const char *line = hosts ? hosts->s : ""; *line;) {
    const char *end = strchr(line, '\n');
    Str *text = str_new(line, end ? end - line : (long)strlen(line));
    List *words = LIST(call_method((V)text, intern("split"), 0, NULL));
    for (long i = 1; i < words->len; i++)
      if (!strcmp(CSTR(words->v[i]), s) && inet_pton(AF_INET, CSTR(words->v[0]), &a) == 1) return a.s_addr;
    if (!end) break;
    line = end + 1;
  }
  V cls = dict_get(((Module *)import_module(intern("_socket")))->dict, (V)intern("gaierror")), args[2] = {SMALL(-2), (V)str_c("Name or service not known")};
  raise_value(new_exc(TYPEOBJ(cls), 2, args));
}
static socklen_t address_of(int family, V v, Address *a) {
  memset(a, 0, sizeof *a);
  if (family == AF_UNIX) {
    unsigned char *s;
    long n;
    if (as_buffer(v, &s, &n)) ;
    else s = (unsigned char *)fs_path(v), n = strlen((char *)s);
    if (n > 107) raise(E.OSError, "AF_UNIX path too long");
    a->un.family = AF_UNIX;
    memcpy(a->un.path, s, n);
    return 2 + n + (n && s[0] ? 1 : 0);
  }
  if (!IS_TUPLE(v) || TUPLE(v)->len < 2) raise(E.TypeError, "AF_INET address must be tuple, not %T", v);
  if (!IS_STR(TUPLE(v)->v[0])) raise(E.TypeError, "str, bytes or bytearray expected, not %T", TUPLE(v)->v[0]);
  long port = as_long(TUPLE(v)->v[1]);
  if (port < 0 || port > 65535) raise(E.OverflowError, "bind(): port must be 0-65535.");
  if (family == AF_INET6) {
    a->in6.family = AF_INET6, a->in6.port = htons(port);
    if (*CSTR(TUPLE(v)->v[0]) && inet_pton(AF_INET6, CSTR(TUPLE(v)->v[0]), a->in6.addr) != 1) raise(E.OSError, "illegal IP address string passed to inet_pton");
    return 28;
  }
  a->in.sin_family = AF_INET, a->in.sin_port = htons(port);
  a->in.sin_addr.s_addr = host_of(TUPLE(v)->v[0]);
  return sizeof a->in;
}
static V address_value(Address *a, socklen_t len) {
  char s[64];
  if (len < 2) return None;
  if (a->sa.sa_family == AF_INET) return tuple2((V)str_c(inet_ntop(AF_INET, &a->in.sin_addr, s, sizeof s)), SMALL(ntohs(a->in.sin_port)));
  if (a->sa.sa_family == AF_INET6) return tuple_of((V[]){(V)str_c(inet_ntop(AF_INET6, a->in6.addr, s, sizeof s) ? s : "::"), SMALL(ntohs(a->in6.port)), SMALL(0), SMALL(0)}, 4);
  if (a->sa.sa_family == AF_UNIX) return (V)(len > 2 ? a->un.path[0] ? str_new(a->un.path, strnlen(a->un.path, len - 2)) : (Str *)bytes_new(a->un.path, len - 2) : py.empty_str);
  return None;
}
/* Goes on after a signal, when its Python handler did not raise. */
#define RETRY(r, call) do { r = call; if (r < 0 && errno == EINTR) handle_signals(); } while (r < 0 && errno == EINTR)

static V s_socket(int n, V *a, Dict *kw) { return checked(socket(as_long(a[0]), as_long(a[1]) | SOCK_CLOEXEC, as_long(a[2]))); }
static V s_socketpair(int n, V *a, Dict *kw) {
  int fds[2];
  if (socketpair(as_long(a[0]), as_long(a[1]) | SOCK_CLOEXEC, as_long(a[2]), fds) < 0) raise_errno(NULL);
  return tuple2(SMALL(fds[0]), SMALL(fds[1]));
}
static V s_bind(int n, V *a, Dict *kw) { /* fd, family, address */
  Address x;
  socklen_t len = address_of(as_long(a[1]), a[2], &x);
  return checked(bind(as_long(a[0]), &x.sa, len)), None;
}
static V s_connect(int n, V *a, Dict *kw) {
  Address x;
  socklen_t len = address_of(as_long(a[1]), a[2], &x);
  long r;
  RETRY(r, connect(as_long(a[0]), &x.sa, len));
  return checked(r), None;
}
static V s_listen(int n, V *a, Dict *kw) { return checked(listen(as_long(a[0]), as_long(a[1]))), None; }
static V s_accept(int n, V *a, Dict *kw) {
  Address x;
  socklen_t len = sizeof x;
  long r;
  RETRY(r, accept4(as_long(a[0]), &x.sa, &len, SOCK_CLOEXEC));
  return tuple2(checked(r), address_value(&x, len));
}
static V s_send(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len, r;
  need_buffer(a[1], &s, &len);
  RETRY(r, sendto(as_long(a[0]), s, len, as_long(a[2]), NULL, 0));
  return checked(r);
}
static V s_sendto(int n, V *a, Dict *kw) { /* fd, data, flags, family, address */
  Address x;
  unsigned char *s;
  long len, r;
  need_buffer(a[1], &s, &len);
  socklen_t alen = address_of(as_long(a[3]), a[4], &x);
  RETRY(r, sendto(as_long(a[0]), s, len, as_long(a[2]), &x.sa, alen));
  return checked(r);
}
static V s_recvfrom(int n, V *a, Dict *kw) { /* fd, size, flags, want the address */
  Address x;
  socklen_t len = sizeof x;
  long want = as_long(a[1]), r;
  if (want < 0) raise(E.ValueError, "negative buffersize in recv");
  unsigned char *s = gc_raw(want + 1);
  int from = truth(a[3]);
  RETRY(r, recvfrom(as_long(a[0]), s, want, as_long(a[2]), from ? &x.sa : NULL, from ? &len : NULL));
  checked(r);
  return from ? tuple2(bytes_new(s, r), address_value(&x, len)) : bytes_new(s, r);
}
static V s_setsockopt(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len;
  int v;
  if (as_buffer(a[3], &s, &len)) return checked(setsockopt(as_long(a[0]), as_long(a[1]), as_long(a[2]), s, len)), None;
  v = as_long(a[3]);
  return checked(setsockopt(as_long(a[0]), as_long(a[1]), as_long(a[2]), &v, sizeof v)), None;
}
static V s_getsockopt(int n, V *a, Dict *kw) {
  int v = 0;
  socklen_t len = sizeof v;
  if (n > 3 && as_long(a[3])) {
    len = as_long(a[3]);
    unsigned char *s = gc_raw(len);
    checked(getsockopt(as_long(a[0]), as_long(a[1]), as_long(a[2]), s, &len));
    return bytes_new(s, len);
  }
  checked(getsockopt(as_long(a[0]), as_long(a[1]), as_long(a[2]), &v, &len));
  return SMALL(v);
}
static V name_of(int (*f)(int, struct sockaddr *, socklen_t *), V fd) {
  Address x;
  socklen_t len = sizeof x;
  checked(f(as_long(fd), &x.sa, &len));
  return address_value(&x, len);
}
static V s_getsockname(int n, V *a, Dict *kw) { return name_of((int (*)(int, struct sockaddr *, socklen_t *))getsockname, a[0]); }
static V s_getpeername(int n, V *a, Dict *kw) { return name_of((int (*)(int, struct sockaddr *, socklen_t *))getpeername, a[0]); }
static V s_shutdown(int n, V *a, Dict *kw) { return checked(shutdown(as_long(a[0]), as_long(a[1]))), None; }
static V s_inet_aton(int n, V *a, Dict *kw) {
  struct in_addr x;
  if (inet_pton(AF_INET, CSTR(a[0]), &x) != 1) raise(E.OSError, "illegal IP address string passed to inet_aton");
  return bytes_new(&x, 4);
}
static V s_inet_ntoa(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len;
  need_buffer(a[0], &s, &len);
  if (len != 4) raise(E.OSError, "packed IP wrong length");
  return (V)fmt("%d.%d.%d.%d", s[0], s[1], s[2], s[3]);
}
static V s_htons(int n, V *a, Dict *kw) { return SMALL(htons(as_long(a[0]))); }
static V s_htonl(int n, V *a, Dict *kw) { return SMALL(htonl(as_u64_mask(a[0]))); }
static V s_gethostname(int n, V *a, Dict *kw) {
  char s[256];
  gethostname(s, sizeof s);
  return (V)str_c(s);
}
static V s_gethostbyname(int n, V *a, Dict *kw) {
  uint32_t h = host_of(a[0]);
  V b = bytes_new(&h, 4);
  return s_inet_ntoa(1, &b, NULL);
}
static V s_if_nametoindex(int n, V *a, Dict *kw) {
  extern Str *read_source(const char *);
  Str *s = read_source(fmt("/sys/class/net/%S/ifindex", a[0])->s);
  if (!s) raise(E.OSError, "no interface with this name");
  return int_parse(s->s, s->len, 10);
}
#define D(name, k) {#name, s_##name, k, k}
static const Def defs[] = {D(socket, 3), D(socketpair, 3), D(bind, 3), D(connect, 3), D(listen, 2), D(accept, 1), D(send, 3), D(sendto, 5), D(recvfrom, 4), D(setsockopt, 4), {"getsockopt", s_getsockopt, 3, 4}, D(getsockname, 1), D(getpeername, 1), D(shutdown, 2),
  D(inet_aton, 1), D(inet_ntoa, 1), D(htons, 1), {"ntohs", s_htons, 1, 1}, D(htonl, 1), {"ntohl", s_htonl, 1, 1}, D(gethostname, 0), D(gethostbyname, 1), D(if_nametoindex, 1), {0}};
Module *module_socket(void) {
  static const struct { const char *name; int v; } values[] = {{"AF_UNSPEC", 0}, {"AF_UNIX", 1}, {"AF_INET", 2}, {"AF_INET6", 10}, {"AF_NETLINK", 16}, {"AF_PACKET", 17}, {"SOCK_STREAM", 1}, {"SOCK_DGRAM", 2}, {"SOCK_RAW", 3}, {"SOL_SOCKET", 1}, {"SO_REUSEADDR", 2}, {"SO_TYPE", 3},
    {"SO_ERROR", 4}, {"SO_BROADCAST", 6}, {"SO_SNDBUF", 7}, {"SO_RCVBUF", 8}, {"SO_KEEPALIVE", 9}, {"SO_LINGER", 13}, {"SO_REUSEPORT", 15}, {"SO_RCVTIMEO", 20}, {"SO_SNDTIMEO", 21}, {"SO_BINDTODEVICE", 25}, {"SO_ATTACH_BPF", 50}, {"IPPROTO_IP", 0}, {"IPPROTO_ICMP", 1}, {"IPPROTO_TCP", 6}, {"IPPROTO_UDP", 17},
    {"IP_TTL", 2}, {"TCP_NODELAY", 1}, {"MSG_PEEK", 2}, {"MSG_DONTWAIT", 64}, {"MSG_WAITALL", 256}, {"MSG_NOSIGNAL", 0x4000}, {"SHUT_RD", 0}, {"SHUT_WR", 1}, {"SHUT_RDWR", 2}, {"SOMAXCONN", 4096}};
  Module *m = module_new("_socket", defs);
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++) dict_sets(m->dict, values[i].name, SMALL(values[i].v));
  Type *gai = TYPEOBJ(class_new(T.type, intern("gaierror"), TUPLE(tuple_of((V[]){(V)E.OSError}, 1)), dict_new(), NULL));
  gai->module = intern("socket");
  dict_sets(m->dict, "gaierror", (V)gai);
  return m;
}
