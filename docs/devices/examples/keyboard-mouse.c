#include "pc.h"

static volatile int keys, moves;
static u8 key[8], packet[8];

static void keyboard(void) {
    key[keys++ & 7] = inb(0x60);
    end_of_interrupt(1);
}
static void mouse(void) {
    packet[moves++ & 7] = inb(0x60);
    end_of_interrupt(12);
}
static void command(u8 c) {
    while (inb(0x64) & 2) {}
    outb(0x64, c);
}
static void data(u8 c) {
    while (inb(0x64) & 2) {}
    outb(0x60, c);
}
static u8 answer(void) {
    while (!(inb(0x64) & 1)) {}
    return inb(0x60);
}

int main(void) {
    command(0xad), command(0xa7);             /* both silent while we set things up */
    while (inb(0x64) & 1) inb(0x60);
    command(0x60), data(0x40);                /* no interrupts yet */
    command(0xae), command(0xa8);
    data(0xee);
    show_hex("keyboard's echo: ", answer());
    command(0xd4), data(0xff);                /* to the mouse: reset */
    show_hex("mouse: ", answer());
    show_hex("passed: ", answer());
    show_hex("id: ", answer());

    set_lines(0xeff9);                        /* 1, 12 and the cascade 2 */
    set_handler(0x21, keyboard);
    set_handler(0x2c, mouse);
    command(0x60), data(0x43);                /* interrupts of both */
    command(0xd2), data(0x1e);                /* as if the key A had been pressed */
    while (keys < 1) sleep();
    show_hex("scan code: ", key[0]);
    command(0xd4), data(0xf2);                /* the mouse answers 0xfa, 0 */
    while (moves < 2) sleep();
    show_hex("mouse said: ", packet[0]);
    leave(0);
}
