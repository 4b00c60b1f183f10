/* Reserved bits at each level of the walk. SDM 3A tables 4-15 to 4-20. */
#include "../lib/pc.h"

static char page[4096] __attribute__((aligned(4096)));
#define READ "movabsq $0x8000000000, %%rax\n movb (%%rax), %%al"

int main(void) {
  u64 va = 0x8000000000;
  map(va, (u64)page, P | W | U);
  u64 *e4 = &pml4[1];
  u64 *e3 = (u64 *)(*e4 & ~0xffful);
  u64 *entries[4] = {e4, e3, pde(va), pte(va)};
  for (int i = 0; i < 4; i++) {
    print("level %d\n", 4 - i);
    u64 old = *entries[i];
    *entries[i] = old | 1ul << 40;
    invlpg(va);
    TRY("bit 40", READ);
    *entries[i] = old | 1ul << 51;
    invlpg(va);
    TRY("bit 51", READ);
    *entries[i] = old | 1ul << 52 | 1ul << 62;
    invlpg(va);
    TRY("bits 52 and 62 are free", READ);
    *entries[i] = old | 0xe00;
    invlpg(va);
    TRY("bits 9 to 11 are free", READ);
    *entries[i] = (old | 1ul << 40) & ~1ul;
    invlpg(va);
    TRY("bit 40, not present", READ);
    *entries[i] = old;
    invlpg(va);
  }
  TRY("all put back", READ);
  return 0;
}
