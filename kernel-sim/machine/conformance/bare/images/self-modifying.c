/* Code that is written while it runs: ahead, behind, by another mapping, over a page boundary, after it was a page table. */
#include "../lib/pc.h"

static u8 code[8192] __attribute__((aligned(4096)));
static int call(u64 at) {
  int v;
  __asm__ volatile("call *%1" : "=a"(v) : "r"(at) : "memory", "cc");
  return v;
}
static void put(u8 *at, int v) {
  at[0] = 0xb8;
  *(u32 *)(at + 1) = v;
  at[5] = 0xc3;
}

int main(void) {
  put(code, 1);
  print("%d", call((u64)code));
  *(volatile u32 *)(code + 1) = 2;
  print(" %d", call((u64)code));
  map(0x40000000, (u64)code, P | W);
  *(volatile u32 *)(0x40000001) = 3;
  print(" %d", call((u64)code));
  *(volatile u8 *)(code + 1) = 4;
  print(" %d\n", call(0x40000000));
  for (int i = 0; i < 2000; i++) {
    *(volatile u32 *)(code + 1) = i;
    if (call((u64)code) != i) print("round %d is wrong\n", i);
  }
  u8 *edge = code + 4093;
  put(edge, 0x11223344);
  print("%x", call((u64)edge));
  code[4096] = 0x55;
  print(" %x", call((u64)edge));
  code[4095] = 0x66;
  print(" %x\n", call((u64)edge));
  int a;
  __asm__ volatile("movl $5, %%ecx\n xorl %%eax, %%eax\n 1: incl 2f+1\n 2: movl $10, %%edx\n addl %%edx, %%eax\n loop 1b" : "=a"(a)::"ecx", "edx", "memory", "cc");
  print("%d\n", a);
  __asm__ volatile("movb $0x90, 1f\n 1: hlt\n nop" ::: "memory");
  print("ahead\n");
  u64 *table = table_page();
  put((u8 *)table, 7);
  print("%d", call((u64)table));
  for (int i = 0; i < 512; i++) table[i] = 0;
  table[0] = (u64)code | P | W;
  *pde(0x40200000) = (u64)table | P | W;
  *(volatile u32 *)0x40200001 = 9;
  print(" %d", call((u64)code));
  put((u8 *)table, 8);
  *pde(0x40200000) = 0;
  invlpg(0x40200000);
  print(" %d\n", call((u64)table));
  return 0;
}
