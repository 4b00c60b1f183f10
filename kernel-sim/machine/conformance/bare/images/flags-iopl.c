/* IF and IOPL by popf, sti and cli in both rings; ports by IOPL and by the TSS's bitmap. SDM 1 19.5, SDM 2B. */
#include "../lib/pc.h"

static struct {
  struct tss tss;
  u8 map[0x2001];
} __attribute__((packed)) big;

static void io_map(void) {
  big.tss = tss;
  big.tss.iomap = 104;
  for (u32 i = 0; i < sizeof big.map; i++) big.map[i] = 0xff;
  big.map[0x80 / 8] = 0xfe;
  u64 base = (u64)&big;
  gdt[12] = 0x0000890000000000 | (sizeof big - 1) | ((base & 0xffffff) << 16) | ((base >> 24 & 0xff) << 56);
  gdt[13] = 0;
  __asm__ volatile("movl $0x60, %%eax; ltr %%ax" ::: "eax");
}

int main(void) {
  TRY("popf in ring 0", "pushq $0x3ed7\n popfq\n pushfq\n popq %%rax\n pushq $2\n popfq\n ud2");
  print("%lx\n", flags());
  USER("popf in ring 3", "pushq $0x3002\n popfq\n pushfq\n popq %%rax");
  USER_FLAGS("popf in ring 3 with IOPL 3", 0x3202, "pushq $2\n popfq\n pushfq\n popq %%rax");
  USER_FLAGS("cli with IOPL 3", 0x3202, "cli\n pushfq\n popq %%rax");
  USER_FLAGS("sti with IOPL 3", 0x3002, "sti\n pushfq\n popq %%rax");
  USER_FLAGS("cli with IOPL 2", 0x2202, "cli");
  USER_FLAGS("out with IOPL 3", 0x3202, "outb %%al, $0x80\n movl $1, %%eax");
  USER_FLAGS("hlt with IOPL 3", 0x3202, "hlt");
  USER("out without a bitmap", "outb %%al, $0x80");
  io_map();
  USER("out by the bitmap", "outb %%al, $0x80\n movl $1, %%eax");
  USER("next port", "outb %%al, $0x81");
  USER("two bytes", "outw %%ax, $0x80");
  USER("in by the bitmap", "inb $0x80, %%al\n movl $1, %%eax");
  USER("a port beyond", "movl $0xffff, %%edx\n inb %%dx, %%al");
  USER("outs by the bitmap", "movl $0x80, %%edx\n movq %%rsp, %%rsi\n subq $8, %%rsi\n outsb\n movl $1, %%eax");
  big.tss.iomap = sizeof big;
  USER("bitmap beyond the limit", "outb %%al, $0x80");
  TRY("ring 0 needs none", "outb %%al, $0x81");
  USER("AC and ID", "pushq $0x240202\n popfq\n pushfq\n popq %%rax\n pushq $0x202\n popfq");
  USER("NT and TF of 16-bit popf", "pushw $0x4202\n popfw\n pushfq\n popq %%rax\n pushq $2\n popfq");
  return 0;
}
