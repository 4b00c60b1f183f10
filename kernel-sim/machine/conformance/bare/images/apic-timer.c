/* The local APIC's timer: one shot, periodic, divisors, masked, stopped. SDM 3A 11.5.4. */
#include "../lib/pc.h"

static void tick(void) { ticks[0x40]++; apic_set(0xb0, 0); }
static u64 time_of(u32 divide, u32 n) {
  apic_set(0x3e0, divide);
  ticks[0x40] = 0;
  u64 start = rdtsc();
  apic_set(0x380, n);
  wait_tick(0x40, 1);
  return rdtsc() - start;
}

int main(void) {
  map_device(APIC);
  pic_init(0xffff);
  on_irq[0x40] = tick;
  apic_set(0xf0, 0x1ff);
  apic_set(0x320, 0x40);
  apic_set(0x3e0, 11);
  print("entry %x divide %x current %d\n", apic_get(0x320), apic_get(0x3e0), apic_get(0x390));
  apic_set(0x380, 10000000);
  u32 a = apic_get(0x390);
  delay(10000);
  u32 b = apic_get(0x390);
  print("counts down %d\n", a > b && a <= 10000000);
  wait_tick(0x40, 1);
  for (int i = 0; i < 10; i++) sti(), delay(100000), cli();
  print("one shot: %d, current %d\n", ticks[0x40], apic_get(0x390));
  u64 one = time_of(11, 8000000), four = time_of(1, 8000000);
  print("divided by 4 takes 4 times as long: %d\n", four > one * 3 && four < one * 5);
  ticks[0x40] = 0;
  apic_set(0x320, 0x20040), apic_set(0x3e0, 3), apic_set(0x380, 100000);
  wait_tick(0x40, 10);
  print("periodic: %d, goes on %d\n", ticks[0x40], apic_get(0x390) > 0);
  apic_set(0x380, 0);
  ticks[0x40] = 0;
  for (int i = 0; i < 10; i++) sti(), delay(100000), cli();
  print("stopped: %d\n", ticks[0x40]);
  apic_set(0x320, 0x30040), apic_set(0x380, 1000);
  for (int i = 0; i < 10; i++) sti(), delay(100000), cli();
  print("masked: %d\n", ticks[0x40]);
  apic_set(0x380, 0);
  apic_set(0x320, 0x40), apic_set(0x380, 5000);
  delay(1000000);
  print("waits while IF is off: %d, irr %x\n", ticks[0x40], apic_get(0x200 + 0x10 * 2));
  sti(), delay(100), cli();
  print("then: %d\n", ticks[0x40]);
  return 0;
}
