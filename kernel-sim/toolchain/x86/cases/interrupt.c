#include "support.h"
/* iretq works in ring 3 too: a frame is built by hand, the handler is entered, and it must bring everything back. */
struct frame { u64 rip, cs, rflags, rsp, ss; };
static u64 seenRip, seenCode, calls;
static long work(long n) { return n < 2 ? 1 : work(n - 1) * 3 + calls; }
__attribute__((interrupt)) void plain(struct frame *f) {
  seenRip = f->rip != 0;
  calls += work(5);
}
__attribute__((interrupt)) void withCode(struct frame *f, u64 code) {
  seenRip += f->ss != 0;
  seenCode = code;
  calls += work(3);
}
#define ENTER(handler, code)                                                                                    \
  "  mov $0x1111, %eax; mov $0x2222, %ecx; mov $0x3333, %edx; mov $0x4444, %ebx; mov $0x5555, %esi; mov $0x6666, %edi\n" \
  "  mov $0x7777, %r8d; mov $0x8888, %r9d; mov $0x9999, %r10d; mov $0xaaaa, %r11d; mov $0xbbbb, %r12d\n"           \
  "  mov %ss, %r13d; push %r13; lea 8(%rsp), %r13; push %r13; pushfq; mov %cs, %r13d; push %r13\n"                 \
  "  lea 1f(%rip), %r13; push %r13\n" code "  jmp " handler "\n1:\n"                                               \
  "  add %rcx, %rax; add %rdx, %rax; add %rbx, %rax; add %rsi, %rax; add %rdi, %rax; add %r8, %rax; add %r9, %rax\n" \
  "  add %r10, %rax; add %r11, %rax; add %r12, %rax\n"
long enterPlain(void), enterWithCode(void);
__asm__("enterPlain: push %rbx; push %r12; push %r13\n" ENTER("plain", "") " pop %r13; pop %r12; pop %rbx; ret\n");
__asm__("enterWithCode: push %rbx; push %r12; push %r13\n" ENTER("withCode", " pushq $0xdead\n") " pop %r13; pop %r12; pop %rbx; ret\n");
int main(void) {
  say("registers", enterPlain());
  say("rip", seenRip);
  say("registers", enterWithCode());
  say("code", seenCode);
  say("frames", seenRip);
  say("calls", calls);
  return 0;
}
