/* Stacks of the TSS: rsp0 from ring 3, the same stack in ring 0, IST 1 to 7, alignment to 16 bytes. SDM 3A 6.14.2 to 6.14.5. */
#include "../lib/pc.h"

static char stacks[8][1024] __attribute__((aligned(16)));
static u64 seen_at;

static int where(struct regs *r) {
  u64 frame = (u64)&r->vector + 8;
  seen_at = frame;
  for (int i = 0; i < 8; i++)
    if (frame > (u64)stacks[i] && frame <= (u64)stacks[i] + 1024) print("stack %d, %d bytes used: ", i, (int)((u64)stacks[i] + 1024 - frame));
  return 0;
}

int main(void) {
  on_trap = where;
  tss.rsp[0] = (u64)stacks[0] + 1024;
  for (int i = 1; i < 8; i++) tss.ist[i - 1] = (u64)stacks[i] + 1024;
  USER("rsp0", "ud2");
  USER("rsp0 with an error code", "cli");
  TRY("no switch", "ud2");
  print("aligned: %d\n", (int)(seen_at & 15));
  TRY("no switch, odd stack", "subq $5, %%rsp\n ud2");
  print("aligned: %d\n", (int)((seen_at + 40) & 15));
  for (int i = 1; i < 8; i++) {
    set_gate(6, (u64)stubs + 6 * 16, 0x8e, i);
    TRY("ist from ring 0", "ud2");
    USER("ist from ring 3", "ud2");
  }
  set_gate(6, (u64)stubs + 6 * 16, 0x8e, 0);
  tss.rsp[0] -= 5;
  USER("odd rsp0", "ud2");
  print("aligned: %d\n", (int)((seen_at + 40) & 15));
  return 0;
}
