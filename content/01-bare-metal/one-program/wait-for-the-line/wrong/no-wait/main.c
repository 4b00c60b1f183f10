/* Ring 0, no kernel, no libc: this file is all the software there is. */

static inline void outb(unsigned short port, unsigned char value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline unsigned char inb(unsigned short port) {
    unsigned char value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static void putc(char c) {
    if ((inb(0x3fd) & 0x20) == 0) {
        inb(0x3fd);
    }
    outb(0x3f8, c);
}

static void puts(const char *text) {
    while (*text) putc(*text++);
}

int main(void) {
    puts("The line is slower than the CPU.\n");
    return 0;
}
