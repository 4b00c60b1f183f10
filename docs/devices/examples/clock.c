#include "pc.h"

static volatile int ticks;

static u8 get(u8 reg) {
    outb(0x70, reg);
    return inb(0x71);
}
static void set(u8 reg, u8 v) {
    outb(0x70, reg);
    outb(0x71, v);
}
static void tick(void) {
    ticks++;
    get(0x0c);                                /* or the line stays up */
    end_of_interrupt(8);
}

int main(void) {
    set(0x0b, 6);                             /* binary, 24 hours */
    while (get(0x0a) & 0x80) {}               /* not while it changes */
    show("century: ", get(0x32) > 19);
    show("month is one: ", get(8) >= 1 && get(8) <= 12);
    set_lines(0xfefb);                        /* 8 and the cascade 2 */
    set_handler(0x28, tick);
    set(0x0a, 0x2a);                          /* 64 a second */
    set(0x0b, 0x46);                          /* periodic interrupt on */
    while (ticks < 64) sleep();
    show("ticks in a second: ", ticks);
    set(0x0b, 6);
    leave(0);
}
