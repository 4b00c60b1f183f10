/* Global pages and CR4.PGE; address spaces by CR3. What is flushed is seen, whatever else may be kept. SDM 3A 4.10.2.4. */
#include "../lib/pc.h"

static u32 one[1024] __attribute__((aligned(4096))), two[1024] __attribute__((aligned(4096)));
static u64 other[512] __attribute__((aligned(4096)));

int main(void) {
  one[0] = 1, two[0] = 2;
  write_cr4(read_cr4() | 0x80);
  map(0x40000000, (u64)one, P | W | G);
  print("global: %d\n", load32(0x40000000));
  *pte(0x40000000) = (u64)two | P | W | G;
  invlpg(0x40000000);
  print("after invlpg: %d\n", load32(0x40000000));
  *pte(0x40000000) = (u64)one | P | W | G;
  write_cr4(read_cr4() & ~0x80ul);
  print("after PGE off: %d\n", load32(0x40000000));
  *pte(0x40000000) = (u64)two | P | W;
  write_cr3(read_cr3());
  print("not global, after CR3: %d\n", load32(0x40000000));
  for (int i = 0; i < 512; i++) other[i] = pml4[i];
  map(0x8000000000, (u64)one, P | W);
  u64 *saved = pml4;
  pml4 = other;
  map(0x8000000000, (u64)two, P | W);
  pml4 = saved;
  print("first space: %d\n", load32(0x8000000000));
  write_cr3((u64)other);
  print("second space: %d\n", load32(0x8000000000));
  write_cr3((u64)saved | PWT | PCD);
  print("first again: %d, cr3 bits %lx\n", load32(0x8000000000), read_cr3() & 0xfff);
  store32(0x8000000000, 7);
  print("%d %d\n", one[0], two[0]);
  return 0;
}
