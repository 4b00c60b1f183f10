/* What the BPF programs of this folder share: bpf(2) by number, attributes by offset, instructions by macro. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef uint64_t insn;
#define I(code, dst, src, off, imm)                                                                                    \
  (((insn)(uint32_t)(imm) << 32) | ((insn)(uint16_t)(off) << 16) | ((insn)(src) << 12) | ((insn)(dst) << 8) | (code))
#define MOV(dst, imm) I(0xb7, dst, 0, 0, imm)
#define MOVR(dst, src) I(0xbf, dst, src, 0, 0)
#define ADD(dst, imm) I(0x07, dst, 0, 0, imm)
#define MAP(dst, fd) I(0x18, dst, 1, 0, fd), I(0, 0, 0, 0, 0)
#define CALL(id) I(0x85, 0, 0, 0, id)
#define EXIT I(0x95, 0, 0, 0, 0)

static unsigned char attr[144];
static void clear(void) { memset(attr, 0, sizeof attr); }
static void u32(int at, uint32_t v) { memcpy(attr + at, &v, 4); }
static void u64(int at, uint64_t v) { memcpy(attr + at, &v, 8); }
static void ptr(int at, const void *p) { u64(at, (uint64_t)p); }
static uint32_t get32(int at) {
  uint32_t v;
  memcpy(&v, attr + at, 4);
  return v;
}
static int bpf(int cmd, int size) {
  int r = syscall(321, cmd, attr, size);
  return r < 0 ? -errno : r;
}

static int map_create(int type, int key, int value, int max, int flags) {
  clear();
  u32(0, type), u32(4, key), u32(8, value), u32(12, max), u32(16, flags);
  return bpf(0, 72);
}
static int elem(int cmd, int fd, const void *key, void *value, uint64_t flags) {
  clear();
  u32(0, fd), ptr(8, key), ptr(16, value), u64(24, flags);
  return bpf(cmd, 32);
}
#define lookup(fd, k, v) elem(1, fd, k, v, 0)
#define update(fd, k, v, f) elem(2, fd, k, v, f)
static int del(int fd, const void *key) {
  clear();
  u32(0, fd), ptr(8, key);
  return bpf(3, 16);
}
static int next(int fd, const void *key, void *out) {
  clear();
  u32(0, fd), ptr(8, key), ptr(16, out);
  return bpf(4, 24);
}
static int load(int type, const insn *code, int n) {
  clear();
  u32(0, type), u32(4, n), ptr(8, code), ptr(16, "GPL");
  return bpf(5, 144);
}
/* Runs a program once; r0, or a negative errno - 1000000. */
static int test_run(int fd, void *in, int n, void *out, int room, int *outn) {
  clear();
  u32(0, fd), u32(8, n), u32(12, room), ptr(16, in), ptr(24, out);
  int r = bpf(10, 80);
  if (outn) *outn = get32(12);
  return r < 0 ? r - 1000000 : (int)get32(4);
}
#define LEN(a) ((int)(sizeof(a) / sizeof((a)[0])))
