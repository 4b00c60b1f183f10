/* Serial port, disk, and the neighbour. Given; look, but do not change. */
static inline void outb(unsigned short port, unsigned char value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline unsigned char inb(unsigned short port) {
    unsigned char value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline unsigned short inw(unsigned short port) {
    unsigned short value;
    __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
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

/* The other program on this computer: neighbour.c. */
void start_neighbour(void);
