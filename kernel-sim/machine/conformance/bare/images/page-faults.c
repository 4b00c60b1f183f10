/* Each kind of page fault in both rings: error code bits and CR2. SDM 3A 4.7. */
#include "../lib/pc.h"

static char page[4096] __attribute__((aligned(4096))) = {0xc3};

int main(void) {
  map(0x40000000, (u64)page, P | W | U);
  map(0x40001000, (u64)page, P | U);
  map(0x40002000, (u64)page, P | W);
  map(0x40003000, (u64)page, P);
  map(0x40004000, (u64)page, P | W | U | NX);
  map(0x40005000, (u64)page, P | W | U | 1ul << 45);
  map(0x40006000, (u64)page, W | U);
  TRY("read absent", "movb 0x40006123, %%al");
  TRY("write absent", "movb %%al, 0x40006ff8");
  TRY("run absent", "movl $0x40006004, %%eax\n call *%%rax");
  TRY("read no table", "movabsq $0x123456789abc, %%rax\n movb (%%rax), %%al");
  TRY("write read-only, WP", "movb %%al, 0x40003010");
  TRY("read read-only", "movb 0x40003010, %%al");
  TRY("run NX", "movl $0x40004000, %%eax\n call *%%rax");
  TRY("run", "movl $0x40000000, %%eax\n call *%%rax");
  TRY("reserved bit, read", "movb 0x40005000, %%al");
  TRY("reserved bit, write", "movb %%al, 0x40005008");
  write_cr0(read_cr0() & ~0x10000ul);
  TRY("write read-only, no WP", "movb %%al, 0x40003010");
  TRY("write user read-only, no WP", "movb %%al, 0x40001010");
  write_cr0(read_cr0() | 0x10000);
  USER("user read", "movb 0x40000010, %%al\n movl $1, %%eax");
  USER("user write", "movb %%al, 0x40000010\n movl $2, %%eax");
  USER("user write read-only", "movb %%al, 0x40001010");
  USER("user read supervisor", "movb 0x40002010, %%al");
  USER("user write supervisor", "movb %%al, 0x40002010");
  USER("user read supervisor read-only", "movb 0x40003010, %%al");
  USER("user write supervisor read-only", "movb %%al, 0x40003010");
  USER("user run supervisor", "movl $0x40002000, %%eax\n call *%%rax");
  USER("user run NX", "movl $0x40004000, %%eax\n call *%%rax");
  USER("user read absent", "movb 0x40006001, %%al");
  USER("user write absent", "movb %%al, 0x40006001");
  USER("user run absent", "movl $0x40006000, %%eax\n jmp *%%rax");
  USER("user reserved bit", "movb 0x40005000, %%al");
  USER("user over the end", "movl 0x40005ffe, %%eax");
  return 0;
}
