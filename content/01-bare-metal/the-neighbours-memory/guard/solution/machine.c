/* The two programs, and what happens on a page fault. Given; look, but do not change. */
#include "machine.h"

void put_char(char character) {
    while ((inb(0x3fd) & 0x20) == 0) {
    }
    outb(0x3f8, character);
}

void put_text(const char *text) {
    for (; *text; text++) put_char(*text);
}

void flush(void) {
    while ((inb(0x3fd) & 0x40) == 0) {
    }
}

static void read_pin(void) {
    const volatile char *at = (const volatile char *)0x600000;
    for (; *at; at++) put_char(*at);
}

void stranger(void) {
    read_pin();
}

void owner(void) {
    read_pin();
}

struct gate {
    unsigned short offset_low, selector;
    unsigned char ist, type;
    unsigned short offset_mid;
    unsigned int offset_high, zero;
} __attribute__((packed));

static struct gate idt[32];

/* In fault.s: calls the program; on_page_fault comes back from there with 1 instead. */
int guarded_call(void (*program)(void));
void on_page_fault(void);

void start_owner(void) {
    unsigned long handler = (unsigned long)on_page_fault;
    struct gate gate = {handler & 0xffff, 0x10, 0, 0x8e, (handler >> 16) & 0xffff, handler >> 32, 0};
    struct {
        unsigned short limit;
        unsigned long base;
    } __attribute__((packed)) table = {sizeof(idt) - 1, (unsigned long)idt};
    idt[14] = gate;
    __asm__ volatile("lidt %0" : : "m"(table) : "memory");
    unsigned short *vault = (unsigned short *)0x600000;
    while (inb(0x1f7) & 0x80) {
    }
    outb(0x1f6, 0xe0);
    outb(0x1f2, 1);
    outb(0x1f3, 3);
    outb(0x1f4, 0);
    outb(0x1f5, 0);
    outb(0x1f7, 0x20);
    while (inb(0x1f7) & 0x80) {
    }
    for (int i = 0; i < 256; i++) vault[i] = inw(0x1f0);
}

void run(const char *name, void (*program)(void)) {
    put_text(name);
    put_text(": ");
    if (guarded_call(program)) {
        unsigned long address;
        __asm__ volatile("mov %%cr2, %0" : "=r"(address));
        put_text("page fault at 0x");
        for (int shift = 28; shift >= 0; shift -= 4) put_char("0123456789abcdef"[(address >> shift) & 15]);
    }
    put_char('\n');
}
