#include "serial.h"

static unsigned short sector[256];

static void wait_not_busy(void) {
    while (inb(0x1f7) & 0x80) {
    }
}

static void read_sector(unsigned int number) {
    wait_not_busy();
    outb(0x1f6, 0xe0);
    outb(0x1f2, 1);
    outb(0x1f3, number);
    outb(0x1f4, number >> 8);
    outb(0x1f5, number >> 16);
    outb(0x1f7, 0x20);
    wait_not_busy();
    while ((inb(0x1f7) & 0x08) == 0) {
    }
    for (int i = 0; i < 256; i++) sector[i] = inw(0x1f0);
}

int main(void) {
    read_sector(5);
    put_text((const char *)sector);
    flush();
    return 0;
}
