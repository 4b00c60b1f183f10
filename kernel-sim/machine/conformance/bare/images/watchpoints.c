/* Data breakpoints: after the access, by length and kind; string instructions, the stack, ring 3. SDM 3B 18.2, 18.3.1.2. */
#include "../lib/pc.h"

static u64 watched[4] __attribute__((aligned(64)));
u64 user_word USER_DATA __attribute__((aligned(64))) = 1;
static int hits;
static int handler(struct regs *r) {
  if (r->vector != 1) return 0;
  hits++;
  u64 dr7 = read_dr7();
  write_dr7(0x400);
  print("  rip+%d dr6=%lx cs=%lx rcx=%lx\n", (int)(r->rip - try_at), read_dr6() & 0xf00f, r->cs, r->rcx & 0xff);
  write_dr6(0xffff0ff0);
  write_dr7(dr7);
  return 1;
}
#define ON(n, rw, len) (0x400 | 1 << (n) * 2 | (rw) << (16 + (n) * 4) | (len) << (18 + (n) * 4))
#define WATCH(what, dr7, code) \
  do { \
    print(what "\n"); \
    hits = 0; \
    write_dr7(dr7); \
    __asm__ volatile("movq $991f, try_at\n movq %0, %%rbx\n 991: " code ::"r"(watched) : ALL); \
    write_dr7(0x400); \
    if (!hits) print("  none\n"); \
  } while (0)
enum { WRITE = 1, ACCESS = 3, B1 = 0, B2 = 1, B8 = 2, B4 = 3 };

int main(void) {
  on_trap = handler;
  write_dr0((u64)watched);
  WATCH("write, read", ON(0, WRITE, B4), "movl (%%rbx), %%eax");
  WATCH("write, written", ON(0, WRITE, B4), "movl %%eax, (%%rbx)\n nop");
  WATCH("access, read", ON(0, ACCESS, B4), "movl (%%rbx), %%eax\n nop");
  WATCH("access, read and written", ON(0, ACCESS, B4), "addl $1, (%%rbx)\n nop");
  WATCH("its last byte", ON(0, WRITE, B4), "movb %%al, 3(%%rbx)\n nop");
  WATCH("the byte after", ON(0, WRITE, B4), "movb %%al, 4(%%rbx)\n nop");
  WATCH("a wider access over its start", ON(0, WRITE, B1), "movq %%rax, -4(%%rbx)\n nop");
  WATCH("eight bytes", ON(0, WRITE, B8), "movb %%al, 7(%%rbx)\n nop");
  WATCH("two bytes", ON(0, WRITE, B2), "movb %%al, 1(%%rbx)\n movb %%al, 2(%%rbx)\n nop");
  write_dr0((u64)watched + 3);
  WATCH("the address is rounded down", ON(0, WRITE, B4), "movb %%al, (%%rbx)\n nop");
  write_dr0((u64)watched);
  write_dr1((u64)watched + 16);
  WATCH("two at once", ON(0, ACCESS, B4) | ON(1, WRITE, B4), "movq (%%rbx), %%rax\n movq %%rax, 16(%%rbx)\n nop");
  WATCH("rep stosb", ON(1, WRITE, B1), "movq %%rbx, %%rdi\n addq $14, %%rdi\n movl $6, %%ecx\n rep stosb\n nop");
  WATCH("push", ON(0, WRITE, B8), "movq %%rsp, %%rcx\n leaq 8(%%rbx), %%rsp\n pushq %%rax\n movq %%rcx, %%rsp\n nop");
  WATCH("xchg", ON(0, WRITE, B8), "xchgq %%rax, (%%rbx)\n nop");
  WATCH("cmpxchg that fails", ON(0, ACCESS, B8), "movq $77, %%rax\n cmpxchgq %%rcx, (%%rbx)\n nop");
  WATCH("lea does not access", ON(0, ACCESS, B8), "leaq (%%rbx), %%rax\n nop");
  write_dr0((u64)&user_word);
  write_dr7(ON(0, WRITE, B8));
  USER("in ring 3", "movq %%rax, user_word\n movl $5, %%eax");
  write_dr7(0x400);
  return 0;
}
