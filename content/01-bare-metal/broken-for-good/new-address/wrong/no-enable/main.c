typedef unsigned short u16;

static inline void outb(u16 port, unsigned char value) {
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}
static inline unsigned char inb(u16 port) {
    unsigned char value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}
static inline void outw(u16 port, u16 value) {
    __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}
static inline u16 inw(u16 port) {
    u16 value;
    __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

enum { COMMAND = 0x300, STATUS = 0x301, ADDRESS = 0x302, DATA = 0x304 };
enum { READ = 0x03, PROGRAM = 0x02, WRITE_ENABLE = 0x06, RESET = 0xf0 };

static u16 read_word(u16 address) {
    outw(ADDRESS, address);
    outb(COMMAND, READ);
    return inw(DATA);
}

static void write_word(u16 address, u16 value) {
    outw(ADDRESS, address);
    outw(DATA, value);
    outb(COMMAND, PROGRAM);
    while (inb(STATUS) & 1) {
    }
}

int main(void) {
    write_word(0, 0x0002);
    write_word(1, 0x0000);
    write_word(2, 0x2008);
    u16 sum = 0;
    for (u16 i = 0; i < 0x3f; i++) sum += read_word(i);
    write_word(0x3f, 0xbaba - sum);
    outb(COMMAND, RESET);
    return 0;
}
