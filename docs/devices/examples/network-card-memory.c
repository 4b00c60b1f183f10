#include "pc.h"

static u16 read(int word) {
    outw(0x302, word);
    outb(0x300, 3);
    return inw(0x304);
}
static void write(int word, u16 v) {
    outw(0x302, word);
    outw(0x304, v);
    outb(0x300, 6);                           /* write enable: for one word */
    outb(0x300, 2);                           /* program */
    while (inb(0x301) & 1) {}                 /* a command now would tear the word */
}

int main(void) {
    show_hex("first word of the address: ", read(0));
    u16 sum = 0;
    for (int i = 0; i < 64; i++) sum += read(i);
    show_hex("sum: ", sum);
    u16 old = read(2);
    write(2, 0x1234);
    write(0x3f, read(0x3f) + old - 0x1234);   /* or the card never starts again */
    outb(0x300, 0xf0);                        /* reset */
    show_hex("alive, link up: ", inb(0x301) & 0xc0);
    leave(0);
}
