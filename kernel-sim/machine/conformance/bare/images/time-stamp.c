/* rdtsc and rdtscp, TSC_AUX, writing the counter, time that passes in hlt. SDM 3B 18.17. */
#include "../lib/pc.h"

static void tick(void) { ticks[0x20]++; pic_eoi(0); }

int main(void) {
  u64 a = rdtsc(), b = rdtsc();
  print("goes up: %d\n", b > a);
  u32 aux;
  __asm__ volatile("rdtscp" : "=c"(aux)::"rax", "rdx");
  print("aux %x\n", aux);
  wrmsr(0xc0000103, 0x77);
  __asm__ volatile("rdtscp" : "=c"(aux)::"rax", "rdx");
  print("aux %x\n", aux);
  u64 high;
  __asm__ volatile("movq $-1, %%rax\n movq $-1, %%rdx\n rdtsc\n shrq $32, %%rax\n movq %%rax, %0" : "=r"(high)::"rax", "rdx");
  print("upper half cleared: %lx\n", high);
  pic_init(0xfffe);
  on_irq[0x20] = tick;
  outb(0x43, 0x30), outb(0x40, 0xff), outb(0x40, 0xff);
  a = rdtsc();
  wait_tick(0x20, 1);
  b = rdtsc();
  print("hlt takes time: %d\n", b - a > 1000000);
  a = rdtsc();
  delay(1000000);
  b = rdtsc();
  print("and so do instructions: %d\n", b - a > 500000);
  return 0;
}
