#include "machine.h"

/* 0x10, 0x18: ring 0. 0x28: ring 3, data. 0x30: ring 3, code. 0x38: the TSS (two entries). */
static unsigned long gdt[9] = {
    0, 0, 0x00af9a000000ffff, 0x00cf92000000ffff, 0, 0x00cff2000000ffff, 0x00affa000000ffff, 0, 0,
};

static unsigned char tss[104] __attribute__((aligned(16)));
static unsigned long fault_stack[512] __attribute__((aligned(16)));

struct gate {
    unsigned short offset_low, selector;
    unsigned char ist, type;
    unsigned short offset_mid;
    unsigned int offset_high, zero;
} __attribute__((packed));

static struct gate idt[256];

struct table {
    unsigned short limit;
    unsigned long base;
} __attribute__((packed));

void entry_fault(void);
extern char user_begin[], user_end[];

void on_fault(void) {
    put_text("fault\n");
    finish();
}

void finish(void) {
    flush();
    for (;;) __asm__ volatile("cli; hlt");
}

void set_up(void) {
    unsigned long at = (unsigned long)tss;
    *(unsigned long *)(tss + 4) = (unsigned long)(fault_stack + 512);
    gdt[7] = 103 | (at & 0xffffff) << 16 | 0x89UL << 40 | (at >> 24 & 0xff) << 56;
    gdt[8] = at >> 32;
    struct table gdtr = {sizeof(gdt) - 1, (unsigned long)gdt};
    __asm__ volatile("lgdt %0" : : "m"(gdtr) : "memory");
    __asm__ volatile("ltr %w0" : : "r"(0x38));
    unsigned long entry = (unsigned long)entry_fault;
    struct gate gate = {entry & 0xffff, 0x10, 0, 0x8e, (entry >> 16) & 0xffff, entry >> 32, 0};
    for (int vector = 0; vector < 32; vector++) idt[vector] = gate;
    struct table idtr = {sizeof(idt) - 1, (unsigned long)idt};
    __asm__ volatile("lidt %0" : : "m"(idtr) : "memory");
    *(volatile unsigned long *)0x1000 |= 4;
    *(volatile unsigned long *)0x2000 |= 4;
    *(volatile unsigned long *)0x3010 |= 4;
    char *to = (char *)0x400000;
    for (char *from = user_begin; from < user_end; from++) *to++ = *from;
}

void enter_user(void) {
    __asm__ volatile(
        "pushq $0x2b\n\t"
        "pushq $0x5ff000\n\t"
        "pushq $2\n\t"
        "pushq $0x33\n\t"
        "pushq $0x400000\n\t"
        "iretq");
}
