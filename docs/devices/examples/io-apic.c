#include "pc.h"

#define APIC 0xfee00000ul
#define IO 0xfec00000ul
static volatile int ticks;

static void tick(void) {
    ticks++;
    store(APIC + 0xb0, 0);
}
static u32 read(u8 reg) {
    store(IO, reg);
    return load(IO + 16);
}
static void write(u8 reg, u32 v) {
    store(IO, reg);
    store(IO + 16, v);
}

int main(void) {
    map_device(IO);                           /* the same 2 MiB unit is not the local APIC's: both */
    map_device(APIC);
    set_lines(0xffff);
    set_handler(0x32, tick);
    store(APIC + 0xf0, 0x1ff);
    show("lines: ", (read(1) >> 16 & 255) + 1);
    write(0x11 + 2 * 2, 0);                   /* to processor 0 */
    write(0x10 + 2 * 2, 0x32);                /* the timer's line 2: edge, open, vector 0x32 */
    outb(0x43, 0x34);
    outb(0x40, 0);
    outb(0x40, 64);
    while (ticks < 5) sleep();
    show("ticks: ", ticks);
    write(0x10 + 2 * 2, 0x10032);             /* shut */
    show_hex("entry: ", read(0x10 + 2 * 2));
    leave(0);
}
