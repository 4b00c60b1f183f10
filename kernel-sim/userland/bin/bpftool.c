/*
 * bpftool(8), the part that looks and sets: `prog show`, `prog dump xlated id N [opcodes]`, `prog pin id N PATH`, `map show`, `map dump id N`,
 * `map lookup|update|delete id N key B… [value B…]`, `link show`, `net attach xdp id N dev NAME`, `net detach xdp dev NAME`.
 * Bytes are decimal or 0x…. Loading objects is not there: programs are loaded by bcc or by bpf(2).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *const prog_types[] = {"unspec", "socket_filter", "kprobe", "sched_cls", "sched_act", "tracepoint", "xdp", "perf_event", "cgroup_skb", "cgroup_sock", "lwt_in", "lwt_out", "lwt_xmit", "sock_ops", "sk_skb", "cgroup_device", "sk_msg", "raw_tracepoint", "cgroup_sock_addr"};
static const char *const map_types[] = {"unspec", "hash", "array", "prog_array", "perf_event_array", "percpu_hash", "percpu_array", "stack_trace", "cgroup_array", "lru_hash", "lru_percpu_hash", "lpm_trie", "array_of_maps", "hash_of_maps", "devmap", "sockmap", "cpumap", "xskmap", "sockhash", "cgroup_storage", "reuseport_sockarray", "percpu_cgroup_storage", "queue", "stack", "sk_storage", "devmap_hash", "struct_ops", "ringbuf"};
#define NAME(table, i) ((i) < sizeof(table) / sizeof(table[0]) ? table[i] : "unknown")

static int bpf(int cmd, union bpf_attr *attr, unsigned size) { return syscall(321, cmd, attr, size); }

static void fail(const char *what) {
  fprintf(stderr, "Error: %s: %s\n", what, strerror(errno));
  exit(255);
}
static int usage(void) {
  fprintf(stderr, "Usage: bpftool { prog | map | link | net } { COMMAND | help }\n");
  return 255;
}

static int by_id(int cmd, unsigned id) {
  union bpf_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.prog_id = id;
  int fd = bpf(cmd, &attr, sizeof attr);
  if (fd < 0) fail("get by id");
  return fd;
}
static void info(int fd, void *to, unsigned size) {
  union bpf_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.info.bpf_fd = fd;
  attr.info.info_len = size;
  attr.info.info = (unsigned long)to;
  if (bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof attr) < 0) fail("can't get info");
}
/* Goes through all objects of a kind. */
static void each(int next, int get, void (*show)(int fd)) {
  union bpf_attr attr;
  for (unsigned id = 0;; id = attr.next_id) {
    memset(&attr, 0, sizeof attr);
    attr.start_id = id;
    if (bpf(next, &attr, sizeof attr) < 0) {
      if (errno != ENOENT) fail("get next id");
      return;
    }
    int fd = by_id(get, attr.next_id);
    show(fd);
    close(fd);
  }
}

static void show_prog(int fd) {
  struct bpf_prog_info p;
  unsigned maps[64];
  memset(&p, 0, sizeof p);
  p.nr_map_ids = 64;
  p.map_ids = (unsigned long)maps;
  info(fd, &p, sizeof p);
  printf("%u: %s  ", p.id, NAME(prog_types, p.type));
  if (p.name[0]) printf("name %s  ", p.name);
  printf("tag ");
  for (int i = 0; i < 8; i++) printf("%02x", p.tag[i]);
  if (p.gpl_compatible) printf("  gpl");
  printf("\n\tloaded_at %lus  uid %u\n\txlated %uB  not jited", (unsigned long)(p.load_time / 1000000000), p.created_by_uid, p.xlated_prog_len);
  for (unsigned i = 0; i < p.nr_map_ids && i < 64; i++) printf("%s%u", i ? "," : "  map_ids ", maps[i]);
  printf("\n");
}
static void show_map(int fd) {
  struct bpf_map_info m;
  memset(&m, 0, sizeof m);
  info(fd, &m, sizeof m);
  printf("%u: %s  ", m.id, NAME(map_types, m.type));
  if (m.name[0]) printf("name %s  ", m.name);
  printf("flags 0x%x\n\tkey %uB  value %uB  max_entries %u\n", m.map_flags, m.key_size, m.value_size, m.max_entries);
}
static void show_link(int fd) {
  struct bpf_link_info l;
  memset(&l, 0, sizeof l);
  info(fd, &l, sizeof l);
  static const char *const kinds[] = {"unspec", "raw_tracepoint", "tracing", "cgroup", "iter", "netns", "xdp", "perf_event"};
  printf("%u: %s  prog %u\n", l.id, NAME(kinds, l.type), l.prog_id);
}

static int dump_prog(unsigned id, int opcodes) {
  struct bpf_prog_info p;
  memset(&p, 0, sizeof p);
  int fd = by_id(BPF_PROG_GET_FD_BY_ID, id);
  info(fd, &p, sizeof p);
  unsigned n = p.xlated_prog_len;
  unsigned char *code = malloc(n);
  memset(&p, 0, sizeof p);
  p.xlated_prog_len = n;
  p.xlated_prog_insns = (unsigned long)code;
  info(fd, &p, sizeof p);
  for (unsigned i = 0; i < n; i += 8) {
    printf("%4u: (%02x) dst r%d src r%d off %+d imm %d", i / 8, code[i], code[i + 1] & 15, code[i + 1] >> 4, *(short *)(code + i + 2), *(int *)(code + i + 4));
    if (opcodes)
      for (int b = 0; b < 8; b++) printf("%s%02x", b ? " " : "\n       ", code[i + b]);
    printf("\n");
  }
  return 0;
}

