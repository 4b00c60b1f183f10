/* Two programs in ring 3 that the timer takes turns with: registers, stacks and flags of each survive. */
#include "../lib/pc.h"

static struct regs saved[2];
static int now, turns;
volatile u64 counters[2] USER_DATA = {0, 0};
char stacks[2][1024] USER_DATA __attribute__((aligned(16))) = {{1}};
void task_a(void), task_b(void);
__asm__(".pushsection .user.text, \"ax\"\n"
        "task_a: movl $0x1111, %ebx\n std\n 1: incq counters\n cmpl $0x1111, %ebx\n jne 2f\n pushfq\n popq %rax\n testl $0x400, %eax\n jz 2f\n jmp 1b\n 2: ud2\n"
        "task_b: movl $0x2222, %ebx\n 1: incq counters+8\n cmpl $0x2222, %ebx\n jne 2f\n pushfq\n popq %rax\n testl $0x400, %eax\n jnz 2f\n jmp 1b\n 2: ud2\n .popsection");

static int handler(struct regs *r) {
  if (r->vector != 0x20) return 0;
  pic_eoi(0);
  if (!(r->cs & 3)) return 1;
  saved[now] = *r;
  if (++turns == 20) {
    resume(r);
    return 1;
  }
  now = !now;
  *r = saved[now];
  return 1;
}

int main(void) {
  on_trap = handler;
  pic_init(0xfffe);
  saved[1] = (struct regs){.rip = (u64)task_b, .cs = UCODE, .ss = UDATA, .rflags = 0x202, .rsp = (u64)stacks[1] + 1024};
  outb(0x43, 0x34), outb(0x40, 0), outb(0x40, 8);
  begin_try("tasks");
  enter_user((u64)task_a, (u64)stacks[0] + 1024, 0x202);
  outb(0x21, 0xff);
  print("turns %d\n", turns);
  print("both ran: %d %d\n", counters[0] > 1000, counters[1] > 1000);
  print("rbx %lx %lx, df %d %d, cs %lx, stacks %d %d\n", saved[0].rbx, saved[1].rbx, (int)(saved[0].rflags >> 10 & 1), (int)(saved[1].rflags >> 10 & 1),
        saved[0].cs, (int)((u64)stacks[0] + 1024 - saved[0].rsp) <= 8, (int)((u64)stacks[1] + 1024 - saved[1].rsp) <= 8);
  return 0;
}
