/* Process-context identifiers: CR4.PCIDE, the low bits of CR3, bit 63. SDM 3A 4.10.1. */
#include "../lib/pc.h"

static u32 one[1024] __attribute__((aligned(4096))), two[1024] __attribute__((aligned(4096)));
static u64 other[512] __attribute__((aligned(4096)));
#define CR4_PCIDE "movq %%cr4, %%rax\n orl $0x20000, %%eax\n movq %%rax, %%cr4"

int main(void) {
  u32 v[4];
  cpuid(1, v);
  print("PCID %d\n", v[2] >> 17 & 1);
  if (!(v[2] >> 17 & 1)) return 0;
  one[0] = 1, two[0] = 2;
  write_cr3((u64)pml4 | PCD);
  TRY("with a PCID that is not 0", CR4_PCIDE);
  write_cr3((u64)pml4);
  TRY("with 0", CR4_PCIDE);
  for (int i = 0; i < 512; i++) other[i] = pml4[i];
  u64 *saved = pml4;
  map(0x8000000000, (u64)one, P | W);
  pml4 = other;
  map(0x8000000000, (u64)two, P | W);
  pml4 = saved;
  write_cr3((u64)saved | 5);
  print("space 5: %d, cr3 %lx\n", load32(0x8000000000), read_cr3() & 0xfff);
  write_cr3((u64)other | 6);
  print("space 6: %d, cr3 %lx\n", load32(0x8000000000), read_cr3() & 0xfff);
  write_cr3((u64)saved | 5 | 1ul << 63);
  print("space 5 kept: %d, cr3 %lx\n", load32(0x8000000000), read_cr3() & 0xfff);
  *pte(0x8000000000) = (u64)two | P | W;
  invlpg(0x8000000000);
  print("after invlpg: %d\n", load32(0x8000000000));
  write_cr3((u64)saved);
  TRY("bit 63 without PCIDs", "movq %%cr4, %%rax\n andl $~0x20000, %%eax\n movq %%rax, %%cr4\n movq %%cr3, %%rax\n btsq $63, %%rax\n movq %%rax, %%cr3");
  return 0;
}
