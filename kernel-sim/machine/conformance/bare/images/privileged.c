/* What ring 3 may not do: #GP(0) each, with the state of before. SDM 3A 5.9. */
#include "../lib/pc.h"

int main(void) {
  USER("nothing", "movl $42, %%eax");
  USER("cli", "cli");
  USER("sti", "sti");
  USER("hlt", "hlt");
  USER("inb", "inb $0x60, %%al");
  USER("outb", "outb %%al, $0x80");
  USER("insb", "movl $0x60, %%edx\n insb");
  USER("lgdt", "lgdt (%%rsp)");
  USER("lidt", "lidt (%%rsp)");
  USER("lldt", "lldt %%ax");
  USER("ltr", "ltr %%ax");
  USER("clts", "clts");
  USER("lmsw", "lmsw %%ax");
  USER("invlpg", "invlpg (%%rsp)");
  USER("invd", "invd");
  USER("wbinvd", "wbinvd");
  USER("mov from cr0", "movq %%cr0, %%rax");
  USER("mov to cr3", "movq %%rax, %%cr3");
  USER("mov from cr8", "movq %%cr8, %%rax");
  USER("mov from dr7", "movq %%db7, %%rax");
  USER("mov to dr0", "movq %%rax, %%db0");
  USER("rdmsr", "rdmsr");
  USER("wrmsr", "wrmsr");
  USER("swapgs", "swapgs");
  USER("sysret", "sysretq");
  USER("iretq to ring 0", "pushq $0x18\n pushq $0\n pushq $2\n pushq $0x10\n pushq $0\n iretq");
  USER("load ds with a kernel selector", "movl $0x18, %%eax\n movl %%eax, %%ds");
  USER("load ds with a user selector", "movl $0x2b, %%eax\n movl %%eax, %%ds\n movl %%ds, %%eax");
  USER("load ss with null", "xorl %%eax, %%eax\n movl %%eax, %%ss");
  USER("load ss with rpl 0", "movl $0x28, %%eax\n movl %%eax, %%ss");
  USER("far return to ring 0", "pushq $0x10\n pushq $0\n lretq");
  USER("sgdt is allowed", "sgdt -32(%%rsp)\n movzwl -32(%%rsp), %%eax");
  USER("smsw is allowed", "smsw %%eax\n andl $1, %%eax");
  USER("str is allowed", "str %%eax");
  USER("cpuid is allowed", "xorl %%eax, %%eax\n cpuid\n movl $1, %%eax");
  USER("rdtsc is allowed", "rdtsc\n movl $1, %%eax");
  write_cr4(read_cr4() | 4);
  USER("rdtsc with TSD", "rdtsc");
  TRY("rdtsc with TSD in ring 0", "rdtsc");
  return 0;
}
