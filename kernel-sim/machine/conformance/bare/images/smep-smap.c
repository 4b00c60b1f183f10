/* SMEP and SMAP: ring 0 does not run user pages, and touches them only with AC. SDM 3A 4.6.1. */
#include "../lib/pc.h"

static char page[4096] __attribute__((aligned(4096))) = {0xc3};

int main(void) {
  u32 v[4];
  cpuid(7, v);
  print("SMEP %d SMAP %d\n", v[1] >> 7 & 1, v[1] >> 20 & 1);
  map(0x40000000, (u64)page, P | W | U);
  map(0x40001000, (u64)page, P | W);
  map(0x40002000, (u64)page, P | U);
  TRY("run a user page", "movl $0x40000000, %%eax\n call *%%rax");
  write_cr4(read_cr4() | 1 << 20);
  TRY("SMEP, run a user page", "movl $0x40000000, %%eax\n call *%%rax");
  TRY("SMEP, run a supervisor page", "movl $0x40001000, %%eax\n call *%%rax");
  TRY("SMEP, read a user page", "movb 0x40000000, %%al");
  USER("SMEP, ring 3 runs a user page", "movl $0x40000000, %%eax\n call *%%rax");
  wrmsr(0xc0000080, rdmsr(0xc0000080) & ~0x800ul);
  TRY("SMEP without NXE, run a user page", "movl $0x40000000, %%eax\n call *%%rax");
  TRY("SMEP without NXE, run absent", "movl $0x40005000, %%eax\n call *%%rax");
  wrmsr(0xc0000080, rdmsr(0xc0000080) | 0x800);
  TRY("stac without SMAP", "stac\n pushfq\n popq %%rax\n clac\n ud2");
  write_cr4(read_cr4() | 1 << 21);
  TRY("SMAP, read a user page", "movb 0x40000000, %%al");
  TRY("SMAP, write a user page", "movb %%al, 0x40000010");
  TRY("SMAP, read a supervisor page", "movb 0x40001000, %%al");
  TRY("stac", "stac\n movb 0x40000000, %%al\n movb %%al, 0x40000010\n clac");
  TRY("stac and clac", "stac\n movb 0x40000000, %%al\n clac\n movb 0x40000000, %%al");
  TRY("AC by popf", "pushfq\n orl $0x40000, (%%rsp)\n popfq\n movb 0x40000000, %%al\n pushfq\n andl $~0x40000, (%%rsp)\n popfq\n movb 0x40000000, %%al");
  TRY("stac, read-only", "stac\n movb %%al, 0x40002000");
  USER("SMAP, ring 3", "movb 0x40000000, %%al\n movl $3, %%eax");
  USER("ring 3, stac", "stac");
  return 0;
}
