/* Serial port, interrupt table and timer. Given; look, but do not change. */
static inline void outb(unsigned short port, unsigned char value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline unsigned char inb(unsigned short port) {
    unsigned char value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline void put_char(char character) {
    while ((inb(0x3fd) & 0x20) == 0) {
    }
    outb(0x3f8, character);
}

static inline void put_text(const char *text) {
    for (; *text; text++) put_char(*text);
}

/* Waits until the last character has left. */
static inline void flush(void) {
    while ((inb(0x3fd) & 0x40) == 0) {
    }
}

/* The IDT with the timer at vector 32, and the PIC set to send it there. */
void set_up_interrupts(void);

/* 8254, channel 0: an interrupt each time `divisor` periods of 1,193,182 Hz have gone by. */
void set_rate(unsigned int divisor);
