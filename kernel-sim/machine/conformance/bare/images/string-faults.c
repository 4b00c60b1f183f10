/* Faults in the middle of repeated string instructions: the registers say how far it got. SDM 2B, REP. */
#include "../lib/pc.h"

static char page[4096] __attribute__((aligned(4096)));

static int show(struct regs *r) {
  print("rcx=%lx rsi=%lx rdi=%lx\n", r->rcx, r->rsi, r->rdi);
  return 0;
}

int main(void) {
  on_trap = show;
  map(0x40000000, (u64)page, P | W | U);
  TRY("stosb over the end", "movl $0x40000ff0, %%edi\n movl $100, %%ecx\n xorl %%esi, %%esi\n movb $7, %%al\n rep stosb");
  print("%d %d\n", page[0xfef], page[0xfff]);
  TRY("stosq over the end", "movl $0x40000ff4, %%edi\n movl $100, %%ecx\n xorl %%esi, %%esi\n rep stosq");
  print("%d\n", page[0xffc]);
  TRY("movsb backwards", "std\n movl $0x40000003, %%edi\n movl $0x40000ff0, %%esi\n movl $100, %%ecx\n rep movsb");
  __asm__ volatile("cld");
  TRY("movsl from the end", "movl $0x40000000, %%edi\n movl $0x40000ff0, %%esi\n movl $100, %%ecx\n rep movsl");
  TRY("repe cmpsb", "movl $0x40000000, %%edi\n movl $0x40000000, %%esi\n movl $5000, %%ecx\n repe cmpsb");
  TRY("repne scasb", "movl $0x40000800, %%edi\n xorl %%esi, %%esi\n movb $99, %%al\n movl $5000, %%ecx\n repne scasb");
  TRY("none", "movl $0x50000000, %%edi\n xorl %%esi, %%esi\n xorl %%ecx, %%ecx\n rep stosb\n ud2");
  USER("in ring 3", "movl $0x40000ffc, %%edi\n xorl %%esi, %%esi\n movl $10, %%ecx\n rep stosb");
  TRY("32-bit addresses", "movq $0x140000ffe, %%rdi\n xorl %%esi, %%esi\n movl $10, %%ecx\n addr32 rep stosb");
  TRY("insb", "movl $0x40000fff, %%edi\n movl $2, %%ecx\n xorl %%esi, %%esi\n movl $0x3ff, %%edx\n rep insb");
  return 0;
}
