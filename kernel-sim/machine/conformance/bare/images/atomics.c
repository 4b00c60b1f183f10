/* lock: where it is allowed, and what fails without changing anything. SDM 2A, LOCK. */
#include "../lib/pc.h"

u64 word = 5;
u64 pair[2] __attribute__((aligned(16))) = {1, 2};
static char page[4096] __attribute__((aligned(4096)));

int main(void) {
  TRY("lock add", "lock addq $3, word");
  print("%ld\n", word);
  TRY("lock mov", ".byte 0xf0\n movq word, %%rax");
  TRY("lock cmp", ".byte 0xf0\n cmpq %%rax, word");
  TRY("lock add to a register", ".byte 0xf0\n addl %%eax, %%ebx");
  TRY("lock lea", ".byte 0xf0\n leaq word, %%rax");
  TRY("lock bt", ".byte 0xf0\n btq $1, word");
  TRY("lock bts", "lock btsq $40, word\n setc %%al\n movzbl %%al, %%eax\n int3");
  TRY("lock xadd", "movl $2, %%eax\n lock xaddq %%rax, word\n int3");
  print("%lx\n", word);
  TRY("cmpxchg16b", "movl $1, %%eax\n movl $2, %%edx\n movl $7, %%ebx\n movl $8, %%ecx\n lock cmpxchg16b pair");
  print("%ld %ld\n", pair[0], pair[1]);
  TRY("cmpxchg16b misaligned", "lock cmpxchg16b pair + 8");
  map(0x40000000, (u64)page, P);
  TRY("lock inc of read-only", "lock incl 0x40000000");
  TRY("xchg of read-only", "xchgl %%eax, 0x40000000");
  TRY("cmpxchg of read-only that fails", "movl $1, %%eax\n cmpxchgl %%ecx, 0x40000000");
  print("%d\n", page[0]);
  word = 100;
  for (int i = 0; i < 1000; i++) __asm__ volatile("lock incq %0" : "+m"(word));
  print("%ld\n", word);
  return 0;
}