static void bytes(const char *what, const unsigned char *p, unsigned n) {
  printf("%s:", what);
  for (unsigned i = 0; i < n; i++) printf(" %02x", p[i]);
}
static int element(int cmd, int fd, void *key, void *value) {
  union bpf_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.map_fd = fd;
  attr.key = (unsigned long)key;
  attr.value = (unsigned long)value;
  return bpf(cmd, &attr, sizeof attr);
}
static unsigned value_bytes(const struct bpf_map_info *m) {
  int percpu = m->type == BPF_MAP_TYPE_PERCPU_HASH || m->type == BPF_MAP_TYPE_PERCPU_ARRAY || m->type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
  return percpu ? (m->value_size + 7) / 8 * 8 * sysconf(_SC_NPROCESSORS_CONF) : m->value_size;
}
static int dump_map(int fd) {
  struct bpf_map_info m;
  memset(&m, 0, sizeof m);
  info(fd, &m, sizeof m);
  unsigned size = value_bytes(&m), found = 0;
  unsigned char *key = malloc(m.key_size), *next = malloc(m.key_size), *value = malloc(size);
  for (void *from = NULL; element(BPF_MAP_GET_NEXT_KEY, fd, from, next) == 0; from = key) {
    memcpy(key, next, m.key_size);
    if (element(BPF_MAP_LOOKUP_ELEM, fd, key, value) < 0) continue;
    bytes("key", key, m.key_size);
    bytes("  value", value, size);
    printf("\n");
    found++;
  }
  printf("Found %u element%s\n", found, found == 1 ? "" : "s");
  return 0;
}
/* Bytes of the command line up to a word. */
static unsigned take(char **words, unsigned char *to, unsigned room) {
  unsigned n = 0;
  while (*words && strcmp(*words, "value") && n < room) to[n++] = strtoul(*words++, NULL, 0);
  return n;
}
static int map_element(const char *what, int fd, char **words) {
  struct bpf_map_info m;
  memset(&m, 0, sizeof m);
  info(fd, &m, sizeof m);
  unsigned size = value_bytes(&m);
  unsigned char *key = calloc(1, m.key_size + 1), *value = calloc(1, size + 1);
  if (!*words || strcmp(*words, "key")) return usage();
  unsigned n = take(words + 1, key, m.key_size);
  if (n < m.key_size) {
    fprintf(stderr, "Error: not enough bytes for key\n");
    return 255;
  }
  if (!strcmp(what, "update")) {
    char **rest = words + 1 + n;
    if (!*rest || strcmp(*rest, "value") || take(rest + 1, value, size) == 0) return usage();
    if (element(BPF_MAP_UPDATE_ELEM, fd, key, value) < 0) fail("update failed");
  } else if (!strcmp(what, "delete")) {
    if (element(BPF_MAP_DELETE_ELEM, fd, key, NULL) < 0) fail("delete failed");
  } else {
    if (element(BPF_MAP_LOOKUP_ELEM, fd, key, value) < 0) fail("lookup failed");
    bytes("key", key, m.key_size);
    bytes("  value", value, size);
    printf("\n");
  }
  return 0;
}

static int net(int argc, char **argv) {
  union bpf_attr attr;
  memset(&attr, 0, sizeof attr);
  if (argc < 8 || strcmp(argv[2], "attach") || strcmp(argv[3], "xdp") || strcmp(argv[4], "id") || strcmp(argv[6], "dev")) return usage();
  attr.link_create.prog_fd = by_id(BPF_PROG_GET_FD_BY_ID, atoi(argv[5]));
  attr.link_create.target_ifindex = if_nametoindex(argv[7]);
  attr.link_create.attach_type = BPF_XDP;
  int link = bpf(BPF_LINK_CREATE, &attr, sizeof attr);
  if (link < 0) fail("interface xdp attach failed");
  /* The link goes with its last descriptor: a pin keeps it. */
  char path[64];
  snprintf(path, sizeof path, "/sys/fs/bpf/xdp_%s", argv[7]);
  memset(&attr, 0, sizeof attr);
  attr.pathname = (unsigned long)path;
  attr.bpf_fd = link;
  if (bpf(BPF_OBJ_PIN, &attr, sizeof attr) < 0) fail(path);
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 2) return usage();
  const char *command = argc > 2 ? argv[2] : "show";
  int show = !strcmp(command, "show") || !strcmp(command, "list");
  if (!strcmp(argv[1], "net")) return net(argc, argv);
  if (show && !strcmp(argv[1], "prog")) each(BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID, show_prog);
  else if (show && !strcmp(argv[1], "map")) each(BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID, show_map);
  else if (show && !strcmp(argv[1], "link")) each(BPF_LINK_GET_NEXT_ID, BPF_LINK_GET_FD_BY_ID, show_link);
  else if (!strcmp(argv[1], "prog") && argc > 5 && !strcmp(command, "dump") && !strcmp(argv[4], "id")) return dump_prog(atoi(argv[5]), argc > 6);
  else if (!strcmp(argv[1], "prog") && argc > 5 && !strcmp(command, "pin") && !strcmp(argv[3], "id")) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.pathname = (unsigned long)argv[5];
    attr.bpf_fd = by_id(BPF_PROG_GET_FD_BY_ID, atoi(argv[4]));
    if (bpf(BPF_OBJ_PIN, &attr, sizeof attr) < 0) fail(argv[5]);
  } else if (!strcmp(argv[1], "map") && argc > 4 && !strcmp(argv[3], "id")) {
    int fd = by_id(BPF_MAP_GET_FD_BY_ID, atoi(argv[4]));
    if (!strcmp(command, "dump")) return dump_map(fd);
    return map_element(command, fd, argv + 5);
  } else return usage();
  return 0;
}
