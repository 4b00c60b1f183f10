/* Timer, interrupt table and the switch between two programs. Given; look, but do not change. */
#include "machine.h"

static inline void outb(unsigned short port, unsigned char value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline unsigned char inb(unsigned short port) {
    unsigned char value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

void put_char(char character) {
    while ((inb(0x3fd) & 0x20) == 0) {
    }
    outb(0x3f8, character);
}

void put_text(const char *text) {
    for (; *text; text++) put_char(*text);
}

struct gate {
    unsigned short offset_low, selector;
    unsigned char ist, type;
    unsigned short offset_mid;
    unsigned int offset_high, zero;
} __attribute__((packed));

static struct gate idt[256];
static unsigned long stacks[2];
static unsigned long second_stack[512];
static int current;
static volatile int done[2];
static void (*second_program)(void);

/* In switch.s: saves the registers, asks other_stack, restores what lies there. */
void on_timer(void);

unsigned long other_stack(unsigned long rsp) {
    stacks[current] = rsp;
    current = 1 - current;
    return stacks[current];
}

static void finish(int which) {
    done[which] = 1;
    while (!done[0] || !done[1]) __asm__ volatile("hlt");
}

static void second_main(void) {
    second_program();
    finish(1);
    for (;;) {
    }
}

static void start_timer(void) {
    unsigned long handler = (unsigned long)on_timer;
    struct gate gate = {handler & 0xffff, 0x10, 0, 0x8e, (handler >> 16) & 0xffff, handler >> 32, 0};
    struct {
        unsigned short limit;
        unsigned long base;
    } __attribute__((packed)) table = {sizeof(idt) - 1, (unsigned long)idt};
    idt[32] = gate;
    __asm__ volatile("lidt %0" : : "m"(table) : "memory");
    outb(0x20, 0x11); /* PIC: interrupts 0-7 become vectors 32-39 */
    outb(0x21, 32);
    outb(0x21, 4);
    outb(0x21, 1);
    outb(0x21, 0xfe); /* only the timer */
    outb(0x43, 0x34);
    outb(0x40, 1193 & 0xff); /* a thousand times a second */
    outb(0x40, 1193 >> 8);
}

void run_both(void (*first)(void), void (*second)(void)) {
    unsigned long *top = second_stack + 512;
    second_program = second;
    *--top = 0;
    unsigned long rsp = (unsigned long)top;
    *--top = 0x18; /* what iretq takes: ss, rsp, rflags, cs, rip */
    *--top = rsp;
    *--top = 0x202;
    *--top = 0x10;
    *--top = (unsigned long)second_main;
    for (int i = 0; i < 15; i++) *--top = 0;
    stacks[1] = (unsigned long)top;
    start_timer();
    __asm__ volatile("sti");
    first();
    finish(0);
    __asm__ volatile("cli");
    while ((inb(0x3fd) & 0x40) == 0) {
    }
}
