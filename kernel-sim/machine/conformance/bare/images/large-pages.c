/* 2 MiB pages: addresses, protection, A and D, reserved bits, splitting one into 4 KiB pages. SDM 3A 4.5. */
#include "../lib/pc.h"

static u64 small[512] __attribute__((aligned(4096)));

int main(void) {
  store32(0x600000, 0x1111), store32(0x600ffc, 0x2222), store32(0x7ffffc, 0x3333), store32(0x800000, 0x4444);
  *pde(0x40000000) = 0x600000 | P | W | U | PS;
  print("%x %x %x\n", load32(0x40000000), load32(0x40000ffc), load32(0x401ffffc));
  print("entry %lx\n", *pde(0x40000000));
  store32(0x40000004, 5);
  print("entry %lx, %x\n", *pde(0x40000000), load32(0x600004));
  TRY("beyond", "movl 0x40200000, %%eax");
  TRY("over the end", "movl 0x401ffffe, %%eax");
  *pde(0x40200000) = 0x800000 | P | PS;
  print("over a boundary: %lx\n", *(volatile u64 *)0x401ffffc);
  TRY("write read-only", "movl %%eax, 0x40200010");
  USER("supervisor", "movl 0x40200010, %%eax");
  *pde(0x40200000) = 0x800000 | P | PS | NX;
  invlpg(0x40200000);
  TRY("NX", "movl $0x40300000, %%eax\n call *%%rax");
  *pde(0x40200000) = 0x802000 | P | PS;
  invlpg(0x40200000);
  TRY("reserved bit 13", "movl 0x40200000, %%eax");
  *pde(0x40200000) = 0x801000 | P | PS;
  invlpg(0x40200000);
  TRY("bit 12 is PAT", "movl 0x40200000, %%eax");
  print("%x\n", load32(0x40200000));
  for (int i = 0; i < 512; i++) small[i] = (0x600000 + i * 4096ul) | P | W;
  small[0] = 0x800000 | P | W;
  *pde(0x40000000) = (u64)small | P | W | U;
  invlpg(0x40000000);
  print("split: %x %x\n", load32(0x40000000), load32(0x401ffffc));
  u64 *directory = table_page();
  directory[0] = 0x600000 | P | W | PS;
  pml4[5] = (u64)directory | P | W | PS;
  TRY("PS in the top level", "movabsq $0x28000000000, %%rax\n movl (%%rax), %%eax");
  return 0;
}
