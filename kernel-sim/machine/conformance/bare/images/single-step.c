/* TF: #DB after each instruction, with DR6.BS. SDM 3B 18.3.1.4. */
#include "../lib/pc.h"

static int steps, stop_after;
static u64 last;

static int step(struct regs *r) {
  if (r->vector != 1) return 0;
  print(" %lx:%d", read_dr6() & 0xe00f, (int)(r->rip - try_at));
  write_dr6(0xffff0ff0);
  if (r->rip == try_at || ++steps >= stop_after) r->rflags &= ~0x100ul;
  last = r->rflags;
  return 1;
}

#define TF_ON "pushfq\n orl $0x100, (%%rsp)\n popfq\n"
#define STEPS(what, n, code) \
  steps = 0, stop_after = n; \
  print(what " ="); \
  TRY(what, TF_ON code)

int main(void) {
  on_trap = step;
  STEPS("nops", 3, "nop\n nop\n nop\n nop");
  STEPS("jumps", 4, "jmp 1f\n nop\n 1: call 2f\n nop\n 2: popq %%rax\n nop");
  STEPS("rep movsb", 9, "movl $try_what, %%esi\n movl $try_what, %%edi\n movl $3, %%ecx\n rep movsb\n nop\n nop\n nop");
  STEPS("popf that ends it", 99, "nop\n pushfq\n andl $~0x100, (%%rsp)\n popfq\n nop\n nop");
  STEPS("pushf shows it", 4, "pushfq\n popq %%rax\n andl $0x100, %%eax\n nop");
  STEPS("a fault", 2, "nop\n ud2");
  STEPS("mov ss delays it", 3, "movl %%ss, %%eax\n movl %%eax, %%ss\n nop\n nop\n nop");
  on_trap = 0;
  TRY("first", TF_ON "nop\n nop");
  USER_FLAGS("ring 3, from the first instruction", 0x302, "nop\n nop");
  USER_FLAGS("ring 3, int", 0x302, "int $0x81");
  return 0;
}
