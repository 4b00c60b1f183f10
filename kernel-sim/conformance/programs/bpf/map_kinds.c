// needs: root
/* Arrays, queues, stacks, prefix tries, maps of maps, program arrays, ring buffers: what bpf(2) answers for each. */
#include "bpf_test.h"

static void array(void) {
  int fd = map_create(2, 4, 8, 3, 0), k = 1;
  uint64_t v = 0;
  printf("array lookup %d", lookup(fd, &k, &v));
  printf(" %d\n", (int)v);
  v = 7;
  printf("update %d noexist %d exist %d\n", update(fd, &k, &v, 0), update(fd, &k, &v, 1), update(fd, &k, &v, 2));
  k = 3;
  printf("beyond: lookup %d update %d delete %d\n", lookup(fd, &k, &v), update(fd, &k, &v, 0), del(fd, &k));
  int at;
  k = 0;
  printf("next NULL %d", next(fd, 0, &at));
  printf(" %d, of 0 %d", at, next(fd, &k, &at));
  printf(" %d", at);
  k = 2;
  printf(", of 2 %d", next(fd, &k, &at));
  k = 50;
  printf(", of 50 %d", next(fd, &k, &at));
  printf(" %d\n", at);
  printf("key 8 %d, percpu mmap %d\n", map_create(2, 8, 8, 3, 0), map_create(6, 4, 8, 3, 1 << 10));
  int mm = map_create(2, 4, 8, 100, 1 << 10);
  uint64_t *p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, mm, 0);
  printf("mmap %d\n", p != MAP_FAILED);
  p[5] = 1234;
  k = 5, v = 0;
  lookup(mm, &k, &v);
  printf("through the page %d\n", (int)v);
  v = 4321;
  update(mm, &k, &v, 0);
  printf("and back %d\n", (int)p[5]);
  printf("mmap of a plain array %d\n", mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
}

static void queues(void) {
  for (int type = 22; type <= 23; type++) {
    int fd = map_create(type, 0, 4, 2, 0), v;
    for (v = 1; v <= 3; v++) printf("push %d: %d\n", v, update(fd, 0, &v, 0));
    v = 9;
    printf("push over the oldest %d\n", update(fd, 0, &v, 2));
    printf("noexist %d\n", update(fd, 0, &v, 1));
    v = 0;
    printf("peek %d", lookup(fd, 0, &v));
    printf(" %d\n", v);
    for (int i = 0; i < 3; i++) {
      v = 0;
      printf("pop %d", elem(21, fd, 0, &v, 0));
      printf(" %d\n", v);
    }
    printf("delete %d next %d\n", del(fd, 0), next(fd, 0, &v));
  }
}

struct prefix { uint32_t length; unsigned char address[4]; };
static void trie(void) {
  int fd = map_create(11, 8, 4, 8, 1), v;
  printf("trie without NO_PREALLOC %d, short key %d\n", map_create(11, 8, 4, 8, 0), map_create(11, 4, 4, 8, 1));
  struct prefix p[] = {{8, {10}}, {16, {10, 1}}, {24, {10, 1, 2}}, {0, {0}}, {32, {10, 1, 2, 3}}, {33, {1}}};
  for (int i = 0; i < LEN(p); i++) v = i + 1, printf("add /%d: %d\n", p[i].length, update(fd, &p[i], &v, 0));
  unsigned char ask[][4] = {{10, 1, 2, 3}, {10, 1, 2, 4}, {10, 1, 9, 9}, {10, 200, 0, 0}, {11, 1, 1, 1}};
  for (int i = 0; i < LEN(ask); i++) {
    struct prefix a = {32, {ask[i][0], ask[i][1], ask[i][2], ask[i][3]}};
    v = 0;
    printf("match %d", lookup(fd, &a, &v));
    printf(" %d\n", v);
  }
  struct prefix at, *from = 0, last;
  while (next(fd, from, &at) == 0) printf("key %d.%d.%d.%d/%d\n", at.address[0], at.address[1], at.address[2], at.address[3], at.length), last = at, from = &last;
  printf("delete /24 %d again %d\n", del(fd, &p[2]), del(fd, &p[2]));
  printf("noexist %d exist %d\n", update(fd, &p[0], &v, 1), update(fd, &p[2], &v, 2));
}

static void holders(void) {
  int inner = map_create(2, 4, 4, 1, 0), other = map_create(2, 4, 4, 2, 0), k = 0, v = 0;
  clear(), u32(0, 12), u32(4, 4), u32(8, 4), u32(12, 2), u32(20, inner);
  int outer = bpf(0, 72);
  printf("array of maps %d\n", outer > 0);
  printf("set %d, misfit %d, no map %d\n", update(outer, &k, &inner, 0), update(outer, &k, &other, 0), update(outer, &k, &k, 0));
  printf("id %d", lookup(outer, &k, &v));
  printf(" %d\n", v > 0);
  k = 1;
  printf("empty %d delete %d\n", lookup(outer, &k, &v), del(outer, &k));
  insn ok[] = {MOV(0, 1), EXIT};
  int prog = load(1, ok, 2), progs = map_create(3, 4, 4, 2, 0);
  printf("program %d set %d\n", prog > 0, update(progs, &k, &prog, 0));
  printf("set a map %d, flags %d\n", update(progs, &k, &inner, 0), update(progs, &k, &prog, 1));
  printf("delete %d again %d\n", del(progs, &k), del(progs, &k));
  printf("value 8 %d\n", map_create(3, 4, 8, 2, 0));
  printf("ring 4096 %d, 5000 %d, 12288 %d, value 4 %d\n", map_create(27, 0, 0, 4096, 0) > 0, map_create(27, 0, 0, 5000, 0), map_create(27, 0, 0, 12288, 0), map_create(27, 0, 4, 4096, 0));
  int ring = map_create(27, 0, 0, 4096, 0);
  printf("ring lookup %d update %d next %d\n", lookup(ring, &k, &v), update(ring, &k, &v, 0), next(ring, &k, &v));
  printf("stack trace %d, odd value %d\n", map_create(7, 4, 16, 8, 0) > 0, map_create(7, 4, 12, 8, 0));
}

int main(void) {
  array();
  queues();
  trie();
  holders();
  return 0;
}
