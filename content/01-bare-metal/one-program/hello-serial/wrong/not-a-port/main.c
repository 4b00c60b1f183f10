/* Ring 0, no kernel, no libc: this file is all the software there is. */

static inline void outb(unsigned short port, unsigned char value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline unsigned char inb(unsigned short port) {
    unsigned char value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

/* Bit 5 of the line status register: the holding register is empty. */
static void wait_until_sent(void) {
    while ((inb(0x3fd) & 0x20) == 0) {
    }
}

int main(void) {
    volatile char *device = (volatile char *)0x3f8;
    const char *text = "Hello\n";
    for (; *text; text++) {
        *device = *text;
        wait_until_sent();
    }
    return 0;
}
