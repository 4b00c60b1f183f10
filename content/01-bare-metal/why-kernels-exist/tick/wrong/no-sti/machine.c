#include "machine.h"

struct gate {
    unsigned short offset_low, selector;
    unsigned char ist, type;
    unsigned short offset_mid;
    unsigned int offset_high, zero;
} __attribute__((packed));

static struct gate idt[256];

/* In timer.s. */
void timer_entry(void);

void set_up_interrupts(void) {
    unsigned long handler = (unsigned long)timer_entry;
    struct gate gate = {handler & 0xffff, 0x10, 0, 0x8e, (handler >> 16) & 0xffff, handler >> 32, 0};
    struct {
        unsigned short limit;
        unsigned long base;
    } __attribute__((packed)) table = {sizeof(idt) - 1, (unsigned long)idt};
    idt[32] = gate;
    __asm__ volatile("lidt %0" : : "m"(table) : "memory");
    outb(0x20, 0x11);
    outb(0x21, 32);
    outb(0x21, 4);
    outb(0x21, 1);
    outb(0x21, 0xfe);
}

void set_rate(unsigned int divisor) {
    outb(0x43, 0x34);
    outb(0x40, divisor & 0xff);
    outb(0x40, divisor >> 8);
}
