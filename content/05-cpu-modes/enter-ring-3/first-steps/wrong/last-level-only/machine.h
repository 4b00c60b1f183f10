/* Serial port, and segments, TSS and entries for ring 3. Given; look, but do not change. */
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

static inline void put_hex(unsigned long value) {
    put_text("0x");
    int shift = 60;
    while (shift > 0 && ((value >> shift) & 15) == 0) shift -= 4;
    for (; shift >= 0; shift -= 4) put_char("0123456789abcdef"[(value >> shift) & 15]);
}

/* Waits until the last character has left. */
static inline void flush(void) {
    while ((inb(0x3fd) & 0x40) == 0) {
    }
}

/* GDT, TSS and IDT; the program of user.s is put at 0x400000. */
void set_up(void);
