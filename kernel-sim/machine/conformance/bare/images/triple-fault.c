/* A fault while #DF is delivered shuts the processor down. SDM 3A 6.15, #DF. */
#include "../lib/pc.h"

int main(void) {
  print("before\n");
  while ((inb(0x3fd) & 0x60) != 0x60) delay(3000);
  load_idt(0, 0);
  __asm__ volatile("ud2");
  return 1;
}
