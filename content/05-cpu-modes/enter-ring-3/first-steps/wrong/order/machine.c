#include "machine.h"

/* 0x10, 0x18: ring 0. 0x28: ring 3, data. 0x30: ring 3, code. 0x38: the TSS (two entries). */
static unsigned long gdt[9] = {
    0, 0, 0x00af9a000000ffff, 0x00cf92000000ffff, 0, 0x00cff2000000ffff, 0x00affa000000ffff, 0, 0,
};

/* Of the TSS only rsp0 matters: the stack for whatever comes from ring 3. */
static unsigned char tss[104] __attribute__((aligned(16)));
static unsigned long kernel_stack[1024] __attribute__((aligned(16)));

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

static void set_gate(int vector, void (*entry)(void), int type) {
    unsigned long at = (unsigned long)entry;
    struct gate gate = {at & 0xffff, 0x10, 0, type, (at >> 16) & 0xffff, at >> 32, 0};
    idt[vector] = gate;
}

/* In entry.s and user.s. */
void entry_call(void), entry_gp(void), entry_pf(void);
extern char user_begin[], user_end[];

/* int 0x80 from the program: rax says what, rdi with what. */
void on_call(unsigned long what, unsigned long value) {
    if (what == 1) {
        put_text("user program: cs=");
        put_hex(value);
        put_char('\n');
    } else {
        put_text("cli was allowed\n");
        flush();
        for (;;) __asm__ volatile("cli; hlt");
    }
}

void on_gp(void) {
    put_text("general protection\n");
    flush();
    for (;;) __asm__ volatile("cli; hlt");
}

void on_pf(unsigned long error) {
    unsigned long address;
    __asm__ volatile("mov %%cr2, %0" : "=r"(address));
    put_text("page fault at ");
    put_hex(address);
    put_text(" error=");
    put_hex(error);
    put_char('\n');
    flush();
    for (;;) __asm__ volatile("cli; hlt");
}

void set_up(void) {
    unsigned long at = (unsigned long)tss;
    *(unsigned long *)(tss + 4) = (unsigned long)(kernel_stack + 1024);
    gdt[7] = 103 | (at & 0xffffff) << 16 | 0x89UL << 40 | (at >> 24 & 0xff) << 56;
    gdt[8] = at >> 32;
    struct table gdtr = {sizeof(gdt) - 1, (unsigned long)gdt};
    __asm__ volatile("lgdt %0" : : "m"(gdtr) : "memory");
    __asm__ volatile("ltr %w0" : : "r"(0x38));
    set_gate(0x80, entry_call, 0xee); /* DPL 3: ring 3 may use it */
    set_gate(13, entry_gp, 0x8e);
    set_gate(14, entry_pf, 0x8e);
    struct table idtr = {sizeof(idt) - 1, (unsigned long)idt};
    __asm__ volatile("lidt %0" : : "m"(idtr) : "memory");
    char *to = (char *)0x400000;
    for (char *from = user_begin; from < user_end; from++) *to++ = *from;
}
