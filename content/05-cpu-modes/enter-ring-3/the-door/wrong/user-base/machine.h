/* Serial port, MSRs, and a program in ring 3. Given; look, but do not change. */
static inline void outb(unsigned short port, unsigned char value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline unsigned char inb(unsigned short port) {
    unsigned char value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline void wrmsr(unsigned int msr, unsigned long value) {
    __asm__ volatile("wrmsr" : : "c"(msr), "a"((unsigned int)value), "d"((unsigned int)(value >> 32)));
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

/* GDT, TSS, page tables; the program of user.s is put at 0x400000. */
void set_up(void);

/* Enters ring 3 at 0x400000. */
void enter_user(void);

/* The program is done: stops the machine. */
void finish(void);
