/* A page-fault handler that maps what is missing and lets the instruction go on; copy on write; a stack that grows. */
#include "../lib/pc.h"

static char frames[24][4096] __attribute__((aligned(4096)));
static char shared[4096] __attribute__((aligned(4096))) = "shared";
static char own_stack[4096] __attribute__((aligned(16)));
static int next_frame, faults;

static int handler(struct regs *r) {
  if (r->vector != 14) return 0;
  u64 va = read_cr2() & ~4095ul;
  faults++;
  if (!(r->error & 1)) map(va, (u64)frames[next_frame++], P | W | U);
  else {
    char *copy = frames[next_frame++];
    for (int i = 0; i < 4096; i++) copy[i] = ((char *)va)[i];
    map(va, (u64)copy, P | W | U);
  }
  return 1;
}

int main(void) {
  on_trap = handler;
  tss.ist[0] = (u64)own_stack + sizeof own_stack;
  set_gate(14, (u64)stubs + 14 * 16, 0x8e, 1);
  volatile u32 *array = (u32 *)0x40000000;
  for (int i = 0; i < 5; i++) array[i * 1024] = i * i;
  u32 sum = 0;
  for (int i = 0; i < 5; i++) sum += array[i * 1024];
  print("sum %d, faults %d\n", sum, faults);
  *(volatile u64 *)0x40100ffc = 0x1122334455667788;
  print("over a boundary: %x %x, faults %d\n", load32(0x40100ffc), load32(0x40101000), faults);
  map(0x40200000, (u64)shared, P | U), map(0x40201000, (u64)shared, P | U);
  *(volatile char *)0x40200000 = 'S';
  print("%s %s %s, faults %d\n", (char *)0x40200000, (char *)0x40201000, shared, faults);
  u64 v;
  __asm__ volatile("movq %%rsp, %%rbx\n movl $0x40303000, %%esp\n movl $1500, %%ecx\n 1: pushq %%rcx\n loop 1b\n movq (%%rsp), %0\n movq %%rbx, %%rsp"
                   : "=&r"(v)::"rbx", "rcx", "memory", "cc");
  print("stack grew: %ld, faults %d\n", v, faults);
  __asm__ volatile("movl $0x40400ff0, %%edi\n movl $0x40000000, %%esi\n movl $32, %%ecx\n rep movsb" ::: "rdi", "rsi", "rcx", "memory");
  print("rep movsb: faults %d\n", faults);
  USER("ring 3", "movl $99, 0x40500000\n movl 0x40500000, %%eax");
  print("faults %d\n", faults);
  return 0;
}
