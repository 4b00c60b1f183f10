/* Page-table edits: an entry made present needs no flush, one that is taken away or moved needs invlpg. SDM 3A 4.10.4. */
#include "../lib/pc.h"

static u32 pages[4][1024] __attribute__((aligned(4096)));

int main(void) {
  for (int i = 0; i < 4; i++) pages[i][0] = 100 + i;
  TRY("absent", "movl 0x40000000, %%eax");
  *pte(0x40000000) = (u64)pages[0] | P;
  print("made present: %d\n", load32(0x40000000));
  TRY("read-only", "movl $1, 0x40000000");
  *pte(0x40000000) |= W;
  TRY("made writable", "movl $150, 0x40000000");
  print("%d\n", pages[0][0]);
  for (int i = 0; i < 4; i++) {
    *pte(0x40000000) = (u64)pages[i] | P | W;
    invlpg(0x40000fff);
    print("page %d: %d\n", i, load32(0x40000000));
  }
  *pte(0x40000000) = 0;
  invlpg(0x40000000);
  TRY("taken away", "movl 0x40000000, %%eax");
  for (int i = 0; i < 4; i++) map(0x40000000 + i * 4096, (u64)pages[3 - i], P | W);
  u32 sum = 0;
  for (int i = 0; i < 4; i++) sum = sum * 1000 + load32(0x40000000 + i * 4096);
  print("four in reverse: %d\n", sum);
  *pde(0x40000000) = 0;
  write_cr3(read_cr3());
  TRY("the table taken away", "movl 0x40000000, %%eax");
  return 0;
}
