/* Serial port, page faults and the two programs. Given; look, but do not change. */
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

/* Makes the CPU forget its translation of this address. */
static inline void invlpg(unsigned long address) {
    __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

void put_char(char character);
void put_text(const char *text);
void flush(void);

/* Puts the PIN into memory at 0x600000. */
void start_owner(void);

/* Runs a program; a page fault in it is reported and ends it, and it alone. */
void run(const char *name, void (*program)(void));

void stranger(void);
void owner(void);
