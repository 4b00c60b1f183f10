// needs: root
/* Hash maps by bpf(2): flags, full maps, going through all keys, LRU, lookup-and-delete, batches. */
#include "bpf_test.h"

static int compare(const void *a, const void *b) { return *(int *)a - *(int *)b; }
int main(void) {
  int fd = map_create(1, 4, 8, 4, 0);
  printf("create %d\n", fd > 0);
  for (int k = 1; k <= 5; k++) {
    uint64_t v = k * 10;
    printf("update %d: %d\n", k, update(fd, &k, &v, 0));
  }
  int k = 3;
  uint64_t v = 99;
  printf("noexist %d\n", update(fd, &k, &v, 1));
  printf("exist %d\n", update(fd, &k, &v, 2));
  printf("both %d\n", update(fd, &k, &v, 3));
  printf("lock %d\n", update(fd, &k, &v, 4));
  printf("flag 8 %d\n", update(fd, &k, &v, 8));
  v = 0;
  printf("lookup %d", lookup(fd, &k, &v));
  printf(" %d\n", (int)v);
  k = 77;
  printf("lookup absent %d\n", lookup(fd, &k, &v));
  printf("exist absent %d\n", update(fd, &k, &v, 2));
  printf("delete absent %d\n", del(fd, &k));
  k = 2;
  printf("delete %d\n", del(fd, &k));
  int keys[8], n = 0, at, *from = 0;
  while (next(fd, from, &at) == 0 && n < 8) keys[n++] = at, from = &keys[n - 1];
  printf("end %d\n", next(fd, from, &at));
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      if (compare(&keys[i], &keys[j]) > 0) at = keys[i], keys[i] = keys[j], keys[j] = at;
  for (int i = 0; i < n; i++) printf("key %d\n", keys[i]);
  k = 1234;
  printf("next of absent %d\n", next(fd, &k, &at));
  k = 3;
  v = 0;
  printf("lookup and delete %d", elem(21, fd, &k, &v, 0));
  printf(" %d\n", (int)v);
  printf("again %d\n", elem(21, fd, &k, &v, 0));
  printf("bad key address %d\n", lookup(fd, (void *)8, &v));
  printf("bad value address %d\n", lookup(fd, &(int){1}, (void *)8));
  printf("bad fd %d\n", lookup(0, &k, &v));
  printf("closed fd %d\n", lookup(999, &k, &v));
  clear(), u32(0, fd), u32(40, 1);
  printf("junk behind %d\n", bpf(1, 144));
  printf("command 1000 %d\n", bpf(1000, 32));

  int batch = map_create(1, 4, 4, 16, 0), bk[4] = {1, 2, 3, 4}, bv[4] = {5, 6, 7, 8};
  clear(), ptr(16, bk), ptr(24, bv), u32(32, 4), u32(36, batch);
  printf("update batch %d", bpf(26, 56));
  printf(" %d\n", (int)get32(32));
  int ok[16], ov[16];
  uint32_t token;
  clear(), ptr(8, &token), ptr(16, ok), ptr(24, ov), u32(32, 16), u32(36, batch);
  int r = bpf(24, 56), got = get32(32), sum = 0;
  for (int i = 0; i < got; i++) sum += ok[i] * ov[i];
  printf("lookup batch %d count %d sum %d\n", r, got, sum);
  clear(), ptr(16, bk), u32(32, 2), u32(36, batch);
  printf("delete batch %d", bpf(27, 56));
  printf(" %d\n", (int)get32(32));
  k = 1;
  printf("gone %d\n", lookup(batch, &k, &v));
  clear(), u32(0, batch);
  printf("freeze %d\n", bpf(22, 4));
  printf("update frozen %d\n", update(batch, &k, &v, 0));
  clear(), u32(0, batch);
  printf("freeze again %d\n", bpf(22, 4));

  printf("no key %d\n", map_create(1, 0, 4, 1, 0));
  printf("no value %d\n", map_create(1, 4, 0, 1, 0));
  printf("no entries %d\n", map_create(1, 4, 4, 0, 0));
  printf("mmapable hash %d\n", map_create(1, 4, 4, 1, 1 << 10));
  printf("big value %d\n", map_create(1, 4, 1 << 30, 1, 0));
  printf("lru no prealloc %d\n", map_create(9, 4, 4, 1, 1));
  printf("type 200 %d\n", map_create(200, 4, 4, 1, 0));
  printf("both access %d\n", map_create(1, 4, 4, 1, 1 << 3 | 1 << 4));
  int ro = map_create(1, 4, 4, 1, 1 << 3);
  printf("rdonly update %d\n", update(ro, &k, &v, 0));
  int wo = map_create(1, 4, 4, 1, 1 << 4);
  printf("wronly lookup %d\n", lookup(wo, &k, &v));
  return 0;
}
