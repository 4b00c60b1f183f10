/* The neighbour keeps a PIN. Given; look, but do not change. */
#include "machine.h"

static void read_sector(unsigned int number, unsigned short *to) {
    while (inb(0x1f7) & 0x80) {
    }
    outb(0x1f6, 0xe0);
    outb(0x1f2, 1);
    outb(0x1f3, number);
    outb(0x1f4, number >> 8);
    outb(0x1f5, number >> 16);
    outb(0x1f7, 0x20);
    while (inb(0x1f7) & 0x80) {
    }
    for (int i = 0; i < 256; i++) to[i] = inw(0x1f0);
}

/* A place that nobody is told. */
void start_neighbour(void) {
    unsigned short *vault = (unsigned short *)0xb5e000;
    read_sector(3, vault);
}
