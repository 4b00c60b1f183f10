#include "pc.h"

static volatile int ticks;

static void tick(void) {
    ticks++;
    end_of_interrupt(0);
}

int main(void) {
    set_lines(0xfffe);                        /* only line 0 is open */
    set_handler(0x20, tick);
    int divisor = 1193182 / 100;              /* a hundred times a second */
    outb(0x43, 0x34);                         /* channel 0, low then high byte, mode 2 */
    outb(0x40, divisor & 255);
    outb(0x40, divisor >> 8);
    while (ticks < 50) sleep();
    show("ticks in half a second: ", ticks);

    /* Channel 2 without interrupts: 20 ms by looking at bit 5 of port 0x61. */
    outb(0x61, inb(0x61) & ~3);
    outb(0x43, 0xb0);                         /* channel 2, low then high byte, mode 0 */
    outb(0x42, 23864 & 255);
    outb(0x42, 23864 >> 8);
    outb(0x61, inb(0x61) | 1);                /* the gate opens: it counts */
    while (!(inb(0x61) & 0x20)) {}
    put_text("20 ms later\n");
    leave(0);
}
