/* A and D bits: who sets them, at which level, and that faults set none. SDM 3A 4.8. */
#include "../lib/pc.h"

static char page[4096] __attribute__((aligned(4096))) = {0xc3};
#define VA 0x8040000000

static void show(const char *what) {
  u64 *e4 = &pml4[VA >> 39 & 511];
  u64 *e3 = (u64 *)(*e4 & ~0xffful) + (VA >> 30 & 511);
  print("%s: %lx %lx %lx %lx\n", what, *e4 & 0x60, *e3 & 0x60, *pde(VA) & 0x60, *pte(VA) & 0x60);
}
static void clear(void) {
  u64 *e4 = &pml4[VA >> 39 & 511];
  u64 *e3 = (u64 *)(*e4 & ~0xffful) + (VA >> 30 & 511);
  *e4 &= ~0x60ul, *e3 &= ~0x60ul, *pde(VA) &= ~0x60ul, *pte(VA) &= ~0x60ul;
  invlpg(VA);
}

int main(void) {
  *pte(VA) = (u64)page | P | W | U;
  show("mapped");
  TRY("read", "movabsq $0x8040000000, %%rax\n movb (%%rax), %%al");
  show("read");
  TRY("write", "movabsq $0x8040000000, %%rax\n movb $0xc3, (%%rax)");
  show("written");
  clear();
  show("cleared");
  TRY("write", "movabsq $0x8040000000, %%rax\n movb $0xc3, (%%rax)");
  show("written at once");
  clear();
  TRY("run", "movabsq $0x8040000000, %%rax\n call *%%rax");
  show("run");
  clear();
  *pte(VA) &= ~(u64)W;
  TRY("write fault", "movabsq $0x8040000000, %%rax\n movb $0xc3, (%%rax)");
  TRY("cmpxchg that fails", "movabsq $0x8040000000, %%rbx\n lock cmpxchgb %%cl, (%%rbx)");
  *pte(VA) = (u64)page | P | W | U;
  clear();
  TRY("cmpxchg that does not store", "movabsq $0x8040000000, %%rbx\n movb $1, %%al\n lock cmpxchgb %%cl, (%%rbx)");
  show("cmpxchg");
  clear();
  TRY("or of 0", "movabsq $0x8040000000, %%rbx\n orb $0, (%%rbx)");
  show("or");
  clear();
  TRY("cmp", "movabsq $0x8040000000, %%rbx\n cmpb $0, (%%rbx)");
  show("cmp");
  clear();
  USER("user write", "movabsq $0x8040000000, %%rbx\n movb $0xc3, (%%rbx)");
  show("user write");
  clear();
  TRY("prefetch", "movabsq $0x8040000000, %%rax\n invlpg (%%rax)");
  show("invlpg");
  return 0;
}
