static inline void outb(unsigned short port, unsigned char value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline unsigned char inb(unsigned short port) {
    unsigned char value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static void puts(const char *text) {
    for (; *text; text++) {
        outb(0x3f8, *text);
        while ((inb(0x3fd) & 0x20) == 0) {
        }
    }
    while ((inb(0x3fd) & 0x40) == 0) {
    }
}

/* One entry of the interrupt descriptor table (SDM 3A, figure 6-8). */
struct gate {
    unsigned short offset_low;
    unsigned short selector;
    unsigned char ist;
    unsigned char type;
    unsigned short offset_mid;
    unsigned int offset_high;
    unsigned int zero;
} __attribute__((packed));

struct table_pointer {
    unsigned short limit;
    unsigned long base;
} __attribute__((packed));

static struct gate idt[256];

/* The exception comes here; there is nothing to go back to, so halt. */
void on_page_fault(void) {
    puts("page fault\n");
    for (;;) __asm__ volatile("cli; hlt");
}

static void set_up(void) {
    unsigned long handler = (unsigned long)on_page_fault;
    idt[13].offset_low = handler & 0xffff;
    idt[13].offset_mid = (handler >> 16) & 0xffff;
    idt[13].offset_high = handler >> 32;
    idt[13].selector = 0x10;
    idt[13].type = 0x8e;

    struct table_pointer pointer = {sizeof(idt) - 1, (unsigned long)idt};
    __asm__ volatile("lidt %0" : : "m"(pointer) : "memory");
}

int main(void) {
    set_up();
    *(volatile int *)0x4000000 = 1; /* 64 MiB: there is no such memory */
    puts("still here\n");
    return 0;
}
