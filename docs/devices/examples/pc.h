/* What the examples share: ports, the serial line, interrupts. Runs on the simulated PC and on a real one (QEMU). */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

static inline void outb(u16 port, u8 v) { __asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port)); }
static inline void outw(u16 port, u16 v) { __asm__ volatile("outw %0, %1" : : "a"(v), "Nd"(port)); }
static inline void outl(u16 port, u32 v) { __asm__ volatile("outl %0, %1" : : "a"(v), "Nd"(port)); }
static inline u8 inb(u16 port) { u8 v; __asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port)); return v; }
static inline u16 inw(u16 port) { u16 v; __asm__ volatile("inw %1, %0" : "=a"(v) : "Nd"(port)); return v; }
static inline u32 inl(u16 port) { u32 v; __asm__ volatile("inl %1, %0" : "=a"(v) : "Nd"(port)); return v; }

static inline void put_char(char c) {
    while (!(inb(0x3fd) & 0x20)) {}
    outb(0x3f8, c);
}
static inline void put_text(const char *text) {
    for (; *text; text++) put_char(*text);
}
static inline void put_number(u64 v, int base) {
    char digits[24];
    int n = 0;
    do digits[n++] = "0123456789abcdef"[v % base]; while (v /= base);
    while (n) put_char(digits[--n]);
}
/* Text, a number, the end of the line. */
static inline void show(const char *text, u64 v) {
    put_text(text);
    put_number(v, 10);
    put_char('\n');
}
static inline void show_hex(const char *text, u64 v) {
    put_text(text);
    put_number(v, 16);
    put_char('\n');
}
/* Ends the machine, when the last character has left. */
static inline void leave(u8 status) {
    while (!(inb(0x3fd) & 0x40)) {}
    outb(0xf4, status);
    for (;;) __asm__ volatile("hlt");
}

/* ---- device memory: 2 MiB at a physical address from 3 GiB on become visible where they are ---- */

static u64 device_directory[512] __attribute__((aligned(4096)));
static inline void map_device(u64 address) {
    u64 *root = (u64 *)0x2000; /* the loader's second-level table (bare/layout.ts) */
    root[3] = (u64)device_directory | 3;
    device_directory[(address >> 21) & 511] = (address & ~0x1ffffful) | 0x93;
}
static inline u32 load(u64 at) { return *(volatile u32 *)at; }
static inline void store(u64 at, u32 v) { *(volatile u32 *)at = v; }

/* ---- interrupts: one C function for each vector from 0x20 to 0x37 ---- */

static void (*handlers[32])(void);
static struct gate {
    u16 low, selector;
    u8 ist, type;
    u16 middle;
    u32 high, reserved;
} idt[64] __attribute__((aligned(16)));

void entries(void);
void on_interrupt(u64 vector) {
    if (handlers[vector & 31]) handlers[vector & 31]();
}
#define ENTRY(n) ".balign 16\n  pushq $" #n "\n  jmp entry\n"
__asm__(
    ".text\n"
    ".balign 16\n"
    "entries:\n"
    ENTRY(0x20) ENTRY(0x21) ENTRY(0x22) ENTRY(0x23) ENTRY(0x24) ENTRY(0x25) ENTRY(0x26) ENTRY(0x27)
    ENTRY(0x28) ENTRY(0x29) ENTRY(0x2a) ENTRY(0x2b) ENTRY(0x2c) ENTRY(0x2d) ENTRY(0x2e) ENTRY(0x2f)
    ENTRY(0x30) ENTRY(0x31) ENTRY(0x32) ENTRY(0x33) ENTRY(0x34) ENTRY(0x35) ENTRY(0x36) ENTRY(0x37)
    "entry:\n"
    "  pushq %rax\n  pushq %rcx\n  pushq %rdx\n  pushq %rsi\n  pushq %rdi\n"
    "  pushq %r8\n  pushq %r9\n  pushq %r10\n  pushq %r11\n  pushq %rbx\n"
    "  movq 80(%rsp), %rdi\n"
    "  movq %rsp, %rbx\n"
    "  andq $-16, %rsp\n"
    "  call on_interrupt\n"
    "  movq %rbx, %rsp\n"
    "  popq %rbx\n  popq %r11\n  popq %r10\n  popq %r9\n  popq %r8\n"
    "  popq %rdi\n  popq %rsi\n  popq %rdx\n  popq %rcx\n  popq %rax\n"
    "  addq $8, %rsp\n"
    "  iretq\n");

static inline void set_handler(int vector, void (*handler)(void)) {
    handlers[vector & 31] = handler;
    u64 at = (u64)entries + (vector - 0x20) * 16;
    idt[vector] = (struct gate){at, 0x10, 0, 0x8e, at >> 16, at >> 32, 0};
    struct { u16 limit; u64 base; } __attribute__((packed)) table = {sizeof idt - 1, (u64)idt};
    __asm__ volatile("lidt %0" : : "m"(table));
}

/* The 8259s: their lines become vectors 0x20 to 0x2f; `mask` has a bit for each line that stays shut. */
static inline void set_lines(u16 mask) {
    outb(0x20, 0x11), outb(0x21, 0x20), outb(0x21, 4), outb(0x21, 1);
    outb(0xa0, 0x11), outb(0xa1, 0x28), outb(0xa1, 2), outb(0xa1, 1);
    outb(0x21, mask), outb(0xa1, mask >> 8);
}
static inline void end_of_interrupt(int line) {
    if (line >= 8) outb(0xa0, 0x20);
    outb(0x20, 0x20);
}
/* Sleeps until the next interrupt. Afterwards interrupts are off again. */
static inline void sleep(void) { __asm__ volatile("sti\n hlt\n cli" : : : "memory"); }

/* ---- PCI ---- */

static inline u32 pci_read(int slot, int reg) {
    outl(0xcf8, 0x80000000u | slot << 11 | reg);
    return inl(0xcfc);
}
static inline void pci_write(int slot, int reg, u32 v) {
    outl(0xcf8, 0x80000000u | slot << 11 | reg);
    outl(0xcfc, v);
}
static inline int pci_find(u32 id) {
    for (int slot = 0; slot < 32; slot++)
        if (pci_read(slot, 0) == id) return slot;
    return -1;
}
