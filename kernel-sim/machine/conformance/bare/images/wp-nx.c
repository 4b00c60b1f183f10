/* CR0.WP and EFER.NXE switched on and off. SDM 3A 4.6. */
#include "../lib/pc.h"

static char page[4096] __attribute__((aligned(4096))) = {0xc3};

int main(void) {
  map(0x40000000, (u64)page, P);
  map(0x40001000, (u64)page, P | W | NX);
  TRY("WP, write", "movb $1, 0x40000020");
  write_cr0(read_cr0() & ~0x10000ul);
  TRY("no WP, write", "movb $2, 0x40000020\n movzbl 0x40000020, %%eax");
  print("%d, entry %lx\n", page[0x20], *pte(0x40000000) & 0xfff);
  write_cr0(read_cr0() | 0x10000);
  TRY("WP again", "movb $3, 0x40000020");
  TRY("NX, read", "movb 0x40001000, %%al");
  TRY("NX, run", "movl $0x40001000, %%eax\n call *%%rax");
  wrmsr(0xc0000080, rdmsr(0xc0000080) & ~0x800ul);
  write_cr3(read_cr3());
  TRY("no NXE, run: bit 63 is reserved", "movl $0x40001000, %%eax\n call *%%rax");
  TRY("no NXE, read", "movb 0x40001000, %%al");
  TRY("no NXE, run absent", "movl $0x40002000, %%eax\n call *%%rax");
  wrmsr(0xc0000080, rdmsr(0xc0000080) | 0x800);
  write_cr3(read_cr3());
  TRY("NXE, run absent", "movl $0x40002000, %%eax\n call *%%rax");
  TRY("NXE, read", "movb 0x40001000, %%al");
  return 0;
}
