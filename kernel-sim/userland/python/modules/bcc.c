/*
 * _bcc: the raw system calls that eBPF tools need. _bcc.syscall(nr, *args): ints are passed as they are, bytes and bytearray by their
 * address; the result is what the kernel gave, -1 with _bcc.errno() set. _bcc.mmap gives a window on memory; _bcc.memory(address, n) reads.
 */
#include "../py.h"
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

static int last;
typedef struct { Type *type; unsigned char *p; long n; } Map;

static V b_syscall(int n, V *a, Dict *kw) {
  long r[7] = {0};
  for (int i = 0; i < n && i < 7; i++) {
    unsigned char *s;
    long len;
    if (as_buffer(a[i], &s, &len)) r[i] = (long)s;
    else r[i] = a[i] == None ? 0 : (long)as_u64_mask(a[i]);
  }
  long got = syscall(r[0], r[1], r[2], r[3], r[4], r[5], r[6]);
  last = got < 0 ? errno : 0;
  if (got < 0 && errno == EINTR && py.signalled) handle_signals();
  return int_new(got);
}
static V b_errno(int n, V *a, Dict *kw) { return SMALL(last); }
static V b_address(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len;
  need_buffer(a[0], &s, &len);
  return int_new((long)s);
}
static Type *map_type;
static V b_mmap(int n, V *a, Dict *kw) {
  long size = as_long(a[1]);
  void *p = mmap(NULL, size, as_long(a[2]), as_long(a[3]), as_long(a[0]), n > 4 ? as_long(a[4]) : 0);
  if (p == MAP_FAILED) raise_errno(NULL);
  Map *m = NEW(Map, map_type);
  m->p = p, m->n = size;
  return (V)m;
}
static unsigned char *inside(V m, V offset, long n) {
  long at = as_long(offset);
  if (at < 0 || n < 0 || at + n > ((Map *)m)->n) raise(E.IndexError, "mmap: offset out of range");
  return ((Map *)m)->p + at;
}
static V m_read(int n, V *a, Dict *kw) { return bytes_new(inside(a[0], a[1], as_long(a[2])), as_long(a[2])); }
static V m_write(int n, V *a, Dict *kw) {
  unsigned char *s;
  long len;
  need_buffer(a[2], &s, &len);
  memcpy(inside(a[0], a[1], len), s, len);
  return None;
}
static V number(V *a, int n, int size) {
  unsigned char *p = inside(a[0], a[1], size);
  if (n > 2) { /* one store, as shared memory wants it */
    if (size == 4) *(volatile uint32_t *)p = as_u64_mask(a[2]);
    else *(volatile uint64_t *)p = as_u64_mask(a[2]);
    return None;
  }
  return size == 4 ? SMALL(*(volatile uint32_t *)p) : int_u64(*(volatile uint64_t *)p);
}
static V m_u32(int n, V *a, Dict *kw) { return number(a, n, 4); }
static V m_u64(int n, V *a, Dict *kw) { return number(a, n, 8); }
static V m_close(int n, V *a, Dict *kw) {
  Map *m = (Map *)a[0];
  if (m->n) munmap(m->p, m->n);
  m->n = 0;
  return None;
}
static V m_address(int n, V *a, Dict *kw) { return int_new((long)((Map *)a[0])->p); }
static long map_len(V v) { return ((Map *)v)->n; }
static const Def map_defs[] = {{"read", m_read, 2, 2}, {"write", m_write, 2, 2}, {"u32", m_u32, 1, 2}, {"u64", m_u64, 1, 2}, {"close", m_close, 0, 0}, {"address", m_address, 0, 0, M_GET}, {0}};
static const Def defs[] = {{"syscall", b_syscall, 1, 7}, {"errno", b_errno, 0, 0}, {"address", b_address, 1, 1}, {"mmap", b_mmap, 4, 5}, {0}};
Module *module_bcc(void) {
  map_type = type_new("_bcc.mmap", T.object, sizeof(Map), T_ABSTRACT, map_defs);
  map_type->len = map_len;
  type_ready(map_type);
  return module_new("_bcc", defs);
}
